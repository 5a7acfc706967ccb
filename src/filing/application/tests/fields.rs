//! The catalogue of fields as tables: what is typed into one field of a good form, and what is then said beside it; nothing
//! if it is taken. Lengths stand with both sides of each bound. `|` parts the
//! texts of a list, `a{64}` stands for 64 of them.

mod websites;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

/// A field, what is typed, and the key told beside it: empty for none, `field key; field key` where others follow from it.
type Row = (&'static str, &'static str, &'static str);

fn form_of(drafts: &Drafts, part: Part) -> Value {
    let site = (part.ordinal() as usize).checked_sub(1).map(|index| &drafts.websites[index]);
    let form = match part.section() {
        Section::TypeCheck => serde_json::to_value(&drafts.type_check),
        Section::Operation => serde_json::to_value(&drafts.operation),
        Section::Access => serde_json::to_value(&drafts.access),
        Section::Entity => serde_json::to_value(&drafts.entity),
        Section::EntityPerson => serde_json::to_value(&drafts.entity_person),
        Section::Website => serde_json::to_value(&site.unwrap().website),
        Section::WebsitePerson => serde_json::to_value(&site.unwrap().person),
        Section::Answers => unreachable!("answers are no form"),
    };
    form.unwrap()
}

/// The same drafts with one field typed otherwise.
fn typing(base: &Drafts, part: Part, field: &str, typed: &str) -> Drafts {
    let (mut drafts, mut form) = (base.clone(), form_of(base, part));
    let value = form.get_mut(field).unwrap_or_else(|| panic!("{part} has no {field}"));
    *value = if value.is_array() { json!(typed.split('|').collect::<Vec<_>>()) } else { json!(typed) };
    drafts.put(part, form).unwrap();
    drafts
}

fn table(base: &Drafts, part: Part, rows: &[Row]) {
    assert!(base.check(part, book(), today()).is_empty(), "{part} is no good form to begin with");
    for (field, typed, key) in rows {
        let errors = typing(base, part, field, &spelled(typed)).check(part, book(), today());
        let told: Vec<String> = errors.iter().map(|(name, message)| format!("{name} {}", message.key)).collect();
        let expected = if key.is_empty() || key.contains(' ') { (*key).to_owned() } else { format!("{field} {key}") };
        assert_eq!(told.join("; "), expected, "{part}.{field} typed as {typed}");
    }
}

/// Every field of a form has a row in its tables that refuses something, but those that may hold anything.
fn complete(base: &Drafts, part: Part, tables: &[&[Row]], free: &[&str]) {
    let form = form_of(base, part);
    let all: BTreeSet<&str> = form.as_object().unwrap().keys().map(String::as_str).collect();
    let refusing = tables.iter().flat_map(|rows| rows.iter()).filter(|(_, _, key)| !key.is_empty());
    let told: BTreeSet<&str> = refusing.map(|(field, ..)| *field).chain(free.iter().copied()).collect();
    assert_eq!(told, all, "{part}");
}

fn with(mut base: Drafts, change: impl FnOnce(&mut Drafts)) -> Drafts {
    change(&mut base);
    base
}

/// What is typed, with `a{64}` and `(ab){64}` written out.
fn spelled(typed: &str) -> String {
    let mut text = String::new();
    let mut pieces = typed.split('{');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (times, rest) = piece.split_once('}').unwrap();
        let from =
            if text.ends_with(')') { text.rfind('(').unwrap() } else { text.char_indices().next_back().unwrap().0 };
        let unit = text.split_off(from);
        text.push_str(&unit.trim_matches(['(', ')']).repeat(times.parse().unwrap()));
        text.push_str(rest);
    }
    text
}

