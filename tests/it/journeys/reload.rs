//! Somebody reloads the page right after typing: the words are there, and nothing stands in their own way.

use super::account::register;
use super::steps::filers::ORGANISATION;
use super::steps::filing as filings;
use crate::support::stage::Stage;

#[tokio::test]
async fn a_reload_right_after_typing_loses_no_word_and_is_no_conflict() {
    let Some(stage) = Stage::set("reload").await else { return };
    let mut chen = stage.desktop().await;
    register(&stage.program, &mut chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let filing = filings::begin(&chen, &ORGANISATION).await;
    let entity = format!("{filing}/entity");
    chen.goto(&entity).await;
    for text in ["示例路1号", "示例路1号2层", "示例路1号2层201室"] {
        chen.fill("mailing_address", text).await;
        chen.session.client.refresh().await.unwrap();
        chen.waits_for("the words are lost", async || chen.value("mailing_address").await == text).await;
        chen.waits_for("nothing can be typed", async || !chen.has("form[inert]").await).await;
    }
    chen.fill("investor", ORGANISATION.name).await;
    chen.press("site-save-later").await;
    chen.sees("wizard-saved").await;
    chen.goto(&entity).await;
    assert_eq!(chen.value("mailing_address").await, "示例路1号2层201室");
    assert_eq!(chen.value("investor").await, ORGANISATION.name);
}
