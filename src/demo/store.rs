//! Rows that only the demo writes or reads: its staff with known second factors, accounts that registered in the past, news
//! that counts as sent.

pub mod many;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use diesel::{insert_into, sql_query, update};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::load::crew::Member;
use crate::account::store::{Registration, insert as insert_account};
use crate::audit::{self, Action, Event, Subject};
use crate::auth::staff_name::{self, StoredName};
use crate::db::Tx;
use crate::error::Result;
use crate::material::sent;
use crate::outbox;
use crate::schema::{accounts, audit_events, filings, materials, staff, website_domains, websites};
use crate::text::Lang;
use crate::values::ids::{AccountId, FilingId, MaterialId, StaffId};

/// Column under which a second factor is sealed; the row is the staff id.
pub const TOTP_COLUMN: &str = "staff.totp";

/// A member of the staff with the secret of the second factor.
pub struct SecondFactor {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// The shared secret.
    pub secret: Vec<u8>,
}

/// Staff with an enrolled second factor.
///
/// # Errors
/// When the database refuses or a secret does not open.
pub async fn list_second_factors(tx: &mut Tx<'_>) -> Result<Vec<SecondFactor>> {
    let rows: Vec<(StoredName, Option<Vec<u8>>)> = staff::table
        .select((staff_name::COLUMNS, staff::totp_sealed))
        .filter(staff::disabled_at.is_null().and(staff::totp_sealed.is_not_null()))
        .order(staff::id)
        .load(tx.conn)
        .await?;
    let mut factors = Vec::with_capacity(rows.len());
    for (name, sealed) in rows {
        let Some(sealed) = sealed else { continue };
        let secret = tx.sealer.open_bytes(TOTP_COLUMN, &sealed, name.id.as_bytes())?;
        factors.push(SecondFactor { login: name.login.clone(), name: name.open(tx.sealer)?, secret });
    }
    Ok(factors)
}

/// Whether anybody or anything is there already.
///
/// # Errors
/// When the database refuses.
pub async fn has_data(tx: &mut Tx<'_>) -> Result<bool> {
    let people: i64 = accounts::table.count().get_result(tx.conn).await?;
    let crew: i64 = staff::table.count().get_result(tx.conn).await?;
    let cases: i64 = filings::table.count().get_result(tx.conn).await?;
    Ok(people + crew + cases > 0)
}

