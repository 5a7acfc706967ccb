//! What components are given to show: plain structs without rules, one for each macro in `templates/components`.

mod camera;

use chrono::{DateTime, Utc};

pub use self::camera::{Camera, Sending};
use crate::auth::store::Listed;
use crate::reference::MaterialRule;
use crate::reference::material::Format;
use crate::text::{Message, Tr};
use crate::values::ids::SessionId;

/// One choice of a select, of radios or of checkboxes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line under the label; empty for none.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice without a hint; chosen when its value is the current one.
    pub fn new(value: impl Into<String>, label: impl Into<String>, current: &str) -> Self {
        let value = value.into();
        let chosen = value == current;
        Self { value, label: label.into(), hint: String::new(), chosen }
    }

    /// The same choice with a line under its label.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Choices of a select under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OptionGroup {
    /// The heading.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A state in a word and a colour. The word alone must be enough: the colour only helps to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusTag {
    /// The word.
    pub label: String,
    /// `neutral`, `info`, `success`, `warning` or `error`; `plain` for a word without a colour.
    pub tone: &'static str,
}

impl StatusTag {
    fn of(tone: &'static str, label: impl Into<String>) -> Self {
        Self { label: label.into(), tone }
    }

    /// The classes of its tag; a plain word is none.
    pub fn classes(&self) -> &'static str {
        match self.tone {
            "info" => "govuk-tag",
            "success" => "govuk-tag govuk-tag--green",
            "warning" => "govuk-tag govuk-tag--yellow",
            "error" => "govuk-tag govuk-tag--red",
            "plain" => "muted",
            _ => "govuk-tag govuk-tag--grey",
        }
    }

    /// A word without a colour: what is done and needs nobody, in a list where other lines do.
    pub fn plain(label: impl Into<String>) -> Self {
        Self::of("plain", label)
    }

    /// Not begun, ended, or of no consequence.
    pub fn neutral(label: impl Into<String>) -> Self {
        Self::of("neutral", label)
    }

    /// Under way: somebody works on it.
    pub fn info(label: impl Into<String>) -> Self {
        Self::of("info", label)
    }

    /// Done, and well.
    pub fn success(label: impl Into<String>) -> Self {
        Self::of("success", label)
    }

    /// Wants a look.
    pub fn warning(label: impl Into<String>) -> Self {
        Self::of("warning", label)
    }

    /// Stopped: nothing goes on before somebody acts.
    pub fn error(label: impl Into<String>) -> Self {
        Self::of("error", label)
    }
}

/// A file input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInput {
    /// What its files are posted as.
    pub name: String,
    /// What is read.
    pub label: String,
    /// The types of files it takes.
    pub accept: &'static str,
    /// Whether several files are taken.
    pub multiple: bool,
    /// Whether a phone is offered its camera.
    pub has_camera: bool,
}

impl FileInput {
    /// The input of a paper in its slot.
    pub fn of(rule: &MaterialRule, slot: &str, label: String) -> Self {
        let takes_pdf = rule.formats.contains(&Format::Pdf);
        let pictures = "image/jpeg,image/png,image/webp";
        let accept = if takes_pdf { "image/jpeg,image/png,image/webp,application/pdf" } else { pictures };
        Self { name: slot.to_owned(), label, accept, multiple: takes_pdf, has_camera: rule.has_camera() }
    }
}

/// One answer with the way to change it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SummaryRow {
    /// What was asked.
    pub label: String,
    /// What was answered, a line each; no line is shown as "not provided".
    pub lines: Vec<String>,
    /// Where it can be changed.
    pub change: Option<String>,
    /// An error beside it; empty for none.
    pub error: String,
    /// A warning beside it; empty for none.
    pub warning: String,
}

impl SummaryRow {
    /// An answer of one line; empty text is no answer.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        let value = value.into();
        let lines = if value.is_empty() { Vec::new() } else { vec![value] };
        Self { label: label.into(), lines, ..Self::default() }
    }

    /// The same row with a way to change it.
    #[must_use]
    pub fn with_change(mut self, url: impl Into<String>) -> Self {
        self.change = Some(url.into());
        self
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimelineItem {
    /// What happened.
    pub title: String,
    /// When, in words.
    pub at: String,
    /// When, for machines: RFC 3339.
    pub at_iso: String,
    /// Who did it; empty where that does not matter.
    pub by: String,
    /// More about it; empty for none.
    pub text: String,
}

impl TimelineItem {
    /// Something that happened by itself.
    pub fn new(t: Tr, at: DateTime<Utc>, title: String) -> Self {
        Self { title, at: t.time(at), at_iso: at.to_rfc3339(), ..Self::default() }
    }
}

/// One station of a progress line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepMark {
    /// Its name.
    pub label: String,
    /// `done`, `current` or `todo`.
    pub state: &'static str,
}

