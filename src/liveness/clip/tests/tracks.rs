//! Tracks of neither picture nor sound: cameras write there, many times a second, where they are and which way they look.

use super::clips::{FRAME, PLACE, filmed, movie, size, track};
use super::*;

/// How a phone's clip begins.
const FIRST: [&[u8]; 1] = [b"\0\0\0\x14ftypqt  \0\0\0\0qt  "];

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

fn near(at: [u32; 2]) -> Vec<Vec<u8>> {
    vec![mp4_box(b"stco", &words(&[0, 2, at[0], at[1]]))]
}

/// A phone's clip with the places it was at.
pub fn with_places() -> Vec<u8> {
    filmed(&FIRST.concat(), b"meta", near)
}

fn far(at: [u32; 2]) -> Vec<Vec<u8>> {
    vec![mp4_box(b"co64", &words(&[0, 2, 0, at[0], 0, at[1]]))]
}

#[test]
fn what_is_neither_looked_at_nor_heard_goes_with_its_samples() {
    let gone: Vec<u8> = [FRAME, &[0; 18], FRAME, &[0; 18]].concat();
    for (handler, clip) in [(b"meta", with_places()), (b"camm", filmed(&FIRST.concat(), b"camm", far))] {
        for piece in [1, 7, 64, clip.len()] {
            let kept = kept(&clip, piece);
            assert!(holds(&clip, PLACE) && !holds(&kept, PLACE) && !holds(&kept, handler), "in pieces of {piece}");
            assert!(holds(&kept, &gone), "the frames stay where they are: {}", String::from_utf8_lossy(&kept));
            assert_eq!(kept.len(), clip.len());
            assert_eq!(seen(&kept, piece), seen(&clip, piece), "it is the same clip");
            assert!(seen(&kept, piece).has_picture && seen(&kept, piece).millis == Some(4200));
        }
    }
    for handler in [b"vide", b"soun"] {
        let clip = filmed(&FIRST.concat(), handler, near);
        assert_eq!(kept(&clip, 64), clip, "what is seen and heard stays");
    }
}

/// Fragments tell of their samples one after the other: from the beginning of the fragment, of the file, or behind each other.
#[test]
fn so_do_their_fragments() {
    let extends = [1, 2].map(|id| mp4_box(b"trex", &words(&[0, id, 1, 600, size(FRAME), 0]))).concat();
    let begin = |handler| {
        let tracks = [track(1, b"vide", &[], &[]), track(2, handler, &[], &[]), mp4_box(b"mvex", &extends)];
        [FIRST.concat(), movie(&tracks)].concat()
    };
    let (before, frames, place) = (size(&begin(b"meta")), 2 * size(FRAME), size(PLACE));
    // Head and samples of a fragment of places, by where the frames lie from its beginning.
    type Told = (Vec<u32>, Vec<u32>);
    let table: [(&str, &dyn Fn(u32) -> Told); 3] = [
        ("from the fragment", &|at| (vec![0x2_0010, 2, place], vec![1, 2, at + frames])),
        ("behind each other", &|_| (vec![0x10, 2, place], vec![0, 2])),
        ("from the file, each with its size", &|at| (vec![1, 2, 0, before], vec![0x201, 2, at + frames, place, place])),
    ];
    let samples = |place: &[u8]| [FRAME, FRAME, place, place].concat();
    for (what, told) in table {
        let head = |at: u32| {
            let of = |(head, run): Told| {
                mp4_box(b"traf", &[mp4_box(b"tfhd", &words(&head)), mp4_box(b"trun", &words(&run))].concat())
            };
            let frames = (vec![0x2_0000, 1], vec![1, 2, at]);
            mp4_box(b"moof", &[mp4_box(b"mfhd", &words(&[0, 1])), of(frames), of(told(at))].concat())
        };
        let fragment = [head(size(&head(0)) + 8), mp4_box(b"mdat", &samples(PLACE))].concat();
        let clip = [begin(b"meta"), fragment.clone()].concat();
        for piece in [1, 64, clip.len()] {
            let kept = kept(&clip, piece);
            assert!(kept.ends_with(&samples(&[0; PLACE.len()])), "{what}: {}", String::from_utf8_lossy(&kept));
            assert!(!holds(&kept, b"meta") && kept.len() == clip.len(), "{what}");
            assert_eq!(seen(&kept, piece), seen(&clip, piece), "{what}");
        }
        let heard = [begin(b"soun"), fragment].concat();
        assert_eq!(kept(&heard, 64), heard, "{what}: what is heard stays");
    }
}

