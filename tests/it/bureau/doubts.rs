//! What goes wrong on the line for long, and what nobody but a person can tell.

use std::time::Duration;

use beian::bureau::jobs::{Fetch, Prepare, Send};
use beian::bureau::ledger::{Step, Theirs};
use beian::bureau::sandbox::Switches;
use beian::bureau::service::{self, Then, fetched};
use beian::bureau::soap::{Answer, Method};
use beian::db::Tx;
use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::state::{Event, StateCode};
use beian::outbox::{self, JobError};
use beian::values::actor::Actor;
use chrono::Timelike as _;

use super::gate::Moment;
use super::house::{House, UNIT};

#[actix_web::test]
async fn a_last_file_that_cannot_be_read_is_nobodys_and_one_written_anew_is_still_ours() {
    let house = House::open().await;
    let spaced = house.prepared(1).await;
    let (number, file) = house.begun().await;
    house.exchange().gateway().upload(number, &file).await.unwrap();
    let anew = [&file[..file.len() - 1], b"\n>"].concat();
    house.bureau().uploads[0].bytes = anew;
    house.work().await;
    assert_eq!((house.state(&spaced).await, house.uploads()), (StateCode::Verifying, vec![1]), "its ids tell");

    let case = house.prepared(2).await;
    let (number, file) = house.begun().await;
    house.exchange().gateway().upload(number, &file).await.unwrap();
    house.bureau().uploads[1].bytes = b"<a".to_vec();
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::ReadyToSend, vec![1, 2]), "not sent again");
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("upload 2") && told[0].contains("stands still"), "{told:?}");
    // Let go on without a word of the bureau it stops again, and is not sent twice.
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.alarms().await.len(), house.uploads()), (2, vec![1, 2]));
    house.perform(&case, Event::Received).await;
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&case).await, house.alarms().await.len()), (StateCode::Verifying, 2));
}

/// News are fetched all the time, so the line is never out of reach.
#[actix_web::test]
async fn an_upload_that_is_refused_for_half_an_hour_is_told_once() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    house.bureau().switches.maintenance_up = true;
    house.work().await;
    assert_eq!(house.test.text("select tries::text from bureau_uploads").await, "1");
    assert_eq!(house.test.text("select failures::text from bureau_line").await, "0", "a look for news was answered");
    assert_eq!(house.exchange().next().await.unwrap(), None, "it rests");
    house.test.as_owner("update bureau_uploads set tries = 5").await;
    house.work().await;
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("code 901") && told[0].contains("6 times"), "{told:?}");
    house.bureau().switches.maintenance_up = false;
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Verifying);
}

/// What comes is never confirmed, so it comes again for ever, and nothing behind it.
#[actix_web::test]
async fn a_file_that_cannot_be_confirmed_is_told_after_half_an_hour() {
    let house = House::with_a_file_unconfirmed().await;
    house.fetch().await;
    assert_eq!(house.test.text("select failures::text from bureau_line").await, "2");
    let other = house.prepared(2).await;
    house.work().await;
    assert_eq!(house.state(&other).await, StateCode::Verifying);
    let failures = house.test.text("select failures::text from bureau_line").await;
    assert_eq!(failures, "3", "an upload that is answered says nothing of what comes");
    house.test.as_owner("update bureau_line set failures = 29").await;
    house.fetch().await;
    house.fetch().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("30 times"), "{told:?}");
}

