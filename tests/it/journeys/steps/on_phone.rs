//! What the owner of a filing does on the phone up to the end, while the page on the desk follows; and what the desk sees of it.

use beian::text::Lang;
use beian::values::actor::Role;
use serde_json::json;

use super::by_phone::SLEEPS;
use super::desk::Officer;
use super::filing;
use crate::support::browser::Browser;
use crate::support::stage::Stage;

/// A paper that may have several pages.
const PAPER: &str = "entity-other-1";

/// The clip and the ID beside it, as far as they are there.
const BOTH_SHOW: &str = "const [clip, card] = document.querySelectorAll('.face-case__clip, .face-case__document');
    if (clip.paused) {
        clip.muted = true;
        clip.play().catch(() => {});
    }
    return clip.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && clip.videoWidth > 0 && card.naturalWidth > 0";

/// The language is changed where the line is down.
const SWITCHES_IN_VAIN: &str = "const { fetch } = window;
    window.fetch = async () => { throw new TypeError('no line'); };
    document.querySelector('header button[name=lang]').click();
    window.fetch = fetch;";

/// Photographs one more paper, looks over everything, declares and hands in. The page on the desk notices by itself.
pub async fn hands_in(chen: &mut Browser, phone: &mut Browser, path: &str) {
    photographs_a_page(phone, path).await;
    filing::fill_section(phone, path, "entity", &[]).await;
    chen.goto(&format!("{path}/check")).await;
    chen.sees("wizard-check-fine").await;
    phone.goto(&format!("{path}/check")).await;
    phone.sees("wizard-check-fine").await;
    phone.look("check-on-the-phone").await;
    phone.fill("declared", "yes").await;
    phone.press("wizard-check-submit").await;
    phone.at(path).await;
    phone.sees("wizard-check-sent").await;
    chen.sees("wizard-panel-submitted-title").await;
    chen.at(path).await;
}

/// The first page of a paper is there, the phone falls asleep over the second, and its owner changes the language, first where
/// the line is down: the first one can be sent.
async fn photographs_a_page(phone: &mut Browser, path: &str) {
    let here = format!("{path}/materials/{PAPER}/camera");
    phone.goto(&here).await;
    phone.press("camera-open").await;
    phone.sees("camera-good").await;
    phone.press("camera-shoot").await;
    phone.press("camera-cut-out").await;
    phone.press("camera-more").await;
    phone.sees("camera-good").await;
    phone.run(SLEEPS).await;
    phone.sees_words("已拍 1 页").await;
    phone.look("a-page-is-kept").await;
    phone.run(SWITCHES_IN_VAIN).await;
    phone.sees("site-upload-stays").await;
    phone.sees_words("已拍 1 页").await;
    phone.speak(Lang::En).await;
    phone.sees_words("Pages taken: 1.").await;
    phone.speak(Lang::Zh).await;
    phone.sees_words("已拍 1 页").await;
    phone.press("relay-photo-send").await;
    phone.leaves(&here).await;
    phone.sees("material-uploaded").await;
}

/// The specialist sees the clip that was recorded on the phone beside the ID.
pub async fn clip_plays_at_the_desk(stage: &Stage, path: &str) {
    let case = super::reference(path);
    let mut officer = Officer::on_duty(stage, "wang", Role::Specialist).await;
    officer.claim(case).await;
    officer.browser.goto(&format!("/cases/{case}?tab=faces")).await;
    let shows = async || officer.browser.run(BOTH_SHOW).await == json!(true);
    officer.browser.waits_for("the clip does not play beside the ID", shows).await;
    officer.browser.look("clip-beside-the-id").await;
}
