//! What was posted with a page of an ended session is kept sealed for an hour, for whose page it was alone.

use beian::db::Db;
use beian::values::ids::AccountId;

use super::people::{PASSWORD, added, applicant, first_sign_in, send_password, sign_in};
use crate::support::filings::a_customer;
use crate::support::guest::{Answer, FORM, Guest, code, form};
use crate::support::program::Program;

const WORDS: &str = "北京市海淀区示例路1号2层201室";
const END: &str = "update sessions set idle_until = now() - interval '1 second' where ended_at is null";
const MOBILE: &str = "/account/mobile";

/// Posts with whatever cookie there is, as a page does that was open for too long.
async fn post_late(guest: &Guest, token: &str, fields: &[(&str, &str)]) -> Answer {
    guest.post_with(MOBILE, token, fields).await
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
    let fields = [("mobile", WORDS), ("current", PASSWORD), ("filing_password", PASSWORD), ("act", "send")];
    let answer = post_late(&lin, &lin.token(), &fields).await;
    let held = waiting(&program).await[0].clone();
    answer.must_lead_to(&format!("/sign-in?next=%2Fheld%2F{held}"));
    lin.get(answer.location()).await.must_say("site-held-kept-title");

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
    page.must_say("account-mobile-new");
    assert_eq!(page.body.matches("govuk-summary-list__row").count(), 2, "one row of what was typed: {}", page.body);
    let again = [("held", held.as_str()), ("mobile", WORDS), ("act", "send")];
    assert_eq!(lin.post(MOBILE, &again).await.status, 422, "the page says what is wrong with it");
    assert_eq!(lin.get(&format!("/held/{held}")).await.status, 404, "given back once");
}

#[tokio::test]
async fn what_is_no_longer_needed_or_too_old_is_gone() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    program.database.as_owner(END).await;
    post_late(&lin, &lin.token(), &[("mobile", WORDS)]).await;
    let life = "select extract(epoch from expires_at - created_at)::int::text from held_posts";
    assert_eq!(program.database.text(life).await, "3600", "an hour");
    let held = waiting(&program).await[0].clone();
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to(&format!("/held/{held}"));
    lin.submit(&format!("/held/{held}"), &[]).await.must_lead_to("/filings");
    assert_eq!(lin.get(&format!("/held/{held}")).await.status, 404);

    let token = lin.get(MOBILE).await.hidden("csrf");
    program.database.as_owner(END).await;
    post_late(&lin, &token, &[("mobile", WORDS)]).await;
    let held = waiting(&program).await[0].clone();
    program.database.as_owner("update held_posts set expires_at = now()").await;
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    assert_eq!(lin.get(&format!("/held/{held}")).await.status, 404);
}

#[tokio::test]
async fn a_page_that_saves_itself_never_takes_the_place_of_what_was_sent_by_hand() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let token = lin.token();
    program.database.as_owner(END).await;
    for n in 0..3 {
        post_late(&lin, &token, &[("mobile", &n.to_string()), ("_background", "1")]).await;
    }
    assert_eq!(waiting(&program).await.len(), 1, "only the newest of what the page saved by itself");
    // It learns in so many words what became of them.
    let fields = form(&token, &[("mobile", "3"), ("_background", "1")]);
    let headers = [("origin", lin.origin.as_str()), ("content-type", FORM), ("accept", "application/json")];
    let told = lin.send(reqwest::Method::POST, MOBILE, &headers, fields.clone()).await;
    assert_eq!((told.status, told.body.as_str()), (401, "{\"outcome\":\"ended\"}"));
    let gone = Guest::at_portal(&program);
    let told = gone.send(reqwest::Method::POST, MOBILE, &headers, fields).await;
    assert_eq!((told.status, told.body.as_str()), (401, "{\"outcome\":\"left\"}"));
    post_late(&lin, &token, &[("mobile", WORDS)]).await;
    let held = waiting(&program).await;
    assert_eq!(held.len(), 1);
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to(&format!("/held/{}", held[0]));
    let page = lin.get(&format!("/held/{}", held[0])).await;
    assert!(page.body.contains(WORDS) && !page.body.contains("_background"));
}

