//! The sandbox as a program of this machine.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::http;

/// The sandbox; ended with the test.
pub struct Sandbox {
    /// Its port.
    pub port: u16,
    child: Option<Child>,
    state: PathBuf,
    options: Vec<String>,
}

impl Sandbox {
    /// One that keeps its state in a folder, with some options.
    pub fn new(folder: &Path, options: &[&str]) -> Self {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        Self { port: http::free_port(), child: None, state: folder.join("bureau.json"), options }
    }

    /// One more option, with its value.
    pub fn option(&mut self, name: &str, value: &str) {
        self.options.extend([name.to_owned(), value.to_owned()]);
    }

    /// Where it is.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts it where it stood when it ended.
    pub async fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bureau-sandbox"));
        command.args(["--listen", &format!("127.0.0.1:{}", self.port), "--state"]).arg(&self.state).args(&self.options);
        self.child = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        for _ in 0..200 {
            if http::get(self.port, "/about").is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the sandbox did not start");
    }

    /// Ends it as an operator does: its state is kept.
    pub fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
        assert!(child.wait().unwrap().success());
    }

    /// Changes its state while it is ended.
    #[allow(dead_code)] // for what measures
    pub fn change(&self, change: impl FnOnce(&mut serde_json::Value)) {
        let mut state = serde_json::from_slice(&std::fs::read(&self.state).unwrap()).unwrap();
        change(&mut state);
        std::fs::write(&self.state, serde_json::to_vec(&state).unwrap()).unwrap();
    }

    /// Numbers of what it took, in the order in which it came.
    pub fn sequences(&self) -> Vec<i64> {
        let (_, state) = http::get(self.port, "/state").unwrap();
        let state: serde_json::Value = serde_json::from_str(&state).unwrap();
        let uploads = state["uploads"].as_array().unwrap();
        uploads.iter().filter_map(|upload| upload["sequence"].as_i64()).collect()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
