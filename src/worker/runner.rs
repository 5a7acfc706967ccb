//! Leases jobs, runs several at a time, holds their leases while they run, and finishes them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;

use anyhow::anyhow;
use futures_util::FutureExt as _;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep, timeout};
use tracing::Instrument as _;
use tracing::field::Empty;
use uuid::Uuid;

use super::registry::Registry;
use super::schedule::{self, Schedule};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::outbox::{JobError, JobResult, Leased, Told, pulse, retry, store};
use crate::telemetry::metrics;
use crate::text;
use crate::values::actor::Actor;

/// Jobs at a time.
const AT_ONCE: usize = 4;
/// How long an idle worker sleeps.
const IDLE: Duration = Duration::from_millis(500);
/// How long it waits when the database is not there.
const NO_DATABASE: Duration = Duration::from_secs(5);
/// How often the schedule is looked at, where nothing in it comes sooner.
const TICK: Duration = Duration::from_secs(10);
/// How often a running job's lease is renewed: well within [`store::LEASE`].
const RENEW: Duration = Duration::from_secs(40);
/// How long running jobs may take to end when the worker is told to stop. With the moments before and after it has ended
/// within the time of the sites' last answers.
const GRACE: Duration = Duration::from_secs(20);
/// How long the database may take then for what it was asked before, and for the leases that are given back.
const MOMENT: Duration = Duration::from_secs(2);
/// How often a worker gives a sign of life.
const BEAT: Duration = Duration::from_secs(pulse::BEAT_SECONDS);

/// An attempt that does not count: the job runs again.
const LOST: &str = "lost";

/// Works the outbox and the schedule.
pub struct Worker {
    inner: Rc<Inner>,
    /// It was told to stop.
    is_told: Cell<bool>,
    grace: Duration,
    moment: Duration,
}

struct Inner {
    db: Db,
    registry: Registry,
    schedule: Schedule,
    /// Jobs in hand, to give back what a stop interrupts.
    held: RefCell<BTreeMap<Uuid, Leased>>,
}

impl Worker {
    /// A worker with these handlers and this periodic work.
    pub fn new(db: Db, registry: Registry, schedule: Schedule) -> Self {
        let inner = Rc::new(Inner { db, registry, schedule, held: RefCell::default() });
        Self { inner, is_told: Cell::default(), grace: GRACE, moment: MOMENT }
    }

    /// The same with as much time for its end: for what runs, and for each of the moments before and after. For tests.
    #[must_use]
    pub fn ending_within(self, grace: Duration, moment: Duration) -> Self {
        Self { grace, moment, ..self }
    }

    /// Works until `stop` is done. Then it takes nothing new, waits a while for what runs, and gives the rest back: whatever
    /// hangs, it ends. Must run within a `LocalSet`.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut running = JoinSet::new();
        let schedule = tokio::task::spawn_local(Rc::clone(&self.inner).keep_schedule());
        let mut stop = pin!(stop);
        let mut beats_at = Instant::now();
        self.is_told.set(false);
        while let Some(pause) = self.begin(&mut running, &mut beats_at, stop.as_mut()).await {
            tokio::select! {
                () = &mut stop => break,
                _ = running.join_next(), if !running.is_empty() => {}
                () = sleep(pause) => {}
            }
        }
        schedule.abort();
        let rest = async { while running.join_next().await.is_some() {} };
        if timeout(self.grace, rest).await.is_err() {
            running.shutdown().await;
        }
        if timeout(self.moment, self.inner.give_back()).await.is_err() {
            tracing::warn!("leases were not given back: they lapse");
        }
    }

    /// Begins what is due, and says how long to sleep; none once it is told to stop. What the database is asked at that moment it
    /// may still answer: a lease that nobody knew of would keep its job until it lapses.
    async fn begin(
        &self,
        running: &mut JoinSet<()>,
        beats_at: &mut Instant,
        stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Option<Duration> {
        let mut round = pin!(async {
            if *beats_at <= Instant::now() {
                self.inner.beat().await;
                *beats_at = Instant::now() + BEAT;
            }
            self.fill(running).await
        });
        tokio::select! {
            pause = &mut round => return Some(pause),
            () = stop => {}
        }
        self.is_told.set(true);
        if timeout(self.moment, round).await.is_err() {
            tracing::warn!("the database does not answer: a lease that it may have given lapses");
        }
        None
    }

    /// Runs what is due, and what that causes, until nothing is due any more. Returns how many jobs were run. For tests.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn run_until_idle(&self) -> Result<usize> {
        let mut count = 0;
        loop {
            while let Some(job) = self.inner.lease().await? {
                Rc::clone(&self.inner).work(job).await;
                count += 1;
            }
            if self.inner.db.write(Actor::Clock, async |tx| store::bring_forward(tx.conn).await).await? == 0 {
                return Ok(count);
            }
        }
    }

    /// Runs every periodic task that is due. For tests.
    ///
    /// # Errors
    /// When one fails.
    pub async fn run_schedule(&self) -> Result<()> {
        self.inner.schedule.run_due(&self.inner.db).await
    }

    /// Takes jobs while there are some and hands are free. Returns how long to sleep.
    async fn fill(&self, running: &mut JoinSet<()>) -> Duration {
        while running.len() < AT_ONCE && !self.is_told.get() {
            match self.inner.lease().await {
                Ok(Some(job)) => {
                    running.spawn_local(Rc::clone(&self.inner).work(job));
                }
                Ok(None) => return IDLE,
                Err(error) => {
                    tracing::error!(%error, "outbox not reached");
                    return NO_DATABASE;
                }
            }
        }
        IDLE
    }
}

