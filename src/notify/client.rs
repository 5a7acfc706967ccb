//! The ways out of the house: mail by SMTP, SMS by HTTP. Each says what the other side answered.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, anyhow, ensure};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tokio::time::timeout;

use super::answer::{Answer, redact};
use super::render::{Mail, one_line};
use crate::clock;
use crate::config::mail::transport_url;
use crate::config::{Config, SmsSettings};
use crate::telemetry;
use crate::values::ids::OutboxId;

/// Makes ring the crypto of every TLS connection of this process. Called once by `main`; again is harmless.
pub fn install_crypto() {
    // An error means that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// How long a mail may take in all: the transport's own limit holds for connecting alone.
const MAIL_PATIENCE: Duration = Duration::from_secs(30);

/// Bytes of an SMS gateway's answer that are read.
const SMS_ANSWER: usize = 1024;

/// A mail's way out.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Mailbox,
}

impl Mailer {
    /// To the server of the settings, with a connection for each mail: one that is dropped in the middle is closed, and no late
    /// answer is taken for that of the next mail.
    ///
    /// # Errors
    /// When a setting cannot be used; each error says which.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let url = transport_url(&config.smtp_url).map_err(|advice| anyhow!("BEIAN_SMTP_URL {advice}"))?;
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).context("BEIAN_SMTP_URL cannot be used")?.build();
        let from: Mailbox = config.mail_from.parse().context("BEIAN_MAIL_FROM is not a mail address")?;
        let name = config.provider.name_zh.clone();
        let reply_to = address(&config.provider.email).context("BEIAN_PROVIDER_EMAIL is not a mail address")?;
        Ok(Self { transport, from, reply_to: Mailbox::new(Some(name), reply_to) })
    }

    /// Hands a mail over. The Message-ID is made from the outbox row: the same at every repetition.
    pub async fn send(&self, id: OutboxId, to: &str, mail: Mail, told_at: DateTime<Utc>) -> Answer {
        telemetry::watch("mail", self.hand_over(id, to, mail, told_at), Answer::came).await
    }

    async fn hand_over(&self, id: OutboxId, to: &str, mail: Mail, told_at: DateTime<Utc>) -> Answer {
        let Ok(to) = address(to) else { return Answer::Refused("not a mail address".into()) };
        let message = match self.compose(id, to, mail, told_at) {
            Ok(message) => message,
            Err(error) => return Answer::Rejected(redact(&error.to_string())),
        };
        match timeout(MAIL_PATIENCE, self.transport.send(message)).await {
            Err(_) => Answer::TryAgain("no answer in time".into()),
            Ok(Ok(response)) => Answer::Accepted(redact(&format!(
                "{} {}",
                response.code(),
                response.message().collect::<Vec<_>>().join(" ")
            ))),
            Ok(Err(error)) => answer_of(&error),
        }
    }

    fn compose(&self, id: OutboxId, to: Address, mail: Mail, told_at: DateTime<Utc>) -> anyhow::Result<Message> {
        Ok(Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .date(SystemTime::from(told_at))
            .from(self.from.clone())
            .reply_to(self.reply_to.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))?)
    }
}

/// RFC 3834: no out-of-office answers, please.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// An address by our own strict reading first, then lettre's: nothing that could begin another header or recipient.
fn address(text: &str) -> anyhow::Result<Address> {
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | ':' | '"' | '\\' | '(' | ')'));
    ensure!(is_plain && text.matches('@').count() == 1, "not a mail address");
    Ok(text.parse()?)
}

fn answer_of(error: &lettre::transport::smtp::Error) -> Answer {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => Answer::of_smtp(code.to_string().parse().unwrap_or(400), &source),
        // Connection, TLS or time-out: the server may even have taken it. The same Message-ID goes out again.
        None => Answer::TryAgain(redact(&format!("{error} {source}"))),
    }
}

/// An SMS's way out: a small HTTP interface that every gateway can be put behind.
///
/// The portal calls `POST {BEIAN_SMS_URL}` with `Content-Type: application/json` and the body
/// `{"to": "+8613800000000", "text": "【…】…", "idempotency_key": "<uuid>"}`. The header
/// `Beian-Signature: t=<seconds since 1970>,v1=<hex>` carries HMAC-SHA256 under the shared secret (the trimmed content
/// of `BEIAN_SMS_SECRET_FILE`) over `<seconds>.<body>`; a gateway refuses a wrong one and one older than five minutes.
/// The same `idempotency_key` is the same message: a gateway that has it answers 200 and sends nothing.
///
/// Answers: 2xx, taken over; 422, the number does not work and will not, no more is sent to it; 401, 403, 404, 408,
/// 425, 429, 3xx and 5xx, try again later; any other 4xx, this message never. The first 200 characters of the body are
/// shown to staff. Redirects are not followed; an answer may take ten seconds.
pub struct SmsGateway {
    service: Signed,
    url: String,
}

/// Name of the header that signs a call of the SMS gateway.
pub const SIGNATURE_HEADER: &str = "Beian-Signature";

