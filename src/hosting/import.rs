//! The file of `beian hosting import`: read whole, every fault with its line and column, before anything is stored.
//!
//! Columns: `type` (`instance` or `number`), `instance`, `owner` (mail address), `product`, `region`, `addresses` (separated
//! by spaces), `billing`, `starts_on`, `ends_on`, `quota` (empty for that of the product), `number`. A number needs type,
//! instance and number; its owner is the account it is for, empty for that of the instance.

use std::collections::HashMap;

use chrono::NaiveDate;
use csv::StringRecord;

use super::record::{At, Fault, InstanceForm, InstanceRow, NumberForm, NumberRow};
use crate::form::{self, FieldErrors};
use crate::reference::Reference;
use crate::text::Message;

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

/// The file's content; places are lines, and line 1 is the heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Instances in the order of the file.
    pub instances: Vec<At<InstanceRow>>,
    /// Numbers in the order of the file.
    pub numbers: Vec<At<NumberRow>>,
}

/// Reads a file, or tells all that is wrong with it.
///
/// # Errors
/// Every fault with its line and column.
pub fn read(bytes: &[u8], reference: &Reference, today: NaiveDate) -> Result<Sheet, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let broken = |line, why: String| Fault::new(line, "", Message::new("hosting-import-file").with("why", why));
    let headers = reader.headers().cloned().map_err(|error| vec![broken(1, error.to_string())])?;
    let places: HashMap<&str, usize> = headers.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| !places.contains_key(column)).collect();
    if !missing.is_empty() {
        let message = Message::new("hosting-import-columns").with("columns", missing.join(", "));
        return Err(vec![Fault::new(1, "", message)]);
    }
    let mut sheet = Sheet::default();
    let mut faults = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let place = record.position().map_or(0, csv::Position::line);
                let line = Line { record: &record, places: &places };
                match line.read(&mut sheet, place, reference, today) {
                    Ok(()) => {}
                    Err(errors) => faults.extend(errors.iter().map(|(name, message)| {
                        // An address of several is told by its own words.
                        let column = name.split('-').next().unwrap_or(name);
                        Fault::new(place, column, message.clone())
                    })),
                }
            }
            Err(error) => faults.push(broken(error.position().map_or(0, csv::Position::line), error.to_string())),
        }
    }
    find_repeats(&sheet, &mut faults);
    faults.sort_by_key(|fault| fault.place);
    if faults.is_empty() { Ok(sheet) } else { Err(faults) }
}

struct Line<'a> {
    record: &'a StringRecord,
    places: &'a HashMap<&'a str, usize>,
}

impl Line<'_> {
    fn cell(&self, column: &str) -> String {
        self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default().to_owned()
    }

    fn read(&self, sheet: &mut Sheet, place: u64, book: &Reference, today: NaiveDate) -> Result<(), FieldErrors> {
        match self.cell("type").as_str() {
            "instance" => sheet.instances.push(At { place, row: form::check(&self.instance(), book, today)? }),
            "number" => sheet.numbers.push(At { place, row: form::check(&self.number(), book, today)? }),
            other => return Err(FieldErrors::of("type", Message::new("hosting-import-type").with("value", other))),
        }
        Ok(())
    }

    fn instance(&self) -> InstanceForm {
        let separates = |c: char| c.is_whitespace() || matches!(c, ';' | '|');
        InstanceForm {
            instance: self.cell("instance"),
            owner: self.cell("owner"),
            product: self.cell("product"),
            region: self.cell("region"),
            addresses: self.cell("addresses").split(separates).map(str::to_owned).collect(),
            billing: self.cell("billing"),
            starts_on: self.cell("starts_on"),
            ends_on: self.cell("ends_on"),
            quota: self.cell("quota"),
        }
    }

    fn number(&self) -> NumberForm {
        NumberForm { number: self.cell("number"), instance: self.cell("instance"), owner: self.cell("owner") }
    }
}

