//! The terms that a registration accepts.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::account::service::TERMS_VERSION;
use crate::error::Result;
use crate::text::Tr;
use crate::web::{Page, Visitor, render};

#[derive(Template)]
#[template(path = "account/terms.html")]
struct TermsPage {
    page: Page,
    t: Tr,
    version: &'static str,
}

/// Shows them.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor) -> Result<HttpResponse> {
    render(&TermsPage { page: Page::titled(&req, "account-terms-title"), t: visitor.t(), version: TERMS_VERSION })
}
