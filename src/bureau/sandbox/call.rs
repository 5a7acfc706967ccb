//! A call as the bureau answers it: the checks in their order, the first that fails decides.

use chrono::{DateTime, Duration, Timelike, Utc};

use super::world::{Upload, World, local};
use crate::bureau::digest::{RANDOM_CHARACTERS, password_hash};
use crate::bureau::packaging::{Cipher, FILE_BYTES, Package, Unreadable, pack, unpack};
use crate::bureau::soap::{Answer, Call, Caller, FileInfo, Request};
use crate::bureau::{gbk, result_code};

/// Random values remembered where replays are refused.
const RANDOMS: usize = 100_000;

/// An answer of a code, in the bureau's words.
pub(super) fn answer(code: i64) -> Answer {
    let words = result_code::of_call(code).map_or("其他错误", |row| row.zh.as_str());
    Answer::of(code, words)
}

impl World {
    /// Answers a call.
    pub fn call(&mut self, request: Request, now: DateTime<Utc>) -> Answer {
        let time = self.time(now);
        let (unit, method) = (request.caller.unit, request.call.method());
        let answer = match self.admit(&request, time) {
            Err(code) => self.refusal(unit, code),
            Ok(()) => self.act(request, time),
        };
        self.note(time, unit, method.operation(), answer.code);
        answer
    }

    /// Checks 1 to 7: whoever passes is served.
    fn admit(&mut self, request: &Request, time: DateTime<Utc>) -> Result<(), i64> {
        let ensure = |fine: bool, code: i64| if fine { Ok(()) } else { Err(code) };
        let Caller { unit, user, random, password_hash: hash, hash_algorithm } = &request.caller;
        let reports = matches!(request.call, Call::Upload { .. });
        let switches = &self.switches;
        ensure(!(reports && switches.maintenance_up), 901)?;
        ensure(reports || !switches.maintenance_down, 902)?;
        ensure(switches.always == 0, i64::try_from(switches.always).unwrap_or(999))?;
        let known = self.unit(*unit).ok_or(12)?;
        ensure(known.of_this_province, 13)?;
        ensure(known.user == *user, 4)?;
        ensure(random.chars().count() >= RANDOM_CHARACTERS, 16)?;
        ensure(*hash_algorithm == 0, 10)?;
        let right = password_hash(&known.password, random).is_ok_and(|right| right == hash.trim());
        ensure(right, 5)?;
        ensure(known.may_report, 19)?;
        let has_hours = reports || matches!(request.call, Call::Download);
        if let (true, Some((from, to))) = (has_hours, switches.hours) {
            ensure((from..to).contains(&local(time).hour()), 20)?;
        }
        if switches.no_replay {
            ensure(!self.randoms.contains(random), 12)?;
            if self.randoms.len() == RANDOMS {
                self.randoms.pop_front();
            }
            self.randoms.push_back(random.clone());
        }
        Ok(())
    }

    fn act(&mut self, request: Request, time: DateTime<Utc>) -> Answer {
        let unit = request.caller.unit;
        match request.call {
            Call::Upload { package, sequence, compression } => {
                match self.upload(unit, &package, sequence, compression, time) {
                    Ok(()) => {
                        self.work(time);
                        answer(0)
                    }
                    Err(code) => self.refusal(unit, code),
                }
            }
            Call::Download => {
                self.close(unit, time);
                self.download(unit)
            }
            Call::Acknowledge(name) => self.acknowledge(unit, name.trim(), time),
            Call::PreviousUpload => self.previous(unit),
            Call::Status { kind, condition } => self.status(kind, condition.trim()),
            Call::VerifyPassword { number, password } => self.check_password(number.trim(), password.trim(), time),
        }
    }

    /// An answer of a code that refuses: two of them say more.
    fn refusal(&self, unit: i64, code: i64) -> Answer {
        let plain = answer(code);
        match (code, self.switches.hours) {
            (14, _) => Answer { missing: vec![self.next_sequence(unit)], ..plain },
            (20, Some((from, to))) => Answer { message: format!("{}：{from}:00-{to}:00", plain.message), ..plain },
            _ => plain,
        }
    }

    fn next_sequence(&self, unit: i64) -> i64 {
        self.sequences.get(&unit).copied().unwrap_or(0) + 1
    }

