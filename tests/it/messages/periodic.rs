//! Work by the clock: one worker at a time, at its interval, again soon when it failed; reminders and the purge.

use std::cell::Cell;
use std::rc::Rc;

use beian::error::Error;
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::worker::Schedule;
use beian::{notify, privacy};
use chrono::TimeDelta;

use super::house::House;
use crate::support::database::TestDb;

fn counting(every: TimeDelta, runs: &Rc<Cell<u32>>, fails: bool) -> Schedule {
    let mut schedule = Schedule::default();
    let runs = Rc::clone(runs);
    schedule.add("test", every, move |_| {
        let runs = Rc::clone(&runs);
        async move {
            runs.set(runs.get() + 1);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            if fails { Err(Error::Stale) } else { Ok(()) }
        }
    });
    schedule
}

#[actix_web::test]
async fn an_entry_runs_at_its_interval_whoever_works() {
    let test = TestDb::start().await;
    let runs = Rc::new(Cell::new(0));
    let schedules = [0, 1, 2].map(|_| counting(TimeDelta::hours(1), &runs, false));
    let [a, b, c] = &schedules;
    let (a_ran, b_ran, c_ran) = tokio::join!(a.run_due(&test.db), b.run_due(&test.db), c.run_due(&test.db));
    a_ran.and(b_ran).and(c_ran).unwrap();
    assert_eq!(runs.get(), 1, "three workers, one run");
    a.run_due(&test.db).await.unwrap();
    assert_eq!(runs.get(), 1, "not due yet");
    test.as_owner("update schedule_runs set last_run_at = last_run_at - interval '61 minutes'").await;
    b.run_due(&test.db).await.unwrap();
    assert_eq!(runs.get(), 2);
    test.as_owner("update schedule_runs set last_run_at = last_run_at + interval '400 days'").await;
    c.run_due(&test.db).await.unwrap();
    assert_eq!(runs.get(), 3, "it ran while the clock stood ahead");
}

#[actix_web::test]
async fn a_failed_run_does_not_count_and_rests_a_moment() {
    let test = TestDb::start().await;
    let runs = Rc::new(Cell::new(0));
    let failing = counting(TimeDelta::hours(1), &runs, true);
    assert!(failing.run_due(&test.db).await.is_err());
    failing.run_due(&test.db).await.unwrap();
    assert_eq!(runs.get(), 1, "this worker rests");
    counting(TimeDelta::hours(1), &runs, false).run_due(&test.db).await.unwrap();
    assert_eq!(runs.get(), 2, "another need not");
}

#[actix_web::test]
async fn work_that_is_in_no_schedule_any_more_is_not_late_for_ever() {
    let test = TestDb::start().await;
    let schedule = counting(TimeDelta::hours(1), &Rc::new(Cell::new(0)), false);
    schedule.run_due(&test.db).await.unwrap();
    test.as_owner("insert into schedule_runs values ('worker', now()), ('of before', now() - interval '9 days')").await;
    assert_eq!(schedule.forget_others(&test.db).await.unwrap(), 1);
    assert_eq!(test.texts("select name from schedule_runs order by 1").await, ["test", "worker"]);
}

