//! The checks of a call in their order, and every code of an answer.

use super::*;
use crate::bureau::packaging::{Package, seal, zip_of};

type Change = fn(&mut Client, &mut Request);

fn upload_of(client: &Client, bytes: &[u8]) -> Request {
    let package = pack(UPLOAD_ENTRY, bytes, Some(&cipher())).unwrap();
    client.request(Call::Upload { package, sequence: client.sequence + 1, compression: 0 })
}

fn package(request: &mut Request) -> &mut Package {
    match &mut request.call {
        Call::Upload { package, .. } => package,
        _ => panic!("no upload"),
    }
}

/// Each case breaks one more thing than those below it, so that the order shows.
#[test]
fn the_first_check_that_fails_decides() {
    let steps: [(i64, Change); 17] = [
        (18, |_, request| *package(request) = pack("a", &vec![b' '; FILE_BYTES + 1], None).unwrap()),
        (17, |_, request| *package(request) = seal(&zip_of(&[]).unwrap(), None)),
        (8, |_, request| *package(request) = seal(b"no zip", None)),
        (7, |_, request| package(request).hash = "x".into()),
        (6, |_, request| package(request).encryption = 1),
        (14, |client, _| client.world.switches.always_14 = true),
        (15, |client, _| client.world.rules.queue = 0),
        (11, |_, request| {
            let Call::Upload { compression, .. } = &mut request.call else { panic!("no upload") };
            *compression = 1;
        }),
        (9, |_, request| package(request).encryption = 2),
        (20, |client, _| client.world.switches.hours = Some((0, 5))),
        (19, |client, _| client.world.settings.units[0].may_report = false),
        (5, |_, request| request.caller.password_hash = "x".into()),
        (10, |_, request| request.caller.hash_algorithm = 1),
        (16, |_, request| request.caller.random = "short".into()),
        (4, |_, request| request.caller.user = "other".into()),
        (13, |client, _| client.world.settings.units[0].of_this_province = false),
        (12, |_, request| request.caller.unit = 1),
    ];
    let mut client = Client::new();
    let mut request = upload_of(&client, b"<a/>");
    for (code, step) in steps {
        step(&mut client, &mut request);
        let now = client.now;
        assert_eq!(client.world.call(request.clone(), now).code, code);
    }
    client.world.switches.always = 999;
    assert_eq!(client.world.call(request.clone(), client.now).code, 999);
    client.world.switches.maintenance_up = true;
    assert_eq!(client.world.call(request, client.now).code, 901);
    assert!(client.world.uploads.is_empty() && client.world.sequences.is_empty());
}

#[test]
fn numbers_have_no_gap_and_the_last_upload_can_be_asked_for() {
    let mut client = Client::new();
    let empty = client.call(Call::PreviousUpload);
    assert_eq!(empty.file.map(|file| (file.sequence, file.package.content)), Some((Some(0), String::new())));
    let bytes = messages::tests_support::new_filing().to_bytes().unwrap();
    let send = |client: &mut Client, sequence| {
        let package = pack(UPLOAD_ENTRY, &bytes, None).unwrap();
        client.call(Call::Upload { package, sequence, compression: 0 })
    };
    let ahead = send(&mut client, 2);
    assert_eq!((ahead.code, ahead.missing), (14, vec![1]));
    assert_eq!(send(&mut client, 1).code, 0);
    let again = send(&mut client, 1);
    assert_eq!((again.code, again.missing), (14, vec![2]), "a number is taken once");
    let last = client.call(Call::PreviousUpload).file.unwrap();
    let unpacked = unpack(&last.package, Some(&cipher()), FILE_BYTES).unwrap();
    assert_eq!((last.sequence, unpacked.bytes, last.name.as_str()), (Some(1), bytes, UPLOAD_ENTRY));
}

