//! Days that are decided on here: tried on what is due, kept, taken in; and told line by line where they are written wrong.

use beian::admin::calendar::service::{self as calendar, Outcome};
use beian::admin::calendar::store as days;
use beian::filing::due::due;
use beian::reference::amendment::NewSource;
use beian::reference::calendar::{DayDecision, DayKind, NewDay, is_weekend};

use super::*;

fn off(date: NaiveDate) -> DayDecision {
    let source = NewSource { zh: "通知".into(), en: "Notice".into(), as_of: today() };
    DayDecision {
        date, day: Some(NewDay { kind: DayKind::Holiday, zh: "放假".into(), en: "Day off".into(), source })
    }
}

impl Office {
    async fn tries_days(&self, days: &[DayDecision]) -> Outcome {
        calendar::try_out(&self.world.test_db.db, days, 20).await.unwrap()
    }

    async fn decides_days(&self, seen: usize, days: &[DayDecision]) -> Result<()> {
        let decide = async |tx: &mut beian::db::Tx<'_>| calendar::decide(tx, seen, days, "国务院通知").await;
        self.world.test_db.db.write(self.admin, decide).await
    }
}

#[actix_web::test]
async fn holidays_move_what_is_due_once_they_are_decided() {
    if !alone::goes_on("rules::calendar::holidays_move_what_is_due_once_they_are_decided") {
        return;
    }
    let office = Office::open().await;
    let world = &office.world;
    let (sent, _draft) = (world.a_draft(1).await, world.a_draft(2).await);
    world.submit(&sent).await.unwrap();
    let is_due = async || due(&world.load(&sent).await, book(), today()).unwrap().on;
    let before = is_due().await;

    let outcome = office.tries_days(&[off(before)]).await;
    assert_eq!((outcome.counted, outcome.moved), (1, 1), "a draft is due on no day");
    let [now, then] = outcome.rows[0].1;
    assert!(now == before && then > before, "{now} {then}");
    let elsewhere = office.tries_days(&[off(then + chrono::Days::new(30))]).await;
    assert_eq!((elsewhere.counted, elsewhere.moved), (1, 0));
    let worked = DayDecision { day: off(now).day.map(|day| NewDay { kind: DayKind::Workday, ..day }), ..off(now) };
    let refused = calendar::try_out(&world.test_db.db, &[worked], 20).await;
    assert!(is_weekend(now) || matches!(refused, Err(Error::Refused(_))), "a weekday is worked anyway");

    let stale = office.decides_days(1, &[off(before)]).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    let late = office.decides_days(0, &[off(today())]).await;
    assert!(matches!(late, Err(Error::Internal(_))), "the database holds it too: {late:?}");
    office.decides_days(0, &[off(before), off(before + chrono::Days::new(30))]).await.unwrap();
    office.takes_in().await;
    assert_eq!(is_due().await, then);
    // Decisions on rules stand beside those on days.
    office.decides(2, &phones("9/9", tomorrow())).await.unwrap();
    office.takes_in().await;
    let applicant = Applicant { province: "110000", entity_kind: "4", filing_kind: INITIAL };
    assert_eq!(book().rules(&applicant, tomorrow()).phones().unwrap().one, 9);
    assert_eq!(is_due().await, then);

    office.decides_days(3, &[DayDecision { date: before, day: None }]).await.unwrap();
    office.takes_in().await;
    assert_eq!(is_due().await, if is_weekend(before) { then } else { before }, "as its weekday has it");
    let kept = world.test_db.db.read(Actor::Clock, async |tx| days::list(tx).await).await.unwrap();
    assert_eq!((kept.len(), kept[0].reason.as_str()), (3, "国务院通知"));
    let noted = "select count(*)::text from audit_events where action = 'calendar.decided'";
    assert_eq!(world.test_db.text(noted).await, "2");
}

/// All that is wrong is told line by line, in the reader's language; what was typed stays.
#[actix_web::test]
async fn what_is_wrong_with_days_is_told_line_by_line() {
    let program = Program::start().await;
    let admin = a_person_of_staff(&program.database, "admin", Role::Administrator, &[]).await;
    let admin = Guest::clerk(&program, &program.database.db, admin).await;
    let typed = "soon 休 元旦\n2999-01-01 休 元旦\n2027-01-04";
    for lang in Lang::ALL {
        program.database.as_owner(&format!("update staff set language = '{}'", lang.code())).await;
        let answer = admin.post("/settings/calendar/days", &[("days", typed), ("step", "try")]).await;
        assert_eq!(answer.status, 422);
        let t = Tr::new(lang);
        for (line, key) in [(1, "value-day"), (2, "calendar-line-range"), (3, "calendar-line-kind")] {
            answer.must_say_words(&t.a2("calendar-fault", "line", line, "what", t.t(key)));
        }
        answer.must_say("value-text-empty");
        assert!(answer.body.contains("2999-01-01 休 元旦"), "what was typed is lost");
    }
}
