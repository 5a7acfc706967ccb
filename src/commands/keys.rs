//! Rotation of keys and of the pepper, while everything runs.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use beian::admin::keys::{job, store};
use beian::audit::Subject;
use beian::auth::password::named_in_hash;
use beian::auth::pepper::{self, Peppers};
use beian::config::{self, Config};
use beian::db::{Db, duty};
use beian::sealing::{Purpose, Sealer, key_file};
use beian::values::actor::Actor;
use clap::{Subcommand, ValueEnum};
use zeroize::Zeroizing;

use super::complain;

/// What to do with keys.
#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make another key, bring it into use everywhere, and put what the one before protects under it. Programs that run notice
    /// the changed file by themselves. Again after a failure goes on where it ended. Needs MIGRATION_DATABASE_URL
    Rotate {
        /// Which
        key: Key,
        /// How long programs may take to notice the changed file
        #[arg(long, default_value_t = job::KNOWN_AFTER.as_secs())]
        known_after_seconds: u64,
    },
    /// Take the keys before the newest out of the file, once nothing needs them. Needs MIGRATION_DATABASE_URL
    Retire {
        /// Which
        key: Key,
        /// Although something hangs on them: passwords of an old pepper, which people set anew by the link, or values that no
        /// key opens anyhow
        #[arg(long)]
        force: bool,
    },
    /// Tell what still hangs on a key before the newest. Needs MIGRATION_DATABASE_URL
    Status,
}

/// The keys there are.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Key {
    /// Seals personal data and wraps the keys of files
    Sealing,
    /// Makes search hashes
    Search,
    /// Signs form tokens, marks of known devices and keys of reveals
    Forms,
    /// Is mixed into password hashes
    Pepper,
}

