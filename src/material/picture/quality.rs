//! What a reader would find doubtful about a photographed paper: colour, sharpness, light, edges, direction. Judged on small
//! copies, so that it costs little and does not depend on the camera.

use image::DynamicImage;
use serde::{Deserialize, Serialize};

use super::patch;
use crate::clock::{self, china_day};
use crate::material::refusal::Warning;
use crate::reference::{Limits, book};

/// Longest side of the copy that is judged.
const JUDGED_SIDE: u32 = 1000;
/// Longest side of the copy in which the paper is looked for.
const OUTLINE_SIDE: u32 = 300;
/// Side of the squares that are looked at for glare and for lines of print.
const GLARE_CELL: usize = 8;
const PRINT_CELL: usize = 200;
/// A square of glare has nothing darker; a paper as bright as the second is white by itself.
const WHITE: u8 = 250;
const WHITE_PAPER: u8 = 235;
/// Lines of print are blurred by so many pixels, which leaves the gaps between characters out.
const PRINT_BLUR: usize = 5;
/// Change from pixel to pixel, in the mean, below which there is no print to judge a direction by.
const LEAST_PRINT: f64 = 2.0;

/// From when on something is doubtful; each is explained where the limits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    coloured: u8,
    grey_permille: u64,
    sharp: u32,
    dark: u8,
    bright: u8,
    glare_permille: u32,
    edge_percent: u32,
    turned_percent: u32,
}

impl From<&Limits> for Thresholds {
    fn from(limits: &Limits) -> Self {
        Self {
            coloured: limits.photo_coloured,
            grey_permille: limits.photo_grey_permille,
            sharp: limits.photo_sharp,
            dark: limits.photo_dark,
            bright: limits.photo_bright,
            glare_permille: limits.photo_glare_permille,
            edge_percent: limits.photo_edge_percent,
            turned_percent: limits.photo_turned_percent,
        }
    }
}

/// Those of today.
impl Default for Thresholds {
    fn default() -> Self {
        Self::from(book().limits(china_day(clock::now())))
    }
}

/// The warnings this picture deserves.
pub fn warnings(image: &DynamicImage, from: &Thresholds) -> Vec<Warning> {
    let small = within(image, JUDGED_SIDE);
    let grey = small.to_luma8();
    let width = small.width() as usize;
    let mut found = Vec::new();
    if coloured_share(small.as_bytes(), from.coloured) < from.grey_permille {
        found.push(Warning::Grey);
    }
    let (low, high) = brightness_range(&grey);
    if high < from.dark {
        found.push(Warning::Dark);
    } else if low > from.bright {
        found.push(Warning::Bright);
    }
    if laplacian_variance(&grey, width) < f64::from(from.sharp) {
        found.push(Warning::Blurred);
    }
    let outline = within(&small, OUTLINE_SIDE).to_luma8();
    let outline_width = outline.width() as usize;
    let paper = patch::find(&outline, outline_width);
    let touched = |side: &u32| *side > from.edge_percent;
    // On every side: cropped to the paper, or the ground is as light as the paper. On none: there is ground all around.
    if paper.is_some_and(|paper| (1..4).contains(&paper.touches.iter().filter(|side| touched(side)).count())) {
        found.push(Warning::CutOff);
    }
    let is_white = paper.is_none_or(|paper| paper.median > WHITE_PAPER);
    if !is_white && white_share(&outline, outline_width) > from.glare_permille {
        found.push(Warning::Glare);
    }
    if is_turned(&grey, width, from.turned_percent) {
        found.push(Warning::Turned);
    }
    found
}

fn within(image: &DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) > side { image.thumbnail(side, side) } else { image.clone() }
}

/// Squares that are white all over, in thousandths.
fn white_share(grey: &[u8], width: usize) -> u32 {
    let (mut squares, mut white) = (0, 0);
    for square in squares_of(grey, width, GLARE_CELL) {
        squares += 1;
        white += u32::from(square.iter().all(|row| row.iter().all(|value| *value >= WHITE)));
    }
    white * 1000 / u32::max(squares, 1)
}

/// The squares of a picture, each as its rows; what is left at the right and below is passed over.
fn squares_of(grey: &[u8], width: usize, side: usize) -> impl Iterator<Item = Vec<&[u8]>> {
    let rows: Vec<&[u8]> = grey.chunks_exact(width.max(1)).collect();
    let bands: Vec<Vec<&[u8]>> = rows.chunks_exact(side).map(<[_]>::to_vec).collect();
    bands.into_iter().flat_map(move |band| {
        (0..width / side).map(move |column| band.iter().map(|row| &row[column * side..(column + 1) * side]).collect())
    })
}

/// Whether lines of print run upwards: then what changes from pixel to pixel gathers in columns, not in rows. Square by
/// square, as a slanted line runs through many rows.
fn is_turned(grey: &[u8], width: usize, percent: u32) -> bool {
    let (mut across, mut upwards) = (0.0, 0.0);
    for square in squares_of(grey, width, PRINT_CELL) {
        let (mut rows, mut columns) = ([0.0; PRINT_CELL - 1], [0.0; PRINT_CELL - 1]);
        for (y, two) in square.windows(2).enumerate() {
            for x in 0..PRINT_CELL - 1 {
                let here = two[0][x];
                let change = f64::from(here.abs_diff(two[0][x + 1])) + f64::from(here.abs_diff(two[1][x]));
                rows[y] += change;
                columns[x] += change;
            }
        }
        let pixels = (rows.len() * columns.len()) as f64;
        if rows.iter().sum::<f64>() / pixels >= LEAST_PRINT {
            across += unevenness(&rows);
            upwards += unevenness(&columns);
        }
    }
    upwards * 100.0 > across * f64::from(percent)
}

/// How far the blurred values are from their mean, squared.
fn unevenness(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let blurred = values.windows(PRINT_BLUR).map(|near| near.iter().sum::<f64>() / PRINT_BLUR as f64);
    blurred.map(|value| (value - mean) * (value - mean)).sum()
}

/// Coloured pixels in thousandths.
fn coloured_share(rgb: &[u8], from: u8) -> u64 {
    let (pixels, _) = rgb.as_chunks::<3>();
    let coloured = pixels.iter().filter(|[r, g, b]| r.max(g).max(b).abs_diff(*r.min(g).min(b)) >= from).count();
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
