//! How many bytes a person may send in a day, whichever way they come: with a form, in pieces, by a link. The person is the
//! owner of the filing they are for; of what the desk sends, whoever of the staff it is.

use anyhow::Context as _;
use chrono::NaiveTime;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Bytea, Int4, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::clock::{china_at, china_day};
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::{Error, Result};
use crate::reference::book;
use crate::schema::filings;
use crate::text::Message;
use crate::values::ids::{AccountId, FilingId, StaffId};

/// Names the counter among those of tries: it counts kilobytes, from midnight in China.
const SCOPE: &str = "upload:account";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Int4)]
    kilobytes: i32,
}

/// Counts bytes that somebody sends for a filing; they count whether they can be used or not. Nothing is counted where they are
/// too many. For a file that is yet to be looked at call it in a transaction of its own.
///
/// # Errors
/// `Refused` once they are more than a day's.
pub async fn spend(tx: &mut Tx<'_>, filing: FilingId, bytes: u64) -> Result<()> {
    let owner: Uuid = filings::table.find(filing.uuid()).select(filings::account_id).first(tx.conn).await?;
    spend_of(tx, AccountId::from_uuid(owner), bytes).await
}

/// The same for whoever owns the filing.
///
/// # Errors
/// As [`spend`].
pub async fn spend_of(tx: &mut Tx<'_>, owner: AccountId, bytes: u64) -> Result<()> {
    count(tx, owner.uuid(), bytes).await
}

/// The same for somebody of the staff.
///
/// # Errors
/// As [`spend`].
pub async fn spend_of_staff(tx: &mut Tx<'_>, staff: StaffId, bytes: u64) -> Result<()> {
    count(tx, staff.uuid(), bytes).await
}

async fn count(tx: &mut Tx<'_>, person: Uuid, bytes: u64) -> Result<()> {
    // A form without a file counts for nothing.
    if bytes == 0 {
        return Ok(());
    }
    let today = china_day(tx.ctx.now);
    let most = book().limits(today).upload_day_bytes;
    let kilobytes = i32::try_from(bytes.div_ceil(1 << 10)).context("more bytes than a file can have")?;
    let counted: Counted = Kept(
        sql_query(
            "insert into throttles (scope, key_hash, failures, updated_at) values ($1, $2, $3, $5)
         on conflict (scope, key_hash) do update set
             failures = case when throttles.updated_at < $4 then $3 else throttles.failures + $3 end,
             updated_at = $5
         returning failures as kilobytes",
        )
        .bind::<Text, _>(SCOPE)
        .bind::<Bytea, _>(tx.sealer.search_hash(SCOPE, person.as_bytes()).to_vec())
        .bind::<Int4, _>(kilobytes)
        .bind::<Timestamptz, _>(china_at(today, NaiveTime::MIN))
        .bind::<Timestamptz, _>(tx.ctx.now),
    )
    .get_result(tx.conn)
    .await?;
    if u64::try_from(counted.kilobytes).unwrap_or_default() > most >> 10 {
        return Err(Error::Refused(Message::new("material-quota-day").with("limit", most >> 30)));
    }
    Ok(())
}
