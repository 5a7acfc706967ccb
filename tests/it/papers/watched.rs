//! The daily look at a website on record: its owner is told once of what is new and sees it until it is mended, the desk
//! sees it in its list.

use std::time::Duration;

use beian::facts::jobs::LookUp;
use beian::facts::service::{Brought, record_look};
use beian::facts::{Dns, HomePage, Registration, Sort};
use beian::filing::job::watch_due;
use beian::values::DomainName;
use beian::values::actor::{Actor, Role};
use chrono::TimeDelta;

use super::after::{NUMBER, approved};
use super::house::{House, Owner};
use crate::support::filings::today;
use crate::support::people::{a_person_of_staff, drafts};

async fn bring(house: &House, owner: &Owner, sort: Sort, brought: Brought) {
    bring_of(house, owner, 0, sort, brought).await;
}

async fn bring_of(house: &House, owner: &Owner, domain: usize, sort: Sort, brought: Brought) {
    let domain = DomainName::parse(&owner.forms.websites[0].website.domains[domain]).unwrap();
    let job = LookUp { domain, sort };
    house.db.write(Actor::Clock, async |tx| record_look(tx, &job, brought).await).await.unwrap();
}

/// A site in order, but for the number at its foot.
async fn seen(house: &House, owner: &Owner, number: Option<&str>) {
    let page = HomePage {
        url: "https://example1.cn/".into(),
        status: 200,
        number: number.map(str::to_owned),
        links_to_ministry: true,
        ..HomePage::default()
    };
    let registration = Registration { expires_on: "2090-01-01".parse().ok(), ..Registration::default() };
    let dns = Dns { name_servers: vec![], addresses: vec!["114.114.2.10".parse().unwrap()] };
    bring(house, owner, Sort::Dns, Brought::Dns(Ok((dns, "DNS".into())))).await;
    let told = Brought::Registration(Ok((Some(registration), "whois.example".into())));
    bring(house, owner, Sort::Registration, told).await;
    bring(house, owner, Sort::HomePage, Brought::HomePage(Ok((Some(page), "https://example1.cn/".into())))).await;
}

