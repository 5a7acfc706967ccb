//! The one test binary: features against the real database, programs and browser.

mod material_pictures;
