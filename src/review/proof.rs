//! What the rules know of a field already, so that a specialist need not count digits: a check mark beside it.

use chrono::NaiveDate;

use crate::filing::application::{Application, Person, Validity};
use crate::filing::section::{Part, Target};
use crate::reference::{Days, Reference, Suffix};
use crate::text::Message;
use crate::values::{CertificateNumber, DomainName};

/// Something that holds of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Of which.
    pub target: Target,
    /// What holds.
    pub message: Message,
}

/// What holds of an application, field by field.
pub fn proofs(application: &Application, reference: &Reference, days: impl Into<Days>) -> Vec<Proof> {
    let type_check = &application.type_check;
    let Days { today, rules: rules_day } = days.into();
    let mut proofs = Proofs { list: Vec::new(), reference, province: &type_check.province, today, rules_day };
    proofs.number(Part::TYPE_CHECK, &type_check.certificate);
    proofs.suffixes(Part::TYPE_CHECK, "domain", std::slice::from_ref(&type_check.domain));
    if let Some(validity) = &application.entity.validity {
        proofs.validity(Part::ENTITY, validity);
    }
    proofs.person(Part::ENTITY_PERSON, &application.entity_person);
    for (ordinal, website) in (1..).zip(&application.websites) {
        proofs.suffixes(Part::website(ordinal), "domains", &website.details.domains);
        if let Some(person) = &website.person {
            proofs.person(Part::website_person(ordinal), person);
        }
    }
    proofs.list
}

struct Proofs<'a> {
    list: Vec<Proof>,
    reference: &'a Reference,
    province: &'a str,
    today: NaiveDate,
    rules_day: NaiveDate,
}

impl Proofs<'_> {
    fn add(&mut self, part: Part, field: &str, message: Message) {
        self.list.push(Proof { target: Target::field(part, field), message });
    }

    fn person(&mut self, part: Part, person: &Person) {
        self.number(part, &person.certificate);
        self.validity(part, &person.validity);
        if person.mobile.reveal() != person.emergency_phone.reveal() {
            self.add(part, "emergency_phone", Message::new("review-proof-phones-differ"));
        }
        if person.mobile_province.as_deref() == Some(self.province) {
            self.add(part, "mobile_province", Message::new("review-proof-mobile-province"));
        }
    }

    /// A number that exists as a value has the right check digit.
    fn number(&mut self, part: Part, number: &CertificateNumber) {
        if number.credit_code().is_some() {
            self.add(part, "cert_number", Message::new("review-proof-credit-code"));
        } else if let Some(age) = number.age_on(self.today) {
            self.add(part, "cert_number", Message::new("review-proof-id-number").with("age", age));
        }
    }

    fn validity(&mut self, part: Part, validity: &Validity) {
        let message = match validity.days_left(self.today) {
            None => Message::new("review-proof-no-end"),
            Some(days) if days >= 0 => Message::new("review-proof-days-left").with("days", days),
            Some(_) => return,
        };
        self.add(part, "cert_valid_to", message);
    }

    fn suffixes(&mut self, part: Part, field: &str, domains: &[DomainName]) {
        let accepted = |domain: &DomainName| {
            self.reference.judge_suffix(domain.as_str(), self.province, self.rules_day) == Suffix::Accepted
        };
        if !domains.is_empty() && domains.iter().all(accepted) {
            self.add(part, field, Message::new("review-proof-suffix"));
        }
    }
}
