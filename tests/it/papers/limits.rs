//! Limits of the reference data, as they bind on the wire.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use beian::clock::{china_day, now};
use beian::reference::{Limits, book};
use reqwest::Method;

use super::faces::clip;
use super::house::{House, Owner, raw_head};
use super::pictures;
use super::pieces::announce_of;
use crate::support::filings::today;
use crate::support::upload::Upload;

fn limits() -> &'static Limits {
    book().limits(china_day(now()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_megabytes_come_in_and_four_are_kept() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let large = pictures::noise(1860);
    assert!(large.len() > 10_300_000 && large.len() <= limits().upload_bytes, "{}", large.len());
    owner.gives("entity-certificate", &large).await;
    let kept: usize = house.text("select bytes::text from materials").await.parse().unwrap();
    assert!(kept > 1 << 20 && kept <= limits().kept_bytes, "{kept}");
    assert_eq!((limits().upload_bytes, limits().kept_bytes), (10 << 20, 4 << 20));
    let over = pictures::noise(1880);
    assert!(over.len() > limits().upload_bytes);
    assert_eq!(owner.give("entity-person-id-front", "big.png", &over).await.status, 422);
    assert_eq!(house.files().len(), 2);
}

/// Papers as rows: their pictures are no matter here.
async fn rows(house: &House, owner: &Owner, slots: impl IntoIterator<Item = String>) {
    for slot in slots {
        house
            .sql(&format!(
                "insert into materials (id, filing_id, slot, kind, content_hash, bytes)
                 values (gen_random_uuid(), '{}', '{slot}', 'other', '\\x{:016x}', 1)",
                owner.id,
                slot.len()
            ))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_papers_a_filing_and_ten_others_of_a_kind() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    rows(&house, &owner, (1..=10).map(|n| format!("entity-other-{n}"))).await;
    let eleventh = owner.give("entity-other-11", "a.jpg", &pictures::photo(1)).await;
    assert_eq!(eleventh.status, 422);
    eleventh.must_say_words("其他附件最多 10 份");
    rows(&house, &owner, (11..=59).map(|n| format!("filler-{n}"))).await;
    owner.gives("entity-certificate", &pictures::photo(2)).await;
    assert_eq!(house.text("select count(*)::text from materials").await, limits().papers_per_filing.to_string());
    let full = owner.give("entity-person-id-front", "a.jpg", &pictures::photo(3)).await;
    assert_eq!(full.status, 422);
    full.must_say_words("一份备案最多 60 份材料");
    assert_eq!(house.files().len(), 2, "nothing of the refused one");
    owner.gives("entity-certificate", &pictures::photo(4)).await;
    // Versions of one paper have an end too.
    rows(&house, &owner, (0..180).map(|_| "filler-1".to_owned())).await;
    let too_often = owner.give("entity-certificate", "a.jpg", &pictures::photo(5)).await;
    assert_eq!(too_often.status, 422);
    too_often.must_say("material-quota-versions");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_has_so_many_files_and_a_plain_one_so_many_bytes() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let (small, most) = (pictures::of_size(401, 401), limits().upload_files);
    let mut form = Upload::default();
    for n in 0..=most {
        form = form.file("website-1-real-name", &format!("{n}.txt"), if n < most { b"no picture" } else { &small });
    }
    let answer = owner.sends(form).await;
    assert_eq!(answer.status, 422);
    answer.must_say_words(&format!("一次最多上传 {most} 个文件"));

    let consent = owner.at("consent");
    let filled = |bytes: usize| "x".repeat(bytes - "csrf=".len() - 86 - "&agree=".len() - "&version=1".len());
    assert_eq!(limits().form_bytes, 65_536);
    let fits = owner.post(&consent, &[("agree", &filled(65_000)), ("version", "1")]).await;
    assert_ne!(fits.status, 413, "{}", fits.body);
    let over = owner.post(&consent, &[("agree", &filled(65_700)), ("version", "1")]).await;
    assert_eq!(over.status, 413);
    assert_eq!(house.files().len(), 0);
    assert_eq!(today(), china_day(now()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_has_so_many_bytes_of_a_person_whichever_way_they_come() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let counted = async || {
        house.text("select failures::text from throttles where scope = 'upload:account'").await.parse::<u64>().unwrap()
    };
    let (first, second) = (pictures::photo(1), pictures::photo(2));
    owner.gives("entity-certificate", &first).await;
    let mut sent = (first.len() as u64).div_ceil(1024);
    assert_eq!(counted().await, sent);
    // What is refused was sent too.
    let too_long = vec![7_u8; limits().upload_bytes + 1];
    for (what, kilobytes) in [(&[7_u8; 5000][..], 5), (&too_long, (10 << 10) + 1)] {
        assert_eq!(owner.give("entity-person-id-front", "a.jpg", what).await.status, 422);
        sent += kilobytes;
        assert_eq!(counted().await, sent);
    }
    let check = owner.begins().await;
    let elsewhere = Upload::of(&[("check", &check)]).file("photo", "a.webm", &[7; 6000]);
    assert_eq!(owner.upload(&owner.face(), elsewhere).await.status, 400);
    clip(&owner, &owner.face(), &check, &[7; 7000]).await.must_say("face-refused-no-clip");
    // Read to its end for its answer alone: the challenge is used up.
    clip(&owner, &owner.face(), &check, &[7; 9000]).await.must_say("face-refused-expired");
    sent += 6 + 7 + 9;
    assert_eq!(counted().await, sent);
    let cut = [owner.raw_token(), Upload::default().file("entity-person-id-front", "a.jpg", &[7; 8000]).into_bytes()];
    let kind = format!("multipart/form-data; boundary={}", Upload::BOUNDARY);
    let headers = [("origin", owner.origin.as_str()), ("content-type", kind.as_str())];
    // What stands behind a field that is not ours is read all the same.
    let behind = Upload::of(&[("other", "x")]).file("entity-person-id-front", "a.jpg", &[7; 8000]);
    for form in [cut.concat(), behind.with_token(&owner.token())] {
        assert_eq!(owner.send(Method::POST, &owner.at("materials"), &headers, form).await.status, 400);
        sent += 8;
        assert_eq!(counted().await, sent);
    }
    // Pieces count once, when they are announced.
    let uploads = owner.at("uploads");
    assert_eq!(announce_of(&owner, &uploads, "9000", "entity-person-id-front").await.status, 201);
    sent += 9;
    assert_eq!(counted().await, sent);

    assert_eq!(limits().upload_day_bytes, 2 << 30);
    house.sql("update throttles set failures = (2 << 20) - 5 where scope = 'upload:account'").await;
    let over = owner.give("entity-person-id-front", "a.jpg", &second).await;
    assert_eq!(over.status, 422);
    over.must_say_words("今天上传的文件已达到每天 2 GB 的上限");
    let announced = announce_of(&owner, &uploads, "9000", "entity-person-id-front").await.status;
    assert!((400..500).contains(&announced), "{announced}");
    assert_eq!(counted().await, (2 << 20) - 5, "what is not taken is not counted");
    assert_eq!(house.files().len(), 2);
    // Another person has a day of their own; so has the next day.
    house.owner(2).await.gives("entity-certificate", &second).await;
    house.sql("update throttles set updated_at = updated_at - interval '1 day' where scope = 'upload:account'").await;
    owner.gives("entity-person-id-front", &second).await;
}

/// Megabytes of memory the program holds.
pub fn memory(house: &House) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", house.program.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}

/// Sends a body piece by piece until it ends or the program has enough of it; its answer, and the most memory it held meanwhile.
pub fn pour(house: &House, head: &str, pieces: impl Iterator<Item = Vec<u8>>) -> (String, u64) {
    let address = house.program.portal.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    // Who takes no more for so long has had enough.
    stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut highest = 0;
    for (count, piece) in pieces.enumerate() {
        if stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).is_err()
            || stream.write_all(&piece).is_err()
            || stream.write_all(b"\r\n").is_err()
        {
            break;
        }
        if count % 16 == 0 {
            highest = highest.max(memory(house));
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    let mut answer = [0; 64];
    let read = stream.read(&mut answer).unwrap_or(0);
    (String::from_utf8_lossy(&answer[..read]).into_owned(), highest)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endless_headers_of_a_part_and_endless_parts_cost_no_memory() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let page = owner.at("materials");
    let head = format!("{}Transfer-Encoding: chunked\r\n\r\n", raw_head(&owner, &page));
    let before = memory(&house);
    // A part whose headers never end: 64 MB of them.
    let begin = [owner.raw_token(), b"--a-line-that-no-field-holds\r\n".to_vec()].concat();
    let header = format!("X-Endless: {}\r\n", "y".repeat(1000)).repeat(256).into_bytes();
    let (answer, highest) = pour(&house, &head, std::iter::once(begin).chain((0..256).map(|_| header.clone())));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(highest < before + 24, "{before} MB before, {highest} MB while it came");
    // Parts without end, each an input in which no file was chosen.
    let parts = Upload::default().file("entity-certificate", "", b"").into_bytes().repeat(100);
    let (answer, highest) =
        pour(&house, &head, std::iter::once(owner.raw_token()).chain((0..200).map(|_| parts.clone())));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(highest < before + 24, "{before} MB before, {highest} MB while they came");
    // Too much, and saying so.
    let head = format!("{}Content-Length: 999999999\r\n\r\n", raw_head(&owner, &page));
    let (answer, _) = pour(&house, &head, std::iter::empty());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert_eq!(owner.get("/filings").await.status, 200, "it goes on serving");
    assert!(house.files().is_empty());
}
