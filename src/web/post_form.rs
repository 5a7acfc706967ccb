//! A posted form: size limit, form token, then decoding. How long it may take is seen to at the door. Unknown fields are the form type's business.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::csrf;
use super::held::{self, SentAgain};
use super::state::App;
use super::upload::Fault;
use super::viewer::Viewer;
use crate::clock;
use crate::error::{Error, Result};
use crate::paths;
use crate::reference::book;

/// The field in which the switch of the language carries a refused form along, to be shown again as it was typed.
pub const TYPED: &str = "_typed";

/// Bytes of a form beside what it carries along: token, language, address.
const BESIDE: usize = 4096;

/// What was typed into the form of a request, without what is secret or works once.
#[derive(Clone)]
pub struct Typed(pub String);

/// A decoded form whose token was right.
#[derive(Debug)]
pub struct PostForm<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for PostForm<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let payload = payload.take();
        Box::pin(async move {
            let posted = Posted::of(req.path(), &read(&req, payload).await?);
            let body = checked(&req, posted).await?;
            serde_html_form::from_bytes(body.as_bytes()).map(Self).map_err(|_| {
                // Without the error, which may quote what was typed.
                tracing::debug!("form not decoded");
                Error::BadRequest("form fields")
            })
        })
    }
}

/// A form in its parts.
pub struct Posted {
    /// Its token; empty for none.
    pub token: String,
    /// The kept form that it sends again.
    pub sent_again: Option<SentAgain>,
    /// Everything else, as it came but for NULs: none is a word, and no text the database takes.
    pub rest: String,
}

impl Posted {
    /// The parts of a form that was posted to a path.
    pub fn of(path: &str, body: &[u8]) -> Self {
        let mut token = String::new();
        let (mut sent_again, mut typed) = (None, None);
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(body) {
            if name == csrf::FIELD {
                token = value.into_owned();
            } else if name == held::FIELD {
                sent_again = value.parse().ok().map(SentAgain);
            } else if name == TYPED && path != paths::language() {
                typed = Some(value.into_owned());
            } else {
                append(&mut rest, &name, &value);
            }
        }
        if let Some(typed) = typed {
            rest = form_urlencoded::Serializer::new(String::new());
            for (name, value) in form_urlencoded::parse(typed.as_bytes()) {
                append(&mut rest, &name, &value);
            }
        }
        Self { token, sent_again, rest: rest.finish() }
    }
}

fn append(form: &mut form_urlencoded::Serializer<'_, String>, name: &str, value: &str) {
    form.append_pair(&name.replace('\0', ""), &value.replace('\0', ""));
}

/// The body without its token, which must be right. A form of a former session of who sends it is kept for them.
async fn checked(req: &HttpRequest, posted: Posted) -> Result<String> {
    let app = req.app_data::<Data<App>>().ok_or(Error::BadRequest("no state"))?;
    if let Err(forged) = csrf::check(app.db.sealer(), &Viewer::of(req).csrf_seed, &posted.token) {
        held::keep_former(req, app, &posted).await;
        return Err(forged);
    }
    let Posted { sent_again, rest, .. } = posted;
    if let Some(sent_again) = sent_again {
        req.extensions_mut().insert(sent_again);
    }
    if let Some(typed) = without_secrets(&rest) {
        req.extensions_mut().insert(Typed(typed));
    }
    Ok(rest)
}

/// Nothing of what proves who somebody is: to send that again would count as another try. None where it is too long.
fn without_secrets(body: &str) -> Option<String> {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        if ["current", "code", "recovery"].contains(&&*name) {
            return None;
        }
        rest.append_pair(&name, if held::NEVER_KEPT.contains(&&*name) { "" } else { &value });
    }
    let rest = rest.finish();
    // Written once more within another form: what does not fit there stays in its own page alone.
    let most = book().limits(clock::china_day(clock::now())).form_bytes;
    let length: usize = form_urlencoded::byte_serialize(rest.as_bytes()).map(str::len).sum();
    (length + BESIDE < most).then_some(rest)
}

