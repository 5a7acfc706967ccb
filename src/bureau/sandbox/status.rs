//! Look-ups: the status of a domain or a document, records by their numbers.

use super::call::answer;
use super::world::{Record, World};
use crate::bureau::soap::{Answer, Filed, StatusInfo};

/// The condition type of a domain; the others are kinds of documents.
const DOMAIN: i64 = 0;

impl World {
    /// Answers isp_querybeianstatus.
    pub fn status(&self, kind: i64, condition: &str) -> Answer {
        let mut info = StatusInfo {
            kind,
            condition: condition.to_owned(),
            site_name: None,
            entity_number: None,
            website_number: None,
            filed: Filed::No,
        };
        if kind == DOMAIN {
            for record in &self.records {
                let holds = |site: &&crate::bureau::messages::FiledWebsite| {
                    site.domains.iter().any(|domain| domain.name.eq_ignore_ascii_case(condition))
                };
                if let Some(site) = record.filing.websites.iter().find(holds) {
                    info.filed = Filed::Yes;
                    info.site_name = Some(site.name.clone());
                    info.website_number = site.number.clone();
                    info.entity_number = record.filing.entity.number.clone();
                }
            }
        } else {
            let fits = |record: &&Record| {
                let document = &record.filing.entity.document;
                document.kind == kind && document.number.eq_ignore_ascii_case(condition)
            };
            if let Some(record) = self.records.iter().find(fits) {
                info.filed = Filed::Yes;
                info.entity_number = record.filing.entity.number.clone();
            }
        }
        Answer { status: Some(info), ..answer(0) }
    }

    /// The record of an entity's or a website's number.
    pub fn record_of(&self, number: &str) -> Option<&Record> {
        self.records.iter().find(|record| {
            let websites = record.filing.websites.iter().map(|site| &site.number);
            std::iter::once(&record.filing.entity.number).chain(websites).any(|other| other.as_deref() == Some(number))
        })
    }
}
