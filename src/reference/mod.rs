//! Dated reference data: provinces, kinds, reasons, limits, words. Compiled in, parsed once, handed to pure code as
//! `&Reference`; every look-up takes the day it is asked for.
//!
//! To change a value, give its row in `data/` an end (`to`, the last day it holds) and add a row from the next day on;
//! an empty end is open. Days are those of China. Every row names its sources by the tags of
//! `sources.csv`; `own` is our own choice.

pub mod amendment;
mod approval_number;
mod book;
pub mod bureau_code;
pub mod calendar;
pub mod codes;
pub mod entity_kind;
pub mod guide;
pub mod letter;
pub mod limits;
mod lookup;
pub mod material;
pub mod naming;
pub mod phone;
pub mod product;
pub mod province;
pub mod reason;
pub mod region;
pub mod registrar;
pub mod rules;
mod sms_result;
pub mod source;
pub mod suffix;
mod table;
#[cfg(test)]
mod tests;
pub mod throttle;
mod virtual_mobile;

use std::sync::{OnceLock, PoisonError, RwLock};

use chrono::NaiveDate;

pub use amendment::Amendment;
pub use calendar::Calendar;
pub use codes::{Code, PreApproval, ServiceContent};
pub use entity_kind::{CertificateKind, EntityKind, INDIVIDUAL, NumberRule};
pub use guide::{Block, GuideTopic, Step, Text, blocks};
pub use letter::{Letter, Sign};
pub use limits::Limits;
pub use material::{MaterialFacts, MaterialRule, MaterialSlot};
pub use naming::{NameFinding, SiteName, check_site_name};
pub use product::{HostingRegion, Product};
pub use province::Province;
pub use reason::{Caught, ChecklistItem, Reason, ReasonGroup};
pub use region::City;
pub use registrar::{Registrar, Registry, Standing, Told};
pub use rules::{Applicant, Days, Rule, RuleSet, Rules};
pub use source::Source;
pub use suffix::Suffix;
pub use table::{Period, ReferenceError};
pub use throttle::Throttle;

use table::Table;

static COMPILED: OnceLock<Result<Reference, ReferenceError>> = OnceLock::new();
/// The compiled-in data with what was decided since, and how many decisions that are; none while nothing was.
static AMENDED: RwLock<Option<(&'static Reference, usize)>> = RwLock::new(None);

/// All reference data. Made by [`Reference::load`]; programs use [`book`].
#[derive(Debug, Clone)]
pub struct Reference {
    provinces: Table<Province>,
    rules: Rules,
    entity_kinds: Table<EntityKind>,
    certificate_kinds: Table<CertificateKind>,
    reasons: Table<Reason>,
    checklist: Table<ChecklistItem>,
    limit_rows: Table<limits::LimitRow>,
    limits: limits::LimitCalendar,
    throttles: Table<Throttle>,
    cities: Table<City>,
    service_contents: Table<ServiceContent>,
    languages: Table<Code>,
    access_methods: Table<Code>,
    server_locations: Table<codes::ServerLocation>,
    pre_approvals: Table<PreApproval>,
    naming_words: Table<naming::NamingWord>,
    suffixes: Table<suffix::SuffixRow>,
    registries: Table<registrar::Registry>,
    registrars: Table<registrar::Registrar>,
    registry_words: Table<registrar::RegistryWord>,
    sms_results: Table<sms_result::SmsResult>,
    virtual_mobiles: Table<virtual_mobile::VirtualMobile>,
    bureau_codes: Table<bureau_code::BureauCode>,
    phone_kinds: Table<phone::PhoneKind>,
    phone_papers: Table<phone::PhonePaper>,
    products: Table<Product>,
    hosting_regions: Table<HostingRegion>,
    calendar: Calendar,
    materials: Table<MaterialRule>,
    letters: Table<Letter>,
    texts: Table<Text>,
    steps: Table<Step>,
    guide: Table<GuideTopic>,
    sources: Table<Source>,
    /// Filings go to the bureau's system by themselves.
    goes_up: bool,
}

/// The compiled-in data, or why it cannot be used: programs call this once when they start.
pub fn check() -> Result<&'static Reference, ReferenceError> {
    COMPILED.get_or_init(Reference::load).as_ref().map_err(Clone::clone)
}

/// The same where a program knows whether filings go to the bureau's system by themselves, which asks for more.
///
/// # Errors
/// When the data is wrong.
pub fn check_for(goes_up: bool) -> Result<&'static Reference, ReferenceError> {
    let load = || Reference::load().map(|book| if goes_up { book.of_gateway() } else { book });
    COMPILED.get_or_init(load).as_ref().map_err(Clone::clone)
}

/// Puts data in the place of those in force, unless they hold as many decisions already: whoever looked earlier may come
/// later. Whoever reads in the old ones goes on with them, so they stay until the program ends: a decision leaves the rows
/// of the rules or the days of the calendar behind, less than a megabyte, as all other tables are shared; an administrator
/// decides a few times a year.
pub fn replace(book: Reference, decisions: usize) {
    let mut amended = AMENDED.write().unwrap_or_else(PoisonError::into_inner);
    if amended.is_none_or(|(_, known)| known < decisions) {
        *amended = Some((Box::leak(Box::new(book)), decisions));
    }
}

/// How many decisions the data in force hold.
pub fn decisions() -> usize {
    AMENDED.read().unwrap_or_else(PoisonError::into_inner).map_or(0, |(_, decisions)| decisions)
}

