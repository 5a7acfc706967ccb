//! Papers: read the notice, choose several at once, mend what is refused, exchange, take out and bring back, on a slow line
//! and across the end of a session; and what is left to do after the review.

use beian::filing::decision::Verdict;
use beian::filing::state::{Event, Numbers};
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::values::{EntityNumber, WebsiteNumber};
use serde_json::json;

use super::account::{arrive, sign_in};
use super::steps::backstage::Backstage;
use super::steps::by_phone::{ask, by_phone};
use super::steps::filers::{Filer, ORGANISATION};
use super::steps::{PASSWORD, filing, on_phone, papers, reading};
use crate::support::browser::Browser;
use crate::support::program::Program;
use crate::support::stage::Stage;

const OWN: &Filer = &ORGANISATION;
const CERTIFICATE: &str = "entity-certificate";
const FRONT: &str = "entity-person-id-front";
const BACK: &str = "entity-person-id-back";

/// A filing with every section filled in; its papers are next.
async fn begin(stage: &Stage, chen: &mut Browser) -> String {
    arrive(&stage.program, chen, OWN.email, OWN.mobile).await;
    filing::buy_a_server(&stage.program, OWN);
    let path = filing::begin(chen, OWN).await;
    filing::fill(chen, &path, OWN).await;
    path
}

/// Chooses the drawn paper of a place.
async fn choose(chen: &Browser, program: &Program, slot: &str, take: u32) {
    chen.attach(slot, &papers::draw(program, &OWN.holder, slot, "材料", take)).await;
}

/// Every small picture of the page is there to be seen.
async fn pictures_show(chen: &Browser, count: usize) {
    let script = "return [...document.querySelectorAll('.sheet__pages img')].filter(i => i.complete && i.naturalWidth > 0).length";
    chen.waits_for("its pictures do not show", async || {
        // They load when they come into sight.
        let down = "for (const i of document.querySelectorAll('.sheet__pages img')) i.loading = 'eager'";
        chen.session.client.execute(down, vec![]).await.unwrap();
        chen.session.client.execute(script, vec![]).await.unwrap() == json!(count)
    })
    .await;
}

/// More than so many bytes of a file have come.
async fn has_come(chen: &Browser, program: &Program, bytes: i64) {
    let more = format!("select (coalesce(max(received), 0) > {bytes})::text from uploads");
    chen.waits_for("nothing comes", async || program.database.text(&more).await == "true").await;
}

/// The line gets as slow as this, in bytes a second; none: as before.
fn slow_down(chen: &Browser, upload: Option<u32>) {
    set_line(chen, false, upload.map_or(-1, i64::from));
}

/// There is no line at all.
fn cut_off(chen: &Browser) {
    set_line(chen, true, -1);
}

fn set_line(chen: &Browser, is_cut: bool, upload: i64) {
    let wish = json!({ "offline": is_cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload });
    chen.session.command("Network.enable", json!({}));
    chen.session.command("Network.emulateNetworkConditions", wish);
}

#[tokio::test]
async fn papers_go_up_are_mended_exchanged_and_brought_back() {
    let Some(stage) = Stage::set("papers").await else { return };
    let program = &stage.program;
    let mut chen = stage.desktop().await;
    let path = begin(&stage, &mut chen).await;
    let here = format!("{path}/materials");

    chen.goto(&here).await;
    chen.at(&format!("{path}/consent")).await;
    chen.look_both("notice").await;
    chen.press("material-consent-submit").await;
    chen.sees("material-consent-missing").await;
    chen.look("notice-not-agreed").await;
    chen.fill("agree", "yes").await;
    chen.press("material-consent-submit").await;
    chen.at(&here).await;
    chen.look_both("nothing-yet").await;

    refusals(program, &mut chen).await;
    exchanges(program, &mut chen, &here).await;

    // Forward to the check and back: the page is as it was.
    chen.press("material-go-on").await;
    chen.at(&format!("{path}/check")).await;
    chen.session.client.back().await.unwrap();
    chen.at(&here).await;
    pictures_show(&chen, 3).await;
    chen.goto(&format!("{path}/consent")).await;
    chen.sees("material-consent-given").await;
    chen.look_both("notice-agreed").await;

    let mut phone = by_phone(&stage, &mut chen, OWN, &path).await;
    reading::are_read(program, &mut chen, &path).await;
    on_phone::hands_in(&mut chen, &mut phone, &path).await;
    on_phone::clip_plays_at_the_desk(&stage, &path).await;
}

