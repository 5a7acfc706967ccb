//! Codes to mobiles: six digits, five tries, ten minutes, a pause between two.

use super::people::{PASSWORD, nth_message, register, sign_in};
use crate::support::guest::Guest;
use crate::support::program::Program;

/// Somebody who has signed in and has a code on the way; and that code.
async fn with_a_code(program: &Program) -> (Guest, String) {
    let lin = Guest::at_portal(program);
    register(program, &lin, "lin@example.com", "13800138000").await;
    sign_in(&lin, "lin@example.com", PASSWORD).await;
    let code = program.message("13800138000", "").await.code();
    (lin, code)
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    let other = if code.starts_with('0') { '1' } else { '0' };
    format!("{other}{}", &code[1..])
}

#[tokio::test]
async fn a_code_as_people_type_it() {
    let program = Program::start().await;
    let (lin, code) = with_a_code(&program).await;
    for typed in ["", "12345", "1234567", "abcdef"] {
        lin.submit("/verify-mobile", &[("code", typed)]).await.must_say("account-code-form");
    }
    let page = lin.get("/verify-mobile").await;
    assert!(page.body.contains("autocomplete=\"one-time-code\"") && page.body.contains("inputmode=\"numeric\""));
    assert!(page.body.contains("138****8000") && !page.body.contains("13800138000"), "the number is masked");
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    lin.submit("/verify-mobile", &[("code", &spaced), ("next", "//evil.example")]).await.must_lead_to("/");
    lin.get("/verify-mobile").await.must_lead_to("/account");
}

#[tokio::test]
async fn five_tries_then_another_code() {
    let program = Program::start().await;
    let (lin, code) = with_a_code(&program).await;
    for _ in 0..5 {
        lin.submit("/verify-mobile", &[("code", &wrong(&code))]).await.must_say("account-code-wrong");
    }
    lin.submit("/verify-mobile", &[("code", &code)]).await.must_say("account-code-dead");
    // Another one not at once, and then without any hurry.
    lin.submit("/verify-mobile", &[("act", "resend")]).await.must_lead_to("/verify-mobile?next=%2Ffilings");
    lin.get("/verify-mobile").await.must_say("account-code-wait");
    program.database.as_owner("update account_tokens set created_at = created_at - interval '61 seconds'").await;
    lin.submit("/verify-mobile", &[("act", "resend")]).await.must_lead_to("/verify-mobile?next=%2Ffilings");
    lin.get("/verify-mobile").await.must_say("account-code-sent");
    let newer = nth_message(&program, "13800138000", 2).await.code();
    lin.submit("/verify-mobile", &[("code", &newer)]).await.must_lead_to("/filings");
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_of_the_database_and_for_its_own_account() {
    let program = Program::start().await;
    let (lin, code) = with_a_code(&program).await;
    let life = "select extract(epoch from expires_at - created_at)::text from account_tokens
        where purpose = 'confirm_mobile'";
    assert!(program.database.text(life).await.starts_with("600"));
    let other = Guest::at_portal(&program);
    register(&program, &other, "other@example.com", "13900139000").await;
    sign_in(&other, "other@example.com", PASSWORD).await;
    program.message("13900139000", "").await;
    other.submit("/verify-mobile", &[("code", &code)]).await.must_say("account-code-wrong");
    program.database.as_owner("update account_tokens set expires_at = now() - interval '1 second'").await;
    lin.submit("/verify-mobile", &[("code", &code)]).await.must_say("account-code-dead");
}

#[tokio::test]
async fn a_wrong_number_is_put_right_before_it_was_confirmed() {
    let program = Program::start().await;
    let (lin, _) = with_a_code(&program).await;
    let fields = [("mobile", "13900139000"), ("current", PASSWORD)];
    lin.submit("/account/mobile", &fields).await.must_lead_to("/account/mobile");
    let code = program.message("13900139000", "").await.code();
    lin.submit("/account/mobile", &[("act", "code"), ("code", &code)]).await.must_lead_to("/account");
    lin.get("/account").await.must_say("account-mobile-confirmed");
    let told = program.messages("13800138000");
    assert_eq!(told.len(), 1, "a number that was never confirmed is not told: {told:?}");
}