#[tokio::test]
async fn what_cannot_be_kept_is_said() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let token = lin.token();
    let stranger = Guest::at_portal(&program);
    for cookie in ["", "x", &"A".repeat(43)] {
        stranger.carry("beian", cookie);
        post_late(&stranger, &token, &[("mobile", WORDS)]).await.must_lead_to("/sign-in");
        stranger.get("/sign-in").await.must_say("site-held-lost");
    }
    program.database.as_owner(END).await;
    let headers = [("origin", "https://evil.example"), ("content-type", FORM)];
    let forged = lin.send(reqwest::Method::POST, MOBILE, &headers, form(&token, &[("mobile", WORDS)])).await;
    assert_eq!(forged.status, 403);
    post_late(&lin, &token, &[("current", PASSWORD)]).await.must_lead_to("/sign-in");
    assert!(waiting(&program).await.is_empty(), "nothing but a secret");
    post_late(&lin, &token, &[("mobile", &"x".repeat(70_000))]).await.must_lead_to("/sign-in");
    lin.get("/sign-in").await.must_say("site-held-lost-large");

    post_late(&lin, &token, &[("mobile", "0"), ("_background", "1")]).await;
    program.database.as_owner("update held_posts set path = '/account/email'").await;
    for n in 1..=10 {
        assert!(post_late(&lin, &token, &[("mobile", &n.to_string())]).await.location().contains("held"), "{n}");
    }
    let own = "select count(*)::text from held_posts where is_background";
    assert_eq!((waiting(&program).await.len(), program.database.text(own).await), (10, "0".into()), "it gave way");
    post_late(&lin, &token, &[("mobile", "11")]).await.must_lead_to("/sign-in");
    lin.get("/sign-in").await.must_say("site-held-lost-full");
    assert_eq!(waiting(&program).await.len(), 10);
}

/// People in one browser, and the pages that were left open in it.
struct Browser<'a> {
    program: &'a Program,
    db: Db,
    lin: AccountId,
    other: AccountId,
}

impl Browser<'_> {
    async fn signed_in(&self, who: AccountId) -> Guest {
        Guest::applicant(self.program, &self.db, who).await
    }

    /// Whatever lives ended so long ago.
    async fn end(&self, ago: &str) {
        let end = format!(
            "update sessions set ended_at = now() - interval '{ago}', ended_by = 'renewed' where ended_at is null"
        );
        self.program.database.as_owner(&end).await;
    }
}

