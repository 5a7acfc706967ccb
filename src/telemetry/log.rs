//! The log: one line an event to standard error, as text or as JSON. Beside it spans go to a collector, where one is set.

use std::io::{self, IsTerminal as _, Write};
use std::time::Duration;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use super::{mask, traces};
use crate::config::Observing;

/// How long the last spans are waited for: a program that is told to stop must be gone in time.
const LAST: Duration = Duration::from_secs(1);

/// What was begun; ended with the program.
#[must_use]
pub struct Telling(Option<SdkTracerProvider>);

/// Begins the log, and traces where the settings name a collector. `RUST_LOG` chooses what is logged; the server's own words
/// about its threads are left out.
///
/// # Errors
/// When the address of the collector cannot be used, or a log was begun already.
pub fn begin(settings: &Observing) -> anyhow::Result<Telling> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let mut layers = vec![lines(settings.json_log).with_filter(filter).boxed()];
    let provider = settings.otlp_url.as_deref().map(traces::provider).transpose()?;
    layers.extend(provider.as_ref().map(traces::layer));
    tracing_subscriber::registry().with(layers).try_init()?;
    tell_panics();
    Ok(Telling(provider))
}

/// A panic is a line like any other, and tells its place alone: its words may quote what somebody typed.
fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

impl Telling {
    /// Hands the last spans over.
    pub fn end(self) {
        if let Some(Err(error)) = self.0.map(|provider| provider.shutdown_with_timeout(LAST)) {
            tracing::warn!(%error, "the last spans were not handed over");
        }
    }
}

fn lines(as_json: bool) -> Box<dyn Layer<Registry> + Send + Sync> {
    let lines = fmt::layer::<Registry>().with_writer(|| Masked);
    if as_json {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(true).boxed()
    } else {
        lines.with_ansi(io::stderr().is_terminal()).boxed()
    }
}

/// Standard error, line by line as they are written.
struct Masked;

impl Write for Masked {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(mask::line(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
