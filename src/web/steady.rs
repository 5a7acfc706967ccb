//! Answers that must not tell by their time what was found: they leave at full steps of a clock.

use std::future::Future;
use std::time::{Duration, Instant};

/// Longer than what the found and the missing differ by, many times over.
const STEP: Duration = Duration::from_millis(200);

/// Does what takes another time for the found than for the missing, and ends a full step after it began. What both cost alike,
/// as a hash, belongs before it: together with it they could come near the end of a step, which one of them would then miss.
pub async fn during<T>(work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let done = work.await;
    wait(started).await;
    done
}

/// Waits until the next full step since something began.
pub async fn wait(started: Instant) {
    tokio::time::sleep(until_step(started.elapsed())).await;
}

fn until_step(spent: Duration) -> Duration {
    let step = STEP.as_nanos();
    let rest = spent.as_nanos() % step;
    Duration::from_nanos(u64::try_from(step - rest).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The clock is its own: what was done before moves no end of it.
    #[tokio::test]
    async fn what_differs_ends_a_full_step_after_it_began_whatever_came_before() {
        tokio::time::sleep(STEP * 9 / 10).await;
        let started = Instant::now();
        assert_eq!(during(async { 7 }).await, 7);
        assert!(started.elapsed() >= STEP, "{:?}", started.elapsed());
    }

    #[test]
    fn the_answer_leaves_at_a_full_step() {
        for spent in [0, 1, 7, 199, 200, 201, 950] {
            let spent = Duration::from_millis(spent);
            let whole = (spent + until_step(spent)).as_nanos();
            assert_eq!(whole % STEP.as_nanos(), 0);
            assert!(until_step(spent) <= STEP);
        }
    }
}
