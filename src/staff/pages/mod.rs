//! Pages of staff: sign-in, the own login, and the administrators' list.

mod alarm_mail;
mod code;
mod first_password;
mod held;
mod me;
mod member;
mod recovery;
mod sign_in;
mod staff_list;

use crate::paths::pattern;
use crate::web::access::ALL_STAFF;
use crate::web::{Access, Routes};

use super::permission::MANAGES_STAFF;

/// Adds the routes.
pub fn routes(r: &mut Routes) {
    r.get(pattern::SIGN_IN, Access::Public, sign_in::show);
    r.post(pattern::SIGN_IN, Access::Public, sign_in::save);
    r.post(pattern::SIGN_OUT, Access::Public, sign_in::sign_out);
    r.get(pattern::OFFICE_CODE, Access::StaffCode, code::show);
    r.post(pattern::OFFICE_CODE, Access::StaffCode, code::save);
    r.get(pattern::OFFICE_ENROL, Access::StaffCode, code::show_enrol);
    r.post(pattern::OFFICE_ENROL, Access::StaffCode, code::save_enrol);
    r.get(pattern::OFFICE_PASSWORD, ALL_STAFF, first_password::show);
    r.post(pattern::OFFICE_PASSWORD, ALL_STAFF, first_password::save);
    r.get(pattern::ME, ALL_STAFF, me::show);
    r.post(pattern::ME, ALL_STAFF, me::save);
    r.get(pattern::ME_PASSWORD, ALL_STAFF, me::show_password);
    r.post(pattern::ME_PASSWORD, ALL_STAFF, me::save_password);
    r.get(pattern::ME_RECOVERY, ALL_STAFF, recovery::show);
    r.post(pattern::ME_RECOVERY, ALL_STAFF, recovery::save);
    r.get(pattern::ME_ALARM_MAIL, ALL_STAFF, alarm_mail::show);
    r.post(pattern::ME_ALARM_MAIL, ALL_STAFF, alarm_mail::save);
    r.get(pattern::OFFICE_HELD, ALL_STAFF, held::show);
    r.post(pattern::OFFICE_HELD, ALL_STAFF, held::discard);
    r.get(pattern::STAFF, Access::Staff(MANAGES_STAFF), staff_list::show);
    r.post(pattern::STAFF, Access::Staff(MANAGES_STAFF), staff_list::save);
    r.get(pattern::STAFF_MEMBER, Access::Staff(MANAGES_STAFF), member::show);
    r.post(pattern::STAFF_MEMBER, Access::Staff(MANAGES_STAFF), member::save);
}
