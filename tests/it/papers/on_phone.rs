//! The order on a phone: the type check begins with the certificate, papers of persons come with their step, the step of the
//! materials asks for the rest.

mod individual;

use beian::db::Tx;
use beian::error::Error;
use beian::filing::application::{PersonForm, TypeCheckForm};
use beian::filing::kind::Kind;
use beian::filing::service::{self, Saved, StartFiling};
use beian::form;
use beian::reference::book;
use beian::text::{Lang, Tr};
use beian::values::actor::Actor;
use futures_util::future::join;
use serde_json::{Value, json};

use super::after::approved;
use super::house::House;
use super::pictures::photo;
use crate::recognition::pages::{field, read};
use crate::support::filings::{a_customer, today};
use crate::support::guest::{Answer, Guest};
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

/// A customer who begins on a phone.
struct Beginner {
    guest: Guest,
    check: TypeCheckForm,
}

impl Beginner {
    async fn arrives(house: &House, n: u32, check: TypeCheckForm) -> Self {
        let account = a_customer(&house.program.database, &house.db, "owner", n, "").await;
        Self { guest: Guest::applicant(&house.program, &house.db, account).await, check }
    }

    fn new_page(&self) -> String {
        format!("/filings/new?kind={}&province={}", self.check.entity_kind, self.check.province)
    }

    /// Chooses the certificate that is photographed first.
    async fn begins(&self, cert_kind: &str) -> Answer {
        let known = [("province", self.check.province.as_str()), ("entity_kind", &self.check.entity_kind)];
        let rest = [("cert_kind", cert_kind), ("already_filed", "none"), ("then", "photograph")];
        self.guest.submit_to(&self.new_page(), "/filings/new", &[&known[..], &rest].concat()).await
    }

    /// The reference of the draft that was begun.
    async fn has_begun(&self) -> String {
        let begun = self.begins(&self.check.cert_kind).await;
        let path = begun.location().strip_prefix("/filings/").unwrap_or_else(|| panic!("{begun:?}"));
        path.split_once('/').unwrap().0.to_owned()
    }

    async fn agrees(&self, reference: &str) -> Answer {
        let consent = format!("/filings/{reference}/consent");
        let version = self.guest.get(&consent).await.hidden("version");
        self.guest.post(&consent, &[("agree", "yes"), ("version", &version)]).await
    }

    async fn photographs(&self, reference: &str, slot: &str, shade: u8) -> Answer {
        let camera = camera_of(reference, slot);
        self.guest.get(&camera).await.page();
        self.guest.upload(&camera, Upload::default().file(slot, "1.jpg", &photo(shade))).await
    }

    /// Sends the type check of a draft with what is typed, and something else than a decision where `then` says so.
    async fn sends(&self, reference: &str, typed: &TypeCheckForm, then: &str) -> Answer {
        let page = self.guest.get(&open_page(reference)).await;
        let version = if page.status == 200 { page.hidden("version") } else { String::new() };
        self.sends_from(reference, &version, typed, then).await
    }

    /// The same from a page that was shown before, of this version.
    async fn sends_from(&self, reference: &str, version: &str, typed: &TypeCheckForm, then: &str) -> Answer {
        let steering = [("draft", reference), ("version", version), ("then", then)];
        self.guest.post("/filings/new", &[&typed.fields()[..], &steering].concat()).await
    }
}

fn camera_of(reference: &str, slot: &str) -> String {
    format!("/filings/{reference}/materials/{slot}/camera")
}

fn open_page(reference: &str) -> String {
    format!("/filings/new?draft={reference}")
}

/// Who files alone.
fn an_individual() -> TypeCheckForm {
    TypeCheckForm {
        entity_kind: "5".into(),
        cert_kind: "2".into(),
        cert_number: "11000019900307001X".into(),
        entity_name: "王小明".into(),
        ..drafts(1).type_check
    }
}

/// What a paper of the only filing says.
async fn says(house: &House, slot: &str, fields: Value) {
    let id = house.text("select id::text from filings").await;
    read(&house.program, id.parse().unwrap(), slot, fields).await;
}

