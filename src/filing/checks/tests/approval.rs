//! Pre-approval, X20: words in names and on the home page, and how numbers are written.

use super::*;
use crate::facts::DomainFacts;
use crate::filing::checks::domain::tests::page;

/// An organisation's website with approvals: trade and number.
fn approved(approvals: &[(&str, &str)]) -> Drafts {
    with(organisation, |drafts| {
        let site = &mut drafts.websites[0].website;
        site.pre_approval = approvals.iter().map(|(trade, _)| (*trade).to_owned()).collect();
        site.approval_number = approvals.iter().map(|(_, number)| (*number).to_owned()).collect();
        site.approval_authority = approvals.iter().map(|_| "某局".to_owned()).collect();
    })
}

fn in_words(message: Option<&crate::text::Message>) -> [String; 2] {
    let message = message.unwrap();
    Lang::ALL.map(|lang| Tr::new(lang).message(message))
}

/// As the rule of the country says: it, not the kind of entity, decides.
#[test]
fn x20_websites_that_need_an_approval_are_not_open_to_individuals() {
    let refused = with(individual, |drafts| drafts.websites = approved(&[("9", "1234")]).websites);
    let found = findings(&refused);
    assert_eq!(
        found.iter().filter(|one| one.code == "X20").map(shown).collect::<Vec<_>>(),
        ["X20 websites/1.pre_approval!"]
    );
    let named = with(individual, |drafts| drafts.websites[0].website.site_name = "药品随笔".into());
    let found = findings(&named);
    assert_eq!(shown(&found[0]), "X20 websites/1.site_name!");
    assert!(in_words(found[0].way_out.as_ref())[0].contains("不能办理需要前置审批的网站"));
}

/// Where the word stands, which trade it is of, and what the province takes where it is not involved.
#[test]
fn x20_words_in_names_are_told_with_trade_and_way_out() {
    let called = |name: &str| with(organisation, |drafts| drafts.type_check.entity_name = name.into());
    let site = |name: &str| with(organisation, |drafts| drafts.websites[0].website.site_name = name.into());
    let moved = |name: &str, province: &str, city: &str, address: &str| {
        with(organisation, |drafts| {
            drafts.type_check.entity_name = name.into();
            drafts.websites[0].website.site_remark =
                "介绍公司的花园和植物，本网站不涉及前置审批，内容均为自有。".into();
            in_province(drafts, province, city, address);
        })
    };
    let hubei = moved("湖北示例出版有限公司", "420000", "420100", "湖北省武汉市示例路1号");
    let jiangxi = moved("江西示例文化有限公司", "360000", "360100", "江西省南昌市示例路1号");
    for (case, drafts, expected, seen, way) in [
        ("entity", called("北京示例出版有限公司"), "X20 websites/1.pre_approval", "“出版”", "网络出版服务许可证"),
        ("website", site("示例出版花园"), "X20 websites/1.site_name", "网站名称“示例出版花园”", "上传不涉及承诺书"),
        ("no letter", hubei, "X20 websites/1.pre_approval", "湖北示例出版有限公司", "不接受承诺书"),
        ("a word of the province", jiangxi, "X20 websites/1.pre_approval", "“文化”", "上传不涉及承诺书"),
    ] {
        let found = findings(&drafts);
        let found: Vec<&Finding> = found.iter().filter(|one| one.code == "X20").collect();
        assert_eq!(found.iter().map(|one| shown(one)).collect::<Vec<_>>(), [expected], "{case}");
        assert!(in_words(found[0].evidence.as_ref())[0].contains(seen), "{case}");
        assert!(in_words(found[0].way_out.as_ref())[0].contains(way), "{case}");
    }
    let covered = with(
        || approved(&[("2", "（署）网出证（京）字第001号")]),
        |drafts| drafts.type_check.entity_name = "北京示例出版有限公司".into(),
    );
    assert_eq!(told(&covered), [""; 0], "its approval is named");
    let another = with(
        || approved(&[("9", "京网文〔2026〕0001-001号")]),
        |drafts| drafts.type_check.entity_name = "北京示例出版有限公司".into(),
    );
    assert_eq!(told(&another), ["X20 websites/1.pre_approval"], "an approval of another trade");
    let devices = with(
        || approved(&[("5", "（京）网药械信息备字（2026）第00001号")]),
        |drafts| drafts.type_check.entity_name = "北京示例医疗器械有限公司".into(),
    );
    assert_eq!(told(&devices), [""; 0], "医疗 is part of the word whose approval is named");
}

