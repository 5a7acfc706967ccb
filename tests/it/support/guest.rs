//! Somebody at one of the sites without a browser: keeps cookies, sends forms with the token of their page, sees headers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use beian::auth::session::Stage;
use beian::auth::store::{self as sessions, Owner};
use beian::db::Db;
use beian::staff::second_factor::SecondFactor;
use beian::text::{Lang, Tr};
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use chrono::TimeDelta;
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use super::program::Program;
use super::upload::Upload;

/// The content type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The beginning of the token of a form.
const TOKEN: &str = "name=\"csrf\" value=\"";

/// A person without a browser, at an address of their own.
#[derive(Clone)]
pub struct Guest {
    /// What the sites gave to keep: the value as it stands in the header, by name.
    pub jar: RefCell<BTreeMap<String, String>>,
    /// The site.
    pub origin: String,
    /// The token of the forms on the last page that had any.
    token: RefCell<String>,
    client: Client,
    is_phone: Cell<bool>,
}

/// What a site answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// What it sent.
    pub bytes: Vec<u8>,
    /// The same as a page.
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
        Self {
            jar: RefCell::default(),
            origin: origin.to_owned(),
            token: RefCell::default(),
            client: client.build().unwrap(),
            is_phone: Cell::new(false),
        }
    }

    /// Goes on with a phone.
    pub fn takes_a_phone(&self) {
        self.is_phone.set(true);
    }

    /// The owner of an account, signed in behind the pages.
    pub async fn applicant(program: &Program, db: &Db, id: AccountId) -> Self {
        let owner = Self::at_portal(program);
        owner.begin(db, Actor::Applicant(id), Owner::Account(id), "beian").await;
        owner.get("/filings").await;
        owner
    }

    /// Somebody of the staff, signed in behind the pages.
    pub async fn clerk(program: &Program, db: &Db, who: Actor) -> Self {
        let Actor::Staff(id, _) = who else { panic!("{who:?} is none of the staff") };
        let clerk = Self::at_office(program);
        clerk.begin(db, who, Owner::Staff(id, Stage::Full), "office").await;
        clerk.get("/").await;
        clerk
    }

    async fn begin(&self, db: &Db, who: Actor, owner: Owner, cookie: &str) {
        let token = db.write(who, async |tx| sessions::begin(tx, owner, "a test").await).await.unwrap();
        self.carry(cookie, &token.text());
    }

    /// Puts a cookie into the jar.
    pub fn carry(&self, name: &str, value: &str) {
        self.jar.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// The cookie header.
    pub fn cookies(&self) -> String {
        let jar = self.jar.borrow();
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> String {
        self.jar.borrow()[name].clone()
    }

    /// The token of the forms on the last page that had any.
    pub fn token(&self) -> String {
        self.token.borrow().clone()
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    /// The same without its body.
    pub async fn head(&self, path: &str) -> Answer {
        self.send(Method::HEAD, path, &[], "").await
    }

    /// Opens a page and sends the form on it, which leads to the page itself.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_to(path, path, fields).await
    }

    /// Opens a page and sends a form on it that leads elsewhere.
    pub async fn submit_to(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get(page).await.hidden("csrf");
        self.post_with(action, &token, fields).await
    }

    /// Sends a form with the token of the last page that had any.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, &self.token(), fields).await
    }

    /// Sends a form with a token.
    pub async fn post_with(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_form(path, FORM, form(token, fields).into_bytes()).await
    }

    /// Sends a form with files.
    pub async fn upload(&self, path: &str, form: Upload) -> Answer {
        let kind = format!("multipart/form-data; boundary={}", Upload::BOUNDARY);
        self.send_form(path, &kind, form.with_token(&self.token())).await
    }

    async fn send_form(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.send(Method::POST, path, &[("origin", &self.origin), ("content-type", kind)], body).await
    }

    /// Sends whatever a stranger may send.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    /// The same where perhaps nobody answers.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> reqwest::Result<Answer> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) };
        let mut request = self.client.request(method, url).header(COOKIE, self.cookies());
        if self.is_phone.get() {
            request = request.header("sec-ch-ua-mobile", "?1");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body).send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        self.keep(&headers);
        let bytes = response.bytes().await?.to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if body.contains(TOKEN) {
            *self.token.borrow_mut() = value_of(&body, "csrf");
        }
        Ok(Answer { status, headers, bytes, body })
    }

    /// Sends a form with the token of the last page that had any; none where nobody answers.
    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let headers = [("origin", self.origin.as_str()), ("content-type", FORM)];
        self.try_send(Method::POST, path, &headers, form(&self.token(), fields)).await.ok()
    }

    /// Sends a form with files, with the token of the last page that had any; none where nobody answers.
    pub async fn try_upload(&self, path: &str, form: Upload) -> Option<Answer> {
        let kind = format!("multipart/form-data; boundary={}", Upload::BOUNDARY);
        let headers = [("origin", self.origin.as_str()), ("content-type", kind.as_str())];
        self.try_send(Method::POST, path, &headers, form.with_token(&self.token())).await.ok()
    }

    /// A page; none where nobody answers.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        self.try_send(Method::GET, path, &[], "").await.ok()
    }

    /// Takes what an answer gives to keep, and lets go what it takes back.
    fn keep(&self, headers: &HeaderMap) {
        let mut jar = self.jar.borrow_mut();
        for cookie in set_cookies(headers) {
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            if attributes.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
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
    /// What is told to whoever must learn nothing of what they typed: status, headers with their values and the page, without
    /// what was typed and so its length, and what is made anew for each request (tokens, values of cookies, the date).
    pub fn told(&self, typed: &str) -> (u16, Vec<String>, String) {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            let value = value.to_str().unwrap();
            let shown = match name.as_str() {
                "date" | "content-length" => "",
                "set-cookie" => value.split_once('=').map_or("", |(cookie, _)| cookie),
                _ => value,
            };
            format!("{name}: {shown}")
        };
        let mut headers: Vec<String> = self.headers.iter().map(header).collect();
        headers.sort();
        let mut text = self.body.replace(&format!("value=\"{typed}\""), "value=\"…\"");
        // What is no address may be any word of the page.
        if typed.contains('@') {
            text = text.replace(typed, "…").replace(&typed.replace('@', "%40"), "…");
        }
        while let Some((before, rest)) = text.split_once("name=\"csrf\" value=\"") {
            let after = rest.split_once('"').unwrap().1;
            text = format!("{before}name=\"token\" value=\"\"{after}");
        }
        (self.status, headers, text)
    }

    /// Where it leads; empty for nowhere.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The page, if it is one.
    pub fn page(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body.clone()
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
        value_of(&self.body, name)
    }

    /// What stands between two pieces of the page.
    pub fn between(&self, from: &str, to: &str) -> String {
        let rest = self.body.split_once(from).unwrap_or_else(|| panic!("no {from}: {self:?}")).1;
        rest.split_once(to).map_or("", |(found, _)| found).to_owned()
    }

    /// Whether the page says, in Chinese, what a key says.
    pub fn says(&self, key: &str) -> bool {
        let lang = if self.body.contains("<html lang=\"en\"") { Lang::En } else { Lang::Zh };
        let words = Tr::new(lang).t(key);
        assert!(words != key && !words.contains("Unknown"), "no words for {key}");
        self.says_words(&words)
    }

    /// Whether the page says some words.
    pub fn says_words(&self, words: &str) -> bool {
        self.body.contains(&escaped(words))
    }

    /// Holds that the page says, in its language, what a key says.
    pub fn must_say(&self, key: &str) {
        assert!(self.says(key), "{} does not say {key}: {}", self.status, self.body);
    }

    /// Holds that the page says some words.
    pub fn must_say_words(&self, words: &str) {
        assert!(self.says_words(words), "{} does not say {words}: {}", self.status, self.body);
    }

    /// Holds that it leads to a path, with 303.
    pub fn must_lead_to(&self, path: &str) {
        assert_eq!((self.status, self.location()), (303, path), "{}", self.body);
    }
}

