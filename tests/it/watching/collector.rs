//! A collector of traces: takes what comes by OTLP over HTTP in JSON.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// The collector, listening.
pub struct Collector {
    /// Its address.
    pub url: String,
    came: Arc<Mutex<Vec<String>>>,
}

impl Collector {
    /// Starts one; it ends with the tests.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let came = Arc::<Mutex<Vec<String>>>::default();
        let keeps = Arc::clone(&came);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if let Some(body) = stream.ok().and_then(take) {
                    keeps.lock().unwrap().push(body);
                }
            }
        });
        Self { url, came }
    }

    /// All that came, as it came.
    pub fn text(&self) -> String {
        self.came.lock().unwrap().concat()
    }

    /// Every span that came.
    pub fn spans(&self) -> Vec<Value> {
        let came = self.came.lock().unwrap();
        let all: Vec<Value> = came.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
        let each = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
        let resources = all.iter().flat_map(|body| each(body, "resourceSpans"));
        let scopes = resources.flat_map(|resource| each(&resource, "scopeSpans"));
        scopes.flat_map(|scope| each(&scope, "spans")).collect()
    }
}

/// One call on a connection of its own.
fn take(stream: TcpStream) -> Option<String> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut length, mut first) = (String::new(), 0, String::new());
    while stream.read_line(&mut line).ok()? > 0 && !line.trim_end().is_empty() {
        if first.is_empty() {
            first.clone_from(&line);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let told = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    stream.get_mut().write_all(told.as_bytes()).ok()?;
    first.starts_with("POST /v1/traces ").then(|| String::from_utf8(body).unwrap())
}
