//! The papers of typical filings.

use crate::reference::book;
use crate::reference::rules::INITIAL;

use super::*;

const RESIDENT_ID: &str = "2";
const PASSPORT: &str = "7";

fn on() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn person(certificate_kind: &str, is_legal_rep: bool, age: u32) -> PersonFacts<'_> {
    PersonFacts { certificate_kind, is_legal_rep, age: Some(age) }
}

fn website(person: Option<PersonFacts<'_>>) -> WebsiteFacts<'_> {
    WebsiteFacts { person, domains: 1, pre_approval: false, pre_approval_word: false }
}

fn filing<'a>(entity_kind: &'a str, province: &'a str) -> MaterialFacts<'a> {
    MaterialFacts {
        columns: &["initial"],
        proves_entity_person: true,
        name_changed: false,
        phone_lost: false,
        entity_kind,
        province,
        filing_kind: INITIAL,
        entity_person: Some(person(RESIDENT_ID, true, 40)),
        id_from_elsewhere: false,
        websites_on_record: 0,
        websites: vec![website(None)],
    }
}

fn required(facts: &MaterialFacts<'_>) -> Vec<String> {
    let slots = book().material_slots(facts, on());
    slots.into_iter().filter(|slot| slot.required && !slot.rule.is_face()).map(|slot| slot.slot).collect()
}

/// Section 8.4 by date, kind of filing and province: the live face since 2019-07-29, the backdrop before.
#[test]
fn section_8_4_who_verifies_and_how() {
    let asked = |entity_kind: &str, filing_kind: &str, columns: &'static [&'static str], day: &str| -> Vec<String> {
        let facts = MaterialFacts { columns, filing_kind, ..filing(entity_kind, "530000") };
        let slots = book().material_slots(&facts, day.parse().unwrap()).into_iter();
        slots.filter(|slot| ["face", "backdrop"].contains(&slot.rule.kind.as_str())).map(|slot| slot.slot).collect()
    };
    for (kind, filing_kind, columns, day, slots) in [
        ("4", INITIAL, &["initial"] as &'static [&'static str], TODAY, vec!["website-1-face"]),
        ("5", INITIAL, &["initial"], TODAY, vec!["website-1-face"]),
        ("4", INITIAL, &["initial"], "2019-07-29", vec!["website-1-face"]),
        ("4", INITIAL, &["initial"], "2019-07-28", vec!["website-1-backdrop"]),
        ("4", "NEW_ELSEWHERE", &["new_elsewhere"], TODAY, vec!["website-1-face"]),
        ("4", "NEW_HERE", &["new_here"], TODAY, vec!["website-1-face"]),
        ("4", "ACCESS", &["access"], TODAY, vec!["website-1-face"]),
        ("4", "CHG_WEBSITE", &["change_website"], TODAY, vec![]),
        ("4", "CXL_ENTITY", &["cancel"], TODAY, vec![]),
    ] {
        assert_eq!(asked(kind, filing_kind, columns, day), slots, "{kind} {filing_kind} {day}");
    }
}

#[test]
fn a_plain_organisation() {
    let expected = ["entity-certificate", "entity-person-id-front", "entity-person-id-back"];
    assert_eq!(required(&filing("4", "530000")), expected);
}

#[test]
fn a_plain_individual() {
    assert_eq!(required(&filing("5", "110000")), ["entity-person-id-front", "entity-person-id-back"]);
}

#[test]
fn a_passport_has_one_page() {
    let facts = MaterialFacts { entity_person: Some(person(PASSPORT, true, 40)), ..filing("5", "110000") };
    assert_eq!(required(&facts), ["entity-person-id-front"]);
}

#[test]
fn another_website_person_adds_his_id_and_where_asked_a_letter() {
    let other = website(Some(person(RESIDENT_ID, false, 30)));
    let facts = MaterialFacts { websites: vec![website(None), other], ..filing("4", "350000") };
    let slots = required(&facts);
    assert_eq!(slots[3..], ["website-2-person-id-front", "website-2-person-id-back", "website-2-person-letter"]);
    let facts = MaterialFacts { websites: vec![other], ..filing("4", "530000") };
    assert!(!required(&facts).contains(&"website-1-person-letter".to_owned()));
}

