//! The file of `beian hosting import`: read whole, every fault with its line, before anything is stored.
//!
//! Columns: `type` (`instance` or `number`), `instance`, `owner` (mail address), `product`, `region`, `addresses` (separated
//! by spaces), `billing`, `starts_on`, `ends_on`, `quota`, `number`. A number needs type, instance and number; its owner is
//! the account it is for, empty for that of the instance.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::instance::Billing;
use super::service_number::ServiceNumber;
use crate::reference::Reference;
use crate::text::Message;
use crate::values::day::parse_day;
use crate::values::email::Email;
use crate::values::ip_address::IpRange;

const COLUMNS: [&str; 11] = [
    "type",
    "instance",
    "owner",
    "product",
    "region",
    "addresses",
    "billing",
    "starts_on",
    "ends_on",
    "quota",
    "number",
];
const MOST_QUOTA: u32 = 1000;

/// What is wrong with a line; line 1 is the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// The line of the file.
    pub line: u64,
    /// What is wrong with it.
    pub message: Message,
}

/// An instance of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceRow {
    /// Its line.
    pub line: u64,
    /// The provider's name of it.
    pub code: String,
    /// Mail address of its owner.
    pub owner: Email,
    /// Code of the product.
    pub product: String,
    /// Code of the region.
    pub region: String,
    /// Public addresses.
    pub addresses: Vec<IpRange>,
    /// How it is paid for.
    pub billing: Billing,
    /// First day of the term.
    pub starts_on: NaiveDate,
    /// Last day of it.
    pub ends_on: NaiveDate,
    /// Websites it may carry.
    pub quota: u32,
}

/// A service number of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// Its line.
    pub line: u64,
    /// The number.
    pub number: ServiceNumber,
    /// The provider's name of its instance.
    pub instance: String,
    /// Mail address of the account it is for, if that is not the instance's.
    pub owner: Option<Email>,
}

/// The file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Instances in the order of the file.
    pub instances: Vec<InstanceRow>,
    /// Numbers in the order of the file.
    pub numbers: Vec<NumberRow>,
}

/// Reads a file, or tells all that is wrong with it.
///
/// # Errors
/// Every fault with its line.
pub fn read(bytes: &[u8], reference: &Reference, today: NaiveDate) -> Result<Sheet, Vec<LineError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let broken = |line, why: String| LineError { line, message: Message::new("hosting-import-file").with("why", why) };
    let headers = reader.headers().cloned().map_err(|error| vec![broken(1, error.to_string())])?;
    let places: HashMap<&str, usize> = headers.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| !places.contains_key(column)).collect();
    if !missing.is_empty() {
        let message = Message::new("hosting-import-columns").with("columns", missing.join(", "));
        return Err(vec![LineError { line: 1, message }]);
    }
    let mut sheet = Sheet::default();
    let mut errors = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let cell = |name: &str| places.get(name).and_then(|place| record.get(*place)).unwrap_or_default();
                Line { line, cell: &cell, reference, today, errors: &mut errors }.read(&mut sheet);
            }
            Err(error) => errors.push(broken(error.position().map_or(0, csv::Position::line), error.to_string())),
        }
    }
    find_repeats(&sheet, &mut errors);
    errors.sort_by_key(|error| error.line);
    if errors.is_empty() { Ok(sheet) } else { Err(errors) }
}

struct Line<'a> {
    line: u64,
    cell: &'a dyn Fn(&str) -> &'a str,
    reference: &'a Reference,
    today: NaiveDate,
    errors: &'a mut Vec<LineError>,
}

