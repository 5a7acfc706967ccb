//! Password hashes: Argon2id with a pepper from outside the database, in a bounded pool with a bounded queue. Each hash names
//! its pepper, so that another can take its place while people sign in.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version};
use data_encoding::BASE64_NOPAD;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::pepper::Peppers;
use crate::config::Hashing;
use crate::error::{Error, Result};
use crate::telemetry;

/// Seconds a person is asked to wait when the queue is full.
const RETRY_AFTER: u32 = 5;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher(Arc<Inner>);

struct Inner {
    path: Option<PathBuf>,
    kit: RwLock<Arc<Kit>>,
    params: Params,
    running: Arc<Semaphore>,
    at_once: usize,
    queued: AtomicUsize,
    most_queued: usize,
}

/// What hashes are made and verified with.
struct Kit {
    peppers: Peppers,
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
        Self::build(Some(pepper_file.to_owned()), read(pepper_file)?, hashing)
    }

    /// A pool with a given pepper.
    ///
    /// # Errors
    /// When the pepper is too short or the parameters are impossible.
    pub fn new(pepper: Vec<u8>, hashing: Hashing) -> anyhow::Result<Self> {
        Self::build(None, Zeroizing::new(pepper), hashing)
    }

    fn build(path: Option<PathBuf>, bytes: Zeroizing<Vec<u8>>, hashing: Hashing) -> anyhow::Result<Self> {
        let params = Params::new(hashing.memory_kib, hashing.passes, 1, None).map_err(|e| anyhow!("{e}"))?;
        let inner = Inner {
            path,
            kit: RwLock::new(Arc::new(Kit::new(&bytes, &params)?)),
            params,
            running: Arc::new(Semaphore::new(hashing.at_once)),
            at_once: hashing.at_once,
            queued: AtomicUsize::new(0),
            most_queued: hashing.waiting,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Reads the pepper file anew. Takes the time of a password hash: for a thread that may wait.
    ///
    /// # Errors
    /// When it cannot be used: everything goes on with the peppers as they were.
    pub fn reload(&self) -> anyhow::Result<()> {
        self.0.reload()
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
        let done = telemetry::blocking(move || {
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
    fn kit(&self) -> Arc<Kit> {
        Arc::clone(&self.kit.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn reload(&self) -> anyhow::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let bytes = read(path)?;
        if self.kit().peppers.is_of(&bytes)? {
            return Ok(());
        }
        let kit = Arc::new(Kit::new(&bytes, &self.params)?);
        *self.kit.write().unwrap_or_else(PoisonError::into_inner) = kit;
        tracing::info!(file = %path.display(), "the pepper file changed");
        Ok(())
    }

    fn hash(&self, password: &str) -> anyhow::Result<String> {
        self.kit().hash(password, &self.params)
    }

    fn verify(&self, password: &str, stored: Option<&str>) -> anyhow::Result<Verified> {
        let mut kit = self.kit();
        let named = stored.map(pepper_of).transpose()?;
        if named.is_some_and(|number| kit.peppers.get(number).is_none()) {
            // Perhaps another process knows it already.
            self.reload()?;
            kit = self.kit();
        }
        // Whose pepper is gone needs a new password: told as a wrong one, after the same time.
        let found = stored.zip(named).and_then(|(stored, number)| Some((stored, kit.peppers.get(number)?)));
        let (text, pepper) = found.unwrap_or((kit.dummy.as_str(), kit.peppers.current().1));
        let parsed = PasswordHash::new(text).map_err(|e| anyhow!("stored password hash: {e}"))?;
        let right = argon2(pepper, self.params.clone())?.verify_password(password.as_bytes(), &parsed).is_ok();
        if !right || found.is_none() {
            return Ok(Verified::No);
        }
        let same = Params::try_from(&parsed).is_ok_and(|p| {
            p.m_cost() == self.params.m_cost()
                && p.t_cost() == self.params.t_cost()
                && p.p_cost() == self.params.p_cost()
        });
        let is_newest = named == Some(kit.peppers.current().0);
        if same && is_newest { Ok(Verified::Yes) } else { Ok(Verified::Rehashed(self.hash(password)?)) }
    }
}

impl Kit {
    fn new(bytes: &[u8], params: &Params) -> anyhow::Result<Self> {
        let mut kit = Self { peppers: Peppers::parse(bytes)?, dummy: String::new() };
        kit.dummy = kit.hash("a password that nobody has", params)?;
        Ok(kit)
    }

    /// The first pepper goes without its name, as hashes always did.
    fn hash(&self, password: &str, params: &Params) -> anyhow::Result<String> {
        let (number, pepper) = self.peppers.current();
        let mut named = ParamsBuilder::new();
        named.m_cost(params.m_cost()).t_cost(params.t_cost()).p_cost(params.p_cost());
        if number > 0 {
            named.keyid(KeyId::new(&number.to_be_bytes()).map_err(|e| anyhow!("{e}"))?);
        }
        let named = named.build().map_err(|e| anyhow!("{e}"))?;
        Ok(argon2(pepper, named)?.hash_password(password.as_bytes()).map_err(|e| anyhow!("{e}"))?.to_string())
    }
}

fn argon2(pepper: &[u8], params: Params) -> anyhow::Result<Argon2<'_>> {
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params).map_err(|e| anyhow!("{e}"))
}

fn read(path: &Path) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let read = std::fs::read(path).map(Zeroizing::new);
    read.with_context(|| format!("cannot read BEIAN_PEPPER_FILE {}", path.display()))
}

/// The number of the pepper that a stored hash names.
fn pepper_of(stored: &str) -> anyhow::Result<u16> {
    let parsed = PasswordHash::new(stored).map_err(|e| anyhow!("stored password hash: {e}"))?;
    let params = Params::try_from(&parsed).map_err(|e| anyhow!("stored password hash: {e}"))?;
    Ok(params.keyid().try_into().map_or(0, u16::from_be_bytes))
}

/// How a stored hash names a pepper: for counting those that do.
pub fn named_in_hash(pepper: u16) -> String {
    if pepper == 0 { String::new() } else { format!(",keyid={}$", BASE64_NOPAD.encode(&pepper.to_be_bytes())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::pepper;

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
    async fn a_pepper_is_exchanged_while_people_sign_in_and_the_old_one_is_of_no_use_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        let hashing = Hashing { memory_kib: 64, passes: 1, at_once: 1, waiting: 4 };
        let raw = "a pepper of the tests, long enough to be taken\n";
        std::fs::write(&path, raw).unwrap();
        let hasher = Hasher::load(&path, hashing).unwrap();
        let other = Hasher::load(&path, hashing).unwrap();
        let old = hasher.hash("correct horse battery").await.unwrap();
        let absent = hasher.hash("correct horse battery").await.unwrap();
        assert!(!old.contains("keyid"), "{old}");

        std::fs::write(&path, pepper::with_another(raw.as_bytes()).unwrap().as_bytes()).unwrap();
        hasher.reload().unwrap();
        let Verified::Rehashed(new) = hasher.verify("correct horse battery", Some(&old)).await.unwrap() else {
            panic!("not rehashed");
        };
        assert!(new.contains(&named_in_hash(1)) && named_in_hash(1) == ",keyid=AAE$", "{new}");
        assert_eq!(hasher.verify("correct horse battery", Some(&new)).await.unwrap(), Verified::Yes);
        assert_eq!(hasher.verify("correct horse batterz", Some(&old)).await.unwrap(), Verified::No);
        // A process that has not heard of it looks into the file.
        assert_eq!(other.verify("correct horse battery", Some(&new)).await.unwrap(), Verified::Yes);

        let both = std::fs::read(&path).unwrap();
        std::fs::write(&path, pepper::without_older(&both).unwrap().0.as_bytes()).unwrap();
        hasher.reload().unwrap();
        assert_eq!(hasher.verify("correct horse battery", Some(&new)).await.unwrap(), Verified::Yes);
        // Who did not come meanwhile sets a new password by the link.
        assert_eq!(hasher.verify("correct horse battery", Some(&absent)).await.unwrap(), Verified::No);
        let thief = Hasher::new(raw.as_bytes().to_vec(), hashing).unwrap();
        assert_eq!(thief.verify("correct horse battery", Some(&new)).await.unwrap(), Verified::No);
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
