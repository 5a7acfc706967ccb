//! Staff sign in with a password and a code of the phone. Between the two nothing is open, and a temporary password only
//! leads to one of one's own.

use futures_util::future::join_all;

use super::people::{added, first_sign_in, send_password, sign_in_staff};
use crate::support::guest::{Guest, code};
use crate::support::program::Program;

#[tokio::test]
async fn the_first_sign_in_enrols_a_phone_and_replaces_the_temporary_password() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let admin = Guest::at_office(&program);
    send_password(&admin, &member).await.must_lead_to("/sign-in/enrol");
    for path in ["/", "/me", "/settings/staff", "/audit", "/sign-in/password"] {
        admin.get(path).await.must_lead_to("/sign-in/code");
    }
    admin.get("/sign-in/code").await.must_lead_to("/sign-in/enrol");
    let page = admin.get("/sign-in/enrol").await;
    assert!(page.body.contains("<svg class=\"qr\"") && page.body.contains("role=\"img\""), "a picture to scan");
    let secret = page.between("<code>", "</code>");
    assert_eq!(secret.replace(' ', "").len(), 32, "the same as text");
    assert_eq!(
        admin.get("/sign-in/enrol").await.between("<code>", "</code>"),
        secret,
        "opening it again changes nothing"
    );
    for typed in ["", "12345", "abcdef"] {
        admin.submit("/sign-in/enrol", &[("code", typed)]).await.must_say("staff-code-form");
    }
    let half = admin.cookie("office");
    let spaced = code(&secret, 0);
    let typed = format!("{} {}", &spaced[..3], &spaced[3..]);
    admin.submit("/sign-in/enrol", &[("code", &typed)]).await.must_lead_to("/");
    assert_ne!(admin.cookie("office"), half, "a new session once the code was right");

    for path in ["/", "/me", "/me/password", "/settings/staff", "/audit"] {
        admin.get(path).await.must_lead_to("/sign-in/password");
    }
    for (password, says) in [
        ("short", "site-errors"),
        ("my login is admin ok", "value-password-own"),
        (&member.password, "staff-first-password-same"),
    ] {
        admin.submit("/sign-in/password", &[("password", password)]).await.must_say(says);
    }
    member.password = "a lamp above the long desk".into();
    admin.submit("/sign-in/password", &[("password", &member.password)]).await.must_lead_to("/");
    admin.get("/").await.must_say("staff-password-changed");
    admin.get("/sign-in/password").await.must_lead_to("/me/password");

    // The secret is never shown again.
    admin.submit_to("/me", "/sign-out", &[]).await.must_lead_to("/sign-in");
    send_password(&admin, &member).await.must_lead_to("/sign-in/code");
    admin.get("/sign-in/enrol").await.must_lead_to("/sign-in/code");
    admin.submit("/sign-in/code", &[("code", &spaced)]).await.must_say("staff-code-wrong");
    let stored = program.database.text("select s::text || encode(totp_sealed, 'escape') from staff s").await;
    let raw = data_encoding::BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).unwrap();
    assert!(!stored.contains(&data_encoding::HEXLOWER.encode(&raw)) && !stored.contains(&secret.replace(' ', "")));
}

#[tokio::test]
async fn a_code_works_once_and_one_step_around_now() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    first_sign_in(&program, &mut member).await;
    let admin = Guest::at_office(&program);
    send_password(&admin, &member).await.must_lead_to("/sign-in/code");
    for steps in [-3, 3] {
        let answer = admin.submit("/sign-in/code", &[("code", &code(&member.secret, steps))]).await;
        answer.must_say("staff-code-wrong");
    }
    let good = code(&member.secret, 1);
    admin.submit("/sign-in/code", &[("code", &good)]).await.must_lead_to("/");
    // Seen over a shoulder, a code is of no use; nor is one of a step before it.
    let thief = Guest::at_office(&program);
    for used in [good, code(&member.secret, 0)] {
        send_password(&thief, &member).await.must_lead_to("/sign-in/code");
        thief.submit("/sign-in/code", &[("code", &used)]).await.must_say("staff-code-wrong");
    }
    // Where somebody wanted to go is kept over both steps.
    program.database.as_owner("update staff set totp_last_step = null").await;
    let admin = Guest::at_office(&program);
    admin.get("/settings/staff").await.must_lead_to("/sign-in?next=%2Fsettings%2Fstaff");
    let fields = [("login", "admin"), ("password", member.password.as_str()), ("next", "/settings/staff")];
    admin.submit("/sign-in", &fields).await.must_lead_to("/sign-in/code?next=%2Fsettings%2Fstaff");
    assert_eq!(admin.get("/sign-in/code?next=%2Fsettings%2Fstaff").await.hidden("next"), "/settings/staff");
    let fields = [("code", code(&member.secret, 0)), ("next", "/settings/staff".into())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    admin.submit("/sign-in/code", &fields).await.must_lead_to("/settings/staff");
}

#[tokio::test]
async fn of_many_who_show_one_code_at_one_instant_one_is_let_in() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let made = desk.submit("/me/recovery-codes", &[("current", &member.password)]).await;
    let recovery = made.between("id=\"recovery-codes\" tabindex=\"0\">", "</pre>");
    for (field, shown) in [("code", code(&member.secret, 0).as_str()), ("recovery", recovery.lines().next().unwrap())] {
        let guests: Vec<Guest> = (0..5).map(|_| Guest::at_office(&program)).collect();
        for guest in &guests {
            send_password(guest, &member).await.must_lead_to("/sign-in/code");
            guest.get("/sign-in/code").await;
        }
        let all = guests.iter().map(async |guest| guest.post("/sign-in/code", &[(field, shown)]).await.status);
        let mut statuses = join_all(all).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422, 422, 422, 422], "{field}");
        program.database.as_owner("delete from throttles").await;
    }
}

