//! The vectors of the interface as an unknown client would send them: texts, not our own writer.

use super::*;
use crate::bureau::packaging::vectors::{DEFLATED, DOWNLOAD, ENCRYPTED, PAYLOAD, STORED};
use crate::bureau::soap::Method;

fn envelope(operation: &str, hash: &str, more: &str) -> String {
    format!(
        r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
        <m:{operation} xmlns:m="http://www.miibeian.gov.cn"><ispID>{UNIT}</ispID><userName>demo</userName>
        <randVal>A1b2C3d4E5f6G7h8I9j0</randVal><pwdHash>{hash}</pwdHash>{more}</m:{operation}>
        </soapenv:Body></soapenv:Envelope>"#
    )
}

/// What the envelope of an answer says inside.
fn answer(client: &mut Client, text: &str) -> (i64, String) {
    let request = Request::read(text.as_bytes()).unwrap();
    let method = request.call.method();
    let envelope = client.world.call(request, client.now).to_envelope(method, "V.3.0");
    (Answer::read(envelope.as_bytes(), method).unwrap().code, envelope)
}

fn upload(client: &mut Client, content: &str, hash: &str, sequence: i64, encryption: i64) -> (i64, String) {
    let more = format!(
        "<beianInfo>{content}</beianInfo><beianInfoHash>{hash}</beianInfoHash><dataSequence>{sequence}</dataSequence>\
         <encryptAlgorithm>{encryption}</encryptAlgorithm><hashAlgorithm>0</hashAlgorithm>\
         <compressionFormat>0</compressionFormat>"
    );
    answer(client, &envelope("isp_upload", "GUSwJJMT+0INO+Bd+6GD9g==", &more))
}

/// 17.1, with the mistakes it warns of.
#[test]
fn password_hashes_are_right_or_wrong() {
    let cases = [
        ("Passw0rd", "GUSwJJMT+0INO+Bd+6GD9g==", 2),
        ("Passw0rd", "MTk0NGIwMjQ5MzEzZmI0MjBkM2JlMDVkZmJhMTgzZjY=", 5),
        ("Passw0rd", "V9WO+ZXc8zLPhFmvLx94nA==", 5),
        ("口令Pw1", "LhSi0vln6+SFMpw5U/hwAg==", 2),
        ("口令Pw1", "/gIu+WHRdOBM59p7R9aFPw==", 5),
    ];
    let mut client = Client::new();
    for (password, hash, code) in cases {
        client.world.settings.units[0].password = password.to_owned();
        let call = envelope("isp_download", hash, "<hashAlgorithm>0</hashAlgorithm>");
        assert_eq!(answer(&mut client, &call).0, code, "{hash}");
    }
}

/// 17.2 and 17.3.
#[test]
fn packages_are_taken_stored_deflated_and_encrypted() {
    let mut client = Client::new();
    let packages = [
        (STORED, "b/baFA3uiVpF5yhz+cS6aQ==", 0),
        (DEFLATED, "C0D6aBZ2NY+4+WYkjV5Njw==", 0),
        (ENCRYPTED, "b/baFA3uiVpF5yhz+cS6aQ==", 1),
    ];
    for (sequence, (content, hash, encryption)) in (1..).zip(packages) {
        assert_eq!(upload(&mut client, content, hash, sequence, encryption).0, 0);
        let last = client.call(Call::PreviousUpload).file.unwrap();
        let unpacked = unpack(&last.package, Some(&cipher()), FILE_BYTES).unwrap();
        assert_eq!(unpacked.bytes, crate::bureau::gbk::encode(PAYLOAD).unwrap());
    }
    let range = |range: &Range| (range.unit, range.kind, range.first, range.last);
    let ranges: Vec<_> = client.world.ranges.iter().map(range).collect();
    assert_eq!(
        ranges,
        [(UNIT, RangeKind::Source, 3_221_225_985, 3_221_225_985)],
        "reported three times, on record once"
    );
}

/// 17.4.
#[test]
fn a_download_is_the_one_of_the_vectors() {
    let mut client = Client::new();
    let name = "20160415151004_zj_1.xml".to_owned();
    let file = Outgoing { unit: UNIT, name: name.clone(), text: DOWNLOAD.into(), at: client.now, confirmed_at: None };
    client.world.outgoing.push(file);
    let file = client.call(Call::Download).file.unwrap();
    let unpacked = unpack(&file.package, Some(&cipher()), FILE_BYTES).unwrap();
    assert_eq!((file.name.as_str(), unpacked.name.as_str()), (name.as_str(), name.as_str()));
    assert_eq!(unpacked.bytes, crate::bureau::gbk::encode(DOWNLOAD).unwrap());
}

/// 17.5.
#[test]
fn a_number_out_of_order_is_answered_with_the_missing_one() {
    let mut client = Client::new();
    client.world.sequences.insert(UNIT, 500);
    let (code, envelope) = upload(&mut client, STORED, "b/baFA3uiVpF5yhz+cS6aQ==", 502, 0);
    assert_eq!(code, 14);
    let inside = "<dataSequences><dataSequence>501</dataSequence></dataSequences></return>".replace('<', "&lt;");
    assert!(envelope.replace("&gt;", ">").contains(&inside), "{envelope}");
    assert_eq!(Answer::read(envelope.as_bytes(), Method::Upload).unwrap().missing, [501]);
}
