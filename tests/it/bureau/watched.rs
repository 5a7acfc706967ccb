//! How the bureau's silence is measured, by which somebody hears of it.

use beian::monitor::figures::Figures;

use super::house::House;
use crate::support::sites::Sites;

/// What stands at the line, and between which seconds since an answer is told of it; none where nothing is.
type Row = (&'static str, &'static str, Option<(f64, f64)>);

const VERY_LONG: (f64, f64) = (1e9, 1e11);

/// A time that was noted while the clock was ahead silences nothing.
#[actix_web::test]
async fn the_bureaus_silence_is_heard_whatever_the_clock_said_once() {
    let house = House::open().await;
    let sites = Sites::start_with(&house.test, house.values());
    let table: [Row; 9] = [
        ("null", "null", None),
        ("now() - interval '2 hours'", "null", Some((7200.0, 9000.0))),
        // It is closed, and nobody waits for it until it opens; later it is awaited.
        ("now() - interval '9 hours'", "now() + interval '3 hours'", Some((-10800.0, -9000.0))),
        ("now() - interval '9 hours'", "now() - interval '1 hour'", Some((3600.0, 5400.0))),
        // The clock of the program may be a little ahead of that of the database.
        ("now() + interval '30 seconds'", "null", Some((-30.0, 60.0))),
        // The clock was ahead.
        ("now() + interval '30 days'", "null", Some(VERY_LONG)),
        ("now() - interval '2 hours'", "now() + interval '30 days'", Some((7200.0, 9000.0))),
        ("now() + interval '30 days'", "now() + interval '30 days'", Some(VERY_LONG)),
        ("now() + interval '30 days'", "now() - interval '2 hours'", Some((7200.0, 9000.0))),
    ];
    for (contact, rests, between) in table {
        let stand = format!("update bureau_line set last_contact_at = {contact}, fetch_rests_until = {rests}");
        house.test.as_owner(&stand).await;
        let told = Figures::read(&sites.program.app).await.told.expect("the database tells");
        let seconds = told.line.expect("a line").answer_seconds;
        let fits = match (between, seconds) {
            (None, None) => true,
            (Some((least, most)), Some(seconds)) => (least..most).contains(&seconds),
            _ => false,
        };
        assert!(fits, "contact {contact}, rest {rests}: {seconds:?}");
    }
    sites.stop().await;
}
