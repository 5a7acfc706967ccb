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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rqrr::{Grid, SimpleGrid};

    use super::*;

    #[test]
    fn a_reader_of_such_codes_reads_the_text() {
        for text in ["https://beian.example/", "https://beian.example/help/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"]
        {
            let QrPicture { side, path } = QrPicture::of(text).unwrap();
            let square = |square: &str| {
                let at = square.strip_suffix("h1v1h-1z").unwrap();
                let (x, y) = at.split_once(' ').unwrap();
                (x.parse().unwrap(), y.parse().unwrap())
            };
            let dark: HashSet<(usize, usize)> = path.split('M').skip(1).map(square).collect();
            let within = QUIET..side - QUIET;
            assert!(dark.iter().all(|(x, y)| within.contains(x) && within.contains(y)), "the margin is blank");
            let grid = SimpleGrid::from_func(side - 2 * QUIET, |x, y| dark.contains(&(x + QUIET, y + QUIET)));
            assert_eq!(Grid::new(grid).decode().unwrap().1, text);
        }
    }
}
