//! What papers say, from the upload to the desk: sealed, beside what was typed, filling only what is empty, and to nobody who may
//! not see the field itself.

use beian::db::Db;
use beian::material::reading::Read;
use beian::material::{self, service as materials};
use beian::outbox::Attempt;
use beian::recognition::clients::Engine;
use beian::recognition::job::Reader;
use beian::recognition::reading::{Outcome, PageRead, Reading};
use beian::recognition::store;
use beian::storage::Storage;
use beian::text::{Lang, Tr};
use beian::values::actor::{Actor, Role};
use beian::values::ids::{FilingId, MaterialId, OutboxId};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::vendor::Service;
use crate::support::cases::{Case, Office};
use crate::support::guest::Guest;
use crate::support::program::Program;

/// Reads the paper of a slot as a vendor tells it; what the outbox would do.
pub async fn read(program: &Program, filing: FilingId, slot: &str, fields: Value) {
    let db = program.db();
    let folder = TempDir::new().unwrap();
    let service = Service::start(vec![(200, json!({ "fields": fields }).to_string())]);
    let storage = Storage::open(program.storage(), program.sealer()).unwrap();
    let material = paper(&db, filing, slot).await;
    let reader = Reader::new(db, storage, Engine::Vendor(service.client(&folder)));
    let job = Read { filing, material };
    let attempt = Attempt { id: OutboxId::new(), number: 1, is_last: false };
    reader.read(job.clone(), attempt).await.unwrap();
    // The outbox may bring a job twice: what was read stays.
    reader.read(job, attempt).await.unwrap();
}

async fn paper(db: &Db, filing: FilingId, slot: &str) -> MaterialId {
    let papers = db.read(Actor::Clock, async |tx| material::store::list_current(tx, filing).await).await.unwrap();
    papers.into_iter().find(|paper| paper.slot == slot).unwrap().id
}

/// A value with a place on the picture.
pub fn field(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value, "box": [[10, 20], [300, 20], [300, 60], [10, 60]]})
}

/// A draft whose papers were read.
async fn a_read_draft(program: &Program, office: &Office<'_>) -> Case {
    let case = office.draft(1).await;
    papers_are_read(program, &case).await;
    case
}

/// Reads the papers of a case: the licence names another person and a longer address.
pub async fn papers_are_read(program: &Program, case: &Case) {
    let check = &case.forms.type_check;
    let licence = json!([
        field("credit-code", &check.cert_number),
        field("name", &check.entity_name),
        field("legal-person", "王晓明"),
        field("address", "北京市海淀区示例路1号2层"),
    ]);
    read(program, case.id, "entity-certificate", licence).await;
    let front = json!([field("id-number", "11000019900307001X"), field("name", "王小明")]);
    read(program, case.id, "entity-person-id-front", front).await;
    let back = json!([field("valid-from", "2020-01-02"), field("valid-to", "2039-01-02")]);
    read(program, case.id, "entity-person-id-back", back).await;
}

