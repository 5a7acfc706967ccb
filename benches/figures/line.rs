//! The line to the bureau: the worker and the sandbox as processes of their own, the database between them.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use beian::filing::state::Filing;
use beian::storage::Storage;
use tempfile::TempDir;

use super::Figure;
use super::memory::Watch;
use super::support::accepted::Desk;
use super::support::database::{TestDb, sealer};
use super::support::sandbox::Sandbox;
use super::support::workplace::{Process, Workplace};

/// A database, papers, and a desk that accepts.
pub struct Place {
    pub test: TestDb,
    pub desk: Desk,
    papers: PathBuf,
    pub folder: TempDir,
}

impl Place {
    pub async fn open() -> Self {
        beian::notify::client::install_crypto();
        let test = TestDb::start().await;
        let folder = TempDir::new().unwrap();
        let papers = folder.path().join("papers");
        let storage = Storage::open(papers.clone(), sealer()).unwrap();
        let desk = Desk::with_photographs(&test, test.db.clone(), storage).await;
        Self { test, desk, papers, folder }
    }

    /// So many cases, accepted one after the other.
    pub async fn accepted(&self, count: usize) -> Vec<Filing> {
        let mut cases = Vec::with_capacity(count);
        for n in 1..=u32::try_from(count).unwrap() {
            cases.push(self.desk.accepted(&self.test, n, |_| ()).await);
        }
        cases
    }

    pub fn worker(&self, sandbox: &Sandbox, poll_seconds: u32) -> (Workplace, Process) {
        let workplace = Workplace::new(&self.test, &self.papers, &sandbox.origin(), poll_seconds);
        let worker = workplace.start();
        (workplace, worker)
    }

    /// Waits until a query counts so many.
    pub async fn until(&self, sql: &str, count: usize, workplace: &Workplace) {
        let started = Instant::now();
        loop {
            let found = self.test.text(&format!("select ({sql})::text")).await;
            if found == count.to_string() {
                return;
            }
            let told = self.test.texts(GIVEN_UP).await;
            let is_over = started.elapsed() > Duration::from_secs(900) || !told.is_empty();
            assert!(!is_over, "{found} of {count}: {told:?}\n{}", workplace.log());
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
}

/// Jobs that were given up. That the bureau was away for long is told so, and is what an outage is.
const GIVEN_UP: &str =
    "select last_error from outbox where outcome = 'dead' and last_error not like '%exchange-alarm-unanswered%'";

/// Cases with five photographs each, from the moment the desk accepts the first until all are on record. What the worker does
/// when papers are stored and a filing is handed in is done by then, as it is where people review. The bureau is asked as often
/// as the program asks it by itself, and approves at once.
pub async fn upload_and_decide(count: usize) -> Vec<Figure> {
    const STORED: &str = "select count(*) from outbox where finished_at is null
                          and topic in ('bureau.reduce', 'facts.look_up', 'recognition.read')";
    let place = Place::open().await;
    let mut cases = Vec::with_capacity(count);
    for n in 1..=u32::try_from(count).unwrap() {
        cases.push(place.desk.submitted(&place.test, n, |_| ()).await);
    }
    let mut sandbox = Sandbox::new(place.folder.path(), &["--approve-all"]);
    sandbox.start().await;
    let (workplace, worker) = place.worker(&sandbox, 60);
    let watch = Watch::over(worker);
    let before = Instant::now();
    place.until(STORED, 0, &workplace).await;
    println!("what is done once papers are stored took {:.1} s before", before.elapsed().as_secs_f64());
    let started = Instant::now();
    for case in &cases {
        place.desk.accept(case).await;
    }
    place.until("select count(*) from filings where state = 'approved'", count, &workplace).await;
    let took = started.elapsed();
    let numbers: Vec<i64> = (1..).take(count).collect();
    assert_eq!(sandbox.sequences(), numbers, "each once, and in order");
    let photographs = "select count(distinct material_id)::text from sent_pictures where object_name is not null";
    assert_eq!(place.test.text(photographs).await, (5 * count).to_string(), "each made small enough");
    let largest = "select (max(length(content_sealed)) / 1024)::text from bureau_uploads";
    println!("a file holds one filing: the largest had {} KiB", place.test.text(largest).await);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut sent =
        Figure::of("1,000 filings with five photographs each uploaded and decided", took, Duration::from_secs(300));
    // Promised of two: who has others reads the figure with that in mind.
    sent.found = format!("{} on {cores} cores", sent.found);
    vec![sent, watch.figure()]
}
