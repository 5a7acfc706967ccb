//! What some of those on record do next: an access that ends, drafts of a change and of a new website, questions to the desk.

use anyhow::anyhow;

use super::applicant::Applicant;
use super::story::{self, Plan};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{AlreadyFiled, Drafts, OperationForm, Recorded, TypeCheck, YES, assemble};
use crate::filing::kind::{Kind, Websites};
use crate::filing::service::{self as filings, StartFiling, lookups, record};
use crate::filing::state::StateCode;
use crate::filing::store;
use crate::filing::submission::{Handover, Readiness};
use crate::form::{Checker, Form as _};
use crate::reference::{Text, book};
use crate::registry::store as registry;
use crate::values::DomainName;
use crate::values::actor::Actor;
use crate::values::ids::AccountId;

/// What the first of those on record do, one each.
pub const KINDS: [Kind; 4] = [Kind::CancelAccess, Kind::ChangeWebsite, Kind::NewHere, Kind::CancelEntity];
/// Applicants who do not know what is on record.
const ASKERS: usize = 3;

/// Whose record each of [`KINDS`] is about, in that order.
pub fn holders(plans: &[Plan]) -> impl Iterator<Item = (Kind, usize)> {
    KINDS.into_iter().zip(approved(plans))
}

/// Who is on record and does nothing further.
pub fn at_rest(plans: &[Plan]) -> impl Iterator<Item = usize> {
    approved(plans).skip(KINDS.len())
}

fn approved(plans: &[Plan]) -> impl Iterator<Item = usize> {
    plans.iter().filter(|plan| plan.ending.state() == StateCode::Approved).map(|plan| plan.applicant)
}

/// Whether it is handed in, or a draft.
pub fn is_handed_in(kind: Kind) -> bool {
    matches!(kind, Kind::CancelAccess | Kind::CancelEntity)
}

/// Adds it.
///
/// # Errors
/// When a service refuses: then the story breaks a rule.
pub async fn add(
    tx: &mut Tx<'_>,
    seed: u64,
    applicants: &[Applicant],
    accounts: &[AccountId],
    plans: &[Plan],
) -> Result<()> {
    let all: Vec<(Kind, usize)> = holders(plans).collect();
    for (number, (kind, applicant)) in all.into_iter().enumerate() {
        let account = accounts[applicant];
        tx.ctx.actor = Actor::Applicant(account);
        begin(tx, story::reference(seed, story::COUNT + number), account, kind).await?;
    }
    for applicant in applicants.iter().rev().take(ASKERS) {
        let account = accounts[applicant.index];
        tx.ctx.actor = Actor::Applicant(account);
        let mut checker = Checker::new(book(), china_day(tx.ctx.now));
        let check = applicant.type_check().check(&mut checker).ok_or_else(|| anyhow!("{:?}", checker.errors()))?;
        let domain = format!("asked-{}-example.cn", applicant.index);
        let domain = DomainName::parse(&domain).map_err(|message| anyhow!("{message:?}"))?;
        let check = TypeCheck { already_filed: AlreadyFiled::Unknown, domain, ..check };
        lookups::ask(tx, account, &check, true).await?;
    }
    tx.ctx.actor = Actor::Operator;
    Ok(())
}

async fn begin(tx: &mut Tx<'_>, reference: crate::values::FilingRef, account: AccountId, kind: Kind) -> Result<()> {
    let own = registry::list_entities(tx, account).await?;
    let entity = own.into_iter().next().ok_or_else(|| anyhow!("nothing on record"))?;
    let websites = registry::list_websites(tx, entity.id).await?;
    let read = Recorded::read(entity.number.clone(), entity.details.clone()).map_err(anyhow::Error::from)?;
    let mut type_check = read.type_check;
    if kind == Kind::NewHere {
        type_check.domain = DomainName::parse("new-site-example.cn").map_err(|message| anyhow!("{message:?}"))?;
    }
    let is_about_one = kind.profile().websites == Websites::OnRecord;
    let begin = StartFiling {
        entity: Some(entity.id),
        website: websites.first().filter(|_| is_about_one).map(|website| website.id),
        operation: match kind {
            Kind::NewHere => OperationForm::default(),
            _ => OperationForm {
                understood: YES.to_owned(),
                reason: "网站迁到其他服务商，不再由本平台接入。".to_owned(),
                ..OperationForm::default()
            },
        },
        ..StartFiling::new(kind, type_check)
    };
    filings::start_as(tx, account, reference.clone(), begin).await?;
    if !is_handed_in(kind) {
        return Ok(());
    }
    let filing = store::load_owned(tx.conn, &reference, account).await?;
    let recorded = record::recorded(tx, &filing).await?.map(Box::new);
    let mut drafts = Drafts { kind, record: recorded, ..Drafts::default() };
    for draft in store::drafts::list(tx, filing.id).await? {
        drafts.put(draft.part, draft.content).map_err(anyhow::Error::from)?;
    }
    drafts.borrow_record();
    let today = china_day(tx.ctx.now);
    let application = assemble(&drafts, book(), today).map_err(|problems| anyhow!("{problems:?}"))?;
    let declaration = book().text(Text::DECLARATION, today).map(|text| text.version.clone()).unwrap_or_default();
    let handover =
        Handover { readiness: Readiness::default(), application, findings: serde_json::json!([]), declaration };
    filings::submit(tx, filing.id, filing.version, handover).await.map(|_| ())
}
