//! The checks of a filing (4.7): facts in, findings out. One list, run on save for one section and on submit for all, and
//! shown to the specialist.

mod access;
mod approval;
mod domain;
mod elsewhere;
mod entity;
mod face;
mod finding;
mod materials;
mod naming;
mod person;
mod record;
mod rule;
mod website;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::application::{
    Content, Drafts, Entity, EntityName, Filer, NamedForm, Person, Recorded, TypeCheck, WebsiteDetails,
};
use super::elsewhere::Elsewhere;
use super::kind::{Class, Kind};
use super::section::{Part, Target};
use crate::facts::DomainFacts;
use crate::form;
use crate::hosting::service::Look;
use crate::liveness::check::Standing;
use crate::reference::{Days, Reference, Rule, RuleSet};
use crate::values::CertificateNumber;

pub(crate) use approval::{around, held_words, holds_open_word, of_trade};
pub use domain::{Gap, gaps, is_same_name, of_name};
pub(crate) use entity::is_from_elsewhere;
pub use finding::Finding;
pub use materials::MISSING;
pub use rule::{Told, check_rule, differs, is_about, is_about_kind, leads_to_papers, told_by};

/// What the checks are told. What nobody knows yet is left out, and so are the rules that need it.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Which kind of filing it is.
    pub kind: Kind,
    /// What is on record here of its entity.
    pub record: Option<&'a Recorded>,
    /// Who files and where.
    pub filer: Filer<'a>,
    /// The sections as read.
    pub content: &'a Content,
    /// The sections as typed: places of rows are those of the page.
    drafts: &'a Drafts,
    /// Reference data.
    pub reference: &'a Reference,
    /// The day, in China: terms and ages are counted to it.
    pub today: NaiveDate,
    /// The day whose rules hold.
    pub rules_day: NaiveDate,
    /// What the choices of servers lead to.
    pub looks: Option<&'a [Look]>,
    /// The slots that hold a paper, with its pages.
    pub papers: Option<&'a BTreeMap<String, usize>>,
    /// How far those are whose face is asked for, by their places.
    pub faces: Option<&'a BTreeMap<String, Standing>>,
    /// What was seen of the domains.
    pub domains: &'a [DomainFacts],
    /// What stands in other filings here.
    pub elsewhere: Option<&'a Elsewhere>,
}

impl<'a> Facts<'a> {
    /// The facts of drafts alone.
    pub fn new(drafts: &'a Drafts, content: &'a Content, reference: &'a Reference, days: impl Into<Days>) -> Self {
        let Days { today, rules: rules_day } = days.into();
        let (kind, record) = (drafts.kind, drafts.record.as_deref());
        Self {
            kind,
            record,
            filer: drafts.filer(),
            content,
            drafts,
            reference,
            today,
            rules_day,
            looks: None,
            papers: None,
            faces: None,
            domains: &[],
            elsewhere: None,
        }
    }

    /// The same with what the choices of servers lead to.
    #[must_use]
    pub fn with_looks(self, looks: &'a [Look]) -> Self {
        Self { looks: Some(looks), ..self }
    }

    /// The same with the slots that hold a paper.
    #[must_use]
    pub fn with_papers(self, papers: &'a BTreeMap<String, usize>) -> Self {
        Self { papers: Some(papers), ..self }
    }

    /// The same with how far those are whose face is asked for.
    #[must_use]
    pub fn with_faces(self, faces: &'a BTreeMap<String, Standing>) -> Self {
        Self { faces: Some(faces), ..self }
    }

