//! Why a file cannot be used, and what is doubtful about one that can: small enums that cross the process boundary.

use serde::{Deserialize, Serialize};

use crate::text::Message;

/// Why an uploaded file is refused. Nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// No bytes at all.
    Empty,
    /// More bytes than an upload may have.
    TooLarge {
        /// The most that is taken, in MB.
        limit: u64,
    },
    /// None of the types we read.
    UnknownType,
    /// A HEIC or HEIF photograph.
    Heic,
    /// A PDF where only a picture is taken.
    PdfNotTaken,
    /// Several pictures in one file that move.
    Animated,
    /// More pixels than we decode.
    TooManyPixels {
        /// The most that is decoded, in millions.
        limit: u64,
    },
    /// Too small to read a paper from it.
    TooSmall {
        /// Shorter side found.
        side: u32,
        /// Shorter side needed.
        least: u32,
    },
    /// Damaged, cut off or not what it says it is.
    Broken,
    /// Reading took longer or more memory than we give.
    TooHeavy,
    /// A PDF that a password protects.
    PdfEncrypted,
    /// A PDF with scripts, actions or files in it.
    PdfActive,
    /// A PDF that cannot be read.
    PdfBroken,
    /// A PDF with too many pages.
    PdfTooManyPages {
        /// The most that is taken.
        limit: usize,
    },
}

impl Refusal {
    /// The refusal as it is told beside the file.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Message::new("material-refused-empty"),
            Self::TooLarge { limit } => Message::new("material-refused-too-large").with("limit", limit),
            Self::UnknownType => Message::new("material-refused-unknown-type"),
            Self::Heic => Message::new("material-refused-heic"),
            Self::PdfNotTaken => Message::new("material-refused-pdf-not-taken"),
            Self::Animated => Message::new("material-refused-animated"),
            Self::TooManyPixels { limit } => Message::new("material-refused-too-many-pixels").with("limit", limit),
            Self::TooSmall { side, least } => {
                Message::new("material-refused-too-small").with("side", side).with("least", least)
            }
            Self::Broken => Message::new("material-refused-broken"),
            Self::TooHeavy => Message::new("material-refused-too-heavy"),
            Self::PdfEncrypted => Message::new("material-refused-pdf-encrypted"),
            Self::PdfActive => Message::new("material-refused-pdf-active"),
            Self::PdfBroken => Message::new("material-refused-pdf-broken"),
            Self::PdfTooManyPages { limit } => Message::new("material-refused-pdf-too-many-pages").with("limit", limit),
        }
    }
}

/// What is doubtful about a picture that is kept: told to the applicant and shown to the desk, never in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// Readable, but smaller than a photographed paper should be.
    Small {
        /// Shorter side found.
        side: u32,
        /// Shorter side advised.
        advised: u32,
    },
    /// So few bytes that the print is probably not legible.
    SmallFile {
        /// Size advised, in KB.
        least: usize,
    },
    /// Hardly any colour: likely a photocopy.
    Grey,
    /// No sharp edges.
    Blurred,
    /// Nothing bright in it.
    Dark,
    /// Nothing dark in it.
    Bright,
    /// Part of the paper is white where something shines.
    Glare,
    /// The paper runs over the edge of the picture.
    CutOff,
    /// Lines of print run upwards.
    Turned,
}

impl Warning {
    /// Whether it is about a sheet or a card that lies before the camera: of a person who holds one it says nothing.
    pub fn is_of_a_paper(self) -> bool {
        matches!(self, Self::CutOff | Self::Turned)
    }

    /// The warning in words.
    pub fn message(&self) -> Message {
        match self {
            Self::Small { side, advised } => {
                Message::new("material-warned-small").with("side", side).with("advised", advised)
            }
            Self::SmallFile { least } => Message::new("material-warned-small-file").with("least", least),
            Self::Grey => Message::new("material-warned-grey"),
            Self::Blurred => Message::new("material-warned-blurred"),
            Self::Dark => Message::new("material-warned-dark"),
            Self::Bright => Message::new("material-warned-bright"),
            Self::Glare => Message::new("material-warned-glare"),
            Self::CutOff => Message::new("material-warned-cut-off"),
            Self::Turned => Message::new("material-warned-turned"),
        }
    }

    /// The warning as it is kept with the material: its code, then its numbers.
    pub fn code(&self) -> String {
        match self {
            Self::Small { side, advised } => format!("small:{side}:{advised}"),
            Self::SmallFile { least } => format!("small-file:{least}"),
            Self::Grey => "grey".to_owned(),
            Self::Blurred => "blurred".to_owned(),
            Self::Dark => "dark".to_owned(),
            Self::Bright => "bright".to_owned(),
            Self::Glare => "glare".to_owned(),
            Self::CutOff => "cut-off".to_owned(),
            Self::Turned => "turned".to_owned(),
        }
    }

    /// Reads [`Warning::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        let mut parts = code.split(':');
        Some(match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            ("small", Some(side), Some(advised), None) => {
                Self::Small { side: side.parse().ok()?, advised: advised.parse().ok()? }
            }
            ("small-file", Some(least), None, None) => Self::SmallFile { least: least.parse().ok()? },
            ("grey", None, None, None) => Self::Grey,
            ("blurred", None, None, None) => Self::Blurred,
            ("dark", None, None, None) => Self::Dark,
            ("bright", None, None, None) => Self::Bright,
            ("glare", None, None, None) => Self::Glare,
            ("cut-off", None, None, None) => Self::CutOff,
            ("turned", None, None, None) => Self::Turned,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_read_as_they_are_kept() {
        let all = [
            Warning::Small { side: 512, advised: 600 },
            Warning::SmallFile { least: 50 },
            Warning::Grey,
            Warning::Blurred,
            Warning::Dark,
            Warning::Bright,
            Warning::Glare,
            Warning::CutOff,
            Warning::Turned,
        ];
        for warning in all {
            assert_eq!(Warning::from_code(&warning.code()), Some(warning));
        }
        for code in ["", "small", "small:1", "small:x:600", "grey:1", "other"] {
            assert_eq!(Warning::from_code(code), None, "{code}");
        }
    }
}
