//! Work on a thread that may wait.

use tokio::task::{JoinHandle, spawn_blocking};
use tracing::Span;

/// Does work on a thread that may wait. What it logs bears the id of the request or job it is done for.
pub fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let whose = Span::current();
    spawn_blocking(move || whose.in_scope(work))
}

#[cfg(test)]
mod tests {
    use tracing::Dispatch;
    use tracing::dispatcher::{set_default, with_default};

    use super::*;

    #[tokio::test]
    async fn what_is_done_on_another_thread_is_done_for_whoever_asked() {
        let dispatch = Dispatch::new(tracing_subscriber::registry());
        let _ours = set_default(&dispatch);
        let request = tracing::info_span!("request");
        let own = dispatch.clone();
        let seen = request.in_scope(|| blocking(move || with_default(&own, || Span::current().id())));
        assert!(request.id().is_some());
        assert_eq!(seen.await.unwrap(), request.id());
    }
}
