//! Boxes of MP4 and QuickTime as far as they are needed: read one after the other, those that hold others are entered, what
//! players need is passed over, and all else is blanked. Pure.

use super::{Progress, Walk};

/// What stands behind the size of the first box.
pub const MAGIC: &[u8; 4] = b"ftyp";

/// The largest box that is read; of a larger one nothing is believed.
const SMALL: u64 = 64 << 10;
/// Tracks that are looked at.
const TRACKS: usize = 16;
/// What players need beside what is read here (ISO/IEC 14496-12): samples, how they are coded and where each lies. The rest may
/// tell of place, device and person (`udta`, `meta`, `uuid`), or hold whatever somebody put there (`free`).
const KEPT: [&[u8; 4]; 14] = [
    b"ftyp", b"styp", b"sidx", b"mdat", b"minf", b"edts", b"tref", b"mfhd", b"trun", b"sbgp", b"sgpd", b"saiz",
    b"saio", b"mfra",
];
/// What a box is called that holds nothing.
const BLANK: [u8; 4] = *b"free";
/// Where the name begins that a handler's box ends with.
const NAME_OF_HANDLER: usize = 24;

/// A track, as far as its fragments need it.
#[derive(Debug, Clone, Copy, Default)]
struct Track {
    id: u32,
    /// Ticks of a second.
    scale: u64,
    /// Ticks of a sample that says nothing itself.
    sample: u64,
}

/// What is known so far.
#[derive(Default)]
pub struct Reader {
    progress: Progress,
    /// Ticks of a second, and the length in them.
    scale: u64,
    declared: u64,
    /// The length of all fragments, in ticks of the whole.
    fragments: u64,
    tracks: Vec<Track>,
    /// The track of the fragment that is being read, and where it stands, in its ticks.
    here: Track,
    at: u64,
    /// Where the latest fragment ends, in milliseconds.
    end: u64,
    has_begun: bool,
    pub(super) has_picture: bool,
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// A number of four bytes, of eight in version 1. None where it says that it is not known.
fn long_at(body: &[u8], short: usize, long: usize) -> Option<u64> {
    if body.first()? == &1 {
        u64_at(body, long).filter(|value| *value != u64::MAX)
    } else {
        u32_at(body, short).filter(|value| *value != u64::from(u32::MAX))
    }
}

impl Walk for Reader {
    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }

    fn one(&mut self, bytes: &mut [u8]) -> Option<usize> {
        let kind: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
        let (size, head) = match u32_at(bytes, 0)? {
            // To the end of the file.
            0 => (u64::MAX, 8),
            1 => (u64_at(bytes, 8)?, 16),
            size => (size, 8),
        };
        let Some(inside) = size.checked_sub(head as u64) else {
            self.progress.is_broken = true;
            return Some(bytes.len());
        };
        self.has_begun = true;
        match &kind {
            b"moov" | b"trak" | b"mdia" | b"mvex" | b"moof" | b"traf" => Some(head),
            b"mvhd" | b"tkhd" | b"mdhd" | b"hdlr" | b"mehd" | b"trex" | b"tfhd" | b"tfdt" | b"trun"
                if inside <= SMALL =>
            {
                let end = head + usize::try_from(inside).ok()?;
                let body = bytes.get_mut(head..end)?;
                // What is cut short says nothing.
                let _ = self.body(&kind, body);
                forget(&kind, body);
                Some(end)
            }
            _ => {
                self.progress.skip = inside;
                self.progress.is_blank = !KEPT.contains(&&kind);
                if self.progress.is_blank {
                    bytes[4..8].copy_from_slice(&BLANK);
                }
                Some(head)
            }
        }
    }
}

impl Reader {
    /// Whether the box it begins with has a size: of what has none nothing is kept.
    pub(super) fn is_ours(&self) -> bool {
        self.has_begun
    }

