//! The owner's page of a link, what follows it, and the page at the link itself.

mod ask;
mod follow;
mod phone;

use crate::paths::pattern as p;
use crate::web::{Access, Routes};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    r.get(p::FILING_HELP, Access::Applicant, ask::show);
    r.post(p::FILING_HELP, Access::Applicant, ask::save);
    r.get(p::FILING_FOLLOW, Access::Applicant, follow::show);
    r.get(p::HELP, Access::Public, phone::show);
    r.post(p::HELP, Access::Public, phone::save);
    r.get(p::FACE_RETURN, Access::Public, phone::at_service::back);
    r.get(p::HELP_PICTURE, Access::Public, phone::picture::show);
    r.options(p::HELP_UPLOADS, Access::Public, phone::pieces::offer);
    r.post(p::HELP_UPLOADS, Access::Public, phone::pieces::begin);
    r.get(p::HELP_UPLOAD, Access::Public, phone::pieces::tell);
    r.patch(p::HELP_UPLOAD, Access::Public, phone::pieces::append);
}
