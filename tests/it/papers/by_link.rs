//! One-task links over HTTP: what their holder sees and may, once and on one phone; what the owner sees meanwhile.

use std::time::Duration;

use beian::db::Tx;
use beian::filing::application::PersonForm;
use beian::filing::section::Part;
use beian::filing::service::{SavePart, save_part};
use beian::reference::book;
use beian::values::QrPicture;
use beian::values::actor::Actor;
use reqwest::header::COOKIE;

use super::house::{House, Owner, words};
use super::pictures::photo;
use crate::support::filings::today;
use crate::support::guest::{Answer, Guest};
use crate::support::people::drafts;
use crate::support::upload::Upload;

const SLOT: &str = "entity-person-id-front";

impl Owner {
    fn asks_at(&self, slot: &str) -> String {
        self.at(&format!("help/{slot}"))
    }

    /// The path of a link that is shown as a code.
    async fn link(&self, slot: &str) -> String {
        let answer = self.submit(&self.asks_at(slot), &[("act", "code")]).await;
        assert!(answer.body.contains("class=\"qr\""), "{}", answer.body);
        let link = answer.between("id=\"link\" tabindex=\"0\">", "<");
        let drawn = QrPicture::of(&link).unwrap().path;
        assert!(answer.body.contains(&format!("<path d=\"{drawn}\"")), "the code is that of {link}");
        link.strip_prefix(&self.origin).unwrap_or_else(|| panic!("{link} is not of the public origin")).to_owned()
    }
}

/// The link by which somebody is asked for a paper.
pub async fn link_to(owner: &Owner, slot: &str) -> String {
    owner.link(slot).await
}

/// Holds that a page of a link shows nothing of its filing beyond the task.
pub fn shows_nothing_else_of(owner: &Owner, page: &Answer) {
    let (person, website) = (&owner.forms.entity_person, &owner.forms.websites[0].website);
    for hidden in [
        &person.name,
        &person.cert_number,
        &person.mobile,
        &person.emergency_phone,
        &person.email,
        &website.domains[0],
        &website.site_name,
        &owner.forms.type_check.cert_number,
    ] {
        assert!(!hidden.is_empty() && !page.body.contains(hidden.as_str()), "{hidden} is shown: {}", page.body);
    }
}

/// A phone that has come as far as the camera.
pub async fn ready(house: &House, link: &str) -> Guest {
    let phone = Guest::at_portal(&house.program);
    phone.submit(link, &[("act", "begin")]).await.must_lead_to(link);
    agrees(&phone, link).await;
    phone
}

async fn agrees(phone: &Guest, link: &str) {
    let notice = phone.get(link).await;
    notice.must_say("material-consent-agree");
    let version = notice.hidden("version");
    phone.post(link, &[("act", "agree"), ("agree", "yes"), ("version", &version)]).await.must_lead_to(link);
    phone.get(link).await.must_say("relay-photo-send");
}

async fn sends(phone: &Guest, link: &str, slot: &str, bytes: &[u8]) -> Answer {
    phone.upload(link, Upload::default().file(slot, "photo.jpg", bytes)).await
}

