//! Clips as they come, and as somebody made them up.

#[path = "../../../tests/it/support/clips.rs"]
mod clips;
mod needed;
mod tracks;

use clips::{element, mp4, mp4_box, open_element, webm, words};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::reference::book;

/// The largest box that is read, with its head.
const SMALL_BOX: u32 = (64 << 10) + 8;

/// Read in pieces of a size.
fn seen(bytes: &[u8], piece: usize) -> Seen {
    let mut inspector = Inspector::default();
    bytes.chunks(piece).for_each(|piece| drop(inspector.take(piece)));
    inspector.finish().0
}

/// What is kept of them.
fn kept(bytes: &[u8], piece: usize) -> Vec<u8> {
    let mut inspector = Inspector::default();
    let mut kept: Vec<u8> = bytes.chunks(piece).flat_map(|piece| inspector.take(piece)).collect();
    kept.extend(inspector.rest());
    let (_, blanks) = inspector.finish();
    kept.chunks_mut(piece).enumerate().for_each(|(index, own)| blanks.overwrite((index * piece) as u64, own));
    kept
}

#[test]
fn what_browsers_and_phones_record_is_read_however_it_comes() {
    for (bytes, container, millis) in [
        (webm(5000, "a"), Container::Webm, 5000),
        (webm(9500, "b"), Container::Webm, 9500),
        (mp4(4200), Container::Mp4, 4200),
    ] {
        for piece in [1, 7, 1000, bytes.len()] {
            let expected =
                Seen { bytes: bytes.len() as u64, container: Some(container), has_picture: true, millis: Some(millis) };
            assert_eq!(seen(&bytes, piece), expected, "{container} in pieces of {piece}");
        }
    }
}

#[test]
fn a_fragmented_mp4_tells_its_length_by_its_fragments() {
    let hdlr = mp4_box(b"hdlr", &[&words(&[0, 0]), &b"vide"[..], &words(&[0, 0, 0])].concat());
    let mdia = mp4_box(b"mdia", &[mp4_box(b"mdhd", &words(&[0, 0, 0, 600, 0, 0])), hdlr].concat());
    let track = mp4_box(b"trak", &[mp4_box(b"tkhd", &words(&[0, 0, 0, 1, 0, 0])), mdia].concat());
    let mvex = mp4_box(b"mvex", &mp4_box(b"trex", &words(&[0, 1, 1, 20, 0, 0])));
    let moov = mp4_box(b"moov", &[mp4_box(b"mvhd", &words(&[0, 0, 0, 1000, 0, 0])), track, mvex].concat());
    let fragment = |at: u32, run: &[u32]| {
        let head = mp4_box(b"tfhd", &words(&[0x2_0000, 1]));
        let time = mp4_box(b"tfdt", &words(&[0, at]));
        mp4_box(b"moof", &mp4_box(b"traf", &[head, time, mp4_box(b"trun", &words(run))].concat()))
    };
    let begin = [mp4_box(b"ftyp", b"iso5\0\0\0\0"), moov].concat();
    // Sixty samples of twenty ticks, as the track says; then three with lengths of their own.
    let by_track = [begin.clone(), fragment(1200, &[0, 60])].concat();
    assert_eq!(seen(&by_track, 64).millis, Some(4000));
    let by_sample = [begin, fragment(1200, &[0, 60]), fragment(2400, &[0x100, 3, 100, 200, 300])].concat();
    assert_eq!(seen(&by_sample, 64).millis, Some(5000));
}

#[test]
fn clips_are_judged_by_container_picture_and_length() {
    let limits = book().limits("2026-11-29".parse().unwrap());
    let told = |millis: Option<u64>| Seen { bytes: 9, container: Some(Container::Webm), has_picture: true, millis };
    for (seen, expected) in [
        (Seen::default(), Err(Refused::Empty)),
        (Seen { container: None, ..told(Some(5000)) }, Err(Refused::NoClip)),
        (Seen { has_picture: false, ..told(Some(5000)) }, Err(Refused::NoPicture)),
        (Seen { bytes: 104_857_601, ..told(Some(5000)) }, Err(Refused::TooLarge(104_857_600))),
        (told(Some(2499)), Err(Refused::TooShort(3))),
        (told(Some(2500)), Ok((Container::Webm, 2500))),
        (told(Some(10_500)), Ok((Container::Webm, 10_500))),
        (told(Some(10_501)), Err(Refused::TooLong(10))),
        (told(Some(u64::MAX)), Err(Refused::TooLong(10))),
        (told(None), Err(Refused::NoClip)),
    ] {
        assert_eq!(seen.judge(limits), expected, "{seen:?}");
    }
}

