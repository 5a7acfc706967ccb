//! Registration: a mail link with one button, then a code to the mobile, then everything is open.

use super::people::{NEW_PASSWORD, PASSWORD, applicant, nth_message, register, send_registration, sign_in};
use crate::support::guest::{Guest, unescaped};
use crate::support::program::Program;

#[tokio::test]
async fn a_newcomer_registers_confirms_mail_and_mobile_and_leaves() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    send_registration(&lin, "lin@example.com", "13800138000", PASSWORD).await.must_say("account-look-register");
    assert!(program.messages("13800138000").is_empty(), "no code before the mail address is known to be somebody's");
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_say("account-sign-in-wrong");

    let link = program.message("lin@example.com", "/verify-email/").await.link("/verify-email/");
    let page = lin.get(&link).await;
    page.must_say("account-verify-email-text");
    let main = page.between("<main", "</main>");
    assert_eq!(main.matches("<button").count(), 1, "one button: {main}");
    lin.submit(&link, &[]).await.must_lead_to("/sign-in");
    lin.get("/sign-in").await.must_say("account-email-confirmed");

    sign_in(&lin, "LIN@Example.com", PASSWORD).await.must_lead_to("/verify-mobile?next=%2Ffilings");
    lin.get("/filings").await.must_say("site-needs-mobile");
    let code = program.message("13800138000", "").await.code();
    lin.submit("/verify-mobile", &[("code", &code)]).await.must_lead_to("/filings");
    let filings = lin.get("/filings").await;
    filings.must_say("account-mobile-confirmed");
    assert!(!lin.get("/filings").await.says("account-mobile-confirmed"), "told once");
    assert!(!filings.says("site-needs-mobile"));

    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    lin.get("/account").await.must_lead_to("/sign-in?next=%2Faccount");
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
}

#[tokio::test]
async fn nobody_learns_whether_an_address_has_an_account() {
    let program = Program::start().await;
    applicant(&program, "known@example.com", "13800138000").await;
    let pending = Guest::at_portal(&program);
    send_registration(&pending, "fresh@example.com", "13800138000", PASSWORD).await;

    for (what, page, fields) in [
        ("registration", "/register", vec![("mobile", "13900139000"), ("password", NEW_PASSWORD), ("terms", "yes")]),
        ("a forgotten password", "/password/forgot", vec![]),
        ("a wrong password", "/sign-in", vec![("password", NEW_PASSWORD)]),
    ] {
        let mut answers = Vec::new();
        let never = format!("never{}@example.com", page.len());
        for email in ["known@example.com", "fresh@example.com", &never] {
            let stranger = Guest::at_portal(&program);
            let mut all = vec![("email", email)];
            all.extend(&fields);
            answers.push(stranger.submit(page, &all).await.told(email));
        }
        assert_eq!(answers[0], answers[1], "{what}");
        assert_eq!(answers[0], answers[2], "{what}");
        let expected = if page == "/sign-in" { 422 } else { 200 };
        assert_eq!(answers[0].0, expected, "{what}");
    }
    // Its owner is told, and nothing changed.
    program.message("known@example.com", "已有").await;
    sign_in(&Guest::at_portal(&program), "known@example.com", PASSWORD).await.must_lead_to("/filings");
    let never = format!("never{}@example.com", "/password/forgot".len());
    assert!(program.messages(&never).is_empty(), "nothing goes to an address without an account");
}

