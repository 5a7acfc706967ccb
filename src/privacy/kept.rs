//! The kinds of data with an end, and when it comes: the periods are rows of the limits table.

use chrono::{DateTime, Months, TimeDelta, Utc};

use crate::reference::Limits;
use crate::values::text_enum::text_enum;

text_enum! {
    /// A kind of data that is not kept for ever.
    pub enum Kind {
        /// Filings that ended before anything was handed in.
        Drafts = "drafts",
        /// Filings that were handed in and ended without approval.
        Abandoned = "abandoned",
        /// Clips of faces, once their filing is over: the first to go.
        Faces = "faces",
        /// Content and papers of approved filings, once the record has ended.
        Papers = "papers",
        /// Records that were cancelled.
        Records = "records",
        /// Words of decisions, calls and notes.
        Decisions = "decisions",
        /// Registrations whose address was never confirmed: perhaps a stranger's.
        Unconfirmed = "unconfirmed",
        /// Questions to the desk what is on record, with their answers.
        Lookups = "lookups",
        /// Codes by which an account receives a record.
        Codes = "codes",
        /// For whom service numbers and instances were that are over.
        Holders = "holders",
        /// Who left the staff: name and login. What they did stays under their id.
        Staff = "staff",
        /// Domains of the provider whose registration is over.
        Domains = "domains",
        /// Files exchanged with the bureau, once they are dealt with.
        Exchanges = "exchanges",
        /// What tells of mails and work that was done.
        Logs = "logs",
        /// Sessions that ended: known for a while, so that what is posted in one is kept for its owner.
        Sessions = "sessions",
        /// Forms that were held when a session ended, once they were taken.
        Held = "held",
        /// Links and codes of accounts that were used or ran out.
        Links = "links",
        /// Facts of domains that nobody wants any more.
        Facts = "facts",
        /// Counts of failed sign-ins, and of what was uploaded in a day.
        Throttles = "throttles",
        /// Answers that programs may ask for again.
        Answers = "answers",
        /// One-time parts of messages.
        Secrets = "secrets",
    }
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Hours.
    Hours(i64),
    /// Days.
    Days(i64),
    /// Years of the calendar.
    Years(i64),
}

impl Period {
    /// The moment before which all of it is over; none where that is beyond time itself.
    pub fn before(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Hours(hours) => now.checked_sub_signed(TimeDelta::try_hours(hours)?),
            Self::Days(days) => now.checked_sub_signed(TimeDelta::try_days(days)?),
            Self::Years(years) => now.checked_sub_months(Months::new(u32::try_from(years).ok()?.checked_mul(12)?)),
        }
    }
}

impl Kind {
    /// How long it is kept after it ended.
    pub fn period(self, limits: &Limits) -> Period {
        match self {
            Self::Drafts => Period::Days(limits.retention_drafts_days),
            Self::Abandoned => Period::Days(limits.retention_abandoned_days),
            Self::Faces => Period::Days(limits.retention_face_days),
            Self::Papers => Period::Years(limits.retention_papers_years),
            Self::Records | Self::Decisions => Period::Years(limits.retention_decisions_years),
            Self::Unconfirmed => Period::Days(limits.retention_unconfirmed_days),
            Self::Lookups | Self::Codes => Period::Days(limits.retention_lookups_days),
            Self::Holders => Period::Days(limits.retention_holders_days),
            Self::Staff => Period::Days(limits.retention_staff_days),
            Self::Domains => Period::Days(limits.retention_domains_days),
            Self::Exchanges => Period::Days(limits.retention_exchanges_days),
            Self::Logs => Period::Days(limits.retention_log_days),
            Self::Sessions => Period::Days(limits.retention_sessions_days),
            Self::Held => Period::Hours(limits.retention_held_hours),
            Self::Links => Period::Days(limits.retention_links_days),
            Self::Facts => Period::Days(limits.retention_facts_days),
            Self::Throttles => Period::Days(limits.retention_throttles_days),
            Self::Answers => Period::Days(limits.retention_answers_days),
            Self::Secrets => Period::Days(limits.retention_secrets_days),
        }
    }

