//! Files as people send them, good and bad.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// A photograph with enough in it; `shade` makes it another one.
pub fn photo(shade: u8) -> Vec<u8> {
    encoded(&scene(1200, 900, shade))
}

/// The same as a photocopy shows it.
pub fn grey() -> Vec<u8> {
    let mut image = scene(1200, 900, 90);
    image.pixels_mut().for_each(|Rgb(channels)| *channels = [channels[1]; 3]);
    encoded(&image)
}

/// The same in another size.
pub fn of_size(width: u32, height: u32) -> Vec<u8> {
    encoded(&scene(width, height, 90))
}

fn scene(width: u32, height: u32, shade: u8) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x / 40 + y / 40) % 2 {
        0 => Rgb([(x / 8 % 256) as u8, (y / 8 % 256) as u8, shade]),
        _ => Rgb([235, 240, shade]),
    })
}

pub fn encoded(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = (image.width().try_into().unwrap(), image.height().try_into().unwrap());
    Encoder::new(&mut bytes, 90).encode(image, width, height, ColorType::Rgb).unwrap();
    bytes
}

/// Red on the left half, blue on the right.
pub fn red_left_blue_right(width: u32, height: u32) -> Vec<u8> {
    let colour = |x: u32| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    encoded(&RgbImage::from_fn(width, height, |x, _| colour(x)))
}

/// Noise that no encoder makes small, as a PNG.
pub fn noise(side: u32) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    let pixels: Vec<u8> = (0..side * side * 3).map(|_| next()).collect();
    png(&pixels, side, side)
}

pub fn png(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(pixels, width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// A JPEG that says in its metadata how to turn it and, three times, what nobody should know of it.
pub fn with_metadata(jpeg: &[u8], orientation: u8, secret: &str) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let text_at = 8 + 2 + 2 * 12 + 4;
    tiff.extend(2_u16.to_le_bytes());
    // ImageDescription, text at an offset; Orientation, a number in place.
    tiff.extend([0x0E, 0x01, 0x02, 0x00]);
    tiff.extend(u32::try_from(secret.len()).unwrap().to_le_bytes());
    tiff.extend(u32::try_from(text_at).unwrap().to_le_bytes());
    tiff.extend([0x12, 0x01, 0x03, 0x00, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(secret.as_bytes());
    let exif = [b"Exif\0\0".as_slice(), &tiff].concat();
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{secret}</x:xmpmeta>");
    let segments = [segment(0xE1, &exif), segment(0xE1, xmp.as_bytes()), segment(0xFE, secret.as_bytes())].concat();
    [&jpeg[..2], &segments, &jpeg[2..], secret.as_bytes()].concat()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xFF, marker], length.to_be_bytes().as_slice(), content].concat()
}

/// A JPEG whose header lies about its size.
pub fn with_size(jpeg: &[u8], side: u16) -> Vec<u8> {
    let at = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let mut bytes = jpeg.to_vec();
    bytes[at + 5..at + 7].copy_from_slice(&side.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&side.to_be_bytes());
    bytes
}

/// The beginning of a phone's HEIC file.
pub fn heic() -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    bytes.extend([0; 60_000]);
    bytes
}

/// A PNG of few bytes that is a square of transparent pixels once it is unpacked.
pub fn that_swells(side: u32) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    let row = vec![0; side as usize * 4 + 1];
    for _ in 0..side {
        packed.write_all(&row).unwrap();
    }
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &packed.finish().unwrap()), chunk(b"IEND", b"")].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks].concat()
}

/// A PNG that says how large it is, and has not a pixel.
pub fn that_claims(side: u32) -> Vec<u8> {
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &[0x78, 0xDA]), chunk(b"IEND", b"")].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks].concat()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(body);
    [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], kind, body, &sum.sum().to_be_bytes()].concat()
}
