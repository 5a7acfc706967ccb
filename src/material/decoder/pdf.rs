//! Draws the pages of a PDF with poppler's tools. Everything goes through pipes; no file is written.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};

use image::RgbImage;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use super::active_pdf;
use super::child::Failure;
use crate::material::picture::{self, Picture, PictureLimits};
use crate::material::refusal::Refusal;

/// Longest side of a drawn page: an A4 page at 170 dpi. A fixed side instead of a resolution bounds the memory, whatever
/// size a page claims to have.
const PAGE_SIDE: u32 = 2000;
/// Quality of a drawn page.
const PAGE_QUALITY: u8 = 85;
/// What tells of a file, and the seconds it may compute.
const TELLS: Tool = Tool { name: "pdfinfo", seconds: 1 };
/// What draws it: ten scanned pages take 0.7.
const DRAWS: Tool = Tool { name: "pdftoppm", seconds: 3 };
/// What pdfinfo may say before we stop reading.
const INFO_BYTES: u64 = 64 << 10;

struct Tool {
    name: &'static str,
    seconds: u64,
}

/// The pages of a PDF as pictures.
pub fn pages(file: &[u8], limits: &PictureLimits) -> Result<Vec<Picture>, Failure> {
    let pages = page_count(file)?;
    if pages > limits.pdf_pages {
        return Err(Refusal::PdfTooManyPages { limit: limits.pdf_pages }.into());
    }
    active_pdf::check(file)?;
    let side = PAGE_SIDE.to_string();
    let last = limits.pdf_pages.to_string();
    let args = ["-q", "-l", &last, "-scale-to", &side, "-"];
    let (drawn, status) = with_tool(DRAWS, &args, file, |output| {
        let mut output = BufReader::new(output);
        let mut drawn = Vec::new();
        while drawn.len() < pages {
            let Some(page) = read_ppm(&mut output)? else { break };
            drawn.push(picture::prepare_page(page, PAGE_QUALITY, limits)?);
        }
        Ok(drawn)
    })?;
    refuse_ended(status)?;
    // A page that cannot be drawn is left out by the tool; a letter that lacks one is of no use.
    if !status.success() || drawn.len() != pages {
        return Err(Refusal::PdfBroken.into());
    }
    Ok(drawn)
}

fn page_count(file: &[u8]) -> Result<usize, Failure> {
    let ((info, complaint), status) = with_tool_and_complaint(TELLS, &["-"], file)?;
    refuse_ended(status)?;
    if complaint.contains("Incorrect password") {
        return Err(Refusal::PdfEncrypted.into());
    }
    let told =
        |key: &str| info.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map_or("", str::trim);
    // One that may be opened but not changed has a password too.
    if told("Encrypted").starts_with("yes") {
        return Err(Refusal::PdfEncrypted.into());
    }
    if told("JavaScript").starts_with("yes") {
        return Err(Refusal::PdfActive.into());
    }
    let count = told("Pages").parse().ok();
    match count {
        Some(count) if status.success() && count > 0 => Ok(count),
        _ => Err(Refusal::PdfBroken.into()),
    }
}

/// Refuses a file whose tool met its limits, or its own end.
fn refuse_ended(status: ExitStatus) -> Result<(), Refusal> {
    if status.signal().is_some() { Err(Refusal::TooHeavy) } else { Ok(()) }
}

/// Runs a tool on the file; `read` takes its output while another thread feeds it.
fn with_tool<T>(
    tool: Tool,
    args: &[&str],
    file: &[u8],
    read: impl FnOnce(&mut dyn Read) -> Result<T, Failure>,
) -> Result<(T, ExitStatus), Failure> {
    let mut tool = start(tool, args, Stdio::null())?;
    let (Some(mut input), Some(mut output)) = (tool.stdin.take(), tool.stdout.take()) else {
        return Err(Failure::Machine);
    };
    let result = std::thread::scope(|scope| {
        // The tool may stop reading a broken file; what it says counts, not that the pipe is closed.
        scope.spawn(move || input.write_all(file));
        let result = read(&mut output);
        drop(output);
        result
    });
    let status = tool.wait().map_err(|_| Failure::Machine)?;
    Ok((result?, status))
}

