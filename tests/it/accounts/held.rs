//! What was posted into an ended session is kept sealed for an hour, for that account alone.

use super::people::{PASSWORD, applicant, sign_in};
use crate::support::guest::{FORM, Guest, form};
use crate::support::program::Program;

const WORDS: &str = "北京市海淀区示例路1号2层201室";
const END: &str = "update sessions set idle_until = now() - interval '1 second' where ended_at is null";

/// Posts with whatever cookie there is, as a page does that was open for too long.
async fn post_late(guest: &Guest, path: &str, fields: &[(&str, &str)]) -> crate::support::guest::Answer {
    let origin = guest.origin.clone();
    let headers = [("origin", origin.as_str()), ("content-type", FORM)];
    guest.send(reqwest::Method::POST, path, &headers, form("of the ended session", fields)).await
}

async fn waiting(program: &Program) -> Vec<String> {
    program.database.texts("select id::text from held_posts where taken_at is null order by created_at").await
}

#[tokio::test]
async fn words_come_back_to_their_account_after_sign_in() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let other = applicant(&program, "other@example.com", "13900139000").await;
    program.database.as_owner(END).await;
    let fields = [("mobile", WORDS), ("current", PASSWORD), ("act", "send")];
    let answer = post_late(&lin, "/account/mobile", &fields).await;
    let held = waiting(&program).await[0].clone();
    answer.must_lead_to(&format!("/sign-in?next=%2Fheld%2F{held}"));
    lin.get(answer.location()).await.must_say("account-held-kept-title");

    let row = program.database.text("select h::text || encode(body_sealed, 'escape') from held_posts h").await;
    assert!(!row.contains("海淀") && !row.contains(PASSWORD), "it lies sealed");
    let next = format!("/held/{held}");
    let fields = [("email", "other@example.com"), ("password", PASSWORD), ("next", next.as_str())];
    other.submit("/sign-in", &fields).await.must_lead_to("/filings");
    assert_eq!(other.get(&format!("/held/{held}")).await.status, 404, "nobody else's");
    Guest::at_portal(&program)
        .get(&format!("/held/{held}"))
        .await
        .must_lead_to(&format!("/sign-in?next=%2Fheld%2F{held}"));

    // Wherever the sign-in came from, what waits is shown first.
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to(&format!("/held/{held}"));
    let page = lin.get(&format!("/held/{held}")).await;
    assert!(page.body.contains(WORDS) && !page.body.contains(PASSWORD), "passwords are never kept");
    let again = [("held", held.as_str()), ("mobile", WORDS), ("act", "send")];
    assert_eq!(lin.post("/account/mobile", &again).await.status, 422, "the page says what is wrong with it");
    assert_eq!(lin.get(&format!("/held/{held}")).await.status, 404, "given back once");
}

#[tokio::test]
async fn what_is_no_longer_needed_or_too_old_is_gone() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    program.database.as_owner(END).await;
    post_late(&lin, "/account/mobile", &[("mobile", WORDS)]).await;
    let life = "select extract(epoch from expires_at - created_at)::int::text from held_posts";
    assert_eq!(program.database.text(life).await, "3600", "an hour");
    let held = waiting(&program).await[0].clone();
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to(&format!("/held/{held}"));
    lin.submit(&format!("/held/{held}"), &[]).await.must_lead_to("/filings");
    assert_eq!(lin.get(&format!("/held/{held}")).await.status, 404);

    program.database.as_owner(END).await;
    post_late(&lin, "/account/mobile", &[("mobile", WORDS)]).await;
    let held = waiting(&program).await[0].clone();
    program.database.as_owner("update held_posts set expires_at = now()").await;
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    assert_eq!(lin.get(&format!("/held/{held}")).await.status, 404);
}

#[tokio::test]
async fn a_page_that_saves_itself_never_takes_the_place_of_what_was_sent_by_hand() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    program.database.as_owner(END).await;
    for n in 0..12 {
        post_late(&lin, "/account/mobile", &[("mobile", &n.to_string()), ("_background", "1")]).await;
    }
    assert_eq!(waiting(&program).await.len(), 1, "only the newest of what the page saved by itself");
    post_late(&lin, "/account/mobile", &[("mobile", WORDS)]).await;
    let held = waiting(&program).await;
    assert_eq!(held.len(), 1);
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to(&format!("/held/{}", held[0]));
    let page = lin.get(&format!("/held/{}", held[0])).await;
    assert!(page.body.contains(WORDS) && !page.body.contains("_background"));
}

#[tokio::test]
async fn strangers_leave_nothing_behind() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let stranger = Guest::at_portal(&program);
    for cookie in ["", "x", &"A".repeat(43)] {
        stranger.carry("beian", cookie);
        post_late(&stranger, "/account/mobile", &[("mobile", WORDS)]).await.must_lead_to("/sign-in");
    }
    program.database.as_owner(END).await;
    let headers = [("origin", "https://evil.example"), ("content-type", FORM)];
    let forged = lin.send(reqwest::Method::POST, "/account/mobile", &headers, form("x", &[("mobile", WORDS)])).await;
    assert_eq!(forged.status, 403);
    for n in 0..12 {
        post_late(&lin, "/account/mobile", &[("mobile", &n.to_string())]).await;
    }
    assert_eq!(waiting(&program).await.len(), 10, "so many in an hour and no more");
    let endless = "x".repeat(70_000);
    post_late(&lin, "/account/email", &[("email", &endless)]).await.must_lead_to("/sign-in");
}
