//! The program `beian`: serves the sites, works the outbox, and gives operators their commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = beian::material::decoder::run_child() {
        return code;
    }
    ExitCode::SUCCESS
}
