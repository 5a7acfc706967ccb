//! Typed settings from the environment. Everything that is missing or wrong is told at once, each with what to do.

pub mod bureau;
mod face;
mod files;
mod head;
mod look_ups;
pub mod mail;
mod observing;
mod passwords;
mod reader;
mod secrets;
mod settings;
mod sms;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use self::settings::Reader;
pub use self::{
    bureau::BureauSettings, face::FaceSettings, head::AuditHead, look_ups::LookUps, observing::Observing,
    reader::ReaderSettings, sms::SmsSettings,
};
use crate::text::Lang;
use crate::values::{Email, IpRange};

/// All settings of a running program.
#[derive(Debug, Clone)]
pub struct Config {
    /// Server and role that serves: it owns nothing.
    pub database_url: String,
    /// Demo conveniences: known passwords, the mailbox, plain cookie names on loopback.
    pub demo: bool,
    /// Where the applicants' site listens.
    pub portal_listen: SocketAddr,
    /// Where the back office listens.
    pub office_listen: SocketAddr,
    /// Where the demo mailbox shows its page; only in the demo.
    pub mailbox_listen: SocketAddr,
    /// Scheme, host and port under which people reach the portal.
    pub portal_origin: String,
    /// Scheme, host and port under which staff reach the back office.
    pub office_origin: String,
    /// Key-encryption keys.
    pub key_file: PathBuf,
    /// Secret mixed into every password hash.
    pub pepper_file: PathBuf,
    /// Folder of sealed uploads.
    pub storage_dir: PathBuf,
    /// Built styles and scripts.
    pub assets_dir: PathBuf,
    /// `smtp://`, `smtp+starttls://` or `smtps://`, with user and password where needed.
    pub smtp_url: String,
    /// Where SMS are handed over, and the secret that signs them.
    pub sms: Option<SmsSettings>,
    /// Sender of every mail.
    pub mail_from: String,
    /// The provider, as pages and mails name it.
    pub provider: Provider,
    /// Password hashing parameters.
    pub hashing: Hashing,
    /// Database connections of one program.
    pub database_connections: usize,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// What is looked up of domains from outside.
    pub look_ups: LookUps,
    /// Log, traces and metrics.
    pub observing: Observing,
    /// Who reads what is printed on papers.
    pub reader: ReaderSettings,
    /// The bureau's system; none where everything goes by hand.
    pub bureau: Option<BureauSettings>,
    /// The verification service for faces; none where the specialist judges.
    pub face: Option<FaceSettings>,
    /// The provider's own addresses; empty where they are not told.
    pub provider_ranges: Vec<IpRange>,
    /// Where the head of the audit chain goes; none where it stays in the database.
    pub audit_head: Option<AuditHead>,
    /// Font with Chinese characters for the papers of the demo; by default what the system has.
    pub font_file: Option<PathBuf>,
}

/// Names and contacts of the provider that runs the portal.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Phone of the desk.
    pub phone: String,
    /// Mail of the desk; replies go there.
    pub email: String,
    /// Where paper is sent by post: recipient, address, phone. Empty: people are asked to call.
    pub address: String,
}

/// Argon2id parameters and how many hashes run at a time.
#[derive(Debug, Clone, Copy)]
pub struct Hashing {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Hashes at a time.
    pub at_once: usize,
    /// Hashes that may wait; one more is told to come back.
    pub waiting: usize,
}

impl Hashing {
    /// What is promised: at least 64 MiB and three passes.
    pub const PROMISED: Self = Self { memory_kib: 64 * 1024, passes: 3, at_once: 2, waiting: 64 };
}

