//! The demo mailbox: receives mail by SMTP and SMS by HTTP as a real server would, keeps the last messages in memory, and
//! shows them on a page of its own. The demo and the tests send through it.

mod pages;
mod sms;
mod smtp;

use std::collections::{BTreeSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::Notify;

pub use pages::{Site, serve};

use crate::clock;
use crate::notify::notice::Channel;

/// Messages kept; the oldest go first.
const MOST: usize = 500;

/// Addresses that begin so are refused for good: to see in the demo what becomes of that.
const REFUSED: &str = "refused";
/// Addresses that begin so are told to come again later.
const BUSY: &str = "busy";

/// One message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Counts up from 1.
    pub number: u64,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// By which channel.
    pub channel: Channel,
    /// Message-ID or idempotency key: equal for repetitions of one message.
    pub id: String,
    /// Address or number it was sent to.
    pub to: String,
    /// Subject; empty for an SMS.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML part.
    pub html: Option<String>,
    /// All headers as they came, decoded.
    pub headers: Vec<(String, String)>,
}

impl Message {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The mailbox. Cheap to clone; all clones hold the same messages.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Default)]
struct State {
    messages: VecDeque<Message>,
    count: u64,
    manners: Manners,
}

/// How the mailbox answers, for tests of failures.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// Addresses and numbers refused for good.
    pub refused: BTreeSet<String>,
    /// So many of the next messages are told to come again later.
    pub busy: usize,
    /// How long the answer to a message that was taken over is held back.
    pub slow: Duration,
}

/// What the mailbox says to a message before it takes it over.
enum Verdict {
    Welcome,
    Refused,
    Busy,
}

impl Mailbox {
    /// Every message, newest first.
    pub fn messages(&self) -> Vec<Message> {
        self.state().messages.iter().rev().cloned().collect()
    }

    /// Messages to an address or number, newest first.
    pub fn messages_to(&self, to: &str) -> Vec<Message> {
        self.messages().into_iter().filter(|message| message.to == to).collect()
    }

    /// Waits until a message fits that was there or arrives.
    pub async fn wait_for(&self, fits: impl Fn(&Message) -> bool) -> Message {
        loop {
            let arrived = self.0.arrived.notified();
            if let Some(found) = self.messages().into_iter().find(|message| fits(message)) {
                return found;
            }
            arrived.await;
        }
    }

    /// Forgets every message.
    pub fn clear(&self) {
        self.state().messages.clear();
    }

    /// Changes how it answers from now on.
    pub fn set_manners(&self, manners: Manners) {
        self.state().manners = manners;
    }

    fn find(&self, number: u64) -> Option<Message> {
        self.state().messages.iter().find(|message| message.number == number).cloned()
    }

    fn judge(&self, to: &str) -> Verdict {
        let mut state = self.state();
        if to.starts_with(REFUSED) || state.manners.refused.contains(to) {
            return Verdict::Refused;
        }
        if to.starts_with(BUSY) {
            return Verdict::Busy;
        }
        if state.manners.busy > 0 {
            state.manners.busy -= 1;
            return Verdict::Busy;
        }
        Verdict::Welcome
    }

    fn slowness(&self) -> Duration {
        self.state().manners.slow
    }

    fn add(&self, mut message: Message) {
        let mut state = self.state();
        state.count += 1;
        message.number = state.count;
        message.at = clock::now();
        if state.messages.len() == MOST {
            state.messages.pop_front();
        }
        state.messages.push_back(message);
        drop(state);
        self.0.arrived.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The current one-time code of a member of the demo staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffCode {
    /// Login.
    pub login: String,
    /// Name and role in words.
    pub name: String,
    /// Six digits.
    pub code: String,
    /// How long it is good for.
    pub seconds_left: u32,
}

/// Where the page gets the codes of the demo staff from.
pub trait StaffCodes: Send + Sync {
    /// The codes of this moment.
    fn codes(&self) -> Pin<Box<dyn Future<Output = Vec<StaffCode>> + '_>>;
}

/// No codes: for tests, and until staff exist.
pub struct NoCodes;

impl StaffCodes for NoCodes {
    fn codes(&self) -> Pin<Box<dyn Future<Output = Vec<StaffCode>> + '_>> {
        Box::pin(std::future::ready(Vec::new()))
    }
}

pub use smtp::listen as listen_smtp;
