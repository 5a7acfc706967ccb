//! Where a verification service tells that a session is over.

mod told;

use crate::paths::pattern as p;
use crate::web::{Access, Routes};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    r.post(p::FACE_RESULTS, Access::Signed, told::take);
}