/// The program, once its own first look at all websites is over: the next is due in half an hour, and none comes between ours.
async fn opened() -> House {
    let house = House::open().await;
    let looked = "select count(*)::text from schedule_runs where name = 'watch'";
    for _ in 0..600 {
        if house.text(looked).await == "1" {
            return house;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the program looks at no website");
}

/// A day goes by, and the look is taken. Returns how many websites were looked at.
async fn next_day(house: &House) -> usize {
    house.sql("update websites set watch_at = now() - interval '1 second'").await;
    watch_due(&house.db).await.unwrap()
}

async fn notices(house: &House) -> String {
    house.text("select count(*)::text from notices where kind = 'site_findings'").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_without_its_number_is_told_once_and_until_it_is_mended() {
    let house = opened().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    let number = format!("{NUMBER}-1");
    seen(&house, &owner, Some(&number)).await;
    next_day(&house).await;
    assert_eq!(notices(&house).await, "0");
    assert!(!owner.get(&owner.at("next-steps")).await.says_words("每日检查发现以下问题"));

    seen(&house, &owner, None).await;
    next_day(&house).await;
    next_day(&house).await;
    assert_eq!(notices(&house).await, "1", "told once");
    let mail = house.program.message("owner1@example.com", "每日检查发现问题").await;
    assert!(mail.text.contains(&number) && mail.link("next-steps").contains(&owner.reference.to_string()));
    let page = owner.get(&owner.at("next-steps")).await;
    page.must_say_words("每日检查发现以下问题");
    page.must_say_words(&format!("首页没有显示备案号 {number}"));
    let desk = a_person_of_staff(&house.program.database, "desk", Role::Specialist, &[]).await;
    let list = house.at_desk(desk, "/sites").await;
    assert!(list.contains(&number) && list.contains("首页没有显示备案号"), "{list}");
    let elsewhere = a_person_of_staff(&house.program.database, "south", Role::Specialist, &["440000"]).await;
    assert!(!house.at_desk(elsewhere, "/sites").await.contains(&number), "within one's provinces");

    seen(&house, &owner, Some(&number)).await;
    next_day(&house).await;
    assert!(!owner.get(&owner.at("next-steps")).await.says_words("每日检查发现以下问题"), "mended");
    assert!(!house.at_desk(desk, "/sites").await.contains(&number));
    assert_eq!(watch_due(&house.db).await.unwrap(), 0, "once a day");
}

/// What stands in the way of a filing goes soon after it was mended, and is told as of when it was seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_that_keeps_its_owners_next_filing_back_is_looked_at_every_hour() {
    let house = opened().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    seen(&house, &owner, None).await;
    next_day(&house).await;
    // An hour goes by.
    let passes = "update websites set watch_at = watch_at - interval '61 minutes';
        update site_checks set looked_at = looked_at - interval '61 minutes'";
    house.sql(passes).await;
    assert_eq!(watch_due(&house.db).await.unwrap(), 0, "nobody waits");
    house.sql("update filings set state = 'submitted'").await;
    assert_eq!(watch_due(&house.db).await.unwrap(), 1);
    assert_eq!(watch_due(&house.db).await.unwrap(), 0, "once an hour");
    // As where a domain waits for its first look-up.
    house.sql("update websites set watch_at = now() + interval '1 hour'").await;
    assert_eq!(watch_due(&house.db).await.unwrap(), 0, "and never at once again");
    house.sql(passes).await;
    seen(&house, &owner, Some(&format!("{NUMBER}-1"))).await;
    assert_eq!(watch_due(&house.db).await.unwrap(), 1);
    house.sql(passes).await;
    assert_eq!(watch_due(&house.db).await.unwrap(), 0, "mended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_got_a_record_is_told_without_the_filing_of_who_had_it() {
    let house = opened().await;
    let (owner, other) = (house.owner(1).await, house.newcomer(2, drafts(2)).await);
    approved(&house, &owner).await;
    seen(&house, &owner, None).await;
    house.sql(&format!("update entities set account_id = '{}'", other.account)).await;
    next_day(&house).await;
    let told = "select (account_id <> (select account_id from filings where state = 'approved'))::text
        || (filing_id is null)::text || (facts -> 'filing' is null or facts -> 'filing' = 'null')::text from notices
        where kind = 'site_findings'";
    assert_eq!(house.text(told).await, "truetruetrue");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_does_not_open_stops_nobody_elses_look() {
    let house = opened().await;
    let (owner, other) = (house.owner(1).await, house.newcomer(2, drafts(2)).await);
    approved(&house, &owner).await;
    seen(&house, &owner, None).await;
    let unreadable = format!(
        "insert into entities (id, account_id, entity_number, province, kind, name, entity_hash, details_sealed, filed_on)
             values ('00000000-0000-7000-8000-000000000001', '{}', '京ICP备2026000001号', '110000', 4, '甲', '\\x01', '\\x01', '2026-11-01');
         insert into websites (id, entity_id, website_number, name, home_url, details_sealed, filed_on)
             values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '京ICP备2026000001号-1', '甲站', 'www.example.cn', '\\x01', '2026-11-01');",
        other.account,
    );
    house.sql(&unreadable).await;
    assert_eq!(next_day(&house).await, 2);
    assert_eq!(notices(&house).await, "1", "the other website was looked at");
    assert_eq!(watch_due(&house.db).await.unwrap(), 0, "it comes again the next day");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_whose_access_ended_is_told_nothing() {
    let house = opened().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    seen(&house, &owner, None).await;
    next_day(&house).await;
    owner.get(&owner.at("next-steps")).await.must_say_words("每日检查发现以下问题");
    house.sql("update websites set access_ended_on = current_date").await;
    assert!(!owner.get(&owner.at("next-steps")).await.says_words("每日检查发现以下问题"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_trouble_under_a_rule_that_was_told_is_told_too() {
    let house = opened().await;
    let mut forms = drafts(1);
    forms.websites[0].website.domains.push("example1.com".to_owned());
    let owner = house.owner_of(1, forms).await;
    approved(&house, &owner).await;
    let today = today();
    let (soon, over) = (today + TimeDelta::days(5), today - TimeDelta::days(5));
    for (domain, expires_on, told) in
        [(0, soon, "1"), (0, soon, "1"), (1, soon, "2"), (0, over, "3"), (0, over, "3"), (1, over, "4")]
    {
        let told_by_registry = Registration { expires_on: Some(expires_on), ..Registration::default() };
        let brought = Brought::Registration(Ok((Some(told_by_registry), "whois.example".into())));
        bring_of(&house, &owner, domain, Sort::Registration, brought).await;
        next_day(&house).await;
        assert_eq!(notices(&house).await, told, "domain {domain} until {expires_on}");
    }
}
