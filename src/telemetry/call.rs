//! A call of another's system: timed, counted, and a span of its own.

use std::future::Future;
use std::time::Instant;

use tracing::Instrument as _;
use tracing::field::Empty;

use super::metrics;

/// Makes a call that succeeds or fails.
///
/// # Errors
/// As the call.
pub async fn call<T, E>(to: &'static str, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    watch(to, work, Result::is_ok).await
}

/// Makes a call whose answer tells whether it did what it was to do. `to` names whose system it is, never an address.
pub async fn watch<T>(to: &'static str, work: impl Future<Output = T>, is_fine: impl Fn(&T) -> bool) -> T {
    let span = tracing::debug_span!("call", otel.name = to, otel.kind = "client", otel.status_code = Empty);
    let started = Instant::now();
    let answer = work.instrument(span.clone()).await;
    let is_fine = is_fine(&answer);
    if !is_fine {
        span.record("otel.status_code", "ERROR");
    }
    metrics::called(to, is_fine, started.elapsed());
    answer
}
