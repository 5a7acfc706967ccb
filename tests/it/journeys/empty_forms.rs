//! Forms that are sent with nothing in them: every field says what it wants, beside it and in the summary, in the language
//! of the reader; and what is told of the server that was chosen.

use super::account::arrive;
use super::steps::filers::ORGANISATION;
use super::steps::filing;
use crate::support::stage::Stage;

#[tokio::test]
async fn every_field_says_what_it_wants() {
    let Some(stage) = Stage::set("empty-forms").await else { return };
    let own = &ORGANISATION;
    let mut chen = stage.phone().await;
    arrive(&stage.program, &chen, own.email, own.mobile).await;
    filing::buy_a_server(&stage.program, own);

    chen.goto("/filings/new").await;
    chen.press("site-continue").await;
    chen.sees("filing-entity-kind-empty").await;
    chen.look_both("first-choices-empty").await;

    // The form is refused in the other language as it was typed.
    chen.goto("/filings/new?kind=4&province=110000").await;
    chen.fill("domain", "example").await;
    chen.press("wizard-new-submit").await;
    chen.sees("filing-district-empty").await;
    chen.look_both("type-check-empty").await;
    assert_eq!(chen.value("domain").await, "example");

    let path = filing::begin(&chen, own).await;
    for (section, wanted) in [
        ("access", "filing-access-empty"),
        ("entity", "filing-cert-address-empty"),
        ("entity-person", "filing-legal-rep-empty"),
        ("websites/1", "value-site-name-empty"),
    ] {
        chen.goto(&format!("{path}/{section}")).await;
        chen.press("site-save-continue").await;
        chen.sees("site-errors").await;
        chen.sees(wanted).await;
        chen.look_both(&format!("{}-empty", section.replace('/', "-"))).await;
    }

    // Somebody else runs the website: their whole section is asked, and who is the legal representative too.
    chen.goto(&format!("{path}/websites/1/person")).await;
    chen.fill("same_as_entity_person", "no").await;
    chen.press("site-save-continue").await;
    chen.sees("filing-legal-rep-empty").await;
    chen.look_both("website-person-empty").await;

    filing::fill_section(&chen, &path, "access", &[("instance", own.instance)]).await;
    chen.goto(&format!("{path}/access")).await;
    chen.sees("wizard-server-reported").await;
    chen.sees_words("114.114.1.10").await;
    chen.look_both("access-chosen").await;
}
