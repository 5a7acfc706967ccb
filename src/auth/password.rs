//! Password hashes: Argon2id with a pepper from outside the database, in a bounded pool with a bounded queue.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, anyhow, ensure};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::config::Hashing;
use crate::error::{Error, Result};

/// Seconds a person is asked to wait when the queue is full.
const RETRY_AFTER: u32 = 5;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher(Arc<Inner>);

struct Inner {
    pepper: Zeroizing<Vec<u8>>,
    params: Params,
    running: Arc<Semaphore>,
    at_once: usize,
    queued: AtomicUsize,
    most_queued: usize,
    /// Verified when the account is unknown, so that both answers take the same time.
    dummy: String,
}

/// How many hashes are made and wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Made at this moment.
    pub running: usize,
    /// Waiting.
    pub waiting: usize,
    most_waiting: usize,
}

impl Queue {
    /// Whether one more may wait.
    pub fn has_room(self) -> bool {
        self.waiting < self.most_waiting
    }
}

/// Whether a password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verified {
    /// Wrong password, or no such account.
    No,
    /// Right.
    Yes,
    /// Right, and this is its hash by today's parameters: store it.
    Rehashed(String),
}

impl Hasher {
    /// A pool with the given parameters; the pepper is read from a file of at least 32 bytes.
    ///
    /// # Errors
    /// When the file cannot be read or is too short, or the parameters are impossible.
    pub fn load(pepper_file: &Path, hashing: Hashing) -> anyhow::Result<Self> {
        let pepper = std::fs::read(pepper_file)
            .with_context(|| format!("cannot read BEIAN_PEPPER_FILE {}", pepper_file.display()))?;
        Self::new(pepper, hashing)
    }

    /// A pool with a given pepper.
    ///
    /// # Errors
    /// When the pepper is too short or the parameters are impossible.
    pub fn new(pepper: Vec<u8>, hashing: Hashing) -> anyhow::Result<Self> {
        ensure!(pepper.len() >= 32, "the pepper needs at least 32 bytes");
        let params = Params::new(hashing.memory_kib, hashing.passes, 1, None).map_err(|e| anyhow!("{e}"))?;
        let mut inner = Inner {
            pepper: Zeroizing::new(pepper),
            params,
            running: Arc::new(Semaphore::new(hashing.at_once)),
            at_once: hashing.at_once,
            queued: AtomicUsize::new(0),
            most_queued: hashing.waiting,
            dummy: String::new(),
        };
        inner.dummy = inner.hash("a password that nobody has")?;
        Ok(Self(Arc::new(inner)))
    }

    /// How many hashes are made and wait.
    pub fn queue(&self) -> Queue {
        Queue {
            running: self.0.at_once.saturating_sub(self.0.running.available_permits()),
            waiting: self.0.queued.load(Ordering::SeqCst),
            most_waiting: self.0.most_queued,
        }
    }

    /// The hash of a new password, as a PHC string with its parameters.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = Zeroizing::new(password.to_owned());
        self.run(move |inner| inner.hash(&password)).await
    }

    /// Verifies a password against a stored hash. Without one it verifies against a dummy and says no.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verified> {
        let password = Zeroizing::new(password.to_owned());
        let stored = stored.map(str::to_owned);
        self.run(move |inner| inner.verify(&password, stored.as_deref())).await
    }

    /// Runs one hash on a blocking thread. The permit travels with it: a client that hangs up frees no place early.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T> {
        let queue = Queued::join(&self.0)?;
        let permit = Arc::clone(&self.0.running).acquire_owned().await.context("hash pool closed")?;
        drop(queue);
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&inner);
            drop(permit);
            done
        });
        Ok(done.await.context("password hash")??)
    }
}

/// A place in the queue, given back when dropped, also by a request that was given up.
struct Queued(Arc<Inner>);

