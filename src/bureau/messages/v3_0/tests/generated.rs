//! Documents made from the schemas: every element, its bounds and its options, by chance.

use proptest::prelude::*;

use super::*;
use crate::bureau::xml::schema::sample::{Chance, download, upload};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever fits the schema is read without anything unknown, and written as it was: nothing has no field.
    #[test]
    fn every_upload_goes_there_and_back(seed: u64) {
        let document = upload(&mut Chance::new(seed));
        prop_assert_eq!(check_upload(&document), []);
        let (read, unknown) = Upload::read(document.clone()).unwrap();
        prop_assert!(unknown.is_empty(), "{:?}", unknown[0].path);
        let written = read.to_element();
        prop_assert_eq!(check_upload(&written), []);
        prop_assert_eq!(Upload::read(written.clone()).unwrap().0, read);
        prop_assert_eq!(leaves(&document), leaves(&written));
    }

    #[test]
    fn every_download_goes_there_and_back(seed: u64) {
        let document = download(&mut Chance::new(seed));
        prop_assert_eq!(check_download(&document), []);
        let (read, unknown) = Download::read(document.clone()).unwrap();
        prop_assert!(unknown.is_empty(), "{:?}", unknown[0].path);
        let written = read.to_element();
        prop_assert_eq!(check_download(&written), []);
        prop_assert_eq!(Download::read(written.clone()).unwrap().0, read);
        prop_assert_eq!(leaves(&document), leaves(&written));
    }
}

/// Names and texts of all leaves, in no order: groups of `all` may stand otherwise than they are written.
fn leaves(element: &Element) -> Vec<(String, String)> {
    let mut all = Vec::new();
    collect(element, &mut all);
    all.sort();
    all
}

fn collect(element: &Element, all: &mut Vec<(String, String)>) {
    if element.children.is_empty() && !element.text.is_empty() {
        all.push((element.name.to_string(), element.text.clone()));
    }
    element.children.iter().for_each(|child| collect(child, all));
}
