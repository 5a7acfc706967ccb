//! Script is off, from sign-up to the result.

use super::account::register;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::{filing, reference};
use crate::support::stage::Stage;

#[tokio::test]
async fn without_scripts_everything_works_to_the_result() {
    let Some(stage) = Stage::set("without-scripts").await else { return };
    let own = &ORGANISATION;
    let mut chen = stage.scriptless().await;
    register(&stage.program, &mut chen, own.email, own.mobile).await;
    let path = filing::file(&chen, &stage.program, own).await;
    chen.look("sent").await;

    let officer = Officer::start(&stage, "wang", "specialist").await;
    officer.approve(&stage, reference(&path), own).await;
    chen.goto(&path).await;
    chen.press("wizard-panel-approved-button").await;
    chen.sees_words(own.numbers.1).await;
    chen.look("next-steps").await;
}
