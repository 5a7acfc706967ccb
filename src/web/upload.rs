//! Forms with files: read as a stream within hard limits, the form token first. No file touches the disk here.

mod metered;
#[cfg(test)]
mod tests;

use std::mem;
use std::rc::Rc;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Data};
use futures_util::{Stream, StreamExt as _};
use tokio::sync::{Semaphore, SemaphorePermit};

pub use self::metered::Pace;
pub(super) use self::metered::{Fault, Metered, Told};
use super::state::App;
use super::viewer::Viewer;
use super::{csrf, held};
use crate::clock;
use crate::error::{Error, Result};
use crate::reference::{Limits, book};

/// Bytes around the files: boundaries, names, short fields.
const AROUND_BYTES: u64 = 1 << 20;
/// Parts of a form; most of them are inputs in which no file was chosen.
const MOST_PARTS: usize = 500;
/// Bytes of a field that is no file.
const TEXT_BYTES: usize = 16 << 10;
/// Files of all uploads that are in memory at one time, in KB: one more is asked to come back.
const MEMORY_KB: usize = 256 << 10;

/// What a file holds of that memory until it is dropped.
pub(super) type Room = Vec<SemaphorePermit<'static>>;

static MEMORY: Semaphore = Semaphore::const_new(MEMORY_KB);

/// Limits of one form with files.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Files of one form.
    pub files: usize,
    /// How slow it may be.
    pub pace: Pace,
}

impl From<&Limits> for UploadLimits {
    fn from(limits: &Limits) -> Self {
        Self { file_bytes: limits.upload_bytes, files: limits.upload_files, pace: Pace::default() }
    }
}

impl UploadLimits {
    /// Bytes of a whole form.
    pub(super) fn body_bytes(&self) -> u64 {
        self.file_bytes as u64 * self.files as u64 + AROUND_BYTES
    }
}

/// A name and what stands under it.
type Named = (String, String);

/// A part of a form.
#[derive(Debug)]
pub enum Part {
    /// A field that was typed, by name.
    Text(String, String),
    /// A file that was chosen.
    File(UploadedFile),
}

/// A file that was chosen.
#[derive(Debug)]
pub struct UploadedFile {
    /// Name of the input.
    pub field: String,
    /// What the browser calls the file. It names nothing on our side.
    pub name: String,
    /// Its bytes, if they could be taken.
    pub content: Result<Bytes, Untaken>,
    /// How many bytes of it came with this form, taken or not; none of one that came in pieces before.
    pub sent: u64,
    pub(super) _room: Room,
}

/// Why the bytes of a file were not taken. The rest of the form goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untaken {
    /// More bytes than a file may have.
    TooLarge,
    /// More files than a form may have.
    TooMany,
    /// No room for it at the moment.
    Busy,
}

/// A part of a form whose file went on as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Poured {
    /// A field that was typed, by name.
    Text(String, String),
    /// A file that was chosen: the input it was chosen in.
    File(String),
}

/// A form with files that is being read.
pub struct Upload {
    parts: Multipart,
    told: Told,
    limits: UploadLimits,
    texts: &'static [&'static str],
    seen_parts: usize,
    is_read: bool,
    seen_files: usize,
    sent: u64,
}

