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
        /// What was found contradicts itself (C10).
        Contradiction = "contradiction",
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
            Self::Contradiction => "lookup-trouble-contradiction",
        }
    }
}

/// Statuses a specialist may answer: what is on record here the own register tells.
pub const ENTITY_ANSWERS: [EntityStatus; 4] =
    [EntityStatus::NotFiled, EntityStatus::Elsewhere, EntityStatus::AtMinistry, EntityStatus::Shell];
/// The same of a domain. One that is on record here and that the own register lacks is to be brought in first.
pub const DOMAIN_ANSWERS: &[DomainStatus] = DomainStatus::ALL;

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
    /// Whether it can be true: a domain of this entity needs an entity on record, and a shell has no website that a
    /// provider reaches.
    pub fn is_consistent(&self) -> bool {
        use DomainStatus as D;
        match self.entity {
            EntityStatus::NotFiled => matches!(self.domain, D::NotFiled | D::OtherEntity),
            EntityStatus::Shell => !matches!(self.domain, D::Here | D::Elsewhere),
            _ => true,
        }
    }

    /// Whether it can be given: what contradicts itself is no slip only where it is said so.
    pub fn is_meant(&self) -> bool {
        self.is_consistent() || self.troubles.contains(&Trouble::Contradiction)
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
                Trouble::Contradiction => known.is_contradictory = true,
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
            troubles: vec![Trouble::Numbers, Trouble::Province, Trouble::Contradiction],
        };
        let mut known = Known { entity: Some(EntityStatus::Here), ..Known::default() };
        answer.add_to(&mut known);
        assert_eq!((known.entity, known.domain), (Some(EntityStatus::Here), Some(DomainStatus::NotFiled)));
        assert!(known.has_several_numbers && known.difference == Some(Difference::Province) && !known.is_barred);
        assert!(known.is_contradictory);
    }

    #[test]
    fn what_contradicts_itself_is_an_answer_only_where_it_is_said_so() {
        for (entity, domain, holds) in [
            (EntityStatus::NotFiled, DomainStatus::NotFiled, true),
            (EntityStatus::NotFiled, DomainStatus::OtherEntity, true),
            (EntityStatus::NotFiled, DomainStatus::Here, false),
            (EntityStatus::NotFiled, DomainStatus::Elsewhere, false),
            (EntityStatus::NotFiled, DomainStatus::NoProvider, false),
            (EntityStatus::Elsewhere, DomainStatus::Here, true),
            (EntityStatus::AtMinistry, DomainStatus::Elsewhere, true),
            (EntityStatus::Shell, DomainStatus::Here, false),
            (EntityStatus::Shell, DomainStatus::Elsewhere, false),
            (EntityStatus::Shell, DomainStatus::NoProvider, true),
        ] {
            let answer = Answer { entity, domain, troubles: Vec::new() };
            assert_eq!((answer.is_consistent(), answer.is_meant()), (holds, holds), "{entity} {domain}");
            let said = Answer { troubles: vec![Trouble::Contradiction], ..answer };
            assert!(said.is_meant(), "{entity} {domain}");
        }
    }
}
