//! The rules of the interface that no schema holds (11.10), and its limits: findings, each with its place and result code.

use std::collections::HashSet;

use super::{Attachment, IcpUpload, NewAttachment, NewDomain, NewFiling, OwnerId, Upload, UploadBody};
use crate::bureau::codes::{CancelKind, OwnerKind};
use crate::bureau::packaging::FILE_BYTES;

mod attachments;
mod person;
mod website;

use person::Subject;
use website::{Site, SiteAccess};

/// Records of one upload, at most.
pub const RECORDS: usize = 1000;

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: elements, those that repeat with their number.
    pub path: String,
    /// Result code of the interface.
    pub code: i64,
    /// The text that is wrong, if one is.
    pub data: Option<String>,
    /// Name of the website it stands in.
    pub site: Option<String>,
}

/// What the rules have to know beside the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules<'a> {
    /// Unit of the caller, if it is to be compared.
    pub unit: Option<i64>,
    /// Ranges the provider has reported, if they are known: together they hold every access.
    pub ranges: Option<&'a [(i64, i64)]>,
}

/// Collects findings.
pub(super) struct Collector<'a> {
    rules: &'a Rules<'a>,
    findings: Vec<Finding>,
    site: Option<String>,
}

impl Collector<'_> {
    fn tell(&mut self, path: String, code: i64, data: Option<&str>) {
        let data = data.map(|text| text.chars().take(120).collect());
        self.findings.push(Finding { path, code, data, site: self.site.clone() });
    }

    fn unless(&mut self, fine: bool, path: impl FnOnce() -> String, code: i64, data: Option<&str>) {
        if !fine {
            self.tell(path(), code, data);
        }
    }
}

/// Every finding about an upload of filings; none about files that are kept as they are.
pub fn check(upload: &Upload, rules: &Rules<'_>) -> Vec<Finding> {
    let UploadBody::Icp(body) = &upload.body else { return Vec::new() };
    let mut found = Collector { rules, findings: Vec::new(), site: None };
    let fits = rules.unit.is_none_or(|unit| unit == body.unit);
    found.unless(fits, || "Qqdwid".to_owned(), 5003, Some(&body.unit.to_string()));
    found.unless(body.records() <= RECORDS, || "ICP".to_owned(), 5999, Some(&body.records().to_string()));
    operations(body, &mut found);
    found.findings
}

/// Whether an XML file is small enough to go up.
pub fn fits(file: &[u8]) -> bool {
    file.len() <= FILE_BYTES
}

fn operations(body: &IcpUpload, found: &mut Collector<'_>) {
    for (index, filing) in body.new_filings.iter().enumerate() {
        new_filing(filing, &format!("XZBA/Baxx[{}]", index + 1), found);
    }
    for (index, added) in body.new_websites.iter().enumerate() {
        let at = format!("XZWZ/Xzxx[{}]", index + 1);
        new_sites(&added.websites, None, &at, found);
        let ids: Vec<i64> = added.websites.iter().map(|site| site.isp_website).collect();
        attached(&added.attachments, &at, found);
        for (index, attachment) in added.attachments.iter().enumerate() {
            let of_website = attachment.owner.kind == OwnerKind::Website.code();
            let strange = matches!(attachment.owner.id, OwnerId::Id(id) if of_website && !ids.contains(&id));
            found.unless(!strange, || format!("{at}/Fj[{}]/Fjxx/Fjssdx", index + 1), 1055, None);
        }
    }
    for (index, added) in body.new_accesses.iter().enumerate() {
        let at = format!("XZJR/Xzxx[{}]", index + 1);
        let ranges = added.ranges.iter().map(|range| (range.first, range.last)).collect();
        website::access(&SiteAccess { id: added.isp_access, ranges }, &at, found);
        attached(&added.attachments, &at, found);
        person::password(Some(&added.password), &at, found);
    }
    for (index, change) in body.changes.iter().enumerate() {
        let at = format!("BGBA/Bgxx[{}]", index + 1);
        changed(change, &at, found);
    }
    for (index, cancellation) in body.cancellations.iter().enumerate() {
        let at = format!("ZXBA/Zx_xx[{}]", index + 1);
        let of_entity = cancellation.kind == CancelKind::Entity.code();
        let named = !of_entity || cancellation.password.is_some();
        found.unless(named, || format!("{at}/ICPmm"), 1018, None);
        person::password(cancellation.password.as_deref(), &at, found);
    }
    for (index, attachment) in body.attachments.iter().enumerate() {
        attachments::check(&attachment.into(), &format!("XZHYD/Fjxx[{}]", index + 1), found);
    }
}

