//! The rule book: what provinces and the whole country ask, a row a rule, each with its days and source.
//!
//! A row names a sort and its one value; a sort that no row fits is never invented: the sentence becomes a note, which is
//! shown to applicant and specialist. Of several rows of a sort the province's own holds before that of everywhere, the
//! narrower scope before the wider one.

pub mod choice;
mod set;
pub mod sort;
#[cfg(test)]
mod tests;
pub mod value;
mod words;
mod written;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::entity_kind::INDIVIDUAL;
use super::source;
use super::table::{Period, ReferenceError, Row, Table};
use crate::text::Lang;

pub use set::RuleSet;
pub use sort::Sort;
pub use words::origin;
pub use written::Written;

/// Everywhere, or everything, in a cell.
pub const ANY: &str = "*";

/// Code of the initial filing.
pub const INITIAL: &str = "INITIAL";

/// Codes of the kinds of filing that rows may name.
pub const FILING_KINDS: [&str; 15] = [
    INITIAL,
    "ACCESS",
    "NEW_ELSEWHERE",
    "NEW_HERE",
    "NEW_MIIT",
    "CHG_ENTITY",
    "CHG_WEBSITE",
    "CHG_FILING",
    "CHG_ACCESS",
    "CXL_ENTITY",
    "CXL_WEBSITE",
    "CXL_ACCESS",
    "CLAIM",
    "TRANSFER_ACCT",
    "MIGRATE_SITE",
];

/// What a rule that is not kept leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The filing cannot be sent.
    Blocks,
    /// The applicant is told and the specialist looks.
    Warns,
    /// Told beforehand, never held against anybody.
    Informs,
}

impl Severity {
    /// Every severity, the hardest first.
    pub const ALL: [Self; 3] = [Self::Blocks, Self::Warns, Self::Informs];

    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Warns => "warns",
            Self::Informs => "informs",
        }
    }

    /// Reads the word in the table.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }

    /// Key of what follows.
    pub fn key(self) -> &'static str {
        match self {
            Self::Blocks => "rule-severity-blocks",
            Self::Warns => "rule-severity-warns",
            Self::Informs => "rule-severity-informs",
        }
    }
}

/// The entities a rule is for, the widest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All.
    All,
    /// Organisations.
    Organisations,
    /// Individuals.
    Individuals,
    /// Kinds of entity by code.
    Kinds(Vec<String>),
}

impl Scope {
    fn parse(cell: &str) -> Result<Self, String> {
        match cell {
            "all" => Ok(Self::All),
            "organisation" => Ok(Self::Organisations),
            "individual" => Ok(Self::Individuals),
            codes if codes.split('|').all(|code| code.parse::<u16>().is_ok()) => {
                Ok(Self::Kinds(codes.split('|').map(str::to_owned).collect()))
            }
            other => Err(format!("scope {other}: all, organisation, individual or codes of kinds of entity")),
        }
    }

    /// As it is written.
    pub fn cell(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Organisations => "organisation".to_owned(),
            Self::Individuals => "individual".to_owned(),
            Self::Kinds(codes) => codes.join("|"),
        }
    }

    fn covers(&self, entity_kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Organisations => entity_kind != INDIVIDUAL,
            Self::Individuals => entity_kind == INDIVIDUAL,
            Self::Kinds(codes) => codes.iter().any(|code| code == entity_kind),
        }
    }

    /// How narrow it is.
    fn rank(&self) -> u8 {
        match self {
            Self::All => 0,
            Self::Organisations | Self::Individuals => 1,
            Self::Kinds(_) => 2,
        }
    }

    /// Whether two scopes of one rank share an entity.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Kinds(own), Self::Kinds(others)) => own.iter().any(|code| others.contains(code)),
            (own, other) => own == other,
        }
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Cells")]
pub struct Rule {
    /// Its name; rows of one name follow one another in time.
    pub id: String,
    /// Division code of the province; none is everywhere.
    pub province: Option<String>,
    /// Whom it is for.
    pub scope: Scope,
    /// Kinds of filing by code; empty is all.
    pub kinds: Vec<String>,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// What it is about, with its value.
    pub sort: Sort,
    /// The value as written.
    pub value: String,
    /// What follows if it is not kept.
    pub severity: Severity,
    /// Where it comes from.
    pub source: String,
    /// Words of its own, Chinese and English, where those of the sort do not suffice.
    words: Option<[String; 2]>,
    /// Place of the sort in the order in which a guide tells them.
    rank: usize,
}

