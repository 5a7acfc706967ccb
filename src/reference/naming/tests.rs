//! Cases of the naming rules: entity, name, the keys expected (`!` in front: blocking).

use chrono::NaiveDate;

use crate::reference::rules::INITIAL;
use crate::reference::{Applicant, INDIVIDUAL, book};

use super::*;

const DOMAINS: [&str; 2] = ["example.com", "xn--fiq228c.com"];

fn keys(individual: bool, entity_name: &str, name: &str, province: &str) -> Vec<String> {
    let site = SiteName { name, individual, approval_refused: individual, entity_name, domains: &DOMAINS };
    let on: NaiveDate = "2026-11-30".parse().unwrap();
    let entity_kind = if individual { INDIVIDUAL } else { "4" };
    let rules = book().rules(&Applicant { province, entity_kind, filing_kind: INITIAL }, on);
    let show = |finding: NameFinding| {
        let mark = if finding.blocking { "!" } else { "" };
        let key = finding.message.key.trim_start_matches("reference-name-");
        let word = finding.message.args.first().map(|(_, word)| format!(":{word}")).unwrap_or_default();
        format!("{mark}{key}{word}")
    };
    check_site_name(book(), &rules, &site, on).into_iter().map(show).collect()
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
        ("N8 the longer word", "青松医疗器械网", &["pre-approval:医疗器械"]),
        ("N8 both words", "青松医疗与医疗器械网", &["pre-approval:医疗", "pre-approval:医疗器械"]),
        ("a foundation is no fund", "青松公益基金会", &[]),
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
    let (name, entity_name) = ("中文.com", "青松技术公司");
    let site = SiteName { name, individual: false, approval_refused: false, entity_name, domains: &DOMAINS };
    let found = check_site_name(book(), &RuleSet::default(), &site, "2026-11-30".parse().unwrap());
    assert!(found.iter().any(|finding| finding.message.key == "reference-name-domain"));
}

#[test]
fn every_word_of_the_lists_is_met() {
    for row in book().naming_words.all().iter().filter(|row| row.to.is_none()) {
        let word = row.word.as_str();
        let name = format!("青松{word}记");
        let told = |individual: bool| keys(individual, if individual { "张三" } else { "某某公司" }, &name, "440000");
        let has = |individual: bool, keys: &[&str]| {
            let told = told(individual);
            let found = keys.iter().any(|key| told.contains(&format!("{key}:{word}")));
            assert!(found, "{name} of {:?}: {told:?}", row.list);
        };
        match row.list {
            WordList::Sensitive => [false, true].into_iter().for_each(|who| has(who, &["!sensitive"])),
            WordList::State | WordList::ApprovalOnly => {
                has(false, &["state"]);
                has(true, &["!state"]);
            }
            WordList::Individual => {
                has(true, &["!personal"]);
                assert!(!told(false).contains(&format!("!personal:{word}")), "{name}");
            }
            WordList::PreApproval => {
                has(false, &["pre-approval"]);
                has(true, &["!pre-approval", "!personal"]);
            }
            WordList::Page => {}
        }
    }
}

/// Words of provinces, each in the province whose rule names it.
#[test]
fn every_word_of_a_province_is_met_there() {
    let on: NaiveDate = "2026-11-30".parse().unwrap();
    let mut met = 0;
    for (_, rule) in book().rule_book().with_lines().filter(|(_, rule)| rule.holds_on(on)) {
        let province = rule.province.as_deref().unwrap_or_default();
        let told = |name: &str| keys(false, "某某公司", name, province);
        match &rule.sort {
            // A word that a list of everywhere refuses already is told once.
            Sort::NameEndings(List(words)) => {
                for word in words {
                    let at_the_end = told(&format!("青松记{word}"));
                    let found =
                        ["!ending", "pre-approval"].iter().any(|key| at_the_end.contains(&format!("{key}:{word}")));
                    assert!(found, "{word}: {at_the_end:?}");
                    assert!(!told(&format!("青松{word}记")).contains(&format!("!ending:{word}")), "{word}");
                    met += 1;
                }
            }
            Sort::NameApproval(List(words)) => {
                for word in words {
                    assert!(told(&format!("青松{word}记")).contains(&format!("pre-approval:{word}")), "{word}");
                    met += 1;
                }
            }
            Sort::NameWords(List(words)) => {
                for word in words {
                    let told = keys(true, "张三", &format!("青松{word}记"), province);
                    let found = ["!personal", "!state"].iter().any(|key| told.contains(&format!("{key}:{word}")));
                    assert!(found, "{word}: {told:?}");
                    met += 1;
                }
            }
            _ => {}
        }
    }
    assert!(met > 30, "{met} words");
}

