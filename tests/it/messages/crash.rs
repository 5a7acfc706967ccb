//! Workers that die at any point: no message is lost, none is invented, and a repetition says that it is one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use beian::demo::mailbox::Manners;
use beian::notify::Notice;
use beian::text::Lang;

use super::house::House;

/// Cheap, repeatable numbers for the points of crash.
fn points() -> impl Iterator<Item = u64> {
    let mut seed: u64 = 20_261_123;
    std::iter::from_fn(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some((seed >> 33) % 60)
    })
}

#[actix_web::test]
async fn a_worker_may_die_at_any_point() {
    let house = House::open().await;
    // The answer comes a little after the message was taken over: many crashes fall in between.
    house.mail.mailbox.set_manners(Manners { slow: Duration::from_millis(15), ..Manners::default() });
    let mut told = 0;
    let mut points = points();
    for round in 0..12 {
        let person = house.person(round, Lang::Zh).await;
        house.tell(&person, Notice::ChangesRequested { count: round }).await;
        told += 2;
        for _ in 0..3 {
            let worker = house.worker();
            let dies = Duration::from_millis(points.next().unwrap());
            // Dropped in the middle, whatever it is at.
            let _ = tokio::time::timeout(dies, worker.run_until_idle()).await;
            house.time_passes().await;
            // Nobody gives a job up here: the oldest one meets every death.
            house.test.as_owner("update outbox set attempts = 0 where finished_at is null").await;
        }
    }
    house.mail.mailbox.set_manners(Manners::default());
    house.works_on().await;
    assert_eq!(house.count("select count(*) as count from deliveries where state = 'sent'").await, told);
    assert_eq!(house.count("select count(*) as count from outbox where outcome = 'done'").await, told);

    let mut ids: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let messages = house.mail.mailbox.messages();
    for message in &messages {
        ids.entry((message.to.clone(), message.text.clone())).or_default().insert(message.id.clone());
    }
    assert_eq!(ids.len() as i64, told, "every message arrived");
    assert!(ids.values().all(|ids| ids.len() == 1), "one message, one id: {ids:#?}");
    assert!(messages.len() as i64 > told, "some crash fell between answer and commit");
    house.close().await;
}

#[actix_web::test]
async fn a_crash_between_answer_and_commit_repeats_the_same_message_id() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    house.mail.mailbox.set_manners(Manners { slow: Duration::from_secs(60), ..Manners::default() });
    house.tell(&person, Notice::FilingSubmitted).await;
    {
        let worker = house.worker();
        tokio::select! {
            _ = worker.run_until_idle() => panic!("the answer is held back"),
            _ = house.mail.wait(&person.email) => {}
        }
    }
    house.mail.mailbox.set_manners(Manners::default());
    assert_eq!(house.worker().run_until_idle().await.unwrap(), 0, "the lease still holds");
    house.time_passes().await;
    assert_eq!(house.worker().run_until_idle().await.unwrap(), 1);
    let mails = house.mail.mailbox.messages_to(&person.email);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].id, mails[1].id);
    assert_eq!((&mails[0].subject, &mails[0].text), (&mails[1].subject, &mails[1].text));
    assert_eq!(mails[0].header("Date"), mails[1].header("Date"));
    house.close().await;
}

#[actix_web::test]
async fn a_repeated_sms_is_shown_once() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    house.mail.mailbox.set_manners(Manners { slow: Duration::from_secs(60), ..Manners::default() });
    house.tell(&person, Notice::SmsLapsed).await;
    house.test.as_owner("update outbox set run_at = now() + interval '1 hour' where topic = 'notice.mail'").await;
    {
        let worker = house.worker();
        tokio::select! {
            _ = worker.run_until_idle() => panic!("the answer is held back"),
            _ = house.mail.wait("+8613800000001") => {}
        }
    }
    house.mail.mailbox.set_manners(Manners::default());
    house.time_passes().await;
    house.worker().run_until_idle().await.unwrap();
    assert_eq!(house.mail.mailbox.messages_to("+8613800000001").len(), 1);
    house.close().await;
}

#[actix_web::test]
async fn a_worker_told_to_stop_gives_its_leases_back() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    house.mail.mailbox.set_manners(Manners { slow: Duration::from_millis(300), ..Manners::default() });
    house.tell(&person, Notice::FilingSubmitted).await;
    let worker = house.worker();
    // Told to stop while the mail is on its way: it ends that one and takes nothing new.
    let stop = async {
        house.mail.wait(&person.email).await;
    };
    tokio::time::timeout(Duration::from_secs(15), worker.run(stop)).await.unwrap();
    assert_eq!(house.count("select count(*) as count from outbox where leased_until is not null").await, 0);
    assert_eq!(house.count("select count(*) as count from deliveries where state = 'sent'").await, 1);
    house.close().await;
}
