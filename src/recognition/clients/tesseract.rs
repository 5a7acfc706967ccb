//! Reads by the `tesseract` command: a process of its own for each look, bounded in time, memory and number, that gets pixels
//! of ours and nothing else.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use rustix::process::Signal;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::OnceCell;

use super::{Sheet, Unread};
use crate::error::Error;
use crate::material::decoder::{Decoder, Group, OFFLINE};
use crate::material::picture::Print;
use crate::material::reading::Document;
use crate::recognition::fields::{self, Seen};
use crate::recognition::reading::Reading;
use crate::recognition::words::{self, Area, Row};
use crate::telemetry::metrics;

/// Time for one look on a busy machine; what uses a processor for so long is ended before.
const TIME: Duration = Duration::from_secs(60);
/// Addresses of the process; it needs a tenth.
const MEMORY: u64 = 1 << 30;
/// Seconds of its processor. A signal of its own ends it then: the one that kills, a second later, may come from anybody.
const CPU_SECONDS: u64 = 20;
/// How much it gives way to everything else here.
const NICE: &str = "15";
/// What it may tell before we stop listening.
const TABLE_BYTES: u64 = 4 << 20;
/// Where the tools are; the environment of the process has little else.
const TOOLS: &str = "/usr/local/bin:/usr/bin:/bin";
/// The language of the papers.
const CHINESE: &str = "chi_sim";

/// How one look is made.
#[derive(Debug, Clone, Copy)]
enum Look {
    /// Words wherever they stand.
    Sparse,
    /// The page as one block.
    Block,
    /// One line, of these characters.
    Line(&'static str),
    /// The same by the eye that reads Chinese: what one of them takes for two characters the other does not.
    ChineseLine(&'static str),
}

impl Look {
    fn arguments(self) -> Vec<&'static str> {
        match self {
            Self::Sparse => vec!["-l", CHINESE, "--dpi", "300", "--psm", "11", "tsv"],
            Self::Block => vec!["-l", CHINESE, "--dpi", "300", "--psm", "6", "tsv"],
            Self::Line(characters) => vec!["-l", "eng", "--dpi", "300", "--psm", "13", "-c", characters, "tsv"],
            Self::ChineseLine(characters) => vec!["-l", CHINESE, "--dpi", "300", "--psm", "7", "-c", characters, "tsv"],
        }
    }
}

/// The command. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tesseract {
    program: Arc<PathBuf>,
    decoder: Decoder,
    is_there: Arc<OnceCell<bool>>,
    time: Duration,
}

impl Tesseract {
    /// The command of the system: with the children of the decoder at most one process a core.
    pub fn new(decoder: Decoder) -> Self {
        Self { program: Arc::new(PathBuf::from("tesseract")), decoder, is_there: Arc::default(), time: TIME }
    }

    /// The same with another program and limit of time, for tests.
    #[must_use]
    pub fn with_program(mut self, program: &Path, time: Duration) -> Self {
        (self.program, self.time) = (Arc::new(program.to_owned()), time);
        self
    }

    /// Whether command and language are installed; asked until there is an answer.
    ///
    /// # Errors
    /// `Later` when there is none.
    pub async fn is_there(&self) -> Result<bool, Unread> {
        self.is_there.get_or_try_init(|| self.ask_languages()).await.copied()
    }

    async fn ask_languages(&self) -> Result<bool, Unread> {
        let is_there = match self.run(&["--list-langs".into()], &[]).await {
            Ok(list) => list.lines().any(|line| line.trim() == CHINESE),
            Err(Unread::Later(error)) => return Err(Unread::Later(error)),
            Err(_) => false,
        };
        if !is_there {
            tracing::warn!("papers are not read: tesseract and its language {CHINESE} are not installed");
        }
        Ok(is_there)
    }

