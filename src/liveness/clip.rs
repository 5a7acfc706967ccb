//! What a clip says of itself: its container by content, whether it has a picture, how long it is. Read in passing, piece by
//! piece, from whatever somebody sent: nothing is kept but a few bytes, and nothing is believed that the specialist does not
//! see. What a player has no use for (places, times, names, what is appended) is blanked on the way: no byte moves, as players
//! go by where each stands. Pure.

mod blanks;
mod mp4;
#[cfg(test)]
pub mod tests;
mod webm;

pub use self::blanks::Blanks;
use crate::reference::Limits;
use crate::text::Message;
use crate::values::text_enum::text_enum;

text_enum! {
    /// The container of a clip.
    pub enum Container {
        /// WebM: what browsers record.
        Webm = "webm",
        /// MP4 or QuickTime: what cameras record.
        Mp4 = "mp4",
    }
}

impl Container {
    /// The type by which it is served.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Webm => "video/webm",
            Self::Mp4 => "video/mp4",
        }
    }
}

/// A clip may be this much longer or shorter than asked: recorders begin and end where a frame does.
const SPARE_MILLIS: u64 = 500;
/// Bytes that tell the container.
const HEAD: usize = 8;

/// What was seen of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Its size, in bytes.
    pub bytes: u64,
    /// Its container; none for what is no clip.
    pub container: Option<Container>,
    /// Whether it has a picture.
    pub has_picture: bool,
    /// Its length, in milliseconds; none where it does not tell.
    pub millis: Option<u64>,
}

/// Why a clip is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nothing came.
    Empty,
    /// More than this many bytes.
    TooLarge(u64),
    /// Neither of the containers.
    NoClip,
    /// Sound without a picture.
    NoPicture,
    /// Shorter than this many seconds.
    TooShort(u64),
    /// Longer than this many seconds.
    TooLong(u64),
    /// The same clip was sent before.
    Known,
}

impl Refused {
    /// What the sender is told.
    pub fn message(self) -> Message {
        match self {
            Self::Empty => Message::new("face-refused-empty"),
            Self::TooLarge(bytes) => Message::new("face-refused-too-large").with("limit", bytes >> 20),
            Self::NoClip => Message::new("face-refused-no-clip"),
            Self::NoPicture => Message::new("face-refused-no-picture"),
            Self::TooShort(seconds) => Message::new("face-refused-too-short").with("seconds", seconds),
            Self::TooLong(seconds) => Message::new("face-refused-too-long").with("seconds", seconds),
            Self::Known => Message::new("face-refused-known"),
        }
    }
}

impl Seen {
    /// Whether the clip may be taken: a video with a picture, as long as asked. Its container and its length, in milliseconds.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn judge(&self, limits: &Limits) -> Result<(Container, u64), Refused> {
        if self.bytes == 0 {
            return Err(Refused::Empty);
        }
        if self.bytes > limits.face_clip_bytes {
            return Err(Refused::TooLarge(limits.face_clip_bytes));
        }
        let container = self.container.ok_or(Refused::NoClip)?;
        if !self.has_picture {
            return Err(Refused::NoPicture);
        }
        // What browsers and cameras record tells it, one way or the other.
        let millis = self.millis.ok_or(Refused::NoClip)?;
        if millis.saturating_add(SPARE_MILLIS) < limits.face_seconds_min.saturating_mul(1000) {
            return Err(Refused::TooShort(limits.face_seconds_min));
        }
        if millis > limits.face_seconds_max.saturating_mul(1000).saturating_add(SPARE_MILLIS) {
            return Err(Refused::TooLong(limits.face_seconds_max));
        }
        Ok((container, millis))
    }
}

/// How far the reading of a container is.
#[derive(Default)]
struct Progress {
    /// Where in the clip the next part begins.
    at: u64,
    /// Bytes to be passed over.
    skip: u64,
    /// They are blanked.
    is_blank: bool,
    /// Nothing after this is believed, and nothing of it is kept.
    is_broken: bool,
}

