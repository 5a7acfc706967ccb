//! The bureau's system over HTTP: one method, one call. What comes back is read with all the care of the wire format.

mod call_line;
mod status;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};
use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::digest::{RANDOM_CHARACTERS, password_hash, random_value};
use super::packaging::{self, Cipher, Decoding, FILE_BYTES, UPLOAD_ENTRY, Unreadable, Zipped};
use super::soap::{Answer, BODY_BYTES, Call, Caller, FileInfo, Method, Received, Request, Service};
use crate::config::{BureauSettings, bureau::cipher};
use crate::notify::answer::redact;
use crate::telemetry;
use crate::values::FilingPassword;

pub use self::{call_line::noted, status::StatusLine};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long it may take to hear whether a filing password is right: what is sent tells in any case.
const BRIEFLY: Duration = Duration::from_secs(5);
/// Bytes of an answer that brings no file.
const WORDS_BYTES: usize = 64 * 1024;
/// Bytes of a name of a file.
const NAME_BYTES: usize = 128;

/// Our side of the line.
pub struct Gateway {
    http: reqwest::Client,
    settings: BureauSettings,
    password: Zeroizing<String>,
    cipher: Option<Cipher>,
    /// When the next call may begin.
    next: Mutex<Instant>,
}

/// Why a call brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallFailed {
    /// Nothing was sent: the bureau is not there.
    #[error("not reached: {0}")]
    NotReached(String),
    /// It may have acted: the answer did not come, or is none.
    #[error("no answer: {0}")]
    NoAnswer(String),
}

/// Why a file that came is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFile {
    /// No name of the interface.
    #[error("a name that no file has")]
    Name,
    /// It is broken or cannot be decrypted.
    #[error(transparent)]
    Content(#[from] Unreadable),
}

/// A file that came down.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The bureau's name of it.
    pub name: String,
    /// Its zip.
    pub content: Zipped,
}

/// The last upload in the bureau's eyes.
#[derive(Clone, PartialEq, Eq)]
pub struct Previous {
    /// Its number; 0 before the first.
    pub number: i64,
    /// Its XML, if it can be read.
    pub content: Option<Vec<u8>>,
}

impl Gateway {
    /// As the settings say.
    ///
    /// # Errors
    /// When a file of a secret cannot be used; the error names the setting.
    pub fn new(settings: &BureauSettings) -> anyhow::Result<Self> {
        let password = read(&settings.password_file).context("BEIAN_BUREAU_PASSWORD_FILE")?;
        let cipher = settings.cipher_file.as_deref().map(read_cipher).transpose();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .no_proxy()
            .build()?;
        let cipher = cipher.context("BEIAN_BUREAU_CIPHER_FILE")?;
        Ok(Self { http, settings: settings.clone(), password, cipher, next: Mutex::new(Instant::now()) })
    }

    /// What the gateway was told.
    pub fn settings(&self) -> &BureauSettings {
        &self.settings
    }

