//! What owners of websites have to do once these are on record: told by them, and reminded of until then.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::changes;
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::{Error, Result};
use crate::registry::website::Website;
use crate::schema::{entities, reminders, websites};
use crate::values::ids::{AccountId, FilingId, ReminderId, WebsiteId};

/// What an owner is reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// The filing with the public security bureau, by its last day.
    Psb(NaiveDate),
    /// The licence, for which no day is set.
    Licence,
}

impl Duty {
    const PSB: &str = "psb";
    const LICENCE: &str = "licence";
}

const INSERT: &str = "insert into reminders (id, account_id, filing_id, website_id, kind, due_at, deadline_on)
    select r.id, $3, (select id from filings where id = $4 and account_id = $3), $5, $6, r.due_at, $7
    from unnest($1, $2) r (id, due_at)";

/// Adds reminders of a duty that a website brings. The filing that put it on record is named where it is this account's.
///
/// # Errors
/// When the database refuses.
pub async fn insert_reminders(
    tx: &mut Tx<'_>,
    account: AccountId,
    website: &Website,
    due_at: &[DateTime<Utc>],
    duty: Duty,
) -> Result<()> {
    if due_at.is_empty() {
        return Ok(());
    }
    let (kind, deadline_on) = match duty {
        Duty::Psb(day) => (Duty::PSB, Some(day)),
        Duty::Licence => (Duty::LICENCE, None),
    };
    let ids: Vec<Uuid> = due_at.iter().map(|_| ReminderId::new().uuid()).collect();
    let insert = sql_query(INSERT)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Timestamptz>, _>(due_at)
        .bind::<SqlUuid, _>(account.uuid())
        .bind::<Nullable<SqlUuid>, _>(website.filing.map(FilingId::uuid))
        .bind::<SqlUuid, _>(website.id.uuid())
        .bind::<Text, _>(kind)
        .bind::<Nullable<Date>, _>(deadline_on);
    Kept(insert).execute(tx.conn).await?;
    Ok(())
}

/// A reminder that is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// Of which website.
    pub website: WebsiteId,
    /// Of its licence; otherwise of its filing with the public security bureau.
    pub is_licence: bool,
    /// When.
    pub due_at: DateTime<Utc>,
}

/// What an account will still be reminded of, the next first.
///
/// # Errors
/// When the database refuses.
pub async fn list_ahead(conn: &mut AsyncPgConnection, owner: AccountId, of: &[Website]) -> Result<Vec<Ahead>> {
    let ids: Vec<Uuid> = of.iter().map(|website| website.id.uuid()).collect();
    let rows: Vec<(Option<Uuid>, String, DateTime<Utc>)> = reminders::table
        .select((reminders::website_id, reminders::kind, reminders::due_at))
        .filter(reminders::website_id.eq_any(ids).and(reminders::account_id.eq(owner.uuid())))
        .filter(reminders::sent_at.is_null().and(reminders::cancelled_at.is_null()))
        .order(reminders::due_at)
        .load(conn)
        .await?;
    let ahead = |(website, kind, due_at): (Option<Uuid>, String, DateTime<Utc>)| {
        Some(Ahead { website: WebsiteId::from_uuid(website?), is_licence: kind == Duty::LICENCE, due_at })
    };
    Ok(rows.into_iter().filter_map(ahead).collect())
}

/// Records the number of the public security bureau and drops the reminders of it.
///
/// # Errors
/// `NotFound` when the website is not of this account.
pub async fn update_psb(
    tx: &mut Tx<'_>,
    account: AccountId,
    website: WebsiteId,
    number: &str,
    on: NaiveDate,
) -> Result<()> {
    let own = entities::table.select(entities::id).filter(entities::account_id.eq(account.uuid()));
    let changed =
        diesel::update(websites::table.filter(websites::id.eq(website.uuid()).and(websites::entity_id.eq_any(own))))
            .set((websites::psb_number.eq(number), websites::psb_filed_on.eq(on)))
            .execute(tx.conn)
            .await?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    changes::drop_reminders_of(tx, website, Duty::PSB).await
}

/// Records whether a website earns money, with the number of its licence, and drops the reminders of that.
///
/// # Errors
/// `NotFound` when the website is not of this account.
pub async fn update_licence(
    tx: &mut Tx<'_>,
    account: AccountId,
    website: WebsiteId,
    has_income: bool,
    number: Option<&str>,
) -> Result<()> {
    let own = entities::table.select(entities::id).filter(entities::account_id.eq(account.uuid()));
    let changed =
        diesel::update(websites::table.filter(websites::id.eq(website.uuid()).and(websites::entity_id.eq_any(own))))
            .set((websites::has_income.eq(has_income), websites::licence_number.eq(number)))
            .execute(tx.conn)
            .await?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    changes::drop_reminders_of(tx, website, Duty::LICENCE).await
}
