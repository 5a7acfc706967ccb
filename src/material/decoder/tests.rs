//! The protocol without a process: what the child answers to a request. Through a real process: tests/it.

use std::io::Cursor;

use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use landlock::{ABI, Access as _, AccessFs, LandlockStatus, Ruleset, RulesetAttr as _};

use super::child::serve;
use super::confine;
use super::frame::{self, Answer, Make, Request};
use crate::material::picture::PictureLimits;
use crate::material::refusal::Refusal;

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let image = RgbImage::from_pixel(width.into(), height.into(), Rgb([200, 120, 40]));
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 80).encode(&image, width, height, ColorType::Rgb).unwrap();
    bytes
}

fn ask(file: &[u8]) -> (Answer, Vec<u8>) {
    ask_for(Make::Kept { takes_pdf: false }, file)
}

fn ask_for(make: Make, file: &[u8]) -> (Answer, Vec<u8>) {
    let request = Request { limits: PictureLimits::default(), make };
    let mut input = Cursor::new([&frame::encode(&request).unwrap(), file].concat());
    let mut output = Vec::new();
    serve(&mut input, &mut output, || Ok(())).unwrap();
    let mut output = Cursor::new(output);
    let answer = frame::read(&mut output).unwrap();
    let at = output.position() as usize;
    (answer, output.into_inner().split_off(at))
}

#[test]
fn a_picture_is_answered_with_picture_and_thumbnail() {
    let (answer, rest) = ask(&jpeg(900, 700));
    let Answer::Pages(pages) = answer else { panic!("refused") };
    let [page] = pages.try_into().unwrap();
    assert_eq!((page.width, page.height), (900, 700));
    assert_eq!(rest.len(), page.jpeg + page.thumbnail);
    assert!(rest.starts_with(&[0xFF, 0xD8]) && rest[page.jpeg..].starts_with(&[0xFF, 0xD8]));
}

#[test]
fn what_is_sent_has_no_thumbnail() {
    let (answer, rest) = ask_for(Make::Sent, &jpeg(2400, 1800));
    let Answer::Pages(pages) = answer else { panic!("refused") };
    let [page] = pages.try_into().unwrap();
    assert_eq!((page.width, page.height, page.thumbnail), (1600, 1200, 0));
    assert_eq!(rest.len(), page.jpeg);
}

#[test]
fn a_refusal_is_answered_with_nothing_else() {
    for (file, refusal) in [
        (&b""[..], Refusal::Empty),
        (b"hello", Refusal::UnknownType),
        (b"%PDF-1.4", Refusal::PdfNotTaken),
        (&vec![0; (10 << 20) + 2], Refusal::TooLarge { limit: 10 }),
    ] {
        assert_eq!(ask(file), (Answer::Refused(refusal), Vec::new()));
    }
}

#[test]
fn a_request_that_is_not_ours_is_an_error() {
    for bytes in [&b"\xFF\xFF\xFF\xFF"[..], b"\0\0\0\x02{}", b"\0\0", b""] {
        assert!(serve(&mut Cursor::new(bytes), &mut Vec::new(), || Ok(())).is_err());
    }
}

/// Whether this kernel could keep files, by what it says itself.
fn keeps_files() -> bool {
    let asks = || {
        let ruleset = Ruleset::default().handle_access(AccessFs::from_all(ABI::V1)).unwrap().create().unwrap();
        matches!(ruleset.restrict_self().unwrap().landlock, LandlockStatus::Available { .. })
    };
    std::thread::spawn(asks).join().unwrap()
}

/// Whether this kernel could keep the network, likewise.
fn keeps_network() -> bool {
    let is_named = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
    is_named && std::path::Path::new("/proc/sys/kernel/seccomp/actions_avail").exists()
}

