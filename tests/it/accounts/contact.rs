//! A new mail address or mobile counts once it is confirmed; the former one is told and has a way back that works.

use super::people::{NEW_PASSWORD, PASSWORD, applicant, nth_message, register, send_registration, sign_in};
use crate::support::guest::Guest;
use crate::support::program::Program;

async fn ask_for(guest: &Guest, email: &str) -> crate::support::guest::Answer {
    guest.submit("/account/email", &[("email", email), ("current", PASSWORD)]).await
}

#[tokio::test]
async fn a_new_address_counts_once_confirmed_and_the_former_one_takes_it_back() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let phone = Guest::at_portal(&program);
    sign_in(&phone, "lin@example.com", PASSWORD).await.must_lead_to("/filings");

    let wrong = [("email", "new@example.com"), ("current", "not the password")];
    lin.submit("/account/email", &wrong).await.must_say("account-current-wrong");
    ask_for(&lin, "new@example.com").await.must_say("account-look-email");
    assert!(lin.get("/account").await.body.contains("lin@example.com"), "not before it is confirmed");
    let link = program.message("new@example.com", "/verify-email/").await.link("/verify-email/");
    lin.submit(&link, &[]).await.must_lead_to("/account");
    assert!(lin.get("/account").await.body.contains("new@example.com"));
    sign_in(&Guest::at_portal(&program), "lin@example.com", PASSWORD).await.must_say("account-sign-in-wrong");
    sign_in(&Guest::at_portal(&program), "new@example.com", PASSWORD).await.must_lead_to("/filings");

    let told = program.message("lin@example.com", "/account/undo/").await;
    let owner = Guest::at_portal(&program);
    let page = owner.get(&told.link("/account/undo/")).await;
    page.must_say("account-undo-email-text");
    let answer = owner.submit(&told.link("/account/undo/"), &[]).await;
    let reset = answer.location().to_owned();
    assert!(reset.starts_with("/password/reset/"), "{answer:?}");
    // Whoever made the change is out, everywhere, and knows no password any more.
    for guest in [&lin, &phone] {
        guest.get("/account").await.must_lead_to("/sign-in?next=%2Faccount");
    }
    for email in ["lin@example.com", "new@example.com"] {
        sign_in(&Guest::at_portal(&program), email, PASSWORD).await.must_say("account-sign-in-wrong");
    }
    owner.submit(&reset, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    sign_in(&owner, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
    assert!(owner.get("/account").await.body.contains("lin@example.com"));
}

#[tokio::test]
async fn a_new_mobile_counts_once_its_code_was_typed_and_the_former_one_is_told() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let fields = [("mobile", "13900139000"), ("current", PASSWORD)];
    lin.submit("/account/mobile", &fields).await.must_lead_to("/account/mobile");
    assert!(lin.get("/account").await.body.contains("13800138000"), "not before it is confirmed");
    let pending = lin.get("/account/mobile").await;
    assert!(pending.body.contains("139****9000") && !pending.body.contains("13900139000"));
    // Giving the number up makes its code useless.
    lin.submit("/account/mobile", &[("act", "other")]).await.must_lead_to("/account/mobile");
    let code = program.message("13900139000", "").await.code();
    lin.submit("/account/mobile", &[("act", "code"), ("code", &code)]).await.must_say("account-code-dead");

    program.database.as_owner("update account_tokens set created_at = created_at - interval '61 seconds'").await;
    lin.submit("/account/mobile", &fields).await.must_lead_to("/account/mobile");
    let code = nth_message(&program, "13900139000", 2).await.code();
    lin.submit("/account/mobile", &[("act", "code"), ("code", &code)]).await.must_lead_to("/account");
    assert!(lin.get("/account").await.body.contains("13900139000"));
    let sms = program.message("13800138000", "更换").await;
    assert!(!sms.text.contains("http"), "no link by SMS: {}", sms.text);

    let undo = program.message("lin@example.com", "/account/undo/").await.link("/account/undo/");
    let owner = Guest::at_portal(&program);
    owner.get(&undo).await.must_say("account-undo-mobile-text");
    let reset = owner.submit(&undo, &[]).await.location().to_owned();
    owner.submit(&reset, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    sign_in(&owner, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
    assert!(owner.get("/account").await.body.contains("13800138000"));
}

#[tokio::test]
async fn a_new_address_must_be_another_and_free() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    register(&program, &Guest::at_portal(&program), "taken@example.com", "13900139000").await;
    for (email, says) in [("", "value-email-empty"), ("lin", "value-email"), ("LIN@example.com", "account-email-same")]
    {
        let answer = ask_for(&lin, email).await;
        assert_eq!(answer.status, 422);
        answer.must_say(says);
    }
    let same = lin.submit("/account/mobile", &[("mobile", "138 0013 8000"), ("current", PASSWORD)]).await;
    same.must_say("account-mobile-same");
    // An address with an account of its own: the same answer as for a free one, and word to its owner.
    ask_for(&lin, "taken@example.com").await.must_say("account-look-email");
    program.message("taken@example.com", "已有").await;
    // A registration that was never confirmed gives the address up to whoever has the mailbox.
    let stranger = Guest::at_portal(&program);
    send_registration(&stranger, "mine@example.com", "13700137000", NEW_PASSWORD).await;
    nth_message(&program, "mine@example.com", 1).await;
    ask_for(&lin, "mine@example.com").await.must_say("account-look-email");
    let own = nth_message(&program, "mine@example.com", 2).await.link("/verify-email/");
    lin.submit(&own, &[]).await.must_lead_to("/account");
    assert!(lin.get("/account").await.body.contains("mine@example.com"));
    sign_in(&stranger, "mine@example.com", NEW_PASSWORD).await.must_say("account-sign-in-wrong");
}

#[tokio::test]
async fn a_new_password_ends_every_change_that_waits() {
    let program = Program::start().await;
    let thief = applicant(&program, "lin@example.com", "13800138000").await;
    ask_for(&thief, "thief@example.com").await.must_say("account-look-email");
    let link = program.message("thief@example.com", "/verify-email/").await.link("/verify-email/");
    let owner = Guest::at_portal(&program);
    owner.submit("/password/forgot", &[("email", "lin@example.com")]).await;
    let reset = program.message("lin@example.com", "/password/reset/").await.link("/password/reset/");
    owner.submit(&reset, &[("password", NEW_PASSWORD)]).await.must_lead_to("/sign-in");
    assert_eq!(thief.submit_to("/terms", path_of(&link), &[]).await.status, 410);
    sign_in(&owner, "lin@example.com", NEW_PASSWORD).await.must_lead_to("/filings");
}

#[tokio::test]
async fn a_new_address_ends_the_links_that_wait_in_the_former_mailbox() {
    let program = Program::start().await;
    let lin = applicant(&program, "lost@example.com", "13800138000").await;
    Guest::at_portal(&program).submit("/password/forgot", &[("email", "lost@example.com")]).await;
    let reset = program.message("lost@example.com", "/password/reset/").await.link("/password/reset/");
    ask_for(&lin, "new@example.com").await;
    let link = program.message("new@example.com", "/verify-email/").await.link("/verify-email/");
    lin.submit(&link, &[]).await.must_lead_to("/account");
    assert_eq!(Guest::at_portal(&program).get(&reset).await.status, 410);
}

fn path_of(link: &str) -> &str {
    &link[link.find("/verify-email/").unwrap()..]
}

#[tokio::test]
async fn notices_come_by_sms_as_their_reader_wishes() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let page = lin.get("/account").await;
    page.must_say("account-notices-mail");
    page.must_say("account-sms-always");
    let ticked =
        |body: &str, topic: &str| body.split(&format!("value=\"{topic}\"")).nth(1).unwrap()[..9].contains("checked");
    assert!(ticked(&page.body, "results") && !ticked(&page.body, "reminders") && !ticked(&page.body, "progress"));
    lin.submit("/account", &[("sms", "reminders"), ("sms", "progress")]).await.must_lead_to("/account");
    let page = lin.get("/account").await;
    page.must_say("account-sms-saved");
    assert!(!ticked(&page.body, "results") && ticked(&page.body, "reminders") && ticked(&page.body, "progress"));
    let kept = "select concat(sms_results, sms_reminders, sms_progress) from accounts";
    assert_eq!(program.database.text(kept).await, "ftt");
}
