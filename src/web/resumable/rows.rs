//! The tables of files that come in pieces.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Announced, Holder, Purpose, Who};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference::book;
use crate::schema::{upload_parts as parts, uploads as t};
use crate::storage::StoredObject;
use crate::values::ids::UploadId;

const GROUP: &str = "uploads.file_name";
/// Rows that are removed at once: files, and about as many pieces.
const PORTION: i64 = 200;
/// The smallest piece that is sent on purpose; a cut may leave smaller ones.
const SMALL: u64 = 64 << 10;

#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
struct Row {
    id: Uuid,
    purpose: String,
    target: String,
    file_name_sealed: Vec<u8>,
    length: i64,
    received: i64,
    expires_at: DateTime<Utc>,
}

/// A file that comes in pieces, as far as it has come.
#[derive(Debug, Clone)]
pub struct Partial {
    /// Row id.
    pub id: UploadId,
    /// What takes it.
    pub purpose: Purpose,
    /// Where within its purpose.
    pub target: String,
    /// What its sender calls it.
    pub file_name: String,
    /// Bytes it will have.
    pub length: u64,
    /// Bytes that have come.
    pub received: u64,
    /// When it goes.
    pub expires_at: DateTime<Utc>,
}

/// A piece that is kept.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The byte of the file it begins with.
    pub start: u64,
    /// Where it lies.
    pub object: StoredObject,
}

/// Only those of one holder: an account, or one phone with one task.
#[diesel::dsl::auto_type(no_type_alias)]
fn of(account: Option<Uuid>, task: Option<Uuid>, phone: Option<Vec<u8>>) -> _ {
    let account = t::account_id.is_not_distinct_from(account);
    let task = t::relay_task_id.is_not_distinct_from(task);
    let phone = t::phone_hash.is_not_distinct_from(phone);
    account.and(task).and(phone)
}

fn columns(holder: &Holder) -> (Option<Uuid>, Option<Uuid>, Option<Vec<u8>>) {
    match &holder.who {
        Who::Account(id) => (Some(id.uuid()), None, None),
        Who::Helper(task, phone) => (None, Some(task.uuid()), Some(phone.clone())),
    }
}

fn number(bytes: u64) -> Result<i64> {
    Ok(i64::try_from(bytes).context("more bytes than a number holds")?)
}

/// Notes one that begins. Where its holder has as many as can be, the oldest gives way; returns the files of that.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    holder: &Holder,
    purpose: Purpose,
    announced: &Announced,
) -> Result<(Partial, Vec<String>)> {
    let limits = book().limits(clock::china_day(tx.ctx.now));
    let (account, task, phone) = columns(holder);
    let newer: Vec<Uuid> = t::table
        .filter(t::filing_id.eq(holder.filing.uuid()))
        .filter(of(account, task, phone.clone()))
        .order(t::created_at.desc())
        .select(t::id)
        .load(tx.conn)
        .await?;
    let keep = usize::try_from(limits.upload_open).unwrap_or(1).saturating_sub(1);
    let gone = delete_all(tx.conn, newer.get(keep..).unwrap_or_default()).await?;
    let id = Uuid::now_v7();
    let row: Row = insert_into(t::table)
        .values((
            t::id.eq(id),
            t::purpose.eq(purpose.code()),
            t::target.eq(&announced.target),
            t::filing_id.eq(holder.filing.uuid()),
            t::account_id.eq(account),
            t::relay_task_id.eq(task),
            t::phone_hash.eq(phone),
            t::file_name_sealed.eq(tx.sealer.seal_text(GROUP, &announced.file_name, id.as_bytes())?),
            t::length.eq(number(announced.length)?),
            t::created_at.eq(tx.ctx.now),
            t::expires_at.eq(tx.ctx.now + TimeDelta::hours(limits.upload_hours)),
        ))
        .returning(Row::as_returning())
        .get_result(tx.conn)
        .await?;
    Ok((opened(tx, row)?, gone))
}

/// One of a holder.
///
/// # Errors
/// `NotFound` for another's.
pub(super) async fn load(tx: &mut Tx<'_>, holder: &Holder, id: UploadId) -> Result<Partial> {
    let (account, task, phone) = columns(holder);
    let own = t::table.filter(t::id.eq(id.uuid()).and(t::filing_id.eq(holder.filing.uuid())));
    let row: Row = own.filter(of(account, task, phone)).select(Row::as_select()).first(tx.conn).await?;
    opened(tx, row)
}

