//! Somebody reloads the page right after typing: the words are there, and nothing stands in their own way.

use serde_json::json;

use super::account::arrive;
use super::steps::filers::ORGANISATION;
use super::steps::filing as filings;
use crate::support::browser::Browser;
use crate::support::stage::Stage;

/// Whether the page shows these words and waits for no save of the page before it.
async fn is_ready(chen: &Browser, text: &str) -> bool {
    let script = "return document.readyState === 'complete' && sessionStorage.length === 0
        && !document.querySelector('form[inert]')
        && document.querySelector('[name=mailing_address]')?.value === arguments[0]";
    chen.session.client.execute(script, vec![json!(text)]).await.is_ok_and(|ready| ready == json!(true))
}

#[tokio::test]
async fn a_reload_right_after_typing_loses_no_word_and_is_no_conflict() {
    let Some(stage) = Stage::set("reload").await else { return };
    let chen = stage.desktop().await;
    arrive(&stage.program, &chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let filing = filings::begin(&chen, &ORGANISATION).await;
    let entity = format!("{filing}/entity");
    chen.goto(&entity).await;
    for text in ["示例路1号", "示例路1号2层", "示例路1号2层201室"] {
        chen.fill("mailing_address", text).await;
        chen.session.client.refresh().await.unwrap();
        chen.waits_for("the words are lost, or nothing can be typed", async || is_ready(&chen, text).await).await;
    }
    chen.fill("investor", ORGANISATION.name).await;
    chen.press("site-save-later").await;
    chen.sees("wizard-saved").await;
    chen.goto(&entity).await;
    assert_eq!(chen.value("mailing_address").await, "示例路1号2层201室");
    assert_eq!(chen.value("investor").await, ORGANISATION.name);
}
