//! What the bureau calls the things on record: its own ids, as its records told them. Later operations name things by these.

use serde::{Deserialize, Serialize};

use super::messages::{FiledAccess, FiledWebsite, Filing};

/// An entity or a website on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its filing number.
    pub number: String,
    /// The bureau's id of it.
    pub id: i64,
    /// What it has; nothing of an entity.
    pub parts: Parts,
}

/// Parts of a website.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Its domains.
    pub domains: Vec<KnownDomain>,
    /// Its accesses through us.
    pub accesses: Vec<KnownAccess>,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDomain {
    /// The bureau's id.
    pub id: i64,
    /// Our id, where it has one of ours.
    pub ours: Option<i64>,
    /// The domain.
    pub name: String,
}

/// An access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAccess {
    /// The bureau's id.
    pub id: i64,
    /// Our id, where it has one of ours.
    pub ours: Option<i64>,
    /// Its addresses.
    pub ranges: Vec<KnownRange>,
}

/// A range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRange {
    /// The bureau's id.
    pub id: i64,
    /// Our id, where it has one of ours.
    pub ours: Option<i64>,
    /// First address.
    pub first: i64,
    /// Last address.
    pub last: i64,
}

impl Known {
    /// What a record tells: the entity, and each website. `unit` is ours; accesses of others are theirs to change.
    pub fn of(record: &Filing, unit: i64) -> Vec<Self> {
        let entity = record.entity.number.clone();
        let entity = entity.map(|number| Self { number, id: record.entity.entity_id, parts: Parts::default() });
        entity.into_iter().chain(record.websites.iter().filter_map(|site| Self::of_website(site, unit))).collect()
    }

    fn of_website(site: &FiledWebsite, unit: i64) -> Option<Self> {
        let domain = |domain: &super::messages::FiledDomain| KnownDomain {
            id: domain.domain_id,
            ours: domain.isp_domain,
            name: domain.name.clone(),
        };
        let own = site.accesses.iter().filter(|access| access.unit == unit);
        let parts = Parts { domains: site.domains.iter().map(domain).collect(), accesses: own.map(access).collect() };
        Some(Self { number: site.number.clone()?, id: site.website_id, parts })
    }

    /// The domain of this name.
    pub fn domain(&self, name: &str) -> Option<&KnownDomain> {
        self.parts.domains.iter().find(|domain| domain.name.eq_ignore_ascii_case(name))
    }

    /// The access through us; of several the one that came last.
    pub fn access(&self) -> Option<&KnownAccess> {
        self.parts.accesses.iter().max_by_key(|access| (access.ours, access.id))
    }
}

fn access(access: &FiledAccess) -> KnownAccess {
    let range = |range: &super::messages::FiledRange| KnownRange {
        id: range.range_id,
        ours: range.isp_range,
        first: range.first,
        last: range.last,
    };
    KnownAccess { id: access.access_id, ours: access.isp_access, ranges: access.ranges.iter().map(range).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::messages::{FiledEntity, FiledRange};

    #[test]
    fn a_record_tells_ids_and_only_our_accesses() {
        let range = FiledRange { range_id: 5, first: 1, last: 2, ..FiledRange::default() };
        let of_unit =
            |id, unit| FiledAccess { access_id: id, unit, ranges: vec![range.clone()], ..FiledAccess::default() };
        let site = FiledWebsite {
            website_id: 3,
            number: Some("京ICP备1号-1".into()),
            accesses: vec![of_unit(4, 7), of_unit(6, 8), of_unit(9, 7)],
            ..FiledWebsite::default()
        };
        let nameless = FiledWebsite { website_id: 8, ..FiledWebsite::default() };
        let entity = FiledEntity { entity_id: 2, number: Some("京ICP备1号".into()), ..FiledEntity::default() };
        let record = Filing { entity, websites: vec![site, nameless], remark: None };
        let known = Known::of(&record, 7);
        let ids: Vec<_> = known.iter().map(|known| (known.number.as_str(), known.id)).collect();
        assert_eq!(ids, [("京ICP备1号", 2), ("京ICP备1号-1", 3)]);
        let accesses: Vec<_> = known[1].parts.accesses.iter().map(|access| access.id).collect();
        assert_eq!((accesses, known[1].access().map(|access| access.id)), (vec![4, 9], Some(9)));
    }
}