fn opened(tx: &Tx<'_>, row: Row) -> Result<Partial> {
    Ok(Partial {
        id: UploadId::from_uuid(row.id),
        purpose: Purpose::from_code(&row.purpose).context("unknown purpose of an upload")?,
        target: row.target,
        file_name: tx.sealer.open_text(GROUP, &row.file_name_sealed, row.id.as_bytes())?,
        length: u64::try_from(row.length).context("negative length")?,
        received: u64::try_from(row.received).context("negative length")?,
        expires_at: row.expires_at,
    })
}

/// Adds a piece that follows what has come, and makes it end at `to`. False where somebody else was quicker: then it is not
/// added.
///
/// # Errors
/// `TooLarge` for a file in more pieces than any line cuts it into.
pub(super) async fn append(tx: &mut Tx<'_>, partial: &Partial, piece: &Piece, to: u64) -> Result<bool> {
    let (id, Piece { start, object }) = (partial.id.uuid(), piece);
    let limits = book().limits(clock::china_day(tx.ctx.now));
    let most = partial.length / SMALL + limits.upload_spare_pieces;
    let count: i64 = parts::table.filter(parts::upload_id.eq(id)).count().get_result(tx.conn).await?;
    if count >= number(most)? {
        return Err(Error::TooLarge);
    }
    let own = t::table.filter(t::id.eq(id).and(t::received.eq(number(*start)?)));
    if update(own).set(t::received.eq(number(to)?)).execute(tx.conn).await? == 0 {
        return Ok(false);
    }
    insert_into(parts::table)
        .values((
            parts::upload_id.eq(id),
            parts::start.eq(number(*start)?),
            parts::object_name.eq(&object.name),
            parts::key_wrapped.eq(&object.key_wrapped),
        ))
        .execute(tx.conn)
        .await?;
    Ok(true)
}

/// The pieces in their order.
pub(super) async fn list_pieces(conn: &mut AsyncPgConnection, id: UploadId) -> Result<Vec<Piece>> {
    let own = parts::table.filter(parts::upload_id.eq(id.uuid())).order(parts::start);
    let rows: Vec<(i64, String, Vec<u8>)> =
        own.select((parts::start, parts::object_name, parts::key_wrapped)).load(conn).await?;
    rows.into_iter()
        .map(|(start, name, key_wrapped)| {
            let start = u64::try_from(start).context("negative start")?;
            Ok(Piece { start, object: StoredObject { name, key_wrapped } })
        })
        .collect()
}

/// Removes one of a holder; returns its files.
pub(super) async fn remove(tx: &mut Tx<'_>, holder: &Holder, id: UploadId) -> Result<Vec<String>> {
    match load(tx, holder, id).await {
        Ok(_) => delete_all(tx.conn, &[id.uuid()]).await,
        Err(Error::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Removes a portion of those whose time is over; returns how many, and their files.
pub(super) async fn remove_over(tx: &mut Tx<'_>) -> Result<(usize, Vec<String>)> {
    let over: Vec<Uuid> =
        t::table.filter(t::expires_at.le(tx.ctx.now)).select(t::id).limit(PORTION).load(tx.conn).await?;
    let of_over = parts::table.filter(parts::upload_id.eq_any(&over)).group_by(parts::upload_id);
    let counts: Vec<(Uuid, i64)> = of_over.select((parts::upload_id, count_star())).load(tx.conn).await?;
    let counts: BTreeMap<Uuid, i64> = counts.into_iter().collect();
    let mut pieces = 0;
    // The first goes however many it has.
    let fits = |id: &Uuid| {
        let is_within = pieces < PORTION;
        pieces += counts.get(id).copied().unwrap_or_default();
        is_within
    };
    let over: Vec<Uuid> = over.into_iter().take_while(fits).collect();
    Ok((over.len(), delete_all(tx.conn, &over).await?))
}

async fn delete_all(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<String>> {
    let pieces = delete(parts::table.filter(parts::upload_id.eq_any(ids)));
    let names = pieces.returning(parts::object_name).get_results(conn).await?;
    delete(t::table.filter(t::id.eq_any(ids))).execute(conn).await?;
    Ok(names)
}
