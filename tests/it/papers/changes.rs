//! Papers that change: replaced, taken out, brought back, of several pages, sent twice, locked, sent into an ended session.

use std::time::Duration;

use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::section::Target;
use beian::filing::state::Event;
use beian::material::job::sweep;
use beian::values::actor::Role;

use super::house::{House, Owner};
use super::pictures;
use crate::material_pictures::pdf;
use crate::support::guest::Guest;
use crate::support::people::a_person_of_staff;
use crate::support::upload::Upload;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_paper_keeps_the_old_one_linked() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.gives("entity-certificate", &pictures::photo(1)).await;
    let first = house.text("select id::text from materials").await;
    owner.gives("entity-certificate", &pictures::photo(2)).await;
    let second = house.text(&format!("select id::text from materials where replaces = '{first}'")).await;
    let page = owner.get(&owner.at("materials")).await.body;
    assert!(page.contains(&owner.picture(&second)) && !page.contains(&owner.picture(&first)), "the newer one stands");
    assert_eq!(house.files().len(), 4, "the older one is kept");
    sweep(&house.db, &house.storage(), Duration::ZERO).await.unwrap();
    assert_eq!(owner.get(&owner.picture(&first)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_picture_sent_twice_is_one_paper() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let form = || Upload::default().file("entity-certificate", "a.jpg", &pictures::photo(1));
    let (one, two) = tokio::join!(owner.sends(form()), owner.sends(form()));
    one.must_lead_to(&owner.at("materials"));
    two.must_lead_to(&owner.at("materials"));
    assert_eq!(house.text("select count(*)::text from materials").await, "1");
    assert_eq!(house.files().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_paper_comes_back_within_a_day_and_is_gone_afterwards() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.gives("entity-certificate", &pictures::photo(1)).await;
    owner.gives("entity-certificate", &pictures::photo(2)).await;
    let id = house.text("select id::text from materials where replaces is not null").await;
    let here = owner.at("materials");
    let (remove, restore) = (format!("{here}/{id}/remove"), format!("{here}/{id}/restore"));
    assert_eq!(owner.post(&restore, &[]).await.status, 404, "it is there");
    owner.post(&remove, &[]).await.must_lead_to(&here);
    assert_eq!(owner.post(&remove, &[]).await.status, 404, "it is gone already");
    let page = owner.get(&here).await;
    assert!(page.body.contains(&format!("action=\"{restore}\"")), "{}", page.body);
    assert!(!page.body.contains(&owner.picture(&id)));
    sweep(&house.db, &house.storage(), Duration::ZERO).await.unwrap();
    owner.post(&restore, &[]).await.must_lead_to(&here);
    assert!(owner.get(&here).await.body.contains(&owner.picture(&id)), "with its picture");
    assert_eq!(owner.get(&owner.picture(&id)).await.status, 200);
    assert_eq!(
        house.text("select count(*)::text from materials where removed_at is null").await,
        "2",
        "with its history"
    );
    let audited = "select string_agg(action, ' ' order by seq) from audit_events where action like 'material.%'";
    assert_eq!(house.text(audited).await, "material.added material.added material.removed material.restored");

    // Another paper came into its place, and went: the latest is offered.
    owner.post(&remove, &[]).await.must_lead_to(&here);
    owner.gives("entity-certificate", &pictures::photo(3)).await;
    assert_eq!(owner.post(&restore, &[]).await.status, 404, "its place is taken");
    let third = house.text("select id::text from materials where removed_at is null").await;
    owner.post(&format!("{here}/{third}/remove"), &[]).await.must_lead_to(&here);
    assert_eq!(owner.post(&restore, &[]).await.status, 404);

    // A day later nothing can be brought back; a sweep later the files are gone.
    house.sql("update materials set removed_at = removed_at - interval '24 hours'").await;
    assert_eq!(owner.post(&format!("{here}/{third}/restore"), &[]).await.status, 404);
    assert!(!owner.get(&here).await.body.contains("/restore\""), "nothing is offered");
    assert_eq!(sweep(&house.db, &house.storage(), Duration::ZERO).await.unwrap(), 0, "an hour to spare");
    house.sql("update materials set removed_at = removed_at - interval '2 hours'").await;
    assert_eq!(sweep(&house.db, &house.storage(), Duration::ZERO).await.unwrap(), 6);
    assert!(house.files().is_empty());
}

/// A filing keeps the papers of the day on which it was first handed in: what is asked of nobody any more has its name
/// there, and comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_of_the_day_of_its_filing_is_one_still() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.gives("entity-certificate", &pictures::photo(1)).await;
    house.submit(&owner).await;
    let specialist = a_person_of_staff(&house.program.database, "specialist", Role::Specialist, &[]).await;
    house.perform(specialist, &owner, Event::Claim { provinces: Vec::new() }).await;
    let reason = Verdict::new(vec![Finding::general("ENT-02")], None);
    house.perform(specialist, &owner, Event::Reject(reason)).await;
    house.sql("update filings set first_submitted_at = '2019-06-03 12:00+08'").await;
    house.sql("update materials set slot = 'entity-security-agreement'").await;
    owner.get(&owner.at("check")).await.must_say_words("信息安全管理协议");
    let id = house.text("select id::text from materials").await;
    let here = owner.at("materials");
    owner.post(&format!("{here}/{id}/remove"), &[]).await.must_lead_to(&here);
    owner.post(&format!("{here}/{id}/restore"), &[]).await.must_lead_to(&here);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_photographs_are_the_pages_of_one_letter_or_none_is_kept() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let slot = "website-1-real-name";
    let pages = |shades: [u8; 2]| {
        Upload::default().file(slot, "page1.jpg", &pictures::photo(shades[0])).file(
            slot,
            "page2.jpg",
            &pictures::photo(shades[1]),
        )
    };
    owner.sends(pages([1, 2])).await.must_lead_to(&owner.at("materials"));
    assert_eq!(house.text("select count(*)::text from materials").await, "1");
    assert_eq!(house.text("select count(*)::text from material_pages").await, "2");
    let broken = pages([3, 4]).file(slot, "page3.heic", &pictures::heic());
    let answer = owner.sends(broken).await;
    assert_eq!(answer.status, 422);
    answer.must_say("material-refused-heic");
    answer.must_say("material-pages-not-kept");
    let too_many = pages([5, 6]).file(slot, "rest.pdf", &pdf::of_pages(9));
    let answer = owner.sends(too_many).await;
    assert_eq!(answer.status, 422);
    answer.must_say("material-pages-not-kept");
    assert_eq!(house.text("select count(*)::text from materials").await, "1", "the first stands");
    assert_eq!(house.files().len(), 4);
    // Where one picture is the paper, the first good one counts.
    let form = Upload::default()
        .file("entity-certificate", "a.heic", &pictures::heic())
        .file("entity-certificate", "b.jpg", &pictures::photo(7))
        .file("entity-certificate", "c.jpg", &pictures::photo(8));
    let answer = owner.sends(form).await;
    assert_eq!(answer.status, 422);
    answer.must_say("material-one-file");
    assert_eq!(house.text("select count(*)::text from materials where slot = 'entity-certificate'").await, "1");
    // Others of a kind stand beside each other.
    let form = Upload::default().file("entity-other-1", "a.jpg", &pictures::photo(9)).file(
        "entity-other-1",
        "b.jpg",
        &pictures::photo(10),
    );
    owner.sends(form).await.must_lead_to(&owner.at("materials"));
    let others = "select string_agg(slot, ' ' order by slot) from materials where slot like 'entity-other%'";
    assert_eq!(house.text(others).await, "entity-other-1 entity-other-2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_handed_in_is_locked_and_only_what_was_marked_is_open_again() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.gives("entity-certificate", &pictures::photo(1)).await;
    owner.gives("entity-person-id-front", &pictures::photo(2)).await;
    let id = house.text("select id::text from materials where slot = 'entity-certificate'").await;
    let here = owner.at("materials");
    house.submit(&owner).await;
    assert_eq!(owner.give("entity-certificate", "a.jpg", &pictures::photo(3)).await.status, 409);
    assert_eq!(owner.post(&format!("{here}/{id}/remove"), &[]).await.status, 409);
    assert!(!owner.get(&here).await.says("material-upload"), "nothing to send with");

    let specialist = a_person_of_staff(&house.program.database, "specialist", Role::Specialist, &[]).await;
    house.perform(specialist, &owner, Event::Claim { provinces: Vec::new() }).await;
    let blurred = Finding::on(Target::paper("entity-certificate"), "MAT-01").saying("公章看不清");
    house.perform(specialist, &owner, Event::RequestChanges(Verdict::new(vec![blurred], None))).await;
    let page = owner.get(&here).await;
    page.must_say_words("公章看不清");
    page.must_say("wizard-locked");
    let locked = owner.give("entity-person-id-front", "a.jpg", &pictures::photo(4)).await;
    assert_eq!(locked.status, 422);
    locked.must_say("filing-refused-locked");
    let same = owner.give("entity-certificate", "a.jpg", &pictures::photo(1)).await;
    assert_eq!(same.status, 422);
    same.must_say("material-same-as-before");
    assert_eq!(house.files().len(), 4, "nothing of either");
    owner.gives("entity-certificate", &pictures::photo(5)).await;
    assert!(!owner.get(&here).await.says_words("公章看不清"), "met by the new picture");
    // The round that was handed in keeps its picture, whatever happens to the paper.
    let new = house.text("select id::text from materials where replaces is not null").await;
    owner.post(&format!("{here}/{new}/remove"), &[]).await.must_lead_to(&here);
    house.sql("update materials set removed_at = removed_at - interval '30 days'").await;
    assert_eq!(sweep(&house.db, &house.storage(), Duration::ZERO).await.unwrap(), 2, "the one never handed in");
    assert_eq!(owner.get(&owner.picture(&id)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_sent_into_an_ended_session_are_named_to_their_owner_after_sign_in() {
    let house = House::open().await;
    let (owner, other) = (house.owner(1).await, house.owner(2).await);
    let other_session = house.text("select id::text from sessions order by created_at desc, id desc limit 1").await;
    house.sql(&format!("update sessions set idle_until = now() - interval '1 s' where id <> '{other_session}'")).await;
    let form = Upload::default()
        .file("entity-certificate", "营业执照.jpg", &pictures::photo(1))
        .file("entity-person-id-front", "", b"")
        .file("entity-person-id-back", "身份证背面.jpg", &pictures::photo(2));
    let answer = owner.sends(form).await;
    assert_eq!(answer.status, 303);
    let next = answer.location().strip_prefix("/sign-in?next=").unwrap_or_else(|| panic!("{answer:?}"));
    let next: String = form_urlencoded::parse(format!("n={next}").as_bytes()).next().unwrap().1.into_owned();
    assert!(next.starts_with("/held/") && next.ends_with("?files"), "{next}");
    assert!(house.files().is_empty(), "nothing of somebody who is not signed in");
    assert!(!house.text("select body_sealed::text from held_posts").await.contains(&hex("营业执照")), "sealed");
    assert_eq!(other.get(&next).await.status, 404, "for that account alone");
    house.sql("update sessions set idle_until = now() + interval '10 minutes', ended_at = null, ended_by = null").await;
    let page = owner.get(&next).await;
    page.must_say_words("营业执照.jpg");
    page.must_say_words("身份证背面.jpg");
    page.must_say_words("主办单位证件");
    assert!(page.body.contains(&format!("href=\"{}\"", owner.at("materials"))));
    house.sql("update held_posts set expires_at = now() - interval '1 s'").await;
    assert_eq!(owner.get(&next).await.status, 404, "an hour later");

    // Signed in again in another window: the page of the session before still names its files.
    let token = owner.token();
    house.end_sessions().await;
    let again = Guest::applicant(&house.program, &house.db, owner.account).await;
    let send = async |guest: &Guest| {
        let kind = format!("multipart/form-data; boundary={}", Upload::BOUNDARY);
        let form = Upload::default().file("entity-certificate", "执照正本.jpg", &pictures::photo(3));
        let headers = [("origin", guest.origin.as_str()), ("content-type", kind.as_str())];
        guest.send(reqwest::Method::POST, &owner.at("materials"), &headers, form.with_token(&token)).await
    };
    let answer = send(&again).await;
    assert!(answer.location().starts_with("/held/"), "{answer:?}");
    let page = again.get(answer.location()).await;
    page.must_say("site-upload-former");
    page.must_say_words("执照正本.jpg");
    assert_eq!(send(&other_guest(&house, &other).await).await.status, 403, "somebody else in the same browser");
    assert!(house.files().is_empty());
}

async fn other_guest(house: &House, other: &Owner) -> Guest {
    Guest::applicant(&house.program, &house.db, other.account).await
}

fn hex(text: &str) -> String {
    data_encoding::HEXLOWER.encode(text.as_bytes())
}
