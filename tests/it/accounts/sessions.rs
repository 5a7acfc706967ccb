//! Sessions: listed, revoked, idle and absolute limits by the database's time, and ended by what should end them.

use reqwest::Method;

use super::people::{PASSWORD, applicant, sign_in};
use crate::support::guest::{FORM, Guest, form};
use crate::support::program::Program;

const TO_SIGN_IN: &str = "/sign-in?next=%2Faccount";

#[tokio::test]
async fn devices_are_listed_and_signed_out() {
    let program = Program::start().await;
    let desk = applicant(&program, "lin@example.com", "13800138000").await;
    let phone = Guest::at_portal(&program);
    let tablet = Guest::at_portal(&program);
    for guest in [&phone, &tablet] {
        sign_in(guest, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    }
    let other = applicant(&program, "other@example.com", "13900139000").await;

    let list = desk.get("/account/sessions").await;
    assert_eq!(list.body.matches("name=\"session\" value=\"").count(), 2, "two others, each with a button");
    list.must_say("site-device-this");
    let first = list.between("name=\"session\" value=\"", "\"");
    let stranger = other.submit("/account/sessions", &[("session", &first)]).await;
    assert_eq!(stranger.status, 404, "nobody signs others out");
    desk.submit("/account/sessions", &[("session", &first)]).await.must_lead_to("/account/sessions");
    desk.get("/account/sessions").await.must_say("account-session-ended");
    let alive = [phone.get("/account").await.status, tablet.get("/account").await.status];
    assert_eq!(alive.iter().filter(|status| **status == 200).count(), 1, "{alive:?}");

    desk.submit("/account/sessions", &[("all", "yes")]).await.must_lead_to("/account/sessions");
    for guest in [&phone, &tablet] {
        guest.get("/account").await.must_lead_to(TO_SIGN_IN);
    }
    assert_eq!(desk.get("/account").await.status, 200);
    assert_eq!(other.get("/account").await.status, 200);
}

#[tokio::test]
async fn somebody_signed_in_can_sign_out_on_a_page_that_is_not_there() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    assert_eq!(lin.get("/nowhere").await.status, 404);
    lin.submit_to("/nowhere", "/sign-out", &[]).await.must_lead_to("/");
    lin.get("/account").await.must_lead_to(TO_SIGN_IN);
}

#[tokio::test]
async fn a_session_ends_when_it_should() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    let limits = "select extract(epoch from idle_until - created_at)::int || ' ' ||
        extract(epoch from ends_at - created_at)::int from sessions where ended_at is null";
    assert_eq!(program.database.text(limits).await, "1800 43200", "30 minutes idle, 12 hours in all");
    for (what, sql) in [
        ("idle too long", "update sessions set idle_until = now()"),
        ("too old in all", "update sessions set ends_at = now()"),
        ("the account is closed", "update accounts set closed_at = now()"),
    ] {
        let lin = Guest::at_portal(&program);
        sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
        assert_eq!(lin.get("/account").await.status, 200);
        program.database.as_owner(sql).await;
        lin.get("/account").await.must_lead_to(TO_SIGN_IN);
        assert_ne!(what, "");
    }
}

#[tokio::test]
async fn every_request_pushes_the_idle_limit_but_never_the_last_one() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let nearly =
        "update sessions set seen_at = now() - interval '29 minutes', idle_until = now() + interval '1 minute',
        ends_at = now() + interval '10 minutes'";
    program.database.as_owner(nearly).await;
    assert_eq!(lin.get("/account").await.status, 200);
    let left =
        "select (idle_until > now() + interval '29 minutes')::text || (ends_at < now() + interval '11 minutes')::text
        from sessions where ended_at is null";
    assert_eq!(program.database.text(left).await, "truetrue");
    // Once a minute: the next request leaves the row as it is.
    let written_by = "select xmin::text from sessions where ended_at is null";
    let written = program.database.text(written_by).await;
    assert_eq!(lin.get("/account").await.status, 200);
    assert_eq!(program.database.text(written_by).await, written);
    // A session that is over is not brought back by a request.
    program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    lin.get("/account").await.must_lead_to(TO_SIGN_IN);
    let over = "select (ended_at = idle_until and idle_until < now())::text from sessions where ended_by = 'expired'";
    assert_eq!(program.database.text(over).await, "true");
}

#[tokio::test]
async fn a_session_is_new_at_every_sign_in_and_the_table_knows_its_hash_only() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let before = lin.cookie("beian");
    assert_eq!(data_encoding::BASE64URL_NOPAD.decode(before.as_bytes()).unwrap().len(), 32, "256 bits");
    lin.get("/account").await;
    lin.post("/sign-in", &[("email", "lin@example.com"), ("password", PASSWORD)]).await.must_lead_to("/filings");
    assert_ne!(lin.cookie("beian"), before);
    let thief = Guest::at_portal(&program);
    thief.carry("beian", &before);
    thief.get("/account").await.must_lead_to(TO_SIGN_IN);

    let rows =
        program.database.texts("select s::text || encode(token_hash, 'escape') from sessions s").await.join("\n");
    assert!(!rows.contains(&before) && !rows.contains(&lin.cookie("beian")));
    let raw = data_encoding::BASE64URL_NOPAD.decode(lin.cookie("beian").as_bytes()).unwrap();
    assert!(!rows.contains(&data_encoding::HEXLOWER.encode(&raw)));
    for planted in ["", "x", &"A".repeat(43), &before[1..], &format!("{before}A"), &before.to_lowercase()] {
        thief.carry("beian", planted);
        thief.get("/account").await.must_lead_to(TO_SIGN_IN);
    }
}

#[tokio::test]
async fn signed_out_is_signed_out_for_the_same_cookie_too() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let copy = lin.clone();
    assert_eq!(lin.get("/sign-out").await.status, 404, "no page and no link signs anybody out");
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    assert!(!lin.jar.borrow().contains_key("beian"), "the cookie is taken back");
    copy.get("/account").await.must_lead_to(TO_SIGN_IN);
    lin.submit_to("/terms", "/sign-out", &[]).await.must_lead_to("/");
}

#[tokio::test]
async fn the_language_is_kept_in_the_account() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    lin.submit_to("/account", "/language", &[("lang", "en"), ("to", "/account")]).await.must_lead_to("/account");
    assert!(lin.get("/account").await.body.contains("lang=\"en\""));
    let elsewhere = Guest::at_portal(&program);
    assert!(elsewhere.get("/sign-in").await.body.contains("lang=\"zh-CN\""));
    sign_in(&elsewhere, "lin@example.com", PASSWORD).await;
    assert!(elsewhere.get("/account").await.body.contains("lang=\"en\""));
    elsewhere.submit("/password/forgot", &[("email", "lin@example.com")]).await;
    program.message("lin@example.com", "Set a new password").await;
    // What is no language of ours changes nothing, and leads back to the page it was asked on.
    let token = lin.get("/account").await.hidden("csrf");
    let asked_on = format!("{}/filings?state=draft", program.portal);
    let headers = [("origin", program.portal.as_str()), ("content-type", FORM), ("referer", asked_on.as_str())];
    for fields in [vec![], vec![("lang", "")], vec![("lang", "de")]] {
        let answer = lin.send(Method::POST, "/language", &headers, form(&token, &fields)).await;
        answer.must_lead_to("/filings?state=draft");
    }
    lin.submit_to("/account", "/language", &[("lang", "zh")]).await.must_lead_to("/");
    assert!(lin.get("/account").await.body.contains("lang=\"en\""));
}
