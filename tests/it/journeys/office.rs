//! The rest of a case's life at the desk: paper that arrives, the bureau by keys, a withdrawal, papers without script.

use beian::filing::state::Event;
use beian::values::actor::{Actor, Role};
use serde_json::json;

use super::desk::{key, key_to, sign_in_staff};
use super::steps::backstage::Backstage;
use super::steps::filers::ORGANISATION;
use super::steps::papers;
use crate::support::browser::Browser;
use crate::support::cases::Office;
use crate::support::stage::Stage;

/// Records what the bureau did, by keys: to the form, a digit, Tab from the file to the button, Enter.
async fn records(lin: &Browser, stage: &Stage, act: &str, digit: &str, numbers: &[(&str, &str)]) {
    key_to(lin, "b", async |path| path.ends_with("tab=bureau")).await;
    key(lin, digit).await;
    lin.find(&format!("input[name=act][value={act}]:checked")).await;
    for (name, number) in numbers {
        lin.fill(name, number).await;
    }
    lin.attach("evidence", &papers::evidence(&stage.program, act)).await;
    lin.session.client.execute("document.querySelector('[name=evidence]').focus()", vec![]).await.unwrap();
    // By the browser's own protocol: what a driver types into a file control are names of files.
    for kind in ["keyDown", "keyUp"] {
        let tab = json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
        lin.session.command("Input.dispatchKeyEvent", tab);
    }
    lin.waits_for("Tab leads elsewhere", async || lin.has("button[data-key=s]:focus").await).await;
    lin.keys("\u{E007}").await;
    lin.sees("review-bureau-recorded").await;
}

#[tokio::test]
async fn paper_arrives_and_the_bureau_is_recorded_by_keys() {
    let Some(stage) = Stage::set("paper-and-bureau").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    let who = office.hire("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    Backstage::of(&stage.program, case.reference.clone(), who).accept(true).await;
    let mut lin = stage.office().await;
    sign_in_staff(&lin, "lin").await;
    lin.goto("/queue?tab=applicant").await;
    lin.look_both("waits-for-paper").await;
    lin.click(&format!("a[href='{}']", case.url())).await;
    lin.sees("after-mailing-desk-none").await;
    lin.look_both("paper-awaited").await;
    lin.press("review-mail-arrived").await;
    lin.sees("review-mail-received").await;
    lin.look("paper-arrived").await;

    key_to(&lin, "b", async |path| path.ends_with("tab=bureau")).await;
    key(&lin, "s").await;
    lin.keys("\u{E007}").await;
    lin.sees("review-bureau-act-missing").await;
    lin.look("bureau-errors").await;
    records(&lin, &stage, "received", "1", &[]).await;
    records(&lin, &stage, "verified", "1", &[]).await;
    let (entity, website) = ORGANISATION.numbers;
    records(&lin, &stage, "approved", "1", &[("entity_number", entity), ("website_number", website)]).await;
    lin.look_both("bureau-approved").await;
    stage.program.message(&case.email, website).await;
}

#[tokio::test]
async fn a_withdrawal_is_seen_at_the_desk_and_a_lead_gives_a_reason_for_one() {
    let Some(stage) = Stage::set("withdrawal").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    let who = office.hire("lin", Role::Specialist, &[]).await;
    office.hire("zhao", Role::Lead, &[]).await;
    let (case, other) = (office.case(1).await, office.case(2).await);
    let mut lin = stage.office().await;
    sign_in_staff(&lin, "lin").await;
    lin.goto(&case.url()).await;
    lin.press("review-claim").await;
    lin.sees("review-claimed").await;
    // Meanwhile its applicant gives it up.
    let applicant = Backstage::of(&stage.program, case.reference.clone(), who);
    applicant.perform(Actor::Applicant(case.owner), Event::Withdraw { reason: String::new() }).await;
    lin.click("button[value='accept']").await;
    lin.sees("site-error-refused-title").await;
    lin.look("withdrawn-meanwhile").await;
    lin.goto(&case.url()).await;
    assert!(!lin.has("button[value='accept']").await, "nothing is left to do");
    lin.look_both("withdrawn").await;
    lin.goto(&format!("{}?tab=timeline", case.url())).await;
    lin.look_both("withdrawn-timeline").await;

    let mut zhao = stage.office().await;
    sign_in_staff(&zhao, "zhao").await;
    zhao.goto(&format!("{}?tab=timeline", other.url())).await;
    zhao.click("details summary:has(+ div [name=reason])").await;
    zhao.look("withdraw").await;
    zhao.click("form[action$='/withdraw'] button").await;
    zhao.sees("site-errors").await;
    assert!(zhao.has("details[open] #reason-error").await, "the error stands by its field, which is open");
    zhao.look("withdraw-no-reason").await;
    zhao.fill("reason", "与另一单重复，已电话确认。").await;
    zhao.click("form[action$='/withdraw'] button").await;
    zhao.sees("review-withdrawn").await;
    stage.program.message(&other.email, "已撤回").await;
}

#[tokio::test]
async fn without_scripts_papers_zoom_turn_and_open() {
    let Some(stage) = Stage::set("papers-without-script").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    office.hire("lin", Role::Specialist, &[]).await;
    let (case, other) = (office.case(1).await, office.case(2).await);
    let mut lin = stage.scriptless_office().await;
    sign_in_staff(&lin, "lin").await;
    lin.goto(&case.url()).await;
    lin.press("review-claim").await;
    lin.sees("review-claimed").await;
    lin.goto(&format!("{}?section=entity", case.url())).await;
    lin.press("site-paper-zoom").await;
    lin.find(".paper.is-zoomed").await;
    lin.look("zoomed").await;
    lin.press("site-paper-rotate").await;
    lin.find(".paper.is-zoomed.turn-1").await;
    lin.press("site-paper-fit").await;
    lin.find(".paper.turn-1:not(.is-zoomed)").await;
    lin.look("turned").await;
    opens_its_picture(&lin).await;

    // A mark that was not taken comes back as it was typed.
    lin.goto(&format!("{}?section=entity", case.url())).await;
    lin.click("#item-entity-cert-address details.marking > summary").await;
    lin.find("#item-entity-cert-address-words").await.send_keys("请写到楼层").await.unwrap();
    lin.click("#item-entity-cert-address .marking__form button").await;
    lin.sees("site-errors").await;
    let kept = lin.find("#item-entity-cert-address-words").await.prop("value").await.unwrap();
    assert_eq!(kept.as_deref(), Some("请写到楼层"));
    lin.look("mark-without-reason").await;

    // What is nobody's shows its papers once, for a reason; they open too.
    lin.goto(&format!("{}?section=entity-person", other.url())).await;
    lin.click("details.reveal > summary").await;
    lin.press("review-reveal").await;
    lin.sees("value-text-empty").await;
    lin.look("reveal-without-reason").await;
    lin.fill("reason", "申请人来电核对").await;
    lin.press("review-reveal").await;
    lin.find(".paper__image").await;
    lin.look("revealed").await;
    opens_its_picture(&lin).await;
}

/// The link beside the tools leads to the picture alone, as large as it is.
async fn opens_its_picture(lin: &Browser) {
    let link = lin.find(".paper__tools a[target=_blank]").await.attr("href").await.unwrap().unwrap();
    lin.goto(&link).await;
    lin.find("body > img").await;
}
