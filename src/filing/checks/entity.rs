//! The entity: province and city of its addresses (X13, X14, X15), its certificate (3.2, X25), its name.

use super::{Facts, Finding};
use crate::filing::application::address::{city_of, province_of};
use crate::filing::application::{Entity, EntityName, TypeCheck};
use crate::filing::section::{Part, Target};
use crate::reference::province::{Individuals, Permit};
use crate::text::Message;

fn field(name: &str) -> Target {
    Target::field(Part::ENTITY, name)
}

pub(super) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if let Some(type_check) = facts.type_check() {
        findings.extend(prefix(facts, type_check));
        findings.extend(gbk(type_check));
    }
    let Some(entity) = facts.entity() else { return };
    findings.extend(term(facts, entity));
    if facts.filer.individual {
        findings.extend(id_from_elsewhere(facts));
    } else {
        findings.extend(certificate_province(facts, entity));
        findings.extend(same_city(facts, entity));
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
fn term(facts: &Facts<'_>, entity: &Entity) -> Option<Finding> {
    let asked = facts.province()?.certificate_min_days?;
    let left = entity.validity?.days_left(facts.today)?;
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

/// X14: both addresses in one city, where the province wants it. The mailing address lies in the city of the type check.
fn same_city(facts: &Facts<'_>, entity: &Entity) -> Option<Finding> {
    let wanted = facts.province()?.same_city;
    let (printed, _) = city_of(entity.cert_address.as_str(), facts.reference, facts.today)?;
    let differ = wanted && printed != facts.filer.city;
    let finding = Finding::blocking("X14", field("mailing_address"), Message::new("filing-same-city"));
    differ.then(|| finding.way_out("filing-same-city-way"))
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
fn id_from_elsewhere(facts: &Facts<'_>) -> Option<Finding> {
    let province = facts.province()?;
    if !is_from_elsewhere(facts)? {
        return None;
    }
    let target = field("cert_address");
    if province.individuals == Individuals::LocalIdOnly {
        let finding = Finding::blocking("X15", target, Message::new("filing-id-local-only"));
        return Some(finding.way_out("filing-id-local-only-way"));
    }
    match province.permit {
        Permit::Required => Some(Finding::warning("X15", target, Message::new("filing-id-permit"))),
        Permit::RequiredOrOtherProof => Some(Finding::warning("X15", target, Message::new("filing-id-proof"))),
        Permit::NotRequired | Permit::NotAccepted => None,
    }
}
