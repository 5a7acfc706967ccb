//! A change: the entity and the websites it names again as they become, with the ids that the bureau gave them.

use super::Site;
use super::writer::{Writer, one_line};
use crate::bureau::fault::Fault;
use crate::bureau::known::{Known, KnownAccess};
use crate::bureau::messages::{
    Change, ChangedAccess, ChangedDomain, ChangedEntity, ChangedRange, ChangedWebsite, OwnerId,
};
use crate::filing::application::Website;

/// The document kinds that a change can hold: the table is shorter here than elsewhere (19, 12).
const DOCUMENT_KINDS: std::ops::RangeInclusive<i64> = 1..=11;

impl Writer<'_> {
    pub(super) fn change(&mut self) -> Option<Change> {
        let record = self.sources.on_record;
        let (entity_id, number) = (self.known(record.entity_id), record.entity.clone());
        // A change names a website at least, also where the entity alone becomes another.
        if record.websites.is_empty() {
            self.faults.push(Fault::not_known());
        }
        let of_filing = &self.application.websites;
        let websites: Vec<_> = (1..)
            .zip(&record.websites)
            .filter_map(|(n, site)| {
                let website = of_filing.get(n as usize - 1).unwrap_or(&site.website);
                self.changed_website(n, website, site)
            })
            .collect();
        let (entity_id, number) = (entity_id?, number?);
        let owner =
            |n: u32| record.websites.get((n as usize).checked_sub(1)?).map(|site| OwnerId::Number(site.number.clone()));
        let attachments = self.attachments(&number, owner);
        Some(Change { entity: self.changed_entity(entity_id, number), websites, attachments, password: None })
    }

    fn changed_entity(&mut self, entity_id: i64, number: String) -> ChangedEntity {
        let type_check = &self.application.type_check;
        let name = self.application.new_name().unwrap_or(&type_check.entity_name);
        let document = self.document();
        if !DOCUMENT_KINDS.contains(&document.kind) {
            self.fault(1008, None, document.kind);
        }
        let (investor, remark) = self.entity_texts();
        ChangedEntity {
            entity_id,
            name: name.reveal().to_owned(),
            number,
            nature: Some(self.number(&type_check.entity_kind, 1014, None)),
            investor,
            address: self.address(),
            document,
            person: self.person(&self.application.entity_person, None),
            remark,
        }
    }

    fn changed_website(&mut self, n: u32, website: &Website, site: &Site) -> Option<ChangedWebsite> {
        let known = site.known.as_ref();
        let website_id = self.known(known.map(|known| known.id))?;
        let access = known.and_then(Known::access);
        if access.is_none() {
            // It cannot be added by a change.
            self.faults.push(Fault::not_known());
        }
        let details = &website.details;
        let domains = details.domains.iter().map(|domain| {
            self.domains += 1;
            let known = known.and_then(|known| known.domain(domain.as_str()));
            ChangedDomain {
                isp_domain: known.and_then(|known| known.ours).unwrap_or(self.sources.ids + self.domains),
                domain_id: known.map(|known| known.id),
                name: domain.as_str().to_owned(),
            }
        });
        Some(ChangedWebsite {
            website_id,
            name: details.name.as_str().to_owned(),
            domains: domains.collect(),
            approvals: self.approvals(n, website),
            services: self.services(n, website),
            languages: self.languages(n, website),
            accesses: vec![self.changed_access(n, website, site, access?)],
            person: self.person(self.application.website_person(website), Some(n)),
            number: site.number.clone(),
            home_url: Some(details.home_url.as_str().to_owned()),
            remark: Some(one_line(details.remark())).filter(|text| !text.is_empty()),
        })
    }

    fn changed_access(&mut self, n: u32, website: &Website, site: &Site, known: &KnownAccess) -> ChangedAccess {
        let reached = self.reached(n, website, Some(&site.website));
        let ranges = reached.ranges.iter().map(|&(first, last)| {
            self.ranges += 1;
            let same = known.ranges.iter().find(|range| (range.first, range.last) == (first, last));
            ChangedRange {
                isp_range: same.and_then(|range| range.ours).unwrap_or(self.sources.ids + self.ranges),
                range_id: same.map(|range| range.id),
                first,
                last,
            }
        });
        ChangedAccess {
            access_id: known.id,
            ranges: ranges.collect(),
            locations: reached.locations,
            modes: reached.modes,
        }
    }
}
