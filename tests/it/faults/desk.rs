//! People at the desk who go on working whatever breaks, and keep count of what was answered: each takes a case of their own,
//! writes a note and gives it back.

use std::time::{Duration, Instant};

use beian::values::actor::Role;
use futures_util::future::join_all;

use super::Count;
use crate::support::cases::{Case, Office};
use crate::support::guest::{Guest, value_of};
use crate::support::program::Program;

/// What somebody does, in this order.
const ACTS: [&str; 3] = ["claim", "note", "release"];
const LOGINS: [&str; 4] = ["lin", "zhou", "huang", "zhao"];

/// Somebody of the staff with a case.
struct Worker {
    guest: Guest,
    case: Case,
    counts: [Count; 3],
    /// Every status that was answered, and when.
    heard: Vec<(u16, Instant)>,
}

/// All of them.
pub struct Desk {
    workers: Vec<Worker>,
}

impl Desk {
    /// Four people with a case each.
    pub async fn open(program: &Program) -> Self {
        let office = Office::of(program).await;
        let mut workers = Vec::new();
        for (n, login) in (1..).zip(LOGINS) {
            let guest = office.clerk(login, Role::Specialist, &[]).await;
            let case = office.case(n).await;
            workers.push(Worker { guest, case, counts: [Count::default(); 3], heard: Vec::new() });
        }
        Self { workers }
    }

    /// They work until an instant.
    pub async fn work(&mut self, until: Instant) {
        join_all(self.workers.iter_mut().map(|worker| worker.work(until))).await;
    }

    /// Every status that was answered since an instant.
    pub fn heard(&self, since: Instant) -> Vec<(u16, Instant)> {
        self.workers.iter().flat_map(|worker| &worker.heard).filter(|(_, at)| *at >= since).copied().collect()
    }

    /// How many acts were answered as done.
    pub fn done(&self) -> u64 {
        self.workers.iter().flat_map(|worker| worker.counts).map(|count| count.done).sum()
    }

    /// Holds that what was answered as done is there, that nothing is there twice, and that the audit is whole.
    pub async fn holds(&self, program: &Program) {
        for worker in &self.workers {
            let id = worker.case.id;
            for (act, answered) in ACTS.iter().zip(worker.counts) {
                let (rows, audited) = match *act {
                    "note" => (
                        format!("case_notes where filing_id = '{id}'"),
                        format!("audit_events where subject_id = '{id}' and action = 'case.note_written'"),
                    ),
                    act => (
                        format!("filing_events where filing_id = '{id}' and event = '{act}'"),
                        format!("audit_events where subject_id = '{id}' and detail like '{act}: %'"),
                    ),
                };
                let rows = count(program, &rows).await;
                let range = answered.range();
                assert!(range.contains(&rows), "{act} of {}: {rows} rows, answered {range:?}", worker.case.reference);
                assert_eq!(count(program, &audited).await, rows, "{act} of {}: audited", worker.case.reference);
            }
            // Whoever takes, gives back and takes again leaves no two that follow one another.
            let taken = format!(
                "(select event, lag(event) over (order by happened_at, id) as before from filing_events
                  where filing_id = '{id}' and event in ('claim', 'release')) told where event = before"
            );
            assert_eq!(count(program, &taken).await, 0, "an act of {} was done twice", worker.case.reference);
        }
        program.audit_is_whole();
    }
}

async fn count(program: &Program, of: &str) -> u64 {
    program.database.text(&format!("select count(*)::text from {of}")).await.parse().unwrap()
}

impl Worker {
    async fn work(&mut self, until: Instant) {
        while Instant::now() < until {
            // How the case stands is read anew: nobody knows what became of an act without an answer.
            let Some(page) = self.guest.try_get(&self.case.url()).await else {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            self.heard.push((page.status, Instant::now()));
            if page.status != 200 {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
            let release = format!("{}/release", self.case.url());
            if page.body.contains(&format!("action=\"{release}\"")) {
                self.act(1, "notes", &[("words", "一条备注")]).await;
                self.act(2, "release", &[("version", &value_of(&page.body, "version"))]).await;
            } else {
                self.act(0, "claim", &[]).await;
            }
        }
    }

    async fn act(&mut self, act: usize, path: &str, fields: &[(&str, &str)]) {
        let answer = self.guest.try_post(&format!("{}/{path}", self.case.url()), fields).await;
        self.counts[act].hear(answer.as_ref());
        self.heard.extend(answer.map(|answer| (answer.status, Instant::now())));
    }
}
