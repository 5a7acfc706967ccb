//! The SMS verification (10.2): which mobiles get a code from the ministry, whose they are, and how long is left.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::application::{Application, Person};
use super::kind::Sms;
use crate::clock::ends_china_day;
use crate::text::Tr;
use crate::values::personal::Masked;

/// A mobile that receives a code, with those it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The mobile, masked.
    pub mobile: String,
    /// Name, masked, and role of each.
    pub persons: Vec<String>,
}

/// Who verifies: the number of the website in the application, none for the entity's own.
fn persons(application: &Application) -> impl Iterator<Item = (Option<u32>, &Person)> {
    let sms = application.kind.profile().sms;
    let entity = matches!(sms, Sms::EntityPerson | Sms::Everybody).then_some((None, &application.entity_person));
    let websites = (1..).zip(&application.websites);
    let websites = websites.map(|(ordinal, website)| (Some(ordinal), application.website_person(website)));
    entity.into_iter().chain(websites.filter(move |_| matches!(sms, Sms::WebsitePersons | Sms::Everybody)))
}

/// The mobiles in full, each once: for the messages that go to them.
pub fn mobiles(application: &Application) -> BTreeSet<&str> {
    persons(application).map(|(_, person)| person.mobile.reveal()).collect()
}

/// The mobiles in the order of the application; one that serves several persons stands once.
pub fn receivers(t: Tr, application: &Application) -> Vec<Receiver> {
    let mut order: Vec<&str> = Vec::new();
    let mut persons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (website, person) in self::persons(application) {
        let role = match website {
            None => t.t("wizard-task-entity-person"),
            Some(ordinal) => t.a1("wizard-task-website-person", "n", ordinal),
        };
        let mobile = person.mobile.reveal();
        if !order.contains(&mobile) {
            order.push(mobile);
        }
        let name = Masked::name(person.name.reveal());
        persons.entry(mobile).or_default().push(t.a2("after-person", "name", name.as_str(), "role", role));
    }
    let receiver = |mobile: &str| Receiver {
        mobile: Masked::phone(mobile).to_string(),
        persons: persons.get(mobile).cloned().unwrap_or_default(),
    };
    order.into_iter().map(receiver).collect()
}

/// Whole minutes left until an instant, 0 once it has passed; nothing on the way to the end of a day whose hour nobody knows.
pub fn minutes_left(until: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let is_known = until <= now || !ends_china_day(until);
    is_known.then(|| (until - now).num_minutes().max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_in_whole_minutes_and_never_less_than_nothing() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let until = at("2026-11-28T08:00:00Z");
        for (now, left) in [
            ("2026-11-27T08:00:00Z", 1440),
            ("2026-11-28T07:58:01Z", 1),
            ("2026-11-28T07:59:30Z", 0),
            ("2026-11-28T08:00:01Z", 0),
            ("2999-01-01T00:00:00Z", 0),
        ] {
            assert_eq!(minutes_left(until, at(now)), Some(left), "{now}");
        }
        let end_of_day = at("2026-11-28T15:59:59Z");
        assert_eq!(minutes_left(end_of_day, at("2026-11-28T08:00:00Z")), None, "the hour is not known");
        assert_eq!(minutes_left(end_of_day, end_of_day), Some(0));
    }
}
