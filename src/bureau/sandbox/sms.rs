//! Messages by SMS: the number and the password of a new filing, and verification, as at the ministry's site: a code to each person in charge, asked for with the mobile number and
//! the last six characters of the identity number, within a day and five tries.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::case::{Asked, Case, Stage};
use super::changed;
use super::world::World;
use crate::bureau::codes::CancelKind;
use crate::bureau::messages::Person;

/// How long a code is good.
pub const HOURS: i64 = 24;
/// Wrong tries.
pub const TRIES: u8 = 5;
/// The fixed words when time runs out. The interface has no message for it; code 1999 with these words is our choice.
pub const LAPSED: &str = "短信核验超时未完成";
/// The fixed words after too many wrong tries.
pub const TOO_MANY: &str = "短信核验错误次数过多";

/// A person who verifies.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The case.
    pub case: usize,
    /// Mobile number.
    pub mobile: String,
    /// Last six of the identity number.
    pub last_six: String,
    /// The code.
    pub code: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Wrong tries.
    pub tries: u8,
    /// When it succeeded.
    pub done_at: Option<DateTime<Utc>>,
}

/// A message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    /// To whom.
    pub mobile: String,
    /// What it says.
    pub text: String,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// Whether it was handed over to be delivered.
    pub delivered: bool,
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sms({})", self.at)
    }
}

impl std::fmt::Debug for Verification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verification(case {})", self.case)
    }
}

/// What an attempt led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Verified; whether all persons of the case are.
    Verified {
        /// All persons are.
        all: bool,
    },
    /// Nothing fits what was typed.
    Wrong,
    /// Too many wrong tries: the case is over.
    TooMany,
}

