//! The program with its storage, owners of filings who are signed in, and the forms they send.

use std::fs;
use std::path::{Path, PathBuf};

use beian::account::store::Registration;
use beian::auth::session::Stage;
use beian::auth::store as sessions;
use beian::db::{Db, Tx};
use beian::demo::store as demo;
use beian::filing::application::Drafts;
use beian::filing::kind::Kind;
use beian::filing::section::Part;
use beian::filing::service::{self, SavePart, StartFiling};
use beian::filing::state::{Event, Filing};
use beian::filing::store;
use beian::filing::submission::{Handover, Readiness};
use beian::material::consent;
use beian::reference::{Text, book};
use beian::storage::Storage;
use beian::text::{Lang, Tr};
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, FilingId};
use beian::values::{Email, FilingRef, Mobile};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::database::sealer;
use crate::support::people::{application, drafts};
use crate::support::program::Program;

/// The program and a way behind its back.
pub struct House {
    pub program: Program,
    pub db: Db,
}

/// Somebody who is signed in and has a filing.
pub struct Owner {
    client: Client,
    origin: String,
    pub account: AccountId,
    pub id: FilingId,
    pub reference: FilingRef,
    pub forms: Drafts,
    cookie: String,
    csrf: String,
}

/// What the portal answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

/// A form with files.
#[derive(Default)]
pub struct Upload(Vec<u8>);

const BOUNDARY: &str = "a-line-that-no-field-holds";

impl House {
    pub async fn open() -> Self {
        let program = Program::start().await;
        let sealer = sealer();
        let db = Db::new(&program.database.url, 4, sealer).unwrap();
        Self { program, db }
    }

    /// The storage as the program has it.
    pub fn storage(&self) -> Storage {
        Storage::open(self.program.storage(), self.db.sealer().clone()).unwrap()
    }

    /// Everything that lies in the storage.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.program.storage(), &mut found);
        found.sort();
        found
    }

    /// The text a query answers with.
    pub async fn text(&self, sql: &str) -> String {
        self.program.database.text(sql).await
    }

    /// Runs statements as the owner of the tables: what time or an operator would do.
    pub async fn sql(&self, sql: &str) {
        self.program.database.as_owner(sql).await;
    }

    /// The n-th enterprise with every section filled in, who agreed to the notice.
    pub async fn owner(&self, n: u32) -> Owner {
        self.owner_of(n, drafts(n)).await
    }

    pub async fn owner_of(&self, n: u32, forms: Drafts) -> Owner {
        let owner = self.newcomer(n, forms).await;
        let version = &book().text(Text::IDENTITY_CONSENT, today()).unwrap().version;
        let (account, id) = (owner.account, owner.id);
        let given = self
            .db
            .write(Actor::Applicant(account), async |tx| consent::service::give(tx, account, id, version).await)
            .await;
        given.unwrap();
        owner
    }

    /// The same before the notice was shown.
    pub async fn newcomer(&self, n: u32, forms: Drafts) -> Owner {
        let account = AccountId::new();
        let (email, mobile) = (format!("owner{n}@example.com"), format!("139{n:08}"));
        let (email, mobile) = (Email::parse(&email).unwrap(), Mobile::parse(&mobile).unwrap());
        let new = Registration { email: &email, mobile: &mobile, password_hash: "", lang: Lang::Zh };
        let applicant = Actor::Applicant(account);
        let begun = self.db.write(applicant, async |tx| {
            demo::insert_applicant(tx, account, &new).await?;
            demo::register(tx, account).await?;
            sessions::begin(tx, sessions::Owner::Account(account), "a test").await
        });
        let token = begun.await.unwrap();
        self.sql(&instance(account, n)).await;
        let begin = StartFiling { kind: Kind::Initial, type_check: application(&forms).type_check };
        let started = self.db.write(applicant, async |tx| service::start(tx, account, begin).await);
        let reference = started.await.unwrap();
        for (part, content) in parts(&forms) {
            let save = SavePart { part, expected: 0, content, problems: 0, is_complete: true };
            let saved = self.db.write(applicant, async |tx| service::save_part(tx, account, &reference, save).await);
            saved.await.unwrap();
        }
        let id = self.filing(&reference).await.id;
        beian::notify::client::install_crypto();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let origin = self.program.portal.clone();
        let cookie = format!("beian={}", token.text());
        let mut owner = Owner { client, origin, account, id, reference, forms, cookie, csrf: String::new() };
        owner.csrf = owner.get("/filings").await.hidden("csrf");
        owner
    }

    pub async fn filing(&self, reference: &FilingRef) -> Filing {
        self.db.read(Actor::Clock, async |tx| store::load_by_ref(tx.conn, reference).await).await.unwrap()
    }

    /// Hands a filing in behind the page's back.
    pub async fn submit(&self, owner: &Owner) {
        let declaration = book().text(Text::DECLARATION, today()).unwrap().version.clone();
        let application = application(&owner.forms);
        let handover = Handover { readiness: Readiness::default(), application, findings: json!([]), declaration };
        let version = self.filing(&owner.reference).await.version;
        let sent = self
            .db
            .write(Actor::Applicant(owner.account), async |tx| service::submit(tx, owner.id, version, handover).await);
        sent.await.unwrap();
    }

    /// Something happens to a filing.
    pub async fn perform(&self, actor: Actor, owner: &Owner, event: Event) {
        let version = self.filing(&owner.reference).await.version;
        let done = self.db.write(actor, async |tx| service::perform(tx, owner.id, version, event).await);
        done.await.unwrap();
    }

    /// A page of the back office, as somebody of the staff sees it.
    pub async fn at_desk(&self, who: Actor, path: &str) -> String {
        let Actor::Staff(id, _) = who else { panic!("{who:?} is none of the staff") };
        self.sql(&format!("update staff set password_is_temporary = false where id = '{id}'")).await;
        let begin =
            async |tx: &mut Tx<'_>| sessions::begin(tx, sessions::Owner::Staff(id, Stage::Full), "a test").await;
        let cookie = format!("office={}", self.db.write(who, begin).await.unwrap().text());
        let url = format!("{}{path}", self.program.office);
        let answer = Client::new().get(url).header(COOKIE, cookie).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        answer.text().await.unwrap()
    }

    /// The session of an owner ends, as after half an hour.
    pub async fn end_sessions(&self) {
        self.sql("update sessions set idle_until = now() - interval '1 second'").await;
    }
}

