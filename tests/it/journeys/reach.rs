//! What a correction reaches: the name of the type check, and the ID of somebody else who turns out to run the website. The
//! applicant corrects on a phone, and is told what is still missing.

use beian::values::actor::Role;

use super::account::{arrive, sign_in};
use super::corrections::mark;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::{PASSWORD, filing as filings, papers, reference};
use crate::support::stage::Stage;

/// What the specialist finds: section, item on the page, reason, own words.
const MARKS: [(&str, &str, &str, &str); 2] = [
    ("type-check", "item-type-check-entity-name", "ENT-01", "执照上是全角括号，请逐字核对。"),
    ("websites/1/person", "item-websites-1-person-same-as-entity-person", "PER-02", "电话核实：网站由另一位同事负责。"),
];

/// Who runs the website.
const COLLEAGUE: [(&str, &str); 10] = [
    ("same_as_entity_person", "no"),
    ("name", "李小红"),
    ("is_legal_rep", "no"),
    ("cert_kind", "2"),
    ("cert_number", "32000019880703000X"),
    ("cert_valid_from", "2020-01-02"),
    ("cert_valid_to", "2040-01-02"),
    ("mobile", "13800000003"),
    ("emergency_phone", "010-12345678"),
    ("email", "li@example.cn"),
];

#[tokio::test]
async fn a_correction_reaches_the_type_check_and_a_paper_that_becomes_due() {
    let Some(stage) = Stage::set("reach").await else { return };
    let chen = stage.desktop().await;
    arrive(&stage.program, &chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let filing = filings::file(&chen, &stage.program, &ORGANISATION).await;
    let number = reference(&filing).to_owned();
    let wang = Officer::on_duty(&stage, "wang", Role::Specialist).await;
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

    phone.goto(&format!("{filing}/websites/1/person")).await;
    phone.fill_all(&COLLEAGUE).await;
    phone.look("website-person").await;
    phone.press("site-save-continue").await;
    phone.at(&corrections).await;
    phone.sees("material-asked-since").await;
    phone.look_both("papers-are-due").await;
    phone.press("wizard-corrections-submit").await;
    phone.sees("site-errors").await;
    phone.look("waits-for-the-papers").await;

    phone.press("wizard-corrections-upload").await;
    phone.sees("material-asked-since-text").await;
    phone.look_both("materials").await;
    for side in ["website-1-person-id-front", "website-1-person-id-back"] {
        let picture = papers::draw(&stage.program, &ORGANISATION.holder, side, "", 3);
        phone.attach(side, &picture).await;
    }
    phone.press("material-upload").await;
    phone.sees("material-uploaded").await;
    // Another person is to show who they are.
    filings::ask_appointments(&phone, &filing).await;
    phone.goto(&corrections).await;
    phone.fill("declared", "yes").await;
    phone.press("wizard-corrections-submit").await;
    phone.at(&filing).await;
    phone.sees("wizard-check-sent").await;
    phone.look("resubmitted").await;
}
