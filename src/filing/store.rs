//! Rows of filings and the domain's [`Filing`]: finding, locking, listing, saving.

/// The query every loading function narrows: a filing with who decided and who reviews its round, and what else is told.
macro_rules! whole {
    ($($more:expr)?) => {
        filings::table
            .left_join(decisions_t::table.on(filings::decision_id.eq(decisions_t::id.nullable())))
            .left_join(reviews::table.on(reviews::filing_id.eq(filings::id).and(reviews::round.eq(filings::round))))
            .select((FilingRow::as_select(), decisions_t::kind.nullable(), reviews::reviewer_id.nullable() $(, $more)?))
    };
}

pub mod accounts;
pub mod beside;
pub mod codes;
pub mod decisions;
pub mod drafts;
pub mod elsewhere;
pub mod events;
pub mod idle;
pub mod lookups;
pub mod mailings;
mod rows;
pub mod search;
pub mod submissions;
pub mod times;
pub mod trial;
mod walked;
pub mod watch;

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{Bool, Text};
use diesel::{insert_into, sql_query, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::join;

use super::kind::Kind;
use super::section::Section;
use super::state::{Filing, StateCode};
use crate::db::kept::Kept;
use crate::db::{Tx, reach};
use crate::error::{Error, Result};
use crate::schema::{decisions as decisions_t, drafts as drafts_t, filing_domains, filings, reviews};
use crate::values::FilingRef;
use crate::values::ids::{AccountId, EntityId, FilingId, StaffId, WebsiteId};
use rows::{FilingRow, Loaded};
use walked::Walked;

/// A filing by its reference, whoever it belongs to: for the desk. One that was erased is not found.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_ref(conn: &AsyncPgConnection, reference: &FilingRef) -> Result<Option<Filing>> {
    let this = filings::ref_.eq(reference.as_str()).and(filings::erased_at.is_null());
    let loaded: Option<Loaded> = whole!().filter(this).first(&mut &*conn).await.optional()?;
    loaded.map(rows::filing).transpose()
}

/// A filing by its reference, whoever it belongs to: for the desk.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load_by_ref(conn: &AsyncPgConnection, reference: &FilingRef) -> Result<Filing> {
    find_by_ref(conn, reference).await?.ok_or(Error::NotFound)
}

/// A filing of an account by its reference. Another's is not found.
///
/// # Errors
/// `NotFound` when there is none of this account.
pub async fn load_owned(conn: &AsyncPgConnection, reference: &FilingRef, owner: AccountId) -> Result<Filing> {
    let filing = load_by_ref(conn, reference).await?;
    if filing.owner == owner { Ok(filing) } else { Err(Error::NotFound) }
}

/// A filing by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load(conn: &mut AsyncPgConnection, id: FilingId) -> Result<Filing> {
    let loaded: Loaded = whole!().filter(filings::id.eq(id.uuid())).first(conn).await?;
    rows::filing(loaded)
}

/// Filings whose next step is due in working days, in the order of their ids, after one of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_counted(conn: &mut AsyncPgConnection, after: Option<FilingId>, most: i64) -> Result<Vec<Filing>> {
    let states = StateCode::ALL.iter().filter(|state| state.is_counted()).map(|state| state.code());
    let loaded: Vec<Loaded> = whole!()
        .filter(filings::state.eq_any(states.collect::<Vec<_>>()))
        // As the index has it.
        .filter(sql::<Bool>("filings.state not in ('approved', 'withdrawn', 'expired')"))
        .filter(filings::id.gt(after.map(FilingId::uuid).unwrap_or_default()))
        .order(filings::id)
        .limit(most)
        .load(conn)
        .await?;
    loaded.into_iter().map(rows::filing).collect()
}

