//! Which type a filing is (2.3): entity status by domain status, after the side conditions; and what the applicant is told.

use chrono::NaiveDate;

use super::application::AlreadyFiled;
use super::kind::Kind;
use crate::reference::{Applicant, Limits, Reference};
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::text::Message;

/// How a certificate on record differs from what was typed (C9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The same entity with another certificate.
    Certificate,
    /// The same certificate in another province.
    Province,
}

/// What is known when the type is decided. A status nobody could look up is none, and is never taken for "not filed".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Whether the entity is on record.
    pub entity: Option<EntityStatus>,
    /// Whether the domain is on record.
    pub domain: Option<DomainStatus>,
    /// The entity is on record, and nobody told through whom.
    pub is_filed: bool,
    /// What the applicant says; asked because not every record can be looked up at once.
    pub answer: Option<AlreadyFiled>,
    /// The account files for another entity already (C6).
    pub account_is_taken: bool,
    /// A filing of this entity is open (C7).
    pub entity_is_busy: bool,
    /// Entity or domain may not be filed now (C8).
    pub is_barred: bool,
    /// The record differs from what was typed (C9).
    pub difference: Option<Difference>,
    /// The entity has several numbers (C11).
    pub has_several_numbers: bool,
    /// A specialist saw that what is on record contradicts itself (C10).
    pub is_contradictory: bool,
    /// The record lies here and belongs to no account (C4).
    pub is_unclaimed: bool,
    /// A filing of this domain is open (C12).
    pub domain_is_busy: bool,
}

/// Why nothing can be filed as things are (2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// C1: filed here in another account.
    OtherAccount,
    /// C2: the domain is filed under another entity.
    OtherEntity,
    /// C3: filed here already.
    FiledHere,
    /// C4: the record is to be claimed first.
    Claim,
    /// C4: the same, where the record is not even here yet.
    ClaimAtDesk,
    /// C5: an empty shell is cancelled first.
    Shell,
    /// C6: one account, one entity.
    AccountTaken,
    /// C7: another filing of the entity is open.
    EntityBusy,
    /// C8: may not be filed now.
    Barred,
    /// C9: another certificate is on record.
    OtherCertificate,
    /// C9: another province is on record.
    OtherProvince,
    /// C10: what is known contradicts itself.
    Contradiction,
    /// C11: several numbers of one entity.
    SeveralNumbers,
    /// C12: the domain is in another open filing.
    DomainBusy,
}

/// A type that can be filed here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The type.
    pub kind: Kind,
    /// Whether the entity is on record.
    pub entity: EntityStatus,
    /// Whether the domain is on record.
    pub domain: DomainStatus,
    /// It rests on the applicant's word: a specialist looks it up meanwhile.
    pub is_assumed: bool,
    /// The reviewer asks the bureau before sending it on.
    pub must_be_confirmed: bool,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// To be settled first.
    pub conflict: Conflict,
    /// To be settled as well.
    pub and: Option<Conflict>,
    /// What can be filed once it is settled.
    pub then: Option<Kind>,
}

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It can be filed.
    Offered(Offer),
    /// Something must be settled first.
    Conflict(Block),
    /// A specialist looks up what is on record, then it is decided.
    LookUp,
}

/// The dated settings that the decision turns on.
struct Rules<'a> {
    shell_may_add: bool,
    limits: &'a Limits,
}

/// Decides the type. `province` is the code of the filing province: some let an empty shell add websites.
pub fn decide(known: &Known, province: &str, reference: &Reference, today: NaiveDate) -> Outcome {
    let rules = Rules { shell_may_add: shell_may_add(province, reference, today), limits: reference.limits(today) };
    if let Some(conflict) = side_condition(known) {
        return blocked(conflict);
    }
    let Some((entity, domain)) = statuses(known, &rules) else { return Outcome::LookUp };
    let is_assumed = known.entity.is_none() || known.domain.is_none();
    match table(entity, domain, &rules) {
        Outcome::Offered(_) if known.domain_is_busy => blocked(Conflict::DomainBusy),
        Outcome::Offered(offer) => Outcome::Offered(Offer { is_assumed, ..offer }),
        other => other,
    }
}

/// Whether an empty shell of this province may add a website without being cancelled first.
fn shell_may_add(province: &str, reference: &Reference, today: NaiveDate) -> bool {
    let applicant = Applicant { province, entity_kind: "", filing_kind: Kind::NewMiit.code() };
    reference.rules(&applicant, today).shell_adds()
}

