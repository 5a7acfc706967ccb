//! A migration that others are in the way of: it steps back, tells whom it waits for, and comes again.

use std::sync::mpsc;
use std::time::Duration;

use beian::db::migrate::{self, Patience};
use diesel_migrations::FileBasedMigrations;
use tempfile::TempDir;

use crate::support::database::TestDb;

/// A migration of a table that is in use, as a release might bring it.
fn a_migration() -> (TempDir, FileBasedMigrations) {
    let folder = TempDir::new().unwrap();
    let own = folder.path().join("2099-01-01-000001_longer");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("up.sql"), "alter table accounts add column longer text").unwrap();
    std::fs::write(own.join("down.sql"), "alter table accounts drop column longer").unwrap();
    let source = FileBasedMigrations::from_path(folder.path()).unwrap();
    (folder, source)
}

/// That of `beian migrate` for one lock; it comes again at once.
fn patience(pauses: usize) -> Patience {
    let Patience { lock, .. } = Patience::default();
    assert!(!lock.is_zero() && lock <= Duration::from_secs(2), "everybody waits behind it for {lock:?}");
    Patience { lock, pauses: vec![Duration::ZERO; pauses] }
}

const IS_THERE: &str = "select count(*)::text from information_schema.columns where column_name = 'longer'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_in_the_way_for_too_long_is_named_and_nothing_was_done() {
    let test_db = TestDb::start().await;
    let reader = test_db.client().await;
    reader.batch_execute("begin; select count(*) from accounts").await.unwrap();
    let (_folder, source) = a_migration();
    let error = migrate::run(&test_db.owner_url, source, patience(0), |_| {}).await.unwrap_err().to_string();
    for words in
        ["2099-01-01-000001_longer", "after 1 tries", "AccessExclusiveLock on accounts", "of beian", "Nothing of it"]
    {
        assert!(error.contains(words), "{words}: {error}");
    }
    assert_eq!(test_db.text(IS_THERE).await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_comes_again_when_nobody_is_in_the_way_any_more() {
    let test_db = TestDb::start().await;
    let reader = test_db.client().await;
    reader.batch_execute("begin; select count(*) from accounts").await.unwrap();
    let (tell, told) = mpsc::channel();
    let (_folder, source) = a_migration();
    let (url, waits) = (test_db.owner_url.clone(), patience(100));
    let running = tokio::spawn(async move {
        migrate::run(&url, source, waits, move |words| tell.send(words.to_owned()).unwrap()).await
    });
    let words = tokio::task::spawn_blocking(move || told.recv().map(|words| (words, told))).await.unwrap();
    // The end of the channel is kept: it may wait more than once before it is let through.
    let (words, _told) = words.unwrap();
    assert!(words.contains("waits for AccessExclusiveLock on accounts, held by process"), "{words}");
    assert_eq!(test_db.text(IS_THERE).await, "0", "it stepped back");
    reader.batch_execute("commit").await.unwrap();
    assert_eq!(running.await.unwrap().unwrap(), ["2099-01-01-000001_longer"]);
    assert_eq!(test_db.text(IS_THERE).await, "1");
}
