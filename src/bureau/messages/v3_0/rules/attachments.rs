//! Rules of attachments: formats, purposes, owners, sizes.

use super::{Collector, Papers};
use crate::bureau::codes::{AttachmentFormat, AttachmentPurpose};
use crate::bureau::packaging::decode_base64;
use crate::material::sent::PICTURE_LIMIT;

/// Checks an attachment.
pub fn check(papers: &Papers<'_>, at: &str, found: &mut Collector<'_>) {
    let format = AttachmentFormat::of(papers.format);
    found.unless(format.is_some(), || format!("{at}/Fjwjgs"), 1056, Some(&papers.format.to_string()));
    let purpose = AttachmentPurpose::of(papers.purpose);
    match purpose {
        None => found.tell(format!("{at}/Fjyt"), 1057, Some(&papers.purpose.to_string())),
        Some(purpose) => {
            let fits = purpose.owner().code() == papers.owner;
            found.unless(fits, || format!("{at}/Fjssdx/Ssdxlx"), 1061, Some(&papers.owner.to_string()));
        }
    }
    let limit = purpose.map_or(PICTURE_LIMIT, AttachmentPurpose::limit);
    found.unless(is_picture(papers.content, format, limit), || format!("{at}/Fjnr"), 5010, None);
}

/// Checks the scan of an approval.
pub fn scan(content: &str, path: &str, found: &mut Collector<'_>) {
    let fine = is_picture(content, Some(AttachmentFormat::Jpeg), PICTURE_LIMIT);
    found.unless(fine, || path.to_owned(), 5010, None);
}

/// Base64 that is short enough and begins as its format does. The text of a picture read as text (`w7/DmMO/`), a mistake
/// that was seen, fails here too.
fn is_picture(content: &str, format: Option<AttachmentFormat>, limit: usize) -> bool {
    let length = content.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
    if length > limit {
        return false;
    }
    let Some(bytes) = decode_base64(content) else { return false };
    match format {
        Some(AttachmentFormat::Jpeg) => bytes.starts_with(&[0xff, 0xd8, 0xff]),
        Some(AttachmentFormat::Png) => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        None => true,
    }
}
