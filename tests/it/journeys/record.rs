//! What people do with a record: look up what it is, add to it, change it, cancel it, hand it on.

use beian::text::Lang;
use beian::values::actor::Role;

use super::account::arrive;
use super::steps::desk::Officer;
use super::steps::filers::{Filer, ORGANISATION};
use super::steps::on_record::{Registrar, numbers};
use super::steps::{filing, on_record, reference};
use crate::support::browser::Browser;
use crate::support::people::drafts;
use crate::support::stage::Stage;

/// The type check of the n-th company, for a domain.
pub(super) async fn ask(person: &Browser, n: u32, domain: &str, already_filed: &str) {
    let check = drafts(n).type_check;
    person.goto("/filings/new?kind=4&province=110000").await;
    let answers = [
        ("city", check.city.as_str()),
        ("district", check.district.as_str()),
        ("cert_kind", check.cert_kind.as_str()),
        ("cert_number", check.cert_number.as_str()),
        ("entity_name", check.entity_name.as_str()),
        ("domain", domain),
        ("already_filed", already_filed),
    ];
    person.fill_all(&answers).await;
    person.press("wizard-new-submit").await;
}

/// Begins an operation from the page of a filing that is on record.
pub(super) async fn begin(person: &mut Browser, path: &str, menu: &str, kind: &str, look: &str) -> String {
    person.goto(path).await;
    person.press(&format!("record-link-{menu}")).await;
    person.look_both(&format!("{look}-menu")).await;
    person.press(&format!("filing-kind-{kind}")).await;
    person.look_both(&format!("{look}-consequences")).await;
    if menu != "changes" {
        person.press("record-begin").await;
        person.sees("filing-operation-understood-missing").await;
        person.look(&format!("{look}-not-read")).await;
        person.fill("understood", "yes").await;
    }
    person.press("record-begin").await;
    person.sees("wizard-started").await;
    person.look_both(&format!("{look}-begun")).await;
    person.path().await
}

const OWN: &Filer = &ORGANISATION;

/// A new website: the system knows the entity.
async fn adds_a_website(stage: &Stage, desk: &Registrar, chen: &mut Browser) -> String {
    ask(chen, 1, "second-example.cn", "entity").await;
    chen.sees("filing-type-new-here").await;
    chen.look("new-here-found").await;
    chen.press("wizard-type-begin").await;
    chen.sees("wizard-started").await;
    let second = chen.path().await;
    chen.look_both("new-here-begun").await;
    filing::fill_section(chen, &second, "access", &[("instance", "i-1")]).await;
    let website = [
        ("site_name", "示例花园园艺课堂"),
        ("service_content", "128"),
        ("pre_approval", "none"),
        ("site_remark", "介绍公司的园艺课程和上课时间，供客户了解和联系我们。"),
    ];
    filing::fill_section(chen, &second, "websites/1", &website).await;
    filing::fill_section(chen, &second, "websites/1/person", &[("same_as_entity_person", "yes")]).await;
    filing::consent(chen, &second).await;
    filing::upload(chen, &stage.program, &second, OWN).await;
    filing::submit(chen, &second).await;
    desk.go_through(reference(&second), Some(numbers(1, &[2]))).await;
    chen.goto(&second).await;
    chen.sees("wizard-panel-approved-title").await;
    second
}