    /// The rules that hold.
    pub fn rules(&self) -> RuleSet<'a> {
        self.filer.rules(self.reference, self.rules_day)
    }

    /// The same with what was seen of the domains.
    #[must_use]
    pub fn with_domains(self, domains: &'a [DomainFacts]) -> Self {
        Self { domains, ..self }
    }

    /// The same with what stands in other filings.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: &'a Elsewhere) -> Self {
        Self { elsewhere: Some(elsewhere), ..self }
    }

    /// D16: a change judges the domains again, unless their website was on record before there were rules for them.
    fn judges_domains(&self) -> bool {
        let filed_on = self.record.filter(|_| self.kind.profile().class == Class::Change).and_then(|own| own.filed_on);
        filed_on.is_none_or(|day| day >= self.reference.limits(self.rules_day).domain_rules_from)
    }

    /// Whom the type check is about, as soon as it says so.
    pub(super) fn named(&self) -> Option<(CertificateNumber, EntityName)> {
        match self.type_check() {
            Some(check) => Some((check.certificate.clone(), check.entity_name.clone())),
            None => form::check(&NamedForm(&self.drafts.type_check), self.reference, self.today).ok(),
        }
    }

    fn type_check(&self) -> Option<&'a TypeCheck> {
        self.content.type_check.as_ref().ok()
    }

    fn entity(&self) -> Option<&'a Entity> {
        self.content.entity.as_ref().ok()
    }

    fn entity_person(&self) -> Option<&'a Person> {
        self.content.entity_person.as_ref().ok()
    }

    /// The websites that are valid, with their numbers.
    fn websites(&self) -> impl Iterator<Item = (u32, &'a WebsiteDetails)> + use<'a> {
        (1..).zip(&self.content.websites).filter_map(|(ordinal, site)| Some((ordinal, site.details.as_ref().ok()?)))
    }

    /// The persons of websites that are not the entity person, with the numbers of the websites.
    fn website_persons(&self) -> impl Iterator<Item = (u32, &'a Person)> + use<'a> {
        (1..)
            .zip(&self.content.websites)
            .filter_map(|(ordinal, site)| Some((ordinal, site.person.as_ref().ok()?.as_ref()?)))
    }

    /// Every person with the part they stand in: the entity person first.
    fn persons(&self) -> impl Iterator<Item = (Part, &'a Person)> + use<'a> {
        let entity_person = self.entity_person().map(|person| (Part::ENTITY_PERSON, person));
        entity_person
            .into_iter()
            .chain(self.website_persons().map(|(ordinal, person)| (Part::website_person(ordinal), person)))
    }
}

/// A check: adds its findings.
type Check = fn(&Facts<'_>, &mut Vec<Finding>);

/// What is checked everywhere, in the order of the wizard; the rules of the book come on top.
const CHECKS: &[Check] = &[
    domain::check,
    access::check,
    entity::check,
    person::check,
    elsewhere::check,
    website::check,
    approval::check,
    naming::check,
    record::check,
    materials::check,
    face::check,
];

/// What is looked at where a record ends or moves as it is.
const CHECKS_OF_A_RECORD: &[Check] = &[record::check, materials::check];

fn is_asked(facts: &Facts<'_>, part: Part) -> bool {
    let is_here = facts.record.is_some();
    (part == Part::TYPE_CHECK && !is_here) || facts.kind.asks(part.section(), is_here)
}

/// All findings, in the order of the wizard; those that block first within a section.
pub fn run_all(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let checks = if facts.kind.is_judged() { CHECKS } else { CHECKS_OF_A_RECORD };
    for check in checks {
        check(facts, &mut findings);
    }
    if facts.kind.is_judged() {
        for rule in facts.rules().iter().filter(|rule| !rule.sort.is_about_names()) {
            findings.extend(check_rule(rule, facts));
        }
    }
    // What is not asked stands on record: whoever cannot change it here is not held up by it.
    findings.retain(|finding| finding.part().is_none_or(|part| is_asked(facts, part)));
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    findings.retain(|finding| {
        // A limit of our own and one of the province may be the same.
        let is_new = !told.contains(finding);
        told.extend(is_new.then(|| finding.clone()));
        is_new
    });
    findings.sort_by_key(|finding| (finding.place(), !finding.blocking));
    findings
}

/// What some rules alone find, of what the applicant fills in.
pub fn run_rules<'r>(rules: impl IntoIterator<Item = &'r Rule>, facts: &Facts<'_>) -> Vec<Finding> {
    if !facts.kind.is_judged() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = rules.into_iter().flat_map(|rule| check_rule(rule, facts)).collect();
    findings.retain(|finding| finding.part().is_none_or(|part| is_asked(facts, part)));
    findings
}

/// The findings of one section.
pub fn run_part(part: Part, facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = run_all(facts);
    findings.retain(|finding| match &finding.target {
        Target::Part(own) | Target::Field(own, _) => *own == part,
        Target::Paper(_) => false,
    });
    findings
}
