//! Rules of the book: the days they hold, and one case for each sort that a check looks at.

use super::*;
use crate::reference::rules::{INITIAL, Rules};
use crate::reference::{Applicant, Days};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Another than the legal representative is the entity person.
fn deputy(drafts: &mut Drafts) {
    drafts.entity_person.is_legal_rep = NO.into();
    drafts.entity_person.legal_rep_name = "李小红".into();
    drafts.entity_person.legal_rep_cert_kind = "2".into();
    drafts.entity_person.legal_rep_cert_number = "32000019880703000X".into();
}

fn told_on(drafts: &Drafts, days: impl Into<Days>) -> Vec<String> {
    let days = days.into();
    let content = drafts.read(book(), days);
    run_all(&Facts::new(drafts, &content, book(), days)).iter().map(shown).collect()
}

#[test]
fn a_filing_keeps_the_rules_of_its_submission() {
    // Since 2025-12-01 the entity person must be the legal representative in Beijing.
    let drafts = with(organisation, |drafts| {
        deputy(drafts);
        in_province(drafts, "110000", "110100", "北京市海淀区示例路1号");
    });
    let (before, after) = (day("2025-11-28"), day("2025-12-03"));
    assert!(!told_on(&drafts, before).iter().any(|finding| finding.starts_with("X09")), "sent before");
    let corrected = Days { today: after, rules: before };
    assert!(!told_on(&drafts, corrected).iter().any(|finding| finding.starts_with("X09")), "corrected afterwards");
    let begun_anew = told_on(&drafts, after);
    assert!(begun_anew.contains(&"X09 entity-person.is_legal_rep!".to_owned()), "a draft of today: {begun_anew:?}");
}

#[test]
fn terms_are_counted_to_the_day_of_the_look() {
    let drafts = with(organisation, |drafts| drafts.entity_person.cert_valid_to = "2027-01-01".into());
    let days = |today: &str| Days { today: day(today), rules: day("2026-08-01") };
    assert_eq!(told_on(&drafts, days("2026-08-01")), [""; 0]);
    assert_eq!(told_on(&drafts, days("2026-11-01")), ["X25 entity-person.cert_valid_to"]);
}

