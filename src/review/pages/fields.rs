//! A field or paper as the desk shows it: answer, findings, what was said of it, and the reasons one may give.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::printed::ReadValue;
use crate::filing::compare::Piece;
use crate::filing::section::Target;
use crate::reference::{Days, Reason, ReasonGroup, book};
use crate::review::content::{Remark, reason_field};
use crate::review::mark::{Mark, Verdict};
use crate::review::service::marks::concerns;
use crate::text::Tr;
use crate::web::ui::{Choice, OptionGroup};

/// What was asked in the round before, and what the applicant answered.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The reason in words.
    pub reason: String,
    /// The specialist's words.
    pub words: String,
    /// The applicant's answer instead of a change.
    pub answer: String,
}

/// What was said of it in this round.
#[derive(Debug, Clone)]
pub struct Said {
    /// Code of the reason.
    pub code: String,
    /// The reason in words.
    pub reason: String,
    /// Own words.
    pub words: String,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct Check {
    /// `success`, `info`, `warning` or `error`.
    pub tone: &'static str,
    /// In words.
    pub text: String,
}

impl From<&Remark> for Check {
    fn from(remark: &Remark) -> Self {
        let tone = match remark {
            Remark { is_gap: true, .. } => "info",
            Remark { is_blocking: true, .. } => "error",
            _ => "warning",
        };
        Self { tone, text: remark.text.clone() }
    }
}

/// A field or paper.
#[derive(Debug, Clone)]
pub struct Item {
    /// Id of its element.
    pub id: String,
    /// What is posted.
    pub target: String,
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub value: String,
    /// `open`, `accepted`, `doubt` or `marked`.
    pub state: &'static str,
    /// Version of what was said; 0 for nothing.
    pub version: i32,
    /// Something is wrong with it, by the specialist.
    pub said: Option<Said>,
    /// What was asked in the round before.
    pub asked: Option<Asked>,
    /// It changed since the round before.
    pub is_changed: bool,
    /// The text against that of the round before; none where it is the same.
    pub pieces: Vec<Piece>,
    /// What papers say of it.
    pub read: Vec<ReadValue>,
    /// What the checks found.
    pub checks: Vec<Check>,
    /// Reasons one may give.
    pub reasons: Vec<OptionGroup>,
    /// The own words as they stand, or as they were typed.
    pub words: String,
    /// The form that marks it is open: something in it was not taken.
    pub is_open: bool,
    /// The small picture and the page of a paper.
    pub thumb: Option<(String, String)>,
}

impl Item {
    /// Id of the choice of a reason.
    pub fn reason_id(&self) -> String {
        format!("{}-reason", self.id)
    }

    /// Id of the own words.
    pub fn words_id(&self) -> String {
        format!("{}-words", self.id)
    }

    /// Gives back a mark that was not taken.
    pub fn give_back(&mut self, reason: &str, words: &str) {
        self.is_open = true;
        words.clone_into(&mut self.words);
        for choice in self.reasons.iter_mut().flat_map(|group| &mut group.choices) {
            choice.chosen = choice.value == reason;
        }
    }
}

/// What all items of a page are made with.
pub struct Maker<'a> {
    /// Words.
    pub t: Tr,
    /// The day.
    pub today: NaiveDate,
    /// The days the filing is judged by.
    pub days: Days,
    /// What was said in this round.
    pub marks: &'a [Mark],
    /// What was said in the round before.
    pub before: &'a [Mark],
    /// What the applicant answered.
    pub answers: &'a crate::filing::submission::Answers,
    /// What changed since the round before.
    pub changed: &'a BTreeSet<Target>,
    /// What the checks said.
    pub remarks: &'a [Remark],
}

impl Maker<'_> {
    /// One item.
    pub fn item(&self, target: &Target, kind: Option<&str>, label: String, value: String, more: Vec<Check>) -> Item {
        let about = |remark: &&Remark| remark.target == *target || concerns(target, &remark.target);
        let checks: Vec<Check> = self.remarks.iter().filter(about).map(Check::from).chain(more).collect();
        let mark = self.marks.iter().find(|mark| mark.target == *target);
        let is_changed = self.changed.iter().any(|change| concerns(target, change));
        let is_doubtful = is_changed || checks.iter().any(|check| matches!(check.tone, "warning" | "error"));
        let said = mark.and_then(|mark| self.said(&mark.verdict));
        let state = match mark {
            Some(mark) if mark.verdict.is_marked() => "marked",
            Some(_) => "accepted",
            None if is_doubtful => "doubt",
            None => "open",
        };
        let current = said.as_ref().map_or("", |said| said.code.as_str());
        Item {
            id: item_id(target),
            target: target.to_string(),
            label,
            value,
            state,
            version: mark.map_or(0, |mark| mark.version),
            reasons: reasons(self.t, &reason_field(target, kind), current, self.today),
            asked: self.asked(target),
            words: said.as_ref().map(|said| said.words.clone()).unwrap_or_default(),
            is_open: false,
            said,
            is_changed,
            pieces: Vec::new(),
            read: Vec::new(),
            checks,
            thumb: None,
        }
    }

    fn said(&self, verdict: &Verdict) -> Option<Said> {
        match verdict {
            Verdict::Accepted => None,
            Verdict::Marked { reason, words } => {
                Some(Said { code: reason.clone(), reason: reason_words(self.t, reason), words: words.clone() })
            }
        }
    }

    fn asked(&self, target: &Target) -> Option<Asked> {
        let before = self.before.iter().find(|mark| mark.target == *target)?;
        let said = self.said(&before.verdict)?;
        let answer = self.answers.get(target).cloned().unwrap_or_default();
        Some(Asked { reason: said.reason, words: said.words, answer })
    }
}

/// The id of the element of a target.
pub fn item_id(target: &Target) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("item-{}", target.to_string().chars().map(plain).collect::<String>())
}

/// A reason in words, also one that is retired.
pub fn reason_words(t: Tr, code: &str) -> String {
    book().reason(code).map_or_else(|| code.to_owned(), |reason| t.pick(&reason.zh, &reason.en).to_owned())
}

/// The catalogue, the reasons for this field first.
pub fn reasons(t: Tr, field: &str, current: &str, today: NaiveDate) -> Vec<OptionGroup> {
    let choice = |reason: &Reason| {
        let label = format!("{} {}", reason.code, t.pick(&reason.zh, &reason.en));
        Choice::new(&reason.code, label, current)
    };
    let own = book().reasons_for_field(field, today);
    let mut groups = Vec::new();
    if !own.is_empty() {
        let choices = own.iter().map(|reason| choice(reason)).collect();
        groups.push(OptionGroup { label: t.t("review-reasons-here"), choices });
    }
    let rest: Vec<&Reason> =
        book().reasons(today).into_iter().filter(|reason| own.iter().all(|own| own.code != reason.code)).collect();
    for group in ReasonGroup::ALL {
        let choices: Vec<Choice> =
            rest.iter().filter(|reason| reason.group == group).map(|reason| choice(reason)).collect();
        if !choices.is_empty() {
            groups.push(OptionGroup { label: t.t(group.key()), choices });
        }
    }
    groups
}
