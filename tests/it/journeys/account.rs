//! Somebody new opens an account, loses the password, changes what others must be told of, and leaves.

use crate::accounts::people;
use crate::support::browser::Browser;
use crate::support::program::Program;
use crate::support::stage::Stage;

const EMAIL: &str = "lin@example.com";
const MOBILE: &str = "13800138000";
const PASSWORD: &str = "quiet river stone bridge";
const NEW_PASSWORD: &str = "seven slow boats at dawn";

/// Registers, confirms the mail by its link and the mobile by its code: the visitor is signed in at the end.
pub async fn register(program: &Program, visitor: &mut Browser, email: &str, mobile: &str) {
    visitor.goto("/register").await;
    visitor.fill("email", email).await;
    visitor.fill("mobile", mobile).await;
    visitor.fill("password", PASSWORD).await;
    visitor.fill("terms", "yes").await;
    visitor.press("account-register-submit").await;
    visitor.sees("account-look-register").await;
    let mail = program.message(email, "/verify-email/").await;
    visitor.goto(&mail.link("/verify-email/")).await;
    visitor.press("account-verify-email-button").await;
    visitor.sees("account-email-confirmed").await;
    sign_in(visitor, email, PASSWORD).await;
    visitor.leaves("/sign-in").await;
    visitor.goto("/verify-mobile").await;
    let code = program.message(mobile, "").await.code();
    visitor.fill("code", &code).await;
    visitor.press("account-verify-mobile-submit").await;
    visitor.sees("account-mobile-confirmed").await;
}

/// The same behind the pages, for those whose story begins later: they are at their filings then.
pub async fn arrive(program: &Program, visitor: &Browser, email: &str, mobile: &str) {
    let guest = people::applicant(program, email, mobile).await;
    for (name, value) in guest.jar.borrow().iter() {
        visitor.carry(name, value);
    }
    visitor.goto("/filings").await;
}

/// Signs in with mail and password, and waits for the page that answers: one gone to before would be answered first.
pub async fn sign_in(visitor: &Browser, email: &str, password: &str) {
    visitor.goto("/sign-in").await;
    visitor.run("document.documentElement.classList.add('unsent')").await;
    visitor.fill("email", email).await;
    visitor.fill("password", password).await;
    visitor.click("main form button:not([type=button])").await;
    visitor.find("html:not(.unsent) footer").await;
}

#[tokio::test]
async fn a_newcomer_opens_and_keeps_an_account() {
    let Some(stage) = Stage::set("account").await else { return };
    let mut lin = stage.desktop().await;

    lin.goto("/register").await;
    lin.look_both("register").await;
    lin.press("account-register-submit").await;
    lin.sees("site-errors").await;
    lin.look("register-errors").await;

    register(&stage.program, &mut lin, EMAIL, MOBILE).await;
    lin.goto("/account").await;
    lin.sees_words(EMAIL).await;
    lin.look_both("account").await;
    lin.fill("sms", "progress").await;
    lin.press("site-save").await;
    lin.sees("account-sms-saved").await;
    lin.look("notices-saved").await;
    for page in ["/account/password", "/account/email", "/account/mobile", "/account/sessions", "/terms"] {
        lin.goto(page).await;
        lin.look_both(page.rsplit('/').next().unwrap_or_default()).await;
    }

    lin.click("header form[action='/sign-out'] button").await;
    lin.at("/").await;
    lin.goto("/account").await;
    lin.sees("account-sign-in-title").await;
    lin.look_both("sign-in").await;
    sign_in(&lin, EMAIL, "not the password").await;
    lin.sees("account-sign-in-wrong").await;
    lin.look("sign-in-wrong").await;

    forgets_the_password(&stage.program, &mut lin).await;
    sign_in(&lin, EMAIL, NEW_PASSWORD).await;
    lin.goto("/account").await;
    lin.sees_words(EMAIL).await;
    leaves(&stage.program, &mut lin).await;
}

/// Looks at the copy that can be taken along, and closes the account.
async fn leaves(program: &Program, lin: &mut Browser) {
    lin.press("privacy-data-take").await;
    lin.sees("privacy-data-holds").await;
    lin.look_both("data").await;
    lin.fill("current", "not the password").await;
    lin.press("privacy-data-take").await;
    lin.sees("account-current-wrong").await;
    lin.goto("/account/close").await;
    lin.look_both("close").await;
    lin.press("privacy-close").await;
    lin.sees("privacy-close-unconfirmed").await;
    lin.look("close-errors").await;
    lin.fill("confirmed", "yes").await;
    lin.fill("current", NEW_PASSWORD).await;
    lin.press("privacy-close").await;
    lin.sees("privacy-closed").await;
    lin.look("closed").await;
    program.message(EMAIL, "注销").await;
    sign_in(lin, EMAIL, NEW_PASSWORD).await;
    lin.sees("account-sign-in-wrong").await;
}

async fn forgets_the_password(program: &Program, lin: &mut Browser) {
    lin.goto("/password/forgot").await;
    lin.look_both("forgot").await;
    lin.fill("email", EMAIL).await;
    lin.press("account-forgot-submit").await;
    lin.sees("account-look-forgot").await;
    lin.look("look-at-mail").await;
    let mail = program.message(EMAIL, "/password/reset/").await;
    lin.goto(&mail.link("/password/reset/")).await;
    lin.look_both("reset").await;
    lin.fill("password", NEW_PASSWORD).await;
    lin.press("account-reset-submit").await;
    lin.sees("account-password-reset").await;
    // The link is good once.
    lin.goto(&mail.link("/password/reset/")).await;
    lin.sees("account-link-dead-title").await;
    lin.look_both("link-dead").await;
}

