//! The program `beian`: serves the sites, works the outbox, and gives operators their commands.
#![allow(clippy::disallowed_macros)] // a command prints

mod commands;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A picture is decoded by this program itself, as a limited child: before anything else is read or opened.
    if let Some(code) = beian::material::decoder::run_child() {
        return code;
    }
    let command = commands::Beian::parse();
    start_log();
    beian::text::load();
    beian::notify::client::install_crypto();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let local = tokio::task::LocalSet::new();
    match local.block_on(&runtime, commands::run(command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("beian: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One line an event to standard error; `RUST_LOG` chooses what. The server's own words about its threads are left out.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let is_terminal = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_terminal).with_writer(std::io::stderr).init();
}
