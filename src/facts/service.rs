//! What is wanted, what was seen, and what the provider's own table says.

use chrono::TimeDelta;

use super::fact::{DomainFacts, Evidence, Fact, Looked, Sort, Why};
use super::import;
use super::jobs::LookUp;
use super::store;
use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox;
use crate::reference::{Limits, book};
use crate::text::Message;
use crate::values::DomainName;

/// Look-ups that one run of the schedule asks for.
const MOST_DUE: i64 = 200;

/// Asks for all that can be seen of domains. What was asked for a moment ago is not asked again: saving a section twice
/// costs nothing, and saving it later looks anew.
///
/// # Errors
/// When the database refuses.
pub async fn want(tx: &mut Tx<'_>, domains: &[DomainName]) -> Result<()> {
    if domains.is_empty() {
        return Ok(());
    }
    let again = TimeDelta::minutes(book().limits(china_day(tx.ctx.now)).facts_again_minutes);
    for job in store::want(tx, domains, again).await? {
        outbox::enqueue(tx, &job).await?;
    }
    Ok(())
}

/// Asks anew for what is no longer good, as long as somebody wants it. Returns how much.
///
/// # Errors
/// When the database refuses.
pub async fn refresh_due(tx: &mut Tx<'_>) -> Result<usize> {
    let limits = book().limits(china_day(tx.ctx.now));
    let since = tx.ctx.now - TimeDelta::days(limits.facts_refreshed_days);
    let again = TimeDelta::minutes(limits.facts_again_minutes);
    let jobs = store::ask_due(tx, since, again, MOST_DUE).await?;
    for job in &jobs {
        outbox::enqueue(tx, job).await?;
    }
    Ok(jobs.len())
}

/// What is known of domains, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn of_domains(tx: &mut Tx<'_>, domains: &[DomainName]) -> Result<Vec<DomainFacts>> {
    let mut all: Vec<DomainFacts> =
        domains.iter().map(|domain| DomainFacts::unknown(domain.clone(), Why::NotYet)).collect();
    for (domain, looked) in store::list(tx, domains).await? {
        for facts in all.iter_mut().filter(|facts| facts.domain.as_str() == domain) {
            match looked.clone() {
                Looked::Dns(fact) => facts.dns = fact,
                Looked::Registration(fact) => facts.registration = fact,
                Looked::HomePage(fact) => facts.home_page = fact,
            }
        }
    }
    for (domain, record) in store::list_records(tx, domains).await? {
        for facts in all.iter_mut().filter(|facts| facts.domain.as_str() == domain) {
            facts.record = Some(record.clone());
        }
    }
    Ok(all)
}

/// What a look-up brought: the value and who told it, or why not.
pub type Outcome<T> = std::result::Result<(T, String), Why>;

/// What a look-up of one sort brought.
#[derive(Debug)]
pub enum Brought {
    /// Of [`Sort::Dns`].
    Dns(Outcome<super::Dns>),
    /// Of [`Sort::Registration`].
    Registration(Outcome<Option<super::Registration>>),
    /// Of [`Sort::HomePage`].
    HomePage(Outcome<Option<super::HomePage>>),
}

impl Brought {
    /// The same reason for any sort.
    pub fn nothing(sort: Sort, why: Why) -> Self {
        match sort {
            Sort::Dns => Self::Dns(Err(why)),
            Sort::Registration => Self::Registration(Err(why)),
            Sort::HomePage => Self::HomePage(Err(why)),
        }
    }
}

/// Keeps what a look-up brought, for as long as its sort stays good. What could not be checked is tried again soon, and
/// later each time; what nobody can be asked is not tried again until somebody wants it.
///
/// # Errors
/// When the database refuses.
pub async fn record_look(tx: &mut Tx<'_>, job: &LookUp, brought: Brought) -> Result<()> {
    let now = tx.ctx.now;
    let limits = book().limits(china_day(now));
    let looked = match brought {
        Brought::Dns(outcome) => Looked::Dns(fact(tx, outcome)),
        Brought::Registration(outcome) => Looked::Registration(fact(tx, outcome)),
        Brought::HomePage(outcome) => Looked::HomePage(fact(tx, outcome)),
    };
    let failures = store::failures(tx, job).await?;
    let good_for = match (looked.why(), job.sort) {
        (Some(Why::Off | Why::NoServer), _) => TimeDelta::days(limits.facts_refreshed_days),
        (Some(_), _) => patience(failures, limits),
        (None, Sort::Dns) => TimeDelta::hours(limits.facts_dns_hours),
        (None, Sort::Registration) => TimeDelta::hours(limits.facts_registration_hours),
        (None, Sort::HomePage) => TimeDelta::hours(limits.facts_home_page_hours),
    };
    // A portal that makes no look-ups keeps what it was given.
    if looked.why() == Some(Why::Off)
        && store::keep_until(tx, job, now + TimeDelta::days(limits.facts_refreshed_days)).await?
    {
        return Ok(());
    }
    let failures = if looked.why().is_some() { failures.saturating_add(1) } else { 0 };
    store::put(tx, &job.domain, &looked, now + good_for, failures).await
}

/// How long a look-up that brought nothing waits, after so many that brought nothing either: twice as long each time.
fn patience(failures: i32, limits: &Limits) -> TimeDelta {
    let doubled = 1 << failures.clamp(0, 16);
    TimeDelta::minutes(limits.facts_unchecked_minutes * doubled).min(TimeDelta::hours(limits.facts_unchecked_hours))
}

fn fact<T>(tx: &Tx<'_>, outcome: Outcome<T>) -> Fact<T> {
    match outcome {
        Ok((value, from)) => Fact::known(value, Evidence::of(tx.ctx.now, from)),
        Err(why) => Fact::Unchecked(why),
    }
}

/// Stores the provider's own table, row by row; the same file twice changes nothing. A domain that it lacks is no longer
/// registered here, so its record goes, and so does one whose registration is over for as long as its holder may be kept; where
/// that is a large share of all, only if it is said that the file holds `all`.
/// Returns how many are in and how many went.
///
/// # Errors
/// `Refused` for what looks like a part of the table, or when the database refuses; then nothing is stored.
pub async fn import(tx: &mut Tx<'_>, rows: &[import::Row], all: bool) -> Result<(usize, usize)> {
    let today = china_day(tx.ctx.now);
    let limits = book().limits(today);
    // The same moment from which the work of the day takes them.
    let kept_from = today - TimeDelta::days(limits.retention_domains_days);
    let rows: Vec<&import::Row> = rows.iter().filter(|row| row.expires_on >= kept_from).collect();
    let gone = store::delete_records_but(tx, &rows).await?;
    let before = gone + store::count_records(tx).await?;
    if !all && gone * 100 > before * limits.domains_gone_percent {
        return Err(Error::Refused(Message::new("facts-import-part").with("gone", gone).with("before", before)));
    }
    for row in &rows {
        store::upsert_record(tx, row).await?;
    }
    let detail = format!("domains {} gone {gone}", rows.len());
    audit::record(tx, Event::new(Action::DomainsImported, Subject::new("domains", "file")).detail(detail)).await?;
    Ok((rows.len(), gone))
}
