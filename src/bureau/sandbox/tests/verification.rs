//! Verification by SMS.

use super::*;

/// A case that lapsed and the one sent in its place: only one of them is decided.
#[test]
fn a_case_that_is_sent_again_takes_the_place_of_the_one_that_lapsed() {
    let mut client = verifying();
    client.now += Duration::hours(24);
    client.world.work(client.now);
    assert_eq!(client.codes(), [1999]);
    client.upload(of_filing(filing()));
    client.nothing_waits();
    assert_eq!(client.world.case(1).unwrap().stage, Stage::Replaced(2));
    assert!(!client.world.approve(1, None, client.now), "the first one is over");
    let one = client.world.verifications[1].clone();
    client.world.verify(&one.code, &one.mobile, &one.last_six, client.now);
    assert!(client.world.approve(2, None, client.now));
    assert_eq!(client.world.records.len(), 1);
}

/// Sent by two units, each of which lapsed: the second decision finds the document on record.
#[test]
fn what_is_on_record_by_now_is_refused_when_it_is_decided() {
    let mut client = verifying();
    client.world.lapse_verifications(client.now + Duration::hours(24));
    let other = Case { number: 2, unit: 7, ..client.world.cases[0].clone() };
    client.world.cases.push(other);
    assert!(client.world.approve(1, None, client.now));
    assert!(client.world.approve(2, None, client.now));
    assert!(matches!(client.world.case(2).unwrap().stage, Stage::Refused(_)));
    assert_eq!(client.world.records.len(), 1);
}

fn verifying() -> Client {
    let mut client = Client::new();
    client.world.rules.sms = true;
    client.upload(of_filing(filing()));
    client.nothing_waits();
    client
}

#[test]
fn a_person_verifies_with_code_mobile_and_last_six() {
    let mut client = verifying();
    assert!(!client.world.approve(1, None, client.now), "not before it is verified");
    let messages = client.world.take_messages();
    assert_eq!((messages.len(), messages[0].0.as_str()), (1, "13000000000"));
    assert!(client.world.take_messages().is_empty());
    let code = client.world.verifications[0].code.clone();
    assert!(messages[0].1.contains(&code));
    assert_eq!(client.world.verify(&code, "13000000000", "000000", client.now), Attempt::Wrong);
    assert_eq!(client.world.verify("000000x", "13000000000", "07299X", client.now), Attempt::Wrong);
    assert_eq!(client.world.verify(&code, "13000000001", "07299X", client.now), Attempt::Wrong);
    assert_eq!(client.world.case(1).unwrap().stage, Stage::Verifying);
}

#[test]
fn the_last_six_are_compared_without_case_and_all_persons_have_to() {
    let mut client = Client::new();
    client.world.rules.sms = true;
    let mut two = filing();
    two.websites[0].person.mobile = Some("13100000000".into());
    client.upload(of_filing(two));
    client.nothing_waits();
    let asked = client.world.verifications.clone();
    let mobiles: Vec<&str> = asked.iter().map(|one| one.mobile.as_str()).collect();
    assert_eq!(mobiles, ["13000000000", "13100000000"]);
    for (one, all) in asked.iter().zip([false, true]) {
        assert_eq!(one.last_six.len(), 6);
        assert!(!client.world.approve(1, None, client.now), "not before the last of them");
        let attempt = client.world.verify(&one.code, &one.mobile, &one.last_six.to_lowercase(), client.now);
        assert_eq!(attempt, Attempt::Verified { all });
    }
    assert!(client.world.approve(1, None, client.now));
}

#[test]
fn five_wrong_tries_end_it_with_the_fixed_words() {
    let mut client = verifying();
    let attempts: Vec<_> = (0..5).map(|_| client.world.verify("x", "13000000000", "x", client.now)).collect();
    assert_eq!(attempts[3..], [Attempt::Wrong, Attempt::TooMany]);
    let result = client.fetch_icp().results.unwrap().results.remove(0);
    assert_eq!((result.lines[0].code, result.lines[0].text.as_deref()), (1999, Some("短信核验错误次数过多")));
    assert_eq!((result.operation, result.key.as_deref()), (1, Some("1001")));
}

#[test]
fn a_day_later_it_lapses_and_a_late_decision_still_counts() {
    let mut client = verifying();
    client.now += Duration::hours(23);
    client.world.work(client.now);
    client.nothing_waits();
    client.now += Duration::hours(1);
    client.world.work(client.now);
    assert_eq!(client.codes(), [1999]);
    assert!(client.world.approve(1, None, client.now));
    assert_eq!(client.fetch_icp().results.unwrap().decisions[0].approved, 1);
}

/// Who verifies, a row an operation: whoever is in charge of what it is about, and nobody to end an access.
#[test]
fn each_operation_asks_those_in_charge_of_what_it_is_about() {
    use crate::bureau::messages::{AddAccess, Cancellation, NewRange, WebsiteRef};
    let (mut client, published) = filed();
    client.world.rules.sms = true;
    let password = crate::bureau::digest::filing_password_hash(&client.world.records[0].password).unwrap();
    let site = &published.websites[0];
    let cancel = |kind, id| IcpUpload {
        cancellations: vec![Cancellation { kind, id, reason: 1, reason_text: None, password: Some(password.clone()) }],
        ..IcpUpload::default()
    };
    let access = AddAccess {
        website: WebsiteRef::Id(site.website_id),
        isp_access: 4002,
        locations: vec![1],
        modes: vec![3],
        ranges: vec![NewRange { isp_range: 1, first: 1, last: 1 }],
        password: password.clone(),
        ..AddAccess::default()
    };
    let other = messages::FiledAccess { access_id: 9, unit: 4, ..site.accesses[0].clone() };
    client.world.records[0].filing.websites[0].accesses.push(other);
    client.world.records[0].filing.entity.person.mobile = Some("13100000000".into());
    let table = [
        (IcpUpload { new_accesses: vec![access], ..IcpUpload::default() }, Some("13000000000")),
        (cancel(2, site.accesses[0].access_id), None),
        (cancel(1, site.website_id), Some("13000000000")),
        (cancel(0, published.entity.entity_id), Some("13100000000")),
    ];
    for (upload, mobile) in table {
        let before = client.world.verifications.len();
        client.upload(upload);
        client.world.work(client.now);
        let asked: Vec<&str> = client.world.verifications[before..].iter().map(|one| one.mobile.as_str()).collect();
        assert_eq!(asked, Vec::from_iter(mobile));
    }
}
