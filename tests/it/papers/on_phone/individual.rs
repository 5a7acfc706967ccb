//! Who files alone on a phone: first the ID, then whom it is about, then the verification, and only then everything else.

use beian::filing::application::TypeCheckForm;
use serde_json::json;

use super::{Beginner, an_individual, camera_of, open_page, says};
use crate::papers::house::House;
use crate::recognition::pages::field;
use crate::support::clips::webm;
use crate::support::guest::Answer;
use crate::support::upload::Upload;

/// The page of the questions past the verification.
fn rest_of(reference: &str) -> String {
    format!("{}&rest=1", open_page(reference))
}

fn face_of(reference: &str) -> String {
    format!("/filings/{reference}/verification/website-1-face")
}

impl Beginner {
    /// Sends whom the type check of a draft is about, which is asked alone before the verification.
    async fn names(&self, reference: &str, typed: &TypeCheckForm, then: &str) -> Answer {
        let page = self.guest.get(&open_page(reference)).await;
        page.must_say("wizard-named-submit");
        assert!(!page.says("wizard-new-submit"), "nothing else is asked");
        let version = page.hidden("version");
        let known = [
            ("cert_kind", &*typed.cert_kind),
            ("cert_number", &typed.cert_number),
            ("entity_name", &typed.entity_name),
        ];
        let steering = [("draft", reference), ("version", &version), ("asks", &page.hidden("asks")), ("then", then)];
        self.guest.post("/filings/new", &[&known[..], &steering].concat()).await
    }

    /// Agrees to the notice, and records a clip of what is to be done.
    async fn is_recorded(&self, face: &str) -> Answer {
        let version = self.guest.get(face).await.hidden("version");
        let agreed = [("act", "challenge"), ("agree", "yes"), ("version", version.as_str())];
        self.guest.post(face, &agreed).await.must_lead_to(face);
        let check = self.guest.get(face).await.hidden("check");
        let clip = Upload::of(&[("check", &check)]).file_of("clip", "clip.webm", "video/webm", &webm(5000, "wang"));
        self.guest.upload(face, clip).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_individual_photographs_the_id_and_is_verified_before_anything_else_is_asked() {
    let house = House::open().await;
    let wang = Beginner::arrives(&house, 1, an_individual()).await;
    wang.guest.takes_a_phone();
    let reference = wang.has_begun().await;
    let (front, back) = ("entity-person-id-front", "entity-person-id-back");
    wang.agrees(&reference).await.must_lead_to(&camera_of(&reference, front));
    wang.photographs(&reference, front, 1).await.must_lead_to(&camera_of(&reference, back));
    wang.photographs(&reference, back, 2).await.must_lead_to(&open_page(&reference));
    says(&house, front, json!([field("id-number", &wang.check.cert_number), field("name", "王小明")])).await;

    // Whom it is about: empty it leads nowhere, filled at a press it stands there to be looked at.
    let nobody = TypeCheckForm { cert_number: String::new(), entity_name: String::new(), ..wang.check.clone() };
    let unnamed = wang.names(&reference, &nobody, "").await;
    assert_eq!(unnamed.status, 422);
    unnamed.must_say("value-person-name-empty");
    unnamed.must_say("wizard-named-submit");
    unnamed.must_say("printed-title");
    let face = face_of(&reference);
    wang.guest.get(&face).await.must_say("face-unknown");
    let early = wang.guest.post(&face, &[("act", "challenge"), ("agree", "yes")]).await;
    assert_eq!(early.status, 404, "nobody is recorded as nobody: {}", early.body);
    wang.names(&reference, &nobody, "fill").await.must_lead_to(&open_page(&reference));
    let page = wang.guest.get(&open_page(&reference)).await.page();
    assert!(page.contains("value=\"11000019900307001X\"") && page.contains("value=\"王小明\""), "{page}");

    wang.names(&reference, &wang.check, "").await.must_lead_to(&face);
    let page = wang.guest.get(&face).await;
    page.must_say("face-begin");
    page.must_say("wizard-go-on-without");
    page.must_say_words(&rest_of(&reference));
    assert!(!page.says("face-unknown"), "the type check names who it is");
    wang.is_recorded(&face).await.must_lead_to(&rest_of(&reference));

    // Then the rest, on every page of the type check; what was named stands there.
    for page in [open_page(&reference), rest_of(&reference)] {
        let page = wang.guest.get(&page).await;
        page.must_say("wizard-new-submit");
        assert!(!page.says("wizard-named-submit") && !page.says("wizard-open-verify"), "{}", page.body);
        assert!(page.body.contains("value=\"王小明\""), "{}", page.body);
    }
    wang.sends(&reference, &wang.check, "").await.must_lead_to(&format!("/filings/{reference}"));
    wang.guest.get(&face).await.must_say("face-standing-waiting");
    assert_eq!(
        house.text("select string_agg(slot || ' ' || state, ',') from face_checks").await,
        "website-1-face given"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_is_of_who_was_named_and_can_be_put_off() {
    let house = House::open().await;
    let wang = Beginner::arrives(&house, 1, an_individual()).await;
    let reference = wang.has_begun().await;
    let face = face_of(&reference);

    // A computer asks everything at once, and can hand the verification on.
    let page = wang.guest.get(&open_page(&reference)).await;
    assert!(page.says("wizard-new-submit") && !page.says("wizard-named-submit"), "{}", page.body);
    wang.sends(&reference, &wang.check, "fill").await.must_lead_to(&open_page(&reference));
    wang.guest.get(&open_page(&reference)).await.must_say("wizard-open-verify");
    let help = format!("/filings/{reference}/help/website-1-face");
    assert_eq!(wang.guest.submit(&help, &[("act", "code")]).await.status, 200);

    // What was typed there stands, whatever the phone says of the person.
    wang.guest.takes_a_phone();
    let later = wang.names(&reference, &wang.check, "later").await;
    later.must_lead_to(&rest_of(&reference));
    let rest = wang.guest.get(&rest_of(&reference)).await;
    rest.must_say("wizard-new-submit");
    rest.must_say("wizard-open-verify");
    assert!(rest.body.contains(&format!("value=\"{}\"", wang.check.domain)), "{}", rest.body);
    rest.must_say_words(&rest_of(&reference));

    wang.guest.submit(&face, &[("act", "appointment")]).await.must_lead_to(&face);
    wang.guest.get(&open_page(&reference)).await.must_say("wizard-new-submit");
    let other = TypeCheckForm { entity_name: "李小红".into(), ..wang.check.clone() };
    wang.sends(&reference, &other, "fill").await.must_lead_to(&open_page(&reference));
    wang.names(&reference, &other, "").await.must_lead_to(&face);
    wang.guest.get(&face).await.must_say("face-standing-missing");
    wang.names(&reference, &wang.check, "").await.must_lead_to(&rest_of(&reference));
    wang.guest.get(&face).await.must_say("face-standing-waiting");

    // Named anew at the end it is asked for with the first papers, and stands in nobody's way.
    let settled = wang.sends(&reference, &other, "").await;
    settled.must_lead_to(&camera_of(&reference, "entity-person-id-front"));
    wang.guest.get(&face).await.must_say("face-standing-missing");
    wang.guest.get(&format!("/filings/{reference}/access")).await.page();
}
