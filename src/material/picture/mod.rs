//! One uploaded picture: bytes in, a clean JPEG and its thumbnail out. Pure; it runs in the limited child process.
//!
//! Nothing of the file survives but its pixels: the result is encoded anew, so metadata, thumbnails inside the file,
//! colour profiles and whatever was appended are gone.

mod encode;
mod file_type;
mod jpeg_end;
mod patch;
mod print;
mod quality;
#[cfg(test)]
mod tests;

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, RgbImage};
use serde::{Deserialize, Serialize};

pub use self::file_type::FileType;
pub use self::print::{Lie, PRINT_SIDE, Print, print};
pub use self::quality::{Thresholds, warnings};
use super::refusal::{Refusal, Warning};
use crate::clock::{self, china_day};
use crate::reference::{Limits, book};

/// What a decoder may allocate for one picture, its pixels counted: forty million in colour with transparency take 160 MB. Far
/// lower than the memory limit of the child, so that a refusal comes before the process dies.
const DECODER_BYTES: u64 = 256 << 20;
/// Longest side that is kept: a photograph of twelve million pixels stays as it is, and no print needs more.
const KEPT_SIDE: u32 = 4096;
/// Quality of a kept photograph, if it fits.
const PHOTO_QUALITY: u8 = 90;
/// Longest side of a picture that is made small to be sent: the print of an ID card is legible on it.
const SENT_SIDE: u32 = 1600;
/// Quality it begins with.
const SENT_QUALITY: u8 = 75;

/// Limits of one upload, from those of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureLimits {
    /// The most bytes that are read.
    pub upload_bytes: u64,
    /// The most pixels that are decoded.
    pub pixels: u64,
    /// The most bytes of the JPEG that is kept.
    pub kept_bytes: usize,
    /// The longest side that is kept.
    pub kept_side: u32,
    /// The longest side of the thumbnail.
    pub thumbnail_side: u32,
    /// Pictures with a shorter side below this are refused.
    pub least_side: u32,
    /// Pictures with a shorter side below this are warned about.
    pub advised_side: u32,
    /// Files with fewer bytes are warned about.
    pub small_file_bytes: usize,
    /// The most pages of a PDF.
    pub pdf_pages: usize,
    /// From when on a photograph is doubtful.
    pub doubtful: Thresholds,
}

impl From<&Limits> for PictureLimits {
    fn from(limits: &Limits) -> Self {
        Self {
            upload_bytes: limits.upload_bytes as u64,
            pixels: limits.picture_pixels,
            kept_bytes: limits.kept_bytes,
            kept_side: KEPT_SIDE,
            thumbnail_side: limits.thumbnail_side,
            least_side: limits.picture_short_side_min,
            advised_side: limits.picture_short_side_good,
            small_file_bytes: limits.small_file_bytes,
            pdf_pages: limits.pdf_pages,
            doubtful: Thresholds::from(limits),
        }
    }
}

/// Those of today.
impl Default for PictureLimits {
    fn default() -> Self {
        Self::from(book().limits(china_day(clock::now())))
    }
}

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width of the kept picture.
    pub width: u32,
    /// Height of the kept picture.
    pub height: u32,
    /// The kept picture.
    pub jpeg: Vec<u8>,
    /// A small one for lists, JPEG too.
    pub thumbnail: Vec<u8>,
    /// What is doubtful about it.
    pub warnings: Vec<Warning>,
}

/// Reads a JPEG, PNG or WebP file and makes the picture that is kept.
pub fn prepare(bytes: &[u8], limits: &PictureLimits) -> Result<Picture, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() as u64 > limits.upload_bytes {
        return Err(Refusal::TooLarge { limit: limits.upload_bytes >> 20 });
    }
    let image = decode(bytes, limits)?;
    let side = image.width().min(image.height());
    let mut warnings = Vec::new();
    if side < limits.advised_side {
        warnings.push(Warning::Small { side, advised: limits.advised_side });
    }
    if bytes.len() < limits.small_file_bytes {
        warnings.push(Warning::SmallFile { least: limits.small_file_bytes >> 10 });
    }
    warnings.extend(quality::warnings(&image, &limits.doubtful));
    finish(image, PHOTO_QUALITY, warnings, limits)
}