    fn body(&mut self, kind: &[u8; 4], body: &[u8]) -> Option<()> {
        let is_long = body.first()? == &1;
        match kind {
            b"mvhd" => {
                self.scale = u32_at(body, if is_long { 20 } else { 12 })?;
                self.declared = long_at(body, 16, 24)?;
            }
            b"mehd" => self.fragments = long_at(body, 4, 4)?,
            b"tkhd" => {
                let id = u32_at(body, if is_long { 20 } else { 12 })?;
                if self.tracks.len() < TRACKS {
                    self.tracks.push(Track { id: u32::try_from(id).ok()?, ..Track::default() });
                }
            }
            b"mdhd" => self.tracks.last_mut()?.scale = u32_at(body, if is_long { 20 } else { 12 })?,
            b"hdlr" => self.has_picture |= body.get(8..12)? == b"vide",
            b"trex" => {
                let (id, sample) = (u32_at(body, 4)?, u32_at(body, 12)?);
                self.tracks.iter_mut().find(|track| u64::from(track.id) == id)?.sample = sample;
            }
            b"tfhd" => self.fragment(body)?,
            b"tfdt" => self.at = long_at(body, 4, 4)?,
            b"trun" => self.run(body)?,
            _ => {}
        }
        Some(())
    }

    /// The head of a track's fragment.
    fn fragment(&mut self, body: &[u8]) -> Option<()> {
        let flags = u32_at(body, 0)?;
        let id = u32_at(body, 4)?;
        self.at = 0;
        self.here = self.tracks.iter().copied().find(|track| u64::from(track.id) == id).unwrap_or_default();
        // Before the length of a sample stand an offset and the number of a description, where they are given.
        let before = if flags & 1 == 0 { 0 } else { 8 } + if flags & 2 == 0 { 0 } else { 4 };
        if flags & 8 != 0 {
            self.here.sample = u32_at(body, 8 + before)?;
        }
        Some(())
    }

    /// The samples of a fragment.
    fn run(&mut self, body: &[u8]) -> Option<()> {
        let (flags, count) = (u32_at(body, 0)?, u32_at(body, 4)?);
        let first = 8 + if flags & 1 == 0 { 0 } else { 4 } + if flags & 4 == 0 { 0 } else { 4 };
        let fields = [0x100, 0x200, 0x400, 0x800].iter().filter(|field| flags & **field != 0).count();
        let length = if flags & 0x100 == 0 {
            count.saturating_mul(self.here.sample)
        } else {
            let samples = (first..body.len()).step_by(4 * fields.max(1));
            samples.filter_map(|at| u32_at(body, at)).fold(0, u64::saturating_add)
        };
        self.at = self.at.saturating_add(length);
        self.end = self.end.max(millis(self.at, self.here.scale)?);
        Some(())
    }

    /// Its length: what it says, or where its last fragment ends, whichever is later.
    pub(super) fn millis(&self) -> Option<u64> {
        let told = [self.declared, self.fragments].iter().filter_map(|ticks| millis(*ticks, self.scale)).max();
        told.into_iter().chain([self.end]).max().filter(|millis| *millis > 0)
    }
}

/// Blanks in what is kept when it was made and by what.
fn forget(kind: &[u8; 4], body: &mut [u8]) {
    let after_times = if body.first() == Some(&1) { 20 } else { 12 };
    let told = match kind {
        // When it was created, and when changed.
        b"mvhd" | b"tkhd" | b"mdhd" => 4..after_times,
        b"hdlr" => NAME_OF_HANDLER..body.len(),
        _ => return,
    };
    if let Some(told) = body.get_mut(told) {
        told.fill(0);
    }
}

fn millis(ticks: u64, scale: u64) -> Option<u64> {
    let scale = Some(scale).filter(|scale| *scale > 0)?;
    Some(u64::try_from(u128::from(ticks) * 1000 / u128::from(scale)).unwrap_or(u64::MAX))
}
