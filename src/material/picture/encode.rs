//! Encodes pixels as a JPEG of at most a given size.

use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

use crate::material::refusal::Refusal;

/// Steps by which the quality gives way before the picture is made smaller: beyond, the small print of a stamp suffers
/// more than from fewer pixels.
const STEPS_DOWN: [u8; 3] = [0, 10, 20];
const THUMBNAIL_QUALITY: u8 = 80;

/// An encoded picture with its size.
pub struct Encoded {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The bytes.
    pub jpeg: Vec<u8>,
}

/// Drops transparency onto white and brings every colour depth to eight bits.
pub fn flatten(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let (width, height) = (image.width(), image.height());
    let rgba = image.into_rgba8().into_raw();
    let over_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.as_chunks::<4>().0 {
        let [r, g, b, a] = *pixel;
        match a {
            255 => rgb.extend_from_slice(&[r, g, b]),
            _ => rgb.extend_from_slice(&[over_white(r, a), over_white(g, a), over_white(b, a)]),
        }
    }
    DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rgb).unwrap_or_default())
}

/// Encodes within a longest side and a number of bytes: first the quality gives way, then the size.
pub fn within(image: DynamicImage, quality: u8, side: u32, bytes: usize) -> Result<Encoded, Refusal> {
    let mut image = shrink(image, side);
    for step in STEPS_DOWN {
        let jpeg = encode(&image, quality.saturating_sub(step).max(1))?;
        if jpeg.len() <= bytes {
            return Ok(Encoded { width: image.width(), height: image.height(), jpeg });
        }
    }
    loop {
        let side = image.width().max(image.height()) / 4 * 3;
        if side == 0 {
            return Err(Refusal::TooHeavy);
        }
        image = shrink(image, side);
        let jpeg = encode(&image, 80)?;
        if jpeg.len() <= bytes {
            return Ok(Encoded { width: image.width(), height: image.height(), jpeg });
        }
    }
}

/// A small picture for lists.
pub fn thumbnail(image: &DynamicImage, side: u32) -> Result<Vec<u8>, Refusal> {
    if image.width().max(image.height()) <= side {
        return encode(image, THUMBNAIL_QUALITY);
    }
    encode(&image.thumbnail(side, side), THUMBNAIL_QUALITY)
}

/// Averages boxes of pixels: quick, and needs no copy of the picture in floating point numbers.
fn shrink(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) <= side { image } else { image.thumbnail(side, side) }
}

fn encode(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let (Some(rgb), Ok(width), Ok(height)) = (image.as_rgb8(), image.width().try_into(), image.height().try_into())
    else {
        return Err(Refusal::TooHeavy);
    };
    let mut jpeg = Vec::with_capacity(rgb.len() / 8);
    Encoder::new(&mut jpeg, quality).encode(rgb, width, height, ColorType::Rgb).map_err(|_| Refusal::TooHeavy)?;
    Ok(jpeg)
}
