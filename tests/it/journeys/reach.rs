//! What a correction reaches: the name of the type check, and a letter that becomes due once somebody else is the legal
//! representative. The applicant corrects on a phone, and is told what is still missing.

use super::account::{register, sign_in};
use super::corrections::mark;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::{PASSWORD, filing as filings, fill_all, papers, reference};
use crate::support::stage::Stage;

/// What the specialist finds: section, item on the page, reason, own words.
const MARKS: [(&str, &str, &str, &str); 2] = [
    ("type-check", "item-type-check-entity-name", "ENT-01", "执照上是全角括号，请逐字核对。"),
    ("entity-person", "item-entity-person-is-legal-rep", "PER-01", "执照上的法定代表人是另一位。"),
];

#[tokio::test]
async fn a_correction_reaches_the_type_check_and_a_paper_that_becomes_due() {
    let Some(stage) = Stage::set("reach").await else { return };
    let mut chen = stage.desktop().await;
    register(&stage.program, &mut chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let filing = filings::file(&chen, &stage.program, &ORGANISATION).await;
    let number = reference(&filing).to_owned();
    let wang = Officer::start(&stage, "wang", "specialist").await;
    wang.claim(&number).await;
    for found in MARKS {
        mark(&wang.browser, &number, found).await;
    }
    wang.accept_everything(&number).await;
    wang.browser.goto(&format!("/cases/{number}/decide")).await;
    wang.browser.fill("choice", "changes").await;
    wang.browser.press("review-decide-send").await;
    wang.browser.sees("review-decided").await;

    let mut phone = stage.phone().await;
    sign_in(&phone, ORGANISATION.email, PASSWORD).await;
    phone.leaves("/sign-in").await;
    let corrections = format!("{filing}/corrections");
    phone.goto(&format!("{filing}/type-check")).await;
    phone.sees_words(MARKS[0].3).await;
    phone.sees("wizard-locked").await;
    phone.look_both("type-check").await;
    phone.fill("entity_name", "北京示例花园（海淀）有限公司").await;
    phone.press("site-save-continue").await;
    phone.at(&corrections).await;

    phone.goto(&format!("{filing}/entity-person")).await;
    let legal_rep = [
        ("is_legal_rep", "no"),
        ("legal_rep_name", "李大山"),
        ("legal_rep_cert_kind", "2"),
        ("legal_rep_cert_number", "44000019851112002X"),
    ];
    fill_all(&phone, &legal_rep).await;
    phone.look("entity-person").await;
    phone.press("site-save-continue").await;
    phone.at(&corrections).await;
    phone.sees("material-asked-since").await;
    phone.look_both("letter-is-due").await;
    phone.press("wizard-corrections-submit").await;
    phone.sees("site-errors").await;
    phone.look("waits-for-the-letter").await;

    phone.press("wizard-corrections-upload").await;
    phone.sees("material-asked-since-text").await;
    phone.look_both("materials").await;
    let letter = papers::draw(&stage.program, &ORGANISATION.holder, "entity-person-letter", "主体负责人授权书", 1);
    phone.attach("entity-person-letter", &letter).await;
    phone.press("material-upload").await;
    phone.sees("material-uploaded").await;
    phone.goto(&corrections).await;
    phone.press("wizard-corrections-submit").await;
    phone.at(&filing).await;
    phone.sees("wizard-check-sent").await;
    phone.look("resubmitted").await;
}