/// Each time it is confirmed, and comes all the same, and nothing behind it.
#[actix_web::test]
async fn a_file_that_was_confirmed_and_comes_again_is_told_after_half_an_hour() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    let text = house.bureau().outgoing[0].text.clone();
    house.fetch().await;
    let comes_again = || {
        let mut bureau = house.bureau();
        bureau.outgoing[0].confirmed_at = None;
        bureau.outgoing[0].text.clone_from(&text);
    };
    comes_again();
    house.fetch().await;
    let stands = "select failures || ' ' || (select count(*) from bureau_downloads) from bureau_line";
    assert_eq!(house.test.text(stands).await, "1 1", "one file, and no answer that helps");
    let noted = "select concat_ws(' ', (select count(*) from bureau_items),
             (select count(*) from outbox where topic = 'bureau.apply'),
             (select string_agg(method, ' ' order by begun_at, id) from bureau_calls where download_id is not null))";
    let told = "1 1 download acknowledge download acknowledge";
    assert_eq!(house.test.text(noted).await, told, "it is applied once, and each call about it noted once");
    house.test.as_owner("update bureau_line set failures = 29").await;
    for _ in 0..2 {
        comes_again();
        house.fetch().await;
    }
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("30 times") && told[0].contains("comes again"), "{told:?}");
}

/// At night it answers, and gives nothing until its hours begin: it is there, and is left alone so long.
#[actix_web::test]
async fn a_bureau_that_gives_nothing_for_now_is_asked_again_when_it_opens() {
    let house = House::open().await;
    let hour = beian::clock::now().with_timezone(&beian::clock::china()).hour();
    house.bureau().switches.hours = Some(((hour + 2) % 24, (hour + 3) % 24));
    house.fetch().await;
    let stands = "select concat_ws(' ', failures, fetch_tries, last_contact_at is not null,
             fetch_rests_until > now() + interval '30 minutes') from bureau_line";
    assert_eq!(house.test.text(stands).await, "0 1 t t");
    house.db().write(Actor::Clock, async |tx| fetched::want(tx).await).await.unwrap();
    let wanted = "select count(*)::text from outbox where topic = 'bureau.fetch' and finished_at is null";
    assert_eq!(house.test.text(wanted).await, "0", "not before its hours begin");
    // Closed for maintenance it tells no hour, and somebody hears of it once that takes long.
    house.bureau().switches = Switches { maintenance_down: true, ..Switches::default() };
    house.test.as_owner("update bureau_line set fetch_tries = 5").await;
    house.fetch().await;
    house.fetch().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("code 902") && told[0].contains("6 times"), "{told:?}");
    assert_eq!(house.test.text(stands).await, "0 7 t t");
    house.bureau().switches = Switches::default();
    house.fetch().await;
    assert_eq!(house.test.text(stands).await, "0 0 t", "it gives again");
}

#[actix_web::test]
async fn a_bureau_that_always_counts_otherwise_stops_the_line() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    house.bureau().switches.always_14 = true;
    house.work().await;
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("code 14") && told[0].contains("stands still"), "{told:?}");
    house.bureau().switches.always_14 = false;
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
}

#[actix_web::test]
async fn what_the_bureau_lost_goes_back_to_the_desk_once_the_operator_has_looked() {
    let house = House::open().await;
    let (kept, lost) = (house.accepted(1).await, house.accepted(2).await);
    house.work().await;
    {
        let mut bureau = house.bureau();
        bureau.uploads.truncate(1);
        bureau.sequences.insert(UNIT, 1);
    }
    let next = house.accepted(3).await;
    house.work().await;
    assert_eq!(house.state(&lost).await, StateCode::Verifying, "nobody has looked yet");
    let told = house.alarms().await;
    assert!(
        told.len() == 1 && told[0].contains("lacks uploads from 2") && told[0].contains("stands still"),
        "{told:?}"
    );
    house.let_go_on().await;
    house.work().await;
    assert_eq!(house.state(&lost).await, StateCode::Submitted);
    assert_eq!(house.decisions(&lost).await.pop().unwrap().findings.remove(0).reason, "ACC-14");
    assert_eq!((house.state(&kept).await, house.state(&next).await), (StateCode::Verifying, StateCode::Verifying));
    assert_eq!(house.uploads(), [1, 2], "the next one took the number");
    house.accept(&lost).await;
    house.work().await;
    assert_eq!((house.state(&lost).await, house.uploads()), (StateCode::Verifying, vec![1, 2, 3]));
}

