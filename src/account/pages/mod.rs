//! Pages of applicants' accounts.

mod contact;
mod held;
mod password;
mod profile;
pub mod register;
mod sessions;
mod sign_in;
mod terms;
mod verify_email;
mod verify_mobile;

use actix_web::HttpRequest;
use chrono::NaiveDate;

use crate::auth::device::{self, Counter};
use crate::clock;
use crate::form::{self, FieldErrors, Form};
use crate::paths::pattern;
use crate::reference;
use crate::values::Email;
use crate::web::{Access, App, Routes, cookies};

/// Adds the routes.
pub fn routes(r: &mut Routes) {
    r.get(pattern::TERMS, Access::Public, terms::show);
    r.get(pattern::REGISTER, Access::Public, register::show);
    r.post(pattern::REGISTER, Access::Public, register::save);
    r.get(pattern::VERIFY_EMAIL, Access::Public, verify_email::show);
    r.post(pattern::VERIFY_EMAIL, Access::Public, verify_email::save);
    r.get(pattern::SIGN_IN, Access::Public, sign_in::show);
    r.post(pattern::SIGN_IN, Access::Public, sign_in::save);
    r.post(pattern::SIGN_OUT, Access::Public, sign_in::sign_out);
    r.get(pattern::PASSWORD_FORGOT, Access::Public, password::show_forgot);
    r.post(pattern::PASSWORD_FORGOT, Access::Public, password::save_forgot);
    r.get(pattern::PASSWORD_RESET, Access::Public, password::show_reset);
    r.post(pattern::PASSWORD_RESET, Access::Public, password::save_reset);
    r.get(pattern::CONTACT_UNDO, Access::Public, contact::show_undo);
    r.post(pattern::CONTACT_UNDO, Access::Public, contact::save_undo);
    r.get(pattern::VERIFY_MOBILE, Access::Applicant, verify_mobile::show);
    r.post(pattern::VERIFY_MOBILE, Access::Applicant, verify_mobile::save);
    r.get(pattern::ACCOUNT, Access::Applicant, profile::show);
    r.post(pattern::ACCOUNT, Access::Applicant, profile::save);
    r.get(pattern::ACCOUNT_PASSWORD, Access::Applicant, password::show_change);
    r.post(pattern::ACCOUNT_PASSWORD, Access::Applicant, password::save_change);
    r.get(pattern::ACCOUNT_EMAIL, Access::Applicant, contact::show_email);
    r.post(pattern::ACCOUNT_EMAIL, Access::Applicant, contact::save_email);
    r.get(pattern::ACCOUNT_MOBILE, Access::Applicant, contact::show_mobile);
    r.post(pattern::ACCOUNT_MOBILE, Access::Applicant, contact::save_mobile);
    r.get(pattern::ACCOUNT_SESSIONS, Access::Applicant, sessions::show);
    r.post(pattern::ACCOUNT_SESSIONS, Access::Applicant, sessions::save);
    r.get(pattern::HELD, Access::Applicant, held::show);
    r.post(pattern::HELD, Access::Applicant, held::discard);
}

/// The rules of the limits table are asked for today.
fn today() -> NaiveDate {
    clock::china_day(clock::now())
}

/// What requests in the name of an address are counted by, on this browser.
fn counter(req: &HttpRequest, app: &App, email: &Email) -> Counter {
    device::counter(app.db.sealer(), &email.key(), cookies::device_mark(req).as_deref())
}

fn check<F: Form>(form: &F) -> Result<F::Valid, FieldErrors> {
    form::check(form, reference::book(), today())
}
