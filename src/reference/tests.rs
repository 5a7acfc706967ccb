//! The compiled-in data as a whole.

mod codes;
mod kinds;
mod sources;

use std::path::Path;

use chrono::NaiveDate;

use crate::reference::rules::choice::{LegalRep, Mailing, Mobile, Residence};
use crate::reference::rules::value::{AgeFrom, Phones};
use crate::reference::rules::{INITIAL, Sort};
use crate::reference::{Applicant, INDIVIDUAL, ReasonGroup, Reference, RuleSet, Suffix, book};
use crate::text::{Lang, Tr, is_han};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

/// Rows of a file of the shared reference folder beside the checkout, by its columns.
fn shared(file: &str) -> Option<Vec<std::collections::HashMap<String, String>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference").join(file);
    if !path.exists() {
        #[allow(clippy::disallowed_macros)] // said aloud in the test's output: the comparison did not take place
        {
            eprintln!("SKIPPED: {} is not here", path.display());
        }
        return None;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    Some(reader.deserialize().map(Result::unwrap).collect())
}

#[test]
fn everything_loads() {
    Reference::load().unwrap();
}

fn rules_on(province: &str, individual: bool, on: NaiveDate) -> RuleSet<'static> {
    let entity_kind = if individual { INDIVIDUAL } else { "4" };
    book().rules(&Applicant { province, entity_kind, filing_kind: INITIAL }, on)
}

fn rules(province: &str, individual: bool) -> RuleSet<'static> {
    rules_on(province, individual, today())
}

#[test]
fn provinces_carry_the_values_of_the_shared_table() {
    let provinces = book().provinces(today());
    assert_eq!(provinces.len(), 31);
    let Some(rows) = shared("provinces.csv") else { return };
    assert_eq!(rows.len(), 31);
    for row in rows {
        let code = row["code"].as_str();
        let own = book().province(code, today()).unwrap();
        assert_eq!((&own.zh, &own.en, &own.prefix), (&row["name_zh"], &row["name_en"], &row["prefix"]));
        let sms = rules_on(code, false, day("2019-09-03")).asks_sms();
        assert_eq!(sms, row["sms_required_2019"] == "yes", "{}", own.en);
        let person = rules(code, true);
        let (individuals, permit) = match person.residence() {
            Residence::LocalOnly => ("local_id_only", "not_accepted"),
            Residence::Permit => ("yes", "required"),
            Residence::PermitOrProof => ("yes", "required_or_other_proof"),
            Residence::Any => ("yes", "not_required"),
        };
        assert_eq!((individuals, permit), (&*row["individual_allowed"], &*row["residence_permit_for_nonlocal"]));
        let mobile = person.iter().find_map(|rule| match rule.sort {
            Sort::Mobile(mobile) => Some(mobile),
            _ => None,
        });
        let mobile = match mobile.unwrap() {
            Mobile::Province => "required",
            Mobile::ProvinceIfElsewhere => "required_nonlocal_individual",
            Mobile::Better => "recommended",
            Mobile::Any => "not_required",
        };
        assert_eq!(mobile, row["phone_same_province"], "{}", own.en);
        assert_eq!(person.mailing() == Mailing::InCases, row["mailing"] == "conditional", "{}", own.en);
    }
}

#[test]
fn province_rules_of_section_9() {
    let company = |code: &str| rules(code, false);
    let person = |code: &str| rules(code, true);
    assert_eq!(company("110000").phones(), Some(Phones { one: 2, two: 3 }));
    assert_eq!(company("420000").phones(), Some(Phones { one: 2, two: 4 }));
    assert_eq!((company("330000").review_days(), company("110000").review_days()), (Some(30), Some(20)));
    assert_eq!(company("370000").domain_days(), Some(45));
    assert_eq!(company("220000").legal_rep(), LegalRep::Letter);
    assert_eq!(company("650000").legal_rep(), LegalRep::Required);
    assert_eq!(person("350000").age_from(false), Some(AgeFrom { usual: 16, with_proof: 8 }));
    assert_eq!(company("110000").age_from(false), Some(AgeFrom { usual: 18, with_proof: 18 }));
    assert_eq!(company("120000").age_from(true), Some(AgeFrom { usual: 18, with_proof: 18 }));
    assert!(!person("410000").accepts_content(32) && person("440000").accepts_content(32));
    assert!(company("360000").accepts_content(128) && !company("360000").accepts_content(1));
    assert!(!company("230000").accepts_content(8_388_608));
    assert_eq!(book().province_of_code("110000199003070", today()).unwrap().en, "Beijing");
    assert!(book().province("710000", today()).is_none());
}

