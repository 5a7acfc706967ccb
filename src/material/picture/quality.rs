//! What a reader would find doubtful about a photographed paper: colour, sharpness, light. Judged on a small copy, so
//! that it costs little and does not depend on the camera.

use image::DynamicImage;

use crate::material::refusal::Warning;

/// Longest side of the copy that is judged.
const JUDGED_SIDE: u32 = 1000;
/// Difference between the channels from which a pixel counts as coloured.
const COLOURED: u8 = 28;
/// Below this share of coloured pixels, in thousandths, a picture counts as grey: a seal alone has more.
const GREY_SHARE: u64 = 3;
/// Below this variance of the Laplacian, a picture counts as blurred.
const SHARP_VARIANCE: f64 = 60.0;
/// Nothing above this brightness but a few pixels: too dark.
const DARK: u8 = 90;
/// Nothing below this brightness but a few pixels: too bright.
const BRIGHT: u8 = 215;

/// The warnings this picture deserves.
pub fn warnings(image: &DynamicImage) -> Vec<Warning> {
    let small = if image.width().max(image.height()) > JUDGED_SIDE {
        image.thumbnail(JUDGED_SIDE, JUDGED_SIDE)
    } else {
        image.clone()
    };
    let grey = small.to_luma8();
    let mut found = Vec::new();
    if coloured_share(small.as_bytes()) < GREY_SHARE {
        found.push(Warning::Grey);
    }
    let (low, high) = brightness_range(&grey);
    if high < DARK {
        found.push(Warning::Dark);
    } else if low > BRIGHT {
        found.push(Warning::Bright);
    }
    if laplacian_variance(&grey, small.width() as usize) < SHARP_VARIANCE {
        found.push(Warning::Blurred);
    }
    found
}

/// Coloured pixels in thousandths.
fn coloured_share(rgb: &[u8]) -> u64 {
    let (pixels, _) = rgb.as_chunks::<3>();
    let coloured = pixels.iter().filter(|[r, g, b]| r.max(g).max(b).abs_diff(*r.min(g).min(b)) >= COLOURED).count();
    coloured as u64 * 1000 / (pixels.len() as u64).max(1)
}

/// The brightness that two of a hundred pixels stay below, and that two of a hundred are above.
fn brightness_range(grey: &[u8]) -> (u8, u8) {
    let mut counts = [0usize; 256];
    for value in grey {
        counts[usize::from(*value)] += 1;
    }
    let few = grey.len() / 50;
    let low = first_beyond(few, counts.iter().copied());
    let high = first_beyond(few, counts.iter().rev().copied());
    (low as u8, 255 - high as u8)
}

/// How many counts can be passed before more than `few` are seen.
fn first_beyond(few: usize, counts: impl Iterator<Item = usize>) -> usize {
    let mut seen = 0;
    let passed = counts.take_while(|count| {
        seen += count;
        seen <= few
    });
    passed.count().min(255)
}

fn laplacian_variance(grey: &[u8], width: usize) -> f64 {
    let rows: Vec<&[u8]> = grey.chunks_exact(width.max(1)).collect();
    let (mut sum, mut squares, mut count) = (0i64, 0i64, 0i64);
    for three in rows.windows(3) {
        let (above, row, below) = (three[0], three[1], three[2]);
        for (x, around) in row.windows(3).enumerate() {
            let neighbours =
                i64::from(around[0]) + i64::from(around[2]) + i64::from(above[x + 1]) + i64::from(below[x + 1]);
            let value = neighbours - 4 * i64::from(around[1]);
            sum += value;
            squares += value * value;
            count += 1;
        }
    }
    if count == 0 {
        return 0.0;
    }
    let mean = sum as f64 / count as f64;
    squares as f64 / count as f64 - mean * mean
}
