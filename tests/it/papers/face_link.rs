//! A face by a link: its own notice, one clip, what is no clip, and nothing beyond the task.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use beian::reference::book;

use super::by_link::{link_to, shows_nothing_else_of};
use super::faces::{SLOT, clip, states};
use super::house::{House, raw_head, words};
use crate::support::clips::webm;
use crate::support::filings::today;
use crate::support::guest::Guest;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_takes_one_clip_after_its_own_notice() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let ask = owner.at(&format!("help/{SLOT}"));
    let link = link_to(&owner, SLOT).await;
    let phone = Guest::at_portal(&house.program);
    let seen = async |key: &str| {
        let page = phone.get(&link).await;
        page.must_say(key);
        shows_nothing_else_of(&owner, &page);
        page
    };
    seen("relay-begin-face-title").await;
    phone.post(&link, &[("act", "begin")]).await.must_lead_to(&link);
    phone.post(&link, &[("act", "challenge")]).await.must_lead_to(&link);
    assert_eq!(states(&house).await, "", "nothing is asked before the notice");
    let version = seen("face-consent-agree").await.hidden("version");
    phone.post(&link, &[("act", "agree"), ("agree", "yes"), ("version", &version)]).await.must_lead_to(&link);
    let agreed = "select kind || ' ' || text_version || ' ' || (relay_task_id = (select id from relay_tasks))
         from consents where kind = 'face'";
    assert_eq!(
        house.text(agreed).await,
        format!("face {} true", book().text("face-consent", today()).unwrap().version)
    );
    seen("face-begin-text").await;
    for (what, why) in [(&b""[..], "face-refused-empty"), (b"no clip at all", "face-refused-no-clip")] {
        phone.post(&link, &[("act", "challenge")]).await.must_lead_to(&link);
        let check = seen("face-do-title").await.hidden("check");
        let refused = clip(&phone, &link, &check, what).await;
        refused.must_say(why);
        shows_nothing_else_of(&owner, &refused);
        owner.get(&ask).await.must_say(why);
    }
    phone.post(&link, &[("act", "challenge")]).await.must_lead_to(&link);
    let check = phone.get(&link).await.hidden("check");
    house.sql("update face_checks set expires_at = now() where state = 'asked'").await;
    clip(&phone, &link, &check, &webm(6000, "late")).await.must_say("face-refused-expired");
    owner.get(&ask).await.must_say("face-refused-expired");
    assert!(house.files().is_empty(), "{:?}", house.files());
    phone.post(&link, &[("act", "challenge")]).await.must_lead_to(&link);
    let check = phone.get(&link).await.hidden("check");
    // More than a day takes: the owner is told, and the challenge stands.
    let day_is_at = async |kilobytes: u32| {
        let sql = format!("update throttles set failures = {kilobytes} where scope = 'upload:account'");
        house.sql(&sql).await;
    };
    day_is_at(2 << 20).await;
    for page in [clip(&phone, &link, &check, &webm(6000, "too much")).await, owner.get(&ask).await] {
        page.must_say_words("今天上传的文件已达到每天 2 GB 的上限");
    }
    day_is_at(0).await;
    clip(&phone, &link, &check, &webm(6000, "by link")).await.must_lead_to(&link);
    seen("relay-done-face-text").await;
    owner.get(&format!("/filings/{}", owner.reference)).await.must_say("face-standing-waiting");
    assert_eq!(states(&house).await, "failed failed given");
    assert_eq!(clip(&phone, &link, &check, &webm(6000, "again")).await.status, 303, "each step is taken once");
    assert_eq!(house.files().len(), 1);
}

/// The answer to a form that says how large it is, of which nothing else comes.
fn declares(guest: &Guest, path: &str, bytes: u64) -> String {
    let mut stream = TcpStream::connect(guest.origin.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!("{}Content-Length: {bytes}\r\n\r\n", raw_head(guest, path));
    stream.write_all(head.as_bytes()).unwrap();
    let (mut answer, mut part) = (Vec::new(), [0; 8192]);
    loop {
        let told = String::from_utf8_lossy(&answer).into_owned();
        if told.contains("</html>") {
            return told;
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => answer.extend_from_slice(&part[..read]),
            _ => return told,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_gigabytes_are_refused_in_words_before_they_come() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let link = link_to(&owner, SLOT).await;
    let phone = Guest::at_portal(&house.program);
    phone.submit(&link, &[("act", "begin")]).await.must_lead_to(&link);
    let version = phone.get(&link).await.hidden("version");
    phone.post(&link, &[("act", "agree"), ("agree", "yes"), ("version", &version)]).await.must_lead_to(&link);
    for (guest, path) in [(&*owner, owner.face()), (&phone, link)] {
        let answer = declares(guest, &path, 2 << 30);
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
        assert!(answer.contains(&words("site-error-too-large-advice")), "{path}: {answer}");
        assert_eq!(guest.get(&path).await.status, 200, "nothing is lost");
    }
    let counted = "select failures::text from throttles where scope = 'relay:task'";
    assert_eq!(house.text(counted).await, "1", "a form counts once");
    let megabytes = book().limits(today()).face_clip_bytes >> 20;
    owner.get(&owner.at(&format!("help/{SLOT}"))).await.must_say_words(&format!("视频超过 {megabytes} MB"));
    assert!(house.files().is_empty());
}
