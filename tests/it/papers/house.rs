//! The program with its storage, owners of filings who are signed in, and the forms they send.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use beian::db::Db;
use beian::filing::application::Drafts;
use beian::filing::service;
use beian::filing::state::{Event, Filing};
use beian::material::consent;
use beian::reference::{Text, book};
use beian::storage::Storage;
use beian::text::{Lang, Tr};
use beian::values::FilingRef;
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, FilingId};
use serde_json::json;

use crate::support::database::sealer;
use crate::support::filings::{self, a_customer, today};
use crate::support::guest::{Answer, Guest};
use crate::support::people::drafts;
use crate::support::program::Program;
use crate::support::upload::Upload;

/// The program and a way behind its back.
pub struct House {
    pub program: Program,
    pub db: Db,
}

/// Somebody who is signed in and has a filing.
pub struct Owner {
    guest: Guest,
    pub account: AccountId,
    pub id: FilingId,
    pub reference: FilingRef,
    pub forms: Drafts,
}

/// What anybody does at the site, an owner does too.
impl Deref for Owner {
    type Target = Guest;

    fn deref(&self) -> &Guest {
        &self.guest
    }
}

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
        let account = a_customer(&self.program.database, &self.db, "owner", n, "").await;
        let Filing { id, reference, .. } = filings::a_draft(&self.db, account, &forms).await;
        let guest = Guest::applicant(&self.program, &self.db, account).await;
        Owner { guest, account, id, reference, forms }
    }

    pub async fn filing(&self, reference: &FilingRef) -> Filing {
        filings::load(&self.db, reference).await.unwrap()
    }

    /// Hands a filing in behind the page's back.
    pub async fn submit(&self, owner: &Owner) {
        let filing = self.filing(&owner.reference).await;
        filings::verified(&self.db, &filing).await;
        filings::submit(&self.db, &filing, &owner.forms, json!([])).await.unwrap();
    }

    /// Something happens to a filing.
    pub async fn perform(&self, actor: Actor, owner: &Owner, event: Event) {
        let version = self.filing(&owner.reference).await.version;
        let done = self.db.write(actor, async |tx| service::perform(tx, owner.id, version, event).await);
        done.await.unwrap();
    }

    /// A page of the back office, as somebody of the staff sees it.
    pub async fn at_desk(&self, who: Actor, path: &str) -> String {
        Guest::clerk(&self.program, &self.db, who).await.get(path).await.page()
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

    /// Sends a form with files to the page of papers.
    pub async fn sends(&self, form: Upload) -> Answer {
        self.upload(&self.at("materials"), form).await
    }

    /// One file into one place.
    pub async fn give(&self, slot: &str, name: &str, bytes: &[u8]) -> Answer {
        self.sends(Upload::default().file(slot, name, bytes)).await
    }

    /// One good file into one place.
    pub async fn gives(&self, slot: &str, bytes: &[u8]) {
        let answer = self.give(slot, "photo.jpg", bytes).await;
        answer.must_lead_to(&self.at("materials"));
    }

    /// The first part of a form: its token.
    pub fn raw_token(&self) -> Vec<u8> {
        Upload::default().text("csrf", &self.token()).into_bytes()
    }

    /// The address of a picture of a paper.
    pub fn picture(&self, id: &str) -> String {
        self.at(&format!("materials/{id}/pages/1"))
    }
}

/// The head of a form with files that somebody sends to a path, up to how long it is.
pub fn raw_head(guest: &Guest, path: &str) -> String {
    let (host, boundary) = (guest.origin.trim_start_matches("http://"), Upload::BOUNDARY);
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nCookie: {}\r\n\
         Content-Type: multipart/form-data; boundary={boundary}\r\n",
        guest.origin,
        guest.cookies()
    )
}

/// Words in Chinese.
pub fn words(key: &str) -> String {
    Tr::new(Lang::Zh).t(key)
}

/// Every file below a folder.
pub fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}
