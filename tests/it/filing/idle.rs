//! The clock: reminders of idle filings, and their end.

use beian::filing::job::{Duty, do_all};
use beian::filing::service::idle;
use chrono::TimeDelta;

use super::*;

async fn age(world: &World, days: i64) {
    let sql = format!(
        "update filings set touched_at = touched_at - make_interval(days => {days}), until = until - make_interval(days => {days}),
             state_since = state_since - make_interval(days => {days}), warned_at = warned_at - make_interval(days => {days})"
    );
    world.test_db.as_owner(&sql).await;
}

async fn warn(world: &World) -> usize {
    do_all(world.db(), Duty::Warn).await.unwrap()
}

async fn expire(world: &World) -> usize {
    do_all(world.db(), Duty::End).await.unwrap()
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

/// However many come before it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_dealt_with_keeps_no_other_from_its_turn() {
    let world = World::start().await;
    world.a_draft(1).await;
    let others =
        "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_hash, state, touched_at)
        select lpad(n::text, 32, '0')::uuid, 'BA-' || lpad(n::text, 8, '0'), account_id, kind, province, entity_kind,
            decode(lpad(to_hex(n), 8, '0'), 'hex'), state, touched_at - interval '1 day'
        from filings, generate_series(1, 60) n";
    world.test_db.as_owner(others).await;
    age(&world, 8).await;
    let broken = "create function refuse() returns trigger language plpgsql as $$ begin raise 'broken'; end $$;
        create trigger refuse before update on filings for each row
            when (old.id < '00000000-0000-0000-0000-000000001000') execute function refuse()";
    world.test_db.as_owner(broken).await;
    assert_eq!(warn(&world).await, 1);
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
async fn whoever_has_little_time_left_to_verify_is_reminded_once_with_the_persons_in_charge() {
    let world = World::start().await;
    world.verifying(1).await;
    // By day: towards the night the clock looks further ahead.
    let remind = async || {
        let due = world.db().read(Actor::Clock, async |tx| {
            let soon = tx.ctx.now + TimeDelta::hours(6);
            idle::list_verifying(tx, soon, None).await
        });
        let due = due.await.unwrap();
        for id in &due {
            let told = world.db().write(Actor::Clock, async |tx| idle::remind_to_verify(tx, *id).await).await;
            assert!(told.unwrap());
        }
        due.len()
    };
    let mut passed = 0;
    for (hours, reminded) in [(17, 0), (19, 1), (20, 0), (25, 0)] {
        let sql = format!("update filings set until = until - interval '{} hours'", hours - passed);
        world.test_db.as_owner(&sql).await;
        passed = hours;
        assert_eq!(remind().await, reminded, "after {hours} hours of 24");
    }
    let told = "select n.kind || ' ' || d.channel from notices n join deliveries d on d.notice_id = n.id
        where n.kind in ('sms_reminder', 'code_reminder') order by 1";
    let told = world.test_db.texts(told).await;
    assert_eq!(told, ["code_reminder sms", "sms_reminder mail"], "each mobile once, and no owner without one");
    let plain = "select count(*)::text from notices where facts::text like '%13800000001%'";
    assert_eq!(world.test_db.text(plain).await, "0", "the number lies sealed");
}

/// Paper that somebody says is on its way, a moment before the clock comes to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_of_meanwhile_does_not_end() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    let paper = Event::Accept(Acceptance { paper_asked: true, ..Acceptance::clean() });
    world.perform(world.specialist, &case, paper).await.unwrap();
    // Whatever else is done meanwhile, paper is awaited to its day.
    let touched = "update filings set touched_at = now()";
    age(&world, 24).await;
    world.test_db.as_owner(touched).await;
    assert_eq!(warn(&world).await, 1);
    age(&world, 8).await;
    world.test_db.as_owner(touched).await;
    let ended = world.db().read(Actor::Clock, async |tx| idle::list_ended(tx, None).await).await.unwrap();
    assert_eq!(ended, [case.id]);
    let sent = "insert into mailings (filing_id, round, courier, tracking_number, sent_on)
        select id, round, '顺丰速运', 'SF12345678', (until at time zone 'Asia/Shanghai')::date from filings";
    world.test_db.as_owner(sent).await;
    let end = world.db().write(Actor::Clock, async |tx| idle::end(tx, case.id).await);
    assert!(!end.await.unwrap(), "a parcel was told of");
    assert_eq!(world.load(&case).await.state.code(), StateCode::AwaitingMail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_back_from_the_bureau_has_the_days_the_desk_had_left() {
    let world = World::start().await;
    let case = world.at_bureau(1).await;
    // It was handed in a month ago; the desk took one working day, the bureau all the rest.
    let (today, book) = (beian::clock::china_day(beian::clock::now()), beian::reference::book());
    let accepted = book.calendar().working_days_after(today - TimeDelta::days(30), 1);
    let submitted = book.calendar().working_days_before(accepted, 1);
    for (rows, day) in [
        ("filing_events set happened_at = happened_at", accepted),
        ("filings set submitted_at = submitted_at", submitted),
    ] {
        let days = (today - day).num_days();
        world.test_db.as_owner(&format!("update {rows} - interval '{days} days'")).await;
    }
    let before = (accepted - submitted).num_days();
    let earlier =
        format!("update filing_events set happened_at = happened_at - interval '{before} days' where event = 'submit'");
    world.test_db.as_owner(&earlier).await;
    let faulty = Event::Faulty(fact(1), Verdict::new(vec![Finding::general("ENT-03")], None));
    world.perform(Actor::Bureau, &case, faulty).await.unwrap();
    let due = beian::filing::due::due(&world.load(&case).await, book, today).unwrap();
    let left = u32::try_from(book.limits(today).review_target_working_days).unwrap() - 1;
    assert_eq!((due.on, due.is_ours), (book.calendar().working_days_after(today, left), true));
}