/// A row tried alone on good drafts: sort, value, scope, what is changed in the drafts, and what it finds.
type Case = (&'static str, &'static str, &'static str, fn(&mut Drafts), &'static [&'static str]);

fn as_is(_: &mut Drafts) {}

const CASES: &[Case] = &[
    (
        "residence",
        "local-only",
        "all",
        |d| d.entity.cert_address = "湖南省长沙市示例路1号303室".into(),
        &["X15 entity.cert_address!"],
    ),
    (
        "residence",
        "permit",
        "all",
        |d| d.entity.cert_address = "湖南省长沙市示例路1号303室".into(),
        &["X15 entity.cert_address"],
    ),
    ("residence", "any", "all", |d| d.entity.cert_address = "湖南省长沙市示例路1号303室".into(), &[]),
    ("id-refused", "2", "individual", as_is, &["P-ID-KIND entity-person.cert_kind!"]),
    ("id-refused", "7|30", "individual", as_is, &[]),
    (
        "certificate-days",
        "36500",
        "organisation",
        |d| {
            d.entity.cert_long_term.clear();
            d.entity.cert_valid_to = "2030-01-01".into();
        },
        &["X25 entity.cert_valid_to!"],
    ),
    ("same-city", "yes", "organisation", |d| d.type_check.city = "110100".into(), &[]),
    (
        "investor",
        "organisation",
        "organisation",
        |d| d.entity.investor = d.entity_person.name.clone(),
        &["E-INVESTOR entity.investor!"],
    ),
    ("investor", "legal-rep", "organisation", |d| d.entity.investor = d.entity_person.name.clone(), &[]),
    (
        "investor",
        "entity",
        "organisation",
        |d| d.entity.investor = "另一家公司".into(),
        &["E-INVESTOR entity.investor!"],
    ),
    (
        "entity-remark",
        "third-contact",
        "organisation",
        |d| d.entity.entity_remark.clear(),
        &["E-REMARK entity.entity_remark!"],
    ),
    ("entity-remark", "third-contact", "organisation", |d| d.entity.entity_remark = "应急联系人王小花".into(), &[]),
    ("entity-remark", "deputy", "organisation", deputy, &["E-REMARK entity.entity_remark!"]),
    ("entity-remark", "deputy", "organisation", as_is, &[]),
    ("legal-rep", "required", "organisation", deputy, &["X09 entity-person.is_legal_rep!"]),
    ("legal-rep", "letter", "organisation", deputy, &["X09 entity-person.is_legal_rep"]),
    ("legal-rep", "free", "organisation", deputy, &[]),
    ("legal-rep-abroad", "foreign", "organisation", as_is, &[]),
    ("age-from", "99", "all", as_is, &["X12 entity-person.cert_number!"]),
    ("age-from", "99/18", "all", as_is, &["X12 entity-person.cert_number"]),
    ("website-age-from", "99", "all", as_is, &["X12 entity-person.cert_number!"]),
    ("age-to", "20", "all", as_is, &["X12 entity-person.cert_number!"]),
    ("age-to", "90/80", "all", as_is, &[]),
    (
        "id-days",
        "36500",
        "all",
        |d| {
            d.entity_person.cert_long_term.clear();
            d.entity_person.cert_valid_to = "2030-01-01".into();
        },
        &["X25 entity-person.cert_valid_to!"],
    ),
    ("mobile", "province", "all", as_is, &["X08 entity-person.mobile_province!"]),
    (
        "mobile",
        "province",
        "all",
        |d| d.entity_person.mobile_province = "310000".into(),
        &["X08 entity-person.mobile_province!"],
    ),
    ("mobile", "province", "all", |d| d.entity_person.mobile_province = d.type_check.province.clone(), &[]),
    (
        "mobile",
        "province-if-elsewhere",
        "individual",
        |d| d.entity.cert_address = "湖南省长沙市示例路1号303室".into(),
        &["X08 entity-person.mobile_province!"],
    ),
    ("mobile", "province-if-elsewhere", "individual", as_is, &[]),
    ("mobile", "better", "all", as_is, &["X08 entity-person.mobile_province!"]),
    ("mobile", "any", "all", as_is, &[]),
    ("phones", "9/9", "all", as_is, &["X03 entity-person.office_phone!"]),
    ("phones", "2/9", "all", as_is, &[]),
    (
        "landline",
        "yes",
        "organisation",
        |d| {
            d.entity_person.office_phone.clear();
            d.entity_person.emergency_phone = "13900000009".into();
        },
        &["P-LANDLINE entity-person.office_phone!"],
    ),
    ("landline", "yes", "organisation", |d| d.entity_person.office_phone = "010-12345678".into(), &[]),
    ("office-phone", "yes", "organisation", as_is, &["P-OFFICE entity-person.office_phone!"]),
    (
        "office-phone",
        "yes",
        "organisation",
        |d| {
            d.entity_person.office_phone = "010-12345678".into();
            d.websites[0].person = somebody_else();
            d.websites[0].person.office_phone = "13900000009".into();
        },
        &["P-OFFICE websites/1/person.office_phone!"],
    ),
    (
        "suffix-list",
        "yes",
        "all",
        |d| {
            in_province(d, "110000", "110100", "北京市海淀区示例路1号");
            d.websites[0].website.domains = vec!["example.global".into()];
            d.websites[0].website.home_url = "example.global".into();
        },
        &["D1 websites/1.domains!"],
    ),
    ("suffix-list", "no", "all", |d| d.websites[0].website.domains = vec!["example.global".into()], &[]),
    ("suffix-only", ".cn|.公益", "all", as_is, &[]),
    ("suffix-only", ".gov.cn", "all", as_is, &["X24 type-check.domain!", "X24 websites/1.domains!"]),
    ("suffix-never", ".cn", "all", as_is, &["X24 type-check.domain!", "X24 websites/1.domains!"]),
    ("domain-words", "exam", "all", as_is, &["D13 type-check.domain!", "D13 websites/1.domains!"]),
    ("domain-words", "中国", "all", as_is, &[]),
    (
        "domains-per-website",
        "1",
        "all",
        |d| d.websites[0].website.domains.push("example.com".into()),
        &["X17 websites/1.domains!"],
    ),
    ("domains-per-website", "2", "all", |d| d.websites[0].website.domains.push("example.com".into()), &[]),
    (
        "domains-per-filing",
        "1",
        "all",
        |d| d.websites[0].website.domains.push("example.com".into()),
        &["X17 websites/1.domains!"],
    ),
    ("websites-per-filing", "0", "all", as_is, &["X17 websites/1.site_name!"]),
    ("websites-in-all", "0", "all", as_is, &["X17 websites/1.site_name!"]),
    ("content-only", "256", "all", as_is, &["X19 websites/1.service_content!"]),
    ("content-refused", "32|128", "all", as_is, &["X19 websites/1.service_content!"]),
    ("content-refused", "256", "all", as_is, &[]),
    (
        "content-remark",
        "!256",
        "all",
        |d| d.websites[0].website.site_remark.clear(),
        &["W-REMARK websites/1.site_remark!"],
    ),
    ("content-remark", "256", "all", |d| d.websites[0].website.site_remark.clear(), &[]),
    ("remark", "200", "all", as_is, &["W-REMARK websites/1.site_remark!"]),
    ("remark", "0;没有的话", "all", as_is, &["W-DECLARATION websites/1.site_remark!"]),
    ("name-least", "29", "all", as_is, &["N websites/1.site_name!"]),
    (
        "name-latin",
        "refused",
        "all",
        |d| d.websites[0].website.site_name = "青松ABC小记".into(),
        &["N websites/1.site_name!"],
    ),
    (
        "name-latin",
        "refused-with-digits",
        "all",
        |d| d.websites[0].website.site_name = "青松2026小记".into(),
        &["N websites/1.site_name!"],
    ),
    ("name-latin", "not-only", "all", |d| d.websites[0].website.site_name = "青松ABC小记".into(), &[]),
    (
        "name-places",
        "refused",
        "all",
        |d| d.websites[0].website.site_name = "昆明花卉小记".into(),
        &["N websites/1.site_name"],
    ),
    (
        "approval-sites",
        "refused",
        "organisation",
        |d| {
            let site = &mut d.websites[0].website;
            (site.pre_approval, site.approval_number) = (vec!["9".into()], vec!["1234".into()]);
            site.approval_authority = vec!["某局".into()];
        },
        &["X20 websites/1.pre_approval!"],
    ),
    ("approval-sites", "refused", "organisation", as_is, &[]),
    (
        "name-words",
        "花卉",
        "all",
        |d| d.websites[0].website.site_name = "青松花卉小记".into(),
        &["N websites/1.site_name!"],
    ),
    (
        "name-endings",
        "小记",
        "all",
        |d| d.websites[0].website.site_name = "青松花卉小记".into(),
        &["N websites/1.site_name!"],
    ),
    (
        "name-explained",
        "学院",
        "all",
        |d| d.websites[0].website.site_name = "青松学院".into(),
        &["N websites/1.site_name!"],
    ),
    ("name-explained", "学院", "all", |d| d.websites[0].website.site_name = "青松学院（内部学院）".into(), &[]),
    (
        "name-patterns",
        "的个人博客",
        "all",
        |d| d.websites[0].website.site_name = "青松花卉小记".into(),
        &["N websites/1.site_name!"],
    ),
    ("name-patterns", "小记", "all", |d| d.websites[0].website.site_name = "青松花卉小记".into(), &[]),
];

fn row(sort: &str, value: &str, scope: &str, severity: &str) -> Rules {
    let head = "id,province,scope,kinds,from,to,sort,value,severity,source,words_zh,words_en";
    let words = if sort == "remark" || sort == "domain-words" { "当地另有要求。,Asked here." } else { "," };
    let text = format!("{head}\nr,*,{scope},*,,,{sort},{value},{severity},base,{words}\n");
    Rules::parse("rules.csv", &text).unwrap_or_else(|error| panic!("{sort} {value}: {error}"))
}

#[test]
fn sorts() {
    for (sort, value, scope, change, expected) in CASES {
        // Individuals are judged where only they can be.
        let is_personal = *scope == "individual" || *sort == "residence";
        let drafts = with(if is_personal { individual } else { organisation }, change);
        let content = drafts.read(book(), today());
        let facts = Facts::new(&drafts, &content, book(), today());
        let found = |severity: &str| -> Vec<String> {
            let rules = row(sort, value, scope, severity);
            let (_, rule) = rules.with_lines().next().unwrap();
            check_rule(rule, &facts).iter().map(shown).collect()
        };
        assert_eq!(found("blocks"), *expected, "{sort} {value}");
        let softened: Vec<String> = expected.iter().map(|finding| finding.trim_end_matches('!').to_owned()).collect();
        assert_eq!(found("warns"), softened, "{sort} {value}: a row that warns keeps nobody from sending");
        assert_eq!(found("informs"), [""; 0], "{sort} {value}: a row that informs finds nothing");
    }
}

#[test]
fn every_sort_that_is_checked_has_a_case_or_leads_to_a_paper() {
    let elsewhere = [
        "address-detail",     // read with the form
        "entity-password",    // the same
        "one-person",         // x10
        "holder",             // what is seen of domains
        "domain-days",        // the same
        "domain-abroad",      // the same
        "privacy-off",        // the same
        "phone-unique",       // other filings
        "person-unique",      // the same
        "one-organisation",   // the same
        "sites-open",         // r14, d8
        "name-approval",      // x20
        "paper",              // papers
        "domain-certificate", // papers
        "domain-statement",   // papers
        "plan-from",          // papers
        "approval-letter",    // papers
        "face",               // who is to be verified
        "mailing",            // the decision asks for paper
        "sms",                // the way to the bureau
        "review-days",        // due days
        "shell-adds",         // the type check
        "access-first",       // x22
        "migration",          // before it begins
    ];
    for (_, rule) in book().rule_book().with_lines().filter(|(_, rule)| rule.sort.is_checked()) {
        let word = rule.sort.word();
        let has_case = CASES.iter().any(|(sort, ..)| *sort == word);
        assert!(has_case || elsewhere.contains(&word), "{word}");
    }
}

#[test]
fn rules_are_looked_up_fast() {
    let applicant = Applicant { province: "440000", entity_kind: "4", filing_kind: INITIAL };
    let begun = std::time::Instant::now();
    for _ in 0..100 {
        assert!(book().rules(&applicant, today()).iter().count() > 20);
    }
    assert!(begun.elapsed().as_millis() < 1000, "{:?} for 100", begun.elapsed());
}

#[test]
fn what_only_the_bureaus_system_asks_holds_where_filings_go_there_by_themselves() {
    let book = book().clone().of_gateway();
    let told = |drafts: &Drafts| -> Vec<String> {
        let content = drafts.read(&book, today());
        run_all(&Facts::new(drafts, &content, &book, today())).iter().map(shown).collect()
    };
    assert_eq!(told(&organisation()), ["P-OFFICE entity-person.office_phone!"]);
    assert_eq!(told(&with(organisation, |d| d.entity_person.office_phone = "010-12345678".into())), [""; 0]);
    assert_eq!(told(&individual()), [""; 0]);
    for (kind, asked) in [(Kind::CancelEntity, true), (Kind::CancelWebsite, false)] {
        let mut drafts = super::record::about(kind, |_| {});
        let errors = |drafts: &Drafts| drafts.check(Part::OPERATION, &book, today());
        assert_eq!(errors(&drafts).get("filing_password").is_some(), asked, "{kind}");
        drafts.operation.filing_password = "888888".into();
        assert!(errors(&drafts).is_empty(), "{kind}");
    }
    // An access is about a record elsewhere, which its number and its password name.
    let access = |password: &str| {
        let drafts = with(organisation, |drafts| {
            drafts.kind = Kind::Access;
            drafts.operation.entity_number = "京ICP备2026000001号".into();
            drafts.operation.website_number = "京ICP备2026000001号-1".into();
            drafts.operation.filing_password = password.into();
        });
        drafts.check(Part::OPERATION, &book, today()).get("filing_password").is_some()
    };
    assert_eq!((access(""), access("888888")), (true, false));
}
