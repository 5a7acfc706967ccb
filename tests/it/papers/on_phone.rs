//! The order on a phone: certificate and papers of persons come with their step, the step of the materials asks for the rest.

use beian::filing::application::PersonForm;

use super::after::approved;
use super::house::House;
use super::pictures::photo;
use crate::support::people::drafts;
use crate::support::upload::Upload;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_come_with_their_step_and_the_rest_with_the_materials() {
    let house = House::open().await;
    let owner = house.newcomer(1, drafts(1)).await;
    let here = format!("/filings/{}", owner.reference);
    let camera = |slot: &str| format!("{here}/materials/{slot}/camera");
    let photographs = async |slot: &str, shade: u8| {
        owner.get(&camera(slot)).await;
        owner.upload(&camera(slot), Upload::default().file(slot, "1.jpg", &photo(shade))).await
    };
    // The form of a person once more, as it stands.
    let again = async |path: &str, person: &PersonForm| {
        let person = serde_json::to_value(person).unwrap();
        let fields = person.as_object().unwrap().iter();
        let version = owner.get(path).await.hidden("version");
        let fields = fields.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        let all: Vec<_> = fields.chain([("version", version.as_str())]).collect();
        owner.post(path, &all).await
    };
    let save = async || again(&format!("{here}/entity-person"), &owner.forms.entity_person).await;

    save().await.must_lead_to(&format!("{here}/websites/1"));
    owner.takes_a_phone();
    let version = owner.get(&format!("{here}/consent")).await.hidden("version");
    let agreed = [("agree", "yes"), ("version", version.as_str())];
    owner.post(&format!("{here}/consent"), &agreed).await.must_lead_to(&camera("entity-certificate"));
    photographs("entity-certificate", 1).await.must_lead_to(&format!("{here}/access"));
    save().await.must_lead_to(&camera("entity-person-id-front"));
    photographs("entity-person-id-front", 2).await.must_lead_to(&camera("entity-person-id-back"));
    photographs("entity-person-id-back", 3).await.must_lead_to(&format!("{here}/websites/1"));
    save().await.must_lead_to(&format!("{here}/websites/1"));
    photographs("entity-person-id-back", 4).await.must_lead_to(&format!("{here}/websites/1"));
    let website_person = again(&format!("{here}/websites/1/person"), &owner.forms.websites[0].person).await;
    website_person.must_lead_to(&format!("{here}/verification/website-1-face"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_phone_does_not_offer_is_begun_on_a_computer() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    approved(&house, &owner).await;
    let transfer = format!("{}?kind=TRANSFER_ACCT", owner.at("transfer"));
    assert_eq!(owner.get(&transfer).await.status, 200);
    owner.takes_a_phone();
    owner.get(&owner.at("transfer")).await.must_say("wizard-not-on-phone");
    assert_eq!(owner.get(&transfer).await.status, 409);
    assert_eq!(owner.post(&owner.at("transfer"), &[("kind", "TRANSFER_ACCT")]).await.status, 409);
    assert_eq!(owner.get(&format!("{}?kind=CXL_ENTITY", owner.at("cancel"))).await.status, 200);
}
