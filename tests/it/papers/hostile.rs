//! Files made to deceive: one by one, those that swell all at once, without end, on a slow line, and under names that are none.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::task::spawn_blocking;

use super::house::{House, Owner, raw_head};
use super::limits::{memory, pour};
use super::{pictures, refusals};
use crate::material_pictures::pdf;
use crate::support::upload::Upload;

/// Stands in what files tell beside their pictures.
const TOLD: &str = "39.9042N116.4074E-phone-of-Wang";

/// A file with its place, the name it comes under, and whether it is taken.
type Hostile = (&'static str, &'static str, &'static str, Vec<u8>, bool);

/// What is no picture or letter, whatever it says; what is one and something else; and what is more than it seems.
fn table() -> Vec<Hostile> {
    let (paper, letter) = ("entity-certificate", "website-1-real-name");
    let page = format!("<!DOCTYPE html><script>alert('{TOLD}')</script>");
    let archive = format!("PK\x03\x04 {TOLD}");
    let behind = |first: &[u8], more: &[u8]| [first, more].concat();
    let hides = pictures::with_metadata(&pictures::photo(13), 1, &format!("%PDF-1.7 {TOLD}"));
    let half = pictures::photo(15);
    vec![
        ("a picture and a page", paper, "photo.jpg", behind(&pictures::photo(11), page.as_bytes()), true),
        ("a picture and an archive", paper, "photo.zip", behind(&pictures::photo(12), archive.as_bytes()), true),
        ("a picture that hides a PDF", paper, "photo.pdf", hides, true),
        ("a GIF that is a script", paper, "photo.gif", b"GIF89a/*\0\0\0*/=1;alert(1)".to_vec(), false),
        ("a picture under the head of a PDF", letter, "a.pdf", behind(b"%PDF-1.7\n", &pictures::photo(14)), false),
        ("half a picture", paper, "photo.jpg", half[..half.len() / 2].to_vec(), false),
        ("the beginning of a letter", letter, "letter.pdf", pdf::of_pages(1)[..120].to_vec(), false),
        ("a page called a picture", paper, "photo.jpg", page.into_bytes(), false),
        ("a picture called a page", paper, "page.html", pictures::photo(16), true),
        ("50,000 x 50,000", paper, "photo.jpg", pictures::with_size(&pictures::photo(17), 50_000), false),
        ("the same as a PNG", paper, "photo.png", pictures::that_claims(50_000), false),
        ("a picture that swells", paper, "photo.png", pictures::that_swells(6300), true),
        ("one that swells too much", paper, "photo.png", pictures::that_swells(6400), false),
        ("a letter that swells", letter, "letter.pdf", pdf::that_swells(200), true),
        ("a place, a person and a tail", paper, "a.jpg", pictures::with_metadata(&pictures::photo(18), 6, TOLD), true),
        ("no byte", paper, "photo.jpg", Vec::new(), false),
        ("nothing but zeros", paper, "photo.jpg", vec![0; 4096], false),
    ]
}

/// Holds that what is served of the newest paper is a picture and tells nothing else.
async fn tells_nothing(house: &House, owner: &Owner, what: &str) {
    let id = house.text("select max(id::text) from materials").await;
    for address in [owner.picture(&id), format!("{}/thumb", owner.picture(&id))] {
        let served = owner.get(&address).await;
        assert_eq!((served.status, served.header("content-type")), (200, "image/jpeg"), "{what}");
        let bytes = served.bytes.as_slice();
        assert!(bytes.starts_with(b"\xFF\xD8\xFF\xE0") && bytes.ends_with(b"\xFF\xD9"), "{what}");
        for mark in [TOLD.as_bytes(), b"Exif\0\0", b"%PDF-", b"<script", b"PK\x03\x04 "] {
            assert!(!bytes.windows(mark.len()).any(|part| part == mark), "{what}");
        }
    }
}

/// Sends them one by one to a house without papers; the longest that one took.
async fn meet_their_fate(house: &House, owner: &Owner) -> Duration {
    let (mut slowest, mut kept) = (Duration::ZERO, 0);
    for (what, slot, name, file, is_taken) in table() {
        let started = Instant::now();
        let answer = owner.give(slot, name, &file).await;
        slowest = slowest.max(started.elapsed());
        assert_eq!(answer.status, if is_taken { 303 } else { 422 }, "{what}: {}", answer.body);
        kept += usize::from(is_taken);
        assert_eq!(house.files().len(), 2 * kept, "{what}: a picture and its small one, or nothing");
        assert_eq!(house.text("select count(*)::text from materials").await, kept.to_string(), "{what}");
        if is_taken {
            tells_nothing(house, owner, what).await;
        }
    }
    slowest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_made_to_deceive_are_refused_and_leave_nothing_or_are_cleaned() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    meet_their_fate(&house, &owner).await;
}

/// The process itself and all that came of it.
fn family(root: u32) -> Vec<u32> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // It may have ended meanwhile. Its name stands in brackets and may hold anything.
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (pid, parent)));
    }
    let is_of = |mut pid: u32| loop {
        match parents.get(&pid) {
            _ if pid == root => return true,
            Some(parent) => pid = *parent,
            None => return false,
        }
    };
    parents.keys().copied().filter(|pid| is_of(*pid)).collect()
}

