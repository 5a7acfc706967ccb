//! An individual files in English, up to the number on the page and in the mail.

use beian::text::Lang;
use beian::values::actor::Role;

use super::account::register;
use super::steps::desk::Officer;
use super::steps::filers::INDIVIDUAL;
use super::steps::{filing, reference};
use crate::support::stage::Stage;

#[tokio::test]
async fn an_individual_files_in_english() {
    let Some(stage) = Stage::set("individual").await else { return };
    let own = &INDIVIDUAL;
    let mut lin = stage.desktop().await;
    lin.goto("/").await;
    lin.speak(Lang::En).await;
    register(&stage.program, &mut lin, own.email, own.mobile).await;

    let path = filing::begin(&lin, own).await;
    filing::buy_a_server(&stage.program, own);
    lin.look("filing-fresh").await;
    filing::fill(&lin, &path, own).await;
    filing::consent(&lin, &path).await;
    lin.look("materials-empty").await;
    lin.click("a[href*='/letters/']").await;
    lin.sees("material-letter-upload").await;
    lin.look_both("letter").await;
    filing::upload(&lin, &stage.program, &path, own).await;
    lin.look("materials").await;
    lin.goto(&format!("{path}/check")).await;
    lin.look("check-and-submit").await;
    filing::submit(&lin, &path).await;
    lin.look("sent").await;

    let case = reference(&path);
    let officer = Officer::on_duty(&stage, "wang", Role::Specialist).await;
    officer.claim(case).await;
    officer.accept_everything(case).await;
    officer.tick_checklist(case).await;
    officer.accept(case).await;
    lin.goto(&path).await;
    lin.sees("wizard-panel-ready-to-send-title").await;
    lin.look("accepted").await;
    officer.record(&stage, case, "received", &[]).await;
    lin.goto(&path).await;
    lin.press("wizard-panel-verifying-button").await;
    lin.look("sms").await;
    officer.record(&stage, case, "verified", &[]).await;
    lin.goto(&path).await;
    lin.sees("wizard-panel-bureau-review-title").await;
    lin.look("with-the-bureau").await;
    let (entity, website) = own.numbers;
    officer.record(&stage, case, "approved", &[("entity_number", entity), ("website_number", website)]).await;

    lin.goto(&path).await;
    lin.sees("wizard-panel-approved-title").await;
    lin.look("approved").await;
    lin.press("wizard-panel-approved-button").await;
    // The home pages of Guangdong show the number of the entity.
    lin.sees_words(entity).await;
    lin.look("next-steps").await;
    let mail = stage.program.message(own.email, website).await;
    assert!(mail.text.contains(&path), "the mail leads to the filing: {}", mail.text);
    let sms = stage.program.message(own.mobile, entity).await;
    assert!(sms.text.contains(case), "{}", sms.text);
}
