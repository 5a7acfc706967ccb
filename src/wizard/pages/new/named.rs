//! Whom the type check of an individual is about: on a phone that alone is asked first, as the verification is bound to it and comes
//! before the other questions (2.6). Whoever cannot be verified now goes on to those.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::{NewForm, NewPage, Told, page};
use crate::error::{Error, Result};
use crate::filing::application::NamedForm;
use crate::form::{self, FieldErrors};
use crate::paths;
use crate::reference::book;
use crate::web::flash::see_other_with;
use crate::web::{App, Applicant, device, render_with, see_other};
use crate::wizard::pages::open::Open;
use crate::wizard::pages::step::FILL;

/// What a page says that asks only this.
pub(super) const ASKS: &str = "named";

/// What the button says that puts the verification off.
const LATER: &str = "later";

/// Whether a draft is asked only this now: on a phone, until the verification is done or put off.
pub(super) fn comes_first(req: &HttpRequest, open: &Open) -> bool {
    device::is_phone(req) && open.asks_first()
}

/// Keeps it, and goes on to the verification or past it.
///
/// # Errors
/// `NotFound` for another's filing, and where no draft is named.
pub(super) async fn save(req: &HttpRequest, app: &App, applicant: &Applicant, form: &NewForm) -> Result<HttpResponse> {
    let open = Open::kept(app, applicant, form.sent()).await?.ok_or(Error::NotFound)?;
    if open.scene.is_settled {
        return Ok(see_other(open.url()));
    }
    if open.conflict.is_some() {
        return again(req, &open, FieldErrors::new(), StatusCode::CONFLICT);
    }
    if !form.doubled.is_empty() {
        return again(req, &open, form.doubled.clone(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    match form.then.as_str() {
        FILL => Ok(see_other_with(req, open.url(), "printed-filled")),
        LATER => Ok(see_other(paths::filing_new_rest(&open.scene.filing.reference))),
        _ => match form::check(&NamedForm(&open.scene.drafts.type_check), book(), open.scene.today) {
            Ok(_) => Ok(see_other(open.after_named())),
            Err(errors) => again(req, &open, errors, StatusCode::UNPROCESSABLE_ENTITY),
        },
    }
}

/// The page again, with what was typed.
fn again(req: &HttpRequest, open: &Open, errors: FieldErrors, status: StatusCode) -> Result<HttpResponse> {
    // Of servers it says nothing yet.
    let page = page(req, open.scene.drafts.type_check.clone(), 0, errors, Told::Asked(&[])).of(Some(open));
    render_with(status, &NewPage { is_named_first: true, ..page })
}
