//! What error pages do not tell: no version, no path, no SQL, no crate, whatever went wrong behind them.

use beian::auth::api_token::{self, NewToken, Scope, store};
use beian::auth::session::{Site, Stage, Token};
use beian::db::Tx;
use beian::values::actor::{Actor, Role};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response};

use crate::support::database::TestDb;
use crate::support::filings;
use crate::support::guest::FORM;
use crate::support::people::a_person_of_staff;
use crate::support::sites::{Body, Sites};

/// What would help who looks for a way in.
const TELLING: [&str; 15] = [
    env!("CARGO_PKG_VERSION"),
    env!("CARGO_MANIFEST_DIR"),
    ".rs:",
    "/src/",
    "actix",
    "diesel",
    "postgres",
    "relation ",
    "does not exist",
    "SQLSTATE",
    "duplicate key",
    "connection refused",
    "No such file",
    "panicked",
    "backtrace",
];

/// The answer has this status and tells nothing.
async fn tells_nothing(sites: &Sites, asked: RequestBuilder, status: u16, about: &str) {
    says_nothing(sites, asked.send().await.unwrap(), status, about).await;
}

async fn says_nothing(sites: &Sites, answer: Response, status: u16, about: &str) {
    assert_eq!(answer.status().as_u16(), status, "{about}");
    let head = format!("{:?}", answer.headers());
    let body = answer.text().await.unwrap();
    assert!(!body.is_empty(), "{about}");
    let folder = sites.program.app.config.storage_dir.display().to_string();
    for word in TELLING.into_iter().chain([folder.as_str()]) {
        assert!(!body.contains(word) && !head.contains(word), "{about} tells {word:?}: {head}\n{body}");
    }
}

#[actix_web::test]
async fn no_error_page_of_either_site_tells_versions_paths_or_sql() {
    let test_db = TestDb::start().await;
    let sites = Sites::start(&test_db);
    for site in [Site::Portal, Site::Office] {
        let who = sites.nobody(site);
        let asked = |method, path| sites.request(site, method, path, &who);
        let form = |body: String| asked(Method::POST, "/sign-in").header(CONTENT_TYPE, FORM).body(body);
        let plain = asked(Method::POST, "/sign-in").header(CONTENT_TYPE, "text/plain").body("login=a");
        tells_nothing(&sites, plain, 400, "400, no form").await;
        tells_nothing(&sites, form("login=a".into()), 403, "403, no token").await;
        tells_nothing(&sites, asked(Method::GET, "/nothing-here"), 404, "404, no page").await;
        tells_nothing(&sites, asked(Method::GET, "/assets/portal.css"), 404, "404, no asset").await;
        tells_nothing(&sites, asked(Method::PUT, "/sign-in"), 404, "405, told as 404").await;
        tells_nothing(&sites, form(format!("login={}", "a".repeat(70_000))), 413, "413, too large").await;
    }
    programs(&sites, &test_db).await;
    test_db.as_owner("alter table accounts rename to accounts_away; alter table staff rename to staff_away").await;
    for (site, field, name) in [(Site::Portal, "email", "nobody@example.cn"), (Site::Office, "login", "nobody")] {
        let fields = Body::Form(vec![(field, name), ("password", "a word of mine")]);
        let answer = sites.post(site, "/sign-in", &sites.nobody(site), fields).await;
        says_nothing(&sites, answer, 500, "500, a table is gone").await;
    }
    test_db.as_owner("alter table accounts_away rename to accounts; alter table staff_away rename to staff").await;
    for (site, field, name) in [(Site::Portal, "email", "nobody@example.cn"), (Site::Office, "login", "nobody")] {
        waits(&sites, site, (field, name)).await;
    }
    sites.stop().await;
}

