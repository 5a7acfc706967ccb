//! What becomes of the files of one form: each is decoded, kept, recorded, or told about.

use std::collections::BTreeSet;
use std::future::Future;

use chrono::NaiveDate;

use super::Errors;
use crate::auth::allowance;
use crate::db::{By, Tx};
use crate::error::{Error, Result};
use crate::filing::needed::Needed;
use crate::filing::state::Filing;
use crate::material::decoder::Decoder;
use crate::material::material::{FileName, free_place};
use crate::material::picture::{Picture, PictureLimits};
use crate::material::refusal::Refusal;
use crate::material::service::Added;
use crate::material::{self, Material, Place, client};
use crate::reference::material::{Format, Frame};
use crate::reference::{Limits, MaterialRule, book};
use crate::text::Message;
use crate::web::App;
use crate::web::resumable::{self, Holder, Purpose};
use crate::web::upload::{Part, Untaken, Upload, UploadedFile};

/// Who sends the files: what their paper asks of the transaction that records it.
pub trait Sender {
    /// Who acts.
    fn by(&self) -> By;

    /// Whose files that came in pieces their form may name.
    fn holder(&self) -> Holder;

    /// Opens a slot for a change.
    ///
    /// # Errors
    /// `Refused` where it is locked; then the sender is told beside the file.
    fn open(&self, tx: &mut Tx<'_>, slot: &str) -> impl Future<Output = Result<Filing>>;

    /// The paper stands.
    ///
    /// # Errors
    /// Whatever makes it void: nothing is recorded then.
    fn done(&self, tx: &mut Tx<'_>) -> impl Future<Output = Result<()>>;
}

/// The papers a filing needs and has.
#[derive(Clone, Copy)]
pub struct Papers<'a> {
    /// The day whose rules hold for the filing.
    pub rules_day: NaiveDate,
    /// What it needs or may have, of that what may be sent.
    pub needed: &'a [Needed],
    /// What it has.
    pub current: &'a [Material],
}

/// Takes the files of one form.
pub struct Receiver<'a, S> {
    app: &'a App,
    decoder: &'a Decoder,
    sender: &'a S,
    papers: Papers<'a>,
    limits: &'a Limits,
    current: Vec<Material>,
    pending: Option<Pending>,
    errors: Errors,
    added: usize,
    /// Files that came with the form or are named in it.
    files: usize,
    /// The names of those that came in pieces.
    named: BTreeSet<String>,
    /// Of those the ones that are not needed any more: they were taken, or can be of no use. The others may be named again.
    done: Vec<String>,
}

/// The pictures of one place, until the files of its input have all come.
struct Pending {
    /// Where its errors are shown.
    anchor: String,
    slot: String,
    rule: &'static MaterialRule,
    website: usize,
    name: Option<FileName>,
    pictures: Vec<Picture>,
    /// The names of its files that came in pieces.
    named: Vec<String>,
    /// One of its files could not be used: a paper without one of its pages is none, so the others are not kept either.
    is_spoiled: bool,
}

/// Why a file cannot be used.
struct Unusable {
    problem: Message,
    /// It may be used another time, as it is.
    is_for_now: bool,
}

impl<'a, S: Sender> Receiver<'a, S> {
    /// For the papers of one filing.
    pub fn new(app: &'a App, decoder: &'a Decoder, sender: &'a S, papers: Papers<'a>, limits: &'a Limits) -> Self {
        let current = papers.current.to_vec();
        let (errors, named, done) = (Errors::default(), BTreeSet::new(), Vec::new());
        Self { app, decoder, sender, papers, limits, current, pending: None, errors, added: 0, files: 0, named, done }
    }

    /// Takes a form to its end: what is wrong, and how many papers were added.
    ///
    /// # Errors
    /// As [`Upload::next`]; `BadRequest` for a field that no page of ours has; `Internal` when disk or database fail.
    pub async fn take_all(mut self, upload: &mut Upload) -> Result<(Errors, usize)> {
        while let Some(part) = upload.next().await? {
            self.take_part(part).await?;
        }
        self.finish().await
    }

