//! Passwords: refused by length, by the list, by what is known of their owner; never by kinds of characters.

use super::people::{NEW_PASSWORD, PASSWORD, applicant, send_registration, sign_in};
use crate::support::guest::Guest;
use crate::support::program::Program;

#[tokio::test]
async fn passwords_that_may_and_may_not_be() {
    let program = Program::start().await;
    for (password, says) in [
        ("", "value-password-empty"),
        ("elevenchars", "…"),
        ("password1234", "value-password-common"),
        ("lin.mei is my name", "value-password-own"),
        ("call 13800138000 now", "value-password-own"),
        ("aaaaaaaaaaaaaaaa", "value-password-pattern"),
        // No capitals, digits or signs are asked for, and all are allowed.
        ("plainwordsonly", ""),
        ("四个不相干的词连成一句话", ""),
        ("MiXed 123 !@#$ %^&*", ""),
        (" spaces stay where they are ", ""),
    ] {
        let lin = Guest::at_portal(&program);
        let answer = send_registration(&lin, "lin.mei@example.com", "13800138000", password).await;
        match says {
            "" => answer.must_say("account-look-register"),
            "…" => assert!(answer.status == 422 && answer.body.contains("12"), "{password}"),
            key => {
                assert_eq!(answer.status, 422, "{password}");
                answer.must_say(key);
            }
        }
        program.database.as_owner("truncate throttles").await;
    }
    let exact = Guest::at_portal(&program);
    let link = program.message("lin.mei@example.com", "/verify-email/").await;
    drop(link);
    program.database.as_owner("update accounts set email_confirmed_at = now()").await;
    sign_in(&exact, "lin.mei@example.com", "spaces stay where they are").await.must_say("account-sign-in-wrong");
    let answer = sign_in(&exact, "lin.mei@example.com", " spaces stay where they are ").await;
    answer.must_lead_to("/verify-mobile?next=%2Ffilings");
}

#[tokio::test]
async fn what_keeps_passwords_finds_its_way() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    lin.submit("/password/forgot", &[("email", "lin@example.com")]).await;
    let reset = program.message("lin@example.com", "/password/reset/").await.link("/password/reset/");
    let visitor = Guest::at_portal(&program);
    for (page, kinds) in [
        (visitor.get("/register").await, vec!["email", "tel-national", "new-password"]),
        (visitor.get("/sign-in").await, vec!["username", "current-password"]),
        (visitor.get("/password/forgot").await, vec!["username"]),
        (visitor.get(&reset).await, vec!["username", "new-password"]),
        (lin.get("/account/password").await, vec!["username", "current-password", "new-password"]),
        (Guest::at_office(&program).get("/sign-in").await, vec!["username", "current-password"]),
    ] {
        for kind in kinds {
            assert!(page.body.contains(&format!("autocomplete=\"{kind}\"")), "{kind} is missing: {}", page.body);
        }
        assert!(!page.body.contains("onpaste") && !page.body.contains("maxlength"), "pasting works, nothing is cut");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_ends_every_session() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let phone = Guest::at_portal(&program);
    sign_in(&phone, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    let anew = Guest::at_portal(&program);
    anew.submit("/password/forgot", &[("email", "Lin@Example.com")]).await.must_say("account-look-forgot");
    let reset = program.message("lin@example.com", "/password/reset/").await.link("/password/reset/");
    anew.submit(&reset, &[("password", "short")]).await.must_say("site-errors");
    anew.submit(&reset, &[("password", "my number 13800138000")]).await.must_say("value-password-own");
    anew.submit(&reset, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    anew.get("/sign-in").await.must_say("account-password-reset");
    for guest in [&lin, &phone] {
        guest.get("/account").await.must_lead_to("/sign-in?next=%2Faccount");
    }
    sign_in(&anew, "lin@example.com", PASSWORD).await.must_say("account-sign-in-wrong");
    sign_in(&anew, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
    program.message("lin@example.com", "密码").await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_tells_the_owner() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let phone = Guest::at_portal(&program);
    sign_in(&phone, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    for (current, password, says) in [
        ("not the password", NEW_PASSWORD, "account-current-wrong"),
        (PASSWORD, "lin@example.com!", "value-password-own"),
        (PASSWORD, "", "value-password-empty"),
    ] {
        let fields = [("current", current), ("password", password)];
        lin.submit("/account/password", &fields).await.must_say(says);
    }
    let fields = [("current", PASSWORD), ("password", NEW_PASSWORD)];
    lin.submit("/account/password", &fields).await.must_lead_to("/account");
    lin.get("/account").await.must_say("account-password-changed");
    phone.get("/account").await.must_lead_to("/sign-in?next=%2Faccount");
    sign_in(&phone, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
    let told = program.message("lin@example.com", "密码").await;
    assert!(!told.text.contains(NEW_PASSWORD) && !told.text.contains("13800138000"));
}

#[tokio::test]
async fn wrong_current_passwords_are_counted_within_a_session_too() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let guess = [("current", "not the password"), ("password", NEW_PASSWORD)];
    for _ in 0..6 {
        assert_eq!(lin.submit("/account/password", &guess).await.status, 422);
    }
    let blocked = lin.submit("/account/password", &guess).await;
    assert_eq!(blocked.status, 429);
    assert!(blocked.retry_after().is_some_and(|seconds| seconds <= 60));
    let other_way = lin.submit("/account/email", &[("email", "x@example.com"), ("current", PASSWORD)]).await;
    assert_eq!(other_way.status, 429, "one counter for every form that asks for it");
}
