//! The real program with a database, keys and ports of its own, as `make run` starts it.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use beian::db::Db;
use beian::sealing::Sealer;
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tempfile::TempDir;

use super::database::{KEY, TestDb};
use super::{http, sources};

/// `beian serve` in its demo setting: both sites, worker and mailbox.
pub struct Program {
    /// Its database.
    pub database: TestDb,
    /// Origin of the portal.
    pub portal: String,
    /// Origin of the back office.
    pub office: String,
    mailbox: u16,
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
    child: Child,
}

/// A message that arrived in the mailbox.
#[derive(Debug, Clone, Deserialize)]
pub struct Arrived {
    /// Address or number.
    pub to: String,
    /// Subject of a mail.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// Its other part, of a mail.
    pub html: Option<String>,
}

impl Program {
    /// Starts it and waits until it answers.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with some settings of a test's own.
    pub async fn start_with(own: &[(&'static str, &str)]) -> Self {
        Self::start_on(TestDb::start().await, own).await
    }

    /// The same on a database that is there already.
    pub async fn start_on(database: TestDb, own: &[(&'static str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let [portal, office, mailbox, smtp] = http::free_ports();
        let mut settings = settings(&database.url, &folder, KEY, [portal, office, mailbox, smtp]);
        settings.retain(|(name, _)| own.iter().all(|(other, _)| other != name));
        settings.extend(own.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let child = serve(&settings, &folder);
        let mut program = Self {
            database,
            portal: format!("http://127.0.0.1:{portal}"),
            office: format!("http://127.0.0.1:{office}"),
            mailbox,
            child,
            settings,
            folder,
        };
        program.wait_until_up(&[portal, office]);
        program
    }

    /// Ends it at once, whatever it is at.
    pub fn end(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to end.
    pub fn tell_to_end(&self) {
        tell_to_end(self.child.id());
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Starts it once more, after it ended, and waits until it answers.
    pub fn start_again(&mut self) {
        self.child = serve(&self.settings, &self.folder);
        let ports = [self.portal.as_str(), self.office.as_str()].map(|origin| origin.rsplit(':').next().unwrap());
        self.wait_until_up(&ports.map(|port| port.parse().unwrap()));
    }

    fn wait_until_up(&mut self, ports: &[u16]) {
        let until = Instant::now() + Duration::from_secs(30);
        let is_up = |port: &u16| http::get(*port, "/health").is_some_and(|(status, _)| status == 200);
        while !ports.iter().all(is_up) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < until, "it did not start:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What it was started with.
    pub fn setting(&self, name: &str) -> &str {
        let found = self.settings.iter().find(|(own, _)| *own == name);
        found.map_or_else(|| panic!("no setting {name}"), |(_, value)| value)
    }

    /// What seals as it does.
    pub fn sealer(&self) -> Sealer {
        Sealer::load(Path::new(self.setting("BEIAN_KEY_FILE"))).unwrap()
    }

    /// A pool of its database, sealed as it does.
    pub fn db(&self) -> Db {
        Db::new(&self.database.url, 4, self.sealer()).unwrap()
    }

    /// Runs another command of the program with the same settings; its output.
    pub fn command(&self, arguments: &[&str]) -> String {
        let output = self.try_command(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "beian {}: {errors}", arguments.join(" "));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same, whatever comes of it.
    pub fn try_command(&self, arguments: &[&str]) -> Output {
        self.try_command_with(arguments, &[])
    }

    /// The same with some settings of a test's own.
    pub fn try_command_with(&self, arguments: &[&str], own: &[(&str, &str)]) -> Output {
        self.prepared(arguments).envs(own.iter().copied()).output().unwrap()
    }

    /// Begins a command that runs while something else goes on.
    pub fn begin_command(&self, arguments: &[&str]) -> Child {
        self.prepared(arguments).stdout(Stdio::null()).spawn().unwrap()
    }

    /// Holds that its audit is whole.
    pub fn audit_is_whole(&self) {
        let told = self.command(&["audit", "verify"]);
        assert!(told.starts_with("whole"), "{told}");
    }

    fn prepared(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        command.args(arguments).env_clear().envs(self.settings.iter().cloned());
        command.env("MIGRATION_DATABASE_URL", &self.database.owner_url);
        command
    }

    /// A file of its own folder, for what commands and uploads read.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Its number among the processes.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The folder of its sealed uploads.
    pub fn storage(&self) -> PathBuf {
        self.folder.path().join("papers")
    }

    /// All that it logged.
    pub fn whole_log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The most memory it ever held, in KiB.
    pub fn most_memory(&self) -> usize {
        most_memory(self.child.id())
    }

    /// The end of its log.
    pub fn log(&self) -> String {
        let log = self.whole_log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// Origin of the demo mailbox.
    pub fn mailbox(&self) -> String {
        format!("http://127.0.0.1:{}", self.mailbox)
    }

    /// Every message to an address or number, newest first.
    pub fn messages(&self, to: &str) -> Vec<Arrived> {
        let (status, body) = http::get(self.mailbox, "/api/messages").expect("the mailbox answers");
        assert_eq!(status, 200, "{body}");
        let all: Vec<Arrived> = serde_json::from_str(&body).unwrap();
        all.into_iter().filter(|message| message.to.ends_with(to)).collect()
    }

    /// Waits for a message to an address or number that holds some text: the newest.
    pub async fn message(&self, to: &str, holding: &str) -> Arrived {
        for _ in 0..200 {
            let fits = |message: &Arrived| message.text.contains(holding) || message.subject.contains(holding);
            if let Some(found) = self.messages(to).into_iter().find(fits) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no message to {to} with {holding:?}; there are {:?}\n{}", self.messages(""), self.log());
    }
}

impl Arrived {
    /// The first link in it that holds some text.
    pub fn link(&self, holding: &str) -> String {
        let words = self.text.split_whitespace().filter_map(|word| word.find("http").map(|start| &word[start..]));
        let found = words.into_iter().find(|word| word.contains(holding));
        found.unwrap_or_else(|| panic!("no link with {holding}: {}", self.text)).to_owned()
    }

    /// The first run of six digits in it.
    pub fn code(&self) -> String {
        let mut runs = self.text.split(|c: char| !c.is_ascii_digit());
        runs.find(|run| run.len() == 6).unwrap_or_else(|| panic!("no code: {}", self.text)).to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::TERM);
        }
        for _ in 0..100 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(settings: &[(&'static str, String)], folder: &TempDir) -> Child {
    let log = File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
    command.arg("serve").env_clear().envs(settings.iter().cloned()).stdout(Stdio::null()).stderr(log);
    command.spawn().unwrap()
}

/// Tells a process to end.
pub fn tell_to_end(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
}

/// Waits until what was told to end has ended, as soon as is promised; how long it took.
pub async fn ends_in_time(mut has_ended: impl FnMut() -> bool) -> Duration {
    let told = Instant::now();
    while !has_ended() {
        assert!(told.elapsed() < Duration::from_secs(30), "it goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    told.elapsed()
}

/// The most memory that a process ever held, in KiB.
pub fn most_memory(pid: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A file that only its owner reads; its path.
pub fn secret(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Settings of a program on this machine, with secrets of its own in a folder.
pub fn settings(database_url: &str, folder: &TempDir, key: &str, ports: [u16; 4]) -> Vec<(&'static str, String)> {
    let [portal, office, mailbox, smtp] = ports.map(|port| format!("127.0.0.1:{port}"));
    let secret = |name: &str, content: &str| secret(folder.path(), name, content);
    let papers = folder.path().join("papers");
    fs::create_dir(&papers).unwrap();
    fs::set_permissions(&papers, fs::Permissions::from_mode(0o700)).unwrap();
    vec![
        ("BEIAN_DEMO", "1".into()),
        ("DATABASE_URL", database_url.to_owned()),
        ("BEIAN_PORTAL_ORIGIN", format!("http://{portal}")),
        ("BEIAN_OFFICE_ORIGIN", format!("http://{office}")),
        ("BEIAN_PORTAL_LISTEN", portal),
        ("BEIAN_OFFICE_LISTEN", office),
        ("BEIAN_SMS_URL", format!("http://{mailbox}/sms")),
        ("BEIAN_MAILBOX_LISTEN", mailbox),
        ("BEIAN_SMTP_URL", format!("smtp://{smtp}")),
        ("BEIAN_KEY_FILE", secret("key", key)),
        ("BEIAN_PEPPER_FILE", secret("pepper", "a pepper of the tests, long enough to be taken")),
        ("BEIAN_READER", "off".into()),
        ("BEIAN_SMS_SECRET_FILE", secret("sms", "a secret of the tests, long enough to be taken")),
        ("BEIAN_STORAGE_DIR", papers.to_str().unwrap().to_owned()),
        ("BEIAN_ASSETS_DIR", sources::root().join("static/dist").to_str().unwrap().to_owned()),
        ("BEIAN_MAIL_FROM", "示例云备案 <noreply@example.cn>".into()),
        ("BEIAN_PROVIDER_NAME_ZH", "示例云".into()),
        ("BEIAN_PROVIDER_NAME_EN", "Example Cloud".into()),
        ("BEIAN_PROVIDER_PHONE", "400-000-0000".into()),
        ("BEIAN_PROVIDER_EMAIL", "beian@example.cn".into()),
        ("BEIAN_PROVIDER_ADDRESS", "示例云备案部，北京市海淀区示例路1号，400-000-0000".into()),
        ("BEIAN_PROVIDER_RANGES", "114.114.0.0/16, 192.175.48.0/24 2400:3200::/32".into()),
        ("BEIAN_HASH_MEMORY_KIB", "1024".into()),
        ("BEIAN_HASH_PASSES", "1".into()),
        ("RUST_LOG", "info".into()),
    ]
}
