//! An organisation files: from the first question to the page where everything is looked over.

use super::account::{arrive, register, sign_in};
use super::steps::filers::ORGANISATION;
use super::steps::{PASSWORD, filing, reference};
use crate::support::stage::Stage;

#[tokio::test]
async fn an_organisation_fills_its_filing() {
    let Some(stage) = Stage::set("organisation").await else { return };
    let mut chen = stage.desktop().await;
    let own = &ORGANISATION;
    register(&stage.program, &mut chen, own.email, own.mobile).await;
    chen.goto("/filings").await;
    chen.look_both("filings-empty").await;

    chen.goto("/filings/new?kind=4&province=110000").await;
    chen.look_both("type-check").await;
    let path = filing::begin(&chen, own).await;
    chen.look_both("filing-fresh").await;

    chen.goto(&format!("{path}/access")).await;
    chen.look_both("access-without-a-server").await;
    filing::buy_a_server(&stage.program, own);
    chen.goto(&format!("{path}/access")).await;
    chen.look_both("access").await;
    filing::fill_section(&chen, &path, "access", &[("instance", own.instance)]).await;

    chen.goto(&format!("{path}/entity")).await;
    chen.press("site-save-continue").await;
    chen.sees("site-errors").await;
    chen.look("entity-errors").await;
    filing::fill_section(&chen, &path, "entity", own.entity).await;

    chen.look_both("entity-person").await;
    filing::fill_section(&chen, &path, "entity-person", own.entity_person).await;
    chen.look_both("website").await;
    filing::fill_section(&chen, &path, "websites/1", own.website).await;
    chen.look_both("website-person").await;
    filing::fill_section(&chen, &path, "websites/1/person", own.website_person).await;

    chen.goto(&format!("{path}/consent")).await;
    chen.look_both("consent").await;
    filing::consent(&chen, &path).await;
    chen.look_both("materials-empty").await;
    filing::upload(&chen, &stage.program, &path, own).await;
    chen.look_both("materials").await;
    chen.goto(&format!("{path}/verification")).await;
    chen.look_both("verification").await;
    chen.click("main a[href*='/verification/']").await;
    chen.sees("face-begin-text").await;
    chen.look_both("face-notice").await;
    chen.fill("agree", "yes").await;
    chen.press("face-begin").await;
    chen.sees("face-do-title").await;
    chen.look_both("face-challenge").await;
    chen.goto(&path).await;
    chen.look_both("filing-filled").await;

    chen.goto(&format!("{path}/check")).await;
    chen.sees_words(own.name).await;
    chen.look_both("check-and-submit").await;
    filing::submit(&chen, &path).await;
    let sent = chen.session.client.source().await.unwrap();
    for hidden in [own.holder.id_number, own.mobile] {
        assert!(!sent.contains(hidden), "what was sent is shown masked, {hidden} is not");
    }
    chen.look("sent").await;
    chen.goto("/filings").await;
    chen.look_both("filings").await;
    let mail = stage.program.message(own.email, reference(&path)).await;
    assert!(mail.text.contains(&path), "{}", mail.text);

    looks_into_anothers(&stage, &path).await;
}

/// Somebody else finds nothing at the filing's address.
async fn looks_into_anothers(stage: &Stage, filing: &str) {
    let other = stage.phone().await;
    arrive(&stage.program, &other, "other@example.com", "13600136000").await;
    other.goto(filing).await;
    other.sees("site-error-not-found-title").await;
}

#[tokio::test]
async fn a_session_dies_and_no_word_is_lost() {
    let Some(stage) = Stage::set("lost-session").await else { return };
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let path = filing::begin(&chen, &ORGANISATION).await;

    chen.goto(&format!("{path}/entity")).await;
    chen.fill_all(ORGANISATION.entity).await;
    stage.program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    chen.press("site-save-continue").await;
    chen.sees("site-held-kept-title").await;
    chen.look("sign-in-again").await;
    chen.fill("email", ORGANISATION.email).await;
    chen.fill("password", PASSWORD).await;
    chen.click("main form button:not([type=button])").await;
    chen.sees("site-held-title").await;
    chen.sees_words("示例路1号2层201室").await;
    chen.look("kept-words").await;
    let held = chen.path().await;
    chen.press("site-held-send").await;
    chen.leaves(&held).await;
    chen.goto(&format!("{path}/entity")).await;
    assert_eq!(chen.value("mailing_address").await, "示例路1号2层201室");

    // It ends once more, and she signs in again in another window before she comes back to this page.
    stage.program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    let first = chen.session.client.window().await.unwrap();
    let second = chen.session.client.new_window(true).await.unwrap().handle;
    chen.session.client.switch_to_window(second).await.unwrap();
    sign_in(&chen, ORGANISATION.email, PASSWORD).await;
    chen.leaves("/sign-in").await;
    chen.session.client.switch_to_window(first).await.unwrap();
    chen.fill("mailing_address", "示例路1号3层301室").await;
    chen.sees("site-autosave-again").await;
    chen.press("site-save-continue").await;
    chen.sees("site-held-title").await;
    chen.sees_words("示例路1号3层301室").await;
    let held = chen.path().await;
    chen.press("site-held-send").await;
    chen.leaves(&held).await;
    chen.goto(&format!("{path}/entity")).await;
    assert_eq!(chen.value("mailing_address").await, "示例路1号3层301室");
}

#[tokio::test]
async fn two_tabs_show_both_texts_and_overwrite_nothing() {
    let Some(stage) = Stage::set("two-tabs").await else { return };
    let first = stage.desktop().await;
    arrive(&stage.program, &first, ORGANISATION.email, ORGANISATION.mobile).await;
    let path = filing::begin(&first, &ORGANISATION).await;
    let mut second = stage.desktop().await;
    sign_in(&second, ORGANISATION.email, PASSWORD).await;

    let entity = format!("{path}/entity");
    first.goto(&entity).await;
    second.goto(&entity).await;
    first.fill("mailing_address", "一号院101室").await;
    first.press("site-save-later").await;
    first.sees("wizard-saved").await;
    second.fill("mailing_address", "二号院202室").await;
    second.press("site-save-continue").await;
    second.sees("wizard-conflict-title").await;
    second.sees_words("一号院101室").await;
    second.look("conflict").await;
    first.goto(&entity).await;
    assert_eq!(first.value("mailing_address").await, "一号院101室");
}
