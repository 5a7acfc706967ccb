//! Files that swell, all at once, and names that are none.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::house::House;
use super::{pictures, refusals};
use crate::material_pictures::pdf;

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