fn with_tool_and_complaint(tool: Tool, args: &[&str], file: &[u8]) -> Result<((String, String), ExitStatus), Failure> {
    let mut tool = start(tool, args, Stdio::piped())?;
    let (Some(mut input), Some(output), Some(complaints)) = (tool.stdin.take(), tool.stdout.take(), tool.stderr.take())
    else {
        return Err(Failure::Machine);
    };
    let texts = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(file));
        let complaints = scope.spawn(move || read_text(complaints));
        let info = read_text(output);
        Ok::<_, io::Error>((info?, complaints.join().map_err(|_| io::Error::other("reader died"))??))
    });
    let status = tool.wait().map_err(|_| Failure::Machine)?;
    Ok((texts.map_err(|_| Failure::Machine)?, status))
}

fn read_text(output: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    output.take(INFO_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn start(tool: Tool, args: &[impl AsRef<OsStr>], complaints: Stdio) -> Result<Child, Failure> {
    let mut command = Command::new(tool.name);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(complaints);
    let started = command.spawn().map_err(|_| Failure::Machine)?;
    let seconds = Rlimit { current: Some(tool.seconds), maximum: Some(tool.seconds) };
    prlimit(Some(Pid::from_child(&started)), Resource::Cpu, seconds).map_err(|_| Failure::Machine)?;
    Ok(started)
}

/// The next picture of a stream of binary PPM pictures, as pdftoppm writes them: `P6`, width, height, 255, pixels.
fn read_ppm(input: &mut impl BufRead) -> Result<Option<RgbImage>, Failure> {
    let Some(magic) = read_word(input)? else { return Ok(None) };
    let mut number = || -> Result<u32, Failure> {
        read_word(input)?.and_then(|word| word.parse().ok()).ok_or(Failure::Refused(Refusal::PdfBroken))
    };
    let (width, height, depth) = (number()?, number()?, number()?);
    if magic != "P6" || depth != 255 || width.max(height) > PAGE_SIDE + 1 {
        return Err(Refusal::PdfBroken.into());
    }
    let mut pixels = vec![0; width as usize * height as usize * 3];
    input.read_exact(&mut pixels).map_err(|_| Refusal::PdfBroken)?;
    Ok(RgbImage::from_raw(width, height, pixels))
}

/// A word and the one blank after it; none at the end of the stream.
fn read_word(input: &mut impl BufRead) -> Result<Option<String>, Failure> {
    let mut word = String::new();
    for byte in input.take(32).bytes() {
        match byte.map_err(|_| Failure::Machine)? {
            byte if !byte.is_ascii_whitespace() => word.push(char::from(byte)),
            _ if word.is_empty() => {}
            _ => break,
        }
    }
    Ok(Some(word).filter(|word| !word.is_empty()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The tool reads files of strangers, and so may write anything.
        #[test]
        fn any_picture_of_the_tool_is_whole_or_refused(
            head in "(P6|P5)?[ \n]?[0-9]{0,4}[ \n][0-9]{0,4}[ \n](255|65535|[a-z]{0,40})\n?", pixels in proptest::collection::vec(any::<u8>(), 0..60),
            width in 1..4_u32, height in 1..4_u32,
        ) {
            let stream = [head.as_bytes(), &pixels].concat();
            if let Ok(Some(page)) = read_ppm(&mut stream.as_slice()) {
                prop_assert!(page.len() <= pixels.len() && page.width().max(page.height()) <= PAGE_SIDE + 1);
            }
            let good = [format!("P6\n{width} {height}\n255\n").as_bytes(), &[7; 27]].concat();
            let page = read_ppm(&mut good.as_slice()).ok().flatten().map(|page| (page.width(), page.height()));
            prop_assert_eq!(page, Some((width, height)));
        }
    }
}
