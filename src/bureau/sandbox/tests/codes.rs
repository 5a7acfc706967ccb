//! Every code of an answer comes by its way, in an envelope a client reads.

use std::collections::BTreeSet;

use super::*;
use crate::bureau::packaging::{Package, seal, zip_of};
use crate::bureau::result_code::{CodeKind, codes_of};

type Way = fn(&mut Client) -> Answer;

fn upload(client: &mut Client, package: Package) -> Answer {
    let sequence = client.sequence + 1;
    client.call(Call::Upload { package, sequence, compression: 0 })
}

fn good() -> Package {
    pack(UPLOAD_ENTRY, b"<a/>", None).unwrap()
}

/// The answer to a download whose caller was changed.
fn by(client: &mut Client, change: fn(&mut Caller)) -> Answer {
    let mut request = client.request(Call::Download);
    change(&mut request.caller);
    client.world.call(request, client.now)
}

const WAYS: [(i64, Way); 26] = [
    (0, |client| upload(client, good())),
    (1, |client| {
        client.world.switches.codes_1_and_3 = true;
        client.world.send_tables(UNIT, client.now);
        client.call(Call::Download)
    }),
    (2, |client| client.call(Call::Download)),
    (3, |client| {
        client.world.switches.codes_1_and_3 = true;
        (0..2).for_each(|_| client.world.send_tables(UNIT, client.now));
        client.call(Call::Download)
    }),
    (4, |client| by(client, |caller| caller.user = "other".into())),
    (5, |client| by(client, |caller| caller.password_hash = "x".into())),
    (6, |client| upload(client, Package { encryption: 1, content: "eA==".into(), ..good() })),
    (7, |client| upload(client, Package { hash: "x".into(), ..good() })),
    (8, |client| upload(client, seal(b"no zip", None))),
    (9, |client| upload(client, Package { encryption: 2, ..good() })),
    (10, |client| by(client, |caller| caller.hash_algorithm = 1)),
    (11, |client| client.call(Call::Upload { package: good(), sequence: 1, compression: 1 })),
    (12, |client| by(client, |caller| caller.unit = 1)),
    (13, |client| {
        client.world.settings.units[0].of_this_province = false;
        client.call(Call::Download)
    }),
    (14, |client| client.call(Call::Upload { package: good(), sequence: 2, compression: 0 })),
    (15, |client| {
        (client.world.rules.queue, client.world.rules.wait) = (2, 60);
        (0..2).for_each(|_| assert_eq!(client.send(b"<a/>"), 0));
        upload(client, good())
    }),
    (16, |client| by(client, |caller| caller.random = "short".into())),
    (17, |client| upload(client, seal(&zip_of(&[]).unwrap(), None))),
    (18, |client| upload(client, pack("a", &vec![b' '; FILE_BYTES + 1], None).unwrap())),
    (19, |client| {
        client.world.settings.units[0].may_report = false;
        client.call(Call::Download)
    }),
    (20, |client| {
        client.world.switches.hours = Some((0, 5));
        upload(client, good())
    }),
    (21, |client| client.call(Call::Acknowledge(" ".into()))),
    (22, |client| {
        client.world.rules.password_checks = 0;
        client.call(Call::VerifyPassword { number: "x".into(), password: "x".into() })
    }),
    (901, |client| {
        client.world.switches.maintenance_up = true;
        upload(client, good())
    }),
    (902, |client| {
        client.world.switches.maintenance_down = true;
        client.call(Call::PreviousUpload)
    }),
    (999, |client| client.call(Call::Acknowledge("unknown.xml".into()))),
];

#[test]
fn every_code_of_an_answer_can_be_reached() {
    let reached: BTreeSet<i64> = WAYS.iter().map(|(code, _)| *code).collect();
    assert_eq!(reached, codes_of(CodeKind::Call).collect());
    for (code, way) in WAYS {
        assert_eq!(way(&mut Client::new()).code, code);
    }
}

/// Code 15 ends by itself: what waits is worked through when its time has come.
#[test]
fn a_queue_that_was_full_takes_files_again() {
    let mut client = Client::new();
    (client.world.rules.queue, client.world.rules.wait) = (1, 60);
    assert_eq!(client.send(b"<a/>"), 0);
    assert_eq!(client.send(b"<a/>"), 15);
    client.nothing_waits();
    client.now += Duration::seconds(60);
    client.world.work(client.now);
    assert_eq!(client.codes(), [5004], "worked through after its minute");
    assert_eq!(client.send(b"<a/>"), 0);
}
