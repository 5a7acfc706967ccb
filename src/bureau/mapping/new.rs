//! What opens a website here: a new filing, new websites, a new access.

use super::writer::{Writer, one_line};
use crate::bureau::codes::{AttachmentFormat, FilingMode, OwnerKind};
use crate::bureau::fault::Fault;
use crate::bureau::messages::{
    AddAccess, AddWebsites, EntityRef, NewAccess, NewAttachment, NewDomain, NewEntity, NewFiling, NewOwner, NewWebsite,
    OwnerId, WebsiteRef,
};
use crate::filing::application::Website;

impl Writer<'_> {
    pub(super) fn new_filing(&mut self) -> NewFiling {
        NewFiling { entity: self.new_entity(), websites: self.new_sites(), attachments: self.new_attachments() }
    }

    pub(super) fn new_websites(&mut self) -> Option<AddWebsites> {
        let websites = self.new_sites();
        let number = self.entity_number()?;
        let ids = self.sources.ids;
        // The bureau has no id of a website that is new: ours names it.
        let attachments = self.attachments(&number, |n| Some(OwnerId::Id(ids + i64::from(n))));
        Some(AddWebsites { entity: EntityRef::Number(number), websites, attachments, password: None })
    }

    pub(super) fn new_access(&mut self) -> Option<AddAccess> {
        let operation = self.application.operation.as_ref();
        let number = operation.and_then(|operation| operation.website_number.as_ref()).map(ToString::to_string);
        if number.is_none() {
            self.faults.push(Fault::new(1059, Some(1), None));
        }
        let [website] = self.application.websites.as_slice() else {
            // One access goes up, for one website.
            self.fault(5999, None, self.application.websites.len());
            return None;
        };
        let access = self.new_access_of(1, website);
        let (password, entity) = (self.password(), self.entity_number());
        let (number, entity) = (number?, entity?);
        let attachments = self.attachments(&entity, |_| Some(OwnerId::Number(number.clone())));
        Some(AddAccess {
            website: WebsiteRef::Number(number),
            isp_access: access.isp_access,
            locations: access.locations,
            modes: access.modes,
            ranges: access.ranges,
            attachments,
            password: password?,
        })
    }

    /// Number of the entity on record: of our own record, or as it was given.
    fn entity_number(&mut self) -> Option<String> {
        let operation = self.application.operation.as_ref();
        let given = operation.and_then(|operation| operation.entity_number.as_ref()).map(ToString::to_string);
        let number = self.sources.on_record.entity.clone().or(given);
        if number.is_none() {
            self.faults.push(Fault::new(1058, None, None));
        }
        number
    }

    fn new_entity(&mut self) -> NewEntity {
        let type_check = &self.application.type_check;
        let (investor, remark) = self.entity_texts();
        NewEntity {
            isp_entity: self.sources.ids,
            name: type_check.entity_name.reveal().to_owned(),
            nature: Some(self.number(&type_check.entity_kind, 1014, None)),
            investor,
            address: self.address(),
            document: self.document(),
            person: self.person(&self.application.entity_person, None),
            filing_mode: FilingMode::Provider.code(),
            remark,
        }
    }

    fn new_sites(&mut self) -> Vec<NewWebsite> {
        (1..).zip(&self.application.websites).map(|(n, website)| self.new_site(n, website)).collect()
    }

    fn new_site(&mut self, n: u32, website: &Website) -> NewWebsite {
        let details = &website.details;
        let domains = details.domains.iter().map(|domain| {
            self.domains += 1;
            NewDomain { isp_domain: self.sources.ids + self.domains, name: domain.as_str().to_owned() }
        });
        NewWebsite {
            isp_website: self.sources.ids + i64::from(n),
            name: details.name.as_str().to_owned(),
            domains: domains.collect(),
            approvals: self.approvals(n, website),
            services: self.services(n, website),
            languages: self.languages(n, website),
            accesses: vec![self.new_access_of(n, website)],
            person: self.person(self.application.website_person(website), Some(n)),
            home_url: Some(details.home_url.as_str().to_owned()),
            remark: Some(one_line(details.remark())).filter(|text| !text.is_empty()),
        }
    }

    fn new_access_of(&mut self, n: u32, website: &Website) -> NewAccess {
        let reached = self.reached(n, website, None);
        NewAccess {
            isp_access: self.sources.ids + i64::from(n),
            ranges: self.new_ranges(&reached.ranges),
            locations: reached.locations,
            modes: reached.modes,
        }
    }

    /// The attachments of a new filing: everything is named by our ids.
    fn new_attachments(&self) -> Vec<NewAttachment> {
        let attachment = |(photo, purpose, owner): (&super::Photo, i64, OwnerKind)| {
            let id = match owner {
                OwnerKind::Entity => self.sources.ids,
                OwnerKind::Website => self.sources.ids + i64::from(photo.website),
            };
            NewAttachment {
                format: AttachmentFormat::Jpeg.code(),
                purpose,
                content: photo.content.clone(),
                owner: NewOwner { kind: owner.code(), id },
                remark: None,
            }
        };
        self.attached().map(attachment).collect()
    }
}
