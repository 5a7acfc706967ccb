//! Every row says where it comes from, in words that readers can be told.

use std::collections::BTreeSet;
use std::path::Path;

use crate::reference::{book, source};

/// Every source cell of every data file, with its file and line.
fn cells() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reference/data");
    let mut cells = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let column = reader.headers().unwrap().iter().position(|header| header == "source");
        assert_eq!(column.is_none(), file == "sources.csv", "{file}");
        for record in reader.records().filter(|_| column.is_some()).map(Result::unwrap) {
            let place = format!("{file}:{}", record.position().unwrap().line());
            cells.push((place, record[column.unwrap()].to_owned()));
        }
    }
    cells
}

#[test]
fn every_source_has_a_name_in_both_languages_and_every_name_is_used() {
    let on = "2026-11-25".parse().unwrap();
    let mut used = BTreeSet::new();
    for (place, cell) in cells() {
        let tags: Vec<&str> = source::tags(&cell).collect();
        assert!(!tags.is_empty(), "{place}");
        assert_eq!(book().sources_of(&cell, on).len(), tags.len(), "{place}: {cell}");
        used.extend(tags.into_iter().map(str::to_owned));
    }
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for source in book().sources.all() {
        assert!(han(&source.zh) && !han(&source.en), "{}", source.tag);
    }
    let named: BTreeSet<String> = book().sources.all().iter().map(|source| source.tag.clone()).collect();
    assert_eq!(used, named);
}
