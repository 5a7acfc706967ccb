//! A mail or SMS on its way, as the deliveries page shows it.

use chrono::{DateTime, Utc};

use crate::notify::facts::Facts;
use crate::notify::notice::Channel;
use crate::text::Lang;
use crate::values::ids::{NoticeId, OutboxId};

/// The states of a delivery, in the order of the page.
pub const STATES: [&str; 4] = ["failed", "refused", "waiting", "sent"];

/// A mail or SMS on its way.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Row id.
    pub id: uuid::Uuid,
    /// What was told.
    pub notice: NoticeId,
    /// The words of it.
    pub facts: Facts,
    /// In which language.
    pub lang: Lang,
    /// Mail or SMS.
    pub channel: Channel,
    /// How far it is.
    pub state: String,
    /// Tries.
    pub attempts: i32,
    /// What the server said last.
    pub answer: Option<String>,
    /// The job that carries it.
    pub job: Option<OutboxId>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it is tried next, while it waits.
    pub next_at: Option<DateTime<Utc>>,
}

impl Delivery {
    /// Whether sending it again makes sense: not a link or code that is gone or of no use any more.
    pub fn can_be_sent_again(&self) -> bool {
        let carries_secret =
            !self.facts.notice.secrets().is_empty() || self.facts.notice.useless_after_minutes().is_some();
        self.state != "sent" && (!carries_secret || self.facts.secret_sealed.is_some())
    }
}
