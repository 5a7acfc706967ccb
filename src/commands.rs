//! The commands of the program: what operators type, and what runs.

mod backup;
mod database;
mod demo;
mod domains;
mod hosting;
mod keys;
mod rules;
mod serve;
mod staff;

use std::path::PathBuf;
use std::process::ExitCode;

use beian::config::{Complaint, Config};
use clap::{Parser, Subcommand};

/// The open ICP filing portal. Settings come from the environment; `beian config check` tells what is missing.
#[derive(Parser)]
#[command(version, about)]
pub struct Beian {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve portal and back office; with the demo setting also work the outbox and show the mailbox
    Serve,
    /// Work the outbox and the periodic tasks
    Work,
    /// Bring the database up to date, as the role that owns the tables (MIGRATION_DATABASE_URL)
    Migrate,
    /// Back up the database and the sealed papers into a new folder; keys and pepper are not in it
    Backup(backup::Place),
    /// Bring a backup back into an empty database, and see whether all of it is there
    Restore(backup::Place),
    /// Instances and service numbers
    #[command(subcommand)]
    Hosting(hosting::HostingCommand),
    /// The rule book
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Domains registered with the provider
    #[command(subcommand)]
    Domains(domains::DomainsCommand),
    /// Staff logins
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// The audit
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Keys, the pepper, and what they protect
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Sessions of both sites
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// The settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Demo data; only with the demo setting
    #[command(subcommand)]
    Demo(demo::DemoCommand),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Walk the whole chain and tell whether it is whole, or where it is broken
    Verify {
        /// Heads that were written down outside (BEIAN_AUDIT_HEAD): a line each, or a log that holds them
        #[arg(long)]
        heads: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum SessionsCommand {
    /// End every session: all have to sign in again
    EndAll,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Tell every missing or wrong setting at once
    Check,
}

/// Runs a command.
///
/// # Errors
/// What stopped it, told to the operator.
pub async fn run(beian: Beian) -> anyhow::Result<ExitCode> {
    match beian.command {
        Command::Serve => with_settings(serve::serve).await,
        Command::Work => with_settings(serve::work).await,
        Command::Migrate => database::migrate().await,
        Command::Backup(place) => with_settings(async |config| backup::back_up(config, place).await).await,
        Command::Restore(place) => with_settings(async |config| backup::restore(config, place).await).await,
        Command::Hosting(command) => with_settings(async |config| hosting::run(config, command).await).await,
        Command::Rules(command) => rules::run(&command),
        Command::Domains(command) => with_settings(async |config| domains::run(config, command).await).await,
        Command::Staff(command) => with_settings(async |config| staff::run(config, command).await).await,
        Command::Audit(AuditCommand::Verify { heads }) => {
            with_settings(async |config| database::verify_audit(config, heads.as_deref()).await).await
        }
        Command::Keys(command) => with_settings(async |config| keys::run(config, command).await).await,
        Command::Sessions(SessionsCommand::EndAll) => with_settings(keys::end_sessions).await,
        Command::Config(ConfigCommand::Check) => with_settings(database::check_settings).await,
        Command::Demo(command) => with_settings(async |config| demo::run(config, command).await).await,
    }
}

/// Reads the settings; when any is wrong, tells all of them and starts nothing.
async fn with_settings(work: impl AsyncFnOnce(Config) -> anyhow::Result<ExitCode>) -> anyhow::Result<ExitCode> {
    match Config::from_environment() {
        Ok(config) => work(config).await,
        Err(complaints) => Ok(complain(&complaints)),
    }
}

fn complain(complaints: &[Complaint]) -> ExitCode {
    eprintln!("Nothing was started. Mend these settings first:");
    for complaint in complaints {
        eprintln!("  {} {}", complaint.setting, complaint.advice);
    }
    ExitCode::FAILURE
}
