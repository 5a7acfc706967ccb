//! Form tokens, bound to the session (or, before sign-in, to a random cookie), and the check of where a POST came from.

use actix_web::http::header::{HeaderMap, ORIGIN};
use data_encoding::BASE64URL_NOPAD;

use crate::error::{Error, Result};
use crate::sealing::Sealer;
use crate::values::ids::SessionId;

const LENGTH: usize = 32;
const SORT: &str = "csrf";

/// The name of the hidden field.
pub const FIELD: &str = "csrf";

/// What the form tokens of a session are bound to.
pub fn seed(session: SessionId) -> String {
    format!("session:{session}")
}

/// A token for a form. Masked anew each time, so that compression of the page tells nothing about it.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn token(sealer: &Sealer, seed: &str) -> anyhow::Result<String> {
    let mut bytes = [0; 2 * LENGTH];
    getrandom::fill(&mut bytes[..LENGTH])?;
    let expected = sealer.proof(SORT, seed.as_bytes());
    for index in 0..LENGTH {
        bytes[LENGTH + index] = bytes[index] ^ expected[index];
    }
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// Checks the token of a posted form.
///
/// # Errors
/// [`Error::Forged`] when it is missing, malformed or of another session.
pub fn check(sealer: &Sealer, seed: &str, token: &str) -> Result<()> {
    let bytes: [u8; 2 * LENGTH] = BASE64URL_NOPAD
        .decode(token.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Error::Forged("form token missing or malformed"))?;
    let mut value = [0; LENGTH];
    for index in 0..LENGTH {
        value[index] = bytes[index] ^ bytes[LENGTH + index];
    }
    if sealer.is_proof(SORT, seed.as_bytes(), &value) {
        Ok(())
    } else {
        Err(Error::Forged("form token of another session"))
    }
}

/// Checks that a POST came from a page of this very site, port included: the sites share a host in the demo.
///
/// # Errors
/// [`Error::Forged`] when the browser says otherwise, or says nothing.
pub fn check_origin(headers: &HeaderMap, own: &str) -> Result<()> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err(Error::Forged("from another site"));
    }
    match text(ORIGIN.as_str()) {
        Some(origin) if origin == own => Ok(()),
        Some(_) => Err(Error::Forged("from another origin")),
        None if text("sec-fetch-site").is_some() => Ok(()),
        None => Err(Error::Forged("origin unknown")),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn sealer() -> Sealer {
        Sealer::parse(&format!("1:{}", "11".repeat(32)), "test").unwrap()
    }

    #[test]
    fn a_token_fits_its_own_seed_only() {
        let token = token(&sealer(), "session a").unwrap();
        assert!(check(&sealer(), "session a", &token).is_ok());
        assert!(check(&sealer(), "session b", &token).is_err());
        assert!(check(&sealer(), "session a", "").is_err());
        assert!(check(&sealer(), "session a", &token[1..]).is_err());
    }

    #[test]
    fn the_origin_must_be_our_own_with_its_port() {
        let own = "http://127.0.0.1:8080";
        let cases: &[(&[(&'static str, &'static str)], bool)] = &[
            (&[("origin", "http://127.0.0.1:8080")], true),
            (&[("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("origin", "http://127.0.0.1:8081")], false),
            (&[("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-site")], false),
            (&[("origin", "null")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[], false),
        ];
        for (headers, fine) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in *headers {
                map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(check_origin(&map, own).is_ok(), *fine, "{headers:?}");
        }
    }
}
