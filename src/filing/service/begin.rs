//! Beginning a filing: a draft with the type check, and with what is on record where the kind works on that.

use super::{SavePart, Saved, record, save_part, submit};
use crate::audit;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
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
    /// The draft with an open type that it settles, by the version of its type check that was read; none where it makes a new
    /// one.
    pub settles: Option<(FilingId, i32)>,
}

impl StartFiling {
    /// One that is about nothing on record.
    pub fn new(kind: Kind, type_check: TypeCheck) -> Self {
        let operation = OperationForm::default();
        Self { kind, type_check, entity: None, website: None, operation, answered: None, settles: None }
    }
}

/// Begins a filing: a draft that holds what is known. What was begun about the same part of a record and is not handed in
/// goes on instead: Back and a second press make no second one.
///
/// # Errors
/// `Refused` when the account files for another entity, `Stale` where the draft that it settles was saved or settled otherwise
/// meanwhile.
pub async fn start(tx: &mut Tx<'_>, account: AccountId, begin: StartFiling) -> Result<FilingRef> {
    if let Some(open) = begin.settles {
        return settle(tx, account, open, begin).await;
    }
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
    draft.map_or(Ok(false), |draft| answers_same(&draft, begin))
}

/// Whether a type check that was answered has the answers of what begins now.
fn answers_same(type_check: &Draft, begin: &StartFiling) -> Result<bool> {
    let asked = serde_json::to_value(TypeCheckForm::from(&begin.type_check)).map_err(anyhow::Error::from)?;
    Ok(type_check.content == asked)
}

/// The same under a reference that was drawn already.
///
/// # Errors
/// As [`start`]; also when the reference is taken.
pub async fn start_as(tx: &mut Tx<'_>, account: AccountId, reference: FilingRef, begin: StartFiling) -> Result<()> {
    let entity_kind = submit::code(&begin.type_check.entity_kind)?;
    let filing = of_nothing(tx, account, reference, (begin.type_check.province.clone(), entity_kind));
    let filing = of_check(tx, filing, &begin).await?;
    store::insert(tx.conn, &filing).await?;
    fill(tx, &filing, begin).await?;
    note_begin(tx, &filing, filing.kind.code()).await
}

/// Begins a filing whose type is still open: its certificate is photographed before the questions of the type check are
/// answered. One that was begun for the same kind of entity in the same province goes on instead, with the kind of
/// certificate that is named now. [`start`] settles it.
///
/// # Errors
/// When the database refuses.
pub async fn start_open(tx: &mut Tx<'_>, account: AccountId, typed: &TypeCheckForm) -> Result<FilingRef> {
    store::lock_begin(tx.conn, account).await?;
    if let Some(begun) = find_open(tx, account, typed).await? {
        let before = store::drafts::find(tx, begun.id, Part::TYPE_CHECK).await?.ok_or(Error::NotFound)?;
        let mut form: TypeCheckForm = serde_json::from_value(before.content)?;
        form.cert_kind.clone_from(&typed.cert_kind);
        return match keep_open(tx, account, (&begun.reference, before.version), &form).await? {
            Saved::Saved(_) => Ok(begun.reference),
            Saved::Stale(_) => Err(Error::Stale),
        };
    }
    let reference = store::free_reference(tx.conn).await?;
    let of = (typed.province.clone(), submit::code(&typed.entity_kind)?);
    let filing = of_nothing(tx, account, reference, of);
    store::insert(tx.conn, &filing).await?;
    let drafts = Drafts { type_check: typed.clone(), ..Drafts::default() };
    put(tx, &filing, &drafts, (Part::TYPE_CHECK, 1)).await?;
    note_begin(tx, &filing, "type open").await?;
    Ok(filing.reference)
}

/// The draft of an account whose type is open, for this kind of entity in this province; none where these are not known.
///
/// # Errors
/// When the database refuses.
pub async fn find_open(tx: &mut Tx<'_>, account: AccountId, typed: &TypeCheckForm) -> Result<Option<Filing>> {
    let Ok(entity_kind) = typed.entity_kind.parse() else { return Ok(None) };
    store::find_open(tx.conn, account, &typed.province, entity_kind).await
}

/// Keeps what is typed into a type check that is open, with the version it had.
///
/// # Errors
/// As in [`save_part`].
pub async fn keep_open(
    tx: &mut Tx<'_>,
    account: AccountId,
    (reference, expected): (&FilingRef, i32),
    typed: &TypeCheckForm,
) -> Result<Saved> {
    let content = serde_json::to_value(typed).map_err(anyhow::Error::from)?;
    let save = SavePart { part: Part::TYPE_CHECK, expected, content, problems: 1, is_complete: false };
    save_part(tx, account, reference, save).await
}

