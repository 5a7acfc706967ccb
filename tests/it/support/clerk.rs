//! Somebody of the staff without a browser: signed in, asks for pages and posts forms over HTTP as a browser would.

use beian::auth::session::Stage;
use beian::auth::store::{Owner, begin};
use beian::values::actor::Actor;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};

use super::cases::Office;
use super::program::Program;

/// A signed-in member of the staff.
pub struct Clerk {
    client: Client,
    origin: String,
    cookie: String,
    csrf: String,
}

/// What the site answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Where it leads; empty for nowhere.
    pub location: String,
    /// Type of its content.
    pub kind: String,
    /// The page.
    pub body: String,
}

impl Clerk {
    /// Signs somebody of the staff in.
    pub async fn sign_in(program: &Program, office: &Office<'_>, who: Actor) -> Self {
        let Actor::Staff(id, _) = who else { panic!("{who:?} is none of the staff") };
        let begun = office.db.write(who, async |tx| begin(tx, Owner::Staff(id, Stage::Full), "a clerk").await);
        let cookie = format!("office={}", begun.await.unwrap().text());
        beian::notify::client::install_crypto();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let mut clerk = Self { client, origin: program.office.clone(), cookie, csrf: String::new() };
        let desk = clerk.get("/").await;
        clerk.csrf = desk.value_of("csrf");
        clerk
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path))).await
    }

    /// The answer to a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &self.csrf).extend_pairs(fields);
        let request = self.client.post(self.url(path)).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header(ORIGIN, &self.origin).body(body.finish())).await
    }

    /// The answer to a form with a file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        const BOUNDARY: &str = "a-line-that-no-field-holds";
        let mut body = Vec::new();
        for (name, value) in [("csrf", self.csrf.as_str())].iter().chain(fields) {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let (name, bytes) = file;
        // A control in which nothing was chosen is sent as a file without name and content.
        let chosen = if bytes.is_empty() { "" } else { "a.jpg" };
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{chosen}\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        body.extend(part.into_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        let request = self.client.post(self.url(path)).header(ORIGIN, &self.origin);
        self.send(request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}")).body(body)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = request.header(COOKIE, &self.cookie).send().await.unwrap();
        let header = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let (location, kind) = (header(LOCATION), header(CONTENT_TYPE));
        let status = answer.status().as_u16();
        let body = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        Answer { status, location, kind, body }
    }
}

impl Answer {
    /// The page, if it is one.
    pub fn page(self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// The value of the first hidden field of a name.
    pub fn value_of(&self, name: &str) -> String {
        value_of(&self.body, name)
    }

    /// Whether the page says something.
    pub fn says(&self, words: &str) -> bool {
        self.body.contains(words)
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
