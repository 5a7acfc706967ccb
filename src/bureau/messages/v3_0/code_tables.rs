//! JCDM: code tables and units.

use super::record::{Content, Misread, Unknown, record};
use crate::bureau::xml::{Element, Place};

record! {
    /// A unit that reports.
    pub struct ReportingUnit: alone {
        /// The bureau's id.
        id: i64 = "Id";
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Class of the unit.
        class: Option<i64> = "Dwfl";
        /// Industry.
        industry: Option<i64> = "Dwhyfl";
        /// Number of the licence.
        licence: Option<String> = "Jyxkzbh";
        /// Province.
        province: Option<i64> = "Shengid";
        /// City.
        city: Option<i64> = "Shiid";
        /// County.
        county: Option<i64> = "Xianid";
        /// Postal address.
        street: Option<String> = "Xxdz";
        /// 1 in force, 0 not.
        in_force: i64 = "Sfyx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// Units and code tables.
    pub struct CodeTables {
        /// Units that report.
        units: Vec<ReportingUnit> = "Bbdwlb" / "Bbdw";
        /// Code tables.
        tables: Option<TableList> = "Jcdm_xx";
    }
}

/// The code tables of a download: eighteen kinds, each with columns of its own, so they are kept by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableList(pub Vec<CodeTable>);

/// A code table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeTable {
    /// Its element, such as `Dwxz_dms`.
    pub name: String,
    /// Its rows.
    pub rows: Vec<CodeRow>,
}

/// A row of a code table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeRow {
    /// Its element, such as `Dwxz_xx`.
    pub element: String,
    /// Its columns in their order: element and text. What is given as nil is left out.
    pub columns: Vec<(String, String)>,
}

impl CodeRow {
    /// The text of a column.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, text)| text.trim())
    }

    /// The code.
    pub fn id(&self) -> Option<i64> {
        self.get("Id")?.parse().ok()
    }

    /// Its name, whatever the column is called.
    pub fn name(&self) -> Option<&str> {
        ["Mc", "Nr", "Ztmc", "Fl2", "Dwmc"].iter().find_map(|column| self.get(column))
    }

    /// Whether it is in force; a table without that column has no others.
    pub fn is_in_force(&self) -> bool {
        self.get("Sfyx") != Some("0")
    }
}

impl Content for TableList {
    fn write(&self, name: &str) -> Element {
        let row = |row: &CodeRow| {
            let columns = row.columns.iter().map(|(name, text)| Element::with_text(name, text.as_str())).collect();
            Element::with_children(&row.element, columns)
        };
        let table = |table: &CodeTable| Element::with_children(&table.name, table.rows.iter().map(row).collect());
        Element::with_children(name, self.0.iter().map(table).collect())
    }

    fn read(element: Element, _: Place<'_>, _: &mut Vec<Unknown>) -> Result<Self, Misread> {
        let column = |column: Element| {
            let is_nil = matches!(column.get("xsi:nil"), Some("true" | "1"));
            (!is_nil).then(|| (column.name.to_string(), column.text))
        };
        let row = |row: Element| CodeRow {
            element: row.name.to_string(),
            columns: row.children.into_iter().filter_map(column).collect(),
        };
        let table = |table: Element| CodeTable {
            name: table.name.to_string(),
            rows: table.children.into_iter().map(row).collect(),
        };
        Ok(Self(element.children.into_iter().map(table).collect()))
    }
}
