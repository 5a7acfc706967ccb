//! Pictures as they come: refused, or made into one of ours.

use std::sync::LazyLock;

use beian::material::picture::{self, PictureLimits};

/// Small enough that a try takes no time.
static LIMITS: LazyLock<PictureLimits> =
    LazyLock::new(|| PictureLimits { pixels: 1 << 16, least_side: 1, ..PictureLimits::default() });

/// One input.
pub fn tried(file: &[u8]) {
    if let Ok(made) = picture::prepare(file, &LIMITS) {
        assert!(made.jpeg.starts_with(&[0xFF, 0xD8]) && made.jpeg.len() <= LIMITS.kept_bytes);
    }
}
