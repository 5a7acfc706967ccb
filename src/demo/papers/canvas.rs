//! A sheet of pixels and what is drawn on it: shapes, text, stamps.

use image::RgbImage;

use super::fonts::{Face, Fonts, Glyph};

/// Red, green, blue.
pub type Ink = [u8; 3];

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Type {
    /// The font.
    pub face: Face,
    /// The em in pixels.
    pub size: u32,
    /// The colour.
    pub ink: Ink,
}

/// A rectangle in pixels.
#[derive(Clone, Copy)]
pub struct Area {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Area {
    /// The rectangle smaller by this much on each side.
    pub fn inset(self, by: i32) -> Self {
        Self { x: self.x + by, y: self.y + by, width: self.width - 2 * by, height: self.height - 2 * by }
    }

    /// Distance of a point from the edge of the rectangle with round corners; negative inside.
    pub fn distance(self, x: f32, y: f32, radius: f32) -> f32 {
        let (half_width, half_height) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let dx = (x - self.x as f32 - half_width).abs() - half_width + radius;
        let dy = (y - self.y as f32 - half_height).abs() - half_height + radius;
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
    }
}

/// A sheet.
#[derive(Clone)]
pub struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A sheet of one colour.
    pub fn new(width: u32, height: u32, ink: Ink) -> Self {
        let pixels = ink.repeat(width as usize * height as usize);
        Self { width: width.cast_signed(), height: height.cast_signed(), pixels }
    }

    /// The whole sheet.
    pub fn area(&self) -> Area {
        Area { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// The sheet as a picture.
    pub fn finish(self) -> RgbImage {
        RgbImage::from_raw(self.width.cast_unsigned(), self.height.cast_unsigned(), self.pixels).unwrap_or_default()
    }

    /// Lays ink on a pixel; `cover` is how much of it.
    pub fn dot(&mut self, x: i32, y: i32, ink: Ink, cover: u8) {
        if cover == 0 || x < 0 || y < 0 || x >= self.width || y >= self.height {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        let Some(pixel) = self.pixels.get_mut(at..at + 3) else { return };
        let cover = u32::from(cover);
        for (under, over) in pixel.iter_mut().zip(ink) {
            *under = ((u32::from(*under) * (255 - cover) + u32::from(over) * cover + 127) / 255) as u8;
        }
    }

    /// Lays ink wherever `cover`, of the middle of a pixel, is above nought; one is all of it.
    pub fn shape(&mut self, area: Area, ink: Ink, cover: impl Fn(f32, f32) -> f32) {
        for y in area.y..area.y + area.height {
            for x in area.x..area.x + area.width {
                let covered = cover(x as f32 + 0.5, y as f32 + 0.5).clamp(0.0, 1.0);
                self.dot(x, y, ink, (covered * 255.0) as u8);
            }
        }
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, area: Area, ink: Ink) {
        for y in area.y..area.y + area.height {
            for x in area.x..area.x + area.width {
                self.dot(x, y, ink, 255);
            }
        }
    }

    /// A thin curve through the points of `curve` for 0 to 1, in this many steps.
    pub fn curve(&mut self, steps: u32, ink: Ink, strength: f32, curve: impl Fn(f32) -> (f32, f32)) {
        for step in 0..steps {
            let (x, y) = curve(step as f32 / steps as f32);
            let (left, top) = (x.floor(), y.floor());
            let (right, below) = (x - left, y - top);
            let (left, top) = (left as i32, top as i32);
            for (dx, dy, share) in [
                (0, 0, (1.0 - right) * (1.0 - below)),
                (1, 0, right * (1.0 - below)),
                (0, 1, (1.0 - right) * below),
                (1, 1, right * below),
            ] {
                self.dot(left + dx, top + dy, ink, (share * strength * 255.0) as u8);
            }
        }
    }

    /// Writes a text with its base line at `y`; tells where it ended.
    pub fn text(&mut self, fonts: &mut Fonts, set: Type, x: f32, y: i32, text: &str) -> f32 {
        self.spaced(fonts, set, x, y, text, 0.0)
    }

    /// Writes a text with so much more space between its characters.
    pub fn spaced(&mut self, fonts: &mut Fonts, set: Type, x: f32, y: i32, text: &str, space: f32) -> f32 {
        let mut pen = x;
        for character in text.chars() {
            let glyph = fonts.glyph(set.face, set.size, character);
            self.lay(&glyph, pen.round() as i32, y, set.ink);
            pen += glyph.advance + space;
        }
        pen
    }

    /// Writes a text in the middle between two edges.
    pub fn centred(&mut self, fonts: &mut Fonts, set: Type, (from, to): (i32, i32), y: i32, text: &str, space: f32) {
        let gaps = text.chars().count().saturating_sub(1) as f32;
        let width = fonts.width(set.face, set.size, text) + gaps * space;
        let x = from as f32 + ((to - from) as f32 - width) / 2.0;
        self.spaced(fonts, set, x, y, text, space);
    }

    /// Writes a paragraph; tells the base line after its last line.
    pub fn paragraph(
        &mut self,
        fonts: &mut Fonts,
        set: Type,
        (x, y): (i32, i32),
        width: i32,
        lead: i32,
        text: &str,
    ) -> i32 {
        let mut y = y;
        for line in fonts.lines(set.face, set.size, text, width as f32) {
            self.text(fonts, set, x as f32, y, &line);
            y += lead;
        }
        y
    }

    fn lay(&mut self, glyph: &Glyph, x: i32, y: i32, ink: Ink) {
        for (row, covers) in (0..).zip(glyph.cover.chunks_exact(glyph.width.max(1))) {
            for (column, cover) in (0..).zip(covers) {
                self.dot(x + glyph.left + column, y + glyph.top + row, ink, *cover);
            }
        }
    }
}
