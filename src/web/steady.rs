//! Answers that must not tell by their time what was found: they leave at full steps of a clock that began with the request.

use std::time::{Duration, Instant};

/// Longer than what the found and the missing differ by, many times over.
const STEP: Duration = Duration::from_millis(200);

/// Waits until the next full step since the request began.
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