/// The data in force: compiled in, with what was decided since.
///
/// # Panics
///
/// If the data is wrong, which the tests of this module and [`check`] at the start of a program rule out.
pub fn book() -> &'static Reference {
    if let Some((book, _)) = *AMENDED.read().unwrap_or_else(PoisonError::into_inner) {
        return book;
    }
    match check() {
        Ok(book) => book,
        Err(error) => panic!("{error}"),
    }
}

impl Reference {
    /// A province in force on a day, by its division code.
    pub fn province(&self, code: &str, on: NaiveDate) -> Option<&Province> {
        self.provinces.get(code, on)
    }

    /// The 31 provinces in the order of their codes.
    pub fn provinces(&self, on: NaiveDate) -> Vec<&Province> {
        self.provinces.on(on).collect()
    }

    /// Every province of any day: for numbers, which stay.
    pub fn all_provinces(&self) -> &[Province] {
        self.provinces.all()
    }

    /// The province whose division codes begin as this one does: an ID number, a district.
    pub fn province_of_code(&self, division: &str, on: NaiveDate) -> Option<&Province> {
        let start = division.get(..2)?;
        self.provinces.on(on).find(|province| province.code_start() == start)
    }

    /// The same where filings go to the bureau's system by themselves.
    pub fn of_gateway(self) -> Self {
        Self { goes_up: true, ..self }
    }

    /// Whether filings go to the bureau's system by themselves.
    pub fn goes_up(&self) -> bool {
        self.goes_up
    }

    /// The rules that hold for an applicant on a day.
    pub fn rules(&self, applicant: &Applicant<'_>, on: NaiveDate) -> RuleSet<'_> {
        self.rules.of(applicant, on, self.goes_up)
    }

    /// The rule book, of all days.
    pub fn rule_book(&self) -> &Rules {
        &self.rules
    }

    /// A kind of entity by its code.
    pub fn entity_kind(&self, code: &str, on: NaiveDate) -> Option<&EntityKind> {
        self.entity_kinds.get(code, on)
    }

    /// The kinds of entity in force on a day.
    pub fn entity_kinds(&self, on: NaiveDate) -> Vec<&EntityKind> {
        self.entity_kinds.on(on).collect()
    }

    /// The kinds of entity that a visitor is asked about by name, in the order of the question.
    pub fn asked_kinds(&self, on: NaiveDate) -> Vec<&EntityKind> {
        let place = |kind: &EntityKind| kind.asked.parse::<u8>().ok();
        let mut kinds: Vec<&EntityKind> = self.entity_kinds.on(on).filter(|kind| place(kind).is_some()).collect();
        kinds.sort_by_key(|kind| place(kind));
        kinds
    }

    /// The kind whose rules stand for those that nobody is asked about by name.
    pub fn other_kind(&self, on: NaiveDate) -> Option<&EntityKind> {
        self.entity_kinds.on(on).find(|kind| kind.asked == EntityKind::OTHERS)
    }

    /// Every kind of certificate on a day.
    pub fn all_certificate_kinds(&self, on: NaiveDate) -> Vec<&CertificateKind> {
        self.certificate_kinds.on(on).collect()
    }

    /// A kind of certificate by its code.
    pub fn certificate_kind(&self, code: &str, on: NaiveDate) -> Option<&CertificateKind> {
        self.certificate_kinds.get(code, on)
    }

    /// What an entity of a kind proves itself with in a new filing.
    pub fn certificate_kinds_of(&self, entity_kind: &str, on: NaiveDate) -> Vec<&CertificateKind> {
        self.certificate_kinds.on(on).filter(|kind| kind.initial && kind.entity_kind == entity_kind).collect()
    }

    /// What a person in charge proves himself with.
    pub fn person_certificate_kinds(&self, on: NaiveDate) -> Vec<&CertificateKind> {
        self.certificate_kinds_of(INDIVIDUAL, on)
    }

    /// A reason by its code, whatever the day: an old decision still needs its words.
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.all().iter().rev().find(|reason| reason.code == code)
    }

    /// The reasons that may be given on a day, in the order of the catalogue.
    pub fn reasons(&self, on: NaiveDate) -> Vec<&Reason> {
        self.reasons.on(on).collect()
    }

    /// The reasons that usually concern a field, `section.field`; those of `material.any` with every material.
    pub fn reasons_for_field(&self, field: &str, on: NaiveDate) -> Vec<&Reason> {
        let is_paper = field.starts_with("material.");
        let concerns = |own: &String| own == field || (is_paper && own == "material.any");
        self.reasons.on(on).filter(|reason| reason.fields.iter().any(concerns)).collect()
    }

    /// The specialist's checklist.
    pub fn checklist(&self, on: NaiveDate) -> Vec<&ChecklistItem> {
        self.checklist.on(on).collect()
    }

    /// The limits in force on a day.
    pub fn limits(&self, on: NaiveDate) -> &Limits {
        self.limits.on(on)
    }

    /// How often something may fail, and how long the next try waits.
    pub fn throttle(&self, scope: &str, on: NaiveDate) -> Option<&Throttle> {
        self.throttles.get(scope, on)
    }

    /// The limits as written, for the page that shows them.
    pub fn limit_rows(&self, on: NaiveDate) -> Vec<&limits::LimitRow> {
        self.limit_rows.on(on).collect()
    }
}
