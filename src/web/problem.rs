//! What a program is told that called in vain: problem details (RFC 9457) with a pointer to every bad member.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::Error;
use crate::text::{Lang, Message, Tr};

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Part {
    /// JSON pointer to the bad member.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

/// Why a call was in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "Some members cannot be taken; nothing was changed.",
    "errors": [{ "pointer": "/region", "detail": "There is no such region: “moon”." }],
}))]
pub struct Problem {
    /// Always `about:blank`: the status says what sort of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    #[schema(value_type = String)]
    pub title: &'static str,
    /// The status.
    pub status: u16,
    /// What happened, and what to do.
    pub detail: String,
    /// What is wrong, member by member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Part>,
    /// The request, by which a fault of ours is found in our log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uri")]
    pub instance: Option<String>,
    #[serde(skip)]
    lang: Lang,
    #[serde(skip)]
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem in words.
    pub fn new(lang: Lang, status: StatusCode, detail: &Message) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: Tr::new(lang).message(detail),
            errors: Vec::new(),
            instance: None,
            lang,
            retry_after: None,
        }
    }

    /// Members that cannot be taken, each with its pointer.
    pub fn invalid(lang: Lang, parts: Vec<(String, Message)>) -> Self {
        let t = Tr::new(lang);
        let part = |(pointer, message): (String, Message)| Part { pointer, detail: t.message(&message) };
        let mut problem = Self::new(lang, StatusCode::UNPROCESSABLE_ENTITY, &Message::new("site-api-invalid"));
        problem.errors = parts.into_iter().map(part).collect();
        problem
    }

    /// An error of a service in a request. Internal ones are logged here, once, with their chain.
    pub fn of(lang: Lang, request: Uuid, error: &Error) -> Self {
        if let Error::Internal(chain) = error {
            tracing::error!(%request, error = ?chain, "internal error");
        }
        let told = match error {
            Error::Refused(message) => message.clone(),
            Error::NotFound => Message::new("site-api-not-found"),
            Error::Forbidden | Error::Forged(_) => Message::new("site-api-forbidden"),
            Error::Stale => Message::new("site-api-stale"),
            Error::BadRequest(_) => Message::new("site-api-bad-request"),
            Error::TooLarge => Message::new("site-api-too-large"),
            Error::TooMany(_) | Error::Busy(_) => Message::new("site-api-busy"),
            Error::Internal(_) => Message::new("site-api-internal"),
        };
        let mut problem = Self::new(lang, error.status_code(), &told);
        problem.instance = matches!(error, Error::Internal(_)).then(|| request.urn().to_string());
        if let Error::TooMany(seconds) | Error::Busy(seconds) = error {
            problem.retry_after = Some(*seconds);
        }
        problem
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.title)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json").insert_header((CONTENT_LANGUAGE, self.lang.code()));
        if self.status == 401 {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.json(self)
    }
}