async fn state(house: &House) -> String {
    house.text("select string_agg(state, ' ' order by target) from relay_tasks").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_takes_one_paper_once_and_its_owner_follows() {
    let house = House::open().await;
    // The owner has not read the notice: that of the holder is another one.
    let owner = house.newcomer(1, drafts(1)).await;
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say("relay-state-none");
    let link = owner.link(SLOT).await;
    let phone = Guest::at_portal(&house.program);

    let life = "select extract(epoch from expires_at - made_at)::int8::text from relay_tasks";
    assert_eq!(house.text(life).await, (book().limits(today()).relay_link_hours * 3600).to_string());

    let first = phone.get(&link).await;
    first.must_say("relay-fact-why-text");
    first.must_say("relay-begin-not-you");
    first.must_say_words(&owner.reference.to_string());
    shows_nothing_else_of(&owner, &first);
    phone.get(&link).await;
    assert_eq!(state(&house).await, "made", "to open it changes nothing");

    phone.post(&link, &[("act", "begin")]).await.must_lead_to(&link);
    shows_nothing_else_of(&owner, &phone.get(&link).await);
    assert_eq!(sends(&phone, &link, SLOT, &photo(1)).await.status, 303, "before the notice nothing is taken");
    assert_eq!(house.text("select count(*)::text from materials").await, "0");
    let refused = phone.post(&link, &[("act", "agree"), ("version", "1")]).await;
    assert_eq!(refused.status, 422);
    refused.must_say("material-consent-missing");
    agrees(&phone, &link).await;
    shows_nothing_else_of(&owner, &phone.get(&link).await);
    let given = "select count(*)::text from consents where filing_id is not null and relay_task_id is not null";
    assert_eq!(house.text(given).await, "1");
    owner.get(&owner.at("materials")).await.must_lead_to(&owner.at("consent"));

    let bad = sends(&phone, &link, SLOT, b"not a picture").await;
    assert_eq!(bad.status, 422);
    bad.must_say("material-refused-unknown-type");
    shows_nothing_else_of(&owner, &bad);
    owner.get(&owner.asks_at(SLOT)).await.must_say("material-refused-unknown-type");
    let elsewhere = sends(&phone, &link, "entity-certificate", &photo(1)).await;
    elsewhere.must_say("material-not-needed");
    assert_eq!(house.text("select count(*)::text from materials").await, "0", "only its own slot");

    sends(&phone, &link, SLOT, &photo(1)).await.must_lead_to(&link);
    let done = phone.get(&link).await;
    assert_eq!(done.status, 200);
    done.must_say("relay-done-text");
    shows_nothing_else_of(&owner, &done);
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say("relay-state-done");
    sends(&phone, &link, SLOT, &photo(2)).await.must_lead_to(&link);
    assert_eq!(house.text("select count(*)::text from materials").await, "1", "each step is taken once");
    let other = Guest::at_portal(&house.program).get(&link).await;
    assert_eq!(other.status, 410);
    other.must_say("relay-over-done");
    let told = "select string_agg(action, ' ' order by seq) from audit_events where action like 'relay.%' or actor_kind = 'helper'";
    assert_eq!(
        house.text(told).await,
        "relay.link_made relay.begun filing.consent_given relay.failed relay.failed material.added relay.done"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_over_says_why_and_what_is_none_looks_alike() {
    let house = House::open().await;
    let (owner, stranger) = (house.owner(1).await, house.owner(2).await);
    let guest = Guest::at_portal(&house.program);
    for path in [owner.asks_at(SLOT), owner.at("follow")] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(stranger.post(&owner.asks_at(SLOT), &[("act", "code")]).await.status, 404);
    assert_eq!(owner.get(&owner.asks_at("website-1-other-1")).await.status, 404, "nobody is asked for that");

    let before = owner.link(SLOT).await;
    let link = owner.link(SLOT).await;
    // Somebody who is signed in sees what everybody sees, and nothing of either filing.
    let theirs = stranger.get(&link).await;
    theirs.must_say("relay-begin-not-you");
    shows_nothing_else_of(&owner, &theirs);
    assert!(!theirs.body.contains(&stranger.reference.to_string()), "{}", theirs.body);
    let says = async |key: &str| {
        let answer = guest.get(&link).await;
        assert_eq!(answer.status, 410, "{key}");
        answer.must_say(key);
    };
    house.sql("update relay_tasks set expires_at = now() - interval '1 second'").await;
    says("relay-over-expired").await;
    owner.get(&owner.asks_at(SLOT)).await.must_say("relay-state-expired");
    house.sql("update relay_tasks set expires_at = now() + interval '1 hour'").await;
    let phone = ready(&house, &link).await;
    owner.submit(&owner.asks_at(SLOT), &[("act", "revoke")]).await.must_lead_to(&owner.asks_at(SLOT));
    says("relay-over-revoked").await;
    assert_eq!(sends(&phone, &link, SLOT, &photo(1)).await.status, 303);
    assert_eq!(house.text("select count(*)::text from materials").await, "0");

    let right = owner.link("entity-certificate").await;
    house.submit(&owner).await;
    let unneeded = Guest::at_portal(&house.program).get(&right).await;
    assert_eq!(unneeded.status, 410);
    unneeded.must_say("relay-over-unneeded");

    // The one that was replaced, a random one, one cut off, and nonsense: one answer, counted by the address.
    let random = format!("/help/{}", "A".repeat(43));
    let mut pages = Vec::new();
    for path in [&before, &random, &before[..before.len() - 4].to_owned(), &"/help/x".to_owned()] {
        let answer = guest.get(path).await;
        assert_eq!(answer.status, 410, "{path}");
        answer.must_say("relay-over-unknown");
        pages.push(answer.between("<main", "</main>"));
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "unknown links look alike");
    let mut slowed = None;
    for _ in 0..40 {
        slowed = Some(guest.get(&random).await).filter(|answer| answer.status == 429);
        if slowed.is_some() {
            break;
        }
    }
    assert!(slowed.is_some_and(|answer| answer.retry_after().is_some()), "guesses are slowed");
    guest.get(&right).await.must_say("relay-over-unneeded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_phone_goes_on_after_a_new_notice_and_a_website_takes_its_links_along() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let link = owner.link(SLOT).await;
    let first = ready(&house, &link).await;
    let second = Guest::at_portal(&house.program);
    second.get(&link).await.must_say("relay-elsewhere-text");
    second.post(&link, &[("act", "begin")]).await.must_lead_to(&link);
    second.get(&link).await.must_say("relay-elsewhere-text");
    second.post(&link, &[("act", "move")]).await.must_lead_to(&link);
    agrees(&second, &link).await;
    first.get(&link).await.must_say("relay-elsewhere-text");
    sends(&first, &link, SLOT, &photo(1)).await.must_lead_to(&link);
    assert_eq!(house.text("select count(*)::text from materials").await, "0", "the first phone is out");
    sends(&second, &link, SLOT, &photo(1)).await.must_lead_to(&link);
    second.get(&link).await.must_say("relay-done-text");

    let site = serde_json::to_value(&drafts(3).websites[0].website).unwrap();
    let save = SavePart { part: Part::website(2), expected: 0, content: site, problems: 0, is_complete: true };
    let (account, reference) = (owner.account, &owner.reference);
    let add = async |tx: &mut Tx<'_>| save_part(tx, account, reference, save).await;
    house.db.write(Actor::Applicant(account), add).await.unwrap();
    house.sql("update relay_tasks set website = 2, state = 'made', phone_hash = null, begun_at = null").await;
    let filing = format!("/filings/{reference}");
    owner.submit_to(&filing, &owner.at("websites/2/remove"), &[]).await.must_lead_to(&filing);
    assert_eq!(house.text("select count(*)::text from relay_tasks").await, "0", "its number is another's now");
    let last = "select action from audit_events order by seq desc limit 1";
    assert_eq!(house.text(last).await, "relay.link_revoked");
}

/// What one person was asked for, and agreed to, is not of whoever is named in their place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_are_of_who_was_named_when_they_were_made() {
    const FACE: &str = "website-1-face";
    let house = House::open().await;
    let owner = house.owner(1).await;
    for target in [SLOT, FACE, "entity-certificate"] {
        owner.link(target).await;
    }
    let saves = async |name: &str| {
        let (path, person) = (owner.at("entity-person"), &owner.forms.entity_person);
        let person = serde_json::to_value(PersonForm { name: name.to_owned(), ..person.clone() }).unwrap();
        let version = owner.get(&path).await.hidden("version");
        let fields = person.as_object().unwrap().iter();
        let fields = fields.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        let all: Vec<_> = fields.chain([("version", version.as_str())]).collect();
        owner.post(&path, &all).await;
    };
    let left = "select string_agg(target, ' ' order by target) from relay_tasks";
    saves(&owner.forms.entity_person.name).await;
    assert_eq!(house.text(left).await, format!("entity-certificate {SLOT} {FACE}"), "saved again");
    saves("李大山").await;
    assert_eq!(house.text(left).await, "entity-certificate");
    let revoked = "select count(*)::text from audit_events where action = 'relay.link_revoked'";
    assert_eq!(house.text(revoked).await, "2");

    let nobody = house.newcomer(2, drafts(2)).await;
    house.sql("delete from drafts where section = 'entity_person'").await;
    assert_eq!(nobody.get(&nobody.asks_at(FACE)).await.status, 404, "nobody is named yet");
    let page = nobody.get(&nobody.at(&format!("verification/{FACE}"))).await;
    page.must_say("face-unknown-link");
    assert!(page.body.contains(&format!("href=\"{}\"", nobody.at("entity-person"))), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_agreed_to_once_and_not_tried_without_end() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let link = owner.link(SLOT).await;
    let phone = Guest::at_portal(&house.program);
    phone.get(&link).await;
    phone.post(&link, &[("act", "move")]).await.must_lead_to(&link);
    assert_eq!(state(&house).await, "made", "nobody goes on with what nobody began");
    phone.post(&link, &[("act", "begin")]).await.must_lead_to(&link);
    let version = phone.get(&link).await.hidden("version");
    let yes = [("act", "agree"), ("agree", "yes"), ("version", version.as_str())];
    let (one, other) = tokio::join!(phone.post(&link, &yes), phone.post(&link, &yes));
    assert_eq!((one.status, other.status), (303, 303));
    let given = "select count(*)::text from consents where relay_task_id is not null";
    assert_eq!(house.text(given).await, "1");

    let mut last = sends(&phone, &link, SLOT, b"no picture").await;
    for _ in 0..30 {
        if last.status != 422 {
            break;
        }
        last = sends(&phone, &link, SLOT, b"no picture").await;
    }
    assert_eq!(last.status, 429, "{}", last.body);
    let second = Guest::at_portal(&house.program);
    second.get(&link).await;
    assert_eq!(second.post(&link, &[("act", "move")]).await.status, 429);

    let before = house.text("select id::text from relay_tasks").await;
    let anew = owner.link(SLOT).await;
    assert_ne!(house.text("select id::text from relay_tasks").await, before, "a new link is another task");
    phone.get(&anew).await.must_say("relay-act-begin");
    let late = sends(&phone, &link, SLOT, &photo(1)).await;
    assert_eq!(late.status, 410);
    late.must_say("relay-over-unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_go_by_sms_and_mail_in_the_words_of_the_account_and_not_without_end() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let here = owner.asks_at(SLOT);
    owner.get(&here).await.must_say_words(&owner.forms.entity_person.mobile);
    let wrong = owner.submit(&here, &[("act", "sms"), ("mobile", "12345")]).await;
    assert_eq!(wrong.status, 422);
    owner.post(&here, &[("act", "sms"), ("mobile", "13900001111")]).await.must_lead_to(&here);
    let sms = house.program.message("13900001111", "拍照上传").await;
    let link = sms.link("/help/");
    assert!(link.starts_with(&format!("{}/help/", owner.origin)), "{link}");
    owner.submit(&here, &[("act", "mail"), ("email", "legal@example.cn")]).await.must_lead_to(&here);
    let mail = house.program.message("legal@example.cn", "用手机拍照上传").await;
    assert!(!mail.text.contains(&owner.forms.entity_person.name), "{}", mail.text);
    let guest = Guest::at_portal(&house.program);
    assert_eq!(guest.get(&mail.link("/help/")).await.status, 200);
    assert_eq!(guest.get(&link).await.status, 410, "the newer one took its place");
    let page = owner.get(&format!("/filings/{}", owner.reference)).await;
    page.must_say_words("发给对方的链接");
    assert!(!page.body.contains(&words("notify-link-gone")), "it was never the owner's");
    house.sql("update deliveries set state = 'failed'").await;
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say_words("没有送达对方");
    let mut last = 0;
    for _ in 0..6 {
        last = owner.submit(&here, &[("act", "mail"), ("email", "legal@example.cn")]).await.status;
    }
    assert_eq!(last, 429, "one mailbox gets so many");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_page_is_told_when_something_changes() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let stamp = owner.get(&owner.at("follow?once=1")).await.page();
    let url = format!("{}{}", owner.origin, owner.at("follow"));
    let line = reqwest::Client::new().get(url).header(COOKIE, owner.cookies()).send().await.unwrap();
    assert_eq!(line.headers()["content-type"], "text/event-stream");
    let mut line = Line(line, String::new());
    line.hears(&format!("event: now\ndata: {stamp}\n")).await;
    // By beats its page knows that the line lives.
    line.hears("event: beat\ndata:\n\n").await;
    // The line to the database has just begun: anything may have happened before.
    line.hears(&format!("event: now\ndata: {stamp}\n")).await;
    // A line that is lost begins anew, and then too.
    let lines = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like 'listen%'";
    house.program.database.as_serving(lines).await.unwrap();
    line.hears(&format!("event: now\ndata: {stamp}\n")).await;
    let link = owner.link(SLOT).await;
    let made = owner.get(&owner.at("follow?once=1")).await.page();
    assert!(made != stamp && made.split('-').next() == stamp.split('-').next(), "a link is no change of the filing");
    line.hears(&format!("event: now\ndata: {made}\n")).await;
    Guest::at_portal(&house.program).submit(&link, &[("act", "begin")]).await.must_lead_to(&link);
    let opened = owner.get(&owner.at("follow?once=1")).await.page();
    line.hears(&format!("event: now\ndata: {opened}\n")).await;
    owner.get(&owner.asks_at(SLOT)).await.must_say("relay-state-opened");

    let ends_soon =
        "update sessions set seen_at = now() - interval '29 minutes', idle_until = now() + interval '1 minute'";
    house.sql(ends_soon).await;
    owner.get(&owner.at("follow?once=1")).await;
    owner.get(&owner.at("check?by-itself=1")).await;
    let is_soon = "select (max(idle_until) < now() + interval '2 minutes')::text from sessions";
    assert_eq!(house.text(is_soon).await, "true", "who only follows is idle");
    owner.get(&owner.asks_at(SLOT)).await;
    assert_eq!(house.text(is_soon).await, "false");

    // Somebody whose session has ended is told no more.
    house.sql("update sessions set ended_at = now(), ended_by = 'revoked'").await;
    house.sql("select pg_notify('filing_changes', id::text) from filings").await;
    line.hears("event: end").await;
}

/// An answer that goes on, and what of it was heard and not yet asked for.
struct Line(reqwest::Response, String);

impl Line {
    async fn hears(&mut self, what: &str) {
        let until = tokio::time::Instant::now() + Duration::from_secs(20);
        loop {
            if let Some((_, rest)) = self.1.split_once(what) {
                self.1 = rest.to_owned();
                return;
            }
            let heard = tokio::time::timeout_at(until, self.0.chunk()).await;
            let heard = heard.unwrap_or_else(|_| panic!("{what} is not told")).unwrap().expect("it ended");
            self.1.push_str(std::str::from_utf8(&heard).unwrap());
        }
    }
}
