//! Payloads of the jobs a notice causes: ids only. Each channel has its own topic, so that one can be paused alone.

use serde::{Deserialize, Serialize};

use super::notice::Channel;
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
