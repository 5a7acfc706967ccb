//! What the child may still reach, as the kernel keeps it: next to no files, no process but its own (Landlock, Linux 5.13 and
//! later), and no connection of any kind (seccomp). An older kernel keeps what it knows of that, down to nothing; the limits
//! hold on every one.

use std::io;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError,
    RulesetStatus, Scope, path_beneath_rules,
};
use seccompiler::{BackendError, BpfProgram, Error, SeccompAction, SeccompFilter, TargetArch, apply_filter};

/// What we name; a kernel that knows less keeps less.
const KNOWN: ABI = ABI::V6;

/// Programs, libraries, fonts and their settings: what draws a PDF.
const OF_TOOLS: [&str; 7] =
    ["/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig"];

/// Where a tool's complaints go.
const NOWHERE: &str = "/dev/null";

/// The processors whose calls we can name.
const PROCESSOR: Option<TargetArch> = if cfg!(target_arch = "x86_64") {
    Some(TargetArch::x86_64)
} else if cfg!(target_arch = "aarch64") {
    Some(TargetArch::aarch64)
} else {
    None
};

/// The second numbers of the same calls, on x86_64 (its x32 interface).
const SECOND_NUMBER: i64 = 0x4000_0000;

/// Those that have numbers of their own there: ptrace, process_vm_readv and process_vm_writev.
const NUMBERED_ANEW: [i64; 3] = [521, 539, 540];

/// What nobody needs who draws or reads: sockets of any family, rings that open them past this filter, others' memory and
/// files, and the kernel's own tools.
const REFUSED: [i64; 13] = [
    libc::SYS_socket,
    libc::SYS_io_uring_setup,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_unshare,
];

/// What the kernel keeps from whoever is confined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// Files that were not named, and processes.
    pub files: bool,
    /// Every connection.
    pub network: bool,
}

/// Leaves this thread, and whatever it starts, nothing but to read what the tools need.
///
/// # Errors
/// When a kernel that could keep it does not.
pub(super) fn to_tools() -> io::Result<Kept> {
    let files = restrict(&OF_TOOLS, &[NOWHERE]).map_err(io::Error::other)?;
    Ok(Kept { files, network: off_the_network()? })
}

/// Leaves this thread no file at all.
///
/// # Errors
/// As [`to_tools`].
pub(super) fn to_nothing() -> io::Result<Kept> {
    let files = restrict(&[], &[]).map_err(io::Error::other)?;
    Ok(Kept { files, network: off_the_network()? })
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

/// Lets this thread, and whatever it starts, open no socket. Whether the kernel keeps it.
///
/// # Errors
/// When a kernel that could keep it does not.
pub(super) fn off_the_network() -> io::Result<bool> {
    let Some(processor) = PROCESSOR else { return Ok(false) };
    match apply_filter(&filter(processor).map_err(io::Error::other)?) {
        Ok(()) => Ok(true),
        // Built without it, or itself refused by whoever runs us.
        Err(Error::Prctl(error) | Error::Seccomp(error))
            if matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EINVAL | libc::EPERM | libc::EACCES)) =>
        {
            Ok(false)
        }
        Err(error) => Err(io::Error::other(error)),
    }
}

fn filter(processor: TargetArch) -> Result<BpfProgram, BackendError> {
    let mut refused = REFUSED.to_vec();
    if let TargetArch::x86_64 = processor {
        refused.extend(REFUSED.iter().chain(&NUMBERED_ANEW).map(|call| call | SECOND_NUMBER));
    }
    let refused = refused.into_iter().map(|call| (call, Vec::new())).collect();
    let refusal = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(refused, SeccompAction::Allow, refusal, processor)?.try_into()
}
