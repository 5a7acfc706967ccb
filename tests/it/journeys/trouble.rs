//! What goes wrong, as people meet it: the page of every error, on both sites and in both languages. Each says what
//! happened, that nothing is lost and what to do, and has a number to quote.

use beian::text::{Lang, Tr};
use beian::values::actor::Role;
use serde_json::json;

use super::account::arrive;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::filing;
use crate::support::browser::Browser;
use crate::support::stage::Stage;

const SEND: &str = "main form button:not([type=button])";

/// Holds that the page tells of an error, and has it looked over.
async fn meets(person: &mut Browser, name: &str) {
    for part in ["title", "advice"] {
        person.sees(&format!("site-error-{name}-{part}")).await;
    }
    let number = Tr::new(person.lang).a1("site-error-number", "number", "");
    person.sees_words(number.split(['：', ':']).next().unwrap_or_default()).await;
    person.look(name).await;
}

#[tokio::test]
async fn a_visitor_meets_every_refusal() {
    let Some(stage) = Stage::set("trouble").await else { return };
    let mut chen = stage.desktop().await;
    for lang in [Lang::Zh, Lang::En] {
        chen.goto("/").await;
        chen.speak(lang).await;
        forged(&mut chen).await;
        too_large(&mut chen).await;
        too_many(&mut chen).await;
    }
}

/// The cookie that binds the form is gone: the page is too old.
async fn forged(chen: &mut Browser) {
    chen.goto("/sign-in").await;
    let url = chen.session.client.current_url().await.unwrap().to_string();
    chen.session.command("Network.deleteCookies", json!({ "name": "beian-seed", "url": url }));
    chen.click(SEND).await;
    meets(chen, "forged").await;
}

async fn too_large(chen: &mut Browser) {
    chen.goto("/sign-in").await;
    let paste = "document.querySelector('main [name=email]').value = 'a'.repeat(70000)";
    chen.session.client.execute(paste, vec![]).await.unwrap();
    chen.click(SEND).await;
    meets(chen, "too-large").await;
}

async fn too_many(chen: &mut Browser) {
    let title = chen.words("site-error-too-many-title");
    for _ in 0..30 {
        chen.goto("/password/forgot").await;
        chen.fill("email", "somebody@example.com").await;
        chen.click(SEND).await;
        chen.waits_for("nothing came back", async || !chen.has("main form [name=email]").await).await;
        if chen.text().await.contains(&title) {
            return meets(chen, "too-many").await;
        }
    }
    chen.fail("it may be tried without end").await;
}

#[tokio::test]
async fn an_applicant_meets_our_faults() {
    let Some(stage) = Stage::set("trouble-within").await else { return };
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let path = filing::begin(&chen, &ORGANISATION).await;
    let database = &stage.program.database;
    for lang in [Lang::Zh, Lang::En] {
        chen.speak(lang).await;
        // The notice was written anew in the meantime.
        chen.goto(&format!("{path}/consent")).await;
        let older = "document.querySelector('main [name=version]').value = 'an older one'";
        chen.session.client.execute(older, vec![]).await.unwrap();
        chen.fill("agree", "yes").await;
        chen.click(SEND).await;
        meets(&mut chen, "stale").await;

        database.as_owner("alter table websites rename to websites_away").await;
        chen.goto("/records?q=garden-example.cn").await;
        meets(&mut chen, "internal").await;
        database.as_owner("alter table websites_away rename to websites").await;

        // Nobody can be recognised: the page is in the default language or that of the browser.
        database.as_owner("alter table sessions rename to sessions_away").await;
        chen.goto("/filings").await;
        let own = chen.lang;
        chen.lang = Lang::from_code(&chen.spoken().await).unwrap();
        meets(&mut chen, "busy").await;
        chen.lang = own;
        database.as_owner("alter table sessions_away rename to sessions").await;
        chen.goto(&path).await;
    }
}

#[tokio::test]
async fn staff_meet_what_their_role_may_not() {
    let Some(stage) = Stage::set("trouble-office").await else { return };
    let mut auditor = Officer::on_duty(&stage, "auditor", Role::Auditor).await.browser;
    for lang in [Lang::Zh, Lang::En] {
        auditor.goto("/audit").await;
        auditor.speak(lang).await;
        auditor.goto("/queue").await;
        meets(&mut auditor, "forbidden").await;
        auditor.goto("/nothing-here").await;
        meets(&mut auditor, "not-found").await;
    }
}
