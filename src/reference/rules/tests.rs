//! The rule book as a whole, and what its parser refuses.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::choice::{Holder, LegalRep, Residence};
use super::*;
use crate::reference::{Reference, book};
use crate::text::{Lang, Tr};

const HEAD: &str = "id,province,scope,kinds,from,to,sort,value,severity,source,words_zh,words_en\n";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

fn parse(rows: &str) -> Result<Rules, ReferenceError> {
    Rules::parse("province-rules.csv", &format!("{HEAD}{rows}"))
}

fn of<'r>(rules: &'r Rules, province: &str, entity_kind: &str, filing_kind: &str, on: &str) -> RuleSet<'r> {
    rules.of(&Applicant { province, entity_kind, filing_kind }, day(on), false)
}

fn here(province: &str, entity_kind: &str) -> RuleSet<'static> {
    of(book().rule_book(), province, entity_kind, INITIAL, "2026-11-23")
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    let good = "a,*,all,*,,,same-city,yes,blocks,base,,\n";
    for (row, what) in [
        ("b,*,all,*,,,same-village,yes,blocks,base,,\n", "same-village yes: no such sort"),
        ("b,*,all,*,,,same-city,perhaps,blocks,base,,\n", "perhaps is none of yes, no"),
        ("b,*,all,*,,,domain-days,soon,blocks,base,,\n", "soon is no number"),
        ("b,*,all,*,,,age-from,16/18,blocks,base,,\n", "an age with proof above the age without"),
        ("b,*,all,*,,,phones,2,blocks,base,,\n", "two numbers are written 2/3"),
        ("b,*,all,*,,,content-only,128|x,blocks,base,,\n", "cannot read \"x\" in a list"),
        ("b,*,somebody,*,,,domain-days,90,blocks,base,,\n", "scope somebody"),
        ("b,*,all,SOMETHING,,,domain-days,90,blocks,base,,\n", "SOMETHING is no kind of filing"),
        ("b,*,all,*,,,domain-days,90,hurts,base,,\n", "unknown variant `hurts`"),
        ("b,*,all,*,,,domain-days,90,blocks,,,\n", "source: empty"),
        ("b,*,all,*,,,domain-days,90,blocks,base,天,\n", "words_zh: one language is missing"),
        ("b,*,all,*,,,note,process,informs,base,,\n", "a note without words that say so"),
        ("b,*,all,*,,,remark,20;声明,blocks,base,,\n", "words in a remark without words that say so"),
        ("b,*,all,*,2020-01-02,2020-01-01,domain-days,90,blocks,base,,\n", "from is after to"),
        ("a,*,all,*,,,domain-days,90,blocks,base,,\n", "same time as line 2"),
        ("b,*,all,*,,,same-city,no,blocks,base,,\n", "nothing says whether it or a in line 2 holds"),
    ] {
        let error = parse(&format!("{good}{row}")).map(|_| ()).expect_err(row);
        assert_eq!((error.file, error.line), ("province-rules.csv", 3), "{row}");
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn what_is_named_is_listed() {
    let listed = |row: &str| book().check_rules(&parse(row).unwrap());
    assert_eq!(listed("a,110000,2|3,*,,,same-city,yes,blocks,base,,\n"), Ok(()));
    for (row, code) in [
        ("a,990000,all,*,,,same-city,yes,blocks,base,,\n", "990000"),
        ("a,110000,2|99,*,,,same-city,yes,blocks,base,,\n", "99"),
        ("a,110000,all,*,,,same-city,yes,blocks,hearsay,,\n", "hearsay"),
        ("a,110000,all,*,,,content-refused,3,blocks,base,,\n", "3"),
        ("a,110000,all,*,,,id-refused,99,blocks,base,,\n", "99"),
        ("a,110000,all,*,,,paper,entity-photo,blocks,base,,\n", "entity-photo"),
    ] {
        let what = listed(row).unwrap_err().what;
        assert!(what.contains(&format!("{code} is named but nowhere listed")), "{what}");
    }
}

#[test]
fn the_closest_row_holds() {
    let rules = parse(concat!(
        "everywhere,*,all,*,,,domain-days,30,blocks,base,,\n",
        "everywhere-individual,*,individual,*,,,domain-days,31,blocks,base,,\n",
        "beijing,110000,all,*,,,domain-days,90,blocks,base,,\n",
        "beijing-access,110000,all,ACCESS,,,domain-days,91,blocks,base,,\n",
        "beijing-organisation,110000,organisation,*,,,domain-days,92,blocks,base,,\n",
        "beijing-government,110000,2|3,*,,,domain-days,93,blocks,base,,\n",
    ))
    .unwrap();
    for (case, province, entity_kind, filing_kind, days) in [
        ("of everywhere", "440000", "4", INITIAL, 30),
        ("a narrower scope", "440000", "5", INITIAL, 31),
        ("the province before everywhere, whatever the scope", "110000", "5", INITIAL, 90),
        ("a kind of filing", "110000", "5", "ACCESS", 91),
        ("the scope before the kind of filing", "110000", "4", "ACCESS", 92),
        ("kinds of entity", "110000", "3", INITIAL, 93),
    ] {
        let set = of(&rules, province, entity_kind, filing_kind, "2026-11-23");
        assert_eq!(set.domain_days(), Some(days), "{case}");
        assert_eq!(set.iter().count(), 1, "{case}");
    }
}

#[test]
fn rows_of_one_name_follow_one_another() {
    let legal_rep = |on| of(book().rule_book(), "110000", "4", INITIAL, on).legal_rep();
    assert_eq!(legal_rep("2025-11-30"), LegalRep::Free);
    assert_eq!(legal_rep("2025-12-01"), LegalRep::Required);
}

#[test]
fn sms_since_2020_everywhere_but_for_cancelled_access() {
    let asks =
        |province: &str, filing_kind: &str, on: &str| of(book().rule_book(), province, "4", filing_kind, on).asks_sms();
    let before: BTreeSet<&str> = book()
        .provinces(today())
        .into_iter()
        .map(|province| province.code.as_str())
        .filter(|code| asks(code, INITIAL, "2019-09-03"))
        .collect();
    assert_eq!(before.len(), 22);
    assert!(asks("120000", INITIAL, "2017-12-18") && !asks("120000", INITIAL, "2017-12-17"));
    assert!(!asks("110000", INITIAL, "2020-08-16") && asks("110000", INITIAL, "2020-08-17"));
    for province in book().provinces(today()) {
        assert!(asks(&province.code, "CXL_WEBSITE", "2026-11-23"), "{}", province.en);
        assert!(!asks(&province.code, "CXL_ACCESS", "2026-11-23"), "{}", province.en);
    }
}

#[test]
fn shells_add_websites_in_eleven_provinces() {
    let names: Vec<&str> = book()
        .provinces(today())
        .into_iter()
        .filter(|province| here(&province.code, "4").shell_adds())
        .map(|province| province.en.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Beijing", "Tianjin", "Shanxi", "Liaoning", "Shanghai", "Jiangsu", "Zhejiang", "Guangxi", "Sichuan",
            "Guizhou", "Yunnan"
        ]
    );
}

