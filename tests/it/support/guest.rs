//! Somebody at one of the sites without a browser: keeps cookies, sends forms with the token of their page, sees headers.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU8, Ordering};

use beian::staff::second_factor::SecondFactor;
use beian::text::{Lang, Tr};
use chrono::TimeDelta;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use super::program::Program;

/// The content type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A person without a browser, at an address of their own.
#[derive(Clone)]
pub struct Guest {
    /// What the sites gave to keep: the value as it stands in the header, by name.
    pub jar: BTreeMap<String, String>,
    /// The site.
    pub origin: String,
    client: Client,
}

/// What a site answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

/// Addresses of this machine that nobody else in this test has: what is counted by address is counted apart.
static NEXT: AtomicU8 = AtomicU8::new(10);

impl Guest {
    /// Somebody at the portal.
    pub fn at_portal(program: &Program) -> Self {
        Self::from(&program.portal, Ipv4Addr::new(127, 0, 7, NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    /// Somebody at the back office.
    pub fn at_office(program: &Program) -> Self {
        Self::from(&program.office, Ipv4Addr::new(127, 0, 8, NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    /// Somebody who comes from a given address.
    pub fn from(origin: &str, address: Ipv4Addr) -> Self {
        beian::notify::client::install_crypto();
        // A connection for each request: one that idles while a busy machine gets to it is closed under its user.
        let client = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0);
        let client = client.local_address(std::net::IpAddr::V4(address));
        Self { jar: BTreeMap::new(), origin: origin.to_owned(), client: client.build().unwrap() }
    }

    /// A page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// The same without its body.
    pub async fn head(&mut self, path: &str) -> Answer {
        self.send(Method::HEAD, path, &[], None).await
    }

    /// Opens a page and sends the form on it, which leads to the page itself.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_to(path, path, fields).await
    }

    /// Opens a page and sends a form on it that leads elsewhere.
    pub async fn submit_to(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get(page).await.hidden("csrf");
        self.post(action, &token, fields).await
    }

    /// Sends a form with a token.
    pub async fn post(&mut self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(token, fields);
        let origin = self.origin.clone();
        self.send(Method::POST, path, &[("origin", origin.as_str()), ("content-type", FORM)], Some(body)).await
    }

    /// Sends whatever a stranger may send.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<String>,
    ) -> Answer {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) };
        let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, url).header(COOKIE, cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body.unwrap_or_default()).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        self.keep(&headers);
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// Takes what an answer gives to keep, and lets go what it takes back.
    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in set_cookies(headers) {
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// The body of a form.
pub fn form(token: &str, fields: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.append_pair("csrf", token).extend_pairs(fields);
    body.finish()
}

fn set_cookies(headers: &HeaderMap) -> Vec<String> {
    headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

impl Answer {
    /// Where it leads; empty for nowhere.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// Seconds it asks to wait.
    pub fn retry_after(&self) -> Option<u32> {
        self.headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
    }

    /// What it gives to keep, whole.
    pub fn cookies(&self) -> Vec<String> {
        set_cookies(&self.headers)
    }

    /// The value of the first hidden field of a name.
    pub fn hidden(&self, name: &str) -> String {
        self.between(&format!("name=\"{name}\" value=\""), "\"")
    }

    /// What stands between two pieces of the page.
    pub fn between(&self, from: &str, to: &str) -> String {
        let rest = self.body.split_once(from).unwrap_or_else(|| panic!("no {from}: {self:?}")).1;
        rest.split_once(to).map_or("", |(found, _)| found).to_owned()
    }

    /// Whether the page says, in Chinese, what a key says.
    pub fn says(&self, key: &str) -> bool {
        let words = Tr::new(Lang::Zh).t(key);
        assert!(words != key && !words.contains("Unknown"), "no words for {key}");
        self.body.contains(&escaped(&words))
    }

    /// Holds that the page says, in Chinese, what a key says.
    pub fn must_say(&self, key: &str) {
        assert!(self.says(key), "{} does not say {key}: {}", self.status, self.body);
    }

    /// Holds that it leads to a path, with 303.
    pub fn must_lead_to(&self, path: &str) {
        assert_eq!((self.status, self.location()), (303, path), "{}", self.body);
    }
}

/// Words as they stand in HTML.
fn escaped(words: &str) -> String {
    words.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('\'', "&#39;")
}

/// The code an authenticator app shows for a secret as it is typed, some steps from now. Each code works once, and one
/// step before and after now: three sign-ins without waiting take the steps -1, 0 and 1.
pub fn code(typed_secret: &str, steps: i32) -> String {
    let text: String = typed_secret.split_whitespace().collect();
    let secret = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).unwrap();
    let at = beian::clock::now() + TimeDelta::seconds(30) * steps;
    SecondFactor::new(&secret, "", "test").unwrap().code_at(at).0
}
