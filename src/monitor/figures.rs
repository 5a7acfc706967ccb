//! What is measured when somebody asks: pool, queues, outbox, audit, the line to the bureau. Beside it stands what the process
//! counted. No question reads a big table: each follows an index and ends after a few thousand rows.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Bool, Double, Int4, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::time::timeout;

use crate::auth::password::Queue;
use crate::db::PoolStatus;
use crate::error::Result;
use crate::outbox::pulse::{self, Channel, Dead};
use crate::telemetry::metrics;
use crate::values::actor::Actor;
use crate::web::App;
use crate::web::health::Report;

/// How long the database may take to tell.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Whether each part stands.
    pub report: Report,
    /// The pool of this process.
    pub pool: PoolStatus,
    /// Password hashes of this process.
    pub hashes: Queue,
    /// What the database told; none when it does not answer.
    pub told: Option<Told>,
}

/// What the database tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// What waits in the outbox.
    pub channels: Vec<Channel>,
    /// What was given up.
    pub dead: Vec<Dead>,
    /// Seconds since the newest event of the audit; none before the first.
    pub audit_seconds: Option<f64>,
    /// When periodic work was last done.
    pub tasks: Vec<Task>,
    /// The line to the bureau; none where everything goes by hand.
    pub line: Option<Line>,
}

/// Periodic work, or the worker's sign of life.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Task {
    /// Its stored name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Seconds since it was done.
    #[diesel(sql_type = Double)]
    pub seconds: f64,
}

/// The line to the bureau.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Line {
    /// Nothing is sent, by hand or after a doubt.
    #[diesel(sql_type = Bool)]
    pub is_stopped: bool,
    /// The bureau is known to count as we do.
    #[diesel(sql_type = Bool)]
    pub is_in_step: bool,
    /// Times in a row that it did not answer.
    #[diesel(sql_type = Int4)]
    pub failures: i32,
    /// Seconds since it answered, or since it was to be asked again, which may lie ahead; none before the first time.
    #[diesel(sql_type = Nullable<Double>)]
    pub answer_seconds: Option<f64>,
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = Double)]
    seconds: f64,
}

impl Figures {
    /// Measures now.
    pub async fn read(app: &App) -> Self {
        let report = Report::of(app).await;
        let has_line = app.config.bureau.is_some();
        let told = match report.migrations {
            true => {
                let asked = app.db.read(Actor::Clock, async |tx| ask(tx.conn, has_line).await);
                timeout(PATIENCE, asked).await.ok().and_then(Result::ok)
            }
            false => None,
        };
        Self { report, pool: app.db.pool(), hashes: app.hasher.queue(), told }
    }

    /// All of it with what was counted, in the text format of OpenMetrics.
    ///
    /// # Errors
    /// Never: a text takes everything.
    pub fn text(&self) -> std::result::Result<String, fmt::Error> {
        let mut sheet = Sheet(Registry::with_prefix(metrics::PREFIX));
        self.put_own(&mut sheet);
        if let Some(told) = &self.told {
            told.put(&mut sheet);
        }
        let mut text = String::new();
        metrics::write(&mut text)?;
        encode_registry(&mut text, &sheet.0)?;
        encode_eof(&mut text)?;
        Ok(text)
    }

    fn put_own(&self, sheet: &mut Sheet) {
        let parts = self.report.parts();
        let parts = parts.iter().map(|(part, stands)| (vec![("part", *part)], f64::from(u8::from(*stands))));
        sheet.put("part_up", "Whether a part stands, as at /health", parts);
        let PoolStatus { used, idle, waiting, most } = self.pool;
        let states = [("used", used), ("idle", idle), ("most", most)];
        sheet.put("pool_connections", "Connections to the database", states.map(by_state));
        sheet.put("pool_waiting", "Who waits for a connection", [(Vec::new(), waiting as f64)]);
        let states = [("running", self.hashes.running), ("waiting", self.hashes.waiting)];
        sheet.put("hashes", "Password hashes", states.map(by_state));
    }
}