fn new_filing(filing: &NewFiling, at: &str, found: &mut Collector<'_>) {
    let entity = &filing.entity;
    let subject = Subject {
        nature: entity.nature,
        document_kind: entity.document.kind,
        document_number: &entity.document.number,
        person: &entity.person,
    };
    let is_person = person::subject(&subject, &format!("{at}/Zt_xx"), found);
    new_sites(&filing.websites, Some(is_person), at, found);
    let websites: Vec<i64> = filing.websites.iter().map(|site| site.isp_website).collect();
    for (index, attachment) in filing.attachments.iter().enumerate() {
        let at = format!("{at}/Fj[{}]/Fjxx", index + 1);
        attachments::check(&attachment.into(), &at, found);
        let owner = attachment.owner.id;
        let belongs = match OwnerKind::of(attachment.owner.kind) {
            Some(OwnerKind::Entity) => owner == entity.isp_entity,
            Some(OwnerKind::Website) => websites.contains(&owner),
            None => true,
        };
        found.unless(belongs, || format!("{at}/Fjssdx"), 1055, Some(&owner.to_string()));
    }
}

fn new_sites(websites: &[super::NewWebsite], is_person: Option<bool>, at: &str, found: &mut Collector<'_>) {
    let mut names = HashSet::new();
    for (index, site) in websites.iter().enumerate() {
        let at = format!("{at}/Wz_xx[{}]", index + 1);
        let accesses = site.accesses.iter().map(|access| SiteAccess {
            id: access.isp_access,
            ranges: access.ranges.iter().map(|range| (range.first, range.last)).collect(),
        });
        let site = Site {
            name: &site.name,
            domains: site.domains.iter().map(|domain: &NewDomain| domain.name.as_str()).collect(),
            home_url: site.home_url.as_deref(),
            approvals: &site.approvals,
            person: &site.person,
            accesses: accesses.collect(),
        };
        website::check(&site, is_person, &mut names, &at, found);
    }
}

fn changed(change: &super::Change, at: &str, found: &mut Collector<'_>) {
    let entity = &change.entity;
    let subject = Subject {
        nature: entity.nature,
        document_kind: entity.document.kind,
        document_number: &entity.document.number,
        person: &entity.person,
    };
    let is_person = person::subject(&subject, &format!("{at}/Zt_xx"), found);
    let mut names = HashSet::new();
    for (index, site) in change.websites.iter().enumerate() {
        let at = format!("{at}/Wz_xx[{}]", index + 1);
        let accesses = site.accesses.iter().map(|access| SiteAccess {
            id: access.access_id,
            ranges: access.ranges.iter().map(|range| (range.first, range.last)).collect(),
        });
        let site = Site {
            name: &site.name,
            domains: site.domains.iter().map(|domain| domain.name.as_str()).collect(),
            home_url: site.home_url.as_deref(),
            approvals: &site.approvals,
            person: &site.person,
            accesses: accesses.collect(),
        };
        website::check(&site, Some(is_person), &mut names, &at, found);
    }
    attached(&change.attachments, at, found);
    person::password(change.password.as_deref(), at, found);
}

fn attached(list: &[Attachment], at: &str, found: &mut Collector<'_>) {
    for (index, attachment) in list.iter().enumerate() {
        attachments::check(&attachment.into(), &format!("{at}/Fj[{}]/Fjxx", index + 1), found);
    }
}

/// An attachment without its owner's id.
struct Papers<'a> {
    format: i64,
    purpose: i64,
    owner: i64,
    content: &'a str,
}

impl<'a> From<&'a Attachment> for Papers<'a> {
    fn from(from: &'a Attachment) -> Self {
        Self { format: from.format, purpose: from.purpose, owner: from.owner.kind, content: &from.content }
    }
}

impl<'a> From<&'a NewAttachment> for Papers<'a> {
    fn from(from: &'a NewAttachment) -> Self {
        Self { format: from.format, purpose: from.purpose, owner: from.owner.kind, content: &from.content }
    }
}

#[cfg(test)]
mod tests;