#[actix_web::test]
async fn a_case_the_desk_took_back_while_its_file_was_on_its_way_is_sent_anew() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    house.begun().await;
    let verdict = || Verdict::new(vec![Finding::general("ACC-13").saying("重新填写")], None);
    house.perform(&case, |fact| Event::Faulty(fact, verdict())).await;
    house.accept(&case).await;
    house.work().await;
    assert_eq!(house.uploads(), Vec::<i64>::new(), "the first file is cleared up first");
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
    assert_eq!(
        house.test.text("select string_agg(state, ' ' order by ids) from bureau_uploads").await,
        "dropped accepted"
    );
}

#[actix_web::test]
async fn a_case_taken_back_before_its_file_left_gives_its_number_to_the_next() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    let next = house.prepared(2).await;
    let verdict = Verdict::new(vec![Finding::general("ACC-13").saying("重新填写")], None);
    house.perform(&case, |fact| Event::Faulty(fact, verdict)).await;
    house.work().await;
    assert_eq!((house.state(&next).await, house.uploads()), (StateCode::Verifying, vec![1]));
    let states = "select string_agg(concat_ws(' ', state, number), ', ' order by ids) from bureau_uploads";
    assert_eq!(house.test.text(states).await, "dropped, accepted 1");
}

#[actix_web::test]
async fn a_bureau_that_does_not_tell_its_last_upload_is_asked_again_or_stops_the_line() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    house.bureau().switches.maintenance_down = true;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::ReadyToSend, vec![]));
    assert_eq!(house.alarms().await, Vec::<String>::new(), "it is only closed");
    assert_eq!(house.test.text("select tries::text from bureau_uploads").await, "1");
    assert_eq!(house.exchange().next().await.unwrap(), None, "it rests");
    house.bureau().switches.maintenance_down = false;
    house.bureau().switches.always = 19;
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("code 19") && told[0].contains("stands still"), "{told:?}");
    house.bureau().switches.always = 0;
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
}

/// A bureau that begins anew, as with another unit, lacks nothing that it had of us.
#[actix_web::test]
async fn a_bureau_that_counts_lower_and_lacks_nothing_of_ours_makes_us_count_anew() {
    let house = House::open().await;
    house.test.as_owner("update bureau_line set next_number = 500").await;
    let case = house.accepted(1).await;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// The worker gets its answer only after the decision told that the file is there.
#[actix_web::test]
async fn an_answer_that_comes_after_the_news_of_its_file_changes_nothing() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    let turn = house.exchange().next().await.unwrap().unwrap();
    let file = house.exchange().begin(&turn).await.unwrap().unwrap();
    house.exchange().gateway().upload(turn.ours.number, &file).await.unwrap();
    house.bureau().work(beian::clock::now());
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    house.fetch().await;
    assert_eq!(house.state(&case).await, StateCode::Rejected);
    for code in [0, 14, 5] {
        assert_eq!(house.exchange().answered(&turn, &Answer::of(code, "")).await.unwrap(), Then::GoOn, "{code}");
    }
    let theirs = Theirs { last: 0, is_ours: Some(false) };
    let followed = house.db().write(Actor::Bureau, async |tx| service::follow(tx, &turn, theirs).await);
    assert_eq!(followed.await.unwrap(), Then::GoOn, "nor does what it told of its last upload before");
    assert_eq!(house.test.text("select state from bureau_uploads").await, "accepted");
    assert_eq!(house.state(&case).await, StateCode::Rejected);
}

