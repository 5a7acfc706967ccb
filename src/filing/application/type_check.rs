//! The type check (4.1): who files, where, with which certificate and for which domain. Frozen once the filing exists.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::form::{Checker, Form};
use crate::reference::{INDIVIDUAL, Reference};
use crate::text::Message;
use crate::values::text_enum::text_enum;
use crate::values::{CertificateKind, CertificateNumber, DomainName, Line, OrgName, PersonName};

text_enum! {
    /// What the applicant says is on record already.
    pub enum AlreadyFiled {
        /// Neither entity nor domain.
        None = "none",
        /// The entity.
        Entity = "entity",
        /// The domain.
        Domain = "domain",
        /// The applicant does not know.
        Unknown = "unknown",
    }
}

/// The type check as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeCheckForm {
    /// Division code of the province.
    pub province: String,
    /// Division code of the city.
    pub city: String,
    /// Name of the district or county.
    pub district: String,
    /// Code of the kind of entity.
    pub entity_kind: String,
    /// Code of the kind of certificate.
    pub cert_kind: String,
    /// Number of the certificate.
    pub cert_number: String,
    /// Name of the organisation or person, as printed.
    pub entity_name: String,
    /// The first domain.
    pub domain: String,
    /// What is on record already, as a code of [`AlreadyFiled`].
    pub already_filed: String,
}

impl TypeCheckForm {
    /// Every input with what was typed into it.
    pub fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("province", &self.province),
            ("city", &self.city),
            ("district", &self.district),
            ("entity_kind", &self.entity_kind),
            ("cert_kind", &self.cert_kind),
            ("cert_number", &self.cert_number),
            ("entity_name", &self.entity_name),
            ("domain", &self.domain),
            ("already_filed", &self.already_filed),
        ]
    }

    /// The same about whom another names: all else stays.
    #[must_use]
    pub fn naming(&self, other: &Self) -> Self {
        Self {
            cert_kind: other.cert_kind.clone(),
            cert_number: other.cert_number.clone(),
            entity_name: other.entity_name.clone(),
            ..self.clone()
        }
    }
}

/// Whom a type check is about, by certificate and name: known before its other questions are answered, and all that the
/// verification of a person is bound to.
pub struct NamedForm<'a>(pub &'a TypeCheckForm);

impl Form for NamedForm<'_> {
    type Valid = (CertificateNumber, EntityName);

    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid> {
        let (Self(form), book, today) = (self, c.reference(), c.today());
        let cert_kind = c.field("cert_kind", parse_cert_kind(book, today, &form.entity_kind, &form.cert_kind));
        let certificate = match cert_kind {
            Some(kind) => c.field("cert_number", parse_number(kind, &form.cert_number, today)),
            None => None,
        };
        let name = c.field("entity_name", parse_entity_name(&form.entity_kind, &form.entity_name));
        Some((certificate?, name?))
    }
}

/// The name of an entity: public for an organisation, personal for an individual.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityName {
    /// An organisation.
    Organisation(OrgName),
    /// A person.
    Individual(PersonName),
}

impl EntityName {
    /// The name in full.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Organisation(name) => name.as_str(),
            Self::Individual(name) => name.reveal(),
        }
    }

    /// The name if it is an organisation's, which is public.
    pub fn organisation(&self) -> Option<&OrgName> {
        match self {
            Self::Organisation(name) => Some(name),
            Self::Individual(_) => None,
        }
    }

    /// The characters GBK cannot hold.
    pub fn gbk_gaps(&self) -> Vec<char> {
        match self {
            Self::Organisation(name) => name.gbk_gaps(),
            Self::Individual(name) => name.gbk_gaps(),
        }
    }
}

/// The valid type check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeCheck {
    /// Division code of the province.
    pub province: String,
    /// Division code of the city.
    pub city: String,
    /// District or county.
    pub district: Line<2, 30>,
    /// Code of the kind of entity.
    pub entity_kind: String,
    /// The certificate.
    pub certificate: CertificateNumber,
    /// The name as printed.
    pub entity_name: EntityName,
    /// The first domain.
    pub domain: DomainName,
    /// What is on record already.
    pub already_filed: AlreadyFiled,
}

impl TypeCheck {
    /// Whether a person files for himself.
    pub fn is_individual(&self) -> bool {
        self.entity_kind == INDIVIDUAL
    }

    /// What tells this entity from others: kind and number of its certificate, to be hashed with a key.
    pub fn entity_key(&self) -> String {
        format!("{}:{}", self.certificate.kind(), self.certificate.reveal())
    }
}

/// What stands where no district was chosen.
const NO_DISTRICTS: [&str; 5] = ["市辖区", "市辖县", "辖区", "县", "省直辖县级行政区划"];

impl Form for TypeCheckForm {
    type Valid = TypeCheck;

