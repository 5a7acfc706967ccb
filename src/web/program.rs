//! Calls of the provider's own programs: a token in the header instead of a session, so no cookie is read or set and no form
//! token asked; every answer is JSON.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, ResponseError as _};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::access::Access;
use super::client_address::ClientAddress;
use super::post_form::collect;
use super::problem::Problem;
use super::state::App;
use super::viewer::Viewer;
use crate::auth::api_token::{self, Caller, Scope};
use crate::auth::throttle;
use crate::clock;
use crate::db::By;
use crate::error::{Error, Result};
use crate::reference::book;
use crate::text::{Lang, Message};
use crate::values::actor::Actor;
use crate::values::ids::TokenId;

/// Whether an address is for programs.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/")
}

/// The language of a call: Chinese for who asks for it first.
fn lang_of(req: &HttpRequest) -> Lang {
    let asked = req.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if asked.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The guard of such an address.
///
/// # Errors
/// Never of its own: errors become problems.
pub(super) async fn guard(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    app: &App,
    (request, rule): (Uuid, Option<Access>),
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let lang = lang_of(req.request());
    let viewer = Viewer::new(None, lang, request, String::new());
    req.extensions_mut().insert(viewer);
    match admit(&req, app, rule).await {
        Ok(Some(caller)) => {
            req.extensions_mut().insert(caller);
        }
        Ok(None) => {}
        Err(problem) => return Ok(req.into_response(problem.error_response())),
    }
    let response = next.call(req).await?.map_into_boxed_body();
    Ok(with_problem(response))
}

async fn admit(req: &ServiceRequest, app: &App, rule: Option<Access>) -> Result<Option<Caller>, Problem> {
    let Viewer { lang, request_id, .. } = Viewer::of(req.request());
    let scope = match rule {
        Some(Access::Public) => return Ok(None),
        Some(Access::Program(scope)) => scope,
        _ => return Err(Problem::of(lang, request_id, &Error::NotFound)),
    };
    let header = req.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(api_token::parse).ok_or_else(|| unknown(lang))?;
    let found = app.db.write(Actor::Visitor, async |tx| api_token::store::find(tx, &token).await).await;
    let Some(caller) = found.map_err(|error| Problem::of(lang, request_id, &error))? else {
        return Err(wrong(req, app).await);
    };
    if caller.scopes.contains(&scope) { Ok(Some(caller)) } else { Err(out_of_scope(lang, scope)) }
}

fn unknown(lang: Lang) -> Problem {
    Problem::new(lang, StatusCode::UNAUTHORIZED, &Message::new("site-api-unauthorised"))
}

/// Counts a wrong token by the address it came from, and says so or to wait. A right one passes all the same: nobody guesses
/// 256 bits, and no neighbour's wrong tokens shut a program out.
async fn wrong(req: &ServiceRequest, app: &App) -> Problem {
    let Viewer { lang, request_id, .. } = Viewer::of(req.request());
    let client = match ClientAddress::extract(req.request()).await {
        Ok(client) => client.key(),
        Err(error) => return Problem::of(lang, request_id, &error),
    };
    let scope = throttle::Scope::ApiAddress;
    let counted = app.db.write(Actor::Visitor, async |tx| throttle::attempt(tx, scope, &client).await).await;
    counted.map_or_else(|error| Problem::of(lang, request_id, &error), |()| unknown(lang))
}

fn out_of_scope(lang: Lang, scope: Scope) -> Problem {
    Problem::new(lang, StatusCode::FORBIDDEN, &Message::new("site-api-scope").with("scope", scope))
}

/// An answer without a body of ours gets one.
fn with_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let Viewer { lang, request_id, .. } = Viewer::of(response.request());
    let status = response.status();
    let ours = response.response().error().and_then(|error| error.as_error::<Error>());
    let problem = match ours {
        Some(error) => Some(Problem::of(lang, request_id, error)),
        None if status == StatusCode::METHOD_NOT_ALLOWED => Some(Problem::of(lang, request_id, &Error::NotFound)),
        None => None,
    };
    match problem {
        Some(problem) => {
            let (request, _) = response.into_parts();
            ServiceResponse::new(request, problem.error_response())
        }
        None => response,
    }
}

