//! What a province asks for: one dated row each, every value ready for a check.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::{dated_row, parsed_list};

/// Whether individuals from other provinces may file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Individuals {
    /// Everybody.
    Yes,
    /// Only with an ID address in the province.
    LocalIdOnly,
}

/// The proof an individual from another province uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permit {
    /// A residence permit.
    Required,
    /// A residence permit or another proof the province names.
    RequiredOrOtherProof,
    /// Nothing.
    NotRequired,
    /// No proof helps.
    NotAccepted,
}

/// Whether mobiles must belong to the province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneRule {
    /// Always.
    Required,
    /// For individuals whose ID address is elsewhere.
    RequiredNonlocalIndividual,
    /// Better, not demanded.
    Recommended,
    /// Free.
    NotRequired,
}

/// Whether paper by post is known to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mailing {
    /// In some cases.
    Conditional,
    /// No case known.
    NoneKnown,
}

/// Who may be the entity person in charge of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityPersonRule {
    /// The legal representative.
    Required,
    /// Another person with a letter of authorisation.
    LetterAllowed,
    /// Any person.
    Optional,
}

/// Who may hold the domain of an organisation's website.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainHolder {
    /// The organisation only.
    Organisation,
    /// The organisation or its legal representative.
    LegalRep,
    /// Others too, with proof.
    Wider,
}

/// Whom a rule about numbers used elsewhere binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unique {
    /// Nobody: reuse is worth a warning at most.
    No,
    /// Individuals.
    Individuals,
    /// Everybody.
    All,
}

/// Whether a website name may hold Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LatinInName {
    /// Yes.
    Allowed,
    /// No.
    Refused,
    /// Individuals: neither letters nor digits.
    RefusedIndividuals,
}

/// The number a website of the province shows in its footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownNumber {
    /// The website number.
    Website,
    /// The entity number.
    Entity,
}

/// The rules of one province while the row is in force. An empty limit is none: the platform's own applies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // the columns of a table
pub struct Province {
    /// Division code, six digits.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Character before `ICP备`.
    pub prefix: String,
    /// Who may file as an individual.
    pub individuals: Individuals,
    /// Proof of individuals from elsewhere.
    pub permit: Permit,
    /// Where mobiles come from (X08).
    pub phone: PhoneRule,
    /// The day since when the ministry's SMS verification is part of a filing.
    pub sms_from: NaiveDate,
    /// Paper by post.
    pub mailing: Mailing,
    /// Entity person and legal representative (X09).
    pub entity_person: EntityPersonRule,
    /// An entity person who is not the legal representative is the website person too (X10).
    pub one_person_unless_legal_rep: bool,
    /// Age of persons of an organisation without further proof (X12).
    pub min_age_org: u32,
    /// Age of an individual without further proof.
    pub min_age_individual: u32,
    /// Youngest age accepted with proof or guardian, organisations.
    pub proof_age_org: Option<u32>,
    /// The same for individuals; zero where the province names no lower end.
    pub proof_age_individual: Option<u32>,
    /// Oldest website person, men.
    pub max_age_men: Option<u32>,
    /// Oldest website person, women.
    pub max_age_women: Option<u32>,
    /// Mailing and certificate address in one city (X14).
    pub same_city: bool,
    /// Days a domain must still be registered (D3).
    pub domain_min_days: u32,
    /// Who may hold the domain (D6).
    pub domain_holder: DomainHolder,
    /// One domain per website.
    pub one_domain_per_website: bool,
    /// Websites in one filing, organisations.
    pub max_websites_org: Option<u32>,
    /// Websites in one filing, individuals.
    pub max_websites_individual: Option<u32>,
    /// Websites in all, organisations.
    pub max_websites_total_org: Option<u32>,
    /// Websites in all, individuals.
    pub max_websites_total_individual: Option<u32>,
    /// Domains in one filing, organisations.
    pub max_domains_org: Option<u32>,
    /// Domains in one filing, individuals.
    pub max_domains_individual: Option<u32>,
    /// More domains than this need a sealed statement of the organisation.
    pub statement_above_domains: Option<u32>,
    /// From this number of domains on their certificates are uploaded.
    pub domain_certificate_from: Option<u32>,
    /// Service contents an organisation may choose; empty is all.
    #[serde(deserialize_with = "parsed_list")]
    pub org_contents_only: Vec<u64>,
    /// Service contents an organisation may not choose.
    #[serde(deserialize_with = "parsed_list")]
    pub org_contents_refused: Vec<u64>,
    /// Service contents an individual may not choose.
    #[serde(deserialize_with = "parsed_list")]
    pub individual_contents_refused: Vec<u64>,
    /// Length of the website remark an individual must write.
    pub individual_remark_min: Option<u32>,
    /// The remark of an individual holds the declaration of a personal website.
    pub individual_declaration: bool,
    /// Different phone numbers if one person has both roles (X03).
    pub min_phones_same: u32,
    /// Different phone numbers of two persons.
    pub min_phones_different: u32,
    /// A mobile in use by another entity is an error (X05).
    pub phone_unique: Unique,
    /// A person's ID in use by another entity is an error (X06).
    pub id_unique: Unique,
    /// A website person serves one organisation only (X07).
    pub one_organisation_per_person: bool,
    /// Days the entity's certificate must still be valid.
    pub certificate_min_days: Option<u32>,
    /// Days an ID document must still be valid.
    pub id_min_days: Option<u32>,
    /// From this number of websites on a construction plan is due, organisations.
    pub plan_from_org: Option<u32>,
    /// The same for individuals.
    pub plan_from_individual: Option<u32>,
    /// Latin letters in website names.
    pub latin_in_name: LatinInName,
    /// What the footer shows.
    pub shown_number: ShownNumber,
    /// An entity without websites may add one without cancelling first.
    pub shell_adds_website: bool,
    /// Working days the bureau may take.
    pub review_days: u32,
    /// Our plain words on all this, Chinese.
    pub note_zh: String,
    /// Our plain words on all this, English.
    pub note_en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the values come from.
    pub source: String,
}
dated_row!(Province, code, Province::check_values);

