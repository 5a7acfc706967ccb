//! The interface of a provider's billing system, called as it would call it.

use beian::auth::api_token::{self, NewToken, Scope, store};
use beian::auth::session::{Site, Token};
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::*;
use crate::support::sites::Sites;

/// The back office with a program that may do everything.
struct Billing {
    test_db: TestDb,
    sites: Sites,
    token: String,
}

impl Billing {
    async fn start() -> Self {
        let test_db = TestDb::start().await;
        let token = Token::random().unwrap();
        let new = NewToken { name: "计费系统".into(), scopes: Scope::ALL.to_vec(), ends_on: None };
        test_db.db.write(Actor::Operator, async |tx| store::insert(tx, &token, &new).await).await.unwrap();
        let sites = Sites::start(&test_db);
        Self { test_db, sites, token: format!("Bearer {}", api_token::text(&token)) }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let visitor = self.sites.nobody(Site::Office);
        self.sites.bare(Site::Office, method, path, &visitor).header(AUTHORIZATION, &self.token)
    }

    async fn put(&self, id: &str, body: &Value) -> Response {
        self.request(Method::PUT, &format!("/api/v1/instances/{id}")).json(body).send().await.unwrap()
    }

    async fn numbers(&self, key: &str, body: &Value) -> Response {
        let request = self.request(Method::POST, "/api/v1/service-numbers").header("Idempotency-Key", key);
        request.json(body).send().await.unwrap()
    }

    async fn audited(&self) -> String {
        let told = "select coalesce(string_agg(action || ' ' || subject_id || ' ' || detail, '; ' order by seq), '')
            from audit_events where actor_kind = 'program' and actor_id = (select id from api_tokens)";
        self.test_db.text(told).await
    }
}

fn an_instance() -> Value {
    json!({
        "owner": "li@example.cn", "product": "cloud_server", "region": "beijing", "addresses": ["114.114.7.7"],
        "billing": "subscription", "starts_on": "2026-01-01", "ends_on": "2028-12-31",
    })
}

async fn json_of(answer: Response) -> Value {
    answer.json().await.unwrap()
}

/// The pointers of what is wrong, and the status.
async fn problem(answer: Response) -> (u16, Vec<String>) {
    let status = answer.status().as_u16();
    let body = json_of(answer).await;
    let pointers = body["errors"].as_array().into_iter().flatten();
    (status, pointers.map(|part| part["pointer"].as_str().unwrap().to_owned()).collect())
}

#[actix_web::test]
async fn an_instance_is_put_put_again_changed_given_back_and_bought_again() {
    let billing = Billing::start().await;
    let body = an_instance();
    let first = billing.put("i-a", &body).await;
    assert_eq!(first.status(), 201);
    let told = json_of(first).await;
    assert_eq!((&told["id"], &told["quota"], &told["released"]), (&json!("i-a"), &json!(5), &json!(false)));
    assert_eq!(billing.put("i-a", &body).await.status(), 200);
    let mut renewed = body.clone();
    renewed["ends_on"] = json!("2029-12-31");
    assert_eq!(billing.put("i-a", &renewed).await.status(), 200);
    for _ in 0..2 {
        let gone = billing.request(Method::DELETE, "/api/v1/instances/i-a").send().await.unwrap();
        assert_eq!(gone.status(), 204);
    }
    let told = json_of(billing.request(Method::GET, "/api/v1/instances/i-a").send().await.unwrap()).await;
    assert_eq!((&told["released"], &told["obstacles"]), (&json!(true), &json!(["A-ENDED"])));
    let again = json_of(billing.put("i-a", &renewed).await).await;
    assert_eq!(again["released"], json!(false));
    let done =
        "instance.added i-a ; instance.changed i-a ends_on; instance.ended i-a released; instance.changed i-a released";
    assert_eq!(billing.audited().await, done);
    let used = "select (last_used_at is not null)::text from api_tokens";
    assert_eq!(billing.test_db.text(used).await, "true");
    billing.sites.stop().await;
}

