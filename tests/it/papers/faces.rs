//! Authenticity verification over HTTP: what to do before the camera and the clip of it, by the owner's phone; the specialist who
//! sees and judges it; what is left of it on the disk.

use beian::db::Tx;
use beian::error::{Error, Result};
use beian::filing::section::Target;
use beian::liveness::client::{KeptClip, Receiving, bound_to};
use beian::liveness::clip::{Container, Refused};
use beian::liveness::service;
use beian::liveness::store::About;
use beian::reference::{Limits, book};
use beian::review::mark;
use beian::review::service::decide::{self, Basis};
use beian::review::service::marks;
use beian::values::actor::{Actor, Role};
use beian::values::ids::FaceCheckId;
use reqwest::Method;

use super::house::{House, Owner};
use crate::support::cases::Office;
use crate::support::clips::{FRAME, PLACE, element, filmed, mp4, mp4_box, webm, words};
use crate::support::filings::{self, today};
use crate::support::guest::{Answer, Guest};
use crate::support::upload::Upload;

pub const SLOT: &str = "website-1-face";

impl Owner {
    pub fn face(&self) -> String {
        self.at(&format!("verification/{SLOT}"))
    }

    /// Begins, agreeing to the notice where it is shown; what is to be done is on the page that follows.
    pub async fn begins(&self) -> String {
        let page = self.get(&self.face()).await;
        let version = if page.body.contains("name=\"version\"") { page.hidden("version") } else { String::new() };
        let yes = [("act", "challenge"), ("agree", "yes"), ("version", version.as_str())];
        self.post(&self.face(), &yes).await.must_lead_to(&self.face());
        let page = self.get(&self.face()).await;
        page.must_say("face-do-title");
        page.hidden("check")
    }

    async fn records(&self, check: &str, bytes: &[u8]) -> Answer {
        clip(self, &self.face(), check, bytes).await
    }
}

pub async fn clip(guest: &Guest, path: &str, check: &str, bytes: &[u8]) -> Answer {
    guest.upload(path, Upload::of(&[("check", check)]).file_of("clip", "clip.webm", "video/webm", bytes)).await
}