/// Makes the filing that the type check led to of a draft whose type was open: what was photographed for it stays its own. Settled
/// already with the same answers, as by a second press, it stays as it is; what was saved since the answers were read is not
/// overwritten.
async fn settle(
    tx: &mut Tx<'_>,
    account: AccountId,
    (open, version): (FilingId, i32),
    begin: StartFiling,
) -> Result<FilingRef> {
    let filing = store::load_for_update(tx.conn, open).await?;
    if filing.owner != account {
        return Err(Error::NotFound);
    }
    let draft = store::drafts::find(tx, open, Part::TYPE_CHECK).await?.ok_or(Error::Stale)?;
    if draft.is_complete && answers_same(&draft, &begin)? {
        return Ok(filing.reference);
    }
    if draft.is_complete || draft.version != version || filing.state != State::Draft {
        return Err(Error::Stale);
    }
    let filing = of_check(tx, filing, &begin).await?;
    store::update_settled(tx.conn, &filing).await?;
    store::touch(tx, open).await?;
    store::drafts::remove(tx, open, Part::TYPE_CHECK).await?;
    fill(tx, &filing, begin).await?;
    let detail = format!("{} {}", Part::TYPE_CHECK, filing.kind.code());
    audit::record(tx, audit::Event::new(audit::Action::DraftSaved, audit::Subject::filing(open)).detail(detail))
        .await?;
    Ok(filing.reference)
}

/// A draft of which only the province and the kind of entity are known. Its hash is no entity's.
fn of_nothing(tx: &Tx<'_>, owner: AccountId, reference: FilingRef, (province, entity_kind): (String, i32)) -> Filing {
    let (id, now) = (FilingId::new(), tx.ctx.now);
    Filing {
        id,
        reference,
        owner,
        kind: Kind::default(),
        province,
        entity_kind,
        entity_name: None,
        entity_hash: entity_hash(tx.sealer, &id.to_string()),
        entity: None,
        website: None,
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
    }
}

/// A draft as the type check settles it.
async fn of_check(tx: &mut Tx<'_>, draft: Filing, begin: &StartFiling) -> Result<Filing> {
    let check = &begin.type_check;
    let entity_hash = entity_hash(tx.sealer, &check.entity_key());
    store::accounts::ensure_entity(tx.conn, draft.owner, &entity_hash).await?;
    Ok(Filing {
        kind: begin.kind,
        province: check.province.clone(),
        entity_kind: submit::code(&check.entity_kind)?,
        entity_name: check.entity_name.organisation().map(ToString::to_string),
        entity_hash,
        entity: begin.entity,
        website: begin.website,
        ..draft
    })
}

/// Writes down what a filing begins with.
async fn fill(tx: &mut Tx<'_>, filing: &Filing, begin: StartFiling) -> Result<()> {
    let StartFiling { kind, type_check, operation, answered, .. } = begin;
    let mut drafts = Drafts { kind, operation, type_check: TypeCheckForm::from(&type_check), ..Drafts::default() };
    put(tx, filing, &drafts, (Part::TYPE_CHECK, 0)).await?;
    drafts.record = record::recorded(tx, filing).await?.map(Box::new);
    if let Some(record) = &drafts.record {
        // What may be changed begins as it is on record.
        let on_record = Drafts { operation: drafts.operation.clone(), ..record.drafts(&drafts) };
        for part in on_record.parts() {
            if on_record.asks(part.section()) && part != Part::OPERATION {
                put_checked(tx, filing, &on_record, part).await?;
            }
        }
    }
    if let Some(website) = answered.filter(|_| kind.profile().websites == Websites::Typed) {
        drafts.websites = vec![WebsiteDraft { website, ..WebsiteDraft::default() }];
        put_checked(tx, filing, &drafts, Part::website(1)).await?;
    }
    if drafts.operation != OperationForm::default() {
        put_checked(tx, filing, &drafts, Part::OPERATION).await?;
    }
    if kind.is_judged() {
        facts::want(tx, &[type_check.domain]).await?;
    }
    Ok(())
}

/// Writes down that a filing began.
async fn note_begin(tx: &mut Tx<'_>, filing: &Filing, kind: &'static str) -> Result<()> {
    store::events::insert(tx, filing, StateCode::Draft, EventCode::Start, None).await?;
    let subject = audit::Subject::filing(filing.id);
    audit::record(tx, audit::Event::new(audit::Action::FilingStarted, subject).detail(kind)).await
}

async fn put_checked(tx: &mut Tx<'_>, filing: &Filing, drafts: &Drafts, part: Part) -> Result<()> {
    let errors = drafts.check(part, book(), china_day(tx.ctx.now)).len();
    put(tx, filing, drafts, (part, errors)).await
}

/// Keeps a part, with so many errors.
async fn put(tx: &mut Tx<'_>, filing: &Filing, drafts: &Drafts, (part, errors): (Part, usize)) -> Result<()> {
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
