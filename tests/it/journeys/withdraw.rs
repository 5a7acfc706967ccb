//! An applicant changes her mind: gives a filing up while a specialist works on it, knows before what that means, sees it
//! afterwards, and starts again.

use beian::values::actor::Role;

use super::account::arrive;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::{filing as filings, reference};
use crate::support::stage::Stage;

#[tokio::test]
async fn an_applicant_withdraws_and_starts_again() {
    let Some(stage) = Stage::set("withdraw").await else { return };
    let own = &ORGANISATION;
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, own.email, own.mobile).await;
    let filing = filings::file(&chen, &stage.program, own).await;
    let number = reference(&filing).to_owned();

    // She looks at what it means, and keeps the filing.
    chen.press("wizard-withdraw").await;
    chen.at(&format!("{filing}/withdraw")).await;
    for meaning in ["review", "read", "server", "final"] {
        chen.sees(&format!("wizard-withdraw-{meaning}")).await;
    }
    chen.press("wizard-withdraw-keep").await;
    chen.sees("wizard-panel-submitted-title").await;

    // Meanwhile a specialist takes the case; the page that stood open says so and asks again.
    chen.press("wizard-withdraw").await;
    chen.sees("wizard-withdraw-means").await;
    chen.look_both("consequences").await;
    let wang = Officer::on_duty(&stage, "wang", Role::Specialist).await;
    wang.claim(&number).await;
    chen.press("wizard-withdraw-confirm").await;
    chen.sees("wizard-withdraw-moved").await;
    chen.look("asks-again").await;

    // She reads it for so long that it is accepted; what she is asked now is about that.
    wang.accept_everything(&number).await;
    wang.tick_checklist(&number).await;
    wang.accept(&number).await;
    chen.press("wizard-withdraw-confirm").await;
    chen.sees("wizard-withdraw-moved").await;
    chen.sees("wizard-withdraw-accepted").await;
    chen.look_both("accepted").await;
    chen.press("wizard-withdraw-confirm").await;
    chen.at(&filing).await;
    chen.sees("wizard-withdraw-done").await;

    // The end is told on the page, in the timeline, in the list, by mail, and at the desk.
    chen.sees("wizard-panel-withdrawn-title").await;
    chen.sees("filing-event-withdraw").await;
    chen.look_both("withdrawn").await;
    assert!(!chen.has(&format!("a[href='{filing}/withdraw']")).await, "there is nothing left to give up");
    chen.goto("/filings").await;
    chen.sees("filing-state-withdrawn").await;
    let mail = stage.program.message(own.email, "已撤回").await;
    assert!(mail.text.contains(&number), "{}", mail.text);
    wang.browser.goto(&format!("/cases/{number}")).await;
    wang.browser.sees("filing-state-withdrawn").await;

    // What it held is free: the same company and domain can begin again.
    chen.goto(&filing).await;
    chen.press("wizard-panel-withdrawn-button").await;
    chen.at("/filings/new").await;
    let again = filings::begin(&chen, own).await;
    assert_ne!(again, filing);
    chen.look_both("draft-kept").await;
}
