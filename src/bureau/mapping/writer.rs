//! Parts of messages that several operations share.

use std::net::IpAddr;

use super::{Photo, Sources};
use crate::bureau::codes::{OwnerKind, number_of, place_of_bit};
use crate::bureau::fault::Fault;
use crate::bureau::messages::{Address, Approval, Attachment, Document, NewRange, OwnerId, Person};
use crate::filing::application::{self, Application, Website};
use crate::reference::codes::CLOUD_ACCESS;
use crate::values::{CertificateNumber, IpRange};

/// Writes one message.
pub(super) struct Writer<'a> {
    pub application: &'a Application,
    pub sources: &'a Sources<'a>,
    pub faults: Vec<Fault>,
    /// What stays behind beside what goes up.
    pub left_out: Vec<Fault>,
    /// Domains and ranges so far: each has the next id of the block, as kinds do not share them.
    pub domains: i64,
    pub ranges: i64,
}

/// Where and how a website is reached, in codes.
pub(super) struct Reached {
    pub locations: Vec<i64>,
    pub modes: Vec<i64>,
    /// First and last addresses.
    pub ranges: Vec<(i64, i64)>,
}

impl<'a> Writer<'a> {
    pub fn new(application: &'a Application, sources: &'a Sources<'a>) -> Self {
        Self { application, sources, faults: Vec::new(), left_out: Vec::new(), domains: 0, ranges: 0 }
    }
}

