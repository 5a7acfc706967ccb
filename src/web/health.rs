//! Whether the parts stand that the program stands on.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::state::App;
use crate::db::migrate;
use crate::outbox::pulse;
use crate::values::actor::Actor;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long an answer holds for whoever asks from outside: nobody keeps the parts busy by asking.
const HOLDS: Duration = Duration::from_secs(2);

/// Each part, and whether it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// The database answers.
    pub database: bool,
    /// It lacks no migration of this program.
    pub migrations: bool,
    /// A file can be written.
    pub storage: bool,
    /// The queue of password hashes has room.
    pub hashing: bool,
    /// A worker gave a sign of life a moment ago.
    pub worker: bool,
    /// No job that could run is late.
    pub outbox: bool,
}

impl Report {
    /// Looks at each part.
    pub async fn of(app: &App) -> Self {
        let looking = app.db.read(Actor::Clock, async |tx| {
            let lacking = migrate::lacking(tx.conn).await?;
            // Tables of a database that was never migrated cannot be asked.
            let pulse = if lacking.is_empty() { Some(pulse::look(tx.conn).await?) } else { None };
            Ok((lacking.is_empty(), pulse))
        });
        let told = timeout(PATIENCE, looking).await;
        let (migrations, pulse) = told.as_ref().ok().and_then(|told| told.as_ref().ok()).copied().unwrap_or_default();
        Self {
            database: matches!(told, Ok(Ok(_))),
            migrations,
            storage: matches!(timeout(PATIENCE, app.storage.try_writing()).await, Ok(Ok(()))),
            hashing: app.hasher.queue().has_room(),
            worker: pulse.is_some_and(|pulse| pulse.is_alive),
            outbox: pulse.is_some_and(|pulse| pulse.is_in_time),
        }
    }

    /// Each part by name.
    pub fn parts(&self) -> [(&'static str, bool); 6] {
        [
            ("database", self.database),
            ("migrations", self.migrations),
            ("storage", self.storage),
            ("hashing", self.hashing),
            ("worker", self.worker),
            ("outbox", self.outbox),
        ]
    }

    /// Whether all stand.
    pub fn is_whole(&self) -> bool {
        self.parts().iter().all(|(_, stands)| *stands)
    }

    /// Whether pages can be served: a worker that rests, late jobs and a rush of sign-ins take no site off its proxy.
    pub fn serves(&self) -> bool {
        self.database && self.migrations && self.storage
    }
}

/// Whether a site served when it was last asked.
#[derive(Default)]
pub struct Lately(Mutex<Option<(Instant, bool)>>);

impl Lately {
    /// Looks again when the last look is over; who asks meanwhile waits for the same one.
    pub async fn serves(&self, app: &App) -> bool {
        let mut last = self.0.lock().await;
        if let Some((_, serves)) = last.filter(|(at, _)| at.elapsed() < HOLDS) {
            return serves;
        }
        let serves = Report::of(app).await.serves();
        *last = Some((Instant::now(), serves));
        serves
    }
}