/// Until the type is settled nothing else is asked, and nobody else finds the draft.
async fn nothing_else_is_asked(house: &House, chen: &Beginner, reference: &str) {
    let here = format!("/filings/{reference}");
    chen.guest.get(&here).await.must_lead_to(&open_page(reference));
    chen.guest.get(&format!("{here}/entity")).await.must_lead_to(&here);
    chen.guest.get(&format!("{here}/check")).await.must_lead_to(&here);
    let entity = [("version", "0"), ("cert_address", "北京市海淀区示例路1号")];
    let early = chen.guest.post(&format!("{here}/entity"), &entity).await;
    assert_eq!(early.status, 409, "{}", early.body);
    early.must_say("filing-refused-open");
    let sent = chen.guest.post(&format!("{here}/check"), &[("version", "1"), ("declared", "yes")]).await;
    assert_eq!(sent.status, 409, "{}", sent.body);
    sent.must_say("filing-refused-open");
    for (place, act) in [("verification", "challenge"), ("help", "code")] {
        let asked = chen.guest.post(&format!("{here}/{place}/website-1-face"), &[("act", act)]).await;
        assert_eq!(asked.status, 404, "{place}: {}", asked.body);
    }
    let other = Beginner::arrives(house, 2, drafts(2).type_check).await;
    assert_eq!(other.guest.get(&open_page(reference)).await.status, 404);
    assert_eq!(other.sends(reference, &other.check, "").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_type_check_begins_with_the_photograph_of_the_certificate() {
    let house = House::open().await;
    let chen = Beginner::arrives(&house, 1, drafts(1).type_check).await;
    let page = chen.guest.get(&chen.new_page()).await;
    assert!(page.says("wizard-new-submit") && !page.says("wizard-open-submit"), "nothing changes on a computer");
    chen.guest.takes_a_phone();
    chen.guest.get(&chen.new_page()).await.must_say("wizard-open-submit");
    let later = chen.guest.get(&format!("{}&photograph=later", chen.new_page())).await;
    assert!(later.says("wizard-new-submit") && !later.says("wizard-open-submit"), "it can be typed first");
    let unsaid = chen.begins("").await;
    assert_eq!(unsaid.status, 422);
    unsaid.must_say("filing-cert-kind-empty");

    let reference = chen.has_begun().await;
    assert_eq!(chen.has_begun().await, reference, "a second press goes on with the same draft");
    let here = format!("/filings/{reference}");
    let certificate = "entity-certificate";
    chen.guest.get(&camera_of(&reference, certificate)).await.must_lead_to(&format!("{here}/consent"));
    chen.agrees(&reference).await.must_lead_to(&camera_of(&reference, certificate));
    let camera = chen.guest.get(&camera_of(&reference, certificate)).await;
    camera.must_say("wizard-go-on-without");
    assert!(camera.body.contains(&format!("href=\"{}\"", open_page(&reference))), "and it can be left for later");
    chen.photographs(&reference, certificate, 1).await.must_lead_to(&open_page(&reference));

    nothing_else_is_asked(&house, &chen, &reference).await;

    // What is read fills what is empty, at a press; what was typed stays.
    let fields = json!([field("credit-code", &chen.check.cert_number), field("name", "别的有限公司")]);
    says(&house, certificate, fields).await;
    let page = chen.guest.get(&open_page(&reference)).await;
    page.must_say("printed-title");
    page.must_say_words(&chen.check.cert_number);
    assert!(!page.body.contains(&format!("value=\"{}\"", chen.check.cert_number)), "nothing fills itself");
    let typed = TypeCheckForm { cert_number: String::new(), ..chen.check.clone() };
    chen.sends(&reference, &typed, "fill").await.must_lead_to(&open_page(&reference));
    let page = chen.guest.get(&open_page(&reference)).await.page();
    for value in [&chen.check.cert_number, &chen.check.entity_name, &chen.check.domain] {
        assert!(page.contains(&format!("value=\"{value}\"")), "{value}");
    }

    // What cannot be taken stands as it was typed, also another time.
    let wrong = TypeCheckForm { district: String::new(), ..chen.check.clone() };
    let refused = chen.sends(&reference, &wrong, "").await;
    assert_eq!(refused.status, 422);
    refused.must_say("filing-district-empty");
    refused.must_say("printed-title");
    chen.sends(&reference, &chen.check, "").await.must_lead_to(&here);
    chen.sends(&reference, &chen.check, "").await.must_lead_to(&here);
    chen.guest.get(&open_page(&reference)).await.must_lead_to(&here);
    assert_eq!(
        house.text("select string_agg(kind || ' ' || entity_name, ',') from filings").await,
        format!("INITIAL {}", chen.check.entity_name)
    );
    assert_eq!(
        house.text("select string_agg(slot, ' ') from materials").await,
        certificate,
        "the picture went with it"
    );
    let settled = "select string_agg(problems || ' ' || is_complete, ',') from drafts where section = 'type_check'";
    assert_eq!(house.text(settled).await, "0 true");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_type_check_goes_on_without_its_photograph() {
    let house = House::open().await;
    let chen = Beginner::arrives(&house, 1, drafts(1).type_check).await;
    chen.guest.takes_a_phone();
    let reference = chen.has_begun().await;
    let page = chen.guest.get(&open_page(&reference)).await;
    assert!(
        page.body.contains(&format!("href=\"{}\"", camera_of(&reference, "entity-certificate"))),
        "the way back to it"
    );
    assert!(!page.says("printed-title"), "nothing was read");
    // It is asked for again once the type is settled, and stands in nobody's way.
    chen.sends(&reference, &chen.check, "").await.must_lead_to(&camera_of(&reference, "entity-certificate"));
    chen.guest.get(&format!("/filings/{reference}/entity")).await.page();

    // Given up, it is a filing like any other; another one can be begun.
    let wu = Beginner::arrives(&house, 2, drafts(2).type_check).await;
    wu.guest.takes_a_phone();
    let open = wu.has_begun().await;
    wu.guest.get("/filings").await.must_say("wizard-unnamed-open");
    let withdraw = format!("/filings/{open}/withdraw");
    let asked = wu.guest.get(&withdraw).await;
    asked.must_say("wizard-unnamed-open");
    let version = asked.hidden("version");
    assert_eq!(wu.guest.post(&withdraw, &[("version", version.as_str())]).await.status, 303);
    let above =
        |kind: &str| Tr::new(Lang::Zh).a2("wizard-above", "kind", Tr::new(Lang::Zh).t(kind), "ref", open.clone());
    let ended = wu.guest.get(&format!("/filings/{open}")).await;
    ended.must_say_words(&above("wizard-unnamed-open"));
    assert!(!ended.says_words(&above(&Kind::Initial.key())), "nobody decided its kind");
    assert_ne!(wu.has_begun().await, open);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_on_another_device_is_not_overwritten() {
    let house = House::open().await;
    let chen = Beginner::arrives(&house, 1, drafts(1).type_check).await;
    let reference = chen.has_begun().await;
    let version = chen.guest.get(&open_page(&reference)).await.hidden("version");
    let there = TypeCheckForm { district: "西城区".into(), ..chen.check.clone() };
    chen.sends_from(&reference, &version, &there, "fill").await.must_lead_to(&open_page(&reference));

    let here = TypeCheckForm { district: "东城区".into(), ..chen.check.clone() };
    for then in ["fill", ""] {
        let stale = chen.sends_from(&reference, &version, &here, then).await;
        assert_eq!(stale.status, 409, "{}", stale.body);
        stale.must_say("wizard-conflict-title");
        stale.must_say_words("西城区");
        assert!(stale.body.contains("value=\"东城区\""), "nothing typed is lost: {}", stale.body);
        assert!(chen.guest.get(&open_page(&reference)).await.body.contains("value=\"西城区\""), "nor overwritten");
    }
    // Seen and sent once more it counts.
    let seen = chen.sends_from(&reference, &version, &here, "").await.hidden("version");
    chen.sends_from(&reference, &seen, &here, "fill").await.must_lead_to(&open_page(&reference));
    assert!(chen.guest.get(&open_page(&reference)).await.body.contains("value=\"东城区\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_for_who_is_not_named_any_more_is_taken_back() {
    let house = House::open().await;
    let wang = Beginner::arrives(&house, 1, an_individual()).await;
    let reference = wang.has_begun().await;
    let links = "select count(*)::text from relay_tasks";
    wang.sends(&reference, &wang.check, "fill").await.must_lead_to(&open_page(&reference));
    let help = format!("/filings/{reference}/help/entity-person-id-front");
    assert_eq!(wang.guest.submit(&help, &[("act", "code")]).await.status, 200);
    let same = TypeCheckForm { district: "西城区".into(), ..wang.check.clone() };
    wang.sends(&reference, &same, "fill").await.must_lead_to(&open_page(&reference));
    assert_eq!(house.text(links).await, "1");
    let other = TypeCheckForm { entity_name: "李小红".into(), ..same };
    wang.sends(&reference, &other, "fill").await.must_lead_to(&open_page(&reference));
    assert_eq!(house.text(links).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_presses_at_once_begin_and_settle_one_filing() {
    let house = House::open().await;
    let chen = Beginner::arrives(&house, 1, drafts(1).type_check).await;
    let (reference, same) = join(chen.has_begun(), chen.has_begun()).await;
    assert_eq!(reference, same);
    let version = chen.guest.get(&open_page(&reference)).await.hidden("version");
    let press = || chen.sends_from(&reference, &version, &chen.check, "");
    let (first, second) = join(press(), press()).await;
    for pressed in [first, second] {
        pressed.must_lead_to(&format!("/filings/{reference}"));
    }
    assert_eq!(house.text("select string_agg(kind, ' ') from filings").await, "INITIAL");
}

/// The registers are asked between keeping the answers and settling them: meanwhile another device may save.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_type_check_is_settled_only_as_it_was_read() {
    let house = House::open().await;
    let account = a_customer(&house.program.database, &house.db, "owner", 1, "").await;
    let by = Actor::Applicant(account);
    let of = |district: &str| TypeCheckForm { district: district.into(), ..drafts(1).type_check };
    let (here, there) = (of("东城区"), of("西城区"));
    let begun = house.db.write(by, async |tx| service::start_open(tx, account, &here).await).await.unwrap();
    let keep = async |tx: &mut Tx<'_>| service::keep_open(tx, account, (&begun, 1), &there).await;
    assert!(house.db.write(by, keep).await.unwrap() == Saved::Saved(2));

    let id = house.filing(&begun).await.id;
    let settle = async |version: i32, typed: &TypeCheckForm| {
        let check = form::check(typed, book(), today()).unwrap();
        let begin = StartFiling { settles: Some((id, version)), ..StartFiling::new(Kind::Initial, check) };
        house.db.write(by, async |tx| service::start(tx, account, begin).await).await
    };
    assert!(matches!(settle(1, &here).await, Err(Error::Stale)), "another device saved");
    assert_eq!(settle(2, &there).await.unwrap(), begun);
    assert_eq!(settle(2, &there).await.unwrap(), begun, "a second press");
    assert!(matches!(settle(2, &here).await, Err(Error::Stale)), "settled with other answers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_on_a_phone_is_found_on_a_computer_and_by_typing_first() {
    let house = House::open().await;
    let chen = Beginner::arrives(&house, 1, drafts(1).type_check).await;
    let before = chen.guest.get(&chen.new_page()).await;
    assert_eq!(before.hidden("draft"), "");
    let reference = chen.has_begun().await;
    let found = async |path: &str| {
        let page = chen.guest.get(path).await;
        page.must_say("wizard-new-submit");
        assert_eq!(page.hidden("draft"), reference, "{path}");
        assert!(page.body.contains(&camera_of(&reference, "entity-certificate")), "{path}: the way to its photograph");
    };
    found(&chen.new_page()).await;
    // What was found out before stands where nothing was typed.
    let domain = &chen.check.domain;
    let asked = format!("asked=1&who=4&province=110000&server=here&domain=mine&name={domain}&content=plain");
    chen.guest.get(&format!("/check?{asked}")).await.must_say("guide-check-list-title");
    let page = chen.guest.get(&chen.new_page()).await.page();
    assert!(page.contains(&format!("value=\"{domain}\"")), "{page}");
    // A page that was open before knows of no draft: both texts, and nothing begins beside it.
    let stale = chen.sends_from("", "0", &chen.check, "").await;
    assert_eq!((stale.status, stale.hidden("draft")), (409, reference.clone()), "{}", stale.body);
    chen.guest.takes_a_phone();
    found(&chen.new_page()).await;
    found(&format!("{}&photograph=later", chen.new_page())).await;
    let elsewhere = chen.guest.get(&format!("/filings/new?kind={}&province=310000", chen.check.entity_kind)).await;
    elsewhere.must_say("wizard-open-submit");
    assert_eq!(house.text("select count(*)::text from filings").await, "1");
}
