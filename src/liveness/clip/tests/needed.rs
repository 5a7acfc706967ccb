//! What phones and browsers write, part by part, beside what is kept of it: what players need stays byte for byte.

use super::*;

/// What comes, beside what is kept of it.
type Part = (Vec<u8>, Vec<u8>);

fn stays(bytes: Vec<u8>) -> Part {
    (bytes.clone(), bytes)
}

/// A box that becomes a blank of its length.
fn goes(kind: &[u8; 4], body: &[u8]) -> Part {
    (mp4_box(kind, body), mp4_box(b"free", &vec![0; body.len()]))
}

/// A part around others.
fn around(begin: impl Fn(&[u8]) -> Vec<u8>, parts: &[Part]) -> Part {
    let (came, kept): (Vec<Vec<u8>>, Vec<Vec<u8>>) = parts.iter().cloned().unzip();
    (begin(&came.concat()), begin(&kept.concat()))
}

/// A box that loses the two times it begins with.
fn timed(kind: &[u8; 4], rest: &[u32]) -> Part {
    let of = |time: u32| mp4_box(kind, &words(&[&[0, time, time][..], rest].concat()));
    (of(3_940_000_000), of(0))
}

/// A box whose size is written in eight bytes.
fn long_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&words(&[1])[..], &kind[..], &(16 + body.len() as u64).to_be_bytes()[..], body].concat()
}

/// A track of pictures as cameras write it.
fn track() -> Part {
    let hdlr =
        |name: &[u8]| mp4_box(b"hdlr", &[&words(&[0, 0])[..], &b"vide"[..], &words(&[0, 0, 0])[..], name].concat());
    let table = [mp4_box(b"stsd", b"how it is coded"), mp4_box(b"stco", &words(&[0, 1, 44]))].concat();
    let parts = [mp4_box(b"vmhd", &[0; 12]), mp4_box(b"hdlr", b"of the data"), mp4_box(b"stbl", &table)].concat();
    let coded = stays(mp4_box(b"minf", &parts));
    let media = [timed(b"mdhd", &[600, 0, 0]), (hdlr(b"Core Media Video"), hdlr(&[0; 16])), coded];
    let own = [
        timed(b"tkhd", &[1, 0, 0]),
        goes(b"tapt", b"apertures"),
        stays(mp4_box(b"edts", &mp4_box(b"elst", &words(&[0, 1, 4200, 0, 1 << 16])))),
        stays(mp4_box(b"tref", b"another")),
        around(|body| mp4_box(b"mdia", body), &media),
        goes(b"meta", b"of the track"),
    ];
    around(|body| mp4_box(b"trak", body), &own)
}

fn ensure_kept(parts: &[Part], millis: u64) {
    let (came, expected) = around(<[u8]>::to_vec, parts);
    for piece in [1, 7, 64, came.len()] {
        assert_eq!(kept(&came, piece), expected, "in pieces of {piece}");
        let seen = seen(&expected, piece);
        assert!(seen.has_picture && seen.millis == Some(millis), "{seen:?}");
    }
}

/// A file of QuickTime: room for a longer size, samples first, boxes with and without a version.
#[test]
fn a_phones_clip_keeps_what_players_need_byte_for_byte() {
    let versioned = [&[0_u8; 4][..], &mp4_box(b"hdlr", b"one before it")].concat();
    let whole = [
        timed(b"mvhd", &[1000, 4200, 0]),
        track(),
        goes(b"meta", &mp4_box(b"hdlr", b"no version before it")),
        goes(b"meta", &versioned),
        goes(b"udta", &mp4_box(b"\xA9xyz", b"+39.9042+116.4074/")),
    ];
    let phone = [
        stays(mp4_box(b"ftyp", b"qt  \0\0\0\0qt  ")),
        goes(b"wide", b""),
        stays(long_box(b"mdat", b"every frame of it")),
        around(|body| mp4_box(b"moov", body), &whole),
        goes(b"free", b"what was here before"),
    ];
    ensure_kept(&phone, 4200);
}

