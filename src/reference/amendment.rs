//! What was decided here and is not compiled in yet: from a day on a rule is another one, or is no more. Nothing is taken
//! back: a later decision on the same rule takes the place of an earlier one from its own day on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::book::{RULE_ROWS, RULES};
use super::calendar::DayDecision;
use super::rules::{Cells, Rule, Rules};
use super::source::Source;
use super::{Reference, ReferenceError};

/// A decision on a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Name of the rule.
    pub id: String,
    /// From this day on.
    pub from: NaiveDate,
    /// What it is; none if it is no more.
    pub row: Option<NewRow>,
    /// First days of the rows that were to come when it was decided, in whose place it is. What a later release brings is
    /// none of them. None of a decision from before this was noted: it is in the place of all.
    pub replaces: Option<Vec<NaiveDate>>,
}

/// A row that was decided here, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRow {
    /// The row; its source is one named here or in the table.
    pub cells: Cells,
    /// Its source.
    pub source: NewSource,
}

/// A source that a decision names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSource {
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// Its date.
    pub as_of: NaiveDate,
}

impl NewSource {
    /// The tag by which rows name it: its name without what separates tags, and its date.
    pub fn tag(&self) -> String {
        format!("{} {}", self.zh.replace(';', "；"), self.as_of)
    }

    /// The source as readers are told of it: by its name with its date.
    fn told(&self) -> Source {
        let zh = format!("{}，{}", self.zh, self.as_of.format("%Y 年 %-m 月 %-d 日"));
        let en = format!("{}, {}", self.en, self.as_of.format("%-d %B %Y"));
        Source { tag: self.tag(), zh, en, as_of: Some(self.as_of), from: None, to: None }
    }
}

impl Amendment {
    /// The row as a rule.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn rule(&self) -> Result<Option<Rule>, String> {
        self.row.as_ref().map(|row| Rule::try_from(row.cells.clone())).transpose()
    }

    /// Does to rows what was decided: what began before ends the day before, what was to begin later never does. A row that
    /// a release brought afterwards still begins, and ends this one.
    fn apply(&self, compiled: &mut Vec<Cells>, decided: &mut Vec<Cells>) {
        let is_later = |row: &Cells| row.id == self.id && row.from.is_some_and(|from| from >= self.from);
        let is_news = |row: &Cells| match (row.from, &self.replaces) {
            (Some(from), Some(known)) => !known.contains(&from),
            _ => false,
        };
        compiled.retain(|row| !is_later(row) || is_news(row));
        decided.retain(|row| !is_later(row));
        let before = compiled.iter_mut().chain(decided.iter_mut()).filter(|row| row.id == self.id && !is_later(row));
        for row in before.filter(|row| row.to.is_none_or(|to| to >= self.from)) {
            row.to = self.from.pred_opt();
        }
        let news = compiled.iter().filter(|row| is_later(row)).filter_map(|row| row.from?.pred_opt()).min();
        let own = self.row.as_ref().map(|row| {
            let to = row.cells.to.into_iter().chain(news).min();
            Cells { to, source: row.source.tag(), ..row.cells.clone() }
        });
        // What a release brought for the same day leaves it none.
        decided.extend(own.filter(|row| row.to.is_none_or(|to| to >= self.from)));
    }
}

impl Reference {
    /// The compiled-in data with decisions, in the order in which they were made: the same parser, the same checks.
    ///
    /// # Errors
    /// What is wrong with the whole.
    pub fn amended(&self, amendments: &[Amendment]) -> Result<Self, ReferenceError> {
        let mut book = self.clone();
        for source in amendments.iter().filter_map(|own| own.row.as_ref()).map(|row| &row.source) {
            book.add_source(source).map_err(fault)?;
        }
        let text = merged(amendments).map_err(|error| fault(error.to_string()))?;
        book.rules = Rules::parse(RULES, &text)?;
        book.check_rules(&book.rules)?;
        Ok(book)
    }

    /// The same data with decisions on days of the calendar, in the order in which they were made.
    ///
    /// # Errors
    /// What is wrong with a day.
    pub fn with_days(mut self, decisions: &[DayDecision]) -> Result<Self, ReferenceError> {
        let in_calendar = |what: String| ReferenceError { file: "calendar.csv", line: 0, what };
        for source in decisions.iter().filter_map(|own| own.day.as_ref()).map(|day| &day.source) {
            self.add_source(source).map_err(in_calendar)?;
        }
        self.calendar = self.calendar.amended(decisions).map_err(in_calendar)?;
        Ok(self)
    }

