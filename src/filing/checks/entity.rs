//! The entity: province and city of its addresses (X13, X14, X15), its certificate (3.2, X25), its name.

use super::{Facts, Finding};
use crate::filing::application::address::{city_of, province_of};
use crate::filing::application::{Entity, EntityName, TypeCheck};
use crate::filing::section::{Part, Target};
use crate::reference::rules::choice::{EntityRemark, Investor, Residence};
use crate::text::Message;
use crate::values::OrgName;

fn field(name: &str) -> Target {
    Target::field(Part::ENTITY, name)
}

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if let Some(type_check) = facts.type_check() {
        findings.extend(prefix(facts, type_check));
        findings.extend(inner(type_check));
        findings.extend(gbk(type_check));
    }
    if let Some(entity) = facts.entity().filter(|_| !facts.filer.individual) {
        findings.extend(certificate_province(facts, entity));
        let gaps = entity.investor.as_ref().map(OrgName::gbk_gaps).unwrap_or_default();
        if !gaps.is_empty() {
            findings.push(Finding::warning("GBK", field("investor"), gbk_message(&gaps)));
        }
    }
}

/// V-CERT-PREFIX: the first two characters of a unified code tell the sort of body.
fn prefix(facts: &Facts<'_>, type_check: &TypeCheck) -> Option<Finding> {
    let code = type_check.certificate.credit_code()?;
    let kind = facts.reference.entity_kind(&type_check.entity_kind, facts.today)?;
    if kind.fits_credit_code(code.as_str()) {
        return None;
    }
    let target = Target::field(Part::TYPE_CHECK, "cert_number");
    Some(
        Finding::warning("V-CERT-PREFIX", target, Message::new("filing-cert-prefix")).way_out("filing-cert-prefix-way"),
    )
}

/// Beginning of the unified codes of individual businesses (GB 32100).
const INDIVIDUAL_BUSINESS: &str = "92";

/// Whether an organisation may be an individual business: older certificates do not tell.
pub(super) fn is_individual_business(facts: &Facts<'_>) -> bool {
    let code = facts.type_check().and_then(|check| check.certificate.credit_code());
    code.is_none_or(|code| code.as_str().starts_with(INDIVIDUAL_BUSINESS))
}

/// V-CERT-INNER: characters 9 to 17 of a unified code are an organisation code with a check character of its own (3.3).
fn inner(type_check: &TypeCheck) -> Option<Finding> {
    let code = type_check.certificate.credit_code()?;
    let target = Target::field(Part::TYPE_CHECK, "cert_number");
    let finding = Finding::warning("V-CERT-INNER", target, Message::new("filing-cert-inner"));
    code.organisation_code().is_none().then(|| finding.way_out("filing-cert-inner-way"))
}

/// The name stays as printed; the desk sees which characters the bureau's system cannot hold.
fn gbk(type_check: &TypeCheck) -> Option<Finding> {
    let gaps = type_check.entity_name.gbk_gaps();
    if gaps.is_empty() {
        return None;
    }
    // The name of an individual is told with the person.
    let EntityName::Organisation(_) = type_check.entity_name else { return None };
    let target = Target::field(Part::TYPE_CHECK, "entity_name");
    Some(Finding::warning("GBK", target, gbk_message(&gaps)))
}

pub(super) fn gbk_message(gaps: &[char]) -> Message {
    let characters = gaps.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
    Message::new("filing-name-gbk").with("characters", characters)
}

/// X25: days the certificate must still be valid.
pub(super) fn term(asked: u32, facts: &Facts<'_>) -> Option<Finding> {
    let left = facts.entity()?.validity?.days_left(facts.today)?;
    if left >= i64::from(asked) {
        return None;
    }
    let message = Message::new("filing-cert-term").with("days", asked).with("left", left.max(0));
    Some(Finding::blocking("X25", field("cert_valid_to"), message).way_out("filing-cert-term-way"))
}