/// A row as written. Decisions are kept as such, so a cell that comes later is `#[serde(default)]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cells {
    /// Its name.
    pub id: String,
    /// Division code of the province, or `*`.
    pub province: String,
    /// See [`Scope`].
    pub scope: String,
    /// Kinds of filing by code, or `*`.
    pub kinds: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Word of the sort.
    pub sort: String,
    /// Its value.
    pub value: String,
    /// What follows if it is not kept.
    pub severity: Severity,
    /// Tags of the sources.
    pub source: String,
    /// Words of its own in Chinese.
    pub words_zh: String,
    /// Words of its own in English.
    pub words_en: String,
}

impl TryFrom<Cells> for Rule {
    type Error = String;

    fn try_from(cells: Cells) -> Result<Self, String> {
        let Cells { id, province, scope, kinds, from, to, sort, value, severity, source, words_zh, words_en } = cells;
        let about = |what: String| format!("{id}: {what}");
        let parsed = Sort::parse(&sort, &value).map_err(|what| about(format!("{sort} {value}: {what}")))?;
        let words = if words_zh.is_empty() { None } else { Some([words_zh, words_en]) };
        if parsed.needs_words() && words.is_none() {
            let what = if matches!(parsed, Sort::Note(_)) { "a note" } else { "words in a remark" };
            return Err(about(format!("{what} without words that say so")));
        }
        let kinds = parse_kinds(&kinds).map_err(about)?;
        let scope = Scope::parse(&scope).map_err(about)?;
        let rank = Sort::WORDS.iter().position(|word| *word == parsed.word()).unwrap_or_default();
        let province = if province == ANY { None } else { Some(province) };
        Ok(Self { id, province, scope, kinds, from, to, sort: parsed, value, severity, source, words, rank })
    }
}

fn parse_kinds(cell: &str) -> Result<Vec<String>, String> {
    if cell == ANY {
        return Ok(Vec::new());
    }
    match cell.split('|').find(|kind| !FILING_KINDS.contains(kind)) {
        Some(kind) => Err(format!("{kind} is no kind of filing")),
        None => Ok(cell.split('|').map(str::to_owned).collect()),
    }
}

impl Row for Rule {
    fn key(&self) -> String {
        self.id.clone()
    }

    fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

impl Rule {
    /// Its own words in a language.
    pub fn own_words(&self, lang: Lang) -> Option<&str> {
        self.words.as_ref().map(|[zh, en]| lang.pick(zh.as_str(), en.as_str()))
    }

    /// Whether it is in force on a day.
    pub fn holds_on(&self, on: NaiveDate) -> bool {
        self.period().covers(on)
    }

    /// Place of its sort in the order in which a guide tells them.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// Whether it is a rule for this applicant, on some day.
    pub fn is_for(&self, applicant: &Applicant<'_>) -> bool {
        let here = self.province.as_deref().is_none_or(|code| code == applicant.province);
        let kind = self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == applicant.filing_kind);
        here && kind && self.scope.covers(applicant.entity_kind)
    }

    /// Whether only one of two rules can hold for an applicant.
    fn is_rival_of(&self, other: &Self) -> bool {
        self.rank == other.rank && (!self.sort.adds_up() || self.id == other.id)
    }

    /// How close it comes to an applicant: the province counts most, then the scope, then the kind of filing.
    fn closeness(&self) -> (bool, u8, bool) {
        (self.province.is_some(), self.scope.rank(), !self.kinds.is_empty())
    }

