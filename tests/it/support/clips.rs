//! Tiny clips with true headers and no pictures in them: enough for whoever reads what a clip says of itself. The unit tests of
//! that reader include this file too.

/// An element of EBML.
pub fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = id.to_vec();
    out.push(0x08);
    out.extend_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
    out.extend_from_slice(body);
    out
}

/// The same with its size left open, as recorders write what they cannot go back to.
pub fn open_element(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], body].concat()
}

/// What a browser records: of so many milliseconds, a block every half second, and `salt` to tell one from another.
pub fn webm(millis: u32, salt: &str) -> Vec<u8> {
    let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
    let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &element(&[0x83], &[1])));
    let info = element(&[0x15, 0x49, 0xA9, 0x66], &element(&[0x4D, 0x80], salt.as_bytes()));
    let cluster = |from: u32| {
        let blocks = (from..=millis).step_by(500).take_while(|at| at - from < 3000);
        let blocks = blocks.map(|at| {
            let within = u16::try_from(at - from).unwrap().to_be_bytes();
            element(&[0xA3], &[0x81, within[0], within[1], 0x80, 1, 2, 3])
        });
        let stamp = element(&[0xE7], &from.to_be_bytes());
        open_element(&[0x1F, 0x43, 0xB6, 0x75], &[stamp, blocks.collect::<Vec<_>>().concat()].concat())
    };
    let clusters: Vec<Vec<u8>> = (0..=millis).step_by(3000).map(cluster).collect();
    [head, open_element(&[0x18, 0x53, 0x80, 0x67], &[info, tracks, clusters.concat()].concat())].concat()
}

/// A box of MP4.
pub fn mp4_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), &kind[..], body].concat()
}

/// Numbers of four bytes.
pub fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// What the camera of a phone records: of so many milliseconds, with what is said of it at the end.
pub fn mp4(millis: u32) -> Vec<u8> {
    let media = mp4_box(b"mdia", &mp4_box(b"hdlr", &[&words(&[0, 0]), &b"vide"[..], &words(&[0, 0, 0])].concat()));
    let track = mp4_box(b"trak", &[mp4_box(b"tkhd", &words(&[0, 0, 0, 1, 0, 0])), media].concat());
    let head = mp4_box(b"mvhd", &words(&[0, 0, 0, 1000, millis, 0]));
    [mp4_box(b"ftyp", b"qt  \0\0\0\0qt  "), mp4_box(b"mdat", &[7; 3000]), mp4_box(b"moov", &[head, track].concat())]
        .concat()
}

/// Where somebody is.
pub const PLACE: &[u8] = b"+39.9042+116.4074/";
/// What a camera sees.
pub const FRAME: &[u8] = b"a frame of the face";

/// How long that is.
pub fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// A track whose samples have a table: where its two chunks begin, one sample in each.
pub fn track(id: u32, handler: &[u8; 4], sample: &[u8], tables: &[Vec<u8>]) -> Vec<u8> {
    let own = [
        mp4_box(b"stsd", handler),
        mp4_box(b"stsc", &words(&[0, 1, 1, 1, 1])),
        mp4_box(b"stsz", &words(&[0, size(sample), 2])),
    ];
    let table = [&own[..], tables].concat().concat();
    let hdlr = mp4_box(b"hdlr", &[&words(&[0, 0]), &handler[..], &words(&[0, 0, 0])].concat());
    let parts = [mp4_box(b"mdhd", &words(&[0, 0, 0, 600, 0, 0])), hdlr, mp4_box(b"minf", &mp4_box(b"stbl", &table))];
    mp4_box(b"trak", &[mp4_box(b"tkhd", &words(&[0, 0, 0, id, 0, 0])), mp4_box(b"mdia", &parts.concat())].concat())
}

/// What is said of a film of 4.2 seconds.
pub fn movie(tracks: &[Vec<u8>]) -> Vec<u8> {
    mp4_box(b"moov", &[mp4_box(b"mvhd", &words(&[0, 0, 0, 1000, 4200, 0])), tracks.concat()].concat())
}

/// What a phone films: behind what it begins with a frame, a place, another frame, another place, and then where each lies.
pub fn filmed(before: &[u8], handler: &[u8; 4], tables: impl Fn([u32; 2]) -> Vec<Vec<u8>>) -> Vec<u8> {
    let begin = size(before) + 8;
    let (frame, place) = (size(FRAME), size(PLACE));
    let offsets = |first: u32| [first, first + frame + place];
    let frames = vec![mp4_box(b"stco", &words(&[&[0, 2][..], &offsets(begin)].concat()))];
    let tracks = [track(1, b"vide", FRAME, &frames), track(2, handler, PLACE, &tables(offsets(begin + frame)))];
    [before.to_vec(), mp4_box(b"mdat", &[FRAME, PLACE, FRAME, PLACE].concat()), movie(&tracks)].concat()
}
