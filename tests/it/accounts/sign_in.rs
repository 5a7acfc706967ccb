//! Sign-in: where it leads, what it tells, what it leaves in the audit.

use super::people::{PASSWORD, added, applicant, first_sign_in, register, sign_in, sign_in_staff};
use crate::support::guest::Guest;
use crate::support::program::Program;

#[tokio::test]
async fn a_sign_in_leads_where_the_person_wanted_and_never_off_the_site() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    let lin = Guest::at_portal(&program);
    lin.get("/account/sessions?x=1").await.must_lead_to("/sign-in?next=%2Faccount%2Fsessions%3Fx%3D1");
    for (next, leads_to) in [
        ("", "/filings"),
        ("/account/sessions?x=1", "/account/sessions?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let guest = Guest::at_portal(&program);
        let query: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = format!("/sign-in?next={query}");
        let fields = [("email", "lin@example.com"), ("password", PASSWORD), ("next", next)];
        guest.submit_to(&page, "/sign-in", &fields).await.must_lead_to(leads_to);
        guest.get(&page).await.must_lead_to(leads_to);
    }
    lin.get("/held/0190a0a0-0000-7000-8000-000000000000").await;
    assert_eq!(lin.get("/sign-in?next=%22%3E%3Cscript%3E").await.body.matches("<script>").count(), 0);
}

#[tokio::test]
async fn sign_ins_are_told_in_the_audit_and_passwords_nowhere() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    sign_in(&Guest::at_portal(&program), "lin@example.com", "a secret of somebody").await;
    sign_in(&Guest::at_portal(&program), "nobody@example.com", "a secret of somebody").await;
    lin.submit_to("/account", "/sign-out", &[]).await;
    let rows = "select action || ' ' || (subject_id <> '-')::text from audit_events
        where action like 'session.%' order by seq";
    assert_eq!(
        program.database.texts(rows).await,
        ["session.signed_in true", "session.failed true", "session.failed false", "session.ended true"]
    );
    let all = program.database.texts("select a::text from audit_events a").await.join("\n") + &program.log();
    assert!(!all.contains("a secret of somebody") && !all.contains("nobody@example.com"));
}

#[tokio::test]
async fn who_has_not_confirmed_the_mobile_can_do_it_later() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    register(&program, &lin, "lin@example.com", "13800138000").await;
    let fields = [("email", "lin@example.com"), ("password", PASSWORD), ("next", "/account")];
    lin.submit("/sign-in", &fields).await.must_lead_to("/verify-mobile?next=%2Faccount");
    let page = lin.get("/verify-mobile?next=%2Faccount").await;
    page.must_say("account-verify-mobile-later");
    assert!(page.body.contains("href=\"/account\""));
    lin.get("/account").await.must_say("account-needs-mobile-text");
    lin.get("/filings").await.must_say("site-needs-mobile");
    // Every further sign-in asks again and sends no second code while one is good.
    let phone = Guest::at_portal(&program);
    sign_in(&phone, "lin@example.com", PASSWORD).await.must_lead_to("/verify-mobile?next=%2Ffilings");
    program.message("13800138000", "").await;
    let sent = "select count(*)::text from account_tokens where purpose = 'confirm_mobile'";
    assert_eq!(program.database.text(sent).await, "1");
}

/// Chooses English by the switch of a page.
async fn choose_english(guest: &Guest) {
    guest.submit_to("/sign-in", "/language", &[("lang", "en"), ("to", "/sign-in")]).await.must_lead_to("/sign-in");
}

#[tokio::test]
async fn the_language_chosen_before_signing_in_stays() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    let lin = Guest::at_portal(&program);
    choose_english(&lin).await;
    sign_in(&lin, "lin@example.com", PASSWORD).await.must_lead_to("/filings");
    assert!(lin.get("/filings").await.body.contains("<html lang=\"en\""));
    assert_eq!(program.database.text("select language from accounts").await, "en", "mails are in English too");
    let elsewhere = Guest::at_portal(&program);
    sign_in(&elsewhere, "lin@example.com", PASSWORD).await;
    assert!(elsewhere.get("/filings").await.body.contains("<html lang=\"en\""), "where nothing was chosen");

    let newcomer = Guest::at_portal(&program);
    choose_english(&newcomer).await;
    register(&program, &newcomer, "chen@example.com", "13900139000").await;
    let english = "select count(*)::text from accounts where language = 'en'";
    assert_eq!(program.database.text(english).await, "2", "a registration keeps it too");

    let mut wang = added(&program, "wang", "specialist");
    first_sign_in(&program, &mut wang).await;
    let desk = Guest::at_office(&program);
    choose_english(&desk).await;
    sign_in_staff(&desk, &wang, 0).await.must_lead_to("/");
    assert!(desk.get("/").await.body.contains("<html lang=\"en\""));
    assert_eq!(program.database.text("select language from staff").await, "en");
}
