//! The interface of a verification service, from our end: against a server that does as it should, lies, repeats itself and says
//! nothing. What it says that does not name the try it is asked about changes nothing.

mod by_link;
mod meanwhile;

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beian::clock;
use beian::db::Tx;
use beian::liveness::check::Verdict;
use beian::liveness::service as liveness;
use beian::liveness::vendor::Ask;
use beian::liveness::vendor::client::{Trouble, Vendor};
use beian::notify::client::{SIGNATURE_HEADER, is_signed, sign};
use beian::reference::book;
use beian::text::Message;
use beian::values::actor::Actor;
use beian::values::ids::FaceCheckId;
use reqwest::Method;

use super::by_link::link_to;
use super::house::{House, Owner};
use crate::support::filings::today;
use crate::support::guest::{Answer, Guest};
use crate::support::program::Program;

const SECRET: &[u8] = b"a secret of both sides";
const SLOT: &str = "website-1-face";

/// What it answers next: a status with a body, in which `{check}` is the try that is asked about; nothing at all; or it hangs up.
#[derive(Debug, Clone)]
enum Reply {
    Says(u16, &'static str),
    Nothing,
    HangsUp,
}

const BEGUN: Reply = Reply::Says(201, r#"{"session":"s-{check}","url":"http://127.0.0.1:9/s-{check}"}"#);
const PENDING: Reply = Reply::Says(200, r#"{"session":"s-{check}","check":"{check}","result":"pending"}"#);
const MATCHES: Reply = Reply::Says(200, r#"{"session":"s-{check}","check":"{check}","result":"matches"}"#);

/// The head of a call, in small letters, and its body.
type Call = (String, Vec<u8>);

/// A service that says what it is told to, in order, and then its last word again.
struct Service {
    port: u16,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Service {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (replies, calls) = (Arc::new(Mutex::new(VecDeque::new())), Arc::new(Mutex::new(Vec::new())));
        let own = Self { port, replies: Arc::clone(&replies), calls: Arc::clone(&calls) };
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(call) = read(&mut stream) else { continue };
                let check = check_of(&call);
                calls.lock().unwrap().push(call);
                let mut replies = replies.lock().unwrap();
                let reply = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
                match reply {
                    Some(Reply::Says(status, body)) => {
                        let body = body.replace("{check}", &check);
                        let head =
                            format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close", body.len());
                        let _ = stream.write_all(format!("{head}\r\nLocation: /\r\n\r\n{body}").as_bytes());
                    }
                    Some(Reply::HangsUp) => {}
                    // The line stays open.
                    _ => silent.push(stream),
                }
            }
        });
        own
    }

    fn will(&self, replies: &[Reply]) {
        *self.replies.lock().unwrap() = replies.iter().cloned().collect();
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

/// Head and body of a call.
fn read(stream: &mut TcpStream) -> Option<Call> {
    let (mut all, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut part).ok().filter(|read| *read > 0)?;
        all.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&all).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_ascii_lowercase();
        let length =
            head.split("content-length: ").nth(1).map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
        if body.len() >= length {
            return Some((head, body.as_bytes().to_vec()));
        }
    }
}

fn check_of((head, body): &Call) -> String {
    let body = String::from_utf8_lossy(body).into_owned();
    let rest = head.split("/sessions/s-").nth(1).or_else(|| body.split("\"check\":\"").nth(1));
    rest.unwrap_or_default().chars().take(36).collect()
}

fn ask(check: FaceCheckId) -> Ask {
    let text = |text: &str| text.to_owned();
    Ask {
        check,
        name: text("王小明"),
        kind: text("2"),
        number: text("11000019900307001X"),
        return_url: text("https://beian.example/filings"),
        callback_url: text("https://beian.example/face-results"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_of_the_service_and_what_is_made_of_it() {
    beian::notify::client::install_crypto();
    let service = Service::open();
    let vendor = Vendor::with(service.url(), SECRET.to_vec(), Duration::from_millis(400)).unwrap();
    let check = FaceCheckId::new();
    service.will(&[BEGUN]);
    let begun = vendor.begin(&ask(check)).await.unwrap();
    vendor.begin(&ask(check)).await.unwrap();
    let sent: Vec<Vec<u8>> = service.calls().into_iter().map(|(_, body)| body).collect();
    assert!(!sent[0].is_empty() && sent[0] == sent[1], "the same try is asked for in the same words");
    service.will(&[MATCHES]);
    assert_eq!(vendor.result(&begun.session, check).await, Ok(Some(Verdict::Matches)));
    for (head, body) in service.calls() {
        let signature = head.split("beian-signature: ").nth(1).unwrap().lines().next().unwrap();
        assert!(is_signed(SECRET, clock::now(), signature, &body), "{head}");
        assert!(!head.contains("11000019900307001x"), "no number in an address");
    }
    let (later, refused) = ("later", "refused");
    for (reply, kind) in [
        (Reply::Says(500, ""), later),
        (Reply::Says(503, "{}"), later),
        (Reply::Says(408, ""), later),
        (Reply::Says(429, ""), later),
        (Reply::Says(302, ""), later),
        (Reply::Says(200, "<html>maintenance</html>"), later),
        (Reply::Says(200, r#"{"session":"s-9","check":"{check}","result":"matches"}"#), later),
        (
            Reply::Says(
                200,
                r#"{"session":"s-{check}","check":"0198c0de-0000-7000-8000-000000000000","result":"matches"}"#,
            ),
            later,
        ),
        (Reply::Says(200, r#"{"session":"s-{check}","check":"{check}","result":"approved"}"#), later),
        (Reply::Says(200, r#"{"session":"s-{check}","url":"http://elsewhere.example"}"#), later),
        (Reply::Nothing, later),
        (Reply::HangsUp, later),
        (Reply::Says(401, ""), later),
        (Reply::Says(403, ""), later),
        (Reply::Says(404, ""), later),
        (Reply::Says(410, ""), refused),
        (Reply::Says(422, ""), refused),
    ] {
        service.will(std::slice::from_ref(&reply));
        let told = match &reply {
            Reply::Says(_, text) if text.contains("\"url\"") => vendor.begin(&ask(check)).await.map(|_| ()),
            _ => vendor.result(&begun.session, check).await.map(|_| ()),
        };
        let found = match told {
            Ok(()) => "believed",
            Err(Trouble::Later(_)) => later,
            Err(Trouble::Refused(_)) => refused,
        };
        assert_eq!(found, kind, "{reply:?}");
    }
}

async fn tells(guest: &Guest, secret: &[u8], seconds_ago: i64, body: &str) -> Answer {
    let signature = sign(secret, clock::now().timestamp() - seconds_ago, body.as_bytes());
    let headers = [("content-type", "application/json"), ("beian-signature", signature.as_str())];
    assert_eq!(SIGNATURE_HEADER, "Beian-Signature");
    guest.send(Method::POST, "/face-results", &headers, body.to_owned()).await
}

/// A house that has people verified by a service.
async fn house_with(service: &Service) -> House {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("face");
    std::fs::write(&secret, SECRET).unwrap();
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let url = service.url();
    let settings = [("BEIAN_FACE_URL", url.as_str()), ("BEIAN_FACE_SECRET_FILE", secret.to_str().unwrap())];
    let program = Program::start_with(&settings).await;
    let db = program.db();
    House { program, db }
}

/// Waits until a query answers so; meanwhile nothing that is to be asked of the service waits for its time.
async fn until(house: &House, sql: &str, expected: &str) {
    for _ in 0..200 {
        house.sql("update outbox set run_at = now() where topic = 'face.result' and finished_at is null").await;
        if house.text(sql).await == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(house.text(sql).await, expected, "{sql}");
}

/// The wrong secret, an old call, a session that is none, and what is no call: nothing is asked.
async fn false_calls(house: &House, caller: &Guest, told: &str) {
    let other = told.replace("s-", "t-");
    let long = format!("{told}{}", " ".repeat(5000));
    for (secret, ago, body, status) in [
        (&b"another secret of ours"[..], 0, told, 403),
        (SECRET, 400, told, 403),
        (SECRET, 0, other.as_str(), 404),
        (SECRET, 0, "{}", 400),
        (SECRET, 0, long.as_str(), 413),
    ] {
        assert_eq!(tells(caller, secret, ago, body).await.status, status, "{body}");
    }
    let asked = "select count(*)::text from outbox where topic = 'face.result' and run_at <= now()";
    assert_eq!(house.text(asked).await, "0");
}

/// A press beside it that the service refuses leaves the session that it began alone.
async fn a_refusal_beside_drops_nothing(house: &House, owner: &Owner, check: &str) {
    let (id, why) = (FaceCheckId::from_uuid(check.parse().unwrap()), Message::new("face-service-down"));
    let refused = async |tx: &mut Tx<'_>| liveness::drop_session(tx, owner.id, id, &why).await;
    house.db.write(Actor::Applicant(owner.account), refused).await.unwrap();
    let dropped = "select count(*)::text from audit_events where action = 'face.failed'";
    assert_eq!(house.text(dropped).await, "1", "only the one that never began");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_begun_by_a_link_and_settled_once_by_what_the_service_is_asked() {
    let service = Service::open();
    let house = house_with(&service).await;
    let owner = house.owner(1).await;
    let page = owner.at(&format!("verification/{SLOT}"));
    let first = owner.get(&page).await;
    first.must_say("face-service-text");
    first.must_say_words(&format!("127.0.0.1:{}", service.port));
    let version = first.hidden("service-version");
    let agreed = [("act", "service"), ("service-agree", "yes"), ("service-version", version.as_str())];
    let unasked = owner.post(&page, &[("act", "service"), ("agree", "yes"), ("version", "1")]).await;
    assert_eq!(unasked.status, 422, "the notice of recordings is another one");
    unasked.must_say("face-consent-missing");
    assert!(service.calls().is_empty(), "nothing went there before");
    service.will(&[Reply::Says(422, "")]);
    owner.post(&page, &agreed).await.must_lead_to(&page);
    owner.get(&page).await.must_say("face-service-down");
    assert_eq!(house.text("select count(*)::text from face_checks").await, "0", "what it refuses is no try of theirs");

    // What was not answered may have begun: it is the same try that is asked for again.
    service.will(&[Reply::HangsUp, BEGUN]);
    owner.post(&page, &agreed).await.must_lead_to(&page);
    let down = owner.get(&page).await;
    down.must_say("face-service-down");
    down.must_say("face-service");
    owner.post(&page, &agreed).await.must_lead_to(&page);
    let asked: Vec<String> = service.calls().iter().map(check_of).collect();
    assert_eq!(asked.len(), 3);
    assert!(asked[1] == asked[2] && asked[0] != asked[1], "{asked:?}");
    assert_eq!(house.text("select count(*)::text from face_checks").await, "1");
    let consents = "select string_agg(distinct kind, ' ') from consents where kind like 'face%'";
    assert_eq!(house.text(consents).await, "face_service");
    let check = house.text("select id::text from face_checks where state = 'asked'").await;
    a_refusal_beside_drops_nothing(&house, &owner, &check).await;
    let at_service = owner.get(&page).await;
    at_service.must_say_words(&format!("http://127.0.0.1:9/s-{check}"));
    let (head, body) = service.calls().pop().unwrap();
    let body = String::from_utf8(body).unwrap();
    assert!(head.starts_with("post /v1/sessions ") && body.contains("/face-results") && body.contains(&page), "{body}");

    let caller = Guest::at_portal(&house.program);
    let told = format!(r#"{{"session":"s-{check}","check":"{check}","result":"matches"}}"#);
    false_calls(&house, &caller, &told).await;

    // A lie is asked about again, and the word that counts is told twice.
    service.will(&[Reply::Says(200, r#"{"session":"s-1","check":"{check}","result":"matches"}"#), MATCHES]);
    for _ in 0..2 {
        assert_eq!(tells(&caller, SECRET, 0, &told).await.status, 204);
    }
    until(&house, &format!("select state from face_checks where id = '{check}'"), "matches").await;
    assert_eq!(tells(&caller, SECRET, 0, &told).await.status, 204, "told late it is no news");
    let said = "select count(*)::text from audit_events where action = 'face.judged'";
    assert_eq!(house.text(said).await, "1");
    owner.get(&page).await.must_say("face-standing-matches");
    assert!(!owner.get(&owner.at("check")).await.says("filing-face-way"));
}

/// Nobody calls, and the session ends in each way without a result before it has one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_is_asked_for_until_it_is_there_and_a_dead_session_is_told_and_begun_anew() {
    let service = Service::open();
    let house = house_with(&service).await;
    let owner = house.owner(1).await;
    let link = link_to(&owner, SLOT).await;
    let page = owner.at(&format!("verification/{SLOT}"));
    let version = owner.get(&page).await.hidden("service-version");
    let agreed = [("act", "service"), ("service-agree", "yes"), ("service-version", version.as_str())];
    let begins = async |replies: Vec<Reply>| {
        service.will(&replies);
        owner.post(&page, &agreed).await.must_lead_to(&page);
        let begun = owner.get(&page).await;
        begun.must_say_words("http://127.0.0.1:9/s-");
        begun.must_say("face-service-again");
    };
    let is_told = async || {
        let dead = owner.get(&page).await;
        dead.must_say("face-service-ended");
        dead.must_say("face-service");
        assert!(!dead.body.contains("http://127.0.0.1:9/s-"), "{}", dead.body);
    };
    begins(vec![BEGUN, Reply::Says(410, "")]).await;
    let hours = "select round(extract(epoch from expires_at - asked_at) / 3600)::text from face_checks";
    assert_eq!(house.text(hours).await, book().limits(today()).face_session_hours.to_string());
    until(&house, "select state from face_checks", "failed").await;
    is_told().await;

    begins(vec![BEGUN, PENDING]).await;
    let done = "select (count(*) >= 3)::text from outbox where topic = 'face.result' and outcome = 'done'";
    until(&house, done, "true").await;
    house.sql("update face_checks set expires_at = now() where state = 'asked'").await;
    let waits = "select count(*)::text from outbox where topic = 'face.result' and finished_at is null";
    until(&house, waits, "0").await;
    is_told().await;

    begins(vec![BEGUN, PENDING, PENDING, MATCHES]).await;
    until(&house, "select state from face_checks order by asked_at desc limit 1", "matches").await;
    until(&house, waits, "0").await;
    owner.get(&page).await.must_say("face-standing-matches");
    nothing_undoes_it(&house, &owner, &link).await;
}

/// Somebody who is verified is recorded no more: another try would take the place of what was found.
async fn nothing_undoes_it(house: &House, owner: &Owner, link: &str) {
    let helper = Guest::at_portal(&house.program).get(link).await;
    assert_eq!(helper.status, 410);
    helper.must_say("relay-over-verified");
    assert!(!helper.says("relay-over-way"), "{}", helper.body);
    let page = owner.at(&format!("verification/{SLOT}"));
    let tries = house.text("select count(*)::text from face_checks").await;
    let version = book().text("face-consent", today()).unwrap().version.as_str();
    for act in ["challenge", "service", "appointment"] {
        let refused = owner.post(&page, &[("act", act), ("agree", "yes"), ("version", version)]).await;
        assert_eq!(refused.status, 409, "{act}");
        refused.must_say("face-refused-verified");
    }
    assert_eq!(house.text("select count(*)::text from face_checks").await, tries);
}
