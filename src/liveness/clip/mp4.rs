//! Boxes of MP4 and QuickTime as far as they are needed: read one after the other, those that hold others are entered, what
//! players need is passed over, and all else is blanked. Tracks of neither picture nor sound (where a camera was, and which way
//! it looked, many times a second) are blanked with their samples once the clip is whole. Pure.

mod samples;

use std::ops::Range;

use self::samples::Samples;
use super::blanks::{Blanks, MOST};
use super::{Progress, Walk};

/// What stands behind the size of the first box.
pub const MAGIC: &[u8; 4] = b"ftyp";

/// The largest box that is read; of a larger one nothing is believed.
const SMALL: u64 = 64 << 10;
/// Tracks that are looked at.
const TRACKS: usize = 16;
/// What players need beside what is read here (ISO/IEC 14496-12): samples, how they are coded and where each lies. The rest may
/// tell of place, device and person (`udta`, `meta`, `uuid`), or hold whatever somebody put there (`free`).
const KEPT: [&[u8; 4]; 13] = [
    b"ftyp", b"styp", b"sidx", b"mdat", b"edts", b"tref", b"mfhd", b"trun", b"sbgp", b"sgpd", b"saiz", b"saio", b"mfra",
];
/// What a box is called that holds nothing.
const BLANK: &[u8; 4] = b"free";
/// Where the name begins that a handler's box ends with.
const NAME_OF_HANDLER: usize = 24;

/// A box that is being read, box by box.
struct Open {
    kind: [u8; 4],
    at: u64,
    /// Where what it holds begins, and ends.
    inside: Range<u64>,
}

/// A track.
#[derive(Default)]
struct Track {
    id: u64,
    /// Ticks of a second.
    scale: u64,
    /// Whether it is looked at or heard.
    is_shown: bool,
    samples: Samples,
}

/// What the samples of a track's fragments are where those say nothing.
struct Defaults {
    id: u64,
    ticks: u64,
    bytes: u64,
}

/// A fragment of a track.
#[derive(Default)]
struct Fragment {
    is_shown: bool,
    scale: u64,
    ticks: u64,
    bytes: u64,
    /// Where it stands, in ticks.
    at: u64,
    /// What its places are counted from, and where the next sample lies.
    base: u64,
    next: u64,
}

/// What is known so far.
#[derive(Default)]
pub struct Reader {
    progress: Progress,
    open: Vec<Open>,
    /// Ticks of a second, and the length in them.
    scale: u64,
    declared: u64,
    /// The length of all fragments, in ticks of the whole.
    fragments: u64,
    tracks: Vec<Track>,
    defaults: Vec<Defaults>,
    /// The fragment that is being read; none before its head. Where the samples of those beside it end.
    here: Option<Fragment>,
    reach: Option<u64>,
    /// Where the latest fragment ends, in milliseconds.
    end: u64,
    /// Parts that hold samples, and where those lie that are not shown.
    data: Vec<Range<u64>>,
    unshown: Vec<Range<u64>>,
    blanks: Blanks,
    /// Where samples lie that are not shown is not known.
    is_hidden: bool,
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

/// Whether a box holds others that are read.
fn is_entered(parent: Option<&[u8; 4]>, kind: &[u8; 4]) -> bool {
    matches!(
        (parent, kind),
        (None, b"moov" | b"moof")
            | (Some(b"moov"), b"trak" | b"mvex")
            | (Some(b"trak"), b"mdia")
            | (Some(b"mdia"), b"minf")
            | (Some(b"minf"), b"stbl")
            | (Some(b"moof"), b"traf")
    )
}

fn is_read(parent: Option<&[u8; 4]>, kind: &[u8; 4]) -> bool {
    matches!(
        (parent, kind),
        (Some(b"moov"), b"mvhd")
            | (Some(b"mvex"), b"mehd" | b"trex")
            | (Some(b"trak"), b"tkhd")
            | (Some(b"mdia"), b"mdhd" | b"hdlr")
            | (Some(b"stbl"), b"stsz" | b"stz2" | b"stsc" | b"stco" | b"co64")
            | (Some(b"traf"), b"tfhd" | b"tfdt" | b"trun")
    )
}

impl Walk for Reader {
    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }

