//! What the headers of the tus protocol (1.0.0, <https://tus.io/protocols/resumable-upload>) say: its core with creation and
//! expiration. Pure.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use data_encoding::BASE64;

/// The version we speak.
pub const VERSION: &str = "1.0.0";
/// Header of the version.
pub const RESUMABLE: &str = "tus-resumable";
/// Header of the bytes that have come.
pub const OFFSET: &str = "upload-offset";
/// Header of the bytes of the whole file.
pub const LENGTH: &str = "upload-length";
/// Header of the most bytes of a file.
pub const MAX_SIZE: &str = "tus-max-size";
/// Header of when the upload goes.
pub const EXPIRES: &str = "upload-expires";
/// Header of the form token, which has no field here.
pub const TOKEN: &str = "x-form-token";
/// What else we speak.
pub const EXTENSIONS: &str = "creation,expiration";
/// The type of a piece.
const PIECE: &str = "application/offset+octet-stream";
/// Characters of a name or a place.
const MOST_CHARS: usize = 255;

/// Why a request is refused, as the protocol tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// A header is missing or says nothing that we understand.
    Header(&'static str),
    /// There is none, or it is another's.
    Unknown,
    /// More has come, or less, than the sender believes.
    Offset,
    /// Its time is over.
    Gone,
    /// Another version of the protocol.
    Version,
    /// More bytes than may come.
    TooLarge,
    /// No piece of a file.
    Kind,
}

impl No {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Header(_) => StatusCode::BAD_REQUEST,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Offset => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::Version => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }
}

/// A file that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Bytes it will have.
    pub length: u64,
    /// Where it belongs within its purpose.
    pub target: String,
    /// What its sender calls it.
    pub file_name: String,
}

/// Checks the version.
///
/// # Errors
/// `Version` for another.
pub fn version(headers: &HeaderMap) -> Result<(), No> {
    if text(headers, RESUMABLE) == Some(VERSION) { Ok(()) } else { Err(No::Version) }
}

/// Reads what is announced: its length, and `target` and `filename` of its metadata.
///
/// # Errors
/// `Header` when one is missing or wrong; `TooLarge` over `most` bytes.
pub fn announced(headers: &HeaderMap, most: u64) -> Result<Announced, No> {
    let length = number(headers, LENGTH)?;
    if length > most {
        return Err(No::TooLarge);
    }
    let metadata = text(headers, "upload-metadata").unwrap_or_default();
    let value = |name: &str| -> Result<String, No> {
        let pair = metadata.split(',').filter_map(|pair| pair.trim().split_once(' ')).find(|(key, _)| *key == name);
        let Some((_, value)) = pair else { return Ok(String::new()) };
        let bytes = BASE64.decode(value.trim().as_bytes()).map_err(|_| No::Header("metadata"))?;
        let text = String::from_utf8(bytes).map_err(|_| No::Header("metadata"))?;
        if text.chars().count() > MOST_CHARS || text.contains('\0') {
            return Err(No::Header("metadata"));
        }
        Ok(text)
    };
    let (target, file_name) = (value("target")?, value("filename")?);
    if target.is_empty() {
        return Err(No::Header("metadata"));
    }
    Ok(Announced { length, target, file_name })
}

/// A piece that is to come.
pub struct Coming {
    /// The byte of the file it begins with.
    pub offset: u64,
    /// How many bytes its sender says it has.
    pub declared: Option<u64>,
}

/// Reads what is said about a piece.
///
/// # Errors
/// `Kind` for another type; `Header` when one is missing or wrong.
pub fn coming(headers: &HeaderMap) -> Result<Coming, No> {
    if text(headers, CONTENT_TYPE.as_str()) != Some(PIECE) {
        return Err(No::Kind);
    }
    let declared = text(headers, CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok());
    Ok(Coming { offset: number(headers, OFFSET)?, declared })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Digits alone: no sign, no blank.
fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, No> {
    let digits = text(headers, name).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).filter(|bytes| i64::try_from(*bytes).is_ok()).ok_or(No::Header(name))
}

#[cfg(test)]
mod tests;
