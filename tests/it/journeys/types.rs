//! The type check through every cell of table 2.3 and every conflict of 2.4, in both languages: by the
//! companies of the demo of whom it is known what is on record, by a record of one's own, and by that of another. On the way
//! the operations on a record whose stories are told nowhere else, and the type that is filed nowhere else.

use beian::demo::load::statuses;
use beian::filing::application::TypeCheckForm;
use beian::reference::book;
use beian::registry::lookup::{DomainStatus, EntityStatus};
use beian::text::Lang;

use super::account::arrive;
use super::steps::filers::ORGANISATION;
use super::steps::on_record::{self, Registrar, numbers};
use super::steps::{filing, reference};
use crate::support::browser::Browser;
use crate::support::filings::today;
use crate::support::people::drafts;
use crate::support::stage::Stage;

/// What is told of the companies of the demo: what is known, then the keys of the words.
const KNOWN: [(&str, &[&str]); 29] = [
    // It is begun at once.
    ("E0 D0", &["wizard-started"]),
    ("E0 D1 contradiction", CONTRADICTION),
    ("E0 D2 contradiction", CONTRADICTION),
    ("E0 D3 contradiction", CONTRADICTION),
    ("E0 D4", OTHER_ENTITY),
    ("E3 D0", &["filing-type-new-elsewhere", "filing-entity-status-e3", "filing-domain-status-d0"]),
    ("E3 D1", CLAIM_AT_DESK),
    ("E3 D2", &["filing-type-access", "filing-entity-status-e3", "filing-domain-status-d2"]),
    ("E3 D3", &["filing-type-access", "filing-entity-status-e3", "filing-domain-status-d3"]),
    ("E3 D4", OTHER_ENTITY),
    ("E4 D0", &["filing-type-new-ministry", "filing-entity-status-e4", "filing-domain-status-d0"]),
    ("E4 D1", CLAIM_AT_DESK),
    ("E4 D2", &["filing-type-access", "filing-entity-status-e4", "filing-domain-status-d2"]),
    ("E4 D3", &["filing-type-access", "filing-entity-status-e4", "filing-domain-status-d3", "wizard-type-confirmed"]),
    ("E4 D4", OTHER_ENTITY),
    ("E5 D0", &["filing-type-new-ministry", "filing-entity-status-e5", "filing-domain-status-d0"]),
    ("E5 D1 contradiction", CONTRADICTION),
    ("E5 D2 contradiction", CONTRADICTION),
    ("E5 D3", &["filing-type-access", "filing-entity-status-e5", "filing-domain-status-d3", "wizard-type-confirmed"]),
    ("E5 D4", OTHER_ENTITY),
    ("E3 D0 barred", &["filing-conflict-barred", "filing-conflict-barred-way"]),
    ("E3 D0 certificate", &["filing-conflict-certificate", "filing-conflict-certificate-way"]),
    ("E3 D0 province", &["filing-conflict-province", "filing-conflict-province-way"]),
    ("E3 D0 numbers", &["filing-conflict-numbers", "filing-conflict-numbers-way"]),
    ("E3 D0 busy", &["filing-conflict-entity-busy", "filing-conflict-entity-busy-way"]),
    ("E3 D0 domain_busy", &["filing-conflict-domain-busy", "filing-conflict-domain-busy-way"]),
    ("E3 D0 contradiction", CONTRADICTION),
    // In Guangdong a shell stays one.
    ("E5 D0", &["filing-conflict-shell", "filing-conflict-shell-way"]),
    (
        "E5 D4",
        &[
            "filing-conflict-other-entity",
            "filing-conflict-other-entity-way",
            "filing-conflict-shell",
            "filing-conflict-shell-way",
        ],
    ),
];

const OTHER_ENTITY: &[&str] = &["filing-conflict-other-entity", "filing-conflict-other-entity-way"];
const OTHER_ACCOUNT: &[&str] = &["filing-conflict-other-account", "filing-conflict-other-account-way"];
const CLAIM_AT_DESK: &[&str] = &["filing-conflict-claim-desk", "filing-conflict-claim-desk-way"];
const CONTRADICTION: &[&str] = &["filing-conflict-contradiction", "filing-conflict-contradiction-way"];
const CLAIM: &[&str] = &["filing-conflict-claim", "filing-conflict-claim-way"];
const TAKEN: &[&str] = &["filing-conflict-account-taken", "filing-conflict-account-taken-way"];
const FILED_HERE: &[&str] = &["filing-conflict-filed-here", "filing-conflict-filed-here-way"];

/// The type check of the n-th company, for a domain, with what its owner says of it.
fn of_company(n: u32, domain: &str, already_filed: &str) -> TypeCheckForm {
    TypeCheckForm { domain: domain.to_owned(), already_filed: already_filed.to_owned(), ..drafts(n).type_check }
}

