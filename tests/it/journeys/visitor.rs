//! Somebody who only looks: the public pages, the list for their own case, and what is said where nothing is.

use super::account::register;
use crate::support::browser::Browser;
use crate::support::looking::Guise;
use crate::support::stage::Stage;

#[tokio::test]
async fn a_visitor_reads_what_everybody_may_read() {
    let Some(stage) = Stage::set("visitor").await else { return };
    let mut visitor = stage.desktop().await;

    visitor.goto("/").await;
    visitor.look_both("start").await;
    visitor.look_as("start-forced-colours", Guise::ForcedColours).await;

    visitor.goto("/guide").await;
    visitor.look_both("guide").await;
    visitor.press_words("域名的要求").await;
    visitor.sees("guide-sources").await;
    visitor.look_both("topic").await;

    visitor.goto("/guide/provinces/440000").await;
    visitor.sees_words("华为云备案帮助，2025 年 12 月").await;
    visitor.sees_not("tencent").await;
    visitor.look_both("province").await;

    visitor.goto("/records").await;
    visitor.look_both("records").await;
    visitor.fill("q", "nowhere-example.cn").await;
    visitor.press("site-search").await;
    visitor.sees("guide-records-none").await;
    visitor.look_both("records-none").await;

    visitor.goto("/nothing-here").await;
    visitor.sees("site-error-not-found-title").await;
    visitor.look_both("not-found").await;

    visitor.goto("/").await;
    visitor.press("site-large-text-on").await;
    visitor.find("html.large-text").await;
    visitor.look("start-large-text").await;
}

async fn answer(visitor: &Browser, answers: &[(&str, &str)]) {
    for (name, value) in answers {
        visitor.fill(name, value).await;
    }
    visitor.press("guide-check-submit").await;
}

#[tokio::test]
async fn the_answers_make_a_list_and_begin_the_filing() {
    let Some(stage) = Stage::set("check").await else { return };
    let mut visitor = stage.desktop().await;

    visitor.goto("/check").await;
    visitor.look_both("questions").await;
    answer(&visitor, &[("who", "4"), ("province", "330000")]).await;
    visitor.sees("site-errors").await;
    visitor.look_both("questions-left").await;

    // A domain and no domain cannot both be.
    answer(&visitor, &[("server", "here"), ("domain", "none"), ("name", "zhou-example.cn"), ("content", "sales")])
        .await;
    visitor.sees("guide-check-name-none").await;
    assert_eq!(visitor.value("name").await, "zhou-example.cn", "what was typed stands there");
    answer(&visitor, &[("domain", "other")]).await;
    visitor.sees("guide-check-list-title").await;
    // The papers, the province's own rules with their sources, and the times.
    for wanted in
        ["浙江省", "营业执照", "30 个工作日", "须在备注里说明的服务内容", "华为云备案帮助，2025 年 12 月", "24 小时内"]
    {
        visitor.sees_words(wanted).await;
    }
    for key in ["guide-check-other-domain-title", "guide-check-licence-title", "guide-check-person-entity-title"] {
        visitor.sees(key).await;
    }
    visitor.look_both("list").await;
    visitor.look_as("list-printed", Guise::Printed).await;

    // Nobody is signed in yet: an account comes first, and the answers wait in the browser.
    visitor.press("guide-check-start").await;
    visitor.sees("account-sign-in-title").await;
    register(&stage.program, &mut visitor, "zhou@example.com", "13500135000").await;
    visitor.goto("/filings/new").await;
    visitor.sees_words("浙江省").await;
    visitor.sees_words("企业（含个体工商户）").await;
    assert_eq!(visitor.value("domain").await, "zhou-example.cn");
    visitor.press("site-change").await;
    visitor.sees("site-continue").await;
    assert_eq!(visitor.value("province").await, "", "what was carried over can be chosen anew");
}

#[tokio::test]
async fn a_site_abroad_needs_no_filing() {
    let Some(stage) = Stage::set("check-abroad").await else { return };
    let mut visitor = stage.phone().await;
    visitor.goto("/check").await;
    let answers =
        [("who", "5"), ("province", "140000"), ("server", "abroad"), ("domain", "none"), ("content", "plain")];
    answer(&visitor, &answers).await;
    visitor.sees("guide-check-not-needed-title").await;
    visitor.sees("guide-check-abroad-title").await;
    visitor.look_both("not-needed").await;
}