#[test]
fn what_is_no_clip_is_none() {
    let jpeg = [&b"\xFF\xD8\xFF\xE0"[..], &[0; 400]].concat();
    let other_doc = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"secret"));
    // Named as a clip's first box, and smaller than its own head, or cut off within it: nothing of it is kept.
    let small = [&words(&[4])[..], b"ftyp", &[0; 50]].concat();
    let cut = [&words(&[1])[..], b"ftyp", &[0; 4]].concat();
    for bytes in [b"".to_vec(), b"abc".to_vec(), jpeg, b"<html>video</html>".to_vec(), other_doc, small, cut] {
        assert_eq!(seen(&bytes, 5).container, None, "{bytes:?}");
    }
}

#[test]
fn sizes_that_lie_end_the_reading_and_cost_nothing() {
    let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
    let huge = [0x01, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE];
    let hostile: Vec<Vec<u8>> = vec![
        // An element larger than any disk, and one without a size.
        [&head[..], &[0x18, 0x53, 0x80, 0x67], &huge, &[0xEC], &huge, &[0; 200]].concat(),
        [head.clone(), open_element(&[0xEC], &[0; 200])].concat(),
        // Ids and sizes that are none.
        [&head[..], &[0; 200]].concat(),
        [&head[..], &[0xA3, 0x00, 0x00, 0x00, 0x00]].concat(),
        // A scale and a time that overflow, a length that is no number.
        [
            head.clone(),
            element(&[0x2A, 0xD7, 0xB1], &[0xFF; 8]),
            element(&[0xE7], &[0xFF; 8]),
            element(&[0xA3], &[0x81, 0x7F, 0xFF, 0x80]),
            element(&[0x44, 0x89], &f64::NAN.to_be_bytes()),
        ]
        .concat(),
        // Boxes smaller than their heads, without end, and cut short.
        [mp4_box(b"ftyp", b"isom"), vec![0, 0, 0, 2, b'm', b'o', b'o', b'v'], vec![0; 50]].concat(),
        [mp4_box(b"ftyp", b"isom"), vec![0, 0, 0, 0, b'm', b'd', b'a', b't'], vec![9; 500]].concat(),
        [mp4_box(b"ftyp", b"isom"), mp4_box(b"moov", &mp4_box(b"mvhd", &[1, 0, 0]))].concat(),
        [mp4_box(b"ftyp", b"isom"), mp4_box(b"moov", &mp4_box(b"mvhd", &words(&[0, 0, 0, 0, 5000, 0])))].concat(),
        [
            mp4_box(b"ftyp", b"isom"),
            mp4_box(b"moof", &mp4_box(b"traf", &mp4_box(b"trun", &words(&[0x100, u32::MAX, 1])))),
        ]
        .concat(),
    ];
    for bytes in hostile {
        for piece in [1, 64, bytes.len()] {
            let found = seen(&bytes, piece);
            assert!(!found.has_picture, "{bytes:02X?}");
            assert_eq!(found.bytes, bytes.len() as u64);
        }
    }
}

