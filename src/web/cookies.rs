//! Cookies: `__Host-` names, HttpOnly, SameSite=Lax, Secure; other names on each site, as cookies ignore ports.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use super::state::SiteState;
use crate::auth::session::{Site, Token};

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
    /// Shows that this browser began with the task of a link.
    Phone,
    /// The link that this browser left for a verification service.
    Link,
    /// The chosen language.
    Language,
    /// Large text, for visitors.
    LargeText,
}

/// The name of a cookie on a site. Plain names exist only in the demo on loopback, where there is no TLS.
pub fn name(state: &SiteState, purpose: Purpose) -> String {
    let prefix = if state.plain_cookies { "" } else { "__Host-" };
    let site = match state.site {
        Site::Portal => "beian",
        Site::Office => "office",
    };
    let purpose = match purpose {
        Purpose::Session => "",
        Purpose::Seed => "-seed",
        Purpose::Flash => "-flash",
        Purpose::Prepared => "-prepared",
        Purpose::Device => "-device",
        Purpose::Phone => "-phone",
        Purpose::Link => "-link",
        Purpose::Language => "-language",
        Purpose::LargeText => "-large-text",
    };
    format!("{prefix}{site}{purpose}")
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
            let _ = response.add_cookie(&kept(state, Purpose::Device, mark));
        }
    }
    response
}

/// The mark of a browser whose owner proved the mailbox, put on an answer without a session.
pub fn remember(req: &HttpRequest, mut response: HttpResponse, mark: String) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let _ = response.add_cookie(&kept(state, Purpose::Device, mark));
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

/// What a request brings along for a purpose.
pub fn value(req: &HttpRequest, purpose: Purpose) -> Option<String> {
    let state = SiteState::of(req)?;
    Some(req.cookie(&name(state, purpose))?.value().to_owned())
}

/// The answers of the eligibility page that a filing begins with. They wait in the browser while its owner opens an
/// account: nothing about a visitor is stored here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// Code of the province.
    pub province: String,
    /// Code of the kind of entity; empty where it is still to be chosen.
    pub kind: String,
    /// The domain in ASCII form; empty where it was not named.
    pub domain: String,
    /// The website does nothing that needs an approval.
    pub is_plain: bool,
}

/// Stands in the cookie before the domain: no domain begins with it.
const PLAIN: &str = "-plain.";

/// Has the browser keep what was found out, for a month.
pub fn prepare(req: &HttpRequest, mut response: HttpResponse, prepared: &Prepared) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let Prepared { province, kind, domain, is_plain } = prepared;
        let plain = if *is_plain { PLAIN } else { "" };
        let mut cookie = make(state, Purpose::Prepared, format!("{province}.{kind}.{plain}{domain}"));
        cookie.set_max_age(Duration::days(30));
        let _ = response.add_cookie(&cookie);
    }
    response
}

/// What the browser kept; codes that are none are nobody's loss, as the page asks again.
pub fn prepared(req: &HttpRequest) -> Option<Prepared> {
    let kept = value(req, Purpose::Prepared)?;
    let (province, rest) = kept.split_once('.')?;
    let (kind, domain) = rest.split_once('.').unwrap_or((rest, ""));
    let plain = domain.strip_prefix(PLAIN);
    let (is_plain, domain) = (plain.is_some(), plain.unwrap_or(domain).to_owned());
    Some(Prepared { province: province.to_owned(), kind: kind.to_owned(), domain, is_plain })
}

/// The filing is begun: the browser forgets what it kept.
pub fn forget_prepared(req: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if let Some(state) = SiteState::of(req).filter(|_| prepared(req).is_some()) {
        let _ = response.add_cookie(&gone(state, Purpose::Prepared));
    }
    response
}

/// Has a phone show that it began with the task of a link; longer than any link lives.
pub fn hold_phone(req: &HttpRequest, mut response: HttpResponse, phone: &Token) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let mut cookie = make(state, Purpose::Phone, phone.text());
        cookie.set_max_age(Duration::days(30));
        let _ = response.add_cookie(&cookie);
    }
    response
}

/// Has a phone find back to its link from a verification service, as long as a session there may last.
pub fn hold_link(req: &HttpRequest, mut response: HttpResponse, link: &Token, hours: i64) -> HttpResponse {
    if let Some(state) = SiteState::of(req) {
        let mut cookie = make(state, Purpose::Link, link.text());
        cookie.set_max_age(Duration::hours(hours));
        let _ = response.add_cookie(&cookie);
    }
    response
}

/// The mark this browser bears from an earlier sign-in.
pub fn device_mark(req: &HttpRequest) -> Option<String> {
    value(req, Purpose::Device)
}

/// A cookie that is kept for a year.
pub fn kept(state: &SiteState, purpose: Purpose, value: impl Into<String>) -> Cookie<'static> {
    let mut cookie = make(state, purpose, value);
    cookie.set_max_age(Duration::days(365));
    cookie
}

/// The same cookie, taken back.
pub fn gone(state: &SiteState, purpose: Purpose) -> Cookie<'static> {
    let mut cookie = make(state, purpose, "");
    cookie.set_max_age(Duration::ZERO);
    cookie
}
