//! Payloads of the jobs that send something: ids only, and the head of the audit. Each channel has its own topic, so that one can be paused alone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::notice::Channel;
use crate::audit::Head;
use crate::outbox::Job;
use crate::values::ids::NoticeId;

/// Sends a notice by mail.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendMail {
    /// Which.
    pub notice: NoticeId,
}

/// Sends a notice by SMS.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendSms {
    /// Which.
    pub notice: NoticeId,
}

/// Sends the head of the audit chain to whoever keeps it outside of the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendHead {
    /// Position of the last event.
    pub seq: i64,
    /// The line that tells the head, as files and logs hold it.
    pub line: String,
    /// When it was the last one.
    pub at: DateTime<Utc>,
}

impl SendHead {
    /// The job that sends a head.
    pub fn new(head: &Head) -> Self {
        Self { seq: head.seq, line: head.line(), at: head.at }
    }
}

impl Job for SendHead {
    const TOPIC: &'static str = "audit.head";
}

impl Job for SendMail {
    const TOPIC: &'static str = "notice.mail";
}

impl Job for SendSms {
    const TOPIC: &'static str = "notice.sms";
}

/// The topic of a channel, for pausing it.
pub fn topic(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => SendMail::TOPIC,
        Channel::Sms => SendSms::TOPIC,
    }
}
