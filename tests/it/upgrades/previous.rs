//! The previous version goes on serving while and after this one migrates: what it reads is there in the same form, and rows
//! that it adds are taken. What it makes of new values is for its own tests on the new schema: `make previous`.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{FUNCTIONS, compiled_schema};
use crate::support::database::TestDb;
use crate::support::sources;

const FILE: &str = "tests/it/upgrades/previous.schema";

fn lines() -> Vec<String> {
    std::fs::read_to_string(sources::root().join(FILE)).unwrap().lines().map(str::to_owned).collect()
}

/// What a line of its head says.
fn head(name: &str) -> String {
    let start = format!("# {name} ");
    let found = lines().iter().find_map(|line| line.strip_prefix(&start).map(str::to_owned));
    found.unwrap_or_else(|| panic!("{FILE} does not tell its {name}"))
}

/// The last migration of the last release.
pub fn last_migration() -> String {
    head("migration")
}

/// Columns of the last release with their types, by `table.column`.
fn columns() -> BTreeMap<String, String> {
    let all = lines();
    let columns = all.iter().filter(|line| !line.starts_with('#') && !line.starts_with("function "));
    let columns = columns.filter_map(|line| line.split_once(' '));
    columns.map(|(column, kind)| (column.to_owned(), kind.to_owned())).collect()
}

/// Tables of the last release.
pub fn tables() -> BTreeSet<String> {
    columns().keys().filter_map(|column| column.split_once('.')).map(|(table, _)| table.to_owned()).collect()
}

#[test]
fn what_the_previous_version_reads_is_there_in_the_same_form() {
    let columns = columns();
    assert!(columns.len() > 500, "{FILE} is not read");
    let now = compiled_schema();
    let is_gone = |(column, kind): &(&String, &String)| !now.contains(&format!("{column} {kind}"));
    let gone: Vec<_> = columns.iter().filter(is_gone).collect();
    assert!(gone.is_empty(), "the previous version reads these, and they are gone or of another type: {gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_the_previous_version_are_taken_and_its_functions_are_there() {
    let test_db = TestDb::start().await;
    let required = "select table_name || '.' || column_name from information_schema.columns
        where table_schema = 'public' and is_nullable = 'NO' and column_default is null and is_identity = 'NO'
            and is_generated = 'NEVER'";
    let (columns, tables) = (columns(), tables());
    let required = test_db.texts(required).await;
    assert!(required.contains(&"filings.id".to_owned()));
    let is_new = |column: &&String| {
        let (table, _) = column.split_once('.').unwrap();
        tables.contains(table) && !columns.contains_key(*column)
    };
    let missed: Vec<_> = required.iter().filter(is_new).collect();
    assert!(missed.is_empty(), "the previous version adds rows without these, which would be refused: {missed:?}");
    let functions = test_db.texts(FUNCTIONS).await;
    let gone: Vec<_> = lines().into_iter().filter(|line| line.starts_with("function ")).collect();
    assert!(!gone.is_empty(), "{FILE} names functions");
    let gone: Vec<_> = gone.into_iter().filter(|line| !functions.contains(line)).collect();
    assert!(gone.is_empty(), "the previous version calls these: {gone:?}");
}

/// Not a check: `RELEASE=v1.2.3 cargo test -- --ignored` with the name of this writes the file when a version is released.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it writes the file that the others compare with"]
#[allow(clippy::disallowed_methods)]
async fn write_the_schema_of_this_release() {
    let release = std::env::var("RELEASE").expect("RELEASE names the tag of the version");
    let test_db = TestDb::start().await;
    let mut folders: Vec<_> = std::fs::read_dir(sources::root().join("migrations")).unwrap().collect();
    folders.sort_by_key(|folder| folder.as_ref().unwrap().file_name());
    let last = folders.pop().unwrap().unwrap().file_name().into_string().unwrap();
    let mut text = vec![lines()[0].clone(), format!("# release {release}"), format!("# migration {last}")];
    text.extend(compiled_schema());
    text.extend(test_db.texts(FUNCTIONS).await);
    std::fs::write(sources::root().join(FILE), text.join("\n") + "\n").unwrap();
}
