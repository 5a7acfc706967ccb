//! A filing that came back, over HTTP: what a correction opens besides what was marked, and two windows that answer.

use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::state::{Event, StateCode};
use beian::values::actor::Role;

use super::house::{House, Owner, words};
use super::pictures;
use crate::support::filings;
use crate::support::guest::Answer;
use crate::support::people::a_person_of_staff;

/// A filing with its papers that came back with these marks.
async fn marked(house: &House, n: u32, targets: &[&str]) -> Owner {
    let owner = house.owner(n).await;
    for (at, slot) in (1..).zip(["entity-certificate", "entity-person-id-front", "entity-person-id-back"]) {
        owner.gives(slot, &pictures::photo(at)).await;
    }
    house.submit(&owner).await;
    let wang = a_person_of_staff(&house.program.database, &format!("wang{n}"), Role::Specialist, &[]).await;
    house.perform(wang, &owner, Event::Claim { provinces: Vec::new() }).await;
    let findings = targets.iter().map(|target| Finding::on(target.parse().unwrap(), "ENT-03").saying("请核对这一项"));
    house.perform(wang, &owner, Event::RequestChanges(Verdict::new(findings.collect(), None))).await;
    owner
}

/// The fields of the answers as the page posts them.
async fn answers(owner: &Owner, then: &str, texts: &[(&str, &str)]) -> Answer {
    let page = owner.get(&owner.at("corrections")).await;
    let (version, round) = (page.hidden("version"), page.hidden("round"));
    send_answers(owner, (&version, &round), then, texts).await
}

