//! Chromium behind its driver: started on a free port, ended with everything it started.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
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
    browser: PathBuf,
    profiles: TempDir,
}

/// What may show the pages, the best first: the one without windows asks half of the processor. It is named by its file, as
/// the driver ends only what it started itself, and the command of that name is a shell that starts it.
const BROWSERS: [&str; 3] = ["/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser"];

/// The name under which drivers tell elements (W3C WebDriver, section 11).
const ELEMENT_IDENTIFIER: &str = "element-6066-11e4-a52e-4f735466cecf";

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
        let Some(browser) = installed("chromedriver").and(BROWSERS.iter().find_map(|name| installed(name))) else {
            let must = std::env::var_os("CI").is_some();
            assert!(!must, "chromium and chromedriver are missing: apt-get install chromium chromium-driver");
            eprintln!("\n!!!! BROWSER TEST SKIPPED: install chromium and chromium-driver, or run `make test` !!!!\n");
            return None;
        };
        let profiles = TempDir::new().unwrap();
        let mut command = Command::new("chromedriver");
        // It makes a profile for each browser itself: the one without windows opens no page with one that was made for it.
        command.arg("--port=0").env("TMPDIR", profiles.path()).stdout(Stdio::piped()).stderr(Stdio::null());
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
        Some(Self { port, child, browser, profiles })
    }

    /// Opens a browser with a profile of its own.
    pub async fn open(&self, scripts: Scripts) -> Session {
        self.open_with(scripts, None).await
    }

    /// The same with a camera that sees one picture, a JPEG whose name ends in `mjpeg`.
    pub async fn open_with(&self, scripts: Scripts, camera: Option<&Path>) -> Session {
        let wishes = capabilities(&self.browser, camera).as_object().unwrap().clone();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wishes).connect(&format!("http://127.0.0.1:{}", self.port)).await.unwrap();
        let id = client.session_id().await.unwrap().unwrap();
        let session = Session { client, port: self.port, id };
        if scripts == Scripts::Off {
            session.switch_scripts_off().await;
        }
        session
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
    /// An element that a script gave back.
    pub fn element(&self, found: &Value) -> Option<Element> {
        let id = found[ELEMENT_IDENTIFIER].as_str()?.to_owned();
        Some(Element::from_element_id(self.client.clone(), id.into()))
    }

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

    /// Runs no script of a page from here on, and holds that it is so.
    async fn switch_scripts_off(&self) {
        self.command("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        self.client.goto("data:text/html,<title>off</title><script>document.title = 'on'</script>").await.unwrap();
        assert_eq!(self.client.title().await.unwrap(), "off", "scripts are still run");
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

fn capabilities(browser: &Path, camera: Option<&Path>) -> Value {
    let mut options = json!({ "binary": browser, "args": [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--in-process-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        "--lang=zh-CN", "--window-size=1280,900", "--force-prefers-reduced-motion", "--disable-smooth-scrolling",
        "--disable-features=PaintHolding,BackForwardCache,Translate,OptimizationHints,SpareRendererForSitePerProcess",
    ] });
    if let (Some(picture), Some(args)) = (camera, options["args"].as_array_mut()) {
        let sees = format!("--use-file-for-fake-video-capture={}", picture.display());
        let flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", sees.as_str()];
        args.extend(flags.map(Value::from));
    }
    json!({ "browserName": "chrome", "goog:chromeOptions": options })
}

#[allow(clippy::disallowed_methods)]
fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Whether a process names something in its command.
fn runs(what: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes.flat_map(|process| std::fs::read(process.path().join("cmdline"))).any(|command| {
        let command = String::from_utf8_lossy(&command);
        command.contains(what)
    })
}

#[tokio::test]
async fn a_driver_that_ends_leaves_no_browser_behind() {
    let Some(driver) = Driver::start() else { return };
    let profiles = driver.profiles.path().to_str().unwrap().to_owned();
    let _session = driver.open(Scripts::Off).await;
    assert!(runs(&profiles), "a browser keeps its profile where the driver does");
    drop(driver);
    for _ in 0..100 {
        if !runs(&profiles) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the browser goes on without its driver");
}
