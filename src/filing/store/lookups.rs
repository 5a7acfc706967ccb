//! Questions to a specialist and their answers; what was typed is sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::reach;
use crate::error::{Error, Result};
use crate::filing::application::{AlreadyFiled, TypeCheckForm};
use crate::filing::lookup::{Answer, Lookup, Trouble};
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::schema::lookups as t;
use crate::values::ids::{AccountId, LookupId, StaffId};

const ASKED: &str = "lookups.asked";
const NOTE: &str = "lookups.note";

#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    province: String,
    asked_sealed: Vec<u8>,
    hint: String,
    waits: bool,
    asked_at: DateTime<Utc>,
    entity_status: Option<String>,
    domain_status: Option<String>,
    troubles: Vec<Option<String>>,
    note_sealed: Option<Vec<u8>>,
    staff_id: Option<Uuid>,
    answered_at: Option<DateTime<Utc>>,
}

fn answer(entity: Option<&str>, domain: Option<&str>, troubles: &[Option<String>]) -> Option<Answer> {
    Some(Answer {
        entity: EntityStatus::from_code(entity?)?,
        domain: DomainStatus::from_code(domain?)?,
        troubles: troubles.iter().flatten().filter_map(|code| Trouble::from_code(code)).collect(),
    })
}

fn lookup(tx: &Tx<'_>, row: Row) -> Result<Lookup> {
    let key = row.id.as_bytes();
    let asked: TypeCheckForm = tx.sealer.open_json(ASKED, &row.asked_sealed, key)?;
    Ok(Lookup {
        id: LookupId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        province: row.province,
        asked,
        hint: AlreadyFiled::from_code(&row.hint).unwrap_or(AlreadyFiled::Unknown),
        waits: row.waits,
        asked_at: row.asked_at,
        answer: answer(row.entity_status.as_deref(), row.domain_status.as_deref(), &row.troubles),
        note: row.note_sealed.map(|sealed| tx.sealer.open_text(NOTE, &sealed, key)).transpose()?,
        staff: row.staff_id.map(StaffId::from_uuid),
        answered_at: row.answered_at,
    })
}

/// Asks; the same question that is open still is not asked twice, but whoever waits now is waited for, and what they say
/// now is what counts.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, hash: &[u8], domain: &str, asked: &Lookup) -> Result<()> {
    let id = asked.id.uuid();
    insert_into(t::table)
        .values((
            t::id.eq(id),
            t::account_id.eq(asked.account.uuid()),
            t::province.eq(&asked.province),
            t::entity_hash.eq(hash),
            t::domain.eq(domain),
            t::asked_sealed.eq(tx.sealer.seal_json(ASKED, &asked.asked, id.as_bytes())?),
            t::hint.eq(asked.hint.code()),
            t::waits.eq(asked.waits),
            t::asked_at.eq(asked.asked_at),
        ))
        .on_conflict((t::account_id, t::entity_hash, t::domain))
        .filter_target(t::answered_at.is_null())
        .do_update()
        .set((t::waits.eq(t::waits.or(excluded(t::waits))), t::hint.eq(excluded(t::hint))))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// The latest answer on an entity and a domain since a day.
///
/// # Errors
/// When the database refuses.
pub async fn find_answer(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    domain: &str,
    since: DateTime<Utc>,
) -> Result<Option<Answer>> {
    reach::all(conn, async |conn| {
        type Found = (Option<String>, Option<String>, Vec<Option<String>>);
        let found: Option<Found> = t::table
            .select((t::entity_status, t::domain_status, t::troubles))
            .filter(t::entity_hash.eq(hash).and(t::domain.eq(domain)).and(t::answered_at.gt(since)))
            .order(t::answered_at.desc())
            .first(conn)
            .await
            .optional()?;
        Ok(found.and_then(|(entity, domain, troubles)| answer(entity.as_deref(), domain.as_deref(), &troubles)))
    })
    .await
}

/// The questions of an account that wait or were answered since a time, the latest first.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_of_account(
    tx: &mut Tx<'_>,
    account: AccountId,
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Lookup>> {
    let rows: Vec<Row> = t::table
        .select(Row::as_select())
        .filter(t::account_id.eq(account.uuid()).and(t::answered_at.is_null().or(t::answered_at.gt(since))))
        .order(t::id.desc())
        .limit(limit)
        .load(tx.conn)
        .await?;
    rows.into_iter().map(|row| lookup(tx, row)).collect()
}

/// The questions that wait: those whose applicant waits first, then by age.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_waiting(tx: &mut Tx<'_>, provinces: &[String], limit: i64) -> Result<Vec<Lookup>> {
    let mut query = t::table.select(Row::as_select()).filter(t::answered_at.is_null()).into_boxed();
    if !provinces.is_empty() {
        query = query.filter(t::province.eq_any(provinces));
    }
    let rows: Vec<Row> = query.order((t::waits.desc(), t::asked_at)).limit(limit).load(tx.conn).await?;
    rows.into_iter().map(|row| lookup(tx, row)).collect()
}

/// How many wait.
///
/// # Errors
/// When the database refuses.
pub async fn count_waiting(conn: &mut AsyncPgConnection) -> Result<i64> {
    Ok(t::table.filter(t::answered_at.is_null()).count().get_result(conn).await?)
}

/// A question by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load(tx: &mut Tx<'_>, id: LookupId) -> Result<Lookup> {
    let row: Row = t::table.select(Row::as_select()).find(id.uuid()).first(tx.conn).await?;
    lookup(tx, row)
}

/// Writes the answer, once; by whom and with which proof, where a person gave it.
///
/// # Errors
/// `Refused` when it was answered already.
pub async fn put_answer(tx: &mut Tx<'_>, id: LookupId, by: Option<(StaffId, &str)>, answer: &Answer) -> Result<()> {
    let seal = |note: &str| tx.sealer.seal_text(NOTE, note, id.uuid().as_bytes());
    let troubles: Vec<Option<&str>> = answer.troubles.iter().map(|trouble| Some(trouble.code())).collect();
    let rows = update(t::table.filter(t::id.eq(id.uuid()).and(t::answered_at.is_null())))
        .set((
            t::entity_status.eq(answer.entity.code()),
            t::domain_status.eq(answer.domain.code()),
            t::troubles.eq(troubles),
            t::note_sealed.eq(by.map(|(_, note)| seal(note)).transpose()?),
            t::staff_id.eq(by.map(|(staff, _)| staff.uuid())),
            t::answered_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(Error::refused("lookup-answered-already")) }
}
