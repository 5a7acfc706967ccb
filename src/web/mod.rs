//! What all pages share: the guard in front of every route, forms, layout data, errors.

pub mod access;
pub mod assets;
pub mod client_address;
pub mod cookies;
pub mod csrf;
pub mod device;
pub mod door;
pub mod error;
pub mod flash;
pub mod guard;
mod headers;
pub mod health;
pub mod held;
pub mod layout;
pub mod post_form;
pub mod problem;
pub mod program;
mod refused;
pub mod resumable;
pub mod state;
pub mod steady;
pub mod switches;
pub mod ui;
pub mod upload;
pub mod viewer;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ContentType, HeaderValue, LOCATION, RETRY_AFTER,
};
use askama::Template;

pub use access::{Access, Routes};
pub use client_address::ClientAddress;
pub use headers::{with_camera, with_recorder};
pub use layout::Page;
pub use post_form::PostForm;
pub use state::App;
pub use viewer::{Applicant, Officer, Visitor};

use crate::error::Result;

/// A page with status 200.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render(template: &impl Template) -> Result<HttpResponse> {
    render_with(StatusCode::OK, template)
}

/// The page again because something typed is wrong: status 422.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render_invalid(template: &impl Template) -> Result<HttpResponse> {
    render_with(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// A page with a given status.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render_with(status: StatusCode, template: &impl Template) -> Result<HttpResponse> {
    let html = template.render().map_err(anyhow::Error::from)?;
    Ok(HttpResponse::build(status).content_type(ContentType::html()).body(html))
}

/// A form again that was sent too often: its error says so, and the answer when the next try may come.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render_wait(template: &impl Template, seconds: u32) -> Result<HttpResponse> {
    let mut response = render_with(StatusCode::TOO_MANY_REQUESTS, template)?;
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    Ok(response)
}

/// The answer to a form that was accepted: see the next page with GET.
pub fn see_other(url: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, url.as_ref())).finish()
}

/// A picture of a paper, which is a JPEG of ours: shown, never kept by a browser, and nothing in it may run.
pub fn picture(jpeg: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::jpeg())
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"paper.jpg\""))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'"))
        .body(jpeg)
}