#[tokio::test]
async fn guesses_at_logins_and_codes_wait_and_tell_nothing() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let mut told = Vec::new();
    for login in ["admin", "nobody", "不是登录名", ""] {
        let guest = Guest::at_office(&program);
        let answer = guest.submit("/sign-in", &[("login", login), ("password", "a guess of a stranger")]).await;
        answer.must_say("staff-sign-in-wrong");
        told.push(answer.told(login));
    }
    assert_eq!(told[0], told[1], "an unknown login");
    assert!(told.iter().all(|(status, headers, _)| (status, headers) == (&told[0].0, &told[0].1)), "{told:?}");
    for login in ["admin", "nobody"] {
        for _ in 0..6 {
            let fields = [("login", login), ("password", "a guess of a stranger")];
            Guest::at_office(&program).submit("/sign-in", &fields).await;
        }
        let fields = [("login", login), ("password", member.password.as_str())];
        let blocked = Guest::at_office(&program).submit("/sign-in", &fields).await;
        assert_eq!(blocked.status, 429, "{login}");
        assert!(blocked.retry_after().is_some());
    }
    // The browser of the desk gets in all the same.
    desk.submit_to("/me", "/sign-out", &[]).await.must_lead_to("/sign-in");
    send_password(&desk, &member).await.must_lead_to("/sign-in/code");
    // Codes are counted over all sessions.
    for _ in 0..6 {
        desk.submit("/sign-in/code", &[("code", "000000")]).await;
    }
    assert_eq!(desk.submit("/sign-in/code", &[("code", &code(&member.secret, 0))]).await.status, 429);
    // A new password from the command lets its owner in at once.
    let said = program.command(&["staff", "reset-password", "admin"]);
    member.password = said.trim().rsplit(' ').next().unwrap().to_owned();
    let anew = Guest::at_office(&program);
    sign_in_staff(&anew, &member, 0).await.must_lead_to("/");
    anew.get("/").await.must_lead_to("/sign-in/password");
}

#[tokio::test]
async fn who_found_the_password_out_keeps_nobody_out_of_a_browser_they_used_before() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let thief = Guest::at_office(&program);
    send_password(&thief, &member).await.must_lead_to("/sign-in/code");
    for _ in 0..6 {
        thief.submit("/sign-in/code", &[("code", "000000")]).await;
    }
    assert_eq!(thief.submit("/sign-in/code", &[("code", "000000")]).await.status, 429);
    desk.submit_to("/me", "/sign-out", &[]).await.must_lead_to("/sign-in");
    sign_in_staff(&desk, &member, 0).await.must_lead_to("/");
}

#[tokio::test]
async fn the_own_page_changes_the_password_and_signs_devices_out() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let laptop = Guest::at_office(&program);
    sign_in_staff(&laptop, &member, 0).await.must_lead_to("/");
    let half = Guest::at_office(&program);
    send_password(&half, &member).await.must_lead_to("/sign-in/code");

    let limits = "select distinct extract(epoch from idle_until - seen_at)::int || ' ' ||
        extract(epoch from ends_at - created_at)::int from sessions where ended_at is null";
    assert_eq!(program.database.text(limits).await, "900 28800", "15 minutes idle, 8 hours in all");

    let me = desk.get("/me").await;
    for key in ["staff-second-factor-on", "site-role-administrator", "site-device-this"] {
        me.must_say(key);
    }
    let device = me.between("name=\"session\" value=\"", "\"");
    desk.submit("/me", &[("session", &device)]).await.must_lead_to("/me");
    desk.get("/me").await.must_say("staff-session-ended");
    laptop.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    assert_eq!(desk.submit("/me", &[("session", "0190a0a0-0000-7000-8000-000000000000")]).await.status, 404);

    let new = "three grey pigeons on a wire";
    for (current, password, says) in [
        ("not the password", new, "staff-current-wrong"),
        (member.password.as_str(), "I am admin here today", "value-password-own"),
        (member.password.as_str(), "示例人员的密码就是这一个", "value-password-own"),
    ] {
        desk.submit("/me/password", &[("current", current), ("password", password)]).await.must_say(says);
    }
    let fields = [("current", member.password.as_str()), ("password", new)];
    desk.submit("/me/password", &fields).await.must_lead_to("/me");
    half.get("/sign-in/code").await.must_lead_to("/sign-in?next=%2Fsign-in%2Fcode");
    assert_eq!(desk.get("/me").await.status, 200);
    send_password(&half, &member).await.must_say("staff-sign-in-wrong");
}

#[tokio::test]
async fn a_session_of_staff_ends_when_it_should() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    first_sign_in(&program, &mut member).await;
    for (what, sql) in [
        ("idle too long", "update sessions set idle_until = now()"),
        ("too old in all", "update sessions set ends_at = now()"),
        ("disabled", "update staff set disabled_at = now()"),
    ] {
        program.database.as_owner("update staff set totp_last_step = null").await;
        let admin = Guest::at_office(&program);
        sign_in_staff(&admin, &member, 0).await.must_lead_to("/");
        assert_eq!(admin.get("/me").await.status, 200, "{what}");
        program.database.as_owner(sql).await;
        admin.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
        // There was nothing in it but a secret, and its token is of no session.
        admin.get("/sign-in").await;
        admin.post("/me/password", &[("password", "x")]).await.must_lead_to("/sign-in");
    }
    let admin = Guest::at_office(&program);
    send_password(&admin, &member).await.must_say("staff-sign-in-wrong");
}