/// Sends the section of the entity with an address.
async fn saves(owner: &Guest, case: &Case, address: &str, then: &str) -> String {
    let path = format!("/filings/{}/entity", case.reference);
    let version = owner.get(&path).await.hidden("version");
    let form = &case.forms.entity;
    let fields = [
        ("version", version.as_str()),
        ("cert_address", address),
        ("cert_valid_from", &form.cert_valid_from),
        ("cert_long_term", &form.cert_long_term),
        ("mailing_address", &form.mailing_address),
        ("investor", &form.investor),
        ("then", then),
    ];
    let leads = if then == "fill" { &path } else { path.strip_suffix("/entity").unwrap() };
    owner.submit(&path, &fields).await.must_lead_to(leads);
    let page = owner.get(&path).await.page();
    let rest = page.split_once("name=\"cert_address\"").unwrap().1;
    let value = rest.split_once("value=\"").unwrap().1;
    value.split_once('"').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_papers_say_informs_fills_what_is_empty_and_overwrites_nothing() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = a_read_draft(&program, &office).await;
    let kept = "select string_agg(outcome || position(convert_to('示例', 'UTF8') in reading_sealed)::text, ' ')
        from material_readings";
    assert_eq!(program.database.text(kept).await, "read0 read0 read0", "sealed, and once each");

    let owner = Guest::applicant(&program, &office.db, case.owner).await;
    let at = |part: &str| format!("/filings/{}/{part}", case.reference);
    let entity = owner.get(&at("entity")).await;
    entity.must_say("printed-title");
    entity.must_say("printed-differs");
    assert!(entity.body.contains("<ins>") && entity.body.contains("2层"), "{}", entity.body);
    assert!(!entity.body.contains("value=\"fill\""), "nothing is empty");
    assert_eq!(saves(&owner, &case, "海淀区别的地址", "fill").await, "海淀区别的地址", "what was typed stays");
    assert_eq!(saves(&owner, &case, "", "later").await, "", "nobody asked to fill it");
    assert!(owner.get(&at("entity")).await.body.contains("value=\"fill\""));
    assert_eq!(saves(&owner, &case, "", "fill").await, "北京市海淀区示例路1号2层");
    let person = owner.get(&at("entity-person")).await;
    let marked = format!(
        "王<del><span class=\"govuk-visually-hidden\">{} </span>小</del><ins><span class=\"govuk-visually-hidden\">{} </span>晓</ins>明",
        Tr::new(Lang::Zh).t("printed-typed"),
        Tr::new(Lang::Zh).t("printed-read")
    );
    assert!(person.body.contains(&marked), "the representative of the licence: {}", person.body);

    let t = Tr::new(Lang::Zh);
    let differs = t.a2("printed-found-text", "read", "王晓明", "typed", "王小明");
    for page in ["materials", "check"] {
        owner.get(&at(page)).await.must_say_words(&differs);
    }
    owner.get(&at("materials")).await.must_say_words(&t.a1("printed-count", "count", 4));
    assert!(owner.get(&at("check")).await.body.contains("finding--info"), "it stops nobody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_sees_what_was_read_where_it_may_see_the_field() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = a_read_draft(&program, &office).await;
    office.submit(&case).await;
    let section = |name: &str| format!("{}?section={name}", case.url());
    let open = lin.get(&section("type-check")).await;
    open.must_say("printed-desk-same");
    assert!(!open.body.contains("<polygon"), "no paper of a case nobody has");
    let masked = lin.get(&section("entity-person")).await.page();
    assert!(!masked.contains('晓'), "{masked}");

    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let mine = lin.get(&section("entity-person")).await;
    assert!(mine.says("printed-desk-differs") && mine.body.contains('晓'), "{}", mine.body);
    let licence = lin.get(&section("type-check")).await.page();
    assert!(licence.contains("<polygon") && licence.contains("points=\"10,20 300,20 300,60 10,60\""), "{licence}");
    assert!(licence.contains("viewBox=\"0 0 1000 700\""), "{licence}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_read_goes_with_its_paper_and_is_read_anew_when_that_comes_back() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = a_read_draft(&program, &office).await;
    let id = paper(&office.db, case.id, "entity-certificate").await;
    let count = "select count(*)::text from material_readings where outcome = 'read'";
    let asked = "select count(*)::text from outbox where topic = 'recognition.read'";
    assert_eq!(program.database.text(asked).await, "3", "each paper once");
    let by = Actor::Applicant(case.owner);
    office.db.write(by, async |tx| materials::remove(tx, case.id, id).await).await.unwrap();
    assert_eq!(program.database.text(count).await, "2");
    let today = crate::support::filings::today();
    let book = beian::reference::book();
    office.db.write(by, async |tx| materials::restore(tx, book, case.id, today, id).await).await.unwrap();
    assert_eq!(program.database.text(asked).await, "4");
    let reading = Reading { is_upside_down: true, ..Reading::default() };
    let head = PageRead { page: 1, outcome: Outcome::Read, reading };
    office.db.write(Actor::Clock, async |tx| store::put(tx, id, &head).await).await.unwrap();
    let owner = Guest::applicant(&program, &office.db, case.owner).await;
    let papers = owner.get(&format!("/filings/{}/materials", case.reference)).await;
    papers.must_say("material-warned-upside-down");
    program.database.as_owner("select erase_pictures(array(select id from materials))").await;
    assert_eq!(program.database.text("select count(*)::text from material_readings").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_engine_every_page_says_so_and_works() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let case = office.draft(1).await;
    let waiting = "select count(*)::text from outbox where topic = 'recognition.read' and finished_at is null";
    for _ in 0..200 {
        if program.database.text(waiting).await == "0" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let owner = Guest::applicant(&program, &office.db, case.owner).await;
    let said = Tr::new(Lang::Zh).a1("printed-no-engine", "paper", "主办单位证件");
    for part in ["entity", "materials"] {
        owner.get(&format!("/filings/{}/{part}", case.reference)).await.must_say_words(&said);
    }
    // Nobody waits long for a paper that was not looked at.
    let entity = format!("/filings/{}/entity", case.reference);
    let says = |key: &str| Tr::new(Lang::Zh).a1(key, "paper", "主办单位证件");
    program.database.as_owner("create table aside as table material_readings; delete from material_readings").await;
    owner.get(&entity).await.must_say_words(&says("printed-waiting"));
    let minutes = beian::reference::book().limits(crate::support::filings::today()).reading_wait_minutes;
    let older = format!("update materials set created_at = created_at - interval '{minutes} minutes'");
    program.database.as_owner(&older).await;
    owner.get(&entity).await.must_say_words(&says("printed-unread"));

    office.submit(&case).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let at_desk = format!("{}?section=entity", case.url());
    lin.get(&at_desk).await.must_say("printed-desk-unread");
    program.database.as_owner("insert into material_readings table aside").await;
    lin.get(&at_desk).await.must_say("printed-desk-no-engine");
}