/// The kernel confines a thread and what it starts, so each room is tried by a thread of its own.
#[test]
fn whoever_is_confined_reaches_next_to_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("left-behind");
    let could_keep = keeps_files();
    let reach = |confine: fn() -> std::io::Result<confine::Kept>| {
        let target = target.clone();
        let tried = move || {
            // A kernel without it keeps nothing: then there is nothing to see.
            let kept = confine().unwrap();
            assert_eq!(kept.files, could_keep, "what the kernel could keep it keeps");
            kept.files.then(|| {
                [
                    ("a library", std::fs::read_dir("/usr/lib").is_ok()),
                    ("a program", std::process::Command::new("/usr/bin/true").status().is_ok_and(|it| it.success())),
                    ("secrets", std::fs::File::open("/etc/passwd").is_ok()),
                    ("its own environment", std::fs::File::open("/proc/self/environ").is_ok()),
                    ("a file to write", std::fs::File::create(target).is_ok()),
                ]
                .into_iter()
                .filter_map(|(what, is_open)| is_open.then_some(what))
                .collect::<Vec<_>>()
            })
        };
        std::thread::spawn(tried).join().unwrap()
    };
    let (of_tools, of_nobody) = (reach(confine::to_tools), reach(confine::to_nothing));
    assert!(of_tools.as_ref().is_none_or(|found| *found == ["a library", "a program"]), "{of_tools:?}");
    assert!(of_nobody.as_ref().is_none_or(Vec::is_empty), "{of_nobody:?}");
    assert_eq!(of_tools.is_some(), of_nobody.is_some());
}

/// What comes to life of a connection: of the thread itself, and of a program that it starts.
fn connections(address: std::net::SocketAddr) -> Vec<&'static str> {
    let opens = |way: &str| {
        let script = format!("exec 3<>/dev/{way}/127.0.0.1/{}", address.port());
        let mut shell = std::process::Command::new("/usr/bin/bash");
        shell.args(["-c", &script]).stderr(std::process::Stdio::null()).status().is_ok_and(|it| it.success())
    };
    [
        ("tcp", std::net::TcpStream::connect(address).is_ok()),
        ("udp", std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("a socket of this machine", std::os::unix::net::UnixDatagram::unbound().is_ok()),
        ("tcp of a program", opens("tcp")),
        ("udp of a program", opens("udp")),
    ]
    .into_iter()
    .filter_map(|(what, is_open)| is_open.then_some(what))
    .collect()
}

#[test]
fn whoever_is_confined_and_what_they_start_have_no_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    assert_eq!(connections(address).len(), 5, "without it there is one");
    let could_keep = keeps_network();
    let ways: [fn() -> std::io::Result<bool>; 3] = [
        || confine::to_tools().map(|kept| kept.network),
        || confine::to_nothing().map(|kept| kept.network),
        confine::off_the_network,
    ];
    for confine in ways {
        let tried = move || {
            let is_kept = confine().unwrap();
            assert_eq!(is_kept, could_keep, "what the kernel could keep it keeps");
            is_kept.then(|| connections(address))
        };
        let found = std::thread::spawn(tried).join().unwrap();
        assert!(found.as_ref().is_none_or(Vec::is_empty), "{found:?}");
    }
}

proptest::proptest! {
    /// What decodes reads files of strangers: it may answer anything.
    #[test]
    fn any_answer_of_the_child_is_read_or_none(
        length in 0..70_000_u32, json in "[{}a-z\":,0-9\\[\\]-]{0,60}", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
    ) {
        let header = [&length.to_be_bytes()[..], json.as_bytes()].concat();
        let whole = [&u32::try_from(json.len()).unwrap().to_be_bytes()[..], json.as_bytes()].concat();
        for bytes in [header, whole, bytes] {
            if let Ok(answer) = frame::read::<Answer>(&mut bytes.as_slice()) {
                let again = frame::encode(&answer).unwrap();
                proptest::prop_assert_eq!(frame::read::<Answer>(&mut again.as_slice()).unwrap(), answer);
            }
        }
    }
}