    fn one(&mut self, bytes: &mut [u8]) -> Option<usize> {
        let at = self.progress.at;
        self.leave(at);
        let kind: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
        let (size, head) = match u32_at(bytes, 0)? {
            // To the end of the file.
            0 => (u64::MAX, 8),
            1 => (u64_at(bytes, 8)?, 16),
            size => (size, 8),
        };
        let around = self.open.last();
        let inside = at + head as u64..at.saturating_add(size);
        let (length, most) = (size.checked_sub(head as u64), around.map_or(u64::MAX, |open| open.inside.end));
        let Some(length) = length.filter(|_| inside.end <= most) else {
            self.progress.is_broken = true;
            return Some(bytes.len());
        };
        let parent = around.map(|open| &open.kind);
        self.has_begun = true;
        if is_entered(parent, &kind) {
            self.enter(Open { kind, at, inside });
            return Some(head);
        }
        let is_read = is_read(parent, &kind);
        if is_read && length <= SMALL {
            let end = head + usize::try_from(length).ok()?;
            let body = bytes.get_mut(head..end)?;
            // What is cut short says nothing.
            let _ = self.body(&kind, body);
            forget(&kind, body);
            return Some(end);
        }
        let is_kept = KEPT.contains(&&kind) || matches!(parent, Some(b"minf" | b"stbl"));
        if is_read {
            self.pass_over();
        } else if &kind == b"mdat" {
            self.hold(inside);
        }
        (self.progress.skip, self.progress.is_blank) = (length, !is_kept);
        if !is_kept {
            bytes[4..8].copy_from_slice(BLANK);
        }
        Some(head)
    }
}

impl Reader {
    /// Whether the box it begins with has a size, and all that is not shown was found: of another nothing is kept.
    pub(super) fn is_ours(&self) -> bool {
        self.has_begun && !self.is_hidden
    }

    fn enter(&mut self, open: Open) {
        match &open.kind {
            b"trak" if self.tracks.len() < TRACKS => self.tracks.push(Track::default()),
            b"trak" => self.progress.is_broken = true,
            b"moof" => self.reach = None,
            b"traf" => self.here = None,
            _ => {}
        }
        self.open.push(open);
    }

    /// Leaves all that ends before a place.
    fn leave(&mut self, at: u64) {
        while let Some(open) = self.open.pop_if(|open| open.inside.end <= at) {
            let track = self.tracks.last();
            let is_shown = match &open.kind {
                b"trak" => track.is_some_and(|track| track.is_shown),
                b"traf" => self.here.as_ref().is_some_and(|here| here.is_shown),
                _ => true,
            };
            if is_shown {
                continue;
            }
            if &open.kind == b"trak" {
                let samples = track.map(|track| &track.samples);
                self.is_hidden |= samples.is_some_and(|samples| !samples.is_known());
                let ranges: Vec<_> = samples.into_iter().flat_map(Samples::ranges).collect();
                ranges.into_iter().for_each(|range| self.hide(range));
            }
            // Its name, and what it holds.
            let parts = [(open.at + 4..open.at + 8, &BLANK[..]), (open.inside, b"")];
            self.is_hidden |= parts.into_iter().any(|(at, begins)| self.blanks.add(at, begins).is_none());
        }
    }

    /// Samples lie there.
    fn hold(&mut self, data: Range<u64>) {
        if self.data.len() < MOST {
            self.data.push(data);
        } else {
            self.is_hidden = true;
        }
    }

    /// Samples that are not shown lie there.
    fn hide(&mut self, samples: Range<u64>) {
        if self.unshown.len() < MOST {
            self.unshown.push(samples);
        } else {
            self.is_hidden = true;
        }
    }

    /// A table is larger than any that is read.
    fn pass_over(&mut self) {
        match self.open.last().map(|open| &open.kind) {
            Some(b"stbl") => {
                if let Some(track) = self.tracks.last_mut() {
                    track.samples.pass_over();
                }
            }
            Some(b"traf") => self.is_hidden |= self.here.as_ref().is_none_or(|here| !here.is_shown),
            _ => {}
        }
    }

    /// What is to be blanked still, now that it is whole.
    pub(super) fn finish(&mut self) -> Blanks {
        self.leave(u64::MAX);
        let mut blanks = std::mem::take(&mut self.blanks);
        for samples in &self.unshown {
            for data in &self.data {
                let at = samples.start.max(data.start)..samples.end.min(data.end);
                self.is_hidden |= !at.is_empty() && blanks.add(at, b"").is_none();
            }
        }
        blanks
    }