/// A program whose token was right.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its token.
    pub token: TokenId,
    /// The language it asked for.
    pub lang: Lang,
    request_id: Uuid,
}

impl Program {
    /// Who acts in which request: what `Db::write` takes.
    pub fn by(&self) -> By {
        By::new(Actor::Program(self.token), self.request_id)
    }

    /// An error as a problem in its language.
    pub fn problem(&self, error: &Error) -> Problem {
        Problem::of(self.lang, self.request_id, error)
    }
}

impl FromRequest for Program {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = Viewer::of(req);
        let caller = req.extensions().get::<Caller>().cloned();
        ready(match caller {
            Some(caller) => Ok(Self { token: caller.token, lang: viewer.lang, request_id: viewer.request_id }),
            None => Err(Error::Forbidden),
        })
    }
}

/// A decoded JSON body.
#[derive(Debug)]
pub struct JsonBody<T> {
    /// What it says.
    pub value: T,
    /// SHA-256 of its bytes, by which the same body is known again.
    pub digest: Vec<u8>,
}

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let Viewer { lang, request_id, .. } = Viewer::of(&req);
            let is_json = req.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            if is_json.is_none_or(|kind| kind.split(';').next() != Some("application/json")) {
                let told = Message::new("site-api-not-json");
                return Err(Problem::new(lang, StatusCode::UNSUPPORTED_MEDIA_TYPE, &told));
            }
            let most = book().limits(clock::china_day(clock::now())).api_bytes;
            let body = collect(payload, most).await.map_err(|error| Problem::of(lang, request_id, &error))?;
            let value = decode(lang, &body)?;
            Ok(Self { value, digest: Sha256::digest(&body).to_vec() })
        })
    }
}

/// Broken JSON is a bad request; a member that is unknown or of another type is told by its pointer.
fn decode<T: DeserializeOwned>(lang: Lang, body: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let why = error.inner().to_string();
        if error.inner().is_data() {
            let told = Message::new("site-api-member").with("why", why);
            return Problem::invalid(lang, vec![(pointer(error.path()), told)]);
        }
        Problem::new(lang, StatusCode::BAD_REQUEST, &Message::new("site-api-broken-json").with("why", why))
    })?;
    reader.end().map_err(|error| {
        let told = Message::new("site-api-broken-json").with("why", error);
        Problem::new(lang, StatusCode::BAD_REQUEST, &told)
    })?;
    Ok(value)
}

/// The path of an error as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[allow(dead_code)]
        quota: u32,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Outer {
        #[allow(dead_code)]
        list: Vec<Inner>,
    }

    #[test]
    fn every_bad_body_is_told_where_it_is_bad() {
        for (body, status, at) in [
            ("{\"list\": [{\"quota\": 1}]}", 0, ""),
            ("{\"list\": [{\"quota\": 1}, {\"quota\": \"many\"}]}", 422, "/list/1/quota"),
            ("{\"list\": [{\"quota\": -1}]}", 422, "/list/0/quota"),
            ("{\"list\": [{\"quota\": 1, \"colour\": 2}]}", 422, "/list/0/colour"),
            ("{\"list\": 7}", 422, "/list"),
            ("[]", 422, ""),
            ("{\"list\": [", 400, ""),
            ("{\"list\": []} x", 400, ""),
            ("", 400, ""),
        ] {
            match decode::<Outer>(Lang::En, body.as_bytes()) {
                Ok(_) => assert_eq!(status, 0, "{body}"),
                Err(problem) => {
                    let pointers: Vec<&str> = problem.errors.iter().map(|part| part.pointer.as_str()).collect();
                    assert_eq!((problem.status, pointers.concat().as_str()), (status, at), "{body} {problem:?}");
                }
            }
        }
    }
}
