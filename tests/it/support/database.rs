//! A database of its own for every test: a copy of a template that is migrated once for each state of the migrations, and
//! dropped at the end. `TEST_DATABASE_URL` is the address of a superuser on a server that is for tests.

use std::path::Path;

use beian::db::{Db, migrate};
use beian::sealing::Sealer;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use sha2::{Digest as _, Sha256};
use tokio_postgres::config::Host;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// The role that serves.
pub const SERVING: &str = "beian";

/// The role that owns the tables.
pub const OWNER: &str = "beian_owner";

/// Held while a template is made or copied: PostgreSQL copies no database that is in use.
const LOCK: i64 = 0x6265_6961;

/// A database of one test.
pub struct TestDb {
    /// The pool, as the role that serves.
    pub db: Db,
    /// Address as the role that serves.
    pub url: String,
    /// Address as the role that owns the tables.
    pub owner_url: String,
    name: String,
    server: Server,
}

impl TestDb {
    /// A fresh one, migrated and empty.
    pub async fn start() -> Self {
        Self::start_at(&Server::address()).await
    }

    /// The same on a server of one's own, by the address of its superuser.
    pub async fn start_at(address: &str) -> Self {
        let server = Server::of(address);
        let template = format!("beian_template_{}", state_of_migrations());
        let admin = server.admin().await;
        admin.execute("select pg_advisory_lock($1)", &[&LOCK]).await.unwrap();
        server.ensure_template(&admin, &template).await;
        let test_db = Self::copy(server, &admin, &template).await;
        admin.execute("select pg_advisory_unlock($1)", &[&LOCK]).await.unwrap();
        test_db
    }

    /// One without any table, for tests of the migrations themselves.
    pub async fn unmigrated() -> Self {
        let server = Server::of(&Server::address());
        let admin = server.admin().await;
        server.ensure_roles(&admin).await;
        Self::copy(server, &admin, "template0").await
    }

    async fn copy(server: Server, admin: &Client, template: &str) -> Self {
        let name = format!("beian_test_{}", Uuid::now_v7().simple());
        // By copying its files: writing every page to the log first costs three times as much.
        let create = format!("create database {name} owner {OWNER} template {template} strategy file_copy");
        admin.batch_execute(&create).await.unwrap();
        let url = server.url(SERVING, &name);
        let db = Db::new(&url, 8, sealer()).unwrap();
        Self { db, url, owner_url: server.url(OWNER, &name), name, server }
    }

    /// Runs statements as the owner: what time or an operator would do.
    pub async fn as_owner(&self, sql: &str) {
        connect(&self.owner_url).await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Runs statements as the owner; what the server says when it refuses them.
    pub async fn try_as_owner(&self, sql: &str) -> Result<(), String> {
        let told = |error: tokio_postgres::Error| error.as_db_error().map_or("?".into(), |db| db.message().to_owned());
        connect(&self.owner_url).await.batch_execute(sql).await.map_err(told)
    }

    /// A connection of the role that serves, as the operator: what is begun on it stays open.
    pub async fn client(&self) -> Client {
        let client = connect(&self.url).await;
        client.batch_execute("set beian.actor_kind = 'operator'").await.unwrap();
        client
    }

    /// Runs a statement as the role that serves, as the operator does; the code of the error when it is refused.
    pub async fn as_serving(&self, sql: &str) -> Result<(), String> {
        self.as_nobody(&format!("set beian.actor_kind = 'operator'; {sql}")).await
    }

    /// The same without an actor.
    pub async fn as_nobody(&self, sql: &str) -> Result<(), String> {
        let refused = |error: tokio_postgres::Error| error.code().map_or("?", |state| state.code()).to_owned();
        connect(&self.url).await.batch_execute(sql).await.map_err(refused)
    }

    /// The rows of a query of one text column, asked as the owner.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = connect(&self.owner_url).await.query(sql, &[]).await;
        rows.unwrap_or_else(|error| panic!("{sql}: {error:?}")).iter().map(|row| row.get(0)).collect()
    }