#[test]
fn the_lists_hold_the_words_of_section_4_6() {
    let lists = [
        (WordList::State, "中国 中华 中央 国家 人民 人大 全国"),
        (WordList::ApprovalOnly, "反腐 纪检 监察 信访 维权 投诉"),
        (
            WordList::Individual,
            "公司 企业 集团 机构 组织 协会 商会 合伙 框架 大众 维修 设计 沙龙 艺术 评论 工作室 官网 服务 转让 品牌 排行榜 行业 \
             宣传 电商 报价 管理 工坊 传播 中心 交流 咨询 投资 售后 学院 贸易 旗舰 产业 农业 传媒 系统 媒体 股票 证券 彩票 热线 \
             社团 导航 论坛 博客 在线 社区 营销 商城 交易 折扣 定制 返现 团购 购物",
        ),
        // 反腐 is refused without an approval already.
        (WordList::Sensitive, "赌博 博彩 色情 廉政 六合彩 枪支 发票代开 代孕 办证"),
        (
            WordList::PreApproval,
            "新闻 出版 教育 医疗 药品 视听 论坛 交易所 交易中心 金融 资产管理 理财 基金管理 基金销售 私募基金 投资管理 财富管理 网贷 网络借贷 P2P \
             股权众筹 互联网保险 支付 信托",
        ),
    ];
    let on: NaiveDate = "2026-11-30".parse().unwrap();
    for (list, words) in lists {
        let own: Vec<&str> = book().naming_words(list, on).map(|row| row.word.as_str()).collect();
        for word in words.split_whitespace() {
            assert!(own.contains(&word), "{word} is missing in {list:?}");
        }
    }
}

#[test]
fn a_school_within_a_company_says_so_in_guangdong() {
    let company = "青松技术公司";
    assert_eq!(keys(false, company, "青松学院", "440000"), ["!explained:学院"]);
    assert!(keys(false, company, "青松学院（内部学院）", "440000").is_empty());
    assert!(keys(false, company, "青松学院(非独立机构)", "440000").is_empty());
    assert!(keys(false, "青松学院", "青松学院", "440000").is_empty());
    assert!(keys(false, company, "青松学院", "330000").is_empty());
}

#[test]
fn v_name_messages_say_what_is_wrong_in_both_languages() {
    use crate::text::{Lang, Tr};
    for (code, name, zh, en) in [
        ("V-NAME-SHORT", "青松", "三个字", "three characters"),
        ("V-NAME-LATIN", "Pinewood", "只有英文或数字", "only Latin letters or digits"),
        ("V-NAME-SYMBOL", "青松记！", "不能含“！”", "may not contain “！”"),
        ("V-NAME-STATE", "中国青松网", "“中国”，须有主管部门的批准文件", "“中国”, which needs an official approval"),
        ("V-NAME-PRE", "青松药品网", "“药品”，涉及前置审批", "“药品”, which needs a pre-approval"),
        ("V-NAME-PERSONAL", "青松工作室", "个人网站名称不能含“工作室”", "personal website may not contain “工作室”"),
        ("V-NAME-DOMAIN", "中文.com", "不能直接用域名", "may not be the domain name"),
    ] {
        let individual = code == "V-NAME-PERSONAL";
        let site =
            SiteName { name, individual, approval_refused: individual, entity_name: "某某公司", domains: &DOMAINS };
        let found = check_site_name(book(), &RuleSet::default(), &site, "2026-11-30".parse().unwrap());
        for (lang, words) in [(Lang::Zh, zh), (Lang::En, en)] {
            let told: Vec<String> = found.iter().map(|finding| Tr::new(lang).message(&finding.message)).collect();
            assert!(told.iter().any(|text| text.contains(words)), "{code}: {told:?}");
        }
    }
}

/// A filing keeps the words of its day: a row is ended and followed by another, never rewritten.
#[test]
fn words_that_changed_are_known_on_their_days() {
    for (list, word, until, since) in [
        (WordList::PreApproval, "基金", true, false),
        (WordList::PreApproval, "私募基金", false, true),
        (WordList::Page, "论坛", true, false),
        (WordList::Page, "论坛发帖", false, true),
        (WordList::Page, "佛教", true, false),
        (WordList::Page, "佛教网", false, true),
    ] {
        let known = ["2026-11-28", "2026-11-29"]
            .map(|day| book().naming_words(list, day.parse().unwrap()).any(|row| row.word == word));
        assert_eq!(known, [until, since], "{word}");
    }
}
