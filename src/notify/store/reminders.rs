//! Reminders of duties that a website brings: taken when they are due, taken back when they are settled.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{AccountId, FilingId, ReminderId};

#[derive(QueryableByName)]
struct ReminderRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    filing_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    website_number: String,
    #[diesel(sql_type = Nullable<Date>)]
    deadline_on: Option<NaiveDate>,
}

/// A reminder in hand.
pub struct DueReminder {
    id: Uuid,
    /// Whom.
    pub account: AccountId,
    /// The filing it came from.
    pub filing: Option<FilingId>,
    /// Number of the website.
    pub website_number: String,
    /// Last day of a filing with the public security bureau; none for a licence.
    pub deadline: Option<NaiveDate>,
}

/// Takes reminders back whose website has the number they are about, needs none or is not on record through this provider
/// any more.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_settled(tx: &mut Tx<'_>) -> Result<()> {
    sql_query(
        "update reminders r set cancelled_at = now() from websites w
         where w.id = r.website_id and r.due_at <= now() and r.sent_at is null and r.cancelled_at is null
           and (w.cancelled_on is not null or w.access_ended_on is not null or case r.kind
               when 'psb' then w.psb_number is not null
               else w.licence_number is not null or w.has_income is not true end)",
    )
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// Marks some due reminders as sent and returns them: the caller tells, in the same transaction.
///
/// # Errors
/// When the database refuses.
pub async fn take_due(tx: &mut Tx<'_>) -> Result<Vec<DueReminder>> {
    let rows: Vec<ReminderRow> = sql_query(
        "update reminders r set sent_at = now() from websites w
         where w.id = r.website_id and r.id in (
             select id from reminders
             where due_at <= now() and sent_at is null and cancelled_at is null and website_id is not null
             order by due_at for update skip locked limit 100)
         returning r.id, r.account_id, r.filing_id, w.website_number, r.deadline_on",
    )
    .get_results(tx.conn)
    .await?;
    let due = |row: ReminderRow| DueReminder {
        id: row.id,
        account: AccountId::from_uuid(row.account_id),
        filing: row.filing_id.map(FilingId::from_uuid),
        website_number: row.website_number,
        deadline: row.deadline_on,
    };
    Ok(rows.into_iter().map(due).collect())
}

/// Sets the same reminder once more, so many days later.
///
/// # Errors
/// When the database refuses.
pub async fn repeat(tx: &mut Tx<'_>, reminder: &DueReminder, days: i64) -> Result<()> {
    sql_query(
        "insert into reminders (id, account_id, filing_id, website_id, kind, due_at, deadline_on)
         select $2, account_id, filing_id, website_id, kind,
             greatest(due_at, date_trunc('hour', now())) + make_interval(days => $3::int), deadline_on
         from reminders where id = $1",
    )
    .bind::<SqlUuid, _>(reminder.id)
    .bind::<SqlUuid, _>(ReminderId::new().uuid())
    .bind::<BigInt, _>(days)
    .execute(tx.conn)
    .await?;
    Ok(())
}
