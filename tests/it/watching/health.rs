//! Health by its parts, each taken away from a program that stands otherwise; and what the outbox tells of itself.

use beian::auth::session::Site;
use beian::monitor::figures::Figures;
use beian::outbox::pulse;
use beian::values::actor::Actor;
use beian::web::health::Report;

use crate::support::database::TestDb;
use crate::support::sites::Sites;

const ALIVE: &str = "insert into schedule_runs (name, last_run_at) values ('worker', now())
    on conflict (name) do update set last_run_at = now()";

const WHOLE: Report =
    Report { database: true, migrations: true, storage: true, hashing: true, worker: true, outbox: true };

#[actix_web::test]
async fn each_part_that_fails_is_named_and_heals() {
    let test_db = TestDb::start().await;
    let sites = Sites::start(&test_db);
    let app = &sites.program.app;
    assert_eq!(Report::of(app).await, Report { worker: false, ..WHOLE }, "no worker was ever there");
    test_db.as_owner(ALIVE).await;
    assert_eq!(Report::of(app).await, WHOLE);
    let job = "insert into outbox (id, topic, payload, run_at) values (gen_random_uuid(), 'notice.mail', '{}', now() - interval '%')";
    for (breaks, mends, expected) in [
        (
            "update schedule_runs set last_run_at = now() - interval '2 minutes'".to_owned(),
            ALIVE,
            Report { worker: false, ..WHOLE },
        ),
        (
            job.replace('%', "16 minutes"),
            "update outbox set finished_at = now(), outcome = 'done'",
            Report { outbox: false, ..WHOLE },
        ),
        (
            job.replace('%', "14 minutes"),
            "update outbox set finished_at = now(), outcome = 'done' where outcome is null",
            WHOLE,
        ),
        (
            "create table taken as select * from __diesel_schema_migrations order by version desc limit 1;
             delete from __diesel_schema_migrations where version in (select version from taken)"
                .to_owned(),
            "insert into __diesel_schema_migrations select * from taken; drop table taken",
            Report { migrations: false, worker: false, outbox: false, ..WHOLE },
        ),
    ] {
        test_db.as_owner(&breaks).await;
        assert_eq!(Report::of(app).await, expected, "{breaks}");
        test_db.as_owner(mends).await;
        assert_eq!(Report::of(app).await, WHOLE, "{mends}");
    }
    let folder = &app.config.storage_dir;
    std::fs::remove_dir_all(folder).unwrap();
    let report = Report::of(app).await;
    assert_eq!(report, Report { storage: false, ..WHOLE });
    assert!(!report.serves());
    std::fs::create_dir(folder).unwrap();
    assert_eq!(Report::of(app).await, WHOLE);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "the trial leaves nothing behind");
    let up = sites.get(Site::Portal, "/health", &sites.nobody(Site::Portal)).await;
    assert_eq!((up.status().as_u16(), up.text().await.unwrap().as_str()), (200, "ok\n"));
    sites.stop().await;
}

#[actix_web::test]
async fn without_its_database_a_site_is_down_and_says_no_more() {
    let test_db = TestDb::start().await;
    let nowhere = "postgresql:///nobody?user=beian&host=/nonexistent&port=1".to_owned();
    let sites = Sites::start_with(&test_db, vec![("DATABASE_URL", nowhere)]);
    let report = Report::of(&sites.program.app).await;
    assert_eq!(report, Report { storage: true, hashing: true, ..Report::default() });
    for site in [Site::Portal, Site::Office] {
        let down = sites.get(site, "/health", &sites.nobody(site)).await;
        assert_eq!((down.status().as_u16(), down.text().await.unwrap().as_str()), (503, "down\n"));
    }
    let figures = Figures::read(&sites.program.app).await;
    assert!(figures.told.is_none() && figures.text().unwrap().contains("beian_part_up{part=\"database\"} 0.0"));
    sites.stop().await;
}

#[actix_web::test]
async fn what_waits_for_another_or_is_held_is_not_late() {
    let test_db = TestDb::start().await;
    let rows = "insert into outbox (id, topic, payload, order_key, run_at) values
            ('00000000-0000-7000-8000-000000000001', 'notice.sms', '{}', 'line', now() + interval '1 hour'),
            ('00000000-0000-7000-8000-000000000002', 'notice.sms', '{}', 'line', now() - interval '1 hour'),
            ('00000000-0000-7000-8000-000000000003', 'notice.mail', '{}', null, now() - interval '2 hours'),
            ('00000000-0000-7000-8000-000000000004', 'facts.look_up', '{}', null, now() - interval '30 s');
        insert into outbox_pauses (topic) values ('notice.mail');
        insert into outbox (id, topic, payload, finished_at, outcome) values
            (gen_random_uuid(), 'notice.sms', '{}', now(), 'dead'), (gen_random_uuid(), 'notice.sms', '{}', now(), 'done')";
    test_db.as_owner(rows).await;
    let (look, channels, dead) = test_db
        .db
        .read(Actor::Clock, async |tx| {
            Ok((pulse::look(tx.conn).await?, pulse::channels(tx.conn).await?, pulse::dead(tx.conn).await?))
        })
        .await
        .unwrap();
    assert!(look.is_in_time && !look.is_alive);
    let told: Vec<_> = channels.iter().map(|one| (one.topic.as_str(), one.due, one.later)).collect();
    assert_eq!(told, [("facts.look_up", 1, 0), ("notice.mail", 0, 1), ("notice.sms", 1, 1)]);
    let seconds: Vec<_> = channels.iter().map(|one| one.oldest_seconds).collect();
    assert!((30.0..90.0).contains(&seconds[0]) && seconds[1..] == [0.0, 0.0], "{seconds:?}");
    assert_eq!(dead.iter().map(|one| (one.topic.as_str(), one.jobs)).collect::<Vec<_>>(), [("notice.sms", 1)]);
}