/// Makes the kept picture of a page that a PDF reader has drawn. Such a page is sharp and may rightly be black and
/// white, so it is not judged. `quality` is that of the JPEG, 1 to 100.
pub fn prepare_page(page: RgbImage, quality: u8, limits: &PictureLimits) -> Result<Picture, Refusal> {
    finish(DynamicImage::ImageRgb8(page), quality, Vec::new(), limits)
}

/// A kept picture within the bytes of these limits: first its quality gives way, then its size.
///
/// # Errors
/// When it is no picture of ours.
pub fn smaller(jpeg: &[u8], limits: &PictureLimits) -> Result<Picture, Refusal> {
    let encode::Encoded { width, height, jpeg } =
        encode::within(decode(jpeg, limits)?, SENT_QUALITY, SENT_SIDE, limits.kept_bytes)?;
    Ok(Picture { width, height, jpeg, thumbnail: Vec::new(), warnings: Vec::new() })
}

fn decode(bytes: &[u8], limits: &PictureLimits) -> Result<DynamicImage, Refusal> {
    let reader = Cursor::new(bytes);
    let image = match FileType::of(bytes).ok_or(Refusal::UnknownType)? {
        FileType::Jpeg => {
            // The decoder fills what is missing with grey; half a paper is no paper.
            if !jpeg_end::is_complete(bytes) {
                return Err(Refusal::Broken);
            }
            decode_with(JpegDecoder::new(reader).map_err(broken)?, limits)
        }
        FileType::Png => {
            let decoder_limits = decoder_limits();
            let decoder = PngDecoder::with_limits(reader, decoder_limits).map_err(broken)?;
            if decoder.is_apng().map_err(broken)? {
                return Err(Refusal::Animated);
            }
            decode_with(decoder, limits)
        }
        FileType::WebP => {
            let decoder = WebPDecoder::new(reader).map_err(broken)?;
            if decoder.has_animation() {
                return Err(Refusal::Animated);
            }
            decode_with(decoder, limits)
        }
        FileType::Pdf => return Err(Refusal::PdfNotTaken),
        FileType::Heic => return Err(Refusal::Heic),
    }?;
    Ok(encode::flatten(image))
}

/// Width and height of a JPEG of ours by its head alone; none where it is none.
pub fn size(jpeg: &[u8]) -> Option<(u32, u32)> {
    JpegDecoder::new(Cursor::new(jpeg)).ok().map(|decoder| decoder.dimensions())
}

/// The size is judged by the header; not one pixel is decoded of a picture that is too large or too small.
fn decode_with(mut decoder: impl ImageDecoder, limits: &PictureLimits) -> Result<DynamicImage, Refusal> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Refusal::TooManyPixels { limit: limits.pixels / 1_000_000 });
    }
    let side = width.min(height);
    if side < limits.least_side {
        return Err(Refusal::TooSmall { side, least: limits.least_side });
    }
    decoder.set_limits(decoder_limits()).map_err(broken)?;
    if decoder.total_bytes() > DECODER_BYTES {
        return Err(Refusal::TooHeavy);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn decoder_limits() -> image::Limits {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(DECODER_BYTES);
    limits
}

fn broken(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooHeavy,
        _ => Refusal::Broken,
    }
}

fn finish(
    image: DynamicImage,
    quality: u8,
    warnings: Vec<Warning>,
    limits: &PictureLimits,
) -> Result<Picture, Refusal> {
    let thumbnail = encode::thumbnail(&image, limits.thumbnail_side)?;
    let kept = encode::within(image, quality, limits.kept_side, limits.kept_bytes)?;
    Ok(Picture { width: kept.width, height: kept.height, jpeg: kept.jpeg, thumbnail, warnings })
}
