//! Links in mails: programs that look into mails open them, so opening changes nothing. The button works once.

use super::people::{NEW_PASSWORD, PASSWORD, applicant, send_registration};
use crate::support::guest::Guest;
use crate::support::program::Program;

const TABLES: [&str; 4] = ["accounts", "account_tokens", "sessions", "audit_events"];

/// Everything that opening a link could change.
async fn state(program: &Program) -> Vec<String> {
    let mut state = Vec::new();
    for table in TABLES {
        state.extend(program.database.texts(&format!("select t::text from {table} t order by 1")).await);
    }
    state
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_its_button_works_once() {
    let program = Program::start().await;
    applicant(&program, "known@example.com", "13800138000").await;
    let mover = applicant(&program, "mover@example.com", "13700137000").await;
    let fresh = Guest::at_portal(&program);
    send_registration(&fresh, "fresh@example.com", "13900139000", PASSWORD).await;
    fresh.submit("/password/forgot", &[("email", "known@example.com")]).await.must_say("account-look-forgot");
    let change = [("email", "newer@example.com"), ("current", PASSWORD)];
    mover.submit("/account/email", &change).await.must_say("account-look-email");

    for (what, to, path, fields, leads_to) in [
        ("confirm a registration", "fresh@example.com", "/verify-email/", vec![], "/sign-in"),
        ("a new password", "known@example.com", "/password/reset/", vec![("password", NEW_PASSWORD)], "/sign-in"),
        ("confirm a new address", "newer@example.com", "/verify-email/", vec![], "/sign-in"),
        ("take it back", "mover@example.com", "/account/undo/", vec![], "/password/reset/"),
    ] {
        let link = program.message(to, path).await.link(path);
        let before = state(&program).await;
        let scanner = Guest::at_portal(&program);
        for _ in 0..2 {
            assert_eq!(scanner.get(&link).await.status, 200, "{what}");
            let head = scanner.head(&link).await;
            assert_eq!((head.status, head.body.as_str()), (200, ""), "{what}");
        }
        for method in [reqwest::Method::OPTIONS, reqwest::Method::PUT, reqwest::Method::DELETE] {
            let origin = scanner.origin.clone();
            let answer = scanner.send(method.clone(), &link, &[("origin", &origin)], "").await;
            assert!(answer.status >= 400, "{what} by {method}: {}", answer.status);
        }
        assert_eq!(state(&program).await, before, "{what}: a scanner changed something");

        let owner = Guest::at_portal(&program);
        let answer = owner.submit(&link, &fields).await;
        assert!(answer.status == 303 && answer.location().starts_with(leads_to), "{what}: {answer:?}");
        for again in [owner.get(&link).await, owner.submit_to("/terms", &path_of(&link), &fields).await] {
            assert_eq!(again.status, 410, "{what} works once");
            again.must_say("account-link-dead-title");
        }
    }
}

fn path_of(link: &str) -> String {
    let rest = link.split_once("://").unwrap().1;
    format!("/{}", rest.split_once('/').unwrap().1)
}

#[tokio::test]
async fn links_that_were_never_made_or_are_too_old_say_so() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    send_registration(&lin, "lin@example.com", "13800138000", PASSWORD).await;
    let link = program.message("lin@example.com", "/verify-email/").await.link("/verify-email/");
    program.database.as_owner("update account_tokens set expires_at = now() - interval '1 second'").await;
    let never = format!("/verify-email/{}", "A".repeat(43));
    for path in [path_of(&link), never, "/verify-email/x".into(), "/password/reset/x".into(), "/account/undo/x".into()]
    {
        let shown = lin.get(&path).await;
        assert_eq!(shown.status, 410, "{path}");
        shown.must_say("account-link-dead-text");
        let sent = lin.submit_to("/terms", &path, &[("password", PASSWORD)]).await;
        assert_eq!(sent.status, 410, "{path}");
    }
    assert_eq!(
        program.database.text("select count(*)::text from accounts where email_confirmed_at is null").await,
        "1"
    );
}

#[tokio::test]
async fn secrets_of_links_and_codes_lie_nowhere_in_plain() {
    let program = Program::start().await;
    let lin = Guest::at_portal(&program);
    send_registration(&lin, "lin@example.com", "13800138000", PASSWORD).await;
    let link = program.message("lin@example.com", "/verify-email/").await.link("/verify-email/");
    let token = link.rsplit('/').next().unwrap();
    let mut everything = String::new();
    for table in ["accounts", "account_tokens", "notices", "deliveries", "outbox", "audit_events", "sessions"] {
        everything.push_str(&program.database.texts(&format!("select t::text from {table} t")).await.join("\n"));
    }
    everything.push_str(&program.log());
    for secret in [token, "lin@example.com", "13800138000", PASSWORD] {
        assert!(!everything.contains(secret), "{secret} lies in plain");
    }
}
