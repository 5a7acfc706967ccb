//! The child's side: limits itself, reads one file, answers, ends.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use rustix::process::{Resource, Rlimit, setrlimit};

use super::frame::{self, Answer, Make, Request};
use super::{confine, pdf};
use crate::material::picture::{self, FileType, Picture, Print};
use crate::material::refusal::Refusal;

/// The hidden command that makes the program a child.
pub const COMMAND: &str = "__decode";

/// The hidden command that becomes the program named after it, without a network.
pub const OFFLINE: &str = "__offline";

/// Exit code when the machine, not the file, is at fault; `EX_OSERR` of sysexits.
pub(super) const MACHINE_AT_FAULT: u8 = 71;

const MEMORY: u64 = 1 << 30;
/// Of the child alone: with what its tools may take a file costs nine at most, and one that is alone is done or refused within
/// ten. They count what is computed, so that no honest file is refused because others keep the cores busy. The largest
/// photograph takes 1.2, and 2.6 of a program that is optimised a little.
const CPU_SECONDS: u64 = 5;
/// A PDF reader opens libraries and fonts. A picture needs nothing at all.
const FILES_FOR_PDF: u64 = 64;
/// fontconfig may write its cache; the PDF itself goes through pipes.
const FILE_BYTES_FOR_PDF: u64 = 8 << 20;

/// Why a file was not made into pictures.
pub(super) enum Failure {
    /// The file's fault.
    Refused(Refusal),
    /// The machine's fault: a program is missing, a pipe broke.
    Machine,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Decodes one file, or becomes another program, if the program was started as a child; otherwise returns at once. Must be
/// called before anything else, above all before a runtime starts threads.
pub fn run_child() -> Option<ExitCode> {
    let command = std::env::args_os().nth(1)?;
    let worked = if command == OsStr::new(COMMAND) {
        limit_child().and_then(|()| serve(&mut io::stdin().lock(), &mut io::stdout().lock(), forbid_files))
    } else if command == OsStr::new(OFFLINE) {
        become_another().map(|never| match never {})
    } else {
        return None;
    };
    Some(if worked.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(MACHINE_AT_FAULT) })
}

fn become_another() -> io::Result<Infallible> {
    let mut named = std::env::args_os().skip(2);
    let program = named.next().ok_or(io::ErrorKind::InvalidInput)?;
    confine::off_the_network()?;
    Err(Command::new(program).args(named).exec())
}

fn limit_child() -> io::Result<()> {
    limit(Resource::As, MEMORY)?;
    limit(Resource::Cpu, CPU_SECONDS)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Nofile, FILES_FOR_PDF)?;
    limit(Resource::Fsize, FILE_BYTES_FOR_PDF)?;
    confine::to_tools().map(drop)
}

/// What a picture's decoder may no longer do: open a file or a socket, or write to a file.
fn forbid_files() -> io::Result<()> {
    confine::to_nothing()?;
    limit(Resource::Nofile, 0)?;
    limit(Resource::Fsize, 0)
}

fn limit(resource: Resource, value: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) })?)
}

/// Reads a request with its file and answers it. `forbid` takes away what a picture needs no more.
pub(super) fn serve(
    input: &mut impl Read,
    output: &mut impl Write,
    forbid: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    let request: Request = frame::read(input)?;
    let mut file = Vec::new();
    input.take(request.limits.upload_bytes + 1).read_to_end(&mut file)?;
    let made = match request.make {
        Make::Print => print(&file, &request, forbid).map(|print| frame::write_print(output, &print)),
        Make::Sent => sent(&file, &request, forbid).map(|page| frame::write_pages(output, &[page])),
        Make::Kept { takes_pdf } => {
            pages(&file, &request, takes_pdf, forbid).map(|pages| frame::write_pages(output, &pages))
        }
    };
    match made {
        Ok(written) => written,
        Err(Failure::Refused(refusal)) => {
            output.write_all(&frame::encode(&Answer::Refused(refusal))?)?;
            output.flush()
        }
        Err(Failure::Machine) => Err(io::Error::other("the machine cannot decode")),
    }
}

fn pages(
    file: &[u8],
    request: &Request,
    takes_pdf: bool,
    forbid: impl FnOnce() -> io::Result<()>,
) -> Result<Vec<Picture>, Failure> {
    if file.len() as u64 > request.limits.upload_bytes {
        return Err(Refusal::TooLarge { limit: request.limits.upload_bytes >> 20 }.into());
    }
    if takes_pdf && FileType::of(file) == Some(FileType::Pdf) {
        return pdf::pages(file, &request.limits);
    }
    forbid().map_err(|_| Failure::Machine)?;
    Ok(vec![picture::prepare(file, &request.limits)?])
}

fn sent(file: &[u8], request: &Request, forbid: impl FnOnce() -> io::Result<()>) -> Result<Picture, Failure> {
    forbid().map_err(|_| Failure::Machine)?;
    Ok(picture::smaller(file, &request.limits)?)
}

fn print(file: &[u8], request: &Request, forbid: impl FnOnce() -> io::Result<()>) -> Result<Print, Failure> {
    forbid().map_err(|_| Failure::Machine)?;
    Ok(picture::print(file, &request.limits)?)
}
