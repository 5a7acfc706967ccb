//! The back office by night: a system set to dark, nothing chosen. Every page is looked over for contrast.

use beian::values::actor::Role;

use super::desk::sign_in_staff;
use super::steps::backstage::Backstage;
use crate::support::browser::Browser;
use crate::support::cases::{Case, Office};
use crate::support::looking::Guise;
use crate::support::stage::Stage;

/// Somebody of the staff by night.
async fn by_night(stage: &Stage) -> Browser {
    let browser = stage.office().await;
    browser.wear(Some(Guise::Dark));
    browser.goto("/sign-in").await;
    browser
}

async fn looks_at(browser: &mut Browser, pages: &[(&str, &str)]) {
    for (name, path) in pages {
        browser.goto(path).await;
        browser.look(name).await;
    }
}

#[tokio::test]
async fn a_lead_looks_around_by_night() {
    let Some(stage) = Stage::set("dark").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    office.hire("zhao", Role::Lead, &[]).await;
    let lin = office.hire("lin", Role::Specialist, &[]).await;
    let accepted = office.case(1).await;
    Backstage::of(&stage.program, accepted.reference.clone(), lin).accept(false).await;
    let mut zhao = by_night(&stage).await;
    zhao.look_both("sign-in").await;
    sign_in_staff(&zhao, "zhao").await;
    looks_at(
        &mut zhao,
        &[
            ("desk", "/"),
            ("queue", "/queue?tab=all"),
            ("search", "/search"),
            ("mail", "/mail?state=sent"),
            ("me", "/me"),
        ],
    )
    .await;
    zhao.goto("/search").await;
    zhao.fill("q", "示例花园").await;
    zhao.click("main form[action='/search'] button").await;
    zhao.look("search-found").await;
    let bureau = format!("{}?tab=bureau", accepted.url());
    looks_at(&mut zhao, &[("case-of-another", &accepted.url()), ("bureau", &bureau), ("not-there", "/nothing")]).await;
    chooses(&mut zhao).await;
}

#[tokio::test]
async fn a_specialist_reviews_by_night() {
    let Some(stage) = Stage::set("dark-case").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    office.hire("zhao", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    let mut zhao = by_night(&stage).await;
    sign_in_staff(&zhao, "zhao").await;
    reviews(&mut zhao, &case).await;
}

/// Every view of a case, with an accepted, a marked and a doubtful field.
async fn reviews(zhao: &mut Browser, case: &Case) {
    zhao.goto(&case.url()).await;
    zhao.look("case-masked").await;
    zhao.press("review-claim").await;
    zhao.sees("review-claimed").await;
    zhao.goto(&format!("{}?section=entity", case.url())).await;
    zhao.click("#item-entity-investor button[value=accept]").await;
    zhao.find("#item-entity-investor.case-field--accepted").await;
    zhao.click("#item-entity-cert-address details.marking > summary").await;
    zhao.look("case-marking").await;
    zhao.find("#item-entity-cert-address-reason").await.select_by_value("ENT-03").await.unwrap();
    zhao.click("#item-entity-cert-address .marking__form button").await;
    zhao.find("#item-entity-cert-address.case-field--marked").await;
    zhao.look_both("case").await;
    let url = case.url();
    let tab = |name: &str| format!("{url}?tab={name}");
    let pages = [
        ("case-person", format!("{url}?section=entity-person")),
        ("case-website", format!("{url}?section=websites/1")),
        ("case-papers", format!("{url}?section=papers")),
        ("faces", tab("faces")),
        ("checklist", tab("checklist")),
        ("calls", tab("calls")),
        ("notes", tab("notes")),
        ("messages", tab("messages")),
        ("timeline", tab("timeline")),
        ("decide", format!("{url}/decide")),
    ];
    for (name, path) in &pages {
        zhao.goto(path).await;
        zhao.look(name).await;
    }
    zhao.press("review-decide-send").await;
    zhao.look("decide-errors").await;
}

/// What somebody chooses counts more than the system; the system decides again when they say so.
async fn chooses(zhao: &mut Browser) {
    zhao.goto("/me").await;
    zhao.press("site-light").await;
    zhao.find("html.office.light").await;
    zhao.look("me-light").await;
    zhao.press("site-dark").await;
    zhao.find("html.office.dark").await;
    zhao.press("site-system").await;
    zhao.find("html.office:not(.light, .dark)").await;
}

#[tokio::test]
async fn an_administrator_works_by_night() {
    let Some(stage) = Stage::set("dark-administrator").await else { return };
    let office = Office::of(&stage.program).await;
    let lin = office.hire("lin", Role::Specialist, &["110000"]).await.id().unwrap();
    office.hire("admin", Role::Administrator, &[]).await;
    let mut admin = by_night(&stage).await;
    sign_in_staff(&admin, "admin").await;
    let member = format!("/settings/staff/{lin}");
    let pages = [
        ("desk", "/"),
        ("staff", "/settings/staff"),
        ("member", &member),
        ("audit", "/audit"),
        ("audit-whole", "/audit?verify=yes"),
        ("audit-unknown", "/audit?person=nobody"),
        ("mail", "/mail"),
        ("password", "/me/password"),
    ];
    looks_at(&mut admin, &pages).await;
}