/// Reads the body of a plain form.
///
/// # Errors
/// [`Error::TooLarge`] over the limit; [`Error::BadRequest`] when it is no plain form or takes too long.
pub async fn read(req: &HttpRequest, payload: Payload) -> Result<Vec<u8>> {
    let is_form = req
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next() == Some("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(Error::BadRequest("not a form"));
    }
    collect(payload, book().limits(clock::china_day(clock::now())).form_bytes).await
}

/// Reads a body as long as it is not too long.
///
/// # Errors
/// [`Error::TooLarge`] over the limit; [`Error::BadRequest`] when it breaks off or takes too long.
pub async fn collect(mut payload: Payload, most: usize) -> Result<Vec<u8>> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match Fault::of(&error) {
            Some(Fault::TooLarge) => Error::TooLarge,
            Some(Fault::TooSlow) => Error::BadRequest("body too slow"),
            None => Error::BadRequest("body broke off"),
        })?;
        if body.len() + chunk.len() > most {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.to_vec())
}

/// A form of one button: whatever else came is not looked at.
#[derive(Debug, serde::Deserialize)]
pub struct NoFields {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(body: &[u8]) -> Vec<(String, String)> {
        form_urlencoded::parse(body).into_owned().collect()
    }

    /// Names that mean something to us among others, doubled and out of order, with any text.
    fn fields() -> impl Strategy<Value = Vec<(String, String)>> {
        let name = prop_oneof![
            Just(csrf::FIELD.to_owned()),
            Just(held::FIELD.to_owned()),
            Just("password".to_owned()),
            Just("domains".to_owned()),
            "\\PC{0,8}",
        ];
        proptest::collection::vec((name, any::<String>()), 0..8)
    }

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default)]
    struct Form {
        one: String,
        many: Vec<String>,
    }

    /// Which of two values was meant nobody knows. What no form of ours has may be of the browser's helpers.
    #[test]
    fn a_doubled_field_is_refused_where_one_is_asked_and_an_unknown_or_missing_one_is_not() {
        let form = |one: &str, many: &[&str]| {
            Some(Form { one: one.to_owned(), many: many.iter().map(|value| (*value).to_owned()).collect() })
        };
        for (body, read) in [
            ("one=a&one=b", None),
            ("one=a&one=a", None),
            ("one=a&many=b&many=c", form("a", &["b", "c"])),
            ("one=a&many=b", form("a", &["b"])),
            ("other=x&other=y&one=a", form("a", &[])),
            ("", form("", &[])),
        ] {
            assert_eq!(serde_html_form::from_str::<Form>(body).ok(), read, "{body}");
        }
        assert!(serde_html_form::from_str::<NoFields>("helper=1&helper=2").is_ok());
    }

    /// What is carried along by the switch of the language is a form in a form.
    #[test]
    fn no_nul_comes_in_with_a_form_however_it_is_written() {
        for body in ["words=a%00b", "words=a\0b", "_typed=words%3Da%2500b", "_typed=words%3Da%00b", "wo%00rds=a%00%00b"]
        {
            assert_eq!(Posted::of("/filings", body.as_bytes()).rest, "words=ab", "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost_or_made_up_on_the_way(fields in fields()) {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
            let posted = Posted::of("/filings", body.as_bytes());
            let is_ours = |name: &str| name == csrf::FIELD || name == held::FIELD || name == TYPED;
            let others = fields.iter().filter(|(name, _)| !is_ours(name));
            let others: Vec<_> = others.map(|(name, value)| (name.clone(), value.replace('\0', ""))).collect();
            prop_assert_eq!(pairs(posted.rest.as_bytes()), others);
            let last = fields.iter().rev().find(|(name, _)| name == csrf::FIELD).map_or("", |(_, value)| value.as_str());
            prop_assert_eq!(posted.token, last);
        }

        #[test]
        fn any_bytes_are_a_form_without_secrets(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let posted = Posted::of("/filings", &body);
            if let Some(kept) = without_secrets(&posted.rest) {
                let secret = |(name, value): &(String, String)| held::NEVER_KEPT.contains(&name.as_str()) && !value.is_empty();
                prop_assert!(!pairs(kept.as_bytes()).iter().any(secret), "{kept}");
            }
        }
    }
}
