//! What the child may still reach, as the kernel keeps it (Landlock, Linux 5.13 and later): next to no files, no connection
//! over TCP, no process but its own. An older kernel keeps what it knows of that, down to nothing; the limits hold on every one.

use std::io;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError,
    RulesetStatus, Scope, path_beneath_rules,
};

/// What we name; a kernel that knows less keeps less.
const KNOWN: ABI = ABI::V6;

/// Programs, libraries, fonts and their settings: what draws a PDF.
const OF_TOOLS: [&str; 7] =
    ["/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig"];

/// Where a tool's complaints go.
const NOWHERE: &str = "/dev/null";

/// Leaves this thread, and whatever it starts, nothing but to read what the tools need. Whether the kernel keeps it.
///
/// # Errors
/// When a kernel that could keep it does not.
pub(super) fn to_tools() -> io::Result<bool> {
    restrict(&OF_TOOLS, &[NOWHERE]).map_err(io::Error::other)
}

/// Leaves this thread no file at all. Whether the kernel keeps it.
///
/// # Errors
/// As [`to_tools`].
pub(super) fn to_nothing() -> io::Result<bool> {
    restrict(&[], &[]).map_err(io::Error::other)
}

fn restrict(read: &[&str], write: &[&str]) -> Result<bool, RulesetError> {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(read, AccessFs::from_read(KNOWN)))?
        .add_rules(path_beneath_rules(write, AccessFs::ReadFile | AccessFs::WriteFile))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
