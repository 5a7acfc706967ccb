//! The file of `beian domains import`: read whole, every fault with its line and column, before anything is stored.
//!
//! Columns: `domain`, `holder`, `certificate_kind` (the ministry's code), `certificate_number`, `registrar`, `registered_on`,
//! `verified_on` (empty while the holder is not verified), `expires_on`.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::record::{Holder, HolderName};
use crate::text::Message;
use crate::values::day::parse_day;
use crate::values::{CertificateKind, CertificateNumber, DomainName};

const COLUMNS: [&str; 8] = [
    "domain",
    "holder",
    "certificate_kind",
    "certificate_number",
    "registrar",
    "registered_on",
    "verified_on",
    "expires_on",
];
/// Characters of a name.
const NAME: usize = 200;

/// What is wrong with a cell; line 1 is the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The line of the file.
    pub line: u64,
    /// The column; empty for the line as a whole.
    pub column: &'static str,
    /// What is wrong with it.
    pub message: Message,
}

/// A domain of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub domain: DomainName,
    /// Who holds it.
    pub holder: Holder,
    /// The registrar.
    pub registrar: String,
    /// First day of the registration.
    pub registered_on: Option<NaiveDate>,
    /// When the holder was verified.
    pub verified_on: Option<NaiveDate>,
    /// Last day of the registration.
    pub expires_on: NaiveDate,
}

/// Reads a file, or tells all that is wrong with it.
///
/// # Errors
/// Every fault with its line and column.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Vec<Row>, Vec<CellError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let whole = |line, message| CellError { line, column: "", message };
    let broken = |line, why: &csv::Error| whole(line, Message::new("facts-import-file").with("why", why));
    let headers = reader.headers().cloned().map_err(|error| vec![broken(1, &error)])?;
    let places: HashMap<&str, usize> = headers.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| !places.contains_key(column)).collect();
    if !missing.is_empty() {
        return Err(vec![whole(1, Message::new("facts-import-columns").with("columns", missing.join(", ")))]);
    }
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    let mut seen: HashMap<DomainName, u64> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                errors.push(broken(error.position().map_or(0, csv::Position::line), &error));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| places.get(name).and_then(|place| record.get(*place)).unwrap_or_default();
        let Some(row) = (Line { line, cell: &cell, today, errors: &mut errors }).read() else { continue };
        if let Some(first) = seen.insert(row.domain.clone(), line) {
            let message = Message::new("facts-import-twice").with("line", first);
            errors.push(CellError { line, column: "domain", message });
        }
        rows.push(row);
    }
    if rows.is_empty() && errors.is_empty() {
        // It would delete every record: rather a slip than meant.
        errors.push(whole(1, Message::new("facts-import-none")));
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

struct Line<'a> {
    line: u64,
    cell: &'a dyn Fn(&str) -> &'a str,
    today: NaiveDate,
    errors: &'a mut Vec<CellError>,
}

