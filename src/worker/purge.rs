//! Takes out what has served its time: ended sessions, held forms, used tokens, old throttles, one-time parts of notices.

use diesel::sql_query;
use diesel_async::RunQueryDsl;

use crate::db::Db;
use crate::error::Result;
use crate::values::actor::Actor;

/// Each statement takes what is over, in portions, so that no transaction is long. A session that ended is still known
/// for a while, so that what it posts is kept for its owner.
const SWEEPS: &[(&str, &str)] = &[
    (
        "sessions",
        "delete from sessions where id in (select id from sessions
             where least(ended_at, ends_at) < now() - interval '30 days' limit 1000)",
    ),
    (
        "held_posts",
        "delete from held_posts where id in (select id from held_posts
             where expires_at < now() or taken_at < now() - interval '1 hour' limit 1000)",
    ),
    (
        "account_tokens",
        "delete from account_tokens where id in (select id from account_tokens
             where least(used_at, expires_at) < now() - interval '7 days' limit 1000)",
    ),
    (
        "domain_facts",
        "delete from domain_facts where (domain, sort) in (select domain, sort from domain_facts
             where wanted_at < now() - interval '90 days' limit 1000)",
    ),
    (
        "throttles",
        "delete from throttles where (scope, key_hash) in (select scope, key_hash from throttles
             where updated_at < now() - interval '7 days' and coalesce(blocked_until, updated_at) < now() limit 1000)",
    ),
    (
        "api_answers",
        "delete from api_answers where (token_id, key) in (select token_id, key from api_answers
             where created_at < now() - interval '7 days' limit 1000)",
    ),
    (
        "notices",
        "update notices set facts = facts - 'secret_sealed' where id in (select id from notices
             where facts ? 'secret_sealed' and created_at < now() - interval '7 days' limit 1000)",
    ),
];

/// Sweeps every table.
///
/// # Errors
/// When the database refuses.
pub async fn run(db: &Db) -> Result<()> {
    for (table, sweep) in SWEEPS {
        loop {
            let rows = db.write(Actor::Clock, async |tx| Ok(sql_query(*sweep).execute(tx.conn).await?)).await?;
            if rows > 0 {
                tracing::info!(table, rows, "swept");
            }
            if rows < 1000 {
                break;
            }
        }
    }
    Ok(())
}
