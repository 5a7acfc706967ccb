//! In front of every route of both sites: finds out who asks, refuses what the route's rule does not allow, keeps what was
//! posted into an ended session, and dresses every answer: headers, error pages, one line in the log.

use std::mem;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::Cookie;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpResponse};
use diesel_async::AsyncPgConnection;
use tracing::Instrument as _;
use tracing::field::Empty;
use uuid::Uuid;

use super::access::Access;
use super::cookies::{self, Purpose};
use super::state::{App, SiteState};
use super::viewer::Viewer;
use super::{csrf, error, headers, held, program, refused, see_other};
use crate::auth::session::{Found, Session, Site, Stage, Token, Who, Whose};
use crate::auth::store;
use crate::db::begun::{Begun, Entry};
use crate::error::{Error, Result};
use crate::paths::{self, pattern};
use crate::telemetry::metrics;
use crate::text::Lang;
use crate::values::ids::SessionId;

/// Header by which a script tells that nobody asked for what it fetches.
const BY_ITSELF: &str = "x-by-itself";
/// The same in the address of a page that is loaded anew by itself; the last of what is asked, see `follow.js`.
const BY_ITSELF_MARK: &str = "by-itself=1";

/// Header by which a script that sends a form tells on which page it shows the answer: led to another one, it loads that.
const SHOWN_AT: &str = "x-shown-at";

/// What the guard decided before the handler.
enum Verdict {
    Pass,
    Answer(HttpResponse),
    /// A form of an ended session: keep it for whose it was.
    Hold(held::Former),
    /// A form of nobody who is known any more.
    Lost,
}

/// The middleware.
///
/// # Errors
/// Never of its own: errors become pages.
pub async fn guard(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let (Some(app), Some(state)) = (req.app_data::<Data<App>>().cloned(), req.app_data::<Data<SiteState>>().cloned())
    else {
        return Ok(req.into_response(HttpResponse::InternalServerError().finish()));
    };
    // Patterns, not paths: links carry secrets.
    let pattern = req.match_pattern();
    let (request, site, method) = (Uuid::now_v7(), state.site.code(), metrics::method(req.method().as_str()));
    let route = pattern.as_deref().unwrap_or("-").to_owned();
    // Of the highest level: whichever lines are chosen to be logged, they bear the id.
    let logged = tracing::error_span!("request", %request, site, method, route);
    let traced = tracing::debug_span!(
        "request", otel.name = format!("{method} {route}"), otel.kind = "server", otel.status_code = Empty, %request, site,
        http.request.method = method, http.route = route, http.response.status_code = Empty,
    );
    let answering = answer(req, next, (app, state), (request, pattern));
    let response = answering.instrument(logged.clone()).instrument(traced.clone()).await?;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    traced.record("http.response.status_code", status);
    if response.status().is_server_error() {
        traced.record("otel.status_code", "ERROR");
    }
    metrics::answered(site, method, &route, status, took);
    logged.in_scope(|| tracing::info!(status, ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "answered"));
    Ok(response)
}

/// What [`guard`] measures.
async fn answer(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    (app, state): (Data<App>, Data<SiteState>),
    (request, pattern): (Uuid, Option<String>),
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let rule = pattern.as_ref().filter(|_| !has_nul(&req)).and_then(|pattern| state.rule(req.method(), pattern));
    if state.site == Site::Office && program::is_for_programs(req.path()) {
        let mut response = program::guard(req, next, &app, (request, rule)).await?;
        headers::set(&mut response, state.origin.starts_with("https://"));
        return Ok(response);
    }
    let mut new_seed = enter(&req, &app, &state, request).await;
    let begun = new_seed.as_mut().map(|entered| mem::take(&mut entered.begun)).unwrap_or_default();
    let verdict = match &new_seed {
        Ok(entered) => judge(&req, &state, rule, entered),
        Err(error) => Err(Error::Busy(if matches!(error, Error::Busy(_)) { 5 } else { 30 })),
    };
    // Where no page goes on in what was begun, it ends here: what follows may want a connection of its own.
    let mut response = match (verdict, begun) {
        (Ok(Verdict::Pass), begun) => match begun.during(next.call(req)).await {
            Ok(response) => response.map_into_boxed_body(),
            Err(error) => return Err(error),
        },
        (Ok(Verdict::Answer(answer)), _) => req.into_response(answer),
        (Ok(Verdict::Hold(former)), _) => {
            let payload = req.take_payload();
            let answer = held::keep(req.request(), &app, former, payload).await;
            req.into_response(answer)
        }
        (Ok(Verdict::Lost), _) => {
            let answer = held::lost(req.request(), "site-held-lost");
            req.into_response(answer)
        }
        (Err(refusal), _) => {
            let answer = error::page(req.request(), &refusal);
            req.into_response(answer)
        }
    };
    response = with_error_page(response);
    if state.site == Site::Office {
        refused::note(&app, &response, pattern.as_deref()).await;
    }
    let status = response.status();
    if status.is_success() || status.is_redirection() || status == StatusCode::UNPROCESSABLE_ENTITY {
        // The words are saved, or stand on the page again.
        let _ = held::take_sent(response.request(), &app).await;
    }
    if let Ok(Entered { seed: Some(seed), .. }) = &new_seed {
        let _ = response.response_mut().add_cookie(seed);
    }
    take_flash(&mut response, &state);
    headers::set(&mut response, state.origin.starts_with("https://"));
    Ok(response)
}