#[test]
fn conditions_follow_the_province() {
    let has = |facts: &MaterialFacts<'_>, slot: &str| required(facts).contains(&slot.to_owned());
    let deputy =
        |province| MaterialFacts { entity_person: Some(person(RESIDENT_ID, false, 40)), ..filing("4", province) };
    assert!(has(&deputy("220000"), "entity-person-letter"));
    assert!(!has(&deputy("210000"), "entity-person-letter"));
    assert!(has(&deputy("230000"), "entity-person-articles"));

    let elsewhere = |province| MaterialFacts { id_from_elsewhere: true, ..filing("5", province) };
    assert!(has(&elsewhere("310000"), "entity-person-residence"));
    assert!(has(&elsewhere("440000"), "entity-person-residence-proof"));
    assert_eq!(required(&elsewhere("110000")).len(), 2);

    let young = MaterialFacts { entity_person: Some(person(RESIDENT_ID, true, 17)), ..filing("5", "210000") };
    assert!(has(&young, "entity-person-work-proof"));

    assert!(has(&filing("4", "430000"), "website-1-domain-certificate"));
    assert!(has(&filing("5", "150000"), "website-1-domain-certificate-personal"));
    assert!(has(&filing("4", "440000"), "entity-commitment-guangdong"));
    assert!(has(&filing("5", "650000"), "website-1-party-building"));
    assert!(has(&filing("2", "360000"), "entity-review-form"));
    assert!(!has(&filing("4", "360000"), "entity-review-form"));

    let second = MaterialFacts { websites_on_record: 1, ..filing("4", "430000") };
    assert!(has(&second, "website-1-construction-plan"));
    let six = WebsiteFacts { domains: 6, ..website(None) };
    assert!(has(&MaterialFacts { websites: vec![six], ..filing("4", "510000") }, "entity-domain-statement"));
    let approved = WebsiteFacts { pre_approval: true, ..website(None) };
    let news = MaterialFacts { websites: vec![approved], ..filing("4", "440000") };
    assert!(has(&news, "website-1-pre-approval") && !has(&news, "website-1-pre-approval-letter"));
    let open = WebsiteFacts { pre_approval_word: true, ..approved };
    let another = MaterialFacts { websites: vec![open], ..filing("4", "440000") };
    assert!(has(&another, "website-1-pre-approval") && has(&another, "website-1-pre-approval-letter"));
}

#[test]
fn slots_lead_back_to_their_rule() {
    let rule = |slot: &str| book().material_of_slot(slot, on()).map(|rule| rule.slot.as_str());
    assert_eq!(rule("website-12-pre-approval"), Some("website-{n}-pre-approval"));
    assert_eq!(rule("entity-other-3"), Some("entity-other-{m}"));
    assert_eq!(rule("entity-certificate"), Some("entity-certificate"));
    assert_eq!(rule("website-0-pre-approval"), None);
    assert_eq!(rule("website-x-pre-approval"), None);
    assert_eq!(rule("website-1"), None);
}

/// Section 8.2, a column a row: what an organisation hands in whose persons stay who they are.
#[test]
fn section_8_2_every_column_asks_its_own() {
    let of = |columns: &'static [&'static str], proves: bool, name_changed: bool, phone_lost: bool| {
        let facts = MaterialFacts {
            columns,
            proves_entity_person: proves,
            name_changed,
            phone_lost,
            websites: vec![website(None)],
            ..filing("4", "530000")
        };
        required(&facts)
    };
    let ids = ["entity-person-id-front", "entity-person-id-back"];
    for (columns, proves, papers) in [
        (&["initial"] as &'static [&'static str], true, vec!["entity-certificate", ids[0], ids[1]]),
        (&["access"], true, vec!["entity-certificate", ids[0], ids[1]]),
        (&["new_elsewhere"], true, vec!["entity-certificate", ids[0], ids[1]]),
        (&["new_here"], true, vec![ids[0], ids[1]]),
        (&["new_here"], false, vec![]),
        (&["change_entity"], false, vec!["entity-certificate"]),
        (&["change_entity"], true, vec!["entity-certificate", ids[0], ids[1]]),
        (&["change_website"], false, vec![]),
        (&["cancel"], false, vec![]),
        (&["claim"], true, vec!["entity-certificate", ids[0], ids[1]]),
        (&["transfer"], false, vec![]),
    ] {
        assert_eq!(of(columns, proves, false, false), papers, "{columns:?}");
    }
    assert_eq!(of(&["change_entity"], false, true, false), ["entity-certificate", "entity-name-change"]);
    assert_eq!(of(&["cancel"], false, false, true), ["entity-cancellation-statement"]);
}