const TYPE_CHECK: &[Row] = &[
    ("province", "", "province filing-province-empty; city filing-city-empty"),
    ("province", "990000", "province filing-province-empty; city filing-city-empty"),
    ("province", "440000", "city filing-city-empty"),
    ("city", "", "filing-city-empty"),
    ("city", "440100", "filing-city-empty"),
    ("district", "", "filing-district-empty"),
    ("district", "\u{3000}", "filing-district-empty"),
    ("district", "市辖区", "filing-district-placeholder"),
    ("district", " 市 辖 区 ", "filing-district-placeholder"),
    ("district", "海", "value-too-short"),
    ("district", "海淀", ""),
    ("district", "区{30}", ""),
    ("district", "区{31}", "value-too-long"),
    ("district", "海\u{202e}淀区", "value-invisible"),
    ("district", "海淀区\u{1f33c}", "value-gbk"),
    ("entity_kind", "", "entity_kind filing-entity-kind-empty; cert_kind filing-cert-kind-other"),
    ("entity_kind", "99", "entity_kind filing-entity-kind-empty; cert_kind filing-cert-kind-other"),
    ("entity_kind", "2", "cert_kind filing-cert-kind-other"),
    ("cert_kind", "", "filing-cert-kind-empty"),
    ("cert_kind", "2", "filing-cert-kind-other"),
    ("cert_kind", "12", "filing-cert-kind-other"),
    ("cert_kind", "27", ""),
    ("cert_number", "", "value-cert-empty"),
    ("cert_number", "91110000MA0000007", "value-cert-length"),
    ("cert_number", "91110000MA0000007_", "value-cert-character"),
    ("cert_number", "91110000MI00000077", "value-credit-code-letter"),
    ("cert_number", "91110000MA00000078", "value-cert-check"),
    ("cert_number", "11000019900307001X", "value-cert-kind"),
    ("cert_number", "９１１１００００ ma0000007-7", ""),
    ("entity_name", "", "value-org-name-empty"),
    ("entity_name", "店", "value-too-short"),
    ("entity_name", "小店", ""),
    ("entity_name", "店{100}", ""),
    ("entity_name", "店{101}", "value-too-long"),
    ("entity_name", "12345", "value-org-name-letters"),
    ("entity_name", "示例（北京）有限公司", ""),
    ("entity_name", "北京𠮷祥餐饮店", ""),
    ("entity_name", "北京\n示例公司", "value-invisible"),
    ("domain", "", "value-domain-empty"),
    ("domain", "a.cn", ""),
    ("domain", "a{63}.cn", ""),
    ("domain", "a{64}.cn", "value-domain"),
    ("domain", "-a.cn", "value-domain"),
    ("domain", "a_b.cn", "value-domain"),
    ("domain", "https://EXAMPLE.cn/", ""),
    ("domain", "例子.中国", ""),
    ("domain", "www.example.cn", "value-domain-sub"),
    ("domain", "com.cn", "value-domain-is-suffix"),
    ("domain", "example", "value-domain-suffix-missing"),
    ("domain", "example.nosuch", "value-domain-suffix-unknown"),
    ("domain", "192.0.2.1", "value-domain-ip"),
    ("domain", "a@example.cn", "value-domain-mail"),
    ("domain", "example.cn:80", "value-domain-port"),
    ("domain", "gаrden.cn", "value-domain-look-alike"),
    ("already_filed", "", "filing-already-filed-empty"),
    ("already_filed", "perhaps", "filing-already-filed-empty"),
    ("already_filed", "unknown", ""),
];

const TYPE_CHECK_OF_A_PERSON: &[Row] = &[
    ("cert_kind", "1", "filing-cert-kind-other"),
    ("cert_number", "330000199702290004", "value-id-date"),
    ("cert_number", "990000199003070011", "value-id-region"),
    ("cert_number", "440000851112002", "value-id-first-generation"),
    ("entity_name", "", "value-person-name-empty"),
    ("entity_name", "张", "value-too-short"),
    ("entity_name", "张{50}", ""),
    ("entity_name", "张{51}", "value-too-long"),
    ("entity_name", "张三3", "value-person-name-character"),
    ("entity_name", "JOHN SMITH", ""),
];

#[test]
fn section_4_1_type_check() {
    table(&organisation(), Part::TYPE_CHECK, TYPE_CHECK);
    complete(&organisation(), Part::TYPE_CHECK, &[TYPE_CHECK], &[]);
    table(&individual(), Part::TYPE_CHECK, TYPE_CHECK_OF_A_PERSON);
    let abroad = with(individual(), |drafts| {
        drafts.type_check.cert_kind = "7".into();
        drafts.type_check.cert_number = "X1234567".into();
    });
    table(&abroad, Part::TYPE_CHECK, &[("cert_number", "E12345678", "filing-mainland-passport")]);
}

