//! `make faults`: what breaks while people work. Each scenario is a test of its own, told as a sentence, that takes too long for
//! every day; `MOMENTS` says how many moments or rounds, `SEED` repeats the chance of an earlier run.

use beian::bureau::sandbox::chance::Chance;

mod clock;
mod cluster;
mod database;
mod desk;
mod disk;
mod home;
mod messages;
mod races;
mod server;
mod term;
mod worker;

/// A number that `make faults` hands on.
#[allow(clippy::disallowed_methods)]
fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// How many moments, of as many as usual, and the chance they are drawn by.
pub fn moments(usual: u64) -> (u64, Chance) {
    let seed = told("BEIAN_SEED").unwrap_or_else(|| beian::clock::now().timestamp().unsigned_abs());
    let moments = told("BEIAN_FAULTS").map_or(usual, |moments| usual * moments / 200).max(1);
    println!("{moments} moments, SEED={seed}");
    (moments, Chance::new(seed))
}

/// What only root can do, such as to mount a small disk, is told when it was not tried.
pub fn is_root(what: &str) -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        println!("NOT TRIED, only root can {what}");
    }
    is_root
}
