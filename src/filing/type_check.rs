//! Which type a filing is (2.3): entity status by domain status, after the side conditions; and what the applicant is told.

use super::application::AlreadyFiled;
use super::kind::Kind;
use crate::reference::{Applicant, Reference};
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::text::Message;
use chrono::NaiveDate;

/// What is known when the type is decided. A status nobody could look up is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Whether the entity is on record.
    pub entity: Option<EntityStatus>,
    /// Whether the domain is on record.
    pub domain: Option<DomainStatus>,
    /// What the applicant says; asked because not every record can be looked up.
    pub answer: AlreadyFiled,
    /// The account files for another entity already (C6).
    pub account_is_taken: bool,
    /// A filing of this entity is open (C7).
    pub entity_is_busy: bool,
    /// A filing of this domain is open (C12).
    pub domain_is_busy: bool,
}

/// A type of filing that this portal does not take yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// 新增接入: entity and domain are filed elsewhere.
    Access,
    /// 无主体新增网站: the entity is filed through another provider, the domain is new.
    NewElsewhere,
    /// 有主体新增网站: the entity is filed here, the domain is new.
    NewHere,
    /// 新增网站, the entity is at the ministry.
    NewMinistry,
}

/// Why nothing can be filed as things are (2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// C1: filed here in another account.
    OtherAccount,
    /// C2: the domain is filed under another entity.
    OtherEntity,
    /// C3: filed here already.
    FiledHere,
    /// C4: the record is to be claimed first.
    Claim,
    /// C5: an empty shell is cancelled first.
    Shell,
    /// C6: one account, one entity.
    AccountTaken,
    /// C7: another filing of the entity is open.
    EntityBusy,
    /// C10: what is known contradicts itself.
    Contradiction,
    /// C12: the domain is in another open filing.
    DomainBusy,
}

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It can be filed here and now.
    Offered(Kind),
    /// It is a type that is not offered yet.
    NotYet(Other),
    /// Something must be settled first.
    Conflict(Conflict),
}

/// Decides the type. `province` is the code of the filing province: some let an empty shell add websites.
pub fn decide(known: &Known, province: &str, reference: &Reference, today: NaiveDate) -> Outcome {
    if known.account_is_taken {
        return Outcome::Conflict(Conflict::AccountTaken);
    }
    if known.entity_is_busy {
        return Outcome::Conflict(Conflict::EntityBusy);
    }
    if known.domain_is_busy {
        return Outcome::Conflict(Conflict::DomainBusy);
    }
    let (entity, domain) = statuses(known);
    let applicant = Applicant { province, entity_kind: "", filing_kind: Kind::Initial.code() };
    let shell_may_add = reference.rules(&applicant, today).shell_adds();
    table(entity, domain, shell_may_add)
}

/// What was looked up counts; where nothing was found, what the applicant says: our look-up knows this portal only.
fn statuses(known: &Known) -> (EntityStatus, DomainStatus) {
    let said_entity = match known.answer {
        AlreadyFiled::Entity => EntityStatus::Elsewhere,
        _ => EntityStatus::NotFiled,
    };
    let looked_up = known.entity.filter(|status| *status != EntityStatus::NotFiled);
    let entity = looked_up.unwrap_or(said_entity);
    let said_domain = match (known.answer, entity) {
        (AlreadyFiled::Domain, EntityStatus::NotFiled) => DomainStatus::OtherEntity,
        (AlreadyFiled::Domain, _) => DomainStatus::Elsewhere,
        _ => DomainStatus::NotFiled,
    };
    let looked_up = known.domain.filter(|status| *status != DomainStatus::NotFiled);
    (entity, looked_up.unwrap_or(said_domain))
}

/// The table of 2.3, a row an arm.
fn table(entity: EntityStatus, domain: DomainStatus, shell_may_add: bool) -> Outcome {
    use DomainStatus as D;
    use EntityStatus as E;
    let conflict = match (entity, domain) {
        (E::NotFiled, D::NotFiled) => return Outcome::Offered(Kind::Initial),
        (E::Here, D::NotFiled) => return Outcome::NotYet(Other::NewHere),
        (E::Elsewhere, D::NotFiled) => return Outcome::NotYet(Other::NewElsewhere),
        (E::AtMinistry, D::NotFiled) => return Outcome::NotYet(Other::NewMinistry),
        (E::Shell, D::NotFiled) if shell_may_add => return Outcome::NotYet(Other::NewMinistry),
        (E::Here | E::Elsewhere | E::AtMinistry, D::Elsewhere | D::NoProvider) => {
            return Outcome::NotYet(Other::Access);
        }
        // A website of its own is left: it is no shell, so treated as E4.
        (E::Shell, D::NoProvider) => return Outcome::NotYet(Other::Access),
        (E::OtherAccount, _) => Conflict::OtherAccount,
        (_, D::OtherEntity) => Conflict::OtherEntity,
        (E::Here, D::Here) => Conflict::FiledHere,
        (E::Elsewhere | E::AtMinistry, D::Here) => Conflict::Claim,
        (E::Shell, D::NotFiled) => Conflict::Shell,
        (E::NotFiled, _) | (E::Shell, D::Here | D::Elsewhere) => Conflict::Contradiction,
    };
    Outcome::Conflict(conflict)
}

impl Outcome {
    /// The kind that can be filed.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Offered(kind) => Some(kind),
            _ => None,
        }
    }

    /// What it is.
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Offered(Kind::Initial) => "filing-type-initial",
            Self::NotYet(Other::Access) => "filing-type-access",
            Self::NotYet(Other::NewElsewhere) => "filing-type-new-elsewhere",
            Self::NotYet(Other::NewHere) => "filing-type-new-here",
            Self::NotYet(Other::NewMinistry) => "filing-type-new-ministry",
            Self::Conflict(conflict) => conflict.keys().0,
        })
    }

    /// What to do.
    pub fn way_out(self) -> Message {
        Message::new(match self {
            Self::Offered(_) => "filing-type-initial-way",
            Self::NotYet(_) => "filing-type-not-yet-way",
            Self::Conflict(conflict) => conflict.keys().1,
        })
    }
}

