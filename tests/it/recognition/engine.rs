//! The real `tesseract` on photographs as phones take them, and commands that misbehave in its place.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use beian::demo::papers::Papers;
use beian::material::decoder::Decoder;
use beian::material::picture::{PictureLimits, prepare};
use beian::material::reading::Document;
use beian::recognition::clients::tesseract::Tesseract;
use beian::recognition::clients::{Sheet, Unread};
use beian::recognition::reading::{FieldName, Reading, Trust};
use beian::telemetry::metrics;
use tempfile::TempDir;

use crate::papers::pictures::{encoded, of_size};
use crate::support::filings::today;
use crate::support::photographs::{Photograph, photograph, photograph_of_back};

fn decoder() -> Decoder {
    Decoder::new(PathBuf::from(env!("CARGO_BIN_EXE_beian")))
}

/// As an upload keeps it.
fn kept(photo: Photograph) -> Photograph {
    Photograph { jpeg: prepare(&photo.jpeg, &PictureLimits::default()).unwrap().jpeg, ..photo }
}

/// The same paper held the other way up.
fn on_its_head(photo: &Photograph) -> Photograph {
    let image = image::load_from_memory(&photo.jpeg).unwrap().rotate180().into_rgb8();
    let of = Photograph::of(photo.document, &photo.number, &photo.name);
    kept(Photograph { jpeg: encoded(&image), ..of })
}

async fn read(engine: &Tesseract, photo: &Photograph) -> Result<Reading, Unread> {
    let sheet = Sheet { jpeg: &photo.jpeg, document: photo.document, today: today(), key: "paper/1" };
    engine.read(&sheet).await
}

/// A licence, an ID, a certificate of a public institution, the back of an ID, and the ID once more on its head. What an engine
/// of another version makes of a name may be another character; a number that is called checked may not be another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photographs_of_every_kind_are_read() {
    let taken = tokio::task::spawn_blocking(|| {
        let mut papers = Papers::new(None).unwrap();
        let upright = [
            photograph(&mut papers, 0),
            photograph(&mut papers, 1),
            photograph(&mut papers, 2),
            photograph_of_back(&mut papers, 3),
        ]
        .map(kept);
        let turned = on_its_head(&upright[1]);
        upright.map(|photo| (photo, false)).into_iter().chain([(turned, true)]).collect::<Vec<_>>()
    });
    let engine = Tesseract::new(decoder());
    assert!(engine.is_there().await.unwrap(), "tesseract-ocr and tesseract-ocr-chi-sim are not installed");
    for (photo, is_upside_down) in taken.await.unwrap() {
        let reading = read(&engine, &photo).await.unwrap();
        assert_eq!(reading.is_upside_down, is_upside_down, "{} {}", photo.document, photo.number);
        let field = |name| reading.field(name).unwrap_or_else(|| panic!("no {name} on {}", photo.document));
        let (number, trust) = match (reading.field(FieldName::CreditCode), reading.field(FieldName::IdNumber)) {
            (Some(code), _) => (code, Trust::Checked),
            (_, Some(number)) => (number, Trust::Checked),
            _ => (field(FieldName::ValidFrom), Trust::Read),
        };
        assert_eq!((&number.value, number.trust), (&photo.number, trust));
        let corners = number.corners.unwrap();
        let way = if is_upside_down { -1 } else { 1 };
        let (across, down) = (way * (corners[1].0 - corners[0].0), way * (corners[3].1 - corners[0].1));
        assert!(across > 150 && down > 0, "{corners:?}");
        if let Some(term) = &photo.term {
            let read =
                [FieldName::ValidFrom, FieldName::ValidTo].map(|name| (field(name).value.clone(), field(name).trust));
            assert_eq!(read, term.clone().map(|day| (day, Trust::Read)));
        }
        let name = reading.field(FieldName::Name).unwrap_or_else(|| field(FieldName::Authority));
        assert_eq!((&name.value, name.trust), (&photo.name, Trust::Read));
    }
}

fn script(path: PathBuf, lines: &str) -> PathBuf {
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// A command in place of the engine that says it knows Chinese.
fn program(folder: &TempDir, then: &str) -> PathBuf {
    script(folder.path().join("engine"), &format!("[ \"$1\" = --list-langs ] && echo chi_sim && exit 0\n{then}"))
}

/// A picture with nothing on it to read.
fn plain() -> Photograph {
    Photograph { jpeg: of_size(400, 300), ..Photograph::of(Document::IdFront, "", "") }
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// However many papers wait: what prepares a picture and what reads it take turns on the same cores.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_papers_at_once_run_one_process_a_core() {
    let cores = std::thread::available_parallelism().unwrap().get();
    let folder = TempDir::new().unwrap();
    let [running, most] = ["running", "most"].map(|name| folder.path().join(name));
    std::fs::create_dir(&running).unwrap();
    std::fs::create_dir(&most).unwrap();
    // Each process tells how many there are while it runs: a folder, as it may write no file.
    let marked = format!(
        "/bin/mkdir {running}/$$\n/bin/mkdir -p {most}/$(ls {running} | wc -l)\n\
         {beian} \"$@\"\nended=$?\n/bin/rmdir {running}/$$\nexit $ended",
        running = running.display(),
        most = most.display(),
        beian = env!("CARGO_BIN_EXE_beian"),
    );
    let decoder = Decoder::new(script(folder.path().join("marked"), &marked));
    let engine = Tesseract::new(decoder).with_program(&program(&folder, "sleep 0.05"), Duration::from_secs(20));
    let photo = plain();
    // More than so many pictures in line are asked to come back.
    let reads = (4 * cores).min(32);
    for read in futures_util::future::join_all((0..reads).map(|_| read(&engine, &photo))).await {
        assert!(read.unwrap().fields.is_empty());
    }
    let seen: Vec<usize> = names(&most).iter().map(|count| count.parse().unwrap()).collect();
    assert!(!seen.is_empty() && seen.iter().all(|count| (1..=cores).contains(count)), "{seen:?} on {cores} cores");
    assert_eq!(names(&running), Vec::<String>::new());
}

/// Its memory, processor time, files, place in line and way to the network, as it sees them itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_runs_within_limits() {
    let (folder, seen) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let tells = "/bin/mkdir -p memory-$(ulimit -v) processor-$(ulimit -S -t)-$(ulimit -H -t) file-$(ulimit -f) core-$(ulimit -c) \
                 nice-$(nice) seccomp-$(sed -n 's/^Seccomp:[^0-9]*//p' /proc/self/status) settings-$(env | grep -c DATABASE)";
    let tells = format!("cd {}\n{tells}", seen.path().display());
    let engine = Tesseract::new(decoder()).with_program(&program(&folder, &tells), Duration::from_secs(10));
    read(&engine, &plain()).await.unwrap();
    let own = std::process::Command::new("nice").output().unwrap().stdout;
    let own: i32 = String::from_utf8(own).unwrap().trim().parse().unwrap();
    let nice = format!("nice-{}", (own + 15).min(19));
    let expected = ["core-0", "file-0", "memory-1048576", &nice, "processor-20-21", "seccomp-2", "settings-0"];
    assert_eq!(names(seen.path()), expected);
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
    let mut told = String::new();
    metrics::write(&mut told).unwrap();
    for cause in ["ended", "too long"] {
        let counted = format!("beian_child_failures_total{{child=\"tesseract\",cause=\"{cause}\"}} ");
        assert!(told.contains(&counted), "{cause}: {told}");
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