/// One wrong setting: its name, what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Name of the setting.
    pub setting: String,
    /// What is wrong and what to do about it.
    pub advice: String,
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    /// Every missing or wrong setting.
    pub fn from_environment() -> Result<Self, Vec<Complaint>> {
        let (values, in_plain) = filled_in();
        let (read, mut complaints) = match Self::from_values(&values) {
            Ok(config) => (Some(config), Vec::new()),
            Err(complaints) => (None, complaints),
        };
        complaints.extend(secrets::look_over(&values));
        complaints.extend(files::look_over(&values));
        add_new(&mut complaints, in_plain);
        read.filter(|_| complaints.is_empty()).ok_or(complaints)
    }

    /// Reads given values: what [`Config::from_environment`] does with the real ones, but without opening files.
    ///
    /// # Errors
    /// Every missing or wrong setting.
    pub fn from_values(values: &BTreeMap<String, String>) -> Result<Self, Vec<Complaint>> {
        let mut r = Reader { values, complaints: Vec::new() };
        let demo = is_demo(&mut r);
        let config = Self {
            database_url: r.required("DATABASE_URL", "the address of the database, as the serving role"),
            demo,
            portal_listen: r.parse("BEIAN_PORTAL_LISTEN", loopback(8080), "an address and port such as 127.0.0.1:8080"),
            office_listen: r.parse("BEIAN_OFFICE_LISTEN", loopback(8081), "an address and port such as 127.0.0.1:8081"),
            mailbox_listen: r.parse(
                "BEIAN_MAILBOX_LISTEN",
                loopback(8025),
                "an address and port such as 127.0.0.1:8025",
            ),
            portal_origin: origin(&mut r, "BEIAN_PORTAL_ORIGIN", demo),
            office_origin: origin(&mut r, "BEIAN_OFFICE_ORIGIN", demo),
            key_file: r.required("BEIAN_KEY_FILE", "a file of mode 600 with a line `1:64 hexadecimal digits`").into(),
            pepper_file: r
                .required("BEIAN_PEPPER_FILE", "a file of mode 600 with at least 32 random characters")
                .into(),
            storage_dir: r.required("BEIAN_STORAGE_DIR", "the folder for sealed uploads").into(),
            assets_dir: r.or("BEIAN_ASSETS_DIR", "static/dist").into(),
            smtp_url: smtp_url(&mut r),
            sms: sms::read(&mut r),
            mail_from: r.required("BEIAN_MAIL_FROM", "the sender, such as Beian <noreply@example.cn>"),
            provider: Provider {
                name_zh: r.required("BEIAN_PROVIDER_NAME_ZH", "the provider's Chinese name"),
                name_en: r.required("BEIAN_PROVIDER_NAME_EN", "the provider's English name"),
                phone: r.required("BEIAN_PROVIDER_PHONE", "the phone of the review desk"),
                email: r.required("BEIAN_PROVIDER_EMAIL", "the mail address of the review desk"),
                address: r.or("BEIAN_PROVIDER_ADDRESS", ""),
            },
            hashing: hashing(&mut r, demo),
            database_connections: connections(&mut r),
            trusted_proxies: look_ups::addresses(&mut r, "BEIAN_TRUSTED_PROXIES"),
            look_ups: LookUps::read(&mut r, demo),
            observing: Observing::read(&mut r),
            reader: ReaderSettings::read(&mut r),
            bureau: BureauSettings::read(&mut r, demo),
            face: FaceSettings::read(&mut r),
            provider_ranges: ranges(&mut r),
            audit_head: AuditHead::read(&mut r),
            font_file: r.get("BEIAN_FONT_FILE").map(PathBuf::from),
        };
        check_addresses(&mut r, &config);
        if !demo {
            refuse_demo_settings(&mut r);
        }
        if r.complaints.is_empty() { Ok(config) } else { Err(r.complaints) }
    }

    /// Where the demo mailbox receives mail: the address of `BEIAN_SMTP_URL`, where that is plain SMTP on this machine.
    pub fn mailbox_smtp(&self) -> Option<SocketAddr> {
        let address = self.smtp_url.strip_prefix("smtp://").filter(|_| self.demo)?;
        address.trim_end_matches('/').parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback())
    }

    /// Whether cookies of a site may carry plain names: only in the demo, and there only on loopback without TLS.
    pub fn plain_cookies(&self, origin: &str) -> bool {
        self.demo && origin.starts_with("http://")
    }
}

