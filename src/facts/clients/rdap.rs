//! RDAP (RFC 9082): one call of HTTPS, answered in JSON.

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::{Outside, why_of, words};
use crate::facts::fact::Why;
use crate::facts::registration::{Registration, read_rdap};
use crate::facts::service::Outcome;
use crate::values::DomainName;

/// Its type of content.
const RDAP: &str = "application/rdap+json";

fn is_rdap(response: &Response) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with(RDAP))
}

/// Asks the server whose addresses begin with `base`.
pub(super) async fn ask(
    outside: &Outside,
    base: &str,
    domain: &DomainName,
    most: usize,
) -> Outcome<Option<Registration>> {
    let mut url = reqwest::Url::parse(&format!("{base}domain/{}", domain.as_str())).map_err(|_| Why::NoServer)?;
    url.set_port(Some(outside.reach.https_port)).map_err(|()| Why::NoServer)?;
    let from = url.host_str().unwrap_or_default().to_owned();
    let sent = outside.http.get(url).header(ACCEPT, RDAP).send().await;
    let mut response = sent.map_err(|error| why_of(&error))?;
    match response.status() {
        StatusCode::OK => {}
        // Any web server says so of an address it does not have: only RDAP speaks of a name.
        StatusCode::NOT_FOUND if is_rdap(&response) => return Ok((None, from)),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::FORBIDDEN => return Err(Why::Refused),
        status if status.is_server_error() => return Err(Why::Unreachable),
        _ => return Err(Why::Unreadable),
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| why_of(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            return Err(Why::TooLong);
        }
    }
    let json: Value = serde_json::from_slice(&body).map_err(|_| Why::Unreadable)?;
    Ok((Some(read_rdap(&json, domain.as_str(), words())?), from))
}