/// The body of a call of the SMS gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCall {
    /// International number with `+`.
    pub to: String,
    /// The text with its signature.
    pub text: String,
    /// Equal for repetitions of one message.
    pub idempotency_key: String,
}

impl SmsGateway {
    /// The gateway of the settings.
    ///
    /// # Errors
    /// When the secret cannot be read.
    pub fn new(settings: &SmsSettings) -> anyhow::Result<Self> {
        let service = Signed::new("BEIAN_SMS_SECRET_FILE", &settings.secret_file, Duration::from_secs(10))?;
        Ok(Self { service, url: settings.url.clone() })
    }

    /// Hands an SMS over. The idempotency key is the outbox row: the same at every repetition.
    pub async fn send(&self, id: OutboxId, to: &str, text: String) -> Answer {
        telemetry::watch("sms", self.hand_over(id, to, text), Answer::came).await
    }

    async fn hand_over(&self, id: OutboxId, to: &str, text: String) -> Answer {
        let call = SmsCall { to: international(to), text, idempotency_key: id.to_string() };
        let Ok(body) = serde_json::to_vec(&call) else { return Answer::Rejected("cannot be written".into()) };
        match self.service.post(&self.url, body).send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                // What it did is in the status; the words are for staff.
                let words = start_of(response, SMS_ANSWER).await.unwrap_or_default();
                Answer::of_sms(status, &String::from_utf8_lossy(&words))
            }
            Err(error) => Answer::TryAgain(redact(&error.without_url().to_string())),
        }
    }
}

/// A service of others with which a secret is shared: each call is signed, goes straight there and nowhere else, and takes no
/// longer than a patience.
pub struct Signed {
    client: reqwest::Client,
    secret: Vec<u8>,
}

impl Signed {
    /// With the secret in the file that a setting names.
    ///
    /// # Errors
    /// When the file cannot be read or holds fewer than 16 characters, or TLS cannot be set up.
    pub fn new(setting: &str, file: &Path, patience: Duration) -> anyhow::Result<Self> {
        Self::with(read_secret(setting, file)?, patience)
    }

    /// With a secret.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn with(secret: Vec<u8>, patience: Duration) -> anyhow::Result<Self> {
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(patience).no_proxy();
        Ok(Self { client: client.build()?, secret })
    }

    /// A call that brings JSON.
    pub fn post(&self, url: &str, body: Vec<u8>) -> reqwest::RequestBuilder {
        let call = self.client.post(url).header(reqwest::header::CONTENT_TYPE, "application/json");
        call.header(SIGNATURE_HEADER, self.sign(&body)).body(body)
    }

    /// A call that asks, signed over an empty body.
    pub fn get(&self, url: &str) -> reqwest::RequestBuilder {
        self.client.get(url).header(SIGNATURE_HEADER, self.sign(b""))
    }

    /// Whether a call comes from the service, just now.
    pub fn is_from_it(&self, signature: &str, body: &[u8]) -> bool {
        is_signed(&self.secret, clock::now(), signature, body)
    }

    fn sign(&self, body: &[u8]) -> String {
        sign(&self.secret, clock::now().timestamp(), body)
    }
}

/// The first bytes of an answer: nobody fills our memory. More than `most` where there are more.
///
/// # Errors
/// When the line is cut, without the address.
pub async fn start_of(mut answer: reqwest::Response, most: usize) -> reqwest::Result<Vec<u8>> {
    let mut start = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
        start.extend_from_slice(&chunk);
        if start.len() > most {
            break;
        }
    }
    Ok(start)
}

/// The secret shared with a service, in the file that a setting names.
///
/// # Errors
/// When the file cannot be read or holds fewer than 16 characters.
pub fn read_secret(setting: &str, path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{setting} {shown} cannot be read"))?;
    let secret = text.trim();
    ensure!(secret.len() >= 16, "{setting} {shown} holds fewer than 16 characters");
    Ok(secret.as_bytes().to_vec())
}

/// The value of the signature header.
pub fn sign(secret: &[u8], seconds: i64, body: &[u8]) -> String {
    format!("t={seconds},v1={}", HEXLOWER.encode(&mac(secret, seconds, body).finalize().into_bytes()))
}

/// Whether a signature header fits the body and is at most five minutes off: the gateway's side, for the demo mailbox.
pub fn is_signed(secret: &[u8], now: DateTime<Utc>, header: &str, body: &[u8]) -> bool {
    const OFF: i64 = 300;
    let Some((seconds, hex)) = header.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")) else { return false };
    let (Ok(seconds), Ok(given)) = (seconds.parse::<i64>(), HEXLOWER.decode(hex.as_bytes())) else { return false };
    now.timestamp().abs_diff(seconds) <= OFF as u64 && mac(secret, seconds, body).verify_slice(&given).is_ok()
}

fn mac(secret: &[u8], seconds: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes any key length"));
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

/// A mainland number with its country code.
fn international(number: &str) -> String {
    if number.starts_with('+') { number.to_owned() } else { format!("+86{number}") }
}

#[cfg(test)]
mod tests;