impl Line<'_> {
    fn read(mut self, sheet: &mut Sheet) {
        match (self.cell)("type") {
            "instance" => sheet.instances.extend(self.instance()),
            "number" => sheet.numbers.extend(self.number()),
            other => self.fault(Message::new("hosting-import-type").with("value", other)),
        }
    }

    fn instance(&mut self) -> Option<InstanceRow> {
        let code = self.filled("instance");
        let owner = self.owner();
        let product =
            self.known("product", "hosting-import-product", |book, on, code| book.product(code, on).is_some());
        let region =
            self.known("region", "hosting-import-region", |book, on, code| book.hosting_region(code, on).is_some());
        let addresses = self.addresses();
        let billing = self.cell_as("billing", "hosting-import-billing", Billing::from_code);
        let starts_on = self.day("starts_on");
        let ends_on = self.day("ends_on");
        let quota = self.cell_as("quota", "hosting-import-quota", |text| {
            text.parse::<u32>().ok().filter(|quota| *quota <= MOST_QUOTA)
        });
        if let (Some(starts), Some(ends)) = (starts_on, ends_on)
            && ends < starts
        {
            self.fault(Message::new("hosting-import-days-order"));
            return None;
        }
        Some(InstanceRow {
            line: self.line,
            code: code?,
            owner: owner?,
            product: product?,
            region: region?,
            addresses: addresses?,
            billing: billing?,
            starts_on: starts_on?,
            ends_on: ends_on?,
            quota: quota?,
        })
    }

    fn number(&mut self) -> Option<NumberRow> {
        let instance = self.filled("instance");
        let number = self.cell_as("number", "hosting-import-number", |text| ServiceNumber::parse(text).ok());
        let owner = if (self.cell)("owner").is_empty() { Some(None) } else { self.owner().map(Some) };
        Some(NumberRow { line: self.line, number: number?, instance: instance?, owner: owner? })
    }

    fn fault(&mut self, message: Message) {
        self.errors.push(LineError { line: self.line, message });
    }

    fn filled(&mut self, column: &str) -> Option<String> {
        let text = (self.cell)(column);
        if text.is_empty() {
            self.fault(Message::new("hosting-import-empty").with("column", column));
            return None;
        }
        Some(text.to_owned())
    }

    fn cell_as<T>(&mut self, column: &str, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.filled(column)?;
        let value = read(&text);
        if value.is_none() {
            self.fault(Message::new(key).with("value", text).with("column", column));
        }
        value
    }

    fn known(
        &mut self,
        column: &str,
        key: &'static str,
        is_known: fn(&Reference, NaiveDate, &str) -> bool,
    ) -> Option<String> {
        let (reference, today) = (self.reference, self.today);
        self.cell_as(column, key, |text| is_known(reference, today, text).then(|| text.to_owned()))
    }

    fn owner(&mut self) -> Option<Email> {
        self.cell_as("owner", "hosting-import-email", |text| Email::parse(text).ok())
    }

    fn day(&mut self, column: &str) -> Option<NaiveDate> {
        self.cell_as(column, "hosting-import-day", |text| parse_day(text).ok())
    }

    fn addresses(&mut self) -> Option<Vec<IpRange>> {
        let text = (self.cell)("addresses");
        let mut all = Vec::new();
        for part in text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '|')).filter(|part| !part.is_empty()) {
            match IpRange::parse(part) {
                Ok(range) => all.push(range),
                Err(_) => {
                    self.fault(Message::new("hosting-import-address").with("value", part));
                    return None;
                }
            }
        }
        Some(all)
    }
}

/// A name twice is a slip: which of the two lines is meant nobody can tell.
fn find_repeats(sheet: &Sheet, errors: &mut Vec<LineError>) {
    let mut seen: HashMap<String, u64> = HashMap::new();
    let instances = sheet.instances.iter().map(|row| (row.code.clone(), row.line));
    let numbers = sheet.numbers.iter().map(|row| (row.number.to_string(), row.line));
    for (name, line) in instances.chain(numbers) {
        if let Some(first) = seen.insert(name, line) {
            errors.push(LineError { line, message: Message::new("hosting-import-twice").with("line", first) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    const HEAD: &str = "type,instance,owner,product,region,addresses,billing,starts_on,ends_on,quota,number\n";

    fn read_rows(rows: &str) -> Result<Sheet, Vec<LineError>> {
        read(format!("{HEAD}{rows}").as_bytes(), book(), "2026-11-23".parse().unwrap())
    }

    #[test]
    fn a_good_file() {
        let sheet = read_rows(
            "instance,i-1,li@example.cn,cloud_server,hangzhou,8.8.8.8 2400:3200::1,subscription,2026-06-01,2027-05-31,5,\n\
             number,i-1,,,,,,,,,32a43232-a888-88e8-b9ec-00888be80000\n\
             number,i-9,wang@example.cn,,,,,,,,32A43232-a888-88e8-b9ec-00888be80001\n",
        )
        .unwrap();
        assert_eq!((sheet.instances.len(), sheet.numbers.len()), (1, 2));
        assert_eq!(sheet.instances[0].addresses.len(), 2);
        assert_eq!(sheet.numbers[1].owner.as_ref().unwrap().reveal(), "wang@example.cn");
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let errors = read_rows(
            "instance,,nobody,toaster,moon,10.0.0.1,monthly,soon,2026-01-01,many,\n\
             server,i-2,,,,,,,,,\n\
             instance,i-3,li@example.cn,cloud_server,hangzhou,,subscription,2026-06-01,2026-05-31,5,\n\
             number,i-1,,,,,,,,,12\n",
        )
        .unwrap_err();
        let told: Vec<(u64, &str)> = errors.iter().map(|error| (error.line, error.message.key)).collect();
        assert_eq!(
            told,
            [
                (2, "hosting-import-empty"),
                (2, "hosting-import-email"),
                (2, "hosting-import-product"),
                (2, "hosting-import-region"),
                (2, "hosting-import-address"),
                (2, "hosting-import-billing"),
                (2, "hosting-import-day"),
                (2, "hosting-import-quota"),
                (3, "hosting-import-type"),
                (4, "hosting-import-days-order"),
                (5, "hosting-import-number"),
            ]
        );
        let again = "number,i-1,,,,,,,,,32a43232-a888-88e8-b9ec-00888be80000\n".repeat(2);
        assert_eq!(read_rows(&again).unwrap_err()[0].message, Message::new("hosting-import-twice").with("line", 2));
        let columns = read(b"type,instance\n", book(), "2026-11-23".parse().unwrap()).unwrap_err();
        assert_eq!(columns[0].message.key, "hosting-import-columns");
        assert_eq!(read_rows("instance,i-1\n").unwrap_err()[0].message.key, "hosting-import-file");
    }
}