/// This thread, and so the program it starts, on two cores: a machine of more decodes more at a time.
fn on_two_cores() {
    let status = fs::read_to_string("/proc/thread-self/status").unwrap();
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
    let cores = allowed.trim().split(',').flat_map(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        first.parse::<u32>().unwrap()..=last.parse().unwrap()
    });
    let cores: Vec<String> = cores.take(2).map(|core| core.to_string()).collect();
    let own = fs::read_link("/proc/thread-self").unwrap();
    let thread = own.file_name().unwrap().to_str().unwrap();
    let pinned = Command::new("taskset").args(["-pc", &cores.join(","), thread]).output().unwrap();
    assert!(pinned.status.success(), "{pinned:?}");
}

/// Megabytes that processes hold together.
fn held(pids: &[u32]) -> u64 {
    let one = |pid: &u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()
    };
    pids.iter().filter_map(one).sum::<u64>() / 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_files_that_swell_at_once_cost_less_than_a_gigabyte_and_leave_nothing() {
    on_two_cores();
    let house = House::open().await;
    let owner = house.owner(1).await;
    let (large, letter, larger) = (pictures::that_swells(6300), pdf::that_swells(200), pictures::that_swells(6400));
    let (large, letter, larger) = (&large[..], &letter[..], &larger[..]);
    let cut = &large[..large.len() - 60];
    let all = [
        ("entity-certificate", large, 303),
        ("entity-person-id-front", large, 303),
        ("entity-person-id-back", cut, 422),
        ("entity-certificate", larger, 422),
        ("entity-person-id-front", cut, 422),
        ("entity-person-id-back", cut, 422),
        ("website-1-real-name", letter, 303),
        ("entity-certificate", letter, 422),
    ];
    let program = house.program.pid();
    let is_over = Arc::new(AtomicBool::new(false));
    let watched = Arc::clone(&is_over);
    let watch = std::thread::spawn(move || {
        let mut most = 0;
        while !watched.load(Ordering::Relaxed) {
            most = most.max(held(&family(program)));
            std::thread::sleep(Duration::from_millis(30));
        }
        most
    });
    let started = Instant::now();
    let answers = join_all(all.iter().map(|(slot, bytes, _)| owner.give(slot, "photo.png", bytes))).await;
    is_over.store(true, Ordering::Relaxed);
    let (most, took) = (watch.join().unwrap(), started.elapsed());
    for ((slot, _, fate), answer) in all.iter().zip(&answers) {
        assert_eq!(answer.status, *fate, "{slot}: {}", answer.body);
    }
    assert!((150..1024).contains(&most), "{most} MB");
    // They share two cores with whatever else runs: ten seconds are promised of one that is alone.
    assert!(took < Duration::from_secs(40), "{took:?}");
    assert_eq!(house.files().len(), 3 * 2, "the three that were kept, and their small ones");
    let until = Instant::now() + Duration::from_secs(20);
    while family(program).len() > 1 {
        assert!(Instant::now() < until, "a process is left: {:?}", family(program));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures times: make faults"]
async fn what_is_no_paper_swells_or_takes_long_to_draw_is_refused_within_ten_seconds_when_it_is_alone() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let (large, slow) = (pictures::that_swells(6300), pdf::that_is_slow(10_000));
    for (slot, file, why) in [
        ("entity-certificate", &large[..large.len() - 60], "material-refused-broken"),
        ("website-1-real-name", &slow, "material-refused-too-heavy"),
    ] {
        let started = Instant::now();
        let answer = owner.give(slot, "photo.png", file).await;
        let took = started.elapsed();
        assert_eq!(answer.status, 422, "{slot}");
        answer.must_say(why);
        assert!(took < Duration::from_secs(10), "{slot}: {took:?}");
    }
    for (what, name, file, _) in refusals::table() {
        let started = Instant::now();
        assert_eq!(owner.give("entity-certificate", name, &file).await.status, 422, "{what}");
        let took = started.elapsed();
        assert!(took < Duration::from_secs(10), "{what}: {took:?}");
    }
    assert!(house.files().is_empty());
    let slowest = meet_their_fate(&house, &owner).await;
    println!("the slowest of the hostile files took {slowest:.1?}");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "sends hundreds of megabytes: make faults"]
async fn a_file_without_end_is_cut_off_and_costs_no_memory() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let head = format!("{}Transfer-Encoding: chunked\r\n\r\n", raw_head(&owner, &owner.at("materials")));
    let begin = Upload::default().file("entity-certificate", "photo.jpg", b"").into_bytes();
    let before = memory(&house);
    let pieces = std::iter::once([owner.raw_token(), begin].concat()).chain((0..1000).map(|_| vec![0xFF; 1 << 20]));
    let sent = std::cell::Cell::new(0);
    let (answer, highest) = pour(&house, &head, pieces.inspect(|_| sent.set(sent.get() + 1)));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    println!("after {} MB the file without end was cut off; {before} MB before, {highest} MB meanwhile", sent.get());
    assert!(sent.get() < 300, "{} MB were taken", sent.get());
    assert!(highest < before + 64, "{before} MB before, {highest} MB while it came");
    assert!(house.files().is_empty());
}

