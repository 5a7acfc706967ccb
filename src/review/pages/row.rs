//! A case as a line of a list.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::clock;
use crate::filing::due::due;
use crate::filing::state::{Filing, State, StateCode};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::values::ids::StaffId;
use crate::web::ui::StatusTag;

/// A case as a line of a list.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its reference.
    pub reference: String,
    /// Its page.
    pub url: String,
    /// Name of the organisation; for individuals that it is one.
    pub name: String,
    /// Province.
    pub province: String,
    /// Which round.
    pub round: String,
    /// Where it stands.
    pub status: StatusTag,
    /// The date that matters now.
    pub due: StatusTag,
    /// Who has it; empty for nobody.
    pub holder: String,
}

/// The lines of cases.
pub fn rows(t: Tr, filings: &[Filing], names: &HashMap<StaffId, String>, today: NaiveDate) -> Vec<CaseRow> {
    filings.iter().map(|filing| row(t, filing, names, today)).collect()
}

fn row(t: Tr, filing: &Filing, names: &HashMap<StaffId, String>, today: NaiveDate) -> CaseRow {
    let holder = filing.state.reviewer().and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    CaseRow {
        reference: filing.reference.to_string(),
        url: paths::office::case(&filing.reference),
        name: name(t, filing),
        province: province(t, filing, today),
        round: t.a1("review-round", "round", filing.round),
        status: status(t, filing),
        due: due_tag(t, filing, today),
        holder,
    }
}

/// Everybody who has one of these cases.
pub fn holders(filings: &[Filing]) -> Vec<StaffId> {
    filings.iter().filter_map(|filing| filing.state.reviewer()).collect()
}

/// What a case is called: names of individuals are personal and stand in its sections only.
pub fn name(t: Tr, filing: &Filing) -> String {
    filing.entity_name.clone().unwrap_or_else(|| t.t("review-individual"))
}

/// The province in words.
pub fn province(t: Tr, filing: &Filing, today: NaiveDate) -> String {
    let row = book().province(&filing.province, today);
    row.map_or_else(|| filing.province.clone(), |row| t.pick(&row.zh, &row.en).to_owned())
}

/// Where a case stands, in a word and a colour.
pub fn status(t: Tr, filing: &Filing) -> StatusTag {
    let word = t.t(filing.state_key());
    match filing.state.code() {
        StateCode::Submitted | StateCode::InReview => StatusTag::info(word),
        StateCode::ReadyToSend => StatusTag::warning(word),
        StateCode::Approved => StatusTag::success(word),
        StateCode::Withdrawn | StateCode::Expired => StatusTag::plain(word),
        _ => StatusTag::neutral(word),
    }
}

/// The one date that matters, in words that change with the state.
pub fn due_tag(t: Tr, filing: &Filing, today: NaiveDate) -> StatusTag {
    let Some(due) = due(filing, book(), today) else {
        return StatusTag::plain(t.a1("review-since", "date", t.day(filing.state_since)));
    };
    if due.is_ours {
        let calendar = book().calendar();
        return if due.on < today {
            let days = calendar.working_days_between(due.on, today).max(1);
            StatusTag::error(t.a1("review-due-late", "days", days))
        } else if due.on == today {
            StatusTag::warning(t.t("review-due-today"))
        } else {
            StatusTag::plain(t.a1("review-due-in", "days", calendar.working_days_between(today, due.on)))
        };
    }
    let is_late = due.on < today;
    let words = match filing.state {
        State::AwaitingMail { .. } => t.a1("review-due-mail", "date", t.date(due.on)),
        State::Verifying { until } if until <= clock::now() => t.t("review-due-sms-late"),
        State::Verifying { until } => t.a1("review-due-sms", "date", t.deadline(until)),
        _ if is_late => {
            let days = book().calendar().working_days_between(due.on, today).max(1);
            t.a1("review-due-bureau-late", "days", days)
        }
        _ => t.a1("review-due-bureau", "date", t.date(due.on)),
    };
    let words = if due.is_provisional { t.a1("review-due-provisional", "due", words) } else { words };
    if is_late || filing.state.until().is_some_and(|until| until <= clock::now()) {
        StatusTag::warning(words)
    } else {
        StatusTag::plain(words)
    }
}
