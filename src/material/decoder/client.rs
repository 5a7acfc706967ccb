//! The server's side: starts a child for each file, at most a few at a time, and trusts nothing it answers.

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Once};
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::child::{COMMAND, MACHINE_AT_FAULT};
use super::confine;
use super::frame::{self, Answer, Make, PageHeader, Request};
use crate::error::{Error, Result};
use crate::material::picture::{Lie, PRINT_SIDE, Picture, PictureLimits, Print};
use crate::material::refusal::Refusal;
use crate::telemetry::metrics;

/// Files that are decoded or wait for it; one more is asked to come back.
const IN_LINE: usize = 32;
/// Seconds after which to come back.
const COME_BACK: u32 = 5;
/// Time for one file, waiting in line not counted. What computes is ended long before, by the seconds it may compute: this ends
/// what hangs, and is as long because others may keep the cores busy.
const TIME: Duration = Duration::from_secs(30);
/// Longest side of a print; a sheet that was turned is a little larger than it lay.
const MOST_PRINT_SIDE: u32 = 2 * PRINT_SIDE;
/// Where the PDF tools are; the child's environment has nothing else.
const TOOLS: &str = "/usr/local/bin:/usr/bin:/bin";

/// Turns uploaded files into pictures, each in a process of its own. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Decoder {
    program: Arc<PathBuf>,
    children: Arc<Semaphore>,
    line: Arc<Semaphore>,
    time: Duration,
}

impl Decoder {
    /// Starts `program`, which must call [`run_child`](super::run_child) first of all.
    pub fn new(program: PathBuf) -> Self {
        static TOLD: Once = Once::new();
        TOLD.call_once(tell_what_is_not_kept);
        Self {
            program: Arc::new(program),
            children: Arc::new(Semaphore::new(children())),
            line: Arc::new(Semaphore::new(IN_LINE)),
            time: TIME,
        }
    }

    /// The program whose hidden commands the children are.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// A turn to start a process for a file, until it is dropped: its children take them, and who reads what they made.
    ///
    /// # Errors
    /// When nobody is given turns any more.
    pub async fn turn(&self) -> anyhow::Result<SemaphorePermit<'_>> {
        self.children.acquire().await.context("the line of files is closed")
    }

    /// The same with another limit of time, for tests.
    #[must_use]
    pub fn with_time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// The pages of a file: one for a picture, one or more for a PDF.
    ///
    /// # Errors
    /// `Refused` with the words for the applicant when the file cannot be used, `Busy` when too many wait, `Internal`
    /// when the machine is at fault.
    pub async fn decode(
        &self,
        file: impl AsyncRead + Unpin,
        limits: &PictureLimits,
        takes_pdf: bool,
    ) -> Result<Vec<Picture>> {
        self.pages(file, Request { limits: *limits, make: Make::Kept { takes_pdf } }).await
    }

    /// The JPEG of at most so many bytes that is sent of a kept one.
    ///
    /// # Errors
    /// As [`Self::decode`].
    pub async fn smaller(&self, jpeg: &[u8], bytes: usize) -> Result<Vec<u8>> {
        let limits = PictureLimits { kept_bytes: bytes, ..of_kept(jpeg) };
        let mut pages = self.pages(jpeg, Request { limits, make: Make::Sent }).await?;
        Ok(pages.pop().context("a child answered with nothing")?.jpeg)
    }

    /// The print of a kept picture, ready to be read.
    ///
    /// # Errors
    /// As [`Self::decode`].
    pub async fn print(&self, jpeg: &[u8]) -> Result<Print> {
        let limits = of_kept(jpeg);
        match self.ask(jpeg, Request { limits, make: Make::Print }).await? {
            Made::Print(print) => Ok(print),
            Made::Pages(_) => Err(anyhow!("a child answered with pages for a print").into()),
        }
    }

    async fn pages(&self, file: impl AsyncRead + Unpin, request: Request) -> Result<Vec<Picture>> {
        match self.ask(file, request).await? {
            Made::Pages(pages) => Ok(pages),
            Made::Print(_) => Err(anyhow!("a child answered with a print for pages").into()),
        }
    }

    async fn ask(&self, file: impl AsyncRead + Unpin, request: Request) -> Result<Made> {
        let _place = self.line.try_acquire().map_err(|_| Error::Busy(COME_BACK))?;
        let _turn = self.turn().await?;
        let group = start(&self.program).inspect_err(|_| metrics::child_failed("decoder", "not started"))?;
        match tokio::time::timeout(self.time, talk(group, file, &request)).await {
            Ok(Ok(Ok(made))) => Ok(made),
            Ok(Ok(Err(refusal))) => Err(Error::Refused(refusal.message())),
            Ok(Err(error)) => Err(Error::Internal(error)),
            Err(_) => {
                metrics::child_failed("decoder", "too long");
                tracing::warn!(seconds = self.time.as_secs(), "a file took too long to decode");
                Err(Error::Refused(Refusal::TooHeavy.message()))
            }
        }
    }
}

/// Warns of what the kernel does not keep from children. A thread tries it that ends at once: nobody is let out again.
fn tell_what_is_not_kept() {
    let Ok(Ok(kept)) = std::thread::spawn(confine::to_nothing).join() else {
        tracing::warn!("the children that decode files cannot be confined, so none will start");
        return;
    };
    if !kept.files {
        tracing::warn!("this kernel does not keep files from the children that decode files: it has no Landlock");
    }
    if !kept.network {
        tracing::warn!("this kernel does not keep the network from the children that decode files: it has no seccomp");
    }
}

