//! What a verification service is told and tells, and what of that is believed: nothing that does not name the try it is about.
//! Pure.

pub mod client;

use serde::{Deserialize, Serialize};

use super::check::Verdict;
use crate::values::ids::FaceCheckId;

/// Longest name of a session.
const SESSION: usize = 200;
/// Longest address of its page.
const ADDRESS: usize = 1000;

/// Who is to be verified.
#[derive(Clone, Serialize)]
pub struct Ask {
    /// The try. The same try is the same session.
    pub check: FaceCheckId,
    /// Name as on the document.
    pub name: String,
    /// Code of the kind of document.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Where the person comes back to.
    pub return_url: String,
    /// Where the service tells that there is a result.
    pub callback_url: String,
}

/// A session that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// What the service calls it.
    pub session: String,
    /// Its page for the person.
    pub url: String,
}

/// How a session ended, as the service tells: when it calls, and when it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which session.
    pub session: String,
    /// Which try.
    pub check: FaceCheckId,
    /// `pending`, `matches`, `differs` or `unclear`. In a call it is not believed: the service is asked.
    #[serde(default)]
    pub result: String,
}

/// An answer that cannot be meant for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Lie {
    /// No answer of the interface.
    #[error("not an answer of the interface")]
    Unreadable,
    /// About something else than was asked.
    #[error("about another session")]
    Other,
    /// A page that nobody is sent to.
    #[error("an address that nobody is sent to")]
    Address,
    /// A result that is none.
    #[error("an unknown result")]
    Result,
}

/// Reads the answer to a beginning. `is_local` where the service is a program of this machine, as in tests.
///
/// # Errors
/// What is wrong with it.
pub fn begun(body: &[u8], is_local: bool) -> Result<Session, Lie> {
    let session: Session = serde_json::from_slice(body).map_err(|_| Lie::Unreadable)?;
    let is_plain = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if !is_plain(&session.session, SESSION) || session.session.contains(['/', '?', '#', '%']) {
        return Err(Lie::Unreadable);
    }
    let is_safe = session.url.starts_with("https://") || (is_local && session.url.starts_with("http://127.0.0.1"));
    if is_safe && is_plain(&session.url, ADDRESS) { Ok(session) } else { Err(Lie::Address) }
}

/// Reads how a session ended; none while it goes on.
///
/// # Errors
/// What is wrong with it.
pub fn ended(body: &[u8], session: &str, check: FaceCheckId) -> Result<Option<Verdict>, Lie> {
    let told: Told = serde_json::from_slice(body).map_err(|_| Lie::Unreadable)?;
    if told.session != session || told.check != check {
        return Err(Lie::Other);
    }
    match told.result.as_str() {
        "pending" => Ok(None),
        result => Verdict::from_code(result).map(Some).ok_or(Lie::Result),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_plainly_and_its_page_is_safe() {
        let of = |session: &str, url: &str| {
            let body = serde_json::json!({ "session": session, "url": url, "more": 1 }).to_string();
            begun(body.as_bytes(), false)
        };
        assert_eq!(of("s-1", "https://face.example/s-1").unwrap().session, "s-1");
        for (session, url, lie) in [
            ("", "https://face.example", Lie::Unreadable),
            ("a/../b", "https://face.example", Lie::Unreadable),
            ("a b", "https://face.example", Lie::Unreadable),
            ("s", "http://face.example", Lie::Address),
            ("s", "javascript:alert(1)", Lie::Address),
            ("s", "https://face.example/\"onclick=\"\n", Lie::Address),
            ("s", "http://127.0.0.1:9/s", Lie::Address),
        ] {
            assert_eq!(of(session, url), Err(lie), "{session} {url}");
        }
        assert!(begun(br#"{"session":"s","url":"http://127.0.0.1:9/s"}"#, true).is_ok());
        assert_eq!(begun(b"<html>", false), Err(Lie::Unreadable));
    }

    #[test]
    fn a_result_is_of_the_try_that_was_asked_for() {
        let check = FaceCheckId::new();
        let of = |session: &str, about: FaceCheckId, result: &str| {
            let body = serde_json::json!({ "session": session, "check": about, "result": result }).to_string();
            ended(body.as_bytes(), "s-1", check)
        };
        for (result, expected) in [
            ("pending", Ok(None)),
            ("matches", Ok(Some(Verdict::Matches))),
            ("differs", Ok(Some(Verdict::Differs))),
            ("unclear", Ok(Some(Verdict::Unclear))),
            ("", Err(Lie::Result)),
            ("MATCHES", Err(Lie::Result)),
        ] {
            assert_eq!(of("s-1", check, result), expected, "{result}");
        }
        assert_eq!(of("s-2", check, "matches"), Err(Lie::Other));
        assert_eq!(of("s-1", FaceCheckId::new(), "matches"), Err(Lie::Other));
        assert_eq!(ended(b"{}", "s-1", check), Err(Lie::Unreadable));
    }
}