/// As recorders write it that cannot go back: with boxes of owners between the fragments, and an end that is left open.
#[test]
fn a_clip_in_fragments_keeps_what_players_need_byte_for_byte() {
    let fragment = |at: u32| {
        let track = [
            mp4_box(b"tfhd", &words(&[0x2_0000, 1])),
            mp4_box(b"tfdt", &words(&[0, at])),
            mp4_box(b"trun", &words(&[0, 60])),
        ];
        let own = [mp4_box(b"mfhd", &words(&[0, 1])), mp4_box(b"traf", &track.concat())];
        stays(mp4_box(b"moof", &own.concat()))
    };
    let extends = stays(mp4_box(b"mvex", &mp4_box(b"trex", &words(&[0, 1, 1, 20, 0, 0]))));
    let recorded = [
        stays(mp4_box(b"ftyp", b"iso5\0\0\0\0")),
        around(|body| mp4_box(b"moov", body), &[timed(b"mvhd", &[1000, 0, 0]), track(), extends]),
        stays(mp4_box(b"sidx", b"where they lie")),
        fragment(0),
        stays(mp4_box(b"mdat", b"two seconds")),
        (long_box(b"uuid", b"its owner"), long_box(b"free", &[0; 9])),
        goes(b"uuid", b"its owner again"),
        goes(b"prft", b"when that was"),
        fragment(1200),
        stays([&words(&[0])[..], &b"mdat"[..], b"two more, to the end"].concat()),
    ];
    ensure_kept(&recorded, 4000);
}

/// With clusters whose size is left open or known, room that was not needed, tags and cues at the end.
#[test]
fn a_browsers_clip_keeps_what_players_need_byte_for_byte() {
    let blank = |id: &[u8], inside: usize| {
        let length = id.len() + 4;
        let size = (inside as u64 | (1_u64 << (7 * length))).to_be_bytes();
        [&[0xEC_u8][..], &size[8 - length..], &vec![0; inside]].concat()
    };
    let gone = |id: &[u8], body: &[u8]| (element(id, body), blank(id, body.len()));
    let kept = |id: &[u8], body: &[u8]| stays(element(id, body));
    let scale = kept(&[0x2A, 0xD7, 0xB1], &1_000_000_u32.to_be_bytes());
    let info = [scale, gone(&[0x4D, 0x80], b"Chrome"), gone(&[0x57, 0x41], b"Chrome"), gone(&[0x44, 0x61], b"a day")];
    let entry = [
        gone(&[0xBF], b"sums"),
        kept(&[0xD7], &[1]),
        kept(&[0x83], &[1]),
        kept(&[0x86], b"V_VP8"),
        kept(&[0xE0], b"how large it is"),
        gone(&[0x53, 0x6E], b"camera of Wang"),
    ];
    let group = [kept(&[0xA1], &[0x81, 0x0F, 0xA0, 0, 1, 2]), kept(&[0x9B], &[40]), kept(&[0x75, 0xA1], b"shades")];
    let first = [kept(&[0xE7], &[0]), kept(&[0xA3], &[0x81, 0, 0, 0x80, 1, 2])];
    let last = [kept(&[0xE7], &[0]), kept(&[0xA7], &[9]), around(|body| element(&[0xA0], body), &group)];
    let whole = [
        kept(&[0x11, 0x4D, 0x9B, 0x74], b"where it lies"),
        gone(&[0xEC], b"room"),
        around(|body| element(&[0x15, 0x49, 0xA9, 0x66], body), &info),
        around(|body| element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], body)), &entry),
        around(|body| open_element(&[0x1F, 0x43, 0xB6, 0x75], body), &first),
        around(|body| element(&[0x1F, 0x43, 0xB6, 0x75], body), &last),
        gone(&[0x12, 0x54, 0xC3, 0x67], b"a place"),
        kept(&[0x1C, 0x53, 0xBB, 0x6B], b"where blocks lie"),
    ];
    let head = [kept(&[0x42, 0x86], &[1]), kept(&[0x42, 0x82], b"webm")];
    let recorded = [
        around(|body| element(&[0x1A, 0x45, 0xDF, 0xA3], body), &head),
        around(|body| open_element(&[0x18, 0x53, 0x80, 0x67], body), &whole),
    ];
    ensure_kept(&recorded, 4000);
}
