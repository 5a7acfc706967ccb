//! What is over, and its end. The serving role removes nothing that is final: functions of the database do, which look again
//! whether they may.

mod run_out;
mod swept;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension as _, QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use self::run_out::RUN_OUT;
use self::swept::Swept;
use super::kept::Kind;
use crate::audit::Action;
use crate::auth::store as sessions;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::ids::AccountId;

/// As many as are looked for before the first of them goes.
const PORTION: i64 = 200;
/// As many rows as are swept at once.
pub const SWEPT: usize = 1000;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Where the things of a kind are, as far as they are over since before `$1`.
fn over(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Drafts => {
            "filings f where erased_at is null and state in ('withdrawn', 'expired') and first_submitted_at is null
                and state_since < $1"
        }
        Kind::Abandoned => {
            "filings f where erased_at is null and state in ('withdrawn', 'expired') and first_submitted_at is not null
                and state_since < $1"
        }
        Kind::Faces => {
            "face_checks f where object_name is not null and exists (select 1 from filings own where own.id = f.filing_id
                and own.state in ('approved', 'withdrawn', 'expired') and own.state_since < $1)"
        }
        Kind::Papers => {
            "filings f where erased_at is null and state = 'approved' and state_since < $1 and not exists (
                select 1 from entities e where (e.entity_hash = f.entity_hash or e.account_id = f.account_id)
                    and (e.cancelled_on is null or e.cancelled_on >= ($1 at time zone 'Asia/Shanghai')::date))"
        }
        Kind::Records => "entities f where cancelled_on < ($1 at time zone 'Asia/Shanghai')::date",
        // Who registers once more begins anew. What is of an account that is none yet, nobody gave it.
        Kind::Unconfirmed => {
            "accounts f where email_confirmed_at is null and closed_at is null and greatest(created_at, updated_at) < $1
                and not exists (select 1 from filings own where own.account_id = f.id)"
        }
        Kind::Staff => "staff f where disabled_at < $1 and forgotten_at is null",
        Kind::Decisions => "filings f where erased_at is not null and forgotten_at is null and state_since < $1",
        _ => return None,
    })
}

/// A portion of what is over, behind one of them.
pub(super) async fn list_over(
    conn: &mut AsyncPgConnection,
    kind: Kind,
    before: DateTime<Utc>,
    after: Option<Uuid>,
) -> Result<Vec<Uuid>> {
    let Some(over) = over(kind) else { return Ok(Vec::new()) };
    let found: Vec<Id> = sql_query(format!("select f.id from {over} and f.id > $2 order by f.id limit $3"))
        .bind::<Timestamptz, _>(before)
        .bind::<SqlUuid, _>(after.unwrap_or_default())
        .bind::<BigInt, _>(PORTION)
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Whether a thing is still over; from then on nobody changes it meanwhile.
pub(super) async fn is_over(conn: &mut AsyncPgConnection, kind: Kind, before: DateTime<Utc>, id: Uuid) -> Result<bool> {
    let Some(over) = over(kind) else { return Ok(false) };
    let found: Option<Id> = sql_query(format!("select f.id from {over} and f.id = $2 for update of f"))
        .bind::<Timestamptz, _>(before)
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(found.is_some())
}

/// Takes the key of a clip away, and of all clips of a filing; tells their files.
const CLIP: &str =
    "with old as (select id, object_name from face_checks where id = $1 and object_name is not null for update)
    update face_checks f set object_name = null, key_wrapped = null, erased_at = now() from old where f.id = old.id
    returning old.object_name as name";
const CLIPS: &str = "with old as (select id, object_name from face_checks
        where filing_id = $1 and object_name is not null for update)
    update face_checks f set object_name = null, key_wrapped = null, erased_at = now() from old where f.id = old.id
    returning old.object_name as name";
/// Whose faces they were goes with the filing; what was said, with the words of its decisions.
const ERASED_FACES: &str = "with gone as (delete from face_checks where filing_id = $1 and state = 'asked')
    update face_checks set person_hash = '', content_hash = null, vendor_session = null, vendor_url = null
        where filing_id = $1 and state <> 'asked'";
const FORGOTTEN_FACES: &str = "update face_checks set words_sealed = null where filing_id = $1";