/// X13: an organisation files in the province of its certificate. The address decides; a unified code keeps the division
/// of first registration after a move, so alone it is worth a question only.
fn certificate_province(facts: &Facts<'_>, entity: &Entity) -> Option<Finding> {
    let own = facts.filer.province;
    if let Some(printed) = province_of(entity.cert_address.as_str(), facts.reference, facts.today) {
        let elsewhere = printed != own;
        let finding = Finding::blocking("X13", field("cert_address"), Message::new("filing-cert-province"));
        return elsewhere.then(|| finding.way_out("filing-cert-province-way"));
    }
    let region = facts.type_check()?.certificate.region_code()?;
    let province = facts.reference.province_of_code(region, facts.today)?;
    let finding = Finding::warning("X13", field("cert_address"), Message::new("filing-cert-province-code"));
    (province.code != own).then(|| finding.way_out("filing-cert-province-way"))
}

/// X14: both addresses in one city. The mailing address lies in the city of the type check.
pub(super) fn same_city(facts: &Facts<'_>) -> Option<Finding> {
    let (printed, _) = city_of(facts.entity()?.cert_address.as_str(), facts.reference, facts.today)?;
    let finding = Finding::blocking("X14", field("mailing_address"), Message::new("filing-same-city"));
    (printed != facts.filer.city).then(|| finding.way_out("filing-same-city-way"))
}

/// 4.2: what may stand in the field investor or superior unit, as far as the names in the filing tell.
pub(super) fn investor(allowed: &[Investor], facts: &Facts<'_>) -> Option<Finding> {
    let told = facts.entity()?.investor.as_ref()?.as_str();
    let person = facts.entity_person()?;
    let legal_rep = match &person.legal_rep {
        Some(other) => Some(other.name.reveal()),
        None => person.is_legal_rep.then(|| person.name.reveal()),
    };
    let is_person = told == person.name.reveal() || legal_rep == Some(told);
    let is_entity = facts.type_check()?.entity_name.reveal() == told;
    let fits = |what: &Investor| match what {
        Investor::Entity => is_entity,
        Investor::LegalRep => legal_rep == Some(told),
        Investor::Organisation | Investor::Superior => !is_person,
    };
    let key = match allowed {
        [Investor::Entity] => "filing-investor-entity",
        [Investor::LegalRep] => "filing-investor-legal-rep",
        _ => "filing-investor-organisation",
    };
    let finding = Finding::blocking("E-INVESTOR", field("investor"), Message::new(key));
    (!allowed.iter().any(fits)).then(|| finding.way_out("filing-investor-way"))
}

/// 4.2: what the remark on the entity tells.
pub(super) fn remark(why: EntityRemark, facts: &Facts<'_>) -> Option<Finding> {
    let untold = facts.entity()?.remark.is_none();
    let (asked, key) = match why {
        EntityRemark::Deputy => (!facts.entity_person()?.is_legal_rep, "filing-entity-remark-deputy"),
        EntityRemark::ThirdContact => (true, "filing-entity-remark-contact"),
    };
    let finding = Finding::blocking("E-REMARK", field("entity_remark"), Message::new(key));
    (asked && untold).then(|| finding.way_out("filing-entity-remark-way"))
}

/// Whether an individual's ID address lies in another province. The address decides, else the number of a resident ID.
pub(crate) fn is_from_elsewhere(facts: &Facts<'_>) -> Option<bool> {
    if !facts.filer.individual {
        return None;
    }
    let printed = facts.entity().and_then(|own| province_of(own.cert_address.as_str(), facts.reference, facts.today));
    if let Some(province) = printed {
        return Some(province != facts.filer.province);
    }
    let region = facts.type_check()?.certificate.region_code()?;
    let province = facts.reference.province_of_code(region, facts.today)?;
    Some(province.code != facts.filer.province)
}

/// X15: refusal, or a proof of residence that the list of papers then asks for.
pub(super) fn residence(rule: Residence, facts: &Facts<'_>) -> Option<Finding> {
    if !is_from_elsewhere(facts)? {
        return None;
    }
    let target = field("cert_address");
    match rule {
        Residence::LocalOnly => {
            let finding = Finding::blocking("X15", target, Message::new("filing-id-local-only"));
            Some(finding.way_out("filing-id-local-only-way"))
        }
        Residence::Permit => Some(Finding::warning("X15", target, Message::new("filing-id-permit"))),
        Residence::PermitOrProof => Some(Finding::warning("X15", target, Message::new("filing-id-proof"))),
        Residence::Any => None,
    }
}