/// What cannot be used is told beside its place, before it is sent where the browser can know, and the rest is kept.
async fn refusals(program: &Program, chen: &mut Browser) {
    let heic = program.file("IMG_0001.HEIC", [b"\0\0\0\x18ftypheic".as_slice(), &[0; 4096]].concat());
    chen.attach(FRONT, &heic).await;
    chen.sees("material-refused-heic").await;
    chen.look("heic-chosen").await;
    let huge = program.file("扫描件.jpg", vec![0xFF; (10 << 20) + 1]);
    chen.attach(FRONT, &huge).await;
    chen.sees_words("10 MB").await;

    choose(chen, program, CERTIFICATE, 1).await;
    chen.attach(FRONT, &program.file("人像面.jpg", b"not a picture")).await;
    chen.attach(BACK, &program.file("国徽面.jpg", [])).await;
    chen.press("material-upload").await;
    chen.sees("material-refused-unknown-type").await;
    chen.sees("material-refused-empty").await;
    chen.look("some-refused").await;
    pictures_show(chen, 1).await;

    choose(chen, program, FRONT, 1).await;
    choose(chen, program, BACK, 1).await;
    chen.press("material-upload").await;
    chen.sees("material-uploaded").await;
    pictures_show(chen, 3).await;
    chen.look_both("all-there").await;
}

async fn exchanges(program: &Program, chen: &mut Browser, here: &str) {
    chen.goto(here).await;
    chen.sees_not(&chen.words("material-uploaded")).await;
    // On a slow line the page tells how far it is, and a second press sends nothing twice.
    slow_down(chen, Some(20_000));
    let file = papers::draw(program, &OWN.holder, CERTIFICATE, "材料", 2);
    chen.attach(CERTIFICATE, &file).await;
    chen.press("material-upload").await;
    chen.sees_words("%").await;
    chen.press("material-upload").await;
    chen.look("under-way").await;
    // Loaded anew in the middle, the same file chosen again goes on where it was.
    has_come(chen, program, 0).await;
    chen.goto(here).await;
    let came = program.database.text("select max(received)::text from uploads").await.parse().unwrap();
    chen.attach(CERTIFICATE, &file).await;
    chen.press("material-upload").await;
    has_come(chen, program, came).await;
    assert_eq!(program.database.text("select count(*)::text from uploads").await, "1");
    // Cut off in the middle it says that it waits, and goes on by itself.
    cut_off(chen);
    chen.sees_words("网络不通或服务器繁忙").await;
    chen.look("waits-for-the-line").await;
    slow_down(chen, None);
    chen.sees("material-uploaded").await;
    let versions = program.database.text("select count(*)::text from materials where slot = 'entity-certificate'");
    assert_eq!(versions.await, "2", "the first one and the one that took its place");
    pictures_show(chen, 3).await;

    chen.press("material-remove").await;
    chen.sees("material-removed").await;
    pictures_show(chen, 2).await;
    chen.look_both("taken-out").await;
    chen.press("material-restore").await;
    chen.sees("material-restored").await;
    pictures_show(chen, 3).await;

    // A letter of two photographs, and papers the page does not ask for.
    let pages = [1, 2].map(|take| papers::draw(program, &OWN.holder, "letter", "域名实名认证", take));
    let both = format!("{}\n{}", pages[0].display(), pages[1].display());
    chen.attach("website-1-real-name", std::path::Path::new(&both)).await;
    chen.press("material-upload").await;
    chen.sees("material-uploaded").await;
    pictures_show(chen, 5).await;
    chen.look("a-letter-of-two-pages").await;
    chen.goto(here).await;
    // By keyboard: what has the focus is not below the bar.
    let focus = "const button = document.querySelector(\"#website-1-real-name [form^='remove-']\"); button.focus();
        const { left, top, width, height } = button.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === button";
    chen.waits_for("the bar covers the focus", async || {
        chen.session.client.execute(focus, vec![]).await.unwrap() == json!(true)
    })
    .await;
    chen.keys("\u{E007}").await;
    chen.sees("material-removed").await;
}

