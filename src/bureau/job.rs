//! Works the line to the bureau: fixes, sends, fetches and applies, each step in a transaction of its own with no call inside.
//! Wherever it ends, the next run takes the right step.

mod applying;
mod calls;
mod fetching;
mod pictures;
mod statuses;

use std::sync::Arc;

use tokio::sync::Mutex;
use uuid::Uuid;

use super::alarm::{self, Sentences};
use super::client::{CallFailed, Gateway, StatusLine};
use super::fault::Fault;
use super::jobs::{Prepare, Send, SendPapers};
use super::ledger::{Step, Theirs};
use super::messages::v3_0::{self, UploadBody};
use super::service::{self, Password, Ready, Then, Turn};
use super::soap::Answer;
use super::store::calls::CallAbout;
use super::upload::Upload;
use super::xml::{self, Limits};
use crate::clock::now;
use crate::config::bureau::Interface;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::material::decoder::Decoder;
use crate::outbox::{JobError, JobResult, Told};
use crate::storage::Storage;
use crate::text::Message;
use crate::values::actor::Actor;

/// Times the bureau may count otherwise in one go.
const RESYNCS: usize = 3;
/// Sentences that are told of a job, at most.
const TOLD: usize = 50;

/// Works the line.
pub struct Exchange {
    db: Db,
    storage: Storage,
    decoder: Decoder,
    gateway: Arc<Gateway>,
    /// Where it is asked what is on record.
    status: Option<StatusLine>,
    /// Held while a file is made: its pictures are in memory several times, and those of one file at a time are enough.
    file: Mutex<()>,
}

impl Exchange {
    /// With the bureau of a gateway, and what makes pictures small.
    pub fn new(db: Db, (storage, decoder): (Storage, Decoder), gateway: impl Into<Arc<Gateway>>) -> Self {
        Self { db, storage, decoder, gateway: gateway.into(), status: None, file: Mutex::default() }
    }

    /// The bureau's side.
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// The handler of [`Prepare`].
    ///
    /// # Errors
    /// When a paper cannot be read or the database refuses.
    pub async fn prepare(&self, job: Prepare) -> JobResult {
        let waiting = self.db.read(Actor::Bureau, async |tx| service::waiting(tx, job.filing).await).await?;
        let Some(waiting) = waiting else { return Ok(()) };
        let password_is_wrong = self.is_wrong(waiting.password.as_ref()).await?;
        let _file = self.file.lock().await;
        let (photos, illegible) = self.photos(&waiting.papers).await?;
        let ready = Ready { round: waiting.round, photos, illegible, password_is_wrong };
        let us = self.gateway.settings();
        self.db.write(Actor::Bureau, async |tx| service::fix(tx, us, job.filing, ready).await).await?;
        Ok(())
    }

    /// The handler of [`SendPapers`].
    ///
    /// # Errors
    /// `GiveUp` with the codes of what the interface does not take; else when a paper cannot be read or the database refuses.
    pub async fn send_papers(&self, job: SendPapers) -> JobResult {
        let waiting = self.db.read(Actor::Bureau, async |tx| service::papers::waiting(tx, job.filing).await).await?;
        let Some(papers) = waiting else { return Ok(()) };
        let _file = self.file.lock().await;
        let (photos, _) = self.photos(&papers).await?;
        let us = self.gateway.settings();
        let fix = async |tx: &mut Tx<'_>| service::papers::fix(tx, us, job.filing, photos).await;
        let faults = self.db.write(Actor::Bureau, fix).await?;
        let told = |fault: &Fault| alarm::of_content("exchange-alarm-papers", fault.code).with("filing", job.filing);
        tell(faults.iter().map(told).collect())
    }