async fn send_answers(owner: &Owner, seen: (&str, &str), then: &str, texts: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("version", seen.0), ("round", seen.1), ("then", then), ("declared", "yes")];
    for (target, text) in texts {
        fields.extend([("target", *target), ("answer", *text)]);
    }
    owner.post(&owner.at("corrections"), &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_type_check_opens_where_it_was_marked() {
    let house = House::open().await;
    let fresh = house.owner(1).await;
    fresh.get(&fresh.at("type-check")).await.must_lead_to(&format!("/filings/{}", fresh.reference));
    let owner = marked(&house, 2, &["type-check.entity_name"]).await;
    let here = owner.at("type-check");

    let page = owner.get(&here).await;
    page.must_say_words("请核对这一项");
    page.must_say("wizard-locked");
    assert!(page.page().contains("name=\"entity_name\"") && !page.page().contains("name=\"cert_number\""));
    let empty = owner.post(&here, &[("version", &page.hidden("version")), ("entity_name", "")]).await;
    assert_eq!(empty.status, 422);
    let version = empty.hidden("version");
    let fields = [("version", version.as_str()), ("entity_name", "北京示例花园二号有限公司"), ("cert_number", "1")];
    owner.post(&here, &fields).await.must_lead_to(&owner.at("corrections"));
    answers(&owner, "submit", &[]).await.must_lead_to(&format!("/filings/{}", owner.reference));
    let filing = house.filing(&owner.reference).await;
    assert_eq!((filing.round, filing.entity_name.as_deref()), (2, Some("北京示例花园二号有限公司")));
    let late = [("version", "0"), ("round", "1"), ("_background", "1")];
    let late = owner.post(&owner.at("corrections"), &late).await;
    late.must_lead_to(&format!("/filings/{}", owner.reference));

    let other = marked(&house, 3, &["entity.cert_address"]).await;
    other.get(&other.at("type-check")).await.must_lead_to(&format!("/filings/{}", other.reference));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_that_a_correction_asks_for_is_open_and_waited_for() {
    let house = House::open().await;
    let owner = marked(&house, 1, &["websites/1/person.same_as_entity_person"]).await;
    let sides = ["website-1-person-id-back", "website-1-person-id-front"];
    assert!(!owner.get(&owner.at("materials")).await.page().contains(sides[0]));
    let person = owner.at("websites/1/person");
    let version = owner.get(&person).await.hidden("version");
    let fields = [
        ("version", version.as_str()),
        ("same_as_entity_person", "no"),
        ("name", "李小红"),
        ("is_legal_rep", "no"),
        ("cert_kind", "2"),
        ("cert_number", "32000019880703000X"),
        ("cert_valid_from", "2020-01-02"),
        ("cert_valid_to", "2040-01-02"),
        ("mobile", "13800000003"),
        ("emergency_phone", "010-12345678"),
        ("email", "li@example.cn"),
    ];
    owner.post(&person, &fields).await.must_lead_to(&owner.at("corrections"));

    owner.get(&owner.at("corrections")).await.must_say("material-asked-since");
    let refused = answers(&owner, "submit", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#asked-0\""), "the error leads to the paper: {}", refused.body);
    let seen = (refused.hidden("version"), refused.hidden("round"));
    let undeclared = [("version", seen.0.as_str()), ("round", seen.1.as_str()), ("then", "submit")];
    let refused = owner.post(&owner.at("corrections"), &undeclared).await;
    refused.must_say("wizard-check-declared-missing");
    let ways = refused.body.matches("finding__way").count();
    assert_eq!(ways, sides.len() + 1, "each paper, and the face, with its way out: {}", refused.body);
    owner.get(&owner.at("materials")).await.must_say("material-asked-since-text");
    for (at, side) in (7..).zip(sides) {
        owner.gives(side, &pictures::photo(at)).await;
    }
    let locked = owner.give("entity-certificate", "photo.jpg", &pictures::photo(9)).await;
    assert_eq!(locked.status, 422, "the others stay locked");
    filings::verified(&house.db, &house.filing(&owner.reference).await).await;
    answers(&owner, "submit", &[]).await.must_lead_to(&format!("/filings/{}", owner.reference));
    assert_eq!(house.filing(&owner.reference).await.state.code(), StateCode::Submitted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_windows_that_answer_show_both_texts() {
    let house = House::open().await;
    let owner = marked(&house, 1, &["entity.cert_address", "entity.investor"]).await;
    let page = owner.get(&owner.at("corrections")).await;
    let seen = (page.hidden("version"), page.hidden("round"));
    let seen = (seen.0.as_str(), seen.1.as_str());
    let target = "entity.cert_address";
    // A field that is corrected meanwhile is no conflict with the answers.
    let version = owner.get(&owner.at("entity")).await.hidden("version");
    let investor = [
        ("version", version.as_str()),
        ("cert_address", "北京市海淀区示例路1号"),
        ("investor", "北京示例投资有限公司"),
    ];
    owner.post(&owner.at("entity"), &investor).await.must_lead_to(&owner.at("corrections"));
    let filing = format!("/filings/{}", owner.reference);
    send_answers(&owner, seen, "later", &[(target, "第一个窗口的说明")]).await.must_lead_to(&filing);
    let conflict = send_answers(&owner, seen, "later", &[(target, "第二个窗口的说明")]).await;
    assert_eq!(conflict.status, 409);
    for text in [&words("wizard-conflict-title"), "第一个窗口的说明", "value=\"第二个窗口的说明\""] {
        assert!(conflict.body.contains(text), "{text}: {}", conflict.body);
    }
    // A page that saves itself meets the same, and goes on from the version it is told.
    let background = async |version: &str, text: &str| {
        let fields =
            [("version", version), ("round", seen.1), ("_background", "1"), ("target", target), ("answer", text)];
        owner.post(&owner.at("corrections"), &fields).await
    };
    assert_eq!(background(seen.0, "自动保存的说明").await.status, 409);
    let saved = background(&conflict.hidden("version"), "自动保存的说明").await;
    let told: serde_json::Value = serde_json::from_str(&saved.page()).unwrap();
    let page = owner.get(&owner.at("corrections")).await;
    page.must_say_words("自动保存的说明");
    assert_eq!(told["version"].to_string(), page.hidden("version"));
    answers(&owner, "", &[(target, "自动保存的说明")]).await.must_lead_to(&filing);
    assert_eq!(house.filing(&owner.reference).await.round, 1, "nothing is handed in but by its button");
    let page = owner.get(&owner.at("corrections")).await;
    let now = (page.hidden("version"), page.hidden("round"));
    send_answers(&owner, (&now.0, &now.1), "later", &[(target, "第二个窗口的说明")]).await.must_lead_to(&filing);
    owner.get(&owner.at("corrections")).await.must_say_words("第二个窗口的说明");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_asks_again_where_the_filing_moved_on() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    house.submit(&owner).await;
    let here = owner.at("withdraw");
    let seen = owner.get(&here).await.hidden("version");
    let wang = a_person_of_staff(&house.program.database, "wang", Role::Specialist, &[]).await;
    house.perform(wang, &owner, Event::Claim { provinces: Vec::new() }).await;
    let again = owner.post(&here, &[("version", &seen)]).await;
    assert_eq!(again.status, 409);
    again.must_say("wizard-withdraw-moved");
    owner.post(&here, &[]).await.must_say("wizard-withdraw-moved");
    let filing = format!("/filings/{}", owner.reference);
    owner.post(&here, &[("version", &again.hidden("version"))]).await.must_lead_to(&filing);
    assert_eq!(house.filing(&owner.reference).await.state.code(), StateCode::Withdrawn);
    owner.get(&here).await.must_lead_to(&filing);
}
