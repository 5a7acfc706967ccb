//! How long a failed job waits.

use chrono::TimeDelta;

/// Attempts after which a job is given up.
pub const MOST_ATTEMPTS: i32 = 12;

/// The wait after the given number of attempts: 10 s, doubling, at most 6 hours.
pub fn delay(attempts: i32) -> TimeDelta {
    const FIRST: i64 = 10;
    const LONGEST: i64 = 6 * 3600;
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or_default();
    TimeDelta::seconds((FIRST << doublings).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_six_hours() {
        let waits: Vec<_> = [0, 1, 2, 3, 4, 11, 12, 13, 1000].map(|attempts| delay(attempts).num_seconds()).into();
        assert_eq!(waits, [10, 10, 20, 40, 80, 10240, 20480, 21600, 21600]);
    }
}