#[tokio::test]
async fn a_session_ends_and_the_chosen_files_stay() {
    let Some(stage) = Stage::set("papers-lost-session").await else { return };
    let program = &stage.program;
    let mut chen = stage.desktop().await;
    let path = begin(&stage, &mut chen).await;
    filing::consent(&chen, &path).await;
    choose(&chen, program, CERTIFICATE, 1).await;
    program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    chen.press("material-upload").await;
    chen.sees("material-signed-out").await;
    chen.look("signed-out").await;

    // She signs in again in a window of its own, as the page says, and comes back.
    let first = chen.session.client.window().await.unwrap();
    let second = chen.session.client.new_window(true).await.unwrap().handle;
    chen.session.client.switch_to_window(second).await.unwrap();
    sign_in(&chen, OWN.email, PASSWORD).await;
    chen.at("/filings").await;
    chen.session.client.switch_to_window(first).await.unwrap();
    chen.press("material-upload").await;
    chen.sees("material-uploaded").await;
    pictures_show(&chen, 1).await;
}

#[tokio::test]
async fn without_scripts_papers_go_up_and_lost_ones_are_named() {
    let Some(stage) = Stage::set("papers-without-scripts").await else { return };
    let program = &stage.program;
    let mut chen = stage.scriptless().await;
    let path = begin(&stage, &mut chen).await;
    filing::consent(&chen, &path).await;
    choose(&chen, program, CERTIFICATE, 1).await;
    chen.attach(FRONT, &program.file("人像面.heic", [b"\0\0\0\x18ftypheic".as_slice(), &[0; 4096]].concat())).await;
    chen.press("material-upload").await;
    chen.sees("material-refused-heic").await;
    chen.look("refused").await;
    choose(&chen, program, FRONT, 1).await;
    program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    chen.press("material-upload").await;
    chen.sees("site-upload-signed-out").await;
    chen.look("signed-out").await;
    chen.fill("email", OWN.email).await;
    chen.fill("password", PASSWORD).await;
    chen.click("main form button:not([type=button])").await;
    chen.sees("site-held-files-title").await;
    chen.sees_words("entity-person-id-front-1.jpg").await;
    chen.look_both("choose-again").await;
    chen.press("site-held-files-go").await;
    chen.at(&format!("{path}/materials")).await;
    choose(&chen, program, FRONT, 1).await;
    chen.press("material-upload").await;
    chen.sees("material-uploaded").await;
    helps_without_scripts(&stage, &mut chen, &path).await;
}

/// Somebody else sends a paper by a link, on a phone that runs no scripts either; the page on the desk tells when asked.
async fn helps_without_scripts(stage: &Stage, chen: &mut Browser, path: &str) {
    let link = ask(chen, path, BACK).await;
    let mut phone = stage.scriptless_phone().await;
    phone.goto(&link).await;
    phone.press("relay-act-begin").await;
    phone.fill("agree", "yes").await;
    chen.goto(path).await;
    chen.sees("relay-state-opened").await;
    phone.press("material-consent-submit").await;
    choose(&phone, &stage.program, BACK, 1).await;
    phone.press("relay-photo-send").await;
    phone.sees("relay-done-text").await;
    phone.look("by-link-done").await;
    chen.press("relay-follow-refresh").await;
    chen.sees("relay-state-done").await;
    chen.look("by-link-refreshed").await;
}

