//! An administrator makes a token, the provider's program tells a server with it, its owner hands a service number on,
//! somebody else files with that, and the administrator sees what a change of a rule would do to that filing.

use beian::text::Lang;
use beian::values::actor::Role;
use serde_json::json;

use super::account::arrive;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::filing;
use crate::support::browser::Browser;
use crate::support::stage::Stage;

const OWNER: &str = "li@example.com";

/// What the provider's billing system sends, with the token from the page.
async fn call(stage: &Stage, token: &str, ends_on: &str) -> u16 {
    let body = json!({
        "owner": OWNER, "product": "cloud_server", "region": "beijing", "addresses": ["114.114.1.10"],
        "billing": "subscription", "starts_on": "2026-01-01", "ends_on": ends_on,
    });
    let url = format!("{}/api/v1/instances/i-shared", stage.program.office);
    let call = reqwest::Client::new().put(url).bearer_auth(token).json(&body);
    call.send().await.unwrap().status().as_u16()
}

/// The administrator makes a token, sees it once, and tells a server with it.
async fn a_token(stage: &Stage, admin: &mut Browser) -> String {
    admin.goto("/settings/hosting").await;
    admin.look_both("office-empty").await;
    admin.goto("/settings/hosting/tokens").await;
    admin.fill("ends_on", "2020-01-01").await;
    admin.press("hosting-token-make").await;
    admin.sees("hosting-token-ends-past").await;
    admin.look("token-errors").await;
    admin.fill("name", "计费系统").await;
    admin.fill("scopes", "instances").await;
    admin.fill("ends_on", "2030-06-30").await;
    admin.press("hosting-token-make").await;
    admin.sees("hosting-token-once").await;
    admin.look("token-once").await;
    let token = admin.find("#token").await.text().await.unwrap();
    assert_eq!(call(stage, &token, "2030-01-01").await, 201);
    admin.goto("/settings/hosting/tokens").await;
    admin.look_both("tokens").await;
    token
}

/// Its owner registers afterwards, finds it, and hands a number on.
async fn a_number(stage: &Stage, li: &mut Browser) -> String {
    arrive(&stage.program, li, OWNER, "13600136001").await;
    li.goto("/instances").await;
    li.sees_words("i-shared").await;
    li.look_both("instances").await;
    li.press_words("i-shared").await;
    li.sees("hosting-check-title").await;
    li.fill("count", "9").await;
    li.press("hosting-issue").await;
    li.sees("site-errors").await;
    li.look("too-many").await;
    li.fill("count", "2").await;
    li.press("hosting-issue").await;
    li.sees("hosting-issued").await;
    let number = li.find(".number-list__number").await.text().await.unwrap();
    li.goto(&format!("/service-numbers/{number}/hand")).await;
    li.press("hosting-hand").await;
    li.sees("site-errors").await;
    li.look_both("hand").await;
    li.fill("email", ORGANISATION.email).await;
    li.fill("confirmed", "yes").await;
    li.press("hosting-hand").await;
    li.sees("hosting-handed").await;
    li.look_both("instance").await;
    // The other number goes to somebody wrong, and comes back.
    let other = li.find(".number-list__item:nth-child(2) .number-list__number").await.text().await.unwrap();
    li.goto(&format!("/service-numbers/{other}/hand")).await;
    li.fill("email", "wrong@example.com").await;
    li.fill("confirmed", "yes").await;
    li.press("hosting-hand").await;
    li.sees("hosting-handed").await;
    let back = format!("form[action$='{other}/take-back'] button");
    li.find(&back).await.click().await.unwrap();
    li.sees("hosting-taken-back").await;
    number
}

/// Who got the number files with it; while the term is too short, the page says which line fails. Returns the filing's path.
async fn a_filing(stage: &Stage, chen: &mut Browser, token: &str, number: &str) -> String {
    arrive(&stage.program, chen, ORGANISATION.email, ORGANISATION.mobile).await;
    chen.goto("/instances").await;
    chen.sees_words(number).await;
    chen.look_both("received").await;
    let path = filing::begin(chen, &ORGANISATION).await;
    filing::fill_section(chen, &path, "access", &[("service_number", number)]).await;
    chen.goto(&format!("{path}/access")).await;
    chen.sees("hosting-check-title").await;
    chen.look_both("access-check").await;
    let soon = (beian::clock::now() + chrono::TimeDelta::days(9)).date_naive().to_string();
    assert_eq!(call(stage, token, &soon).await, 200);
    chen.goto(&format!("{path}/access")).await;
    chen.sees("hosting-renew-way").await;
    chen.look_both("access-fails").await;
    assert_eq!(call(stage, token, "2030-01-01").await, 200);
    for (section, answers) in [
        ("entity", ORGANISATION.entity),
        ("entity-person", ORGANISATION.entity_person),
        ("websites/1", ORGANISATION.website),
        ("websites/1/person", ORGANISATION.website_person),
    ] {
        filing::fill_section(chen, &path, section, answers).await;
    }
    filing::consent(chen, &path).await;
    filing::upload(chen, &stage.program, &path, &ORGANISATION).await;
    filing::submit(chen, &path).await;
    path
}