/// What has a picture by its head: no length, none that can be, or not a block of it.
#[test]
fn a_picture_track_alone_makes_no_clip() {
    let limits = book().limits("2026-11-29".parse().unwrap());
    let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
    let track = element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &element(&[0x83], &[1])));
    let length = |ticks: f64| element(&[0x44, 0x89], &ticks.to_be_bytes());
    let block = element(&[0xA3], &[0x81, 0x00, 0x00, 0x80]);
    let webm = |more: &[Vec<u8>]| [&[head.clone(), track.clone()], more].concat().concat();
    let hdlr = mp4_box(b"hdlr", &[&words(&[0, 0]), &b"vide"[..], &words(&[0, 0, 0])].concat());
    let picture = mp4_box(b"trak", &mp4_box(b"mdia", &hdlr));
    let mp4 = |mvhd: &[u8]| {
        [mp4_box(b"ftyp", b"isom"), mp4_box(b"moov", &[mp4_box(b"mvhd", mvhd), picture.clone()].concat())].concat()
    };
    let long = |scale: u32, ticks: u64| [&words(&[1 << 24, 0, 0, 0, 0, scale]), &ticks.to_be_bytes()[..]].concat();
    for (what, bytes, expected) in [
        ("no length", webm(&[]), Refused::NoClip),
        ("a length and no block", webm(&[length(5000.0)]), Refused::NoClip),
        ("no number", webm(&[length(f64::NAN), block.clone()]), Refused::TooShort(3)),
        ("a length without end", webm(&[length(f64::INFINITY), block.clone()]), Refused::TooShort(3)),
        ("a length beyond all clocks", webm(&[length(f64::MAX), block]), Refused::TooLong(10)),
        ("no length", mp4(&words(&[0, 0, 0, 1000, 0])), Refused::NoClip),
        ("no ticks in a second", mp4(&words(&[0, 0, 0, 0, 5000])), Refused::NoClip),
        ("cut short", mp4(&[0, 0, 0]), Refused::NoClip),
        ("a length beyond all clocks", mp4(&long(1, u64::MAX - 1)), Refused::TooLong(10)),
    ] {
        for piece in [1, 64, bytes.len()] {
            let seen = seen(&bytes, piece);
            assert!(seen.has_picture, "{what}: {bytes:02X?}");
            assert_eq!(seen.judge(limits), Err(expected), "{what}: {bytes:02X?}");
        }
    }
}

/// Where and when it was taken, by what, whose it is, and what was hung on: players have no use for it.
#[test]
fn what_a_clip_tells_beside_picture_and_sound_is_blanked_and_nothing_moves() {
    const TOLD: &[u8] = b"39.9042N116.4074E-phone-of-Wang";
    let holds = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|part| part == what);
    let hdlr = mp4_box(b"hdlr", &[&words(&[0, 0]), &b"vide"[..], &words(&[0, 0, 0]), TOLD].concat());
    let coded = mp4_box(b"minf", &mp4_box(b"stbl", &mp4_box(b"stsd", b"how it is coded")));
    let media = mp4_box(b"mdia", &[mp4_box(b"mdhd", &words(&[0, 8, 9, 600, 0, 0])), hdlr, coded].concat());
    let place = mp4_box(b"udta", &mp4_box(b"\xA9xyz", TOLD));
    let track = mp4_box(b"trak", &[mp4_box(b"tkhd", &words(&[0, 8, 9, 1, 0, 0])), media, place.clone()].concat());
    let whole = [mp4_box(b"mvhd", &words(&[0, 8, 9, 1000, 4200, 0])), track, place, mp4_box(b"meta", TOLD)].concat();
    let (free, samples) = (mp4_box(b"free", TOLD), mp4_box(b"mdat", b"the samples"));
    let filmed = [mp4_box(b"ftyp", b"qt  "), free, samples, mp4_box(b"moov", &whole), mp4_box(b"uuid", TOLD)].concat();
    let told = std::str::from_utf8(TOLD).unwrap();
    let tags =
        [element(&[0x12, 0x54, 0xC3, 0x67], TOLD), element(&[0xEC], TOLD), element(&[0x44, 0x61], TOLD)].concat();
    let recorded = [webm(5000, told), tags].concat();
    for (clip, needed) in [
        (&filmed, [&b"the samples"[..], b"how it is coded", &words(&[0, 0, 0, 1000, 4200, 0])]),
        (
            &recorded,
            [&b"webm"[..], &[0xA3, 0x08, 0, 0, 0, 7, 0x81, 0, 0, 0x80, 1, 2, 3], &[0xEC, 0x04, 0, 0, 0, 0, 31]],
        ),
    ] {
        let followed = [&clip[..], TOLD].concat();
        for (bytes, piece) in [(clip, 1), (clip, 64), (&followed, 7), (&followed, followed.len())] {
            let kept = kept(bytes, piece);
            assert_eq!(kept.len(), bytes.len());
            assert!(holds(bytes, TOLD) && !holds(&kept, TOLD), "{}", String::from_utf8_lossy(&kept));
            assert!(needed.iter().all(|needed| holds(&kept, needed)), "{kept:02X?}");
            assert_eq!(seen(&kept, piece), seen(bytes, piece), "it is the same clip");
            assert!(seen(&kept, piece).has_picture && seen(&kept, piece).millis >= Some(4200));
        }
    }
    // What breaks off or cannot be read is no hiding place.
    for bytes in [[&filmed[..], &[0, 0, 0, 2], TOLD].concat(), [&recorded[..], &[0, 0], TOLD].concat()] {
        assert!(!holds(&kept(&bytes, 9), TOLD), "{bytes:02X?}");
    }
    let cut = [&filmed[..], &mp4_box(b"mdhd", &[TOLD, TOLD].concat())[..60]].concat();
    assert!(!holds(&kept(&cut, 9), TOLD) && kept(&cut, 9).len() == cut.len());
}

