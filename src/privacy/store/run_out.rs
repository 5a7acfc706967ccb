//! What lets somebody in for a time: once that is over it is ended for good, so that a clock that goes back gives nothing dead its
//! life again; and so is what began while the clock stood ahead, which would live as much longer.

use super::swept::{Swept, parts, rows};

/// Each row that ran out until `$1`, which is now, or began long after it. A task of a link is over from the moment it changed
/// last where that is its end. A challenge's clip may be on a slow line for some minutes more. Files that come in pieces have a
/// sweep of their own, as theirs go with them.
pub const RUN_OUT: &[Swept] = &[
    parts(
        "sessions",
        "id",
        "ended_at = least(idle_until, ends_at, now()), ended_by = 'expired', address_sealed = null",
        "r.ended_at is null and (least(r.idle_until, r.ends_at) <= $1 or r.created_at > $1 + interval '1 hour')",
    ),
    parts(
        "account_tokens",
        "id",
        "used_at = least(expires_at, now())",
        "r.used_at is null and (r.expires_at <= $1 or r.created_at > $1 + interval '1 hour')",
    ),
    parts(
        "relay_tasks",
        "id",
        "changed_at = greatest(changed_at, expires_at)",
        "r.state not in ('done', 'revoked') and r.changed_at < r.expires_at
            and (r.expires_at <= $1 or r.made_at > $1 + interval '1 hour')",
    ),
    parts(
        "api_tokens",
        "id",
        "revoked_at = now()",
        "r.revoked_at is null and r.ends_on < ($1 at time zone 'Asia/Shanghai')::date",
    ),
    rows(
        "face_checks",
        "id",
        "r.state = 'asked' and (r.expires_at <= $1 - interval '1 hour' or r.asked_at > $1 + interval '1 hour')",
    ),
    rows("held_posts", "id", "r.taken_at is null and r.expires_at <= $1"),
    rows(
        "receiving_codes",
        "code_hash",
        "r.held_by is null and (r.expires_at <= $1 or r.created_at > $1 + interval '1 hour')",
    ),
    // No work waits longer than some hours: what does was put off by a clock that stood ahead.
    parts(
        "outbox",
        "id",
        "run_at = least(run_at, now()), leased_until = null",
        "r.finished_at is null and (r.run_at > $1 + interval '1 day' or r.leased_until > $1 + interval '1 day')",
    ),
];

#[cfg(test)]
mod tests {
    use crate::reference::book;

    /// A clip that may still come finds its challenge.
    #[test]
    fn no_challenge_goes_within_the_minutes_that_a_slow_line_is_given() {
        assert!(book().limits("2026-11-30".parse().unwrap()).face_spare_minutes < 60);
    }
}
