//! The daily look at websites on record: asks for what can be seen, judges what was, and tells the owner what is new.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::Value;

use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::facts::{Why, service as facts};
use crate::filing::application::{Entity, Person, TypeCheck, Website};
use crate::filing::store;
use crate::filing::watch::{self, Standing};
use crate::notify::notice::Notice;
use crate::registry::store::watch as records;
use crate::registry::store::watch::Due;
use crate::values::DomainName;
use crate::{notify, reference};

/// Websites looked at in one transaction.
const BATCH: i64 = 20;

/// Looks at a portion of the websites that are due. Returns how many; call again until none is.
///
/// # Errors
/// When the database refuses.
pub async fn watch_due(tx: &mut Tx<'_>) -> Result<usize> {
    let due = records::list_due(tx, BATCH).await?;
    let count = due.len();
    for one in due {
        look_at(tx, one).await?;
    }
    Ok(count)
}

async fn look_at(tx: &mut Tx<'_>, due: Due) -> Result<()> {
    let Due { website, entity, before } = due;
    let today = china_day(tx.ctx.now);
    let limits = reference::book().limits(today);
    let domains: Vec<DomainName> = website.domains.iter().filter_map(|text| DomainName::parse(text).ok()).collect();
    facts::want(tx, &domains).await?;
    let known = facts::of_domains(tx, &domains).await?;
    let is_waiting = known.iter().any(|facts| facts.dns.why() == Some(Why::NotYet));
    let next_at = tx.ctx.now + if is_waiting { TimeDelta::hours(1) } else { TimeDelta::hours(limits.watch_hours) };
    let before = watch::kept(&before);
    let details: (std::result::Result<Website, _>, std::result::Result<(TypeCheck, Entity, Person), _>) =
        (serde_json::from_value(website.details.clone()), serde_json::from_value(entity.details.clone()));
    let (Ok(approved), Ok((_, owner, entity_person))) = details else {
        tracing::warn!(website = %website.id, "record cannot be read");
        return records::put(tx, website.id, &Value::Array(Vec::new()), next_at).await;
    };
    let serving = match &approved.server {
        Some(server) => store::watch::find_serving(tx, &server.instance).await?,
        None => None,
    };
    let site = Standing {
        website: &approved,
        number: &website.number,
        entity: &owner,
        entity_person: &entity_person,
        domains: &known,
        serving: serving.as_ref(),
        today,
        limits,
    };
    let found = watch::renewed(&site, &before, tx.ctx.now);
    let known_codes: BTreeSet<&str> = before.iter().map(|kept| kept.code.as_str()).collect();
    let fresh = found.iter().filter(|kept| !known_codes.contains(kept.code.as_str())).count();
    records::put(tx, website.id, &serde_json::to_value(&found).map_err(anyhow::Error::from)?, next_at).await?;
    if let (Some(account), true) = (entity.account, fresh > 0) {
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let notice = Notice::SiteFindings { website_number: website.number.clone(), count };
        notify::service::tell(tx, account, website.filing, notice).await?;
    }
    Ok(())
}
