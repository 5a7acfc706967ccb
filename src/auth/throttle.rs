//! Counters of failures: after a few the next try waits, longer each time. They live in the database, so a restart clears
//! none; how they are limited stands in the reference data.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::sql_query;
use diesel::sql_types::{Bytea, Double, Int4, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::clock::china_day;
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::{Error, Result};
use crate::reference::{Throttle, book};
use crate::values::text_enum::text_enum;

text_enum! {
    /// What is counted. The code names its counter in the database.
    pub enum Scope {
        /// Failed sign-ins at one account, or at one account from a known device.
        SignInAccount = "sign-in:account",
        /// Failed sign-ins from one address, which many may share.
        SignInAddress = "sign-in:address",
        /// Failed sign-ins of everybody, from devices that are not known.
        SignInAll = "sign-in:all",
        /// Registrations and requests for links from one address.
        LinksAddress = "links:address",
        /// Confirmations that strangers can cause to one mailbox.
        ConfirmMailbox = "confirm:mailbox",
        /// Links for a new password to one mailbox; a wait ends before such a link does.
        ResetMailbox = "reset:mailbox",
        /// Wrong current passwords within a session.
        PasswordAccount = "password:account",
        /// Codes sent to one mobile, whatever account asks.
        CodeMobile = "code:mobile",
        /// Codes one account asks for, to whatever mobile.
        CodeSent = "code:sent",
        /// Codes typed for one account, over all codes it asked for.
        CodeAccount = "code:account",
        /// Failed sign-ins of staff at one login, or at one login from a known device.
        OfficeLogin = "office:login",
        /// Failed sign-ins of staff from one address.
        OfficeAddress = "office:address",
        /// Failed sign-ins of all staff, from devices that are not known.
        OfficeAll = "office:all",
        /// Wrong codes after a right password, and wrong current passwords, of staff.
        OfficeFactor = "office:factor",
        /// How often one account hands service numbers on: each time may be a mail to somebody else.
        NumbersAccount = "numbers:account",
        /// Questions to the bureau's system that one account causes.
        StatusAccount = "status:account",
        /// Links of one task that are none, from one address.
        RelayAddress = "relay:address",
        /// Links of one task that one account sends by SMS or mail, to whomever.
        RelayAccount = "relay:account",
        /// Such links to one mobile or mailbox, whoever sends them.
        RelayContact = "relay:contact",
        /// Files announced or sent by one such link that came to nothing, and phones it moved to.
        RelayTask = "relay:task",
        /// Challenges of the authenticity verification drawn for one person, and sessions begun at a service.
        FaceChallenge = "face:challenge",
        /// Public look-ups from one address.
        Records = "records",
        /// Wrong tokens of programs from one address.
        ApiAddress = "api:address",
    }
}

#[derive(diesel::QueryableByName)]
struct Blocked {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    blocked_until: Option<DateTime<Utc>>,
}

/// How a scope is limited today.
fn limit(tx: &Tx<'_>, scope: Scope) -> Result<&'static Throttle> {
    let limit = book().throttle(scope.code(), china_day(tx.ctx.now));
    Ok(limit.with_context(|| format!("nothing limits {scope}"))?)
}

/// Passes, or says how long to wait.
///
/// # Errors
/// [`Error::TooMany`] while the counter blocks.
pub async fn pass(tx: &mut Tx<'_>, scope: Scope, what: &str) -> Result<()> {
    let hash = tx.sealer.search_hash(scope.code(), what.as_bytes()).to_vec();
    // What was counted while the clock stood ahead makes nobody wait until it comes there again.
    let rows: Vec<Blocked> = Kept(
        sql_query(
            "select blocked_until from throttles where scope = $1 and key_hash = $2 and blocked_until > now()
             and updated_at <= now() + interval '1 minute'",
        )
        .bind::<Text, _>(scope.code())
        .bind::<Bytea, _>(hash),
    )
    .load(tx.conn)
    .await?;
    match rows.into_iter().next().and_then(|row: Blocked| row.blocked_until) {
        None => Ok(()),
        Some(until) => {
            Err(Error::TooMany(u32::try_from((until - tx.ctx.now).num_seconds().max(1)).unwrap_or(u32::MAX)))
        }
    }
}

/// Counts a failure. Must be committed even when the request fails: call it in a transaction of its own.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx<'_>, scope: Scope, what: &str) -> Result<()> {
    let limit = limit(tx, scope)?;
    let hash = tx.sealer.search_hash(scope.code(), what.as_bytes()).to_vec();
    Kept(sql_query(
        "insert into throttles (scope, key_hash, failures) values ($1, $2, 1)
         on conflict (scope, key_hash) do update set
             failures = case when throttles.updated_at < now() - make_interval(secs => $6) then 1 else throttles.failures + 1 end,
             blocked_until = case when throttles.updated_at >= now() - make_interval(secs => $6) and throttles.failures + 1 > $3
                 then now() + make_interval(secs => least($5, $4 * power(2, least(throttles.failures - $3, 20)))) end,
             updated_at = now()",
    )
    .bind::<Text, _>(scope.code())
    .bind::<Bytea, _>(hash)
    .bind::<Int4, _>(limit.free)
    .bind::<Double, _>(limit.first_wait().as_seconds_f64())
    .bind::<Double, _>(limit.longest_wait().as_seconds_f64())
    .bind::<Double, _>(limit.forget_after().as_seconds_f64()))
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// Counts a try before its outcome is known: [`pass`] and [`count`] in one, so that forty tries at one instant count as
/// forty. Commit it before the work; after a success [`forget`] it or [`give_back`] the one try.
///
/// # Errors
/// [`Error::TooMany`] while the counter blocks.
pub async fn attempt(tx: &mut Tx<'_>, scope: Scope, what: &str) -> Result<()> {
    let hash = tx.sealer.search_hash(scope.code(), what.as_bytes()).to_vec();
    // Whoever comes second waits here for the first one's commit and then sees its count.
    Kept(
        sql_query(
            "insert into throttles (scope, key_hash, failures) values ($1, $2, 0)
         on conflict (scope, key_hash) do update set scope = excluded.scope",
        )
        .bind::<Text, _>(scope.code())
        .bind::<Bytea, _>(hash),
    )
    .execute(tx.conn)
    .await?;
    pass(tx, scope, what).await?;
    count(tx, scope, what).await
}

/// Counts a try of anybody at all, as [`attempt`] does: over periods that follow one another, as long as such failures are
/// remembered. Somebody fails at every moment of a busy day, so this counter would never be forgotten by itself.
///
/// # Errors
/// [`Error::TooMany`] while the counter blocks.
pub async fn attempt_of_all(tx: &mut Tx<'_>, scope: Scope) -> Result<()> {
    let period = period(tx, scope)?;
    attempt(tx, scope, &period).await
}

/// Takes back the one try of all that succeeded.
///
/// # Errors
/// When the database refuses.
pub async fn give_back_of_all(tx: &mut Tx<'_>, scope: Scope) -> Result<()> {
    let period = period(tx, scope)?;
    give_back(tx, scope, &period).await
}

/// The number of the period that a transaction falls into.
fn period(tx: &Tx<'_>, scope: Scope) -> Result<String> {
    let length = limit(tx, scope)?.forget_after().num_seconds().max(1);
    Ok((tx.ctx.now.timestamp() / length).to_string())
}

/// Takes back the one try that succeeded: for counters that many people share.
///
/// # Errors
/// When the database refuses.
pub async fn give_back(tx: &mut Tx<'_>, scope: Scope, what: &str) -> Result<()> {
    let limit = limit(tx, scope)?;
    let hash = tx.sealer.search_hash(scope.code(), what.as_bytes()).to_vec();
    Kept(
        sql_query(
            "update throttles set failures = greatest(failures - 1, 0),
             blocked_until = case when failures - 1 > $3 then blocked_until end
         where scope = $1 and key_hash = $2",
        )
        .bind::<Text, _>(scope.code())
        .bind::<Bytea, _>(hash)
        .bind::<Int4, _>(limit.free),
    )
    .execute(tx.conn)
    .await?;
    Ok(())
}

/// Forgets the failures, after a success.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx<'_>, scope: Scope, what: &str) -> Result<()> {
    let hash = tx.sealer.search_hash(scope.code(), what.as_bytes()).to_vec();
    Kept(
        sql_query("delete from throttles where scope = $1 and key_hash = $2")
            .bind::<Text, _>(scope.code())
            .bind::<Bytea, _>(hash),
    )
    .execute(tx.conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn everything_that_is_counted_is_limited_on_every_day() {
        for day in ["2000-01-01", "2026-11-23", "2100-01-01"] {
            for scope in Scope::ALL {
                assert!(book().throttle(scope.code(), day.parse().unwrap()).is_some(), "{scope} on {day}");
            }
        }
    }

    /// Whoever must wait for another link has one in the mailbox that works.
    #[test]
    fn nobody_waits_longer_for_a_link_than_it_lives() {
        let day = "2026-11-23".parse().unwrap();
        let life = TimeDelta::minutes(book().limits(day).reset_link_minutes);
        assert!(book().throttle(Scope::ResetMailbox.code(), day).unwrap().longest_wait() < life);
    }
}