/// The value of the first hidden field of a name.
pub fn value_of(page: &str, name: &str) -> String {
    let from = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&from).unwrap_or_else(|| panic!("no field {name}: {page}")).1;
    rest.split_once('"').map_or("", |(value, _)| value).to_owned()
}

/// The value of a hidden field of the form that posts to a path.
pub fn value_in(page: &str, action: &str, name: &str) -> String {
    let form = page.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form {action}: {page}")).1;
    value_of(form.split("</form>").next().unwrap_or_default(), name)
}

/// Words as they stand in HTML.
fn escaped(words: &str) -> String {
    words.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('\'', "&#39;")
}

/// Words of HTML as they are read. The ampersand last: what it writes stands for itself.
pub fn unescaped(html: &str) -> String {
    let words = html.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'");
    words.replace("&amp;", "&").replace("&#38;", "&")
}

/// The code an authenticator app shows for a secret as it is typed, some steps from now. Each code works once, and one
/// step before and after now: three sign-ins without waiting take the steps -1, 0 and 1. For one of the step before, the next
/// step is waited for at the end of this one: what a busy machine sends later would be two steps old.
pub fn code(typed_secret: &str, steps: i32) -> String {
    let text: String = typed_secret.split_whitespace().collect();
    let secret = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).unwrap();
    let left = 30_000 - beian::clock::now().timestamp_millis() % 30_000;
    if steps < 0 && left < 3_000 {
        std::thread::sleep(Duration::from_millis(left.unsigned_abs()));
    }
    let at = beian::clock::now() + TimeDelta::seconds(30) * steps;
    SecondFactor::new(&secret, "", "test").unwrap().code_at(at).0
}