    /// Whether the bureau's system says that a filing password is wrong. Where it cannot be asked, or does not say, what is
    /// sent will tell.
    async fn is_wrong(&self, password: Option<&Password>) -> Result<bool> {
        let can_ask = self.gateway.settings().password_url.is_some();
        let Some(own) = password.filter(|_| can_ask) else { return Ok(false) };
        let begun = now();
        let outcome = self.gateway.verify_password(&own.number, &own.password).await;
        self.note_call(CallAbout::NoFile, "verify", begun, &outcome).await?;
        Ok(outcome.is_ok_and(|answer| answer.code == 0 && answer.password_right == Some(false)))
    }

    /// The handler of [`Send`]: all that is numbered, one after the other, until the line is stopped.
    ///
    /// # Errors
    /// `GiveUp` with what the operator is to know.
    pub async fn send(&self, _: Send) -> JobResult {
        let (mut told, mut resyncs) = (Sentences::new(), 0);
        while let Some(turn) = self.next().await? {
            let then = match turn.step {
                Step::Send => self.send_one(&turn).await?,
                Step::Drop => {
                    self.db.write(Actor::Bureau, async |tx| service::drop_upload(tx, turn.upload.id).await).await?;
                    Then::GoOn
                }
                _ => self.ask(&turn).await?,
            };
            match then {
                Then::GoOn => {}
                Then::Tell(words) if resyncs < RESYNCS => {
                    told.extend(words);
                    resyncs += 1;
                }
                // It would count otherwise for ever.
                Then::Tell(words) => {
                    let stopped = self.db.write(Actor::Bureau, async |tx| service::stop(tx, words).await).await?;
                    told.extend(stopped.words());
                    break;
                }
                Then::Rest => break,
                Then::Alarm(words) => {
                    told.extend(words);
                    break;
                }
            }
        }
        tell(told)
    }

    /// The upload whose turn it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next(&self) -> Result<Option<Turn>> {
        let hours = self.gateway.settings().hours;
        self.db.read(Actor::Bureau, async |tx| service::next(tx, hours).await).await
    }

    async fn send_one(&self, turn: &Turn) -> Result<Then> {
        let Some(content) = self.begin(turn).await? else { return Ok(Then::GoOn) };
        let begun = now();
        let outcome = self.gateway.upload(turn.ours.number, content).await;
        self.note_call(CallAbout::Upload(turn.upload.id), "upload", begun, &outcome).await?;
        match outcome {
            Ok(answer) => self.answered(turn, &answer).await,
            Err(error @ CallFailed::NotReached(_)) => {
                let why = alarm::of_call(&error);
                self.db.write(Actor::Bureau, async |tx| service::not_sent(tx, turn.upload.id, &why).await).await
            }
            Err(error) => self.failed(Some(turn.upload.id), &alarm::of_call(&error)).await,
        }
    }

    /// Notes that a call begins. Returns the file; none where its case does not wait for it any more.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(&self, turn: &Turn) -> Result<Option<Vec<u8>>> {
        self.db.write(Actor::Bureau, async |tx| service::begin(tx, turn.upload.id).await).await
    }

    /// Records an answer.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn answered(&self, turn: &Turn, answer: &Answer) -> Result<Then> {
        self.db.write(Actor::Bureau, async |tx| service::answered(tx, turn.upload.id, answer).await).await
    }

    /// Asks the bureau for its last upload, and follows what it says.
    async fn ask(&self, turn: &Turn) -> Result<Then> {
        let (id, begun) = (turn.upload.id, now());
        let outcome = self.gateway.previous().await;
        self.note_call(CallAbout::Upload(id), "previous", begun, &outcome).await?;
        let mut answer = match outcome {
            Ok(answer) => answer,
            Err(error) => return self.failed(Some(id), &alarm::of_call(&error)).await,
        };
        let Some(previous) = self.gateway.told_previous(&mut answer) else {
            return self.db.write(Actor::Bureau, async |tx| service::not_told(tx, id, &answer).await).await;
        };
        let own = self.db.read(Actor::Bureau, async |tx| super::store::find_content(tx, id).await).await?;
        // Without its bytes, as where its filing was erased, its block of ids still tells.
        let own = own.unwrap_or_default();
        let interface = self.gateway.settings().interface;
        let is_ours = previous.content.and_then(|content| is_same((&content, &own), turn.upload.ids, interface));
        let theirs = Theirs { last: previous.number, is_ours };
        self.db.write(Actor::Bureau, async |tx| service::follow(tx, turn, theirs).await).await
    }

    async fn failed(&self, upload: Option<Uuid>, why: &Message) -> Result<Then> {
        self.db.write(Actor::Bureau, async |tx| service::failed(tx, upload, why).await).await
    }
}

