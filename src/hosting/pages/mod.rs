//! Pages of instances and service numbers: the applicant's own, the administrators', and the interface for programs.

mod api;
mod applicant;
mod hand;
mod office;
mod tokens;
mod view;

use crate::paths::pattern;
use crate::values::actor::Role;
use crate::web::{Access, Routes};

/// Who manages instances, service numbers and tokens.
const MANAGES: Access = Access::Staff(&[Role::Administrator]);

/// The routes of the portal.
pub fn routes(r: &mut Routes) {
    r.get(pattern::INSTANCES, Access::Applicant, applicant::list);
    r.get(pattern::INSTANCE, Access::Applicant, applicant::show);
    r.post(pattern::INSTANCE_NUMBERS, Access::Applicant, applicant::issue);
    r.get(pattern::NUMBER_HAND, Access::Applicant, hand::show);
    r.post(pattern::NUMBER_HAND, Access::Applicant, hand::save);
    r.post(pattern::NUMBER_TAKE_BACK, Access::Applicant, hand::take_back);
}

/// The routes of the back office.
pub fn office_routes(r: &mut Routes) {
    r.get(pattern::HOSTING, MANAGES, office::list);
    r.post(pattern::HOSTING, MANAGES, office::find);
    r.get(pattern::HOSTING_INSTANCE, MANAGES, office::show);
    r.post(pattern::HOSTING_ISSUE, MANAGES, office::issue);
    r.post(pattern::HOSTING_REVOKE, MANAGES, office::revoke);
    r.get(pattern::API_TOKENS, MANAGES, tokens::show);
    r.post(pattern::API_TOKENS, MANAGES, tokens::save);
    r.post(pattern::API_TOKEN_REVOKE, MANAGES, tokens::revoke);
    api::routes(r);
}
