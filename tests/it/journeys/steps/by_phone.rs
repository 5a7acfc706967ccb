//! What is done on a phone for a filing, by links, while its page on the desk follows.

use serde_json::json;

use super::super::account::arrive;
use super::by_face;
use super::filers::{Filer, ORGANISATION};
use super::papers;
use crate::recognition::pages::{field, read};
use crate::support::browser::Browser;
use crate::support::stage::Stage;

const BACK: &str = "entity-person-id-back";
/// What is left to do, on the page of the filing.
const TASKS: &str = "[data-live='tasks']";

/// The browser's owner does not allow the camera.
pub const DENIES: &str =
    "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))";
/// As on a line that is not secure: no page gets the camera there.
pub const INSECURE: &str = "Object.defineProperty(window, 'isSecureContext', { value: false })";
/// The phone sleeps and wakes.
pub const SLEEPS: &str = "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    delete document.visibilityState;
    document.dispatchEvent(new Event('visibilitychange'))";

/// Asks somebody else for what belongs in a place; the link for them.
pub async fn ask(chen: &Browser, path: &str, slot: &str) -> String {
    chen.goto(&format!("{path}/help/{slot}")).await;
    chen.press("relay-act-code").await;
    chen.sees("relay-link-once").await;
    chen.find("#link").await.text().await.unwrap()
}

/// Somebody else sends a paper from their phone by a link, and the page on the desk follows by itself. What has a camera is
/// given back: the owner is signed in there too.
pub async fn by_phone(stage: &Stage, chen: &mut Browser, own: &Filer, path: &str) -> Browser {
    chen.goto(&format!("{path}/materials")).await;
    chen.click(&format!("#{BACK} button[form^='remove-']")).await;
    chen.sees("material-removed").await;
    chen.goto(path).await;
    chen.sees("relay-list-title").await;
    chen.look_both("who-must-do-what").await;
    let missing = chen.find(TASKS).await.text().await.unwrap();
    chen.click(&format!("a[href='{path}/help/{BACK}']")).await;
    chen.sees("relay-new-title").await;
    chen.look_both("ask").await;
    let link = ask(chen, path, BACK).await;
    chen.look("ask-code").await;

    let mut blind = stage.phone().await;
    has_no_camera(stage, chen, &mut blind, &link, path).await;
    begins_with_the_photograph(stage, &mut blind).await;
    let view = papers::seen_by_a_camera(&stage.program, &own.holder, BACK);
    let mut phone = stage.phone_that_sees(&view).await;
    phone.goto(&link).await;
    phone.press("relay-act-move").await;
    phone.fill("agree", "yes").await;
    phone.press("material-consent-submit").await;
    photographs(&mut phone).await;
    phone.sees("relay-done-text").await;
    phone.look_both("link-done").await;
    chen.sees("relay-state-done").await;
    assert_ne!(chen.find(TASKS).await.text().await.unwrap(), missing, "the list of what is left follows too");
    chen.look("done-by-phone").await;
    by_face::are_verified(stage, chen, (&mut blind, &mut phone), path).await;
    chen.goto(&format!("{path}/materials/{BACK}/camera")).await;
    chen.press("camera-open").await;
    chen.sees("camera-missing").await;
    chen.look_both("photograph").await;
    chen.attach(BACK, &papers::draw(&stage.program, &own.holder, BACK, "材料", 4)).await;
    chen.press("relay-photo-send").await;
    chen.sees("material-uploaded").await;
    chen.at(&format!("{path}/materials")).await;
    phone
}

/// A phone whose camera nobody can use: each time it says why, and a file can be sent. One that is no picture is told to whoever
/// asked for it.
async fn has_no_camera(stage: &Stage, chen: &mut Browser, phone: &mut Browser, link: &str, path: &str) {
    phone.goto(link).await;
    phone.look_both("link").await;
    phone.press("relay-act-begin").await;
    chen.sees("relay-state-opened").await;
    phone.fill("agree", "yes").await;
    phone.look("link-notice").await;
    phone.press("material-consent-submit").await;
    chen.sees("relay-state-in-progress").await;
    chen.goto(path).await;
    chen.sees("relay-state-in-progress").await;
    phone.press("camera-open").await;
    phone.sees("camera-missing").await;
    phone.look_both("link-photo").await;
    phone.run(DENIES).await;
    phone.press("camera-open").await;
    phone.sees("camera-denied").await;
    phone.goto_with(link, INSECURE).await;
    phone.sees("camera-insecure").await;
    phone.attach(BACK, &stage.program.file("国徽面.jpg", b"not a picture")).await;
    phone.press("relay-photo-send").await;
    phone.sees("material-refused-unknown-type").await;
    chen.sees("relay-state-failed").await;
    chen.sees("material-refused-unknown-type").await;
}

