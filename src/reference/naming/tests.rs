//! Cases of the naming rules: entity, name, the keys expected (`!` in front: blocking).

use chrono::NaiveDate;

use crate::reference::book;

use super::*;

const DOMAINS: [&str; 2] = ["example.com", "xn--fiq228c.com"];

fn keys(individual: bool, entity_name: &str, name: &str, province: &str) -> Vec<String> {
    let site = SiteName { name, individual, entity_name, domains: &DOMAINS, province };
    let on: NaiveDate = "2026-11-23".parse().unwrap();
    let show = |finding: NameFinding| {
        let mark = if finding.blocking { "!" } else { "" };
        let key = finding.message.key.trim_start_matches("reference-name-");
        let word = finding.message.args.first().map(|(_, word)| format!(":{word}")).unwrap_or_default();
        format!("{mark}{key}{word}")
    };
    check_site_name(book(), &site, on).into_iter().map(show).collect()
}

#[test]
fn organisations() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("N1 full name", "青松信息技术有限公司", &[]),
        ("N1 short name with brackets", "青松技术（内部）", &[]),
        ("N2", "青松", &["!short"]),
        ("N2 brackets do not count", "青松（）", &["!short"]),
        ("N2 letters count", "A1网", &[]),
        ("N3 letters", "Pinewood", &["!latin"]),
        ("N3 digits", "12345", &["!latin"]),
        ("N3 both", "abc-123", &["!latin"]),
        ("N4", "青松技术！", &["!symbol:！"]),
        ("N4 space", "青松 技术网", &["!symbol: "]),
        ("N5", "example.com", &["!latin", "!symbol:.", "!domain"]),
        ("N5 www", "www.example.com", &["!latin", "!symbol:.", "!domain"]),
        ("N6", "青松博彩网", &["!sensitive:博彩"]),
        ("N7", "中国青松网", &["state:中国"]),
        ("N7 approval", "青松维权网", &["state:维权"]),
        ("N8", "青松新闻网", &["pre-approval:新闻"]),
        ("words of individuals are free", "青松商城服务中心", &[]),
        ("place names are free in Guangdong", "广州青松网", &[]),
    ];
    for (rule, name, expected) in cases {
        assert_eq!(keys(false, "青松信息技术有限公司", name, "440000"), *expected, "{rule}: {name}");
    }
}

#[test]
fn words_of_the_entitys_own_name_are_allowed() {
    assert!(keys(false, "青松县人民医院", "青松县人民医院", "440000").is_empty());
    assert_eq!(keys(false, "青松县医院", "青松县人民医院", "440000"), ["state:人民"]);
}

#[test]
fn individuals() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("good", "青松的随笔", "440000", &[]),
        ("company word", "青松工作室", "440000", &["!personal:工作室"]),
        ("trade word", "青松论坛记录", "440000", &["!personal:论坛"]),
        ("own name", "张青松的随笔", "440000", &["!person"]),
        ("place", "广州生活随笔", "440000", &["place:广州"]),
        ("state", "中国风随笔", "440000", &["!state:中国"]),
        ("pre-approval", "药品随笔", "440000", &["!pre-approval:药品"]),
        ("Henan", "青松个人随笔", "410000", &["!personal:个人"]),
        ("Sichuan", "青松2026随笔", "510000", &["!letters-digits"]),
    ];
    for (rule, name, province, expected) in cases {
        assert_eq!(keys(true, "张青松", name, province), *expected, "{rule}: {name}");
    }
}

#[test]
fn provinces_add_rules() {
    let company = "青松技术公司";
    assert_eq!(keys(false, company, "青松ABC网", "500000"), ["!letters"]);
    assert!(keys(false, company, "青松ABC网", "440000").is_empty());
    assert!(keys(false, company, "青松2026网", "510000").is_empty());
    assert_eq!(keys(false, company, "青松技术平台", "120000"), ["!ending:平台"]);
    assert_eq!(keys(false, company, "青松技术分享", "370000"), ["!ending:分享"]);
    assert_eq!(keys(false, company, "青松社区服务网", "510000"), ["pre-approval:社区"]);
    assert_eq!(keys(false, company, "昆明青松技术", "530000"), ["place:昆明"]);
    assert!(keys(false, "昆明青松技术公司", "昆明青松技术", "530000").is_empty());
}

#[test]
fn internationalised_domains_are_compared_as_read() {
    let site = SiteName {
        name: "中文.com",
        individual: false,
        entity_name: "青松技术公司",
        domains: &DOMAINS,
        province: "440000",
    };
    let found = check_site_name(book(), &site, "2026-11-23".parse().unwrap());
    assert!(found.iter().any(|finding| finding.message.key == "reference-name-domain"));
}