impl Line<'_> {
    /// Every cell is read before the first fault ends it.
    fn read(&mut self) -> Option<Row> {
        let domain = self.parsed("domain", DomainName::parse);
        let name = self.name("holder");
        let certificate = self.certificate();
        let registrar = self.name("registrar");
        let registered_on = self.past_day("registered_on");
        let verified_on = self.past_day("verified_on");
        let expires_on = self.parsed("expires_on", parse_day);
        let (registered_on, expires_on) = (registered_on?, expires_on?);
        if registered_on.is_some_and(|from| expires_on < from) {
            self.fault("expires_on", Message::new("facts-import-days-order"));
            return None;
        }
        let holder = Holder { name: HolderName::new(name?), certificate: certificate? };
        Some(Row {
            domain: domain?,
            holder,
            registrar: registrar?,
            registered_on,
            verified_on: verified_on?,
            expires_on,
        })
    }

    fn fault(&mut self, column: &'static str, message: Message) {
        self.errors.push(CellError { line: self.line, column, message });
    }

    fn filled(&mut self, column: &'static str) -> Option<String> {
        let text = (self.cell)(column).to_owned();
        if text.is_empty() {
            self.fault(column, Message::new("facts-import-empty"));
            return None;
        }
        Some(text)
    }

    fn parsed<T>(&mut self, column: &'static str, parse: impl Fn(&str) -> Result<T, Message>) -> Option<T> {
        let text = self.filled(column)?;
        parse(&text).map_err(|message| self.fault(column, message)).ok()
    }

    fn name(&mut self, column: &'static str) -> Option<String> {
        let text = self.filled(column)?;
        if text.chars().count() > NAME || text.chars().any(char::is_control) {
            self.fault(column, Message::new("facts-import-name").with("max", NAME));
            return None;
        }
        Some(text)
    }

    fn certificate(&mut self) -> Option<CertificateNumber> {
        let today = self.today;
        let kind = self.filled("certificate_kind");
        let number = self.filled("certificate_number");
        let (kind, number) = (kind?, number?);
        let Some(known) = CertificateKind::from_code(&kind) else {
            self.fault("certificate_kind", Message::new("facts-import-kind").with("value", kind));
            return None;
        };
        let read = CertificateNumber::parse(known, &number, today);
        read.map_err(|message| self.fault("certificate_number", message)).ok()
    }

    /// A day that may be left out, but cannot lie ahead.
    fn past_day(&mut self, column: &'static str) -> Option<Option<NaiveDate>> {
        let text = (self.cell)(column);
        if text.is_empty() {
            return Some(None);
        }
        match parse_day(text) {
            Ok(day) if day <= self.today => Some(Some(day)),
            Ok(_) => {
                self.fault(column, Message::new("facts-import-day-ahead"));
                None
            }
            Err(message) => {
                self.fault(column, message);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str =
        "domain,holder,certificate_kind,certificate_number,registrar,registered_on,verified_on,expires_on\n";

    fn read_rows(rows: &str) -> Result<Vec<Row>, Vec<CellError>> {
        read(format!("{HEAD}{rows}").as_bytes(), "2026-11-28".parse().unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_file_is_read_or_told_about(rows in "[a-z0-9,\"\r\n=+@:./ \u{0}\u{202E}\u{4e00}-\u{4e20}-]{0,120}") {
            if let Err(faults) = read_rows(&rows) {
                prop_assert!(faults.iter().all(|fault| fault.line > 0), "{faults:?}");
            }
            let _ = read(rows.as_bytes(), "2026-11-28".parse().unwrap());
        }

        #[test]
        fn what_is_quoted_is_read_as_it_was_meant(
            registrar in "[a-z\u{4e00}-\u{4e20}][a-z,;\" \u{4e00}-\u{4e20}]{0,60}",
        ) {
            let quoted = registrar.replace('"', "\"\"");
            let row = format!("example.cn,张三,2,11000019900307001X,\"{quoted}\",,,2027-01-01\n");
            let rows = read_rows(&row).unwrap();
            prop_assert_eq!(rows[0].registrar.as_str(), registrar.trim());
        }
    }

    #[test]
    fn a_good_file() {
        let rows = read_rows(
            "example.cn,张三,2,11000019900307001X,示例云,2020-01-01,2020-01-02,2027-01-01\n\
             例子.中国,示例（北京）科技有限公司,1,91110000MA00000077,示例云,,,2027/1/1\n",
        )
        .unwrap();
        assert_eq!(rows[0].holder.certificate.reveal(), "11000019900307001X");
        assert_eq!((rows[1].domain.as_str(), rows[1].verified_on), ("xn--fsqu00a.xn--fiqs8s", None));
        assert!(!format!("{rows:?}").contains("张三"), "printed masked");
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_column() {
        let errors = read_rows(
            "www.example.cn,,99,1,,2027-01-01,soon,\n\
             example.cn,张三,2,110000199003070011,示例云,2020-01-01,2020-01-02,2019-01-01\n\
             example.com,张三,2,11000019900307001X,示例云,2020-01-01,,2019-01-01\n\
             example.net,张三,2,11000019900307001X,示例云,,,2027-01-01\n\
             example.net,张三,2,11000019900307001X,示例云,,,2027-01-01\n\
             example.org\n",
        )
        .unwrap_err();
        let told: Vec<(u64, &str, &str)> =
            errors.iter().map(|error| (error.line, error.column, error.message.key)).collect();
        assert_eq!(
            told,
            [
                (2, "domain", "value-domain-sub"),
                (2, "holder", "facts-import-empty"),
                (2, "certificate_kind", "facts-import-kind"),
                (2, "registrar", "facts-import-empty"),
                (2, "registered_on", "facts-import-day-ahead"),
                (2, "verified_on", "value-day"),
                (2, "expires_on", "facts-import-empty"),
                (3, "certificate_number", "value-cert-check"),
                (3, "expires_on", "facts-import-days-order"),
                (4, "expires_on", "facts-import-days-order"),
                (6, "domain", "facts-import-twice"),
                (7, "", "facts-import-file"),
            ]
        );
        assert_eq!(read_rows("").unwrap_err()[0].message.key, "facts-import-none");
        assert_eq!(
            read(b"domain\n", "2026-11-28".parse().unwrap()).unwrap_err()[0].message.key,
            "facts-import-columns"
        );
    }
}