impl StepMark {
    /// The stations of a progress line of which the one at `current` is under way; past the last all are done.
    pub fn line(labels: impl IntoIterator<Item = String>, current: usize) -> Vec<Self> {
        let state = |index: usize| match index.cmp(&current) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "current",
            std::cmp::Ordering::Greater => "todo",
        };
        labels.into_iter().enumerate().map(|(index, label)| Self { label, state: state(index) }).collect()
    }
}

/// One device somebody is signed in on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Id of the session.
    pub id: String,
    /// Browser and system, or that they are unknown.
    pub device: String,
    /// Where from; empty where that is not known.
    pub address: String,
    /// Since when, in words.
    pub since: String,
    /// When it was last used, in words.
    pub seen: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

impl DeviceRow {
    /// A session as its owner sees it.
    pub fn new(t: Tr, session: &Listed, own: SessionId) -> Self {
        let unknown = session.device.is_empty();
        Self {
            id: session.id.to_string(),
            device: if unknown { t.t("site-device-unknown") } else { session.device.clone() },
            address: session.address.clone(),
            since: t.time(session.created_at),
            seen: t.time(session.seen_at),
            is_this: session.id == own.uuid(),
        }
    }
}

/// One line of a task list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// What is to be done.
    pub label: String,
    /// Where; none while it cannot be started.
    pub url: Option<String>,
    /// A line under it; empty for none.
    pub hint: String,
    /// How far it is.
    pub status: StatusTag,
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub label: String,
    /// The address.
    pub url: String,
}

impl Link {
    /// A link with its words.
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into() }
    }
}

/// One step of the way from the first page to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub label: String,
    /// Its address; none for the page one is on.
    pub url: Option<String>,
}

/// One tab of a page, each with an address of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Its address.
    pub url: String,
    /// How many wait there.
    pub count: Option<i64>,
    /// Whether it is open.
    pub current: bool,
}

/// One error of an error summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLine {
    /// Id of the control it belongs to; empty where there is none.
    pub field: String,
    /// What is wrong, in words.
    pub text: String,
}

/// Something a check or a person found, with its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingLine {
    /// `error` stops, `warning` does not, `info` tells, `success` confirms.
    pub tone: &'static str,
    /// Code of the rule or reason; empty for none.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// What to do about it; empty for none.
    pub text: String,
    /// What was seen, when and where; empty for none.
    pub note: String,
    /// Where to do it.
    pub link: Option<Link>,
}

impl FindingLine {
    /// Whether it stands in the way.
    pub fn is_blocking(&self) -> bool {
        self.tone == "error"
    }
}

/// Ways to the neighbours of one page of a list that is ordered by its newest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pager {
    /// Address of the page before.
    pub newer: Option<String>,
    /// Address of the page after.
    pub older: Option<String>,
}

/// An error as a summary tells it: with the label of its field before it, unless the words name the field themselves.
/// The label's key is made of `labels` and the name of the control; a row of a list has its number at the end.
pub fn error_line(t: &Tr, labels: &str, name: &str, message: &Message) -> String {
    let text = t.message(message);
    let field = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-').replace('_', "-");
    match t.maybe(&format!("{labels}-{field}")) {
        Some(label) if !labels.is_empty() && !text.to_lowercase().contains(&label.to_lowercase()) => {
            // A question stands before the answer that is asked for without its mark.
            t.a2("site-error-named", "field", label.trim_end_matches(['?', '？']).to_owned(), "text", text)
        }
        _ => text,
    }
}

/// The first text, or the second where the first is empty: for the defaults of macros.
pub fn or<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn a_progress_line_has_one_station_under_way() {
        let line = StepMark::line(["a", "b", "c"].map(String::from), 1);
        assert_eq!(line.iter().map(|mark| mark.state).collect::<Vec<_>>(), ["done", "current", "todo"]);
        let over = StepMark::line(["a", "b"].map(String::from), 2);
        assert!(over.iter().all(|mark| mark.state == "done"));
    }

    #[test]
    fn a_summary_names_the_field_unless_its_words_do() {
        let line = |lang, name: &str, key| error_line(&Tr::new(lang), "filing-field-entity", name, &Message::new(key));
        for (lang, name, key, expected) in [
            (Lang::Zh, "cert_address", "value-address-empty", "证件住所：请填写地址。"),
            (Lang::Zh, "mailing_address", "value-address-empty", "通信地址：请填写地址。"),
            (Lang::Zh, "mailing_address-2", "value-address-empty", "通信地址：请填写地址。"),
            (Lang::Zh, "no_such_field", "value-address-empty", "请填写地址。"),
        ] {
            assert_eq!(line(lang, name, key), expected);
        }
        let english = line(Lang::En, "cert_address", "value-address-empty");
        assert!(english.contains(": "), "{english}");
    }

    #[test]
    fn an_empty_answer_has_no_line() {
        assert!(SummaryRow::new("a", "").lines.is_empty());
        assert_eq!(SummaryRow::new("a", "b").lines, ["b"]);
    }
}