/// Writes a member of the staff, enrolled, with a password that need not be changed.
///
/// # Errors
/// When the database refuses.
pub async fn insert_staff(
    tx: &mut Tx<'_>,
    id: StaffId,
    member: &Member,
    password_hash: &str,
    secret: &[u8],
) -> Result<()> {
    let row = id.uuid();
    let lang = if member.english { Lang::En } else { Lang::Zh };
    insert_into(staff::table)
        .values((
            staff::id.eq(row),
            staff::login.eq(member.login),
            staff::display_name.eq(member.login),
            staff::display_name_sealed.eq(staff_name::seal(tx.sealer, row, member.name)?),
            staff::role.eq(member.role.code()),
            staff::password_hash.eq(password_hash),
            staff::password_is_temporary.eq(false),
            staff::totp_sealed.eq(tx.sealer.seal_bytes(TOTP_COLUMN, secret, row.as_bytes())?),
            staff::totp_confirmed_at.eq(tx.ctx.now),
            staff::language.eq(lang.code()),
            staff::provinces.eq(member.provinces.to_vec()),
            staff::created_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    audit::record(tx, Event::new(Action::StaffAdded, Subject::staff(id)).detail(member.role.code())).await
}

/// Writes an account, not confirmed yet: that comes with its first filing.
///
/// # Errors
/// When the database refuses.
pub async fn insert_applicant(tx: &mut Tx<'_>, id: AccountId, new: &Registration<'_>) -> Result<()> {
    insert_account(tx, id, new).await?;
    Ok(())
}

/// Registers an account at the time of the transaction, with address and mobile confirmed; the second time does nothing.
///
/// # Errors
/// When the database refuses.
pub async fn register(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let now = tx.ctx.now;
    let fresh = accounts::table.filter(accounts::id.eq(id.uuid()).and(accounts::email_confirmed_at.is_null()));
    let rows = update(fresh)
        .set((
            accounts::email_confirmed_at.eq(Some(now)),
            accounts::mobile_confirmed_at.eq(Some(now)),
            accounts::created_at.eq(now),
            accounts::updated_at.eq(now),
        ))
        .execute(tx.conn)
        .await?;
    if rows == 1 {
        for action in [Action::AccountRegistered, Action::EmailConfirmed, Action::MobileConfirmed] {
            audit::record(tx, Event::new(action, Subject::account(id))).await?;
        }
    }
    Ok(())
}

/// News of this transaction that still waits counts as sent at a time: nobody is to get hundreds of old mails. Their jobs
/// are done before any worker sees them.
///
/// # Errors
/// When the database refuses.
pub async fn settle_notices(tx: &mut Tx<'_>, at: DateTime<Utc>) -> Result<()> {
    // Rows that were not settled yet bear the time of the transaction itself.
    sql_query(
        "with told as (update notices set created_at = $1 where created_at = now() returning id),
         carried as (
             update deliveries d set state = 'sent', attempts = 1, last_answer = '250 demo', created_at = $1, sent_at = $1
             from told where d.notice_id = told.id and d.state = 'waiting' returning d.outbox_id)
         update outbox o set finished_at = $1, outcome = 'done', attempts = 1, created_at = $1, run_at = $1
         from carried where o.id = carried.outbox_id",
    )
    .bind::<Timestamptz, _>(at)
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// Look-ups that the stories asked for count as done: the demo has facts of its own. Of papers those are read, once the worker
/// runs, that somebody may still compare.
///
/// # Errors
/// When the database refuses.
pub async fn settle_look_ups(tx: &mut Tx<'_>) -> Result<()> {
    sql_query(
        "update outbox o set finished_at = now(), outcome = 'done', attempts = 1
         where topic = 'facts.look_up' or (topic = 'recognition.read' and exists (
             select from filings f where f.id = (o.payload->>'filing')::uuid
                 and f.state not in ('draft', 'submitted', 'in_review', 'changes_requested')))",
    )
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// Has the pictures made that the bureau's system gets of the papers of the stories: as when a paper is stored.
///
/// # Errors
/// When the database refuses.
pub async fn want_pictures(tx: &mut Tx<'_>) -> Result<()> {
    let kept = materials::table.filter(materials::removed_at.is_null());
    let papers: Vec<(Uuid, Uuid, String)> =
        kept.order(materials::id).select((materials::filing_id, materials::id, materials::slot)).load(tx.conn).await?;
    for (filing, material, _) in papers.iter().filter(|(.., slot)| sent::limit(slot).is_some()) {
        let (filing, material) = (FilingId::from_uuid(*filing), MaterialId::from_uuid(*material));
        outbox::enqueue(tx, &sent::Reduce { filing, material }).await?;
    }
    Ok(())
}

/// Reminders of the past count as sent.
///
/// # Errors
/// When the database refuses.
pub async fn settle_reminders(tx: &mut Tx<'_>) -> Result<()> {
    sql_query("update reminders set sent_at = due_at where due_at <= now() and sent_at is null")
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Every domain on record on record with the number of the website.
///
/// # Errors
/// When the database refuses.
pub async fn list_sites(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    Ok(website_domains::table
        .inner_join(websites::table)
        .select((website_domains::domain, websites::website_number))
        .order(websites::website_number)
        .load(tx.conn)
        .await?)
}

/// Marks this database as one with demo data: production refuses it.
///
/// # Errors
/// When the database refuses.
pub async fn mark(tx: &mut Tx<'_>, seed: u64) -> Result<()> {
    audit::record(tx, Event::new(Action::DemoLoaded, Subject::new("demo", seed))).await
}

/// The seed of the demo data that are here; none where they are of no demo.
///
/// # Errors
/// When the database refuses.
pub async fn find_seed(tx: &mut Tx<'_>) -> Result<Option<u64>> {
    let marks = audit_events::table.filter(audit_events::action.eq(Action::DemoLoaded.code()));
    let seed: Option<String> = marks.select(audit_events::subject_id).first(tx.conn).await.optional()?;
    Ok(seed.and_then(|seed| seed.parse().ok()))
}

/// The mail address of one account, to tell how to sign in.
///
/// # Errors
/// When the database refuses or the address does not open.
pub async fn load_email(tx: &mut Tx<'_>, id: AccountId) -> Result<String> {
    Ok(crate::account::store::load(tx, id).await?.email)
}

/// Accounts by the state of their newest filing that is open, one a state.
///
/// # Errors
/// When the database refuses.
pub async fn list_examples(tx: &mut Tx<'_>) -> Result<Vec<(AccountId, String)>> {
    #[derive(QueryableByName)]
    struct Example {
        #[diesel(sql_type = SqlUuid)]
        account_id: Uuid,
        #[diesel(sql_type = diesel::sql_types::Text)]
        state: String,
    }
    let rows: Vec<Example> = sql_query(
        "select distinct on (state) account_id, state from filings
         where state in ('changes_requested', 'in_review', 'verifying', 'approved') order by state, state_since desc, id",
    )
    .get_results(tx.conn)
    .await?;
    Ok(rows.into_iter().map(|row| (AccountId::from_uuid(row.account_id), row.state)).collect())
}
