//! Public pages.

mod check;
mod machine;
mod province;
mod records;
mod start;
mod topic;

use crate::paths::pattern;
use crate::web::{Access, Routes};

/// The portal's public routes.
pub fn routes(r: &mut Routes) {
    r.get(pattern::START, Access::Public, start::show);
    r.get(pattern::CHECK, Access::Public, check::show);
    r.get(pattern::GUIDE, Access::Public, topic::list);
    r.get(pattern::GUIDE_TOPIC, Access::Public, topic::show);
    r.get(pattern::GUIDE_PROVINCE, Access::Public, province::show);
    r.get(pattern::RECORDS, Access::Public, records::show);
    r.get(pattern::HEALTH, Access::Public, machine::health);
    r.get(pattern::ROBOTS, Access::Public, machine::robots);
    r.get(pattern::SECURITY_TXT, Access::Public, machine::security_txt);
}

/// The back office's public routes.
pub fn office_routes(r: &mut Routes) {
    r.get(pattern::HEALTH, Access::Public, machine::health);
    r.get(pattern::ROBOTS, Access::Public, machine::robots);
}
