//! What a person at a browser waits for: a page, a form that was taken, anything that comes to hold.

use std::time::Duration;

use super::browser::Browser;

impl Browser {
    /// Waits until it is at a path.
    pub async fn at(&self, path: &str) {
        if !self.holds(async || self.path().await == path).await {
            self.fail(&format!("it is not at {path}")).await;
        }
    }

    /// Waits until it is no longer at a path: the form there was taken.
    pub async fn leaves(&self, path: &str) {
        if !self.holds(async || self.path().await != path).await {
            self.fail(&format!("it stays at {path}")).await;
        }
    }

    /// Waits until something holds.
    pub async fn waits_for(&self, what: &str, holds: impl AsyncFn() -> bool) {
        if !self.holds(holds).await {
            self.fail(what).await;
        }
    }

    /// Waits until something is found.
    pub async fn waits_until<T>(&self, what: &str, finds: impl AsyncFn() -> Option<T>) -> T {
        for _ in 0..200 {
            if let Some(found) = finds().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", self.story(what).await)
    }

    async fn holds(&self, holds: impl AsyncFn() -> bool) -> bool {
        for _ in 0..200 {
            if holds().await {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Whether the page has an element.
    pub async fn has(&self, selector: &str) -> bool {
        !self.find_all(selector).await.is_empty()
    }
}