/// A filing by its id, locked until the transaction ends.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load_for_update(conn: &mut AsyncPgConnection, id: FilingId) -> Result<Filing> {
    let conn: &AsyncPgConnection = conn;
    let (mut first, mut then) = (conn, conn);
    // Nobody who only adds what refers to the filing is in the way: its id never changes.
    // Sent together: the second looks once the first has the lock. In one statement it would find who decided and who reviews
    // as they stood before it waited.
    let lock = filings::table.select(filings::id).find(id.uuid()).for_no_key_update().first::<uuid::Uuid>(&mut first);
    let load = whole!().filter(filings::id.eq(id.uuid())).first::<Loaded>(&mut then);
    let (locked, loaded) = join(lock, load).await;
    locked?;
    rows::filing(loaded?)
}

/// Filings of an account, newest first, older than `before`, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn list_for_account(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    before: Option<FilingId>,
    limit: i64,
) -> Result<Vec<Filing>> {
    let mut query =
        whole!().filter(filings::account_id.eq(owner.uuid()).and(filings::erased_at.is_null())).into_boxed();
    if let Some(before) = before {
        query = query.filter(filings::id.lt(before.uuid()));
    }
    let loaded: Vec<Loaded> = query.order(filings::id.desc()).limit(limit).load(conn).await?;
    loaded.into_iter().map(rows::filing).collect()
}

/// The latest filing of an account that was approved: the way to its record.
///
/// # Errors
/// When the database refuses.
pub async fn find_latest_approved(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Option<FilingRef>> {
    let query = whole!()
        .filter(filings::account_id.eq(owner.uuid()).and(filings::state.eq(StateCode::Approved.code())))
        .filter(filings::erased_at.is_null());
    let loaded: Option<Loaded> = query.order(filings::id.desc()).first(conn).await.optional()?;
    loaded.map(|loaded| rows::filing(loaded).map(|filing| filing.reference)).transpose()
}

/// The filings that changed a website, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_approved_about(conn: &mut AsyncPgConnection, website: WebsiteId) -> Result<Vec<FilingId>> {
    let approved = filings::website_id.eq(website.uuid()).and(filings::state.eq(StateCode::Approved.code()));
    let ids: Vec<uuid::Uuid> =
        filings::table.filter(approved).order(filings::id.desc()).select(filings::id).load(conn).await?;
    Ok(ids.into_iter().map(FilingId::from_uuid).collect())
}

/// The drafts of an account that do the same with the same part of its record, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_drafts(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    kind: Kind,
    entity: EntityId,
    website: Option<WebsiteId>,
    limit: i64,
) -> Result<Vec<Filing>> {
    let of_record = filings::entity_id.eq(entity.uuid()).and(filings::account_id.eq(owner.uuid()));
    let same = filings::website_id.is_not_distinct_from(website.map(|id| id.uuid())).and(filings::kind.eq(kind.code()));
    let is_draft = filings::state.eq(StateCode::Draft.code());
    let query = whole!().filter(of_record).filter(same).filter(is_draft).order(filings::id.desc());
    let loaded: Vec<Loaded> = query.limit(limit).load(conn).await?;
    loaded.into_iter().map(rows::filing).collect()
}

