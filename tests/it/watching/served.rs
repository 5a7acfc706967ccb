//! A served program: each line of its log, each span and each metric, after people typed who they are.

use serde_json::{Value, json};

use super::collector::Collector;
use crate::support::filings::{a_customer, a_draft};
use crate::support::guest::Guest;
use crate::support::http;
use crate::support::people::drafts;
use crate::support::program::Program;

const NAME: &str = "欧阳芷兰";
const ID_NUMBER: &str = "110000198705120021";
const MOBILE: &str = "13912345679";
const EMAIL: &str = "zhilan.typed@example.com";
const PASSWORD: &str = "quiet river stone bridge";
const ADDRESS: &str = "示例胡同77号院";

/// What people type here.
async fn type_it(program: &Program) -> String {
    let guest = Guest::at_portal(program);
    let register = [("email", EMAIL), ("mobile", MOBILE), ("password", PASSWORD), ("terms", "yes")];
    guest.submit("/register", &register).await.must_say("account-look-register");
    guest.submit("/sign-in", &[("email", EMAIL), ("password", "a wrong one of mine")]).await;
    let link = program.message(EMAIL, "/verify-email/").await.link("/verify-email/");
    guest.get(&link).await;
    let db = program.db();
    let account = a_customer(&program.database, &db, "owner", 1, "").await;
    let filing = a_draft(&db, account, &drafts(1)).await;
    let owner = Guest::applicant(program, &db, account).await;
    let page = format!("/filings/{}/entity-person", filing.reference);
    owner.get(&page).await;
    let typed =
        [("name", NAME), ("mobile", MOBILE), ("cert_number", ID_NUMBER), ("email", EMAIL), ("nonsense", ADDRESS)];
    owner.post(&page, &typed).await;
    // Twice the same field, and fields that are lists: forms that cannot be read.
    owner.post(&page, &[("name", NAME), ("name", ADDRESS)]).await;
    owner.get(&format!("/records?q={MOBILE}")).await;
    link.rsplit('/').next().unwrap().to_owned()
}

/// Nothing of what was typed stands in a text.
fn names_nobody(what: &str, text: &str, secret: &str) {
    for typed in [NAME, ID_NUMBER, MOBILE, EMAIL, PASSWORD, ADDRESS, "a wrong one of mine", secret] {
        let line = text.lines().find(|line| line.contains(typed));
        assert!(line.is_none(), "{typed} stands in {what}: {line:?}");
    }
}

/// Each line is JSON; those of requests carry their id, and where nothing was found no address.
fn is_read_by_machines(log: &str) {
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    assert!(lines.iter().all(|line| line["timestamp"].is_string() && line["level"].is_string()), "{log}");
    let answered: Vec<&Value> = lines.iter().filter(|line| line["message"] == "answered").collect();
    assert!(answered.len() >= 8, "{log}");
    for line in &answered {
        let span = &line["spans"][0];
        assert!(span["request"].as_str().is_some_and(|id| id.len() == 36), "{line}");
        assert!(line["status"].is_u64() && line["ms"].is_u64() && span["site"].is_string(), "{line}");
    }
    let has = |route: &str| answered.iter().any(|line| line["spans"][0]["route"] == route);
    assert!(has("/verify-email/{token}") && has("/filings/{ref}/entity-person"), "patterns, not addresses");
}

/// A request is a span with the transactions within it.
fn are_spans_of_requests(collector: &Collector) {
    let spans = collector.spans();
    let named = |name: &str| spans.iter().find(|span| span["name"] == name);
    let names: Vec<_> = spans.iter().map(|span| &span["name"]).collect();
    let request = named("POST /register").unwrap_or_else(|| panic!("{names:?}"));
    let attribute = |key: &str| {
        let all = request["attributes"].as_array().unwrap();
        all.iter().find(|own| own["key"] == key).map(|own| own["value"].clone())
    };
    assert_eq!(attribute("http.route"), Some(json!({ "stringValue": "/register" })));
    assert_eq!(attribute("site"), Some(json!({ "stringValue": "portal" })));
    assert!(attribute("request").is_some() && attribute("http.response.status_code").is_some(), "{request}");
    let within = spans.iter().filter(|span| span["parentSpanId"] == request["spanId"]);
    assert!(within.clone().any(|span| span["name"] == "write"), "{:?}", within.collect::<Vec<_>>());
    assert!(named("notice.mail").is_some() && named("mail").is_some(), "jobs and calls: {names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_served_program_tells_how_it_does_and_names_nobody() {
    let (collector, port) = (Collector::start(), http::free_port());
    let program = Program::start_with(&[
        ("BEIAN_LOG_FORMAT", "json"),
        ("RUST_LOG", "info,beian=debug"),
        ("BEIAN_OTLP_URL", &collector.url),
        ("BEIAN_METRICS_LISTEN", &format!("127.0.0.1:{port}")),
    ])
    .await;
    let secret = type_it(&program).await;

    let (status, metrics) = http::get(port, "/metrics").unwrap();
    assert_eq!(status, 200);
    for told in [
        "beian_requests_total{site=\"portal\",method=\"GET\",route=\"/register\",status=\"200\"} 1",
        "beian_part_up{part=\"worker\"} 1.0",
        "beian_pool_connections{state=\"most\"} 8.0",
    ] {
        assert!(metrics.lines().any(|line| line == told), "{told} is not in\n{metrics}");
    }
    assert!(metrics.contains("beian_task_seconds{task=\"worker\"} "), "{metrics}");
    names_nobody("metrics", &metrics, &secret);
    let whole = json!({ "status": "up", "database": "up", "migrations": "up", "storage": "up", "hashing": "up",
        "worker": "up", "outbox": "up" });
    let health =
        || http::get(port, "/health").map(|(status, body)| (status, serde_json::from_str::<Value>(&body).unwrap()));
    assert_eq!(health().unwrap(), (200, whole.clone()));
    std::fs::remove_dir_all(program.storage()).unwrap();
    let mut without = whole;
    (without["status"], without["storage"]) = ("down".into(), "down".into());
    assert_eq!(health().unwrap(), (503, without), "the part and nothing else");
    assert_eq!(http::get(port, "/").unwrap().0, 404);
    assert_eq!(Guest::at_portal(&program).get("/metrics").await.status, 404, "on a port of their own");

    let log = program.whole_log();
    is_read_by_machines(&log);
    names_nobody("the log", &log, &secret);
    // Ended as operators do it, it hands its last spans over.
    drop(program);
    are_spans_of_requests(&collector);
    names_nobody("the traces", &collector.text(), &secret);
}

/// Who chooses to see warnings alone wants to know whose they are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_a_request_bears_its_id_whatever_is_chosen_to_be_logged() {
    let program = Program::start_with(&[("BEIAN_LOG_FORMAT", "json"), ("RUST_LOG", "warn")]).await;
    let db = program.db();
    let account = a_customer(&program.database, &db, "owner", 1, "").await;
    let owner = Guest::applicant(&program, &db, account).await;
    program.database.as_owner("alter table sessions rename to sessions_away").await;
    assert_eq!(owner.get("/filings").await.status, 503);
    program.database.as_owner("alter table sessions_away rename to sessions").await;
    let log = program.whole_log();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told: Vec<Value> = lines.filter(|line| line["message"] == "database not reached").collect();
    let has_id = |line: &Value| line["spans"][0]["request"].as_str().is_some_and(|id| id.len() == 36);
    assert!(!told.is_empty() && told.iter().all(has_id), "{log}");
    assert!(!log.contains("\"answered\""), "only warnings are logged: {log}");
}
