//! A database of its own for each test: a copy of a template that is migrated once, dropped at the end.
//!
//! `TEST_DATABASE_URL` leads to the server as a superuser; the roles `beian_owner` and `beian` exist there.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use beian::db::migrate;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::sources;

const SERVING: &str = "beian";
const OWNER: &str = "beian_owner";

/// Held while the template is looked for and made.
const LOCK: i64 = 0x6265_6961;

/// A migrated, empty database.
pub struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// Makes one.
    pub async fn create() -> Self {
        let server = connect(&server_url()).await;
        let template = template_name();
        server.execute("select pg_advisory_lock($1)", &[&LOCK]).await.unwrap();
        make_template(&server, &template).await;
        server.execute("select pg_advisory_unlock($1)", &[&LOCK]).await.unwrap();
        let name = format!("beian_it_{}", Uuid::now_v7().simple());
        server.batch_execute(&format!("create database {name} template {template} owner {OWNER}")).await.unwrap();
        server.batch_execute(&grants(&name)).await.unwrap();
        Self { name }
    }

    /// Address as the role that serves.
    pub fn url(&self) -> String {
        url(Some(SERVING), &self.name)
    }

    /// Address as the role that owns the tables.
    pub fn owner_url(&self) -> String {
        url(Some(OWNER), &self.name)
    }

    /// Runs statements as the owner: for what time or an operator would do.
    pub async fn execute(&self, sql: &str) {
        connect(&self.owner_url()).await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The one text a query answers with.
    pub async fn text(&self, sql: &str) -> String {
        let row = connect(&self.owner_url()).await.query_one(sql, &[]).await;
        row.unwrap_or_else(|error| panic!("{sql}: {error}")).get(0)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        // A runtime cannot be entered twice on one thread.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async { connect(&server_url()).await.batch_execute(&sql).await.ok() });
            std::io::Result::Ok(())
        });
        if dropping.join().is_err() {
            eprintln!("the database {} was left behind", self.name);
        }
    }
}

async fn make_template(server: &Client, template: &str) {
    let known = server.query("select from pg_database where datname = $1", &[&template]).await.unwrap();
    if !known.is_empty() {
        return;
    }
    let fresh = format!("{template}_new");
    server.batch_execute(&format!("drop database if exists {fresh} with (force)")).await.unwrap();
    server.batch_execute(&format!("create database {fresh} owner {OWNER}")).await.unwrap();
    migrate::up(&url(Some(OWNER), &fresh), SERVING).await.unwrap();
    // Whoever migrated may take a moment to be gone.
    for _ in 0..50 {
        let renamed = server.batch_execute(&format!("alter database {fresh} rename to {template}")).await;
        if renamed.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the template {fresh} stays in use");
}

fn grants(name: &str) -> String {
    format!("revoke all on database {name} from public; grant connect on database {name} to {SERVING}")
}

/// Named by what it is made of, so that a changed migration makes another.
fn template_name() -> String {
    let mut hasher = DefaultHasher::new();
    for file in sources::files(&["migrations", "src/db"], &["up.sql", "grants.rs"]) {
        (file.path, file.text).hash(&mut hasher);
    }
    format!("beian_it_template_{:016x}", hasher.finish())
}

#[allow(clippy::disallowed_methods)]
fn server_url() -> String {
    std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL leads to a database server; `make test` sets it")
}

/// The server's address with another role and database.
fn url(role: Option<&str>, database: &str) -> String {
    let server = server_url();
    let (scheme, rest) = server.split_once("://").expect("an address of a database");
    let (place, query) = rest.split_once('?').map_or((rest, String::new()), |(p, q)| (p, format!("?{q}")));
    let authority = place.split('/').next().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let user = role.unwrap_or(user);
    format!("{scheme}://{user}@{host}/{database}{query}")
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap_or_else(|error| panic!("{error}"));
    tokio::spawn(connection);
    client
}
