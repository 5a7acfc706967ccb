//! `beian hosting`: what customers bought, from the provider's own systems.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, ensure};
use beian::auth::api_token::{self, NewToken, Scope, store};
use beian::auth::session::Token;
use beian::clock;
use beian::config::{self, Config};
use beian::db::Db;
use beian::hosting::{import, service};
use beian::reference::book;
use beian::sealing::Sealer;
use beian::text::Tr;
use beian::values::Line;
use beian::values::actor::Actor;
use chrono::NaiveDate;
use clap::Subcommand;

/// What can be done with instances and service numbers.
#[derive(Subcommand)]
pub enum HostingCommand {
    /// Import instances and service numbers from a CSV file; the same file twice changes nothing
    ///
    /// Columns: type (instance or number), instance, owner (mail address), product, region, addresses (separated by spaces),
    /// billing (subscription or pay_as_you_go), starts_on, ends_on, quota (empty for that of the product), number. A number
    /// needs type, instance and number; its owner is whom it was handed to.
    #[command(verbatim_doc_comment)]
    Import {
        /// The file, in UTF-8 with a heading
        file: PathBuf,
    },
    /// Make a token for a program that calls the interface; it is printed once
    Token {
        /// What it is for, such as "billing system"
        name: String,
        /// What it may do: instances, numbers; by default both
        #[arg(long, value_delimiter = ',')]
        scopes: Vec<String>,
        /// The last day it works, such as 2027-06-30; left out, it works until it is revoked
        #[arg(long)]
        until: Option<NaiveDate>,
    },
}

/// Runs one of them.
pub async fn run(config: Config, command: HostingCommand) -> anyhow::Result<ExitCode> {
    match command {
        HostingCommand::Import { file } => import(&config, &file).await,
        HostingCommand::Token { name, scopes, until } => token(&config, &name, &scopes, until).await,
    }
}

/// Makes a token and prints it, this once.
async fn token(config: &Config, name: &str, scopes: &[String], until: Option<NaiveDate>) -> anyhow::Result<ExitCode> {
    let read = |code: &String| Scope::from_code(code).with_context(|| format!("there is no scope {code}"));
    let asked = scopes.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
    let scopes = if asked.is_empty() { Scope::ALL.to_vec() } else { asked };
    let name = Line::<2, 60>::parse(name).map_err(|_| anyhow!("say what it is for in 2 to 60 characters"))?;
    ensure!(until.is_none_or(|day| day >= clock::china_day(clock::now())), "the last day is over");
    let new = NewToken { name: name.as_str().to_owned(), scopes, ends_on: until };
    let token = Token::random()?;
    let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
    let made = db.write(Actor::Operator, async |tx| store::insert(tx, &token, &new).await).await;
    made.map_err(|error| anyhow!(error))?;
    println!("{}", api_token::text(&token));
    Ok(ExitCode::SUCCESS)
}

/// Reads the file whole; every fault is told with its line and column, and then nothing is stored.
async fn import(config: &Config, file: &Path) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
    let stored = match import::read(&bytes, book(), clock::china_day(clock::now())) {
        Ok(sheet) => {
            let stored = db.write(Actor::Operator, async |tx| service::import(tx, &sheet).await).await;
            stored.map_err(|error| anyhow!(error))?
        }
        Err(faults) => Err(faults),
    };
    match stored {
        Ok(done) => {
            println!("{} instances and {} service numbers are in.", done.instances, done.numbers);
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            let t = Tr::new(config::operator_language());
            eprintln!("Nothing was imported. Mend these lines first:");
            for fault in faults {
                let column = if fault.member.is_empty() { String::new() } else { format!(", {}", fault.member) };
                eprintln!("  {}{column}: {}", fault.place, t.message(&fault.message));
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
