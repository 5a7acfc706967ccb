//! The commands of the program: what operators type, and what runs.

use std::process::ExitCode;

use anyhow::Context as _;
use beian::audit::{self, Verdict};
use beian::auth::session::Site;
use beian::config::{self, Complaint, Config};
use beian::db::{Db, grants, migrate};
use beian::sealing::Sealer;
use beian::values::actor::Actor;
use beian::{app, reference};
use clap::{Parser, Subcommand};

/// The open ICP filing portal. Settings come from the environment; see `beian config check`.
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
    /// The audit
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The settings
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Walk the whole chain and tell whether it is whole, or where it is broken
    Verify,
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
        Command::Serve => with_settings(serve).await,
        Command::Work => with_settings(work).await,
        Command::Migrate => migrate_database().await,
        Command::Audit(AuditCommand::Verify) => with_settings(verify_audit).await,
        Command::Config(ConfigCommand::Check) => with_settings(check_settings).await,
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

async fn check_settings(config: Config) -> anyhow::Result<ExitCode> {
    reference::check().context("reference data")?;
    let program = app::open(config)?;
    let pending = migrate::pending(&program.app.config.database_url).await?;
    if !pending.is_empty() {
        println!("The database lacks {} migrations: run `beian migrate`.", pending.len());
        return Ok(ExitCode::FAILURE);
    }
    println!("The settings are complete and the database is up to date.");
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config) -> anyhow::Result<ExitCode> {
    reference::check().context("reference data")?;
    let program = app::open(config)?;
    let portal = app::serve(&program, Site::Portal)?;
    let office = app::serve(&program, Site::Office)?;
    let handles = [portal.handle(), office.handle()];
    tokio::task::spawn_local(portal);
    tokio::task::spawn_local(office);
    stop_signal().await?;
    for handle in handles {
        handle.stop(true).await;
    }
    Ok(ExitCode::SUCCESS)
}

async fn work(config: Config) -> anyhow::Result<ExitCode> {
    let _program = app::open(config)?;
    stop_signal().await?;
    Ok(ExitCode::SUCCESS)
}

async fn migrate_database() -> anyhow::Result<ExitCode> {
    let owner = match config::migration_database_url() {
        Ok(url) => url,
        Err(complaints) => return Ok(complain(&complaints)),
    };
    let serving = match config::database_url() {
        Ok(url) => url,
        Err(complaints) => return Ok(complain(&complaints)),
    };
    let ran = migrate::up(&owner, &grants::role_of(&serving)?).await?;
    for name in &ran {
        println!("migrated {name}");
    }
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

async fn verify_audit(config: Config) -> anyhow::Result<ExitCode> {
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

/// Waits for Ctrl-C or SIGTERM.
async fn stop_signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