impl Conflict {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::OtherAccount => ("filing-conflict-other-account", "filing-conflict-other-account-way"),
            Self::OtherEntity => ("filing-conflict-other-entity", "filing-conflict-other-entity-way"),
            Self::FiledHere => ("filing-conflict-filed-here", "filing-conflict-filed-here-way"),
            Self::Claim => ("filing-conflict-claim", "filing-conflict-claim-way"),
            Self::Shell => ("filing-conflict-shell", "filing-conflict-shell-way"),
            Self::AccountTaken => ("filing-conflict-account-taken", "filing-conflict-account-taken-way"),
            Self::EntityBusy => ("filing-conflict-entity-busy", "filing-conflict-entity-busy-way"),
            Self::Contradiction => ("filing-conflict-contradiction", "filing-conflict-contradiction-way"),
            Self::DomainBusy => ("filing-conflict-domain-busy", "filing-conflict-domain-busy-way"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;
    use crate::text::{Lang, Tr};

    fn known() -> Known {
        Known {
            entity: None,
            domain: None,
            answer: AlreadyFiled::None,
            account_is_taken: false,
            entity_is_busy: false,
            domain_is_busy: false,
        }
    }

    fn decided(known: &Known) -> Outcome {
        decide(known, "440000", book(), "2026-11-23".parse().unwrap())
    }

    const ENTITIES: [EntityStatus; 6] = [
        EntityStatus::NotFiled,
        EntityStatus::Here,
        EntityStatus::OtherAccount,
        EntityStatus::Elsewhere,
        EntityStatus::AtMinistry,
        EntityStatus::Shell,
    ];
    const DOMAINS: [DomainStatus; 5] = [
        DomainStatus::NotFiled,
        DomainStatus::Here,
        DomainStatus::Elsewhere,
        DomainStatus::NoProvider,
        DomainStatus::OtherEntity,
    ];

    #[test]
    fn table_2_3() {
        use Conflict as C;
        let c = Outcome::Conflict;
        let n = Outcome::NotYet;
        let expected = [
            [
                Outcome::Offered(Kind::Initial),
                c(C::Contradiction),
                c(C::Contradiction),
                c(C::Contradiction),
                c(C::OtherEntity),
            ],
            [n(Other::NewHere), c(C::FiledHere), n(Other::Access), n(Other::Access), c(C::OtherEntity)],
            [c(C::OtherAccount); 5],
            [n(Other::NewElsewhere), c(C::Claim), n(Other::Access), n(Other::Access), c(C::OtherEntity)],
            [n(Other::NewMinistry), c(C::Claim), n(Other::Access), n(Other::Access), c(C::OtherEntity)],
            [c(C::Shell), c(C::Contradiction), c(C::Contradiction), n(Other::Access), c(C::OtherEntity)],
        ];
        for (entity, row) in ENTITIES.into_iter().zip(expected) {
            for (domain, outcome) in DOMAINS.into_iter().zip(row) {
                let known = Known { entity: Some(entity), domain: Some(domain), ..known() };
                assert_eq!(decided(&known), outcome, "{entity:?} {domain:?}");
            }
        }
        let shell = Known { entity: Some(EntityStatus::Shell), ..known() };
        let in_beijing = decide(&shell, "110000", book(), "2026-11-23".parse().unwrap());
        assert_eq!(in_beijing, Outcome::NotYet(Other::NewMinistry));
    }

    #[test]
    fn an_honest_answer_counts_where_nothing_was_found() {
        for (answer, outcome) in [
            (AlreadyFiled::None, Outcome::Offered(Kind::Initial)),
            (AlreadyFiled::Unknown, Outcome::Offered(Kind::Initial)),
            (AlreadyFiled::Entity, Outcome::NotYet(Other::NewElsewhere)),
            (AlreadyFiled::Domain, Outcome::Conflict(Conflict::OtherEntity)),
        ] {
            let not_found = Known { entity: Some(EntityStatus::NotFiled), answer, ..known() };
            assert_eq!(decided(&not_found), outcome, "{answer}");
            assert_eq!(decided(&Known { answer, ..known() }), outcome, "{answer}");
        }
        let here = Known { entity: Some(EntityStatus::Here), answer: AlreadyFiled::Domain, ..known() };
        assert_eq!(decided(&here), Outcome::NotYet(Other::Access));
    }

    #[test]
    fn side_conditions_come_first() {
        let busy = Known { entity_is_busy: true, domain_is_busy: true, ..known() };
        assert_eq!(decided(&busy), Outcome::Conflict(Conflict::EntityBusy));
        assert_eq!(decided(&Known { account_is_taken: true, ..busy }), Outcome::Conflict(Conflict::AccountTaken));
        assert_eq!(decided(&Known { domain_is_busy: true, ..known() }), Outcome::Conflict(Conflict::DomainBusy));
    }

    #[test]
    fn every_outcome_has_words_in_both_languages() {
        for lang in Lang::ALL {
            let tr = Tr::new(lang);
            for (entity, domain) in ENTITIES.into_iter().flat_map(|entity| DOMAINS.map(|domain| (entity, domain))) {
                let outcome = decided(&Known { entity: Some(entity), domain: Some(domain), ..known() });
                for message in [outcome.message(), outcome.way_out()] {
                    assert!(tr.maybe(message.key).is_some(), "{}", message.key);
                }
            }
        }
    }
}
