//! The running program asked fifty times a second for long: what it holds then it holds in the end. Portal, office, worker and
//! mailbox are one process here.

use std::fs;
use std::time::Instant;

use super::Figure;
use super::client::{Target, ask_mixed};
use super::memory::held;
use super::volume::at_least;

/// Requests in a second.
const PACE: f64 = 50.0;

/// Asks for pages of all sorts for so many seconds: what is held a tenth into it is held at its end.
pub async fn asked(pid: u32, pages: &[Target], seconds: u64) -> Vec<Figure> {
    /// Parts of it after which what is held is told.
    const PARTS: u32 = 10;
    const NAMES: [&str; 3] = ["memory in KiB", "descriptors", "threads"];
    let count = (PACE * seconds as f64 / f64::from(PARTS)) as usize;
    let started = Instant::now();
    let mut seen = Vec::new();
    for part in 1..=PARTS {
        ask_mixed(pages, count, 8, Some(PACE)).await;
        let held = [held(pid, "VmRSS"), fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count(), held(pid, "Threads")];
        println!("soak, {part} of {PARTS}: {} KiB, {} descriptors, {} threads", held[0], held[1], held[2]);
        seen.push(held);
    }
    let per_second = (count * PARTS as usize) as f64 / started.elapsed().as_secs_f64();
    let (before, after) = (seen[0], seen[seen.len() - 1]);
    // A tenth more memory is the noise of the allocator, a few descriptors are connections that come and go.
    let most = [before[0] * 11 / 10, before[1] + 5, before[2] + 1];
    let figure = |n: usize| Figure {
        what: ["memory after the soak", "descriptors after the soak", "threads after the soak"][n],
        found: format!("{} {}, from {}", after[n], NAMES[n], before[n]),
        limit: most[n].to_string(),
        is_within: after[n] <= most[n],
    };
    let mut figures: Vec<Figure> = (0..3).map(figure).collect();
    figures.push(at_least("requests per second during the soak", per_second, PACE * 0.98));
    figures
}