#[tokio::test]
async fn a_company_changes_its_record_adds_a_website_and_cancels() {
    let Some(stage) = Stage::set("record").await else { return };
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, OWN.email, OWN.mobile).await;
    let desk = Registrar::enter(&stage.program).await;
    let account = desk.newest_account(&stage.program).await;
    let first = desk.on_record(&stage.program, account, 1).await;
    chen.goto(&first).await;
    chen.look_both("on-record").await;

    // A change: what differs is told to the desk.
    let change = begin(&mut chen, &first, "changes", "change-entity", "change").await;
    filing::fill_section(&chen, &change, "operation", &[("reason", "公司搬到新址")]).await;
    filing::fill_section(&chen, &change, "entity", &[("mailing_address", "示例路9号3层301室")]).await;
    filing::consent(&chen, &change).await;
    filing::upload(&chen, &stage.program, &change, OWN).await;
    chen.goto(&format!("{change}/check")).await;
    chen.look_both("change-check").await;
    filing::submit(&chen, &change).await;
    let mut officer = Officer::on_duty(&stage, "wang", Role::Specialist).await;
    officer.claim(reference(&change)).await;
    officer.browser.look_both("change-case").await;
    officer.browser.goto(&format!("/cases/{}?tab=differences", reference(&change))).await;
    officer.browser.sees_words("301室").await;
    officer.browser.look_both("change-differences").await;
    officer.browser.goto(&format!("/cases/{}", reference(&change))).await;
    officer.browser.press("review-release").await;
    officer.browser.sees("review-released").await;
    desk.go_through(reference(&change), None).await;
    chen.goto(&change).await;
    chen.look("changed").await;

    let second = adds_a_website(&stage, &desk, &mut chen).await;

    // One website goes, then the entity with the last.
    let gone = begin(&mut chen, &second, "cancel", "cancel-website", "cancel-website").await;
    filing::fill_section(&chen, &gone, "operation", &[("phone_lost", "no"), ("reason", "网站不再开办")]).await;
    filing::submit(&chen, &gone).await;
    chen.look_both("cancel-website-sent").await;
    desk.go_through(reference(&gone), None).await;
    chen.goto(&gone).await;
    chen.sees("wizard-panel-done-title").await;
    chen.look_both("cancel-website-done").await;
    let end = begin(&mut chen, &first, "cancel", "cancel-entity", "cancel-entity").await;
    filing::fill_section(&chen, &end, "operation", &[("phone_lost", "no"), ("reason", "公司停止经营网站")]).await;
    filing::submit(&chen, &end).await;
    desk.go_through(reference(&end), None).await;
    let mail = stage.program.message(OWN.email, reference(&end)).await;
    assert!(mail.text.contains(&end), "{}", mail.text);
}

#[tokio::test]
async fn what_nobody_knows_is_looked_up() {
    let Some(stage) = Stage::set("look-up").await else { return };
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, OWN.email, OWN.mobile).await;
    chen.speak(Lang::En).await;
    let desk = Registrar::enter(&stage.program).await;
    desk.an_instance(&stage.program, desk.newest_account(&stage.program).await, 3).await;
    ask(&chen, 3, "third-example.cn", "unknown").await;
    chen.sees("wizard-lookup-asked").await;
    chen.look_both("asked").await;

    let mut officer = Officer::on_duty(&stage, "wang", Role::Specialist).await;
    officer.browser.goto("/lookups").await;
    officer.browser.look_both("waiting").await;
    officer.browser.press_words("北京示例花园3有限公司").await;
    officer.browser.press("lookup-save").await;
    officer.browser.sees("lookup-note-missing").await;
    officer.browser.look_both("answer-missing").await;
    // A slip is told: no domain is filed under an entity that is not.
    officer.browser.fill_all(&[("entity", "E0"), ("domain", "D2"), ("note", "工信部系统按证件号码查询")]).await;
    officer.browser.press("lookup-save").await;
    officer.browser.sees("lookup-contradiction").await;
    officer.browser.fill_all(&[("entity", "E3"), ("domain", "D0")]).await;
    officer.browser.press("lookup-save").await;
    officer.browser.sees("lookup-saved").await;

    chen.goto("/filings/new").await;
    chen.look_both("answered").await;
    chen.press("wizard-lookup-go-on").await;
    chen.press("wizard-new-submit").await;
    chen.sees("filing-type-new-elsewhere").await;
    chen.look("new-elsewhere-found").await;
    chen.press("wizard-type-begin").await;
    chen.sees("wizard-started").await;
    let path = chen.path().await;
    chen.look("new-elsewhere-begun").await;
    chen.goto(&format!("{path}/operation")).await;
    chen.press("site-save-continue").await;
    chen.sees("site-errors").await;
    chen.look_both("numbers").await;
    let number = [("entity_number", "京ICP备2026000003号"), ("differs", "no")];
    filing::fill_section(&chen, &path, "operation", &number).await;
    // The new website of an entity that is filed elsewhere goes on to its number like any other.
    filing::fill_section(&chen, &path, "access", &[("instance", "i-3")]).await;
    on_record::fill_entity(&chen, &path, 3).await;
    on_record::fill_website(&chen, &path, 3).await;
    filing::consent(&chen, &path).await;
    filing::upload(&chen, &stage.program, &path, OWN).await;
    filing::submit(&chen, &path).await;
    desk.go_through(reference(&path), Some(numbers(3, &[1]))).await;
    chen.goto(&path).await;
    chen.sees("wizard-panel-approved-title").await;
}

