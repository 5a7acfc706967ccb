//! The clock: reminders of idle filings, and their end.

use super::*;

async fn age(world: &World, days: i64) {
    let sql = format!(
        "update filings set touched_at = touched_at - make_interval(days => {days}), until = until - make_interval(days => {days}),
             state_since = state_since - make_interval(days => {days}), warned_at = warned_at - make_interval(days => {days})"
    );
    world.test_db.as_owner(&sql).await;
}

async fn warn(world: &World) -> usize {
    world.db().write(Actor::Clock, async |tx| service::warn_idle(tx).await).await.unwrap()
}

async fn expire(world: &World) -> usize {
    world.db().write(Actor::Clock, async |tx| service::expire_idle(tx).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_reminded_of_three_times_and_ends() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let (mut sent, mut day) = (Vec::new(), 0);
    for days in [6, 1, 1, 67, 1, 1, 5, 1, 1, 5, 1] {
        age(&world, days).await;
        day += days;
        if warn(&world).await > 0 {
            sent.push(day);
        }
        assert_eq!(warn(&world).await, 0, "never twice");
        assert_eq!(expire(&world).await, usize::from(day == 90), "day {day}");
    }
    assert_eq!(sent, [7, 76, 83]);
    assert_eq!(world.load(&case).await.state, State::Expired);
    let kinds = world.test_db.texts("select kind from notices order by id").await;
    assert_eq!(kinds, ["filing_expiring", "filing_expiring", "filing_expiring", "filing_expired"]);
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_loses_a_filing_without_a_reminder_and_time_to_react() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    // The worker stood still for months.
    age(&world, 200).await;
    assert_eq!(expire(&world).await, 0);
    assert_eq!(warn(&world).await, 1, "one reminder for all that were missed");
    assert_eq!(expire(&world).await, 0);
    age(&world, 6).await;
    assert_eq!(expire(&world).await, 0);
    // A saved word begins the time anew.
    world.save(&case, Part::ENTITY, 1, json!({ "entity_remark": "还在" })).await.unwrap();
    age(&world, 6).await;
    assert_eq!((warn(&world).await, expire(&world).await), (0, 0));
    age(&world, 84).await;
    assert_eq!((warn(&world).await, expire(&world).await), (1, 0));
    age(&world, 7).await;
    assert_eq!((warn(&world).await, expire(&world).await), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_the_applicants_turn_does_not_end() {
    let world = World::start().await;
    let (submitted, bureau) = (world.a_draft(1).await, world.at_bureau(2).await);
    world.submit(&submitted).await.unwrap();
    age(&world, 400).await;
    assert_eq!((warn(&world).await, expire(&world).await), (0, 0));
    assert_eq!(world.load(&bureau).await.state, State::BureauReview);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unverified_filings_are_sent_again_after_a_day_unless_changed() {
    let world = World::start().await;
    let case = world.verifying(1).await;
    let lapse = || Event::NotVerified {
        fact: fact(1),
        verdict: Verdict::new(vec![Finding::general("ACC-10")], None),
        told: false,
    };
    assert_eq!(refusal(world.perform(Actor::Bureau, &case, lapse()).await), "filing-refused-too-early");
    age(&world, 2).await;
    world.perform(Actor::Bureau, &case, lapse()).await.unwrap();
    assert_eq!(world.load(&case).await.state_key(), "filing-state-not-verified");
    assert_eq!(refusal(world.perform(case.applicant(), &case, Event::SendAgain).await), "filing-refused-too-early");
    age(&world, 1).await;
    world.perform(case.applicant(), &case, Event::SendAgain).await.unwrap();
    assert_eq!(world.load(&case).await.state, State::ReadyToSend);
    world.perform(Actor::Bureau, &case, Event::Received(fact(1))).await.unwrap();
    age(&world, 2).await;
    world.perform(Actor::Bureau, &case, lapse()).await.unwrap();
    age(&world, 2).await;
    world.save(&case, Part::ENTITY, 1, json!({ "entity_remark": "改了" })).await.unwrap();
    assert_eq!(refusal(world.perform(case.applicant(), &case, Event::SendAgain).await), "filing-refused-changed-since");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_little_time_left_to_verify_is_reminded_once() {
    let world = World::start().await;
    world.verifying(1).await;
    let mut passed = 0;
    for (hours, reminded) in [(17, 0), (19, 1), (20, 0), (25, 0)] {
        let sql = format!("update filings set until = until - interval '{} hours'", hours - passed);
        world.test_db.as_owner(&sql).await;
        passed = hours;
        let remind = world.db().write(Actor::Clock, async |tx| service::warn_verifying(tx).await);
        assert_eq!(remind.await.unwrap(), reminded, "after {hours} hours of 24");
    }
    let told = world.test_db.texts("select kind from notices order by id").await;
    assert_eq!(told.iter().filter(|kind| *kind == "sms_reminder").count(), 1, "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_back_from_the_bureau_has_the_days_the_desk_had_left() {
    let world = World::start().await;
    let case = world.at_bureau(1).await;
    // It was handed in a month ago; the desk took a moment, the bureau all the rest.
    for table in ["filing_events set happened_at = happened_at", "filings set submitted_at = submitted_at"] {
        world.test_db.as_owner(&format!("update {table} - interval '30 days'")).await;
    }
    let faulty = Event::Faulty(fact(1), Verdict::new(vec![Finding::general("ENT-03")], None));
    world.perform(Actor::Bureau, &case, faulty).await.unwrap();
    let today = beian::clock::china_day(beian::clock::now());
    let book = beian::reference::book();
    let due = beian::filing::due::due(&world.load(&case).await, book, today).unwrap();
    let target = u32::try_from(book.limits(today).review_target_working_days).unwrap();
    assert_eq!((due.on, due.is_ours), (book.calendar().working_days_after(today, target), true));
}
