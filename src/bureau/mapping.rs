//! A frozen application as the message that goes up. What the interface has no place or code for is a fault, never a guess.

use std::net::IpAddr;

use chrono::NaiveDate;

use super::codes::{AttachmentFormat, AttachmentPurpose, FilingMode, OwnerKind, number_of, place_of_bit};
use super::fault::Fault;
use super::messages::{
    Address, Approval, Document, IcpUpload, NewAccess, NewAttachment, NewDomain, NewEntity, NewFiling, NewOwner,
    NewRange, NewWebsite, Person,
};
use super::upload::BLOCK;
use crate::filing::application::{self, Application, Website};
use crate::hosting::Server;
use crate::reference::Reference;
use crate::reference::codes::CLOUD_ACCESS;
use crate::values::{CertificateNumber, IpRange};

/// A picture as it goes up, in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// What it is for; none for the scan of an approval.
    pub purpose: Option<AttachmentPurpose>,
    /// The website it belongs to; 0 for the entity.
    pub website: u32,
    /// The picture.
    pub content: String,
}

/// A paper that goes up: its slot, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The slot of the paper.
    pub slot: String,
    /// What it is for; none for the scan of an approval.
    pub purpose: Option<AttachmentPurpose>,
    /// The website it belongs to; 0 for the entity.
    pub website: u32,
}

/// The papers that the interface has a purpose for. An individual's ID is also the document of the entity, and whoever runs
/// entity and website shows one ID for both.
pub fn wanted(application: &Application) -> Vec<Wanted> {
    use AttachmentPurpose as P;
    let mut all = Vec::new();
    let mut add = |slot: String, purpose, website| all.push(Wanted { slot, purpose, website });
    let ids = ["id-front", "id-back"];
    if application.type_check.is_individual() {
        ids.iter().for_each(|side| add(format!("entity-person-{side}"), Some(P::EntityDocument), 0));
    } else {
        add("entity-certificate".to_owned(), Some(P::EntityDocument), 0);
    }
    ids.iter().for_each(|side| add(format!("entity-person-{side}"), Some(P::EntityPersonDocument), 0));
    for (n, website) in (1..).zip(&application.websites) {
        let holder = if website.person.is_some() { format!("website-{n}") } else { "entity".to_owned() };
        ids.iter().for_each(|side| add(format!("{holder}-person-{side}"), Some(P::WebsitePersonDocument), n));
        for form in ["verification-form", "verification-form-now"] {
            add(format!("website-{n}-{form}"), Some(P::VerificationForm), n);
        }
        if !website.details.approvals.is_empty() {
            add(format!("website-{n}-pre-approval"), None, n);
        }
    }
    all
}

/// What a message is made of beside the application.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The server of each website, as far as it is known.
    pub servers: &'a [Option<Server>],
    /// The pictures.
    pub photos: &'a [Photo],
    /// The first id of the upload's block.
    pub ids: i64,
    /// Id of our unit.
    pub unit: i64,
    /// The tables of codes.
    pub book: &'a Reference,
    /// The day they are read on.
    pub today: NaiveDate,
}

/// A new filing, alone in its file.
///
/// # Errors
/// Everything the interface has no code or place for.
pub fn new_filing(application: &Application, sources: &Sources<'_>) -> Result<IcpUpload, Vec<Fault>> {
    let mut writer = Writer { application, sources, faults: Vec::new(), domains: 0, ranges: 0 };
    let entity = writer.entity();
    let websites = (1..).zip(&application.websites).map(|(n, website)| writer.website(n, website)).collect();
    let attachments = writer.attachments();
    let most = [writer.domains, writer.ranges, application.websites.len() as i64].into_iter().max().unwrap_or_default();
    if most >= BLOCK {
        writer.fault(5999, None, most);
    }
    if writer.faults.is_empty() {
        let filing = NewFiling { entity, websites, attachments };
        Ok(IcpUpload { new_filings: vec![filing], unit: sources.unit, ..IcpUpload::default() })
    } else {
        Err(writer.faults)
    }
}

struct Writer<'a> {
    application: &'a Application,
    sources: &'a Sources<'a>,
    faults: Vec<Fault>,
    /// Domains and ranges so far: each has the next id of the block, as kinds do not share them.
    domains: i64,
    ranges: i64,
}

