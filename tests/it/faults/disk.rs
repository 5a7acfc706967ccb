//! Nothing more fits on a disk: of the files, of the database.

use std::path::PathBuf;

use beian::values::actor::Role;

use super::cluster::{Cluster, SmallDisk, give};
use super::is_root;
use crate::papers::{house::House, pictures};
use crate::support::cases::Office;
use crate::support::database::TestDb;
use crate::support::program::Program;

const PLACE: &str = "entity-certificate";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs root: make faults"]
async fn a_full_disk_of_files_is_told_as_busy_leaves_nothing_and_heals_by_itself() {
    if !is_root("mount a small disk") {
        return;
    }
    let house = House::open().await;
    let owner = house.owner(1).await;
    let disk = SmallDisk::mount(&house.program.storage(), 8);
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
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
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
    assert!(program.command(&["audit", "verify"]).starts_with("whole"));
    drop(program);
    cluster.sql("drop tablespace small").await;
}
