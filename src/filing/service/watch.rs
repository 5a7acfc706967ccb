//! The daily look at websites on record: asks for what can be seen, judges what was, and tells the owner what is new.

use chrono::TimeDelta;
use serde_json::Value;

use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::facts::service as facts;
use crate::filing::application::{Entity, Person, TypeCheck, Website};
use crate::filing::kind::Kind;
use crate::filing::store;
use crate::filing::watch::{self, Standing};
use crate::notify::notice::Notice;
use crate::reference::Applicant;
use crate::registry::store::watch as records;
use crate::registry::store::watch::Due;
use crate::values::DomainName;
use crate::values::ids::WebsiteId;
use crate::{notify, reference};

/// Websites listed at a time.
const BATCH: i64 = 20;

/// A portion of the websites that are due: each is looked at or put off. What stands in the way of a filing, as it was not
/// open or did not show its number, is looked at sooner: whoever mends it waits for that.
///
/// # Errors
/// When the database refuses.
pub async fn list_due(tx: &mut Tx<'_>) -> Result<Vec<WebsiteId>> {
    let limits = reference::book().limits(china_day(tx.ctx.now));
    let rest = TimeDelta::hours(limits.watch_soon_hours);
    let sooner = TimeDelta::hours(limits.watch_hours) - rest;
    records::list_due(tx, sooner, rest, &[watch::CLOSED, watch::FOOT], BATCH).await
}

/// Leaves a website that is nobody's here or cannot be looked at until the next day.
///
/// # Errors
/// When the database refuses.
pub async fn put_off(tx: &mut Tx<'_>, website: WebsiteId) -> Result<()> {
    let limits = reference::book().limits(china_day(tx.ctx.now));
    records::put_off(tx, website, tx.ctx.now + TimeDelta::hours(limits.watch_hours)).await
}

/// Looks at a website, if somebody here owns it.
///
/// # Errors
/// When the database refuses or its record does not open.
pub async fn look_at(tx: &mut Tx<'_>, website: WebsiteId) -> Result<()> {
    let Some(Due { website, entity, before }) = records::find_due(tx, website).await? else {
        return put_off(tx, website).await;
    };
    let today = china_day(tx.ctx.now);
    let book = reference::book();
    let domains: Vec<DomainName> = website.domains.iter().filter_map(|text| DomainName::parse(text).ok()).collect();
    facts::want(tx, &domains).await?;
    let known = facts::of_domains(tx, &domains).await?;
    let hours = watch::hours_to_next(&known, book.limits(today));
    records::put_off(tx, website.id, tx.ctx.now + TimeDelta::hours(hours)).await?;
    let before = watch::kept(&before);
    let details: (std::result::Result<Website, _>, std::result::Result<(TypeCheck, Entity, Person), _>) =
        (serde_json::from_value(website.details.clone()), serde_json::from_value(entity.details.clone()));
    let (Ok(approved), Ok((type_check, owner, entity_person))) = details else {
        tracing::warn!(website = %website.id, "record cannot be read");
        return records::put(tx, website.id, &Value::Array(Vec::new())).await;
    };
    let serving = match &approved.server {
        Some(server) => store::watch::find_serving(tx, &server.instance).await?,
        None => None,
    };
    let judged = store::watch::judged(tx, website.entity, website.id, website.filing).await?;
    let TypeCheck { province, entity_kind, .. } = &type_check;
    let applicant = Applicant { province, entity_kind, filing_kind: Kind::ChangeWebsite.code() };
    let rules = book.rules(&applicant, today);
    let site = Standing {
        website: &approved,
        number: &website.number,
        type_check: &type_check,
        entity: &owner,
        entity_person: &entity_person,
        domains: &known,
        approval_sites: rules.approval_sites(),
        holders: rules.holders(),
        serving: serving.as_ref(),
        today,
        judged: &judged.holders,
        judged_words: &judged.words,
        book,
    };
    let found = watch::renewed(&site, &before, tx.ctx.now);
    let is_news = found.iter().any(|kept| !before.iter().any(|known| known.is_same(kept)));
    records::put(tx, website.id, &serde_json::to_value(&found).map_err(anyhow::Error::from)?).await?;
    if let (Some(account), true) = (entity.account, is_news) {
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let notice = Notice::SiteFindings { website_number: website.number.clone(), count };
        let filing = store::watch::filing_of(tx, website.filing, account).await?;
        notify::service::tell(tx, account, filing, notice).await?;
    }
    Ok(())
}