const ENTITY: &[Row] = &[
    ("cert_address", " ", "filing-cert-address-empty"),
    ("cert_address", "北京市", "value-too-short"),
    ("cert_address", "北京市区", ""),
    ("cert_address", "路{198}1号", ""),
    ("cert_address", "路{199}1号", "value-too-long"),
    ("cert_address", "北京市示例路1号\u{1f33c}", "value-gbk"),
    ("cert_address", "北京市示例路1号m²", "value-gbk-instead"),
    ("cert_address", "北京市示例路\u{200b}1号", "value-invisible"),
    ("cert_valid_from", "2026-11-23", ""),
    ("cert_valid_from", "2026-11-24", "filing-valid-from-future"),
    ("cert_valid_from", "2019-02-30", "value-day"),
    ("cert_valid_from", "", "value-day-empty"),
    ("cert_valid_to", "2030-01-01", "filing-valid-both"),
    ("cert_long_term", "", "cert_valid_to filing-valid-to-empty"),
    ("mailing_address", "", "filing-mailing-empty"),
    ("mailing_address", "1号楼", "value-too-short"),
    ("mailing_address", "路1号楼", ""),
    ("mailing_address", "路{198}1号", ""),
    ("mailing_address", "路{199}1号", "value-too-long"),
    ("mailing_address", "示例路附近", "filing-mailing-house"),
    ("mailing_address", "北京市海淀区示例路1号", "filing-mailing-prefix"),
    ("mailing_address", "海淀区示例路1号", "filing-mailing-prefix"),
    ("mailing_address", "示例镇示例村", ""),
    ("mailing_address", "示例路1号\u{1f33c}", "value-gbk"),
    ("investor", "", "filing-investor-empty"),
    ("investor", "某", "value-too-short"),
    ("investor", "某局", ""),
    ("investor", "某{100}", ""),
    ("investor", "某{101}", "value-too-long"),
    ("investor", "12345", "value-org-name-letters"),
    ("entity_remark", "", ""),
    ("entity_remark", "一行\n两行", ""),
    ("entity_remark", "字{200}", ""),
    ("entity_remark", "字{201}", "value-too-long"),
    ("entity_remark", "好\u{7}", "value-invisible"),
];

const TERM: &[Row] = &[
    ("cert_valid_to", "2019-03-11", "filing-valid-order"),
    ("cert_valid_to", "2026-11-22", "filing-valid-expired"),
    ("cert_valid_to", "2026-11-23", ""),
    ("cert_valid_to", "soon", "value-day"),
];

#[test]
fn section_4_2_entity() {
    table(&organisation(), Part::ENTITY, ENTITY);
    complete(&organisation(), Part::ENTITY, &[ENTITY], &[]);
    let with_end = with(organisation(), |drafts| {
        drafts.entity.cert_long_term.clear();
        drafts.entity.cert_valid_to = "2039-03-10".into();
    });
    table(&with_end, Part::ENTITY, TERM);
    // Not asked of an individual.
    table(&individual(), Part::ENTITY, &[("investor", "", ""), ("cert_valid_from", "x", "")]);
}