/// A part that is named small and never comes whole is waited for up to its size; of a larger one the head alone is read.
#[test]
fn what_is_waited_for_is_never_more_than_a_small_part() {
    for (size, most) in [(SMALL_BOX, 65_544), (SMALL_BOX + 1, 16), (u32::MAX, 16)] {
        let mut inspector = Inspector::default();
        let head = [mp4_box(b"ftyp", b"isom"), words(&[size]), b"mvhd".to_vec()].concat();
        inspector.take(&head);
        for _ in 0..100 {
            inspector.take(&[1; 1000]);
            let waits = inspector.pending.len();
            assert!(waits <= most, "{waits} bytes of a box of {size}");
        }
    }
}

/// Whatever is cut off or changed somewhere is read to its end, without a panic.
#[test]
fn broken_clips_are_read_to_their_end() {
    for whole in [webm(4000, "c"), mp4(4000)] {
        for at in 0..whole.len().min(600) {
            seen(&whole[..at], 11);
            for byte in [0, 0xFF] {
                let mut changed = whole.clone();
                changed[at] = byte;
                seen(&changed, 4096);
            }
        }
    }
}

/// Boxes in whatever order and depth, with numbers that mean something to most of them.
fn boxes() -> impl Strategy<Value = Vec<u8>> {
    const HOLD: [&[u8; 4]; 8] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"];
    const TELL: [&[u8; 4]; 16] = [
        b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"stsz", b"stsc", b"stco", b"co64", b"mehd", b"trex", b"tfhd", b"tfdt",
        b"trun", b"mdat", b"free", b"edts",
    ];
    let [picture, place] = [*b"vide", *b"meta"].map(u32::from_be_bytes);
    let numbers = [0, 0, 1, 1, 2, 8, 30, 100, 600, 0x301, 0x2_0010, u32::MAX, picture, place];
    let told = (select(&TELL[..]), vec(select(numbers.to_vec()), 0..9));
    let told = told.prop_map(|(kind, numbers)| mp4_box(kind, &words(&numbers)));
    let held = told.prop_recursive(5, 80, 6, |inner| {
        (select(&HOLD[..]), vec(inner, 0..6)).prop_map(|(kind, boxes)| mp4_box(kind, &boxes.concat()))
    });
    vec(held, 0..6).prop_map(|boxes| [mp4_box(b"ftyp", b"isom"), boxes.concat()].concat())
}

/// A clip some bytes of which are others, or whatever stands behind the beginning of one.
fn made_up() -> impl Strategy<Value = Vec<u8>> {
    let changed = |whole: Vec<u8>| {
        vec((0..whole.len(), any::<u8>()), 0..8).prop_map(move |changes| {
            let mut bytes = whole.clone();
            changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
            bytes
        })
    };
    let behind = |head: Vec<u8>| vec(any::<u8>(), 0..400).prop_map(move |rest| [&head[..], &rest].concat());
    let ebml = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
    prop_oneof![
        changed(webm(4000, "p")),
        changed(mp4(4000)),
        changed(tracks::with_places()),
        behind(ebml),
        behind(mp4_box(b"ftyp", b"isom")),
        boxes(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_comes_is_seen_alike_in_pieces_and_whole(bytes in made_up(), piece in 1..64_usize) {
        let whole = seen(&bytes, bytes.len());
        prop_assert_eq!(whole.bytes, bytes.len() as u64);
        prop_assert_eq!(seen(&bytes, piece), whole);
        let kept_whole = kept(&bytes, bytes.len());
        if whole.container.is_some() {
            prop_assert_eq!(seen(&kept_whole, piece), whole, "it is the same clip, as long as it came");
        }
        prop_assert_eq!(kept(&bytes, piece), kept_whole);
    }
}
