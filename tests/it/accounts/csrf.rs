//! Forms come from our own pages: the token of the session and the browser's word about where it came from must both hold.

use reqwest::Method;

use super::people::{NEW_PASSWORD, PASSWORD, added, applicant, first_sign_in};
use crate::support::guest::{FORM, Guest, form};
use crate::support::program::Program;

/// Every form of accounts and staff that needs no link, by whom it is sent.
const OF_ANYBODY: [&str; 6] = ["/register", "/sign-in", "/sign-out", "/password/forgot", "/language", "/display"];
const OF_APPLICANTS: [&str; 6] =
    ["/account", "/account/password", "/account/email", "/account/mobile", "/account/sessions", "/verify-mobile"];
const OF_STAFF: [&str; 3] = ["/me", "/me/password", "/settings/staff"];

#[tokio::test]
async fn a_form_without_its_own_token_does_nothing() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let other = applicant(&program, "other@example.com", "13900139000").await;
    let mut member = added(&program, "admin", "administrator");
    let admin = first_sign_in(&program, &mut member).await;
    let visitor = Guest::at_portal(&program);
    let stolen = other.get("/account").await.hidden("csrf");
    let of_visitor = visitor.get("/sign-in").await.hidden("csrf");
    let old = lin.get("/account").await.hidden("csrf");
    let flipped = format!("{}{}", if old.starts_with('A') { 'B' } else { 'A' }, &old[1..]);

    for path in OF_ANYBODY.iter().chain(&OF_APPLICANTS) {
        for (what, token) in [("no", ""), ("another's", &stolen), ("a visitor's", &of_visitor), ("a flipped", &flipped)]
        {
            let answer = lin.post_with(path, token, &[("act", "x")]).await;
            assert_eq!(answer.status, 403, "{path} took {what} token");
            answer.must_say("site-error-forged-text");
        }
    }
    for path in OF_STAFF {
        assert_eq!(admin.post_with(path, &stolen, &[("act", "x")]).await.status, 403, "{path}");
    }
    assert_eq!(lin.get("/account").await.status, 200, "nobody was signed out");
    // Within a session tokens of earlier pages hold: Back works.
    lin.post_with("/account", &old, &[("sms", "results")]).await.must_lead_to("/account");
    // A token is no longer than its session.
    lin.submit_to("/account", "/sign-out", &[]).await.must_lead_to("/");
    lin.submit("/sign-in", &[("email", "lin@example.com"), ("password", PASSWORD)]).await.must_lead_to("/filings");
    assert_eq!(lin.post_with("/account", &old, &[]).await.status, 403);
}

#[tokio::test]
async fn a_form_from_another_origin_does_nothing_port_included() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let token = lin.get("/account").await.hidden("csrf");
    let (own, office) = (program.portal.clone(), program.office.clone());
    let host = own.rsplit_once(':').unwrap().0.to_owned();
    let path = "/account";
    for (headers, passes) in [
        (vec![("origin", own.as_str())], true),
        (vec![("origin", own.as_str()), ("sec-fetch-site", "same-origin")], true),
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("origin", office.as_str())], false),
        (vec![("origin", host.as_str())], false),
        (vec![("origin", "http://localhost:8080")], false),
        (vec![("origin", "https://evil.example")], false),
        (vec![("origin", "null")], false),
        (vec![("origin", own.as_str()), ("sec-fetch-site", "same-site")], false),
        (vec![("origin", own.as_str()), ("sec-fetch-site", "cross-site")], false),
        (vec![("origin", own.as_str()), ("sec-fetch-site", "none")], false),
        (vec![("referer", own.as_str())], false),
        (vec![], false),
    ] {
        let mut all = vec![("content-type", FORM)];
        all.extend(&headers);
        let answer = lin.send(Method::POST, path, &all, form(&token, &[("sms", "results")])).await;
        assert_eq!(answer.status, if passes { 303 } else { 403 }, "{headers:?}");
    }
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", ""] {
        let headers = [("origin", own.as_str()), ("content-type", kind)];
        let answer = lin.send(Method::POST, path, &headers, form(&token, &[])).await;
        assert_eq!(answer.status, 400, "{kind:?} is no form");
    }
}

#[tokio::test]
async fn a_method_is_what_it_is_whatever_a_field_or_a_header_says() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let token = lin.get("/account").await.hidden("csrf");
    let kept = "select md5(string_agg(a::text, '|')) from accounts a";
    for override_of in ["x-http-method-override", "x-http-method", "x-method-override"] {
        // What looks is no form, though it says so.
        let before = program.database.text(kept).await;
        let query =
            format!("csrf={token}&_method=POST&current={PASSWORD}&password={NEW_PASSWORD}&sms=all").replace(' ', "+");
        for path in ["/account", "/account/password", "/sign-out"] {
            let headers = [("origin", lin.origin.as_str()), (override_of, "POST")];
            let answer = lin.send(Method::GET, &format!("{path}?{query}"), &headers, "").await;
            let expected = if path == "/sign-out" { 404 } else { 200 };
            assert_eq!(answer.status, expected, "{path} with {override_of}");
        }
        assert_eq!(program.database.text(kept).await, before, "{override_of}");
        // What is a form stays one.
        let headers = [("origin", lin.origin.as_str()), ("content-type", FORM), (override_of, "DELETE")];
        for method in ["DELETE", "PUT", "GET"] {
            let body = form(&token, &[("_method", method)]);
            let answer = lin.send(Method::POST, "/account", &headers, body).await;
            assert_eq!(answer.status, 303, "{method} with {override_of}");
        }
    }
    assert_eq!(lin.get("/account").await.status, 200, "still signed in");
}

#[tokio::test]
async fn nobody_is_signed_in_by_somebody_elses_form() {
    let program = Program::start().await;
    applicant(&program, "lin@example.com", "13800138000").await;
    let attacker = Guest::at_portal(&program);
    let token = attacker.get("/sign-in").await.hidden("csrf");
    let victim = Guest::at_portal(&program);
    victim.get("/").await;
    let fields = [("email", "lin@example.com"), ("password", PASSWORD)];
    assert_eq!(
        victim.post_with("/sign-in", &token, &fields).await.status,
        403,
        "a visitor's token is bound to the visitor"
    );
    let bare = Guest::at_portal(&program);
    assert_eq!(bare.post_with("/sign-in", &token, &fields).await.status, 403, "without the cookie of its page too");
}

#[tokio::test]
async fn private_pages_are_never_stored_or_framed() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    for path in ["/account", "/account/sessions", "/filings", "/sign-in", "/no-such-page"] {
        let answer = lin.get(path).await;
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
    }
}
