//! The bureau's code tables against ours: codes that we do not know.

use chrono::NaiveDate;

use super::codes::{AttachmentFormat, AttachmentPurpose, place_of_bit};
use super::messages::{CodeTable, CodeTables, TableList};
use crate::reference::Reference;

/// The table of what was done about sites without a filing.
pub const UNFILED_OUTCOMES: &str = "Wbacl_dms";
/// The table of service contents.
pub const SERVICES: &str = "Wzfwlx_dms";
/// The units that report, kept as a table like the others.
pub const UNITS: &str = "Bbdwlb";
/// Codes that are told at most: the tables themselves are kept.
const MOST: usize = 20;

/// All tables of a download, with that of the units.
pub fn all(tables: &CodeTables) -> Vec<CodeTable> {
    let units = super::messages::Content::write(tables, "JCDM")
        .child(UNITS)
        .map(|list| CodeTable { name: UNITS.to_owned(), rows: list.children.iter().map(row).collect() });
    let listed = tables.tables.iter().flat_map(|TableList(tables)| tables.iter().cloned());
    units.into_iter().chain(listed).collect()
}

fn row(element: &super::xml::Element) -> super::messages::CodeRow {
    let column = |column: &super::xml::Element| (column.name.to_string(), column.text.clone());
    super::messages::CodeRow {
        element: element.name.to_string(),
        columns: element.children.iter().map(column).collect(),
    }
}

/// Codes in force that we have no word for, as `table/code`, in the order of the tables.
pub fn strange(tables: &[CodeTable], book: &Reference, on: NaiveDate) -> Vec<String> {
    let in_table = |table: &CodeTable| {
        let rows = table.rows.iter().filter(|row| row.is_in_force()).filter_map(|row| row.id());
        let unknown = rows.filter(|code| !is_known(&table.name, *code, book, on));
        unknown.map(|code| format!("{}/{code}", table.name)).collect::<Vec<_>>()
    };
    tables.iter().flat_map(in_table).take(MOST).collect()
}

/// Whether we know a code. Tables that nothing of ours goes by are all known.
fn is_known(table: &str, code: i64, book: &Reference, on: NaiveDate) -> bool {
    let text = code.to_string();
    let place = code.checked_sub(1).and_then(|place| u32::try_from(place).ok());
    let bit = place.and_then(|place| 1_u64.checked_shl(place));
    match table {
        "Dwxz_dms" => book.entity_kind(&text, on).is_some(),
        "Zjlx_dms" => book.certificate_kind(&text, on).is_some(),
        "Wzjylx_dms" => book.pre_approvals(on).iter().any(|row| row.ministry_code == text),
        SERVICES => bit.is_some_and(|bit| book.service_content(bit, on).is_some()),
        "Wzjrfs_dms" => book.access_methods(on).iter().any(|row| place_of_bit(row.code) == Some(code)),
        "Yylb_dms" => u64::try_from(code).is_ok_and(|code| book.language(code, on).is_some()),
        "Fjwjgs_dms" => AttachmentFormat::of(code).is_some(),
        "Fjytlx_dms" => AttachmentPurpose::of(code).is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::messages::{CodeRow, ReportingUnit};
    use crate::reference::book;

    fn table(name: &str, codes: &[(i64, &str)]) -> CodeTable {
        let row = |(code, in_force): &(i64, &str)| CodeRow {
            element: "x".into(),
            columns: vec![
                ("Id".into(), code.to_string()),
                ("Mc".into(), "名".into()),
                ("Sfyx".into(), (*in_force).into()),
            ],
        };
        CodeTable { name: name.into(), rows: codes.iter().map(row).collect() }
    }

    #[test]
    fn codes_that_we_do_not_know_are_told() {
        let on = "2026-11-29".parse().unwrap();
        let tables = [
            table("Dwxz_dms", &[(4, "1"), (99, "1"), (98, "0")]),
            table("Zjlx_dms", &[(1, "1"), (8, "1")]),
            table("Wzjrfs_dms", &[(5, "1"), (6, "1")]),
            table("Wzfwlx_dms", &[(1, "1"), (i64::MIN, "1")]),
            table("Hyfl_dms", &[(7, "1")]),
        ];
        let told = ["Dwxz_dms/99", "Zjlx_dms/8", "Wzjrfs_dms/6", "Wzfwlx_dms/-9223372036854775808"];
        assert_eq!(strange(&tables, book(), on), told);
    }

    #[test]
    fn units_are_a_table_too() {
        let unit = ReportingUnit { id: 7, name: "甲".into(), in_force: 1, ..ReportingUnit::default() };
        let tables =
            all(&CodeTables { units: vec![unit], tables: Some(TableList(vec![table("Dwxz_dms", &[(4, "1")])])) });
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, [UNITS, "Dwxz_dms"]);
        assert_eq!((tables[0].rows[0].id(), tables[0].rows[0].name()), (Some(7), Some("甲")));
    }
}
