//! The line to the bureau, against the sandbox on a port of its own: cases go up, results come back, and wherever the worker
//! ends, nothing is lost or sent twice.

use beian::bureau::jobs::{Prepare, Send};
use beian::bureau::service;
use beian::bureau::soap::Method;
use beian::db::Tx;
use beian::filing::state::{Event, StateCode};
use beian::outbox;
use beian::values::actor::Actor;

mod alarms;
mod answers;
mod arrivals;
mod codes;
mod doubts;
pub mod gate;
mod hostile;
mod house;
mod killed;
mod missing;
mod moments;
mod operations;
mod operator;
mod papers;
mod pictures;
mod program;
mod settings;
mod status;
mod switches;
mod verification;
mod watched;
mod work;

use crate::papers::marker;
use house::{House, UNIT};

#[actix_web::test]
async fn an_accepted_case_goes_to_the_bureau_and_comes_back_with_its_number() {
    let house = House::open().await;
    let case = house.accepted_with(1, marker::mark_company).await;
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Verifying, "the bureau has it: {:?}", house.alarms().await);
    assert!(house.db().read(Actor::Clock, async |tx| service::waiting(tx, case.id).await).await.unwrap().is_none());
    assert_eq!(house.uploads(), [1]);
    assert!(house.bureau().cases[0].asked.words().iter().any(|word| word.contains("example1.cn")));
    // What went up is sealed where it is kept.
    let sql = "select (count(*) filter (where position('example1.cn'::bytea in content_sealed) > 0))::text from bureau_uploads";
    assert_eq!(house.test.text(sql).await, "0");

    house.bureau().switches.encrypt = true;
    house.bureau().approve(1, None, beian::clock::now());
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Approved, "{:?}", house.alarms().await);
    assert_eq!(house.test.text("select entity_number from entities").await, "京ICP备00000001号");
    let told = "select count(*)::text from notices where facts::text like '%京ICP备00000001号-1%'";
    assert_eq!(house.test.text(told).await, "1");
    let mail = "select count(*)::text from outbox o join deliveries d on d.outbox_id = o.id join notices n on n.id = d.notice_id
        where n.facts::text like '%京ICP备00000001号-1%'";
    assert_ne!(house.test.text(mail).await, "0", "the mail is on its way");
    assert!(house.bureau().waiting(UNIT).is_empty(), "all is confirmed");
    assert_eq!(house.alarms().await, Vec::<String>::new());
    assert_ne!(house.test.text("select count(content_sealed)::text from bureau_downloads").await, "0");
    marker::stand_in_no_table(&house.test, &[]).await;
}

#[actix_web::test]
async fn a_refusal_a_fault_and_a_lapse_come_back_to_whom_they_concern() {
    let house = House::open().await;
    let (refused, faulty, lapsed) = (house.accepted(1).await, house.accepted(2).await, house.accepted(3).await);
    let other = house.accepted(4).await;
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3, 4]);
    let now = beian::clock::now();
    house.bureau().refuse(1, "证件不清晰", now);
    let told = house.bureau().cases[1].clone();
    house.bureau().tell_results(&told, vec![(1004, "无效域名。错误数据：example2.cn".into())], now);
    let told = house.bureau().cases[2].clone();
    house.bureau().tell_results(&told, vec![(1999, "短信核验超时未完成".into())], now);
    let told = house.bureau().cases[3].clone();
    house.bureau().tell_results(&told, vec![(1999, "材料需补充".into())], now);
    house.work().await;
    assert_eq!(house.state(&refused).await, StateCode::Rejected);
    let opinions = house.decisions(&refused).await;
    assert_eq!(opinions.last().unwrap().opinion.as_deref(), Some("证件不清晰"));
    assert_eq!(house.state(&faulty).await, StateCode::Submitted, "back at the desk");
    let finding = house.decisions(&faulty).await.pop().unwrap().findings.remove(0);
    assert_eq!(finding.target.unwrap().to_string(), "websites/1.domains");
    assert_eq!((finding.code, finding.words.as_deref()), (Some(1004), Some("错误数据：example2.cn")));
    assert_eq!(house.filing(&lapsed).await.state_key(), "filing-state-not-verified");
    assert_eq!(house.state(&other).await, StateCode::Submitted, "the code for all the rest is not always about SMS");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// Nobody verified, and the bureau's desk decides all the same.
