//! Hostile files and envelopes: answered at once, and the next call is served as if nothing had been.

use std::time::{Duration as Span, Instant};

use super::http::{ask, envelope, with_server};
use super::*;
use crate::bureau::soap::Service;

#[test]
fn hostile_files_are_told_as_unreadable() {
    let mut client = Client::new();
    let laughs = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><UploadData>&c;</UploadData>"#;
    let files: [(Vec<u8>, i64); 5] = [
        (laughs.into(), 5001),
        ("<a>".repeat(200_000).into(), 5001),
        (format!("<a b=\"{}\"/>", "x".repeat(5_000_000)).into(), 5001),
        (format!("<a>{}</a>", "<b/>".repeat(1_000_000)).into(), 5001),
        (br#"<?xml version="1.0" encoding="UTF-16"?><a/>"#.to_vec(), 5008),
    ];
    for (bytes, code) in files {
        let package = pack(UPLOAD_ENTRY, &bytes, None).unwrap();
        let started = Instant::now();
        let sequence = client.sequence + 1;
        assert_eq!(client.call(Call::Upload { package, sequence, compression: 0 }).code, 0);
        client.sequence = sequence;
        assert!(started.elapsed() < Span::from_secs(1), "{code} took {:?}", started.elapsed());
        assert_eq!(client.codes(), [code]);
    }
}

#[test]
fn hostile_envelopes_are_faults() {
    let good = envelope(Call::Download);
    let body = good.find("<soapenv:Body>").unwrap();
    let end = good.find("</soapenv:Body>").unwrap();
    let call = &good[body + "<soapenv:Body>".len()..end];
    let envelopes = [
        format!("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>{good}"),
        good.replace("demo", "&b;"),
        format!("{}{call}{}", &good[..end], &good[end..]),
        "<a>".repeat(100_000),
        good.replace("<soapenv:Body>", &format!("<soapenv:Body a='{}'>", "x".repeat(1_000_000))),
    ];
    with_server(move |address, _| {
        let files = format!("POST {}", Service::Files.path());
        for hostile in envelopes {
            let started = Instant::now();
            let (status, text) = ask(address, &files, &hostile).unwrap();
            assert!(status == 500 && text.contains("faultstring"), "{text}");
            assert!(started.elapsed() < Span::from_secs(1));
        }
        assert_eq!(ask(address, &files, &good).unwrap().0, 200);
    });
}
