//! A text as a QR code, for the page's own `<svg>`.

use qrcode::{Color, QrCode};

/// Blank modules around a QR code.
const QUIET: usize = 4;

/// A QR code as a path of unit squares.
pub struct QrPicture {
    /// Side of the square, with its blank margin.
    pub side: usize,
    /// The dark squares.
    pub path: String,
}

impl QrPicture {
    /// The picture of a text; none where the text is too long for one.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text.as_bytes()).ok()?;
        let width = code.width();
        let dark = |index: &usize| code[(index % width, index / width)] == Color::Dark;
        let squares = (0..width * width).filter(dark);
        let path = squares.map(|index| format!("M{} {}h1v1h-1z", index % width + QUIET, index / width + QUIET));
        Some(Self { side: width + 2 * QUIET, path: path.collect() })
    }
}
