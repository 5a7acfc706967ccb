//! Staff from the command line: the first administrator, and a way back in when nobody can sign in.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use beian::auth::password::Hasher;
use beian::config::Config;
use beian::db::Db;
use beian::error::{Error, Result};
use beian::sealing::Sealer;
use beian::staff::management::{service, temporary_password};
use beian::staff::staff::{Login, Profile};
use beian::staff::store;
use beian::text::{Lang, Tr};
use beian::values::Line;
use beian::values::actor::{Actor, Role};
use beian::values::ids::StaffId;
use clap::{Subcommand, ValueEnum};

/// What to do with a login.
#[derive(Subcommand)]
pub enum StaffCommand {
    /// Add somebody and print a temporary password, this once
    Add {
        /// What they sign in with
        login: String,
        /// Their name in the back office
        #[arg(long)]
        name: String,
        /// What they may do
        #[arg(long)]
        role: RoleName,
    },
    /// Print a temporary password, this once; all their sessions end
    ResetPassword {
        /// What they sign in with
        login: String,
    },
    /// Let them enrol a new phone at the next sign-in; all their sessions end
    ResetSecondFactor {
        /// What they sign in with
        login: String,
    },
    /// Let them sign in no more; all their sessions end
    Disable {
        /// What they sign in with
        login: String,
    },
}

/// The roles, as they are typed.
#[derive(Clone, Copy, ValueEnum)]
pub enum RoleName {
    /// Reviews filings
    Specialist,
    /// Reviews, releases, recalls, withdraws
    Lead,
    /// Manages staff and settings
    Administrator,
    /// Reads the audit
    Auditor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Specialist => Self::Specialist,
            RoleName::Lead => Self::Lead,
            RoleName::Administrator => Self::Administrator,
            RoleName::Auditor => Self::Auditor,
        }
    }
}

/// Runs one of them.
///
/// # Errors
/// What stopped it, told to the operator.
pub async fn run(config: Config, command: StaffCommand) -> anyhow::Result<ExitCode> {
    let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
    match command {
        StaffCommand::Add { login, name, role } => add(&config, &db, &login, &name, role.into()).await?,
        StaffCommand::ResetPassword { login } => {
            let id = find(&db, &login).await?;
            let (password, hash) = temporary(&config).await?;
            told(db.write(Actor::Operator, async |tx| service::reset_password(tx, id, &hash).await).await)?;
            println!("temporary password of {login}: {password}");
        }
        StaffCommand::ResetSecondFactor { login } => {
            let id = find(&db, &login).await?;
            told(db.write(Actor::Operator, async |tx| service::reset_second_factor(tx, id).await).await)?;
            println!("{login} enrols a new phone at the next sign-in");
        }
        StaffCommand::Disable { login } => {
            let id = find(&db, &login).await?;
            told(db.write(Actor::Operator, async |tx| service::disable(tx, id).await).await)?;
            println!("{login} can sign in no more");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(config: &Config, db: &Db, login: &str, name: &str, role: Role) -> anyhow::Result<()> {
    let login = parse(login)?;
    let name = Line::<1, 40>::parse(name).map_err(Error::Refused);
    let profile = Profile { name: told(name)?.as_str().to_owned(), role, provinces: Vec::new() };
    let (password, hash) = temporary(config).await?;
    told(db.write(Actor::Operator, async |tx| service::add(tx, &login, &profile, &hash).await).await)?;
    println!("{} added as {}", login.as_str(), role.code());
    println!("temporary password: {password}");
    println!("It is shown only now and must be changed at the first sign-in at {}", config.office_origin);
    Ok(())
}

/// A temporary password with its hash.
async fn temporary(config: &Config) -> anyhow::Result<(String, String)> {
    let password = temporary_password()?;
    let hash = Hasher::load(&config.pepper_file, config.hashing)?.hash(&password).await?;
    Ok((password, hash))
}

fn parse(login: &str) -> anyhow::Result<Login> {
    told(Login::parse(login).map_err(Error::Refused))
}

async fn find(db: &Db, login: &str) -> anyhow::Result<StaffId> {
    let parsed = parse(login)?;
    let member = db.read(Actor::Operator, async |tx| store::find_member(tx, &parsed).await).await?;
    Ok(member.with_context(|| format!("there is no login {login}"))?.id)
}

/// A refusal in words; operators read English.
fn told<T>(result: Result<T>) -> anyhow::Result<T> {
    match result {
        Err(Error::Refused(message)) => bail!("{}", Tr::new(Lang::En).message(&message)),
        other => Ok(other?),
    }
}
