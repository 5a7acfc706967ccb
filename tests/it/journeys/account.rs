//! Somebody new opens an account, loses the password, changes what others must be told of, and leaves.

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
    sign_in(visitor, email, PASSWORD).await;
    visitor.goto("/verify-mobile").await;
    let code = program.message(mobile, "").await.code();
    visitor.fill("code", &code).await;
    visitor.press("account-verify-mobile-submit").await;
    visitor.sees("account-mobile-confirmed").await;
}

/// Signs in with mail and password.
pub async fn sign_in(visitor: &Browser, email: &str, password: &str) {
    visitor.goto("/sign-in").await;
    visitor.fill("email", email).await;
    visitor.fill("password", password).await;
    visitor.click("main form button:not([type=button])").await;
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
    for page in ["/account/password", "/account/email", "/account/mobile", "/account/sessions", "/terms"] {
        lin.goto(page).await;
        lin.look_both(page.rsplit('/').next().unwrap_or_default()).await;
    }

    lin.click("header form[action='/sign-out'] button").await;
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
