//! Makes the files of the tests: good ones by encoders, bad ones by changing bytes of good ones.

use std::io::Cursor;

use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage, imageops};
use jpeg_encoder::{ColorType, Encoder};

/// A coloured scene with edges.
pub fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let square = if (x / 20 + y / 20) % 2 == 0 { 60 } else { 0 };
        Rgb([(x * 190 / width) as u8 + square, (y * 190 / height) as u8 + square, 90])
    })
}

pub fn noise(width: u32, height: u32) -> RgbImage {
    let mut seed = 7u32;
    RgbImage::from_fn(width, height, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([(seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8])
    })
}

/// White paper with rows of dark strokes and a red seal.
pub fn paper(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (i64::from(x) - 750, i64::from(y) - 1100);
        let inked = y > 200 && y < 1000 && y % 50 < 24 && x > 100 && x < 900 && (x / 5 + y / 7) % 3 == 0;
        match dx * dx + dy * dy {
            9025..=12100 => Rgb([200, 40, 40]),
            _ if inked => Rgb([40, 40, 45]),
            _ => Rgb([242, 240, 234]),
        }
    })
}

/// A sheet, from `(x, y)` on a table that is dark.
pub fn on_table(sheet: &RgbImage, (width, height): (u32, u32), (left, top): (i64, i64)) -> RgbImage {
    let mut table = RgbImage::from_pixel(width, height, Rgb([95, 70, 52]));
    imageops::overlay(&mut table, sheet, left, top);
    table
}

/// A sheet on which a lamp shines: its paper is greyer than the spot.
pub fn with_glare(sheet: &RgbImage) -> RgbImage {
    let (x, y) = (i64::from(sheet.width()) / 3, i64::from(sheet.height()) / 3);
    let mut shone = sheet.clone();
    for (column, row, pixel) in shone.enumerate_pixels_mut() {
        let (dx, dy) = (i64::from(column) - x, i64::from(row) - y);
        *pixel = if dx * dx + dy * dy < 160 * 160 { Rgb([255; 3]) } else { Rgb(pixel.0.map(|value| value / 10 * 8)) };
    }
    shone
}

pub fn corner_marked(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| if x < 120 && y < 120 { Rgb([220, 30, 30]) } else { Rgb([230, 230, 240]) })
}

/// How a camera stores an upright picture under an EXIF orientation.
pub fn stored_as(upright: &RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => imageops::flip_horizontal(upright),
        3 => imageops::rotate180(upright),
        4 => imageops::flip_vertical(upright),
        5 => imageops::flip_horizontal(&imageops::rotate90(upright)),
        6 => imageops::rotate270(upright),
        7 => imageops::flip_horizontal(&imageops::rotate270(upright)),
        8 => imageops::rotate90(upright),
        _ => upright.clone(),
    }
}

pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    encoded(image, image.as_raw(), ColorType::Rgb, |_| {})
}

pub fn progressive_jpeg(image: &RgbImage) -> Vec<u8> {
    encoded(image, image.as_raw(), ColorType::Rgb, |encoder| encoder.set_progressive(true))
}

pub fn grey_jpeg(image: &RgbImage) -> Vec<u8> {
    encoded(image, imageops::grayscale(image).as_raw(), ColorType::Luma, |_| {})
}

pub fn cmyk_jpeg(image: &RgbImage) -> Vec<u8> {
    let cmyk: Vec<u8> = image.pixels().flat_map(|Rgb([r, g, b])| [255 - r, 255 - g, 255 - b, 0]).collect();
    encoded(image, &cmyk, ColorType::Cmyk, |_| {})
}

fn encoded(image: &RgbImage, data: &[u8], color: ColorType, set: fn(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    set(&mut encoder);
    encoder.encode(data, image.width() as u16, image.height() as u16, color).unwrap();
    bytes
}

/// Puts a segment right after the start of a JPEG file.
pub fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

/// An EXIF segment with an orientation and, as GPS data would be, some bytes behind it.
pub fn with_exif(jpeg: &[u8], orientation: u8, place: &[u8]) -> Vec<u8> {
    let mut body = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    body.extend_from_slice(&[2, 0]);
    body.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    body.extend_from_slice(&[0x1D, 0x00, 2, 0, place.len() as u8, 0, 0, 0, 38, 0, 0, 0]);
    body.extend_from_slice(&[0; 4]);
    body.extend_from_slice(place);
    with_segment(jpeg, 0xE1, &body)
}

pub fn with_jpeg_size(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let at = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let mut bytes = jpeg.to_vec();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn png(image: &RgbImage) -> Vec<u8> {
    written(image.clone(), ImageFormat::Png)
}

pub fn png16(width: u32, height: u32) -> Vec<u8> {
    let image = ImageBuffer::<Luma<u16>, _>::from_fn(width, height, |x, y| Luma([(x * y) as u16]));
    written(image, ImageFormat::Png)
}

/// Black ink that can be seen only where the paper is not transparent.
pub fn transparent_png(width: u32, height: u32) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, _| Rgba([0, 0, 0, if x > width / 2 { 255 } else { 0 }]));
    written(image, ImageFormat::Png)
}

pub fn webp(image: &RgbImage) -> Vec<u8> {
    written(image.clone(), ImageFormat::WebP)
}

pub fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 0x40;
    bytes
}

/// A PNG whose header claims another size, with a right checksum.
pub fn with_png_size(png: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut header = png[16..29].to_vec();
    header[..4].copy_from_slice(&width.to_be_bytes());
    header[4..8].copy_from_slice(&height.to_be_bytes());
    [&png[..8], &png_chunk(b"IHDR", &header), &png[33..]].concat()
}

/// A PNG of some bits a channel and a kind of pixels, of which nothing has come but the header and an empty beginning.
pub fn png_head(width: u32, height: u32, bits: u8, kind: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[bits, kind, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &png_chunk(b"IHDR", &header), &png_chunk(b"IDAT", &[0x78, 0xDA])].concat()
}

/// A WebP without pixels whose header claims a side.
pub fn webp_head(side: u32) -> Vec<u8> {
    let size = (side - 1) | (side - 1) << 14;
    let pixels = [&[0x2F][..], &size.to_le_bytes(), &[0; 5]].concat();
    riff_chunk(b"RIFF", &[b"WEBP".to_vec(), riff_chunk(b"VP8L", &pixels)].concat())
}

/// Puts a chunk behind the header of a PNG.
pub fn with_png_chunk(png: &[u8], kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&png[..33], &png_chunk(kind, body), &png[33..]].concat()
}

fn png_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [kind, body].concat();
    [&(body.len() as u32).to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// Two frames made of one still picture.
pub fn animated_webp(still: &[u8], width: u32, height: u32) -> Vec<u8> {
    let size = [&(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    let frame = [&[0; 6], &size[..], &[100, 0, 0, 0], &still[12..]].concat();
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(b"VP8X", &[&[0x02, 0, 0, 0], &size[..]].concat()),
        riff_chunk(b"ANIM", &[0; 6]),
        riff_chunk(b"ANMF", &frame),
        riff_chunk(b"ANMF", &frame),
    ];
    riff_chunk(b"RIFF", &body.concat())
}

fn riff_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let padding = &[0][..body.len() % 2];
    [&kind[..], &(body.len() as u32).to_le_bytes(), body, padding].concat()
}
