//! The link that confirms a mail address: a page with one button, as mail scanners follow links.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::account::contact::service;
use crate::account::token::{Purpose, store as tokens};
use crate::auth::session::Token;
use crate::error::Result;
use crate::paths;
use crate::text::Tr;
use crate::web::post_form::NoFields;
use crate::web::{App, Page, PostForm, Visitor, flash, render, render_with};

#[derive(Template)]
#[template(path = "account/one_button.html")]
pub(super) struct OneButtonPage {
    pub(super) page: Page,
    pub(super) t: Tr,
    pub(super) text: String,
    pub(super) button: String,
    pub(super) action: String,
}

#[derive(Template)]
#[template(path = "account/dead_link.html")]
struct DeadLinkPage {
    page: Page,
    t: Tr,
}

/// The page of a link that was used, replaced or has expired.
pub(super) fn dead_link(req: &HttpRequest, t: Tr) -> Result<HttpResponse> {
    render_with(StatusCode::GONE, &DeadLinkPage { page: Page::titled(req, "account-link-dead-title"), t })
}

/// Shows the button.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, visitor: Visitor, app: Data<App>, token: Path<String>) -> Result<HttpResponse> {
    let t = visitor.t();
    let purposes = [Purpose::ConfirmEmail, Purpose::ChangeEmail];
    let found = match Token::parse(&token) {
        Some(token) => app.db.read(visitor.actor(), async |tx| tokens::find_link(tx, &purposes, &token).await).await?,
        None => None,
    };
    if found.is_none() {
        return dead_link(&req, t);
    }
    render(&OneButtonPage {
        page: Page::titled(&req, "account-verify-email-title"),
        t,
        text: t.t("account-verify-email-text"),
        button: t.t("account-verify-email-button"),
        action: paths::verify_email(&token),
    })
}

/// Confirms the address.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    token: Path<String>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let confirmed = match Token::parse(&token) {
        Some(token) => app.db.write(visitor.by(), async |tx| service::confirm_email(tx, &token).await).await?,
        None => false,
    };
    if !confirmed {
        return dead_link(&req, visitor.t());
    }
    let next = if visitor.session.is_some() { paths::account() } else { paths::sign_in() };
    Ok(flash::see_other_with(&req, next, "account-email-confirmed"))
}
