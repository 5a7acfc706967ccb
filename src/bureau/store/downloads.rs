//! What came from the bureau: each file once, under its name, and what became of its pieces.

use std::collections::BTreeSet;
use std::io::Read;

use anyhow::Context as _;
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::parts;
use crate::bureau::packaging::{FILE_BYTES, Zipped};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::{bureau_downloads, bureau_items};
use crate::values::ids::{FilingId, StaffId};

/// Tables and columns, for the sealing.
const CONTENT: &str = "bureau_downloads.content";
const WORDS: &str = "bureau_items.words";
/// Bytes of a text up to which it stands with its row.
const SHORT: usize = 1 << 20;
/// Bytes that are hashed at a time.
const BUFFER: usize = 64 * 1024;
/// The place of a file that could not be read: before its pieces, which may be read later.
const WHOLE: i32 = -1;
/// The sort of a piece that is a whole file; stored.
pub const FILE: &str = "file";

/// The text of a file, as it is found again by; its zip may be another one each time.
///
/// # Errors
/// When it cannot be read.
pub fn hash(file: &Zipped) -> Result<Vec<u8>> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    let all = |from: &mut dyn Read| -> std::io::Result<()> {
        loop {
            match from.read(&mut buffer)? {
                0 => return Ok(()),
                length => hash.update(&buffer[..length]),
            }
        }
    };
    file.read(all).map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    Ok(hash.finalize().to_vec())
}

/// Stores a file under its name and the hash of its text; none when this very one is here.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, (name, hash): (&str, &[u8]), file: &Zipped) -> Result<Option<Uuid>> {
    let id = Uuid::now_v7();
    let is_short = file.size() <= SHORT;
    let text = if is_short { Some(file.unpack().map_err(anyhow::Error::from)?) } else { None };
    let seal = |text: Vec<u8>| tx.sealer.seal_bytes(CONTENT, &text, id.as_bytes());
    let rows = insert_into(bureau_downloads::table)
        .values((
            bureau_downloads::id.eq(id),
            bureau_downloads::name.eq(name),
            bureau_downloads::content_hash.eq(hash),
            bureau_downloads::content_sealed.eq(text.map(seal).transpose()?),
            bureau_downloads::received_at.eq(tx.ctx.now),
        ))
        .on_conflict((bureau_downloads::name, bureau_downloads::content_hash))
        .do_nothing()
        .execute(tx.conn)
        .await?;
    let is_new = rows == 1;
    if is_new && !is_short {
        parts::insert(tx, id, file.bytes()).await?;
    }
    Ok(is_new.then_some(id))
}

/// The file of a name whose text has this hash, whether or not it is still kept, and whether the bureau has heard that it is
/// here.
///
/// # Errors
/// When the database refuses.
pub async fn find_known(conn: &mut AsyncPgConnection, (name, hash): (&str, &[u8])) -> Result<Option<(Uuid, bool)>> {
    let own = bureau_downloads::name.eq(name).and(bureau_downloads::content_hash.eq(hash));
    let columns = (bureau_downloads::id, bureau_downloads::acknowledged_at.is_not_null());
    Ok(bureau_downloads::table.filter(own).select(columns).first(conn).await.optional()?)
}

/// The name of a file.
///
/// # Errors
/// When there is none, or the database refuses.
pub async fn load_name(conn: &mut AsyncPgConnection, id: Uuid) -> Result<String> {
    Ok(bureau_downloads::table.find(id).select(bureau_downloads::name).first(conn).await?)
}

/// Notes that the bureau knows that a file is here.
///
/// # Errors
/// When the database refuses.
pub async fn set_acknowledged(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    update(bureau_downloads::table.find(id))
        .set(bureau_downloads::acknowledged_at.eq(tx.ctx.now))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Notes that the bureau knows of every file that is here: it has no other left.
///
/// # Errors
/// When the database refuses.
pub async fn set_all_acknowledged(tx: &mut Tx<'_>) -> Result<()> {
    update(bureau_downloads::table.filter(bureau_downloads::acknowledged_at.is_null()))
        .set(bureau_downloads::acknowledged_at.eq(tx.ctx.now))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// A file as it is kept.
pub enum Content {
    /// Its text.
    Text(Vec<u8>),
    /// Its zip.
    Zip(Zipped),
}

impl Content {
    /// Reads its text, which is unpacked as far as it is read.
    ///
    /// # Errors
    /// When it cannot be unpacked.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Read) -> T) -> Result<T> {
        match self {
            Self::Text(text) => Ok(work(&mut text.as_slice())),
            Self::Zip(zip) => Ok(zip.read(work).map_err(anyhow::Error::from)?),
        }
    }

    /// Its text.
    ///
    /// # Errors
    /// When it cannot be unpacked.
    pub fn into_text(self) -> Result<Vec<u8>> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Zip(zip) => Ok(zip.unpack().map_err(anyhow::Error::from)?),
        }
    }
}

