//! The pictures journeys leave behind, and the page that shows them side by side.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::seen;

/// Where the pictures are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("screens")
}

/// Writes the page anew from the pictures that are there.
pub fn write() {
    seen::forget_old();
    let mut files = Vec::new();
    for journey in fs::read_dir(folder()).into_iter().flatten().flatten() {
        for picture in fs::read_dir(journey.path()).into_iter().flatten().flatten() {
            let (journey, picture) = (journey.file_name(), picture.file_name());
            files.push(format!("{}/{}", journey.to_string_lossy(), picture.to_string_lossy()));
        }
    }
    files.sort();
    let _ = fs::write(folder().join("index.html"), page(&files));
}

/// The page: a heading a journey, a row a state of a page, in it both widths and languages. Pictures are named
/// `journey/number-name-width-language.png`.
pub fn page(files: &[String]) -> String {
    let mut journeys: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for file in files {
        let Some((journey, picture)) = file.split_once('/') else { continue };
        let Some(stem) = picture.strip_suffix(".png") else { continue };
        let Some((state, _)) = stem.trim_end_matches("-zh-CN").trim_end_matches("-en").rsplit_once('-') else {
            continue;
        };
        journeys.entry(journey).or_default().entry(state).or_default().push(file);
    }
    let mut html = String::from(
        "<!doctype html><meta charset=utf-8><title>Screens</title><style>body{font:16px/1.5 system-ui;margin:2rem}\
         div{display:flex;gap:1rem;align-items:start;overflow-x:auto;padding-bottom:1rem}img{border:1px solid #ccc;\
         max-height:70vh}h2{margin-top:3rem}</style><h1>Screens</h1>\n",
    );
    for (journey, states) in &journeys {
        html.push_str(&format!("<h2>{journey}</h2>\n"));
        for (state, pictures) in states {
            html.push_str(&format!("<h3>{state}</h3>\n<div>"));
            for picture in pictures {
                html.push_str(&format!(
                    "<a href=\"{picture}\"><img src=\"{picture}\" alt=\"{picture}\" loading=lazy></a>"
                ));
            }
            html.push_str("</div>\n");
        }
    }
    html
}

#[test]
fn pictures_of_one_state_stand_in_one_row() {
    let files = ["a/01-start-1280-en.png", "a/01-start-390-zh-CN.png", "b/01-x-y-390-en.png", "index.html"];
    let page = page(&files.map(str::to_owned));
    assert_eq!(page.matches("<h2>").count(), 2);
    assert_eq!(page.matches("<h3>01-start</h3>").count(), 1);
    assert_eq!(page.matches("<h3>01-x-y</h3>").count(), 1);
    assert_eq!(page.matches("<img").count(), 3);
}
