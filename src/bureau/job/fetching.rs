//! Asks the bureau for what it has for us: each file is stored before the bureau hears that it is here.

use chrono::{DateTime, Utc};

use super::{Exchange, tell};
use crate::bureau::alarm;
use crate::bureau::client::{Fetched, noted};
use crate::bureau::jobs::Fetch;
use crate::bureau::service::fetched::{self, Kept};
use crate::bureau::service::{self, Then};
use crate::bureau::soap::Answer;
use crate::bureau::store::calls::{self, CallAbout, CallLine};
use crate::bureau::store::{downloads, note_fetched};
use crate::clock::now;
use crate::db::Tx;
use crate::error::Result;
use crate::outbox::JobResult;
use crate::text::Message;
use crate::values::actor::Actor;

/// Files fetched in one go; what is left comes with the next.
const FILES: usize = 1000;
/// Times it may say that there is more and give nothing, in one go.
const PROMISED: usize = 3;
/// What a call for news answers: success without a word about more, the last file, nothing, more.
const DONE: i64 = 0;
const LAST: i64 = 1;
const NONE: i64 = 2;
const MORE: i64 = 3;

impl Exchange {
    /// The handler of [`Fetch`]: until nothing is left.
    ///
    /// # Errors
    /// `GiveUp` with what the operator is to know.
    pub async fn fetch(&self, _: Fetch) -> JobResult {
        let mut promised = 0;
        for _ in 0..FILES {
            match self.fetch_one(&mut promised).await? {
                Then::GoOn => {}
                Then::Rest => return Ok(()),
                Then::Tell(words) | Then::Alarm(words) => return tell(words),
            }
        }
        Ok(())
    }

    async fn fetch_one(&self, promised: &mut usize) -> Result<Then> {
        let begun = now();
        let mut answer = match self.gateway.download().await {
            Ok(answer) => answer,
            Err(error) => {
                return self.not_fetched(noted("download", begun, Err(&error)), alarm::of_call(&error)).await;
            }
        };
        let Some(fetched) = self.gateway.fetched(&mut answer) else {
            return self.nothing(&answer, begun, promised).await;
        };
        let Fetched { name, content } = match fetched {
            Ok(fetched) => fetched,
            Err(error) => {
                let why = format!("a file that came cannot be read: {error}");
                let call = CallLine { message: Some(why), ..noted("download", begun, Ok(&answer)) };
                return self.not_fetched(call, alarm::of_no_file(error)).await;
            }
        };
        let call = noted("download", begun, Ok(&answer));
        // All of it is unpacked for that, and no transaction waits meanwhile.
        let hash = downloads::hash(&content)?;
        let keep = async |tx: &mut Tx<'_>| {
            let kept = fetched::keep(tx, (name.as_str(), hash.as_slice()), &content).await?;
            calls::insert(tx, CallAbout::Download(kept.id), &call).await?;
            Ok(kept)
        };
        let kept = self.db.write(Actor::Bureau, keep).await?;
        // It is here: while the bureau hears of it, it may be applied already.
        drop(content);
        self.confirm(kept, &name, answer.code == LAST).await
    }

    /// A call that led nowhere.
    async fn not_fetched(&self, call: CallLine, why: Message) -> Result<Then> {
        let note = async |tx: &mut Tx<'_>| {
            calls::insert(tx, CallAbout::NoFile, &call).await?;
            service::failed(tx, None, &why).await
        };
        self.db.write(Actor::Bureau, note).await
    }

    /// Tells the bureau that a file is here, the last one or not.
    async fn confirm(&self, kept: Kept, name: &str, is_last: bool) -> Result<Then> {
        let begun = now();
        let outcome = self.gateway.acknowledge(name).await;
        self.note_call(CallAbout::Download(kept.id), "acknowledge", begun, &outcome).await?;
        match outcome {
            // However often it is confirmed it comes, and nothing behind it: somebody has to hear of it.
            Ok(heard) if heard.code == 0 && kept.is_confirmed => {
                self.failed(None, &Message::new("exchange-alarm-comes-again")).await
            }
            Ok(heard) if heard.code == 0 => {
                // Only now: a file that is never confirmed comes again for ever, and somebody has to hear of it.
                let heard = async |tx: &mut Tx<'_>| {
                    note_fetched(tx).await?;
                    downloads::set_acknowledged(tx, kept.id).await
                };
                self.db.write(Actor::Bureau, heard).await?;
                Ok(if is_last { Then::Rest } else { Then::GoOn })
            }
            // It comes again, is known then, and is confirmed once more.
            Ok(heard) => self.failed(None, &alarm::of_code("exchange-alarm-not-confirmed", heard.code)).await,
            Err(error) => self.failed(None, &alarm::of_call(&error)).await,
        }
    }

    /// An answer without a file to a call that began at a time; `promised` counts those that said there is more.
    async fn nothing(&self, answer: &Answer, begun: DateTime<Utc>, promised: &mut usize) -> Result<Then> {
        match answer.code {
            MORE if *promised < PROMISED => {
                *promised += 1;
                Ok(Then::GoOn)
            }
            DONE => {
                // Nothing says that it has none: what it has not heard of may come still.
                self.db.write(Actor::Bureau, async |tx| note_fetched(tx).await).await?;
                Ok(Then::Rest)
            }
            LAST | NONE => {
                // It has heard of all that is here, also where we did not live to note it.
                let heard = async |tx: &mut Tx<'_>| {
                    note_fetched(tx).await?;
                    downloads::set_all_acknowledged(tx).await
                };
                self.db.write(Actor::Bureau, heard).await?;
                Ok(Then::Rest)
            }
            // That there is none is no line of the ledger each minute.
            _ => {
                let call = noted("download", begun, Ok(answer));
                let refused = async |tx: &mut Tx<'_>| {
                    calls::insert(tx, CallAbout::NoFile, &call).await?;
                    fetched::refused(tx, answer).await
                };
                self.db.write(Actor::Bureau, refused).await
            }
        }
    }
}