    /// Reads one picture: once, and more closely only where that left something uncertain; the other way up where nothing says
    /// that it stands as it should.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn read(&self, sheet: &Sheet<'_>) -> Result<Reading, Unread> {
        if !self.is_there().await? {
            return Err(Unread::NoEngine);
        }
        let print = match self.decoder.print(sheet.jpeg).await {
            Ok(print) => print,
            Err(Error::Refused(message)) => return Err(Unread::Hopeless(anyhow!("no print: {}", message.key))),
            Err(error) => return Err(Unread::Later(error.into())),
        };
        let rows = self.look(&pgm(&print, None), Look::Sparse).await?;
        let is_printed = !rows.is_empty();
        let seen = self.seen(&print, rows, sheet).await;
        if is_printed && !fields::is_upright(sheet.document, &seen) {
            let print = print.upside_down();
            let rows = self.look(&pgm(&print, None), Look::Sparse).await.unwrap_or_default();
            let other = self.seen(&print, rows, sheet).await;
            if fields::is_upright(sheet.document, &other) {
                return Ok(Reading { is_upside_down: true, ..fields::reading(&other, &print.lie) });
            }
        }
        Ok(fields::reading(&seen, &print.lie))
    }

    /// What is seen in the rows of a first look, and what closer ones add to it: one that fails adds nothing.
    async fn seen(&self, print: &Print, mut rows: Vec<Row>, sheet: &Sheet<'_>) -> Vec<Seen> {
        let Sheet { document, today, .. } = *sheet;
        let mut seen = fields::find(document, &rows, today);
        if fields::is_uncertain(document, &seen) {
            let other = self.look(&pgm(print, None), Look::Block).await.unwrap_or_default();
            seen = fields::merge(seen, fields::find(document, &other, today));
            rows.extend(other);
        }
        for look in [Look::Line(characters(document)), Look::ChineseLine(characters(document))] {
            let Some(area) = fields::number_area(document, &rows, &seen) else { break };
            let line = self.look(&pgm(print, Some(area)), look).await.unwrap_or_default();
            let text: String = line.iter().map(Row::text).collect();
            seen = fields::merge(seen, fields::closer(document, &text, area, today).into_iter().collect());
        }
        seen
    }

    async fn look(&self, picture: &[u8], look: Look) -> Result<Vec<Row>, Unread> {
        let mut arguments: Vec<OsString> = vec!["stdin".into(), "stdout".into()];
        arguments.extend(look.arguments().into_iter().map(OsString::from));
        let table = self.run(&arguments, picture).await?;
        Ok(words::rows(&words::of_table(&table)))
    }

    /// Runs the command on what is on its input. It is ended when this is dropped or its time is over. The machine may have
    /// been busy then; what is too much for it uses up its processor time first.
    async fn run(&self, arguments: &[OsString], input: &[u8]) -> Result<String, Unread> {
        let _turn = self.decoder.turn().await.map_err(Unread::Later)?;
        let failed = |cause| metrics::child_failed("tesseract", cause);
        let group = self.start(arguments).inspect_err(|_| failed("not started")).map_err(Unread::Later)?;
        match tokio::time::timeout(self.time, talk(group, input)).await {
            Ok(told) => told.inspect_err(|_| failed("ended")),
            Err(_) => {
                failed("too long");
                Err(Unread::Later(anyhow!("a look took too long")))
            }
        }
    }

    fn start(&self, arguments: &[OsString]) -> anyhow::Result<Group> {
        let mut command = Command::new("prlimit");
        // All three end up as the command itself: one process, with its limits and without a network.
        command
            .args([
                format!("--as={MEMORY}"),
                format!("--cpu={CPU_SECONDS}:{}", CPU_SECONDS + 1),
                "--core=0".into(),
                "--fsize=0".into(),
            ])
            .args(["nice", "-n", NICE])
            .arg(self.decoder.program())
            .arg(OFFLINE)
            .arg(self.program.as_os_str())
            .args(arguments)
            .env_clear()
            .env("PATH", TOOLS)
            .env("LC_ALL", "C.UTF-8")
            .env("OMP_THREAD_LIMIT", "1");
        Group::start(&mut command).context("cannot start the command that reads")
    }
}

/// Gives the command its input and takes what it tells.
async fn talk(mut group: Group, input: &[u8]) -> Result<String, Unread> {
    let (mut to, from) = group.pipes().map_err(Unread::Later)?;
    let send = async {
        // It may end before it has read all; what it tells counts.
        let _ = to.write_all(input).await;
        drop(to);
    };
    let listen = async {
        let mut table = String::new();
        // Who has still more to tell is not listened to: that ends it, also where it has not read all.
        from.take(TABLE_BYTES).read_to_string(&mut table).await.map(|_| table)
    };
    let ((), told) = tokio::join!(send, listen);
    let table =
        told.map_err(|error| Unread::Hopeless(anyhow!(error).context("what the command tells cannot be read")))?;
    let status = group.end().await.map_err(Unread::Later)?;
    if status.success() {
        return Ok(table);
    }
    let error = anyhow!("the command that reads ended with {status}");
    Err(if is_from_outside(status) { Unread::Later(error) } else { Unread::Hopeless(error) })
}

/// Whether somebody else ended a process: a machine that shuts down or has no memory left. The picture is not at fault.
fn is_from_outside(status: ExitStatus) -> bool {
    let signals = [Signal::TERM, Signal::INT, Signal::HUP, Signal::KILL];
    signals.iter().any(|signal| status.signal() == Some(signal.as_raw()))
}

/// What a number is made of.
fn characters(document: Document) -> &'static str {
    match document {
        Document::Certificate => "tessedit_char_whitelist=0123456789ABCDEFGHJKLMNPQRTUWXY",
        Document::IdFront | Document::IdBack => "tessedit_char_whitelist=0123456789X",
    }
}

/// Pixels in the plainest of formats, of all or of a part of a print.
fn pgm(print: &Print, part: Option<Area>) -> Vec<u8> {
    let (width, height) = (print.lie.width as usize, print.lie.height as usize);
    let whole = Area { left: 0.0, top: 0.0, right: width as f32, bottom: height as f32 };
    let Area { left, top, right, bottom } = part.unwrap_or(whole);
    let within = |at: f32, most: usize| (at.max(0.0) as usize).min(most);
    let (left, right) = (within(left, width), within(right, width));
    let (top, bottom) = (within(top, height), within(bottom, height));
    let mut bytes = format!("P5\n{} {}\n255\n", right.saturating_sub(left), bottom.saturating_sub(top)).into_bytes();
    for row in print.grey.chunks_exact(width.max(1)).take(bottom).skip(top) {
        bytes.extend_from_slice(row.get(left..right).unwrap_or_default());
    }
    bytes
}
