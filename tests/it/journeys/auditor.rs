//! An auditor looks over what was done: narrows the list, meets an empty one, has the chain checked, takes the file.

use super::steps::desk::Officer;
use crate::support::stage::Stage;

#[tokio::test]
async fn an_auditor_reads_narrows_and_checks_the_audit() {
    let Some(stage) = Stage::set("auditor").await else { return };
    let mut liang = Officer::start(&stage, "liang", "auditor").await;
    let browser = &mut liang.browser;
    browser.goto("/").await;
    browser.press("site-nav-audit").await;
    browser.sees("admin-action-staff-second-factor-enrolled").await;
    browser.look_both("audit").await;

    browser.fill("action", "staff.added").await;
    browser.press("site-filter").await;
    browser.sees("admin-actor-operator").await;
    browser.look("narrowed").await;

    browser.fill("person", "nobody").await;
    browser.press("site-filter").await;
    browser.sees("admin-audit-person-unknown").await;
    browser.look_both("unknown-person").await;

    browser.press("site-filter-clear").await;
    browser.at("/audit").await;
    browser.fill("action", "audit.exported").await;
    browser.press("site-filter").await;
    browser.sees("admin-audit-empty").await;
    browser.look_both("empty").await;

    browser.goto("/audit").await;
    browser.press("admin-audit-verify").await;
    browser.sees("admin-audit-whole").await;
    browser.look_both("whole").await;

    browser.press("admin-audit-export").await;
    browser
        .waits_for("the export is not noted", async || {
            let noted = "select count(*)::text from audit_events where action = 'audit.exported'";
            stage.program.database.text(noted).await == "1"
        })
        .await;

    browser.press("privacy-retention-title").await;
    browser.sees("privacy-retention-none").await;
    browser.look_both("retention").await;

    // Somebody with the rights of the owner rewrote an event.
    let tamper = "alter table audit_events disable trigger user; update audit_events set detail = 'x' where seq = 2";
    stage.program.database.as_owner(tamper).await;
    browser.goto("/audit?verify=yes").await;
    browser.sees("admin-audit-broken").await;
    browser.look_both("broken").await;
}