/// The address of the server as the role that owns the tables; only commands that migrate need it.
///
/// # Errors
/// When the setting is missing, or the file of its password cannot be used.
pub fn migration_database_url() -> Result<String, Vec<Complaint>> {
    one("MIGRATION_DATABASE_URL", "the address of the database, as the role that owns the tables")
}

/// The address of the server as the serving role, alone: for commands that need no other setting.
///
/// # Errors
/// As [`migration_database_url`].
pub fn database_url() -> Result<String, Vec<Complaint>> {
    one("DATABASE_URL", "the address of the database, as the serving role")
}

/// The language of the person at the command line, by the locale; English where it says nothing of Chinese.
pub fn operator_language() -> Lang {
    let values = environment();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| values.get(*name).filter(|v| !v.is_empty()));
    if locale.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

fn one(name: &str, advice: &str) -> Result<String, Vec<Complaint>> {
    let (values, in_plain) = filled_in();
    let mut r = Reader { values: &values, complaints: Vec::new() };
    let value = r.required(name, advice);
    let mut complaints = r.complaints;
    // The other settings are no matter of who needs this one alone.
    let own = [Some(name), passwords::file_of(name)];
    let is_own = |one: &Complaint| own.contains(&Some(one.setting.as_str()));
    complaints.extend(secrets::look_over(&values).into_iter().filter(is_own));
    add_new(&mut complaints, in_plain.into_iter().filter(is_own).collect());
    if complaints.is_empty() { Ok(value) } else { Err(complaints) }
}

#[allow(clippy::disallowed_methods)]
fn environment() -> BTreeMap<String, String> {
    let named =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    named.collect()
}

/// The settings with the passwords of addresses out of their files, and what is wrong with where those stood.
fn filled_in() -> (BTreeMap<String, String>, Vec<Complaint>) {
    let mut values = environment();
    let in_plain = passwords::in_plain(&values);
    passwords::fill_in(&mut values);
    (values, in_plain)
}

