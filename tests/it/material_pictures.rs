//! Uploaded files through the real child process: pictures, PDFs, hostile files, and children that misbehave.

pub mod pdf;

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use beian::demo::papers::{Letter, Papers, as_kept, as_pdf};
use beian::error::Error;
use beian::material::decoder::Decoder;
use beian::material::picture::{Picture, PictureLimits};
use beian::telemetry::metrics;
use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

fn decoder() -> Decoder {
    Decoder::new(PathBuf::from(env!("CARGO_BIN_EXE_beian")))
}

/// The pages of a file, or the key of the refusal.
async fn decode(file: &[u8], takes_pdf: bool) -> Result<Vec<Picture>, &'static str> {
    match decoder().decode(file, &PictureLimits::default(), takes_pdf).await {
        Ok(pages) => Ok(pages),
        Err(Error::Refused(message)) => Err(message.key),
        Err(error) => panic!("{error:?}"),
    }
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let image = RgbImage::from_fn(width.into(), height.into(), |x, y| Rgb([(x / 8) as u8, (y / 8) as u8, 90]));
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 85).encode(&image, width, height, ColorType::Rgb).unwrap();
    bytes
}

fn with_size(jpeg: &[u8], side: u16) -> Vec<u8> {
    let at = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let mut bytes = jpeg.to_vec();
    bytes[at + 5..at + 7].copy_from_slice(&side.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&side.to_be_bytes());
    bytes
}

#[tokio::test]
async fn a_picture_comes_back_clean() {
    let [page] = decode(&jpeg(1200, 900), false).await.unwrap().try_into().unwrap();
    assert_eq!((page.width, page.height), (1200, 900));
    let thumbnail = image::load_from_memory(&page.thumbnail).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (400, 300));
}

#[tokio::test]
async fn pictures_that_cannot_be_used_are_refused() {
    let good = jpeg(1200, 900);
    let large = vec![0xFF; 11 << 20];
    for (file, refusal) in [
        (&b""[..], "material-refused-empty"),
        (b"<html>", "material-refused-unknown-type"),
        (&good[..good.len() / 3], "material-refused-broken"),
        (&with_size(&good, 65500), "material-refused-too-many-pixels"),
        (&jpeg(300, 900), "material-refused-too-small"),
        (&large, "material-refused-too-large"),
        (&pdf::of_pages(1), "material-refused-pdf-not-taken"),
    ] {
        assert_eq!(decode(file, false).await.unwrap_err(), refusal);
    }
}

#[tokio::test]
async fn a_large_photograph_fits_the_childs_limits() {
    let [page] = decode(&jpeg(7300, 5470), false).await.unwrap().try_into().unwrap();
    assert_eq!(page.width, 4096);
    assert!(page.jpeg.len() <= 4 << 20);
}

#[tokio::test]
async fn a_pdf_becomes_one_picture_a_page() {
    for pages in [1, 3] {
        let found = decode(&pdf::of_pages(pages), true).await.unwrap();
        assert_eq!(found.len(), pages);
        for page in found {
            assert_eq!(page.width.max(page.height), 2000);
            let drawn = image::load_from_memory(&page.jpeg).unwrap().into_luma8();
            assert!(drawn.pixels().any(|pixel| pixel.0[0] < 60), "an empty page");
        }
    }
}

#[tokio::test]
async fn a_letter_of_the_demo_passes_as_a_pdf() {
    let limits = PictureLimits::default();
    let letter =
        Papers::new(None).unwrap().letter(&Letter::of_authorisation("甲", "乙", "丙", "网站负责人", "丁", "戊"));
    let letter = as_kept(letter, &limits).unwrap();
    let [page] = decode(&as_pdf(&letter), true).await.unwrap().try_into().unwrap();
    assert_eq!(page.height, 2000);
    let drawn = image::load_from_memory(&page.jpeg).unwrap().into_rgb8();
    assert!(drawn.pixels().any(|Rgb([r, g, b])| *r > 150 && *g < 90 && *b < 90), "no red stamp");
}

#[tokio::test]
async fn pdfs_that_cannot_be_used_are_refused() {
    let good = pdf::of_pages(2);
    for (name, file, refusal) in [
        ("eleven pages", pdf::of_pages(11), "material-refused-pdf-too-many-pages"),
        ("with a password", pdf::with_password(), "material-refused-pdf-encrypted"),
        ("with a password for changes", pdf::for_reading_only(), "material-refused-pdf-encrypted"),
        ("a script", pdf::that("/OpenAction << /S /JavaScript /JS (app.alert) >>"), "material-refused-pdf-active"),
        ("a program to start", pdf::that("/OpenAction << /S /Launch /F (cmd.exe) >>"), "material-refused-pdf-active"),
        ("a file within", pdf::that("/Names << /EmbeddedFiles << /Names [] >> >>"), "material-refused-pdf-active"),
        ("a header only", b"%PDF-1.7\n".to_vec(), "material-refused-pdf-broken"),
        ("noise after the header", [&b"%PDF-1.7\n"[..], &jpeg(400, 400)].concat(), "material-refused-pdf-broken"),
        ("cut off", good[..120].to_vec(), "material-refused-pdf-broken"),
    ] {
        assert_eq!(decode(&file, true).await.unwrap_err(), refusal, "{name}");
    }
}

