//! The contract with a vendor that reads, against a server that keeps it and one that does not.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use beian::clock;
use beian::material::reading::Document;
use beian::notify::client::{install_crypto, is_signed};
use beian::recognition::clients::vendor::Vendor;
use beian::recognition::clients::{Sheet, Unread};
use beian::recognition::reading::{FieldName, Reading, Trust};
use data_encoding::BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::filings::today;

pub const SECRET: &str = "a secret of the tests only";

/// A vendor on a port that gives these answers, one a call, and passes on what it was sent.
pub struct Service {
    pub url: String,
    pub calls: Receiver<String>,
}

impl Service {
    /// Answers in turn, the last one for good.
    pub fn start(answers: Vec<(u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/read", listener.local_addr().unwrap());
        let (told, calls) = channel();
        std::thread::spawn(move || {
            let mut answers = answers.into_iter().peekable();
            let mut last = None;
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let call = whole_call(&mut stream);
                last = answers.next().or(last);
                let (status, body) = last.clone().unwrap();
                let head = format!("HTTP/1.1 {status} x\r\nLocation: /else\r\nConnection: close\r\n");
                let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
                if told.send(call).is_err() {
                    return;
                }
            }
        });
        Self { url, calls }
    }

    /// A client of it.
    pub fn client(&self, folder: &TempDir) -> Vendor {
        install_crypto();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
        Vendor::new(&self.url, &secret).unwrap()
    }
}

fn whole_call(stream: &mut std::net::TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let count = stream.read(&mut chunk).unwrap();
        assert!(count > 0, "half a call");
        bytes.extend_from_slice(&chunk[..count]);
    }
}

fn sheet(document: Document) -> Sheet<'static> {
    Sheet { jpeg: b"\xFF\xD8a picture", document, today: today(), key: "paper/1" }
}

/// What one answer is made of.
async fn asked(status: u16, body: &str, document: Document) -> Result<Reading, Unread> {
    let folder = TempDir::new().unwrap();
    Service::start(vec![(status, body.to_owned())]).client(&folder).read(&sheet(document)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_signed_and_says_what_is_to_be_read() {
    let folder = TempDir::new().unwrap();
    let service = Service::start(vec![(200, json!({"fields": []}).to_string())]);
    assert_eq!(service.client(&folder).read(&sheet(Document::IdFront)).await.unwrap(), Reading::default());
    let call = service.calls.recv().unwrap();
    let (head, body) = call.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /read HTTP/1.1"), "{head}");
    let signature = head.lines().find_map(|line| line.strip_prefix("beian-signature: ")).unwrap();
    assert!(is_signed(SECRET.as_bytes(), clock::now(), signature, body.as_bytes()), "{signature}");
    let picture = BASE64.encode(b"\xFF\xD8a picture");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body, json!({"key": "paper/1", "document": "id-front", "picture": picture}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_vendor_tells_is_judged_by_the_same_rules() {
    let corners = json!([[1, 2], [30, 2], [30, 9], [1, 9]]);
    let answer = json!({"fields": [
        {"name": "id-number", "value": "11010519491231002x", "box": corners, "confidence": 0.2},
        {"name": "name", "value": " 王小明 "},
        {"name": "name", "value": "another"},
        {"name": "credit-code", "value": "91350100M000100Y43"},
        {"name": "blood-group", "value": "A"},
        {"name": "address", "value": ""},
    ]});
    let reading = asked(200, &answer.to_string(), Document::IdFront).await.unwrap();
    let told: Vec<_> = reading.fields.iter().map(|field| (field.name, field.value.as_str(), field.trust)).collect();
    assert_eq!(
        told,
        [(FieldName::IdNumber, "11010519491231002X", Trust::Checked), (FieldName::Name, "王小明", Trust::Read),]
    );
    assert_eq!(reading.fields[0].corners, Some([(1, 2), (30, 2), (30, 9), (1, 9)]));
    // A number that its check character belies is none, whatever the vendor thinks of it.
    let lie = json!({"fields": [{"name": "credit-code", "value": "91350100M000100Y44", "confidence": 1.0}]});
    assert!(asked(200, &lie.to_string(), Document::Certificate).await.unwrap().fields.is_empty());
    let days = json!({"fields": [
        {"name": "valid-from", "value": "2015.03.07"}, {"name": "valid-to", "value": "长期"}, {"name": "authority", "value": "某局"},
    ]});
    let reading = asked(200, &days.to_string(), Document::IdBack).await.unwrap();
    assert_eq!(reading.field(FieldName::ValidFrom).unwrap().value, "2015-03-07");
    assert_eq!(reading.field(FieldName::ValidTo).unwrap().value, "长期");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_says_whether_to_ask_again() {
    let of = async |status: u16, body: &str| match asked(status, body, Document::IdFront).await {
        Ok(reading) => {
            if reading.fields.is_empty() {
                "nothing"
            } else {
                "read"
            }
        }
        Err(Unread::Later(_)) => "later",
        Err(Unread::Hopeless(_)) => "never",
        Err(Unread::NoEngine) => "no engine",
    };
    for (status, answer) in [
        (200, "nothing"),
        (422, "nothing"),
        (302, "later"),
        (401, "later"),
        (404, "later"),
        (429, "later"),
        (503, "later"),
        (400, "never"),
        (413, "never"),
    ] {
        assert_eq!(of(status, "{}").await, answer, "{status}");
    }
    for body in ["", "<html>", r#"{"fields": 1}"#, &"x".repeat(300 << 10)] {
        assert_eq!(of(200, body).await, "later", "{:.20}", body);
    }
    let folder = TempDir::new().unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, SECRET).unwrap();
    let gone = Vendor::new(&format!("http://{nobody}/"), &secret).unwrap();
    assert!(matches!(gone.read(&sheet(Document::IdFront)).await, Err(Unread::Later(_))));
}
