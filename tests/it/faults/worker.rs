//! The worker as a process of its own is ended by kill -9 while it tells people things.
//!
//! What is promised: every message arrives. Whoever dies after the receiver took a message over and before that is noted sends
//! it once more, under the id that it had: a gateway for SMS shows it once, and a mail can be known by its `Message-ID`. More
//! than those in hand at a death are never sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use beian::demo::mailbox::Manners;
use beian::notify::Notice;
use beian::text::Lang;

use super::moments;
use crate::messages::house::House;
use crate::support::mailbox::TestMailbox;
use crate::support::program::secret;
use crate::support::workplace::{Process, Workplace};

/// Who is told something before each death, by mail and by SMS.
const PEOPLE: u32 = 3;
/// The mailbox keeps five hundred messages.
const MOST: u64 = 60;
/// How long a worker works at most before it is ended, from when it says that it does.
const WORKS: u64 = 350;
/// Messages that a worker has in hand at a time.
const IN_HAND: usize = 4;

/// A worker that sends to a mailbox of this test.
pub fn workplace(house: &House) -> Workplace {
    let TestMailbox { config, .. } = &house.mail;
    let sms = config.sms.as_ref().unwrap();
    let words = std::fs::read_to_string(&sms.secret_file).unwrap();
    Workplace::with(&house.test, |folder| {
        vec![
            ("BEIAN_SMTP_URL", config.smtp_url.clone()),
            ("BEIAN_SMS_URL", sms.url.clone()),
            ("BEIAN_SMS_SECRET_FILE", secret(folder, "sms-of-the-mailbox", &words)),
        ]
    })
}

/// One more worker, which says that it works.
async fn works(workplace: &Workplace) -> Process {
    let said = || workplace.log().matches(": working").count();
    let (before, worker) = (said(), workplace.start());
    for _ in 0..600 {
        if said() > before {
            return worker;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it does not begin: {}", workplace.log())
}

#[actix_web::test]
#[ignore = "takes a minute: make faults"]
async fn a_worker_killed_while_it_tells_people_loses_no_message_and_repeats_none_but_under_its_id() {
    let (moments, mut chance) = moments(40);
    let moments = moments.min(MOST);
    let house = House::open().await;
    // The answer comes a little after the message was taken over: many a worker dies in between.
    house.mail.mailbox.set_manners(Manners { slow: Duration::from_millis(30), ..Manners::default() });
    let workplace = workplace(&house);
    let mut told = 0;
    for _ in 0..moments {
        for _ in 0..PEOPLE {
            told += 1;
            let person = house.person(told, Lang::Zh).await;
            house.tell(&person, Notice::ChangesRequested { count: told }).await;
        }
        let worker = works(&workplace).await;
        tokio::time::sleep(Duration::from_millis(chance.below(WORKS))).await;
        worker.end();
        house.time_passes().await;
        // Nobody gives a job up here: the oldest one meets every death.
        house.test.as_owner("update outbox set attempts = 0 where finished_at is null").await;
    }
    house.mail.mailbox.set_manners(Manners::default());
    let sent_by_the_dead = house.count("select count(*) as count from deliveries where state = 'sent'").await;
    house.works_on().await;
    assert!(sent_by_the_dead > i64::from(told) / 4, "hardly anything was sent: {}", workplace.log());
    holds(&house, told, usize::try_from(moments).unwrap()).await;
    house.close().await;
}

/// Holds that each of two messages to so many people arrived, and that no more came again than deaths may repeat.
async fn holds(house: &House, told: u32, deaths: usize) {
    let wanted = i64::from(told) * 2;
    assert_eq!(house.count("select count(*) as count from deliveries where state = 'sent'").await, wanted);
    assert_eq!(house.count("select count(*) as count from outbox where outcome = 'done'").await, wanted);
    let mut ids: BTreeMap<String, (BTreeSet<String>, usize)> = BTreeMap::new();
    for message in house.mail.mailbox.messages() {
        let (ids, count) = ids.entry(message.to).or_default();
        ids.insert(message.id);
        *count += 1;
    }
    assert_eq!(i64::try_from(ids.len()).unwrap(), wanted, "every message arrived");
    assert!(ids.values().all(|(ids, _)| ids.len() == 1), "one message, one id: {ids:#?}");
    let sms = ids.iter().filter(|(to, _)| to.starts_with('+'));
    assert!(sms.clone().count() > 0 && sms.clone().all(|(_, (_, count))| *count == 1), "an SMS is shown once");
    let again: usize = ids.values().map(|(_, count)| count - 1).sum();
    println!("{wanted} messages, {again} mails came once more, {deaths} deaths");
    assert!(again <= deaths * IN_HAND, "{again} came again");
}
