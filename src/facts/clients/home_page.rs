//! The home page: opened as a visitor would, over TLS first, with and without `www.`; redirects are followed within the
//! domain alone.

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION};
use reqwest::{Response, Url};

use super::{Outside, why_of};
use crate::facts::fact::{HomePage, Why};
use crate::facts::page;
use crate::facts::service::Outcome;
use crate::reference::Limits;
use crate::values::DomainName;

/// Opens the home page; none where the name leads nowhere. One that is closed counts where none is open.
pub(super) async fn look(outside: &Outside, domain: &DomainName, limits: &Limits) -> Outcome<Option<HomePage>> {
    let (mut closed, mut why) = (None, None);
    let mut hosts = vec![domain.as_str().to_owned(), format!("www.{}", domain.as_str())];
    for scheme in ["https", "http"] {
        for host in std::mem::take(&mut hosts) {
            if outside.names.addresses(&host).await.is_ok_and(|found| found.is_empty()) {
                continue;
            }
            let opened = open(outside, scheme, &host, domain, limits);
            match outside.within(limits.facts_page_seconds, opened).await {
                Ok(page) if page.opens() => return Ok(from(page)),
                Ok(page) => closed = closed.or(Some(page)),
                Err(error) => {
                    why = why.or(Some(error));
                    hosts.push(host);
                }
            }
        }
    }
    match (closed, why) {
        (Some(page), _) => Ok(from(page)),
        (None, Some(why)) => Err(why),
        (None, None) => Ok((None, "DNS".to_owned())),
    }
}

fn from(page: HomePage) -> (Option<HomePage>, String) {
    let url = page.url.clone();
    (Some(page), url)
}

async fn open(
    outside: &Outside,
    scheme: &str,
    host: &str,
    domain: &DomainName,
    limits: &Limits,
) -> Result<HomePage, Why> {
    let mut url = Url::parse(&format!("{scheme}://{host}/")).map_err(|_| Why::Unreadable)?;
    url.set_port(Some(port(outside, scheme))).map_err(|()| Why::Unreadable)?;
    for _ in 0..=limits.facts_redirects {
        let request =
            outside.http.get(url.clone()).header(ACCEPT, "text/html").header(ACCEPT_LANGUAGE, "zh-CN,zh;q=0.9");
        let response = request.send().await.map_err(|error| why_of(&error))?;
        let mut seen = HomePage { url: shown(&url), status: response.status().as_u16(), ..HomePage::default() };
        if !response.status().is_redirection() {
            let content_type = header(&response, CONTENT_TYPE.as_str()).unwrap_or_default();
            let (body, is_cut) = read_start(response, limits.facts_page_bytes).await?;
            seen.is_cut = is_cut;
            return Ok(page::read(&body, &content_type, seen, limits));
        }
        let next = header(&response, LOCATION.as_str()).and_then(|location| url.join(&location).ok());
        let next = next.ok_or(Why::Unreadable)?;
        if !is_within(outside, &next, domain) {
            seen.leaves_to = Some(next.host_str().unwrap_or_default().to_owned());
            return Ok(seen);
        }
        url = next;
    }
    Err(Why::Unreadable)
}

fn port(outside: &Outside, scheme: &str) -> u16 {
    if scheme == "https" { outside.reach.https_port } else { outside.reach.http_port }
}

/// Only pages of the domain itself, and only from web servers.
fn is_within(outside: &Outside, url: &Url, domain: &DomainName) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_own = host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let is_web = matches!(url.scheme(), "http" | "https");
    is_own && is_web && url.port_or_known_default() == Some(port(outside, url.scheme()))
}

/// The address without what may be personal in it.
fn shown(url: &Url) -> String {
    format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// The first bytes of a page; what stands behind them is left. Whether anything does.
async fn read_start(mut response: Response, most: usize) -> Result<(Vec<u8>, bool), Why> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| why_of(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            body.truncate(most);
            return Ok((body, true));
        }
    }
    Ok((body, false))
}
