//! The red round stamp that marks every drawn paper as a sample.

use std::f32::consts::{FRAC_PI_2, TAU};

use super::canvas::{Canvas, Ink};
use super::fonts::{Face, Fonts, Glyph};

/// Diameter in pixels, with a margin for its tilt.
pub const SIZE: i32 = 270;
const INK: Ink = [200, 38, 38];
const RADIUS: f32 = 128.0;
const TILT: f32 = -0.14;
const AROUND: &str = "演示数据·仅供测试";
/// Words across the middle: size, distance of their base line below it.
const ACROSS: [(&str, u32, f32); 2] = [("SAMPLE", 40, 24.0), ("样本", 34, 76.0)];

/// How much of each pixel the stamp inks.
pub struct Stamp(Vec<u8>);

impl Stamp {
    /// Draws the stamp.
    pub fn draw(fonts: &mut Fonts) -> Self {
        let mut cover = vec![0.0; (SIZE * SIZE) as usize];
        rings(&mut cover);
        around(&mut cover, fonts);
        across(&mut cover, fonts);
        Self(cover.iter().map(|inked: &f32| (inked.min(1.0) * 0.8 * 255.0) as u8).collect())
    }

    /// Presses the stamp onto a sheet around a point.
    pub fn press(&self, canvas: &mut Canvas, x: i32, y: i32) {
        for (row, covers) in (0..).zip(self.0.chunks_exact(SIZE as usize)) {
            for (column, cover) in (0..).zip(covers) {
                canvas.dot(x - SIZE / 2 + column, y - SIZE / 2 + row, INK, *cover);
            }
        }
    }
}

fn rings(cover: &mut [f32]) {
    each_pixel(cover, |x, y| {
        let from_middle = x.hypot(y);
        let ring = |radius: f32, width: f32| width / 2.0 + 0.5 - (from_middle - radius).abs();
        ring(RADIUS, 6.0).max(ring(RADIUS - 9.0, 1.5))
    });
}

/// The words along the ring, each character upright to the middle.
fn around(cover: &mut [f32], fonts: &mut Fonts) {
    let count = AROUND.chars().count() as f32;
    let (from, to) = (-FRAC_PI_2 - 0.25 * TAU, -FRAC_PI_2 + 0.25 * TAU);
    for (index, character) in AROUND.chars().enumerate() {
        let angle = from + (to - from) * (index as f32 + 0.5) / count + TILT;
        let glyph = fonts.glyph(Face::Text, 26, character);
        let middle = (angle.cos() * (RADIUS - 31.0), angle.sin() * (RADIUS - 31.0));
        turned(cover, &glyph, middle, angle + FRAC_PI_2, (glyph.advance / 2.0, -10.0));
    }
}

fn across(cover: &mut [f32], fonts: &mut Fonts) {
    for (words, size, below) in ACROSS {
        let mut pen = -fonts.width(Face::Title, size, words) / 2.0;
        for character in words.chars() {
            let glyph = fonts.glyph(Face::Title, size, character);
            turned(cover, &glyph, (0.0, 0.0), TILT, (-pen, -below));
            pen += glyph.advance;
        }
    }
}

/// Lays a glyph turned by an angle; `anchor`, counted from its pen position, comes to lie on `middle`.
fn turned(cover: &mut [f32], glyph: &Glyph, middle: (f32, f32), angle: f32, anchor: (f32, f32)) {
    let (sine, cosine) = angle.sin_cos();
    each_pixel(cover, |x, y| {
        let (dx, dy) = (x - middle.0, y - middle.1);
        let glyph_x = dx * cosine + dy * sine + anchor.0 - glyph.left as f32 - 0.5;
        let glyph_y = dy * cosine - dx * sine + anchor.1 - glyph.top as f32 - 0.5;
        between(glyph, glyph_x, glyph_y)
    });
}

/// The ink of a glyph between its pixels.
fn between(glyph: &Glyph, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let at = |column: f32, row: f32| {
        if column < 0.0 || row < 0.0 || column >= glyph.width as f32 {
            return 0.0;
        }
        glyph.cover.get(row as usize * glyph.width + column as usize).map_or(0.0, |cover| f32::from(*cover) / 255.0)
    };
    let (right, below) = (x - left, y - top);
    let upper = at(left, top) * (1.0 - right) + at(left + 1.0, top) * right;
    let lower = at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right;
    upper * (1.0 - below) + lower * below
}

/// Inks pixels by their place from the middle of the stamp.
fn each_pixel(cover: &mut [f32], inked: impl Fn(f32, f32) -> f32) {
    let half = SIZE as f32 / 2.0;
    for (row, pixels) in cover.chunks_exact_mut(SIZE as usize).enumerate() {
        for (column, pixel) in pixels.iter_mut().enumerate() {
            let more = inked(column as f32 + 0.5 - half, row as f32 + 0.5 - half);
            *pixel = pixel.max(more.clamp(0.0, 1.0));
        }
    }
}