#[actix_web::test]
async fn a_decision_after_a_lapse_still_counts() {
    let house = House::open().await;
    let (refused, faulty) = (house.accepted(1).await, house.accepted(2).await);
    let (approved, resent) = (house.accepted(3).await, house.accepted(4).await);
    house.work().await;
    let now = beian::clock::now();
    let lapse = || vec![(1999, "短信核验超时未完成".to_owned())];
    let told = house.bureau().cases.clone();
    for case in &told {
        house.bureau().tell_results(case, lapse(), now);
    }
    house.work().await;
    for case in [&refused, &faulty, &approved, &resent] {
        assert_eq!(house.filing(case).await.state_key(), "filing-state-not-verified");
    }
    // One is sent again, and its new file has not left.
    house.test.as_owner("update filings set state_since = state_since - interval '2 days', touched_at = state_since - interval '2 days'").await;
    let (id, version) = (resent.id, house.filing(&resent).await.version);
    let again = async |tx: &mut Tx<'_>| beian::filing::service::perform(tx, id, version, Event::SendAgain).await;
    house.db().write(house.specialist(), again).await.unwrap();
    house.exchange().prepare(Prepare { filing: resent.id }).await.unwrap();
    house.test.as_owner("delete from outbox where topic = 'bureau.send' and finished_at is null").await;

    house.bureau().refuse(1, "证件不清晰", now);
    house.bureau().tell_results(&told[1], vec![(1004, "无效域名。错误数据：example2.cn".into())], now);
    house.bureau().tell_results(&told[2], lapse(), now);
    house.bureau().approve(3, None, now);
    house.bureau().approve(4, None, now);
    house.fetch().await;
    assert_eq!(house.filing(&refused).await.state_key(), "filing-state-refused");
    assert_eq!(house.decisions(&refused).await.pop().unwrap().opinion.as_deref(), Some("证件不清晰"));
    assert_eq!(house.state(&faulty).await, StateCode::Submitted, "the desk looks at it");
    assert_eq!(house.state(&approved).await, StateCode::Approved, "a lapse told twice is no news");
    assert_eq!(house.state(&resent).await, StateCode::Approved);
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3, 4], "the file that was about to go is dropped");
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

#[actix_web::test]
async fn what_the_interface_cannot_take_goes_back_to_the_desk_and_takes_no_number() {
    let house = House::open().await;
    // Without an office phone with its area code.
    let case = house.accepted_with(1, |forms| forms.entity_person.office_phone.clear()).await;
    let good = house.accepted(2).await;
    // A name as it is printed, with a character that cannot be written.
    let unwritable = house.accepted_with(3, |forms| forms.entity_person.name = "王𣲗".into()).await;
    house.work().await;
    assert_eq!(house.state(&unwritable).await, StateCode::Submitted);
    let findings = house.decisions(&unwritable).await.pop().unwrap().findings;
    let told: Vec<_> = findings.into_iter().map(|finding| (finding.code, finding.words)).collect();
    assert_eq!(told, [(Some(5008), Some("𣲗".to_owned()))]);
    assert_eq!(house.state(&case).await, StateCode::Submitted);
    let findings = house.decisions(&case).await.pop().unwrap().findings;
    let targets: Vec<_> = findings.into_iter().filter_map(|finding| finding.target).map(|t| t.to_string()).collect();
    assert_eq!(targets, ["entity-person.office_phone"], "of the entity and its website: asked once");
    assert_eq!(house.state(&good).await, StateCode::Verifying);
    assert_eq!(house.uploads(), [1], "no gap");
}