impl Writer<'_> {
    pub fn fault(&mut self, code: i64, website: Option<u32>, words: impl ToString) {
        self.faults.push(Fault::new(code, website, Some(words.to_string())));
    }

    /// An id of the bureau; a fault where it never told it.
    pub fn known(&mut self, id: Option<i64>) -> Option<i64> {
        if id.is_none() {
            self.faults.push(Fault::not_known());
        }
        id
    }

    /// The hash of the filing password; a fault where it was not given.
    pub fn password(&mut self) -> Option<String> {
        let given = self.application.operation.as_ref().and_then(|operation| operation.filing_password.as_ref());
        if given.is_none() {
            self.faults.push(Fault::new(1018, None, None));
        }
        given.map(|password| password.reveal().to_owned())
    }

    /// A code as the number it is; a fault where it is none.
    pub fn number(&mut self, text: &str, code: i64, website: Option<u32>) -> i64 {
        text.parse().unwrap_or_else(|_| {
            self.fault(code, website, text);
            0
        })
    }

    /// The place of a code that is one bit.
    fn place(&mut self, bit: u64, code: i64, website: u32) -> i64 {
        place_of_bit(bit).filter(|place| *place <= 64).unwrap_or_else(|| {
            self.fault(code, Some(website), bit);
            0
        })
    }

    pub fn address(&mut self) -> Address {
        let Application { type_check, entity, .. } = self.application;
        Address {
            province: self.number(&type_check.province, 1019, None),
            city: Some(self.number(&type_check.city, 1019, None)),
            county: None,
            street: Some(format!("{}{}", type_check.district.as_str(), entity.mailing_address.as_str())),
        }
    }

    pub fn document(&mut self) -> Document {
        let Application { type_check, entity, .. } = self.application;
        Document {
            kind: self.document_kind(&type_check.certificate, None),
            number: type_check.certificate.reveal().to_owned(),
            residence: entity.cert_address.as_str().to_owned(),
        }
    }

    /// Investor and remark of the entity.
    pub fn entity_texts(&self) -> (Option<String>, Option<String>) {
        let entity = &self.application.entity;
        let remark = entity.remark.as_ref().map(|text| one_line(text.as_str())).filter(|text| !text.is_empty());
        (entity.investor.as_ref().map(ToString::to_string), remark)
    }

    fn document_kind(&mut self, certificate: &CertificateNumber, website: Option<u32>) -> i64 {
        self.number(certificate.kind().code(), 1008, website)
    }

    pub fn person(&mut self, person: &application::Person, website: Option<u32>) -> Person {
        Person {
            name: Some(person.name.reveal().to_owned()),
            office_phone: person.office_phone.as_ref().map(|phone| phone.reveal().to_owned()),
            mobile: Some(person.mobile.reveal().to_owned()),
            email: Some(person.email.reveal().to_owned()),
            msn: None,
            qq: None,
            document_kind: Some(self.document_kind(&person.certificate, website)),
            document_number: Some(person.certificate.reveal().to_owned()),
        }
    }

    pub fn approvals(&mut self, n: u32, website: &Website) -> Vec<Approval> {
        website.details.approvals.iter().map(|approval| self.approval(n, approval)).collect()
    }

    pub fn services(&mut self, n: u32, website: &Website) -> Vec<i64> {
        website.details.service_content.iter().map(|code| self.place(*code, 1034, n)).collect()
    }

    pub fn languages(&mut self, n: u32, website: &Website) -> Vec<i64> {
        let language = |code: &u64| {
            i64::try_from(*code).ok().filter(|code| (1..=64).contains(code)).unwrap_or_else(|| {
                self.fault(1066, Some(n), code);
                0
            })
        };
        website.details.languages.iter().map(language).collect()
    }

    fn approval(&mut self, website: u32, approval: &application::Approval) -> Approval {
        let row = self.sources.book.pre_approval(&approval.trade, self.sources.today);
        let code = row.map_or("", |row| row.ministry_code.as_str());
        let trade = self.number(code, 1033, Some(website));
        let photos = self.sources.photos.iter();
        let own = photos.filter(|photo| photo.purpose.is_none() && photo.website == website);
        let scans: Vec<String> = own.take(10).map(|photo| photo.content.clone()).collect();
        if scans.is_empty() {
            self.fault(1033, Some(website), approval.number.as_str());
        }
        Approval { trade, number: approval.number.as_str().to_owned(), scans }
    }

    /// By the server of the filing, else as it was on record before.
    pub fn reached(&mut self, n: u32, website: &Website, before: Option<&Website>) -> Reached {
        let Sources { servers, book, today, .. } = *self.sources;
        let own = website.server.as_ref().or_else(|| servers.get(n as usize - 1)?.as_ref());
        let server = own.or_else(|| before?.server.as_ref());
        let region = server.and_then(|server| book.hosting_region(&server.region, today));
        let location = region.and_then(|region| book.server_location(&region.province, today));
        let locations = match location {
            Some(bit) => vec![self.place(bit, 1036, n)],
            None => {
                self.fault(1036, Some(n), server.map_or("", |server| server.region.as_str()));
                Vec::new()
            }
        };
        let addresses = server.iter().flat_map(|server| &server.addresses).chain(&website.other_addresses);
        let mut ranges: Vec<(i64, i64)> = Vec::new();
        // The interface knows addresses of the old form alone: those of the new one stay behind, and somebody is told.
        for address in addresses {
            match numbers(address) {
                Some(range) => ranges.push(range),
                None => self.left_out.push(Fault::left_out(n, address)),
            }
        }
        if ranges.is_empty() {
            self.fault(1006, Some(n), "IPv4");
        }
        Reached { locations, modes: vec![self.place(CLOUD_ACCESS, 1035, n)], ranges }
    }

    pub fn new_ranges(&mut self, ranges: &[(i64, i64)]) -> Vec<NewRange> {
        let new = |&(first, last): &(i64, i64)| {
            self.ranges += 1;
            NewRange { isp_range: self.sources.ids + self.ranges, first, last }
        };
        ranges.iter().map(new).collect()
    }

    /// The pictures that are attachments, each with its purpose.
    pub fn attached(&self) -> impl Iterator<Item = (&Photo, i64, OwnerKind)> {
        self.sources.photos.iter().filter_map(|photo| {
            let purpose = photo.purpose?;
            Some((photo, purpose.code(), purpose.owner()))
        })
    }

    /// The attachments of what the bureau may know.
    pub fn attachments(&self, entity: &str, website: impl Fn(u32) -> Option<OwnerId>) -> Vec<Attachment> {
        super::attachments(self.sources.photos, entity, website)
    }
}

/// First and last address as numbers; none of an address of the new form.
fn numbers(range: &IpRange) -> Option<(i64, i64)> {
    let (IpAddr::V4(first), IpAddr::V4(last)) = (range.start(), range.end()) else { return None };
    Some((number_of(first), number_of(last)))
}

/// Line ends are no matter of content.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
