//! Public pages.

mod machine;

use crate::paths::pattern;
use crate::web::{Access, Routes};

/// The portal's public routes.
pub fn routes(r: &mut Routes) {
    r.get(pattern::HEALTH, Access::Public, machine::health);
    r.get(pattern::ROBOTS, Access::Public, machine::robots);
    r.get(pattern::SECURITY_TXT, Access::Public, machine::security_txt);
}

/// The back office's public routes.
pub fn office_routes(r: &mut Routes) {
    r.get(pattern::HEALTH, Access::Public, machine::health);
    r.get(pattern::ROBOTS, Access::Public, machine::robots);
}
