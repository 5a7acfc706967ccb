//! What scripts go by that photograph a paper in the page and send it.

use crate::reference::material::Frame;
use crate::reference::{Limits, MaterialRule};

/// What the script that sends a form with papers goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Where files come in pieces.
    pub pieces: String,
    /// The most bytes of one.
    pub most_bytes: usize,
    /// The most files of one form.
    pub most_files: usize,
}

impl Sending {
    /// Within the limits of a day.
    pub fn new(pieces: String, limits: &Limits) -> Self {
        Self { pieces, most_bytes: limits.upload_bytes, most_files: limits.upload_files }
    }
}

/// What the camera in a page goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Camera {
    /// The shape of the frame.
    pub frame: &'static str,
    /// Key of the words that tell how to hold what is photographed.
    pub how: &'static str,
    /// Nothing above this brightness is too dark.
    pub dark: u8,
    /// Below this variance of the Laplacian it is blurred.
    pub sharp: u32,
    /// Above this share of white patches, in thousandths, something shines.
    pub glare: u32,
}

impl Camera {
    /// The camera for a paper.
    pub fn of(rule: &MaterialRule, limits: &Limits) -> Self {
        let (frame, how) = match rule.frame {
            Frame::Card => ("card", "camera-how-card"),
            Frame::Page => ("page", "camera-how-page"),
            Frame::Whole => ("whole", "camera-how-whole"),
        };
        let (dark, sharp, glare) = (limits.photo_dark, limits.photo_sharp, limits.photo_glare_permille);
        Self { frame, how, dark, sharp, glare }
    }
}