/// One beginning of an account at a time: the second of two presses finds what the first one began.
///
/// # Errors
/// When the database refuses.
pub async fn lock_begin(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<()> {
    let lock = sql_query("select pg_advisory_xact_lock(hashtext($1))").bind::<Text, _>(format!("begin {owner}"));
    lock.execute(conn).await?;
    Ok(())
}

/// The latest draft of an account whose type check is open, for a kind of entity in a province.
///
/// # Errors
/// When the database refuses.
pub async fn find_open(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    province: &str,
    entity_kind: i32,
) -> Result<Option<Filing>> {
    let open = drafts_t::section.eq(Section::TypeCheck.code()).and(drafts_t::is_complete.eq(false));
    let open = drafts_t::table.select(drafts_t::filing_id).filter(open);
    let of_owner = filings::account_id.eq(owner.uuid()).and(filings::state.eq(StateCode::Draft.code()));
    let same = filings::province.eq(province).and(filings::entity_kind.eq(entity_kind));
    let query = whole!().filter(of_owner).filter(same).filter(filings::id.eq_any(open));
    let loaded: Option<Loaded> = query.order(filings::id.desc()).first(conn).await.optional()?;
    loaded.map(rows::filing).transpose()
}

/// Whether another filing wrote anew since this one began what this one would write: it holds what stood there before.
///
/// # Errors
/// When the database refuses.
pub async fn is_outdated(conn: &mut AsyncPgConnection, filing: &Filing) -> Result<bool> {
    reach::all(conn, async |conn| {
        let writers = |writes: fn(Kind) -> bool| -> Vec<&'static str> {
            let all = Kind::ALL.iter().filter(|kind| writes(filing.kind) && writes(**kind));
            all.map(|kind| kind.code()).collect()
        };
        let wrote_entity = filings::kind.eq_any(writers(Kind::writes_entity));
        let wrote_website = filings::kind.eq_any(writers(Kind::writes_website));
        // Of no website there is none that is the same.
        let same_website = filings::website_id.eq(filing.website.map(|id| id.uuid())).assume_not_null();
        let since = filings::state.eq(StateCode::Approved.code()).and(filings::state_since.gt(filing.created_at));
        let later = filings::table
            .filter(filings::entity_id.eq(filing.entity.map(|id| id.uuid())))
            .filter(since)
            .filter(wrote_entity.or(wrote_website.and(same_website)));
        Ok(select(exists(later)).get_result(conn).await?)
    })
    .await
}

/// Filings by id, in the order of the ids given; unknown ones are left out.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_ids(conn: &AsyncPgConnection, ids: &[FilingId]) -> Result<Vec<Filing>> {
    let plain: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let loaded: Vec<Loaded> = whole!().filter(filings::id.eq_any(plain)).load(&mut &*conn).await?;
    let mut filings = loaded.into_iter().map(rows::filing).collect::<Result<Vec<_>>>()?;
    filings.sort_by_key(|filing| ids.iter().position(|id| *id == filing.id));
    Ok(filings)
}

/// Filings as a walk gives their rows, in no order, for lists: who reviewed the round is not told, and who rejected one only
/// where the walk may come by such (`has_rejected`). Its text is one of a few, and holds no value.
///
/// # Errors
/// When the database refuses.
pub async fn list_walked<Q>(conn: &AsyncPgConnection, walk: Q, has_rejected: bool) -> Result<Vec<Filing>>
where
    Q: QueryFragment<Pg> + Send,
{
    let loaded: Vec<Loaded> = Kept(Walked::new(walk, has_rejected)).load(&mut &*conn).await?;
    loaded.into_iter().map(rows::filing).collect()
}

/// The filing that waits longest at the desk within these provinces (empty means all), locked. What a colleague takes at
/// this moment is passed over; one that something is just found about is not.
///
/// # Errors
/// When the database refuses.
pub async fn lock_next(conn: &mut AsyncPgConnection, provinces: &[String]) -> Result<Option<Filing>> {
    let query = filings::table
        .select(filings::id)
        .filter(filings::state.eq(StateCode::Submitted.code()))
        .filter(provinces.is_empty().into_sql::<Bool>().or(filings::province.eq_any(provinces.to_vec())))
        .order((filings::submitted_at, filings::id))
        .for_no_key_update()
        .skip_locked();
    let id: Option<uuid::Uuid> = query.first(conn).await.optional()?;
    match id {
        Some(id) => load(conn, FilingId::from_uuid(id)).await.map(Some),
        None => Ok(None),
    }
}