/// The checks before the table, in their order.
fn side_condition(known: &Known) -> Option<Conflict> {
    let difference = known.difference.map(|difference| match difference {
        Difference::Certificate => Conflict::OtherCertificate,
        Difference::Province => Conflict::OtherProvince,
    });
    let when = |holds: bool, conflict: Conflict| holds.then_some(conflict);
    when(known.account_is_taken, Conflict::AccountTaken)
        .or(when(known.entity_is_busy, Conflict::EntityBusy))
        .or(when(known.is_barred, Conflict::Barred))
        .or(difference)
        .or(when(known.has_several_numbers, Conflict::SeveralNumbers))
        .or(when(known.is_contradictory, Conflict::Contradiction))
        .or(when(known.is_unclaimed, Conflict::Claim))
}

/// What was looked up counts. Where nobody could look, the applicant's word may do for the time being, by a dated setting;
/// whoever does not know waits, and so does whoever names a domain, of whose entity nothing is known.
fn statuses(known: &Known, rules: &Rules<'_>) -> Option<(EntityStatus, DomainStatus)> {
    let limits = rules.limits;
    let (waits, said_entity, said_domain) = match known.answer {
        Some(AlreadyFiled::None) => (limits.lookup_waits_none, EntityStatus::NotFiled, DomainStatus::NotFiled),
        Some(AlreadyFiled::Entity) => (limits.lookup_waits_entity, EntityStatus::Elsewhere, DomainStatus::NotFiled),
        Some(AlreadyFiled::Domain) => (limits.lookup_waits_domain, EntityStatus::Elsewhere, DomainStatus::Elsewhere),
        Some(AlreadyFiled::Unknown) | None => {
            (limits.lookup_waits_unknown, EntityStatus::NotFiled, DomainStatus::NotFiled)
        }
    };
    match (known.entity, known.domain) {
        (Some(entity), Some(domain)) => Some((entity, domain)),
        // A domain of another entity is no mystery, whoever asks.
        (None, Some(DomainStatus::OtherEntity)) => Some((said_entity, DomainStatus::OtherEntity)),
        // Whose entity is here knows that it is filed: what is said is said of the domain.
        (Some(EntityStatus::Here | EntityStatus::OtherAccount), None) if known.answer == Some(AlreadyFiled::Entity) => {
            Some((known.entity?, DomainStatus::NotFiled))
        }
        // What was told counts against what is said, and does not tell the type.
        (None, _) if known.is_filed => None,
        _ if waits => None,
        (entity, domain) => Some((entity.unwrap_or(said_entity), domain.unwrap_or(said_domain))),
    }
}

fn blocked(conflict: Conflict) -> Outcome {
    Outcome::Conflict(Block { conflict, and: None, then: None })
}

/// The table of 2.3, a row an arm.
fn table(entity: EntityStatus, domain: DomainStatus, rules: &Rules<'_>) -> Outcome {
    use DomainStatus as D;
    use EntityStatus as E;
    let offer = |kind: Kind, must_be_confirmed: bool| {
        Outcome::Offered(Offer { kind, entity, domain, is_assumed: false, must_be_confirmed })
    };
    let new_website =
        |kind: Kind| offer(if rules.limits.new_website_as_miit_type { Kind::NewMiit } else { kind }, false);
    match (entity, domain) {
        (E::NotFiled, D::NotFiled) => offer(Kind::Initial, false),
        (E::Here, D::NotFiled) => new_website(Kind::NewHere),
        (E::Elsewhere, D::NotFiled) => new_website(Kind::NewElsewhere),
        (E::AtMinistry, D::NotFiled) => offer(Kind::NewMiit, false),
        (E::Shell, D::NotFiled) if rules.shell_may_add => offer(Kind::NewMiit, false),
        (E::Here | E::Elsewhere | E::AtMinistry, D::Elsewhere) => offer(Kind::Access, false),
        (E::Elsewhere, D::NoProvider) => offer(Kind::Access, false),
        // A shell with a website of its own is none, so it is treated as E4.
        (E::Here | E::AtMinistry | E::Shell, D::NoProvider) => offer(Kind::Access, true),
        (E::OtherAccount, D::OtherEntity) => {
            Outcome::Conflict(Block { conflict: Conflict::OtherAccount, and: Some(Conflict::OtherEntity), then: None })
        }
        (E::OtherAccount, _) => Outcome::Conflict(Block {
            conflict: Conflict::OtherAccount,
            and: None,
            // As it will be once the record is in this account.
            then: table(E::Here, domain, rules).kind(),
        }),
        (E::Shell, D::OtherEntity) if !rules.shell_may_add => {
            Outcome::Conflict(Block { conflict: Conflict::OtherEntity, and: Some(Conflict::Shell), then: None })
        }
        (_, D::OtherEntity) => blocked(Conflict::OtherEntity),
        (E::Here, D::Here) => blocked(Conflict::FiledHere),
        // What lies here without an account is a side condition.
        (E::Elsewhere | E::AtMinistry, D::Here) => blocked(Conflict::ClaimAtDesk),
        (E::Shell, D::NotFiled) => blocked(Conflict::Shell),
        (E::NotFiled, _) | (E::Shell, D::Here | D::Elsewhere) => blocked(Conflict::Contradiction),
    }
}