    fn add_source(&mut self, new: &NewSource) -> Result<(), String> {
        if self.sources.knows(&new.tag()) { Ok(()) } else { self.sources.add(new.told(), 0) }
    }
}

fn fault(what: String) -> ReferenceError {
    ReferenceError { file: RULES, line: 0, what }
}

/// The rows of the compiled-in file with decisions, written as that file is.
fn merged(amendments: &[Amendment]) -> anyhow::Result<String> {
    let mut reader = csv::Reader::from_reader(RULE_ROWS.as_bytes());
    let mut compiled: Vec<Cells> = reader.deserialize().collect::<Result<_, _>>()?;
    let mut decided = Vec::new();
    amendments.iter().for_each(|amendment| amendment.apply(&mut compiled, &mut decided));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in compiled.iter().chain(&decided) {
        writer.serialize(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::rules::INITIAL;
    use crate::reference::{Applicant, check};
    use crate::text::Lang;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A rule on the days that a domain is registered.
    fn domain_days(id: &str, from: &str, to: Option<&str>, days: &str) -> Amendment {
        let source = NewSource { zh: "北京管局; 通知".into(), en: "Notice".into(), as_of: day("2026-11-20") };
        let cells = Cells {
            id: id.to_owned(),
            province: "110000".to_owned(),
            scope: "all".to_owned(),
            kinds: "*".to_owned(),
            from: Some(day(from)),
            to: to.map(day),
            sort: "domain-days".to_owned(),
            value: days.to_owned(),
            severity: crate::reference::rules::Severity::Blocks,
            source: source.tag(),
            words_zh: String::new(),
            words_en: String::new(),
        };
        Amendment { id: id.to_owned(), from: day(from), row: Some(NewRow { cells, source }), replaces: None }
    }

    fn end(id: &str, from: &str) -> Amendment {
        Amendment { id: id.to_owned(), from: day(from), row: None, replaces: None }
    }

    fn days(book: &Reference, on: &str) -> Option<u32> {
        let applicant = Applicant { province: "110000", entity_kind: "4", filing_kind: INITIAL };
        book.rules(&applicant, day(on)).domain_days()
    }

    #[test]
    fn a_later_decision_takes_the_place_of_an_earlier_one_from_its_day_on() {
        let compiled = check().unwrap();
        let id = "beijing-domain-days";
        let before = days(compiled, "2027-01-01").unwrap();
        for (case, amendments, expected) in [
            ("nothing decided", vec![], [before; 4]),
            ("a stricter rule", vec![domain_days(id, "2027-02-01", None, "200")], [before, 200, 200, 200]),
            (
                "one that ends by itself, and leaves what holds everywhere",
                vec![domain_days(id, "2027-02-01", Some("2027-02-28"), "200")],
                [before, 200, 30, 30],
            ),
            (
                "another after it",
                vec![domain_days(id, "2027-02-01", None, "200"), domain_days(id, "2027-03-01", None, "210")],
                [before, 200, 210, 210],
            ),
            (
                "a mistake put right before its day",
                vec![domain_days(id, "2027-02-01", None, "2000"), domain_days(id, "2027-02-01", None, "200")],
                [before, 200, 200, 200],
            ),
            (
                "an earlier day takes the later one along",
                vec![domain_days(id, "2027-03-01", None, "210"), domain_days(id, "2027-02-01", None, "200")],
                [before, 200, 200, 200],
            ),
            ("an end", vec![end(id, "2027-02-01")], [before, 30, 30, 30]),
            (
                "an end taken back",
                vec![end(id, "2027-02-01"), domain_days(id, "2027-03-01", None, "200")],
                [before, 30, 200, 200],
            ),
        ] {
            let book = compiled.amended(&amendments).unwrap();
            let on = ["2027-01-31", "2027-02-01", "2027-03-01", "2028-01-01"];
            assert_eq!(on.map(|on| days(&book, on).unwrap()), expected, "{case}");
        }
    }

    #[test]
    fn a_decision_names_its_source_and_meets_the_checks_of_the_file() {
        let compiled = check().unwrap();
        let book = compiled.amended(&[domain_days("beijing-domain-days", "2027-02-01", None, "200")]).unwrap();
        let sources = book.sources_of("北京管局； 通知 2026-11-20", day("2027-02-01"));
        assert_eq!(sources[0].name(Lang::En), "Notice, 20 November 2026");
        assert_eq!(sources[0].name(Lang::Zh), "北京管局; 通知，2026 年 11 月 20 日");
        let rival = compiled.amended(&[domain_days("another", "2027-02-01", None, "200")]);
        assert!(rival.unwrap_err().what.contains("nothing says whether it or beijing-domain-days"));
        let wrong = compiled.amended(&[domain_days("beijing-domain-days", "2027-02-01", None, "soon")]);
        assert!(wrong.unwrap_err().what.contains("soon is no number"));
    }

    /// Two notices of one name are two sources; the rows that name one show its own date.
    #[test]
    fn sources_of_one_name_are_told_apart_by_their_dates() {
        let mut later = domain_days("beijing-domain-days", "2027-03-01", None, "210");
        later.row.as_mut().unwrap().source.as_of = day("2026-12-24");
        let book = check().unwrap().amended(&[domain_days("beijing-domain-days", "2027-02-01", None, "200"), later]);
        let book = book.unwrap();
        let names = book.rule_book().named("beijing-domain-days").skip(1).map(|rule| {
            let sources = book.sources_of(&rule.source, day("2027-03-01"));
            sources.into_iter().map(|source| source.name(Lang::En)).collect::<String>()
        });
        assert_eq!(names.collect::<Vec<_>>(), ["Notice, 20 November 2026", "Notice, 24 December 2026"]);
    }

    /// What a release compiles in after a decision was made stays, unless whoever decided saw it.
    #[test]
    fn a_decision_replaces_what_was_known_and_leaves_what_a_release_brings_later() {
        let row = |from: &str, to: Option<&str>, value: &str| -> Cells {
            let row = domain_days("beijing-domain-days", from, to, value).row.unwrap();
            Cells { source: "own".to_owned(), ..row.cells }
        };
        let shown = |rows: &[Cells]| -> Vec<String> {
            let end = |row: &Cells| row.to.map(|to| to.to_string()).unwrap_or_default();
            rows.iter().map(|row| format!("{}..{} {}", row.from.unwrap(), end(row), row.value)).collect()
        };
        let (old, stricter) = ("2020-01-01..2027-01-31 90", "2027-02-01.. 200");
        for (case, release, replaces, compiled_after, decided_after) in [
            ("unknown", "2027-04-01", Some(vec![]), vec![old, "2027-04-01.. 120"], vec!["2027-02-01..2027-03-31 200"]),
            ("known", "2027-04-01", Some(vec![day("2027-04-01")]), vec![old], vec![stricter]),
            ("from before it was noted what was known", "2027-04-01", None, vec![old], vec![stricter]),
            ("unknown, of the same day", "2027-02-01", Some(vec![]), vec![old, "2027-02-01.. 120"], vec![]),
            ("known, of the same day", "2027-02-01", Some(vec![day("2027-02-01")]), vec![old], vec![stricter]),
        ] {
            let eve = day(release).pred_opt().unwrap().to_string();
            let mut compiled = vec![row("2020-01-01", Some(&eve), "90"), row(release, None, "120")];
            let mut decided = Vec::new();
            let own = Amendment { replaces, ..domain_days("beijing-domain-days", "2027-02-01", None, "200") };
            own.apply(&mut compiled, &mut decided);
            let after = (shown(&compiled), shown(&decided));
            let texts = |rows: Vec<&str>| rows.into_iter().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(after, (texts(compiled_after), texts(decided_after)), "{case}");
        }
    }

    #[test]
    fn without_decisions_the_book_is_the_compiled_one() {
        let compiled = check().unwrap();
        let rules =
            |book: &Reference| -> Vec<Rule> { book.rule_book().with_lines().map(|(_, rule)| rule.clone()).collect() };
        assert_eq!(rules(&compiled.amended(&[]).unwrap()), rules(compiled));
    }
}
