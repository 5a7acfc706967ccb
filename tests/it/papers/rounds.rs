//! The papers of a round that was handed in stay where they were, whatever becomes of the filing.

use std::collections::BTreeMap;

use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::section::Target;
use beian::filing::service;
use beian::filing::state::Event;
use beian::filing::store::submissions;
use beian::review::store::papers;
use beian::values::actor::{Actor, Role};

use super::house::{House, Owner};
use super::pictures;
use crate::support::people::{a_person_of_staff, drafts};

/// The slot of each paper of a round, as the round and as the desk tell it.
async fn slots(house: &House, owner: &Owner, round: u32) -> BTreeMap<String, String> {
    let read = house.db.read(Actor::Clock, async |tx| {
        let submission = submissions::find(tx, owner.id, round).await?.unwrap();
        let listed = papers::list(tx.conn, &submission.papers).await?;
        Ok((submission.papers, listed))
    });
    let (own, listed) = read.await.unwrap();
    let own: BTreeMap<String, String> =
        own.into_iter().flat_map(|(slot, ids)| ids.into_iter().map(move |id| (id.to_string(), slot.clone()))).collect();
    let listed = listed.into_iter().map(|paper| (paper.id.to_string(), paper.slot)).collect();
    assert_eq!(own, listed);
    own
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_website_taken_out_moves_no_paper_of_an_earlier_round() {
    let house = House::open().await;
    let mut forms = drafts(1);
    for n in [2, 3] {
        let mut site = forms.websites[0].clone();
        site.website.site_name = format!("示例花园第{n}店");
        site.website.domains = vec![format!("example-{n}.cn")];
        site.website.home_url = format!("www.example-{n}.cn");
        forms.websites.push(site);
        forms.access.instance.push("i-1".into());
        forms.access.service_number.push(String::new());
    }
    let owner = house.owner_of(1, forms).await;
    for site in 1..=3 {
        owner.gives(&format!("website-{site}-real-name"), &pictures::photo(site)).await;
    }
    owner.gives("entity-certificate", &pictures::photo(9)).await;
    house.submit(&owner).await;
    let before = slots(&house, &owner, 1).await;
    assert_eq!(before.len(), 4);
    let specialist = a_person_of_staff(&house.program.database, "specialist", Role::Specialist, &[]).await;
    house.perform(specialist, &owner, Event::Claim { provinces: Vec::new() }).await;
    let remark = Finding::on(Target::paper("website-2-real-name"), "MAT-01").saying("第二个网站的截图不完整");
    let verdict = Verdict::new(vec![Finding::general("ENT-02"), remark], None);
    house.perform(specialist, &owner, Event::Reject(verdict)).await;

    // A paper of the third website is out at that moment: it comes back to where its website is then.
    let of =
        |site: u32| before.iter().find(|(_, slot)| **slot == format!("website-{site}-real-name")).unwrap().0.clone();
    let (second, third) = (of(2), of(3));
    let here = owner.at("materials");
    owner.post(&format!("{here}/{third}/remove"), &[]).await.must_lead_to(&here);
    let (account, reference) = (owner.account, owner.reference.clone());
    let removed =
        house.db.write(Actor::Applicant(account), async |tx| service::remove_website(tx, account, &reference, 1).await);
    removed.await.unwrap();

    assert_eq!(slots(&house, &owner, 1).await, before, "round 1 is as it was handed in");
    let slot = async |id: &str| house.text(&format!("select slot from materials where id = '{id}'")).await;
    assert_eq!(slot(&second).await, "website-1-real-name", "the filing's own papers moved up");
    let page = owner.get(&here).await.body;
    let place = page.split("id=\"website-1-real-name\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(place.contains("第二个网站的截图不完整"), "what was said of it goes along: {place}");
    assert_eq!(page.matches("第二个网站的截图不完整").count(), 1);
    let first = of(1);
    assert_eq!(owner.post(&format!("{here}/{first}/restore"), &[]).await.status, 404, "its website is gone");
    owner.post(&format!("{here}/{third}/restore"), &[]).await.must_lead_to(&here);
    assert_eq!(slot(&third).await, "website-2-real-name");
    for id in before.keys() {
        assert_eq!(owner.get(&owner.picture(id)).await.status, 200, "every picture of the round is kept");
    }
}
