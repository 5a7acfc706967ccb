//! The routes of programs: what opens them is a token of their scope and nothing else, and they are what the document says.

use std::collections::BTreeSet;

use beian::auth::api_token::{self, NewToken, Scope, store};
use beian::auth::session::Token;
use beian::db::Tx;
use beian::values::ids::TokenId;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::cast::Cast;
use super::*;

/// A declared route of programs.
struct Call {
    method: Method,
    pattern: String,
    scope: Scope,
}

fn calls() -> Vec<Call> {
    let declared = app::routes(Site::Office);
    let call = |(key, rule): (&(Known, String), &Access)| match rule {
        Access::Program(scope) => {
            Some(Call { method: key.0.as_str().parse().unwrap(), pattern: key.1.clone(), scope: *scope })
        }
        _ => None,
    };
    let mut calls: Vec<Call> = declared.rules().iter().filter_map(call).collect();
    calls.sort_by(|a, b| (&a.pattern, a.method.as_str()).cmp(&(&b.pattern, b.method.as_str())));
    assert!(calls.len() >= 5, "the routes of programs are not read");
    calls
}

/// A token with these scopes, as the header says it.
async fn a_token(cast: &Cast, scopes: &[Scope]) -> (TokenId, String) {
    let token = Token::random().unwrap();
    let new = NewToken { name: "计费系统".into(), scopes: scopes.to_vec(), ends_on: None };
    let make = async |tx: &mut Tx<'_>| store::insert(tx, &token, &new).await;
    let id = cast.world.test_db.db.write(beian::values::actor::Actor::Operator, make).await.unwrap();
    (id, format!("Bearer {}", api_token::text(&token)))
}

#[actix_web::test]
async fn every_route_of_programs_by_everybody() {
    let cast = Cast::start().await;
    let scene = cast.scene(Site::Office, beian::paths::pattern::DESK, false).await;
    let (_, all) = a_token(&cast, Scope::ALL).await;
    let (revoked, old) = a_token(&cast, Scope::ALL).await;
    let (over, ended) = a_token(&cast, Scope::ALL).await;
    let past = format!(
        "update api_tokens set created_at = now() - interval '9 days', ends_on = current_date - 2 where id = '{over}'"
    );
    cast.world.test_db.as_owner(&past).await;
    let revoke = async |tx: &mut Tx<'_>| store::revoke(tx, revoked).await;
    cast.world.test_db.db.write(beian::values::actor::Actor::Operator, revoke).await.unwrap();
    let before = cast.digest().await;
    for call in calls() {
        let path = call.pattern.replace("{id}", "i-none");
        let other = Scope::ALL.iter().copied().filter(|scope| *scope != call.scope).collect::<Vec<_>>();
        let (_, elsewhere) = a_token(&cast, &other).await;
        let broken = all[..all.len() - 1].to_owned();
        let without = [
            ("a revoked token", Some(old.clone())),
            ("a token of last week", Some(ended.clone())),
            ("a broken token", Some(broken)),
            ("no token", None),
        ];
        let mut tries: Vec<(&str, Option<String>, Who, u16)> =
            without.iter().map(|(name, header)| (*name, header.clone(), Who::Nobody, 401)).collect();
        for who in Who::at(Site::Office) {
            tries.push((who.name(), None, *who, 401));
        }
        tries.push(("a token of another scope", Some(elsewhere), Who::Nobody, 403));
        for (name, header, who, status) in tries {
            let visitor = cast.visitor(Site::Office, who, &scene).await;
            let mut request = cast.sites.request(Site::Office, call.method.clone(), &path, &visitor);
            if let Some(header) = header {
                request = request.header(AUTHORIZATION, header);
            }
            let answer = request.json(&json!({})).send().await.unwrap();
            let what = format!("{} {} with {name}", call.method, call.pattern);
            assert_eq!(answer.status(), status, "{what}");
            ensure_problem(answer, &what).await;
        }
        // Who may is heard, and told what is wrong with what was sent.
        let answer = cast
            .sites
            .bare(Site::Office, call.method.clone(), &path, &cast.sites.nobody(Site::Office))
            .header(AUTHORIZATION, &all)
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        let what = format!("{} {} with its token", call.method, call.pattern);
        assert!([400, 404, 422].contains(&answer.status().as_u16()), "{what}: {}", answer.status());
        ensure_problem(answer, &what).await;
    }
    let changed: Vec<_> = before.into_iter().zip(cast.digest().await).filter(|(old, new)| old != new).collect();
    let counts = |old: &String| ["api_tokens ", "throttles "].iter().any(|table| old.starts_with(table));
    assert!(changed.iter().all(|(old, _)| counts(old)), "{changed:?}");
    cast.sites.stop().await;
}

/// JSON, dressed, without a cookie.
async fn ensure_problem(answer: Response, what: &str) {
    ensure_dressed(&answer, what);
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{what}");
    assert!(answer.headers().get("set-cookie").is_none(), "{what}");
    let status = answer.status().as_u16();
    let problem: Value = answer.json().await.unwrap();
    assert_eq!((problem["status"].as_u64(), problem["type"].as_str()), (Some(status.into()), Some("about:blank")));
    assert!(problem["detail"].as_str().is_some_and(|words| words.len() > 10), "{what}: {problem}");
}

#[actix_web::test]
async fn the_document_describes_the_routes_that_are_there() {
    let cast = Cast::start().await;
    let visitor = cast.sites.nobody(Site::Office);
    let answer = cast.sites.get(Site::Office, beian::paths::pattern::API_DOCUMENT, &visitor).await;
    assert_eq!(answer.status(), 200);
    let document: Value = answer.json().await.unwrap();
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let declared: BTreeSet<String> = calls().iter().map(|call| format!("{} {}", call.method, call.pattern)).collect();
    assert_eq!(described, declared);
    // Every shape it speaks of is there.
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name} is described nowhere");
    }
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    cast.sites.stop().await;
}
