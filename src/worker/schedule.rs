//! Periodic work: each entry with its interval. An advisory lock keeps an entry to one worker, the table of runs keeps the
//! interval across workers and restarts.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;

use chrono::TimeDelta;
use diesel::sql_types::{Array, Bool, Double, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::time::{Duration, Instant};

use super::registry::LocalFuture;
use crate::clock::china_day;
use crate::config::BureauSettings;
use crate::db::Db;
use crate::error::Result;
use crate::filing::job::{Duty, do_all};
use crate::material::job::SWEEP_AGE;
use crate::notify::quiet;
use crate::outbox::pulse;
use crate::reference::book;
use crate::storage::Storage;
use crate::values::actor::Actor;
use crate::web::resumable;
use crate::{bureau, facts, filing, hosting, material, notify, privacy, staff};

/// How long an entry that failed rests.
const REST: Duration = Duration::from_secs(60);

type Run = Box<dyn Fn(Db) -> LocalFuture<Result<()>>>;

struct Entry {
    name: &'static str,
    every: TimeDelta,
    /// It tells people something that can wait until the morning.
    by_day: bool,
    run: Run,
}

/// The list of periodic work.
#[derive(Default)]
pub struct Schedule {
    entries: Vec<Entry>,
    /// Entries that failed, until when they rest.
    resting: RefCell<BTreeMap<&'static str, Instant>>,
}

impl Schedule {
    /// Everything the program does by the clock.
    pub fn standard(storage: &Storage) -> Self {
        let mut schedule = Self::default();
        let storage = storage.clone();
        let often = TimeDelta::minutes(10);
        schedule.add_by_day("remind", often, |db| async move { remind(&db).await });
        schedule.add_by_day("verify", often, |db| async move { do_all(&db, Duty::Verify).await.map(|_| ()) });
        schedule.add_by_day("expire", often, |db| async move { expire(&db).await });
        schedule.add("facts", often, |db| async move { refresh_facts(&db).await });
        schedule.add("watch", TimeDelta::minutes(30), |db| async move { watch(&db).await });
        schedule.add("hosting", often, |db| async move { hosting::job::end_due(&db).await.map(|_| ()) });
        let keeping = storage.clone();
        schedule.add("retention", TimeDelta::days(1), move |db| {
            let storage = keeping.clone();
            async move { privacy::job::run(&db, &storage).await.map(|_| ()) }
        });
        let coming = storage.clone();
        schedule.add("uploads", TimeDelta::hours(1), move |db| {
            let storage = coming.clone();
            async move { resumable::sweep(&db, &storage).await.map(|_| ()) }
        });
        schedule.add("sweep", TimeDelta::days(1), move |db| {
            let storage = storage.clone();
            async move { material::job::sweep(&db, &storage, SWEEP_AGE).await.map(|_| ()) }
        });
        schedule.add("staff names", TimeDelta::hours(1), |db| async move { staff::job::seal_names(&db).await });
        schedule.add("times", TimeDelta::days(1), |db| async move { measure(&db).await });
        schedule.add("ends", TimeDelta::minutes(1), |db| async move { privacy::job::end_run_out(&db).await });
        schedule.add("purge", TimeDelta::hours(1), |db| async move { privacy::job::sweep_hourly(&db).await });
        schedule
    }

    /// What the line to the bureau does by the clock: it looks for cases to send, and asks for news.
    pub fn add_bureau(&mut self, settings: &BureauSettings) {
        let hours = settings.hours;
        self.add("bureau", TimeDelta::seconds(settings.poll_seconds.into()), move |db| async move {
            db.write(Actor::Clock, async |tx| {
                bureau::service::look(tx, hours).await?;
                bureau::service::fetched::want(tx).await
            })
            .await
        });
        if settings.status_url.is_some() {
            self.add("statuses", TimeDelta::minutes(10), |db| async move {
                db.write(Actor::Clock, async |tx| bureau::service::want_statuses(tx).await).await
            });
        }
    }

    /// The shortest interval of all entries; none where there are none.
    pub fn shortest(&self) -> Option<Duration> {
        self.entries.iter().filter_map(|entry| entry.every.to_std().ok()).min()
    }

    /// Adds work under a stored name. It opens its own transactions, as [`Actor::Clock`]; if it fails or the worker
    /// ends in the middle, it runs again soon: what it did already must not be done twice.
    pub fn add<F>(&mut self, name: &'static str, every: TimeDelta, run: impl Fn(Db) -> F + 'static)
    where
        F: Future<Output = Result<()>> + 'static,
    {
        self.entries.push(Entry { name, every, by_day: false, run: Box::new(move |db| Box::pin(run(db))) });
    }

    /// The same for what tells people something that can wait until the morning.
    pub fn add_by_day<F>(&mut self, name: &'static str, every: TimeDelta, run: impl Fn(Db) -> F + 'static)
    where
        F: Future<Output = Result<()>> + 'static,
    {
        self.entries.push(Entry { name, every, by_day: true, run: Box::new(move |db| Box::pin(run(db))) });
    }

    /// Forgets when work was done that is in no schedule any more: else it would count as late for ever.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_others(&self, db: &Db) -> Result<usize> {
        let mut names: Vec<&str> = self.entries.iter().map(|entry| entry.name).collect();
        names.push(pulse::WORKER);
        db.write(Actor::Clock, async |tx| {
            let sql = "delete from schedule_runs where name <> all ($1)";
            Ok(sql_query(sql).bind::<Array<Text>, _>(names.clone()).execute(tx.conn).await?)
        })
        .await
    }

    /// Runs each entry that is due and that no other worker is at. All are tried; the first failure is returned.
    ///
    /// # Errors
    /// When an entry fails or the database refuses.
    pub async fn run_due(&self, db: &Db) -> Result<()> {
        let mut outcome = Ok(());
        for entry in &self.entries {
            if self.is_resting(entry.name) {
                continue;
            }
            if let Err(error) = run_if_due(db, entry).await {
                tracing::warn!(entry = entry.name, %error, "periodic work failed");
                self.resting.borrow_mut().insert(entry.name, Instant::now() + REST);
                outcome = outcome.and(Err(error));
            }
        }
        outcome
    }

    fn is_resting(&self, name: &str) -> bool {
        self.resting.borrow().get(name).is_some_and(|until| *until > Instant::now())
    }
}