/// Adds complaints about settings of which none is told yet.
fn add_new(complaints: &mut Vec<Complaint>, more: Vec<Complaint>) {
    for one in more {
        if !complaints.iter().any(|told| told.setting == one.setting) {
            complaints.push(one);
        }
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn smtp_url(r: &mut Reader<'_>) -> String {
    let url = r.required("BEIAN_SMTP_URL", "the mail server, such as smtps://user@mail.example.cn");
    if let Some(advice) = mail::transport_url(&url).err().filter(|_| !url.is_empty()) {
        r.complain("BEIAN_SMTP_URL", advice);
    }
    url
}

/// Four for each core of a small server of the database: with more at work at one time it does no more, but each waits longer
/// (with sixteen on two cores the slowest of a hundred pages took twice as long).
const CONNECTIONS: usize = 8;

fn connections(r: &mut Reader<'_>) -> usize {
    const ADVICE: &str = "a number of connections from 1 on";
    let count = r.parse("BEIAN_DATABASE_CONNECTIONS", CONNECTIONS, ADVICE);
    if count == 0 {
        r.complain("BEIAN_DATABASE_CONNECTIONS", format!("cannot be used: {ADVICE}"));
    }
    count
}

/// Addresses that are there but lead nowhere.
fn check_addresses(r: &mut Reader<'_>, config: &Config) {
    let is_wrong = |text: &str, is_fine: bool| !text.is_empty() && !is_fine;
    let database = &config.database_url;
    if is_wrong(database, database.parse::<tokio_postgres::Config>().is_ok()) {
        r.complain("DATABASE_URL", "is no address of PostgreSQL: write postgresql://role:password@host/database");
    }
    if is_wrong(&config.mail_from, mail::is_sender(&config.mail_from)) {
        r.complain("BEIAN_MAIL_FROM", "is no sender: write an address, or a name with <address> after it");
    }
    if is_wrong(&config.provider.email, Email::parse(&config.provider.email).is_ok()) {
        r.complain("BEIAN_PROVIDER_EMAIL", "is no mail address: write it like beian@example.cn");
    }
    if is_wrong(&config.office_origin, config.office_origin != config.portal_origin) {
        r.complain("BEIAN_OFFICE_ORIGIN", "is that of the portal: the back office needs a host or port of its own");
    }
}

fn origin(r: &mut Reader<'_>, name: &str, demo: bool) -> String {
    let value =
        r.required(name, "scheme, host and port under which people reach this site, such as https://beian.example.cn");
    let value = value.trim_end_matches('/').to_owned();
    let (scheme, host) = value.split_once("://").unwrap_or(("", &value));
    let is_loopback = ["127.0.0.1", "localhost"].contains(&host.split(':').next().unwrap_or_default());
    // Browsers name an origin in small letters, without a path and without the scheme's own port.
    let own_port = if scheme == "http" { ":80" } else { ":443" };
    let is_bare = !host.is_empty()
        && !host.contains(['/', '?', '#', '@'])
        && !host.ends_with(own_port)
        && value == value.to_ascii_lowercase();
    if value.is_empty() {
    } else if scheme != "https" && !(demo && scheme == "http" && is_loopback) {
        r.complain(name, "must start with https:// (plain http is for the demo on loopback)");
    } else if !is_bare {
        r.complain(name, "must be what browsers call the origin: small letters, no path, no port 443");
    }
    value
}

/// Addresses as operators write them: `first-last`, one address, or a block such as `192.0.2.0/24`.
fn ranges(r: &mut Reader<'_>) -> Vec<IpRange> {
    const ADVICE: &str = "public addresses, ranges first-last or blocks address/length, separated by spaces or commas";
    let text = r.or("BEIAN_PROVIDER_RANGES", "");
    let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
    let parsed: Vec<_> = parts.map(IpRange::parse_block).collect();
    if parsed.iter().any(Result::is_err) {
        r.complain("BEIAN_PROVIDER_RANGES", format!("cannot be read: {ADVICE}"));
    }
    parsed.into_iter().flatten().collect()
}

/// Whether the settings are those of a demo, for whoever looks at them before they are read.
fn says_demo(values: &BTreeMap<String, String>) -> bool {
    values.get("BEIAN_DEMO").is_some_and(|value| value == "1")
}

fn is_demo(r: &mut Reader<'_>) -> bool {
    match r.get("BEIAN_DEMO") {
        Some("1") => true,
        None | Some("0") => false,
        Some(_) => {
            r.complain("BEIAN_DEMO", "cannot be read: 1 for a demo, otherwise leave it out");
            false
        }
    }
}

/// Settings that only a demo has, and addresses that only `make run` gives.
fn refuse_demo_settings(r: &mut Reader<'_>) {
    for name in ["BEIAN_MAILBOX_LISTEN", "BEIAN_FONT_FILE", "BEIAN_FACTS_PRIVATE"] {
        if r.get(name).is_some() {
            r.complain(name, "is a setting of the demo: leave it out");
        }
    }
    for name in ["BEIAN_MAIL_FROM", "BEIAN_PROVIDER_EMAIL"] {
        if r.get(name).is_some_and(|value| value.trim_end_matches('>').ends_with("@beian.example")) {
            r.complain(name, "is an address of the demo: give one that receives mail");
        }
    }
}

fn hashing(r: &mut Reader<'_>, demo: bool) -> Hashing {
    let promised = Hashing::PROMISED;
    let memory_kib = r.parse("BEIAN_HASH_MEMORY_KIB", promised.memory_kib, "KiB of memory of one password hash");
    let passes = r.parse("BEIAN_HASH_PASSES", promised.passes, "passes of one password hash");
    if !demo && memory_kib < promised.memory_kib {
        r.complain("BEIAN_HASH_MEMORY_KIB", "password hashes need at least 65536 KiB");
    }
    if !demo && passes < promised.passes {
        r.complain("BEIAN_HASH_PASSES", "password hashes need at least 3 passes");
    }
    Hashing { memory_kib, passes, ..promised }
}

#[cfg(test)]
mod tests;