/// 4.3, of either person.
const PERSON: &[Row] = &[
    ("name", "", "value-person-name-empty"),
    ("name", "王", "value-too-short"),
    ("name", "王明", ""),
    ("name", "王{50}", ""),
    ("name", "王{51}", "value-too-long"),
    ("name", "买买提·吐尔逊", ""),
    ("name", "·王明", "value-person-name-parts"),
    ("name", "王明1", "value-person-name-character"),
    ("name", "王𣲗", ""),
    ("is_legal_rep", "", "filing-legal-rep-empty"),
    ("is_legal_rep", "perhaps", "filing-legal-rep-empty"),
    ("cert_kind", "", "filing-cert-kind-empty"),
    ("cert_kind", "1", "filing-cert-kind-empty"),
    ("cert_kind", "7", "cert_number value-cert-kind"),
    ("cert_number", "", "value-cert-empty"),
    ("cert_number", "110000199003070011", "value-cert-check"),
    ("cert_number", "1100001990030700", "value-cert-length"),
    ("cert_number", "11000019900307001Y", "value-cert-character"),
    ("cert_number", "110000209901010007", "value-id-date"),
    ("cert_number", "110000900307001", "value-id-first-generation"),
    ("cert_valid_from", "", "value-day-empty"),
    ("cert_valid_from", "2026-11-24", "filing-valid-from-future"),
    ("cert_valid_to", "", "filing-valid-to-empty"),
    ("cert_valid_to", "2026-11-22", "filing-valid-expired"),
    ("cert_valid_to", "2026-11-23", ""),
    ("cert_long_term", "yes", "cert_valid_to filing-valid-both"),
    ("mobile", "", "value-mobile-empty"),
    ("mobile", "1390000000", "value-mobile"),
    ("mobile", "139000000000", "value-mobile"),
    ("mobile", "12900000000", "value-mobile"),
    ("mobile", "13000000000", ""),
    ("mobile", "+86 199 0000 0000", ""),
    ("mobile", "+852 9123 4567", "value-phone-abroad"),
    ("mobile_province", "", ""),
    ("mobile_province", "320000", ""),
    ("mobile_province", "320100", "filing-mobile-province-unknown"),
    ("emergency_phone", "", "value-phone-empty"),
    ("emergency_phone", "010-123456", "value-phone"),
    ("emergency_phone", "0551-1234567", ""),
    ("emergency_phone", "95599", "value-phone"),
    ("office_phone", "", ""),
    ("office_phone", "021-12345678-123456", ""),
    ("office_phone", "021-12345678-1234567", "value-phone"),
    ("office_phone", "13900000009", ""),
    ("email", "", "value-email-empty"),
    ("email", "nobody", "value-email"),
    ("email", "张三@example.cn", "value-email-ascii"),
    ("email", "a{64}@b{31}.com", ""),
    ("email", "a{64}@b{32}.com", "value-too-long"),
    ("email", "a{65}@example.cn", "value-email"),
];

const ENTITY_PERSON: &[Row] = &[
    ("emergency_phone", "13800000001", "filing-emergency-same"),
    ("emergency_phone", "+86 138-0000-0001", "filing-emergency-same"),
    ("is_legal_rep", "no", "legal_rep_name value-person-name-empty; legal_rep_cert_kind filing-cert-kind-empty"),
];

const LEGAL_REP: &[Row] = &[
    ("legal_rep_name", "", "value-person-name-empty"),
    ("legal_rep_name", "赵", "value-too-short"),
    ("legal_rep_cert_kind", "", "filing-cert-kind-empty"),
    ("legal_rep_cert_kind", "4", "filing-cert-kind-empty"),
    ("legal_rep_cert_number", "", "value-cert-empty"),
    ("legal_rep_cert_number", "330000199602290008", "value-cert-check"),
];

#[test]
fn section_4_3_entity_person() {
    table(&organisation(), Part::ENTITY_PERSON, PERSON);
    table(&organisation(), Part::ENTITY_PERSON, ENTITY_PERSON);
    let somebody_else_represents = with(organisation(), |drafts| {
        drafts.entity_person.is_legal_rep = NO.into();
        drafts.entity_person.legal_rep_name = "赵大海".into();
        drafts.entity_person.legal_rep_cert_kind = "2".into();
        drafts.entity_person.legal_rep_cert_number = "330000199602290007".into();
    });
    table(&somebody_else_represents, Part::ENTITY_PERSON, LEGAL_REP);
    // Whether it is the same person is asked of website persons.
    complete(&organisation(), Part::ENTITY_PERSON, &[PERSON, LEGAL_REP], &["same_as_entity_person"]);
}

const WEBSITE_PERSON: &[Row] = &[
    ("same_as_entity_person", "", "filing-same-person-empty"),
    ("same_as_entity_person", "yes", ""),
    ("emergency_phone", "13800000003", "filing-emergency-same"),
    ("is_legal_rep", "yes", ""),
];

#[test]
fn section_4_4_website_person() {
    let base = with(organisation(), |drafts| drafts.websites[0].person = somebody_else());
    table(&base, Part::website_person(1), PERSON);
    table(&base, Part::website_person(1), WEBSITE_PERSON);
    // Who the legal representative is, is asked once: with the entity person.
    let once = ["legal_rep_name", "legal_rep_cert_kind", "legal_rep_cert_number"];
    complete(&base, Part::website_person(1), &[PERSON, WEBSITE_PERSON], &once);
}