/// The lock is held by a transaction of its own while the work runs in others; the run counts once it succeeded.
async fn run_if_due(db: &Db, entry: &Entry) -> Result<()> {
    db.write(Actor::Clock, async |tx| {
        let is_quiet = quiet::ends(tx.ctx.now, book().limits(china_day(tx.ctx.now))).is_some();
        if (entry.by_day && is_quiet) || !is_ours_and_due(tx.conn, entry).await? {
            return Ok(());
        }
        (entry.run)(db.clone()).await?;
        mark(tx.conn, entry.name).await
    })
    .await
}

/// Sends reminders in portions, each in a transaction of its own.
async fn remind(db: &Db) -> Result<()> {
    while db.write(Actor::Clock, async |tx| notify::service::remind_due(tx).await).await? > 0 {}
    Ok(())
}

/// Asks anew for facts of domains that are no longer good, in portions too.
async fn refresh_facts(db: &Db) -> Result<()> {
    while db.write(Actor::Clock, async |tx| facts::service::refresh_due(tx).await).await? > 0 {}
    Ok(())
}

/// The daily look at websites on record, in portions too.
async fn watch(db: &Db) -> Result<()> {
    while filing::job::watch_due(db).await? > 0 {}
    Ok(())
}

/// How long cases took of late.
async fn measure(db: &Db) -> Result<()> {
    db.write(Actor::Clock, async |tx| {
        let limits = book().limits(china_day(tx.ctx.now));
        let since = tx.ctx.now - TimeDelta::days(limits.times_days);
        filing::store::times::measure(tx.conn, since, limits.times_cases).await
    })
    .await
}

/// Reminds owners of idle filings, and ends those that were idle for too long.
async fn expire(db: &Db) -> Result<()> {
    do_all(db, Duty::Warn).await?;
    do_all(db, Duty::End).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// First number of the two-number advisory locks of the schedule.
const LOCK_CLASS: i32 = 0x6265;

async fn is_ours_and_due(conn: &mut AsyncPgConnection, entry: &Entry) -> Result<bool> {
    // Two statements: the look at the last run must come after the lock, in a snapshot of its own.
    let locked: Answer = sql_query(format!("select pg_try_advisory_xact_lock({LOCK_CLASS}, hashtext($1)) as yes"))
        .bind::<Text, _>(entry.name)
        .get_result(conn)
        .await?;
    if !locked.yes {
        return Ok(false);
    }
    // A run that is to come was noted while the clock stood ahead: it keeps nothing from running.
    let due: Answer = sql_query(
        "select not exists (select 1 from schedule_runs
             where name = $1 and last_run_at between now() - make_interval(secs => $2) and now() + interval '1 minute') as yes",
    )
    .bind::<Text, _>(entry.name)
    .bind::<Double, _>(entry.every.as_seconds_f64())
    .get_result(conn)
    .await?;
    Ok(due.yes)
}

/// Notes that something was done by the clock just now.
pub(super) async fn mark(conn: &mut AsyncPgConnection, name: &str) -> Result<()> {
    sql_query(
        "insert into schedule_runs (name, last_run_at) values ($1, now())
         on conflict (name) do update set last_run_at = excluded.last_run_at",
    )
    .bind::<Text, _>(name)
    .execute(conn)
    .await?;
    Ok(())
}
