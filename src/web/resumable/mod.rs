//! Files that come in pieces and go on after a cut: the server's side of the tus protocol. A piece is sealed as it comes; the
//! whole is named in a form (its field is [`FIELD`]) and is then what a file in that form would be. It knows nothing of what
//! it carries: who takes it says how large it may be.

mod protocol;
mod rows;

use std::rc::Rc;
use std::time::SystemTime;

use actix_web::http::header::{HeaderName, HeaderValue, HttpDate, LOCATION};
use actix_web::web::{Bytes, BytesMut, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use futures_util::StreamExt as _;

pub use self::protocol::Announced;
use self::protocol::{EXPIRES, EXTENSIONS, LENGTH, MAX_SIZE, No, OFFSET, RESUMABLE, TOKEN, VERSION};
use self::rows::{Partial, Piece};
use super::csrf;
use super::state::App;
use super::upload::{Fault, Metered, Pace, Room, Told, Untaken, UploadedFile, make_room};
use super::viewer::Viewer;
use crate::auth::allowance;
use crate::db::{By, Db, Tx};
use crate::error::{Error, Result};
use crate::storage::{Storage, StoredObject};
use crate::values::actor::Actor;
use crate::values::ids::{AccountId, FilingId, RelayTaskId, UploadId};
use crate::values::text_enum::text_enum;

/// The field of a form that names a file which came in pieces.
pub const FIELD: &str = "upload";
/// Bytes of a piece as it is kept; what a cut loses at most.
const PIECE_BYTES: usize = 1 << 20;
/// Bytes of a refused piece that are read all the same.
const MOST_UNREAD: u64 = 4 << 20;
/// Seconds after which to come back where there is no room for a piece.
const COME_BACK: u32 = 5;

text_enum! {
    /// What takes a file once it is whole.
    pub enum Purpose {
        /// The papers of a filing; the target is the slot.
        Paper = "paper",
    }
}

/// For which filing somebody sends files, and who.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The filing.
    pub filing: FilingId,
    /// Who sends.
    pub who: Who,
}

/// Who sends files.
#[derive(Debug, Clone)]
pub enum Who {
    /// The owner of the filing.
    Account(AccountId),
    /// A phone with a one-task link, by the hash of its secret.
    Helper(RelayTaskId, Vec<u8>),
}

impl Holder {
    fn actor(&self) -> Actor {
        match self.who {
            Who::Account(id) => Actor::Applicant(id),
            Who::Helper(task, _) => Actor::Helper(task),
        }
    }
}

/// Why a request came to nothing.
enum Stop {
    No(No),
    Error(Error),
}

impl From<No> for Stop {
    fn from(no: No) -> Self {
        Self::No(no)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::No(No::Unknown),
            Error::TooLarge => Self::No(No::TooLarge),
            error => Self::Error(error),
        }
    }
}

type Done<T> = Result<T, Stop>;

/// Checks the form token, which stands in a header here: no form of another site can set that. To be called before anything
/// else that is no mere look.
///
/// # Errors
/// `Forged` without the right one.
pub fn ensure_ours(req: &HttpRequest, app: &App) -> Result<()> {
    let token = req.headers().get(TOKEN).and_then(|value| value.to_str().ok()).unwrap_or_default();
    csrf::check(app.db.sealer(), &Viewer::of(req).csrf_seed, token)
}

/// Reads what is announced, of at most so many bytes. Whether its sender may send it is the caller's to see to.
///
/// # Errors
/// The answer that refuses it.
pub fn announced(req: &HttpRequest, most: u64) -> Result<Announced, Box<HttpResponse>> {
    let headers = req.headers();
    let read = protocol::version(headers).and_then(|()| protocol::announced(headers, most));
    read.map_err(|no| Box::new(dressed(HttpResponse::build(no.status()).finish(), None)))
}

/// Tells what is spoken here, and of how many bytes a file may be.
pub fn offer(most: u64) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((MAX_SIZE, most));
    dressed(response.finish(), None)
}

/// Notes what was announced; `address` makes its address.
///
/// # Errors
/// `Refused` where it is more than its sender may send in a day.
pub async fn create(
    app: &App,
    by: By,
    holder: &Holder,
    purpose: Purpose,
    announced: &Announced,
    address: impl FnOnce(UploadId) -> String,
) -> Result<HttpResponse> {
    let note = async |tx: &mut Tx<'_>| {
        // The filing first, as wherever something comes for it: its row is held by the one, then the counter.
        let made = rows::insert(tx, holder, purpose, announced).await?;
        allowance::spend(tx, holder.filing, announced.length).await?;
        Ok(made)
    };
    let (partial, gone) = app.db.write(by, note).await?;
    discard(&app.storage, &gone).await;
    let mut response = HttpResponse::Created();
    response.insert_header((LOCATION, address(partial.id)));
    Ok(dressed(response.finish(), Some(&partial)))
}