/// What was found out on entry, beside the viewer that is now in the request.
struct Entered {
    seed: Option<Cookie<'static>>,
    ended: Option<(Whose, SessionId)>,
    session: Option<Session>,
    /// What the page goes on in.
    begun: Begun,
}

/// A NUL is part of no address of ours, and no text the database takes: nothing is found there.
fn has_nul(req: &ServiceRequest) -> bool {
    req.uri().path_and_query().is_some_and(|whole| whole.as_str().contains("%00"))
}

/// Finds out who asks and puts the viewer into the request. Also where no route answers: the forms of that page are theirs.
async fn enter(req: &ServiceRequest, app: &App, state: &SiteState, request: Uuid) -> Result<Entered> {
    let cookie = req.cookie(&cookies::name(state, Purpose::Session));
    let token = cookie.as_ref().and_then(|cookie| Token::parse(cookie.value()));
    let is_asset = req.path().starts_with("/assets/") || req.path() == "/health";
    let found = match token {
        Some(token) if !is_asset => {
            let (site, renews) = (state.site, !is_by_itself(req));
            look_up(app, req.method(), async |conn| store::find(conn, app.db.sealer(), site, &token, renews).await)
                .await
        }
        _ => Ok((Found::None, Begun::default())),
    };
    let failed = found.is_err();
    let (found, begun) = found.unwrap_or((Found::None, Begun::default()));
    let (session, ended) = match found {
        Found::Live(session) => (Some(session), None),
        Found::Ended(whose, id) => (None, Some((whose, id))),
        Found::None => (None, None),
    };
    let (csrf_seed, seed) = match &session {
        Some(session) => (csrf::seed(session.id), None),
        // A form of nobody would be refused once it is known who asks: the page has none.
        None if is_asset || failed => (String::new(), None),
        None => seed(req, state)?,
    };
    let chosen =
        req.cookie(&cookies::name(state, Purpose::Language)).and_then(|cookie| Lang::from_code(cookie.value()));
    // Between password and code nobody's settings are changed: what is chosen there holds there.
    let full = session.as_ref().filter(|session| !matches!(session.who, Who::Staff { stage: Stage::Code, .. }));
    let lang = full.map(|session| session.lang).or(chosen).or(session.as_ref().map(|session| session.lang));
    let lang = lang.unwrap_or_default();
    let viewer = Viewer::new(session.clone(), lang, request, csrf_seed);
    req.extensions_mut().insert(viewer);
    if failed { Err(Error::Busy(5)) } else { Ok(Entered { seed, ended, session, begun }) }
}

/// Looks up who asks. A page goes on in the same transaction; what is posted is waited for first, and no transaction is open
/// meanwhile.
async fn look_up(
    app: &App,
    method: &Method,
    look: impl AsyncFn(&AsyncPgConnection) -> Result<Entry<Found>>,
) -> Result<(Found, Begun)> {
    if method.is_safe() {
        return app.db.enter(look).await;
    }
    let entry = app.db.alone(async |conn| look(conn).await).await?;
    Ok((entry.found, Begun::default()))
}

/// Whether an open page asks by itself: that keeps no session alive.
fn is_by_itself(req: &ServiceRequest) -> bool {
    req.headers().contains_key(BY_ITSELF)
        || req.query_string().ends_with(BY_ITSELF_MARK)
        || req.match_pattern().as_deref() == Some(pattern::FILING_FOLLOW)
}

/// An address as somebody would ask for it.
pub fn asked_for(address: &str) -> &str {
    address.strip_suffix(BY_ITSELF_MARK).and_then(|rest| rest.strip_suffix(['?', '&'])).unwrap_or(address)
}

/// What form tokens of a visitor are bound to: the random cookie, made when there is none.
fn seed(req: &ServiceRequest, state: &SiteState) -> Result<(String, Option<Cookie<'static>>)> {
    let known = req.cookie(&cookies::name(state, Purpose::Seed)).and_then(|cookie| Token::parse(cookie.value()));
    Ok(match known {
        Some(token) => (format!("visitor:{}", token.text()), None),
        None => {
            let token = Token::random()?;
            (format!("visitor:{}", token.text()), Some(cookies::make(state, Purpose::Seed, token.text())))
        }
    })
}

