//! Loading: every file is parsed, then what one table says about another is checked.

use super::calendar::Calendar;
use super::rules::value::List;
use super::rules::{Rule, Rules, Scope, Sort};
use super::table::{ReferenceError, Row, Table};
use super::{Reference, limits};

/// A file of the data folder, compiled in; its sources are those of a table.
macro_rules! file {
    ($name:literal, $sources:expr) => {
        Table::parse($name, include_str!(concat!("data/", $name))).and_then(|table| table.with_sources_in($sources))
    };
}

impl Reference {
    /// Parses and checks all compiled-in data.
    pub fn load() -> Result<Self, ReferenceError> {
        let sources = Table::parse("sources.csv", include_str!("data/sources.csv"))?;
        let limit_rows = file!("limits.csv", &sources)?;
        let limits = limits::LimitCalendar::new(&limit_rows).map_err(|what| in_file("limits.csv", what))?;
        let book = Self {
            provinces: file!("provinces.csv", &sources)?,
            rules: Rules::parse(RULES, RULE_ROWS)?,
            entity_kinds: file!("entity-kinds.csv", &sources)?,
            certificate_kinds: file!("certificate-kinds.csv", &sources)?,
            reasons: file!("rejection-reasons.csv", &sources)?,
            checklist: file!("checklist.csv", &sources)?,
            cities: file!("regions.csv", &sources)?,
            service_contents: file!("service-contents.csv", &sources)?,
            languages: file!("languages.csv", &sources)?,
            access_methods: file!("access-methods.csv", &sources)?,
            server_locations: file!("server-locations.csv", &sources)?,
            pre_approvals: file!("pre-approvals.csv", &sources)?,
            naming_words: file!("naming-words.csv", &sources)?,
            suffixes: file!("suffixes.csv", &sources)?,
            registries: file!("registries.csv", &sources)?,
            registrars: file!("registrars.csv", &sources)?,
            registry_words: file!("registry-words.csv", &sources)?,
            sms_results: file!("sms-results.csv", &sources)?,
            virtual_mobiles: file!("virtual-mobiles.csv", &sources)?,
            bureau_codes: file!("bureau-codes.csv", &sources)?,
            phone_kinds: file!("phone-kinds.csv", &sources)?,
            phone_papers: file!("phone-papers.csv", &sources)?,
            products: file!("products.csv", &sources)?,
            hosting_regions: file!("hosting-regions.csv", &sources)?,
            calendar: Calendar::new(&file!("calendar.csv", &sources)?),
            materials: file!("materials.csv", &sources)?,
            letters: file!("letters.csv", &sources)?,
            texts: file!("texts.csv", &sources)?,
            steps: file!("steps.csv", &sources)?,
            guide: file!("guide.csv", &sources)?,
            throttles: file!("throttles.csv", &sources)?,
            sources,
            limit_rows,
            limits,
            goes_up: false,
        };
        book.check_links()?;
        Ok(book)
    }

    fn check_links(&self) -> Result<(), ReferenceError> {
        let kinds = self.certificate_kinds.all();
        known("certificate-kinds.csv", kinds.iter().map(|kind| kind.entity_kind.as_str()), &self.entity_kinds)?;
        let items = self.reasons.all().iter().flat_map(|reason| &reason.items);
        known("rejection-reasons.csv", items.map(String::as_str), &self.checklist)?;
        known("sms-results.csv", self.sms_results.all().iter().map(|row| row.reason.as_str()), &self.reasons)?;
        let reasons = self.bureau_codes.all().iter().map(|row| row.reason.as_str());
        known("bureau-codes.csv", reasons.filter(|reason| !reason.is_empty()), &self.reasons)?;
        self.check_provinces_named()?;
        let kinds = self.materials.all().iter().flat_map(|rule| &rule.entity_kinds);
        known("materials.csv", kinds.map(String::as_str), &self.entity_kinds)?;
        let items = self.naming_words.all().iter().map(|row| row.item.as_str());
        known("naming-words.csv", items.filter(|item| !item.is_empty()), &self.pre_approvals)?;
        known("letters.csv", self.letters.all().iter().flat_map(|letter| letter.slot.split('|')), &self.materials)?;
        let listed = |slot: &str| self.materials.all().iter().any(|rule| rule.slot == slot);
        if let Some(row) = self.phone_papers.all().iter().find(|row| !listed(&row.slot)) {
            return Err(in_file("phone-papers.csv", unlisted(&row.slot)));
        }
        self.check_rules(&self.rules)
    }

    /// What rules name is listed: provinces, kinds of entity, sources, contents, papers.
    ///
    /// # Errors
    /// The first fault with its line.
    pub fn check_rules(&self, rules: &Rules) -> Result<(), ReferenceError> {
        if let Some((line, tag)) = rules.sources().find(|(_, tag)| !self.sources.knows(tag)) {
            return Err(ReferenceError { file: RULES, line, what: unlisted(tag) });
        }
        for (line, rule) in rules.with_lines() {
            if let Some(code) = self.unlisted_in(rule) {
                return Err(ReferenceError { file: RULES, line, what: format!("{}: {}", rule.id, unlisted(&code)) });
            }
        }
        Ok(())
    }

    /// A code that a rule names and no table lists: a province, a kind of entity, a content, a kind of ID, a paper.
    pub fn unlisted_in(&self, rule: &Rule) -> Option<String> {
        let province = rule.province.as_ref().filter(|code| !self.provinces.knows(code)).cloned();
        let kind = match &rule.scope {
            Scope::Kinds(codes) => codes.iter().find(|code| !self.entity_kinds.knows(code)).cloned(),
            _ => None,
        };
        let content = |code: &u64| Some(code.to_string()).filter(|code| !self.service_contents.knows(code));
        let value = match &rule.sort {
            Sort::ContentOnly(List(codes)) | Sort::ContentRefused(List(codes)) => codes.iter().find_map(content),
            Sort::ContentRemark(asked) => asked.codes.iter().find_map(content),
            Sort::IdRefused(List(codes)) => codes.iter().find(|code| !self.certificate_kinds.knows(code)).cloned(),
            Sort::Paper(slot) => {
                let listed = self.materials.all().iter().any(|row| row.slot == *slot && row.by_province);
                Some(slot.clone()).filter(|_| !listed)
            }
            _ => None,
        };
        province.or(kind).or(value)
    }

    fn check_provinces_named(&self) -> Result<(), ReferenceError> {
        let provinces = &self.provinces;
        known("regions.csv", self.cities.all().iter().map(|city| city.province.as_str()), provinces)?;
        known("server-locations.csv", self.server_locations.all().iter().map(|row| row.province.as_str()), provinces)?;
        let of_regions = self.hosting_regions.all().iter().map(|row| row.province.as_str());
        known("hosting-regions.csv", of_regions.filter(|code| !code.is_empty()), provinces)?;
        let of_suffixes = self.suffixes.all().iter().map(|row| row.province.as_str());
        known("suffixes.csv", of_suffixes.filter(|code| *code != "*"), provinces)
    }
}

/// The file of the rules.
pub(super) const RULES: &str = "province-rules.csv";
/// Its rows.
pub(super) const RULE_ROWS: &str = include_str!("data/province-rules.csv");

fn unlisted(code: &str) -> String {
    format!("{code} is named but nowhere listed")
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
        Some(code) => Err(in_file(file, unlisted(code))),
        None => Ok(()),
    }
}
