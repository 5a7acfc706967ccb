//! Records and websites that go to others: receiving codes, and what their former owners see afterwards.

use beian::filing::kind::Kind;
use beian::filing::service::moving;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_moves_to_the_entity_whose_code_was_given() {
    let world = World::start().await;
    let (first, second) = (world.on_record(1).await, world.on_record(2).await);
    let make = async |owner: AccountId| {
        world.db().write(Actor::Applicant(owner), async |tx| moving::make_code(tx, owner).await).await
    };
    let nobody = an_account(&world.test_db, 3).await;
    for (account, told) in [(nobody, "filing-operation-code-no-entity"), (first.owner, "filing-operation-code-unknown")]
    {
        let code = make(account).await.unwrap();
        let case = world.begin_on(first.owner, Kind::MigrateSite, None).await.unwrap();
        let sent = world.hand_in(&case, |forms| forms.operation.receiving_code = code.grouped()).await;
        assert_eq!(refusal(sent), told);
    }
    let code = make(second.owner).await.unwrap();
    let case = world.begin_on(first.owner, Kind::MigrateSite, None).await.unwrap();
    world.hand_in(&case, |forms| forms.operation.receiving_code = code.grouped()).await.unwrap();
    assert_eq!(refusal(make(second.owner).await), "filing-operation-code-held");
    // The bureau takes longer than a code lives otherwise.
    world.test_db.as_owner("update receiving_codes set expires_at = now() - interval '1 day'").await;
    let mut given = numbers(2, 2);
    given.websites.remove(0);
    world.goes_through(&case, Some(given)).await.unwrap();
    assert!(world.record_of(first.owner).await.1.is_empty());
    let theirs = world.record_of(second.owner).await.1;
    assert_eq!(theirs.len(), 2);
    assert!(theirs.iter().all(|website| website.number.starts_with("京ICP备2026000002号-")));
    let told = world.test_db.text("select count(*)::text from notices where kind = 'record_received'").await;
    assert_eq!(told, "1");
    // What comes after is the new owner's: no old filing of the sender leads to it.
    for past in [&first, &case] {
        let (record, websites) = world.seen_by_filing(past).await;
        assert!(record.is_none_or(|record| record.websites.is_empty()) && websites.is_empty());
    }
    let reminders = "select count(*)::text from reminders where account_id = (select account_id from filings
        order by id limit 1) and website_id = (select id from websites where website_number like '%2号-2')";
    assert_eq!(world.test_db.text(reminders).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_one_filing_holds_is_not_taken_by_another() {
    let world = World::start().await;
    let (first, second, third) = (world.on_record(1).await, world.on_record(2).await, world.on_record(3).await);
    let owner = second.owner;
    let made = world.db().write(Actor::Applicant(owner), async |tx| moving::make_code(tx, owner).await);
    let code = made.await.unwrap();
    let mut cases = Vec::new();
    for sender in [&first, &third] {
        cases.push(world.begin_on(sender.owner, Kind::MigrateSite, None).await.unwrap());
    }
    let send = async |case| world.hand_in(case, |forms| forms.operation.receiving_code = code.grouped()).await;
    send(&cases[0]).await.unwrap();
    assert_eq!(refusal(send(&cases[1]).await), "filing-operation-code-held");
    world.perform(world.lead, &cases[0], Event::Withdraw { reason: "冒名".into() }).await.unwrap();
    send(&cases[1]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_to_receive_a_website_stays_until_it_has_come() {
    let world = World::start().await;
    let (first, second) = (world.on_record(1).await, world.on_record(2).await);
    let owner = second.owner;
    let made = world.db().write(Actor::Applicant(owner), async |tx| moving::make_code(tx, owner).await);
    let code = made.await.unwrap();
    let sent = world.begin_on(first.owner, Kind::MigrateSite, None).await.unwrap();
    world.hand_in(&sent, |forms| forms.operation.receiving_code = code.grouped()).await.unwrap();
    let end = world.begin_on(owner, Kind::CancelEntity, None).await.unwrap();
    assert_eq!(refusal(world.hand_in(&end, |_| {}).await), "filing-refused-awaited");
    world.perform(world.lead, &sent, Event::Withdraw { reason: "冒名".into() }).await.unwrap();
    world.hand_in(&end, |_| {}).await.unwrap();
    // Who has no entity yet files for none while a record is on its way.
    let late = world.a_draft(3).await;
    let made = world.db().write(late.applicant(), async |tx| moving::make_code(tx, late.owner).await).await.unwrap();
    let sent = world.begin_on(first.owner, Kind::TransferAccount, None).await.unwrap();
    world.hand_in(&sent, |forms| forms.operation.receiving_code = made.grouped()).await.unwrap();
    assert_eq!(refusal(world.submit(&late).await), "filing-refused-awaited");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_website_goes_with_its_entity_whatever_there_was_at_the_beginning() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let case = world.begin_on(first.owner, Kind::CancelWebsite, None).await.unwrap();
    assert_eq!(refusal(world.hand_in(&case, |_| {}).await), "record-last-website");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_begun_twice_is_one_draft() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let begin = async |kind| world.begin_on(first.owner, kind, None).await.unwrap().reference;
    let begun = begin(Kind::ChangeEntity).await;
    assert_eq!(begin(Kind::ChangeEntity).await, begun);
    assert_ne!(begin(Kind::ChangeWebsite).await, begun);
    let begin = async |domain| world.begin_on(first.owner, Kind::NewHere, Some(domain)).await.unwrap().reference;
    let begun = begin("second-example.cn").await;
    assert_eq!(begin("second-example.cn").await, begun);
    assert_ne!(begin("third-example.cn").await, begun, "another domain is another website");
    assert_eq!(begin("second-example.cn").await, begun, "though it is not the latest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_before_a_change_neither_goes_on_nor_in() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let older = world.begin_on(first.owner, Kind::ChangeWebsite, None).await.unwrap();
    let entity = world.begin_on(first.owner, Kind::ChangeEntity, None).await.unwrap();
    let access = world.begin_on(first.owner, Kind::CancelAccess, None).await.unwrap();
    let newer = world.begin_on(first.owner, Kind::ChangeFiling, None).await.unwrap();
    world.hand_in(&newer, |forms| forms.websites[0].website.site_name = "示例花园新园艺".into()).await.unwrap();
    world.goes_through(&newer, None).await.unwrap();
    let again = world.begin_on(first.owner, Kind::ChangeWebsite, None).await.unwrap();
    assert_ne!(again.reference, older.reference);
    assert_eq!(refusal(world.hand_in(&older, |_| {}).await), "filing-refused-record-gone");
    assert_eq!(refusal(world.hand_in(&entity, |_| {}).await), "filing-refused-record-gone", "it was written too");
    // What writes nothing is overtaken by nothing, and a new website changes no entity.
    let entity = world.begin_on(first.owner, Kind::ChangeEntity, None).await.unwrap();
    let second = world.begin_on(first.owner, Kind::NewHere, Some("second-example.cn")).await.unwrap();
    let website = |forms: &mut Drafts| {
        forms.access = first.forms.access.clone();
        forms.websites = first.forms.websites.clone();
        forms.websites[0].website.domains = vec!["second-example.cn".into()];
        forms.websites[0].website.home_url = "second-example.cn".into();
    };
    world.hand_in(&second, website).await.unwrap();
    let given = Numbers { websites: numbers(1, 2).websites[1..].to_vec(), ..numbers(1, 2) };
    world.goes_through(&second, Some(given)).await.unwrap();
    world.hand_in(&entity, |forms| forms.entity.mailing_address = "示例路9号3层301室".into()).await.unwrap();
    world.goes_through(&entity, None).await.unwrap();
    world.hand_in(&access, |_| {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entity_that_came_on_record_is_filed_for_from_there() {
    let world = World::start().await;
    let first = world.a_draft(1).await;
    let mut other = drafts(1);
    other.type_check.domain = "second-example.cn".into();
    other.websites[0].website.domains = vec!["second-example.cn".into()];
    other.websites[0].website.home_url = "second-example.cn".into();
    let late = world.a_draft_of(first.owner, other).await;
    world.submit(&first).await.unwrap();
    world.goes_through(&first, Some(numbers(1, 1))).await.unwrap();
    assert_eq!(refusal(world.submit(&late).await), "filing-refused-entity-here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_that_comes_back_keeps_its_place_on_record() {
    let world = World::start().await;
    let first = world.on_record(1).await;
    let end = world.begin_on(first.owner, Kind::CancelAccess, None).await.unwrap();
    world.hand_in(&end, |_| {}).await.unwrap();
    world.goes_through(&end, None).await.unwrap();
    world.test_db.as_owner("update websites set has_income = true").await;
    let back = world.begin_on(first.owner, Kind::Access, None).await.unwrap();
    world
        .hand_in(&back, |forms| {
            forms.operation.website_number = "京ICP备2026000001号-1".into();
            forms.access = first.forms.access.clone();
            forms.websites = first.forms.websites.clone();
        })
        .await
        .unwrap();
    world.goes_through(&back, Some(numbers(1, 1))).await.unwrap();
    assert_eq!(world.record_of(first.owner).await.1.len(), 1);
    let ahead = "select string_agg(kind, ' ' order by kind) from reminders where cancelled_at is null";
    assert_eq!(world.test_db.text(ahead).await, "licence psb psb psb");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_free_again_once_its_filing_ends() {
    let world = World::start().await;
    let (first, second) = (world.on_record(1).await, world.on_record(2).await);
    let make = async || {
        let owner = second.owner;
        world.db().write(Actor::Applicant(owner), async |tx| moving::make_code(tx, owner).await).await
    };
    let code = make().await.unwrap();
    let case = world.begin_on(first.owner, Kind::MigrateSite, None).await.unwrap();
    world.hand_in(&case, |forms| forms.operation.receiving_code = code.grouped()).await.unwrap();
    world.perform(world.lead, &case, Event::Withdraw { reason: "冒名".into() }).await.unwrap();
    make().await.unwrap();
}
