//! Instances that end under a running filing, and numbers that change hands.

use beian::error::Error;
use beian::filing::application::AccessForm;
use beian::hosting::service::{ending, numbers, show};
use beian::hosting::{Choice, ServiceNumber};
use serde_json::json;

use super::*;
use crate::support::filings;
use crate::support::people::drafts;

/// The findings on cases: which website, how its server ended, and whether that was mended.
async fn found(test_db: &TestDb) -> String {
    let found = "select coalesce(string_agg(website || case when is_released then ' released' else ' over' end
        || case when gone_at is null then ' open' else ' gone' end, '; ' order by found_at), '') from instance_findings";
    test_db.text(found).await
}

async fn told(test_db: &TestDb) -> String {
    test_db.text("select coalesce(string_agg(kind, ' ' order by id), '') from notices where kind in ('server_ended', 'number_handed')").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_filing_runs_on_an_instance_that_ends_is_told_once() {
    let test_db = TestDb::start().await;
    let owner = reachable(&test_db, 1, "wang@example.cn").await;
    let forms = drafts(1);
    let draft = filings::a_draft(&test_db.db, owner, &forms).await;
    let filing = filings::load(&test_db.db, &draft.reference).await.unwrap();
    filings::submit(&test_db.db, &filing, &forms, json!([])).await.unwrap();
    take_in(&test_db, &["number,i-1,,,,,,,,,32a43232-a888-88e8-b9ec-00888be80000"]).await.unwrap();
    let due = async || beian::hosting::job::end_due(&test_db.db).await.unwrap();
    assert_eq!(due().await, 0, "it runs");
    // The last day of a term is still a day of it.
    let last = "update instances set ends_on = (now() at time zone 'Asia/Shanghai')::date";
    test_db.as_owner(last).await;
    assert_eq!(due().await, 0);
    test_db.as_owner(&format!("{last} - 1")).await;
    assert_eq!((due().await, due().await), (1, 0));
    assert_eq!(told(&test_db).await, "server_ended");
    assert_eq!(test_db.text("select state from service_numbers").await, "expired");
    assert_eq!(found(&test_db).await, "1 over open");
    let held = test_db.db.read(Actor::Clock, async |tx| service::held(tx, filing.id).await).await.unwrap();
    let codes: Vec<&str> = held[0].1.obstacles().iter().map(beian::hosting::Obstacle::code).collect();
    assert_eq!(codes[0], "A-ENDED", "the case shows it");
    // Given back afterwards: nobody is told again. Renewed: it runs, and so do its numbers.
    test_db.db.write(Actor::Operator, async |tx| ending::release(tx, "i-1").await).await.unwrap();
    assert_eq!(told(&test_db).await, "server_ended");
    let renewed = instance("i-1", "wang@example.cn").replace("114.114.7.7", "114.114.2.10");
    assert_eq!(take_in(&test_db, &[&renewed]).await, Ok((1, 0)));
    assert_eq!(test_db.text("select state from service_numbers").await, "unused");
    let held = test_db.db.read(Actor::Clock, async |tx| service::held(tx, filing.id).await).await.unwrap();
    assert!(held[0].1.obstacles().is_empty());
    assert_eq!(found(&test_db).await, "1 over gone");
    // Given back while it runs.
    test_db.db.write(Actor::Operator, async |tx| ending::release(tx, "i-1").await).await.unwrap();
    assert_eq!(told(&test_db).await, "server_ended server_ended");
    assert_eq!(found(&test_db).await, "1 over gone; 1 released open");
    // The filing ends: nothing is left to be mended.
    test_db.db.write(Actor::Operator, async |tx| service::free(tx, filing.id).await).await.unwrap();
    assert_eq!(found(&test_db).await, "1 over gone; 1 released gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_changes_hands_until_it_is_used() {
    let test_db = TestDb::start().await;
    let db = &test_db.db;
    let owner = reachable(&test_db, 1, "li@example.cn").await;
    let other = reachable(&test_db, 2, "wang@example.cn").await;
    let third = reachable(&test_db, 3, "zhao@example.cn").await;
    test_db.as_owner("update instances set quota = 2 where code = 'i-1'").await;
    let made = db.write(Actor::Applicant(owner), async |tx| numbers::issue(tx, "i-1", 2, None).await).await.unwrap();
    let number = made[0];
    let hand = async |who: AccountId, to: &str| {
        let email = Email::parse(to).unwrap();
        db.write(Actor::Applicant(who), async |tx| numbers::hand(tx, who, number, &email).await).await
    };
    assert!(matches!(hand(other, "zhao@example.cn").await, Err(Error::NotFound)), "it is not theirs to hand on");
    assert!(matches!(hand(owner, "LI@example.cn").await, Err(Error::Refused(_))), "to oneself");
    hand(owner, "wang@example.cn").await.unwrap();
    hand(owner, "zhao@example.cn").await.unwrap();
    assert_eq!(told(&test_db).await, "number_handed number_handed");
    let received = async |who: AccountId| {
        db.read(Actor::Applicant(who), async |tx| show::received(tx, who).await).await.unwrap().len()
    };
    assert_eq!((received(other).await, received(third).await), (0, 1));
    // A promise takes a unit: the owner has one left of two.
    let offers = db.read(Actor::Applicant(owner), async |tx| service::offers(tx, owner, None).await).await.unwrap();
    assert_eq!((offers[0].units.promised, offers[0].units.free()), (1, 1));
    // Who holds it files with it; then nobody takes it back.
    let mut forms = drafts(3);
    forms.access =
        AccessForm { instance: vec![String::new()], service_number: vec![number.to_string()], ..AccessForm::default() };
    let draft = filings::a_draft(db, third, &forms).await;
    let filing = filings::load(db, &draft.reference).await.unwrap();
    filings::submit(db, &filing, &forms, json!([])).await.unwrap();
    let back = db.write(Actor::Applicant(owner), async |tx| numbers::take_back(tx, owner, number).await).await;
    assert!(matches!(back, Err(Error::Refused(_))));
    let revoke = async |number: ServiceNumber| {
        db.write(Actor::Operator, async |tx| numbers::revoke(tx, number, "订单作废").await).await
    };
    assert!(matches!(revoke(number).await, Err(Error::Refused(_))));
    revoke(made[1]).await.unwrap();
    let card = db.read(Actor::Applicant(owner), async |tx| show::own_card(tx, owner, "i-1").await).await.unwrap();
    let uses: Vec<_> = card.uses.iter().map(|used| (used.number, used.entity_name.as_deref())).collect();
    assert_eq!(uses, [(Some(number), Some("北京示例花园3有限公司"))], "the owner sees who files there");
    let seen = db.read(Actor::Applicant(other), async |tx| show::own_card(tx, other, "i-1").await).await;
    assert!(matches!(seen, Err(Error::NotFound)));
    // A filing that ends gives it back; one that is approved keeps it, whatever ends later.
    let state = async || test_db.text(&format!("select state from service_numbers where number = '{number}'")).await;
    let free = async || db.write(Actor::Operator, async |tx| service::free(tx, filing.id).await).await.unwrap();
    assert_eq!(state().await, "in_use");
    free().await;
    assert_eq!(state().await, "unused");
    let choices = [(1, Choice::Number(number))];
    db.write(Actor::Operator, async |tx| service::hold(tx, filing.id, &choices).await).await.unwrap();
    db.write(Actor::Operator, async |tx| service::spend(tx, filing.id).await).await.unwrap();
    assert_eq!(state().await, "used");
    free().await;
    assert_eq!(state().await, "used");
}
