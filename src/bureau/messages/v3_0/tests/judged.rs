//! xmllint and the schemas of the ministry, where they are beside the project, agree with ours about good and bad files.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;
use crate::bureau::xml::document;
use crate::bureau::xml::schema::sample::{Chance, download, upload};

/// The schemas, where they are beside the project: then xmllint has to be there to judge by them.
pub(crate) fn schemas() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/miit-xsd");
    if !folder.is_dir() {
        skip(true, &format!("no schemas at {}", folder.display()));
        return None;
    }
    let has_judge = Command::new("xmllint").arg("--version").output().is_ok();
    assert!(has_judge, "nobody judges by {}: `.make/packages.sh test` installs xmllint", folder.display());
    Some(folder)
}

/// Tells that nothing is judged. Where everything is checked, what can be installed has to be.
#[allow(clippy::disallowed_methods)] // who runs the tests says so by the environment
pub(crate) fn skip(has_program: bool, why: &str) {
    use std::io::Write;
    assert!(has_program || std::env::var_os("CI").is_none(), "{why}: `.make/packages.sh test` installs it");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// The judgement of xmllint over many files at once, in their order.
pub(crate) fn judge(schema: &Path, documents: &[Element]) -> Vec<Result<(), String>> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("xmllint");
    command.arg("--noout").arg("--schema").arg(schema).current_dir(folder.path());
    for (index, element) in documents.iter().enumerate() {
        let name = format!("{index}.xml");
        std::fs::write(folder.path().join(&name), document(element).unwrap()).unwrap();
        command.arg(name);
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    let verdict = |index: usize| {
        let (good, about) = (format!("{index}.xml validates"), format!("{index}.xml:"));
        let complaint = || told.lines().find(|line| line.starts_with(&about)).unwrap_or_default().to_owned();
        if told.lines().any(|line| line == good) { Ok(()) } else { Err(complaint()) }
    };
    (0..documents.len()).map(verdict).collect()
}

/// A document with one thing wrong, or perhaps not.
fn spoil(element: &mut Element, chance: &mut Chance) {
    if element.children.is_empty() || chance.below(8) == 0 {
        match chance.below(6) {
            0 => element.text = String::new(),
            1 => element.text.push_str(&"9".repeat(chance.below(300) as usize)),
            2 => element.text = format!("-{}", element.text),
            3 => element.children.push(Element::new("Neu")),
            4 => element.name = "Neu".into(),
            _ => element.text = "1 2".to_owned(),
        }
        return;
    }
    let count = element.children.len() as u64;
    let index = chance.below(count) as usize;
    match chance.below(8) {
        0 => drop(element.children.remove(index)),
        1 => element.children.push(element.children[index].clone()),
        2 => element.children.swap(0, index),
        _ => spoil(&mut element.children[index], chance),
    }
}

fn agree(schema: &str, make: fn(&mut Chance) -> Element, ours: fn(&Element) -> bool) {
    let Some(folder) = schemas() else { return };
    let mut documents = Vec::new();
    for seed in 0..400 {
        let mut chance = Chance::new(seed);
        let mut document = make(&mut chance);
        if seed % 4 != 0 {
            spoil(&mut document, &mut chance);
        }
        documents.push(document);
    }
    let verdicts = judge(&folder.join(schema), &documents);
    let good = verdicts.iter().filter(|verdict| verdict.is_ok()).count();
    assert!((100..350).contains(&good), "{good} good ones");
    for (document, verdict) in documents.iter().zip(verdicts) {
        let text = to_text(document);
        assert_eq!(ours(document), verdict.is_ok(), "{verdict:?}: {}", text.chars().take(300).collect::<String>());
    }
}

#[test]
fn uploads_are_judged_as_xmllint_does() {
    agree("upload-data.xsd", upload, |document| check_upload(document).is_empty());
}

#[test]
fn downloads_are_judged_as_xmllint_does() {
    agree("download-data.xsd", download, |document| check_download(document).is_empty());
}

/// What the typed messages write is good for the ministry's schemas, whatever they held.
#[test]
fn what_is_written_fits_the_schemas_of_the_ministry() {
    let Some(folder) = schemas() else { return };
    let written = |make: fn(&mut Chance) -> Element, write: fn(Element) -> Element| {
        (1000..1200).map(|seed| write(make(&mut Chance::new(seed)))).collect::<Vec<_>>()
    };
    let uploads = written(upload, |document| Upload::read(document).unwrap().0.to_element());
    let downloads = written(download, |document| Download::read(document).unwrap().0.to_element());
    assert!(judge(&folder.join("upload-data.xsd"), &uploads).iter().all(Result::is_ok));
    assert!(judge(&folder.join("download-data.xsd"), &downloads).iter().all(Result::is_ok));
}
