//! Every rule of 4.7 and of the checks: a filing that breaks it with what it is told, and one beside it that does not. A
//! rule without a row fails, and so does a row without a rule.

use std::collections::BTreeSet;

use super::*;

#[allow(clippy::large_enum_variant)] // a table, made once
enum Row {
    /// What breaks it, what is told (`code target`, `!` for what blocks; or `key target` beside a field), what does not.
    Rule(&'static str, Drafts, &'static str, Drafts),
    /// Settled or told elsewhere: where, and which test holds it.
    Elsewhere(&'static str, &'static str),
}
use Row::{Elsewhere, Rule};

impl Row {
    fn code(&self) -> &'static str {
        match self {
            Rule(code, ..) | Elsewhere(code, _) => code,
        }
    }
}

/// Everything that is told: beside fields, and by the checks.
fn all_told(drafts: &Drafts) -> Vec<String> {
    let content = drafts.read(book(), today());
    let fields = drafts.parts().into_iter().flat_map(|part| {
        let errors = content.errors(part);
        errors.iter().map(|(name, message)| format!("{} {part}.{name}", message.key)).collect::<Vec<_>>()
    });
    let checks = run_all(&Facts::new(drafts, &content, book(), today()));
    fields.chain(checks.iter().map(shown)).collect()
}

pub(super) fn named(mut drafts: Drafts, name: &str) -> Drafts {
    drafts.type_check.domain = name.into();
    drafts.websites[0].website.domains = vec![name.into()];
    drafts.websites[0].website.home_url = name.into();
    drafts
}

pub(super) fn moved(base: fn() -> Drafts, province: &str, city: &str, address: &str) -> Drafts {
    with(base, |drafts| in_province(drafts, province, city, address))
}

pub(super) fn site(base: fn() -> Drafts, change: impl FnOnce(&mut crate::filing::application::WebsiteForm)) -> Drafts {
    with(base, |drafts| change(&mut drafts.websites[0].website))
}

pub(super) fn represented_by_another(drafts: &mut Drafts) {
    drafts.entity_person.is_legal_rep = NO.into();
    drafts.entity_person.legal_rep_name = "赵大海".into();
    drafts.entity_person.legal_rep_cert_kind = "2".into();
    drafts.entity_person.legal_rep_cert_number = "330000199602290007".into();
}

/// In Jiangsu, where an entity person who is not the legal representative runs the websites too.
fn in_jiangsu(base: fn() -> Drafts) -> Drafts {
    let mut drafts = moved(base, "320000", "320100", "江苏省南京市示例路1号");
    represented_by_another(&mut drafts);
    drafts
}

/// One person in two places.
fn twice_the_same() -> Drafts {
    with(two_persons, |drafts| {
        let first = drafts.entity_person.clone();
        let person = &mut drafts.websites[0].person;
        (person.name, person.cert_number, person.is_legal_rep) = (first.name, first.cert_number, YES.into());
        (person.mobile, person.email) = (first.mobile, first.email);
    })
}