/// Removes a thing with the keys of its papers; returns the names of the files nothing opens any more.
pub(super) async fn erase(conn: &mut AsyncPgConnection, kind: Kind, id: Uuid) -> Result<Vec<String>> {
    let sql = match kind {
        Kind::Drafts | Kind::Abandoned | Kind::Papers => "select erase_filing($1) as name",
        Kind::Faces => CLIP,
        Kind::Decisions => "select forget_filing($1) as name",
        Kind::Records => {
            sql_query("select erase_record($1)").bind::<SqlUuid, _>(id).execute(conn).await?;
            return Ok(Vec::new());
        }
        // Swept, not erased one by one.
        _ => return Err(Error::NotFound),
    };
    let mut names: Vec<Name> = sql_query(sql).bind::<SqlUuid, _>(id).load(conn).await?;
    if kind == Kind::Faces {
        return Ok(names.into_iter().map(|row| row.name).collect());
    }
    // What is left of its people goes with it: clips, whose they were, and at last what was said of them.
    names.extend(sql_query(CLIPS).bind::<SqlUuid, _>(id).load::<Name>(conn).await?);
    let faces = if kind == Kind::Decisions { FORGOTTEN_FACES } else { ERASED_FACES };
    sql_query(faces).bind::<SqlUuid, _>(id).execute(conn).await?;
    // What went up to the bureau says all that the filing did.
    let uploads = "update bureau_uploads set content_sealed = null where filing_id = $1 and content_sealed is not null";
    sql_query(uploads).bind::<SqlUuid, _>(id).execute(conn).await?;
    let answers = "update bureau_calls set message_sealed = null
        where upload_id in (select id from bureau_uploads where filing_id = $1) and message_sealed is not null";
    sql_query(answers).bind::<SqlUuid, _>(id).execute(conn).await?;
    let words = "update bureau_items set words_sealed = null where filing_id = $1 and words_sealed is not null";
    sql_query(words).bind::<SqlUuid, _>(id).execute(conn).await?;
    let coming = "delete from upload_parts p using uploads u where u.id = p.upload_id and u.filing_id = $1
        returning p.object_name as name";
    let coming: Vec<Name> = sql_query(coming).bind::<SqlUuid, _>(id).load(conn).await?;
    sql_query("delete from uploads where filing_id = $1").bind::<SqlUuid, _>(id).execute(conn).await?;
    Ok(names.into_iter().chain(coming).map(|row| row.name).collect())
}

/// Removes a portion of rows that are over; returns how many.
pub(super) async fn sweep(conn: &mut AsyncPgConnection, kind: Kind, before: DateTime<Utc>) -> Result<usize> {
    let mut rows = 0;
    for swept in Swept::of(kind) {
        rows += sql_query(swept.end(SWEPT)).bind::<Timestamptz, _>(before).execute(conn).await?;
    }
    Ok(rows)
}

/// Ends a portion of what ran out until now for good; returns how many rows.
pub(super) async fn end_run_out(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize> {
    let mut rows = 0;
    for swept in RUN_OUT {
        rows += sql_query(swept.end(SWEPT)).bind::<Timestamptz, _>(now).execute(conn).await?;
    }
    Ok(rows)
}

/// Whether the sweeps of a kind take the rows of a table, or what a column of them holds.
pub fn sweeps(kind: Kind, table: &str, column: &str) -> bool {
    Swept::of(kind).iter().any(|swept| swept.takes(table, column))
}

/// The tables of which the sweeps of a kind take something.
pub fn swept_tables(kind: Kind) -> impl Iterator<Item = &'static str> {
    Swept::of(kind).iter().map(Swept::table)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How much of a kind is over and not ended yet.
pub(super) async fn count_over(conn: &mut AsyncPgConnection, kind: Kind, before: DateTime<Utc>) -> Result<i64> {
    let wholes = over(kind).map(str::to_owned).into_iter();
    let mut count = 0;
    for over in wholes.chain(Swept::of(kind).iter().map(Swept::over)) {
        let sql = format!("select count(*) as count from {over}");
        let found: Count = sql_query(sql).bind::<Timestamptz, _>(before).get_result(conn).await?;
        count += found.count;
    }
    Ok(count)
}

/// What still lives of an account.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Living {
    /// Reference of a filing; none for a record.
    #[diesel(sql_type = Nullable<Text>)]
    pub filing: Option<String>,
    /// Number of a record; none for a filing.
    #[diesel(sql_type = Nullable<Text>)]
    pub record: Option<String>,
}

