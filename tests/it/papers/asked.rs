//! Every field of the catalogue is asked on its page, with its label and its hint in both languages, and a page can be
//! finished with what it asks.

use beian::db::Tx;
use beian::filing::application::{AccessForm, EntityForm, PersonForm, TypeCheckForm, WebsiteForm};
use beian::filing::section::Part;
use beian::filing::service::{self, SavePart};
use beian::text::{Lang, Tr};
use beian::values::actor::Actor;
use serde_json::{Value, json};

use super::house::{House, Owner};
use crate::support::filings::a_customer;
use crate::support::guest::Guest;
use crate::support::people::drafts;
use crate::support::program::Program;

/// Fields that explain themselves, or share the hint of the one before.
const WITHOUT_HINT: [&str; 3] = ["cert_long_term", "legal_rep_cert_kind", "city"];

/// The names of a form's fields, without those that this page does not ask.
fn names(form: &Value, without: &[&str]) -> Vec<String> {
    form.as_object().unwrap().keys().filter(|name| !without.contains(&name.as_str())).cloned().collect()
}

fn has_words(group: &str, name: &str) {
    let key = format!("filing-field-{group}-{}", name.replace('_', "-"));
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        assert!(tr.maybe(&key).is_some(), "{key} in {lang:?}");
        assert!(WITHOUT_HINT.contains(&name) || tr.maybe(&format!("{key}-hint")).is_some(), "{key}-hint in {lang:?}");
    }
}