/// Files decoded at the same time: one a core, each of at most 450 MB as measured; the README says so to who sizes a machine.
fn children() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get).min(IN_LINE)
}

/// The limits for a picture of ours: it was judged when it came.
fn of_kept(jpeg: &[u8]) -> PictureLimits {
    PictureLimits { upload_bytes: jpeg.len() as u64, least_side: 0, ..PictureLimits::default() }
}

/// What a child made of a file.
enum Made {
    Pages(Vec<Picture>),
    Print(Print),
}

/// A process and those it starts: one process group, ended as one when it is dropped before its end.
pub struct Group {
    child: Child,
    leader: Option<Pid>,
}

impl Drop for Group {
    fn drop(&mut self) {
        // Only while the child has not been waited for: later its number may belong to another process.
        if let Some(leader) = self.leader {
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

impl Group {
    /// Starts a command that is told on its input and tells on its output.
    ///
    /// # Errors
    /// When the system starts none.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).current_dir("/");
        let child = command.process_group(0).kill_on_drop(true).spawn()?;
        let leader = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        Ok(Self { child, leader })
    }

    /// Its input and output; to be taken once.
    ///
    /// # Errors
    /// When they were taken.
    pub fn pipes(&mut self) -> anyhow::Result<(ChildStdin, ChildStdout)> {
        let input = self.child.stdin.take().context("child without input")?;
        Ok((input, self.child.stdout.take().context("child without output")?))
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub async fn end(&mut self) -> anyhow::Result<ExitStatus> {
        let status = self.child.wait().await.context("cannot wait for the child")?;
        self.leader = None;
        Ok(status)
    }
}

fn start(program: &PathBuf) -> Result<Group> {
    let mut command = Command::new(program);
    command.arg(COMMAND).env_clear().env("PATH", TOOLS).env("LC_ALL", "C.UTF-8");
    Ok(Group::start(&mut command).context("cannot start the child that decodes files")?)
}

async fn talk(
    mut group: Group,
    file: impl AsyncRead + Unpin,
    request: &Request,
) -> anyhow::Result<Result<Made, Refusal>> {
    let (mut input, mut output) = group.pipes()?;
    let send = async {
        input.write_all(&frame::encode(request)?).await?;
        // One byte more than is allowed, so that the child sees that it is too much.
        tokio::io::copy(&mut file.take(request.limits.upload_bytes + 1), &mut input).await?;
        drop(input);
        Ok::<_, io::Error>(())
    };
    let (sent, answer) = tokio::join!(send, receive(&mut output, request));
    drop(output);
    let status = group.end().await?;
    if let Ok(answer) = answer {
        return Ok(answer);
    }
    ensure!(status.code() != Some(i32::from(MACHINE_AT_FAULT)), "the child that decodes files cannot do its work");
    if let Err(error) = sent
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        return Err(error).context("cannot hand the file to the child");
    }
    // It met its limits or the decoder panicked: the file's fault.
    metrics::child_failed("decoder", "ended");
    tracing::warn!(%status, "a file ended the child that decoded it");
    Ok(Err(Refusal::TooHeavy))
}

async fn receive(output: &mut ChildStdout, request: &Request) -> io::Result<Result<Made, Refusal>> {
    let mut length = [0; 4];
    output.read_exact(&mut length).await?;
    let mut json = vec![0; frame::header_length(length)?];
    output.read_exact(&mut json).await?;
    let headers = match serde_json::from_slice(&json)? {
        Answer::Refused(refusal) => return Ok(Err(refusal)),
        Answer::Print(lie) => return receive_print(output, lie).await.map(|print| Ok(Made::Print(print))),
        Answer::Pages(headers) => headers,
    };
    let Request { limits, make } = request;
    if headers.is_empty() || headers.len() > limits.pdf_pages.max(1) {
        return Err(io::Error::other("wrong number of pages"));
    }
    let mut pages = Vec::with_capacity(headers.len());
    for PageHeader { width, height, jpeg, thumbnail, warnings } in headers {
        let jpeg = receive_jpeg(output, jpeg, limits.kept_bytes).await?;
        let thumbnail = match make {
            Make::Kept { .. } => receive_jpeg(output, thumbnail, limits.kept_bytes).await?,
            Make::Sent | Make::Print => Vec::new(),
        };
        pages.push(Picture { width, height, jpeg, thumbnail, warnings });
    }
    Ok(Ok(Made::Pages(pages)))
}

async fn receive_print(output: &mut ChildStdout, lie: Lie) -> io::Result<Print> {
    if lie.width.max(lie.height) > MOST_PRINT_SIDE || !lie.turn.is_finite() {
        return Err(io::Error::other("print too large"));
    }
    let mut grey = vec![0; lie.width as usize * lie.height as usize];
    output.read_exact(&mut grey).await?;
    Ok(Print { grey, lie })
}

async fn receive_jpeg(output: &mut ChildStdout, length: usize, most: usize) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(io::Error::other("picture too large"));
    }
    let mut jpeg = vec![0; length];
    output.read_exact(&mut jpeg).await?;
    if jpeg.starts_with(&[0xFF, 0xD8]) { Ok(jpeg) } else { Err(io::Error::other("not a picture")) }
}