#[tokio::test]
async fn a_record_is_handed_on_and_one_is_claimed() {
    let Some(stage) = Stage::set("hand-on").await else { return };
    let desk = Registrar::enter(&stage.program).await;
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, OWN.email, OWN.mobile).await;
    let from = desk.newest_account(&stage.program).await;
    let first = desk.on_record(&stage.program, from, 1).await;
    let mut lin = stage.desktop().await;
    arrive(&stage.program, &lin, "lin@example.com", "13800138000").await;
    lin.goto("/filings/receive").await;
    lin.press("record-receive-make").await;
    lin.sees("record-receive-code").await;
    // It is shown once: another language would ask for the page anew.
    lin.look("code").await;
    let code = lin.find("#receiving-code").await.text().await.unwrap();

    let sent = begin(&mut chen, &first, "transfer", "transfer", "transfer").await;
    filing::fill_section(&chen, &sent, "operation", &[("receiving_code", &code), ("reason", "换账号管理")]).await;
    filing::submit(&chen, &sent).await;
    desk.go_through(reference(&sent), None).await;
    lin.goto("/filings").await;
    lin.sees_words("京ICP备2026000001号").await;
    lin.look_both("received").await;
    // What is left to do for the website is Lin's now.
    lin.goto("/filings/websites").await;
    lin.sees("after-licence-asked").await;
    lin.look_both("own-websites").await;
    ask(&lin, 1, "second-example.cn", "entity").await;
    lin.sees("filing-type-new-here").await;

    // Another record lies here without an owner.
    let mut zhao = stage.desktop().await;
    arrive(&stage.program, &zhao, "zhao@example.com", "13700137111").await;
    let old = desk.newest_account(&stage.program).await;
    desk.on_record(&stage.program, old, 2).await;
    let sql = format!(
        "update entities set account_id = null where account_id = '{old}';
         update accounts set entity_hash = null where id = '{old}'"
    );
    stage.program.database.as_owner(&sql).await;
    ask(&zhao, 2, "example2.cn", "entity").await;
    zhao.sees("filing-conflict-claim").await;
    zhao.look("claim-found").await;
    zhao.press("wizard-type-claim").await;
    zhao.sees("wizard-started").await;
    zhao.look_both("claim-begun").await;
    let claim = zhao.path().await;
    // She takes the number from another page first.
    let number = [("entity_number", "京ICP备2026000003号"), ("reason", "平台迁移前的备案")];
    filing::fill_section(&zhao, &claim, "operation", &number).await;
    on_record::fill_entity(&zhao, &claim, 2).await;
    zhao.goto(&format!("{claim}/check")).await;
    zhao.sees("filing-claim-other-number").await;
    zhao.look_both("claim-other-number").await;
    filing::fill_section(&zhao, &claim, "operation", &[("entity_number", "京ICP备2026000002号")]).await;
    filing::consent(&zhao, &claim).await;
    filing::upload(&zhao, &stage.program, &claim, OWN).await;
    filing::submit(&zhao, &claim).await;
    desk.go_through(reference(&claim), None).await;
    zhao.goto(&format!("{claim}/changes")).await;
    zhao.sees_words("京ICP备2026000002号").await;
    zhao.look("claimed").await;
}
