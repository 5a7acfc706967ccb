//! One filing with a number, phones, names (also of who reviews it) and a picture that stand nowhere else in the world: from
//! the first draft to the record, with a clip, a form that came too late and a note of the desk beside it, nothing of them
//! lies in plain in a table (jobs and what they carry among them), in a backup with its dump, in the storage, in the log, in
//! a mail, in an SMS or on a page that tells of an error. What goes to the bureau and comes from there: `bureau`.

use std::process::Command;

use beian::filing::application::{Drafts, EntityForm, PersonForm};
use beian::filing::state::{Acceptance, BureauFact, Event, Numbers};
use beian::values::actor::{Actor, Role};
use beian::values::{EntityNumber, WebsiteNumber};
use data_encoding::HEXLOWER;
use tempfile::TempDir;

use super::by_link::link_to;
use super::faces::clip;
use super::house::{House, Owner, walk};
use super::pictures;
use crate::support::clips::webm;
use crate::support::database::{SERVING, TestDb};
use crate::support::filings::today;
use crate::support::guest::Guest;
use crate::support::people::{a_person_of_staff, drafts};
use crate::support::upload::Upload;

const NAME: &str = "欧阳芷若";
/// A piece of it, as names of organisations are cut into for the search.
const PIECE: &str = "芷若";
const ID_NUMBER: &str = "110000198705120021";
const MOBILE: &str = "13912345678";
const OTHER_PHONE: &str = "13787654321";
/// Who reviews it.
const SPECIALIST: &str = "司徒明远";
const EMAIL: &str = "zhiruo.marker@example.com";
/// Stands in the metadata of the picture and in the name of its file.
const IN_PICTURE: &str = "MARKER-39.90N-116.40E";

