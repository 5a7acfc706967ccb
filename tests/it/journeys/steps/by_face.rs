//! Who somebody is, shown on a phone: by the file of a clip, and recorded within the page.

use beian::text::Lang;
use serde_json::json;

use super::by_phone::{DENIES, INSECURE, SLEEPS, ask};
use crate::support::browser::Browser;
use crate::support::clips::webm;
use crate::support::program::Program;
use crate::support::stage::Stage;

const FACE: &str = "website-1-face";

/// Somebody on the way holds the line open and lets nothing through.
const SILENT: &str = "";
/// The same after the first word.
const FALLS_SILENT: &str = "setTimeout(() => this.tells());";
/// Somebody on the way cuts the line after the first word.
const CUT: &str = "setTimeout(() => {
    this.tells();
    this.close();
    this.dispatchEvent(new Event('error'));
});";

/// The page of a recording is left, and kept for Back: whether it shows no picture, and each device has stopped.
const LEAVES: &str = "
    const preview = document.querySelector('[data-face-preview]');
    const tracks = preview.srcObject.getTracks();
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    return [preview.srcObject === null, ...tracks.map(({ readyState }) => readyState === 'ended')];
";

/// A line on which so much comes, in a page whose long waits are short.
fn line(comes: &str) -> String {
    format!(
        "(() => {{
            for (const name of ['setTimeout', 'setInterval']) {{
                const waits = window[name];
                window[name] = (act, wait, ...rest) => waits(act, wait >= 5000 ? wait / 20 : wait, ...rest);
            }}
            window.EventSource = class extends EventTarget {{
                static CLOSED = 2;
                readyState = 1;
                constructor() {{ super(); {comes} }}
                tells() {{
                    const {{ stamp }} = document.querySelector('[data-follow]').dataset;
                    this.dispatchEvent(new MessageEvent('now', {{ data: stamp }}));
                }}
                close() {{ this.readyState = 2; }}
            }};
        }})()"
    )
}

/// The person in charge is verified three times, as people try: by the file of a clip on a phone without a camera, by its owner
/// on the phone, and recorded by a link, which stands.
pub async fn are_verified(stage: &Stage, chen: &mut Browser, (blind, phone): (&mut Browser, &mut Browser), path: &str) {
    chooses_a_clip(&stage.program, chen, blind, path).await;
    let session = chen.session.client.get_named_cookie("beian").await.unwrap();
    phone.carry("beian", session.value());
    phone.is_a_phone();
    is_sent_by_its_owner(&stage.program, phone, path).await;
    is_recorded(chen, phone, path).await;
}

/// The page on the desk follows, though its line is cut off on the way, or held back.
async fn chooses_a_clip(program: &Program, chen: &mut Browser, phone: &mut Browser, path: &str) {
    let page = format!("{path}/help/{FACE}");
    let link = ask(chen, path, FACE).await;
    chen.goto_with(&page, &line(SILENT)).await;
    phone.goto(&link).await;
    phone.look("link-face").await;
    phone.press("relay-act-begin").await;
    chen.sees("relay-state-opened").await;
    chen.goto_with(&page, &line(CUT)).await;
    phone.fill("agree", "yes").await;
    phone.look("link-face-notice").await;
    phone.press("material-consent-submit").await;
    chen.sees("relay-state-in-progress").await;
    phone.press("face-begin").await;
    phone.press("face-start").await;
    phone.sees("face-no-camera").await;
    phone.run(DENIES).await;
    phone.press("face-start").await;
    phone.sees("face-denied").await;
    phone.look("link-face-denied").await;
    phone.goto_with(&link, INSECURE).await;
    phone.sees("face-insecure").await;
    chen.goto_with(&page, &line(FALLS_SILENT)).await;
    phone.attach("clip", &program.file("录像.webm", webm(5000, "by a link"))).await;
    phone.press("face-send").await;
    phone.sees("relay-done-face-text").await;
    chen.sees("face-standing-waiting").await;
}

/// The page that comes next on a phone says that the clip arrived.
async fn is_sent_by_its_owner(program: &Program, phone: &mut Browser, path: &str) {
    let here = format!("{path}/verification/{FACE}");
    phone.goto(&here).await;
    phone.press("face-begin").await;
    phone.attach("clip", &program.file("录像.webm", webm(5000, "by its owner"))).await;
    phone.press("face-send").await;
    phone.leaves(&here).await;
    phone.sees("face-given").await;
}

/// The page is left, the phone sleeps and its owner changes the language in the middle: the challenge stays.
async fn is_recorded(chen: &mut Browser, phone: &mut Browser, path: &str) {
    let link = ask(chen, path, FACE).await;
    phone.goto(&link).await;
    phone.press("relay-act-begin").await;
    phone.fill("agree", "yes").await;
    phone.press("material-consent-submit").await;
    phone.press("face-begin").await;
    phone.sees("face-do-title").await;
    phone.look("link-face-challenge").await;
    let asked = phone.find(".face__digits").await.text().await.unwrap();
    phone.press("face-start").await;
    phone.sees_words("正在录像：1 秒").await;
    assert_eq!(phone.run(LEAVES).await, json!([true, true, true]), "no picture, and neither camera nor microphone");
    phone.sees("face-interrupted").await;
    phone.press("face-start").await;
    phone.sees_words("正在录像：1 秒").await;
    phone.run(SLEEPS).await;
    phone.sees("face-interrupted").await;
    phone.speak(Lang::En).await;
    phone.sees("face-do-title").await;
    assert_eq!(phone.find(".face__digits").await.text().await.unwrap(), asked, "what is to be said stays");
    phone.press("face-start").await;
    // As many seconds as a clip must have at least.
    phone.sees_words("Recording: 4 s").await;
    phone.look("link-face-records").await;
    phone.press("face-stop").await;
    phone.sees("relay-done-face-text").await;
    phone.speak(Lang::Zh).await;
    phone.look_both("link-face-done").await;
    chen.goto(path).await;
    chen.look_both("face-by-phone").await;
}