/// Answers the type check; the page that was there is gone.
async fn answers(person: &Browser, form: &TypeCheckForm) {
    let here = format!("input[name=province][value='{}']", form.province);
    if !person.has(&format!("form[method=post] {here}")).await {
        person.goto(&format!("/filings/new?kind=4&province={}", form.province)).await;
    }
    let answers: [(&str, &str); 7] = [
        ("city", &form.city),
        ("district", &form.district),
        ("cert_kind", &form.cert_kind),
        ("cert_number", &form.cert_number),
        ("entity_name", &form.entity_name),
        ("domain", &form.domain),
        ("already_filed", &form.already_filed),
    ];
    person.fill_all(&answers).await;
    person.session.client.execute("document.documentElement.dataset.old = 'yes'", vec![]).await.unwrap();
    person.press("wizard-new-submit").await;
    person.waits_for("nothing came back", async || person.has("html:not([data-old]) main h1").await).await;
}

/// Holds that the type check says all of some words.
async fn is_told(person: &Browser, form: &TypeCheckForm, keys: &[&str]) {
    answers(person, form).await;
    for key in keys {
        person.sees(key).await;
    }
}

/// Begins an operation, having read in both languages what it means.
async fn begin(person: &mut Browser, path: &str, menu: &str, kind: &str) -> String {
    person.goto(path).await;
    person.press(&format!("record-link-{menu}")).await;
    person.press(&format!("filing-kind-{kind}")).await;
    person.look_both(&format!("{kind}-consequences")).await;
    if menu == "cancel" {
        person.fill("understood", "yes").await;
    }
    person.press("record-begin").await;
    person.sees("wizard-started").await;
    person.path().await
}

#[tokio::test]
async fn every_type_and_every_conflict_is_told_in_both_languages() {
    let Some(stage) = Stage::set("types").await else { return };
    let desk = Registrar::enter(&stage.program).await;
    let mut lin = stage.desktop().await;
    arrive(&stage.program, &lin, "lin@example.com", "13800138000").await;
    let account = desk.newest_account(&stage.program).await;
    desk.knows_the_table(account).await;
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, ORGANISATION.email, ORGANISATION.mobile).await;
    let own = desk.newest_account(&stage.program).await;
    let first = desk.on_record(&stage.program, own, 1).await;
    changes_its_website_and_its_server(&stage, &desk, &mut chen, &first).await;

    // Another's record, which then belongs to nobody.
    let zhao = stage.desktop().await;
    arrive(&stage.program, &zhao, "zhao@example.com", "13700137111").await;
    let other = desk.newest_account(&stage.program).await;
    desk.on_record(&stage.program, other, 2).await;

    // What is asked is looked up, for whoever asks again.
    answers(&chen, &of_company(1, "elsewhere-example.cn", "domain")).await;
    chen.sees("wizard-lookup-asked").await;
    desk.answers(EntityStatus::Elsewhere, DomainStatus::Elsewhere).await;

    let known = statuses::all();
    assert_eq!(known.iter().map(statuses::Known::told).collect::<Vec<_>>(), KNOWN.map(|(told, _)| told));
    for lang in [Lang::Zh, Lang::En] {
        for person in [&mut lin, &mut chen] {
            person.goto("/filings").await;
            person.speak(lang).await;
        }
        for (company, (_, keys)) in known.iter().zip(KNOWN) {
            is_told(&lin, &company.type_check(book(), today()), keys).await;
        }
        lin.look("two-conflicts").await;
        let then = [OTHER_ACCOUNT, &["filing-kind-new-here"]].concat();
        is_told(&lin, &of_company(1, "fresh-example.cn", "entity"), &then).await;
        is_told(&lin, &of_company(1, "example1.cn", "entity"), OTHER_ACCOUNT).await;
        let then = [OTHER_ACCOUNT, &["filing-kind-access"]].concat();
        is_told(&lin, &of_company(1, "elsewhere-example.cn", "domain"), &then).await;
        is_told(&lin, &of_company(1, "example2.cn", "entity"), &[OTHER_ACCOUNT, OTHER_ENTITY].concat()).await;
        let here = ["filing-type-new-here", "filing-entity-status-e1", "filing-domain-status-d0"];
        is_told(&chen, &of_company(1, "fresh-example.cn", "entity"), &here).await;
        is_told(&chen, &of_company(1, "example1.cn", "entity"), FILED_HERE).await;
        let access = ["filing-type-access", "filing-entity-status-e1", "filing-domain-status-d2"];
        is_told(&chen, &of_company(1, "elsewhere-example.cn", "domain"), &access).await;
        is_told(&chen, &of_company(1, "example2.cn", "entity"), OTHER_ENTITY).await;
        is_told(&chen, &of_company(3, "example3.cn", "none"), TAKEN).await;
    }
    let nobody = format!(
        "update entities set account_id = null where account_id = '{other}';
         update accounts set entity_hash = null where id = '{other}'"
    );
    stage.program.database.as_owner(&nobody).await;

    ends_the_access(&desk, &mut chen, &first).await;

    is_on_record_through_nobody(&mut lin, &mut chen).await;

    let at_ministry = known.iter().position(|company| company.told() == "E4 D0").unwrap();
    let check = known[at_ministry].type_check(book(), today());
    is_told(&lin, &check, KNOWN[at_ministry].1).await;
    desk.an_instance(&stage.program, account, 5).await;
    adds_a_website_to_what_the_ministry_knows(&stage, &desk, &mut lin, &check).await;
}