/// What cannot be found is not kept either: a table that is not read, more places than anybody films.
#[test]
fn what_hides_its_samples_is_no_clip() {
    let large = |_: [u32; 2]| vec![mp4_box(b"stco", &vec![0; 70_000])];
    let packed = |at: [u32; 2]| [near(at), vec![mp4_box(b"stz2", &[0; 12])]].concat();
    let scattered = |_: [u32; 2]| {
        let places: Vec<u32> = (0..10_000).map(|index| index * 50).collect();
        vec![mp4_box(b"stco", &words(&[&[0, 10_000][..], &places].concat()))]
    };
    let hidden = [
        filmed(&FIRST.concat(), b"meta", large),
        filmed(&FIRST.concat(), b"meta", packed),
        filmed(&FIRST.concat(), b"meta", scattered),
    ];
    for clip in &hidden {
        assert_eq!(seen(clip, 1000).container, None);
    }
    for clip in [
        filmed(&FIRST.concat(), b"vide", large),
        filmed(&FIRST.concat(), b"soun", packed),
        filmed(&FIRST.concat(), b"vide", scattered),
    ] {
        assert!(seen(&clip, 1000).container.is_some(), "what is seen and heard is not looked for");
    }
    // Nor is a track that lies in another, or longer than what it lies in, a hiding place for what comes after it.
    let picture = track(1, b"vide", FRAME, &[]);
    let nested = movie(&[mp4_box(b"trak", &picture)]);
    let long = movie(&[words(&[900]), b"trak".to_vec(), picture]);
    for movie in [nested, long] {
        let clip = [mp4_box(b"ftyp", b"isom"), movie, mp4_box(b"mdat", PLACE)].concat();
        assert!(!seen(&clip, 9).has_picture);
    }
}

/// The samples of a hostile track lie where the clip says what it is: only what lies among samples is blanked.
#[test]
fn a_track_cannot_blank_what_is_read() {
    let clip = filmed(&FIRST.concat(), b"meta", |_| vec![mp4_box(b"stco", &words(&[0, 2, 0, 120]))]);
    for piece in [5, clip.len()] {
        assert_eq!(seen(&kept(&clip, piece), piece), seen(&clip, piece));
    }
}

/// Browsers record none; somebody's own file may have one. Its blocks are passed over as if they were not there.
#[test]
fn webm_has_such_tracks_too() {
    let entry =
        |number: u8, kind: u8| element(&[0xAE], &[element(&[0xD7], &[number]), element(&[0x83], &[kind])].concat());
    let block = |id: u8, track: u8, time: u8, words: &[u8]| element(&[id], &[&[track, 0, time, 0x80], words].concat());
    let more = element(&[0x75, 0xA1], PLACE);
    let of = |kind: u8| {
        let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &[entry(1, 1), entry(2, kind)].concat());
        let group = element(&[0xA0], &[block(0xA1, 0x82, 90, PLACE), more.clone()].concat());
        let blocks = [element(&[0xE7], &[0]), block(0xA3, 0x81, 60, FRAME), block(0xA3, 0x82, 80, PLACE), group];
        let whole = [tracks, open_element(&[0x1F, 0x43, 0xB6, 0x75], &blocks.concat())].concat();
        let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
        [head, open_element(&[0x18, 0x53, 0x80, 0x67], &whole)].concat()
    };
    for kind in [17, 33] {
        let clip = of(kind);
        let kept = kept(&clip, 9);
        assert!(holds(&kept, FRAME) && !holds(&kept, PLACE) && kept.len() == clip.len(), "{kind}");
        assert_eq!((seen(&clip, 9).millis, seen(&kept, 9)), (Some(60), seen(&clip, 9)));
    }
    assert_eq!(kept(&of(2), 9), of(2), "what is heard stays");
}
