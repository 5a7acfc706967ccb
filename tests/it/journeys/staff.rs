//! The first administrator comes from the command line; a specialist from the page; a role that is taken away is gone at once.

use beian::clock;
use beian::staff::second_factor::SecondFactor;
use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;

use crate::support::browser::Browser;
use crate::support::stage::Stage;

const PASSWORD: &str = "a lamp above the long desk";

/// Types login and password.
async fn give_password(browser: &Browser, login: &str, password: &str) {
    browser.goto("/sign-in").await;
    browser.fill("login", login).await;
    browser.fill("password", password).await;
    browser.press("site-continue").await;
}

/// The code the phone shows, some half minutes from now.
fn code(typed_secret: &str, steps: i32) -> String {
    let secret = BASE32_NOPAD.decode(typed_secret.replace(' ', "").as_bytes()).unwrap();
    let at = clock::now() + TimeDelta::seconds(30) * steps;
    SecondFactor::new(&secret, "", "test").unwrap().code_at(at).0
}

/// Enrols a phone and chooses a password, looking at every page; the key as it is typed.
async fn first_sign_in(browser: &mut Browser, login: &str, temporary: &str, looks: bool) -> String {
    give_password(browser, login, temporary).await;
    browser.sees("staff-enrol-title").await;
    if looks {
        browser.look_both("enrol").await;
    }
    let secret = browser.find("main code").await.text().await.unwrap();
    browser.fill("code", &code(&secret, 0)).await;
    browser.press("staff-enrol-submit").await;
    browser.sees("staff-first-password-title").await;
    if looks {
        browser.look_both("first-password").await;
    }
    browser.fill("password", PASSWORD).await;
    browser.press("site-save-continue").await;
    browser.sees("staff-password-changed").await;
    secret
}

#[tokio::test]
async fn an_administrator_adds_a_specialist_and_takes_the_role_away() {
    let Some(stage) = Stage::set("staff").await else { return };
    let said = stage.program.command(&["staff", "add", "admin", "--name", "王管理", "--role", "administrator"]);
    let temporary = said.lines().find_map(|line| line.strip_prefix("temporary password: ")).unwrap();
    let mut admin = stage.office().await;
    admin.goto("/sign-in").await;
    admin.look_both("sign-in").await;
    give_password(&admin, "admin", "not the password").await;
    admin.sees("staff-sign-in-wrong").await;
    admin.look("sign-in-wrong").await;
    let secret = first_sign_in(&mut admin, "admin", temporary, true).await;
    admin.look_both("desk-of-administrator").await;

    admin.goto("/settings/staff").await;
    admin.press("staff-add-submit").await;
    admin.sees("site-errors").await;
    admin.look("add-errors").await;
    admin.fill("login", "li.na").await;
    admin.fill("name", "李娜").await;
    admin.fill("role", "specialist").await;
    admin.press("staff-add-submit").await;
    admin.sees("staff-temporary-below").await;
    admin.look("temporary-password").await;
    let temporary = admin.find("#temporary").await.text().await.unwrap();
    admin.goto("/settings/staff").await;
    admin.look_both("staff").await;

    let mut li = stage.office().await;
    first_sign_in(&mut li, "li.na", &temporary, false).await;
    sees_to_the_own_sign_in(&mut li).await;
    li.goto("/settings/staff").await;
    li.sees("site-error-forbidden-title").await;
    li.look("forbidden").await;

    admin.goto("/settings/staff").await;
    admin.press_words("李娜").await;
    admin.sees("staff-access").await;
    admin.look_both("member").await;
    admin.fill("role", "auditor").await;
    admin.press("site-save").await;
    admin.sees("staff-saved").await;
    li.goto("/queue").await;
    li.sees("staff-sign-in-title").await;

    admin.press("staff-disable").await;
    admin.look("member-asked").await;
    admin.click("details[open] .button--danger").await;
    admin.sees("staff-disabled-done").await;
    admin.look("member-disabled").await;
    give_password(&li, "li.na", PASSWORD).await;
    li.sees("staff-sign-in-wrong").await;

    signs_in_again(&mut admin, &secret).await;
}

/// Looks at the own pages, and makes codes for a lost phone.
async fn sees_to_the_own_sign_in(li: &mut Browser) {
    li.goto("/me").await;
    li.look_both("me").await;
    li.goto("/me/password").await;
    li.look_both("me-password").await;
    li.goto("/me/alarm-mail").await;
    li.look("alarm-mail").await;
    li.goto("/me/recovery-codes").await;
    li.look("recovery-codes").await;
    li.fill("current", PASSWORD).await;
    li.press("staff-recovery-make").await;
    li.sees("staff-recovery-made").await;
    li.look("recovery-codes-made").await;
}

/// Signs out and in again with a code of the phone.
async fn signs_in_again(admin: &mut Browser, secret: &str) {
    admin.press_words("王管理").await;
    admin.press("site-sign-out").await;
    admin.sees("staff-signed-out").await;
    give_password(admin, "admin", PASSWORD).await;
    admin.sees("staff-code-title").await;
    admin.look_both("code").await;
    admin.fill("code", "000000").await;
    admin.press("site-sign-in").await;
    admin.sees("staff-code-wrong").await;
    admin.look("code-wrong").await;
    admin.fill("code", &code(secret, 1)).await;
    admin.press("site-sign-in").await;
    admin.sees("site-nav-staff").await;
}