#[actix_web::test]
async fn a_reminder_goes_once_and_not_when_it_is_settled() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let account = person.account;
    house
        .test
        .as_owner(&format!(
            "insert into entities (id, account_id, entity_number, province, kind, name, entity_hash, details_sealed, filed_on)
                 values ('00000000-0000-7000-8000-000000000001', '{account}', '京ICP备2026000001号', '110000', 4, '甲', '\\x01', '\\x01', '2026-11-01');
             insert into websites (id, entity_id, website_number, name, home_url, details_sealed, filed_on, psb_number, access_ended_on)
                 values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '京ICP备2026000001号-1', '甲站', 'www.example.cn', '\\x01', '2026-11-01', null, null),
                        ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', '京ICP备2026000001号-2', '乙站', 'b.example.cn', '\\x01', '2026-11-01', '京公网安备1号', null),
                        ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', '京ICP备2026000001号-3', '丙站', 'c.example.cn', '\\x01', '2026-11-01', null, '2026-11-20');
             insert into reminders (id, account_id, filing_id, website_id, kind, due_at, deadline_on) values
                 (gen_random_uuid(), '{account}', '{filing}', '00000000-0000-7000-8000-000000000002', 'psb', now() - interval '1 hour', '2026-12-01'),
                 (gen_random_uuid(), '{account}', '{filing}', '00000000-0000-7000-8000-000000000002', 'psb', now() + interval '1 hour', '2026-12-01'),
                 (gen_random_uuid(), '{account}', '{filing}', '00000000-0000-7000-8000-000000000003', 'psb', now() - interval '1 hour', '2026-12-01'),
                 (gen_random_uuid(), '{account}', '{filing}', '00000000-0000-7000-8000-000000000004', 'psb', now() - interval '1 hour', '2026-12-01');",
            filing = person.filing,
        ))
        .await;
    for _ in 0..2 {
        house.test.db.write(Actor::Clock, async |tx| notify::service::remind_due(tx).await).await.unwrap();
        house.worker().run_until_idle().await.unwrap();
    }
    let mails = house.mail.mailbox.messages();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "京ICP备2026000001号-1 公安联网备案：请在 2026年12月1日 前办理");
    assert_eq!(house.count("select count(*) as count from reminders where cancelled_at is not null").await, 2);
    house.close().await;
}

#[actix_web::test]
async fn the_purge_takes_what_is_over_and_leaves_the_rest() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let account = person.account;
    house
        .test
        .as_owner(&format!(
            "insert into sessions (id, token_hash, site, account_id, idle_until, ends_at, ended_at, ended_by) values
                 (gen_random_uuid(), '\\x01', 'portal', '{account}', now(), now() + interval '1 hour', null, null),
                 (gen_random_uuid(), '\\x02', 'portal', '{account}', now(), now(), now() - interval '1 day', 'sign_out'),
                 (gen_random_uuid(), '\\x03', 'portal', '{account}', now(), now(), now() - interval '31 days', 'sign_out');
             insert into held_posts (id, account_id, path, body_sealed, expires_at, taken_at) values
                 (gen_random_uuid(), '{account}', '/', '\\x01', now() + interval '1 hour', null),
                 (gen_random_uuid(), '{account}', '/', '\\x01', now() - interval '1 s', null);
             insert into account_tokens (id, account_id, purpose, token_hash, expires_at, used_at) values
                 (gen_random_uuid(), '{account}', 'reset_password', '\\x01', now() - interval '1 day', null),
                 (gen_random_uuid(), '{account}', 'reset_password', '\\x02', now() - interval '8 days', null);
             insert into throttles (scope, key_hash, failures, updated_at, blocked_until) values
                 ('a', '\\x01', 1, now(), null), ('b', '\\x01', 1, now() - interval '8 days', null),
                 ('c', '\\x01', 1, now() - interval '8 days', now() + interval '1 day');",
        ))
        .await;
    privacy::job::sweep_hourly(&house.test.db).await.unwrap();
    for (table, left) in [("sessions", 2), ("held_posts", 1), ("account_tokens", 1), ("throttles", 2)] {
        assert_eq!(house.count(&format!("select count(*) as count from {table}")).await, left, "{table}");
    }
    house.close().await;
}