/// What must not be found, with a word for it.
fn markers() -> [(&'static str, &'static str); 8] {
    [
        ("name", NAME),
        ("piece of a name", PIECE),
        ("number", ID_NUMBER),
        ("mobile", MOBILE),
        ("phone", OTHER_PHONE),
        ("mail address", EMAIL),
        ("name of staff", SPECIALIST),
        ("picture", IN_PICTURE),
    ]
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Makes the person in charge of a company the one of the markers.
pub fn mark_company(forms: &mut Drafts) {
    mark(&mut forms.entity_person);
    forms.entity_person.name = NAME.into();
    forms.entity_person.cert_number = ID_NUMBER.into();
}

fn organisation(n: u32) -> Drafts {
    let mut forms = drafts(n);
    mark_company(&mut forms);
    forms
}

/// The forms of that person's own website.
fn individual() -> Drafts {
    let mut forms = drafts(2);
    let check = &mut forms.type_check;
    (check.province, check.city, check.district) = ("440000".into(), "440300".into(), "南山区".into());
    (check.entity_kind, check.cert_kind) = ("5".into(), "2".into());
    (check.cert_number, check.entity_name) = (ID_NUMBER.into(), NAME.into());
    forms.entity = EntityForm {
        cert_address: "广东省深圳市南山区示例路1号303室".into(),
        mailing_address: "示例路1号303室".into(),
        ..EntityForm::default()
    };
    mark(&mut forms.entity_person);
    let site = &mut forms.websites[0].website;
    site.site_name = "种花笔记".into();
    site.service_content = vec!["32".into()];
    site.site_remark = "记录自己在阳台种花的经过和照片，不含企业、单位信息，没有评论和交易。".into();
    forms.websites[0].person = PersonForm::default();
    forms
}

fn mark(person: &mut PersonForm) {
    person.mobile = MOBILE.into();
    person.emergency_phone = OTHER_PHONE.into();
    person.email = EMAIL.into();
}

async fn file(house: &House, n: u32, forms: Drafts) -> Owner {
    let is_individual = forms.filer().individual;
    let owner = house.owner_of(n, forms).await;
    let picture = |shade| pictures::with_metadata(&pictures::photo(shade), 1, IN_PICTURE);
    let mut form = Upload::default()
        .file("entity-person-id-front", &format!("{NAME}{ID_NUMBER}.jpg"), &picture(2))
        .file("entity-person-id-back", &format!("{NAME}背面.jpg"), &picture(3));
    if !is_individual {
        form = form.file("entity-certificate", &format!("{IN_PICTURE}.jpg"), &picture(1));
    }
    owner.sends(form).await.must_lead_to(&owner.at("materials"));
    // Refused files, pages looked at and a form that cannot be read leave their traces too.
    owner.give("entity-certificate", &format!("{NAME}.txt"), IN_PICTURE.as_bytes()).await;
    for page in ["materials", "entity-person", "check", ""] {
        let page = owner.at(page);
        assert_eq!(owner.get(page.trim_end_matches('/')).await.status, 200, "{page}");
    }
    for nowhere in [owner.at("materials/00000000-0000-0000-0000-000000000000/pages/1"), owner.at("nowhere")] {
        let answer = owner.get(&nowhere).await;
        assert_eq!(answer.status, 404, "{nowhere}");
        for (what, marker) in markers() {
            assert!(!answer.body.contains(marker), "{what} stands on an error page");
        }
    }
    let wrong = [("name", NAME), ("mobile", MOBILE), ("nonsense", ID_NUMBER)];
    owner.post(&owner.at("entity-person"), &wrong).await;
    owner
}

/// What may come beside: a clip, a link for another's phone, and a form of a session that had ended.
async fn leave_more(house: &House) {
    let owner = house.owner_of(3, organisation(3)).await;
    let check = owner.begins().await;
    clip(&owner, &owner.face(), &check, &webm(5000, IN_PICTURE)).await.must_lead_to(&owner.face());
    link_to(&owner, "entity-person-id-front").await;
    house.end_sessions().await;
    let fields = [("name", NAME), ("cert_number", ID_NUMBER), ("mobile", MOBILE), ("email", EMAIL)];
    let late = owner.post(&owner.at("entity-person"), &fields).await;
    assert!(late.location().starts_with("/sign-in?next=%2Fheld%2F"), "{late:?}");
}

/// Somebody of the staff, named by the page of administrators.
async fn specialist(house: &House) -> Actor {
    let database = &house.program.database;
    let specialist = a_person_of_staff(database, "specialist", Role::Specialist, &[]).await;
    let administrator = a_person_of_staff(database, "administrator", Role::Administrator, &[]).await;
    let id = house.text("select id::text from staff where login = 'specialist'").await;
    let admin = Guest::clerk(&house.program, &house.db, administrator).await;
    let page = format!("/settings/staff/{id}");
    let named = [("act", "save"), ("version", "1"), ("name", SPECIALIST), ("role", "specialist")];
    admin.submit(&page, &named).await.must_lead_to(&page);
    admin.get("/settings/staff").await.must_say_words(SPECIALIST);
    specialist
}

/// The desk notes something about the case.
async fn note(house: &House, owner: &Owner, specialist: Actor) {
    let clerk = Guest::clerk(&house.program, &house.db, specialist).await;
    let case = format!("/cases/{}", owner.reference);
    clerk.get(&case).await.page();
    let words = format!("{NAME}，{ID_NUMBER}，{MOBILE}，{OTHER_PHONE}，{EMAIL}");
    clerk.post(&format!("{case}/notes"), &[("words", &words)]).await.must_lead_to(&format!("{case}?tab=notes"));
    clerk.get(&format!("{case}?tab=notes")).await.must_say_words(SPECIALIST);
}

/// Some bytes out of the middle of a picture, as its owner is shown it.
async fn piece_of_picture(house: &House, owner: &Owner) -> Vec<u8> {
    let of = format!("filing_id = '{}' and slot = 'entity-person-id-front'", owner.id);
    let paper = house.text(&format!("select id::text from materials where {of}")).await;
    let picture = owner.get(&owner.picture(&paper)).await.bytes;
    assert!(picture.starts_with(&[0xFF, 0xD8]) && picture.len() > 1000, "no picture");
    picture[picture.len() / 2..][..48].to_vec()
}

/// Something of ours fails while its owner looks: the page tells of that alone, and so does the log, which is read later.
async fn break_down(house: &House, owner: &Owner) {
    house.sql(&format!("revoke select on websites from {SERVING}")).await;
    let answer = owner.get(&owner.at("next-steps")).await;
    assert!(answer.status >= 500, "{answer:?}");
    for (what, marker) in markers() {
        assert!(!answer.body.contains(marker), "{what} stands on the page of a failure");
    }
    house.sql(&format!("grant select on websites to {SERVING}")).await;
}

/// Hands it in as its owner does, and takes it through desk and bureau.
async fn pass(house: &House, owner: &Owner, specialist: Actor, entity: &str) {
    let check = owner.get(&owner.at("check")).await;
    let version = check.hidden("version");
    let sent = owner.post(&owner.at("check"), &[("version", &version), ("declared", "yes")]).await;
    if sent.status != 303 {
        // What the draft lacks is another test's matter.
        house.submit(owner).await;
    }
    let fact = || BureauFact { round: 1, happened_on: today(), evidence: None, detail: None };
    let numbers = Numbers {
        entity: EntityNumber::parse(entity).unwrap(),
        websites: vec![WebsiteNumber::parse(&format!("{entity}-1")).unwrap()],
    };
    house.perform(specialist, owner, Event::Claim { provinces: Vec::new() }).await;
    note(house, owner, specialist).await;
    house.perform(specialist, owner, Event::Accept(Acceptance::clean())).await;
    house.perform(Actor::Bureau, owner, Event::Received(fact())).await;
    house.perform(Actor::Bureau, owner, Event::Verified(fact())).await;
    house.perform(Actor::Bureau, owner, Event::Approve(fact(), Some(numbers))).await;
}

/// Holds that neither the markers nor pieces of pictures stand in plain in a table.
pub async fn stand_in_no_table(database: &TestDb, pieces: &[Vec<u8>]) {
    let tables = "select table_name::text from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1";
    let tables = database.texts(tables).await;
    assert!(tables.len() > 30, "{tables:?}");
    let mut seen = 0;
    for table in &tables {
        // Rows as text: bytes are shown in hexadecimal digits, where plain text would stand as its own.
        for row in database.texts(&format!("select t::text from {table} t")).await {
            seen += row.len();
            for (what, marker) in markers() {
                let hex = HEXLOWER.encode(marker.as_bytes());
                assert!(!row.contains(marker) && !row.contains(&hex), "{what} stands in {table}");
            }
            for piece in pieces {
                assert!(!row.contains(&HEXLOWER.encode(piece)), "a picture stands in {table}");
            }
        }
    }
    assert!(seen > 20_000, "the tables hold the filing: {seen} characters");
}

/// Holds the same of a backup: of its dump as a restore reads it, and of every file and name in it.
fn stand_in_no_backup(house: &House, pieces: &[Vec<u8>]) {
    let place = TempDir::new().unwrap();
    let backup = place.path().join("backup");
    house.program.command(&["backup", backup.to_str().unwrap()]);
    let dump = backup.join("beian.dump");
    let read = Command::new("pg_restore").arg("--file=-").arg(&dump).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    // The test would see it: what is public stands there in plain.
    assert!(holds(&read.stdout, "北京示例花园1有限公司"), "the dump is not read");
    let hexes = pieces.iter().map(|piece| HEXLOWER.encode(piece));
    for piece in hexes.chain(markers().map(|(_, marker)| HEXLOWER.encode(marker.as_bytes()))) {
        assert!(!holds(&read.stdout, &piece), "{piece} stands in the dump");
    }
    let mut files = Vec::new();
    walk(&backup, &mut files);
    assert!(files.len() > 7, "{files:?}");
    let contents = files.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap()));
    for (name, bytes) in contents.chain([("the dump as it is read".to_owned(), read.stdout)]) {
        for (what, marker) in markers() {
            assert!(!holds(&bytes, marker) && !name.contains(marker), "{what} lies in {name}");
        }
        for piece in pieces {
            assert!(!bytes.windows(piece.len()).any(|part| part == piece), "a picture lies in {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_lies_anywhere_in_plain() {
    let house = House::open().await;
    let specialist = specialist(&house).await;
    leave_more(&house).await;
    let filings = [(1, organisation(1), "京ICP备2026000777号"), (2, individual(), "粤ICP备2026000778号")];
    let mut pieces = Vec::new();
    for (n, forms, entity) in filings {
        let owner = file(&house, n, forms).await;
        pieces.push(piece_of_picture(&house, &owner).await);
        pass(&house, &owner, specialist, entity).await;
        owner.get(&owner.at("next-steps")).await.must_say_words(&format!("{entity}-1"));
        house.program.message(&format!("owner{n}@example.com"), entity).await;
        house.program.message(&format!("1390000000{n}"), entity).await;
        break_down(&house, &owner).await;
    }

    stand_in_no_table(&house.program.database, &pieces).await;
    stand_in_no_backup(&house, &pieces);
    for full in ["outbox", "held_posts", "case_notes", "relay_tasks", "face_checks where object_name is not null"] {
        assert_ne!(house.text(&format!("select count(*)::text from {full}")).await, "0", "{full}");
    }
    let files = house.files();
    assert!(files.len() >= 7, "{files:?}");
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        for (what, marker) in markers() {
            assert!(!holds(&bytes, marker) && !path.to_string_lossy().contains(marker), "{what} lies in the storage");
        }
        for piece in &pieces {
            assert!(!bytes.windows(piece.len()).any(|part| part == piece), "a picture lies in the storage");
        }
    }
    let log = house.program.whole_log();
    assert!(log.contains("answered"), "{log}");
    let messages = house.program.messages("");
    assert!(messages.len() >= 5, "{}", messages.len());
    for (what, marker) in markers() {
        assert!(!log.contains(marker), "{what} stands in the log");
        for message in &messages {
            let parts = [message.subject.as_str(), &message.text, message.html.as_deref().unwrap_or_default()];
            assert!(!parts.iter().any(|part| part.contains(marker)), "{what}: {message:?}");
        }
    }
    assert!(messages.iter().any(|message| message.html.is_some()), "mails have two parts");
    // The test would see it: what is public stands there in plain.
    let public = house.program.database.texts("select t::text from filings t").await.concat();
    assert!(public.contains("北京示例花园1有限公司"), "{public}");
}
