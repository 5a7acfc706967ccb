//! Cookies: `__Host-` names, HttpOnly, SameSite=Lax, Secure; other names on each site, as cookies ignore ports.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use super::state::SiteState;
use crate::auth::session::{Site, Token};
use crate::text::Lang;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The session.
    Session,
    /// Binds the form tokens of a visitor without session.
    Seed,
    /// A message for the next page.
    Flash,
    /// What somebody found out before filing: see [`Prepared`].
    Prepared,
    /// Shows that somebody signed in here before: strangers' failures elsewhere do not slow this browser down.
    Device,
}

/// The cookie of the chosen language; both sites share it.
pub const LANGUAGE: &str = "lang";

/// The cookie of large text, for visitors; both sites share it.
pub const LARGE_TEXT: &str = "large-text";

/// The name of a cookie on a site. Plain names exist only in the demo on loopback, where there is no TLS.
pub fn name(state: &SiteState, purpose: Purpose) -> String {
    let base = match (state.site, purpose) {
        (Site::Portal, Purpose::Session) => "beian",
        (Site::Portal, Purpose::Seed) => "beian-seed",
        (Site::Portal, Purpose::Flash) => "beian-flash",
        (Site::Portal, Purpose::Device) => "beian-device",
        (Site::Portal, Purpose::Prepared) => "beian-prepared",
        (Site::Office, Purpose::Session) => "office",
        (Site::Office, Purpose::Seed) => "office-seed",
        (Site::Office, Purpose::Flash) => "office-flash",
        (Site::Office, Purpose::Prepared) => "office-prepared",
        (Site::Office, Purpose::Device) => "office-device",
    };
    if state.plain_cookies { base.to_owned() } else { format!("__Host-{base}") }
}

/// A cookie that lives as long as the browser is open.
pub fn make(state: &SiteState, purpose: Purpose, value: impl Into<String>) -> Cookie<'static> {
    Cookie::build(name(state, purpose), value.into())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(!state.plain_cookies)
        .finish()
}

/// The cookie of a session that begins.
pub fn session(state: &SiteState, token: &Token) -> Cookie<'static> {
    make(state, Purpose::Session, token.text())
}

/// The cookies of a session that begins, put on an answer: what bound the visitor's forms goes, the device is known from
/// now on.
pub fn begin(req: &HttpRequest, mut response: HttpResponse, token: &Token, mark: Option<String>) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        // Cookies of our own making are always valid headers.
        let _ = response.add_cookie(&session(state, token));
        let _ = response.add_cookie(&gone(state, Purpose::Seed));
        if let Some(mark) = mark {
            let _ = response.add_cookie(&device(state, mark));
        }
    }
    response
}

/// The session's cookie taken back on an answer.
pub fn end(req: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let _ = response.add_cookie(&gone(state, Purpose::Session));
    }
    response
}

/// The mark this browser bears from an earlier sign-in.
pub fn device_mark(req: &HttpRequest) -> Option<String> {
    let state = SiteState::of(req)?;
    Some(req.cookie(&name(state, Purpose::Device))?.value().to_owned())
}

/// The answers of the eligibility page that a filing begins with. They wait in the browser while its owner opens an
/// account: nothing about a visitor is stored here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// Code of the province.
    pub province: String,
    /// Code of the kind of entity; empty where it is still to be chosen.
    pub kind: String,
}

/// Has the browser keep what was found out, for a month.
pub fn prepare(req: &HttpRequest, mut response: HttpResponse, prepared: &Prepared) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let mut cookie = make(state, Purpose::Prepared, format!("{}.{}", prepared.province, prepared.kind));
        cookie.set_max_age(Duration::days(30));
        let _ = response.add_cookie(&cookie);
    }
    response
}

/// What the browser kept; codes that are none are nobody's loss, as the page asks again.
pub fn prepared(req: &HttpRequest) -> Option<Prepared> {
    let state = SiteState::of(req)?;
    let cookie = req.cookie(&name(state, Purpose::Prepared))?;
    let (province, kind) = cookie.value().split_once('.')?;
    Some(Prepared { province: province.to_owned(), kind: kind.to_owned() })
}

/// The filing is begun: the browser forgets what it kept.
pub fn forget_prepared(req: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if let Some(state) = SiteState::of(req).filter(|_| prepared(req).is_some()) {
        let _ = response.add_cookie(&gone(state, Purpose::Prepared));
    }
    response
}

/// The cookie of a device that signed in: kept for a year.
fn device(state: &SiteState, value: String) -> Cookie<'static> {
    let mut cookie = make(state, Purpose::Device, value);
    cookie.set_max_age(Duration::days(365));
    cookie
}

/// The same cookie, taken back.
pub fn gone(state: &SiteState, purpose: Purpose) -> Cookie<'static> {
    let mut cookie = make(state, purpose, "");
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// The cookie of the chosen language.
pub fn language(state: &SiteState, lang: Lang) -> Cookie<'static> {
    preference(state, LANGUAGE, lang.code())
}

/// The cookie of the chosen text size.
pub fn large_text(state: &SiteState, on: bool) -> Cookie<'static> {
    preference(state, LARGE_TEXT, if on { "on" } else { "off" })
}

/// A cookie that is kept for a year.
fn preference(state: &SiteState, name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(!state.plain_cookies)
        .max_age(Duration::days(365))
        .finish()
}