    /// Checks 8 to 14. One counter for files of every kind; a number given before is answered with the next one.
    fn upload(
        &mut self,
        unit: i64,
        package: &Package,
        sequence: i64,
        compression: i64,
        at: DateTime<Utc>,
    ) -> Result<(), i64> {
        let ensure = |fine: bool, code: i64| if fine { Ok(()) } else { Err(code) };
        ensure(matches!(package.encryption, 0 | 1), 9)?;
        ensure(compression == 0, 11)?;
        let waiting = self.uploads.iter().filter(|upload| upload.unit == unit && !upload.done).count();
        ensure((waiting as u64) < self.rules.queue, 15)?;
        ensure(sequence == self.next_sequence(unit) && !self.switches.always_14, 14)?;
        let cipher = self.cipher(unit);
        let unpacked = unpack(package, cipher.as_ref(), FILE_BYTES).map_err(|unreadable| match unreadable {
            Unreadable::UnknownEncryption => 9,
            Unreadable::Encryption => 6,
            Unreadable::Hash => 7,
            Unreadable::Zip => 8,
            Unreadable::Count => 17,
            Unreadable::Size => 18,
        })?;
        self.sequences.insert(unit, sequence);
        // Only the last file can be asked for; the bytes of those before it are given up.
        for earlier in self.uploads.iter_mut().filter(|upload| upload.unit == unit && upload.done && !upload.kept) {
            earlier.bytes = Vec::new();
        }
        self.uploads.push(Upload {
            unit,
            sequence,
            name: unpacked.name,
            bytes: unpacked.bytes,
            at,
            done: false,
            kept: false,
        });
        Ok(())
    }

    fn cipher(&self, unit: i64) -> Option<Cipher> {
        self.unit(unit).and_then(|unit| Cipher::new(&unit.key, &unit.offset).ok())
    }

    fn download(&self, unit: i64) -> Answer {
        let files = self.waiting(unit);
        let Some(file) = files.first() else { return answer(2) };
        let code = match (self.switches.codes_1_and_3, files.len()) {
            (false, _) => 0,
            (true, 1) => 1,
            (true, _) => 3,
        };
        let Ok(bytes) = gbk::encode(&file.text) else { return answer(999) };
        match self.file_info(unit, &file.name, &bytes, None) {
            Some(info) => Answer { file: Some(info), ..answer(code) },
            None => answer(999),
        }
    }

    fn file_info(&self, unit: i64, name: &str, bytes: &[u8], sequence: Option<i64>) -> Option<FileInfo> {
        let cipher = self.cipher(unit).filter(|_| self.switches.encrypt);
        let mut package = pack(name, bytes, cipher.as_ref()).ok()?;
        if self.switches.wrap {
            package.content = package.wrapped();
        }
        if self.switches.wrong_hash {
            package.hash = crate::bureau::digest::file_hash(b"another file");
        }
        Some(FileInfo { hash_algorithm: 0, compression: 0, sequence, name: name.to_owned(), package })
    }

    /// An unknown name: the interface does not say; 999 here. A name confirmed before is confirmed again.
    fn acknowledge(&mut self, unit: i64, name: &str, at: DateTime<Utc>) -> Answer {
        if name.is_empty() {
            return answer(21);
        }
        match self.outgoing.iter_mut().find(|file| file.unit == unit && file.name == name) {
            Some(file) => {
                file.confirmed_at.get_or_insert(at);
                file.text = String::new();
                answer(0)
            }
            None => answer(999),
        }
    }

    fn previous(&self, unit: i64) -> Answer {
        let last = self.uploads.iter().rev().find(|upload| upload.unit == unit);
        let info = match last {
            Some(upload) => self.file_info(unit, &upload.name, &upload.bytes, Some(upload.sequence)),
            None => Some(FileInfo {
                hash_algorithm: 0,
                compression: 0,
                sequence: Some(0),
                name: String::new(),
                package: Package { content: String::new(), hash: String::new(), encryption: 0 },
            }),
        };
        match info {
            Some(info) => Answer { file: Some(info), ..answer(0) },
            None => answer(999),
        }
    }

    /// Takes the number of an entity or a website, and the password or its hash: the interface does not say which.
    fn check_password(&mut self, number: &str, password: &str, at: DateTime<Utc>) -> Answer {
        self.password_checks.retain(|(_, time)| *time + Duration::hours(1) > at);
        let before = self.password_checks.iter().filter(|(other, _)| other == number).count();
        if before as u64 >= self.rules.password_checks {
            return answer(22);
        }
        self.password_checks.push((number.to_owned(), at));
        let right = self.record_of(number).is_some_and(|record| is_password(&record.password, password));
        Answer { password_right: Some(right), ..answer(0) }
    }
}

/// Whether a password or its hash is the one of a filing.
pub(super) fn is_password(kept: &str, given: &str) -> bool {
    let hashed = crate::bureau::digest::filing_password_hash(kept).unwrap_or_default();
    !kept.is_empty() && (kept == given || hashed.eq_ignore_ascii_case(given))
}
