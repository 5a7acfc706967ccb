//! Hostile XML, as a bureau or somebody in its place may send it, and as a provider may: each piece is refused by either side in
//! under a second, and all of them in less than 50 MB of memory.

use std::time::{Duration, Instant};

use beian::bureau::messages::{Download, Upload};
use beian::bureau::soap::{Answer, Method, Received, Request};
use beian::bureau::xml::{self, Limits, schema};

use crate::support::alone;
use crate::support::program::most_memory;

const NAME: &str = "bureau::hostile::hostile_xml_costs_either_side_less_than_a_second_and_50_mb";
const MEMORY_KIB: usize = 50_000;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const OPEN: &str = r#"<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>"#;
const CLOSE: &str = "</S:Body></S:Envelope>";
const ANSWER: &str = r#"</S:Header><S:Body><m:isp_downloadResponse xmlns:m="http://www.miibeian.gov.cn"><return>&lt;return>&lt;msg_code>2&lt;/msg_code>&lt;/return></return></m:isp_downloadResponse></S:Body></S:Envelope>"#;
const CALL: &str = r#"</S:Header><S:Body><m:isp_download xmlns:m="http://www.miibeian.gov.cn"><ispID>1</ispID></m:isp_download></S:Body></S:Envelope>"#;

/// What stands before and after something hostile; with nothing in between it is taken.
struct Frame {
    before: String,
    after: &'static str,
}

impl Frame {
    fn file(root: &str, inside: &'static str) -> Self {
        Self { before: format!("<{root} version=\"V.3.0\"><ICP>"), after: inside }
    }