impl Owner {
    /// An address below the filing.
    pub fn at(&self, part: &str) -> String {
        format!("/filings/{}/{part}", self.reference)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path))).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &self.csrf).extend_pairs(fields);
        let request = self.client.post(self.url(path)).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header(ORIGIN, &self.origin).body(body.finish())).await
    }

    /// A form with files, to the page of papers.
    pub async fn upload(&self, form: Upload) -> Answer {
        self.upload_to(&self.at("materials"), form).await
    }

    pub async fn upload_to(&self, path: &str, form: Upload) -> Answer {
        let mut body = Upload::default().text("csrf", &self.csrf).0;
        body.extend(form.0);
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let request = self.client.post(self.url(path)).header(ORIGIN, &self.origin);
        self.send(request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}")).body(body)).await
    }

    /// One file into one place.
    pub async fn give(&self, slot: &str, name: &str, bytes: &[u8]) -> Answer {
        self.upload(Upload::default().file(slot, name, bytes)).await
    }

    /// One good file into one place.
    pub async fn gives(&self, slot: &str, bytes: &[u8]) {
        let answer = self.give(slot, "photo.jpg", bytes).await;
        answer.must_lead_to(&self.at("materials"));
    }

    /// The head of a request to the page of papers, up to its cookies.
    pub fn raw_head(&self) -> String {
        let host = self.origin.trim_start_matches("http://");
        format!(
            "POST {} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nCookie: {}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n",
            self.at("materials"),
            self.origin,
            self.cookie
        )
    }

    /// The first part of a form: its token.
    pub fn raw_token(&self) -> Vec<u8> {
        Upload::default().text("csrf", &self.csrf).0
    }

    /// The address of a picture of a paper.
    pub fn picture(&self, id: &str) -> String {
        self.at(&format!("materials/{id}/pages/1"))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = request.header(COOKIE, &self.cookie).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, bytes: answer.bytes().await.unwrap().to_vec() }
    }
}

impl Upload {
    pub fn text(mut self, name: &str, value: &str) -> Self {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        self.0.extend(part.into_bytes());
        self
    }

    pub fn file(self, slot: &str, name: &str, bytes: &[u8]) -> Self {
        self.file_of(slot, name, "application/octet-stream", bytes)
    }

    pub fn file_of(mut self, slot: &str, name: &str, kind: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{slot}\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        self.0.extend(head.into_bytes());
        self.0.extend(bytes);
        self.0.extend(b"\r\n");
        self
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl Answer {
    pub fn page(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the first hidden field of a name.
    pub fn hidden(&self, name: &str) -> String {
        let page = self.page();
        let from = format!("name=\"{name}\" value=\"");
        let rest = page.split_once(&from).unwrap_or_else(|| panic!("no field {name}: {page}")).1;
        rest.split_once('"').map_or("", |(value, _)| value).to_owned()
    }

    /// Holds that it leads to a path.
    pub fn must_lead_to(&self, path: &str) {
        assert_eq!((self.status, self.location()), (303, path), "{}", self.page());
    }

    /// Holds that the page says some words.
    pub fn must_say(&self, words: &str) {
        assert!(self.says(words), "{} does not say {words}: {}", self.status, self.page());
    }

    pub fn says(&self, words: &str) -> bool {
        self.page().contains(&escaped(words))
    }
}

/// Words in Chinese.
pub fn words(key: &str) -> String {
    Tr::new(Lang::Zh).t(key)
}

/// Today in China.
pub fn today() -> chrono::NaiveDate {
    beian::clock::china_day(beian::clock::now())
}

/// Words as they stand in HTML.
fn escaped(words: &str) -> String {
    words.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('\'', "&#39;")
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

fn instance(owner: AccountId, n: u32) -> String {
    format!(
        "insert into instances (id, code, account_id, product, region, addresses, billing, starts_on, ends_on, quota)
         values ('{}', 'i-{n}', '{owner}', 'cloud_server', 'beijing', '{{114.114.{}.10}}', 'subscription',
             current_date - 30, current_date + 700, 10)",
        Uuid::now_v7(),
        n % 250 + 1,
    )
}

/// Every part but the type check, as the wizard stores it.
fn parts(forms: &Drafts) -> Vec<(Part, Value)> {
    let mut parts = vec![
        (Part::ACCESS, json!(forms.access)),
        (Part::ENTITY, json!(forms.entity)),
        (Part::ENTITY_PERSON, json!(forms.entity_person)),
    ];
    for (ordinal, website) in (1..).zip(&forms.websites) {
        parts.push((Part::website(ordinal), json!(website.website)));
        parts.push((Part::website_person(ordinal), json!(website.person)));
    }
    parts
}