/// The filings and records of an account that keep it from being closed.
///
/// # Errors
/// When the database refuses.
pub async fn list_living(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Living>> {
    Ok(sql_query(
        "select ref as filing, null as record from filings
             where account_id = $1 and state not in ('approved', 'withdrawn', 'expired')
         union all select null, entity_number from entities where account_id = $1 and cancelled_on is null",
    )
    .bind::<SqlUuid, _>(account.uuid())
    .load(conn)
    .await?)
}

/// The filings of an account that ended without approval and are not erased yet.
pub(super) async fn list_ended(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Uuid>> {
    let found: Vec<Id> = sql_query(
        "select id from filings where account_id = $1 and erased_at is null and state in ('withdrawn', 'expired')
         order by id",
    )
    .bind::<SqlUuid, _>(account.uuid())
    .load(conn)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Locks an account until the transaction ends: nothing is begun for it meanwhile.
pub(super) async fn lock_account(conn: &mut AsyncPgConnection, account: AccountId) -> Result<()> {
    let locked = sql_query("select id from accounts where id = $1 and closed_at is null for update")
        .bind::<SqlUuid, _>(account.uuid())
        .get_result::<Id>(conn)
        .await;
    locked.map(|_| ()).map_err(Error::from)
}

#[derive(QueryableByName)]
struct Consent {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    text_version: String,
    #[diesel(sql_type = Timestamptz)]
    given_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    by_link: bool,
}

/// What an account agreed to, and when; and what others did by its links.
pub(super) async fn list_consents(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Value>> {
    let agreed = "select kind, text_version, given_at, relay_task_id is not null as by_link from consents
        where account_id = $1 order by given_at, id";
    let given: Vec<Consent> = sql_query(agreed).bind::<SqlUuid, _>(account.uuid()).load(conn).await?;
    let told = |one: Consent| {
        let Consent { kind, text_version, given_at, by_link } = one;
        json!({ "kind": kind, "version": text_version, "given_at": given_at, "by_link": by_link })
    };
    Ok(given.into_iter().map(told).collect())
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Jsonb)]
    told: Value,
}

/// What came to pass around an account or one of its filings, for its own copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Messages to the account.
    Messages,
    /// One-task links of a filing.
    Links,
    /// Files of a filing that have not come whole.
    Uploads,
}

#[derive(QueryableByName)]
struct OfSession {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<Binary>)]
    address_sealed: Option<Vec<u8>>,
    #[diesel(sql_type = Jsonb)]
    told: Value,
}

/// The sessions of an account, the oldest first; where from, of those that live.
///
/// # Errors
/// When the database refuses or an address does not open.
pub async fn list_sessions(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<Value>> {
    let sql = "select id, address_sealed, jsonb_build_object(
            'device', device, 'begun_at', created_at, 'seen_at', seen_at, 'ended_at', ended_at) as told
        from sessions where account_id = $1 order by created_at";
    let found: Vec<OfSession> = sql_query(sql).bind::<SqlUuid, _>(id.uuid()).load(tx.conn).await?;
    let with_address = |mut row: OfSession| -> Result<Value> {
        row.told["address"] = sessions::open_address(tx.sealer, row.id, row.address_sealed.as_deref())?.into();
        Ok(row.told)
    };
    found.into_iter().map(with_address).collect()
}

/// It, the oldest first; `id` is that of the account or the filing.
///
/// # Errors
/// When the database refuses.
pub async fn list_around(conn: &mut AsyncPgConnection, around: Around, id: Uuid) -> Result<Vec<Value>> {
    let sql = match around {
        Around::Messages => {
            "select jsonb_build_object('about', kind, 'told_at', created_at, 'read_at', read_at) as told
             from notices where account_id = $1 order by created_at"
        }
        Around::Links => {
            "select jsonb_build_object('kind', kind, 'place', target, 'state', state, 'made_at', made_at, 'begun_at', begun_at) as told
             from relay_tasks where filing_id = $1 order by made_at"
        }
        Around::Uploads => {
            "select jsonb_build_object('place', target, 'bytes', length, 'received', received, 'begun_at', created_at) as told
             from uploads where filing_id = $1 order by created_at"
        }
    };
    let found: Vec<Told> = sql_query(sql).bind::<SqlUuid, _>(id).load(conn).await?;
    Ok(found.into_iter().map(|row| row.told).collect())
}

/// What went on a day.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Report {
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// How many of each kind: `drafts 3, papers 1`.
    #[diesel(sql_type = Text)]
    pub detail: String,
}

/// The latest reports.
pub(super) async fn list_reports(conn: &mut AsyncPgConnection) -> Result<Vec<Report>> {
    let latest = "select to_timestamp(at_us / 1000000.0) as at, detail from audit_events where action = $1
        order by seq desc limit 50";
    Ok(sql_query(latest).bind::<Text, _>(Action::RetentionRun.code()).load(conn).await?)
}
