//! An organisation files, is asked to correct two fields and one picture, corrects them on a phone, and is approved.

use beian::clock::{self, china_day};
use beian::reference::{Text, book};

use super::account::{register, sign_in};
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::{PASSWORD, filing as filings, papers, reference};
use crate::support::browser::Browser;
use crate::support::looking::Guise;
use crate::support::stage::Stage;

/// What the specialist finds: section, item on the page, reason, own words.
const MARKS: [(&str, &str, &str, &str); 3] = [
    ("entity", "item-entity-cert-address", "ENT-03", "请按证件写到楼层和房间号。"),
    ("websites/1", "item-websites-1-site-name", "WEB-07", "名称看不出与单位的关系，请改用与单位名称有关的名称。"),
    ("papers", "item-paper-entity-certificate", "MAT-01", "右下角看不清，请重新拍摄。"),
];

/// Opens the form beside an item, gives a reason and words, saves.
pub(super) async fn mark(desk: &Browser, reference: &str, (section, item, reason, words): (&str, &str, &str, &str)) {
    desk.goto(&format!("/cases/{reference}?section={section}")).await;
    desk.click(&format!("#{item} details.marking > summary")).await;
    desk.find(&format!("#{item}-reason")).await.select_by_value(reason).await.unwrap();
    desk.find(&format!("#{item}-words")).await.send_keys(words).await.unwrap();
    desk.click(&format!("#{item} .marking__form button")).await;
    desk.waits_for("it is not marked", async || desk.has(&format!("#{item}.case-field--marked")).await).await;
}

/// Takes the case, marks three things, accepts the rest, and tells the applicant in one mail.
async fn asks_for_changes(stage: &Stage, wang: &mut Officer, reference: &str) {
    wang.claim(reference).await;
    for found in MARKS {
        mark(&wang.browser, reference, found).await;
    }
    wang.accept_everything(reference).await;
    let desk = &mut wang.browser;
    desk.goto(&format!("/cases/{reference}?section=entity")).await;
    desk.look_both("marked").await;
    desk.goto(&format!("/cases/{reference}/decide")).await;
    desk.fill("choice", "changes").await;
    desk.sees("review-preview-changes").await;
    desk.look("decide-changes").await;
    desk.press("review-decide-send").await;
    desk.sees("review-decided").await;
    let mail = stage.program.message(ORGANISATION.email, "3 处").await;
    assert!(mail.link("/corrections").ends_with(&format!("/filings/{reference}/corrections")));
    let mails = stage.program.messages(ORGANISATION.email).into_iter().filter(|mail| mail.subject.contains("待修改"));
    assert_eq!(mails.count(), 1, "one mail for all remarks");
    stage.program.message(ORGANISATION.mobile, "3处").await;
}

/// Corrects on the phone what was marked; everything else is locked and says so.
async fn corrects_on_the_phone(stage: &Stage, filing: &str) {
    let mut phone = stage.phone().await;
    sign_in(&phone, ORGANISATION.email, PASSWORD).await;
    phone.leaves("/sign-in").await;
    let corrections = format!("{filing}/corrections");
    phone.goto(&corrections).await;
    for (_, _, _, words) in MARKS {
        phone.sees_words(words).await;
    }
    phone.look_both("corrections").await;
    phone.press("wizard-corrections-submit").await;
    phone.sees("site-errors").await;
    phone.look("corrections-left").await;

    phone.goto(&format!("{filing}/access")).await;
    phone.at(filing).await;
    phone.goto(&format!("{filing}/entity")).await;
    phone.sees_words(MARKS[0].3).await;
    assert!(!phone.has("[name=investor]:not([disabled]):not([readonly]):not([type=hidden])").await, "not marked");
    phone.look("corrections-entity").await;
    phone.fill("cert_address", "北京市海淀区示例路1号3层301室").await;
    phone.press("site-save-continue").await;
    phone.at(&corrections).await;
    phone.goto(&format!("{filing}/websites/1")).await;
    phone.fill("site_name", "示例花园").await;
    phone.press("site-save-continue").await;
    phone.at(&corrections).await;
    phone.goto(&format!("{filing}/materials")).await;
    assert!(!phone.has("input[type=file]:not([name='entity-certificate'])").await, "one picture was marked");
    phone.look("corrections-materials").await;
    let better = papers::draw(&stage.program, &ORGANISATION.holder, "entity-certificate", "", 2);
    phone.attach("entity-certificate", &better).await;
    phone.press("material-upload").await;
    phone.sees("material-uploaded").await;
    phone.goto(&corrections).await;
    phone.look("corrections-done").await;
    phone.press("wizard-corrections-submit").await;
    phone.sees("wizard-check-declared-missing").await;
    phone.fill("declared", "yes").await;
    phone.press("wizard-corrections-submit").await;
    phone.at(filing).await;
    phone.sees("wizard-check-sent").await;
    phone.look_both("resubmitted").await;
}

#[tokio::test]
async fn an_organisation_corrects_what_was_marked_and_is_approved() {
    let Some(stage) = Stage::set("corrections").await else { return };
    let mut chen = stage.desktop().await;
    register(&stage.program, &mut chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let filing = filings::file(&chen, &stage.program, &ORGANISATION).await;
    let reference = reference(&filing).to_owned();
    let mut wang = Officer::start(&stage, "wang", "specialist").await;
    asks_for_changes(&stage, &mut wang, &reference).await;
    corrects_on_the_phone(&stage, &filing).await;
    let declared = stage.program.database.texts("select declaration_version from submissions").await;
    let shown = book().text(Text::DECLARATION, china_day(clock::now())).unwrap();
    assert_eq!(declared, [shown.version.as_str(); 2], "the text that was shown and ticked, each round");

    // Round 2: the differences in text and picture; what was accepted stays accepted.
    wang.claim(&reference).await;
    let desk = &mut wang.browser;
    desk.goto(&format!("/cases/{reference}?tab=differences")).await;
    desk.sees_words("3层301室").await;
    desk.waits_for("two pictures", async || desk.find_all(".sides__image").await.len() == 2).await;
    desk.look_both("differences").await;
    desk.wear(Some(Guise::Dark));
    desk.look("differences-by-night").await;
    desk.wear(None);
    desk.goto(&format!("/cases/{reference}?section=entity")).await;
    // Accepted fields stay accepted; the change is shown in place.
    desk.find("#item-entity-investor.case-field--accepted").await;
    desk.find("#item-entity-cert-address.case-field--doubt ins").await;
    desk.look_both("second-round").await;
    wang.accept_everything(&reference).await;
    wang.tick_checklist(&reference).await;
    wang.accept(&reference).await;
    wang.decide_at_bureau(&stage, &reference, &ORGANISATION).await;
    wang.browser.goto(&format!("/cases/{reference}?tab=bureau")).await;
    wang.browser.look("bureau-done").await;

    stage.program.message(ORGANISATION.email, ORGANISATION.numbers.1).await;
    stage.program.message(ORGANISATION.mobile, ORGANISATION.numbers.0).await;
    chen.goto(&filing).await;
    chen.sees_words(ORGANISATION.numbers.0).await;
    chen.sees_words(ORGANISATION.numbers.1).await;
    chen.look_both("numbers").await;
    chen.goto(&format!("{filing}/next-steps")).await;
    chen.sees_words(ORGANISATION.numbers.1).await;
    chen.look_both("approved").await;
}
