//! What a change makes another than it is on record: the rest of the file only repeats it.

use std::collections::BTreeSet;

use crate::bureau::messages::{Change, ChangedEntity, ChangedWebsite, FiledEntity, FiledWebsite, Filing, Person};

/// The persons in charge of what becomes another, as they are to be.
pub fn concerned<'a>(known: &Filing, change: &'a Change) -> Vec<&'a Person> {
    let of_entity = Some(&change.entity.person).filter(|_| !is_same_entity(&known.entity, &change.entity));
    let is_same = |site: &ChangedWebsite| {
        let before = known.websites.iter().find(|known| known.website_id == site.website_id);
        before.is_some_and(|before| is_same_site(before, site))
    };
    let of_sites = change.websites.iter().filter(|site| !is_same(site)).map(|site| &site.person);
    of_entity.into_iter().chain(of_sites).collect()
}

fn is_same_entity(before: &FiledEntity, after: &ChangedEntity) -> bool {
    (&before.name, before.nature, &before.investor, &before.address)
        == (&after.name, after.nature, &after.investor, &after.address)
        && (&before.document, &before.person, &before.remark) == (&after.document, &after.person, &after.remark)
}

fn is_same_site(before: &FiledWebsite, after: &ChangedWebsite) -> bool {
    let names = |names: Vec<&String>| -> BTreeSet<String> { names.into_iter().cloned().collect() };
    let own = |id: i64| after.accesses.iter().any(|access| access.access_id == id);
    let on_record = before.accesses.iter().filter(|access| own(access.access_id)).flat_map(|access| &access.ranges);
    let on_record: BTreeSet<(i64, i64)> = on_record.map(|range| (range.first, range.last)).collect();
    let asked = after.accesses.iter().flat_map(|access| &access.ranges);
    let asked: BTreeSet<(i64, i64)> = asked.map(|range| (range.first, range.last)).collect();
    (&before.name, &before.services, &before.languages) == (&after.name, &after.services, &after.languages)
        && (&before.person, &before.home_url, &before.remark) == (&after.person, &after.home_url, &after.remark)
        && names(before.domains.iter().map(|domain| &domain.name).collect())
            == names(after.domains.iter().map(|domain| &domain.name).collect())
        && on_record == asked
}
