//! Rules in plain words.

use chrono::NaiveDate;

use super::choice::Holder;
use super::value::List;
use super::{Rule, Scope, Sort};
use crate::reference::{Reference, Source};
use crate::text::Tr;

impl Rule {
    /// What it asks: its own words, else those of the sort with the value.
    pub fn says(&self, t: Tr, book: &Reference, on: NaiveDate) -> String {
        match self.own_words(t.lang) {
            Some(words) => words.to_owned(),
            None => self.sort.says(t, book, on),
        }
    }
}

impl Scope {
    /// For whom in words: not said where it is for all, or for most kinds of organisation.
    pub fn says(&self, t: Tr, book: &Reference, on: NaiveDate) -> String {
        match self {
            Scope::All => String::new(),
            Scope::Organisations => t.t("rule-who-organisations"),
            Scope::Individuals => t.t("rule-who-individuals"),
            Scope::Kinds(codes) if codes.len() > 4 => String::new(),
            Scope::Kinds(codes) => {
                let kinds = codes.iter().filter_map(|code| book.entity_kind(code, on));
                let names: Vec<&str> = kinds.map(|kind| t.pick(&kind.zh, &kind.en)).collect();
                names.join(t.pick("、", ", "))
            }
        }
    }
}

impl Sort {
    /// The sort and its value in words.
    fn says(&self, t: Tr, book: &Reference, on: NaiveDate) -> String {
        match self {
            Self::Residence(value) => t.t(value.key()),
            Self::IndividualBusiness(value) => t.t(value.key()),
            Self::AddressDetail(value) => t.t(value.key()),
            Self::EntityRemark(value) => t.t(value.key()),
            Self::LegalRep(value) => t.t(value.key()),
            Self::LegalRepAbroad(value) => t.t(value.key()),
            Self::Mobile(value) => t.t(value.key()),
            Self::PhoneUnique(value) => t.t(value.key()),
            Self::PersonUnique(value) => t.t(value.key()),
            Self::DomainAbroad(value) => t.t(value.key()),
            Self::NameLatin(value) => t.t(value.key()),
            Self::NamePlaces(value) => t.t(value.key()),
            Self::SitesOpen(value) => t.t(value.key()),
            Self::ApprovalLetter(value) => t.t(value.key()),
            Self::ApprovalSites(value) => t.t(value.key()),
            Self::PaidSites(value) => t.t(value.key()),
            Self::Face(value) => t.t(value.key()),
            Self::Mailing(value) => t.t(value.key()),
            Self::Sms(value) => t.t(value.key()),
            Self::EntityChange(value) => t.t(value.key()),
            Self::ToEnterprise(value) => t.t(value.key()),
            Self::Note(value) => t.t(value.key()),
            Self::SameCity(value)
            | Self::OnePerson(value)
            | Self::Landline(value)
            | Self::OfficePhone(value)
            | Self::FilingPassword(value)
            | Self::OneOrganisation(value)
            | Self::SuffixList(value)
            | Self::PrivacyOff(value)
            | Self::ShellAdds(value)
            | Self::AccessFirst(value)
            | Self::Migration(value) => t.t(value.key()),
            Self::Investor(List(values)) => joined(t, values.iter().map(|value| t.t(value.key()))),
            Self::Holder(List(values)) => joined(t, values.iter().copied().map(Holder::key).map(|key| t.t(key))),
            Self::IdRefused(List(codes)) => joined(t, codes.iter().map(|code| id_kind(t, book, code, on))),
            Self::ContentOnly(List(codes)) | Self::ContentRefused(List(codes)) => contents(t, book, codes, on),
            Self::Paper(slot) => paper(t, book, slot, on),
            _ => self.says_numbers(t, book, on),
        }
    }