#[tokio::test]
async fn a_page_of_any_size_is_drawn_in_bounds() {
    let [page] = decode(&pdf::of_size(14_400, 14_400), true).await.unwrap().try_into().unwrap();
    assert_eq!((page.width, page.height), (2000, 2000));
}

#[test]
fn the_child_limits_itself_before_it_reads() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_beian"))
        .arg("__decode")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let wanted = [
        ("Max address space", 1u64 << 30),
        ("Max cpu time", 5),
        ("Max core file size", 0),
        ("Max open files", 64),
        ("Max file size", 8 << 20),
    ];
    let knows_filters = Path::new("/proc/sys/kernel/seccomp/actions_avail").exists();
    let started = Instant::now();
    loop {
        let text = std::fs::read_to_string(&limits).unwrap();
        let is_set = |(name, value): &(&str, u64)| {
            text.lines().any(|line| {
                let rest = line.strip_prefix(name).map(str::split_whitespace);
                rest.is_some_and(|mut words| words.next() == Some(&value.to_string()))
            })
        };
        // Confined it is last of all: who gives up files and network gives up new rights first, and the network by a filter.
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let is_told = |told: [&str; 2]| status.lines().any(|line| line.split_whitespace().eq(told));
        let is_off_the_network = !knows_filters || is_told(["Seccomp:", "2"]);
        if wanted.iter().all(is_set) && is_told(["NoNewPrivs:", "1"]) && is_off_the_network {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{text}");
        std::thread::sleep(Duration::from_millis(10));
    }
    // A request that is not ours ends it without an answer.
    child.stdin.take().unwrap().write_all(b"\xFF\xFF\xFF\xFF").unwrap();
    let mut answer = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut answer).unwrap();
    assert_eq!((child.wait().unwrap().code(), answer.len()), (Some(71), 0));
}

/// A program that behaves otherwise than ours.
fn program(folder: &Path, script: &str) -> Decoder {
    let path = folder.join("program");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    Decoder::new(path)
}

/// How often a child of this process failed for a cause, as those are told who run the program.
fn failures(cause: &str) -> u64 {
    let mut text = String::new();
    metrics::write(&mut text).unwrap();
    let name = format!("beian_child_failures_total{{child=\"decoder\",cause=\"{cause}\"}} ");
    text.lines().find_map(|line| line.strip_prefix(&name)?.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn a_child_that_hangs_is_ended_with_all_it_started() {
    let before = failures("too long");
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let decoder = program(folder.path(), &format!("sleep 600 & echo $! > {}; cat > /dev/null; wait", pid.display()))
        .with_time(Duration::from_millis(500));
    let refused = decoder.decode(&jpeg(800, 600)[..], &PictureLimits::default(), false).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(message) if message.key == "material-refused-too-heavy"));
    assert!(failures("too long") > before, "it is counted");
    let status = format!("/proc/{}/stat", std::fs::read_to_string(&pid).unwrap().trim());
    let started = Instant::now();
    // Gone, or dead and not yet collected.
    while std::fs::read_to_string(&status).is_ok_and(|stat| !stat.contains(") Z ")) {
        assert!(started.elapsed() < Duration::from_secs(5), "still running");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_a_child_answers_is_not_trusted() {
    let pages =
        |length: u64| format!(r#"{{"pages":[{{"width":1,"height":1,"jpeg":{length},"thumbnail":0,"warnings":[]}}]}}"#);
    let framed = |json: String| format!("printf '\\000\\000\\000\\{:03o}%s' '{json}'; cat > /dev/null", json.len());
    for (name, script) in [
        ("nothing", "cat > /dev/null".to_owned()),
        ("ended by a signal", "kill -9 $$".to_owned()),
        ("a header without end", "printf '\\377\\377\\377\\377'; cat > /dev/null".to_owned()),
        ("a picture without end", framed(pages(1 << 40))),
        ("a picture that is none", framed(pages(4)) + "; printf 'text'"),
        ("no pages", framed(r#"{"pages":[]}"#.to_owned())),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let decoder = program(folder.path(), &script);
        let before = failures("ended");
        let refused = decoder.decode(&jpeg(800, 600)[..], &PictureLimits::default(), false).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(_)), "{name}: {refused:?}");
        assert!(failures("ended") > before, "{name} is counted");
    }
}

#[tokio::test]
async fn a_machine_at_fault_is_no_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let before = failures("not started");
    for decoder in [Decoder::new(folder.path().join("nothing-here")), program(folder.path(), "exit 71")] {
        let failed = decoder.decode(&jpeg(800, 600)[..], &PictureLimits::default(), false).await.unwrap_err();
        assert!(matches!(failed, Error::Internal(_)), "{failed:?}");
    }
    assert!(failures("not started") > before, "it is counted");
}

#[tokio::test]
async fn one_a_core_and_the_rest_in_line() {
    let folder = tempfile::tempdir().unwrap();
    let time = Duration::from_millis(100);
    let decoder = program(folder.path(), "sleep 600").with_time(time);
    let file = jpeg(400, 400);
    let limits = PictureLimits::default();
    let all = futures_util::future::join_all((0..40).map(|_| decoder.decode(&file[..], &limits, false)));
    let started = Instant::now();
    let busy = all.await.into_iter().filter(|result| matches!(result, Err(Error::Busy(_)))).count();
    assert_eq!(busy, 8);
    let cores = u32::try_from(std::thread::available_parallelism().unwrap().get()).unwrap();
    assert!(started.elapsed() >= time * (32 / cores.min(32)), "more at a time than there are cores");
}