/// What programs are told: problems in JSON.
async fn programs(sites: &Sites, test_db: &TestDb) {
    let token = Token::random().unwrap();
    let new = NewToken { name: "计费系统".into(), scopes: Scope::ALL.to_vec(), ends_on: None };
    let make = async |tx: &mut Tx<'_>| store::insert(tx, &token, &new).await;
    test_db.db.write(Actor::Operator, make).await.unwrap();
    let bearer = format!("Bearer {}", api_token::text(&token));
    let who = sites.nobody(Site::Office);
    let put = || sites.request(Site::Office, Method::PUT, "/api/v1/instances/i-a", &who);
    tells_nothing(sites, put(), 401, "401, no token").await;
    let plain = put().header(AUTHORIZATION, &bearer).header(CONTENT_TYPE, "text/plain").body("{}");
    tells_nothing(sites, plain, 415, "415, no JSON").await;
    let broken = put().header(AUTHORIZATION, &bearer).header(CONTENT_TYPE, "application/json").body("{");
    tells_nothing(sites, broken, 400, "400, broken JSON").await;
    let unknown = put().header(AUTHORIZATION, &bearer).header(CONTENT_TYPE, "application/json").body("{\"a\":1}");
    tells_nothing(sites, unknown, 422, "422, a member that is none").await;
}

/// Wrong passwords until it is enough.
async fn waits(sites: &Sites, site: Site, (field, name): (&str, &str)) {
    let who = sites.nobody(site);
    for _ in 0..40 {
        let fields = Body::Form(vec![(field, name), ("password", "a word of mine")]);
        let answer = sites.post(site, "/sign-in", &who, fields).await;
        if answer.status().as_u16() == 429 {
            assert!(answer.headers().contains_key(RETRY_AFTER));
            return says_nothing(sites, answer, 429, "429, too many tries").await;
        }
    }
    panic!("nobody is ever told to wait at {site:?}");
}

#[actix_web::test]
async fn without_a_database_pages_say_busy_and_no_more() {
    let test_db = TestDb::start().await;
    let nowhere = "postgresql:///nobody?user=beian&host=/nonexistent&port=1".to_owned();
    let sites = Sites::start_with(&test_db, vec![("DATABASE_URL", nowhere)]);
    for (site, field, name) in [(Site::Portal, "email", "nobody@example.cn"), (Site::Office, "login", "nobody")] {
        let fields = Body::Form(vec![(field, name), ("password", "a word of mine")]);
        let answer = sites.post(site, "/sign-in", &sites.nobody(site), fields).await;
        assert!(answer.headers().contains_key(RETRY_AFTER), "{site:?} {}", answer.status());
        says_nothing(&sites, answer, 503, "503, no database").await;
    }
    sites.stop().await;
}

/// A form of nobody would be refused as soon as it is known again who asks.
#[actix_web::test]
async fn a_page_of_somebody_who_could_not_be_looked_up_offers_no_form() {
    let test_db = TestDb::start().await;
    let sites = Sites::start(&test_db);
    let lin = filings::a_customer(&test_db, &test_db.db, "lin", 1, "").await;
    let li_na = a_person_of_staff(&test_db, "li.na", Role::Specialist, &[]).await;
    let lin = (Site::Portal, "/filings", sites.applicant(lin).await);
    let li_na = (Site::Office, "/", sites.staff(li_na, Stage::Full).await);
    for (table, to, status, offers) in
        [("sessions", "sessions_away", 503, false), ("sessions_away", "sessions", 200, true)]
    {
        test_db.as_owner(&format!("alter table {table} rename to {to}")).await;
        for (site, path, who) in [&lin, &li_na] {
            let answer = sites.get(*site, path, who).await;
            assert_eq!(answer.status().as_u16(), status, "{site:?}");
            let page = answer.text().await.unwrap();
            for part in ["<form", "name=\"csrf\"", "form=\"language\""] {
                assert_eq!(page.contains(part), offers, "{site:?} {part}: {page}");
            }
        }
    }
    sites.stop().await;
}
