//! The pages on which applicants take a copy of what they gave or close their account, and the one that tells the back office
//! what is kept how long.

mod archive;
mod close;
mod data;
mod retention;

use crate::paths::pattern;
use crate::values::actor::Role;
use crate::web::{Access, Routes};

/// The routes of the portal.
pub fn routes(r: &mut Routes) {
    r.get(pattern::ACCOUNT_DATA, Access::Applicant, data::show);
    r.post(pattern::ACCOUNT_DATA, Access::Applicant, data::save);
    r.get(pattern::ACCOUNT_CLOSE, Access::Applicant, close::show);
    r.post(pattern::ACCOUNT_CLOSE, Access::Applicant, close::save);
}

/// The routes of the back office.
pub fn office_routes(r: &mut Routes) {
    r.get(pattern::RETENTION, Access::Staff(&[Role::Administrator, Role::Auditor]), retention::show);
}