    /// Takes a part of the form: a file, or the name of one that came in pieces. A name that stands there twice is one file.
    async fn take_part(&mut self, part: Part) -> Result<()> {
        if let Part::Text(_, id) = &part
            && !self.named.insert(id.clone())
        {
            return Ok(());
        }
        self.files += 1;
        let is_too_many = self.files > self.limits.upload_files;
        let id = match part {
            Part::File(mut file) => {
                if is_too_many {
                    file.content = Err(Untaken::TooMany);
                }
                return self.take(file, None).await;
            }
            Part::Text(..) if is_too_many => {
                if self.files == self.limits.upload_files + 1 {
                    self.errors.add("", untaken(Untaken::TooMany, self.limits));
                }
                return Ok(());
            }
            Part::Text(_, id) => id,
        };
        match resumable::file(self.app, &self.sender.holder(), Purpose::Paper, &id).await {
            Ok(file) => self.take(file, Some(id)).await,
            Err(Error::NotFound) => {
                self.errors.add("", Message::new("material-upload-gone"));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Takes one file; `id` names one that came in pieces.
    async fn take(&mut self, file: UploadedFile, id: Option<String>) -> Result<()> {
        let over = self.spend(file.sent).await?;
        let rule =
            book().material_of_slot(&file.field, self.papers.rules_day).ok_or(Error::BadRequest("unknown field"))?;
        let needed = self.papers.needed.iter().find(|needed| needed.rule == rule && needed.holds(&file.field));
        let Some(needed) = needed else {
            self.errors.add_file(&file.field, &file.name, Message::new("material-not-needed"));
            self.done.extend(id);
            return Ok(());
        };
        let (anchor, website) = (needed.slot.clone(), needed.website.unwrap_or(1));
        let is_next_page = |pending: &Pending| pending.slot == file.field && !rule.is_repeatable();
        if !self.pending.as_ref().is_some_and(is_next_page) {
            self.flush().await?;
        }
        let pictures = match self.decode(&file, over, rule).await? {
            Ok(pictures) => Some(pictures),
            Err(Unusable { problem, is_for_now }) => {
                self.errors.add_file(&anchor, &file.name, problem);
                self.done.extend(id.clone().filter(|_| !is_for_now));
                None
            }
        };
        if self.pending.is_some() {
            self.add_pages(pictures, &file, id);
            return Ok(());
        }
        let (is_spoiled, name) = (pictures.is_none(), FileName::parse(&file.name));
        let pictures = pictures.unwrap_or_default();
        // One that may be used another time is not to go with the next.
        let named = id.into_iter().filter(|_| !is_spoiled).collect();
        self.pending = Some(Pending { anchor, slot: file.field, rule, website, name, pictures, named, is_spoiled });
        if rule.is_repeatable() { self.flush().await } else { Ok(()) }
    }

    /// Several photographs of one paper become its pages; where one picture is a paper, one file is enough.
    fn add_pages(&mut self, pictures: Option<Vec<Picture>>, file: &UploadedFile, id: Option<String>) {
        let Some(pending) = &mut self.pending else { return };
        let most = self.limits.pdf_pages;
        let takes_several = pending.rule.formats.contains(&Format::Pdf);
        match pictures {
            None => pending.is_spoiled |= takes_several,
            Some(pictures) if !takes_several && pending.pictures.is_empty() => {
                (pending.pictures, pending.is_spoiled) = (pictures, false);
                pending.named.extend(id);
            }
            Some(_) if !takes_several => {
                self.errors.add_file(&pending.anchor, &file.name, Message::new("material-one-file"));
            }
            Some(pictures) if pending.pictures.len() + pictures.len() > most => {
                let problem = Message::new("material-too-many-pages").with("limit", most);
                self.errors.add_file(&pending.anchor, &file.name, problem);
                pending.is_spoiled = true;
            }
            Some(pictures) => {
                pending.pictures.extend(pictures);
                pending.named.extend(id);
            }
        }
    }

    /// Counts what was sent, whatever comes of it; tells if it is more than a day's. What came in pieces was counted when it was
    /// announced.
    async fn spend(&self, bytes: u64) -> Result<Option<Message>> {
        if bytes == 0 {
            return Ok(None);
        }
        let filing = self.sender.holder().filing;
        let spend = async |tx: &mut Tx<'_>| allowance::spend(tx, filing, bytes).await;
        match self.app.db.write(self.sender.by(), spend).await {
            Ok(()) => Ok(None),
            Err(Error::Refused(over)) => Ok(Some(over)),
            Err(error) => Err(error),
        }
    }

    /// The pictures of a file; `over` tells that it is more than a day's.
    async fn decode(
        &self,
        file: &UploadedFile,
        over: Option<Message>,
        rule: &MaterialRule,
    ) -> Result<Result<Vec<Picture>, Unusable>> {
        let unusable = |problem, is_for_now| Ok(Err(Unusable { problem, is_for_now }));
        if let Some(over) = over {
            return unusable(over, true);
        }
        let bytes = match &file.content {
            Ok(bytes) => bytes,
            Err(why) => return unusable(untaken(*why, self.limits), *why == Untaken::Busy),
        };
        let takes_pdf = rule.formats.contains(&Format::Pdf);
        match self.decoder.decode(&bytes[..], &PictureLimits::from(self.limits), takes_pdf).await {
            Ok(mut pictures) => {
                if rule.frame == Frame::Whole {
                    pictures.iter_mut().for_each(|one| one.warnings.retain(|warning| !warning.is_of_a_paper()));
                }
                Ok(Ok(pictures))
            }
            Err(Error::Refused(message)) => unusable(message, false),
            Err(Error::Busy(_)) => unusable(untaken(Untaken::Busy, self.limits), true),
            Err(error) => Err(error),
        }
    }

    /// Keeps and records what waits.
    async fn flush(&mut self) -> Result<()> {
        let Some(pending) = self.pending.take() else { return Ok(()) };
        let Pending { anchor, slot, rule, website, name, pictures, named, is_spoiled } = pending;
        if is_spoiled {
            if !pictures.is_empty() {
                self.errors.add(&anchor, Message::new("material-pages-not-kept"));
            }
            return Ok(());
        }
        let place = self.place(&slot, rule, website);
        let kept = client::keep(&self.app.storage, pictures).await?;
        let recorded = self
            .app
            .db
            .write(self.sender.by(), async |tx| {
                let filing = self.sender.open(tx, &place.slot).await?;
                let added = material::service::add(tx, book(), filing.id, &place, &kept, name.as_ref()).await?;
                // Sent twice by a double click it is no news; in place of what was marked it is no change.
                if let (Added::Same(_), true) = (added, filing.round > 0) {
                    return Err(Error::refused("material-same-as-before"));
                }
                self.sender.done(tx).await?;
                Ok((added, material::store::list_current(tx, filing.id).await?))
            })
            .await;
        match recorded {
            Ok((added, current)) => {
                if let Added::Same(_) = added {
                    client::discard(&self.app.storage, &kept.names()).await;
                }
                self.current = current;
                self.added += 1;
                self.done.extend(named);
                Ok(())
            }
            Err(error) => {
                client::discard(&self.app.storage, &kept.names()).await;
                let Error::Refused(message) = error else { return Err(error) };
                let name = name.as_ref().map_or("", FileName::reveal).to_owned();
                self.errors.add_file(&anchor, &name, message);
                Ok(())
            }
        }
    }

    /// The first file of an input goes to the place the input names; where there may be several, the next ones go beside.
    fn place(&self, slot: &str, rule: &MaterialRule, website: usize) -> Place {
        let named = Place::at(slot, rule);
        let is_new = self
            .current
            .iter()
            .find(|paper| paper.slot == slot)
            .is_some_and(|paper| !self.papers.current.iter().any(|before| before.id == paper.id));
        if rule.is_repeatable() && is_new { free_place(rule, website, &self.current) } else { named }
    }

    /// What is wrong, and how many papers were added.
    async fn finish(mut self) -> Result<(Errors, usize)> {
        self.flush().await?;
        for id in &self.done {
            resumable::forget(self.app, self.sender.by(), &self.sender.holder(), id).await?;
        }
        Ok((self.errors, self.added))
    }
}

fn untaken(why: Untaken, limits: &Limits) -> Message {
    match why {
        Untaken::TooLarge => Refusal::TooLarge { limit: (limits.upload_bytes >> 20) as u64 }.message(),
        Untaken::TooMany => Message::new("material-too-many-files").with("limit", limits.upload_files),
        Untaken::Busy => Message::new("material-busy"),
    }
}