    /// The one text a query answers with.
    pub async fn text(&self, sql: &str) -> String {
        let mut rows = self.texts(sql).await;
        assert_eq!(rows.len(), 1, "{sql}");
        rows.remove(0)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (url, name) = (self.server.url(&self.server.admin, "postgres"), self.name.clone());
        // A thread of its own: a runtime cannot block within another.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut admin = AsyncPgConnection::establish(&url).await.unwrap();
                admin.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
            });
        });
        assert!(dropping.join().is_ok() || std::thread::panicking(), "a test database is left behind");
    }
}

/// The key file of every test: what a test seals, the program it starts opens.
pub const KEY: &str = "1:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

/// The sealer of every test.
pub fn sealer() -> Sealer {
    Sealer::parse(KEY, "tests").unwrap()
}

struct Server {
    host: String,
    port: u16,
    admin: String,
}

impl Server {
    #[allow(clippy::disallowed_methods)]
    fn address() -> String {
        let url = std::env::var("TEST_DATABASE_URL").unwrap_or_default();
        assert!(
            !url.is_empty(),
            "TEST_DATABASE_URL is missing: run `make test`, or set it to a superuser's address on a server for tests, \
             such as postgresql://postgres@localhost/postgres?host=/path/of/its/socket"
        );
        url
    }

    fn of(url: &str) -> Self {
        let config: tokio_postgres::Config = url.parse().expect("TEST_DATABASE_URL is no address of PostgreSQL");
        let is_socket = |host: &&Host| matches!(host, Host::Unix(_));
        let host = config.get_hosts().iter().find(is_socket).or(config.get_hosts().first());
        let host = match host.expect("TEST_DATABASE_URL names no host") {
            Host::Unix(path) => path.to_str().unwrap().to_owned(),
            Host::Tcp(name) => name.clone(),
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        Self { host, port, admin: config.get_user().unwrap_or("postgres").to_owned() }
    }

    /// One form for sockets and hosts, which PostgreSQL's own tools read too.
    fn url(&self, user: &str, database: &str) -> String {
        format!("postgresql:///{database}?user={user}&host={}&port={}", self.host, self.port)
    }

    async fn admin(&self) -> Client {
        connect(&self.url(&self.admin, "postgres")).await
    }

    async fn ensure_roles(&self, admin: &Client) {
        for role in [OWNER, SERVING] {
            let sql = format!(
                "do $$ begin create role {role} login;
                 exception when duplicate_object or unique_violation then null; end $$"
            );
            admin.batch_execute(&sql).await.unwrap();
        }
    }

    async fn ensure_template(&self, admin: &Client, template: &str) {
        let known = admin.query("select 1 from pg_database where datname = $1", &[&template]).await.unwrap();
        if !known.is_empty() {
            return;
        }
        self.ensure_roles(admin).await;
        // Made under another name first: a run that is broken off leaves no half template.
        let making = format!("{template}_making");
        admin.batch_execute(&format!("drop database if exists {making} with (force)")).await.unwrap();
        let create = format!("create database {making} owner {OWNER} encoding 'UTF8' template template0");
        admin.batch_execute(&create).await.unwrap();
        migrate::up(&self.url(OWNER, &making), SERVING).await.unwrap();
        let rest = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{making}';
             alter database {making} rename to {template}"
        );
        for _ in 0..50 {
            // Who migrated takes a moment to be gone.
            if admin.batch_execute(&rest).await.is_ok() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{making} stays in use");
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap_or_else(|error| {
        panic!("TEST_DATABASE_URL leads to no server that lets us in without a password: {error:?}")
    });
    tokio::spawn(connection);
    client
}

/// Changes when a migration or the grants change.
fn state_of_migrations() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("src/db/grants.rs")];
    for folder in std::fs::read_dir(root.join("migrations")).unwrap() {
        files.push(folder.unwrap().path().join("up.sql"));
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
    }
    data_encoding::HEXLOWER.encode(&hash.finalize()[..6])
}