/// The server is given back under the running filing: its owner is told, the desk sees it.
async fn given_back(stage: &Stage, token: &str, path: &str) {
    let url = format!("{}/api/v1/instances/i-shared", stage.program.office);
    let gone = reqwest::Client::new().delete(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    let mail = stage.program.message(ORGANISATION.email, "i-shared").await;
    assert!(mail.text.contains(path), "{}", mail.text);
    let mut desk = Officer::on_duty(stage, "lin", Role::Specialist).await.browser;
    let reference = path.rsplit('/').next().unwrap();
    desk.goto(&format!("/cases/{reference}?section=access")).await;
    desk.sees("review-server-ended-way").await;
    desk.look_both("case-without-server").await;
    desk.goto(&format!("/cases/{reference}?tab=timeline")).await;
    desk.sees_words("i-shared").await;
    desk.look("timeline").await;
    desk.goto("/").await;
    desk.sees("review-desk-without-server").await;
    desk.look_both("desk").await;
}

/// The administrator changes a rule of Beijing, sees the filing it would touch, and decides.
async fn decides_on_a_rule(admin: &mut Browser, path: &str) {
    admin.goto("/settings/provinces?province=110000").await;
    admin.sees("rule-title-phones").await;
    admin.look_both("rules").await;
    admin.click("a[href$='rule=beijing-phones']").await;
    admin.sees("rule-page-now").await;
    admin.look_both("rule").await;
    admin.fill("value", "four").await;
    admin.press("rule-page-try").await;
    admin.sees("rule-page-value").await;
    assert_eq!(admin.value("value").await, "four");
    admin.look("rule-errors").await;
    // The other language comes back to the rule, not to the first step.
    admin.speak(Lang::En).await;
    admin.sees("rule-page-now").await;
    let tomorrow = beian::clock::china_day(beian::clock::now()).succ_opt().unwrap().to_string();
    for (name, typed) in [
        ("from", tomorrow.as_str()),
        ("value", "9/9"),
        ("words_zh", "须留九个不同的号码。"),
        ("words_en", "Nine different numbers are needed."),
        ("source_zh", "北京市通信管理局通知"),
        ("source_on", "2026-11-20"),
        ("reason", "管局来函"),
    ] {
        admin.fill(name, typed).await;
    }
    admin.press("rule-page-try").await;
    admin.sees_words(path.rsplit('/').next().unwrap()).await;
    admin.look("rule-preview").await;
    admin.press("rule-page-save").await;
    admin.sees("rule-page-decided").await;
    admin.sees_words("管局来函").await;
    admin.look("rule-decided").await;
}

/// The notice of the next year is out: its holidays are added, and which due dates move is seen before.
async fn adds_holidays(admin: &mut Browser) {
    let year = chrono::Datelike::year(&beian::clock::china_day(beian::clock::now())) + 1;
    admin.goto("/settings/provinces").await;
    admin.press("calendar-title").await;
    admin.look_both("calendar").await;
    admin.press("calendar-add").await;
    admin.fill("days", &format!("{year}-02-30 off\n{year}-10-01 {year}-10-07 off 国庆节")).await;
    admin.press("rule-page-try").await;
    admin.sees("value-day").await;
    admin.look("calendar-errors").await;
    admin.fill("days", &format!("{year}-10-01 {year}-10-07 off 国庆节\n{year}-10-09 plain")).await;
    admin.fill("source_zh", "国务院办公厅通知").await;
    admin.fill("source_on", "2026-11-20").await;
    admin.fill("reason", "新一年的放假安排").await;
    admin.press("rule-page-try").await;
    admin.sees("calendar-would-be").await;
    admin.look("calendar-preview").await;
    admin.press("rule-page-save").await;
    admin.sees("calendar-decided").await;
    admin.sees_words("国务院办公厅通知").await;
    admin.look_both("calendar-decided").await;
}

#[tokio::test]
async fn a_server_is_told_a_number_is_handed_on_and_somebody_files_with_it() {
    let Some(stage) = Stage::set("hosting").await else { return };
    beian::notify::client::install_crypto();
    let mut admin = Officer::on_duty(&stage, "admin", Role::Administrator).await.browser;
    let token = a_token(&stage, &mut admin).await;
    let mut li = stage.desktop().await;
    let number = a_number(&stage, &mut li).await;
    // Who gets it need not have an account yet.
    let mut chen = stage.phone().await;
    let path = a_filing(&stage, &mut chen, &token, &number).await;

    li.goto("/instances/i-shared").await;
    li.sees_words(ORGANISATION.name).await;
    li.look("in-use").await;
    admin.goto("/settings/hosting").await;
    admin.fill("q", &number).await;
    admin.press("site-search").await;
    admin.sees_words("i-shared").await;
    admin.press_words("i-shared").await;
    admin.sees_words(ORGANISATION.name).await;
    admin.look_both("office-instance").await;

    decides_on_a_rule(&mut admin, &path).await;
    adds_holidays(&mut admin).await;
    given_back(&stage, &token, &path).await;
    chen.goto(&path).await;
    chen.sees_words("i-shared").await;
    chen.look_both("filing-without-server").await;
    // While the filing runs, the account stays.
    chen.goto("/account/close").await;
    chen.sees("privacy-close-living-text").await;
    chen.look_both("account-stays").await;

    // A token that is revoked opens nothing.
    admin.goto("/settings/hosting/tokens").await;
    admin.press("hosting-revoke").await;
    admin.sees("hosting-token-gone").await;
    admin.look_both("token-revoked").await;
    assert_eq!(call(&stage, &token, "2030-01-01").await, 401);
}
