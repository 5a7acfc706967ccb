//! Both sites in the process of the test, on a database of its own and without the worker: what changes is changed by a
//! request. Within a `LocalSet`, as `#[actix_web::test]` gives.

use std::collections::BTreeMap;

use actix_web::dev::ServerHandle;
use beian::app::{self, Program, Purpose};
use beian::auth::session::{Site, Stage, Token};
use beian::auth::store::{self, Owner};
use beian::config::Config;
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, StaffId};
use beian::web::csrf;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use reqwest::{Client, Method, RequestBuilder, Response};
use tempfile::TempDir;

use super::database::{KEY, TestDb, sealer};
use super::{http, program};

/// Both sites, listening.
pub struct Sites {
    /// What they stand on.
    pub program: Program,
    portal: String,
    office: String,
    client: Client,
    handles: [ServerHandle; 2],
    _folder: TempDir,
}

/// A browser as far as a request tells: its cookies, and what its form tokens are bound to.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The cookie header.
    pub cookies: String,
    seed: String,
}

impl Visitor {
    /// A token for a form of this browser.
    pub fn token(&self) -> String {
        csrf::token(&sealer(), &self.seed).unwrap()
    }
}

/// The fields of a form, and how they are sent.
pub enum Body<'a> {
    /// A plain form.
    Form(Vec<(&'a str, &'a str)>),
    /// A form with files.
    Multipart(&'a [(&'a str, &'a str)]),
    /// What comes in pieces, by its headers; the token is one of them.
    Pieces(Vec<(&'static str, &'a str)>),
}

impl Sites {
    /// Starts both.
    pub fn start(test_db: &TestDb) -> Self {
        Self::start_with(test_db, Vec::new())
    }

    /// The same with further settings.
    pub fn start_with(test_db: &TestDb, more: Vec<(&'static str, String)>) -> Self {
        beian::notify::client::install_crypto();
        let folder = TempDir::new().unwrap();
        let ports = http::free_ports();
        let values: BTreeMap<String, String> = program::settings(&test_db.url, &folder, KEY, ports)
            .into_iter()
            .chain(more)
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let config = Config::from_values(&values).unwrap();
        let (portal, office) = (config.portal_origin.clone(), config.office_origin.clone());
        let program = app::open(config, Purpose::Serve).unwrap();
        let handles = [Site::Portal, Site::Office].map(|site| {
            let server = app::serve(&program, site).unwrap();
            let handle = server.handle();
            tokio::task::spawn_local(server);
            handle
        });
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { program, portal, office, client, handles, _folder: folder }
    }

    /// The origin of a site.
    pub fn origin(&self, site: Site) -> &str {
        match site {
            Site::Portal => &self.portal,
            Site::Office => &self.office,
        }
    }

    /// Somebody who is not signed in.
    pub fn nobody(&self, site: Site) -> Visitor {
        let text = Token::random().unwrap().text();
        Visitor { cookies: format!("{}={text}", cookie(site, true)), seed: format!("visitor:{text}") }
    }

    /// An applicant who signed in a moment ago.
    pub async fn applicant(&self, id: AccountId) -> Visitor {
        self.signed_in(Owner::Account(id), Site::Portal).await
    }

    /// Somebody of the staff, signed in as far as the stage says.
    pub async fn staff(&self, actor: Actor, stage: Stage) -> Visitor {
        self.signed_in(Owner::Staff(StaffId::from_uuid(actor.id().unwrap()), stage), Site::Office).await
    }

    async fn signed_in(&self, owner: Owner, site: Site) -> Visitor {
        let db = &self.program.app.db;
        let begun = async |tx: &mut beian::db::Tx<'_>| store::begin(tx, owner, "a test").await;
        let token = db.write(Actor::Operator, begun).await.unwrap();
        let find = async |tx: &mut beian::db::Tx<'_>| store::find(tx.conn, tx.sealer, site, &token, true).await;
        let beian::auth::session::Found::Live(session) = db.write(Actor::Visitor, find).await.unwrap().found else {
            panic!("the session is not alive");
        };
        Visitor {
            cookies: format!("{}={}", cookie(site, false), token.text()),
            seed: format!("session:{}", session.id),
        }
    }

    /// A browser of the one site that comes to the other: its cookie, under both names.
    pub fn astray(&self, visitor: &Visitor, to: Site) -> Visitor {
        let (_, token) = visitor.cookies.split_once('=').unwrap();
        let stranger = self.nobody(to);
        let cookies = format!("{}; {}={token}; {}", visitor.cookies, cookie(to, false), stranger.cookies);
        Visitor { cookies, ..stranger }
    }

    /// A request as a browser on a page of the site makes it, without a body.
    pub fn request(&self, site: Site, method: Method, path: &str, visitor: &Visitor) -> RequestBuilder {
        let request = self.bare(site, method, path, visitor);
        request.header("sec-fetch-site", "same-origin").header(ORIGIN, self.origin(site))
    }

    /// The same without a word on where it comes from.
    pub fn bare(&self, site: Site, method: Method, path: &str, visitor: &Visitor) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.origin(site))).header(COOKIE, &visitor.cookies)
    }

    /// Opens a page.
    pub async fn get(&self, site: Site, path: &str, visitor: &Visitor) -> Response {
        self.request(site, Method::GET, path, visitor).send().await.unwrap()
    }

    /// Sends a form with its token.
    pub async fn post(&self, site: Site, path: &str, visitor: &Visitor, body: Body<'_>) -> Response {
        self.send(site, Method::POST, path, visitor, body).await
    }

    /// The same by another method.
    pub async fn send(&self, site: Site, method: Method, path: &str, visitor: &Visitor, body: Body<'_>) -> Response {
        let token = visitor.token();
        body.put(self.request(site, method, path, visitor), Some(&token)).send().await.unwrap()
    }

    /// Ends both.
    pub async fn stop(self) {
        for handle in &self.handles {
            handle.stop(false).await;
        }
    }
}

impl Body<'_> {
    /// Puts the fields into a request, the token first.
    pub fn put(&self, request: RequestBuilder, token: Option<&str>) -> RequestBuilder {
        const BOUNDARY: &str = "a-boundary-of-the-tests";
        if let Self::Pieces(headers) = self {
            let token = token.map(|token| ("x-form-token", token));
            let headers = token.iter().chain(headers);
            return headers.fold(request, |request, (name, value)| request.header(*name, *value)).body("");
        }
        let token = token.map(|token| (csrf::FIELD, token));
        match self {
            Self::Form(fields) => {
                let mut body = form_urlencoded::Serializer::new(String::new());
                for (name, value) in token.iter().chain(fields) {
                    body.append_pair(name, value);
                }
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.finish())
            }
            Self::Multipart(fields) => {
                let part = |(name, value): &(&str, &str)| {
                    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                };
                let parts: String = token.iter().chain(*fields).map(part).collect();
                let kind = format!("multipart/form-data; boundary={BOUNDARY}");
                request.header(CONTENT_TYPE, kind).body(format!("{parts}--{BOUNDARY}--\r\n"))
            }
            Self::Pieces(_) => unreachable!("put above"),
        }
    }
}

/// The names of the demo's cookies: of a session, or of a visitor.
fn cookie(site: Site, is_visitor: bool) -> &'static str {
    match (site, is_visitor) {
        (Site::Portal, false) => "beian",
        (Site::Portal, true) => "beian-seed",
        (Site::Office, false) => "office",
        (Site::Office, true) => "office-seed",
    }
}
