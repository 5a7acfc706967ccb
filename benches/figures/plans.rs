//! What the database did for a page, as its server's own log tells: the plan of every statement (`auto_explain`).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use tokio_postgres::NoTls;

use super::support::database::TestDb;

/// A table of more rows is a big one.
pub const BIG: u32 = 5_000;

/// The log of the server whose database is measured.
pub struct Plans {
    log: PathBuf,
    /// Where it ended when it began to be read.
    from: u64,
}

impl Plans {
    /// The log that `make bench` names: none of a server that is somebody else's.
    #[allow(clippy::disallowed_methods)]
    pub fn told() -> Option<Self> {
        let log = PathBuf::from(std::env::var("BEIAN_BENCH_LOG").ok()?);
        log.exists().then_some(Self { log, from: 0 })
    }

    /// Has the plan of every statement told, or no longer. Whoever is connected already goes on as before.
    pub async fn tell(&self, database: &TestDb, superuser: &str, is_told: bool) {
        let name = database.text("select current_database()::text").await;
        let all = [
            ("session_preload_libraries", "'auto_explain'"),
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_nested_statements", "on"),
        ];
        let of = |(setting, value): &(&str, &str)| {
            let how = if is_told { format!("set {setting} = {value}") } else { format!("reset {setting}") };
            format!("alter database {name} {how};")
        };
        let (client, connection) = tokio_postgres::connect(superuser, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&all.iter().map(of).collect::<String>()).await.unwrap();
    }

    /// From here on it is read.
    pub fn begin(&mut self) {
        self.from = self.log.metadata().unwrap().len();
    }

    /// How often a plan since the beginning reads the whole of one of these tables, by table, with the first statement that
    /// does; and how many plans there were.
    pub fn whole_reads(&self, tables: &[String]) -> (BTreeMap<String, (usize, String)>, usize) {
        let mut file = File::open(&self.log).unwrap();
        file.seek(SeekFrom::Start(self.from)).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let (mut found, mut plans, mut statement) = (BTreeMap::new(), 0, "");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for line in text.lines() {
            if let Some((_, own)) = line.split_once("Query Text: ") {
                (plans, statement) = (plans + 1, own);
            }
            let Some((_, read)) = line.split_once("Seq Scan on ") else { continue };
            let table = read.split_whitespace().next().unwrap_or_default();
            if tables.iter().any(|own| own == table) {
                let entry = found.entry(table.to_owned()).or_insert_with(|| (0, statement.to_owned()));
                entry.0 += 1;
            }
        }
        (found, plans)
    }
}

/// The tables with more rows than [`BIG`].
pub async fn big_tables(database: &TestDb) -> Vec<String> {
    let sql = format!(
        "select relname::text from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > {BIG} order by relname"
    );
    database.texts(&sql).await
}
