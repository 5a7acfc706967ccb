//! Pages of `review`.

use crate::web::Routes;

/// The routes of these pages.
pub fn routes(_r: &mut Routes) {}
