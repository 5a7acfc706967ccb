//! Loading: every file is parsed, then what one table says about another is checked.

use super::calendar::Calendar;
use super::province::Province;
use super::table::{ReferenceError, Row, Table};
use super::{Reference, limits, source};

/// A file of the data folder, compiled in.
macro_rules! file {
    ($name:literal) => {
        Table::parse($name, include_str!(concat!("data/", $name)))
    };
}

impl Reference {
    /// Parses and checks all compiled-in data.
    pub fn load() -> Result<Self, ReferenceError> {
        let limit_rows = file!("limits.csv")?;
        let limits = limits::LimitCalendar::new(&limit_rows).map_err(|what| in_file("limits.csv", what))?;
        let book = Self {
            provinces: file!("provinces.csv")?,
            entity_kinds: file!("entity-kinds.csv")?,
            certificate_kinds: file!("certificate-kinds.csv")?,
            reasons: file!("rejection-reasons.csv")?,
            checklist: file!("checklist.csv")?,
            cities: file!("regions.csv")?,
            service_contents: file!("service-contents.csv")?,
            languages: file!("languages.csv")?,
            access_methods: file!("access-methods.csv")?,
            server_locations: file!("server-locations.csv")?,
            pre_approvals: file!("pre-approvals.csv")?,
            naming_words: file!("naming-words.csv")?,
            suffixes: file!("suffixes.csv")?,
            products: file!("products.csv")?,
            hosting_regions: file!("hosting-regions.csv")?,
            calendar: Calendar::new(&file!("calendar.csv")?),
            materials: file!("materials.csv")?,
            texts: file!("texts.csv")?,
            steps: file!("steps.csv")?,
            guide: file!("guide.csv")?,
            sources: file!("sources.csv")?,
            throttles: file!("throttles.csv")?,
            limit_rows,
            limits,
        };
        book.check_links()?;
        Ok(book)
    }

    fn check_links(&self) -> Result<(), ReferenceError> {
        let kinds = self.certificate_kinds.all();
        known("certificate-kinds.csv", kinds.iter().map(|kind| kind.entity_kind.as_str()), &self.entity_kinds)?;
        let items = self.reasons.all().iter().flat_map(|reason| &reason.items);
        known("rejection-reasons.csv", items.map(String::as_str), &self.checklist)?;
        self.check_provinces_named()?;
        let kinds = self.materials.all().iter().flat_map(|rule| &rule.entity_kinds);
        known("materials.csv", kinds.map(String::as_str), &self.entity_kinds)?;
        self.check_sources_named()?;
        let items = self.naming_words.all().iter().map(|row| row.item.as_str());
        known("naming-words.csv", items.filter(|item| !item.is_empty()), &self.pre_approvals)?;
        let of_province = |row: &Province| {
            [&row.org_contents_only, &row.org_contents_refused, &row.individual_contents_refused].map(Clone::clone)
        };
        let contents: Vec<String> =
            self.provinces.all().iter().flat_map(of_province).flatten().map(|code| code.to_string()).collect();
        known("provinces.csv", contents.iter().map(String::as_str), &self.service_contents)
    }

    /// What readers are shown names its sources in words.
    fn check_sources_named(&self) -> Result<(), ReferenceError> {
        let provinces = self.provinces.all().iter().flat_map(|row| source::tags(&row.source));
        known("provinces.csv", provinces, &self.sources)?;
        known("guide.csv", self.guide.all().iter().flat_map(|row| source::tags(&row.source)), &self.sources)?;
        known("steps.csv", self.steps.all().iter().flat_map(|row| source::tags(&row.source)), &self.sources)
    }

    fn check_provinces_named(&self) -> Result<(), ReferenceError> {
        let provinces = &self.provinces;
        known("regions.csv", self.cities.all().iter().map(|city| city.province.as_str()), provinces)?;
        known("server-locations.csv", self.server_locations.all().iter().map(|row| row.province.as_str()), provinces)?;
        let of_regions = self.hosting_regions.all().iter().map(|row| row.province.as_str());
        known("hosting-regions.csv", of_regions.filter(|code| !code.is_empty()), provinces)?;
        let of_materials = self.materials.all().iter().flat_map(|rule| &rule.provinces);
        known("materials.csv", of_materials.map(String::as_str), provinces)?;
        let of_words = self.naming_words.all().iter().map(|row| row.province.as_str());
        known("naming-words.csv", of_words.filter(|code| *code != "*"), provinces)?;
        let of_suffixes = self.suffixes.all().iter().map(|row| row.province.as_str());
        known("suffixes.csv", of_suffixes.filter(|code| *code != "*"), provinces)
    }
}

/// A fault that belongs to a file as a whole.
fn in_file(file: &'static str, what: String) -> ReferenceError {
    ReferenceError { file, line: 1, what }
}

/// Every code named in `file` is a key of another table.
fn known<'a, T: Row>(
    file: &'static str,
    mut codes: impl Iterator<Item = &'a str>,
    table: &Table<T>,
) -> Result<(), ReferenceError> {
    match codes.find(|code| !table.knows(code)) {
        Some(code) => Err(in_file(file, format!("{code} is named but nowhere listed"))),
        None => Ok(()),
    }
}
