//! A kept picture made ready for reading its print: grey, upright, in even light, no larger than print needs.

use std::f32::consts::PI;

use image::DynamicImage;
use serde::{Deserialize, Serialize};

use super::{PictureLimits, decode};
use crate::material::refusal::Refusal;

/// Longest side that is read: the characters of a page are some thirty pixels high then, and more only take longer.
pub const PRINT_SIDE: u32 = 2000;
/// Longest side of the copy on which the skew is measured.
const SKEW_SIDE: usize = 800;
/// The skew that is looked for, in degrees to either side.
const MOST_SKEW: f32 = 8.0;
/// Parts of the longer side that a patch is wide whose light is even.
const PATCHES: usize = 48;
/// What paper becomes.
const PAPER: u32 = 235;
/// The least light of a patch that is taken for paper: below it is the table.
const LEAST_LIGHT: u8 = 60;

/// A grey picture of print, and how it lies on the picture it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Print {
    /// Pixels in rows, 0 black.
    pub grey: Vec<u8>,
    /// Where it lies.
    pub lie: Lie,
}

impl Print {
    /// The same the other way up, of a paper that stands on its head.
    #[must_use]
    pub fn upside_down(&self) -> Self {
        let grey = self.grey.iter().rev().copied().collect();
        Self { grey, lie: Lie { turn: self.lie.turn + PI, ..self.lie } }
    }
}

/// How a print lies on its picture: that was made smaller, then turned about its middle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lie {
    /// Width of the print.
    pub width: u32,
    /// Height of the print.
    pub height: u32,
    /// Width of the picture.
    pub picture_width: u32,
    /// Height of the picture.
    pub picture_height: u32,
    /// By how much it was turned against the clock, in radians.
    pub turn: f32,
}

impl Lie {
    /// Where a point of the print is on the picture, in its pixels.
    pub fn on_picture(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.turn.sin_cos();
        let (dx, dy) = (x - self.width as f32 / 2.0, y - self.height as f32 / 2.0);
        let scale = self.scale();
        let (width, height) = (self.picture_width as f32, self.picture_height as f32);
        let (px, py) = (width / 2.0 + (dx * cos - dy * sin) * scale, height / 2.0 + (dx * sin + dy * cos) * scale);
        (px.clamp(0.0, width), py.clamp(0.0, height))
    }

    /// Pixels of the picture for one of the print.
    fn scale(&self) -> f32 {
        (self.picture_width.max(self.picture_height) as f32 / PRINT_SIDE as f32).max(1.0)
    }
}

/// The print of a kept picture.
///
/// # Errors
/// When it is no picture of ours.
pub fn print(jpeg: &[u8], limits: &PictureLimits) -> Result<Print, Refusal> {
    let mut image = decode(jpeg, limits)?;
    let (picture_width, picture_height) = (image.width(), image.height());
    if picture_width.max(picture_height) > PRINT_SIDE {
        image = image.thumbnail(PRINT_SIDE, PRINT_SIDE);
    }
    let grey = without_red(&image);
    let even = flatten(&grey);
    let turn = skew(&even);
    let turned = turned(&even, turn);
    let lie = Lie { width: turned.width as u32, height: turned.height as u32, picture_width, picture_height, turn };
    Ok(Print { grey: turned.pixels, lie })
}

/// Pixels in rows.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels.get(y * self.width + x).copied().unwrap_or(u8::MAX)
    }
}

/// Seals are red and lie over the print: in red light they are paper, and black stays black.
fn without_red(image: &DynamicImage) -> Grey {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let rgb = image.as_bytes();
    let lit = |[r, g, b]: &[u8; 3]| {
        let luma = (u32::from(*r) * 77 + u32::from(*g) * 150 + u32::from(*b) * 29) >> 8;
        (*r).max(luma as u8)
    };
    Grey { width, height, pixels: rgb.as_chunks::<3>().0.iter().map(lit).collect() }
}