impl Queued {
    fn join(inner: &Arc<Inner>) -> Result<Self> {
        let place = Self(Arc::clone(inner));
        if inner.queued.fetch_add(1, Ordering::SeqCst) >= inner.most_queued {
            return Err(Error::Busy(RETRY_AFTER));
        }
        Ok(place)
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.0.queued.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Inner {
    fn argon2(&self) -> anyhow::Result<Argon2<'_>> {
        Argon2::new_with_secret(&self.pepper, Algorithm::Argon2id, Version::V0x13, self.params.clone())
            .map_err(|e| anyhow!("{e}"))
    }

    fn hash(&self, password: &str) -> anyhow::Result<String> {
        Ok(self.argon2()?.hash_password(password.as_bytes()).map_err(|e| anyhow!("{e}"))?.to_string())
    }

    fn verify(&self, password: &str, stored: Option<&str>) -> anyhow::Result<Verified> {
        let text = stored.unwrap_or(&self.dummy);
        let parsed = PasswordHash::new(text).map_err(|e| anyhow!("stored password hash: {e}"))?;
        let right = self.argon2()?.verify_password(password.as_bytes(), &parsed).is_ok();
        if !right || stored.is_none() {
            return Ok(Verified::No);
        }
        let same = Params::try_from(&parsed).is_ok_and(|p| {
            p.m_cost() == self.params.m_cost()
                && p.t_cost() == self.params.t_cost()
                && p.p_cost() == self.params.p_cost()
        });
        if same { Ok(Verified::Yes) } else { Ok(Verified::Rehashed(self.hash(password)?)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(memory_kib: u32, at_once: usize, waiting: usize) -> Hasher {
        Hasher::new(vec![7; 32], Hashing { memory_kib, passes: 1, at_once, waiting }).unwrap()
    }

    #[tokio::test]
    async fn a_right_password_is_right_and_its_parameters_stand_in_the_hash() {
        let hasher = hasher(64, 1, 4);
        let hash = hasher.hash("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert_eq!(hasher.verify("correct horse battery", Some(&hash)).await.unwrap(), Verified::Yes);
        assert_eq!(hasher.verify("correct horse batterz", Some(&hash)).await.unwrap(), Verified::No);
        assert_eq!(hasher.verify("a password that nobody has", None).await.unwrap(), Verified::No);
    }

    #[tokio::test]
    async fn another_pepper_makes_every_password_wrong() {
        let hash = hasher(64, 1, 4).hash("correct horse battery").await.unwrap();
        let other = Hasher::new(vec![8; 32], Hashing { memory_kib: 64, passes: 1, at_once: 1, waiting: 4 }).unwrap();
        assert_eq!(other.verify("correct horse battery", Some(&hash)).await.unwrap(), Verified::No);
    }

    #[tokio::test]
    async fn a_hash_of_older_parameters_is_made_anew_at_sign_in() {
        let old = hasher(64, 1, 4).hash("correct horse battery").await.unwrap();
        let Verified::Rehashed(new) = hasher(128, 1, 4).verify("correct horse battery", Some(&old)).await.unwrap()
        else {
            panic!("not rehashed");
        };
        assert!(new.starts_with("$argon2id$v=19$m=128,"), "{new}");
    }

    #[tokio::test]
    async fn beyond_the_queue_the_answer_is_busy() {
        let hasher = hasher(64, 1, 2);
        let permit = Arc::clone(&hasher.0.running).acquire_owned().await.unwrap();
        let waiting: Vec<_> = (0..2)
            .map(|_| {
                let hasher = hasher.clone();
                tokio::spawn(async move { hasher.hash("correct horse battery").await })
            })
            .collect();
        while hasher.0.queued.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(hasher.hash("one too many, sorry").await, Err(Error::Busy(_))));
        let queue = hasher.queue();
        assert_eq!((queue.running, queue.waiting, queue.has_room()), (1, 2, false));
        drop(permit);
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn callers_who_hang_up_give_no_place_back_before_their_hash_is_done() {
        let hasher = hasher(64, 2, 64);
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..5 {
            let callers = (0..8).map(|_| {
                let (hasher, running, most) = (hasher.clone(), Arc::clone(&running), Arc::clone(&most));
                let work = move |_: &Inner| {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(20));
                    running.fetch_sub(1, Ordering::SeqCst);
                    Ok(())
                };
                tokio::spawn(async move { hasher.run(work).await })
            });
            let callers: Vec<_> = callers.collect();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            for caller in callers {
                caller.abort();
            }
        }
        assert!(hasher.hash("correct horse battery").await.is_ok());
        assert_eq!(most.load(Ordering::SeqCst), 2, "never more than two at a time, and two there were");
        assert_eq!(hasher.0.queued.load(Ordering::SeqCst), 0, "who hung up waits no longer");
    }
}
