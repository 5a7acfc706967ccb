//! The entity (4.2), beyond what the type check asked.

use serde::{Deserialize, Serialize};

use super::Filer;
use super::address::{self, filled};
use super::validity::{Typed, Validity};
use crate::form::Checker;
use crate::text::Message;
use crate::values::{Address, OrgName, Paragraphs};

/// The entity as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntityForm {
    /// Address as on the certificate.
    pub cert_address: String,
    /// First day on the certificate, organisations.
    pub cert_valid_from: String,
    /// Last day on the certificate, organisations.
    pub cert_valid_to: String,
    /// `yes` if the certificate has no last day.
    pub cert_long_term: String,
    /// Where the entity works, without province, city and district.
    pub mailing_address: String,
    /// Investor or superior unit, organisations.
    pub investor: String,
    /// Remark on the entity.
    pub entity_remark: String,
}

/// The valid entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Address as on the certificate.
    pub cert_address: Address,
    /// Term of the certificate, organisations where one is printed; an individual's stands with the person.
    pub validity: Option<Validity>,
    /// Where the entity works, below the district.
    pub mailing_address: Address,
    /// Investor or superior unit, organisations.
    pub investor: Option<OrgName>,
    /// Remark.
    pub remark: Option<Paragraphs<0, 200>>,
}

impl EntityForm {
    /// Checks the section; `filer` says for whom.
    pub fn check(&self, filer: &Filer<'_>, c: &mut Checker<'_>) -> Option<Entity> {
        let cert_address = c.field("cert_address", filled(&self.cert_address, "filing-cert-address-empty"));
        let validity = self.check_validity(filer, c);
        let mailing =
            address::parse_mailing(&self.mailing_address, &self.entity_remark, filer, c.reference(), c.days());
        let mailing_address = c.field("mailing_address", mailing);
        let investor = if filer.individual {
            Some(None)
        } else if self.investor.trim().is_empty() {
            c.error("investor", Message::new("filing-investor-empty"));
            None
        } else {
            c.field("investor", OrgName::parse(&self.investor)).map(Some)
        };
        let remark = c.optional("entity_remark", &self.entity_remark, Paragraphs::parse);
        Some(Entity {
            cert_address: cert_address?,
            validity: validity?,
            mailing_address: mailing_address?,
            investor: investor?,
            remark: remark?,
        })
    }

    /// Not every certificate has dates printed on it; where the province counts the days left, they must be given.
    fn check_validity(&self, filer: &Filer<'_>, c: &mut Checker<'_>) -> Option<Option<Validity>> {
        let typed = self.typed_validity();
        let counted = filer.rules(c.reference(), c.rules_day()).certificate_days().is_some();
        if filer.individual || (typed.is_empty() && !counted) {
            return Some(None);
        }
        typed.check(c).map(Some)
    }

    fn typed_validity(&self) -> Typed<'_> {
        Typed { from: &self.cert_valid_from, to: &self.cert_valid_to, long_term: &self.cert_long_term }
    }
}

impl From<&Entity> for EntityForm {
    fn from(valid: &Entity) -> Self {
        let (cert_valid_from, cert_valid_to, cert_long_term) = Typed::write(valid.validity.as_ref());
        Self {
            cert_address: valid.cert_address.as_str().to_owned(),
            cert_valid_from,
            cert_valid_to,
            cert_long_term,
            mailing_address: valid.mailing_address.as_str().to_owned(),
            investor: valid.investor.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default(),
            entity_remark: valid.remark.as_ref().map(|remark| remark.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{organisation, today};
    use super::*;
    use crate::reference::book;

    fn errors(form: &EntityForm, filer: &Filer<'_>) -> Vec<(String, &'static str)> {
        let mut checker = Checker::new(book(), today());
        let valid = form.check(filer, &mut checker);
        let errors = checker.into_errors();
        assert_eq!(valid.is_some(), errors.is_empty());
        errors.iter().map(|(name, message)| (name.to_owned(), message.key)).collect()
    }

    #[test]
    fn shanghai_counts_the_days_left_so_they_must_be_given() {
        let drafts = organisation();
        let bare = EntityForm {
            cert_valid_from: String::new(),
            cert_valid_to: String::new(),
            cert_long_term: String::new(),
            ..drafts.entity.clone()
        };
        assert_eq!(errors(&bare, &drafts.filer()), []);
        let shanghai = Filer { province: "310000", ..drafts.filer() };
        let told = errors(&bare, &shanghai);
        assert_eq!(told[0].0, "cert_valid_from");
        assert_eq!(told[1], ("cert_valid_to".to_owned(), "filing-valid-to-empty"));
    }
}