/// Runs one of them.
///
/// # Errors
/// What stopped it, told to the operator.
pub async fn run(config: Config, command: KeysCommand) -> anyhow::Result<ExitCode> {
    let owner = match config::migration_database_url() {
        Ok(url) => url,
        Err(complaints) => return Ok(complain(&complaints)),
    };
    // Of two at once the second would write over the key of the first, with which values are sealed by then.
    let _alone = match command {
        KeysCommand::Status => None,
        KeysCommand::Rotate { .. } | KeysCommand::Retire { .. } => {
            let alone = duty::alone_with_keys(&owner).await?;
            Some(alone.context("another change of keys is under way")?)
        }
    };
    let db = Db::new(&owner, 2, Sealer::load(&config.key_file)?)?;
    match command {
        KeysCommand::Rotate { key, known_after_seconds } => {
            rotate(&config, &db, key, Duration::from_secs(known_after_seconds)).await?;
        }
        KeysCommand::Retire { key, force } => retire(&config, &db, key, force).await?,
        KeysCommand::Status => status(&config, &db).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Ends every session.
///
/// # Errors
/// When the database refuses.
pub async fn end_sessions(config: Config) -> anyhow::Result<ExitCode> {
    let db = Db::new(&config.database_url, 1, Sealer::load(&config.key_file)?)?;
    println!("{} sessions ended", job::end_sessions(&db).await?);
    Ok(ExitCode::SUCCESS)
}

async fn rotate(config: &Config, db: &Db, key: Key, known_after: Duration) -> anyhow::Result<()> {
    match key {
        Key::Sealing => {
            // What an interrupted rotation left comes first: the file grows by one key at a time.
            if job::count_older(db).await? > 0 {
                let left = job::reseal(db, Duration::ZERO).await?.values;
                if left > 0 {
                    println!(
                        "{left} values that an earlier rotation left are sealed with key {} now.",
                        db.sealer().current()
                    );
                    println!("No key was added: for a new one run this again.");
                    return Ok(());
                }
            }
            add_key(config, db, Purpose::Sealing)?;
            let done = job::reseal(db, known_after).await?;
            println!("{} values are sealed with key {} now", done.values, db.sealer().current());
            if done.closed > 0 {
                println!("{} values are opened by no key and stay as they are; the log names them", done.closed);
            }
            println!(
                "Run beian backup, keep a copy of {} apart from the backups, then: beian keys retire sealing",
                config.key_file.display()
            );
        }
        Key::Search => {
            let layers = db.read(Actor::Operator, async |tx| store::layers(tx.conn).await).await?;
            if usize::try_from(layers)? >= db.sealer().most_layers() {
                add_key(config, db, Purpose::Search)?;
            }
            let hashes = job::add_layer(db).await?;
            println!("{hashes} search hashes need search-{} now; the keys before it stay in the file", layers + 1);
            println!("Keep a copy of {} apart from the backups.", config.key_file.display());
        }
        Key::Forms => {
            add_key(config, db, Purpose::Forms)?;
            job::record(db, Subject::new("key", "forms"), "added".to_owned()).await?;
            println!("The new key signs within {} s.", known_after.as_secs());
            println!("When no page from before is open any more: beian keys retire forms");
        }
        Key::Pepper => {
            let path = &config.pepper_file;
            key_file::replace(path, &pepper::with_another(&read(path)?)?).with_context(|| cannot_write(path))?;
            job::record(db, Subject::new("key", "pepper"), "added".to_owned()).await?;
            println!(
                "Passwords take the new pepper as people sign in. Keep a copy of {} apart from the backups.",
                path.display()
            );
            println!("How many are left tells: beian keys status. Then: beian keys retire pepper");
        }
    }
    Ok(())
}

async fn retire(config: &Config, db: &Db, key: Key, force: bool) -> anyhow::Result<()> {
    let (path, text, gone) = match key {
        Key::Pepper => {
            let left = older_passwords(config, db).await?;
            ensure!(force || left == 0, "{left} passwords still hang on an old pepper: wait, or --force");
            let (text, gone) = pepper::without_older(&read(&config.pepper_file)?)?;
            (&config.pepper_file, text, gone)
        }
        Key::Sealing | Key::Forms | Key::Search => {
            let purpose = purpose(key);
            if purpose == Purpose::Sealing {
                let left = job::count_older(db).await?;
                let advice = "beian keys rotate sealing; --force where no key opens them";
                ensure!(force || left == 0, "{left} values are still sealed with an older key: {advice}");
            }
            let (text, gone) = without_older(&config.key_file, purpose)?;
            (&config.key_file, text, gone)
        }
    };
    if gone == 0 {
        println!("There is no older key.");
        return Ok(());
    }
    key_file::replace(path, &text).with_context(|| cannot_write(path))?;
    job::record(db, Subject::new("key", name(key)), format!("{gone} retired")).await?;
    println!(
        "{gone} keys went out of {}. Keep the copy that has them apart from the backups, as long as one of those needs them.",
        path.display()
    );
    Ok(())
}

async fn status(config: &Config, db: &Db) -> anyhow::Result<()> {
    let layers = db.read(Actor::Operator, async |tx| store::layers(tx.conn).await).await?;
    println!("sealing: key {}; {} values under an older one", db.sealer().current(), job::count_older(db).await?);
    println!("search: search-{layers}, over all keys before it");
    println!("pepper: {} passwords under an older one", older_passwords(config, db).await?);
    Ok(())
}

async fn older_passwords(config: &Config, db: &Db) -> anyhow::Result<i64> {
    let newest = Peppers::parse(&read(&config.pepper_file)?)?.current().0;
    if newest == 0 {
        return Ok(0);
    }
    let named = named_in_hash(newest);
    Ok(db.read(Actor::Operator, async |tx| store::count_older_passwords(tx.conn, &named).await).await?)
}

fn purpose(key: Key) -> Purpose {
    match key {
        Key::Search => Purpose::Search,
        Key::Forms => Purpose::Forms,
        Key::Sealing | Key::Pepper => Purpose::Sealing,
    }
}

fn name(key: Key) -> &'static str {
    match key {
        Key::Sealing => "sealing",
        Key::Search => "search",
        Key::Forms => "forms",
        Key::Pepper => "pepper",
    }
}

fn add_key(config: &Config, db: &Db, purpose: Purpose) -> anyhow::Result<()> {
    let path = &config.key_file;
    let before = read_text(path)?;
    let text = key_file::with_another(&before, purpose, &path.display().to_string())?;
    key_file::replace(path, &text).with_context(|| cannot_write(path))?;
    db.sealer().reload()?;
    Ok(())
}

fn without_older(path: &Path, purpose: Purpose) -> anyhow::Result<(Zeroizing<String>, usize)> {
    key_file::without_older(&read_text(path)?, purpose, &path.display().to_string())
}

fn read_text(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let read = std::fs::read_to_string(path).map(Zeroizing::new);
    read.with_context(|| format!("cannot read {}", path.display()))
}

fn read(path: &Path) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    std::fs::read(path).map(Zeroizing::new).with_context(|| format!("cannot read {}", path.display()))
}

fn cannot_write(path: &Path) -> String {
    format!("cannot replace {}: run this where the file is made, as a user who may write in its folder", path.display())
}
