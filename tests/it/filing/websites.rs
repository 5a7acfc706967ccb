//! Websites that leave a filing: later ones move up, and what was handed in before stays as it was.

use std::collections::BTreeMap;

use beian::filing::application::WebsiteDraft;
use beian::filing::store::submissions;

use super::*;

/// Two websites, the second on a domain of its own.
fn two_websites(n: u32) -> Drafts {
    let mut forms = drafts(n);
    let mut second: WebsiteDraft = forms.websites[0].clone();
    second.website.site_name = "示例花园园艺".into();
    second.website.domains = vec![format!("example{n}.com")];
    second.website.home_url = format!("example{n}.com");
    forms.websites.push(second);
    forms.access.instance.push(format!("i-{n}"));
    forms.access.service_number.push(String::new());
    forms
}

/// The papers of websites in a round, by slot.
async fn papers(world: &World, case: &Case, round: u32) -> BTreeMap<String, uuid::Uuid> {
    let found = world.db().read(Actor::Clock, async |tx| submissions::find(tx, case.id, round).await).await.unwrap();
    let papers = found.unwrap().papers.into_iter();
    papers.flat_map(|(slot, ids)| ids.into_iter().map(move |id| (slot.clone(), id))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_leaves_a_rejected_filing_and_the_first_round_stays_as_it_was() {
    let world = World::start().await;
    let owner = an_account(&world.test_db, 1).await;
    let mut case = world.a_draft_of(owner, two_websites(1)).await;
    let certificate = world.a_paper(&case, "entity-certificate").await.uuid();
    let of_first = world.a_paper(&case, "website-1-real-name").await.uuid();
    let of_second = world.a_paper(&case, "website-2-real-name").await.uuid();
    world.submit(&case).await.unwrap();
    let slots = |pairs: &[(&str, uuid::Uuid)]| pairs.iter().map(|(slot, id)| ((*slot).to_owned(), *id)).collect();
    let first_round: BTreeMap<_, _> = slots(&[
        ("entity-certificate", certificate),
        ("website-1-real-name", of_first),
        ("website-2-real-name", of_second),
    ]);
    assert_eq!(papers(&world, &case, 1).await, first_round);
    world.claim(&case).await;
    let verdict = Verdict::new(vec![Finding::general("ENT-01")], None);
    world.perform(world.specialist, &case, Event::Reject(verdict)).await.unwrap();

    let reference = case.reference.clone();
    let remove = world.db().write(case.applicant(), async |tx| service::remove_website(tx, owner, &reference, 1).await);
    remove.await.unwrap();
    assert_eq!(papers(&world, &case, 1).await, first_round, "what was handed in is history");
    case.forms.websites.remove(0);
    case.forms.access.remove_website(1);
    case.forms.type_check.domain = "example1.com".into();
    world.submit(&case).await.unwrap();
    let second_round = slots(&[("entity-certificate", certificate), ("website-1-real-name", of_second)]);
    assert_eq!(papers(&world, &case, 2).await, second_round, "the second website is the first now");
    assert_eq!(papers(&world, &case, 1).await, first_round);
    assert!(world.is_audit_whole().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_only_website_stays_and_a_locked_filing_loses_none() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    let owner = case.owner;
    let remove = async |case: &Case, ordinal: u32| {
        let reference = case.reference.clone();
        world
            .db()
            .write(case.applicant(), async |tx| service::remove_website(tx, owner, &reference, ordinal).await)
            .await
    };
    assert_eq!(refusal(remove(&case, 1).await), "filing-refused-only-website");
    assert!(matches!(remove(&case, 7).await, Err(Error::NotFound)));
    world.submit(&case).await.unwrap();
    assert_eq!(refusal(remove(&case, 1).await), "filing-refused-locked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_of_a_website_follows_it() {
    let world = World::start().await;
    let owner = an_account(&world.test_db, 1).await;
    let mut case = world.a_draft_of(owner, two_websites(1)).await;
    world.a_paper(&case, "website-2-real-name").await;
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    let said =
        ["websites/1.site_name", "websites/2.site_name", "websites/2/person.mobile", "paper:website-2-real-name"];
    let findings = said.map(|target| Finding::on(target.parse().unwrap(), "WEB-01"));
    let verdict = Verdict::new([findings.to_vec(), vec![Finding::general("ENT-01")]].concat(), None);
    world.perform(world.specialist, &case, Event::Reject(verdict)).await.unwrap();
    let answered = json!({ "websites/1.site_name": "第一个", "websites/2.site_name": "第二个" });
    world.save(&case, Part::ANSWERS, 0, answered).await.unwrap();
    let reference = case.reference.clone();
    let remove = world.db().write(case.applicant(), async |tx| service::remove_website(tx, owner, &reference, 1).await);
    remove.await.unwrap();

    let filing = world.load(&case).await;
    let read = world.db().read(case.applicant(), async |tx| {
        let typed = beian::filing::store::drafts::list(tx, case.id).await?;
        let decision = service::decision(tx, &filing, &typed).await?.unwrap();
        Ok((decision, service::changed(tx, &filing).await?, service::answers(tx, case.id).await?))
    });
    let (decision, changed, answers) = read.await.unwrap();
    let targets: Vec<String> =
        decision.findings.iter().map(|own| own.target.as_ref().map_or_else(String::new, ToString::to_string)).collect();
    assert_eq!(targets, ["websites/1.site_name", "websites/1/person.mobile", "paper:website-1-real-name", ""]);
    let of_website = |target: &&Target| target.to_string().contains("website");
    assert_eq!(changed.iter().filter(of_website).count(), 0, "the second website is as it was: {changed:?}");
    assert_eq!(answers.values().collect::<Vec<_>>(), ["第二个"]);
    let stored = "select string_agg(target, ' ' order by id) from findings";
    assert_eq!(world.test_db.text(stored).await, said.join(" "), "what was said is history");

    // Once handed in again it is spoken of by its new number.
    case.forms.websites.remove(0);
    case.forms.access.remove_website(1);
    case.forms.type_check.domain = "example1.com".into();
    world.submit(&case).await.unwrap();
    world.claim(&case).await;
    let verdict = Verdict::new(vec![Finding::on("websites/1.site_name".parse().unwrap(), "WEB-01")], None);
    world.perform(world.specialist, &case, Event::RequestChanges(verdict)).await.unwrap();
    let filing = world.load(&case).await;
    let open = world.db().read(case.applicant(), async |tx| service::editable(tx, &filing).await).await.unwrap();
    assert!(open.allows_field(Part::website(1), "site_name") && !open.allows_field(Part::website(1), "domains"));
}
