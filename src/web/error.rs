//! From an error to a status and a page in the reader's language. The only place that knows status codes of errors.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::held;
use super::layout::Page;
use super::post_form::Typed;
use super::state::SiteState;
use super::ui::SummaryRow;
use super::viewer::Viewer;
use crate::auth::session::Site;
use crate::error::Error;
use crate::text::Tr;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Forged(_) => StatusCode::FORBIDDEN,
            Self::Refused(_) | Self::Stale => StatusCode::CONFLICT,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Without a body: the guard renders the page, as only it knows the reader.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Self::TooMany(seconds) | Self::Busy(seconds) = self {
            response.insert_header((RETRY_AFTER, *seconds));
        }
        response.finish()
    }
}

#[derive(Template)]
#[template(path = "errors/portal.html")]
struct PortalErrorPage {
    page: Page,
    t: Tr,
    code: String,
    text: String,
    advice: String,
    /// Where what was typed still waits, as its form was sent again and refused.
    kept: Option<String>,
    typed: Vec<SummaryRow>,
    request_id: String,
}

#[derive(Template)]
#[template(path = "errors/back_office.html")]
struct OfficeErrorPage {
    page: Page,
    t: Tr,
    code: String,
    text: String,
    advice: String,
    kept: Option<String>,
    typed: Vec<SummaryRow>,
    request_id: String,
}

/// The page of an error. Internal errors are logged here, once, with their chain.
pub fn page(req: &HttpRequest, error: &Error) -> HttpResponse {
    let viewer = Viewer::of(req);
    if let Error::Internal(chain) = error {
        tracing::error!(request = %viewer.request_id, error = ?chain, "internal error");
    }
    let t = viewer.t();
    let (name, text) = words(t, error);
    let advice = t.t(&format!("site-error-{name}-advice"));
    let page = Page::titled(req, &format!("site-error-{name}-title"));
    let kept = held::still_there(req);
    let typed = if kept.is_none() { typed(req, t) } else { Vec::new() };
    let request_id = viewer.request_id.to_string();
    let mut response = error.error_response();
    let code = response.status().as_u16().to_string();
    let html = match SiteState::of(req).map_or(Site::Portal, |state| state.site) {
        Site::Portal => PortalErrorPage { page, t, code, text, advice, kept, typed, request_id }.render(),
        Site::Office => OfficeErrorPage { page, t, code, text, advice, kept, typed, request_id }.render(),
    };
    match html {
        Ok(html) => {
            response.headers_mut().insert(
                actix_web::http::header::CONTENT_TYPE,
                actix_web::http::header::HeaderValue::from_static("text/html; charset=utf-8"),
            );
            response.set_body(actix_web::body::BoxBody::new(html))
        }
        Err(_) => response,
    }
}

/// Own words, which take the longest to write: what is typed in several lines, and the sources of a rule. Numbers and names of
/// persons never stand on an error page.
const WORDS: [&str; 13] = [
    "answer",
    "days",
    "entity_remark",
    "note",
    "opinion",
    "reason",
    "site_remark",
    "source_en",
    "source_zh",
    "words",
    "words_en",
    "words_zh",
    "wrong",
];

/// The words in the form that was refused: they stand nowhere else any more.
fn typed(req: &HttpRequest, t: Tr) -> Vec<SummaryRow> {
    let extensions = req.extensions();
    let Some(Typed(body)) = extensions.get::<Typed>() else { return Vec::new() };
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    fields.retain(|(name, _)| WORDS.contains(&name.as_str()));
    held::typed(t, req.path(), &fields)
}

fn words(t: Tr, error: &Error) -> (&'static str, String) {
    let name = match error {
        Error::NotFound => "not-found",
        Error::Forbidden => "forbidden",
        Error::Forged(_) => "forged",
        Error::Refused(message) => return ("refused", t.message(message)),
        Error::Stale => "stale",
        Error::BadRequest(_) => "bad-request",
        Error::TooLarge => "too-large",
        Error::TooMany(seconds) => {
            return ("too-many", t.a1("site-error-too-many-text", "minutes", seconds.div_ceil(60)));
        }
        Error::Busy(_) => "busy",
        Error::Internal(_) => "internal",
    };
    (name, t.t(&format!("site-error-{name}-text")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The fields of several lines in the templates of a folder: `area("reason", …)`, and `area("entity", "entity_remark", …)` of
    /// a section.
    fn areas(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                areas(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for rest in text.split("::area(\"").skip(1) {
                let arguments: Vec<&str> = rest.split('"').collect();
                let is_of_a_section = arguments[1].trim() == ",";
                found.insert(arguments[if is_of_a_section { 2 } else { 0 }].to_owned());
            }
        }
    }

    #[test]
    fn whatever_is_typed_in_several_lines_stands_on_the_page_of_an_error() {
        let mut areas_of_ours = BTreeSet::new();
        areas(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut areas_of_ours);
        assert!(areas_of_ours.len() > 8, "the templates are not read: {areas_of_ours:?}");
        let lost: Vec<_> = areas_of_ours.iter().filter(|name| !WORDS.contains(&name.as_str())).collect();
        assert!(lost.is_empty(), "typed in several lines and lost with an error: {lost:?}");
    }

    #[test]
    fn an_administrators_rule_and_days_are_shown_under_their_words() {
        let t = Tr::new(crate::text::Lang::Zh);
        for (path, name) in [
            (crate::paths::office::rule(), "words_zh"),
            (crate::paths::office::rule(), "source_en"),
            (crate::paths::office::calendar_days(), "days"),
            (crate::paths::office::calendar_days(), "source_zh"),
        ] {
            let fields = [(name.to_owned(), "一\n二".to_owned())];
            assert!(WORDS.contains(&name), "{name}");
            assert_eq!(held::typed(t, &path, &fields)[0].lines, ["一", "二"], "{name} at {path}");
        }
    }
}
