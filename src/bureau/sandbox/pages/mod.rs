//! The sandbox's pages: control, desk, SMS, public look-up, documentation.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentType};
use actix_web::web::{ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

mod about;
mod control;
mod desk;
mod lookup;
mod orders;
mod sms;
mod switches;

/// A form as it was sent.
type Fields = HashMap<String, String>;

/// Routes of the pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", get().to(control::show))
        .route("/switches", post().to(control::switch))
        .route("/clock", post().to(control::forward))
        .route("/reset", post().to(control::reset))
        .route("/state", get().to(control::state))
        .route("/orders", post().to(orders::send))
        .route("/desk", get().to(desk::list))
        .route("/desk/{number}", get().to(desk::show))
        .route("/desk/{number}", post().to(desk::decide))
        .route("/desk/{number}/pictures/{index}", get().to(desk::picture))
        .route("/sms", get().to(sms::show))
        .route("/sms", post().to(sms::verify))
        .route("/public", get().to(lookup::show))
        .route("/about", get().to(about::show))
        .route("/style.css", get().to(style))
        .route("/favicon.ico", get().to(no_picture));
}

/// Browsers ask for it; an error would only fill their consoles.
async fn no_picture() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("style.css"))
}

fn page(template: &impl Template) -> HttpResponse {
    rendered(StatusCode::OK, template)
}

/// A page with what was typed and what is wrong with it.
fn faulty(template: &impl Template) -> HttpResponse {
    rendered(StatusCode::UNPROCESSABLE_ENTITY, template)
}

fn rendered(status: StatusCode, template: &impl Template) -> HttpResponse {
    match template.render() {
        Ok(text) => HttpResponse::build(status).content_type(ContentType::html()).body(text),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

fn back_to(place: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish()
}

#[derive(Template)]
#[template(path = "bureau/sandbox/problem.html")]
struct Problem {
    zh: &'static str,
    en: &'static str,
}

fn not_found() -> HttpResponse {
    rendered(StatusCode::NOT_FOUND, &Problem { zh: "没有这一页", en: "There is no such page" })
}

/// Whatever has no route.
pub(super) async fn nowhere() -> HttpResponse {
    not_found()
}

/// A form of another site must not work the sandbox: browsers name where a form comes from.
fn is_foreign(request: &HttpRequest) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let own = header(header::HOST).unwrap_or_default();
    header(header::ORIGIN).is_some_and(|origin| origin.split("://").nth(1) != Some(own))
}

fn foreign() -> HttpResponse {
    rendered(StatusCode::FORBIDDEN, &Problem { zh: "表单来自别的网站", en: "The form came from another site" })
}
