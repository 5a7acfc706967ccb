//! EBML as far as it is needed: elements are read one after the other, those that hold others are entered, what players need
//! is passed over without a look, and all else is blanked, tracks of neither picture nor sound too. Pure.

use super::{Progress, Walk};

/// How it begins.
pub const MAGIC: [u8; 4] = [0x1A, 0x45, 0xDF, 0xA3];

const EBML: u32 = 0x1A45_DFA3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TIMESTAMP_SCALE: u32 = 0x002A_D7B1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK_ENTRY: u32 = 0xAE;
const TRACK_NUMBER: u32 = 0xD7;
const TRACK_TYPE: u32 = 0x83;
const CLUSTER: u32 = 0x1F43_B675;
const TIMESTAMP: u32 = 0xE7;
const BLOCK_GROUP: u32 = 0xA0;
const BLOCK: u32 = 0xA1;
const SIMPLE_BLOCK: u32 = 0xA3;
/// What comes with the block before.
const BLOCK_ADDITIONS: u32 = 0x75A1;

/// What players need beside what is read here (RFC 9559). The rest may tell of time, device and person (`DateUTC`, `Title`,
/// `WritingApp`, `Tags`), or hold whatever somebody put there (`Attachments`, `Void`). Here of the head: versions and sizes.
const OF_HEAD: [u32; 6] = [0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4287, 0x4285];
/// Where things lie: `SeekHead` and `Cues`.
const OF_WHOLE: [u32; 2] = [0x114D_9B74, 0x1C53_BB6B];
/// Which track it is and how it is coded.
const OF_TRACK: [u32; 16] = [
    0x73C5, 0xB9, 0x88, 0x55AA, 0x9C, 0x23E383, 0x23314F, 0x55EE, 0x86, 0x63A2, 0x56AA, 0x56BB, 0xE0, 0xE1, 0x6D80,
    0x22B59C,
];
/// What belongs to a cluster and its blocks.
const OF_CLUSTER: [u32; 6] = [0xA7, 0xAB, 0x9B, 0xFB, 0x75A2, BLOCK_ADDITIONS];
/// An element that holds nothing.
const VOID: u8 = 0xEC;

/// Nanoseconds of a tick, unless the file says otherwise.
const SCALE: u64 = 1_000_000;
const VIDEO: u64 = 1;
const AUDIO: u64 = 2;
/// Tracks that are looked at.
const MOST_TRACKS: usize = 16;
/// The largest value that is read.
const SMALL: u64 = 16;

/// What is known so far.
pub struct Reader {
    progress: Progress,
    doc_type: Vec<u8>,
    scale: u64,
    /// As the file says, in ticks.
    declared: f64,
    cluster: u64,
    /// Number and type of the tracks, zero where they are not told yet.
    tracks: Vec<(u64, u64)>,
    /// Whether the block before is of a track that is neither looked at nor heard.
    is_unshown: bool,
    /// When the last block begins, in ticks.
    last: Option<u64>,
    pub(super) has_picture: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            progress: Progress::default(),
            doc_type: Vec::new(),
            scale: SCALE,
            declared: 0.0,
            cluster: 0,
            tracks: Vec::new(),
            is_unshown: false,
            last: None,
            has_picture: false,
        }
    }
}

impl Walk for Reader {
    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }

    fn one(&mut self, bytes: &mut [u8]) -> Option<usize> {
        let Some((id, id_len)) = self.id(bytes)? else { return Some(bytes.len()) };
        let (size, size_len) = match number(bytes.get(id_len..)?) {
            Number::More => return None,
            Number::None => {
                self.progress.is_broken = true;
                return Some(bytes.len());
            }
            Number::Is(size, len) => (size, len),
        };
        let head = id_len + size_len;
        match (id, size) {
            (TRACK_ENTRY, _) if self.tracks.len() < MOST_TRACKS => {
                self.tracks.push((0, 0));
                return Some(head);
            }
            (EBML | SEGMENT | INFO | TRACKS | CLUSTER | BLOCK_GROUP, _) => return Some(head),
            // Nothing else may leave its size open.
            (TRACK_ENTRY, _) | (_, None) => {
                self.progress.is_broken = true;
                return Some(bytes.len());
            }
            (DOC_TYPE | TIMESTAMP_SCALE | DURATION | TRACK_NUMBER | TRACK_TYPE | TIMESTAMP, Some(size))
                if size <= SMALL =>
            {
                let end = head + usize::try_from(size).ok()?;
                self.value(id, bytes.get(head..end)?);
                return Some(end);
            }
            (BLOCK | SIMPLE_BLOCK, Some(size)) => {
                self.is_unshown = false;
                // The number of its track and, behind it, its time within the cluster.
                let (track, len) = match number(bytes.get(head..)?) {
                    Number::More if size >= 3 => return None,
                    Number::More | Number::None => (None, 1),
                    Number::Is(track, len) => (track, len),
                };
                // A time that would lie behind the block is none of its own.
                if size >= len as u64 + 2 {
                    let time = bytes.get(head + len..head + len + 2)?;
                    self.is_unshown = self.is_of_other(track);
                    if !self.is_unshown {
                        self.block(i16::from_be_bytes([time[0], time[1]]));
                    }
                }
                (self.progress.skip, self.progress.is_blank) = (size, self.is_unshown);
            }
            (_, Some(size)) => {
                let is_blank = !is_kept(id) || id == BLOCK_ADDITIONS && self.is_unshown;
                (self.progress.skip, self.progress.is_blank) = (size, is_blank);
            }
        }
        if self.progress.is_blank {
            make_void(&mut bytes[..head], self.progress.skip);
        }
        Some(head)
    }
}

