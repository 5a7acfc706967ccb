//! Every code of the interface as the answer to every method, and what the line makes of it.

use std::collections::BTreeSet;

use beian::bureau::jobs::{Fetch, Send};
use beian::bureau::result_code::{CodeKind, codes_of};
use beian::bureau::soap::Method;
use beian::filing::state::StateCode;
use beian::outbox::{JobError, JobResult};
use beian::registry::lookup::Question;
use beian::registry::service::told::Outside as _;
use beian::values::FilingPassword;
use futures_util::future::join;

use super::gate::Moment;
use super::house::{House, UNIT};

/// Codes that are taken one way, how things stand after each, and whether somebody is told.
type Row = (&'static [i64], &'static str, bool);

/// Somebody has to look.
const STOPS: &[i64] = &[4, 5, 6, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 21];
/// The bureau is closed.
const CLOSED: &[i64] = &[20, 901, 902];

/// Each code but success with the row that it stands in; all of them are there.
fn each(rows: &[Row]) -> Vec<(i64, &'static str, bool)> {
    let one = |row: &Row| row.0.iter().map(|code| (*code, row.1, row.2)).collect::<Vec<_>>();
    let all: Vec<_> = rows.iter().flat_map(one).collect();
    let told: BTreeSet<i64> = all.iter().map(|row| row.0).chain([0]).collect();
    assert_eq!(told, codes_of(CodeKind::Call).collect(), "every code of the interface");
    all
}

impl House {
    /// From now on every call is answered with this code; with 0 as it should be.
    fn always(&self, code: i64) {
        self.bureau().switches.always = u64::try_from(code).unwrap();
    }
}

fn words(outcome: JobResult) -> Option<String> {
    match outcome {
        Ok(()) => None,
        Err(JobError::GiveUp(words)) => Some(words.to_string()),
        Err(JobError::Retry(error)) => panic!("{error:#}"),
    }
}

/// Works the line, in step with the bureau or not, while each code is the answer.
async fn line_hears(house: &House, is_in_step: bool, rows: &[Row], says: &str) {
    let before = format!(
        "update bureau_uploads set state = 'fixed', tries = 0, answer_code = null;
         update bureau_line set stopped_at = null, rests_until = null, is_in_step = {is_in_step}"
    );
    let stand = "select concat_ws(' ', u.state, u.tries, l.stopped_at is not null, l.rests_until is not null)
        from bureau_uploads u, bureau_line l";
    for (code, expected, is_told) in each(rows) {
        house.test.as_owner(&before).await;
        house.always(code);
        let told = words(house.exchange().send(Send {}).await);
        assert_eq!(house.test.text(stand).await, expected, "code {code}: {told:?}");
        assert_eq!(told.is_some(), is_told, "code {code}: {told:?}");
        let what = format!("{says}: code {code}, ");
        assert!(told.is_none_or(|words| words.contains(&what)), "code {code}");
    }
    house.always(0);
    house.test.as_owner(&before).await;
}

/// The file, times that it led nowhere, whether the line is stopped, whether it rests.
#[actix_web::test]
async fn each_code_of_an_upload_and_of_the_question_for_the_last_one_is_taken_one_way() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    let uploads: [Row; 5] = [
        (&[7, 15, 22], "fixed 1 f f", false),
        (CLOSED, "fixed 1 f t", false),
        (STOPS, "fixed 0 t f", true),
        // Asked for its last upload it says the same.
        (&[14], "fixed 1 f f", true),
        (&[1, 2, 3, 999], "sending 1 f f", false),
    ];
    line_hears(&house, true, &uploads, "Upload 1 was not taken").await;
    let questions: [Row; 3] = [
        (&[1, 2, 3, 7, 14, 15, 22, 999], "fixed 1 f f", false),
        (CLOSED, "fixed 1 f t", false),
        (STOPS, "fixed 0 t f", true),
    ];
    line_hears(&house, false, &questions, "The bureau does not tell its last upload").await;
    assert_eq!(house.uploads(), Vec::<i64>::new());
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
}

/// Failures in a row, times in a row that it was closed, whether it is left alone.
#[actix_web::test]
async fn each_code_of_a_call_for_news_is_taken_one_way() {
    let house = House::open().await;
    let rows: [Row; 4] = [
        (&[1, 2], "0 0 f", false),
        (CLOSED, "0 1 t", false),
        (STOPS, "1 0 f", false),
        (&[3, 7, 14, 15, 22, 999], "1 0 f", false),
    ];
    let stand = "select concat_ws(' ', failures, fetch_tries, fetch_rests_until is not null) from bureau_line";
    for (code, expected, _) in each(&rows) {
        house.test.as_owner("update bureau_line set failures = 0, fetch_tries = 0, fetch_rests_until = null").await;
        house.always(code);
        assert_eq!(words(house.exchange().fetch(Fetch {}).await), None, "code {code}");
        assert_eq!(house.test.text(stand).await, expected, "code {code}");
    }
}

/// Whatever else it says to a confirmation: it has not heard, and the file is confirmed again.
#[actix_web::test]
async fn no_code_but_success_confirms_a_file() {
    let house = House::open().await;
    house.bureau().send_tables(UNIT, beian::clock::now());
    let stand = "select concat_ws(' ', d.acknowledged_at is not null, l.failures,
             (select code from bureau_calls where method = 'acknowledge' order by begun_at desc, id desc limit 1))
         from bureau_downloads d, bureau_line l";
    for code in codes_of(CodeKind::Call).filter(|code| *code != 0) {
        house.test.as_owner("update bureau_line set failures = 0").await;
        house.gate().close(Method::Acknowledge, Moment::Arrived);
        let refuses = async {
            house.gate().reached().await;
            house.always(code);
            house.gate().open();
        };
        let (fetched, ()) = join(house.exchange().fetch(Fetch {}), refuses).await;
        assert_eq!(words(fetched), None, "code {code}");
        house.always(0);
        assert_eq!(house.test.text(stand).await, format!("f 1 {code}"));
    }
    house.fetch().await;
    assert_eq!(house.test.text(stand).await, "t 0 0");
}

/// What is on record, and whether a password is right, is unknown then, and no more.
#[actix_web::test]
async fn no_code_but_success_tells_what_is_on_record_or_of_a_password() {
    let house = House::open().await;
    let (line, question) = (house.status_line(), [Question::Domain("example1.cn".into())]);
    let password = FilingPassword::parse("888888").unwrap();
    for code in codes_of(CodeKind::Call).filter(|code| *code != 0) {
        house.always(code);
        assert_eq!(line.ask(&question).await, [None], "code {code}");
        let answer = house.exchange().gateway().verify_password("京ICP备00000001号", &password).await.unwrap();
        assert_eq!((answer.code, answer.password_right), (code, None));
    }
    house.always(0);
    assert!(line.ask(&question).await[0].is_some(), "it was left alone for no while");
}
