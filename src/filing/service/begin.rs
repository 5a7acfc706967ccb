//! Beginning a filing: a draft with the type check, and with what is on record where the kind works on that.

use super::{record, submit};
use crate::audit;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::facts::service as facts;
use crate::filing::application::{Drafts, OperationForm, TypeCheck, TypeCheckForm, WebsiteDraft, WebsiteForm};
use crate::filing::kind::{Class, Kind, Websites};
use crate::filing::section::Part;
use crate::filing::state::{EventCode, Filing, State, StateCode};
use crate::filing::store;
use crate::filing::store::drafts::Draft;
use crate::reference::book;
use crate::registry::entity::entity_hash;
use crate::values::FilingRef;
use crate::values::ids::{AccountId, EntityId, FilingId, WebsiteId};

/// So many drafts are looked through for one that goes on.
const MOST_BEGUN: i64 = 20;

/// What a filing begins with.
#[derive(Debug, Clone)]
pub struct StartFiling {
    /// Which kind it is.
    pub kind: Kind,
    /// The type check that led to the kind, or that of the record.
    pub type_check: TypeCheck,
    /// The entity on record that it is about.
    pub entity: Option<EntityId>,
    /// The website on record that it is about.
    pub website: Option<WebsiteId>,
    /// What was asked of the record at once, as that its consequences were read.
    pub operation: OperationForm,
    /// What was answered of the first website already.
    pub answered: Option<WebsiteForm>,
}

impl StartFiling {
    /// One that is about nothing on record.
    pub fn new(kind: Kind, type_check: TypeCheck) -> Self {
        Self { kind, type_check, entity: None, website: None, operation: OperationForm::default(), answered: None }
    }
}

/// Begins a filing: a draft that holds what is known. What was begun about the same part of a record and is not handed in
/// goes on instead: Back and a second press make no second one.
///
/// # Errors
/// `Refused` when the account files for another entity.
pub async fn start(tx: &mut Tx<'_>, account: AccountId, begin: StartFiling) -> Result<FilingRef> {
    if let Some(entity) = begin.entity {
        for begun in store::list_drafts(tx.conn, account, begin.kind, entity, begin.website, MOST_BEGUN).await? {
            if is_same(tx, &begun, &begin).await? {
                return Ok(begun.reference);
            }
        }
    }
    let reference = store::free_reference(tx.conn).await?;
    start_as(tx, account, reference.clone(), begin).await?;
    Ok(reference)
}

/// Whether what was begun still is what begins now: of the same domain where it opens a website, and of the record as it
/// stands.
async fn is_same(tx: &mut Tx<'_>, begun: &Filing, begin: &StartFiling) -> Result<bool> {
    if begun.kind.profile().class != Class::Opening {
        return Ok(!store::is_outdated(tx.conn, begun).await?);
    }
    let draft = store::drafts::find(tx, begun.id, Part::TYPE_CHECK).await?;
    let asked = serde_json::to_value(TypeCheckForm::from(&begin.type_check)).map_err(anyhow::Error::from)?;
    Ok(draft.is_some_and(|draft| draft.content == asked))
}

/// The same under a reference that was drawn already.
///
/// # Errors
/// As [`start`]; also when the reference is taken.
pub async fn start_as(tx: &mut Tx<'_>, account: AccountId, reference: FilingRef, begin: StartFiling) -> Result<()> {
    let StartFiling { kind, type_check, entity, website, operation, answered } = begin;
    let hash = entity_hash(tx.sealer, &type_check.entity_key());
    store::accounts::ensure_entity(tx.conn, account, &hash).await?;
    let now = tx.ctx.now;
    let filing = Filing {
        id: FilingId::new(),
        reference,
        owner: account,
        kind,
        province: type_check.province.clone(),
        entity_kind: submit::code(&type_check.entity_kind)?,
        entity_name: type_check.entity_name.organisation().map(ToString::to_string),
        entity_hash: hash,
        entity,
        website,
        state: State::Draft,
        round: 0,
        version: 1,
        last_reviewer: None,
        upload_begun_at: None,
        warned_at: None,
        first_submitted_at: None,
        submitted_at: None,
        state_since: now,
        touched_at: now,
        created_at: now,
    };
    store::insert(tx.conn, &filing).await?;
    let mut drafts = Drafts { kind, operation, type_check: TypeCheckForm::from(&type_check), ..Drafts::default() };
    put(tx, &filing, &drafts, Part::TYPE_CHECK).await?;
    drafts.record = record::recorded(tx, &filing).await?.map(Box::new);
    if let Some(record) = &drafts.record {
        // What may be changed begins as it is on record.
        let on_record = Drafts { operation: drafts.operation.clone(), ..record.drafts(&drafts) };
        for part in on_record.parts() {
            if on_record.asks(part.section()) && part != Part::OPERATION {
                put(tx, &filing, &on_record, part).await?;
            }
        }
    }
    if let Some(website) = answered.filter(|_| kind.profile().websites == Websites::Typed) {
        drafts.websites = vec![WebsiteDraft { website, ..WebsiteDraft::default() }];
        put(tx, &filing, &drafts, Part::website(1)).await?;
    }
    if drafts.operation != OperationForm::default() {
        put(tx, &filing, &drafts, Part::OPERATION).await?;
    }
    if kind.is_judged() {
        facts::want(tx, &[type_check.domain]).await?;
    }
    store::events::insert(tx, &filing, StateCode::Draft, EventCode::Start, None).await?;
    let subject = audit::Subject::filing(filing.id);
    audit::record(tx, audit::Event::new(audit::Action::FilingStarted, subject).detail(filing.kind.code())).await
}

async fn put(tx: &mut Tx<'_>, filing: &Filing, drafts: &Drafts, part: Part) -> Result<()> {
    let errors = match part {
        Part::TYPE_CHECK => 0,
        part => drafts.check(part, book(), china_day(tx.ctx.now)).len(),
    };
    let draft = Draft {
        part,
        content: drafts.get(part).map_err(anyhow::Error::from)?,
        problems: u32::try_from(errors).unwrap_or(u32::MAX),
        is_complete: errors == 0,
        version: 0,
        saved_at: tx.ctx.now,
        handed_in_as: None,
    };
    store::drafts::put(tx, filing.id, 0, &draft).await.map(|_| ())
}
