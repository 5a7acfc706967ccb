//! The worker is ended by kill -9 at each point of an upload and of a download. Whoever works on afterwards loses nothing, and
//! the bureau's ledger shows each case acted on once, under numbers without a gap.

use beian::bureau::soap::{Method, Service};
use beian::filing::state::StateCode;

use super::gate::{Hold, Moment};
use super::house::{House, UNIT};

/// Where the worker stands when it is ended.
#[derive(Debug, Clone, Copy)]
enum Point {
    /// At the bureau's door.
    Call(Method, Moment),
    /// In the database, at rows that somebody holds, with a statement that has some words in it.
    Rows(&'static str, &'static str),
    /// The same after the answer to a call, which somebody took the rows during.
    After(Method, &'static str, &'static str),
}

/// Runs a worker until it stands at a point, and ends it there.
async fn end_at(house: &House, point: Point) {
    let workplace = house.workplace();
    house.only_the_line().await;
    match point {
        Point::Call(method, moment) => {
            house.gate().close(method, moment);
            let worker = workplace.start();
            house.gate().reached().await;
            worker.end();
        }
        Point::Rows(rows, words) => {
            let hold = Hold::take(&house.test, rows).await;
            let worker = workplace.start();
            hold.is_waited_for(words).await;
            worker.end();
            hold.give_back().await;
        }
        Point::After(method, rows, words) => {
            house.gate().close(method, Moment::Done);
            let worker = workplace.start();
            house.gate().reached().await;
            let hold = Hold::take(&house.test, rows).await;
            house.gate().open();
            hold.is_waited_for(words).await;
            worker.end();
            hold.give_back().await;
        }
    }
    house.gate().forget();
    house.leases_lapse().await;
}

const UPLOADS: &str = "select from bureau_uploads for update";
const DOWNLOADS: &str = "lock table bureau_downloads in exclusive mode";
/// What stands in a file may be noted while somebody holds it thus; the file itself may not be changed.
const FILES: &str = "select from bureau_downloads for no key update";
const JOBS: &str = "select from outbox where topic = 'bureau.send' for update";

/// Points of an upload; whether its file is fixed by then.
const OF_AN_UPLOAD: [(&str, bool, Point); 9] = [
    ("its file is not fixed", false, Point::Rows("select from bureau_line for update", "next_ids")),
    ("fixed, and no call begun", true, Point::Rows(UPLOADS, "FOR UPDATE")),
    ("the call arrived, and nothing is done", true, Point::Call(Method::Upload, Moment::Arrived)),
    ("the bureau acted, and did not answer", true, Point::Call(Method::Upload, Moment::Done)),
    ("answered, and nothing is recorded", true, Point::After(Method::Upload, UPLOADS, "FOR UPDATE")),
    ("recorded, and the job is not finished", true, Point::After(Method::Upload, JOBS, "outbox")),
    ("in doubt, while the bureau is asked", true, Point::Call(Method::PreviousUpload, Moment::Arrived)),
    ("in doubt, when the bureau has answered", true, Point::Call(Method::PreviousUpload, Moment::Done)),
    ("in doubt, before the answer is followed", true, Point::After(Method::PreviousUpload, UPLOADS, "FOR UPDATE")),
];

const OF_A_DOWNLOAD: [(&str, Point); 9] = [
    ("the call arrived", Point::Call(Method::Download, Moment::Arrived)),
    ("the bureau sent a file", Point::Call(Method::Download, Moment::Done)),
    ("a file came, and is not stored", Point::After(Method::Download, DOWNLOADS, "bureau_downloads")),
    ("stored, and not confirmed", Point::Call(Method::Acknowledge, Moment::Arrived)),
    ("confirmed, and not answered", Point::Call(Method::Acknowledge, Moment::Done)),
    ("the answer came, and is not noted", Point::After(Method::Acknowledge, DOWNLOADS, "bureau_downloads")),
    ("nothing of it is applied", Point::Rows(UPLOADS, "FOR UPDATE")),
    ("one piece of two is applied", Point::Rows("lock table entities in exclusive mode", "entities")),
    ("all is applied, and nothing noted of the file", Point::Rows(FILES, "applied_at")),
];

/// Whatever call of the line is added has its points.
#[test]
fn every_call_of_the_line_is_a_point_before_and_after_the_bureau_acts_and_before_its_answer_is_noted() {
    let uploads = OF_AN_UPLOAD.into_iter().map(|(_, _, point)| point);
    let points: Vec<Point> = uploads.chain(OF_A_DOWNLOAD.into_iter().map(|(_, point)| point)).collect();
    let has = |wanted: &dyn Fn(&Point) -> bool| points.iter().any(wanted);
    for method in Service::Files.methods() {
        for moment in [Moment::Arrived, Moment::Done] {
            let is_it = |point: &Point| matches!(point, Point::Call(own, at) if (*own, *at) == (method, moment));
            assert!(has(&is_it), "{method:?} {moment:?}");
        }
        assert!(has(&|point: &Point| matches!(point, Point::After(own, ..) if *own == method)), "{method:?}");
    }
}

#[actix_web::test]
async fn a_worker_killed_at_any_point_of_an_upload_sends_each_case_once() {
    let house = House::open().await;
    for (n, (what, is_fixed, point)) in (1..).zip(OF_AN_UPLOAD) {
        let case = if is_fixed { house.prepared(n).await } else { house.accepted(n).await };
        if what.starts_with("in doubt") {
            let (number, file) = house.begun().await;
            house.exchange().gateway().upload(number, &file).await.unwrap();
        }
        end_at(&house, point).await;
        house.work().await;
        house.work().await;
        assert_eq!(house.state(&case).await, StateCode::Verifying, "{what}: {:?}", house.alarms().await);
        let sent: Vec<i64> = (1..=i64::from(n)).collect();
        assert_eq!(house.uploads(), sent, "{what}: each once, and no gap");
        assert_eq!(house.bureau().cases.len(), sent.len(), "{what}");
    }
    assert_eq!(house.alarms().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_worker_killed_at_any_point_of_a_download_loses_nothing_and_applies_it_once() {
    let house = House::open().await;
    // The decision and what is on record come in one file.
    house.bureau().rules.per_file = 2;
    for (n, (what, point)) in (1..).zip(OF_A_DOWNLOAD) {
        let case = house.accepted(n).await;
        house.work().await;
        assert!(house.bureau().approve(n as usize, None, beian::clock::now()), "{what}");
        if matches!(point, Point::Rows(..)) {
            // It is here and waits to be applied.
            house.fetched().await;
        }
        end_at(&house, point).await;
        house.work().await;
        house.work().await;
        assert_eq!(house.state(&case).await, StateCode::Approved, "{what}: {:?}", house.alarms().await);
        assert!(house.bureau().waiting(UNIT).is_empty(), "{what}: confirmed");
        let counts = "select (select count(*) from bureau_downloads
                 where applied_at is not null and acknowledged_at is not null)::text || ' '
             || (select count(*) from bureau_items)::text || ' ' || (select count(*) from entities)::text";
        assert_eq!(house.test.text(counts).await, format!("{n} {} {n}", 2 * n), "{what}: each once");
        let told = "select count(*)::text from notices where kind = 'filing_approved'";
        assert_eq!(house.test.text(told).await, n.to_string(), "{what}: told once");
    }
    assert_eq!(house.alarms().await, Vec::<String>::new());
}
