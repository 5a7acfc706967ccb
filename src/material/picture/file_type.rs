//! The type of a file by its first bytes. Its name and the type the browser sent are never looked at.

/// A type we recognise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// PDF.
    Pdf,
    /// HEIC, HEIF or AVIF: recognised so that the refusal can say what to do.
    Heic,
}

impl FileType {
    /// The type of these bytes, if it is one we know.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else if starts_like_pdf(bytes) {
            Some(Self::Pdf)
        } else if is_heic(bytes) {
            Some(Self::Heic)
        } else {
            None
        }
    }
}

/// Some programs put a byte order mark or blank lines before the header.
fn starts_like_pdf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"%PDF-")
}

/// An ISO media file whose first box names one of the still picture brands.
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 12] =
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}