/// What the document shows works as it shows it: its examples are sent, and what comes back is its examples.
#[actix_web::test]
async fn every_example_of_the_document_works() {
    let billing = Billing::start().await;
    let document = json_of(billing.request(Method::GET, "/api/v1/openapi.json").send().await.unwrap()).await;
    let example = |holder: &Value, kind: &str| {
        let name = holder["content"][kind]["schema"]["$ref"].as_str()?.rsplit('/').next()?;
        let shown = &document["components"]["schemas"][name]["example"];
        assert!(shown.is_object(), "{name} has no example");
        Some(shown.clone())
    };
    let mut id = String::new();
    for (method, path, status) in [
        (Method::PUT, "/api/v1/instances/{id}", 201),
        (Method::PUT, "/api/v1/instances/{id}", 200),
        (Method::GET, "/api/v1/instances/{id}", 200),
        (Method::POST, "/api/v1/instances", 200),
        (Method::POST, "/api/v1/service-numbers", 201),
        (Method::DELETE, "/api/v1/instances/{id}", 204),
    ] {
        let what = format!("{method} {path}");
        let operation = &document["paths"][path][method.as_str().to_lowercase()];
        let body = example(&operation["requestBody"], "application/json");
        if let Some(own) = body.as_ref().and_then(|body| body["id"].as_str()) {
            own.clone_into(&mut id);
        }
        let request = billing.request(method, &path.replace("{id}", &id)).header("Idempotency-Key", "order-1");
        let request = if let Some(body) = &body { request.json(body) } else { request };
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{what}");
        let Some(shown) = example(&operation["responses"][status.to_string()], "application/json") else { continue };
        let mut told = json_of(answer).await;
        // The number itself is made anew.
        if let Some(made) = told.get_mut("numbers") {
            made.clone_from(&shown["numbers"]);
        }
        assert_eq!(told, shown, "{what}");
    }
    let mut bad = document["components"]["schemas"]["InstanceBody"]["example"].clone();
    bad["region"] = json!("moon");
    let told = json_of(billing.put(&id, &bad).await).await;
    assert_eq!(told, document["components"]["schemas"]["Problem"]["example"]);
    billing.sites.stop().await;
}

