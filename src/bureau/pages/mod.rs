//! Pages of the line to the bureau.

mod exchange;

use crate::paths::pattern;
use crate::values::actor::Role;
use crate::web::{Access, Routes};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    r.get(pattern::EXCHANGE, Access::Staff(&[Role::Lead, Role::Administrator]), exchange::show);
}
