//! Offers on a home page that need an approval.

use super::*;
use crate::filing::application::Approval;
use crate::values::Line;

fn offering(what: &str) -> Fact<Option<HomePage>> {
    page(|page| page.text = format!("欢迎来到示例花园，我们提供{what}。"))
}

fn approval(trade: &str, number: &str) -> Approval {
    let authority = Line::parse("北京市药品监督管理局").unwrap();
    Approval { trade: trade.into(), number: Line::parse(number).unwrap(), authority, until: None }
}

const FOUND: &str = "W-APPROVAL watch-approval";

const CASES: &[Case] = &[
    ("two trades", |w| w.facts().home_page = offering("网上药店、处方药配送和网页游戏"), &[FOUND, FOUND]),
    ("news in its title", |w| w.facts().home_page = page(|page| page.title = "示例花园新闻".into()), &[]),
    (
        "what is approved",
        |w| {
            w.facts().home_page = offering("网上药店");
            let number = "（京）网药械信息备字（2026）第00001号";
            w.application.websites[0].details.approvals = vec![approval("5", number)];
        },
        &[],
    ),
    (
        "what the desk had a look at",
        |w| {
            w.facts().home_page = offering("网上药店");
            w.judged_words = vec!["药品".into()];
        },
        &[],
    ),
];

#[test]
fn what_a_home_page_may_offer() {
    for (case, change, expected) in CASES {
        assert_eq!(World::with(change).told(), *expected, "{case}");
    }
}

/// A word that is on no list any more still says what the desk had a look at.
#[test]
fn what_was_judged_by_a_word_of_its_day_stays_judged() {
    let on_page = |judged: &[&str]| {
        let world = World::with(|w| {
            w.facts().home_page = offering("佛教网导航");
            w.judged_words = judged.iter().map(|word| (*word).to_owned()).collect();
        });
        look(&Standing { today: "2026-11-29".parse().unwrap(), ..world.standing() }).len()
    };
    assert_eq!((on_page(&[]), on_page(&["论坛"]), on_page(&["佛教"])), (1, 1, 0));
}

#[test]
fn another_trade_is_news_and_what_is_not_seen_stands() {
    let at = "2026-11-20T00:00:00Z".parse().unwrap();
    let world = World::with(|w| w.facts().home_page = offering("网上药店和网页游戏"));
    let both = renewed(&world.standing(), &[], at);
    assert!(!both[0].is_same(&both[1]));
    let silent = World::with(|w| w.facts().home_page = Fact::Unchecked(Why::TimedOut));
    assert_eq!(renewed(&silent.standing(), &both, at), both);
}

/// To whom such websites are open is a rule of the province, whoever owns the website.
#[test]
fn the_way_out_is_what_the_rule_lets_its_owner_do() {
    for (rule, way) in [
        (ApprovalSites::Document, "watch-approval-way"),
        (ApprovalSites::Refused, "filing-pre-approval-page-refused-way"),
    ] {
        let world = World::with(|w| {
            w.facts().home_page = offering("网页游戏");
            w.approval_sites = rule;
        });
        let told = look(&world.standing());
        assert_eq!(
            told.iter().map(|finding| finding.way_out.as_ref().unwrap().key).collect::<Vec<_>>(),
            [way],
            "{rule:?}"
        );
    }
}
