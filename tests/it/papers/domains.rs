//! What was seen of a domain from outside, as applicant and desk are shown it: what cannot be checked stops nobody, what is
//! wrong does, and the desk sees where and when it was seen.

use beian::facts::jobs::LookUp;
use beian::facts::record::HolderName;
use beian::facts::service::{Brought, record_look};
use beian::facts::{Registration, Sort, Why};
use beian::values::DomainName;
use beian::values::actor::{Actor, Role};

use super::house::{House, Owner};
use crate::support::people::a_person_of_staff;

fn domain(owner: &Owner) -> DomainName {
    DomainName::parse(&owner.forms.websites[0].website.domains[0]).unwrap()
}

/// What WHOIS tells of the owner's domain.
async fn told(house: &House, owner: &Owner, expires_on: &str) {
    let registration = Registration {
        registrar: Some("阿里云计算有限公司（万网）".into()),
        holder: Some(HolderName::new(&owner.forms.type_check.entity_name)),
        registered_on: "2020-01-01".parse().ok(),
        expires_on: expires_on.parse().ok(),
        ..Registration::default()
    };
    let job = LookUp { domain: domain(owner), sort: Sort::Registration };
    let brought = Brought::Registration(Ok((Some(registration), "whois.example".into())));
    house.db.write(Actor::Clock, async |tx| record_look(tx, &job, brought).await).await.unwrap();
}

async fn nothing_told(house: &House, owner: &Owner) {
    for sort in Sort::ALL {
        let job = LookUp { domain: domain(owner), sort: *sort };
        let brought = Brought::nothing(*sort, Why::TimedOut);
        house.db.write(Actor::Clock, async |tx| record_look(tx, &job, brought).await).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filing_asks_for_what_can_be_seen_of_its_domain() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let asked = format!(
        "select string_agg(payload->>'sort', ' ' order by payload->>'sort') from outbox
         where topic = 'facts.look_up' and payload->>'domain' = '{}'",
        domain(&owner).as_str()
    );
    assert_eq!(house.text(&asked).await, "dns home_page registration");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_checked_is_shown_and_stops_nobody() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    nothing_told(&house, &owner).await;
    let page = owner.get(&owner.at("check")).await;
    page.must_say_words("未能自动核对");
    page.must_say_words("查询超时");
    house.submit(&owner).await;
    let desk = a_person_of_staff(&house.program.database, "specialist", Role::Specialist, &[]).await;
    let case = house.at_desk(desk, &format!("/cases/{}?section=websites/1", owner.reference)).await;
    assert!(case.contains("未能自动核对：查询超时"), "{case}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_domain_stops_the_filing_until_it_is_renewed_and_the_desk_sees_where_that_was_seen() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    nothing_told(&house, &owner).await;
    told(&house, &owner, "2020-12-31").await;
    let check = owner.at("check");
    let page = owner.get(&check).await;
    page.must_say_words("已于 2020-12-31 到期");
    page.must_say_words("查自 whois.example");
    let version = page.hidden("version");
    let refused = owner.post(&check, &[("version", &version), ("declared", "yes")]).await;
    assert_eq!(refused.status, 422);
    told(&house, &owner, "2090-12-31").await;
    assert!(!owner.get(&check).await.says_words("2020-12-31"));
    let undeclared = owner.post(&check, &[("version", &version)]).await;
    assert_eq!(undeclared.status, 422);
    undeclared.must_say("wizard-check-declared-missing");
    house.submit(&owner).await;
    let desk = a_person_of_staff(&house.program.database, "specialist", Role::Specialist, &[]).await;
    let case = house.at_desk(desk, &format!("/cases/{}?section=websites/1", owner.reference)).await;
    for words in ["阿里云计算有限公司（万网）", "2090年12月31日", "查自 whois.example"] {
        assert!(case.contains(words), "{words}: {case}");
    }
}