/// Tells how much has come.
///
/// # Errors
/// When the database refuses.
pub async fn tell(req: &HttpRequest, app: &App, holder: &Holder, id: &str) -> Result<HttpResponse> {
    let look = async || -> Done<HttpResponse> {
        protocol::version(req.headers())?;
        let partial = living(app, holder, parsed(id)?).await?;
        let mut response = HttpResponse::Ok();
        response.insert_header((LENGTH, partial.length));
        Ok(dressed(response.finish(), Some(&partial)))
    };
    answer(look().await)
}

/// Takes the next piece. What has come when the line is cut is kept.
///
/// # Errors
/// When disk or database fail.
pub async fn append(
    req: &HttpRequest,
    app: &App,
    by: By,
    holder: &Holder,
    id: &str,
    mut body: Payload,
) -> Result<HttpResponse> {
    let take = async |body: &mut Payload| -> Done<HttpResponse> {
        protocol::version(req.headers())?;
        let coming = protocol::coming(req.headers())?;
        let mut partial = living(app, holder, parsed(id)?).await?;
        if coming.offset != partial.received {
            return Err(No::Offset.into());
        }
        let left = partial.length - partial.received;
        if coming.declared.is_some_and(|bytes| bytes > left) {
            return Err(No::TooLarge.into());
        }
        Intake { app, by, partial: &mut partial }.take(left, body).await?;
        Ok(dressed(HttpResponse::NoContent().finish(), Some(&partial)))
    };
    let taken = take(&mut body).await;
    if taken.is_err() {
        drain(&mut body).await;
    }
    answer(taken)
}

/// A browser reads no answer before it has sent everything: what is left of a refused piece is read, if it is of usual size.
async fn drain(body: &mut Payload) {
    let mut rest = Metered::new(body, MOST_UNREAD, Pace::default(), Told::default());
    while let Some(Ok(_)) = rest.next().await {}
}

/// The whole file that a form names.
///
/// # Errors
/// `NotFound` where there is none for this purpose, or it is another's or not whole; `Internal` when a piece cannot be read.
pub async fn file(app: &App, holder: &Holder, purpose: Purpose, id: &str) -> Result<UploadedFile> {
    let id: UploadId = id.parse().map_err(|_| Error::NotFound)?;
    let find = async |tx: &mut Tx<'_>| {
        let partial = rows::load(tx, holder, id).await?;
        Ok((partial, rows::list_pieces(tx.conn, id).await?))
    };
    let (partial, pieces) = app.db.read(holder.actor(), find).await?;
    if partial.purpose != purpose || partial.received != partial.length {
        return Err(Error::NotFound);
    }
    let (room, content) = whole(&app.storage, &partial, &pieces).await?;
    Ok(UploadedFile { field: partial.target, name: partial.file_name, content, sent: 0, _room: room })
}

async fn whole(storage: &Storage, partial: &Partial, pieces: &[Piece]) -> Result<(Room, Result<Bytes, Untaken>)> {
    let mut room = Room::new();
    let length = usize::try_from(partial.length).unwrap_or(usize::MAX);
    if let Err(full) = make_room(&mut room, length) {
        return Ok((Room::new(), Err(full)));
    }
    let mut bytes = BytesMut::with_capacity(length);
    for Piece { start, object } in pieces {
        bytes.extend_from_slice(&storage.get(&object.name, &object.key_wrapped, &bound_to(partial.id, *start)).await?);
    }
    Ok((room, Ok(bytes.freeze())))
}

/// Forgets a file that a form named: it was taken, or can be of no use.
///
/// # Errors
/// When the database refuses.
pub async fn forget(app: &App, by: By, holder: &Holder, id: &str) -> Result<()> {
    let Ok(id) = id.parse() else { return Ok(()) };
    let names = app.db.write(by, async |tx| rows::remove(tx, holder, id).await).await?;
    discard(&app.storage, &names).await;
    Ok(())
}

/// Ends those whose time is over; tells how many.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(db: &Db, storage: &Storage) -> Result<usize> {
    let mut ended = 0;
    loop {
        let (count, names) = db.write(Actor::Clock, async |tx| rows::remove_over(tx).await).await?;
        discard(storage, &names).await;
        ended += count;
        if count == 0 {
            return Ok(ended);
        }
    }
}

