//! A person in charge (4.3): of the entity, or of a website.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Filer;
use super::type_check::{TypeCheckForm, parse_number};
use super::validity::{NO, Typed, Validity, YES};
use crate::form::Checker;
use crate::reference::Reference;
use crate::text::Message;
use crate::values::{CertificateKind, CertificateNumber, Email, Mobile, PersonName, Phone};

/// A person in charge as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    /// `yes` if the entity person runs the website too; asked of website persons of organisations only.
    pub same_as_entity_person: String,
    /// Name as on the ID.
    pub name: String,
    /// `yes` or `no`; asked of organisations only.
    pub is_legal_rep: String,
    /// Name of the legal representative, if that is somebody else; asked with the entity person only.
    pub legal_rep_name: String,
    /// Code of the kind of his ID.
    pub legal_rep_cert_kind: String,
    /// Number of his ID.
    pub legal_rep_cert_number: String,
    /// Code of the kind of ID.
    pub cert_kind: String,
    /// Number of the ID.
    pub cert_number: String,
    /// First day on the ID.
    pub cert_valid_from: String,
    /// Last day on the ID.
    pub cert_valid_to: String,
    /// `yes` if the ID has no last day.
    pub cert_long_term: String,
    /// Mobile; receives the ministry's SMS.
    pub mobile: String,
    /// Division code of the province where the mobile is registered; asked where a rule of the province asks.
    pub mobile_province: String,
    /// Another number, mobile or landline.
    pub emergency_phone: String,
    /// Number at work.
    pub office_phone: String,
    /// Mail address.
    pub email: String,
}

/// Which person a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// In charge of the entity.
    Entity,
    /// In charge of a website.
    Website,
}

/// The legal representative of an organisation whose entity person is somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalRep {
    /// Name as on the ID.
    pub name: PersonName,
    /// Kind and number of the ID.
    pub certificate: CertificateNumber,
}

/// A valid person in charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name as on the ID.
    pub name: PersonName,
    /// Whether this is the legal representative; an individual stands for himself.
    pub is_legal_rep: bool,
    /// The legal representative, where an entity person is somebody else.
    pub legal_rep: Option<LegalRep>,
    /// Kind and number of the ID.
    pub certificate: CertificateNumber,
    /// Term of the ID.
    pub validity: Validity,
    /// Mobile.
    pub mobile: Mobile,
    /// Division code of the province where the mobile is registered, as its owner says: nothing here could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile_province: Option<String>,
    /// Another number.
    pub emergency_phone: Phone,
    /// Number at work.
    pub office_phone: Option<Phone>,
    /// Mail address.
    pub email: Email,
}

impl Person {
    /// Whether two entries are about one human being.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.certificate == other.certificate
    }
}

impl PersonForm {
    /// Whether the website person is the entity person, as answered.
    pub fn says_same(&self) -> bool {
        self.same_as_entity_person == YES
    }

    /// The form of an individual: name and ID are those of the type check, whatever was typed (X11).
    #[must_use]
    pub fn of_applicant(&self, type_check: &TypeCheckForm) -> Self {
        Self {
            same_as_entity_person: String::new(),
            name: type_check.entity_name.clone(),
            is_legal_rep: String::new(),
            legal_rep_name: String::new(),
            legal_rep_cert_kind: String::new(),
            legal_rep_cert_number: String::new(),
            cert_kind: type_check.cert_kind.clone(),
            cert_number: type_check.cert_number.clone(),
            ..self.clone()
        }
    }

    /// Checks the section.
    pub fn check(&self, role: Role, filer: &Filer<'_>, c: &mut Checker<'_>) -> Option<Person> {
        let name = c.field("name", PersonName::parse(&self.name));
        let (is_legal_rep, legal_rep) = self.check_legal_rep(role, filer, c).unzip();
        let certificate = parse_certificate(c, ["cert_kind", "cert_number"], &self.cert_kind, &self.cert_number);
        let validity = self.typed_validity().check(c);
        let mobile = c.field("mobile", Mobile::parse(&self.mobile));
        let (book, today) = (c.reference(), c.today());
        let known = |code: &str| match book.province(code, today) {
            Some(province) => Ok(province.code.clone()),
            None => Err(Message::new("filing-mobile-province-unknown")),
        };
        let mobile_province = c.optional("mobile_province", &self.mobile_province, known);
        let emergency = Phone::parse(&self.emergency_phone).and_then(|phone| differs(phone, mobile.as_ref()));
        let emergency_phone = c.field("emergency_phone", emergency);
        let office_phone = c.optional("office_phone", &self.office_phone, Phone::parse);
        let email = c.field("email", Email::parse(&self.email));
        Some(Person {
            name: name?,
            is_legal_rep: is_legal_rep?,
            legal_rep: legal_rep?,
            certificate: certificate?,
            validity: validity?,
            mobile: mobile?,
            mobile_province: mobile_province?,
            emergency_phone: emergency_phone?,
            office_phone: office_phone?,
            email: email?,
        })
    }

