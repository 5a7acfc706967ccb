//! Commands on the database: bring it up to date, walk the audit, look the settings over.

use std::process::ExitCode;

use anyhow::Context as _;
use beian::audit::{self, Verdict};
use beian::config::{self, Config};
use beian::db::{Db, duty, grants, migrate as migrations};
use beian::sealing::Sealer;
use beian::values::actor::Actor;
use beian::{app, reference};

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

/// Walks the audit from its first event to its last.
pub async fn verify_audit(config: Config) -> anyhow::Result<ExitCode> {
    let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
    let verdict = db.read(Actor::Operator, async |tx| audit::store::verify(tx.conn).await).await?;
    match verdict {
        Verdict::Whole { events, head } => {
            println!("whole: {events} events, head {}", data_encoding::HEXLOWER.encode(&head));
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Broken { seq, why } => {
            println!("broken at event {seq}: {why}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Opens all that the settings name, and says so when everything is there.
pub async fn check_settings(config: Config) -> anyhow::Result<ExitCode> {
    reference::check().context("reference data")?;
    let program = app::open(config)?;
    let config = &program.app.config;
    duty::ensure_migrated(&config.database_url).await?;
    duty::ensure_fit(&program.app.db, config.demo).await?;
    println!("The settings are complete and the database is up to date.");
    Ok(ExitCode::SUCCESS)
}
