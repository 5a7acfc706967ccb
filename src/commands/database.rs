//! Commands on the database: bring it up to date, walk the audit, look the settings over.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use beian::app::{self, Purpose};
use beian::audit::{self, Head, Verdict, head};
use beian::config::{self, Config};
use beian::db::{Db, duty, grants, migrate as migrations};
use beian::reference;
use beian::sealing::Sealer;
use beian::values::actor::Actor;

use super::complain;

/// Brings the database up to date and gives the serving role its rights.
pub async fn migrate() -> anyhow::Result<ExitCode> {
    let (owner, serving) = match (config::migration_database_url(), config::database_url()) {
        (Ok(owner), Ok(serving)) => (owner, serving),
        (owner, serving) => {
            let complaints: Vec<_> = [owner.err(), serving.err()].into_iter().flatten().flatten().collect();
            return Ok(complain(&complaints));
        }
    };
    let ran = migrations::up(&owner, &grants::role_of(&serving)?).await?;
    for name in &ran {
        println!("migrated {name}");
    }
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

/// Walks the audit from its first event to its last, against the heads in a file where one is given.
pub async fn verify_audit(config: Config, heads: Option<&Path>) -> anyhow::Result<ExitCode> {
    let heads = heads.map(read_heads).transpose()?.unwrap_or_default();
    let known = heads.len();
    let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
    let verdict = db.read(Actor::Operator, async |tx| audit::store::verify_against(tx.conn, heads).await).await?;
    match verdict {
        Verdict::Whole { events, head } => {
            println!("whole: {events} events, head {}", data_encoding::HEXLOWER.encode(&head));
            if known > 0 {
                println!("It fits {known} heads from outside.");
            }
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Broken { seq, why } => {
            println!("broken at event {seq}: {why}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read_heads(path: &Path) -> anyhow::Result<Vec<Head>> {
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let heads = head::parse_all(&String::from_utf8_lossy(&text));
    ensure!(!heads.is_empty(), "{} holds no head: lines that end with position, hash and time", path.display());
    Ok(heads)
}

/// Opens all that the settings name, and says so when everything is there.
pub async fn check_settings(config: Config) -> anyhow::Result<ExitCode> {
    reference::check().context("reference data")?;
    let program = app::open(config, Purpose::Serve)?;
    let config = &program.app.config;
    duty::ensure_migrated(&config.database_url).await?;
    duty::ensure_fit(&program.app.db, config.demo).await?;
    println!("The settings are complete and the database is up to date.");
    Ok(ExitCode::SUCCESS)
}
