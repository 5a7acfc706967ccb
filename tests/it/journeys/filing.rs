//! An organisation files: from the first question to the page where everything is looked over.

use beian::text::Lang;

use super::account::{register, sign_in};
use crate::support::browser::Browser;
use crate::support::stage::Stage;

const EMAIL: &str = "chen@example.com";
const MOBILE: &str = "13900139000";
const PASSWORD: &str = "quiet river stone bridge";

/// Fills several controls of a page.
async fn fill_all(person: &Browser, answers: &[(&str, &str)]) {
    for (name, value) in answers {
        person.fill(name, value).await;
    }
}

/// Answers the type check for a company in Beijing; the filing's page follows.
async fn begin(person: &mut Browser) -> String {
    person.goto("/filings/new?kind=4&province=110000").await;
    person.look_both("type-check").await;
    let answers = [
        ("city", "110100"),
        ("district", "海淀区"),
        ("cert_kind", "1"),
        ("cert_number", "91110000MA00000077"),
        ("entity_name", "北京示例花园有限公司"),
        ("domain", "garden-example.cn"),
        ("already_filed", "none"),
    ];
    fill_all(person, &answers).await;
    person.press("wizard-new-submit").await;
    person.sees("wizard-started").await;
    person.path().await
}

const ENTITY: [(&str, &str); 4] = [
    ("cert_address", "北京市海淀区示例路1号"),
    ("cert_valid_from", "2019-03-11"),
    ("cert_long_term", "yes"),
    ("mailing_address", "北京市海淀区示例路1号2层201室"),
];

const PERSON: [(&str, &str); 9] = [
    ("name", "陈小花"),
    ("is_legal_rep", "yes"),
    ("cert_kind", "2"),
    ("cert_number", "11010519491231002X"),
    ("cert_valid_from", "2019-03-11"),
    ("cert_long_term", "yes"),
    ("mobile", MOBILE),
    ("emergency_phone", "13700137000"),
    ("email", EMAIL),
];

const WEBSITE: [(&str, &str); 4] = [
    ("site_name", "示例花园园艺"),
    ("domains", "garden-example.cn"),
    ("home_url", "www.garden-example.cn"),
    ("site_remark", "介绍公司的园艺产品和服务，供客户了解和联系我们。"),
];

#[tokio::test]
async fn an_organisation_fills_its_filing() {
    let Some(stage) = Stage::set("organisation").await else { return };
    let mut chen = stage.desktop().await;
    register(&stage.program, &mut chen, EMAIL, MOBILE).await;
    chen.goto("/filings").await;
    chen.look_both("filings-empty").await;

    let filing = begin(&mut chen).await;
    chen.look_both("filing-fresh").await;

    chen.goto(&format!("{filing}/access")).await;
    chen.look_both("access").await;

    chen.goto(&format!("{filing}/entity")).await;
    chen.press("site-save-continue").await;
    chen.sees("site-errors").await;
    chen.look("entity-errors").await;
    fill_all(&chen, &ENTITY).await;
    chen.fill("investor", "北京示例花园有限公司").await;
    chen.press("site-save-continue").await;

    chen.goto(&format!("{filing}/entity-person")).await;
    fill_all(&chen, &PERSON).await;
    chen.look("entity-person").await;
    chen.press("site-save-continue").await;

    chen.goto(&format!("{filing}/websites/1")).await;
    chen.look_both("website").await;
    fill_all(&chen, &WEBSITE).await;
    chen.press("site-save-continue").await;

    chen.goto(&format!("{filing}/websites/1/person")).await;
    chen.fill("same_as_entity_person", "yes").await;
    chen.look("website-person").await;
    chen.press("site-save-continue").await;

    chen.goto(&filing).await;
    chen.look_both("filing-filled").await;
    chen.goto(&format!("{filing}/check")).await;
    chen.sees_words("北京示例花园有限公司").await;
    chen.look_both("check-and-submit").await;
    chen.goto("/filings").await;
    chen.look_both("filings").await;

    looks_into_anothers(&stage, &filing).await;
}

/// Somebody else finds nothing at the filing's address.
async fn looks_into_anothers(stage: &Stage, filing: &str) {
    let mut other = stage.phone().await;
    register(&stage.program, &mut other, "other@example.com", "13600136000").await;
    other.goto(filing).await;
    other.sees("site-error-not-found-title").await;
}

#[tokio::test]
async fn a_session_dies_and_no_word_is_lost() {
    let Some(stage) = Stage::set("lost-session").await else { return };
    let mut chen = stage.desktop().await;
    register(&stage.program, &mut chen, EMAIL, MOBILE).await;
    let filing = begin(&mut chen).await;

    chen.goto(&format!("{filing}/entity")).await;
    fill_all(&chen, &ENTITY).await;
    stage.program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    chen.press("site-save-continue").await;
    chen.sees("account-held-kept-title").await;
    chen.look("sign-in-again").await;
    chen.fill("email", EMAIL).await;
    chen.fill("password", PASSWORD).await;
    chen.click("main form button:not([type=button])").await;
    chen.sees("account-held-title").await;
    chen.sees_words("北京市海淀区示例路1号2层201室").await;
    chen.look("kept-words").await;
    chen.press("account-held-send").await;
    chen.goto(&format!("{filing}/entity")).await;
    assert_eq!(chen.value("mailing_address").await, "北京市海淀区示例路1号2层201室");
}

#[tokio::test]
async fn two_tabs_show_both_texts_and_overwrite_nothing() {
    let Some(stage) = Stage::set("two-tabs").await else { return };
    let mut first = stage.desktop().await;
    register(&stage.program, &mut first, EMAIL, MOBILE).await;
    let filing = begin(&mut first).await;
    let mut second = stage.desktop().await;
    sign_in(&second, EMAIL, PASSWORD).await;

    let entity = format!("{filing}/entity");
    first.goto(&entity).await;
    second.goto(&entity).await;
    first.fill("mailing_address", "北京市海淀区一号院101室").await;
    first.press("site-save-later").await;
    first.sees("wizard-saved").await;
    second.fill("mailing_address", "北京市海淀区二号院202室").await;
    second.press("site-save-continue").await;
    second.sees("wizard-conflict-title").await;
    second.sees_words("北京市海淀区一号院101室").await;
    second.look("conflict").await;
    first.goto(&entity).await;
    assert_eq!(first.value("mailing_address").await, "北京市海淀区一号院101室");
}

#[tokio::test]
async fn without_scripts_everything_still_works() {
    let Some(stage) = Stage::set("without-scripts").await else { return };
    let mut chen = stage.scriptless().await;
    register(&stage.program, &mut chen, EMAIL, MOBILE).await;
    chen.speak(Lang::En).await;
    let filing = begin(&mut chen).await;
    chen.goto(&format!("{filing}/entity")).await;
    fill_all(&chen, &ENTITY).await;
    chen.press("site-save-continue").await;
    chen.goto(&format!("{filing}/check")).await;
    chen.look("check-and-submit").await;
}