/// A new website of an entity that is on record through no known provider, up to its number.
async fn adds_a_website_to_what_the_ministry_knows(
    stage: &Stage,
    desk: &Registrar,
    lin: &mut Browser,
    check: &TypeCheckForm,
) {
    lin.press("wizard-type-begin").await;
    lin.sees("wizard-started").await;
    lin.look_both("new-ministry-begun").await;
    let path = lin.path().await;
    let number = [("entity_number", "京ICP备2026000005号"), ("differs", "no")];
    filing::fill_section(lin, &path, "operation", &number).await;
    filing::fill_section(lin, &path, "access", &[("instance", "i-5")]).await;
    let own_name = ("investor", check.entity_name.as_str());
    let entity: Vec<_> =
        ORGANISATION.entity.iter().map(|own| if own.0 == "investor" { own_name } else { *own }).collect();
    filing::fill_section(lin, &path, "entity", &entity).await;
    filing::fill_section(lin, &path, "entity-person", ORGANISATION.entity_person).await;
    on_record::fill_website(lin, &path, 5).await;
    filing::consent(lin, &path).await;
    filing::upload(lin, &stage.program, &path, &ORGANISATION).await;
    filing::submit(lin, &path).await;
    desk.go_through(reference(&path), Some(numbers(5, &[1]))).await;
    lin.goto(&path).await;
    lin.sees("wizard-panel-approved-title").await;
}

/// The website is on record still, through no provider; the other record belongs to nobody here.
async fn is_on_record_through_nobody(lin: &mut Browser, chen: &mut Browser) {
    for lang in [Lang::En, Lang::Zh] {
        for person in [&mut *lin, &mut *chen] {
            person.goto("/filings").await;
            person.speak(lang).await;
        }
        let back =
            ["filing-type-access", "filing-entity-status-e1", "filing-domain-status-d3", "wizard-type-confirmed"];
        is_told(chen, &of_company(1, "example1.cn", "domain"), &back).await;
        let then = [OTHER_ACCOUNT, &["filing-kind-access"]].concat();
        is_told(lin, &of_company(1, "example1.cn", "domain"), &then).await;
        is_told(lin, &of_company(2, "example2.cn", "entity"), CLAIM).await;
    }
}

async fn changes_its_website_and_its_server(stage: &Stage, desk: &Registrar, chen: &mut Browser, first: &str) {
    let account = stage.program.database.text("select account_id::text from instances where code = 'i-1'").await;
    desk.an_instance(&stage.program, account.parse().map(beian::values::ids::AccountId::from_uuid).unwrap(), 9).await;

    let site = begin(chen, first, "changes", "change-website").await;
    filing::fill_section(chen, &site, "operation", &[("reason", "网站改名")]).await;
    filing::fill_section(chen, &site, "websites/1", &[("site_name", "示例花园新商店")]).await;
    filing::submit(chen, &site).await;
    desk.go_through(reference(&site), None).await;
    chen.goto(&format!("{first}/changes")).await;
    chen.sees_words("示例花园新商店").await;

    let server = begin(chen, first, "changes", "change-access").await;
    filing::fill_section(chen, &server, "operation", &[("reason", "换用新的服务器")]).await;
    filing::fill_section(chen, &server, "access", &[("instance", "i-9")]).await;
    filing::submit(chen, &server).await;
    desk.go_through(reference(&server), None).await;

    let both = begin(chen, first, "changes", "change-filing").await;
    filing::fill_section(chen, &both, "operation", &[("reason", "公司搬到新址，网站随之改名")]).await;
    filing::fill_section(chen, &both, "entity", &[("mailing_address", "示例路9号3层301室")]).await;
    filing::fill_section(chen, &both, "websites/1", &[("site_name", "示例花园园艺商店")]).await;
    filing::consent(chen, &both).await;
    filing::upload(chen, &stage.program, &both, &ORGANISATION).await;
    filing::submit(chen, &both).await;
    desk.go_through(reference(&both), None).await;
    chen.goto(&format!("{first}/changes")).await;
    chen.sees_words("示例花园园艺商店").await;
}

async fn ends_the_access(desk: &Registrar, chen: &mut Browser, first: &str) {
    let end = begin(chen, first, "cancel", "cancel-access").await;
    filing::fill_section(chen, &end, "operation", &[("reason", "网站迁到其他服务商")]).await;
    filing::submit(chen, &end).await;
    desk.go_through(reference(&end), None).await;
    chen.goto(&end).await;
    chen.sees("wizard-panel-done-title").await;
}