/// Holds that a page asks these fields, each once labelled, and none of the others of its form.
async fn asks(owner: &Owner, page: &str, group: &str, form: &Value, without: &[&str]) {
    let answer = owner.get(&owner.at(page)).await;
    assert_eq!(answer.status, 200, "{page}");
    let html = answer.page();
    for name in names(form, without) {
        assert!(html.contains(&format!("name=\"{name}\"")), "{page} does not ask {name}");
        answer.must_say_words(&Tr::new(Lang::Zh).t(&format!("filing-field-{group}-{}", name.replace('_', "-"))));
        has_words(group, &name);
    }
    for name in without {
        assert!(!html.contains(&format!("name=\"{name}\"")), "{page} asks {name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_is_asked_every_field() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let person = json!(PersonForm::default());
    asks(&owner, "access", "access", &json!(AccessForm::default()), &[]).await;
    asks(&owner, "entity", "entity", &json!(EntityForm::default()), &[]).await;
    // Where a mobile is registered is asked where a province's rule says so alone.
    asks(&owner, "entity-person", "person", &person, &["same_as_entity_person", "mobile_province"]).await;
    has_words("person", "mobile_province");
    asks(&owner, "websites/1", "website", &json!(WebsiteForm::default()), &[]).await;
    let once = ["legal_rep_name", "legal_rep_cert_kind", "legal_rep_cert_number", "mobile_province"];
    asks(&owner, "websites/1/person", "person", &person, &once).await;

    let page = owner.get("/filings/new?kind=4&province=110000").await.page();
    for name in names(&json!(TypeCheckForm::default()), &[]) {
        assert!(page.contains(&format!("name=\"{name}\"")), "{name}");
        has_words("type-check", &name);
    }
    // Which of two answers was meant nobody knows: both come back.
    let answers = drafts(2).type_check;
    let doubled = [&answers.fields()[..], &[("domain", "another.example.cn")]].concat();
    let doubled = owner.submit("/filings/new", &doubled).await;
    assert_eq!(doubled.status, 422, "{doubled:?}");
    doubled.must_say_words(&Tr::new(Lang::Zh).a1("wizard-field-doubled", "others", answers.domain.as_str()));
    assert!(doubled.body.contains("value=\"another.example.cn\""), "{}", doubled.body);
    assert!(doubled.body.contains("name=\"_typed\""), "in the other language it is refused as it stands");

    for (asked, status) in [("province=110000&kind=", 200), ("sent=1&province=110000&kind=", 422)] {
        let page = owner.get(&format!("/filings/new?{asked}")).await;
        assert_eq!((page.status, page.says("filing-entity-kind-empty")), (status, status == 422), "{asked}");
        assert!(page.body.contains("<option value=\"110000\" selected>"), "what was chosen stands: {asked}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_individual_is_not_asked_what_concerns_organisations() {
    let house = House::open().await;
    let mut forms = drafts(1);
    forms.type_check.entity_kind = "5".into();
    forms.type_check.cert_kind = "2".into();
    forms.type_check.cert_number = "11000019900307001X".into();
    forms.type_check.entity_name = "王小明".into();
    let owner = house.owner_of(1, forms).await;
    let of_organisations = ["investor", "cert_valid_from", "cert_valid_to", "cert_long_term"];
    asks(&owner, "entity", "entity", &json!(EntityForm::default()), &of_organisations).await;
    let settled = [
        "same_as_entity_person",
        "name",
        "is_legal_rep",
        "legal_rep_name",
        "legal_rep_cert_kind",
        "legal_rep_cert_number",
        "cert_kind",
        "cert_number",
        "mobile_province",
    ];
    asks(&owner, "entity-person", "person", &json!(PersonForm::default()), &settled).await;
    let page = owner.get("/filings/new?kind=5&province=110000").await;
    page.must_say_words("与身份证件一致，例如 11000019900307001X");
    assert!(!page.says_words("91110000MA00000077"), "the sample of a company");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_else_runs_the_website_and_the_page_can_be_finished() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let here = owner.at("websites/1/person");
    let version = owner.get(&here).await.hidden("version");
    let answers = [
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
        ("office_phone", ""),
        ("email", "li@example.cn"),
    ];
    let asked = owner.get(&here).await.page();
    for (name, _) in answers {
        assert!(asked.contains(&format!("name=\"{name}\"")), "{name} is not on the page");
    }
    owner.post(&here, &answers).await.must_lead_to(&owner.at("materials"));
}

/// What the eligibility page was told is saved as the filing begins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_before_a_filing_stands_in_it() {
    let program = Program::start().await;
    let db = program.db();
    for (n, content, named, chosen) in [
        (1, "plain", "example1.cn", true),
        (2, "approval", "example2.cn", false),
        // Of another website nothing was said.
        (3, "plain", "example9.cn", false),
    ] {
        let owner = a_customer(&program.database, &db, "owner", n, "").await;
        let guest = Guest::applicant(&program, &db, owner).await;
        let query = format!("asked=1&who=4&province=110000&server=here&domain=mine&name={named}&content={content}");
        guest.get(&format!("/check?{query}")).await.must_say("guide-check-list-title");
        let asked = drafts(n).type_check;
        let begun = guest.submit("/filings/new", &asked.fields()).await;
        assert_eq!(begun.status, 303, "{begun:?}");
        let page = guest.get(&format!("{}/websites/1", begun.location())).await.page();
        assert_eq!(page.contains("<option value=\"none\" selected>"), chosen, "{page}");
        assert!(page.contains(&format!("value=\"example{n}.cn\"")), "{page}");
    }
}

/// The check page of a filing that was just begun names the sections, not each of their fields.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_begun_is_told_once() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    house.sql("delete from drafts where section not like 'type%'").await;
    let check = owner.at("check");
    let lines = async || owner.get(&check).await.page().matches("finding--error").count();
    let answer = owner.get(&check).await;
    let t = Tr::new(Lang::Zh);
    for section in ["access", "entity", "entity-person"] {
        let title = t.t(&format!("wizard-{section}-title"));
        answer.must_say_words(&t.a1("wizard-found-empty", "section", title));
    }
    for title in ["wizard-website-title", "wizard-website-person-title"] {
        answer.must_say_words(&t.a1("wizard-found-empty", "section", t.a1(title, "n", 1)));
    }
    assert_eq!(lines().await, 6, "and the papers");
    answer.must_say_words(&t.a1("wizard-check-blocking", "n", 6));
    // Once it is begun, each of its fields is told of.
    let begun = SavePart { part: Part::ENTITY, expected: 0, content: json!({}), problems: 5, is_complete: false };
    let begin = async |tx: &mut Tx<'_>| service::save_part(tx, owner.account, &owner.reference, begun).await;
    house.db.write(Actor::Applicant(owner.account), begin).await.unwrap();
    assert!(lines().await > 7);
}