/// Divides by the light of the paper around: shadows and the fall of light go, print stays.
fn flatten(grey: &Grey) -> Grey {
    let patch = (grey.width.max(grey.height) / PATCHES).max(8);
    let (columns, rows) = (grey.width.div_ceil(patch), grey.height.div_ceil(patch));
    let mut light = vec![0_u8; columns * rows];
    for row in 0..rows {
        for column in 0..columns {
            light[row * columns + column] = paper_of(grey, column * patch, row * patch, patch);
        }
    }
    let light = smooth(&light, columns, rows);
    let mut pixels = Vec::with_capacity(grey.pixels.len());
    let middle = |at: usize, count: usize| {
        let place = ((at as f32 + 0.5) / patch as f32 - 0.5).clamp(0.0, (count - 1) as f32);
        let first = place as usize;
        (first, (first + 1).min(count - 1), ((place - first as f32) * 256.0) as u32)
    };
    for y in 0..grey.height {
        let (above, below, down) = middle(y, rows);
        for x in 0..grey.width {
            let (left, right, across) = middle(x, columns);
            let of = |row: usize, column: usize| u32::from(light[row * columns + column]);
            let upper = of(above, left) * (256 - across) + of(above, right) * across;
            let lower = of(below, left) * (256 - across) + of(below, right) * across;
            let paper = (upper * (256 - down) + lower * down) >> 16;
            pixels.push((u32::from(grey.at(x, y)) * PAPER / paper.max(1)).min(255) as u8);
        }
    }
    Grey { width: grey.width, height: grey.height, pixels }
}

/// The brightness that one of ten pixels of a patch is above: paper, as print covers less.
fn paper_of(grey: &Grey, x: usize, y: usize, patch: usize) -> u8 {
    let mut counts = [0_usize; 256];
    let (right, below) = ((x + patch).min(grey.width), (y + patch).min(grey.height));
    for row in y..below {
        for value in &grey.pixels[row * grey.width + x..row * grey.width + right] {
            counts[usize::from(*value)] += 1;
        }
    }
    let few = (right - x) * (below - y) / 10;
    let mut seen = 0;
    let found = (0..=u8::MAX).rev().find(|value| {
        seen += counts[usize::from(*value)];
        seen > few
    });
    found.unwrap_or(u8::MAX).max(LEAST_LIGHT)
}

/// The mean of each patch and those around it.
fn smooth(light: &[u8], columns: usize, rows: usize) -> Vec<u8> {
    let mut smoothed = Vec::with_capacity(light.len());
    for row in 0..rows {
        for column in 0..columns {
            let (mut sum, mut count) = (0_u32, 0);
            for near in row.saturating_sub(1)..(row + 2).min(rows) {
                for beside in column.saturating_sub(1)..(column + 2).min(columns) {
                    sum += u32::from(light[near * columns + beside]);
                    count += 1;
                }
            }
            smoothed.push((sum / count.max(1)) as u8);
        }
    }
    smoothed
}

/// By how much print is turned, in radians: rows of print are darkest and the gaps between them lightest when it is upright.
fn skew(grey: &Grey) -> f32 {
    let step = (grey.width.max(grey.height) / SKEW_SIDE).max(1);
    let (width, height) = (grey.width / step, grey.height / step);
    let mut dark: Vec<(f32, f32)> = Vec::new();
    for y in 1..height.saturating_sub(1) {
        for x in 0..width {
            // Upper edges of strokes: a dark table or a shadow has only one.
            let (here, above) = (grey.at(x * step, y * step), grey.at(x * step, (y - 1) * step));
            if here < 130 && above > here.saturating_add(25) {
                dark.push((x as f32 - width as f32 / 2.0, y as f32 - height as f32 / 2.0));
            }
        }
    }
    let span = width + height;
    let sharpness = |degrees: f32| -> f64 {
        let (sin, cos) = (degrees / 180.0 * PI).sin_cos();
        let mut rows = vec![0_u32; span + 2];
        for (x, y) in &dark {
            let at = y * cos - x * sin + span as f32 / 2.0;
            if let Some(row) = rows.get_mut(at.max(0.0) as usize) {
                *row += 1;
            }
        }
        rows.iter().map(|count| f64::from(*count) * f64::from(*count)).sum()
    };
    let best = |around: f32, reach: f32, step: f32| {
        let steps = (reach / step).round() as i32;
        let tried = (-steps..=steps).map(|n| around + n as f32 * step);
        let judged = tried.map(|degrees| (degrees, sharpness(degrees)));
        judged.max_by(|one, other| one.1.total_cmp(&other.1)).map_or(0.0, |(degrees, _)| degrees)
    };
    let rough = best(0.0, MOST_SKEW, 0.5);
    best(rough, 0.5, 0.1) / 180.0 * PI
}

/// Turned back about its middle, on a sheet that holds all of it.
fn turned(grey: &Grey, turn: f32) -> Grey {
    let (sin, cos) = turn.sin_cos();
    let (wide, high) = (grey.width as f32, grey.height as f32);
    let width = (wide * cos.abs() + high * sin.abs()).ceil() as usize;
    let height = (wide * sin.abs() + high * cos.abs()).ceil() as usize;
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let dy = y as f32 - height as f32 / 2.0;
        for x in 0..width {
            let dx = x as f32 - width as f32 / 2.0;
            pixels.push(between(grey, wide / 2.0 + dx * cos - dy * sin, high / 2.0 + dx * sin + dy * cos));
        }
    }
    Grey { width, height, pixels }
}

