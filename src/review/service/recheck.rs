//! What is seen of a case now: between the day it was handed in and the day it is sent on a domain may expire, change its
//! holder or go into another filing.

use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::facts::service as facts;
use crate::filing::checks::{Facts, Finding, Gap, gaps, run_all};
use crate::filing::state::{Filing, State};
use crate::filing::{service, store};
use crate::reference::book;
use crate::values::DomainName;

/// Asks anew for what can be seen of the domains: it is there when the case is sent on.
///
/// # Errors
/// When the database refuses.
pub async fn want(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    let Some(round) = store::submissions::find(tx, filing.id, filing.round).await? else { return Ok(()) };
    let domains: Vec<DomainName> = round.frozen.application.domains().map(|(_, domain)| domain.clone()).collect();
    facts::want(tx, &domains).await
}

/// What would be found if it were sent on now, and what could not be checked; none for a case that is not about to be sent.
///
/// # Errors
/// When the database refuses.
pub async fn recheck(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<(Vec<Finding>, Vec<Gap>)>> {
    if !matches!(filing.state, State::AwaitingMail { .. } | State::ReadyToSend) {
        return Ok(None);
    }
    let Some(round) = store::submissions::find(tx, filing.id, filing.round).await? else { return Ok(None) };
    let today = china_day(tx.ctx.now);
    let drafts = round.frozen.application.to_drafts();
    let content = drafts.read(book(), filing.days(today));
    let domains = facts::of_domains(tx, &content.domains()).await?;
    let elsewhere = service::elsewhere(tx, filing, &content, today).await?;
    let facts = Facts::new(&drafts, &content, book(), filing.days(today));
    let facts = facts.with_domains(&domains).with_elsewhere(&elsewhere);
    let mut findings = run_all(&facts);
    // What the applicant said was looked at; what the world says may have changed.
    findings.retain(|finding| finding.evidence.is_some());
    Ok(Some((findings, gaps(&facts))))
}