#[tokio::test]
async fn after_the_review_paper_codes_and_the_number() {
    let Some(stage) = Stage::set("after-the-review").await else { return };
    let mut chen = stage.phone().await;
    arrive(&stage.program, &chen, OWN.email, OWN.mobile).await;
    let path = filing::file(&chen, &stage.program, OWN).await;
    let desk = Backstage::enter(&stage.program, &path).await;

    desk.accept(true).await;
    chen.goto(&path).await;
    chen.press("wizard-panel-awaiting-mail-button").await;
    chen.sees_words("请寄加盖公章的核验单原件。").await;
    chen.look_both("mailing").await;
    chen.press("after-mailing-save").await;
    chen.sees("after-mailing-courier-missing").await;
    chen.look("mailing-wrong").await;
    chen.fill_all(&[("courier", "顺丰速运"), ("number", "SF1234567890123")]).await;
    chen.press("after-mailing-save").await;
    chen.sees("after-mailing-saved").await;
    chen.sees_words("SF1234567890123").await;
    chen.look_both("mailing-told").await;
    desk.perform(desk.specialist, Event::MailReceived).await;

    desk.perform(Actor::Bureau, Event::Received(Backstage::fact())).await;
    chen.goto(&path).await;
    chen.press("wizard-panel-verifying-button").await;
    chen.look_both("sms").await;
    let lapsed = Event::NotVerified { fact: Backstage::fact(), verdict: Verdict::new(Vec::new(), None), told: true };
    desk.perform(Actor::Bureau, lapsed).await;
    chen.goto(&path).await;
    chen.look_both("lapsed").await;
    chen.press("wizard-panel-lapsed-button").await;
    chen.look_both("lapsed-wait").await;
    let a_day_later = "update filings set state_since = state_since - interval '25 hours', touched_at = touched_at - interval '25 hours'";
    stage.program.database.as_owner(a_day_later).await;
    chen.goto(&format!("{path}/sms")).await;
    chen.look("lapsed-ready").await;
    chen.press("after-lapsed-send").await;
    chen.sees("after-sent-again").await;

    desk.perform(Actor::Bureau, Event::Received(Backstage::fact())).await;
    desk.perform(Actor::Bureau, Event::Verified(Backstage::fact())).await;
    let numbers = Numbers {
        entity: EntityNumber::parse(OWN.numbers.0).unwrap(),
        websites: vec![WebsiteNumber::parse(OWN.numbers.1).unwrap()],
    };
    desk.perform(Actor::Bureau, Event::Approve(Backstage::fact(), Some(numbers))).await;
    has_the_number(&stage, &mut chen, &path).await;
}

async fn has_the_number(stage: &Stage, chen: &mut Browser, path: &str) {
    let mail = stage.program.message(OWN.email, OWN.numbers.1).await;
    chen.goto(&mail.link("/next-steps")).await;
    chen.at(&format!("{path}/next-steps")).await;
    chen.look_both("next-steps").await;
    chen.press("after-psb-save").await;
    chen.sees("value-number-empty").await;
    chen.look("psb-wrong").await;
    chen.fill("psb_number", "京公网安备11010802000001号").await;
    chen.press("after-psb-save").await;
    chen.sees("after-psb-saved").await;
    chen.look_both("psb-told").await;
    chen.press("after-licence-yes").await;
    chen.sees("after-licence-needed").await;
    chen.look_both("licence").await;
    chen.press("after-public-look-up").await;
    chen.sees_words(OWN.name).await;
    chen.look_both("on-record").await;
    chen.speak(Lang::En).await;
    chen.goto("/records?q=nobody-has-this.cn").await;
    chen.sees("guide-records-none").await;
    chen.look_both("not-on-record").await;
}