impl Writer<'_> {
    fn fault(&mut self, code: i64, website: Option<u32>, words: impl ToString) {
        self.faults.push(Fault::new(code, website, Some(words.to_string())));
    }

    /// A code as the number it is; a fault where it is none.
    fn number(&mut self, text: &str, code: i64, website: Option<u32>) -> i64 {
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

    fn entity(&mut self) -> NewEntity {
        let Application { type_check, entity, entity_person, .. } = self.application;
        let address = Address {
            province: self.number(&type_check.province, 1019, None),
            city: Some(self.number(&type_check.city, 1019, None)),
            county: None,
            street: Some(format!("{}{}", type_check.district.as_str(), entity.mailing_address.as_str())),
        };
        NewEntity {
            isp_entity: self.sources.ids,
            name: type_check.entity_name.reveal().to_owned(),
            nature: Some(self.number(&type_check.entity_kind, 1014, None)),
            investor: entity.investor.as_ref().map(ToString::to_string),
            address,
            document: Document {
                kind: self.document_kind(&type_check.certificate, None),
                number: type_check.certificate.reveal().to_owned(),
                residence: entity.cert_address.as_str().to_owned(),
            },
            person: self.person(entity_person, None),
            filing_mode: FilingMode::Provider.code(),
            remark: entity.remark.as_ref().map(|text| one_line(text.as_str())).filter(|text| !text.is_empty()),
        }
    }

    fn document_kind(&mut self, certificate: &CertificateNumber, website: Option<u32>) -> i64 {
        self.number(certificate.kind().code(), 1008, website)
    }

    fn person(&mut self, person: &application::Person, website: Option<u32>) -> Person {
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

    fn website(&mut self, n: u32, website: &Website) -> NewWebsite {
        let details = &website.details;
        let domains = details.domains.iter().map(|domain| {
            self.domains += 1;
            NewDomain { isp_domain: self.sources.ids + self.domains, name: domain.as_str().to_owned() }
        });
        let domains = domains.collect();
        let approvals = details.approvals.iter().map(|approval| self.approval(n, approval)).collect();
        let services = details.service_content.iter().map(|code| self.place(*code, 1034, n)).collect();
        let languages = details.languages.iter().map(|code| self.language(*code, n)).collect();
        NewWebsite {
            isp_website: self.sources.ids + i64::from(n),
            name: details.name.as_str().to_owned(),
            approvals,
            services,
            languages,
            domains,
            accesses: vec![self.access(n, website)],
            person: self.person(self.application.website_person(website), Some(n)),
            home_url: Some(details.home_url.as_str().to_owned()),
            remark: Some(one_line(details.remark())).filter(|text| !text.is_empty()),
        }
    }

    fn language(&mut self, code: u64, website: u32) -> i64 {
        i64::try_from(code).ok().filter(|code| (1..=64).contains(code)).unwrap_or_else(|| {
            self.fault(1066, Some(website), code);
            0
        })
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

    fn access(&mut self, n: u32, website: &Website) -> NewAccess {
        let Sources { servers, book, today, ids, .. } = *self.sources;
        let server = website.server.as_ref().or_else(|| servers.get(n as usize - 1)?.as_ref());
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
        let ranges: Vec<NewRange> = addresses.filter_map(|range| self.range(ids, range)).collect();
        if ranges.is_empty() {
            // The interface knows addresses of the old form alone: those of the new one are left out beside them.
            self.fault(1006, Some(n), "IPv4");
        }
        NewAccess { isp_access: ids + i64::from(n), locations, modes: vec![self.place(CLOUD_ACCESS, 1035, n)], ranges }
    }

    fn range(&mut self, ids: i64, range: &IpRange) -> Option<NewRange> {
        let (IpAddr::V4(first), IpAddr::V4(last)) = (range.start(), range.end()) else { return None };
        self.ranges += 1;
        Some(NewRange { isp_range: ids + self.ranges, first: number_of(first), last: number_of(last) })
    }

    fn attachments(&self) -> Vec<NewAttachment> {
        let attachment = |photo: &Photo| {
            let owner = photo.purpose?.owner();
            let id = match owner {
                OwnerKind::Entity => self.sources.ids,
                OwnerKind::Website => self.sources.ids + i64::from(photo.website),
            };
            Some(NewAttachment {
                format: AttachmentFormat::Jpeg.code(),
                purpose: photo.purpose?.code(),
                content: photo.content.clone(),
                owner: NewOwner { kind: owner.code(), id },
                remark: None,
            })
        };
        self.sources.photos.iter().filter_map(attachment).collect()
    }
}

/// Line ends are no matter of content.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