/// A name twice is a slip: which of the two lines is meant nobody can tell.
fn find_repeats(sheet: &Sheet, faults: &mut Vec<Fault>) {
    let mut seen: HashMap<String, u64> = HashMap::new();
    let instances = sheet.instances.iter().map(|at| (at.row.code.clone(), "instance", at.place));
    let numbers = sheet.numbers.iter().map(|at| (at.row.number.to_string(), "number", at.place));
    for (name, column, place) in instances.chain(numbers) {
        if let Some(first) = seen.insert(name, place) {
            faults.push(Fault::new(place, column, Message::new("hosting-import-twice").with("line", first)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    const HEAD: &str = "type,instance,owner,product,region,addresses,billing,starts_on,ends_on,quota,number\n";

    fn read_rows(rows: &str) -> Result<Sheet, Vec<Fault>> {
        read(format!("{HEAD}{rows}").as_bytes(), book(), "2026-11-23".parse().unwrap())
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_read_or_told_about(rows in "[a-z0-9,\"\r\n=+@:./ \u{0}\u{202E}\u{4e00}-\u{4e20}-]{0,120}") {
            if let Err(faults) = read_rows(&rows) {
                proptest::prop_assert!(faults.iter().all(|fault| fault.place > 0), "{faults:?}");
            }
            let _ = read(rows.as_bytes(), book(), "2026-11-23".parse().unwrap());
        }
    }

    #[test]
    fn a_good_file() {
        let sheet = read_rows(
            "instance,i-1,li@example.cn,cloud_server,hangzhou,8.8.8.8 2400:3200::1,subscription,2026-06-01,2027-05-31,4,\n\
             instance,i-2,li@example.cn,site_builder,hangzhou,,subscription,2026-06-01,2027-05-31,,\n\
             number,i-1,,,,,,,,,32a43232-a888-88e8-b9ec-00888be80000\n\
             number,i-9,wang@example.cn,,,,,,,,32A43232-a888-88e8-b9ec-00888be80001\n",
        )
        .unwrap();
        assert_eq!((sheet.instances.len(), sheet.numbers.len()), (2, 2));
        assert_eq!(sheet.instances[0].row.addresses.len(), 2);
        assert_eq!(sheet.instances[0].row.quota, 4);
        assert_eq!(sheet.instances[1].row.quota, 3, "what the product carries");
        assert_eq!(sheet.numbers[1].row.owner.as_ref().unwrap().reveal(), "wang@example.cn");
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_column() {
        let faults = read_rows(
            "instance,,nobody,toaster,moon,10.0.0.1,monthly,soon,2026-01-01,many,\n\
             server,i-2,,,,,,,,,\n\
             instance,i 3,li@example.cn,cloud_server,hangzhou,8.8.8.8 x,subscription,2026-06-01,2026-05-31,5,\n\
             number,i-1,,,,,,,,,12\n\
             instance,i-4,li@example.cn,nat_gateway,hangzhou,,subscription,2026-06-01,2027-05-31,,\n",
        )
        .unwrap_err();
        let told: Vec<(u64, &str, &str)> =
            faults.iter().map(|fault| (fault.place, fault.member.as_str(), fault.message.key)).collect();
        assert_eq!(
            told,
            [
                (2, "instance", "hosting-import-empty"),
                (2, "owner", "hosting-import-email"),
                (2, "product", "hosting-import-product"),
                (2, "region", "hosting-import-region"),
                (2, "addresses", "hosting-import-address"),
                (2, "billing", "hosting-import-billing"),
                (2, "starts_on", "hosting-import-day"),
                (2, "quota", "hosting-import-quota"),
                (3, "type", "hosting-import-type"),
                (4, "instance", "hosting-import-code"),
                (4, "addresses", "hosting-import-address"),
                (4, "ends_on", "hosting-import-days-order"),
                (5, "number", "hosting-import-number"),
                (6, "quota", "hosting-import-quota-missing"),
            ]
        );
        let again = "number,i-1,,,,,,,,,32a43232-a888-88e8-b9ec-00888be80000\n".repeat(2);
        assert_eq!(read_rows(&again).unwrap_err()[0].message, Message::new("hosting-import-twice").with("line", 2));
        let columns = read(b"type,instance\n", book(), "2026-11-23".parse().unwrap()).unwrap_err();
        assert_eq!(columns[0].message.key, "hosting-import-columns");
        assert_eq!(read_rows("instance,i-1\n").unwrap_err()[0].message.key, "hosting-import-file");
    }
}
