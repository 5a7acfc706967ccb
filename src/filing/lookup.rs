//! Look-ups by a specialist: what is on record of an entity and a domain, where no register could be asked at once.

use chrono::{DateTime, Utc};

use super::application::{AlreadyFiled, TypeCheckForm};
use super::type_check::{Difference, Known};
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::values::ids::{AccountId, LookupId, StaffId};
use crate::values::text_enum::text_enum;

text_enum! {
    /// What else a specialist found. The code is stored and never renamed.
    pub enum Trouble {
        /// May not be filed now (C8).
        Barred = "barred",
        /// Another certificate is on record (C9).
        Certificate = "certificate",
        /// Another province is on record (C9).
        Province = "province",
        /// Several numbers (C11).
        Numbers = "numbers",
        /// In a filing at another provider (C7).
        Busy = "busy",
        /// The domain is in a filing at another provider (C12).
        DomainBusy = "domain_busy",
    }
}

impl Trouble {
    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Barred => "lookup-trouble-barred",
            Self::Certificate => "lookup-trouble-certificate",
            Self::Province => "lookup-trouble-province",
            Self::Numbers => "lookup-trouble-numbers",
            Self::Busy => "lookup-trouble-busy",
            Self::DomainBusy => "lookup-trouble-domain-busy",
        }
    }
}

/// Statuses a specialist may answer: what is on record here the own register tells.
pub const ENTITY_ANSWERS: [EntityStatus; 4] =
    [EntityStatus::NotFiled, EntityStatus::Elsewhere, EntityStatus::AtMinistry, EntityStatus::Shell];
/// The same of a domain.
pub const DOMAIN_ANSWERS: [DomainStatus; 4] =
    [DomainStatus::NotFiled, DomainStatus::Elsewhere, DomainStatus::NoProvider, DomainStatus::OtherEntity];

/// What a specialist answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether the entity is on record.
    pub entity: EntityStatus,
    /// Whether the domain is.
    pub domain: DomainStatus,
    /// What else was found.
    pub troubles: Vec<Trouble>,
}

impl Answer {
    /// Whether it can be true: a domain of this entity needs an entity on record.
    pub fn is_consistent(&self) -> bool {
        let is_own = matches!(self.domain, DomainStatus::Elsewhere | DomainStatus::NoProvider);
        let has_entity = !matches!(self.entity, EntityStatus::NotFiled);
        has_entity || !is_own
    }

    /// Adds what the answer tells to what is known. The own register counts first.
    pub fn add_to(&self, known: &mut Known) {
        known.entity = known.entity.or(Some(self.entity));
        known.domain = known.domain.or(Some(self.domain));
        for trouble in &self.troubles {
            match trouble {
                Trouble::Barred => known.is_barred = true,
                Trouble::Certificate => known.difference = known.difference.or(Some(Difference::Certificate)),
                Trouble::Province => known.difference = known.difference.or(Some(Difference::Province)),
                Trouble::Numbers => known.has_several_numbers = true,
                Trouble::Busy => known.entity_is_busy = true,
                Trouble::DomainBusy => known.domain_is_busy = true,
            }
        }
    }
}

/// A question to a specialist.
#[derive(Clone)]
pub struct Lookup {
    /// Row id.
    pub id: LookupId,
    /// Who asks.
    pub account: AccountId,
    /// Division code of the province.
    pub province: String,
    /// The type check as typed.
    pub asked: TypeCheckForm,
    /// What the applicant says is on record: a hint, no answer.
    pub hint: AlreadyFiled,
    /// Whether the applicant waits for the answer.
    pub waits: bool,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// The answer.
    pub answer: Option<Answer>,
    /// Where it was found, in the specialist's words.
    pub note: Option<String>,
    /// Who answered.
    pub staff: Option<StaffId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_fills_what_the_own_register_does_not_know() {
        let answer = Answer {
            entity: EntityStatus::Elsewhere,
            domain: DomainStatus::NotFiled,
            troubles: vec![Trouble::Numbers, Trouble::Province],
        };
        let mut known = Known { entity: Some(EntityStatus::Here), ..Known::default() };
        answer.add_to(&mut known);
        assert_eq!((known.entity, known.domain), (Some(EntityStatus::Here), Some(DomainStatus::NotFiled)));
        assert!(known.has_several_numbers && known.difference == Some(Difference::Province) && !known.is_barred);
    }

    #[test]
    fn a_domain_of_an_entity_that_is_not_filed_is_no_answer() {
        for (entity, domain, holds) in [
            (EntityStatus::NotFiled, DomainStatus::NotFiled, true),
            (EntityStatus::NotFiled, DomainStatus::OtherEntity, true),
            (EntityStatus::NotFiled, DomainStatus::Elsewhere, false),
            (EntityStatus::NotFiled, DomainStatus::NoProvider, false),
            (EntityStatus::AtMinistry, DomainStatus::Elsewhere, true),
        ] {
            let answer = Answer { entity, domain, troubles: Vec::new() };
            assert_eq!(answer.is_consistent(), holds, "{entity} {domain}");
        }
    }
}
