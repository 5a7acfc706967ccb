//! The service by a one-task link: the person of the link goes there without an account, after a notice of its own.

use beian::liveness::store::About;
use serde_json::Value;

use super::super::by_link::{link_to, shows_nothing_else_of};
use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_only_a_link_is_verified_by_the_service_too() {
    let service = Service::open();
    let house = house_with(&service).await;
    let owner = house.owner(1).await;
    let link = link_to(&owner, SLOT).await;
    let phone = Guest::at_portal(&house.program);
    phone.submit(&link, &[("act", "begin")]).await.must_lead_to(&link);
    let early = [("act", "service"), ("service-agree", "yes"), ("service-version", "1")];
    phone.post(&link, &early).await.must_lead_to(&link);
    let version = phone.get(&link).await.hidden("version");
    phone.post(&link, &[("act", "agree"), ("agree", "yes"), ("version", &version)]).await.must_lead_to(&link);
    let page = phone.get(&link).await;
    page.must_say("face-service");
    shows_nothing_else_of(&owner, &page);
    let unasked = phone.post(&link, &[("act", "service")]).await;
    assert_eq!(unasked.status, 422);
    unasked.must_say("face-consent-missing");
    assert!(service.calls().is_empty(), "nothing went there before either notice");

    service.will(&[BEGUN, PENDING]);
    let version = page.hidden("service-version");
    let agreed = [("act", "service"), ("service-agree", "yes"), ("service-version", version.as_str())];
    phone.post(&link, &agreed).await.must_lead_to(&link);
    let (_, body) = service.calls().pop().unwrap();
    let told: Value = serde_json::from_slice(&body).unwrap();
    let mut names: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["callback_url", "check", "kind", "name", "number", "return_url"], "nothing else of the filing");
    assert_eq!(told["name"], owner.forms.entity_person.name.as_str());
    assert_eq!(told["return_url"], format!("{}/face-return", owner.origin), "nor the link, which lets in");
    phone.get("/face-return").await.must_lead_to(&link);
    assert_eq!(Guest::at_portal(&house.program).get("/face-return").await.status, 404);
    let consent = "select kind || ' ' || (relay_task_id = (select id from relay_tasks)) from consents where kind = 'face_service'";
    assert_eq!(house.text(consent).await, "face_service true");
    let there = phone.get(&link).await;
    there.must_say_words("http://127.0.0.1:9/s-");
    there.must_say("face-service-again");
    shows_nothing_else_of(&owner, &there);
    let owners = owner.get(&owner.at(&format!("verification/{SLOT}"))).await;
    assert!(!owners.body.contains("http://127.0.0.1:9/s-"), "the session is of that phone: {}", owners.body);

    a_move_leaves_nothing_behind(&phone, &Guest::at_portal(&house.program), &link).await;
    service.will(&[BEGUN, MATCHES]);
    phone.post(&link, &agreed).await.must_lead_to(&link);
    phone.post(&link, &[("act", "result")]).await.must_lead_to(&link);
    until(&house, "select state from face_checks", "matches").await;
    let done = phone.get(&link).await;
    assert_eq!(done.status, 410);
    done.must_say("relay-over-verified");
    owner.get(&owner.at(&format!("help/{SLOT}"))).await.must_say("face-standing-matches");
    let by = "select string_agg(distinct actor_kind, ' ') from audit_events where action = 'face.asked'";
    assert_eq!(house.text(by).await, "helper");
}

/// Who gets the link back from another phone has agreed to nothing, and goes on with no session of before.
async fn a_move_leaves_nothing_behind(phone: &Guest, other: &Guest, link: &str) {
    for guest in [other, phone] {
        guest.submit(link, &[("act", "move")]).await.must_lead_to(link);
    }
    let version = phone.get(link).await.hidden("version");
    phone.post(link, &[("act", "agree"), ("agree", "yes"), ("version", &version)]).await.must_lead_to(link);
    let page = phone.get(link).await;
    assert!(!page.hidden("service-version").is_empty());
    assert!(!page.body.contains("http://127.0.0.1:9/s-"), "{}", page.body);
}

/// A result that comes late takes nothing back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_verified_meanwhile_stays_so_whatever_the_service_says() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let about = About { filing: owner.id, person: vec![7; 32], slot: SLOT.to_owned(), round: 1 };
    let begins = async |tx: &mut Tx<'_>| {
        let (appointment, _) = liveness::ask_appointment(tx, &about).await?;
        Ok((appointment, liveness::begin_session(tx, &about, None, "1").await?))
    };
    let (appointment, session) = house.db.write(Actor::Applicant(owner.account), begins).await.unwrap();
    let ends = async |tx: &mut Tx<'_>| {
        liveness::judge(tx, owner.id, appointment, Verdict::Matches, "").await?;
        liveness::settle(tx, owner.id, session, Verdict::Differs).await
    };
    house.db.write(Actor::Clock, ends).await.unwrap();
    let states = "select string_agg(method || ' ' || state, ', ' order by method) from face_checks";
    assert_eq!(house.text(states).await, "appointment matches, vendor failed");
}