/// Sends a request over a line of fifty kilobytes a second, and waits for the end of its answer; how it begins, and when it came.
fn on_a_slow_line(address: String, request: &[u8]) -> (String, Duration) {
    let mut line = TcpStream::connect(address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let started = Instant::now();
    for piece in request.chunks(5_000) {
        line.write_all(piece).unwrap();
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut answer = [0; 12];
    let _ = line.read_exact(&mut answer);
    (String::from_utf8_lossy(&answer).into_owned(), started.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a quarter of a minute: make faults"]
async fn fifty_kilobytes_a_second_bring_a_file_and_silence_is_ended() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    // Long after the grace.
    let photo = pictures::noise(500);
    assert!(photo.len() > 700_000, "{}", photo.len());
    let form = Upload::default().file("entity-certificate", "photo.png", &photo).with_token(&owner.token());
    let head = format!("{}Content-Length: {}\r\n\r\n", raw_head(&owner, &owner.at("materials")), form.len());
    let whole = [head.as_bytes(), &form].concat();
    let silent = whole[..head.len() + 1000].to_vec();
    let address = house.program.portal.trim_start_matches("http://").to_owned();
    let other = address.clone();
    let slow = spawn_blocking(move || on_a_slow_line(address, &whole));
    let broken_off = spawn_blocking(move || on_a_slow_line(other, &silent));
    let ((answer, took), (ended, after)) = (slow.await.unwrap(), broken_off.await.unwrap());
    assert_eq!(answer, "HTTP/1.1 303", "after {took:?}");
    assert!(took > Duration::from_secs(14), "the line was not slow: {took:?}");
    assert_eq!(ended, "HTTP/1.1 400", "after {after:?}");
    assert!((9..20).contains(&after.as_secs()), "{after:?}");
    assert_eq!(house.files().len(), 2, "the one that came");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_of_a_file_names_nothing_here() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let long = format!("{}.jpg", "长".repeat(1365));
    let mut kept = 0;
    for (shade, name) in (1..).zip([
        "../../../../etc/cron.d/evil",
        "..\\..\\evil.dll",
        "/etc/passwd",
        "photo\u{202E}gpj.exe",
        "\u{200B}\u{FEFF}",
        "a\tb\u{7}c\u{1b}[2J.jpg",
        "<img src=x>.jpg",
        "CON",
        ".htaccess",
        &long,
    ]) {
        let answer = owner.give("entity-certificate", name, &pictures::photo(shade)).await;
        assert!((300..500).contains(&answer.status), "{name:?}: {}", answer.status);
        kept += usize::from(answer.status == 303);
        let page = owner.get(&owner.at("materials")).await.page();
        for sign in ["../", "..\\", "\u{202E}", "\u{200B}", "\u{FEFF}", "\u{7}", "\u{1b}", "<img src=x>"] {
            assert!(!page.contains(sign), "{name:?} shows {sign:?}");
        }
        let files = house.files();
        assert_eq!(files.len(), kept * 2, "{name:?}");
        let is_ours = |path: &std::path::PathBuf| {
            !["evil", "passwd", "CON", "htaccess", "长"]
                .iter()
                .any(|part| path.file_name().is_some_and(|own| own.to_string_lossy().contains(part)))
        };
        assert!(files.iter().all(is_ours), "{files:?}");
    }
    assert!(kept >= 5, "{kept}");
}
