//! Drafts as labelled rows, complete or not: for the check page, the case, the comparison of two rounds. A validated
//! application is shown the same way, through its drafts.

mod rows;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::application::Drafts;
use super::section::{Part, Section, Target};
use crate::reference::Reference;
use crate::text::{Message, Tr};
use crate::values::Masked;

/// How a value is hidden from those who have not asked to see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Shown to everybody who sees the case.
    Open,
    /// A person's name.
    Name,
    /// A certificate number.
    Number,
    /// A phone number.
    Phone,
    /// A mail address.
    Email,
    /// A home address: nothing of it.
    Whole,
}

/// One line of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// As typed.
    Text(String),
    /// A row of a table, in both languages.
    Data {
        /// Chinese.
        zh: String,
        /// English.
        en: String,
    },
    /// Words of ours.
    Word(&'static str),
    /// A day.
    Day(NaiveDate),
}

/// One answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// What it answers.
    pub target: Target,
    /// Text key of the label.
    pub label: &'static str,
    /// The answer, a line each; empty if there is none.
    pub lines: Vec<Line>,
    /// How it is hidden.
    pub mask: Mask,
}

/// Rows hold personal data: printing one tells what it answers only.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({})", self.target)
    }
}

impl Row {
    /// Whether it holds personal data.
    pub fn is_sensitive(&self) -> bool {
        self.mask != Mask::Open
    }

    /// The answer in full: for its owner, or a specialist's audited look.
    pub fn words(&self, tr: Tr) -> Vec<String> {
        self.lines.iter().map(|line| line.words(tr)).collect()
    }

    /// The answer as anybody else sees it.
    pub fn masked(&self, tr: Tr) -> Vec<String> {
        let mask: fn(&str) -> Masked = match self.mask {
            Mask::Open => return self.words(tr),
            Mask::Name => Masked::name,
            Mask::Number => Masked::number,
            Mask::Phone => Masked::phone,
            Mask::Email => Masked::email,
            Mask::Whole => return self.lines.iter().map(|_| "***".to_owned()).collect(),
        };
        self.words(tr).iter().map(|text| mask(text).to_string()).collect()
    }

    /// The field by which the reasons of the catalogue are found, as `entity.cert_number`.
    pub fn reason_field(&self) -> String {
        reason_field(&self.target)
    }
}

impl Line {
    /// The line in words.
    pub fn words(&self, tr: Tr) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Data { zh, en } => tr.pick(zh, en).to_owned(),
            Self::Word(key) => tr.t(key),
            Self::Day(day) => tr.date(*day),
        }
    }
}

/// The rows of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The section.
    pub part: Part,
    /// Its rows in the order of its page.
    pub rows: Vec<Row>,
}

/// The name of a section.
pub fn title(part: Part) -> Message {
    let key = match part.section() {
        Section::TypeCheck => "filing-section-type-check",
        Section::Operation => "filing-section-operation",
        Section::Access => "filing-section-access",
        Section::Entity => "filing-section-entity",
        Section::EntityPerson => "filing-section-entity-person",
        Section::Website => "filing-section-website",
        Section::WebsitePerson => "filing-section-website-person",
        Section::Answers => "filing-section-answers",
    };
    Message::new(key).with("n", part.ordinal())
}

/// The field of the catalogue that a target belongs to: the catalogue counts the type check to the entity.
pub fn reason_field(target: &Target) -> String {
    let (part, name) = match target {
        Target::Field(part, name) => (*part, name.as_str()),
        Target::Part(part) => (*part, ""),
        Target::Paper(slot) => return format!("material.{}", slot.replace(['-', '/'], "_")),
    };
    match (part.section(), name) {
        (Section::TypeCheck, "domain") => "website.domains".to_owned(),
        (Section::TypeCheck, "entity_name") => "entity.name".to_owned(),
        (Section::TypeCheck, "entity_kind") => "entity.kind".to_owned(),
        (Section::TypeCheck, "city") => "entity.district".to_owned(),
        (Section::TypeCheck, name) => format!("entity.{name}"),
        (Section::Access, _) => "access.source".to_owned(),
        (Section::Website, name) if name.starts_with("approval_") => "website.pre_approval".to_owned(),
        (section, name) => format!("{}.{name}", section.code()),
    }
}

/// All sections with their rows, in the order of the wizard.
pub fn groups(drafts: &Drafts, reference: &Reference, today: NaiveDate) -> Vec<Group> {
    let writer = rows::Writer { drafts, reference, today };
    drafts.parts().into_iter().map(|part| Group { part, rows: writer.rows(part) }).collect()
}

/// The rows that differ between two rounds, of the later one; a row that is gone comes with its old target and no lines.
pub fn changed(before: &[Group], after: &[Group]) -> Vec<(Target, Option<Row>, Option<Row>)> {
    let rows = |groups: &[Group]| groups.iter().flat_map(|group| group.rows.clone()).collect::<Vec<Row>>();
    let (old, new) = (rows(before), rows(after));
    let find = |rows: &[Row], target: &Target| rows.iter().find(|row| row.target == *target).cloned();
    let mut all: Vec<Target> = new.iter().map(|row| row.target.clone()).collect();
    all.extend(old.iter().map(|row| row.target.clone()).filter(|target| find(&new, target).is_none()));
    all.into_iter()
        .map(|target| (find(&old, &target), find(&new, &target), target))
        .filter(|(old, new, _)| lines_of(old.as_ref()) != lines_of(new.as_ref()))
        .map(|(old, new, target)| (target, old, new))
        .collect()
}

fn lines_of(row: Option<&Row>) -> &[Line] {
    row.map_or(&[], |row| row.lines.as_slice())
}
