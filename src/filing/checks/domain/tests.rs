//! What was seen of a domain, rule by rule: from good drafts and good facts, one thing changed.

use chrono::NaiveDate;

use super::{Gap, gaps};
use crate::facts::record::{Holder, HolderName};
use crate::facts::{Dns, DomainFacts, DomainRecord, Evidence, Fact, HomePage, Registration, Why};
use crate::filing::application::Drafts;
use crate::filing::application::tests::{individual, organisation, today};
use crate::filing::checks::tests::record::about;
use crate::filing::checks::{Facts, Finding, check_rule, run_all};
use crate::filing::elsewhere::Elsewhere;
use crate::filing::kind::Kind;
use crate::reference::{Rules, book};
use crate::text::{Lang, Tr};
use crate::values::{CertificateKind, CertificateNumber, DomainName};

fn seen<T>(value: T) -> Fact<T> {
    Fact::known(value, Evidence::of("2026-11-23T00:00:00Z".parse().unwrap(), "whois.cnnic.cn"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn registration() -> Registration {
    Registration {
        registrar: Some("阿里云计算有限公司（万网）".into()),
        holder: Some(HolderName::new("北京示例花园有限公司")),
        registered_on: Some(day("2020-01-01")),
        expires_on: Some(day("2028-01-01")),
        statuses: vec!["ok".into()],
        hides_holder: false,
    }
}

fn good() -> DomainFacts {
    DomainFacts {
        domain: DomainName::parse("example.cn").unwrap(),
        dns: seen(Dns::default()),
        registration: seen(Some(registration())),
        home_page: seen(None),
        record: None,
    }
}

pub(in crate::filing::checks) fn told_by_registry(change: impl FnOnce(&mut Registration)) -> DomainFacts {
    let mut told = registration();
    change(&mut told);
    DomainFacts { registration: seen(Some(told)), ..good() }
}

pub(in crate::filing::checks) fn own_record(change: impl FnOnce(&mut DomainRecord)) -> DomainFacts {
    let mut record = DomainRecord {
        holder: Holder {
            name: HolderName::new("北京示例花园有限公司"),
            certificate: number(CertificateKind::BusinessLicence, "91110000MA00000077"),
        },
        registrar: "示例云".into(),
        registered_on: Some(day("2020-01-01")),
        verified_on: Some(day("2020-01-02")),
        expires_on: day("2028-01-01"),
        imported_at: "2026-11-22T00:00:00Z".parse().unwrap(),
    };
    change(&mut record);
    DomainFacts { record: Some(record), ..good() }
}

fn number(kind: CertificateKind, text: &str) -> CertificateNumber {
    CertificateNumber::parse(kind, text, today()).unwrap()
}

pub(in crate::filing::checks) fn page(change: impl FnOnce(&mut HomePage)) -> DomainFacts {
    let mut page = HomePage { url: "https://example.cn/".into(), status: 200, ..HomePage::default() };
    change(&mut page);
    DomainFacts { home_page: seen(Some(page)), ..good() }
}

fn found(drafts: &Drafts, facts: DomainFacts) -> (Vec<Finding>, Vec<Gap>) {
    let content = drafts.read(book(), today());
    let domains = [facts];
    let facts = Facts::new(drafts, &content, book(), today()).with_domains(&domains);
    (run_all(&facts), gaps(&facts))
}

/// Rule, reason, and `!` for what blocks. Everything has words, evidence and a way out, in both languages.
fn told(drafts: &Drafts, facts: DomainFacts) -> Vec<String> {
    let (findings, _) = found(drafts, facts);
    let of_reason = |finding: &Finding| {
        let reason = finding.reason.unwrap_or_else(|| panic!("{} prevents nothing", finding.code));
        assert!(book().reason(reason).is_some(), "{reason}");
        assert_eq!(finding.target.to_string(), "websites/1.domains");
        for message in [Some(&finding.message), finding.evidence.as_ref(), finding.way_out.as_ref()] {
            let message = message.unwrap_or_else(|| panic!("{} is not whole", finding.code));
            assert!(Lang::ALL.iter().all(|lang| !Tr::new(*lang).message(message).contains(message.key)));
        }
        format!("{} {reason}{}", finding.code, if finding.blocking { "!" } else { "" })
    };
    findings.iter().filter(|finding| finding.evidence.is_some()).map(of_reason).collect()
}

#[test]
fn d2_to_d10_by_what_registry_and_page_tell() {
    let holder = |name: &'static str| told_by_registry(move |told| told.holder = Some(HolderName::new(name)));
    for (case, facts, expected) in [
        ("good", good(), vec![]),
        ("D2 overseas", told_by_registry(|told| told.registrar = Some("GoDaddy.com, LLC".into())), vec!["D2 DOM-05!"]),
        ("D2 not in our list", told_by_registry(|told| told.registrar = Some("某某公司".into())), vec!["D2 DOM-05"]),
        ("D3 unregistered", DomainFacts { registration: seen(None), ..good() }, vec!["D3 DOM-06!"]),
        ("D3 expired", told_by_registry(|told| told.expires_on = Some(day("2026-11-22"))), vec!["D3 DOM-06!"]),
        ("D3 today is the last day", told_by_registry(|told| told.expires_on = Some(today())), vec!["D3 DOM-07!"]),
        ("D3 89 days", told_by_registry(|told| told.expires_on = Some(day("2027-02-20"))), vec!["D3 DOM-07!"]),
        ("D3 90 days", told_by_registry(|told| told.expires_on = Some(day("2027-02-21"))), vec![]),
        ("D4 on hold", told_by_registry(|told| told.statuses = vec!["serverHold".into()]), vec!["D4 DOM-01"]),
        // A Friday: the third working day is the Wednesday after.
        ("D5 elsewhere", told_by_registry(|told| told.registered_on = Some(day("2026-11-20"))), vec!["D5 DOM-02!"]),
        ("D5 over", told_by_registry(|told| told.registered_on = Some(day("2026-11-18"))), vec![]),
        ("D6 another company", holder("别家示例有限公司"), vec!["D6 DOM-03!"]),
        ("D6 brackets and width", holder("北京示例花园有限公司 "), vec![]),
        ("D6 a name in English", holder("Example Garden Ltd"), vec!["D6 DOM-03"]),
        ("D6 legal representative, Beijing", holder("王小明"), vec![]),
        ("D8 open", page(|_| ()), vec!["D8 WEB-11"]),
        ("D8 sends elsewhere", page(|page| page.leaves_to = Some("other.cn".into())), vec!["D8 WEB-11"]),
        ("D8 not found", page(|page| page.status = 404), vec![]),
        ("D9", told_by_registry(|told| (told.holder, told.hides_holder) = (None, true)), vec!["D9 DOM-11"]),
        ("D10", page(|page| (page.status, page.number) = (404, Some("京ICP备12345678号".into()))), vec!["D10 DOM-09"]),
    ] {
        assert_eq!(told(&organisation(), facts), expected, "{case}");
    }
}

#[test]
fn d4_to_d6_of_the_providers_own_table() {
    for (case, facts, expected) in [
        ("good", own_record(|_| ()), vec![]),
        ("D4", own_record(|record| record.verified_on = None), vec!["D4 DOM-01!"]),
        ("D5", own_record(|record| record.verified_on = Some(day("2026-11-21"))), vec!["D5 DOM-02!"]),
        ("D5 over", own_record(|record| record.verified_on = Some(day("2026-11-20"))), vec![]),
        (
            "D6 another company",
            own_record(|record| record.holder.name = HolderName::new("Other Ltd")),
            vec!["D6 DOM-03!"],
        ),
        (
            "D6 another number",
            own_record(|record| {
                record.holder.certificate = number(CertificateKind::BusinessLicence, "91110000MA00000820");
            }),
            vec!["D6 DOM-03!"],
        ),
        (
            "D6 another certificate",
            own_record(|record| record.holder.certificate = number(CertificateKind::Passport, "G12345678")),
            vec!["D6 DOM-03"],
        ),
    ] {
        assert_eq!(told(&organisation(), facts), expected, "{case}");
    }
}

#[test]
fn d6_by_province() {
    let in_province = |code: &str, city: &str| {
        let mut drafts = organisation();
        drafts.type_check.province = code.into();
        drafts.type_check.city = city.into();
        drafts
    };
    let of = |name: &'static str| told_by_registry(move |told| told.holder = Some(HolderName::new(name)));
    let d6 = |drafts: &Drafts, facts| {
        let all = told(drafts, facts);
        all.into_iter().filter(|told| told.starts_with("D6")).collect::<Vec<_>>()
    };
    assert_eq!(d6(&in_province("640000", "640100"), of("王小明")), ["D6 DOM-03!"], "Ningxia: the organisation only");
    assert_eq!(d6(&in_province("120000", "120100"), of("王小明")), [""; 0], "Tianjin: the legal representative");
    assert_eq!(d6(&in_province("120000", "120100"), of("李小红")), ["D6 DOM-03"], "Tianjin: others with proof");
}

/// A row tried alone: sort, value, what is seen, what it finds if it blocks.
#[test]
fn sorts_of_the_rule_book_about_what_is_seen() {
    let expires = |day_: &'static str| told_by_registry(move |told| told.expires_on = Some(day(day_)));
    let held_by = |name: &'static str| told_by_registry(move |told| told.holder = Some(HolderName::new(name)));
    let hidden = || told_by_registry(|told| (told.holder, told.hides_holder) = (None, true));
    let registered_at = |name: &'static str| told_by_registry(move |told| told.registrar = Some(name.into()));
    for (sort, value, seen, expected) in [
        ("domain-days", "45", expires("2027-01-06"), vec!["D3!"]),
        ("domain-days", "45", expires("2027-01-07"), vec![]),
        ("domain-days", "45", expires("2026-11-22"), vec![]), // expired is told by itself
        ("domain-days", "45", DomainFacts { registration: Fact::Unchecked(Why::TimedOut), ..good() }, vec![]),
        ("holder", "entity", held_by("王小明"), vec!["D6!"]),
        ("holder", "entity|legal-rep", held_by("王小明"), vec![]),
        ("holder", "entity|legal-rep", held_by("别家示例有限公司"), vec!["D6!"]),
        ("holder", "entity|shareholder", held_by("别家示例有限公司"), vec!["D6"]),
        ("privacy-off", "yes", hidden(), vec!["D9!"]),
        ("privacy-off", "no", hidden(), vec![]),
        ("privacy-off", "yes", good(), vec![]),
        ("domain-abroad", "refused", registered_at("GoDaddy.com, LLC"), vec!["D2!"]),
        // Whom nobody knows may well be approved.
        ("domain-abroad", "refused", registered_at("某某公司"), vec![]),
        ("domain-abroad", "refused", good(), vec![]),
    ] {
        let head = "id,province,scope,kinds,from,to,sort,value,severity,source,words_zh,words_en";
        let drafts = organisation();
        let content = drafts.read(book(), today());
        let domains = [seen];
        let facts = Facts::new(&drafts, &content, book(), today()).with_domains(&domains);
        for severity in ["blocks", "warns", "informs"] {
            let row = format!("{head}\nr,*,all,*,,,{sort},{value},{severity},base,,\n");
            let rules = Rules::parse("rules.csv", &row).unwrap();
            let (_, rule) = rules.with_lines().next().unwrap();
            let found: Vec<String> = check_rule(rule, &facts)
                .iter()
                .map(|finding| format!("{}{}", finding.code, if finding.blocking { "!" } else { "" }))
                .collect();
            let softer = |told: &&str| told.trim_end_matches('!').to_owned();
            match severity {
                "blocks" => assert_eq!(found, expected, "{sort} {value}"),
                "warns" => assert_eq!(found, expected.iter().map(softer).collect::<Vec<_>>(), "{sort} {value}"),
                _ => assert_eq!(found, [""; 0]),
            }
        }
    }
}

#[test]
fn d16_a_change_of_a_website_from_before_the_rules_for_domains_is_not_judged_by_them() {
    let filed_on = |on: &'static str| {
        about(Kind::ChangeWebsite, move |drafts| {
            drafts.websites[0].website.site_name = "示例花园新园艺".into();
            drafts.record.as_mut().unwrap().filed_on = Some(day(on));
        })
    };
    let overseas = || told_by_registry(|told| told.registrar = Some("GoDaddy.com, LLC".into()));
    assert_eq!(told(&filed_on("2017-12-31"), overseas()), [""; 0]);
    assert_eq!(told(&filed_on("2018-01-01"), overseas()), ["D2 DOM-05!"]);
    // What its access is worth the bureau decides.
    let named = |kind: Kind| {
        let mut drafts = Drafts { kind, ..organisation() };
        drafts.type_check.domain = "example.org".into();
        drafts.websites[0].website.domains = vec!["example.org".into()];
        drafts.websites[0].website.home_url = "example.org".into();
        let content = drafts.read(book(), today());
        let found = run_all(&Facts::new(&drafts, &content, book(), today()));
        found.iter().filter(|finding| finding.code == "D1").map(|finding| finding.blocking).collect::<Vec<_>>()
    };
    assert_eq!((named(Kind::Initial), named(Kind::Access)), (vec![true; 2], vec![false; 2]));
}

#[test]
fn d8_an_access_takes_over_a_site_that_is_open() {
    let mut drafts = organisation();
    drafts.kind = Kind::Access;
    drafts.operation.entity_number = "京ICP备2026000001号".into();
    drafts.operation.website_number = "京ICP备2026000001号-1".into();
    assert_eq!(told(&drafts, page(|_| ())), [""; 0]);
    assert_eq!(told(&drafts, page(|page| page.status = 503)), ["D8 WEB-12"]);
    assert_eq!(told(&drafts, DomainFacts { home_page: seen(None), ..good() }), ["D8 WEB-12"]);
    let unknown = DomainFacts { home_page: Fact::Unchecked(Why::TimedOut), ..good() };
    assert_eq!(told(&drafts, unknown), [""; 0]);
    // What no provider carries is closed until this one does.
    let content = drafts.read(book(), today());
    let domains = [page(|page| page.status = 503)];
    let elsewhere = Elsewhere { unprovided: vec![domains[0].domain.clone()], ..Elsewhere::nothing(today()) };
    let facts = Facts::new(&drafts, &content, book(), today()).with_domains(&domains);
    let d8 = |facts: &Facts<'_>| run_all(facts).iter().any(|finding| finding.code == "D8");
    assert!(d8(&facts) && !d8(&facts.with_elsewhere(&elsewhere)));
}

#[test]
fn d6_of_an_individual() {
    let drafts = individual();
    let name: &'static str = Box::leak(drafts.type_check.entity_name.clone().into_boxed_str());
    let own = told_by_registry(|told| told.holder = Some(HolderName::new(name)));
    assert_eq!(told(&drafts, own), [""; 0]);
    let other = told_by_registry(|told| told.holder = Some(HolderName::new("别的人")));
    assert_eq!(told(&drafts, other.clone()), ["D6 DOM-03!"]);
    let (findings, _) = found(&drafts, other);
    assert!(!format!("{findings:?}").contains("别的人"), "a person's name is masked");
}

#[test]
fn what_could_not_be_checked_is_told_and_blocks_nothing() {
    let unknown = |why| DomainFacts::unknown(DomainName::parse("example.cn").unwrap(), why);
    let gaps_of = |facts: DomainFacts| {
        let (findings, gaps) = found(&organisation(), facts);
        assert_eq!(findings, [], "nobody's failure");
        gaps.iter().map(|gap| format!("{} {}", gap.code, gap.message.args[1].1)).collect::<Vec<_>>()
    };
    assert_eq!(gaps_of(unknown(Why::Off)), ["D2-D10 all"]);
    assert_eq!(gaps_of(DomainFacts { home_page: Fact::Unchecked(Why::TimedOut), ..good() }), ["D8 page"]);
    let hanging =
        DomainFacts { registration: Fact::Unchecked(Why::Refused), dns: Fact::Unchecked(Why::TimedOut), ..good() };
    assert_eq!(gaps_of(hanging), ["D2-D6 registration", "D8 dns"]);
    assert_eq!(gaps_of(told_by_registry(|told| told.holder = None)), ["D6 holder"]);
    assert_eq!(gaps_of(DomainFacts { record: own_record(|_| ()).record, ..unknown(Why::NotYet) }), ["D2-D10 site"]);
    assert_eq!(gaps_of(good()), [""; 0]);
    let zh = Tr::default();
    let (_, gaps) = found(&organisation(), unknown(Why::TimedOut));
    assert_eq!(zh.message(&gaps[0].message), "未能自动核对：example.cn 的注册信息、解析和首页（查询超时）。");
}
