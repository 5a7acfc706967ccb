//! The program `beian`: serves the sites, works the outbox, and gives operators their commands.
#![allow(clippy::disallowed_macros)] // a command prints

mod commands;

use std::process::ExitCode;
use std::time::Duration;

use beian::config::Observing;
use beian::telemetry::log;
use clap::Parser as _;

/// What still stands on a thread of its own at the end, as a name that is looked up, is waited for no longer than this: a program
/// that is told to stop must be gone in time.
const LEFT: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    // A picture is decoded by this program itself, as a limited child: before anything else is read or opened.
    if let Some(code) = beian::material::decoder::run_child() {
        return code;
    }
    let command = commands::Beian::parse();
    beian::text::load();
    beian::notify::client::install_crypto();
    let telling = match log::begin(&Observing::from_environment()) {
        Ok(telling) => telling,
        Err(error) => {
            eprintln!("cannot start: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let code = run(command);
    telling.end();
    code
}

fn run(command: commands::Beian) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let local = tokio::task::LocalSet::new();
    let ended = local.block_on(&runtime, commands::run(command));
    drop(local);
    runtime.shutdown_timeout(LEFT);
    ended.unwrap_or_else(|error| {
        eprintln!("beian: {error:#}");
        ExitCode::FAILURE
    })
}