#[test]
fn the_newest_source_holds_where_sources_disagree() {
    for (case, province, entity_kind, before, on, now) in [
        ("Jiangxi", "360000", "5", Residence::LocalOnly, "2025-12-01", Residence::Permit),
        ("Guangxi", "450000", "5", Residence::Any, "2025-12-01", Residence::LocalOnly),
        ("Ningxia", "640000", "5", Residence::PermitOrProof, "2025-12-01", Residence::LocalOnly),
        ("Inner Mongolia", "150000", "5", Residence::Permit, "2020-01-01", Residence::LocalOnly),
        ("Chongqing", "500000", "5", Residence::LocalOnly, "2020-01-01", Residence::Any),
    ] {
        let eve = day(on).pred_opt().unwrap().to_string();
        assert_eq!(of(book().rule_book(), province, entity_kind, INITIAL, &eve).residence(), before, "{case}");
        assert_eq!(of(book().rule_book(), province, entity_kind, INITIAL, on).residence(), now, "{case}");
    }
    let age = |on| of(book().rule_book(), "520000", "4", INITIAL, on).age_from(false).map(|age| age.usual);
    assert_eq!((age("2022-12-31"), age("2023-01-01")), (Some(18), Some(14)), "Guizhou");
    let holders = |on| of(book().rule_book(), "440000", "4", INITIAL, on).holders();
    assert_eq!(holders("2025-11-30"), [Holder::Entity]);
    assert_eq!(holders("2025-12-01"), [Holder::Entity, Holder::LegalRep], "Guangdong");
}

#[test]
fn every_value_has_words_in_both_languages() {
    for lang in Lang::ALL {
        let t = Tr::new(lang);
        for (line, rule) in book().rule_book().with_lines() {
            assert!(t.maybe(rule.sort.title()).is_some(), "{}", rule.sort.title());
            let bare = Rule { words: None, ..rule.clone() };
            for said in [rule.says(t, book(), today()), bare.says(t, book(), today())] {
                assert!(!said.is_empty() && !said.contains("rule-"), "line {line}: {said}");
            }
        }
    }
}

#[test]
fn the_book_holds_no_contradiction_and_covers_every_province() {
    Reference::load().unwrap();
    let rules = book().rule_book();
    for province in book().provinces(today()) {
        for entity_kind in ["2", "4", "5"] {
            let set = here(&province.code, entity_kind);
            assert!(set.age_from(false).is_some() && set.domain_days().is_some(), "{}", province.en);
            assert!(!set.holders().is_empty() && set.review_days().is_some(), "{}", province.en);
        }
        let own = rules.of_province(&province.code).filter(|rule| rule.province.is_some()).count();
        assert!(own >= 9, "{}: {own}", province.en);
    }
    let sorts: BTreeSet<&str> = rules.with_lines().map(|(_, rule)| rule.sort.word()).collect();
    assert_eq!(sorts.len(), Sort::WORDS.len(), "a sort that no rule has is not needed");
}
