//! How records come into being and change: ids and numbers are given here.

use chrono::{DateTime, Utc};

use super::desk::stamp;
use super::sms::first_mobile;
use super::world::{Record, World};
use crate::bureau::messages::{
    AddAccess, AddWebsites, Change, FiledAccess, FiledDomain, FiledEntity, FiledRange, FiledWebsite, Filing, NewAccess,
    NewFiling, NewRange, NewWebsite,
};
use crate::reference::book;

impl World {
    /// The character of a province, by its code.
    fn character(province: i64) -> &'static str {
        let code = province.to_string();
        book().all_provinces().iter().find(|row| row.code == code).map_or("京", |row| row.prefix.as_str())
    }

    /// Puts a new filing on record.
    pub(super) fn file(&mut self, unit: i64, new: &NewFiling, now: DateTime<Utc>) -> Filing {
        let new = new.clone();
        let (asked, time) = (new.entity, stamp(now));
        self.numbers += 1;
        // 浙ICP备00000001号: one character, eight digits.
        let number = format!("{}ICP备{:08}号", Self::character(asked.address.province), self.numbers);
        let password = format!("{:06}", self.chance.below(1_000_000));
        // A sponsor learns the password from the bureau only.
        let told = format!("您的备案已审核通过，备案号{number}，备案密码{password}，请妥善保管。");
        self.message(first_mobile(&asked.person), &told, now);
        let entity = FiledEntity {
            isp_entity: Some(asked.isp_entity),
            entity_id: self.next_id(),
            name: asked.name,
            nature: asked.nature,
            address: asked.address,
            document: asked.document,
            person: asked.person,
            number: Some(number.clone()),
            filing_mode: asked.filing_mode,
            investor: asked.investor,
            first_filed_at: time.clone(),
            changed_at: time,
            remark: asked.remark,
            ..FiledEntity::default()
        };
        let sites = new.websites.iter().enumerate();
        let websites = sites.map(|(index, site)| self.website(unit, site, &format!("{number}-{}", index + 1), now));
        let filing = Filing { entity, websites: websites.collect(), remark: None };
        self.records.push(Record { filing: filing.clone(), password });
        filing
    }

    fn website(&mut self, unit: i64, new: &NewWebsite, number: &str, now: DateTime<Utc>) -> FiledWebsite {
        let new = new.clone();
        let domains = new.domains.into_iter();
        FiledWebsite {
            isp_website: Some(new.isp_website),
            website_id: self.next_id(),
            name: new.name,
            approvals: new.approvals,
            services: new.services,
            languages: new.languages,
            domains: domains
                .map(|domain| FiledDomain {
                    isp_domain: Some(domain.isp_domain),
                    domain_id: self.next_id(),
                    name: domain.name,
                })
                .collect(),
            accesses: new.accesses.iter().map(|access| self.access(unit, access)).collect(),
            person: new.person,
            home_url: new.home_url,
            remark: new.remark,
            first_filed_at: Some(stamp(now)),
            changed_at: Some(stamp(now)),
            number: Some(number.to_owned()),
        }
    }

    fn access(&mut self, unit: i64, new: &NewAccess) -> FiledAccess {
        FiledAccess {
            isp_access: Some(new.isp_access),
            access_id: self.next_id(),
            unit,
            locations: new.locations.clone(),
            modes: new.modes.clone(),
            ranges: new.ranges.iter().map(|range| self.range(range)).collect(),
        }
    }

    fn range(&mut self, new: &NewRange) -> FiledRange {
        FiledRange { isp_range: Some(new.isp_range), range_id: self.next_id(), first: new.first, last: new.last }
    }

    /// Adds websites; their numbers go on from the highest there was.
    pub(super) fn add_websites(&mut self, unit: i64, added: &AddWebsites, now: DateTime<Utc>) -> Option<Filing> {
        let known = self.find_entity(&added.entity)?.filing.clone();
        let base = known.entity.number.clone()?;
        let running = |site: &FiledWebsite| site.number.as_deref()?.rsplit_once('-')?.1.parse::<usize>().ok();
        let last = known.websites.iter().filter_map(running).max().unwrap_or(0);
        let sites = added.websites.iter().enumerate();
        let new: Vec<_> =
            sites.map(|(index, site)| self.website(unit, site, &format!("{base}-{}", last + index + 1), now)).collect();
        self.amend(known.entity.entity_id, |filing| filing.websites.extend(new))
    }

    /// Adds an access.
    pub(super) fn add_access(&mut self, unit: i64, added: &AddAccess, now: DateTime<Utc>) -> Option<Filing> {
        let (record, site) = self.find_website(&added.website)?;
        let (entity, website) = (record.filing.entity.entity_id, site.website_id);
        let new = NewAccess {
            isp_access: added.isp_access,
            locations: added.locations.clone(),
            modes: added.modes.clone(),
            ranges: added.ranges.clone(),
        };
        let access = self.access(unit, &new);
        self.amend(entity, |filing| {
            for site in filing.websites.iter_mut().filter(|site| site.website_id == website) {
                site.accesses.push(access.clone());
                site.changed_at = Some(stamp(now));
            }
        })
    }

    /// Changes a filing. A website that is left out is kept: cancelling has an operation of its own.
    pub(super) fn change_filing(&mut self, change: &Change, now: DateTime<Utc>) -> Option<Filing> {
        let mut filing = self.filing(change.entity.entity_id)?.clone();
        let (entity, asked) = (&mut filing.entity, change.entity.clone());
        (entity.name, entity.nature, entity.investor) = (asked.name, asked.nature, asked.investor);
        (entity.address, entity.document, entity.person) = (asked.address, asked.document, asked.person);
        (entity.remark, entity.changed_at) = (asked.remark, stamp(now));
        for asked in change.websites.clone() {
            let site = filing.websites.iter_mut().find(|site| site.website_id == asked.website_id)?;
            (site.name, site.approvals, site.services) = (asked.name, asked.approvals, asked.services);
            (site.languages, site.person, site.home_url) = (asked.languages, asked.person, asked.home_url);
            (site.remark, site.changed_at) = (asked.remark, Some(stamp(now)));
            let domains = asked.domains.into_iter();
            site.domains = domains
                .map(|domain| FiledDomain {
                    isp_domain: Some(domain.isp_domain),
                    domain_id: domain.domain_id.unwrap_or_else(|| self.next_id()),
                    name: domain.name,
                })
                .collect();
            for asked in asked.accesses {
                let access = site.accesses.iter_mut().find(|access| access.access_id == asked.access_id)?;
                (access.locations, access.modes) = (asked.locations, asked.modes);
                let ranges = asked.ranges.into_iter();
                access.ranges = ranges
                    .map(|range| FiledRange {
                        isp_range: Some(range.isp_range),
                        range_id: range.range_id.unwrap_or_else(|| self.next_id()),
                        first: range.first,
                        last: range.last,
                    })
                    .collect();
            }
        }
        self.amend(change.entity.entity_id, |known| *known = filing)
    }

    fn amend(&mut self, entity: i64, change: impl FnOnce(&mut Filing)) -> Option<Filing> {
        let record = self.records.iter_mut().find(|record| record.filing.entity.entity_id == entity)?;
        change(&mut record.filing);
        Some(record.filing.clone())
    }
}