/// The brightness between four pixels; paper outside.
fn between(grey: &Grey, x: f32, y: f32) -> u8 {
    let (last_x, last_y) = (grey.width as f32 - 1.0, grey.height as f32 - 1.0);
    if x < 0.0 || y < 0.0 || x > last_x || y > last_y {
        return PAPER as u8;
    }
    let (left, top) = (x as usize, y as usize);
    let (right, below) = ((left + 1).min(grey.width - 1), (top + 1).min(grey.height - 1));
    let (across, down) = (x - left as f32, y - top as f32);
    let of = |x: usize, y: usize| f32::from(grey.at(x, y));
    let upper = of(left, top) * (1.0 - across) + of(right, top) * across;
    let lower = of(left, below) * (1.0 - across) + of(right, below) * across;
    (upper * (1.0 - down) + lower * down) as u8
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use jpeg_encoder::{ColorType, Encoder};

    use super::*;

    const WHITE: Rgb<u8> = Rgb([250, 250, 245]);
    const BLACK: Rgb<u8> = Rgb([20, 20, 30]);
    const RED: Rgb<u8> = Rgb([215, 40, 45]);

    fn print_of(width: u32, height: u32, ink: impl Fn(f32, f32) -> Rgb<u8>) -> Print {
        let image = RgbImage::from_fn(width, height, |x, y| ink(x as f32, y as f32));
        let mut jpeg = Vec::new();
        Encoder::new(&mut jpeg, 95).encode(&image, width as u16, height as u16, ColorType::Rgb).unwrap();
        print(&jpeg, &PictureLimits { least_side: 0, ..PictureLimits::default() }).unwrap()
    }

    /// Dashes in rows, as print has.
    fn dashes(x: f32, y: f32) -> Rgb<u8> {
        let is_ink = y.rem_euclid(40.0) < 14.0 && x.rem_euclid(24.0) < 16.0;
        if is_ink { BLACK } else { WHITE }
    }

    #[test]
    fn a_page_that_lies_askew_is_set_upright() {
        for degrees in [-5.0_f32, -1.3, 0.0, 2.6, 5.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let print = print_of(900, 700, |x, y| {
                let (x, y) = (x - 450.0, y - 350.0);
                dashes(x * cos + y * sin, y * cos - x * sin)
            });
            assert!((print.lie.turn.to_degrees() - degrees).abs() < 0.25, "{degrees}: {:?}", print.lie);
            assert_eq!(print.grey.len(), (print.lie.width * print.lie.height) as usize);
        }
    }

    #[test]
    fn seals_and_shadows_become_paper_and_print_stays() {
        let print = print_of(800, 600, |x, y| {
            let light = if x < 400.0 { 1.0 } else { 0.45 };
            let ink = if y > 500.0 { RED } else { dashes(x, y) };
            Rgb(ink.0.map(|value| (f32::from(value) * light) as u8))
        });
        let at = |x: usize, y: usize| print.grey[y * print.lie.width as usize + x];
        for x in [200, 656] {
            assert!(at(x, 87) < 90, "print at {x}: {}", at(x, 87));
            assert!(at(x, 105) > 200, "paper at {x}: {}", at(x, 105));
            assert!(at(x, 560) > 180, "seal at {x}: {}", at(x, 560));
        }
    }

    #[test]
    fn a_large_picture_is_read_smaller_and_places_are_told_on_the_picture() {
        let print = print_of(4000, 2000, |x, y| dashes(x / 2.0, y / 2.0));
        assert_eq!((print.lie.width, print.lie.height), (2000, 1000));
        assert_eq!(print.lie.on_picture(500.0, 250.0), (1000.0, 500.0));
        assert_eq!(print.lie.on_picture(-5.0, 5000.0), (0.0, 2000.0), "never beside it");
        let other = print.upside_down();
        let (x, y) = other.lie.on_picture(1500.0, 750.0);
        assert!((x - 1000.0).abs() < 0.5 && (y - 500.0).abs() < 0.5, "the same place, the other way up: {x}, {y}");
        assert_eq!(other.grey.first(), print.grey.last());
    }

    #[test]
    fn what_is_no_picture_has_no_print() {
        for bytes in [&b""[..], b"\xFF\xD8\xFF"] {
            assert!(print(bytes, &PictureLimits::default()).is_err());
        }
    }
}
