//! Each figure comes from what it speaks of.

use std::time::{Duration, Instant};

use beian::audit::{self, Action, Event, Subject};
use beian::db::Tx;
use beian::monitor::figures::Figures;
use beian::values::actor::Actor;
use beian::web::App;
use beian::web::health::Report;

use crate::support::database::TestDb;
use crate::support::sites::Sites;

/// What is told under a name with its labels; none where nothing is.
fn value(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

async fn told(app: &App) -> String {
    Figures::read(app).await.text().unwrap()
}

#[actix_web::test]
async fn outbox_and_audit_are_told_by_depth_and_age() {
    let test_db = TestDb::start().await;
    let sites = Sites::start(&test_db);
    let app = &sites.program.app;
    let text = told(app).await;
    assert_eq!(value(&text, "beian_audit_seconds"), None, "nothing was ever recorded");
    assert_eq!(value(&text, "beian_outbox_oldest_seconds{topic=\"notice.mail\"}"), None, "nothing waits");
    let event = Event::new(Action::Marked, Subject::new("filing", 1));
    test_db.db.write(Actor::Operator, async |tx: &mut Tx<'_>| audit::record(tx, event).await).await.unwrap();
    let past = "alter table audit_events disable trigger user;
        update audit_events set at_us = at_us - 3600000000;
        insert into outbox (id, topic, payload, run_at) values
            (gen_random_uuid(), 'notice.mail', '{}', now() - interval '10 minutes'),
            (gen_random_uuid(), 'notice.mail', '{}', now() - interval '5 minutes'),
            (gen_random_uuid(), 'notice.mail', '{}', now() + interval '1 hour');
        insert into outbox (id, topic, payload, finished_at, outcome) values
            (gen_random_uuid(), 'notice.sms', '{}', now(), 'dead')";
    test_db.as_owner(past).await;
    let text = told(app).await;
    for (name, from, to) in [
        ("beian_outbox_jobs{topic=\"notice.mail\",state=\"due\"}", 2.0, 2.0),
        ("beian_outbox_jobs{topic=\"notice.mail\",state=\"later\"}", 1.0, 1.0),
        ("beian_outbox_oldest_seconds{topic=\"notice.mail\"}", 600.0, 700.0),
        ("beian_outbox_dead{topic=\"notice.sms\"}", 1.0, 1.0),
        ("beian_audit_seconds", 3600.0, 3700.0),
    ] {
        assert!(value(&text, name).is_some_and(|found| (from..=to).contains(&found)), "{name}: {text}");
    }
    sites.stop().await;
}

#[actix_web::test]
async fn the_pool_is_told_with_what_is_in_use() {
    let test_db = TestDb::start().await;
    let sites = Sites::start(&test_db);
    let app = &sites.program.app;
    let text = app.db.read(Actor::Clock, async |_| Ok(told(app).await)).await.unwrap();
    assert!(value(&text, "beian_pool_connections{state=\"used\"}").is_some_and(|used| used >= 1.0), "{text}");
    assert_eq!(value(&text, "beian_pool_connections{state=\"most\"}"), Some(8.0));
    assert_eq!(value(&text, "beian_pool_waiting"), Some(0.0));
    sites.stop().await;
}

/// As many ask as there is room for, and some more, again and again.
#[actix_web::test]
async fn a_full_queue_of_password_hashes_is_told_and_stands_for_a_part_that_is_down() {
    let test_db = TestDb::start().await;
    let sites = Sites::start_with(&test_db, vec![("BEIAN_HASH_PASSES", "20".into())]);
    let app = &sites.program.app;
    assert!(Report::of(app).await.hashing);
    let asks = (0..80).map(|_| {
        let hasher = app.hasher.clone();
        tokio::task::spawn_local(async move {
            loop {
                if hasher.hash("a word of mine").await.is_err() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        })
    });
    let asks: Vec<_> = asks.collect();
    let started = Instant::now();
    let text = loop {
        let figures = Figures::read(app).await;
        if !figures.report.hashing {
            break figures.text().unwrap();
        }
        assert!(started.elapsed() < Duration::from_secs(60), "the queue is never full");
    };
    assert_eq!(value(&text, "beian_part_up{part=\"hashing\"}"), Some(0.0), "{text}");
    for state in ["running", "waiting"] {
        let name = format!("beian_hashes{{state=\"{state}\"}}");
        assert!(value(&text, &name).is_some_and(|count| count >= 1.0), "{name}: {text}");
    }
    for ask in &asks {
        ask.abort();
    }
    for ask in asks {
        assert!(ask.await.is_err(), "it asks for ever");
    }
    assert!(Report::of(app).await.hashing);
    sites.stop().await;
}
