//! Pages that follow a filing, all open at one time: what they cost the serving program, and how soon all of them are told.

use std::time::{Duration, Instant};

use beian::auth::store::{self as sessions, Owner};
use beian::db::{Db, Tx};
use beian::relay::service;
use beian::relay::task::SentBy;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use beian::wizard::service::scene::Scene;
use reqwest::header::COOKIE;
use reqwest::{Client, Response};

use super::Figure;
use super::memory::held;
use super::support::filings::a_draft;
use super::support::people::{an_account, drafts};
use super::support::program::Program;

/// Memory of 500 pages, in KiB.
const MEMORY: usize = 60 << 10;

/// Pages that one account has open: as many as it may.
const OF_ONE: usize = 20;

/// A filing, its owner, and the way to follow it.
struct Own {
    owner: AccountId,
    reference: String,
    url: String,
    cookie: String,
}

impl Own {
    async fn begin(program: &Program, db: &Db, n: u32) -> Self {
        let owner = an_account(&program.database, n).await;
        let reference = a_draft(db, owner, &drafts(n)).await.reference.to_string();
        let begin = async |tx: &mut Tx<'_>| sessions::begin(tx, Owner::Account(owner), "a page").await;
        let cookie = format!("beian={}", db.write(Actor::Operator, begin).await.unwrap().text());
        let url = format!("{}/filings/{reference}/follow", program.portal);
        Self { owner, reference, url, cookie }
    }

    async fn open(&self, client: &Client) -> Response {
        let mut line = client.get(&self.url).header(COOKIE, &self.cookie).send().await.unwrap();
        hears(&mut line, "event: now").await;
        line
    }

    async fn change(&self, db: &Db) {
        let make = async |tx: &mut Tx<'_>| {
            let scene = Scene::load(tx, self.owner, &self.reference).await?;
            service::make(tx, &scene, &service::paper_of(&scene, "entity-certificate")?, SentBy::Code).await
        };
        db.write(Actor::Applicant(self.owner), make).await.unwrap();
    }
}

/// Opens so many and changes something of each filing.
pub async fn follow(count: usize) -> Vec<Figure> {
    beian::notify::client::install_crypto();
    // All of them come from one address, as through a proxy.
    let program = Program::start_with(&[("BEIAN_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let (db, client) = (program.db(), Client::new());
    let mut all = Vec::new();
    for n in 1..=u32::try_from(count.div_ceil(OF_ONE)).unwrap() {
        all.push(Own::begin(&program, &db, n).await);
    }
    // The first one brings what all of them share.
    let mut lines = vec![all[0].open(&client).await];
    hears(&mut lines[0], "event: now").await;
    let (memory, threads) = (held(program.pid(), "VmRSS"), held(program.pid(), "Threads"));
    while lines.len() < count {
        lines.push(all[lines.len() / OF_ONE].open(&client).await);
    }
    let memory = held(program.pid(), "VmRSS").saturating_sub(memory);
    let more = held(program.pid(), "Threads").saturating_sub(threads);
    let started = Instant::now();
    for own in &all {
        own.change(&db).await;
    }
    for line in &mut lines {
        hears(line, "event: now").await;
    }
    let told = started.elapsed();
    let most = MEMORY * count / 500;
    vec![
        Figure {
            what: "memory of pages that follow",
            found: format!("{memory} KiB for {count} of them"),
            limit: format!("{most} KiB"),
            is_within: memory <= most,
        },
        Figure { what: "threads for them", found: more.to_string(), limit: "0".to_owned(), is_within: more == 0 },
        Figure::of("all filings changed, and all pages told", told, Duration::from_secs(1)),
    ]
}

async fn hears(line: &mut Response, what: &str) {
    loop {
        let heard = line.chunk().await.unwrap().expect("the line ended");
        if String::from_utf8_lossy(&heard).contains(what) {
            return;
        }
    }
}