    /// An envelope, with what is hostile in its header.
    fn envelope(body: &'static str) -> Self {
        Self { before: format!(r#"<S:Envelope xmlns:S="{SOAP}"><S:Header>"#), after: body }
    }

    fn around(&self, what: &str) -> Vec<u8> {
        format!("{}{what}{}", self.before, self.after).into()
    }

    /// What is hostile, by its name.
    fn hostile(&self) -> Vec<(&'static str, Vec<u8>)> {
        let typed = |document_type: &str| [document_type.as_bytes(), &self.around("<a>&c;</a>")].concat();
        let attributes: String = (0..100_000).map(|n| format!("b{n}='' ")).collect();
        vec![
            (
                "entities within entities",
                typed(r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]>"#),
            ),
            ("an entity that lies elsewhere", typed(r#"<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/hostname">]>"#)),
            ("a document type that lies elsewhere", typed(r#"<!DOCTYPE a SYSTEM "http://192.0.2.1/a">"#)),
            ("an entity nobody knows", self.around("<a>&c;</a>")),
            ("deep nesting", self.around(&("<a>".repeat(200_000) + &"</a>".repeat(200_000)))),
            ("elements without number", self.around(&"<b/>".repeat(1_000_000))),
            ("a huge attribute", self.around(&format!("<a b=\"{}\"/>", "x".repeat(1_000_000)))),
            ("a huge name", self.around(&format!("<{}/>", "a".repeat(1_000_000)))),
            ("attributes without number", self.around(&format!("<a {attributes}/>"))),
            ("a comment without end", self.around(&format!("<!--{}", "-".repeat(1_000_000)))),
            ("marked text without end", self.around(&format!("<a><![CDATA[{}", "]".repeat(1_000_000)))),
            ("bytes of UTF-16", self.around("<a/>").iter().flat_map(|byte| [*byte, 0]).collect()),
            ("another encoding", [&b"<?xml version='1.0' encoding='UTF-16'?>"[..], &self.around("")].concat()),
            ("a zero byte", self.around("<a>\0</a>")),
        ]
    }
}

/// Two elements of which one decides.
fn twice() -> Vec<(&'static str, Method, String)> {
    let answer = |method: Method, inner: &str| {
        let name = method.operation();
        let inner = inner.replace('<', "&lt;");
        format!(
            r#"{OPEN}<m:{name}Response xmlns:m="http://www.miibeian.gov.cn"><return>{inner}</return></m:{name}Response>{CLOSE}"#
        )
    };
    let good = "<return><msg_code>0</msg_code></return>";
    let two_returns = answer(Method::Upload, good).replace("</return></m:", "</return><return/></m:");
    let bodies = answer(Method::Upload, good).replace(CLOSE, "</S:Body><S:Body></S:Body></S:Envelope>");
    vec![
        (
            "two codes",
            Method::Upload,
            answer(Method::Upload, "<return><msg_code>14</msg_code><msg_code>0</msg_code></return>"),
        ),
        ("two returns", Method::Upload, two_returns),
        ("two bodies", Method::Upload, bodies),
        (
            "two files",
            Method::Download,
            answer(Method::Download, "<return><msg_code>0</msg_code><fileInfos/><fileInfos/></return>"),
        ),
    ]
}

/// Holds that something is refused at once.
fn refused(what: &str, by: &str, is_taken: impl FnOnce() -> bool) {
    let started = Instant::now();
    assert!(!is_taken(), "{by} takes {what}");
    assert!(started.elapsed() < Duration::from_secs(1), "{by}: {what} took {:?}", started.elapsed());
}

/// Holds that a reader takes what is in a frame and refuses everything hostile in it.
fn refuses(by: &str, frame: &Frame, is_taken: impl Fn(&[u8]) -> bool) {
    assert!(is_taken(&frame.around("")), "{by} takes nothing at all");
    for (what, bytes) in frame.hostile() {
        refused(what, by, || is_taken(&bytes));
    }
}

fn refuse_all() {
    let download =
        |bytes: &[u8]| xml::read(bytes, &Limits::of_download()).is_ok_and(|root| Download::read(root).is_ok());
    let upload = |bytes: &[u8]| {
        xml::read(bytes, &Limits::default())
            .is_ok_and(|root| schema::check_upload(&root).is_empty() && Upload::read(root).is_ok())
    };
    let frame = Frame::file("DownloadData", "</ICP></DownloadData>");
    // As many as are read, and too few signs to tell before.
    let many = frame.around(&"<b/>".repeat(Limits::of_download().elements));
    refused("one element too many", "the gateway, in a file,", || download(&many));
    drop(many);
    refuses("the gateway, in a file,", &frame, download);
    let as_it_comes = |bytes: &[u8]| {
        let limits = Limits::of_download();
        xml::look_through(bytes, &limits)
            .and_then(|()| xml::read_from(bytes, &limits, Download::is_picture_on_record))
            .is_ok_and(|root| Download::read(root).is_ok())
    };
    refuses("the gateway, in a file as it comes,", &frame, as_it_comes);
    refuses("the sandbox, in a file,", &Frame::file("UploadData", "<Qqdwid>1</Qqdwid></ICP></UploadData>"), upload);
    let answer = |bytes: &[u8]| {
        let mut received = Received::expecting(bytes.len());
        received.push(bytes);
        Answer::receive(received, Method::Download).is_ok()
    };
    refuses("the gateway, in an answer,", &Frame::envelope(ANSWER), answer);
    refuses("the sandbox, in a call,", &Frame::envelope(CALL), |bytes| Request::read(bytes).is_ok());
    // What is returned is characters: no encoding is left to be wrong.
    let inner = Frame { before: "<return><msg_code>2</msg_code>".to_owned(), after: "</return>" };
    for (what, bytes) in inner.hostile().into_iter().filter(|(what, _)| *what != "another encoding") {
        refused(what, "the gateway, in what is returned,", || {
            String::from_utf8(bytes).is_ok_and(|text| Answer::read_inner(&text).is_ok())
        });
    }
    for (what, method, envelope) in twice() {
        refused(what, "the gateway", || Answer::read(envelope.as_bytes(), method).is_ok());
    }
    let two_units = CALL.replace("<ispID>", "<ispId>2</ispId><ispID>");
    let two_units = Frame { after: two_units.leak(), ..Frame::envelope("") };
    refused("two units", "the sandbox", || Request::read(&two_units.around("")).is_ok());
}

#[test]
fn hostile_xml_costs_either_side_less_than_a_second_and_50_mb() {
    // Others' tests have memory, too.
    if !alone::goes_on(NAME) {
        return;
    }
    let before = most_memory(std::process::id());
    refuse_all();
    let grown = most_memory(std::process::id()) - before;
    assert!(grown < MEMORY_KIB, "{grown} KiB");
}
