//! Where spans go: to a collector, by OTLP over HTTP, from a thread of its own. Only spans go, not what is logged within them.

use std::time::{Duration, Instant};

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter as HandsOver};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::{Layer, Registry};

use super::metrics;

/// How long the collector may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What hands spans over; made before the runtime, as its client blocks.
///
/// # Errors
/// When the address cannot be used.
pub fn provider(url: &str) -> anyhow::Result<SdkTracerProvider> {
    let client = reqwest::blocking::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .no_proxy()
        .build()?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(client)
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(format!("{}/v1/traces", url.trim_end_matches('/')))
        .build()?;
    let resource = Resource::builder_empty().with_service_name(env!("CARGO_PKG_NAME")).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(Told(exporter)).with_resource(resource).build())
}

/// The exporter; what fails is counted and told, as nobody else would say so.
#[derive(Debug)]
struct Told(SpanExporter);

impl HandsOver for Told {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let started = Instant::now();
        let done = self.0.export(batch).await;
        metrics::called("collector", done.is_ok(), started.elapsed());
        if let Err(error) = &done {
            tracing::warn!(%error, "spans were not handed over");
        }
        done
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

/// Takes our spans of the level below the log's own, which carry names and kinds as OpenTelemetry wants them.
pub fn layer(provider: &SdkTracerProvider) -> Box<dyn Layer<Registry> + Send + Sync> {
    let ours = FilterFn::new(|about| {
        about.is_span() && *about.level() == tracing::Level::DEBUG && about.target().starts_with(env!("CARGO_PKG_NAME"))
    });
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer(env!("CARGO_PKG_NAME")))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(ours.with_max_level_hint(LevelFilter::DEBUG))
        .boxed()
}