/// Removes pieces whose keys are gone. What cannot be removed now is left to the sweep of the storage.
async fn discard(storage: &Storage, names: &[String]) {
    for name in names {
        if let Err(error) = storage.remove(name).await {
            tracing::warn!(?error, "a piece of a file is left to the sweep");
        }
    }
}

/// What a piece is bound to: it opens as this part of this file only.
pub fn bound_to(id: UploadId, start: u64) -> Vec<u8> {
    format!("upload/{id}/{start}").into_bytes()
}

fn parsed(id: &str) -> Done<UploadId> {
    id.parse().map_err(|_| No::Unknown.into())
}

async fn living(app: &App, holder: &Holder, id: UploadId) -> Done<Partial> {
    let find = async |tx: &mut Tx<'_>| Ok((rows::load(tx, holder, id).await?, tx.ctx.now));
    let (partial, now) = app.db.read(holder.actor(), find).await?;
    if partial.expires_at <= now { Err(No::Gone.into()) } else { Ok(partial) }
}

/// Takes one piece of a request into pieces of our size.
struct Intake<'a> {
    app: &'a App,
    by: By,
    partial: &'a mut Partial,
}

impl Intake<'_> {
    /// Takes at most `left` bytes; what has come is told of the file at the end.
    async fn take(mut self, left: u64, body: &mut Payload) -> Done<()> {
        let mut room = Room::new();
        make_room(&mut room, PIECE_BYTES).map_err(|_| Error::Busy(COME_BACK))?;
        let told = Told::default();
        let mut body = Metered::new(body, left, Pace::default(), Rc::clone(&told));
        let mut buffer = BytesMut::new();
        let mut is_cut = false;
        while let Some(chunk) = body.next().await {
            let Ok(chunk) = chunk else {
                is_cut = true;
                break;
            };
            buffer.extend_from_slice(&chunk);
            while buffer.len() >= PIECE_BYTES {
                self.keep(buffer.split_to(PIECE_BYTES).freeze()).await?;
            }
        }
        if !buffer.is_empty() {
            self.keep(buffer.freeze()).await?;
        }
        match told.get() {
            Some(Fault::TooLarge) => Err(No::TooLarge.into()),
            _ if is_cut => Err(Error::BadRequest("piece cut off").into()),
            _ => Ok(()),
        }
    }

    /// Seals the next bytes and notes them, unless somebody else was quicker.
    async fn keep(&mut self, bytes: Bytes) -> Done<()> {
        let start = self.partial.received;
        let end = start + bytes.len() as u64;
        let object: StoredObject = self.app.storage.put(bytes.to_vec(), &bound_to(self.partial.id, start)).await?;
        let piece = Piece { start, object };
        let no = match self.app.db.write(self.by, async |tx| rows::append(tx, self.partial, &piece, end).await).await {
            Ok(true) => {
                self.partial.received = end;
                return Ok(());
            }
            Ok(false) => No::Offset,
            Err(Error::TooLarge) => No::TooLarge,
            Err(error) => return Err(error.into()),
        };
        discard(&self.app.storage, &[piece.object.name]).await;
        Err(no.into())
    }
}

/// An answer, or the refusal as the protocol tells it. Errors that are none of the protocol's go their usual way.
fn answer(done: Done<HttpResponse>) -> Result<HttpResponse> {
    match done {
        Ok(response) => Ok(response),
        Err(Stop::No(no)) => {
            tracing::debug!(?no, "an upload in pieces refused");
            Ok(dressed(HttpResponse::build(no.status()).finish(), None))
        }
        Err(Stop::Error(error @ (Error::BadRequest(_) | Error::Busy(_)))) => Ok(dressed(error.error_response(), None)),
        Err(Stop::Error(error)) => Err(error),
    }
}

/// What every answer bears. Refusals tell what is spoken here.
fn dressed(mut response: HttpResponse, partial: Option<&Partial>) -> HttpResponse {
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: HeaderValue| headers.insert(HeaderName::from_static(name), value);
    set(RESUMABLE, HeaderValue::from_static(VERSION));
    match partial {
        Some(partial) => {
            set(OFFSET, HeaderValue::from(partial.received));
            let at = HttpDate::from(SystemTime::from(partial.expires_at));
            if let Ok(at) = HeaderValue::from_str(&at.to_string()) {
                set(EXPIRES, at);
            }
        }
        None => {
            set("tus-version", HeaderValue::from_static(VERSION));
            set("tus-extension", HeaderValue::from_static(EXTENSIONS));
        }
    }
    response
}
