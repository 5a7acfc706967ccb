//! One dated table: parsed once, every row checked, each error with its file and line.
//! The parser is the same for what is compiled in and for rows an administrator adds later.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use csv::StringRecord;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};

use super::source::{self, Source};

/// Why reference data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reference data {file}, line {line}: {what}")]
pub struct ReferenceError {
    /// Name of the file under `src/reference/data`.
    pub file: &'static str,
    /// Line of the file, counted from one.
    pub line: u64,
    /// What is wrong, for the person who edits the data.
    pub what: String,
}

/// The days a row is in force; an open end is none, both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// Whether a day lies within.
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }

    /// Whether two periods share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |end: Option<NaiveDate>, start: Option<NaiveDate>| match (end, start) {
            (Some(end), Some(start)) => end < start,
            _ => false,
        };
        !before(self.to, other.from) && !before(other.to, self.from)
    }

    fn is_in_order(&self) -> bool {
        match (self.from, self.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        }
    }
}

/// A row of a dated table.
pub trait Row: DeserializeOwned + Clone {
    /// What the row is found by; one row per key and day.
    fn key(&self) -> String;
    /// The days the row is in force.
    fn period(&self) -> Period;
    /// What cannot be told by the types of the columns.
    fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Implements [`Row`] for a struct with `from` and `to`: the key from one or more text fields, and an optional check.
macro_rules! dated_row {
    ($row:ty, $($field:ident)/+ $(, $check:path)?) => {
        impl $crate::reference::table::Row for $row {
            fn key(&self) -> String {
                [$(self.$field.to_string()),+].join("/")
            }

            fn period(&self) -> $crate::reference::table::Period {
                $crate::reference::table::Period { from: self.from, to: self.to }
            }

            $(fn check(&self) -> Result<(), String> {
                $check(self)
            })?
        }
    };
}
pub(super) use dated_row;

/// All rows of one file, in the file's order; its copies share them.
#[derive(Debug, Clone)]
pub struct Table<T> {
    rows: Arc<Vec<T>>,
    /// The line of each row.
    lines: Arc<Vec<u64>>,
    /// Places of the rows of a key: the periods of one thing.
    by_key: Arc<HashMap<String, Vec<usize>>>,
    /// The tags of sources, each with the first line that names it.
    sources: Arc<BTreeMap<String, u64>>,
    file: &'static str,
}

impl<T: Row> Table<T> {
    /// Parses and checks a whole file.
    pub fn parse(file: &'static str, text: &str) -> Result<Self, ReferenceError> {
        let at = |line: u64, what: String| ReferenceError { file, line, what };
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|error| at(1, error.to_string()))?.clone();
        let source_at = headers.iter().position(|header| header == "source");
        let (rows, lines, by_key, mut sources) = (Arc::default(), Arc::default(), Arc::default(), BTreeMap::new());
        let mut table = Self { rows, lines, by_key, sources: Arc::default(), file };
        for record in reader.records() {
            let record = record.map_err(|error| at(line_of(&error), error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            check_cells(&headers, &record).map_err(|what| at(line, what))?;
            let row: T = record.deserialize(Some(&headers)).map_err(|error| at(line, error.to_string()))?;
            row.check().map_err(|what| at(line, what))?;
            for tag in source_at.and_then(|column| record.get(column)).into_iter().flat_map(source::tags) {
                sources.entry(tag.to_owned()).or_insert(line);
            }
            table.add(row, line).map_err(|what| at(line, what))?;
        }
        if table.rows.is_empty() {
            return Err(at(1, "no rows".to_owned()));
        }
        table.sources = Arc::new(sources);
        Ok(table)
    }

    /// Adds a row that stands in no file, or in a later line.
    pub(super) fn add(&mut self, row: T, line: u64) -> Result<(), String> {
        let (key, period) = (row.key(), row.period());
        if !period.is_in_order() {
            return Err(format!("{key}: from is after to"));
        }
        let others = Arc::make_mut(&mut self.by_key).entry(key).or_default();
        if let Some(&twin) = others.iter().find(|&&other| self.rows[other].period().overlaps(&period)) {
            return Err(format!("{}: in force at the same time as line {}", row.key(), self.lines[twin]));
        }
        others.push(self.rows.len());
        Arc::make_mut(&mut self.rows).push(row);
        Arc::make_mut(&mut self.lines).push(line);
        Ok(())
    }

    /// The same table if every source it names has a name that readers can be told.
    pub fn with_sources_in(self, names: &Table<Source>) -> Result<Self, ReferenceError> {
        match self.sources.iter().find(|(tag, _)| !names.knows(tag)) {
            Some((tag, line)) => Err(ReferenceError {
                file: self.file,
                line: *line,
                what: format!("source: {tag} is not in sources.csv"),
            }),
            None => Ok(self),
        }
    }

    /// Every row, of any day.
    pub fn all(&self) -> &[T] {
        &self.rows
    }

    /// Every row, of any day, with its line.
    pub fn with_lines(&self) -> impl Iterator<Item = (u64, &T)> {
        self.lines.iter().copied().zip(self.rows.iter())
    }

    /// Whether a key has a row of any day.
    pub fn knows(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// The rows in force on a day, in the file's order.
    pub fn on(&self, on: NaiveDate) -> impl Iterator<Item = &T> {
        self.rows.iter().filter(move |row| row.period().covers(on))
    }

    /// The row of a key in force on a day.
    pub fn get(&self, key: &str, on: NaiveDate) -> Option<&T> {
        let places = self.by_key.get(key)?;
        places.iter().map(|&place| &self.rows[place]).find(|row| row.period().covers(on))
    }
}

fn line_of(error: &csv::Error) -> u64 {
    error.position().map_or(0, csv::Position::line)
}

/// Both languages or neither, a source in every row, no stray space.
fn check_cells(headers: &StringRecord, record: &StringRecord) -> Result<(), String> {
    let cell = |name: &str| headers.iter().position(|header| header == name).and_then(|at| record.get(at));
    for (header, value) in headers.iter().zip(record) {
        if value.trim() != value {
            return Err(format!("{header}: space at the beginning or end"));
        }
        let must_be_filled = matches!(header, "zh" | "en" | "title_zh" | "title_en" | "source");
        if must_be_filled && value.is_empty() {
            return Err(format!("{header}: empty"));
        }
        if let Some(stem) = header.strip_suffix("_zh") {
            let english = cell(&format!("{stem}_en")).ok_or_else(|| format!("{header}: no English column"))?;
            if english.is_empty() != value.is_empty() {
                return Err(format!("{header}: one language is missing"));
            }
        }
    }
    Ok(())
}

/// A cell with several values, written `a|b|c`; an empty cell is an empty list.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let parts: Vec<String> = text.split('|').filter(|_| !text.is_empty()).map(str::to_owned).collect();
    if parts.iter().any(|part| part.trim() != part || part.is_empty()) {
        return Err(D::Error::custom("an empty value in a list"));
    }
    Ok(parts)
}

/// As [`list`], for values with a type of their own.
pub(super) fn parsed_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
{
    let parse = |part: String| part.parse().map_err(|_| D::Error::custom(format!("cannot read {part}")));
    list(deserializer)?.into_iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Word {
        code: String,
        #[serde(deserialize_with = "list")]
        provinces: Vec<String>,
        #[allow(dead_code)]
        zh: String,
        #[allow(dead_code)]
        en: String,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    }
    dated_row!(Word, code);

    #[derive(Debug, Clone, Deserialize)]
    struct SourcedWord {
        code: String,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    }
    dated_row!(SourcedWord, code);

    fn parse(rows: &str) -> Result<Table<Word>, ReferenceError> {
        Table::parse("words.csv", &format!("code,provinces,zh,en,from,to\n{rows}"))
    }

    #[test]
    fn rows_are_found_by_key_and_day() {
        let table = parse("a,110000|120000,甲,A,,2020-08-16\na,,甲,A,2020-08-17,\nb,,乙,B,,\n").unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(table.get("a", day("2020-08-16")).unwrap().provinces, ["110000", "120000"]);
        assert!(table.get("a", day("2020-08-17")).unwrap().provinces.is_empty());
        assert_eq!(table.on(day("2026-01-01")).count(), 2);
        assert!(table.get("c", day("2026-01-01")).is_none());
    }

    #[test]
    fn errors_name_file_and_line() {
        let cases = [
            ("a,,甲,A,,\na,,甲,A,2020-01-01,\n", 3, "same time as line 2"),
            ("a,,甲,A,2020-01-02,2020-01-01\n", 2, "from is after to"),
            ("a,,甲,,,\n", 2, "en: empty"),
            ("a,, 甲,A,,\n", 2, "zh: space"),
            ("a,1||2,甲,A,,\n", 2, "an empty value"),
            ("a,,甲,A,yesterday,\n", 2, "invalid characters"),
            ("a,,甲,A,\n", 2, "CSV error"),
            ("", 1, "no rows"),
        ];
        for (rows, line, what) in cases {
            let error = parse(rows).expect_err(rows);
            assert_eq!((error.file, error.line), ("words.csv", line), "{rows}");
            assert!(error.to_string().contains(what), "{error}");
        }
    }

    #[test]
    fn a_source_without_a_name_is_an_error() {
        let names = Table::<Source>::parse("sources.csv", "tag,zh,en,as_of,from,to\nown,本平台,ours,,,\n").unwrap();
        let words = |rows: &str| {
            let table = Table::<SourcedWord>::parse("words.csv", &format!("code,from,to,source\n{rows}")).unwrap();
            table.with_sources_in(&names).map(|_| ())
        };
        assert_eq!(words("a,,,own\n"), Ok(()));
        let error = words("a,,,own\nb,,,own; hearsay\n").unwrap_err();
        assert_eq!(error.to_string(), "reference data words.csv, line 3: source: hearsay is not in sources.csv");
    }

    #[test]
    fn a_column_nobody_reads_is_an_error() {
        let error = Table::<Word>::parse("words.csv", "code,provinces,zh,en,from,to,more\na,,甲,A,,,1\n");
        assert!(error.unwrap_err().what.contains("more"));
    }
}