/// Whether the bureau's last file is ours: the same bytes, the same content where it was written anew, or the same block of
/// ids. None where it cannot be read.
fn is_same((theirs, ours): (&[u8], &[u8]), ids: i64, interface: Interface) -> Option<bool> {
    // An empty one is nobody's: of a filing that was erased nothing is left to compare.
    if theirs == ours && !ours.is_empty() {
        return Some(true);
    }
    let read = |bytes| match interface {
        Interface::V3_0(_) => Some(v3_0::Upload::read(xml::read(bytes, &Limits::default()).ok()?).ok()?.0),
    };
    let upload: v3_0::Upload = read(theirs)?;
    let is_equal = read(ours).is_some_and(|own| own == upload);
    match upload.body {
        UploadBody::Icp(body) => Some(is_equal || Upload::ids_in(&body).any(|own| Upload::block_of(own) == ids)),
        UploadBody::Ip(_) | UploadBody::Ym(_) => Some(false),
    }
}

/// Done, or done with something that somebody has to look at: that is shown with the jobs that were given up. Of a file with
/// thousands of pieces to look at the first are told: all of them stand with it.
fn tell(mut words: Sentences) -> JobResult {
    if words.is_empty() {
        return Ok(());
    }
    let more = words.len().saturating_sub(TOLD);
    if more > 0 {
        words.truncate(TOLD);
        words.push(Message::new("exchange-alarm-more").with("count", more));
    }
    Err(JobError::GiveUp(Told(words).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::messages::v3_0::tests_support::new_filing;

    #[test]
    fn of_very_many_sentences_the_first_are_told() {
        let told = |count: usize| match tell((0..count).map(|n| alarm::times(n as i32)).collect()) {
            Err(JobError::GiveUp(error)) => error.downcast::<Told>().unwrap().0,
            outcome => panic!("{outcome:?}"),
        };
        assert!(tell(Vec::new()).is_ok());
        assert_eq!(told(TOLD).last(), Some(&alarm::times(49)));
        let many = told(TOLD + 3);
        assert_eq!((many.len(), &many[TOLD - 1]), (TOLD + 1, &alarm::times(49)));
        assert_eq!(many[TOLD], Message::new("exchange-alarm-more").with("count", 3));
    }

    #[test]
    fn the_last_file_is_ours_by_its_bytes_its_content_or_its_ids() {
        let ours = new_filing().to_bytes().unwrap();
        let anew = [&ours[..ours.len() - 1], b"\n>"].concat();
        let domains: &[u8] = br#"<UploadData version="V.3.0"><YM><Qqdwid>1</Qqdwid></YM></UploadData>"#;
        let (ours, anew) = (ours.as_slice(), anew.as_slice());
        let table = [
            (ours, ours, 0, Some(true)),
            (anew, ours, 0, Some(true)),
            // Its bytes are gone here, and its ids are those of the block.
            (ours, b"".as_slice(), 1000, Some(true)),
            (ours, b"", 0, Some(false)),
            (domains, b"", 1000, Some(false)),
            (b"<a", ours, 1000, None),
            (b"", ours, 1000, None),
            (b"", b"", 1000, None),
        ];
        for (theirs, ours, ids, expected) in table {
            let words = String::from_utf8_lossy(&theirs[..theirs.len().min(60)]);
            assert_eq!(is_same((theirs, ours), ids, Interface::default()), expected, "{words} {ids}");
        }
    }
}
