//! Fonts with Chinese characters, found on disk, and the glyphs drawn with them so far.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ab_glyph::{Font as _, FontVec, PxScale, ScaleFont as _};

/// Where Debian, Ubuntu, Fedora and Arch put Noto CJK.
const FOLDERS: [&str; 5] = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/local/share/fonts",
];
/// Fonts that will do where there is no Noto.
const OTHERS: [&str; 3] = [
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
];
const TEXT: &str = "NotoSansCJK-Regular.ttc";
const TITLE: &str = "NotoSerifCJK-Bold.ttc";
/// The simplified Chinese face of a Noto collection.
const SIMPLIFIED: u32 = 2;

/// No font with Chinese characters was found.
#[derive(Debug, thiserror::Error)]
#[error("no font with Chinese characters ({tried}): install fonts-noto-cjk, or name a font file in the settings")]
pub struct FontsMissing {
    tried: String,
}

/// Which of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// What is filled in.
    Text,
    /// Titles.
    Title,
}

/// A glyph as it is laid onto paper.
pub struct Glyph {
    /// From the pen to the left edge of the mask.
    pub left: i32,
    /// From the base line to the upper edge of the mask.
    pub top: i32,
    /// Width of the mask.
    pub width: usize,
    /// How much of each pixel is inked.
    pub cover: Vec<u8>,
    /// From this pen position to the next.
    pub advance: f32,
}

/// The fonts and the glyphs drawn so far.
pub struct Fonts {
    text: FontVec,
    title: Option<FontVec>,
    glyphs: HashMap<(Face, u32, char), Arc<Glyph>>,
}

impl Fonts {
    /// Loads the font of the settings, or what the system has.
    pub fn find(chosen: Option<&Path>) -> Result<Self, FontsMissing> {
        if let Some(path) = chosen {
            let text = load(path).ok_or_else(|| FontsMissing { tried: path.display().to_string() })?;
            return Ok(Self { text, title: None, glyphs: HashMap::new() });
        }
        let noto = |name: &str| FOLDERS.iter().find_map(|folder| load(&PathBuf::from(folder).join(name)));
        let text = noto(TEXT).or_else(|| OTHERS.iter().find_map(|path| load(Path::new(path))));
        let text = text.ok_or_else(|| FontsMissing { tried: FOLDERS.join(", ") })?;
        Ok(Self { text, title: noto(TITLE), glyphs: HashMap::new() })
    }

    /// The glyph of a character at a size in pixels.
    pub fn glyph(&mut self, face: Face, size: u32, character: char) -> Arc<Glyph> {
        if let Some(glyph) = self.glyphs.get(&(face, size, character)) {
            return Arc::clone(glyph);
        }
        let font = match (face, &self.title) {
            (Face::Title, Some(title)) => title,
            _ => &self.text,
        };
        let glyph = Arc::new(draw(font, size, character));
        self.glyphs.insert((face, size, character), Arc::clone(&glyph));
        glyph
    }

    /// Width of a text in pixels.
    pub fn width(&mut self, face: Face, size: u32, text: &str) -> f32 {
        text.chars().map(|character| self.glyph(face, size, character).advance).sum()
    }

    /// Breaks a text into lines of at most this width. Chinese may be broken anywhere but before closing marks.
    pub fn lines(&mut self, face: Face, size: u32, text: &str, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut used = 0.0;
        for character in text.chars() {
            let advance = self.glyph(face, size, character).advance;
            let closes = "，。、；：！？）》”".contains(character);
            if used + advance > width && !closes {
                lines.push(String::new());
                used = 0.0;
            }
            used += advance;
            if let Some(line) = lines.last_mut() {
                line.push(character);
            }
        }
        lines
    }
}

fn load(path: &Path) -> Option<FontVec> {
    let bytes = std::fs::read(path).ok()?;
    let is_noto = path.file_name()?.to_str()?.starts_with("Noto") && bytes.starts_with(b"ttcf");
    let font = FontVec::try_from_vec_and_index(bytes, if is_noto { SIMPLIFIED } else { 0 }).ok()?;
    (font.glyph_id('证').0 != 0).then_some(font)
}

fn draw(font: &FontVec, size: u32, character: char) -> Glyph {
    // The size is that of the em square, as in print; the library counts from ascender to descender.
    let em = font.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(size as f32 * font.height_unscaled() / em);
    let scaled = font.as_scaled(scale);
    let advance = scaled.h_advance(font.glyph_id(character));
    let Some(outline) = scaled.outline_glyph(scaled.scaled_glyph(character)) else {
        return Glyph { left: 0, top: 0, width: 0, cover: Vec::new(), advance };
    };
    let bounds = outline.px_bounds();
    let width = bounds.width() as usize;
    let mut cover = vec![0; width * bounds.height() as usize];
    outline.draw(|x, y, inked| {
        if let Some(pixel) = cover.get_mut(y as usize * width + x as usize) {
            *pixel = (inked * 255.0) as u8;
        }
    });
    Glyph { left: bounds.min.x as i32, top: bounds.min.y as i32, width, cover, advance }
}