#[test]
fn a_file_comes_again_until_it_is_confirmed() {
    let (mut client, _) = filed();
    client.world.send_notice(UNIT, "浙ICP备00000001号", "请核实", client.now);
    client.world.send_notice(UNIT, "浙ICP备00000001号-1", "请整改", client.now);
    let name = |client: &mut Client| client.call(Call::Download).file.unwrap().name;
    let first = name(&mut client);
    assert_eq!(first, "20261128100000_zj_3.xml");
    assert_eq!(name(&mut client), first);
    for (file, code) in [("", 21), ("unknown.xml", 999), (first.as_str(), 0), (first.as_str(), 0)] {
        assert_eq!(client.call(Call::Acknowledge(file.into())).code, code, "{file}");
    }
    assert_ne!(name(&mut client), first);
}

#[test]
fn answers_have_the_forms_a_client_must_read() {
    let (mut client, _) = filed();
    for _ in 0..2 {
        client.world.send_notice(UNIT, "", "请核实", client.now);
    }
    client.world.switches.codes_1_and_3 = true;
    assert_eq!(client.call(Call::Download).code, 3);
    client.fetch();
    assert_eq!(client.call(Call::Download).code, 1);
    (client.world.switches.encrypt, client.world.switches.wrap) = (false, false);
    let file = client.call(Call::Download).file.unwrap();
    assert!(file.package.encryption == 0 && !file.package.content.contains('\n'));
    client.world.switches.wrong_hash = true;
    let file = client.call(Call::Download).file.unwrap();
    assert_eq!(unpack(&file.package, None, FILE_BYTES), Err(crate::bureau::packaging::Unreadable::Hash));
    client.world.switches.hours = Some((0, 5));
    assert_eq!([Call::Download, Call::PreviousUpload].map(|call| client.call(call).code), [20, 0]);
    client.world.switches.maintenance_down = true;
    assert_eq!(client.call(Call::Download).code, 902);
}

#[test]
fn a_filing_password_is_checked_a_few_times_an_hour() {
    let (mut client, published) = filed();
    let right = client.world.records[0].password.clone();
    let number = published.entity.number.unwrap();
    let check = |client: &mut Client, password: &str| {
        client.call(Call::VerifyPassword { number: number.clone(), password: password.into() })
    };
    assert_eq!(check(&mut client, "wrong").password_right, Some(false));
    assert_eq!(check(&mut client, &right).password_right, Some(true));
    let hash = crate::bureau::digest::filing_password_hash(&right).unwrap();
    assert_eq!(check(&mut client, &hash).password_right, Some(true));
    (0..2).for_each(|_| assert_eq!(check(&mut client, "wrong").code, 0));
    assert_eq!(check(&mut client, &right).code, 22);
    client.now += Duration::hours(2);
    assert_eq!(check(&mut client, &right).code, 0);
}

#[test]
fn faults_of_the_file_are_told_by_a_download() {
    let mut client = Client::new();
    let good = messages::tests_support::new_filing();
    let other_version = messages::Upload { version: "V.2.1".into(), ..good.clone() }.to_bytes().unwrap();
    let mut other_unit = good.clone();
    let UploadBody::Icp(body) = &mut other_unit.body else { panic!("no filings") };
    body.unit = 7;
    let cases: [(&[u8], i64); 6] = [
        (&other_version, 5004),
        (b"<UploadData version='V.3.0'><ICP><Qqdwid>x</Qqdwid></ICP></UploadData>", 5001),
        (b"no xml", 5001),
        (b"<!DOCTYPE a><UploadData version='V.3.0'/>", 5001),
        (b"<a>\xff\xff</a>", 5008),
        (&other_unit.to_bytes().unwrap(), 5003),
    ];
    for (bytes, code) in cases {
        assert_eq!(client.send(bytes), 0);
        assert_eq!(client.codes(), [code]);
    }
}

#[test]
fn a_random_value_may_be_good_once_only() {
    let mut client = Client::new();
    client.world.switches.no_replay = true;
    assert_eq!(client.call(Call::Download).code, 2);
    assert_eq!(client.call(Call::Download).code, 12);
}