/// Mobile and last six of the identity number of persons, each pair once.
fn pairs(all: Vec<&Person>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for person in all {
        let mobile = first_mobile(person);
        let number = person.document_number.as_deref().unwrap_or_default();
        let pair = (mobile.to_owned(), last_six(number));
        if !mobile.is_empty() && !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// The first of the mobile numbers of a person, or nothing.
pub(super) fn first_mobile(person: &Person) -> &str {
    person.mobile.as_deref().and_then(|list| list.split(';').next()).unwrap_or_default()
}

fn last_six(number: &str) -> String {
    let letters: Vec<char> = number.to_uppercase().chars().collect();
    letters[letters.len().saturating_sub(6)..].iter().collect()
}

impl World {
    /// The persons of a case who verify: those in charge of what it is about, as it stands on record where the case does not
    /// tell. To end an access needs nobody.
    fn persons<'a>(&'a self, asked: &'a Asked) -> Vec<&'a Person> {
        match asked {
            Asked::Filing(filing) => {
                std::iter::once(&filing.entity.person).chain(filing.websites.iter().map(|site| &site.person)).collect()
            }
            Asked::Websites(added) => added.websites.iter().map(|site| &site.person).collect(),
            Asked::Access(added) => {
                self.find_website(&added.website).map(|(_, site)| &site.person).into_iter().collect()
            }
            Asked::Change(change) => {
                let known = self.filing(change.entity.entity_id);
                known.map(|known| changed::concerned(known, change)).unwrap_or_default()
            }
            Asked::Cancel(cancellation) => {
                let mut sites = self.records.iter().flat_map(|record| &record.filing.websites);
                match CancelKind::of(cancellation.kind) {
                    Some(CancelKind::Entity) => {
                        self.filing(cancellation.id).map(|filing| &filing.entity.person).into_iter().collect()
                    }
                    Some(CancelKind::Website) => {
                        let site = sites.find(|site| site.website_id == cancellation.id);
                        site.map(|site| &site.person).into_iter().collect()
                    }
                    Some(CancelKind::Access) | None => Vec::new(),
                }
            }
        }
    }

    /// Sends codes to the persons of a case; tells whether there are any.
    pub fn begin_verification(&mut self, case: usize, asked: &Asked, now: DateTime<Utc>) -> bool {
        let persons = pairs(self.persons(asked));
        for (mobile, last_six) in &persons {
            let code = format!("{:06}", self.chance.below(1_000_000));
            let text = format!("验证码{code}，请在{HOURS}小时内登录备案管理系统完成短信核验。");
            self.message(mobile, &text, now);
            self.verifications.push(Verification {
                case,
                mobile: mobile.clone(),
                last_six: last_six.clone(),
                code,
                sent_at: now,
                tries: 0,
                done_at: None,
            });
        }
        !persons.is_empty()
    }

    /// Messages that were not handed over yet: mobile and text. They count as handed over from now on.
    pub fn take_messages(&mut self) -> Vec<(String, String)> {
        let waiting = self.messages.iter_mut().filter(|one| !one.delivered);
        waiting
            .map(|one| {
                one.delivered = true;
                (one.mobile.clone(), one.text.clone())
            })
            .collect()
    }

    /// Sends a message; to nobody if there is no number.
    pub(super) fn message(&mut self, mobile: &str, text: &str, now: DateTime<Utc>) {
        if !mobile.is_empty() {
            let text = format!("【工信部ICP备案】{text}");
            self.messages.push(Sms { mobile: mobile.to_owned(), text, at: now, delivered: false });
        }
    }

    /// An attempt on the page: a wrong code counts against every open verification of the mobile number.
    pub fn verify(&mut self, code: &str, mobile: &str, six: &str, now: DateTime<Utc>) -> Attempt {
        let open: Vec<usize> = (0..self.verifications.len())
            .filter(|index| self.verifications[*index].mobile == mobile && self.is_open(&self.verifications[*index]))
            .collect();
        let fits = |one: &Verification| one.code == code.trim() && one.last_six == six.trim().to_uppercase();
        if let Some(index) = open.iter().copied().find(|index| fits(&self.verifications[*index])) {
            self.verifications[index].done_at = Some(now);
            let case = self.verifications[index].case;
            let all = self.verifications.iter().filter(|one| one.case == case).all(|one| one.done_at.is_some());
            if all {
                self.set_stage(case, Stage::Review, now);
            }
            return Attempt::Verified { all };
        }
        let mut over = false;
        for index in open {
            self.verifications[index].tries += 1;
            if self.verifications[index].tries >= TRIES {
                over = true;
                self.lapse(self.verifications[index].case, TOO_MANY, now);
            }
        }
        if over { Attempt::TooMany } else { Attempt::Wrong }
    }

    /// Ends the cases whose day is over.
    pub fn lapse_verifications(&mut self, now: DateTime<Utc>) {
        let over = |one: &&Verification| one.done_at.is_none() && one.sent_at + Duration::hours(HOURS) <= now;
        let cases: Vec<usize> = self.verifications.iter().filter(over).map(|one| one.case).collect();
        for case in cases {
            if self.case(case).is_some_and(|case| case.stage == Stage::Verifying) {
                self.lapse(case, LAPSED, now);
            }
        }
    }

    fn is_open(&self, one: &Verification) -> bool {
        one.done_at.is_none() && self.case(one.case).is_some_and(|case| case.stage == Stage::Verifying)
    }

    fn lapse(&mut self, number: usize, words: &str, now: DateTime<Utc>) {
        let Some(case) = self.case(number).cloned() else { return };
        if case.stage != Stage::Verifying {
            return;
        }
        self.set_stage(number, Stage::Lapsed(words.to_owned()), now);
        self.tell_results(&case, vec![(1999, words.to_owned())], now);
    }

    /// A case by its number.
    pub fn case(&self, number: usize) -> Option<&Case> {
        self.cases.iter().find(|case| case.number == number)
    }

    /// Moves a case on.
    pub fn set_stage(&mut self, number: usize, stage: Stage, now: DateTime<Utc>) {
        if let Some(case) = self.cases.iter_mut().find(|case| case.number == number) {
            if matches!(stage, Stage::Approved | Stage::Refused(_) | Stage::Replaced(_)) {
                case.asked.forget_pictures();
            }
            case.stage = stage;
            case.since = now;
        }
    }
}
