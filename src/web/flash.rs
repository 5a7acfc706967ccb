//! A message for the next page, carried as a text key in a cookie that the next page takes back.

use actix_web::{HttpRequest, HttpResponse};

use super::cookies::{self, Purpose};
use super::see_other;
use super::state::SiteState;
use crate::text::Tr;

/// A message as the layout shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// `success`, `error` or `info`.
    pub kind: &'static str,
    /// The words.
    pub text: String,
}

impl Flash {
    /// Key of its heading.
    pub fn title(&self) -> &'static str {
        match self.kind {
            "error" => "site-flash-error",
            "success" => "site-flash-success",
            _ => "site-flash-info",
        }
    }

    /// How it is told to a screen reader: a failure at once, the rest in its turn.
    pub fn role(&self) -> &'static str {
        if self.kind == "error" { "alert" } else { "status" }
    }
}

/// Sends the browser to the next page with a message of success.
pub fn see_other_with(req: &HttpRequest, url: impl AsRef<str>, key: &'static str) -> HttpResponse {
    leave(req, see_other(url), "success", key)
}

/// Sends the browser to the next page with a message that something did not work.
pub fn see_other_failed(req: &HttpRequest, url: impl AsRef<str>, key: &'static str) -> HttpResponse {
    leave(req, see_other(url), "error", key)
}

fn leave(req: &HttpRequest, mut response: HttpResponse, kind: &str, key: &'static str) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let cookie = cookies::make(state, Purpose::Flash, format!("{kind}:{key}"));
        // A cookie of our own making is always a valid header.
        let _ = response.add_cookie(&cookie);
    }
    response
}

/// The message that waits for this request, if its key is one of ours.
pub fn take(req: &HttpRequest, t: Tr) -> Option<Flash> {
    let state = SiteState::of(req)?;
    let cookie = req.cookie(&cookies::name(state, Purpose::Flash))?;
    let (kind, key) = cookie.value().split_once(':')?;
    let kind = ["success", "error", "info"].into_iter().find(|known| *known == kind)?;
    let is_key = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let text = t.maybe(key).filter(|_| is_key)?;
    Some(Flash { kind, text })
}