    /// The row of the limits table that holds its period and the ground for it.
    pub fn row(self) -> &'static str {
        match self {
            Self::Drafts => "retention_drafts_days",
            Self::Abandoned => "retention_abandoned_days",
            Self::Faces => "retention_face_days",
            Self::Papers => "retention_papers_years",
            Self::Records | Self::Decisions => "retention_decisions_years",
            Self::Unconfirmed => "retention_unconfirmed_days",
            Self::Lookups | Self::Codes => "retention_lookups_days",
            Self::Holders => "retention_holders_days",
            Self::Staff => "retention_staff_days",
            Self::Domains => "retention_domains_days",
            Self::Exchanges => "retention_exchanges_days",
            Self::Logs => "retention_log_days",
            Self::Sessions => "retention_sessions_days",
            Self::Held => "retention_held_hours",
            Self::Links => "retention_links_days",
            Self::Facts => "retention_facts_days",
            Self::Throttles => "retention_throttles_days",
            Self::Answers => "retention_answers_days",
            Self::Secrets => "retention_secrets_days",
        }
    }

    /// What piles up with every sign-in and goes each hour, without a report of its own.
    pub fn is_hourly(self) -> bool {
        matches!(
            self,
            Self::Sessions | Self::Held | Self::Links | Self::Facts | Self::Throttles | Self::Answers | Self::Secrets
        )
    }

    /// Rows that rest on nothing and go many at a time; all else goes thing by thing.
    pub fn is_swept(self) -> bool {
        let is_daily =
            matches!(self, Self::Lookups | Self::Codes | Self::Holders | Self::Domains | Self::Exchanges | Self::Logs);
        self.is_hourly() || is_daily
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    #[test]
    fn each_kind_is_over_by_its_row_of_the_limits_table() {
        let now: DateTime<Utc> = "2030-03-31T08:00:00Z".parse().unwrap();
        let limits = book().limits(now.date_naive());
        for (kind, before) in [
            (Kind::Drafts, "2030-03-24"),
            (Kind::Abandoned, "2029-10-02"),
            (Kind::Faces, "2030-03-01"),
            (Kind::Papers, "2028-03-31"),
            (Kind::Records, "2025-03-31"),
            (Kind::Decisions, "2025-03-31"),
            (Kind::Unconfirmed, "2030-03-24"),
            (Kind::Lookups, "2029-12-31"),
            (Kind::Codes, "2029-12-31"),
            (Kind::Holders, "2029-10-02"),
            (Kind::Staff, "2029-09-12"),
            (Kind::Domains, "2029-12-31"),
            (Kind::Exchanges, "2029-12-21"),
            (Kind::Logs, "2029-09-12"),
            (Kind::Sessions, "2030-03-01"),
            (Kind::Held, "2030-03-31"),
            (Kind::Links, "2030-03-24"),
            (Kind::Facts, "2029-12-31"),
            (Kind::Throttles, "2030-03-24"),
            (Kind::Answers, "2030-03-24"),
            (Kind::Secrets, "2030-03-24"),
        ] {
            let over = kind.period(limits).before(now).unwrap();
            assert_eq!(over.date_naive().to_string(), before, "{kind}");
        }
    }

    /// The row that is told as its ground is the row its period comes from, and every row of a period is of some kind.
    #[test]
    fn each_kind_has_its_row_with_a_ground() {
        let on = "2030-03-31".parse().unwrap();
        let rows = book().limit_rows(on);
        for kind in Kind::ALL {
            let row = rows.iter().find(|row| row.key == kind.row()).unwrap_or_else(|| panic!("{kind} has no row"));
            let (Period::Hours(count) | Period::Days(count) | Period::Years(count)) = kind.period(book().limits(on));
            assert_eq!(row.value, count.to_string(), "{kind}");
            assert!(!book().sources_of(&row.source, on).is_empty(), "{kind} has no ground");
        }
        for row in rows.iter().filter(|row| row.key.starts_with("retention_")) {
            assert!(Kind::ALL.iter().any(|kind| kind.row() == row.key), "{} is of no kind", row.key);
        }
    }
}