#[test]
fn reasons_are_the_ninety_of_the_catalogue_five_of_the_bureaus_system_and_one_of_our_own() {
    assert_eq!(book().reasons(today()).len(), 96);
    let Some(rows) = shared("rejection-reasons.csv") else { return };
    assert_eq!(rows.len(), 90);
    for row in rows {
        let own = book().reason(&row["code"]).unwrap();
        assert_eq!((&own.zh, &own.en), (&row["zh"], &row["en"]));
    }
}

#[test]
fn reasons_are_found_by_field() {
    let codes = |field: &str| -> Vec<&str> {
        book().reasons_for_field(field, today()).iter().map(|reason| reason.code.as_str()).collect()
    };
    assert_eq!(codes("entity.investor"), ["ENT-11"]);
    assert_eq!(codes("material.id_front"), ["MAT-01", "MAT-02", "MAT-03", "MAT-04", "MAT-05"]);
    assert!(codes("entity.unknown").is_empty());
}

#[test]
fn checklist_has_nineteen_items() {
    let items: Vec<&str> = book().checklist(today()).iter().map(|item| item.code.as_str()).collect();
    assert_eq!((items.len(), items[0], items[18]), (19, "R01", "R19"));
}

#[test]
fn kinds_have_certificates_of_their_own() {
    for kind in book().entity_kinds(today()) {
        assert!(!book().certificate_kinds_of(&kind.code, today()).is_empty(), "{}", kind.en);
    }
    assert_eq!(book().entity_kinds(today()).len(), 18);
    assert_eq!(book().entity_kinds(day("2019-09-03")).len(), 14);
    assert_eq!(book().person_certificate_kinds(today()).len(), 7);
    let enterprise = book().entity_kind("4", today()).unwrap();
    assert!(enterprise.fits_credit_code("91110000MA00000077") && !enterprise.fits_credit_code("12310000000000019X"));
    let old = book().certificate_kind("12", today()).unwrap();
    assert!(!old.initial, "an organisation code is for old records only");
}

#[test]
fn every_province_has_cities_and_a_server_location() {
    for province in book().provinces(today()) {
        assert!(!book().cities_of(&province.code, today()).is_empty(), "{}", province.en);
        assert!(book().server_location(&province.code, today()).is_some(), "{}", province.en);
    }
    // 333 prefectures but Taiwan's and the four municipalities, and 32 places directly under a province.
    assert_eq!(book().cities(today()).len(), 369);
    assert_eq!(book().city("320500", today()).unwrap().en, "Suzhou");
    assert!(book().cities(today()).iter().all(|city| city.zh != "市辖区"));
}

#[test]
fn service_contents_follow_entity_and_province() {
    let codes = |individual: bool, province: &str| -> Vec<u64> {
        let contents = book().service_contents_for(individual, &rules(province, individual), today());
        contents.iter().map(|content| content.code).collect()
    };
    assert_eq!(codes(true, "440000"), [32, 8_388_608]);
    assert_eq!(codes(true, "110000"), [8_388_608]);
    assert_eq!(codes(false, "360000"), [128]);
    assert!(!codes(false, "230000").contains(&8_388_608) && !codes(false, "230000").contains(&134_217_728));
}

#[test]
fn suffixes_follow_the_lists() {
    let judge = |domain: &str, province: &str| book().judge_suffix(domain, province, today());
    let cases = [
        ("example.com", "110000", Suffix::Accepted),
        ("example.com.cn", "110000", Suffix::Accepted),
        ("example.org", "440000", Suffix::NotApproved),
        ("example.global", "440000", Suffix::Accepted),
        ("example.global", "110000", Suffix::NotHere),
        ("例子.公司", "110000", Suffix::Accepted),
        ("xn--fsqu00a.xn--55qx5d", "440000", Suffix::Accepted),
        ("example", "440000", Suffix::NotApproved),
    ];
    for (domain, province, expected) in cases {
        assert_eq!(judge(domain, province), expected, "{domain} in {province}");
    }
}