/// A row each that lives, whose time is over, and that began while the clock stood 400 days ahead; and where those are that live.
const RUNNING: [(&str, &str, &str); 7] = [
    (
        "sessions",
        "(id, token_hash, site, account_id, created_at, idle_until, ends_at) values
             (gen_random_uuid(), '\\x01', 'portal', {account}, {now}, {now} + interval '1 hour', {now} + interval '1 hour'),
             (gen_random_uuid(), '\\x02', 'portal', {account}, {now}, {now}, {now} + interval '1 hour'),
             (gen_random_uuid(), '\\x03', 'portal', {account}, {now}, {now} + interval '1 hour', {now}),
             (gen_random_uuid(), '\\x04', 'portal', {account}, {ahead}, {ahead}, {ahead})",
        "ended_at is null and least(idle_until, ends_at) > now()",
    ),
    (
        "account_tokens",
        "(id, account_id, purpose, token_hash, created_at, expires_at) values
             (gen_random_uuid(), {account}, 'reset_password', '\\x01', {now}, {now} + interval '1 hour'),
             (gen_random_uuid(), {account}, 'reset_password', '\\x02', {now}, {now}),
             (gen_random_uuid(), {account}, 'reset_password', '\\x03', {ahead}, {ahead})",
        "used_at is null and expires_at > now()",
    ),
    (
        "relay_tasks",
        "(id, filing_id, kind, target, token_hash, sent_by, state, made_at, changed_at, expires_at) values
             (gen_random_uuid(), {filing}, 'paper', '1', '\\x01', 'code', 'made', {now}, {now}, {now} + interval '1 hour'),
             (gen_random_uuid(), {filing}, 'paper', '2', '\\x02', 'code', 'made', {now}, {now} - interval '1 hour', {now}),
             (gen_random_uuid(), {filing}, 'paper', '3', '\\x03', 'code', 'made', {ahead}, {ahead}, {ahead} + interval '1 hour')",
        "greatest(changed_at, now()) < expires_at",
    ),
    (
        "face_checks",
        "(id, filing_id, person_hash, slot, round, method, state, challenge, phone_hash, consent_version, asked_at, expires_at) values
             (gen_random_uuid(), {filing}, '\\x01', 'a', 1, 'recorded', 'asked', '{}', '', '1', {now}, {now} - interval '10 minutes'),
             (gen_random_uuid(), {filing}, '\\x02', 'a', 1, 'recorded', 'asked', '{}', '', '1', {now}, {now} - interval '61 minutes'),
             (gen_random_uuid(), {filing}, '\\x03', 'a', 1, 'recorded', 'asked', '{}', '', '1', {ahead}, {ahead})",
        "true",
    ),
    (
        "held_posts",
        "(id, account_id, path, body_sealed, expires_at) values
             (gen_random_uuid(), {account}, '/', '\\x01', {now} + interval '1 hour'),
             (gen_random_uuid(), {account}, '/', '\\x01', {now})",
        "true",
    ),
    (
        "receiving_codes",
        "(code_hash, account_id, expires_at) values ('\\x01', {account}, {now} + interval '1 hour'), ('\\x02', {other}, {now})",
        "true",
    ),
    (
        "api_tokens",
        "(id, name, token_hash, scopes, created_at, ends_on) values
             (gen_random_uuid(), 'one', sha256('1'), '{numbers}', {now} - interval '9 days', {today}),
             (gen_random_uuid(), 'two', sha256('2'), '{numbers}', {now} - interval '9 days', {today} - 1)",
        "revoked_at is null",
    ),
];

#[actix_web::test]
async fn what_ran_out_stays_over_when_the_clock_goes_back_and_the_rest_lives_on() {
    let house = House::open().await;
    let (person, other) = (house.person(1, Lang::Zh).await, house.person(2, Lang::Zh).await);
    for (table, rows, _) in RUNNING {
        let rows = rows
            .replace("{account}", &format!("'{}'", person.account))
            .replace("{other}", &format!("'{}'", other.account))
            .replace("{filing}", &format!("'{}'", person.filing))
            .replace("{today}", "(now() at time zone 'Asia/Shanghai')::date")
            .replace("{ahead}", "(now() + interval '400 days')")
            .replace("{now}", "now()");
        house.test.as_owner(&format!("insert into {table} {rows}")).await;
    }
    privacy::job::end_run_out(&house.test.db).await.unwrap();
    // An hour back: what was over a moment ago would live again.
    house
        .test
        .as_owner(
            "update sessions set idle_until = idle_until + interval '1 hour', ends_at = ends_at + interval '1 hour';
             update account_tokens set expires_at = expires_at + interval '1 hour';
             update relay_tasks set expires_at = expires_at + interval '1 hour', changed_at = changed_at + interval '1 hour';
             insert into outbox (id, topic, payload, run_at) values (gen_random_uuid(), 'later', '{}', now() + interval '400 days')",
        )
        .await;
    for (table, _, living) in RUNNING {
        assert_eq!(house.count(&format!("select count(*) as count from {table} where {living}")).await, 1, "{table}");
    }
    privacy::job::end_run_out(&house.test.db).await.unwrap();
    assert_eq!(house.count("select count(*) as count from outbox where topic = 'later' and run_at <= now()").await, 1);
    house.close().await;
}