fn judge(req: &ServiceRequest, state: &SiteState, rule: Option<Access>, entered: &Entered) -> Result<Verdict> {
    let is_safe = req.method().is_safe();
    if !is_safe && rule != Some(Access::Signed) {
        csrf::check_origin(req.headers(), &state.origin)?;
    }
    // No rule, no answer: not even of a handler that somebody registered past the table of routes.
    let Some(rule) = rule else { return Err(Error::NotFound) };
    let who = entered.session.as_ref().map(|session| &session.who);
    match (rule, who) {
        (Access::Public, Some(Who::Staff { stage: Stage::Full, must_change_password: true, .. }))
        | (Access::Public | Access::Signed, _)
        | (Access::Applicant, Some(Who::Applicant(_)))
        | (Access::StaffCode, Some(Who::Staff { stage: Stage::Code, .. })) => Ok(Verdict::Pass),
        (Access::Staff(_), Some(Who::Staff { id, stage: Stage::Full, must_change_password: true, .. })) => {
            let first = paths::office::first_password();
            Ok(match () {
                () if req.path() == first => Verdict::Pass,
                () if is_safe => Verdict::Answer(see_other(first)),
                () => Verdict::Hold(held::Former { whose: Whose::Staff(*id), cookie: None }),
            })
        }
        (Access::Staff(roles), Some(Who::Staff { stage: Stage::Full, role, .. })) => {
            if roles.contains(role) {
                Ok(Verdict::Pass)
            } else {
                Err(Error::Forbidden)
            }
        }
        // The session whose page it is of has ended, and its owner is about to begin another.
        (Access::Staff(_), Some(Who::Staff { id, stage: Stage::Code, .. })) if !is_safe => {
            Ok(Verdict::Hold(held::Former { whose: Whose::Staff(*id), cookie: None }))
        }
        (Access::Staff(_), Some(Who::Staff { stage: Stage::Code, .. })) => {
            Ok(Verdict::Answer(see_other(paths::office::code())))
        }
        (Access::StaffCode, Some(_)) => Ok(Verdict::Answer(see_other(paths::home()))),
        (Access::Applicant | Access::Staff(_), None) if !is_safe => Ok(match entered.ended {
            Some((whose, id)) => Verdict::Hold(held::Former { whose, cookie: Some(id) }),
            None => Verdict::Lost,
        }),
        _ => Ok(Verdict::Answer(to_sign_in(req, is_safe))),
    }
}

fn to_sign_in(req: &ServiceRequest, is_safe: bool) -> HttpResponse {
    let here = req.uri().path_and_query().map_or("/", |whole| whole.as_str());
    if is_safe && here != "/" {
        let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
        see_other(format!("{}?next={next}", paths::sign_in()))
    } else {
        see_other(paths::sign_in())
    }
}

/// Replaces the empty answer of an error by its page, or leads to the form that was kept meanwhile.
fn with_error_page(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    if let Some(led) = held::lead(response.request()) {
        let (request, _) = response.into_parts();
        return ServiceResponse::new(request, led);
    }
    let ours = response
        .response()
        .error()
        .and_then(|error| error.as_error::<Error>())
        .map(|error| error::page(response.request(), error));
    let page = match (ours, response.status()) {
        (Some(page), _) => Some(page),
        (None, StatusCode::METHOD_NOT_ALLOWED) => Some(error::page(response.request(), &Error::NotFound)),
        (None, StatusCode::BAD_REQUEST) if response.response().error().is_some() => {
            Some(error::page(response.request(), &Error::BadRequest("extractor")))
        }
        (None, StatusCode::NOT_FOUND) if response.response().error().is_some() => {
            Some(error::page(response.request(), &Error::NotFound))
        }
        _ => None,
    };
    match page {
        Some(page) => {
            let (request, _) = response.into_parts();
            ServiceResponse::new(request, page)
        }
        None => response,
    }
}

/// A page that was shown has shown its message: the cookie goes.
fn take_flash(response: &mut ServiceResponse<BoxBody>, state: &SiteState) {
    let name = cookies::name(state, Purpose::Flash);
    let (headers, path) = (response.request().headers(), response.request().path());
    let is_seen = headers.get(SHOWN_AT).is_none_or(|own| own.as_bytes() == path.as_bytes());
    let is_page = is_seen && response.request().method() == Method::GET && !response.status().is_redirection();
    let sets_anew = response.response().cookies().any(|cookie| cookie.name() == name);
    if is_page && !sets_anew && response.request().cookie(&name).is_some() && !path.starts_with("/assets/") {
        let _ = response.response_mut().add_cookie(&cookies::gone(state, Purpose::Flash));
    }
}