/// A neighbour's wrong tokens must wait, the right one is let in all the same, and it ends after its last day.
#[actix_web::test]
async fn wrong_tokens_are_throttled_and_a_right_one_works_through_its_last_day() {
    let billing = Billing::start().await;
    let call = async |token: &str| {
        let visitor = billing.sites.nobody(Site::Office);
        let request = billing.sites.bare(Site::Office, Method::GET, "/api/v1/instances/i-none", &visitor);
        request.header(AUTHORIZATION, token).send().await.unwrap()
    };
    let wrong = format!("Bearer {}", api_token::text(&Token::random().unwrap()));
    let mut statuses = Vec::new();
    for _ in 0..22 {
        statuses.push(call(&wrong).await.status().as_u16());
    }
    assert_eq!((statuses[20], statuses[21]), (401, 429), "{statuses:?}");
    let waits = call(&wrong).await;
    assert!(waits.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(json_of(waits).await["status"], 429);
    assert_eq!(call(&billing.token).await.status(), 404, "it is let in");
    let day = async |day: &str| {
        let from = "created_at = now() - interval '9 days'";
        let last = format!("ends_on = (now() at time zone 'Asia/Shanghai')::date {day}");
        billing.test_db.as_owner(&format!("update api_tokens set {from}, {last}")).await;
        call(&billing.token).await.status().as_u16()
    };
    assert_eq!((day("+ 1").await, day("+ 0").await, day("- 1").await), (404, 404, 429), "it ended: a wrong one now");
    billing.sites.stop().await;
}

#[actix_web::test]
async fn every_bad_member_is_told_with_its_pointer_and_nothing_changes() {
    let billing = Billing::start().await;
    let mut bad = an_instance();
    bad["owner"] = json!("nobody");
    bad["region"] = json!("moon");
    bad["addresses"] = json!(["114.114.7.7", "10.0.0.1"]);
    bad["ends_on"] = json!("2025-12-31");
    let faults = problem(billing.put("i-a", &bad).await).await;
    assert_eq!(faults, (422, ["/owner", "/region", "/addresses/1", "/ends_on"].map(str::to_owned).to_vec()));
    let missing = problem(billing.put("i-a", &json!({})).await).await;
    let members = ["/owner", "/product", "/region", "/billing", "/starts_on", "/ends_on"];
    assert_eq!(missing, (422, members.map(str::to_owned).to_vec()));
    for (body, pointer) in [
        (json!({ "owner": 7 }), "/owner"),
        (json!({ "quota": "many" }), "/quota"),
        (json!({ "colour": "red" }), "/colour"),
        (json!({ "id": "i-b" }), "/id"),
    ] {
        assert_eq!(problem(billing.put("i-a", &body).await).await, (422, vec![pointer.to_owned()]), "{body}");
    }
    assert_eq!(problem(billing.put("i%20a", &an_instance()).await).await, (422, vec!["/id".to_owned()]));
    let many = json!({ "instances": [{ "id": "i-a" }, { "id": "i-b", "owner": "x" }] });
    let answer = billing.request(Method::POST, "/api/v1/instances").json(&many).send().await.unwrap();
    let (status, pointers) = problem(answer).await;
    assert_eq!((status, pointers[0].as_str()), (422, "/instances/0/owner"));
    assert!(pointers.contains(&"/instances/1/region".to_owned()), "{pointers:?}");
    // Not JSON, broken, too large.
    let send = async |kind: &str, body: String| {
        let request = billing.request(Method::PUT, "/api/v1/instances/i-a").header("content-type", kind);
        request.body(body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(send("text/plain", "{}".into()).await, 415);
    assert_eq!(send("application/json", "{".into()).await, 400);
    assert_eq!(send("application/json", format!("{{\"owner\": \"{}\"}}", "x".repeat(1 << 21))).await, 413);
    // In the reader's language.
    let request = billing.request(Method::DELETE, "/api/v1/instances/i-none").header("accept-language", "zh-CN");
    assert_eq!(json_of(request.send().await.unwrap()).await["detail"], "没有找到。");
    assert_eq!(billing.test_db.text("select count(*)::text from instances").await, "0");
    assert_eq!(billing.audited().await, "");
    billing.sites.stop().await;
}

#[actix_web::test]
async fn the_same_key_gets_the_same_numbers_and_no_more_than_the_quota_are_made() {
    let billing = Billing::start().await;
    billing.put("i-a", &an_instance()).await;
    let two = json!({ "instance": "i-a", "count": 2 });
    let first = billing.numbers("order-1", &two).await;
    assert_eq!(first.status(), 201);
    assert!(first.headers().get("idempotent-replayed").is_none());
    let first = json_of(first).await;
    assert_eq!(first["numbers"].as_array().unwrap().len(), 2);
    let again = billing.numbers("order-1", &two).await;
    assert_eq!((again.status().as_u16(), again.headers()["idempotent-replayed"].as_bytes()), (201, &b"true"[..]));
    assert_eq!(json_of(again).await, first);
    assert_eq!(billing.numbers("order-1", &json!({ "instance": "i-a", "count": 1 })).await.status(), 409);
    assert_eq!(billing.numbers("", &two).await.status(), 400);
    assert_eq!(billing.numbers("order-2", &json!({ "instance": "i-none" })).await.status(), 404);
    for (bad, at) in [
        (json!({ "instance": "i-a", "count": 0 }), "/count"),
        (json!({ "instance": "i-a", "count": 101 }), "/count"),
        (json!({ "instance": "i\u{0}a" }), "/instance"),
        (json!({ "instance": "i-a", "owner": "nobody" }), "/owner"),
    ] {
        assert_eq!(problem(billing.numbers("order-0", &bad).await).await, (422, vec![at.to_owned()]), "{bad}");
    }
    let nul = billing.request(Method::GET, "/api/v1/instances/i%00a").send().await.unwrap();
    assert_eq!(problem(nul).await.0, 404);
    // What was refused holds no key.
    assert_eq!(billing.numbers("order-3", &json!({ "instance": "i-a", "count": 4 })).await.status(), 409);
    assert_eq!(billing.numbers("order-3", &json!({ "instance": "i-a", "count": 3 })).await.status(), 201);
    assert_eq!(billing.numbers("order-4", &json!({ "instance": "i-a" })).await.status(), 409);
    // At once with one key: one does it, the others get its answer.
    let mut package = an_instance();
    package["product"] = json!("site_builder");
    billing.put("i-b", &package).await;
    let body = json!({ "instance": "i-b", "owner": "wang@example.cn" });
    let calls = (0..6).map(|_| billing.numbers("order-5", &body));
    let answers = futures_util::future::join_all(calls).await;
    let mut made = Vec::new();
    for answer in answers {
        assert_eq!(answer.status(), 201);
        made.push(json_of(answer).await.to_string());
    }
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(billing.test_db.text("select count(*)::text from service_numbers").await, "6");
    package["product"] = json!("serverless_package");
    billing.put("i-c", &package).await;
    assert_eq!(billing.numbers("order-6", &json!({ "instance": "i-c" })).await.status(), 409, "it has no numbers");
    billing.sites.stop().await;
}
