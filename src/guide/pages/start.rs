//! The start page: what this is, how it goes, where to begin.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::clock;
use crate::error::Result;
use crate::reference::{Step, book};
use crate::text::Tr;
use crate::web::{Page, Visitor, render};

#[derive(Template)]
#[template(path = "guide/start.html")]
struct StartPage {
    page: Page,
    t: Tr,
    steps: Vec<&'static Step>,
}

/// The start page.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor) -> Result<HttpResponse> {
    let today = clock::china_day(clock::now());
    render(&StartPage { page: Page::titled(&req, "guide-start-title"), t: visitor.t(), steps: book().steps(today) })
}