/// Code of the service content blog, personal space.
const BLOG: u64 = 32;

impl Province {
    /// Whether the ministry verifies by SMS in filings of this day.
    pub fn sms_required(&self, on: NaiveDate) -> bool {
        self.sms_from <= on
    }

    /// Whether an individual may not choose blog or personal space.
    pub fn refuses_personal_blog(&self) -> bool {
        self.individual_contents_refused.contains(&BLOG)
    }

    /// Age from which a person needs no proof.
    pub fn min_age(&self, individual: bool) -> u32 {
        if individual { self.min_age_individual } else { self.min_age_org }
    }

    /// Age below which nobody is accepted.
    pub fn lowest_age(&self, individual: bool) -> u32 {
        let with_proof = if individual { self.proof_age_individual } else { self.proof_age_org };
        with_proof.unwrap_or_else(|| self.min_age(individual))
    }

    /// Different phone numbers a filing must hold.
    pub fn min_phones(&self, same_person: bool) -> u32 {
        if same_person { self.min_phones_same } else { self.min_phones_different }
    }

    /// Whether a service content may be chosen here.
    pub fn accepts_content(&self, code: u64, individual: bool) -> bool {
        if individual {
            return !self.individual_contents_refused.contains(&code);
        }
        let allowed = self.org_contents_only.is_empty() || self.org_contents_only.contains(&code);
        allowed && !self.org_contents_refused.contains(&code)
    }

    /// The two digits that open division codes of the province, as in an ID number.
    pub fn code_start(&self) -> &str {
        self.code.get(..2).unwrap_or_default()
    }

    fn check_values(&self) -> Result<(), String> {
        let all_digits = self.code.len() == 6 && self.code.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits || !self.code.ends_with("0000") {
            return Err(format!("code {} is not that of a province", self.code));
        }
        if self.prefix.chars().count() != 1 {
            return Err("prefix: one character".to_owned());
        }
        if self.note_zh.is_empty() {
            return Err("note_zh: empty".to_owned());
        }
        let local = self.individuals == Individuals::LocalIdOnly;
        if local != (self.permit == Permit::NotAccepted) {
            return Err("individuals and permit contradict each other".to_owned());
        }
        if [false, true].iter().any(|&individual| self.lowest_age(individual) > self.min_age(individual)) {
            return Err("an age with proof above the age without".to_owned());
        }
        Ok(())
    }
}
