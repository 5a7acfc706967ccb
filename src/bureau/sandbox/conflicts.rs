//! What of an item conflicts with what the bureau has: records, waiting cases, blacklists, passwords.

use chrono::{DateTime, Utc};

use super::call::is_password;
use super::case::{Asked, Case, Stage};
use super::verdict::told;
use super::world::{Record, World};
use crate::bureau::codes::CancelKind;
use crate::bureau::messages::{Cancellation, Change, EntityRef, FiledWebsite, NewWebsite, WebsiteRef};

type Lines = Vec<(i64, String)>;

impl World {
    /// Conflicts of an item.
    pub(super) fn conflicts(&self, unit: i64, asked: &Asked) -> Lines {
        let mut lines = Lines::new();
        match asked {
            Asked::Filing(filing) => {
                let number = &filing.entity.document.number;
                let waits = self.open_cases().any(|case| case.asked.document() == asked.document());
                if waits || self.has_document(number) {
                    lines.push(told(1003, None, Some(&filing.entity.name)));
                }
                if self.listed_documents.iter().any(|listed| listed.eq_ignore_ascii_case(number)) {
                    lines.push(told(1065, None, Some(number)));
                }
                self.sites(&filing.websites, &mut lines);
            }
            Asked::Websites(added) => {
                match self.find_entity(&added.entity) {
                    None => lines.push(told(1058, None, Some(&asked.key()))),
                    Some(record) => password(record, added.password.as_deref(), &mut lines),
                }
                self.sites(&added.websites, &mut lines);
            }
            Asked::Access(added) => match self.find_website(&added.website) {
                None => lines.push(told(1059, None, Some(&asked.key()))),
                Some((record, site)) => {
                    password(record, Some(&added.password), &mut lines);
                    let same = |access: &crate::bureau::messages::FiledAccess| {
                        access.unit == unit && access.isp_access == Some(added.isp_access)
                    };
                    if site.accesses.iter().any(same) {
                        lines.push(told(1038, Some(&site.name), None));
                    }
                }
            },
            Asked::Change(change) => self.change(unit, change, &mut lines),
            Asked::Cancel(cancellation) => self.cancellation(unit, cancellation, &mut lines),
        }
        lines
    }

    fn sites(&self, websites: &[NewWebsite], lines: &mut Lines) {
        let waiting: Vec<String> = self.open_cases().flat_map(|case| case.asked.domains()).collect();
        for site in websites {
            for domain in &site.domains {
                self.domain(&domain.name, &site.name, None, lines);
                if waiting.contains(&domain.name.to_ascii_lowercase()) {
                    lines.push(told(1039, Some(&site.name), Some(&domain.name)));
                }
            }
        }
    }

    fn domain(&self, name: &str, site: &str, of_entity: Option<i64>, lines: &mut Lines) {
        let holds = |record: &Record| {
            Some(record.filing.entity.entity_id) != of_entity
                && record.filing.websites.iter().any(|site| has_domain(site, name))
        };
        if self.records.iter().any(holds) {
            lines.push(told(1005, Some(site), Some(name)));
        }
        if self.listed_domains.iter().any(|listed| listed.eq_ignore_ascii_case(name)) {
            lines.push(told(1064, Some(site), Some(name)));
        }
    }

    fn change(&self, unit: i64, change: &Change, lines: &mut Lines) {
        let Some(record) = self.records.iter().find(|record| record.filing.entity.entity_id == change.entity.entity_id)
        else {
            return lines.push(told(1058, None, Some(&change.entity.entity_id.to_string())));
        };
        password(record, change.password.as_deref(), lines);
        if record.filing.entity.number.as_deref() != Some(&change.entity.number) {
            lines.push(told(1016, None, Some(&change.entity.number)));
        }
        if record.filing.entity.address.province != change.entity.address.province {
            lines.push(told(1046, None, Some(&change.entity.address.province.to_string())));
        }
        let same =
            |asked: &Asked| matches!(asked, Asked::Change(other) if other.entity.entity_id == change.entity.entity_id);
        if self.open_cases().any(|case| same(&case.asked)) {
            lines.push(told(1017, None, None));
        }
        for site in &change.websites {
            let Some(known) = record.filing.websites.iter().find(|known| known.website_id == site.website_id) else {
                lines.push(told(1059, Some(&site.name), Some(&site.website_id.to_string())));
                continue;
            };
            for domain in &site.domains {
                self.domain(&domain.name, &site.name, Some(change.entity.entity_id), lines);
            }
            let strange = |access: &&crate::bureau::messages::ChangedAccess| {
                !known.accesses.iter().any(|known| known.access_id == access.access_id && known.unit == unit)
            };
            if let Some(access) = site.accesses.iter().find(strange) {
                lines.push(told(1048, Some(&site.name), Some(&access.access_id.to_string())));
            }
        }
    }