async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Content>> {
    let sealed: Option<Vec<u8>> =
        bureau_downloads::table.find(id).select(bureau_downloads::content_sealed).first(tx.conn).await?;
    if let Some(sealed) = sealed {
        return Ok(Some(Content::Text(tx.sealer.open_bytes(CONTENT, &sealed, id.as_bytes())?)));
    }
    let zip = parts::find(tx, id).await?.map(|zip| Zipped::of(zip, FILE_BYTES));
    Ok(zip.transpose().map_err(anyhow::Error::from)?.map(Content::Zip))
}

/// The text of a file; none once it is over.
///
/// # Errors
/// When it does not open.
pub async fn find_content(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    find(tx, id).await?.map(Content::into_text).transpose()
}

/// A file as it is kept.
///
/// # Errors
/// When it is over or does not open.
pub async fn load_content(tx: &mut Tx<'_>, id: Uuid) -> Result<Content> {
    Ok(find(tx, id).await?.context("the file of a download is over")?)
}

/// The pieces that are dealt with. That the file could not be read before is none.
///
/// # Errors
/// When the database refuses.
pub async fn list_done(conn: &mut AsyncPgConnection, id: Uuid) -> Result<BTreeSet<i32>> {
    let own = bureau_items::table.filter(bureau_items::download_id.eq(id).and(bureau_items::place.ne(WHOLE)));
    let places: Vec<i32> = own.select(bureau_items::place).load(conn).await?;
    Ok(places.into_iter().collect())
}

/// A piece was applied to what it is about; stored.
pub const APPLIED: &str = "applied";
/// Nothing follows from a piece; stored.
pub const NOTED: &str = "noted";
/// Somebody has to look at a piece; stored.
pub const LEFT: &str = "left";

/// What became of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// [`APPLIED`], [`NOTED`] or [`LEFT`].
    pub outcome: &'static str,
    /// The case it is about.
    pub filing: Option<FilingId>,
    /// Why it is left, or what it is.
    pub reason: Option<String>,
    /// What the bureau says in words, where nothing else keeps that.
    pub words: Option<String>,
}

/// Notes what became of a piece.
///
/// # Errors
/// When it was dealt with before, or the database refuses.
pub async fn insert_item(tx: &mut Tx<'_>, id: Uuid, place: i32, sort: &str, done: &Done) -> Result<()> {
    let seal = |words: &str| tx.sealer.seal_text(WORDS, words, &row(id, place));
    insert_into(bureau_items::table)
        .values((
            bureau_items::download_id.eq(id),
            bureau_items::place.eq(place),
            bureau_items::sort.eq(sort),
            bureau_items::filing_id.eq(done.filing.map(FilingId::uuid)),
            bureau_items::outcome.eq(done.outcome),
            bureau_items::reason.eq(done.reason.as_deref()),
            bureau_items::words_sealed.eq(done.words.as_deref().map(seal).transpose()?),
            bureau_items::decided_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// The words of a piece.
///
/// # Errors
/// When they do not open.
pub(super) fn open_words(tx: &Tx<'_>, id: Uuid, place: i32, sealed: &[u8]) -> Result<String> {
    Ok(tx.sealer.open_text(WORDS, sealed, &row(id, place))?)
}

/// The row of a piece, for the sealing.
fn row(id: Uuid, place: i32) -> Vec<u8> {
    format!("{id}/{place}").into_bytes()
}

/// Ticks off a piece that is left.
///
/// # Errors
/// `NotFound` when it is not left any more.
pub async fn settle(tx: &mut Tx<'_>, id: Uuid, place: i32, by: StaffId) -> Result<()> {
    let left = bureau_items::outcome.eq(LEFT).and(bureau_items::settled_at.is_null());
    let rows = update(bureau_items::table.find((id, place)).filter(left))
        .set((bureau_items::settled_at.eq(tx.ctx.now), bureau_items::settled_by.eq(by.uuid())))
        .execute(tx.conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Notes that a file cannot be read: all of it is left, once, however often it is tried.
///
/// # Errors
/// When the database refuses.
pub async fn insert_whole(tx: &mut Tx<'_>, id: Uuid, trouble: &str) -> Result<()> {
    insert_into(bureau_items::table)
        .values((
            bureau_items::download_id.eq(id),
            bureau_items::place.eq(WHOLE),
            bureau_items::sort.eq(FILE),
            bureau_items::outcome.eq(LEFT),
            bureau_items::reason.eq(trouble),
            bureau_items::decided_at.eq(tx.ctx.now),
        ))
        .on_conflict((bureau_items::download_id, bureau_items::place))
        .do_nothing()
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Notes that all of a file is dealt with, or why none of it can be. Once it is, nobody has to look at why it was not.
///
/// # Errors
/// When the database refuses.
pub async fn finish(tx: &mut Tx<'_>, id: Uuid, trouble: Option<&str>) -> Result<()> {
    if trouble.is_none() {
        let whole = bureau_items::table.find((id, WHOLE)).filter(bureau_items::settled_at.is_null());
        update(whole).set(bureau_items::settled_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    }
    update(bureau_downloads::table.find(id))
        .set((bureau_downloads::applied_at.eq(tx.ctx.now), bureau_downloads::trouble.eq(trouble)))
        .execute(tx.conn)
        .await?;
    Ok(())
}
