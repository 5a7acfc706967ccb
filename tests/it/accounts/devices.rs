//! Devices: whoever signs in sees where else, and is told by mail of one that is new.

use reqwest::Method;

use super::people::{PASSWORD, added, applicant, first_sign_in, nth_message, send_password, sign_in, sign_in_staff};
use crate::support::guest::{Answer, FORM, Guest, code, form};
use crate::support::program::Program;

const NEW_DEVICE: &str = "新设备";

/// What a browser says of itself, and what is told of it.
const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
const TOLD: &str = "Edge · Windows";

/// Sends a form as that browser does.
async fn by_edge(guest: &Guest, path: &str, fields: &[(&str, &str)]) -> Answer {
    guest.get(path).await;
    let headers = [("origin", guest.origin.as_str()), ("content-type", FORM), ("user-agent", AGENT)];
    guest.send(Method::POST, path, &headers, form(&guest.token(), fields)).await
}

/// Mails of a new device to an address.
fn alarms(program: &Program, to: &str) -> usize {
    program.messages(to).iter().filter(|mail| mail.subject.contains(NEW_DEVICE)).count()
}

/// What a person is sent next: everything before it has gone out by then.
async fn wait_for_reset(program: &Program, email: &str) {
    Guest::at_portal(program).submit("/password/forgot", &[("email", email)]).await.must_say("account-look-forgot");
    program.message(email, "/password/reset/").await;
}

#[tokio::test]
async fn an_applicant_is_told_of_a_new_device_and_not_of_a_known_one() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    let stranger = Guest::at_portal(&program);
    sign_in(&stranger, "lin@example.com", "a guess of a stranger").await;
    wait_for_reset(&program, "lin@example.com").await;
    assert_eq!(alarms(&program, "lin@example.com"), 0, "the first browser, known since, and a wrong password");

    by_edge(&stranger, "/sign-in", &[("email", "lin@example.com"), ("password", PASSWORD)])
        .await
        .must_lead_to("/filings");
    let mail = program.message("lin@example.com", NEW_DEVICE).await;
    assert!(mail.link("/account/sessions").starts_with(&program.portal) && mail.subject.contains(TOLD), "{mail:?}");
    let list = lin.get("/account/sessions").await;
    list.must_say_words(TOLD);
    assert_eq!(list.body.matches("127.0.7.").count(), 2, "each with its address: {}", list.body);
    let stored = "select s::text from sessions s where address_sealed is not null";
    let rows = program.database.texts(stored).await;
    assert!(rows.len() == 2 && !rows.concat().contains("127.0.7."), "sealed");
}

#[tokio::test]
async fn staff_are_told_where_they_gave_an_address() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    desk.get("/me").await.must_say("staff-alarm-mail-none");
    for (email, current, says) in [
        ("no address", member.password.as_str(), "site-errors"),
        ("admin@example.cn", "", "staff-current-wrong"),
        ("admin@example.cn", "not the password", "staff-current-wrong"),
    ] {
        desk.submit("/me/alarm-mail", &[("email", email), ("current", current)]).await.must_say(says);
    }
    let fields = [("email", "admin@example.cn"), ("current", member.password.as_str())];
    desk.submit("/me/alarm-mail", &fields).await.must_lead_to("/me");
    let me = desk.get("/me").await;
    assert!(me.body.contains("a***@example.cn") && !me.body.contains("admin@example.cn"), "masked at a glance");
    let stored = program.database.text("select s::text from staff s").await;
    assert!(!stored.contains("example.cn"), "sealed");

    let laptop = Guest::at_office(&program);
    send_password(&laptop, &member).await.must_lead_to("/sign-in/code");
    by_edge(&laptop, "/sign-in/code", &[("code", &code(&member.secret, 0))]).await.must_lead_to("/");
    let mail = program.message("admin@example.cn", NEW_DEVICE).await;
    assert!(mail.link("/me").starts_with(&program.office) && mail.subject.contains(TOLD), "{mail:?}");
    desk.get("/me").await.must_say_words(TOLD);

    // The same browser again is none.
    program.database.as_owner("update staff set totp_last_step = null").await;
    laptop.submit_to("/me", "/sign-out", &[]).await.must_lead_to("/sign-in");
    sign_in_staff(&laptop, &member, 0).await.must_lead_to("/");
    // Another one is; and after its mail no other can be on its way.
    program.database.as_owner("update staff set totp_last_step = null").await;
    sign_in_staff(&Guest::at_office(&program), &member, 0).await.must_lead_to("/");
    nth_message(&program, "admin@example.cn", 2).await;
    assert_eq!(alarms(&program, "admin@example.cn"), 2);

    let me = desk.get("/me").await;
    assert!(me.body.matches("127.0.8.").count() >= 3, "each with its address: {}", me.body);
    desk.submit("/me", &[("all", "yes")]).await.must_lead_to("/me");
    desk.get("/me").await.must_say("staff-sessions-ended");
    laptop.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
}

/// Whoever found login and password out signs in, and takes the address away before the mail is sent.
#[tokio::test]
async fn an_alarm_goes_where_it_went_when_it_was_raised_and_so_does_the_news_that_no_other_will() {
    const ADDRESS: &str = "admin@example.cn";
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let desk = first_sign_in(&program, &mut member).await;
    let at = |email| [("email", email), ("current", member.password.as_str())];
    // Given, and given once more: nobody lost it.
    for _ in 0..2 {
        desk.submit("/me/alarm-mail", &at(ADDRESS)).await.must_lead_to("/me");
    }
    program.database.as_owner("insert into outbox_pauses (topic) values ('staff.alarm')").await;
    let thief = Guest::at_office(&program);
    sign_in_staff(&thief, &member, 0).await.must_lead_to("/");
    thief.submit("/me/alarm-mail", &at("")).await.must_lead_to("/me");
    let me = thief.get("/me").await;
    me.must_say("staff-alarm-mail-none");
    me.must_say("staff-alarm-mail-ask");
    let moved = program.message(ADDRESS, "不再发到这个邮箱").await;
    assert!(moved.link("/me").starts_with(&program.office), "{}", moved.text);
    assert_eq!(program.messages(ADDRESS).len(), 1, "the alarm waits");
    program.database.as_owner("delete from outbox_pauses").await;
    program.message(ADDRESS, NEW_DEVICE).await;
    let jobs = program.database.text("select string_agg(o::text, ' ') from outbox o").await;
    assert!(jobs.contains("staff.alarm-moved") && !jobs.contains("example.cn"), "sealed: {jobs}");
}