fn persons() -> Vec<Row> {
    let emergency = |number: &str| with(organisation, |drafts| drafts.entity_person.emergency_phone = number.into());
    let hubei = || moved(two_persons, "420000", "420100", "湖北省武汉市示例路1号");
    let number = |number: &str| with(organisation, |drafts| drafts.entity_person.cert_number = number.into());
    vec![
        Rule("X01", emergency("13800000001"), "filing-emergency-same entity-person.emergency_phone", organisation()),
        Rule(
            "X02",
            with(two_persons, |drafts| drafts.websites[0].person.mobile = "13800000001".into()),
            "X02 websites/1/person.mobile!",
            two_persons(),
        ),
        Rule(
            "X03",
            with(hubei, |drafts| drafts.websites[0].person.emergency_phone = "13800000002".into()),
            "X03 websites/1/person.office_phone!",
            hubei(),
        ),
        // Within one filing; across filings: elsewhere::x04_one_person_has_one_mobile_in_all_filings.
        Rule(
            "X04",
            with(twice_the_same, |drafts| drafts.websites[0].person.mobile = "13800000009".into()),
            "X04 websites/1/person.mobile!",
            twice_the_same(),
        ),
        Elsewhere("X05", "needs the other filings here: elsewhere::x05_the_mobile_of_another_entity"),
        Elsewhere("X06", "needs the other filings here: elsewhere::x06_a_person_of_another_entity"),
        Elsewhere("X07", "the same: elsewhere::x07_a_person_runs_the_websites_of_one_organisation"),
        Rule(
            "X08",
            with(|| in_jiangsu(organisation), |drafts| drafts.entity_person.mobile_province = "310000".into()),
            "X08 entity-person.mobile_province!",
            in_jiangsu(organisation),
        ),
        Rule("X09", with(organisation, represented_by_another), "X09 entity-person.is_legal_rep!", organisation()),
        Rule("X10", in_jiangsu(two_persons), "X10 websites/1/person.same_as_entity_person!", in_jiangsu(organisation)),
        Elsewhere(
            "X11",
            "an individual is not asked again: application::tests::x11_an_individual_runs_everything_himself",
        ),
        Rule("X12", number("51000020090601000X"), "X12 entity-person.cert_number!", number("32000019880703000X")),
        Rule(
            "P-VIRTUAL",
            with(organisation, |drafts| drafts.entity_person.mobile = "17000000001".into()),
            "P-VIRTUAL entity-person.mobile",
            organisation(),
        ),
        Rule(
            "GBK",
            with(organisation, |drafts| drafts.entity_person.name = "王𣲗".into()),
            "GBK entity-person.name",
            organisation(),
        ),
    ]
}

/// What single provinces ask of persons.
fn provincial() -> Vec<Row> {
    vec![
        Rule("P-LANDLINE", in_jiangsu(organisation), "P-LANDLINE entity-person.office_phone", {
            let landline = |drafts: &mut Drafts| drafts.entity_person.office_phone = "025-12345678".into();
            with(|| in_jiangsu(organisation), landline)
        }),
        Elsewhere("P-OFFICE", "only the bureau's system asks it: a case of book_rules of its own"),
        Rule(
            "P-ID-KIND",
            with(
                || moved(individual, "130000", "130100", "河北省石家庄市示例路1号303室"),
                |drafts| {
                    drafts.type_check.cert_kind = "7".into();
                    drafts.type_check.cert_number = "AB123456".into();
                },
            ),
            "P-ID-KIND entity-person.cert_kind!",
            moved(individual, "130000", "130100", "河北省石家庄市示例路1号303室"),
        ),
    ]
}

fn entities() -> Vec<Row> {
    let printed = |address: &str| with(organisation, |drafts| drafts.entity.cert_address = address.into());
    let until = |day: &str| {
        with(
            || moved(organisation, "310000", "310100", "上海市徐汇区示例路1号"),
            |drafts| {
                drafts.entity.cert_long_term.clear();
                drafts.entity.cert_valid_to = day.into();
            },
        )
    };
    let jilin = |investor: &str| {
        with(
            || moved(organisation, "220000", "220100", "吉林省长春市示例路1号"),
            |drafts| drafts.entity.investor = investor.into(),
        )
    };
    let gansu = |remark: &str| {
        with(
            || moved(organisation, "620000", "620100", "甘肃省兰州市示例路1号"),
            |drafts| drafts.entity.entity_remark = remark.into(),
        )
    };
    vec![
        Rule("X13", printed("上海市徐汇区示例路1号"), "X13 entity.cert_address!", printed("北京市西城区示例路1号")),
        Rule(
            "X14",
            moved(organisation, "410000", "410100", "河南省洛阳市示例路1号"),
            "X14 entity.mailing_address!",
            moved(organisation, "410000", "410100", "河南省郑州市示例路1号"),
        ),
        Rule(
            "X15",
            with(individual, |drafts| drafts.entity.cert_address = "湖南省长沙市示例路1号303室".into()),
            "X15 entity.cert_address",
            individual(),
        ),
        Rule("X25", until("2027-11-22"), "X25 entity.cert_valid_to!", until("2027-11-23")),
        Rule("E-INVESTOR", jilin("王小明"), "E-INVESTOR entity.investor", jilin("北京示例花园有限公司")),
        Rule("E-REMARK", gansu(""), "E-REMARK entity.entity_remark", gansu("应急联系人赵小花")),
        Rule(
            "V-CERT-PREFIX",
            with(organisation, |drafts| drafts.type_check.cert_number = "12310000000000019X".into()),
            "V-CERT-PREFIX type-check.cert_number",
            organisation(),
        ),
        Rule(
            "V-CERT-INNER",
            with(organisation, |drafts| drafts.type_check.cert_number = "91110000MA0000008A".into()),
            "V-CERT-INNER type-check.cert_number",
            organisation(),
        ),
    ]
}