#[tokio::test]
async fn a_second_registration_takes_the_place_of_one_never_confirmed() {
    let program = Program::start().await;
    let first = Guest::at_portal(&program);
    send_registration(&first, "lin@example.com", "13800138000", PASSWORD).await;
    let link = program.message("lin@example.com", "/verify-email/").await.link("/verify-email/");
    let second = Guest::at_portal(&program);
    send_registration(&second, "lin@example.com", "13900139000", NEW_PASSWORD).await;
    let newer = nth_message(&program, "lin@example.com", 2).await.link("/verify-email/");
    let dead = first.get(&link).await;
    assert_eq!(dead.status, 410);
    dead.must_say("account-link-dead-title");
    second.submit(&newer, &[]).await.must_lead_to("/sign-in");
    sign_in(&second, "lin@example.com", PASSWORD).await.must_say("account-sign-in-wrong");
    sign_in(&second, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/verify-mobile?next=%2Ffilings");
    assert_eq!(program.messages("13800138000").len(), 0, "the first number gets no code");
}

#[tokio::test]
async fn a_mobile_may_serve_several_accounts() {
    let program = Program::start().await;
    applicant(&program, "one@example.com", "13800138000").await;
    let two = Guest::at_portal(&program);
    register(&program, &two, "two@example.com", "13800138000").await;
    sign_in(&two, "two@example.com", PASSWORD).await;
    let code = nth_message(&program, "13800138000", 2).await.code();
    two.submit("/verify-mobile", &[("code", &code)]).await.must_lead_to("/filings");
    let confirmed = "select count(*)::text from accounts where mobile_confirmed_at is not null";
    assert_eq!(program.database.text(confirmed).await, "2");
    // Each account has its own address; nobody signs in by the number.
    sign_in(&Guest::at_portal(&program), "13800138000", PASSWORD).await.must_say("site-errors");
}

#[tokio::test]
async fn what_a_registration_must_have() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    for (email, mobile, password, terms, field) in [
        ("", "13800138000", PASSWORD, "yes", "email"),
        ("lin", "13800138000", PASSWORD, "yes", "email"),
        ("lin@example.com", "", PASSWORD, "yes", "mobile"),
        ("lin@example.com", "12345", PASSWORD, "yes", "mobile"),
        ("lin@example.com", "13800138000", "", "yes", "password"),
        ("lin@example.com", "13800138000", PASSWORD, "", "terms"),
    ] {
        let fields = [("email", email), ("mobile", mobile), ("password", password), ("terms", terms)];
        let answer = lin.submit("/register", &fields).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field} is named: {}", answer.body);
        assert!(!answer.body.contains(PASSWORD), "a password never comes back");
        if !email.is_empty() {
            assert!(answer.body.contains(&format!("value=\"{email}\"")), "what was typed stays");
        }
    }
    assert_eq!(program.database.text("select count(*)::text from accounts").await, "0");
}

#[tokio::test]
async fn a_refused_form_is_refused_in_the_other_language_with_what_was_typed() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    let refused = send_registration(&lin, "lin@example", "13800138000", PASSWORD).await;
    refused.must_say("site-errors");
    let typed = unescaped(&refused.hidden("_typed"));
    assert!(typed.contains("email=lin%40example&mobile=13800138000&password=&"), "secrets stay out: {typed}");
    // The browser sends the form of the switch on to where it came from.
    let switch = [("to", "/register"), ("lang", "en"), ("_typed", &typed)];
    let on = lin.post("/language", &switch).await;
    assert_eq!((on.status, on.location()), (307, "/register"));
    let again = lin.post("/register", &switch).await;
    assert_eq!(again.status, 422);
    again.must_say("site-errors");
    for kept in ["<html lang=\"en\"", "value=\"lin@example\"", "value=\"13800138000\""] {
        assert!(again.body.contains(kept), "{kept}: {}", again.body);
    }
}

/// What came as far as doing something might do it once more, or count as another try.
#[tokio::test]
async fn what_may_count_when_sent_again_is_not_carried_along() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    lin.get("/sign-in").await;
    let wrong = [("email", "lin@example.cn"), ("password", PASSWORD)];
    let unreadable = lin.post("/sign-in", &[("email", "lin@example"), ("password", PASSWORD)]).await;
    let unknown = lin.post("/sign-in", &wrong).await;
    assert_eq!((unreadable.status, unknown.status), (422, 422));
    assert!(unreadable.body.contains("name=\"_typed\""), "{}", unreadable.body);
    assert!(!unknown.body.contains("name=\"_typed\""), "{}", unknown.body);
    // A form that would not fit within another is not carried along either.
    let long = "园".repeat(6000);
    let refused = send_registration(&lin, &long, "13800138000", PASSWORD).await;
    assert!(refused.status == 422 && !refused.body.contains("name=\"_typed\""), "{}", refused.status);
}