    fn cancellation(&self, unit: i64, cancellation: &Cancellation, lines: &mut Lines) {
        let id = cancellation.id;
        let data = id.to_string();
        let data = Some(data.as_str());
        let same =
            |asked: &Asked| matches!(asked, Asked::Cancel(other) if (other.kind, other.id) == (cancellation.kind, id));
        let waits = self.open_cases().any(|case| same(&case.asked));
        let (missing, again) = match CancelKind::of(cancellation.kind) {
            Some(CancelKind::Entity) => (1058, 1027),
            Some(CancelKind::Website) => (1059, 1030),
            Some(CancelKind::Access) | None => (1016, 1032),
        };
        if waits {
            lines.push(told(again, None, data));
        }
        let record = self.records.iter().find(|record| match CancelKind::of(cancellation.kind) {
            Some(CancelKind::Entity) => record.filing.entity.entity_id == id,
            Some(CancelKind::Website) => record.filing.websites.iter().any(|site| site.website_id == id),
            Some(CancelKind::Access) | None => record.filing.websites.iter().any(|site| has_access(site, id)),
        });
        let Some(record) = record else { return lines.push(told(missing, None, data)) };
        if let Some(given) = cancellation.password.as_deref() {
            password(record, Some(given), lines);
        }
        if CancelKind::of(cancellation.kind) != Some(CancelKind::Access) {
            return;
        }
        for site in record.filing.websites.iter().filter(|site| has_access(site, id)) {
            if site.accesses.len() == 1 {
                lines.push(told(1025, Some(&site.name), data));
            }
            if site.accesses.iter().any(|access| access.access_id == id && access.unit != unit) {
                lines.push(told(1047, Some(&site.name), data));
            }
        }
    }

    fn open_cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| matches!(case.stage, Stage::Verifying | Stage::Review))
    }

    fn has_document(&self, number: &str) -> bool {
        self.records.iter().any(|record| record.filing.entity.document.number.eq_ignore_ascii_case(number))
    }

    /// Whether what a case would add is on record by now: two cases about the same may wait, as one of them lapsed.
    pub(super) fn is_taken(&self, asked: &Asked) -> bool {
        let holds = |domain: &String| {
            self.records.iter().flat_map(|record| &record.filing.websites).any(|site| has_domain(site, domain))
        };
        match asked {
            Asked::Filing(filing) => {
                self.has_document(&filing.entity.document.number) || asked.domains().iter().any(holds)
            }
            Asked::Websites(_) => asked.domains().iter().any(holds),
            Asked::Access(_) | Asked::Change(_) | Asked::Cancel(_) => false,
        }
    }

    /// A case that its unit sends again takes the place of those that lapsed: nobody decides on both.
    pub(super) fn replace_lapsed(&mut self, new: &Case, now: DateTime<Utc>) {
        let lapsed = self.cases.iter().filter(|case| {
            case.unit == new.unit && matches!(case.stage, Stage::Lapsed(_)) && case.asked.is_about_same(&new.asked)
        });
        for number in lapsed.map(|case| case.number).collect::<Vec<_>>() {
            self.set_stage(number, Stage::Replaced(new.number), now);
        }
    }

    /// An entity by number or id.
    pub(super) fn find_entity(&self, entity: &EntityRef) -> Option<&Record> {
        self.records.iter().find(|record| match entity {
            EntityRef::Number(number) => record.filing.entity.number.as_ref() == Some(number),
            EntityRef::Id(id) => record.filing.entity.entity_id == *id,
        })
    }

    /// A website by number or id.
    pub(super) fn find_website(&self, website: &WebsiteRef) -> Option<(&Record, &FiledWebsite)> {
        self.records.iter().find_map(|record| {
            let fits = |site: &&FiledWebsite| match website {
                WebsiteRef::Number(number) => site.number.as_ref() == Some(number),
                WebsiteRef::Id(id) => site.website_id == *id,
            };
            record.filing.websites.iter().find(fits).map(|site| (record, site))
        })
    }
}

fn has_domain(site: &FiledWebsite, name: &str) -> bool {
    site.domains.iter().any(|domain| domain.name.eq_ignore_ascii_case(name))
}

fn has_access(site: &FiledWebsite, id: i64) -> bool {
    site.accesses.iter().any(|access| access.access_id == id)
}

/// A password that is given must be right; where it must be given, the rules of the message say so.
fn password(record: &Record, given: Option<&str>, lines: &mut Lines) {
    if given.is_some_and(|given| !is_password(&record.password, given)) {
        lines.push(told(1018, None, None));
    }
}
