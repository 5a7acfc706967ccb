//! `beian domains`: the domains registered with the provider, from the provider's own systems.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use beian::clock;
use beian::config::{self, Config};
use beian::db::Db;
use beian::error::Error;
use beian::facts::{import, service};
use beian::sealing::Sealer;
use beian::text::Tr;
use beian::values::actor::Actor;
use clap::Subcommand;

/// What can be done with the provider's domain records.
#[derive(Subcommand)]
pub enum DomainsCommand {
    /// Import all domain records from a CSV file; records of domains it lacks go, the same file twice changes nothing
    ///
    /// Columns: domain, holder, certificate_kind (the ministry's code), certificate_number, registrar, registered_on (may be
    /// empty), verified_on (empty while the holder is not verified), expires_on.
    #[command(verbatim_doc_comment)]
    Import {
        /// The file, in UTF-8 with a heading
        file: PathBuf,
        /// The file holds all domains, even where it lacks many of those that are in
        #[arg(long)]
        all: bool,
    },
}

/// Runs one of them.
pub async fn run(config: Config, command: DomainsCommand) -> anyhow::Result<ExitCode> {
    match command {
        DomainsCommand::Import { file, all } => import(&config, &file, all).await,
    }
}

/// Reads the file whole; every fault is told with its line and column, and then nothing is stored.
async fn import(config: &Config, file: &Path, all: bool) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let t = Tr::new(config::operator_language());
    match import::read(&bytes, clock::china_day(clock::now())) {
        Ok(rows) => {
            let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
            match db.write(Actor::Operator, async |tx| service::import(tx, &rows, all).await).await {
                Ok((stored, gone)) => println!("{stored} domains are in, {gone} are gone."),
                Err(Error::Refused(why)) => {
                    eprintln!("Nothing was imported. {}", t.message(&why));
                    return Ok(ExitCode::FAILURE);
                }
                Err(error) => return Err(anyhow!(error)),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            eprintln!("Nothing was imported. Mend these cells first:");
            for fault in faults {
                let column = if fault.column.is_empty() { String::new() } else { format!(", {}", fault.column) };
                eprintln!("  {}{column}: {}", fault.line, t.message(&fault.message));
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
