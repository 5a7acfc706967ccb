//! `make faults`: what breaks while people work. Each scenario is a test of its own, told as a sentence, that takes too long for
//! every day; `MOMENTS` says how many moments or rounds, `SEED` repeats the chance of an earlier run.

use std::ops::RangeInclusive;
use std::time::Duration;

use beian::bureau::sandbox::chance::Chance;

use crate::support::guest::Answer;
use crate::support::program::Program;

mod clock;
mod cluster;
mod database;
mod desk;
mod disk;
mod home;
mod messages;
mod points;
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

/// Acts that were answered as done, and those nobody knows of, as no answer or a late one came.
#[derive(Debug, Default, Clone, Copy)]
pub struct Count {
    pub done: u64,
    pub in_doubt: u64,
}

impl Count {
    /// Takes an answer in; whether it was one that somebody may get here.
    pub fn hear(&mut self, answer: Option<&Answer>) -> bool {
        match answer.map(|answer| answer.status) {
            Some(303) => self.done += 1,
            // The database may have committed and not said so.
            Some(503) | None => self.in_doubt += 1,
            Some(_) => return false,
        }
        true
    }

    /// How many may be there: none that was answered is lost, and none is there twice.
    pub fn range(self) -> RangeInclusive<u64> {
        self.done..=self.done + self.in_doubt
    }
}

/// Numbers that the database tells at one moment.
pub async fn numbers(program: &Program, expressions: &[String]) -> Vec<u64> {
    let sql = format!("select concat_ws(' ', {})", expressions.join(", "));
    program.database.text(&sql).await.split(' ').map(|number| number.parse().unwrap()).collect()
}

/// Waits until the worker has done its part.
pub async fn must_become(program: &Program, sql: &str, told: &str) {
    for _ in 0..600 {
        if program.database.text(sql).await == told {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(program.database.text(sql).await, told, "{}", program.log());
}
