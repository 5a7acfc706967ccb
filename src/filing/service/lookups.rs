//! Asking a specialist what is on record, and the answer: kept with its proof, told by mail.

use chrono::{DateTime, TimeDelta, Utc};

use super::typing;
use crate::audit;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::{TypeCheck, TypeCheckForm};
use crate::filing::lookup::{Answer, ENTITY_ANSWERS, Lookup};
use crate::filing::store;
use crate::notify::notice::Notice;
use crate::registry::entity::entity_hash;
use crate::registry::service::StatusLookup;
use crate::values::actor::Actor;
use crate::values::ids::{AccountId, LookupId};
use crate::{notify, reference};

/// Asks what is on record of an entity and a domain.
///
/// # Errors
/// When the database refuses.
pub async fn ask(tx: &mut Tx<'_>, account: AccountId, check: &TypeCheck, waits: bool) -> Result<()> {
    let hash = entity_hash(tx.sealer, &check.entity_key());
    let asked = Lookup {
        id: LookupId::new(),
        account,
        province: check.province.clone(),
        asked: TypeCheckForm::from(check),
        hint: check.already_filed,
        waits,
        asked_at: tx.ctx.now,
        answer: None,
        note: None,
        staff: None,
        answered_at: None,
    };
    store::lookups::insert(tx, &hash, check.domain.as_str(), &asked).await
}

/// What a specialist answered that held at a time, or since.
pub(super) async fn answered(tx: &mut Tx<'_>, hash: &[u8], domain: &str, at: DateTime<Utc>) -> Result<Option<Answer>> {
    let days = reference::book().limits(china_day(at)).lookup_valid_days;
    store::lookups::find_answer(tx.conn, hash, domain, at - TimeDelta::days(days)).await
}

/// The questions of an account that wait or whose answer holds still, the latest first.
///
/// # Errors
/// When the database refuses or a value does not open.
pub async fn list_current(tx: &mut Tx<'_>, account: AccountId, limit: i64) -> Result<Vec<Lookup>> {
    let days = reference::book().limits(china_day(tx.ctx.now)).lookup_valid_days;
    let since = tx.ctx.now - TimeDelta::days(days);
    store::lookups::list_of_account(tx, account, since, limit).await
}

/// A question as a specialist of its province sees it.
///
/// # Errors
/// `NotFound` for one there is not, or of another province; `Forbidden` when nobody of the staff acts.
pub async fn load(tx: &mut Tx<'_>, id: LookupId) -> Result<Lookup> {
    let lookup = store::lookups::load(tx, id).await?;
    if super::is_of_officer(tx, &lookup.province).await? { Ok(lookup) } else { Err(Error::NotFound) }
}

/// Keeps a specialist's answer and tells whoever asked.
///
/// # Errors
/// `Refused` for an answer that contradicts itself, or a second one; `Forbidden` for who does not review.
pub async fn answer(tx: &mut Tx<'_>, id: LookupId, answer: &Answer, note: &str) -> Result<()> {
    let Actor::Staff(staff, role) = tx.ctx.actor else { return Err(Error::Forbidden) };
    if !role.reviews() {
        return Err(Error::Forbidden);
    }
    if !answer.is_meant() {
        return Err(Error::refused("lookup-contradiction"));
    }
    let asked = load(tx, id).await?;
    store::lookups::put_answer(tx, id, Some((staff, note)), answer).await?;
    told(tx, &asked, answer, note).await
}

/// Answers a question by what the registers tell by now. Whether they tell enough.
///
/// # Errors
/// `Refused` when it was answered meanwhile, or when the database refuses.
pub async fn answer_by_registers(
    tx: &mut Tx<'_>,
    asked: &Lookup,
    check: &TypeCheck,
    registers: &impl StatusLookup,
) -> Result<bool> {
    let known = typing::on_record(tx, asked.account, check, registers).await?;
    let (Some(entity), Some(domain)) = (known.entity, known.domain) else { return Ok(false) };
    let answer = Answer { entity, domain, troubles: Vec::new() };
    if !ENTITY_ANSWERS.contains(&entity) || !answer.is_consistent() {
        return Ok(false);
    }
    store::lookups::put_answer(tx, asked.id, None, &answer).await?;
    told(tx, asked, &answer, "").await?;
    Ok(true)
}

/// An answer is on record, and who waits for it hears of it.
async fn told(tx: &mut Tx<'_>, asked: &Lookup, answer: &Answer, note: &str) -> Result<()> {
    let detail = format!("{} {}", answer.entity, answer.domain);
    let event = audit::Event::new(audit::Action::LookupAnswered, audit::Subject::new("lookup", asked.id));
    audit::record(tx, event.because(note).detail(detail)).await?;
    if asked.waits || typing::contradicts(asked, answer) {
        notify::service::tell(tx, asked.account, None, Notice::LookupAnswered).await?;
    }
    Ok(())
}