/// Section 8.2 row by row. The columns: individual and organisation initially, new website elsewhere and here, access,
/// change, cancel. `!` is asked of everybody it is for, `?` by province or case, `-` never.
#[test]
fn section_8_2_row_by_row() {
    const COLUMNS: [(&str, &[&str]); 7] = [
        ("5", &["initial"]),
        ("4", &["initial"]),
        ("4", &["new_elsewhere"]),
        ("4", &["new_here"]),
        ("4", &["access"]),
        ("4", &["change_entity", "change_website", "change_access"]),
        ("4", &["cancel"]),
    ];
    let rows: &[(&str, &str, &[&str], &str)] = &[
        ("entity certificate", TODAY, &["entity-certificate"], "-!!-!!-"),
        ("ID of the entity person", TODAY, &["entity-person-id-front", "entity-person-id-back"], "??????-"),
        ("ID of the website person", TODAY, &["website-{n}-person-id-front", "website-{n}-person-id-back"], "-?????-"),
        ("verification form 2019", "2019-09-03", &["website-{n}-verification-form"], "!!!!!--"),
        ("verification form today", TODAY, &["website-{n}-verification-form-now"], "?????--"),
        ("domain certificate", TODAY, &["website-{n}-domain-certificate"], "?????--"),
        ("domain certificate of individuals", TODAY, &["website-{n}-domain-certificate-personal"], "?------"),
        ("real-name screenshot", TODAY, &["website-{n}-real-name"], "?????--"),
        ("face", TODAY, &["website-{n}-face"], "?????--"),
        ("face of the entity person", TODAY, &["entity-person-face"], "-????--"),
        ("backdrop", TODAY, &["website-{n}-backdrop"], "?????--"),
        ("letter for the entity person", TODAY, &["entity-person-letter"], "-??-??-"),
        ("its articles", TODAY, &["entity-person-articles"], "-??-??-"),
        ("letter for the website person", TODAY, &["website-{n}-person-letter"], "-?????-"),
        ("residence", TODAY, &["entity-person-residence", "entity-person-residence-proof"], "?------"),
        ("work or income", TODAY, &["entity-person-work-proof"], "??????-"),
        ("work or income of another", TODAY, &["website-{n}-person-work-proof"], "-?????-"),
        ("commitment Guangdong", TODAY, &["entity-commitment-guangdong"], "??????-"),
        ("commitment Guangdong before", "2021-06-20", &["entity-commitment-guangdong"], "-------"),
        ("Jiangsu", TODAY, &["website-{n}-notice-jiangsu", "website-{n}-commitment-jiangsu"], "??????-"),
        ("Jiangsu before", "2021-05-31", &["website-{n}-notice-jiangsu"], "-------"),
        ("party-building", TODAY, &["website-{n}-party-building"], "????---"),
        ("party-building since 2019", TODAY, &["website-{n}-party-building-letter"], "----??-"),
        ("construction plan", TODAY, &["website-{n}-construction-plan"], "?????--"),
        ("statement on domains", TODAY, &["entity-domain-statement"], "-?????-"),
        ("pre-approval", TODAY, &["website-{n}-pre-approval"], "-?????-"),
        ("letter that none is involved", TODAY, &["website-{n}-pre-approval-letter"], "-?????-"),
        ("name changed", TODAY, &["entity-name-change"], "-----?-"),
        ("name changed before", TODAY, &["entity-name-letter"], "--?-?--"),
        ("cancellation", TODAY, &["entity-cancellation-statement"], "------?"),
        ("phone lost", TODAY, &["entity-phone-statement"], "-----?-"),
        ("photo of ID and licence", TODAY, &["entity-person-licence-photo"], "-????--"),
        ("security agreement", "2019-09-03", &["entity-security-agreement"], "??-----"),
        ("security agreement today", TODAY, &["entity-security-agreement"], "-------"),
    ];
    for (name, day, slots, marks) in rows {
        for slot in *slots {
            let found: String = COLUMNS.iter().map(|(kind, columns)| mark(slot, kind, columns, day)).collect();
            assert_eq!(found, *marks, "{name}: {slot}");
        }
    }
    // Those of an individual alone, and of public bodies.
    assert_eq!(["5", "4"].map(|kind| mark("entity-person-photo", kind, &["cancel"], TODAY)), ['?', '-']);
    assert_eq!(
        ["2", "3", "4", "5"].map(|kind| mark("entity-review-form", kind, &["initial"], TODAY)),
        ['?', '?', '-', '-']
    );
    let told: Vec<&str> = rows.iter().flat_map(|(_, _, slots, _)| slots.iter().copied()).collect();
    let rest: Vec<&str> =
        book().materials.all().iter().map(|row| row.slot.as_str()).filter(|slot| !told.contains(slot)).collect();
    assert_eq!(rest, ["entity-review-form", "entity-person-photo", "entity-other-{m}", "website-{n}-other-{m}"]);
}

const TODAY: &str = "2026-11-23";

fn mark(slot: &str, kind: &str, columns: &[&str], day: &str) -> char {
    let rule = book().material(slot, day.parse().unwrap()).filter(|rule| rule.is_for(kind) && rule.is_in(columns));
    match rule {
        None => '-',
        Some(rule) if rule.need == Need::Required && !rule.by_province => '!',
        Some(_) => '?',
    }
}

/// Formats, counts and samples: letters and plans may be a PDF, pictures of documents are pictures; 8.1.
#[test]
fn section_8_1_formats_counts_and_samples() {
    for rule in book().materials.all() {
        let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static/images").join(&rule.sample);
        assert!(sample.is_file(), "{}", rule.slot);
        let is_picture = matches!(
            rule.kind.as_str(),
            "entity_certificate" | "id_front" | "id_back" | "person_photo" | "verification_form" | "face" | "backdrop"
        ) || rule.slot == "entity-person-residence";
        assert_eq!(rule.formats.contains(&Format::Pdf), !is_picture, "{}", rule.slot);
        assert_eq!(rule.most, if rule.is_repeatable() { 10 } else { 1 }, "{}", rule.slot);
    }
    let per = |slot: &str| book().material(slot, on()).unwrap().per;
    assert_eq!(per("website-{n}-domain-certificate"), Per::Domain);
    assert_eq!(per("website-{n}-pre-approval"), Per::Approval);
}
