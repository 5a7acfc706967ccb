//! The effects of a change of state, one line each, in its transaction.

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

use super::submit;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::Website;
use crate::filing::state::{BureauFact, Effect, Event, Filing, Numbers};
use crate::filing::store;
use crate::registry::entity::EntityName;
use crate::registry::service::{Approval, ApprovedWebsite, record_approval};
use crate::{hosting, notify, reference};

/// Evidence is a paper of this very filing.
pub(super) async fn ensure_evidence(tx: &mut Tx<'_>, filing: &Filing, event: &Event) -> Result<()> {
    let Some(evidence) = event.fact().and_then(|fact| fact.evidence) else { return Ok(()) };
    let known = store::events::has_material(tx.conn, filing.id, evidence).await?;
    if known { Ok(()) } else { Err(Error::BadRequest("evidence of another filing")) }
}

/// Carries one effect out.
pub(super) async fn carry_out(
    tx: &mut Tx<'_>,
    before: &Filing,
    after: &Filing,
    event: &Event,
    effect: &Effect,
) -> Result<()> {
    match (effect, event) {
        (Effect::FreezeSubmission, Event::Submit(handover)) => submit::freeze(tx, before, after, handover).await,
        (Effect::HoldInstances, Event::Submit(handover)) => {
            hosting::service::hold(tx, after.id, &handover.application.choices()).await
        }
        (Effect::WriteRegistry, Event::Approve(fact, numbers)) => write_registry(tx, after, fact, numbers).await,
        (Effect::FreeInstances, _) => hosting::service::free(tx, after.id).await,
        (Effect::SpendInstances, _) => hosting::service::spend(tx, after.id).await,
        (Effect::OpenReview(reviewer), _) => store::open_review(tx.conn, after, *reviewer).await,
        (Effect::CloseReview, _) => store::close_review(tx, after).await,
        (Effect::RecordBureau, _) => record_bureau(tx, after, event).await,
        (Effect::Notify(notice), _) => {
            notify::service::tell(tx, after.owner, Some(after.id), notice.clone()).await.map(|_| ())
        }
        (Effect::FreezeSubmission | Effect::HoldInstances | Effect::WriteRegistry, _) => {
            Err(anyhow::anyhow!("{effect:?} does not follow from {:?}", event.code()).into())
        }
    }
}

async fn record_bureau(tx: &mut Tx<'_>, filing: &Filing, event: &Event) -> Result<()> {
    let fact = event.fact().context("no act of the bureau")?;
    let code = match event {
        Event::Approve(..) => "approved",
        Event::Refuse(..) => "refused",
        other => other.code().code(),
    };
    store::events::insert_bureau_record(tx, filing.id, code, fact).await
}

async fn write_registry(tx: &mut Tx<'_>, filing: &Filing, fact: &BureauFact, numbers: &Numbers) -> Result<()> {
    let submission = store::submissions::find(tx, filing.id, filing.round).await?;
    let application = submission.context("approved without a submission")?.frozen.application;
    if application.websites.len() != numbers.websites.len() {
        return Err(Error::refused("registry-refused-numbers"));
    }
    let type_check = &application.type_check;
    let mut websites = Vec::with_capacity(numbers.websites.len());
    for (website, number) in application.websites.iter().zip(&numbers.websites) {
        websites.push(ApprovedWebsite {
            number: number.clone(),
            name: website.details.name.to_string(),
            home_url: website.details.home_url.to_string(),
            domains: website.details.domains.iter().map(ToString::to_string).collect(),
            details: json(&Website { person: Some(application.website_person(website).clone()), ..website.clone() })?,
        });
    }
    let approval = Approval {
        account: filing.owner,
        filing: filing.id,
        province: filing.province.clone(),
        entity_kind: filing.entity_kind,
        entity_hash: filing.entity_hash.clone(),
        name: match type_check.entity_name.organisation() {
            Some(name) => EntityName::Organisation(name.to_string()),
            None => EntityName::Individual(type_check.entity_name.reveal().to_owned()),
        },
        number: numbers.entity.clone(),
        details: json(&(type_check, &application.entity, &application.entity_person))?,
        websites,
        filed_on: fact.happened_on,
    };
    let limits = reference::book().limits(china_day(tx.ctx.now));
    record_approval(tx, approval, limits).await.map(|_| ())
}

fn json(value: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(value).map_err(anyhow::Error::from)?)
}