    fn body(&mut self, kind: &[u8; 4], body: &[u8]) -> Option<()> {
        let is_long = body.first()? == &1;
        match kind {
            b"mvhd" => {
                self.scale = u32_at(body, if is_long { 20 } else { 12 })?;
                self.declared = long_at(body, 16, 24)?;
            }
            b"mehd" => self.fragments = long_at(body, 4, 4)?,
            b"trex" if self.defaults.len() < TRACKS => {
                let (id, ticks, bytes) = (u32_at(body, 4)?, u32_at(body, 12)?, u32_at(body, 16)?);
                self.defaults.push(Defaults { id, ticks, bytes });
            }
            b"tkhd" => self.tracks.last_mut()?.id = u32_at(body, if is_long { 20 } else { 12 })?,
            b"mdhd" => self.tracks.last_mut()?.scale = u32_at(body, if is_long { 20 } else { 12 })?,
            b"hdlr" => {
                let handler = body.get(8..12)?;
                self.has_picture |= handler == b"vide";
                self.tracks.last_mut()?.is_shown |= handler == b"vide" || handler == b"soun";
            }
            b"tfhd" if self.here.is_none() => self.here = Some(self.fragment(body)?),
            b"tfdt" => self.here.as_mut()?.at = long_at(body, 4, 4)?,
            b"trun" => self.run(body)?,
            _ if self.open.last()?.kind == *b"stbl" => self.tracks.last_mut()?.samples.read(kind, body),
            _ => {}
        }
        Some(())
    }

    /// A fragment by its head.
    fn fragment(&mut self, body: &[u8]) -> Option<Fragment> {
        let (flags, id) = (u32_at(body, 0)?, u32_at(body, 4)?);
        let track = self.tracks.iter().find(|track| track.id == id);
        let defaults = self.defaults.iter().find(|defaults| defaults.id == id);
        // What it may say itself, one after the other: place, description, ticks and bytes.
        let has = |flag: u64| flags & flag != 0;
        let (ticks_at, place) = (8 + if has(1) { 8 } else { 0 } + if has(2) { 4 } else { 0 }, u64_at(body, 8));
        let bytes_at = ticks_at + if has(8) { 4 } else { 0 };
        let own = |flag: u64, at: usize, other: Option<u64>| {
            if has(flag) { u32_at(body, at) } else { Some(other.unwrap_or_default()) }
        };
        let whole = self.open.iter().find(|open| &open.kind == b"moof")?.at;
        let base = match self.reach {
            _ if has(1) => place?,
            Some(reach) if !has(0x2_0000) => reach,
            _ => whole,
        };
        Some(Fragment {
            is_shown: track.is_some_and(|track| track.is_shown),
            scale: track.map_or(0, |track| track.scale),
            ticks: own(8, ticks_at, defaults.map(|own| own.ticks))?,
            bytes: own(0x10, bytes_at, defaults.map(|own| own.bytes))?,
            at: 0,
            base,
            next: base,
        })
    }

    /// The samples of a fragment.
    fn run(&mut self, body: &[u8]) -> Option<()> {
        let here = self.here.as_mut()?;
        let (flags, count) = (u32_at(body, 0)?, u32_at(body, 4)?);
        let has = |flag: u64| flags & flag != 0;
        if has(1) {
            let offset = i32::from_be_bytes(body.get(8..12)?.try_into().ok()?);
            here.next = here.base.saturating_add_signed(i64::from(offset));
        }
        let first = 8 + if has(1) { 4 } else { 0 } + if has(4) { 4 } else { 0 };
        let row = 4 * [0x100, 0x200, 0x400, 0x800].into_iter().filter(|field| has(*field)).count();
        let sum = |flag: u64, at: usize, other: u64| {
            if !has(flag) {
                return count.saturating_mul(other);
            }
            let samples = (first + at..body.len()).step_by(row).filter_map(|at| u32_at(body, at));
            samples.fold(0, u64::saturating_add)
        };
        let ticks = sum(0x100, 0, here.ticks);
        let bytes = sum(0x200, if has(0x100) { 4 } else { 0 }, here.bytes);
        let samples = here.next..here.next.saturating_add(bytes);
        here.next = samples.end;
        self.reach = Some(samples.end);
        here.at = here.at.saturating_add(ticks);
        if here.is_shown {
            self.end = self.end.max(millis(here.at, here.scale)?);
        } else {
            self.hide(samples);
        }
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
