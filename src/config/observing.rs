//! What the program tells those who run it: the form of its log, where its traces go, where metrics are asked.

use std::net::SocketAddr;

use super::{Reader, environment};

/// Log, traces and metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observing {
    /// Whether each line of the log is JSON.
    pub json_log: bool,
    /// The collector of traces; none are made without.
    pub otlp_url: Option<String>,
    /// Where `beian serve` answers for metrics and health; nowhere without.
    pub serve_listen: Option<SocketAddr>,
    /// The same of `beian work`.
    pub work_listen: Option<SocketAddr>,
}

impl Observing {
    pub(super) fn read(r: &mut Reader<'_>) -> Self {
        let json_log = match r.get("BEIAN_LOG_FORMAT") {
            None | Some("text") => false,
            Some("json") => true,
            Some(_) => {
                r.complain("BEIAN_LOG_FORMAT", "cannot be read: text or json");
                false
            }
        };
        let otlp_url = r.get("BEIAN_OTLP_URL").map(str::to_owned);
        let is_url = |url: &String| {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains([' ', '?', '#']))
        };
        if otlp_url.as_ref().is_some_and(|url| !is_url(url)) {
            r.complain("BEIAN_OTLP_URL", "cannot be read: a collector's address such as http://127.0.0.1:4318");
        }
        Self {
            json_log,
            otlp_url: otlp_url.filter(is_url),
            serve_listen: listen(r, "BEIAN_METRICS_LISTEN"),
            work_listen: listen(r, "BEIAN_WORK_METRICS_LISTEN"),
        }
    }

    /// What the environment says, before anything else is read. What is wrong in it is told with all other settings.
    pub fn from_environment() -> Self {
        Self::read(&mut Reader { values: &environment(), complaints: Vec::new() })
    }
}

fn listen(r: &mut Reader<'_>, name: &str) -> Option<SocketAddr> {
    let parsed = r.get(name).map(str::parse::<SocketAddr>);
    if matches!(parsed, Some(Err(_))) {
        r.complain(name, "cannot be read: an address and port such as 127.0.0.1:9180");
    }
    parsed.and_then(Result::ok)
}
