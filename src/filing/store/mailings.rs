//! How paper was sent by post, one row a round.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::rows::to_i32;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::mailing::Mailing;
use crate::schema::mailings;
use crate::values::ids::FilingId;

/// How the paper of a round was sent and when that was told; none before.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    conn: &mut AsyncPgConnection,
    filing: FilingId,
    round: u32,
) -> Result<Option<(Mailing, DateTime<Utc>)>> {
    let row: Option<(String, String, NaiveDate, DateTime<Utc>)> = mailings::table
        .find((filing.uuid(), to_i32(round)?))
        .select((mailings::courier, mailings::tracking_number, mailings::sent_on, mailings::told_at))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(courier, number, sent_on, told_at)| (Mailing { courier, number, sent_on }, told_at)))
}

/// Keeps how it was sent; what was told before is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, filing: FilingId, round: u32, mailing: &Mailing) -> Result<()> {
    let told = (
        mailings::courier.eq(&mailing.courier),
        mailings::tracking_number.eq(&mailing.number),
        mailings::sent_on.eq(mailing.sent_on),
        mailings::told_at.eq(tx.ctx.now),
    );
    insert_into(mailings::table)
        .values((mailings::filing_id.eq(filing.uuid()), mailings::round.eq(to_i32(round)?), told))
        .on_conflict((mailings::filing_id, mailings::round))
        .do_update()
        .set(told)
        .execute(tx.conn)
        .await?;
    Ok(())
}