impl Told {
    fn put(&self, sheet: &mut Sheet) {
        let jobs = self.channels.iter().flat_map(|channel| {
            let by = |state| vec![("topic", channel.topic.as_str()), ("state", state)];
            [(by("due"), channel.due as f64), (by("later"), channel.later as f64)]
        });
        sheet.put("outbox_jobs", "Jobs that are not finished, at most 10000", jobs);
        let by = |topic| vec![("topic", topic)];
        let oldest = self.channels.iter().map(|channel| (by(channel.topic.as_str()), channel.oldest_seconds));
        sheet.put("outbox_oldest_seconds", "How long the oldest job waits that could run", oldest);
        let dead = self.dead.iter().map(|dead| (by(dead.topic.as_str()), dead.jobs as f64));
        sheet.put("outbox_dead", "Jobs that were given up and not dismissed, at most 10000", dead);
        let newest = self.audit_seconds.map(|seconds| (Vec::new(), seconds));
        sheet.put("audit_seconds", "Age of the newest event of the audit", newest);
        let tasks = self.tasks.iter().map(|task| (vec![("task", task.name.as_str())], task.seconds));
        sheet.put("task_seconds", "Since periodic work was done, and since a worker gave a sign of life", tasks);
        let Some(line) = &self.line else { return };
        let states = [("stopped", line.is_stopped), ("out of step", !line.is_in_step)];
        sheet.put(
            "bureau_line",
            "States of the line to the bureau",
            states.map(|(s, is)| by_state((s, usize::from(is)))),
        );
        sheet.put("bureau_failures", "Times in a row it did not answer", [(Vec::new(), f64::from(line.failures))]);
        // While it is left alone no answer is awaited.
        let answer = line.answer_seconds.map(|seconds| (Vec::new(), seconds.max(0.0)));
        sheet.put("bureau_answer_seconds", "Since the bureau answered", answer);
    }
}

async fn ask(conn: &mut AsyncPgConnection, has_line: bool) -> Result<Told> {
    let newest: Option<Newest> = sql_query(
        "select extract(epoch from now())::float8 - at_us / 1e6::float8 as seconds
         from audit_events order by seq desc limit 1",
    )
    .get_result(conn)
    .await
    .optional()?;
    let tasks =
        "select name, extract(epoch from now() - last_run_at)::float8 as seconds from schedule_runs order by name";
    Ok(Told {
        channels: pulse::channels(conn).await?,
        dead: pulse::dead(conn).await?,
        audit_seconds: newest.map(|newest| newest.seconds),
        tasks: sql_query(tasks).load(conn).await?,
        line: if has_line { line(conn).await? } else { None },
    })
}

/// What was noted while the clock was ahead tells nothing: a contact of later than now, and a rest of longer than a day. Where
/// nothing else is known of when the bureau answered, that counts as very long ago, so that its silence is heard.
async fn line(conn: &mut AsyncPgConnection) -> Result<Option<Line>> {
    let line = "select stopped_at is not null as is_stopped, is_in_step, failures,
            extract(epoch from now() - coalesce(
                greatest(
                    case when last_contact_at <= now() + interval '1 minute' then last_contact_at end,
                    case when fetch_rests_until <= now() + interval '1 day' then fetch_rests_until end),
                case when last_contact_at is not null then to_timestamp(0) end))::float8 as answer_seconds
        from bureau_line";
    Ok(sql_query(line).get_result(conn).await.optional()?)
}

type Labels<'a> = Vec<(&'a str, &'a str)>;

fn by_state((state, count): (&'static str, usize)) -> (Labels<'static>, f64) {
    (vec![("state", state)], count as f64)
}

/// Gauges of one answer.
struct Sheet(Registry);

impl Sheet {
    fn put<'a>(&mut self, name: &str, help: &str, values: impl IntoIterator<Item = (Labels<'a>, f64)>) {
        let family = Family::<Vec<(String, String)>, Gauge<f64, AtomicU64>>::default();
        for (labels, value) in values {
            let labels = labels.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            family.get_or_create(&labels).set(value);
        }
        self.0.register(name, help, family);
    }
}