    /// Whether nothing says which of two rules holds.
    pub fn contradicts(&self, other: &Self) -> bool {
        let kinds = self.kinds.is_empty() || self.kinds.iter().any(|kind| other.kinds.contains(kind));
        self.is_rival_of(other)
            && self.province == other.province
            && self.closeness() == other.closeness()
            && self.scope.meets(&other.scope)
            && kinds
            && self.period().overlaps(&other.period())
    }
}

/// For whom rules are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant<'a> {
    /// Division code of the filing province.
    pub province: &'a str,
    /// Code of the kind of entity.
    pub entity_kind: &'a str,
    /// Code of the kind of filing.
    pub filing_kind: &'a str,
}

/// The days a filing is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day of the look: ages and terms are counted to it.
    pub today: NaiveDate,
    /// The day whose rules hold: that of the first submission, today for a draft.
    pub rules: NaiveDate,
}

impl From<NaiveDate> for Days {
    fn from(today: NaiveDate) -> Self {
        Self { today, rules: today }
    }
}

/// All rules of all days.
#[derive(Debug, Clone)]
pub struct Rules {
    table: Table<Rule>,
    /// Places of the rows of a province in the table; those of everywhere under none.
    places: HashMap<Option<String>, Vec<usize>>,
}

impl Rules {
    /// Reads rows of whatever origin and refuses those that contradict one another.
    ///
    /// # Errors
    /// The first fault with its line.
    pub fn parse(file: &'static str, text: &str) -> Result<Self, ReferenceError> {
        let table: Table<Rule> = Table::parse(file, text)?;
        let mut by_sort: HashMap<usize, Vec<(u64, &Rule)>> = HashMap::new();
        for (line, rule) in table.with_lines() {
            let before = by_sort.entry(rule.rank).or_default();
            if let Some((other, twin)) = before.iter().find(|(_, twin)| rule.contradicts(twin)) {
                let what = format!("{}: nothing says whether it or {} in line {other} holds", rule.id, twin.id);
                return Err(ReferenceError { file, line, what });
            }
            before.push((line, rule));
        }
        let mut places: HashMap<Option<String>, Vec<usize>> = HashMap::new();
        for (place, rule) in table.all().iter().enumerate() {
            places.entry(rule.province.clone()).or_default().push(place);
        }
        Ok(Self { table, places })
    }

    /// The rules that hold for an applicant on a day; those of the bureau's system where filings go there by themselves.
    pub fn of(&self, applicant: &Applicant<'_>, on: NaiveDate, goes_up: bool) -> RuleSet<'_> {
        let of = |province: Option<&str>| self.places.get(&province.map(str::to_owned)).into_iter().flatten();
        let rows = of(None).chain(of(Some(applicant.province))).map(|place| &self.table.all()[*place]);
        let holds = |rule: &&Rule| goes_up || !rule.sort.is_of_gateway();
        RuleSet::closest(rows.filter(holds).filter(|rule| rule.holds_on(on) && rule.is_for(applicant)))
    }

    /// Every row of a province and of everywhere, of any day, in the order of the guide.
    pub fn of_province<'r>(&'r self, code: &'r str) -> impl Iterator<Item = &'r Rule> {
        self.table.all().iter().filter(move |rule| rule.province.as_deref().is_none_or(|own| own == code))
    }

    /// The rows of one name, in the order of the file.
    pub fn named<'r>(&'r self, id: &'r str) -> impl Iterator<Item = &'r Rule> {
        self.table.all().iter().filter(move |rule| rule.id == id)
    }

    /// Every row with its line.
    pub fn with_lines(&self) -> impl Iterator<Item = (u64, &Rule)> {
        self.table.with_lines()
    }

    /// The sources that rows name, with their lines.
    pub(super) fn sources(&self) -> impl Iterator<Item = (u64, &str)> {
        self.table.with_lines().flat_map(|(line, rule)| source::tags(&rule.source).map(move |tag| (line, tag)))
    }
}