    fn check_legal_rep(&self, role: Role, filer: &Filer<'_>, c: &mut Checker<'_>) -> Option<(bool, Option<LegalRep>)> {
        if filer.individual {
            return Some((true, None));
        }
        match self.is_legal_rep.as_str() {
            YES => Some((true, None)),
            NO if role == Role::Website => Some((false, None)),
            NO => {
                let name = c.field("legal_rep_name", PersonName::parse(&self.legal_rep_name));
                let fields = ["legal_rep_cert_kind", "legal_rep_cert_number"];
                let certificate = parse_certificate(c, fields, &self.legal_rep_cert_kind, &self.legal_rep_cert_number);
                Some((false, Some(LegalRep { name: name?, certificate: certificate? })))
            }
            _ => {
                c.error("is_legal_rep", Message::new("filing-legal-rep-empty"));
                None
            }
        }
    }

    fn typed_validity(&self) -> Typed<'_> {
        Typed { from: &self.cert_valid_from, to: &self.cert_valid_to, long_term: &self.cert_long_term }
    }
}

impl From<&Person> for PersonForm {
    fn from(valid: &Person) -> Self {
        let (cert_valid_from, cert_valid_to, cert_long_term) = Typed::write(Some(&valid.validity));
        let legal_rep = valid.legal_rep.as_ref();
        let of_legal_rep = |read: fn(&LegalRep) -> &str| legal_rep.map(|rep| read(rep).to_owned()).unwrap_or_default();
        Self {
            same_as_entity_person: NO.to_owned(),
            name: valid.name.reveal().to_owned(),
            is_legal_rep: if valid.is_legal_rep { YES } else { NO }.to_owned(),
            legal_rep_name: of_legal_rep(|rep| rep.name.reveal()),
            legal_rep_cert_kind: of_legal_rep(|rep| rep.certificate.kind().code()),
            legal_rep_cert_number: of_legal_rep(|rep| rep.certificate.reveal()),
            cert_kind: valid.certificate.kind().code().to_owned(),
            cert_number: valid.certificate.reveal().to_owned(),
            cert_valid_from,
            cert_valid_to,
            cert_long_term,
            mobile: valid.mobile.reveal().to_owned(),
            mobile_province: valid.mobile_province.clone().unwrap_or_default(),
            emergency_phone: valid.emergency_phone.reveal().to_owned(),
            office_phone: valid.office_phone.as_ref().map(|phone| phone.reveal().to_owned()).unwrap_or_default(),
            email: valid.email.reveal().to_owned(),
        }
    }
}

/// X01: the emergency phone is another one than the mobile.
fn differs(phone: Phone, mobile: Option<&Mobile>) -> Result<Phone, Message> {
    if mobile.is_some_and(|mobile| mobile.reveal() == phone.reveal()) {
        return Err(Message::new("filing-emergency-same"));
    }
    Ok(phone)
}

fn parse_certificate(
    c: &mut Checker<'_>,
    [kind_field, number_field]: [&str; 2],
    kind: &str,
    number: &str,
) -> Option<CertificateNumber> {
    let kind = c.field(kind_field, parse_kind(c.reference(), c.today(), kind))?;
    c.field(number_field, parse_number(kind, number, c.today()))
}

fn parse_kind(book: &Reference, today: NaiveDate, code: &str) -> Result<CertificateKind, Message> {
    let known = book.person_certificate_kinds(today).iter().any(|row| row.code == code);
    CertificateKind::from_code(code).filter(|_| known).ok_or_else(|| Message::new("filing-cert-kind-empty"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{individual, organisation, today};
    use super::*;
    use crate::filing::kind::Kind;
    use crate::reference::book;

    fn errors(form: &PersonForm, role: Role, type_check: &TypeCheckForm) -> Vec<(String, &'static str)> {
        let mut checker = Checker::new(book(), today());
        let valid = form.check(role, &Filer::of(Kind::Initial, type_check), &mut checker);
        let errors = checker.into_errors();
        assert_eq!(valid.is_some(), errors.is_empty());
        errors.iter().map(|(name, message)| (name.to_owned(), message.key)).collect()
    }

    #[test]
    fn somebody_else_names_the_legal_representative() {
        let drafts = organisation();
        let form = PersonForm { is_legal_rep: NO.into(), ..drafts.entity_person.clone() };
        let told = errors(&form, Role::Entity, &drafts.type_check);
        let fields: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(fields, ["legal_rep_name", "legal_rep_cert_kind"]);
        assert_eq!(errors(&form, Role::Website, &drafts.type_check), [], "asked once, with the entity person");
    }

    #[test]
    fn x11_an_individual_is_the_applicant_himself() {
        let drafts = individual();
        let typed = PersonForm { name: "李四".into(), cert_number: "x".into(), ..drafts.entity_person.clone() };
        let form = typed.of_applicant(&drafts.type_check);
        assert_eq!((form.name, form.cert_number), (drafts.type_check.entity_name, drafts.type_check.cert_number));
    }
}
