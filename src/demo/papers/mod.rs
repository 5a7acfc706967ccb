//! Draws certificates, identity cards and letters for the demo: made-up people, made-up numbers, and on each a red SAMPLE
//! stamp. They resemble the papers enough to try the portal with and bear no emblem of any authority.
//!
//! The same words give the same pixels, so demo data is the same on every machine with the same fonts.

mod canvas;
mod certificate;
mod fonts;
mod id_card;
mod letter;
mod pdf;
mod stamp;
#[cfg(test)]
mod tests;

use std::path::Path;

use image::RgbImage;

use self::canvas::Canvas;
pub use self::certificate::{BusinessLicence, Certificate, PublicInstitution};
use self::fonts::Fonts;
pub use self::fonts::FontsMissing;
pub use self::id_card::{IdBack, IdFront};
pub use self::letter::Letter;
use self::stamp::Stamp;
use crate::material::picture::{Picture, PictureLimits, prepare_page};
use crate::material::refusal::Refusal;

/// Quality of the drawn papers: hundreds of them should not fill a disk.
const QUALITY: u8 = 75;

/// Draws papers. What they have in common (fonts, glyphs, grounds, stamp) is made once and kept.
pub struct Papers {
    fonts: Fonts,
    stamp: Stamp,
    certificate: Canvas,
    card: Canvas,
    letter: Canvas,
}

impl Papers {
    /// Loads the fonts: those of `font`, a file with Chinese characters, or what the system has.
    ///
    /// # Errors
    /// When there is no font with Chinese characters; the error says what to install.
    pub fn new(font: Option<&Path>) -> Result<Self, FontsMissing> {
        let mut fonts = Fonts::find(font)?;
        let stamp = Stamp::draw(&mut fonts);
        let certificate = certificate::ground(&mut fonts);
        let card = id_card::ground();
        let letter = letter::ground();
        Ok(Self { fonts, stamp, certificate, card, letter })
    }

    /// A business licence (营业执照).
    pub fn business_licence(&mut self, licence: &BusinessLicence) -> RgbImage {
        self.certificate(&licence.certificate())
    }

    /// A certificate of a public institution (事业单位法人证书).
    pub fn public_institution(&mut self, institution: &PublicInstitution) -> RgbImage {
        self.certificate(&institution.certificate())
    }

    /// Any other certificate of an organisation.
    pub fn certificate(&mut self, certificate: &Certificate) -> RgbImage {
        let mut canvas = self.certificate.clone();
        certificate::draw(&mut canvas, &mut self.fonts, &self.stamp, certificate);
        canvas.finish()
    }

    /// The portrait side of a resident ID.
    pub fn id_front(&mut self, card: &IdFront) -> RgbImage {
        let mut canvas = self.card.clone();
        id_card::draw_front(&mut canvas, &mut self.fonts, &self.stamp, card);
        canvas.finish()
    }

    /// The other side of a resident ID.
    pub fn id_back(&mut self, card: &IdBack) -> RgbImage {
        let mut canvas = self.card.clone();
        id_card::draw_back(&mut canvas, &mut self.fonts, &self.stamp, card);
        canvas.finish()
    }

    /// A signed letter.
    pub fn letter(&mut self, letter: &Letter) -> RgbImage {
        let mut canvas = self.letter.clone();
        letter::draw(&mut canvas, &mut self.fonts, &self.stamp, letter);
        canvas.finish()
    }
}

/// A drawn paper as an upload would be kept: picture and thumbnail. A `kept_side` of 1000 halves the bytes and is
/// still easy to read.
///
/// # Errors
/// When it cannot be encoded within the limits; no paper of ours comes near them.
pub fn as_kept(paper: RgbImage, limits: &PictureLimits) -> Result<Picture, Refusal> {
    prepare_page(paper, QUALITY, limits)
}

/// A drawn paper as the PDF of a scanner: to upload where letters are taken as PDF.
pub fn as_pdf(paper: &Picture) -> Vec<u8> {
    pdf::of_picture(paper)
}
