//! Cookies: names and attributes of each site, plain names in the demo on loopback only; the sites share none.

use super::people::{
    Member, PASSWORD, added, applicant, first_sign_in, register, send_password, sign_in, sign_in_staff,
};
use crate::support::guest::Guest;
use crate::support::program::Program;

/// Every cookie the sites gave to somebody who did this and that, whole.
async fn given(program: &Program) -> Vec<String> {
    let lin = Guest::at_portal(program);
    register(program, &lin, "lin@example.com", "13800138000").await;
    let mut cookies = lin.get("/sign-in").await.cookies();
    cookies.extend(sign_in(&lin, "lin@example.com", PASSWORD).await.cookies());
    cookies.extend(lin.submit_to("/account", "/language", &[("lang", "en"), ("to", "/")]).await.cookies());
    cookies.extend(lin.submit_to("/account", "/display", &[("large_text", "on"), ("to", "/")]).await.cookies());
    cookies.extend(lin.submit_to("/account", "/sign-out", &[]).await.cookies());
    let mut member = added(program, "admin", "administrator");
    let admin = Guest::at_office(program);
    cookies.extend(send_password(&admin, &member).await.cookies());
    first_sign_in(program, &mut member).await;
    let admin = Guest::at_office(program);
    cookies.extend(sign_in_staff(&admin, &member, 0).await.cookies());
    cookies.extend(admin.submit_to("/me", "/language", &[("lang", "en"), ("to", "/")]).await.cookies());
    cookies
}

fn name(cookie: &str) -> &str {
    cookie.split_once('=').unwrap().0
}

#[tokio::test]
async fn plain_names_exist_in_the_demo_on_loopback_and_every_cookie_is_out_of_reach_of_scripts() {
    let program = Program::start().await;
    let cookies = given(&program).await;
    for expected in
        ["beian", "beian-seed", "beian-device", "beian-language", "beian-large-text", "beian-flash", "office"]
    {
        assert!(cookies.iter().any(|cookie| name(cookie) == expected), "{expected} is missing: {cookies:#?}");
    }
    for cookie in &cookies {
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
            "{cookie}"
        );
        assert!(!cookie.contains("Domain") && !cookie.contains("Secure"), "{cookie}");
        let own = name(cookie).starts_with("beian") || name(cookie).starts_with("office");
        assert!(own, "{cookie} belongs to neither site");
    }
    let session = cookies.iter().find(|cookie| name(cookie) == "beian" && !cookie.contains("Max-Age=0")).unwrap();
    assert!(!session.contains("Max-Age") && !session.contains("Expires"), "gone with the browser: {session}");
}

#[tokio::test]
async fn behind_tls_every_name_is_bound_to_its_host() {
    let origins =
        [("BEIAN_PORTAL_ORIGIN", "https://beian.example.cn"), ("BEIAN_OFFICE_ORIGIN", "https://desk.example.cn")];
    let program = Program::start_with(&origins).await;
    let visitor = Guest::at_portal(&program);
    let page = visitor.get("/sign-in").await;
    assert_eq!(page.headers["strict-transport-security"], "max-age=31536000; includeSubDomains");
    let officer = Guest::at_office(&program);
    for (cookies, name) in
        [(page.cookies(), "__Host-beian-seed"), (officer.get("/sign-in").await.cookies(), "__Host-office-seed")]
    {
        assert_eq!(cookies.len(), 1, "{cookies:?}");
        assert!(cookies[0].starts_with(&format!("{name}=")), "{cookies:?}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookies[0].contains(attribute), "{attribute}: {cookies:?}");
        }
        assert!(!cookies[0].contains("Domain"));
    }
}

#[tokio::test]
async fn a_session_of_one_site_is_nothing_at_the_other() {
    let program = Program::start().await;
    let lin = applicant(&program, "lin@example.com", "13800138000").await;
    let mut member: Member = added(&program, "admin", "administrator");
    let admin = first_sign_in(&program, &mut member).await;
    let (applicants, officers) = (lin.cookie("beian"), admin.cookie("office"));
    for (guest, name, value, path, leads_to) in [
        (&lin, "beian", officers.clone(), "/account", "/sign-in?next=%2Faccount"),
        (&admin, "office", applicants.clone(), "/me", "/sign-in?next=%2Fme"),
    ] {
        let own = guest.cookie(name);
        guest.carry(name, &value);
        guest.get(path).await.must_lead_to(leads_to);
        guest.carry(name, &own);
        assert_eq!(guest.get(path).await.status, 200);
    }
    // Accounts are not shared either.
    let stranger = Guest::at_office(&program);
    let fields = [("login", "lin@example.com"), ("password", PASSWORD)];
    stranger.submit("/sign-in", &fields).await.must_say("staff-sign-in-wrong");
    let stranger = Guest::at_portal(&program);
    sign_in(&stranger, "admin", &member.password).await.must_say("site-errors");
}

#[tokio::test]
async fn a_production_start_without_tls_refuses_and_says_why() {
    let program = Program::start().await;
    let output = program.try_command_with(&["config", "check"], &[("BEIAN_DEMO", "0")]);
    let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for setting in ["BEIAN_PORTAL_ORIGIN", "BEIAN_OFFICE_ORIGIN", "BEIAN_HASH_MEMORY_KIB"] {
        assert!(said.contains(setting), "{setting}: {said}");
    }
    assert!(said.contains("https://"), "{said}");
    let serving = program.try_command_with(&["serve"], &[("BEIAN_DEMO", "0")]);
    assert_eq!(serving.status.code(), Some(1), "nothing was started");
}