impl Upload {
    /// Begins to read a form whose token is right. `texts` names the fields it may have beside its files. The guard has
    /// checked who sends it, and from where.
    ///
    /// # Errors
    /// `TooLarge` when it says so itself; `Forged` when the form token is wrong or not the first part; `BadRequest` when
    /// it is no form with files.
    pub async fn begin(
        req: &HttpRequest,
        body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
        limits: UploadLimits,
        texts: &'static [&'static str],
    ) -> Result<Self> {
        let app = req.app_data::<Data<App>>().ok_or(Error::BadRequest("no state"))?;
        let mut upload = Self::open(req, body, limits, texts)?;
        let token = upload.token().await?;
        if let Err(forged) = csrf::check(app.db.sealer(), &Viewer::of(req).csrf_seed, &token) {
            held::keep_former_upload(req, app, &token, &mut upload).await;
            return Err(forged);
        }
        Ok(upload)
    }

    /// The same without a look at the token, which is the first part.
    pub(super) fn open(
        req: &HttpRequest,
        body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
        limits: UploadLimits,
        texts: &'static [&'static str],
    ) -> Result<Self> {
        let text = |name| req.headers().get(name).and_then(|value| value.to_str().ok());
        if !is_upload(req) {
            return Err(Error::BadRequest("not a form with files"));
        }
        let declared = text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        if declared.is_some_and(|length| length > limits.body_bytes()) {
            return Err(Error::TooLarge);
        }
        let told = Told::default();
        let body = Metered::new(body, limits.body_bytes(), limits.pace, Rc::clone(&told));
        let parts = Multipart::new(req.headers(), body);
        Ok(Self { parts, told, limits, texts, seen_parts: 0, is_read: false, seen_files: 0, sent: 0 })
    }

    /// The form token.
    pub(super) async fn token(&mut self) -> Result<String> {
        let field = self.part().await?.filter(|field| field.name() == Some(csrf::FIELD));
        let Some(field) = field else { return Err(Error::Forged("form token is not the first part")) };
        self.text(field).await
    }

    /// The next part; none at the end. Inputs in which no file was chosen are passed over.
    ///
    /// # Errors
    /// `TooLarge` over the limit of the whole form; `BadRequest` when it is malformed, has a field that is not ours, or
    /// is too slow.
    pub async fn next(&mut self) -> Result<Option<Part>> {
        loop {
            let Some(field) = self.part().await? else { return Ok(None) };
            let disposition = field.content_disposition();
            let name = disposition.and_then(|own| own.get_name()).unwrap_or_default().to_owned();
            let Some(file) = disposition.and_then(|own| own.get_filename()).map(str::to_owned) else {
                if !self.texts.contains(&name.as_str()) {
                    return Err(Error::BadRequest("unknown field"));
                }
                return Ok(Some(Part::Text(name, self.text(field).await?)));
            };
            let Some((content, room)) = self.file(field, &file).await? else { continue };
            self.seen_files += 1;
            let sent = self.sent();
            return Ok(Some(Part::File(UploadedFile { field: name, name: file, content, sent, _room: room })));
        }
    }

    /// The next part; none at the end. The bytes of a file are handed on as they come and never kept here. Inputs in which no
    /// file was chosen are passed over.
    ///
    /// # Errors
    /// As [`Upload::next`], and what `take` refuses.
    pub async fn pour(&mut self, mut take: impl AsyncFnMut(&[u8]) -> Result<()>) -> Result<Option<Poured>> {
        loop {
            let Some(mut field) = self.part().await? else { return Ok(None) };
            let disposition = field.content_disposition();
            let name = disposition.and_then(|own| own.get_name()).unwrap_or_default().to_owned();
            let Some(file) = disposition.and_then(|own| own.get_filename()).map(str::to_owned) else {
                if !self.texts.contains(&name.as_str()) {
                    return Err(Error::BadRequest("unknown field"));
                }
                return Ok(Some(Poured::Text(name, self.text(field).await?)));
            };
            let mut is_empty = true;
            while let Some(chunk) = field.next().await {
                let chunk = chunk.map_err(|error| self.failed(&error))?;
                is_empty &= chunk.is_empty();
                self.sent += chunk.len() as u64;
                take(&chunk).await?;
            }
            if file.is_empty() && is_empty {
                continue;
            }
            return Ok(Some(Poured::File(name)));
        }
    }

    /// Bytes of files that came since it was last asked and that no [`UploadedFile`] tells of: those that were poured, and those
    /// of a file that was cut off.
    pub fn sent(&mut self) -> u64 {
        mem::take(&mut self.sent)
    }

    /// What stands in the rest of a form that cannot be taken: its fields, and its files as input and name. Nothing else of
    /// them is kept.
    ///
    /// # Errors
    /// As [`Upload::next`]; `TooLarge` also for more words than a form without files may have.
    pub(super) async fn words(&mut self) -> Result<(Vec<Named>, Vec<Named>)> {
        let most = book().limits(clock::china_day(clock::now())).form_bytes;
        let (mut fields, mut files, mut bytes) = (Vec::new(), Vec::new(), 0);
        while let Some(mut field) = self.part().await? {
            let disposition = field.content_disposition();
            let name = disposition.and_then(|own| own.get_name()).unwrap_or_default().to_owned();
            let file = disposition.and_then(|own| own.get_filename()).map(str::to_owned);
            let is_file = file.is_some();
            let text = match file {
                Some(file) => {
                    while let Some(chunk) = field.next().await {
                        chunk.map_err(|error| self.failed(&error))?;
                    }
                    file
                }
                None => self.text(field).await?,
            };
            bytes += name.len() + text.len();
            if bytes > most {
                return Err(Error::TooLarge);
            }
            match is_file {
                true if text.is_empty() => {}
                true => files.push((name, text)),
                false => fields.push((name, text)),
            }
        }
        Ok((fields, files))
    }

    /// Reads all of a form: `take` what is of use, and then what that left, of which nothing is kept. Whatever is refused, a
    /// browser reads no answer before it has sent everything. `spend` counts what nobody asked for with [`Upload::sent`]; that
    /// it is more than a day's changes no answer.
    ///
    /// # Errors
    /// As [`Upload::next`], as `take`, and as `spend` but for `Refused`.
    pub async fn whole<T>(
        mut self,
        spend: impl AsyncFnOnce(u64) -> Result<()>,
        take: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let taken = take(&mut self).await;
        let read = self.pass_over().await;
        let sent = self.sent();
        let spent = if sent > 0 { spend(sent).await } else { Ok(()) };
        match spent {
            Ok(()) | Err(Error::Refused(_)) => read.and(taken),
            Err(error) => Err(error),
        }
    }

    async fn pass_over(&mut self) -> Result<()> {
        while let Some(mut field) = self.part().await? {
            while let Some(chunk) = field.next().await {
                let chunk = chunk.map_err(|error| self.failed(&error))?;
                self.sent += chunk.len() as u64;
            }
        }
        Ok(())
    }

    async fn part(&mut self) -> Result<Option<Field>> {
        // Asked again at its end, it has not one part more.
        if self.is_read {
            return Ok(None);
        }
        self.seen_parts += 1;
        if self.seen_parts > MOST_PARTS {
            return Err(Error::BadRequest("too many parts"));
        }
        let part = self.parts.next().await.transpose().map_err(|error| self.failed(&error))?;
        self.is_read = part.is_none();
        Ok(part)
    }

    async fn text(&self, mut field: Field) -> Result<String> {
        let mut text = BytesMut::new();
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(|error| self.failed(&error))?;
            if text.len() + chunk.len() > TEXT_BYTES {
                return Err(Error::TooLarge);
            }
            text.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(text.to_vec()).map_err(|_| Error::BadRequest("not UTF-8"))?;
        // As in a form without files.
        Ok(text.replace('\0', ""))
    }

    /// Reads a file to its end, whether it is taken or not: the parts behind it are wanted too. None if the input was
    /// left empty.
    async fn file(&mut self, mut field: Field, name: &str) -> Result<Option<(Result<Bytes, Untaken>, Room)>> {
        let mut bytes = BytesMut::new();
        let mut room = Room::new();
        let mut taken = if self.seen_files < self.limits.files { Ok(()) } else { Err(Untaken::TooMany) };
        let mut is_empty = true;
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(|error| self.failed(&error))?;
            is_empty &= chunk.is_empty();
            self.sent += chunk.len() as u64;
            if taken.is_ok() && bytes.len() + chunk.len() > self.limits.file_bytes {
                taken = Err(Untaken::TooLarge);
            }
            if taken.is_ok() {
                taken = make_room(&mut room, bytes.len() + chunk.len());
            }
            match taken {
                Ok(()) => bytes.extend_from_slice(&chunk),
                Err(_) => (bytes, room) = (BytesMut::new(), Room::new()),
            }
        }
        if name.is_empty() && is_empty {
            return Ok(None);
        }
        Ok(Some((taken.map(|()| bytes.freeze()), room)))
    }

    fn failed(&self, _: &MultipartError) -> Error {
        match self.told.get() {
            Some(Fault::TooLarge) => Error::TooLarge,
            Some(Fault::TooSlow) => Error::BadRequest("upload too slow"),
            None => {
                // Without the error, which may quote the name of a field.
                tracing::debug!("form with files not read");
                Error::BadRequest("form with files")
            }
        }
    }
}

/// Whether a request brings a form with files.
pub fn is_upload(req: &HttpRequest) -> bool {
    let kind = req.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.split(';').next()).is_some_and(|kind| kind.trim() == "multipart/form-data")
}

/// Takes room in memory for a file of so many bytes, in steps of a megabyte.
pub(super) fn make_room(room: &mut Room, bytes: usize) -> Result<(), Untaken> {
    while room.len() << 20 < bytes {
        room.push(MEMORY.try_acquire_many(1 << 10).map_err(|_| Untaken::Busy)?);
    }
    Ok(())
}