    fn check(&self, c: &mut Checker<'_>) -> Option<TypeCheck> {
        let (book, today) = (c.reference(), c.today());
        let province = book.province(&self.province, today).map(|row| row.code.clone());
        let province = c.choice("province", province, "filing-province-empty");
        let city = book.city(&self.city, today).filter(|city| city.province == self.province);
        let city = c.choice("city", city.map(|city| city.code.clone()), "filing-city-empty");
        let district = c.field("district", parse_district(&self.district));
        let kind = book.entity_kind(&self.entity_kind, today).map(|kind| kind.code.clone());
        let kind = c.choice("entity_kind", kind, "filing-entity-kind-empty");
        let named = NamedForm(self).check(c);
        let domain = c.field("domain", DomainName::parse(&self.domain));
        let filed = AlreadyFiled::from_code(&self.already_filed);
        let filed = c.choice("already_filed", filed, "filing-already-filed-empty");
        let (certificate, entity_name) = named?;
        Some(TypeCheck {
            province: province?,
            city: city?,
            district: district?,
            entity_kind: kind?,
            certificate,
            entity_name,
            domain: domain?,
            already_filed: filed?,
        })
    }
}

impl From<&TypeCheck> for TypeCheckForm {
    fn from(valid: &TypeCheck) -> Self {
        Self {
            province: valid.province.clone(),
            city: valid.city.clone(),
            district: valid.district.as_str().to_owned(),
            entity_kind: valid.entity_kind.clone(),
            cert_kind: valid.certificate.kind().code().to_owned(),
            cert_number: valid.certificate.reveal().to_owned(),
            entity_name: valid.entity_name.reveal().to_owned(),
            domain: valid.domain.unicode(),
            already_filed: valid.already_filed.code().to_owned(),
        }
    }
}

fn parse_district(text: &str) -> Result<Line<2, 30>, Message> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if bare.is_empty() {
        return Err(Message::new("filing-district-empty"));
    }
    if NO_DISTRICTS.contains(&bare.as_str()) {
        return Err(Message::new("filing-district-placeholder"));
    }
    Line::parse(text)
}

/// The kind of certificate, if this kind of entity may use it in a new filing.
fn parse_cert_kind(book: &Reference, today: NaiveDate, entity: &str, code: &str) -> Result<CertificateKind, Message> {
    let kind = CertificateKind::from_code(code).ok_or_else(|| Message::new("filing-cert-kind-empty"))?;
    let fits = book.certificate_kinds_of(entity, today).iter().any(|row| row.code == code);
    if fits { Ok(kind) } else { Err(Message::new("filing-cert-kind-other")) }
}

/// A number; a citizen of the mainland proves himself with the resident ID, never with a passport.
pub(super) fn parse_number(kind: CertificateKind, text: &str, today: NaiveDate) -> Result<CertificateNumber, Message> {
    let number = CertificateNumber::parse(kind, text, today)?;
    if number.is_mainland_passport() { Err(Message::new("filing-mainland-passport")) } else { Ok(number) }
}

pub(super) fn parse_entity_name(kind: &str, text: &str) -> Result<EntityName, Message> {
    if kind == INDIVIDUAL {
        PersonName::parse(text).map(EntityName::Individual)
    } else {
        OrgName::parse(text).map(EntityName::Organisation)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{individual, organisation, today};
    use super::*;
    use crate::form;
    use crate::reference::book;

    #[test]
    fn a_good_one_goes_there_and_back() {
        let typed = organisation().type_check;
        let valid = form::check(&typed, book(), today()).unwrap();
        assert_eq!(TypeCheckForm::from(&valid), typed);
        assert_eq!(valid.entity_key(), "1:91110000MA00000077");
    }

    #[test]
    fn whom_it_is_about_is_known_before_the_rest_and_by_the_same_rules() {
        let whole = individual().type_check;
        let open = TypeCheckForm { entity_kind: whole.entity_kind.clone(), ..TypeCheckForm::default() };
        let (certificate, name) = form::check(&NamedForm(&open.naming(&whole)), book(), today()).unwrap();
        assert_eq!((certificate.reveal(), name.reveal()), (whole.cert_number.as_str(), whole.entity_name.as_str()));
        let fields = ["cert_kind", "cert_number", "entity_name"];
        let wrong = whole.naming(&TypeCheckForm { cert_kind: "2".into(), ..TypeCheckForm::default() });
        for form in [open, wrong] {
            let (named, all) = (form::check(&NamedForm(&form), book(), today()), form::check(&form, book(), today()));
            let all = all.unwrap_err();
            let of_all: Vec<_> = all.iter().filter(|(name, _)| fields.contains(name)).collect();
            assert_eq!(named.unwrap_err().iter().collect::<Vec<_>>(), of_all);
            assert!(!of_all.is_empty());
        }
    }
}
