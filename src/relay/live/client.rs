//! Tells everybody who follows a filing that something of it changed: one listener for all, while anybody follows.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::time::{Instant, sleep, timeout_at};

use crate::db::listen::listen;
use crate::relay::store::CHANNEL;
use crate::values::ids::{AccountId, FilingId};

/// Changes that a follower may be behind before it is told that anything may have changed.
const BEHIND: usize = 64;
/// Followers of one process; one more is asked to look from time to time.
const MOST: usize = 2000;
/// Followers of one account: so many pages somebody has open.
const MOST_OF_ONE: usize = 20;
/// Time until a lost line is tried again.
const AGAIN: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy)]
enum Told {
    Changed(FilingId),
    /// The line was lost for a while.
    Anything,
    /// The program ends.
    End,
}

/// What a follower hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Something of the filing changed, or may have.
    Change,
    /// Nothing until the given time.
    Nothing,
    /// There is nothing more to hear.
    End,
}

struct Shared {
    url: String,
    told: Sender<Told>,
    /// How many follow of each account that does.
    of_accounts: Mutex<HashMap<AccountId, usize>>,
    is_listening: AtomicBool,
    is_over: AtomicBool,
}

/// The one who tells. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Shared>);

/// Somebody who follows one filing.
pub struct Follower {
    filing: FilingId,
    told: Receiver<Told>,
    _place: Place,
}

/// One of the places that an account has.
struct Place {
    shared: Arc<Shared>,
    account: AccountId,
}

impl Place {
    fn take(shared: &Arc<Shared>, account: AccountId) -> Option<Self> {
        let mut all = shared.of_accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(account).or_default();
        if *taken >= MOST_OF_ONE {
            return None;
        }
        *taken += 1;
        Some(Self { shared: Arc::clone(shared), account })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.shared.of_accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.get(&self.account).map_or(0, |taken| taken.saturating_sub(1));
        match left {
            0 => all.remove(&self.account),
            left => all.insert(self.account, left),
        };
    }
}

impl Live {
    /// Will listen at the database of this address, once somebody follows.
    pub fn new(url: &str) -> Self {
        let (told, _) = broadcast::channel(BEHIND);
        let (is_listening, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
        Self(Arc::new(Shared { url: url.to_owned(), told, of_accounts: Mutex::default(), is_listening, is_over }))
    }

    /// Follows a filing; none where too many do, in all or of this account, or the program ends.
    pub fn follow(&self, account: AccountId, filing: FilingId) -> Option<Follower> {
        if self.0.is_over.load(Ordering::SeqCst) || self.followers() >= MOST {
            return None;
        }
        let place = Place::take(&self.0, account)?;
        let follower = Follower { filing, told: self.0.told.subscribe(), _place: place };
        if !self.0.is_listening.swap(true, Ordering::SeqCst) {
            tokio::spawn(self.clone().listen());
        }
        Some(follower)
    }

    /// How many follow.
    pub fn followers(&self) -> usize {
        self.0.told.receiver_count()
    }

    /// Ends what every follower hears, so that their answers end.
    pub fn end(&self) {
        self.0.is_over.store(true, Ordering::SeqCst);
        let _ = self.0.told.send(Told::End);
    }

    /// Listens while anybody follows.
    async fn listen(self) {
        loop {
            let heard = |payload: Option<&str>| {
                let told = match payload {
                    None => Some(Told::Anything),
                    Some(text) => text.parse().ok().map(Told::Changed),
                };
                // Nobody hears it, where the last one has just left.
                let _ = told.map(|told| self.0.told.send(told));
                self.followers() > 0
            };
            if let Err(error) = listen(&self.0.url, CHANNEL, heard).await {
                tracing::warn!(%error, "the line on which changes are told was lost");
                sleep(AGAIN).await;
            }
            if self.followers() > 0 {
                continue;
            }
            self.0.is_listening.store(false, Ordering::SeqCst);
            // Whoever came between the look and the word found somebody listening: for them it goes on.
            if self.followers() == 0 || self.0.is_listening.swap(true, Ordering::SeqCst) {
                return;
            }
        }
    }
}

impl Follower {
    /// Waits for what is heard next, until a time.
    pub async fn hear(&mut self, until: Instant) -> Heard {
        loop {
            return match timeout_at(until, self.told.recv()).await {
                Err(_) => Heard::Nothing,
                Ok(Ok(Told::Changed(filing))) if filing != self.filing => continue,
                Ok(Ok(Told::Changed(_) | Told::Anything) | Err(RecvError::Lagged(_))) => Heard::Change,
                Ok(Ok(Told::End) | Err(RecvError::Closed)) => Heard::End,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No database answers there: what is told is told by the test.
    fn live() -> Live {
        let live = Live::new("postgres://nobody@127.0.0.1:1/none");
        live.0.is_listening.store(true, Ordering::SeqCst);
        live
    }

    async fn hears(follower: &mut Follower) -> Heard {
        follower.hear(Instant::now()).await
    }

    #[tokio::test]
    async fn each_hears_of_its_own_filing_and_of_what_was_missed() {
        let (live, own, other) = (live(), FilingId::new(), FilingId::new());
        let mut follower = live.follow(AccountId::new(), own).unwrap();
        let tell = |told| live.0.told.send(told).unwrap();
        tell(Told::Changed(other));
        assert_eq!(hears(&mut follower).await, Heard::Nothing, "another's");
        tell(Told::Changed(own));
        assert_eq!(hears(&mut follower).await, Heard::Change);
        assert_eq!(hears(&mut follower).await, Heard::Nothing, "once");
        tell(Told::Anything);
        assert_eq!(hears(&mut follower).await, Heard::Change);
        for _ in 0..=BEHIND {
            tell(Told::Changed(other));
        }
        assert_eq!(hears(&mut follower).await, Heard::Change, "its own may be among what was missed");
        live.end();
        while hears(&mut follower).await != Heard::End {}
        assert!(live.follow(AccountId::new(), own).is_none(), "nobody follows when the program ends");
    }

    #[tokio::test]
    async fn who_left_is_not_counted_and_one_too_many_is_turned_away() {
        let (live, filing) = (live(), FilingId::new());
        let mut all: Vec<Follower> = (0..MOST).filter_map(|_| live.follow(AccountId::new(), filing)).collect();
        assert!(all.len() == MOST && live.follow(AccountId::new(), filing).is_none());
        all.pop();
        assert!(live.follow(AccountId::new(), filing).is_some());
        all.clear();
        let (one, other) = (AccountId::new(), AccountId::new());
        all.extend((0..=MOST_OF_ONE).filter_map(|_| live.follow(one, filing)));
        assert!(all.len() == MOST_OF_ONE && live.follow(other, filing).is_some(), "one leaves room for others");
        all.pop();
        assert!(live.follow(one, filing).is_some());
    }
}