fn domains() -> Vec<Row> {
    vec![
        Elsewhere("X16", "the same as D6: domain::tests::d6_by_province and those beside it"),
        Elsewhere("D2", "needs what is seen of a domain: domain::tests::d2_to_d10_by_what_registry_and_page_tell"),
        Elsewhere("D3", "needs what is seen of a domain: domain::tests::d2_to_d10_by_what_registry_and_page_tell"),
        Elsewhere("D4", "needs what is seen of a domain: domain::tests::d4_to_d6_of_the_providers_own_table"),
        Elsewhere("D5", "needs what is seen of a domain: domain::tests::d4_to_d6_of_the_providers_own_table"),
        Elsewhere("D6", "needs what is seen of a domain: domain::tests::d6_by_province and those beside it"),
        Elsewhere("D8", "needs what is seen of a domain: domain::tests::d2_to_d10_by_what_registry_and_page_tell"),
        Elsewhere("D9", "needs what is seen of a domain: domain::tests::d2_to_d10_by_what_registry_and_page_tell"),
        Elsewhere("D10", "needs what is seen of a domain: domain::tests::d2_to_d10_by_what_registry_and_page_tell"),
        Elsewhere("C8", "needs the bureau's blacklists: elsewhere::c8_what_the_bureau_bars_is_told_where_it_stands"),
        Rule("X24", named(organisation(), "example.gov.cn"), "X24 websites/1.domains!", organisation()),
        Rule("D1", named(organisation(), "example.org"), "D1 websites/1.domains!", organisation()),
        Rule("D13", named(organisation(), "中国花园.cn"), "D13 websites/1.domains!", named(organisation(), "花园.cn")),
    ]
}