/// Section 7: a number of each trade, and one that is of none.
#[test]
fn x20_numbers_are_written_like_those_of_their_trade() {
    for trade in book().pre_approvals(today()).into_iter().filter(|trade| !trade.numbers.is_empty()) {
        assert_eq!(told(&approved(&[(&trade.code, &trade.example)])), [""; 0], "{}", trade.zh);
        let wrong = approved(&[(&trade.code, "见附件-1 无")]);
        assert_eq!(told(&wrong), ["X20 websites/1.approval_number"], "{}", trade.zh);
    }
    let both = [("9", "京网文〔2026〕0001-001号"), ("2", "京网文〔2026〕0001-001号")];
    let empty = [both[0], ("", ""), both[1]];
    for (rows, row) in [(&both[..], 1), (&empty[..], 2)] {
        let mut drafts = approved(rows);
        drafts.websites[0].website.approval_authority =
            rows.iter().map(|(trade, _)| if trade.is_empty() { String::new() } else { "某局".to_owned() }).collect();
        let found = findings(&drafts);
        assert_eq!((found.len(), found[0].row, found[0].reason), (1, Some(row), Some("MAT-11")));
    }
    let found = findings(&approved(&both));
    assert!(in_words(found[0].evidence.as_ref())[0].contains("京网文〔2026〕0001-001号"));
}

fn on_page(drafts: &Drafts, title: &str, text: &str) -> Vec<Finding> {
    on_page_of("2026-11-29", drafts, title, text)
}

fn on_page_of(day: &str, drafts: &Drafts, title: &str, text: &str) -> Vec<Finding> {
    let day: chrono::NaiveDate = day.parse().unwrap();
    let content = drafts.read(book(), day);
    let seen: DomainFacts = page(|page| (page.title, page.text) = (title.into(), text.into()));
    let domains = [seen];
    let mut found = run_all(&Facts::new(drafts, &content, book(), day).with_domains(&domains));
    found.retain(|finding| finding.code == "X20");
    found
}

/// Title, text, and the words that are told: one for each trade.
#[test]
fn x20_words_on_the_home_page_are_told_with_what_stood_there() {
    let word = |one: &Finding| one.message.args.iter().find(|(name, _)| *name == "word").unwrap().1.clone();
    for (title, text, expected) in [
        ("示例花园", "欢迎来到示例花园，公司新闻、在线支付、会员教育。", vec![]),
        ("示例花园", "我们提供网上药店和处方药配送，还有棋牌网页游戏。", vec!["网上药店", "网页游戏"]),
        ("示例花园电影", "", vec!["电影"]),
        ("示例花园论坛", "进入论坛，发帖讨论。", vec!["论坛"]),
        ("示例花园", "公司参加行业高峰论坛，附近有佛教名山和道教宫观。", vec![]),
        ("示例花园", "欢迎在论坛发帖，或浏览佛教网。", vec!["论坛发帖", "佛教网"]),
    ] {
        let found = on_page(&organisation(), title, text);
        assert_eq!(found.iter().map(word).collect::<Vec<_>>(), expected, "{title}: {text}");
        assert!(found.iter().all(|one| shown(one) == "X20 websites/1.pre_approval" && one.reason == Some("WEB-10")));
    }
    let before = on_page_of("2026-11-28", &organisation(), "示例花园", "欢迎在论坛发帖，或浏览佛教网。");
    assert_eq!(
        before.iter().map(word).collect::<Vec<_>>(),
        ["论坛", "佛教"],
        "a filing of the day before has its words"
    );
    let found = on_page(&organisation(), "示例花园", "我们在本地经营多年，现提供网上药店服务。");
    let [zh, en] = in_words(found[0].evidence.as_ref());
    assert!(zh.contains("现提供网上药店服务。") && en.contains("网上药店"), "{zh} {en}");
    assert!(in_words(found[0].way_out.as_ref())[0].contains("互联网药品信息服务资格证书"));
    let named = with(organisation, |drafts| drafts.websites[0].website.site_name = "示例花园电影".into());
    let told = on_page(&named, "示例花园电影", "");
    assert_eq!(told.iter().map(shown).collect::<Vec<_>>(), ["X20 websites/1.site_name"], "a title that is the name");
    let covered = approved(&[("5", "（京）网药械信息备字（2026）第00001号")]);
    assert!(on_page(&covered, "", "网上药店").is_empty());
    let own = on_page(&individual(), "", "在线问诊");
    assert!(in_words(own[0].way_out.as_ref())[0].contains("不能办理需要前置审批的网站"));
}