pub async fn states(house: &House) -> String {
    house.text("select coalesce(string_agg(state, ' ' order by asked_at, id), '') from face_checks").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clip_answers_one_challenge_once_in_time_and_on_its_phone() {
    let house = House::open().await;
    let (owner, stranger) = (house.owner(1).await, house.owner(2).await);
    owner.get(&owner.at("check")).await.must_say("filing-face-way");
    owner.get(&owner.at("verification")).await.must_say("face-standing-missing");
    for path in [owner.at("verification"), owner.face(), owner.at("verification/website-9-face")] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(stranger.post(&owner.face(), &[("act", "challenge")]).await.status, 404);
    assert_eq!(stranger.upload(&owner.face(), Upload::default().file("clip", "a", &webm(5000, "s"))).await.status, 404);

    owner.get(&owner.face()).await;
    let unasked = owner.post(&owner.face(), &[("act", "challenge")]).await;
    assert_eq!(unasked.status, 422, "nobody is recorded who did not agree");
    unasked.must_say("face-consent-missing");
    let check = owner.begins().await;
    let agreed = "select kind || ' ' || text_version from consents where kind = 'face'";
    let in_force = book().text("face-consent", today()).unwrap();
    assert_eq!(house.text(agreed).await, format!("face {}", in_force.version));

    // Nothing, no clip, too short, out of date: each with its words, and nothing stays on the disk.
    let nothing = owner.upload(&owner.face(), Upload::of(&[("check", &check)]).file("clip", "", b"")).await;
    nothing.must_say("face-nothing-chosen");
    owner.records(&check, b"<html>no clip</html>").await.must_say("face-refused-no-clip");
    let second = owner.begins().await;
    owner.records(&check, &webm(5000, "old")).await.must_say("face-refused-used");
    owner.records(&second, &webm(1000, "short")).await.must_say("face-refused-expired");
    let third = owner.begins().await;
    owner.records(&third, &webm(1000, "short")).await.must_say_words("3 秒");
    let fourth = owner.begins().await;
    let elsewhere = Guest::applicant(&house.program, &house.db, owner.account).await;
    elsewhere.get(&owner.face()).await;
    clip(&elsewhere, &owner.face(), &fourth, &webm(5000, "x")).await.must_say("face-refused-phone");
    house.sql("update face_checks set expires_at = now() where state = 'asked'").await;
    owner.records(&fourth, &webm(5000, "late")).await.must_say("face-refused-expired");
    assert!(house.files().is_empty(), "{:?}", house.files());

    let fifth = owner.begins().await;
    let bytes = webm(5000, "a salt that is easily found again");
    owner.records(&fifth, &bytes).await.must_lead_to(&owner.face());
    owner.get(&owner.face()).await.must_say("face-standing-waiting");
    let kept = house.files();
    assert_eq!(kept.len(), 1);
    let sealed = std::fs::read(&kept[0]).unwrap();
    assert!(!sealed.windows(20).any(|part| part == b"a salt that is easil"), "it lies there sealed");
    assert!(!owner.get(&owner.at("check")).await.says("filing-face-way"));

    // The same clip again, by the same person or another.
    let sixth = owner.begins().await;
    owner.records(&sixth, &bytes).await.must_say("face-refused-known");
    assert_eq!(house.files().len(), 1);
    let better = owner.begins().await;
    owner.records(&better, &webm(7000, "better")).await.must_lead_to(&owner.face());
    let opened = "select count(*)::text from face_checks where object_name is not null";
    assert_eq!(house.text(opened).await, "1", "what was never judged opens no more");
    assert_eq!(house.files().len(), 1, "and lies there no more");
    let check = stranger.begins().await;
    stranger.records(&check, &bytes).await.must_say("face-refused-known");
    stranger.records(&stranger.begins().await, &mp4(4000)).await.must_lead_to(&stranger.face());
    let told = "select string_agg(container || ' ' || millis, ', ' order by millis) from face_checks where object_name is not null";
    assert_eq!(house.text(told).await, format!("{} 4000, {} 7000", Container::Mp4, Container::Webm));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_many_failed_tries_an_appointment_is_the_way_out() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    for n in 0..5 {
        let check = owner.begins().await;
        owner.records(&check, &webm(500 + n, "short")).await.must_say_words("3 秒");
    }
    let sixth = owner.post(&owner.face(), &[("act", "challenge")]).await;
    assert_eq!(sixth.status, 409);
    sixth.must_say_words("5 次");
    owner.get(&owner.face()).await.must_say("face-appointment-text");
    owner.post(&owner.face(), &[("act", "appointment")]).await.must_lead_to(&owner.face());
    owner.post(&owner.face(), &[("act", "appointment")]).await.must_lead_to(&owner.face());
    owner.get(&owner.face()).await.must_say("face-appointed");
    let asked = "select count(*)::text from face_checks where method = 'appointment' and state = 'given'";
    assert_eq!(house.text(asked).await, "1", "asked for twice it is one");
    assert!(!owner.get(&owner.at("check")).await.says("filing-face-way"), "it can be sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_fills_the_disk_or_draws_without_end() {
    let house = House::open().await;
    let (owner, other) = (house.owner(1).await, house.owner(2).await);
    for n in 0..10 {
        owner.records(&owner.begins().await, &webm(5000, &n.to_string())).await.must_lead_to(&owner.face());
    }
    assert_eq!(house.files().len(), 1, "each takes the place of the one before");
    let eleventh = owner.post(&owner.face(), &[("act", "challenge")]).await;
    assert_eq!(eleventh.status, 409);
    eleventh.must_say_words("10 段");
    owner.post(&owner.face(), &[("act", "appointment")]).await.must_lead_to(&owner.face());
    assert!(house.files().is_empty(), "an appointment takes the place of what nobody judged");
    assert_eq!(house.text("select count(*)::text from face_checks where erased_at is not null").await, "10");

    other.begins().await;
    let mut last = 303;
    for _ in 0..30 {
        last = other.post(&other.face(), &[("act", "challenge")]).await.status;
        if last != 303 {
            break;
        }
    }
    assert_eq!(last, 429, "challenges are slowed");

    // More than a clip may have is read to its end, and nothing of it stays.
    let film = webm(5000, "a film");
    let limits = Limits { face_clip_bytes: film.len() as u64 - 1, ..*book().limits(today()) };
    let mut receiving = Receiving::begin(&house.storage(), FaceCheckId::new(), &limits).await.unwrap();
    receiving.take(&film).await.unwrap();
    assert!(matches!(receiving.finish(&limits).await.unwrap(), Err(Refused::TooLarge(_))));
    assert!(house.files().is_empty());
}

/// Where somebody was stands among the frames of a phone's clip, here in two of the pieces it is sealed in.
#[actix_web::test]
async fn of_a_clip_that_tells_at_its_end_where_it_was_filmed_one_file_stays_without_it() {
    let house = House::open().await;
    let (id, limits) = (FaceCheckId::new(), book().limits(today()));
    let begin = [mp4_box(b"ftyp", b"qt  \0\0\0\0qt  "), mp4_box(b"free", &vec![0; (64 << 10) - 70])].concat();
    let clip = filmed(&begin, b"meta", |at| vec![mp4_box(b"stco", &words(&[0, 2, at[0], at[1]]))]);
    let mut receiving = Receiving::begin(&house.storage(), id, limits).await.unwrap();
    receiving.take(&clip).await.unwrap();
    let kept = receiving.finish(limits).await.unwrap().unwrap();
    assert_eq!(house.files().len(), 1, "the file with the places is gone");
    let mut opened = Vec::new();
    for index in 0..2 {
        opened.extend(house.storage().piece(&kept.object, &bound_to(id), kept.bytes, index).await.unwrap());
    }
    let holds = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|part| part == what);
    assert!(holds(&clip, PLACE) && !holds(&opened, PLACE), "{}", String::from_utf8_lossy(&opened[60_000..]));
    let samples = [FRAME, &[0; PLACE.len()], FRAME, &[0; PLACE.len()]].concat();
    assert!(opened.len() == clip.len() && holds(&opened, &samples));
}

async fn draw(house: &House, by: Actor, about: &About) -> FaceCheckId {
    house.db.write(by, async |tx: &mut Tx<'_>| service::ask(tx, about, b"a phone", "1").await).await.unwrap()
}

async fn keep(house: &House, check: FaceCheckId, salt: &str) -> KeptClip {
    let limits = book().limits(today());
    let mut receiving = Receiving::begin(&house.storage(), check, limits).await.unwrap();
    receiving.take(&webm(5000, salt)).await.unwrap();
    receiving.finish(limits).await.unwrap().unwrap()
}

type Given = Result<std::result::Result<Vec<String>, Refused>>;

async fn give(house: &House, (by, about): (Actor, &About), check: FaceCheckId, kept: &KeptClip) -> Given {
    house.db.write(by, async |tx: &mut Tx<'_>| service::give(tx, about.filing, check, kept).await).await
}

fn why(given: Given) -> &'static str {
    match given {
        Err(Error::Refused(why)) => why.key,
        Ok(Err(why)) => why.message().key,
        other => panic!("{other:?}"),
    }
}

/// What comes too late says so to its sender; a slow line is given some minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clip_is_refused_whose_challenge_was_replaced_or_is_over_for_long() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let by = Actor::Applicant(owner.account);
    let about = About { filing: owner.id, person: vec![7; 32], slot: SLOT.into(), round: 1 };
    let over = |minutes: i64| {
        format!("update face_checks set expires_at = now() - interval '{minutes} minutes' where state = 'asked'")
    };
    let first = draw(&house, by, &about).await;
    let kept = keep(&house, first, "replaced on the way").await;
    let second = draw(&house, by, &about).await;
    assert_eq!(why(give(&house, (by, &about), first, &kept).await), "face-refused-used");
    let kept = keep(&house, second, "on a slow line").await;
    let spare = book().limits(today()).face_spare_minutes;
    house.sql(&over(spare + 1)).await;
    assert_eq!(why(give(&house, (by, &about), second, &kept).await), "face-refused-expired");
    house.sql(&over(spare - 1)).await;
    assert_eq!(give(&house, (by, &about), second, &kept).await.unwrap(), Ok(Vec::new()));
    assert_eq!(why(give(&house, (by, &about), second, &kept).await), "face-refused-used");
    let third = draw(&house, by, &about).await;
    let same = keep(&house, third, "on a slow line").await;
    assert_eq!(why(give(&house, (by, &about), third, &same).await), "face-refused-known");
    let fourth = draw(&house, by, &about).await;
    let better = keep(&house, fourth, "better").await;
    let gone = give(&house, (by, &about), fourth, &better).await.unwrap();
    assert_eq!(gone, Ok(vec![kept.object.name]), "the file of the one before is told");
}

/// A clip of several pieces that tells who recorded it; and the same as it is shown, with as many blanks in that place.
fn long_clip() -> (Vec<u8>, Vec<u8>) {
    const TOLD: &str = "39.9042N116.4074E-phone-of-Wang";
    let block = [&[0x81, 0, 0, 0x80][..], "long ".repeat(40_000).as_bytes()].concat();
    let clip = [webm(9000, TOLD), element(&[0xA3], &block)].concat();
    let at = clip.windows(TOLD.len()).position(|part| part == TOLD.as_bytes()).unwrap();
    let mut shown = clip.clone();
    shown[at - 7..at].copy_from_slice(&[0xEC, 4, 0, 0, 0, 0, 31]);
    shown[at..at + TOLD.len()].fill(0);
    (clip, shown)
}

/// A case with a clip, its specialist, and a colleague.
struct Desk {
    house: House,
    owner: Owner,
    check: String,
    shown: Vec<u8>,
    wang: Actor,
    own: Guest,
    other: Guest,
}

impl Desk {
    async fn open() -> Self {
        let house = House::open().await;
        let owner = house.owner(1).await;
        let check = owner.begins().await;
        let (clip, shown) = long_clip();
        owner.records(&check, &clip).await.must_lead_to(&owner.face());
        house.submit(&owner).await;
        let office = Office::of(&house.program).await;
        let wang = office.hire("wang", Role::Specialist, &[]).await;
        let (own, other) = (office.sign_in(wang).await, office.clerk("lin", Role::Specialist, &[]).await);
        Self { owner, check, shown, wang, own, other, house }
    }

    fn case(&self) -> String {
        format!("/cases/{}", self.owner.reference)
    }

    fn tab(&self) -> String {
        format!("{}?tab=faces", self.case())
    }

    async fn claim(&self) {
        self.own.submit_to(&self.case(), &format!("{}/claim", self.case()), &[]).await;
    }

    async fn basis(&self) -> Basis {
        let filing = filings::load(&self.house.db, &self.owner.reference).await.unwrap();
        self.house.db.read(self.wang, async |tx| decide::basis(tx, &filing).await).await.unwrap()
    }

    /// Somebody says whether it is the person, on the page they see.
    async fn judges(&self, guest: &Guest, verdict: &str, words: &str) -> Answer {
        guest.get(&self.tab()).await;
        let fields = [("slot", SLOT), ("check", self.check.as_str()), ("verdict", verdict), ("words", words)];
        guest.post(&format!("{}/faces", self.case()), &fields).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_specialist_who_has_the_case_alone_sees_the_clip_and_each_look_is_audited() {
    let desk = Desk::open().await;
    let Desk { check, shown, own, other, .. } = &desk;
    let (tab, url) = (desk.tab(), format!("{}/faces/{check}/clip", desk.case()));
    assert_eq!(own.get(&url).await.status, 404, "before it is taken");
    desk.claim().await;
    other.get(&tab).await.must_say("face-desk-not-mine");
    assert_eq!(other.get(&url).await.status, 404, "a colleague's case");
    assert!(!other.get(&tab).await.body.contains(&url));
    own.get(&tab).await.must_say_words(&url);

    let whole = own.get(&url).await;
    assert_eq!((whole.status, whole.bytes == *shown), (200, true), "all but what it tells of its owner");
    for (name, value) in [
        ("content-type", "video/webm"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(whole.header(name), value);
    }
    for (range, from, to) in [
        ("bytes=0-", 0, shown.len()),
        ("bytes=65530-65545", 65_530, 65_546),
        ("bytes=-7", shown.len() - 7, shown.len()),
    ] {
        let part = own.send(Method::GET, &url, &[("range", range)], "").await;
        assert_eq!((part.status, part.bytes == shown[from..to]), (206, true), "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/{}", to - 1, shown.len()));
    }
    assert_eq!(own.send(Method::GET, &url, &[("range", "bytes=99999999-")], "").await.status, 416);
    desk.house.sql("update face_checks set millis = null").await;
    let unknown = own.get(&tab).await;
    unknown.must_say("face-fact-length-unknown");
    unknown.must_say_words(&url);
    let looks = "select count(*)::text from audit_events where action = 'face.seen'";
    assert_eq!(desk.house.text(looks).await, "5");
}

/// Nobody is accepted before it is the person; what is not right is marked, and comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_has_its_reason_and_opens_the_way_or_asks_again() {
    let desk = Desk::open().await;
    desk.claim().await;
    let Desk { house, own, other, .. } = &desk;
    assert_eq!(desk.basis().await.unverified, 1);
    let empty = desk.judges(own, "", "").await;
    assert_eq!(empty.status, 422);
    empty.must_say("face-verdict-missing");
    desk.judges(own, "differs", "").await.must_say("face-words-missing");
    assert_eq!(desk.judges(other, "matches", "").await.status, 409);
    desk.judges(own, "differs", "不是证件上的人").await.must_lead_to(&desk.tab());
    assert_eq!(desk.basis().await.marks.len(), 1);
    own.get(&desk.tab()).await.must_say_words("不是证件上的人");
    desk.judges(own, "matches", "").await.must_lead_to(&desk.tab());
    let basis = desk.basis().await;
    assert_eq!((basis.unverified, basis.marks.len()), (0, 0));
    let said = "select string_agg(split_part(detail, ' ', 4), ' ' order by seq) from audit_events where action = 'face.judged'";
    assert_eq!(house.text(said).await, "differs matches");
    assert_eq!(house.text("select count(*)::text from face_checks where words_sealed is null").await, "1");

    // What else was marked there is not of the verdict.
    let (reference, target) = (&desk.owner.reference, Target::paper(SLOT));
    let said = mark::Verdict::Marked { reason: "PER-15".into(), words: String::new() };
    let put = async |tx: &mut Tx<'_>| marks::put(tx, reference, &target, &said, 0).await;
    house.db.write(desk.wang, put).await.unwrap();
    desk.judges(own, "matches", "").await.must_lead_to(&desk.tab());
    assert_eq!(desk.basis().await.marks.len(), 1, "it stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_else_in_the_place_proves_nothing_by_the_clip_of_the_one_before() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.records(&owner.begins().await, &webm(5000, "one")).await.must_lead_to(&owner.face());
    let mut person = owner.forms.entity_person.clone();
    person.name = "李大山".into();
    let content = serde_json::to_value(person).unwrap();
    let part = beian::filing::section::Part::ENTITY_PERSON;
    let save = beian::filing::service::SavePart { part, expected: 1, content, problems: 0, is_complete: true };
    let (account, reference) = (owner.account, owner.reference.clone());
    let save = async |tx: &mut Tx<'_>| beian::filing::service::save_part(tx, account, &reference, save).await;
    house.db.write(Actor::Applicant(account), save).await.unwrap();
    owner.get(&owner.at("verification")).await.must_say("face-standing-missing");
    owner.get(&owner.at("check")).await.must_say("filing-face-way");
}