/// Somebody else begins a filing on the phone: the photograph comes first, what is read of it fills the type check.
async fn begins_with_the_photograph(stage: &Stage, phone: &mut Browser) {
    let (program, certificate) = (&stage.program, "entity-certificate");
    phone.is_a_phone();
    arrive(program, phone, "zhao@example.com", "13500135000").await;
    phone.goto("/filings/new?kind=4&province=110000").await;
    phone.sees("wizard-open-submit").await;
    phone.look_both("type-check-begins").await;
    phone.fill_all(&[("cert_kind", "1")]).await;
    phone.press("wizard-open-submit").await;
    phone.sees("wizard-open-begun").await;
    phone.fill("agree", "yes").await;
    phone.press("material-consent-submit").await;
    phone.sees("wizard-go-on-without").await;
    phone.look("certificate-first").await;
    phone.attach(certificate, &papers::draw(program, &ORGANISATION.holder, certificate, "材料", 5)).await;
    phone.press("relay-photo-send").await;
    phone.sees("material-uploaded").await;
    let here = phone.path().await;
    assert!(here.starts_with("/filings/new?draft="), "{here}");
    let id = "select filing_id::text from drafts where section = 'type_check' and not is_complete";
    let id = program.database.text(id).await;
    let fields = json!([field("credit-code", "91110000MA00000077"), field("name", ORGANISATION.name)]);
    read(program, id.parse().unwrap(), certificate, fields).await;
    phone.goto(&here).await;
    phone.sees("printed-title").await;
    assert_eq!(phone.value("cert_number").await, "", "nothing fills itself");
    phone.look_both("type-check-read").await;
    phone.fill("domain", "zhao-example.cn").await;
    phone.click("button[name=then][value=fill]").await;
    phone.sees("printed-filled").await;
    for (name, value) in
        [("cert_number", "91110000MA00000077"), ("entity_name", ORGANISATION.name), ("domain", "zhao-example.cn")]
    {
        assert_eq!(phone.value(name).await, value, "{name}");
    }
    phone.look("type-check-filled").await;
    is_verified_before_the_rest(phone).await;
}

/// Somebody files alone: once name and number are known the verification comes, and only then the other questions.
async fn is_verified_before_the_rest(phone: &mut Browser) {
    phone.goto("/filings/new?kind=5&province=110000").await;
    phone.fill_all(&[("cert_kind", "2")]).await;
    phone.press("wizard-open-submit").await;
    phone.sees("wizard-open-begun").await;
    phone.fill("agree", "yes").await;
    phone.press("material-consent-submit").await;
    phone.press("wizard-go-on-without").await;
    phone.sees("wizard-named-text").await;
    phone.look_both("type-check-named").await;
    phone.fill_all(&[("entity_name", "王小明"), ("cert_number", "11000019900307001X")]).await;
    phone.press("wizard-named-submit").await;
    phone.sees("face-begin").await;
    phone.look("type-check-face").await;
    phone.press("wizard-go-on-without").await;
    phone.sees("wizard-new-submit").await;
    assert_eq!(phone.value("entity_name").await, "王小明", "what was named stands");
    phone.look("type-check-rest").await;
}

/// Aims, shoots, crops, looks once more and sends.
async fn photographs(phone: &mut Browser) {
    phone.press("camera-open").await;
    phone.sees("camera-good").await;
    phone.look("camera-aims").await;
    phone.run(SLEEPS).await;
    let said = phone.run("return document.querySelector('[data-camera-hint]').textContent").await;
    assert_eq!(said, "", "opened again it would say what it saw before, and shoot nothing yet");
    phone.press("camera-open").await;
    phone.sees("camera-good").await;
    phone.press("camera-shoot").await;
    phone.sees("camera-crop-title").await;
    // The corners are where the paper was found, and go where the arrows send them.
    let corners = "return [...document.querySelectorAll('[data-corner]')].map((one) => parseFloat(one.style.left))";
    let before = phone.run(corners).await;
    let at = |corners: &serde_json::Value, index: usize| corners[index].as_f64().unwrap();
    assert!(at(&before, 0) > 15.0 && at(&before, 1) < 85.0, "{before}");
    let corner = phone.find("[data-corner]").await;
    corner.send_keys("\u{E014}").await.unwrap();
    let after = phone.run(corners).await;
    assert!(at(&after, 0) > at(&before, 0) && at(&after, 1) == at(&before, 1), "{before} {after}");
    phone.look("camera-crops").await;
    phone.press("camera-again").await;
    phone.sees("camera-good").await;
    phone.press("camera-shoot").await;
    phone.press("camera-cut-out").await;
    phone.sees("camera-read-title").await;
    phone.look("camera-reads").await;
    phone.press("camera-yes").await;
}