impl Reader {
    /// Id and its length: outer none where it is not whole yet, inner none where it is none.
    fn id(&mut self, bytes: &[u8]) -> Option<Option<(u32, usize)>> {
        let len = bytes.first()?.leading_zeros() as usize + 1;
        if len > 4 {
            self.progress.is_broken = true;
            return Some(None);
        }
        let own = bytes.get(..len)?;
        Some(Some((own.iter().fold(0, |id, byte| (id << 8) | u32::from(*byte)), len)))
    }

    fn value(&mut self, id: u32, bytes: &[u8]) {
        let number = || bytes.iter().rev().take(8).rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        match id {
            DOC_TYPE => self.doc_type = bytes.to_vec(),
            TIMESTAMP_SCALE => self.scale = number().max(1),
            TRACK_NUMBER => self.tracks.last_mut().into_iter().for_each(|track| track.0 = number()),
            TRACK_TYPE => {
                self.has_picture |= number() == VIDEO;
                self.tracks.last_mut().into_iter().for_each(|track| track.1 = number());
            }
            TIMESTAMP => self.cluster = number(),
            DURATION => {
                self.declared = match *bytes {
                    [a, b, c, d] => f64::from(f32::from_be_bytes([a, b, c, d])),
                    [a, b, c, d, e, f, g, h] => f64::from_be_bytes([a, b, c, d, e, f, g, h]),
                    _ => 0.0,
                }
            }
            _ => {}
        }
    }

    /// Whether a track is told to be neither looked at nor heard.
    fn is_of_other(&self, track: Option<u64>) -> bool {
        let of_number = |own: &&(u64, u64)| Some(own.0) == track;
        self.tracks.iter().find(of_number).is_some_and(|(_, kind)| !matches!(*kind, 0 | VIDEO | AUDIO))
    }

    fn block(&mut self, within: i16) {
        let at = self.cluster.saturating_add_signed(i64::from(within));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }

    /// Whether it is WebM, or what that is a part of.
    pub(super) fn is_ours(&self) -> bool {
        matches!(self.doc_type.as_slice(), b"webm" | b"matroska")
    }

    /// Its length: what it says or where its last block begins, whichever is later. Recorders that cannot go back say nothing;
    /// what has no block has no length.
    pub(super) fn millis(&self) -> Option<u64> {
        let millis = |ticks: f64| (ticks * self.scale as f64 / 1e6) as u64;
        let last = millis(self.last? as f64);
        let told = (self.declared.is_finite() && self.declared > 0.0).then(|| millis(self.declared));
        told.max(Some(last))
    }
}

fn is_kept(id: u32) -> bool {
    [&OF_HEAD[..], &OF_WHOLE, &OF_TRACK, &OF_CLUSTER].iter().any(|ids| ids.contains(&id))
}

/// Makes the head of an element that of one that holds nothing and ends where it ended. The id of that is shorter than many:
/// its size is written in more bytes, and what is left of the head becomes a part of what it holds.
fn make_void(head: &mut [u8], size: u64) {
    let len = (head.len() - 1).min(8);
    let inside = size.saturating_add((head.len() - 1 - len) as u64).min((1 << 56) - 2);
    let written = (inside | (1_u64 << (7 * len))).to_be_bytes();
    head.fill(0);
    head[0] = VOID;
    head[1..=len].copy_from_slice(&written[8 - len..]);
}

enum Number {
    /// It is not whole yet.
    More,
    /// It is none.
    None,
    /// The number, none where it is left open, and its length.
    Is(Option<u64>, usize),
}

/// A number with its length in its first bits.
fn number(bytes: &[u8]) -> Number {
    let Some(first) = bytes.first() else { return Number::More };
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return Number::None;
    }
    let Some(own) = bytes.get(..len) else { return Number::More };
    let all = own.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let most = (1_u64 << (7 * len)) - 1;
    let value = all & most;
    Number::Is((value != most).then_some(value), len)
}