/// A newcomer who looks at every page between the form and the first filing.
#[tokio::test]
async fn a_newcomer_sees_each_step_to_the_first_filing() {
    let Some(stage) = Stage::set("first-steps").await else { return };
    let mut lin = stage.phone().await;
    lin.goto("/register").await;
    for (name, value) in [("email", EMAIL), ("mobile", MOBILE), ("password", PASSWORD), ("terms", "yes")] {
        lin.fill(name, value).await;
    }
    lin.press("account-register-submit").await;
    lin.sees("account-look-register").await;
    lin.look("look-at-mail").await;
    let mail = stage.program.message(EMAIL, "/verify-email/").await;
    lin.goto(&mail.link("/verify-email/")).await;
    lin.look_both("confirm-mail").await;
    lin.press("account-verify-email-button").await;
    lin.sees("account-email-confirmed").await;
    lin.look("confirmed-sign-in").await;
    lin.fill("email", EMAIL).await;
    lin.fill("password", PASSWORD).await;
    lin.click("main form button:not([type=button])").await;
    lin.sees("account-verify-mobile-title").await;
    lin.look_both("confirm-mobile").await;
    lin.fill("code", "12345").await;
    lin.press("account-verify-mobile-submit").await;
    lin.sees("account-code-form").await;
    lin.look("code-wrong").await;
    lin.press("account-verify-mobile-later").await;
    lin.sees("site-needs-mobile").await;
    lin.look_both("mobile-later").await;
    lin.goto("/account").await;
    lin.look_both("account-mobile-open").await;
    lin.press("account-needs-mobile-link").await;
    let code = stage.program.message(MOBILE, "").await.code();
    lin.fill("code", &code).await;
    lin.press("account-verify-mobile-submit").await;
    lin.sees("account-mobile-confirmed").await;
}

/// Somebody else at the account moves it to another address; the owner takes it back.
#[tokio::test]
async fn an_owner_takes_a_change_back_and_signs_devices_out() {
    let Some(stage) = Stage::set("account-changes").await else { return };
    let mut thief = stage.desktop().await;
    register(&stage.program, &mut thief, EMAIL, MOBILE).await;
    let mut lin = stage.phone().await;
    sign_in(&lin, EMAIL, PASSWORD).await;
    lin.leaves("/sign-in").await;
    lin.goto("/account/sessions").await;
    lin.sees("account-sessions-all").await;
    lin.look_both("devices").await;
    lin.press("account-sessions-all").await;
    lin.sees("account-sessions-ended").await;
    lin.look("devices-signed-out").await;
    thief.goto("/account").await;
    thief.sees("account-sign-in-title").await;

    // The password was known all the same.
    sign_in(&thief, EMAIL, PASSWORD).await;
    thief.leaves("/sign-in").await;
    thief.goto("/account/email").await;
    thief.fill("email", "thief@example.com").await;
    thief.fill("current", PASSWORD).await;
    thief.press("account-email-submit").await;
    thief.sees("account-look-email").await;
    thief.look("new-address-look-at-mail").await;
    let mail = stage.program.message("thief@example.com", "/verify-email/").await;
    thief.goto(&mail.link("/verify-email/")).await;
    thief.press("account-verify-email-button").await;
    thief.sees("account-email-confirmed").await;

    let told = stage.program.message(EMAIL, "/account/undo/").await;
    lin.goto(&told.link("/account/undo/")).await;
    lin.look_both("undo").await;
    lin.press("account-undo-button").await;
    lin.sees("account-undone").await;
    lin.look("undone-new-password").await;
    lin.fill("password", NEW_PASSWORD).await;
    lin.press("account-reset-submit").await;
    lin.sees("account-password-reset").await;
    thief.goto("/account").await;
    thief.sees("account-sign-in-title").await;
    sign_in(&lin, EMAIL, NEW_PASSWORD).await;
    lin.leaves("/sign-in").await;
    lin.goto("/account").await;
    lin.sees_words(EMAIL).await;
    changes_the_mobile(&stage.program, &mut lin).await;
}

async fn changes_the_mobile(program: &Program, lin: &mut Browser) {
    lin.goto("/account/mobile").await;
    lin.fill("mobile", "13900139000").await;
    lin.fill("current", NEW_PASSWORD).await;
    lin.press("account-mobile-submit").await;
    lin.sees("account-code").await;
    lin.look_both("new-mobile-code").await;
    let code = program.message("13900139000", "").await.code();
    lin.fill("code", &code).await;
    lin.press("account-verify-mobile-submit").await;
    lin.sees("account-mobile-confirmed").await;
    lin.sees_words("13900139000").await;
}

/// Too many guesses: what to do instead of waiting is on the page.
#[tokio::test]
async fn too_many_guesses_lead_to_a_new_password() {
    let Some(stage) = Stage::set("guesses").await else { return };
    let mut lin = stage.desktop().await;
    for _ in 0..6 {
        sign_in(&lin, EMAIL, "not the password").await;
        lin.sees("account-sign-in-wrong").await;
    }
    sign_in(&lin, EMAIL, "not the password").await;
    lin.sees("account-forgot-title").await;
    lin.find("#email-error").await;
    lin.look("wait").await;
}