    /// Sends a file under a number; the code of the answer. Once it is packed it is let go.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn upload(&self, number: i64, content: impl AsRef<[u8]>) -> Result<Answer, CallFailed> {
        let package = packaging::pack(UPLOAD_ENTRY, content.as_ref(), self.cipher.as_ref())
            .map_err(|error| CallFailed::NotReached(error.to_string()))?;
        drop(content);
        self.call(Call::Upload { package, sequence: number, compression: 0 }).await
    }

    /// Asks for the last upload.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn previous(&self) -> Result<Answer, CallFailed> {
        self.call(Call::PreviousUpload).await
    }

    /// Asks for the next file.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn download(&self) -> Result<Answer, CallFailed> {
        self.call(Call::Download).await
    }

    /// Confirms a file.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn acknowledge(&self, name: &str) -> Result<Answer, CallFailed> {
        self.call(Call::Acknowledge(name.to_owned())).await
    }

    /// Asks whether a filing password is the one of a number. Nobody knows whether the bureau wants it in clear: it gets the
    /// hash, as in files.
    ///
    /// # Errors
    /// When no answer came, or no address is known to ask at.
    pub async fn verify_password(&self, number: &str, password: &FilingPassword) -> Result<Answer, CallFailed> {
        let (number, password) = (number.to_owned(), password.reveal().to_owned());
        self.call_within(Call::VerifyPassword { number, password }, self.settings.patience.min(BRIEFLY)).await
    }

    /// Takes the file out of an answer; none where it brings none.
    ///
    /// # Errors
    /// When it has no name of the interface, is broken or cannot be decrypted.
    pub fn fetched(&self, answer: &mut Answer) -> Option<Result<Fetched, NoFile>> {
        let (file, content) = answer.take_file()?;
        if !is_name(&file.name) {
            return Some(Err(NoFile::Name));
        }
        let content = self.zip(&file, content).map_err(NoFile::Content);
        Some(content.map(|content| Fetched { name: file.name, content }))
    }

    fn zip(&self, file: &FileInfo, content: Decoding) -> Result<Zipped, Unreadable> {
        let package = &file.package;
        packaging::open(content, &package.hash, package.encryption, self.cipher.as_ref(), FILE_BYTES)
    }

    /// What an answer says of the last upload, which is taken out; none where it fails, or says nothing that can be: numbers
    /// have four bytes.
    pub fn told_previous(&self, answer: &mut Answer) -> Option<Previous> {
        if answer.code != 0 {
            return None;
        }
        let Some((file, content)) = answer.take_file() else { return Some(Previous::NONE) };
        let number = file.sequence.filter(|number| u32::try_from(*number).is_ok())?;
        let content = self.zip(&file, content).and_then(|zip| zip.unpack());
        Some(Previous { number, content: content.ok() })
    }

    async fn call(&self, call: Call) -> Result<Answer, CallFailed> {
        self.call_within(call, self.settings.patience).await
    }

    async fn call_within(&self, call: Call, time: Duration) -> Result<Answer, CallFailed> {
        telemetry::call("bureau", self.exchange(call, time)).await
    }

    /// Waits until a call may begin, whoever makes it.
    async fn take_turn(&self) {
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + self.settings.gap;
    }

    async fn exchange(&self, call: Call, time: Duration) -> Result<Answer, CallFailed> {
        let method = call.method();
        let url = match method.service() {
            Service::Files => Some(&self.settings.files_url),
            Service::Status => self.settings.status_url.as_ref(),
            Service::Password => self.settings.password_url.as_ref(),
        };
        let url = url.ok_or_else(|| CallFailed::NotReached("no address".to_owned()))?;
        let body = self.request(call).map_err(|error| CallFailed::NotReached(error.to_string()))?;
        let begun = Instant::now();
        let turn = tokio::time::timeout(time, self.take_turn()).await;
        turn.map_err(|_| CallFailed::NotReached("no turn".to_owned()))?;
        let sent = self
            .http
            .post(url)
            .timeout(time.saturating_sub(begun.elapsed()))
            .header(reqwest::header::CONTENT_TYPE, "text/xml; charset=utf-8")
            .header("SOAPAction", "\"\"")
            .body(body)
            .send()
            .await;
        let response = sent.map_err(|error| {
            let text = redact(&cause(&error));
            if error.is_connect() { CallFailed::NotReached(text) } else { CallFailed::NoAnswer(text) }
        })?;
        let received = receive(response, longest(method))
            .await
            .map_err(|error| CallFailed::NoAnswer(redact(&error.to_string())))?;
        Answer::receive(received, method).map_err(|fault| CallFailed::NoAnswer(redact(&fault.to_string())))
    }

    /// The envelope of a call, with a proof of its own.
    fn request(&self, call: Call) -> anyhow::Result<String> {
        let mut bytes = [0; RANDOM_CHARACTERS];
        getrandom::fill(&mut bytes)?;
        let random = random_value(&bytes);
        let caller = Caller {
            unit: self.settings.unit,
            user: self.settings.user.clone(),
            password_hash: password_hash(&self.password, &random)?,
            random,
            hash_algorithm: 0,
        };
        Ok(Request { caller, call }.into_envelope(None))
    }
}

impl Previous {
    /// Before the first upload.
    const NONE: Self = Self { number: 0, content: None };
}

/// An error with what lies behind it, without the address.
fn cause(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "time is over".to_owned() } else { String::new() };
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text = format!("{text} {inner}");
        source = inner.source();
    }
    text
}

/// Whether a file may be called so: letters and digits by the document, and what stands between them in use.
fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=NAME_BYTES).contains(&name.len()) && name.bytes().all(fits)
}

/// Bytes of the answer to a call, at most.
fn longest(method: Method) -> usize {
    match method {
        Method::Upload | Method::Download | Method::PreviousUpload => BODY_BYTES,
        Method::Acknowledge | Method::Status | Method::VerifyPassword => WORDS_BYTES,
    }
}

/// The body, as far as an answer may be long.
async fn receive(mut response: reqwest::Response, most: usize) -> anyhow::Result<Received> {
    let status = response.status();
    // A SOAP fault comes with 500.
    ensure!(status.is_success() || status.as_u16() == 500, "status {}", status.as_u16());
    let expected = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    let mut received = Received::expecting(expected.min(most));
    while let Some(chunk) = response.chunk().await.map_err(|error| anyhow!(cause(&error)))? {
        ensure!(received.came() + chunk.len() <= most, "an answer without end");
        received.push(&chunk);
    }
    Ok(received)
}

fn read(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    Ok(Zeroizing::new(text.trim().to_owned()))
}

fn read_cipher(path: &Path) -> anyhow::Result<Cipher> {
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    let (key, offset) = cipher(&text).context("no key and offset of sixteen characters each")?;
    Ok(Cipher::new(key, offset)?)
}
