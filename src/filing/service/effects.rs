//! The effects of a change of state, one line each, in its transaction.

use anyhow::Context as _;

use super::{record, submit};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::state::{Effect, Event, Filing};
use crate::filing::store;
use crate::notify::facts::FilingFacts;
use crate::{hosting, notify};

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
            let choices = record::new_choices(tx, after, &handover.application).await?;
            hosting::service::hold(tx, after.id, &choices).await
        }
        (Effect::WriteRegistry, Event::Approve(fact, numbers)) => {
            record::write(tx, after, fact.happened_on, numbers.as_ref()).await
        }
        (Effect::WriteRegistry, Event::Received(fact)) => record::write(tx, after, fact.happened_on, None).await,
        (Effect::WriteRegistry, Event::Accept(_)) => record::write(tx, after, china_day(tx.ctx.now), None).await,
        (Effect::FreeInstances, _) => hosting::service::free(tx, after.id).await,
        (Effect::FreeAccount, _) => {
            store::codes::release(tx.conn, after.id).await?;
            store::accounts::free_entity(tx.conn, after.owner, &after.entity_hash).await
        }
        (Effect::SpendInstances, _) => hosting::service::spend(tx, after.id).await,
        (Effect::OpenReview(reviewer), _) => store::open_review(tx.conn, after, *reviewer).await,
        (Effect::CloseReview, _) => store::close_review(tx, after).await,
        (Effect::RecordBureau, _) => record_bureau(tx, after, event).await,
        (Effect::Notify(notice), _) => {
            let facts = FilingFacts { reference: after.reference.as_str().to_owned(), name: after.entity_name.clone() };
            notify::service::tell_of(tx, after.owner, (after.id, facts), notice.clone()).await.map(|_| ())
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
        Event::NotVerified { told: true, .. } => "wrong_codes",
        other => other.code().code(),
    };
    store::events::insert_bureau_record(tx, filing.id, code, fact).await
}
