//! Rows that go many at a time: which of them are over, and what is taken away then. What counts them and what ends them is one
//! condition.

use crate::privacy::kept::Kind;

/// Rows of a table that are over since before `$1`.
pub struct Swept {
    table: &'static str,
    /// What tells its rows apart; or what those have in common that go at once.
    key: &'static str,
    /// Which of them, as `r`, are over and not ended yet.
    those: &'static str,
    /// What is taken from them; nothing: they go whole.
    loses: Option<&'static str>,
}

pub(super) const fn rows(table: &'static str, key: &'static str, those: &'static str) -> Swept {
    Swept { table, key, those, loses: None }
}

pub(super) const fn parts(table: &'static str, key: &'static str, loses: &'static str, those: &'static str) -> Swept {
    Swept { table, key, those, loses: Some(loses) }
}

const LOOKUPS: &[Swept] = &[
    rows("lookups", "id", "coalesce(r.answered_at, r.asked_at) < $1"),
    rows("bureau_statuses", "sort, key", "r.told_at < $1"),
];
/// One that a living filing holds is needed until that ends.
const CODES: &[Swept] = &[rows(
    "receiving_codes",
    "code_hash",
    "r.expires_at < $1 and not exists (select 1 from filings f
        where f.id = r.held_by and f.state not in ('approved', 'withdrawn', 'expired'))",
)];
/// An account keeps the numbers it used, and its own instances. Whoever never came has neither: a number that may run again then
/// goes back to the owner of its instance.
const HOLDERS: &[Swept] = &[
    parts(
        "service_numbers",
        "number",
        "holder_sealed = null, holder_email_hash = null,
            handed_at = case when r.account_id is null then null else r.handed_at end",
        "r.closed_at < $1 and num_nonnulls(r.holder_sealed, r.holder_email_hash) > 0",
    ),
    parts(
        "instances",
        "id",
        "owner_email_hash = null",
        "r.ended_at < $1 and r.account_id is null and r.owner_email_hash is not null",
    ),
];
/// One that a new table lacks goes with its import; this is for tables that no longer come.
const DOMAINS: &[Swept] = &[rows("domain_records", "domain", "r.expires_on < ($1 at time zone 'Asia/Shanghai')::date")];
const EXCHANGES: &[Swept] = &[
    // One that is held may still be sent, unless its filing has ended.
    parts(
        "bureau_uploads",
        "id",
        "content_sealed = null",
        "r.content_sealed is not null and coalesce(r.answered_at, r.fixed_at) < $1
            and (r.state in ('accepted', 'dropped') or exists (select 1 from filings f
                where f.id = r.filing_id and f.state in ('approved', 'withdrawn', 'expired')))",
    ),
    // What is left in a file is kept until somebody has dealt with it.
    parts(
        "bureau_downloads",
        "id",
        "content_sealed = null",
        "r.applied_at < $1 and r.content_sealed is not null and not exists (select 1 from bureau_items i
            where i.download_id = r.id and i.outcome = 'left' and i.settled_at is null)",
    ),
    // All of a file at once: without some of its parts the rest is broken, not over.
    rows(
        "bureau_download_parts",
        "download_id",
        "exists (select 1 from bureau_downloads d where d.id = r.download_id and d.applied_at < $1)
            and not exists (select 1 from bureau_items i
                where i.download_id = r.download_id and i.outcome = 'left' and i.settled_at is null)",
    ),
    parts(
        "bureau_items",
        "download_id, place",
        "words_sealed = null",
        "r.decided_at < $1 and r.words_sealed is not null and (r.outcome <> 'left' or r.settled_at is not null)",
    ),
    rows("bureau_calls", "id", "r.ended_at < $1"),
    rows("barred", "id", "r.removed_at < $1"),
    parts(
        "bureau_tasks",
        "id",
        "content_sealed = null, words_sealed = null",
        "r.done_at < $1 and (r.content_sealed is not null or r.words_sealed is not null)",
    ),
];
const LOGS: &[Swept] = &[
    rows("deliveries", "id", "r.created_at < $1"),
    rows("outbox", "id", "r.finished_at < $1 and not exists (select 1 from deliveries d where d.outbox_id = r.id)"),
];
const SESSIONS: &[Swept] = &[rows("sessions", "id", "least(r.ended_at, r.ends_at) < $1")];
const HELD: &[Swept] = &[rows("held_posts", "id", "(r.expires_at < now() or r.taken_at < $1)")];
const LINKS: &[Swept] = &[
    rows("account_tokens", "id", "least(r.used_at, r.expires_at) < $1"),
    rows("relay_tasks", "id", "r.expires_at < $1"),
];
const FACTS: &[Swept] = &[rows("domain_facts", "domain, sort", "r.wanted_at < $1")];
const THROTTLES: &[Swept] =
    &[rows("throttles", "scope, key_hash", "r.updated_at < $1 and coalesce(r.blocked_until, r.updated_at) < now()")];
const ANSWERS: &[Swept] = &[rows("api_answers", "token_id, key", "r.created_at < $1")];
const SECRETS: &[Swept] =
    &[parts("notices", "id", "facts = facts - 'secret_sealed'", "r.facts ? 'secret_sealed' and r.created_at < $1")];

impl Swept {
    /// What is swept of a kind; nothing where its things go one by one.
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Lookups => LOOKUPS,
            Kind::Codes => CODES,
            Kind::Holders => HOLDERS,
            Kind::Domains => DOMAINS,
            Kind::Exchanges => EXCHANGES,
            Kind::Logs => LOGS,
            Kind::Sessions => SESSIONS,
            Kind::Held => HELD,
            Kind::Links => LINKS,
            Kind::Facts => FACTS,
            Kind::Throttles => THROTTLES,
            Kind::Answers => ANSWERS,
            Kind::Secrets => SECRETS,
            Kind::Drafts
            | Kind::Abandoned
            | Kind::Faces
            | Kind::Papers
            | Kind::Records
            | Kind::Decisions
            | Kind::Unconfirmed
            | Kind::Staff => &[],
        }
    }

    /// The statement that ends a portion of them. What somebody changed a moment before is looked at once more: a row that was
    /// waited for must still be over.
    pub fn end(&self, portion: usize) -> String {
        let Self { table, key, those, .. } = self;
        let portion = format!("({key}) in (select {key} from {table} r where {those} limit {portion})");
        match self.loses {
            Some(loses) => format!("update {table} r set {loses} where {portion} and ({those})"),
            None => format!("delete from {table} r where {portion} and ({those})"),
        }
    }

    /// Whether it takes the rows of a table, or what a column of them holds.
    pub fn takes(&self, table: &str, column: &str) -> bool {
        let is_lost = |loses: &str| loses.split(',').any(|set| set.split_whitespace().next() == Some(column));
        self.table == table && self.loses.is_none_or(is_lost)
    }

    /// The table it takes something of.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// Where they are, for a count.
    pub fn over(&self) -> String {
        format!("{} r where {}", self.table, self.those)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A portion may end within a file.
    #[test]
    fn all_parts_of_a_file_go_at_once() {
        let swept = Swept::of(Kind::Exchanges).iter().find(|swept| swept.table == "bureau_download_parts").unwrap();
        let end = swept.end(1);
        let whole = "delete from bureau_download_parts r where (download_id) in (select download_id from";
        assert!(end.starts_with(whole), "{end}");
    }
}