/// Addresses of the new form have no place in the interface: the desk hears of it, and decides.
#[actix_web::test]
async fn what_the_interface_cannot_carry_is_told_once_and_stays_behind() {
    let house = House::open().await;
    let case = house.accepted_with(1, |forms| forms.access.other_addresses = vec!["2400:3200::1".into()]).await;
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Submitted);
    let finding = house.decisions(&case).await.pop().unwrap().findings.remove(0);
    assert_eq!((finding.reason.as_str(), finding.words.as_deref()), ("ACC-16", Some("2400:3200::1")));
    house.accept(&case).await;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// Each case meets another end of the worker. The bureau's ledger shows each once, under numbers without a gap.
#[actix_web::test]
async fn wherever_the_worker_ends_each_case_is_sent_once() {
    let house = House::open().await;
    let exchange = house.exchange();

    // Before the call.
    let before = house.prepared(1).await;
    let turn = exchange.next().await.unwrap().unwrap();
    exchange.begin(&turn).await.unwrap();
    house.work().await;
    assert_eq!((house.state(&before).await, house.uploads()), (StateCode::Verifying, vec![1]));

    // After the call, before the answer is recorded.
    let after = house.prepared(2).await;
    let turn = exchange.next().await.unwrap().unwrap();
    let file = exchange.begin(&turn).await.unwrap().unwrap();
    assert_eq!(exchange.gateway().upload(turn.ours.number, &file).await.unwrap().code, 0);
    assert_eq!(house.state(&after).await, StateCode::ReadyToSend, "nobody knows yet");
    house.work().await;
    assert_eq!((house.state(&after).await, house.uploads()), (StateCode::Verifying, vec![1, 2]));

    // During the call: the bureau acts, and the line is cut before it answers.
    let during = house.prepared(3).await;
    house.cut(Some(Method::Upload));
    house.work().await;
    house.cut(None);
    assert_eq!((house.state(&during).await, house.uploads()), (StateCode::ReadyToSend, vec![1, 2, 3]));
    house.work().await;
    assert_eq!((house.state(&during).await, house.uploads()), (StateCode::Verifying, vec![1, 2, 3]));

    // After the answer is recorded nothing is left to do.
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3]);

    // The decision comes before anybody knows that the file arrived.
    let early = house.prepared(4).await;
    let turn = exchange.next().await.unwrap().unwrap();
    let file = exchange.begin(&turn).await.unwrap().unwrap();
    exchange.gateway().upload(turn.ours.number, &file).await.unwrap();
    house.bureau().work(beian::clock::now());
    house.bureau().approve(4, None, beian::clock::now());
    house.fetch().await;
    assert_eq!(house.state(&early).await, StateCode::Approved);
    house.work().await;
    assert_eq!(house.uploads(), [1, 2, 3, 4]);
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

#[actix_web::test]
async fn whoever_else_counts_makes_us_count_anew_and_the_operator_hears_of_it() {
    let house = House::open().await;
    // Where a unit sent files before, its count is taken over without a word.
    house.count_elsewhere(500);
    let first = house.accepted(1).await;
    house.work().await;
    assert_eq!((house.state(&first).await, house.uploads()), (StateCode::Verifying, vec![501]));
    assert_eq!(house.alarms().await, Vec::<String>::new());
    house.count_elsewhere(503);
    let second = house.accepted(2).await;
    house.work().await;
    // What it has and we do not know may be our own, from before a backup that was brought back: somebody looks first.
    assert_eq!((house.state(&second).await, house.uploads()), (StateCode::ReadyToSend, vec![501]));
    let alarms = house.alarms().await;
    assert!(alarms.len() == 1 && alarms[0].contains("code 14") && alarms[0].contains("backup"), "{alarms:?}");
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&second).await, house.uploads()), (StateCode::Verifying, vec![501, 504]));

    // It may have arrived, and others came after it: nobody but a person can tell.
    let doubtful = house.prepared(3).await;
    house.begun().await;
    house.count_elsewhere(509);
    let later = house.accepted(4).await;
    house.work().await;
    assert_eq!(house.state(&doubtful).await, StateCode::ReadyToSend);
    assert_eq!(house.state(&later).await, StateCode::ReadyToSend, "the line stands still");
    let alarms = house.alarms().await;
    assert!(alarms.len() == 2 && alarms[1].contains("505") && alarms[1].contains("509"), "{alarms:?}");
    // The desk asked, and records what the bureau said; the operator lets the line go on.
    house.perform(&doubtful, Event::Received).await;
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&later).await, house.uploads()), (StateCode::Verifying, vec![501, 504, 510]));
}

