//! What was told about a filing by mail and SMS, as its owner reads it again.

use crate::error::Result;
use crate::notify::notice::Channel;
use crate::notify::render::{House, shown_again, to_helper};
use crate::notify::store::told::Sent;
use crate::text::Tr;

/// A message that was sent.
pub struct Message {
    /// Its subject.
    pub subject: String,
    /// When.
    pub at: String,
    /// The same for machines.
    pub at_iso: String,
    /// By mail, by SMS, or both.
    pub channels: String,
    /// Its words; empty where it went to somebody else.
    pub text: String,
    /// What went wrong with it; empty if nothing.
    pub problem: String,
}

/// The messages, newest first, in the reader's language whatever they were sent in.
///
/// # Errors
/// When a template is broken.
pub fn messages(t: Tr, house: &House, sent: &[Sent]) -> Result<Vec<Message>> {
    let message = |sent: &Sent| {
        let (subject, text) = match to_helper(t.lang, &sent.facts) {
            Some(subject) => (subject, String::new()),
            None => shown_again(house, t.lang, &sent.facts)?,
        };
        let channel = |channel: Channel| match channel {
            Channel::Mail => t.t("wizard-told-mail"),
            Channel::Sms => t.t("wizard-told-sms"),
        };
        let channels: Vec<String> = sent.deliveries.iter().map(|delivery| channel(delivery.channel)).collect();
        let failed = sent.deliveries.iter().find(|delivery| matches!(delivery.state.as_str(), "refused" | "failed"));
        let problem = if text.is_empty() { "wizard-told-failed-helper" } else { "wizard-told-failed" };
        Ok(Message {
            subject,
            at: t.time(sent.at),
            at_iso: sent.at.to_rfc3339(),
            channels: channels.join(&t.t("wizard-told-and")),
            text,
            problem: failed.map(|own| t.a1(problem, "channel", channel(own.channel))).unwrap_or_default(),
        })
    };
    sent.iter().map(message).collect()
}
