//! What server and child tell each other: a length, a JSON header, then bytes whose lengths the header tells.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::material::picture::{Lie, PictureLimits, Print};
use crate::material::refusal::{Refusal, Warning};

/// The most bytes of a header; far more than any of ours has.
pub const HEADER_BYTES: usize = 64 << 10;

/// What the server asks for; the file follows to the end of the stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// Limits of this upload.
    pub limits: PictureLimits,
    /// What is made of it.
    pub make: Make,
}

/// What is made of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Make {
    /// The pictures that are kept, each with its thumbnail.
    Kept {
        /// Whether a PDF is taken here.
        takes_pdf: bool,
    },
    /// Of a kept picture the one that is sent: of `kept_bytes` at most, without thumbnail.
    Sent,
    /// Of a kept picture the print, to be read.
    Print,
}

/// What the child answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The file cannot be used.
    Refused(Refusal),
    /// The pages; picture and thumbnail of each follow in this order.
    Pages(Vec<PageHeader>),
    /// A print; its pixels follow.
    Print(Lie),
}

/// One page, announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageHeader {
    /// Width of the picture.
    pub width: u32,
    /// Height of the picture.
    pub height: u32,
    /// Bytes of the picture.
    pub jpeg: usize,
    /// Bytes of the thumbnail.
    pub thumbnail: usize,
    /// What is doubtful about it.
    pub warnings: Vec<Warning>,
}

/// A header as it is sent: its length, then the JSON.
pub fn encode(header: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(header)?;
    let mut bytes = u32::try_from(json.len()).map_err(io::Error::other)?.to_be_bytes().to_vec();
    bytes.extend_from_slice(&json);
    Ok(bytes)
}

/// Reads a header.
pub fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut json = vec![0; header_length(length)?];
    input.read_exact(&mut json)?;
    Ok(serde_json::from_slice(&json)?)
}

/// The length of a header, if it is one of ours.
pub fn header_length(bytes: [u8; 4]) -> io::Result<usize> {
    let length = u32::from_be_bytes(bytes) as usize;
    if length > HEADER_BYTES { Err(io::Error::other("header too long")) } else { Ok(length) }
}

/// Writes an answer with its pictures.
pub fn write_pages(output: &mut impl Write, pages: &[crate::material::picture::Picture]) -> io::Result<()> {
    let headers = pages.iter().map(|page| PageHeader {
        width: page.width,
        height: page.height,
        jpeg: page.jpeg.len(),
        thumbnail: page.thumbnail.len(),
        warnings: page.warnings.clone(),
    });
    output.write_all(&encode(&Answer::Pages(headers.collect()))?)?;
    for page in pages {
        output.write_all(&page.jpeg)?;
        output.write_all(&page.thumbnail)?;
    }
    output.flush()
}

/// Writes an answer with a print.
pub fn write_print(output: &mut impl Write, print: &Print) -> io::Result<()> {
    output.write_all(&encode(&Answer::Print(print.lie))?)?;
    output.write_all(&print.grey)?;
    output.flush()
}