#[actix_web::test]
async fn a_record_that_comes_again_with_other_numbers_stops_the_line() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().approve(1, None, beian::clock::now());
    let record = house.bureau().outgoing.last().unwrap().text.clone();
    assert!(record.contains("<BASJ>"), "{record}");
    house.work().await;
    let again = |from: &str, to: &str| {
        let mut bureau = house.bureau();
        let file = bureau.outgoing.last_mut().unwrap();
        file.text = record.replace(from, to);
        file.confirmed_at = None;
    };
    again("</Zt_xx>", "<Bz>更正</Bz></Zt_xx>");
    house.work().await;
    assert_eq!(house.alarms().await, Vec::<String>::new(), "the same numbers are no news");
    again("京ICP备00000001号", "京ICP备00000009号");
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("with other numbers"), "{told:?}");
    assert_eq!(house.test.text("select entity_number from entities").await, "京ICP备00000001号");
    assert_eq!(house.test.text("select (stopped_at is not null)::text from bureau_line").await, "true");
}

#[actix_web::test]
async fn a_file_is_stored_once_however_often_it_comes() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    house.cut(Some(Method::Acknowledge));
    house.fetch().await;
    house.cut(None);
    house.fetch().await;
    house.fetch().await;
    assert_eq!(house.state(&case).await, StateCode::Rejected);
    assert_eq!(house.test.text("select count(*)::text from bureau_downloads").await, "1");
    let applied = "select string_agg(outcome, ',') from bureau_items";
    assert_eq!(house.test.text(applied).await, "applied");
    // A file that nobody asked for is kept, and what we know of it is no alarm.
    house.bureau().send_tables(UNIT, beian::clock::now());
    let tables = house.bureau().outgoing[1].text.clone();
    house.fetch().await;
    assert_eq!(house.test.text(applied).await, "applied,applied");
    assert_eq!(house.alarms().await, Vec::<String>::new());
    // Another one under a name that is known is another one, whether or not the first is still kept. A code that we have no
    // word for is told.
    let strange = tables.replace("<Id>6</Id><Mc>社会团体</Mc>", "<Id>99</Id><Mc>其他组织</Mc>");
    house.test.as_owner("update bureau_downloads set content_sealed = null").await;
    house.bureau().outgoing[0].text = strange;
    house.bureau().outgoing[0].confirmed_at = None;
    house.fetch().await;
    assert!(house.bureau().waiting(UNIT).is_empty());
    assert_eq!(house.test.text("select sort from bureau_items where outcome = 'left'").await, "tables");
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("Dwxz_dms") && told[0].contains("Code 99 "), "{told:?}");
    // What no file is called is neither stored nor confirmed.
    house.bureau().outgoing[1].text = tables;
    house.bureau().outgoing[1].confirmed_at = None;
    house.bureau().outgoing[1].name = "../a.xml".into();
    house.fetch().await;
    assert_eq!(house.bureau().waiting(UNIT).len(), 1);
    assert_eq!(house.test.text("select failures::text from bureau_line").await, "1");
    let names = "select count(distinct name)::text || ' ' || count(*)::text from bureau_downloads";
    assert_eq!(house.test.text(names).await, "2 3");
}

#[actix_web::test]
async fn a_wrong_password_stops_the_line_until_somebody_has_looked() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    house.bureau().settings.units[0].password = "another".into();
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::ReadyToSend);
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("code 5"), "{told:?}");
    house.work().await;
    assert_eq!(house.alarms().await.len(), 1, "it is not tried again by itself");
    house.bureau().settings.units[0].password = "Passw0rd".into();
    // Who runs the job again lifts no stop: the operator does.
    house.db().write(Actor::Clock, async |tx| outbox::enqueue(tx, &Send {}).await).await.unwrap();
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::ReadyToSend);
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
}