/// A container that is read one part after the other.
trait Walk {
    fn progress(&mut self) -> &mut Progress;

    /// Reads one part, or the head of one that is entered or passed over; none where it is not whole yet. The head of what is
    /// to be blanked becomes that of a blank.
    fn one(&mut self, bytes: &mut [u8]) -> Option<usize>;

    /// Reads what is whole, and blanks what is not kept; tells how much it read.
    fn read(&mut self, bytes: &mut [u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            let Progress { at: place, skip, is_blank, is_broken } = self.progress();
            if *is_broken {
                bytes[at..].fill(0);
                return bytes.len();
            }
            if *skip > 0 {
                let here = usize::try_from(*skip).unwrap_or(usize::MAX).min(bytes.len() - at);
                *skip -= here as u64;
                *place += here as u64;
                if *is_blank {
                    bytes[at..at + here].fill(0);
                }
                at += here;
                continue;
            }
            let Some(read) = self.one(&mut bytes[at..]) else { break };
            // Where it broke off, this is blanked too.
            let progress = self.progress();
            if !progress.is_broken {
                progress.at += read as u64;
                at += read;
            }
        }
        at
    }
}

enum Reader {
    Waiting,
    Webm(webm::Reader),
    Mp4(mp4::Reader),
    Unknown,
}

/// Reads a clip as its pieces come.
pub struct Inspector {
    bytes: u64,
    /// What is not read yet: at most one small element.
    pending: Vec<u8>,
    reader: Reader,
}

impl Default for Inspector {
    fn default() -> Self {
        Self { bytes: 0, pending: Vec::new(), reader: Reader::Waiting }
    }
}

impl Inspector {
    /// Takes the next piece; what of it, and of those before, is read by now, as it may be kept. Nothing of what is no clip.
    pub fn take(&mut self, piece: &[u8]) -> Vec<u8> {
        self.bytes += piece.len() as u64;
        if matches!(self.reader, Reader::Unknown) {
            return Vec::new();
        }
        self.pending.extend_from_slice(piece);
        if matches!(self.reader, Reader::Waiting) {
            if self.pending.len() < HEAD {
                return Vec::new();
            }
            self.reader = if self.pending.starts_with(&webm::MAGIC) {
                Reader::Webm(webm::Reader::default())
            } else if &self.pending[4..HEAD] == mp4::MAGIC {
                Reader::Mp4(mp4::Reader::default())
            } else {
                Reader::Unknown
            };
        }
        let read = match &mut self.reader {
            Reader::Webm(reader) => reader.read(&mut self.pending),
            Reader::Mp4(reader) => reader.read(&mut self.pending),
            Reader::Waiting | Reader::Unknown => {
                self.pending.clear();
                0
            }
        };
        self.pending.drain(..read).collect()
    }

    /// The end of a clip, which was cut short in a part that never came whole: as many blanks.
    pub fn rest(&mut self) -> Vec<u8> {
        let length = self.pending.len();
        self.pending.clear();
        vec![0; length]
    }

    /// What was seen, and what of what was kept is to be blanked still.
    pub fn finish(self) -> (Seen, Blanks) {
        let bytes = self.bytes;
        let told = match self.reader {
            Reader::Webm(reader) if reader.is_ours() => {
                Some((Container::Webm, reader.has_picture, reader.millis(), Blanks::default()))
            }
            Reader::Mp4(mut reader) => {
                let blanks = reader.finish();
                reader.is_ours().then(|| (Container::Mp4, reader.has_picture, reader.millis(), blanks))
            }
            _ => None,
        };
        let Some((container, has_picture, millis, blanks)) = told else {
            return (Seen { bytes, ..Seen::default() }, Blanks::default());
        };
        (Seen { bytes, container: Some(container), has_picture, millis }, blanks)
    }
}
