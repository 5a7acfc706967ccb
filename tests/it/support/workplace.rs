//! The worker as a process of its own, at a bureau of this machine.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::database::{KEY, TestDb};
use super::http;
use super::program::{most_memory, secret, settings, tell_to_end};

/// Our unit in the sandbox.
pub const UNIT: i64 = 110_000_000_001;

/// What a worker is started with.
pub struct Workplace {
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
}

impl Workplace {
    /// On a database, with the papers of a folder and the bureau at an address, asked for news as often as told.
    pub fn new(test: &TestDb, papers: &Path, bureau: &str, poll_seconds: u32) -> Self {
        Self::with(test, |folder| {
            let own = |name: &str, content: &str| secret(folder, name, content);
            vec![
                ("BEIAN_STORAGE_DIR", papers.to_str().unwrap().to_owned()),
                ("BEIAN_BUREAU_FILES_URL", format!("{bureau}/ISPWebService/upDownLoad")),
                ("BEIAN_BUREAU_UNIT", UNIT.to_string()),
                ("BEIAN_BUREAU_USER", "demo".to_owned()),
                ("BEIAN_BUREAU_PASSWORD_FILE", own("bureau-password", "Passw0rd")),
                ("BEIAN_BUREAU_CIPHER_FILE", own("bureau-cipher", "0123456789abcdef\n0102030405060708\n")),
                ("BEIAN_BUREAU_POLL_SECONDS", poll_seconds.to_string()),
                ("BEIAN_BUREAU_GAP_MS", "0".to_owned()),
            ]
        })
    }

    /// On a database, with settings of a test's own; their secrets lie in the folder.
    pub fn with(test: &TestDb, own: impl FnOnce(&Path) -> Vec<(&'static str, String)>) -> Self {
        let folder = TempDir::new().unwrap();
        let mut settings = settings(&test.url, &folder, KEY, http::free_ports());
        let own = own(folder.path());
        settings.retain(|(name, _)| own.iter().all(|(other, _)| other != name));
        settings.extend(own);
        Self { settings, folder }
    }

    /// Starts a worker.
    pub fn start(&self) -> Process {
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        command.arg("work").env_clear().envs(self.settings.iter().cloned()).stdout(Stdio::null()).stderr(log);
        Process(command.spawn().unwrap())
    }

    /// How the bureau is reached, as a program reads it.
    #[allow(dead_code)] // for what measures
    pub fn bureau(&self) -> Vec<(&'static str, String)> {
        self.settings.iter().filter(|(name, _)| name.starts_with("BEIAN_BUREAU_")).cloned().collect()
    }

    /// All that the workers logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// A worker that runs.
pub struct Process(Child);

impl Process {
    /// The most memory it ever held, in KiB.
    #[allow(dead_code)] // for what measures
    pub fn most_memory(&self) -> usize {
        most_memory(self.0.id())
    }

    /// Its number.
    #[allow(dead_code)] // for what measures
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Tells it to end.
    pub fn tell_to_end(&self) {
        tell_to_end(self.0.id());
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Ends it at once, whatever it is at.
    pub fn end(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
