//! A lead looks after what leaves the house: an address that is refused, a server that is busy, a job that was given up, a
//! channel on hold. The demo mailbox shows what arrived.

use beian::values::actor::Role;

use super::steps::PASSWORD;
use super::steps::desk::Officer;
use crate::support::browser::Browser;
use crate::support::stage::Stage;

/// Registers: that sends a mail with a link.
async fn registers(visitor: &Browser, email: &str, mobile: &str) {
    visitor.goto("/register").await;
    visitor.fill_all(&[("email", email), ("mobile", mobile), ("password", PASSWORD), ("terms", "yes")]).await;
    visitor.press("account-register-submit").await;
    visitor.sees("account-look-register").await;
}

/// Opens a page until it says some words: what it waits for is the worker's.
async fn opens_until(officer: &Browser, page: &str, words: &str) {
    let holds = async || {
        officer.goto(page).await;
        officer.text().await.contains(words)
    };
    officer.waits_for(&format!("{page} does not come to say {words:?}"), holds).await;
}

/// The last try of what waits is due.
async fn time_passes(stage: &Stage) {
    let sql = "update outbox set attempts = 11, run_at = now() where finished_at is null";
    stage.program.database.as_owner(sql).await;
}

/// The line to the bureau stands still, and of what came some is left.
async fn something_came_from_the_bureau(stage: &Stage) {
    let sql =
        "update bureau_line set stopped_at = now(), last_contact_at = now(), last_failure_at = now(), failures = 3;
        insert into bureau_downloads (id, name, acknowledged_at, applied_at, trouble) values
            ('00000000-0000-7000-8000-000000000001', '20261128151004_bj_1.xml', now(), now(), null),
            ('00000000-0000-7000-8000-000000000002', '20261128151104_bj_2.xml', now(), now(), 'nested too deep'),
            ('00000000-0000-7000-8000-000000000003', '20261128151204_bj_3.xml', null, null, null);
        insert into bureau_items (download_id, place, sort, outcome, reason) values
            ('00000000-0000-7000-8000-000000000001', 0, 'result', 'left', 'not-ours'),
            ('00000000-0000-7000-8000-000000000001', 1, 'list', 'left', 'HMDLB')";
    stage.program.database.as_owner(sql).await;
}

#[tokio::test]
async fn a_lead_looks_after_what_does_not_arrive() {
    let Some(stage) = Stage::set("deliveries").await else { return };
    let mut lead = Officer::on_duty(&stage, "lead", Role::Lead).await.browser;
    lead.goto("/mail").await;
    lead.sees("delivery-empty-failed").await;
    lead.look_both("nothing-yet").await;
    lead.goto("/bureau").await;
    lead.sees("exchange-off").await;
    something_came_from_the_bureau(&stage).await;
    lead.goto("/bureau").await;
    lead.sees("exchange-left-not-ours").await;
    lead.look_both("bureau").await;

    let visitor = stage.desktop().await;
    registers(&visitor, "lin@example.com", "13900139001").await;
    registers(&visitor, "refused@example.com", "13900139002").await;
    registers(&visitor, "busy@example.com", "13900139003").await;
    stage.program.message("lin@example.com", "/verify-email/").await;
    opens_until(&lead, "/mail?state=sent", "250").await;
    lead.look_both("sent").await;
    opens_until(&lead, "/mail?state=refused", "550").await;
    lead.look_both("refused").await;
    opens_until(&lead, "/mail?state=waiting", "450").await;
    lead.look_both("waiting").await;

    // Nobody was there to the last: the alarm.
    time_passes(&stage).await;
    let run_again = lead.words("delivery-job-run");
    opens_until(&lead, "/mail", &run_again).await;
    lead.look_both("given-up").await;
    lead.press("delivery-job-run").await;
    lead.sees("delivery-job-again").await;
    time_passes(&stage).await;
    opens_until(&lead, "/mail", &run_again).await;
    lead.press("delivery-job-dismiss").await;
    lead.click("details[open] .button--danger").await;
    lead.sees("delivery-job-dismissed").await;
    lead.sees_not(&run_again).await;
    lead.press("delivery-resend").await;
    lead.sees("delivery-again").await;

    // On hold nothing leaves, and nothing is lost.
    lead.press("delivery-channel-hold").await;
    lead.sees("delivery-channel-held").await;
    registers(&visitor, "wang@example.com", "13900139004").await;
    lead.goto("/mail?state=waiting").await;
    assert_eq!(lead.find_all("main tbody tr").await.len(), 2, "the busy one and the new one");
    lead.look_both("held").await;
    assert!(stage.program.messages("wang@example.com").is_empty());
    lead.press("delivery-channel-resume").await;
    lead.sees("delivery-channel-goes-on").await;
    stage.program.message("wang@example.com", "/verify-email/").await;
}

#[tokio::test]
async fn whoever_tries_the_demo_reads_its_mails_and_codes() {
    let Some(stage) = Stage::set("mailbox").await else { return };
    let mut reader = stage.mailbox().await;
    reader.goto("/?lang=zh-CN").await;
    reader.sees("mailbox-empty").await;
    reader.look("empty").await;

    let _lead = Officer::start(&stage, "lead", "lead").await;
    registers(&stage.desktop().await, "lin@example.com", "13900139001").await;
    stage.program.message("lin@example.com", "/verify-email/").await;
    // By itself, without a press.
    let holds = async || reader.text().await.contains("lin@example.com");
    reader.waits_for("the mail does not appear by itself", holds).await;
    reader.sees_words("lead").await;
    for lang in ["zh-CN", "en"] {
        reader.goto(&format!("/?lang={lang}")).await;
        reader.look("list").await;
        reader.click("a[href^='/messages/']").await;
        reader.find("iframe").await;
        reader.look("message").await;
    }
    // The link in it leads into the portal.
    reader.click("main .letter a").await;
    reader.find("main form button").await;
    assert!(reader.path().await.starts_with("/verify-email/"));
}
