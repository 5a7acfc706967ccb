//! The real `tesseract` on photographs as phones take them, and commands that misbehave in its place.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use beian::demo::papers::Papers;
use beian::material::decoder::Decoder;
use beian::material::picture::{PictureLimits, prepare};
use beian::material::reading::Document;
use beian::recognition::clients::tesseract::Tesseract;
use beian::recognition::clients::{Sheet, Unread};
use beian::recognition::reading::{FieldName, Reading, Trust};
use tempfile::TempDir;

use crate::support::filings::today;
use crate::support::photographs::{Photograph, photograph, photograph_of_back};

fn decoder() -> Decoder {
    Decoder::new(PathBuf::from(env!("CARGO_BIN_EXE_beian")))
}

/// As an upload keeps it.
fn kept(photo: Photograph) -> Photograph {
    Photograph { jpeg: prepare(&photo.jpeg, &PictureLimits::default()).unwrap().jpeg, ..photo }
}

async fn read(engine: &Tesseract, photo: &Photograph) -> Result<Reading, Unread> {
    let sheet = Sheet { jpeg: &photo.jpeg, document: photo.document, today: today(), key: "paper/1" };
    engine.read(&sheet).await
}

/// A licence, an ID, a certificate of a public institution, and the back of an ID. What an engine of another version makes of
/// a name may be another character; a number that is called checked may not be another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photographs_of_every_kind_are_read() {
    let taken = tokio::task::spawn_blocking(|| {
        let mut papers = Papers::new(None).unwrap();
        [
            photograph(&mut papers, 0),
            photograph(&mut papers, 1),
            photograph(&mut papers, 2),
            photograph_of_back(&mut papers, 3),
        ]
        .map(kept)
    });
    let engine = Tesseract::new(decoder());
    assert!(engine.is_there().await.unwrap(), "tesseract-ocr and tesseract-ocr-chi-sim are not installed");
    for photo in taken.await.unwrap() {
        let reading = read(&engine, &photo).await.unwrap();
        let field = |name| reading.field(name).unwrap_or_else(|| panic!("no {name} on {}", photo.document));
        let (number, trust) = match (reading.field(FieldName::CreditCode), reading.field(FieldName::IdNumber)) {
            (Some(code), _) => (code, Trust::Checked),
            (_, Some(number)) => (number, Trust::Checked),
            _ => (field(FieldName::ValidFrom), Trust::Read),
        };
        assert_eq!((&number.value, number.trust), (&photo.number, trust));
        let corners = number.corners.unwrap();
        assert!(corners[1].0 - corners[0].0 > 150 && corners[3].1 > corners[0].1, "{corners:?}");
        let name = reading.field(FieldName::Name).unwrap_or_else(|| field(FieldName::Authority));
        assert_eq!((&name.value, name.trust), (&photo.name, Trust::Read));
    }
}

/// A command in place of the engine that says it knows Chinese.
fn program(folder: &TempDir, then: &str) -> PathBuf {
    let path = folder.path().join("engine");
    std::fs::write(&path, format!("#!/bin/sh\n[ \"$1\" = --list-langs ] && echo chi_sim && exit 0\n{then}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_fails_hangs_or_never_ends_its_table_is_let_be_and_holds_up_nobody() {
    let taken = tokio::task::spawn_blocking(|| photograph(&mut Papers::new(None).unwrap(), 1));
    let photo = taken.await.unwrap();
    let time = Duration::from_secs(2);
    // What ends it from outside, or leaves it no turn, is no fault of the picture; its own end and its own limit are.
    for (then, is_hopeless) in [
        ("exit 1", true),
        ("exec sleep 60", false),
        ("kill -9 $$", false),
        ("kill -TERM $$", false),
        ("kill -XCPU $$", true),
        ("exec yes", true),
    ] {
        let folder = TempDir::new().unwrap();
        let engine = Tesseract::new(decoder()).with_program(&program(&folder, then), time);
        let started = Instant::now();
        let read = read(&engine, &photo).await;
        assert!(
            matches!((read, is_hopeless), (Err(Unread::Hopeless(_)), true) | (Err(Unread::Later(_)), false)),
            "{then}"
        );
        assert!(started.elapsed() < Duration::from_secs(20), "{then}");
    }
}

/// Whether a process runs: one that has ended, and that nobody has asked about yet, does not.
fn is_running(process: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_engine_started_ends_with_it() {
    let taken = tokio::task::spawn_blocking(|| photograph(&mut Papers::new(None).unwrap(), 1));
    let photo = taken.await.unwrap();
    let (folder, seen) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let then = format!("sleep 60 & /bin/mkdir {}/$!; wait", seen.path().display());
    let engine = Tesseract::new(decoder()).with_program(&program(&folder, &then), Duration::from_secs(2));
    assert!(matches!(read(&engine, &photo).await, Err(Unread::Later(_))));
    let started = std::fs::read_dir(seen.path()).unwrap().next().unwrap().unwrap().file_name();
    let process = started.to_str().unwrap();
    for _ in 0..500 {
        if !is_running(process) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{process} still runs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_gives_no_answer_is_asked_again_and_one_without_the_language_is_not() {
    for (first, then, answers) in [
        ("kill -TERM $$", "echo chi_sim", [None, Some(true), Some(true)]),
        ("echo eng", "echo chi_sim", [Some(false), Some(false), Some(false)]),
        ("exit 1", "echo chi_sim", [Some(false), Some(false), Some(false)]),
    ] {
        let folder = TempDir::new().unwrap();
        let (path, seen) = (folder.path().join("engine"), folder.path().join("seen"));
        let script = format!("#!/bin/sh\n[ -e {0} ] && {then} && exit 0\n/bin/mkdir {0}\n{first}\n", seen.display());
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let engine = Tesseract::new(decoder()).with_program(&path, Duration::from_secs(5));
        for answer in answers {
            assert_eq!(engine.is_there().await.ok(), answer, "{first}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_command_nothing_is_read_and_a_file_that_is_no_picture_is_hopeless() {
    let photo = |jpeg: &[u8]| Photograph { jpeg: jpeg.to_vec(), ..Photograph::of(Document::IdFront, "", "") };
    let folder = TempDir::new().unwrap();
    let missing = Tesseract::new(decoder()).with_program(&folder.path().join("nothing"), Duration::from_secs(5));
    assert!(matches!(read(&missing, &photo(b"")).await, Err(Unread::NoEngine)));
    let there = Tesseract::new(decoder()).with_program(&program(&folder, "exit 0"), Duration::from_secs(5));
    assert!(matches!(read(&there, &photo(b"no picture")).await, Err(Unread::Hopeless(_))));
}
