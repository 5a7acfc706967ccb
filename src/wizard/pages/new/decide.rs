//! What the answers of the type check lead to: a filing that begins, a question to a specialist, or what is told first.

use super::servers;
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{TypeCheck, WebsiteForm};
use crate::filing::kind::Kind;
use crate::filing::service::{self, StartFiling, lookups};
use crate::filing::store;
use crate::filing::times::Times;
use crate::filing::type_check::{self, Conflict, Offer, Outcome};
use crate::reference::book;
use crate::registry::entity::entity_hash;
use crate::registry::lookup::EntityStatus;
use crate::registry::service::told::Registers;
use crate::registry::store as registry;
use crate::values::FilingRef;
use crate::values::ids::FilingId;
use crate::web::Applicant;

/// What came of it.
pub(super) enum Decided {
    /// The filing has begun.
    Begun(FilingRef),
    /// A specialist looks it up.
    Asked,
    /// The type or the conflict.
    Told {
        outcome: Outcome,
        /// A filing of this account that stands on record.
        record: Option<FilingRef>,
        servers: usize,
        /// How long others took.
        times: Times,
    },
}

/// Decides the type; begins the filing where `begins` says so of its kind. `with` is what is answered of the first website, and
/// the draft whose type is open with the version of what was read of it.
///
/// # Errors
/// When the database refuses.
pub(super) async fn decide(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    check: &TypeCheck,
    begins: impl Fn(Kind) -> bool,
    with: (Option<WebsiteForm>, Option<(FilingId, i32)>),
) -> Result<Decided> {
    let account = applicant.account;
    let known = service::known(tx, account, check, &Registers).await?;
    let outcome = type_check::decide(&known, &check.province, book(), clock::china_day(tx.ctx.now));
    match outcome {
        Outcome::LookUp => {
            lookups::ask(tx, account, check, true).await?;
            Ok(Decided::Asked)
        }
        Outcome::Offered(offer) if begins(offer.kind) => begin(tx, applicant, check, offer, with).await,
        Outcome::Conflict(block) if block.conflict == Conflict::Claim && begins(Kind::Claim) => {
            let hash = entity_hash(tx.sealer, &check.entity_key());
            let Some(entity) = registry::find_entity(tx, &hash).await?.filter(|own| own.account.is_none()) else {
                return told(tx, applicant, check, outcome, None).await;
            };
            let claim = StartFiling::new(Kind::Claim, check.clone());
            let begin = StartFiling { entity: Some(entity.id), settles: with.1, ..claim };
            Ok(Decided::Begun(service::start(tx, account, begin).await?))
        }
        Outcome::Offered(_) | Outcome::Conflict(_) => {
            let record = store::find_latest_approved(tx.conn, account).await?;
            told(tx, applicant, check, outcome, record).await
        }
    }
}

async fn told(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    check: &TypeCheck,
    outcome: Outcome,
    record: Option<FilingRef>,
) -> Result<Decided> {
    let kind = if let Outcome::Offered(offer) = &outcome { offer.kind } else { Kind::Claim };
    let times = store::times::of(tx.conn, &check.province, kind).await?;
    Ok(Decided::Told { outcome, record, servers: servers(tx, applicant).await?, times })
}

async fn begin(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    check: &TypeCheck,
    offer: Offer,
    (answered, settles): (Option<WebsiteForm>, Option<(FilingId, i32)>),
) -> Result<Decided> {
    let account = applicant.account;
    let own = match offer.entity {
        EntityStatus::Here => {
            let hash = entity_hash(tx.sealer, &check.entity_key());
            registry::find_entity(tx, &hash).await?.map(|entity| entity.id)
        }
        _ => None,
    };
    let begin = StartFiling { entity: own, answered, settles, ..StartFiling::new(offer.kind, check.clone()) };
    let reference = service::start(tx, account, begin).await?;
    if offer.is_assumed && own.is_none() {
        lookups::ask(tx, account, check, false).await?;
    }
    Ok(Decided::Begun(reference))
}