/// The answer to nothing at all: it may have acted, and is asked before anything goes again.
#[actix_web::test]
async fn a_bureau_that_never_answers_is_given_up_and_asked_later() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    let impatient = house.another(|settings| settings.patience = Duration::from_millis(100));
    house.test.as_owner("update bureau_line set is_in_step = true").await;
    house.bureau().switches.hang = true;
    impatient.send(Send {}).await.unwrap();
    assert_eq!(house.test.text("select state || tries from bureau_uploads").await, "sending1");
    impatient.fetch(Fetch {}).await.unwrap();
    assert_eq!(house.test.text("select failures::text from bureau_line").await, "1");
    house.bureau().switches.hang = false;
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// Nothing left, so nothing is in doubt; but a file is not packed again and again for a bureau that is away.
#[actix_web::test]
async fn a_bureau_that_was_not_reached_is_asked_before_a_file_is_packed_again() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    let astray = house.another(|settings| settings.files_url = "http://127.0.0.1:1/".into());
    house.test.as_owner("update bureau_line set is_in_step = true").await;
    for tries in 1..=2 {
        astray.send(Send {}).await.unwrap();
        let stands = "select concat_ws(' ', state, tries, (select is_in_step from bureau_line)) from bureau_uploads";
        assert_eq!(house.test.text(stands).await, format!("fixed {tries} f"));
        let next = house.exchange().next().await.unwrap().unwrap();
        assert_eq!(next.step, Step::Ask);
    }
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

/// Whoever works the line has seen that nothing is left, and has not ended yet.
#[actix_web::test]
async fn a_file_that_is_fixed_while_the_line_ends_is_sent_at_once() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    let send = async |tx: &mut Tx<'_>| outbox::enqueue(tx, &Send {}).await;
    house.db().write(Actor::Clock, send).await.unwrap();
    let is_run = "update outbox set leased_until = now() + interval '1 minute' where topic = 'bureau.send'";
    house.test.as_owner(is_run).await;
    house.exchange().prepare(Prepare { filing: case.id }).await.unwrap();
    let waits = "select count(*)::text from outbox where topic = 'bureau.send' and leased_until is null";
    assert_eq!(house.test.text(waits).await, "1");
}

/// It counts as we do, and says once that it does not: it is asked, the file goes, and the operator hears of it.
#[actix_web::test]
async fn a_line_that_is_out_of_step_for_once_goes_on_by_itself_and_tells() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    let case = house.prepared(2).await;
    house.bureau().switches.always_14 = true;
    house.gate().close(Method::Upload, Moment::Done);
    let mended = async {
        house.gate().reached().await;
        house.bureau().switches.always_14 = false;
        house.gate().open();
    };
    let (sent, ()) = futures_util::future::join(house.exchange().send(Send {}), mended).await;
    let Err(JobError::GiveUp(told)) = sent else { panic!("nobody hears of it") };
    assert!(told.to_string().contains("Upload 2 was not taken: code 14"), "{told}");
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1, 2]));
    let stands = "select concat_ws(' ', is_in_step, stopped_at is null) from bureau_line";
    assert_eq!(house.test.text(stands).await, "t t");
}

/// Whoever took its case back waits for nothing; but the number that it may have had is a file's that nobody here knows.
#[actix_web::test]
async fn a_number_that_a_strange_file_has_is_told_though_nobody_waits_for_ours() {
    let house = House::open().await;
    house.accepted(1).await;
    house.work().await;
    let case = house.prepared(2).await;
    house.begun().await;
    let verdict = Verdict::new(vec![Finding::general("ACC-13").saying("重新填写")], None);
    house.perform(&case, |fact| Event::Faulty(fact, verdict)).await;
    house.count_elsewhere(2);
    let strange = br#"<UploadData version="V.3.0"><IP><Qqdwid>1</Qqdwid></IP></UploadData>"#;
    house.bureau().uploads.last_mut().unwrap().bytes = strange.to_vec();
    let next = house.accepted(3).await;
    house.work().await;
    let told = house.alarms().await;
    assert!(told.len() == 1 && told[0].contains("number 3 and not 2") && told[0].contains("backup"), "{told:?}");
    assert_eq!((house.state(&next).await, house.uploads()), (StateCode::ReadyToSend, vec![1]));
    house.let_go_on().await;
    house.work().await;
    assert_eq!((house.state(&next).await, house.uploads()), (StateCode::Verifying, vec![1, 3]));
}
