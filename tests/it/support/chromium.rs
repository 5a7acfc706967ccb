//! Chromium behind its driver: started on a free port, ended with everything it started.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::http;

/// A running driver.
pub struct Driver {
    port: u16,
    child: Child,
    profiles: TempDir,
}

/// How a session of the browser is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// As people have it.
    On,
    /// Switched off.
    Off,
}

impl Driver {
    /// Starts the driver; none, with a loud line, where there is no Chromium and nobody insists (`CI`).
    #[allow(clippy::disallowed_methods)]
    pub fn start() -> Option<Self> {
        let found = is_installed("chromedriver") && is_installed("chromium");
        if !found {
            let must = std::env::var_os("CI").is_some();
            assert!(!must, "chromium and chromedriver are missing: apt-get install chromium chromium-driver");
            eprintln!("\n!!!! BROWSER TEST SKIPPED: install chromium and chromium-driver, or run `make test` !!!!\n");
            return None;
        }
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "chromedriver ended at once");
            let last = line.trim_end().trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
            if let (true, Ok(port)) = (line.contains("successfully on port"), last.parse()) {
                break port;
            }
        };
        // What it says later must go somewhere, or it stops.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Some(Self { port, child, profiles: TempDir::new().unwrap() })
    }

    /// Opens a browser with a profile of its own.
    pub async fn open(&self, scripts: Scripts) -> Session {
        let profile = tempfile::tempdir_in(self.profiles.path()).unwrap().keep();
        let wishes = capabilities(profile.to_str().unwrap(), scripts);
        let wishes = wishes.as_object().unwrap().clone();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wishes).connect(&format!("http://127.0.0.1:{}", self.port)).await.unwrap();
        let id = client.session_id().await.unwrap().unwrap();
        Session { client, port: self.port, id }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Told so, it ends its browsers too; killed, it would leave them.
        let _ = http::get(self.port, "/shutdown");
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

/// One open browser.
pub struct Session {
    /// Its client.
    pub client: Client,
    port: u16,
    id: String,
}

impl Session {
    /// Presses an element: as it stands, or, where a line that stays at the edge covers it, in the middle of the window.
    pub async fn press(&self, element: &Element) -> bool {
        if element.click().await.is_ok() {
            return true;
        }
        let Ok(own) = serde_json::to_value(element) else { return false };
        let middle = "arguments[0].scrollIntoView({ block: 'center' })";
        self.client.execute(middle, vec![own]).await.is_ok() && element.click().await.is_ok()
    }

    /// A command of Chromium's own protocol.
    pub fn command(&self, name: &str, params: Value) -> Value {
        let body = json!({ "cmd": name, "params": params }).to_string();
        let path = format!("/session/{}/goog/cdp/execute", self.id);
        let (status, answer) = http::post(self.port, &path, &body).expect("the driver answers");
        assert_eq!(status, 200, "{name}: {answer}");
        serde_json::from_str::<Value>(&answer).unwrap()["value"].take()
    }

    /// Makes the window as wide and high as a device's.
    pub fn resize(&self, width: u32, height: u32) {
        let mobile = width < 600;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.command("Emulation.setDeviceMetricsOverride", size);
    }

    /// The whole page as a PNG.
    pub fn picture(&self) -> Vec<u8> {
        let size = &self.command("Page.getLayoutMetrics", json!({}))["cssContentSize"];
        let (width, height) = (size["width"].as_f64().unwrap(), size["height"].as_f64().unwrap().min(8000.0));
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let wish = json!({ "format": "png", "optimizeForSpeed": true, "captureBeyondViewport": true, "clip": clip });
        let picture = self.command("Page.captureScreenshot", wish);
        data_encoding::BASE64.decode(picture["data"].as_str().unwrap().as_bytes()).unwrap()
    }
}

fn capabilities(profile: &str, scripts: Scripts) -> Value {
    let mut options = json!({ "args": [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--in-process-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        "--lang=zh-CN", "--window-size=1280,900", format!("--user-data-dir={profile}"),
    ] });
    if scripts == Scripts::Off {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    json!({ "browserName": "chrome", "goog:chromeOptions": options })
}

#[allow(clippy::disallowed_methods)]
fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