    fn says_numbers(&self, t: Tr, book: &Reference, on: NaiveDate) -> String {
        let least = |n: u32| t.a1("rule-least", "n", n);
        match self {
            Self::AgeFrom(age) | Self::WebsiteAgeFrom(age) if age.with_proof < age.usual => {
                t.a2("rule-age-proof", "age", age.usual, "proof", age.with_proof)
            }
            Self::AgeFrom(age) | Self::WebsiteAgeFrom(age) => t.a1("rule-age", "age", age.usual),
            Self::AgeTo(age) if age.men == age.women => t.a1("rule-age-to", "age", age.men),
            Self::AgeTo(age) => t.a2("rule-age-to-two", "men", age.men, "women", age.women),
            Self::Phones(phones) => t.a2("rule-phones", "one", phones.one, "two", phones.two),
            Self::CertificateDays(days) | Self::IdDays(days) | Self::DomainDays(days) => {
                t.a1("rule-days", "days", days.0)
            }
            Self::ReviewDays(days) => t.a1("rule-review-days-value", "days", days.0),
            Self::DomainsPerWebsite(most)
            | Self::DomainsPerFiling(most)
            | Self::WebsitesPerFiling(most)
            | Self::WebsitesInAll(most) => t.a1("rule-most", "n", most.0),
            Self::DomainCertificate(from) => t.a1("rule-domains-from", "n", from.0),
            Self::DomainStatement(above) => t.a1("rule-domains-above", "n", above.0),
            Self::PlanFrom(from) => t.a1("rule-websites-from", "n", from.0),
            Self::NameLeast(number) => least(number.0),
            Self::Remark(remark) if remark.one_of.is_empty() => least(remark.least),
            Self::Remark(remark) => {
                t.a2("rule-remark-words", "n", remark.least, "words", joined(t, remark.one_of.iter().cloned()))
            }
            Self::ContentRemark(asked) if asked.all_but => {
                t.a1("rule-content-but", "contents", contents(t, book, &asked.codes, on))
            }
            Self::ContentRemark(asked) => contents(t, book, &asked.codes, on),
            Self::SuffixOnly(List(words))
            | Self::SuffixNever(List(words))
            | Self::DomainWords(List(words))
            | Self::NameWords(List(words))
            | Self::NameApproval(List(words))
            | Self::NameEndings(List(words))
            | Self::NameExplained(List(words))
            | Self::NamePatterns(List(words)) => joined(t, words.iter().cloned()),
            _ => String::new(),
        }
    }
}

fn joined(t: Tr, parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(t.pick("、", ", "))
}

fn contents(t: Tr, book: &Reference, codes: &[u64], on: NaiveDate) -> String {
    let name = |code: &u64| match book.service_content(*code, on) {
        Some(row) => t.pick(&row.zh, &row.en).to_owned(),
        None => code.to_string(),
    };
    joined(t, codes.iter().map(name))
}

fn id_kind(t: Tr, book: &Reference, code: &str, on: NaiveDate) -> String {
    match book.certificate_kind(code, on) {
        Some(row) => t.pick(&row.zh, &row.en).to_owned(),
        None => code.to_owned(),
    }
}

fn paper(t: Tr, book: &Reference, slot: &str, on: NaiveDate) -> String {
    match book.material(slot, on) {
        Some(row) => t.pick(&row.zh, &row.en).to_owned(),
        None => slot.to_owned(),
    }
}

/// The days of a row and its sources, in words.
pub fn origin(t: Tr, book: &Reference, days: [Option<NaiveDate>; 2], source: &str, on: NaiveDate) -> String {
    let mut origin: Vec<String> = in_force(t, days).into_iter().collect();
    let name = |source: &Source| source.name(t.lang).to_owned();
    origin.extend(book.sources_of(source, on).into_iter().map(name));
    origin.join(t.pick("；", "; "))
}

/// First and last day in words; none if it was always there and has no end.
fn in_force(t: Tr, [from, to]: [Option<NaiveDate>; 2]) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(t.a2("rule-between", "from", t.date(from), "to", t.date(to))),
        (Some(from), None) => Some(t.a1("rule-since", "day", t.date(from))),
        (None, Some(to)) => Some(t.a1("rule-until", "day", t.date(to))),
        (None, None) => None,
    }
}