#[test]
fn none_of_these_comes_first_and_trades_begin_on_their_day() {
    assert_eq!(book().pre_approvals(today())[0].code, "none");
    assert!(book().pre_approval("religion", day("2022-02-28")).is_none());
    assert!(book().pre_approval("religion", day("2022-03-01")).is_some());
}

#[test]
fn regions_of_the_provider_and_their_products() {
    let mainland = book().hosting_regions(today()).into_iter().filter(|region| region.is_mainland()).count();
    assert_eq!((mainland, book().hosting_regions(today()).len() - mainland), (14, 3));
    assert_eq!(book().product("cloud_server", today()).unwrap().quota, Some(5));
    assert!(!book().product("cdn", today()).unwrap().can_file);
}

#[test]
fn what_is_said_in_words_is_what_the_limits_say() {
    let limits = book().limits(today());
    assert_eq!((limits.upload_bytes, limits.draft_expiry_days, limits.retention_abandoned_days), (10 << 20, 90, 180));
    assert_eq!((limits.retention_papers_years, limits.retention_decisions_years), (2, 5));
    assert_eq!((limits.psb_days, limits.sms_hours, limits.bureau_working_days), (30, 24, 20));
}

#[test]
fn every_message_of_this_module_has_words() {
    let keys =
        ["short", "latin", "symbol", "domain", "sensitive", "state", "personal", "pre-approval", "ending", "explained"];
    let more = ["letters", "letters-digits", "person", "place"];
    let names = keys.iter().chain(&more).map(|key| format!("reference-name-{key}"));
    let groups = ReasonGroup::ALL.iter().map(|group| group.key().to_owned());
    for key in names.chain(groups) {
        for lang in Lang::ALL {
            // Without its argument a text still shows the place of it.
            assert!(Tr::new(lang).maybe(&key).is_some() || Tr::new(lang).a1(&key, "word", "x").contains('x'), "{key}");
        }
    }
}

#[test]
fn counts_are_the_lower_of_ours_and_the_provinces() {
    let counts = |individual: bool, province: &str| {
        let rules = rules(province, individual);
        let websites = book().websites_per_filing(individual, &rules, today());
        (websites, rules.domains_per_website(), rules.domains_per_filing())
    };
    assert_eq!(counts(false, "440000"), (10, None, None));
    assert_eq!(counts(true, "440000"), (1, None, None));
    assert_eq!(counts(false, "520000"), (5, None, None));
    assert_eq!(counts(false, "410000"), (10, Some(1), Some(5)));
    assert_eq!(counts(true, "410000"), (1, Some(1), Some(3)));
    assert_eq!(counts(false, "430000"), (1, None, Some(1)));
}

#[test]
fn english_names_are_english_and_chinese_ones_chinese() {
    let on = today();
    let mut names: Vec<(&str, &str)> = Vec::new();
    names.extend(book().provinces(on).iter().map(|row| (row.zh.as_str(), row.en.as_str())));
    names.extend(book().cities(on).iter().map(|row| (row.zh.as_str(), row.en.as_str())));
    names.extend(book().entity_kinds(on).iter().map(|row| (row.zh.as_str(), row.en.as_str())));
    names.extend(book().person_certificate_kinds(on).iter().map(|row| (row.zh.as_str(), row.en.as_str())));
    names.extend(book().languages(on).iter().map(|row| (row.zh.as_str(), row.en.as_str())));
    names.extend(book().materials.all().iter().map(|row| (row.zh.as_str(), row.en.as_str())));
    names.extend(book().guide_topics(on).iter().map(|row| (row.title_zh.as_str(), row.title_en.as_str())));
    for (zh, en) in names {
        assert!(zh.chars().any(is_han) && !en.chars().any(is_han), "{zh} / {en}");
    }
}
