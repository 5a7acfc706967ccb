//! The sandbox from a client's side: envelopes in, answers out.

use chrono::{DateTime, Duration, TimeZone, Utc};

use super::*;
use crate::bureau::digest::password_hash;
use crate::bureau::messages::{self, Download, DownloadBody, IcpDownload, IcpUpload, UploadBody};
use crate::bureau::packaging::{Cipher, FILE_BYTES, UPLOAD_ENTRY, pack, unpack};
use crate::bureau::soap::{Answer, Call, Caller, Request};
use crate::bureau::xml::schema::check_download;
use crate::bureau::xml::{self, Limits};

mod calls;
mod codes;
mod generic_client;
mod hostile;
mod http;
mod journeys;
mod orders;
mod pages;
mod reported;
mod site;
mod vectors;
mod verification;

/// Unit of the default settings.
const UNIT: i64 = 110_000_000_001;

/// A client of a world.
struct Client {
    world: World,
    now: DateTime<Utc>,
    sequence: i64,
}

impl Client {
    fn new() -> Self {
        let now = Utc.with_ymd_and_hms(2026, 11, 28, 2, 0, 0).unwrap();
        Self { world: World::new(Settings::default()), now, sequence: 0 }
    }

    fn request(&self, call: Call) -> Request {
        let random = "A1b2C3d4E5f6G7h8I9j0".to_owned();
        let password_hash = password_hash("Passw0rd", &random).unwrap();
        let caller = Caller { unit: UNIT, user: "demo".into(), random, password_hash, hash_algorithm: 0 };
        Request { caller, call }
    }

    /// A call over envelopes, both ways.
    fn call(&mut self, call: Call) -> Answer {
        let method = call.method();
        let request = Request::read(self.request(call).into_envelope(None).as_bytes()).unwrap();
        let answer = self.world.call(request, self.now);
        Answer::read(answer.to_envelope(method, "V.3.0").as_bytes(), method).unwrap()
    }

    fn send(&mut self, bytes: &[u8]) -> i64 {
        let package = pack(UPLOAD_ENTRY, bytes, Some(&cipher())).unwrap();
        let sequence = self.sequence + 1;
        let answer = self.call(Call::Upload { package, sequence, compression: 0 });
        if answer.code == 0 {
            self.sequence = sequence;
        }
        answer.code
    }

    fn upload(&mut self, body: IcpUpload) {
        let upload = messages::Upload::icp("V.3.0", IcpUpload { unit: UNIT, ..body });
        assert_eq!(self.send(&upload.to_bytes().unwrap()), 0);
    }

    /// The next file, its schema checked, confirmed.
    fn fetch(&mut self) -> Option<Download> {
        let answer = self.call(Call::Download);
        let Some(file) = answer.file else {
            assert_eq!(answer.code, 2);
            return None;
        };
        let unpacked = unpack(&file.package, Some(&cipher()), FILE_BYTES).unwrap();
        assert_eq!(unpacked.name, file.name);
        let document = xml::read(&unpacked.bytes, &Limits::default()).unwrap();
        let faults = check_download(&document);
        // The schema does not know the operation of attachments on their own.
        assert!(faults.iter().all(|fault| fault.path.ends_with("Jg_xx/Czlx")), "{faults:?}");
        let (download, unknown) = Download::read(document).unwrap();
        assert!(unknown.is_empty());
        assert_eq!(self.call(Call::Acknowledge(file.name)).code, 0);
        Some(download)
    }

    fn fetch_icp(&mut self) -> IcpDownload {
        match self.fetch().expect("a file").body {
            DownloadBody::Icp(body) => *body,
            other => panic!("{other:?}"),
        }
    }

    /// Codes of the next result.
    fn codes(&mut self) -> Vec<i64> {
        let results = self.fetch_icp().results.expect("results");
        results.results.iter().flat_map(|result| &result.lines).map(|line| line.code).collect()
    }

    fn nothing_waits(&mut self) {
        assert_eq!(self.fetch(), None);
    }
}

fn cipher() -> Cipher {
    Cipher::new("0123456789abcdef", "0102030405060708").unwrap()
}

/// A good new filing.
fn filing() -> messages::NewFiling {
    let UploadBody::Icp(body) = messages::tests_support::new_filing().body else { panic!("no filings") };
    body.new_filings[0].clone()
}

fn of_filing(filing: messages::NewFiling) -> IcpUpload {
    IcpUpload { new_filings: vec![filing], ..IcpUpload::default() }
}

/// A client whose filing is on record, and the filing.
fn filed() -> (Client, messages::Filing) {
    let mut client = Client::new();
    client.upload(of_filing(filing()));
    assert!(client.world.approve(1, None, client.now));
    client.fetch_icp();
    let mut body = client.fetch_icp();
    (client, body.filings.remove(0))
}
