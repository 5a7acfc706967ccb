//! A photograph as phones take it: through the child that decodes, made smaller, with its small picture, sealed and kept.

use std::path::PathBuf;
use std::time::Instant;

use beian::material::client::keep;
use beian::material::decoder::Decoder;
use beian::material::picture::PictureLimits;
use beian::storage::Storage;
use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

use super::Figure;
use super::support::database::sealer;
use super::volume::median;

/// In a second on one core at least.
const A_SECOND: f64 = 1.6;
const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;
/// Bytes of it, about.
const BYTES: usize = 4 << 20;

/// A scene with as much noise as makes about 4 MB of it.
fn photograph() -> Vec<u8> {
    let scene = |noise: u32| {
        RgbImage::from_fn(u32::from(WIDTH), u32::from(HEIGHT), |x, y| {
            let chance =
                (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)).wrapping_mul(3_266_489_917) >> 24;
            let grain = (chance * noise / 256) as u8;
            let edge = if (x / 97 + y / 61) % 7 == 0 { 60 } else { 0 };
            Rgb([(x / 16 % 150) as u8 + edge + grain, (y / 12 % 150) as u8 + edge + grain, 90 + grain])
        })
    };
    let made = (2..45).map(|noise| {
        let mut jpeg = Vec::new();
        Encoder::new(&mut jpeg, 88).encode(&scene(noise), WIDTH, HEIGHT, ColorType::Rgb).unwrap();
        jpeg
    });
    made.into_iter().find(|jpeg| jpeg.len() >= BYTES).expect("no scene is large enough")
}

/// One after the other, on one core at a time.
pub async fn keep_some(count: usize) -> Figure {
    let decoder = Decoder::new(PathBuf::from(env!("CARGO_BIN_EXE_beian")));
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(folder.path().join("files"), sealer()).unwrap();
    let jpeg = photograph();
    println!(
        "a photograph of {} MP and {:.1} MB",
        u32::from(WIDTH) * u32::from(HEIGHT) / 1_000_000,
        jpeg.len() as f64 / 1e6
    );
    let mut rounds = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        for _ in 0..count {
            let pictures = decoder.decode(&jpeg[..], &PictureLimits::default(), false).await.unwrap();
            keep(&storage, pictures).await.unwrap();
        }
        rounds.push(count as f64 / started.elapsed().as_secs_f64());
    }
    let found = median(rounds.into_iter());
    Figure {
        what: "photographs of 12 megapixels and 4 MB decoded, made smaller and kept in a second on one core",
        found: format!("{found:.2}"),
        limit: format!("{A_SECOND} at least"),
        is_within: found >= A_SECOND,
    }
}