fn websites() -> Vec<Row> {
    let several = |drafts: &mut Drafts| drafts.websites[0].website.domains.push("example.com".into());
    let second = || {
        with(organisation, |drafts| {
            drafts.websites.push(drafts.websites[0].clone());
            drafts.access.instance.push("i-example-1".into());
        })
    };
    let content = |base: fn() -> Drafts, code: &str| site(base, |website| website.service_content = vec![code.into()]);
    let named = |name: &str| site(individual, |website| website.site_name = name.into());
    let tianjin = || moved(individual, "120000", "120100", "天津市南开区示例路1号303室");
    vec![
        Rule(
            "X17",
            with(|| moved(organisation, "500000", "500100", "重庆市渝中区示例路1号"), several),
            "X17 websites/1.domains!",
            with(organisation, several),
        ),
        Rule(
            "X18",
            site(organisation, |website| website.home_url = "www.example.com".into()),
            "filing-home-url-domain websites/1.home_url",
            site(organisation, |website| website.home_url = "example.cn".into()),
        ),
        Rule("X19", content(individual, "256"), "X19 websites/1.service_content!", content(organisation, "256")),
        Rule(
            "X20",
            with(organisation, |drafts| drafts.type_check.entity_name = "北京示例出版有限公司".into()),
            "X20 websites/1.pre_approval",
            organisation(),
        ),
        Elsewhere("X21", "needs the entity on record: elsewhere::x21_the_number_is_that_of_the_record"),
        Elsewhere("R14", "needs the websites on record: elsewhere::r14_the_websites_on_record_are_open"),
        Elsewhere("X22", "needs what is on record: checks::tests::record"),
        Elsewhere("C-CHANGE", "needs what is on record: checks::tests::record"),
        Elsewhere("C-NOTHING", "needs what is on record: checks::tests::record"),
        Elsewhere("X23", "a line of the server, A-FOREIGN: ACC-07 among the reasons, and the tests of hosting::check"),
        Rule("N", named("小明花卉公司"), "N websites/1.site_name!", individual()),
        Rule(
            "W-REMARK",
            content(organisation, "8388608"),
            "W-REMARK websites/1.site_remark!",
            site(organisation, |website| {
                website.service_content = vec!["8388608".into()];
                website.site_remark = "介绍公司花园里的植物，供来园的客人事先了解。".into();
            }),
        ),
        Rule(
            "W-DECLARATION",
            tianjin(),
            "W-DECLARATION websites/1.site_remark!",
            with(tianjin, |drafts| drafts.websites[0].website.site_remark.push_str("本人声明以上属实。")),
        ),
        Rule("W-DOMAIN", second(), "W-DOMAIN websites/2.domains!", organisation()),
        Elsewhere("M-MISSING", "needs the papers of the filing: papers_due_and_missing"),
        Elsewhere("F-MISSING", "needs what people have shown: f_missing_by_how_far_the_person_is"),
        Elsewhere("M-PAGES", "needs the papers of the filing: papers_with_fewer_pages_than_domains"),
    ]
}

#[test]
fn every_rule_has_a_filing_that_breaks_it_and_a_neighbour_that_does_not() {
    for row in persons().into_iter().chain(provincial()).chain(entities()).chain(domains()).chain(websites()) {
        let Rule(code, bad, says, good) = row else { continue };
        let told = all_told(&bad);
        assert!(told.iter().any(|words| words == says), "{code}: {told:?}");
        let rule = says.split(' ').next().unwrap_or_default();
        let told = all_told(&good);
        assert!(!told.iter().any(|words| words.split(' ').next() == Some(rule)), "{code} next to it: {told:?}");
    }
}

/// Ids of rules as they stand in the checks: `"X09"`, `"W-DOMAIN"`. Those of servers begin with `A-` and have tests of their
/// own beside the obstacles.
fn codes_in_the_checks() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/filing/checks");
    let mut codes = BTreeSet::new();
    let mut left = vec![folder];
    while let Some(entry) = left.pop() {
        if entry.ends_with("tests.rs") || entry.ends_with("tests") {
            continue;
        }
        if entry.is_dir() {
            left.extend(std::fs::read_dir(entry).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(&entry).unwrap();
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let texts = code.split('"').skip(1).step_by(2);
        let is_code = |text: &&str| {
            text.starts_with(|c: char| c.is_ascii_uppercase())
                && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
        };
        // Codes of reasons look alike, and so do the ranges in what could not be checked.
        let is_rule = |text: &&str| book().reason(text).is_none() && !text.starts_with("D2-");
        codes.extend(texts.filter(is_code).filter(is_rule).map(str::to_owned));
    }
    codes
}

#[test]
fn no_rule_is_without_a_row_and_no_row_without_a_rule() {
    let rows: Vec<Row> =
        persons().into_iter().chain(provincial()).chain(entities()).chain(domains()).chain(websites()).collect();
    let mut listed = BTreeSet::new();
    for row in &rows {
        assert!(listed.insert(row.code().to_owned()), "{} stands twice", row.code());
        if let Elsewhere(code, why) = row {
            assert!(why.len() > 20, "{code} needs a reason");
        }
    }
    let of_the_catalogue: BTreeSet<String> = (1..=25).map(|n| format!("X{n:02}")).collect();
    let known: BTreeSet<String> = codes_in_the_checks().union(&of_the_catalogue).cloned().collect();
    assert_eq!(listed, known);
}