/// The session of the cookie, the session of the page: what becomes of the form, and whose it is.
#[tokio::test]
async fn a_form_goes_to_whose_page_it_was_and_to_nobody_else() {
    let program = Program::start().await;
    let db = program.db();
    let lin = a_customer(&program.database, &db, "lin", 1, "").await;
    let other = a_customer(&program.database, &db, "other", 2, "").await;
    let browser = Browser { program: &program, db, lin, other };
    let ancient = browser.signed_in(browser.lin).await;
    browser.end("2 hours").await;
    let former = browser.signed_in(browser.lin).await;
    let other_former = browser.signed_in(browser.other).await;
    browser.end("10 minutes").await;
    let (now, other_now) = (browser.signed_in(browser.lin).await, browser.signed_in(browser.other).await);
    let gone = Guest::at_portal(&program);
    let [of_ancient, of_former, of_now] = [&ancient, &former, &now].map(Guest::token);
    let sign_in = "/sign-in?next=%2Fheld%2F";
    for (what, cookie, token, leads) in [
        ("its own page", &now, of_now.as_str(), "done"),
        ("signed in again since", &now, &of_former, "/held/"),
        ("signed in again, the page of two hours ago", &now, &of_ancient, "refused"),
        ("signed in, no token", &now, "", "refused"),
        ("another is signed in since", &other_now, &of_former, "refused"),
        ("ended", &former, &of_former, sign_in),
        ("ended two hours ago", &ancient, &of_ancient, sign_in),
        ("ended, the page of another sign-in", &ancient, &of_former, sign_in),
        ("ended, no token", &former, "", "lost"),
        ("another signed in since, which ended too", &other_former, &of_former, "lost"),
        ("signed out: no cookie", &gone, &of_former, "lost"),
    ] {
        let answer = post_late(cookie, token, &[("mobile", WORDS)]).await;
        let owners = program.database.texts("select account_id::text from held_posts").await;
        program.database.as_owner("delete from held_posts").await;
        match leads {
            "done" => assert_eq!((answer.status, owners.len()), (422, 0), "{what}"),
            "refused" => {
                assert_eq!((answer.status, owners.len()), (403, 0), "{what}");
                answer.must_say("site-error-forged-advice");
            }
            "lost" => {
                assert_eq!((answer.location(), owners.len()), ("/sign-in", 0), "{what}");
                cookie.get("/sign-in").await.must_say("site-held-lost");
            }
            page => {
                assert!(answer.location().starts_with(page), "{what}: {answer:?}");
                assert_eq!(owners, [lin.to_string()], "{what}");
            }
        }
    }
    // Forms that anybody may send hold no work.
    assert_eq!(now.post_with("/display", &of_former, &[("large_text", "on")]).await.status, 403);
    // Back on the page of the former session, which is sent again by hand.
    let answer = post_late(&now, &of_former, &[("mobile", WORDS)]).await;
    let page = now.get(answer.location()).await;
    page.must_say_words(WORDS);
    now.post(MOBILE, &[("held", &page.hidden("held")), ("mobile", WORDS)]).await.must_say("site-errors");
    assert_eq!(now.get(answer.location()).await.status, 404, "given back once");
}

#[tokio::test]
async fn staff_get_their_words_back_after_password_and_code() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let admin = first_sign_in(&program, &mut member).await;
    admin.get("/settings/staff").await;
    let token = admin.token();
    let fields =
        [("login", "wang"), ("name", "王专员"), ("role", "auditor"), ("current", PASSWORD), ("code", "123456")];
    let late = async || admin.post_with("/settings/staff", &token, &fields).await;
    program.database.as_owner("update sessions set idle_until = now() - interval '1 second'").await;
    let answer = late().await;
    let held = waiting(&program).await.remove(0);
    answer.must_lead_to(&format!("/sign-in?next=%2Fme%2Fheld%2F{held}"));
    admin.get(answer.location()).await.must_say("site-held-kept-title");
    program.database.as_owner("update held_posts set taken_at = now()").await;

    // Between password and code nothing is given back, and what comes then is kept too.
    send_password(&admin, &member).await.must_lead_to("/sign-in/code");
    let answer = late().await;
    let held = waiting(&program).await.remove(0);
    answer.must_lead_to(&format!("/sign-in/code?next=%2Fme%2Fheld%2F{held}"));
    let page = format!("/me/held/{held}");
    admin.get(&page).await.must_lead_to("/sign-in/code");
    admin.submit("/sign-in/code", &[("code", &code(&member.secret, 1))]).await.must_lead_to(&page);
    let shown = admin.get(&page).await;
    for key in ["staff-login", "staff-name", "site-held-send"] {
        shown.must_say(key);
    }
    assert!(shown.body.contains("王专员") && !shown.body.contains(PASSWORD) && !shown.body.contains("123456"));
    let again = [("held", held.as_str()), ("login", "wang"), ("name", "王专员"), ("role", "auditor")];
    let added = admin.post("/settings/staff", &again).await;
    assert_eq!(added.status, 200, "{added:?}");
    assert_eq!(admin.get(&page).await.status, 404, "given back once");
}
