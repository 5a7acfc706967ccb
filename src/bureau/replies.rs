//! Answers to work that the bureau gave, as they go up.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::codes::VerificationOutcome;
use super::messages::{
    Content, IcpUpload, Misread, Person, Task, TaskAccess, TaskEntity, TaskWebsite, UnfiledHandling, UnfiledSite,
    Verification, VerifiedAccess, VerifiedEntity, VerifiedFiling, VerifiedPerson, VerifiedWebsite,
};
use super::xml::{Element, Place};

/// Who answers, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Our unit.
    pub unit: i64,
    /// Name of the person who answers.
    pub name: &'a str,
    /// The day.
    pub on: NaiveDate,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// It is as it stands on record.
    pub passed: bool,
    /// The opinion.
    pub opinion: String,
    /// What is wrong, where something is.
    pub wrong: Option<String>,
    /// What the task left out.
    pub given: Given,
}

/// What an answer to a verification must tell and its task need not: what a task leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lacking {
    /// The mobile number of the entity's person in charge.
    pub mobile: bool,
    /// The city of the entity's address: code of the province it lies in.
    pub city_of: Option<i64>,
    /// Websites without service contents: the bureau's id and a domain of each.
    pub services: Vec<(i64, String)>,
}

/// The same as somebody tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The mobile number of the entity's person in charge.
    pub mobile: Option<String>,
    /// Code of the city of the entity's address.
    pub city: Option<i64>,
    /// A service content of each website, by the bureau's id of it.
    pub services: BTreeMap<i64, i64>,
}

/// What was done about a site without a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// Code of what was done, by the bureau's table.
    pub outcome: i64,
    /// The opinion.
    pub opinion: String,
    /// Code of the province, where the bureau named none.
    pub province: Option<i64>,
    /// Day on which it came.
    pub entered_on: NaiveDate,
    /// Day it is due.
    pub due_on: NaiveDate,
}

/// What a task of verification leaves out of what its answer needs.
///
/// # Errors
/// When the kept piece is no task.
pub fn lacking(task: &Element) -> Result<Lacking, Misread> {
    Task::read(task.clone(), Place::root("Baxx"), &mut Vec::new()).map(|task| Lacking::of(&task))
}

impl Lacking {
    /// What is there and no answer can hold counts as left out.
    fn of(task: &Task) -> Self {
        const MOBILE: std::ops::RangeInclusive<usize> = 11..=128;
        const REGION: i64 = 100_000;
        let TaskEntity { address, person, .. } = &task.entity;
        let without = task.websites.iter().filter(|site| site.services.is_empty());
        let named = |site: &TaskWebsite| {
            let domain = site.domains.first().map_or_else(|| site.website_id.to_string(), |own| own.name.clone());
            (site.website_id, domain)
        };
        Self {
            mobile: person.mobile.as_ref().is_none_or(|mobile| !MOBILE.contains(&mobile.chars().count())),
            city_of: address.city.is_none_or(|city| city < REGION).then_some(address.province),
            services: without.map(named).collect(),
        }
    }
}

/// Puts what was given where something is left out, and nowhere else.
fn fill(task: &mut Task, given: &Given) {
    let lacking = Lacking::of(task);
    if lacking.mobile {
        task.entity.person.mobile.clone_from(&given.mobile);
    }
    if lacking.city_of.is_some() {
        task.entity.address.city = given.city;
    }
    for site in task.websites.iter_mut().filter(|site| site.services.is_empty()) {
        site.services.extend(given.services.get(&site.website_id));
    }
}

/// The answer to a task of verification: the filing as it was asked about, with what was left out of it.
///
/// # Errors
/// When the kept piece is no task.
pub fn verification(task: Element, found: &Verified, by: By<'_>) -> Result<IcpUpload, Misread> {
    let mut task = Task::read(task, Place::root("Baxx"), &mut Vec::new())?;
    fill(&mut task, &found.given);
    let outcome = if found.passed { VerificationOutcome::Passed } else { VerificationOutcome::Refused };
    let entity_email = task.entity.person.email.clone();
    let verification = Verification {
        outcome: outcome.code(),
        verifier: by.name.to_owned(),
        verified_on: by.on.to_string(),
        unit: by.unit,
        opinion: found.opinion.clone(),
        error: found.wrong.clone(),
        filing: VerifiedFiling {
            entity: entity(task.entity),
            websites: task.websites.into_iter().map(|site| website(site, entity_email.as_deref())).collect(),
        },
    };
    Ok(IcpUpload { verifications: vec![verification], unit: by.unit, ..IcpUpload::default() })
}

fn entity(from: TaskEntity) -> VerifiedEntity {
    VerifiedEntity {
        entity_id: from.entity_id,
        name: from.name,
        nature: from.nature,
        address: from.address,
        investor: from.investor,
        document: from.document,
        person: person(from.person, None),
        remark: from.remark,
    }
}

/// A person; the answer wants a mail address, which of a website may be missing.
fn person(from: Person, email: Option<&str>) -> VerifiedPerson {
    VerifiedPerson {
        name: from.name,
        office_phone: from.office_phone,
        mobile: from.mobile,
        email: from.email.or_else(|| email.map(str::to_owned)).unwrap_or_default(),
        msn: from.msn,
        qq: from.qq,
        document_kind: from.document_kind,
        document_number: from.document_number,
    }
}

fn website(from: TaskWebsite, email: Option<&str>) -> VerifiedWebsite {
    VerifiedWebsite {
        website_id: from.website_id,
        name: from.name,
        approvals: from.approvals,
        services: from.services,
        domains: from.domains,
        accesses: from.accesses.into_iter().map(access).collect(),
        person: person(from.person, email),
        home_url: from.home_url,
        remark: from.remark,
    }
}

fn access(from: TaskAccess) -> VerifiedAccess {
    VerifiedAccess {
        access_id: from.access_id,
        locations: from.locations,
        modes: from.modes,
        ranges: from.ranges,
        filing_mode: from.filing_mode,
    }
}

/// What was done about a site without a filing.
///
/// # Errors
/// When the kept piece is no such site.
pub fn unfiled(site: Element, done: &Handled, by: By<'_>) -> Result<IcpUpload, Misread> {
    let site = UnfiledSite::read(site, Place::root("Wbawz_xx"), &mut Vec::new())?;
    let handling = UnfiledHandling {
        domain: site.domain,
        address: site.address,
        carrier: site.carrier,
        provider: site.provider.unwrap_or(by.unit),
        province: site.province.or(done.province).unwrap_or_default(),
        outcome: done.outcome,
        opinion: done.opinion.clone(),
        entered_on: done.entered_on.to_string(),
        due_on: done.due_on.to_string(),
        reporter: Some(by.name.to_owned()),
        reporter_phone: None,
        reporter_email: None,
    };
    Ok(IcpUpload { unfiled: vec![handling], unit: by.unit, ..IcpUpload::default() })
}
