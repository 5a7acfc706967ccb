//! What this process counted since it began, for Prometheus. Labels are of small sets that are known beforehand: patterns and
//! topics, never what somebody sent.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// What every name begins with.
pub const PREFIX: &str = "beian";

/// Bounds of the times that are counted, in seconds.
const SECONDS: [f64; 15] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];

type Times<S> = Family<S, Histogram, fn() -> Histogram>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    site: &'static str,
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    site: &'static str,
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Worked {
    topic: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Topic {
    topic: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    to: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct To {
    to: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Failed {
    child: &'static str,
    cause: &'static str,
}

struct Counts {
    registry: Registry,
    requests: Family<Answered, Counter>,
    request_seconds: Times<Route>,
    jobs: Family<Worked, Counter>,
    job_seconds: Times<Topic>,
    calls: Family<Called, Counter>,
    call_seconds: Times<To>,
    child_failures: Family<Failed, Counter>,
    database_unreached: Counter,
}

static COUNTS: LazyLock<Counts> = LazyLock::new(|| {
    let times = || Histogram::new(SECONDS);
    let mut counts = Counts {
        registry: Registry::with_prefix(PREFIX),
        requests: Family::default(),
        request_seconds: Family::new_with_constructor(times),
        jobs: Family::default(),
        job_seconds: Family::new_with_constructor(times),
        calls: Family::default(),
        call_seconds: Family::new_with_constructor(times),
        child_failures: Family::default(),
        database_unreached: Counter::default(),
    };
    let own = &mut counts.registry;
    own.register("requests", "Requests answered", counts.requests.clone());
    own.register("request_seconds", "Time from request to answer", counts.request_seconds.clone());
    own.register("jobs", "Attempts at jobs of the outbox: done, later, dead or lost", counts.jobs.clone());
    own.register("job_seconds", "Time of an attempt", counts.job_seconds.clone());
    own.register("calls", "Calls of others' systems: fine or failed", counts.calls.clone());
    own.register("call_seconds", "Time of a call", counts.call_seconds.clone());
    own.register("child_failures", "Child processes that crashed or took too long", counts.child_failures.clone());
    own.register("database_unreached", "Transactions that did not begin", counts.database_unreached.clone());
    counts
});

/// A request was answered. The method must be one of few, see [`method`].
pub fn answered(site: &'static str, method: &'static str, route: &str, status: u16, took: Duration) {
    let route = Route { site, method, route: route.to_owned() };
    COUNTS.request_seconds.get_or_create(&route).observe(took.as_secs_f64());
    COUNTS.requests.get_or_create(&Answered { site, method, route: route.route, status }).inc();
}

/// A method as a label: anybody may send a word of their own.
pub fn method(sent: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == sent).unwrap_or("other")
}

/// An attempt at a job ended.
pub fn worked(topic: &str, outcome: &'static str, took: Duration) {
    COUNTS.job_seconds.get_or_create(&Topic { topic: topic.to_owned() }).observe(took.as_secs_f64());
    COUNTS.jobs.get_or_create(&Worked { topic: topic.to_owned(), outcome }).inc();
}

/// A call of another's system ended.
pub(super) fn called(to: &'static str, is_fine: bool, took: Duration) {
    COUNTS.call_seconds.get_or_create(&To { to }).observe(took.as_secs_f64());
    COUNTS.calls.get_or_create(&Called { to, outcome: if is_fine { "fine" } else { "failed" } }).inc();
}

/// A child process crashed or took too long.
pub fn child_failed(child: &'static str, cause: &'static str) {
    COUNTS.child_failures.get_or_create(&Failed { child, cause }).inc();
}

/// No transaction could begin.
pub fn database_unreached() {
    COUNTS.database_unreached.inc();
}

/// Writes all that was counted, in the text format of OpenMetrics without its end.
///
/// # Errors
/// Never: a text takes everything.
pub fn write(text: &mut String) -> fmt::Result {
    text::encode_registry(text, &COUNTS.registry)
}