impl Inner {
    async fn lease(&self) -> Result<Option<Leased>> {
        self.db.write(Actor::Clock, async |tx| store::lease(tx.conn).await).await
    }

    /// A sign of life, from where the work is done: a worker that hangs gives none.
    async fn beat(&self) {
        let beat = async |tx: &mut Tx<'_>| {
            store::bring_forward(tx.conn).await?;
            schedule::mark(tx.conn, pulse::WORKER).await
        };
        if let Err(error) = self.db.write(Actor::Clock, beat).await {
            tracing::warn!(%error, "no sign of life was given");
        }
    }

    async fn work(self: Rc<Self>, job: Leased) {
        let (id, topic, attempt) = (job.id, job.topic.clone(), job.attempts);
        let span = tracing::debug_span!(
            "job", otel.name = topic, otel.kind = "consumer", otel.status_code = Empty, job = %id, attempt,
        );
        // Of the highest level: whichever lines are chosen to be logged, they bear the id.
        let told = tracing::error_span!("job", job = %id, topic);
        let started = Instant::now();
        let outcome = self.handle(job).instrument(told).instrument(span.clone()).await;
        if outcome != "done" {
            span.record("otel.status_code", "ERROR");
        }
        metrics::worked(&topic, outcome, started.elapsed());
    }

    /// Works a job; what became of this attempt.
    async fn handle(&self, job: Leased) -> &'static str {
        self.held.borrow_mut().insert(job.id, job.clone());
        let result = tokio::select! {
            result = self.attempt(&job) => Some(result),
            () = self.hold(&job) => None,
        };
        self.held.borrow_mut().remove(&job.id);
        match result {
            Some(result) => self.conclude(&job, result).await,
            None => {
                tracing::warn!(job = %job.id, topic = job.topic, "lease lost, another worker has the job");
                LOST
            }
        }
    }

    async fn attempt(&self, job: &Leased) -> JobResult {
        // Leases that only ever lapse: the job takes its worker down each time.
        if job.attempts > retry::MOST_ATTEMPTS {
            return Err(JobError::GiveUp(anyhow!("the worker ended during every attempt")));
        }
        let run = self.registry.run(&job.topic, job.payload.clone(), job.attempt());
        match AssertUnwindSafe(run).catch_unwind().await {
            Ok(result) => result,
            Err(_) => Err(JobError::Retry(anyhow!("the handler panicked"))),
        }
    }

    /// Renews the lease for as long as it is ours.
    async fn hold(&self, job: &Leased) {
        let mut ticks = interval_at(Instant::now() + RENEW, RENEW);
        loop {
            ticks.tick().await;
            match self.db.write(Actor::Clock, async |tx| store::renew(tx.conn, job).await).await {
                Ok(true) => {}
                Ok(false) => return,
                // Perhaps only for a moment; the lease lasts three renewals.
                Err(error) => tracing::warn!(job = %job.id, %error, "lease not renewed"),
            }
        }
    }

    async fn conclude(&self, job: &Leased, result: JobResult) -> &'static str {
        let (id, topic, attempt) = (job.id, job.topic.as_str(), job.attempts);
        let concluded = match result {
            Ok(()) => self.db.write(Actor::Clock, async |tx| store::finish(tx.conn, job).await).await.map(|is_ours| {
                if !is_ours {
                    tracing::warn!(job = %id, topic, "lease lost before the job was finished");
                    return LOST;
                }
                "done"
            }),
            Err(error) => {
                let (error, gives_up) = match error {
                    JobError::Retry(error) => (error, false),
                    JobError::GiveUp(error) => (error, true),
                };
                let words = format!("{error:#}");
                let kept = error.downcast_ref::<Told>().map_or_else(|| words.clone(), |told| text::kept(&told.0));
                let failed =
                    self.db.write(Actor::Clock, async |tx| store::fail(tx.conn, job, &kept, gives_up).await).await;
                failed.map(|is_dead| {
                    if is_dead {
                        tracing::error!(job = %id, topic, attempt, error = words, "job given up");
                        "dead"
                    } else {
                        tracing::warn!(job = %id, topic, attempt, error = words, "job failed, tried again later");
                        "later"
                    }
                })
            }
        };
        concluded.unwrap_or_else(|error| {
            // The lease lapses and the job runs again.
            tracing::error!(job = %id, topic, %error, "job not concluded");
            LOST
        })
    }

    async fn give_back(&self) {
        let held = std::mem::take(&mut *self.held.borrow_mut());
        for job in held.into_values() {
            if let Err(error) = self.db.write(Actor::Clock, async |tx| store::give_back(tx.conn, &job).await).await {
                tracing::warn!(job = %job.id, %error, "lease not given back");
            }
        }
    }

    async fn keep_schedule(self: Rc<Self>) {
        if let Err(error) = self.schedule.forget_others(&self.db).await {
            tracing::warn!(%error, "work that is in no schedule any more was not forgotten");
        }
        let pace = self.schedule.shortest().map_or(TICK, |shortest| shortest.min(TICK));
        loop {
            if let Err(error) = self.schedule.run_due(&self.db).await {
                tracing::error!(%error, "periodic work failed, tried again later");
            }
            sleep(pace).await;
        }
    }
}