impl Outcome {
    /// The kind that can be filed.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Offered(offer) => Some(offer.kind),
            _ => None,
        }
    }

    /// What it is.
    pub fn message(self) -> Message {
        match self {
            Self::Offered(offer) => Message::new(offer.kind.type_key()),
            Self::Conflict(block) => block.conflict.message(),
            Self::LookUp => Message::new("filing-type-look-up"),
        }
    }
}

impl Kind {
    /// Key of the sentence that tells the type.
    pub fn type_key(self) -> &'static str {
        match self {
            Self::Access => "filing-type-access",
            Self::NewElsewhere => "filing-type-new-elsewhere",
            Self::NewHere => "filing-type-new-here",
            Self::NewMiit => "filing-type-new-ministry",
            _ => "filing-type-initial",
        }
    }
}

impl Offer {
    /// Why it is this type: what is on record of the entity, and of the domain.
    pub fn reasons(self) -> [Message; 2] {
        [Message::new(entity_key(self.entity)), Message::new(domain_key(self.domain))]
    }
}

/// Key of the words for the status of an entity.
pub fn entity_key(status: EntityStatus) -> &'static str {
    match status {
        EntityStatus::NotFiled => "filing-entity-status-e0",
        EntityStatus::Here => "filing-entity-status-e1",
        EntityStatus::OtherAccount => "filing-entity-status-e2",
        EntityStatus::Elsewhere => "filing-entity-status-e3",
        EntityStatus::AtMinistry => "filing-entity-status-e4",
        EntityStatus::Shell => "filing-entity-status-e5",
    }
}

/// Key of the words for the status of a domain.
pub fn domain_key(status: DomainStatus) -> &'static str {
    match status {
        DomainStatus::NotFiled => "filing-domain-status-d0",
        DomainStatus::Here => "filing-domain-status-d1",
        DomainStatus::Elsewhere => "filing-domain-status-d2",
        DomainStatus::NoProvider => "filing-domain-status-d3",
        DomainStatus::OtherEntity => "filing-domain-status-d4",
    }
}

impl Conflict {
    /// The code of the rule book.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// What it is.
    pub fn message(self) -> Message {
        Message::new(self.row().1)
    }

    /// What to do.
    pub fn way_out(self) -> Message {
        Message::new(self.row().2)
    }

    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::OtherAccount => ("C1", "filing-conflict-other-account", "filing-conflict-other-account-way"),
            Self::OtherEntity => ("C2", "filing-conflict-other-entity", "filing-conflict-other-entity-way"),
            Self::FiledHere => ("C3", "filing-conflict-filed-here", "filing-conflict-filed-here-way"),
            Self::Claim => ("C4", "filing-conflict-claim", "filing-conflict-claim-way"),
            Self::ClaimAtDesk => ("C4", "filing-conflict-claim-desk", "filing-conflict-claim-desk-way"),
            Self::Shell => ("C5", "filing-conflict-shell", "filing-conflict-shell-way"),
            Self::AccountTaken => ("C6", "filing-conflict-account-taken", "filing-conflict-account-taken-way"),
            Self::EntityBusy => ("C7", "filing-conflict-entity-busy", "filing-conflict-entity-busy-way"),
            Self::Barred => ("C8", "filing-conflict-barred", "filing-conflict-barred-way"),
            Self::OtherCertificate => ("C9", "filing-conflict-certificate", "filing-conflict-certificate-way"),
            Self::OtherProvince => ("C9", "filing-conflict-province", "filing-conflict-province-way"),
            Self::Contradiction => ("C10", "filing-conflict-contradiction", "filing-conflict-contradiction-way"),
            Self::SeveralNumbers => ("C11", "filing-conflict-numbers", "filing-conflict-numbers-way"),
            Self::DomainBusy => ("C12", "filing-conflict-domain-busy", "filing-conflict-domain-busy-way"),
        }
    }
}

#[cfg(test)]
mod tests;