/// A reference that no filing has.
///
/// # Errors
/// When the database refuses.
pub async fn free_reference(conn: &mut AsyncPgConnection) -> Result<FilingRef> {
    loop {
        let reference = FilingRef::random();
        let taken = filings::table.filter(filings::ref_.eq(reference.as_str()));
        let is_taken = reach::all(conn, async |conn| Ok(select(exists(taken)).get_result::<bool>(conn).await?)).await?;
        if !is_taken {
            return Ok(reference);
        }
    }
}

/// Notes a change of the content: the version grows, and the time to expiry begins anew.
///
/// # Errors
/// When the database refuses.
pub async fn touch(tx: &mut Tx<'_>, id: FilingId) -> Result<()> {
    update(filings::table.find(id.uuid()))
        .set((
            filings::version.eq(filings::version + 1),
            filings::touched_at.eq(tx.ctx.now),
            filings::warned_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Adds a filing.
///
/// # Errors
/// When the reference is taken or the database refuses.
pub async fn insert(conn: &mut AsyncPgConnection, filing: &Filing) -> Result<()> {
    insert_into(filings::table).values(FilingRow::from(filing)).execute(conn).await?;
    Ok(())
}

/// Saves a filing that is locked. What has ended occupies no domain any more.
///
/// # Errors
/// `Refused` when another filing of the entity is open.
pub async fn update_filing(conn: &mut AsyncPgConnection, filing: &Filing) -> Result<()> {
    let own = update(filings::table.filter(filings::id.eq(filing.id.uuid())));
    Kept(own.set(FilingRow::from(filing))).execute(conn).await.map_err(search::refuse_taken)?;
    if filing.state.is_final() {
        let domains = update(filing_domains::table.filter(filing_domains::filing_id.eq(filing.id.uuid())));
        Kept(domains.set(filing_domains::is_open.eq(false))).execute(conn).await?;
    }
    Ok(())
}

/// Writes what the type check settled of a draft. Where it stands is not touched.
///
/// # Errors
/// When the database refuses.
pub async fn update_settled(conn: &mut AsyncPgConnection, filing: &Filing) -> Result<()> {
    update(filings::table.find(filing.id.uuid()))
        .set((
            filings::kind.eq(filing.kind.code()),
            filings::province.eq(&filing.province),
            filings::entity_kind.eq(filing.entity_kind),
            filings::entity_name.eq(&filing.entity_name),
            filings::entity_hash.eq(&filing.entity_hash),
            filings::entity_id.eq(filing.entity.map(|id| id.uuid())),
            filings::website_id.eq(filing.website.map(|id| id.uuid())),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Opens the review of a round, or hands it to another specialist.
///
/// # Errors
/// When the database refuses.
pub async fn open_review(conn: &mut AsyncPgConnection, filing: &Filing, reviewer: StaffId) -> Result<()> {
    let round = rows::to_i32(filing.round)?;
    insert_into(reviews::table)
        .values((
            reviews::filing_id.eq(filing.id.uuid()),
            reviews::round.eq(round),
            reviews::reviewer_id.eq(reviewer.uuid()),
        ))
        .on_conflict((reviews::filing_id, reviews::round))
        .do_update()
        .set((reviews::reviewer_id.eq(reviewer.uuid()), reviews::finished_at.eq(None::<DateTime<Utc>>)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Closes the review of the current round.
///
/// # Errors
/// When the database refuses.
pub async fn close_review(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    let round = rows::to_i32(filing.round)?;
    update(reviews::table.filter(reviews::filing_id.eq(filing.id.uuid()).and(reviews::round.eq(round))))
        .set(reviews::finished_at.eq(tx.ctx.now))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Notes that the upload of a filing that waits to be sent begins: from now on nobody takes it back.
///
/// # Errors
/// When the database refuses.
pub async fn begin_upload(tx: &mut Tx<'_>, id: FilingId) -> Result<()> {
    let waits = filings::table.find(id.uuid()).filter(filings::upload_begun_at.is_null());
    update(waits).set(filings::upload_begun_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    Ok(())
}
