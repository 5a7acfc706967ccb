//! The ways by which a notice leaves the house, and what somebody wants to be told by SMS.

use serde::{Deserialize, Serialize};

/// A channel by which a notice leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Electronic mail.
    Mail,
    /// Short message to a mobile.
    Sms,
}

impl Channel {
    /// Both channels.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    /// Reads a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// News of filings that come by SMS where the person wants it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Rejected, refused, approved.
    Results,
    /// A day comes nearer.
    Reminders,
    /// Every step between.
    Progress,
}

/// Whether a notice goes by SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BySms {
    /// Whatever the person wants.
    Always,
    /// Where the person wants the topic.
    Chosen(Topic),
    /// By mail alone.
    Never,
}

/// The topics somebody wants by SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsWishes {
    /// Rejected, refused, approved.
    pub results: bool,
    /// A day comes nearer.
    pub reminders: bool,
    /// Every step between.
    pub progress: bool,
}

impl SmsWishes {
    pub(super) fn holds(self, topic: Topic) -> bool {
        match topic {
            Topic::Results => self.results,
            Topic::Reminders => self.reminders,
            Topic::Progress => self.progress,
        }
    }
}
