//! Nothing more fits on a disk: of the files, of the database.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use beian::values::actor::Role;

use super::cluster::{Cluster, SmallDisk, give};
use super::{Count, is_root};
use crate::papers::{house::House, pictures};
use crate::support::cases::Office;
use crate::support::database::TestDb;
use crate::support::guest::Guest;
use crate::support::program::Program;

const PLACE: &str = "entity-certificate";
/// How soon a good answer comes after the return of the database.
const SOON: Duration = Duration::from_secs(10);

/// The disk of the files fills up while somebody sends papers.
async fn files_fill_up(mount: impl FnOnce(&Path) -> Option<SmallDisk>) {
    if !is_root("mount a small disk") {
        return;
    }
    let house = House::open().await;
    let owner = house.owner(1).await;
    let Some(disk) = mount(&house.program.storage()) else { return };
    owner.gives(PLACE, &pictures::photo(90)).await;
    let files = house.files();
    disk.fill();
    for _ in 0..5 {
        let answer = owner.give(PLACE, "photo.jpg", &pictures::photo(120)).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
        answer.must_say("site-error-busy-text");
        assert!(answer.retry_after().is_some());
        // What was there can be looked at all the same.
        assert_eq!(owner.get(&owner.at("materials")).await.status, 200);
    }
    disk.make_room();
    assert_eq!(house.files(), files, "half a file was left");
    owner.gives(PLACE, &pictures::photo(150)).await;
    assert_eq!(house.text("select count(*)::text from materials").await, "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs root: make faults"]
async fn a_full_disk_of_files_is_told_as_busy_leaves_nothing_and_heals_by_itself() {
    files_fill_up(|folder| Some(SmallDisk::mount(folder, 8))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs root: make faults"]
async fn a_full_device_of_files_is_told_as_busy_leaves_nothing_and_heals_by_itself() {
    files_fill_up(|folder| SmallDisk::on_device(folder, 16)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs root: make faults"]
async fn a_full_disk_of_the_database_is_told_as_busy_and_heals_by_itself() {
    if !is_root("mount a small disk") {
        return;
    }
    let cluster = Cluster::start();
    let folder = tempfile::Builder::new().prefix("beian-faults-").tempdir_in("/tmp").unwrap();
    let disk = SmallDisk::mount(folder.path(), 100);
    let own: PathBuf = folder.path().join("rows");
    std::fs::create_dir(&own).unwrap();
    [folder.path(), own.as_path()].into_iter().for_each(give);
    cluster.sql(&format!("create tablespace small location '{}'", own.display())).await;
    let test = TestDb::start_at(&cluster.url()).await;
    let name = test.text("select current_database()::text").await;
    // Whoever asked takes a moment to be gone.
    tokio::time::sleep(Duration::from_secs(1)).await;
    cluster.sql(&format!("alter database {name} set tablespace small")).await;
    let program = Program::start_on(test, &[]).await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.get(&case.url()).await.page();
    let note = "长备注".repeat(300);
    let notes = format!("{}/notes", case.url());
    assert_eq!(lin.post(&notes, &[("words", &note)]).await.status, 303);

    disk.fill();
    let mut busy = 0;
    for _ in 0..300 {
        // What still fits into a page of the table is written.
        let answer = lin.post(&notes, &[("words", &note)]).await;
        assert!([303, 503].contains(&answer.status), "{}: {}", answer.status, answer.body);
        busy += usize::from(answer.status == 503);
        if busy == 5 {
            break;
        }
    }
    assert_eq!(busy, 5, "it never was full");
    // What was there can be looked at all the same.
    assert_eq!(lin.get("/queue").await.status, 200);

    disk.make_room();
    assert_eq!(lin.post(&notes, &[("words", &note)]).await.status, 303);
    program.audit_is_whole();
    drop(program);
    cluster.sql("drop tablespace small").await;
}

/// Notes on a case that somebody writes, whatever breaks.
struct Notes {
    guest: Guest,
    case: String,
    count: Count,
}

impl Notes {
    /// Writes one; whether it was taken.
    async fn write(&mut self) -> bool {
        let words = "长备注".repeat(300);
        // A page that says busy has a token of theirs, or none: they write on from the one before.
        let answer = self.guest.post(&format!("{}/notes", self.case), &[("words", &words)]).await;
        assert!(self.count.hear(Some(&answer)), "{}: {}", answer.status, answer.body);
        answer.status == 303
    }
}

/// What still fits is written; then nothing more, first of the rows, then of the log: the server ends by itself.
async fn write_until_full(notes: &mut Notes, cluster: &Cluster) {
    const PIECE: &str = "select pg_logical_emit_message(false, 'a full disk', repeat('x', 900000))";
    let mut is_log_full = false;
    for _ in 0..600 {
        notes.write().await;
        if notes.count.in_doubt > 4 && !is_log_full {
            is_log_full = cluster.try_sql(PIECE).await.is_err();
        }
        if is_log_full && notes.count.in_doubt > 12 {
            return;
        }
    }
    panic!("it never was full: {} written, {} busy", notes.count.done, notes.count.in_doubt);
}

/// The disk of a whole database and its log fills up while somebody writes notes.
async fn database_fills_up(mount: impl FnOnce(&Path) -> Option<SmallDisk>) {
    if !is_root("mount a small disk") {
        return;
    }
    let folder = tempfile::Builder::new().prefix("beian-faults-").tempdir_in("/tmp").unwrap();
    let Some(disk) = mount(folder.path()) else { return };
    let cluster = Cluster::start_on(&disk);
    let mut program = Program::start_on(TestDb::start_at(&cluster.url()).await, &[]).await;
    let office = Office::of(&program).await;
    let guest = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await.url();
    drop(office);
    guest.get(&case).await.page();
    let mut notes = Notes { guest, case, count: Count::default() };
    assert!(notes.write().await);

    disk.fill();
    write_until_full(&mut notes, &cluster).await;
    // A page is whole or says that it is busy.
    for page in ["/queue", notes.case.as_str()] {
        let answer = notes.guest.get(page).await;
        assert!(answer.status == 200 || answer.status == 503 && answer.retry_after().is_some(), "{page}: {answer:?}");
    }

    disk.make_room();
    // Its supervisor starts the database again where it ended; ours is the same process all the time.
    cluster.watch_over().await;
    let returned = Instant::now();
    while !notes.write().await {
        assert!(returned.elapsed() < SOON, "no note was taken within {SOON:?}\n{}", program.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(!program.has_ended());
    let kept: u64 = program.database.text("select count(*)::text from case_notes").await.parse().unwrap();
    // Of what was answered as busy the last word may have been lost, not the note.
    let range = notes.count.range();
    assert!(range.contains(&kept), "{kept} notes, answered {range:?}");
    program.audit_is_whole();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs root: make faults"]
async fn a_disk_full_of_the_whole_database_and_its_log_is_told_as_busy_and_needs_no_restart_of_ours() {
    database_fills_up(|folder| Some(SmallDisk::mount(folder, 200))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs root: make faults"]
async fn a_device_full_of_the_whole_database_and_its_log_is_told_as_busy_and_needs_no_restart_of_ours() {
    database_fills_up(|folder| SmallDisk::on_device(folder, 240)).await;
}
