//! Instances: what was bought, and what keeps one from carrying a filing.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::service_number::ServiceNumber;
use crate::reference::Reference;
use crate::text::Message;
use crate::values::ids::{AccountId, InstanceId};
use crate::values::ip_address::IpRange;
use crate::values::text_enum::text_enum;

text_enum! {
    /// How an instance is paid for.
    pub enum Billing {
        /// For a term in advance.
        Subscription = "subscription",
        /// By the hour.
        PayAsYouGo = "pay_as_you_go",
    }
}

/// An instance of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Row id.
    pub id: InstanceId,
    /// The provider's name of it, as its customers know it.
    pub code: String,
    /// Its owner, if he has an account.
    pub account: Option<AccountId>,
    /// Code of the product.
    pub product: String,
    /// Code of the region.
    pub region: String,
    /// Public addresses.
    pub addresses: Vec<IpRange>,
    /// How it is paid for.
    pub billing: Billing,
    /// First day of the term bought in all, renewals counted.
    pub starts_on: NaiveDate,
    /// Last day of it.
    pub ends_on: NaiveDate,
    /// Websites it may carry.
    pub quota: u32,
    /// Given back before its end.
    pub released: bool,
}

/// What an applicant chose for a website.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// An instance of the own account, by the provider's name of it.
    Instance(String),
    /// A service number, of whichever account's instance.
    Number(ServiceNumber),
}

/// What is reported of the server of a website: frozen with the filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// The provider's name of the instance.
    pub instance: String,
    /// Code of the product.
    pub product: String,
    /// Code of the region.
    pub region: String,
    /// Public addresses.
    pub addresses: Vec<IpRange>,
}

impl From<&Instance> for Server {
    fn from(instance: &Instance) -> Self {
        Self {
            instance: instance.code.clone(),
            product: instance.product.clone(),
            region: instance.region.clone(),
            addresses: instance.addresses.clone(),
        }
    }
}

/// Why a choice cannot carry a website.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// No such instance in this account.
    InstanceNotFound,
    /// No such number.
    NumberNotFound,
    /// The number was used, or another filing holds it.
    NumberUsed,
    /// The number was taken back.
    NumberRevoked,
    /// The number is for another account.
    NumberNotYours,
    /// The number was chosen for two websites.
    NumberTwice,
    /// The product cannot carry filings.
    Product,
    /// Outside mainland China.
    Region,
    /// Not bought for a term.
    PayAsYouGo,
    /// Ended or given back.
    Ended,
    /// Bought for too short a term: days asked for.
    TermTooShort(i64),
    /// Too little left: days asked for.
    TooLittleLeft(i64),
    /// No public address.
    NoPublicAddress,
    /// It carries as many websites as it may.
    QuotaUsedUp(u32),
}

impl Obstacle {
    /// The rule's code, for findings.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InstanceNotFound => "A-INSTANCE",
            Self::NumberNotFound => "A-NUMBER",
            Self::NumberUsed => "A-NUMBER-USED",
            Self::NumberRevoked => "A-NUMBER-REVOKED",
            Self::NumberNotYours => "A-NUMBER-ACCOUNT",
            Self::NumberTwice => "A-NUMBER-TWICE",
            Self::Product => "A-PRODUCT",
            Self::Region => "A-REGION",
            Self::PayAsYouGo => "A-BILLING",
            Self::Ended => "A-ENDED",
            Self::TermTooShort(_) => "A-TERM",
            Self::TooLittleLeft(_) => "A-LEFT",
            Self::NoPublicAddress => "A-ADDRESS",
            Self::QuotaUsedUp(_) => "A-QUOTA",
        }
    }

    /// What to tell the applicant.
    pub fn message(&self) -> Message {
        match self {
            Self::InstanceNotFound => Message::new("hosting-instance-not-found"),
            Self::NumberNotFound => Message::new("hosting-number-not-found"),
            Self::NumberUsed => Message::new("hosting-number-used"),
            Self::NumberRevoked => Message::new("hosting-number-revoked"),
            Self::NumberNotYours => Message::new("hosting-number-not-yours"),
            Self::NumberTwice => Message::new("hosting-number-twice"),
            Self::Product => Message::new("hosting-product"),
            Self::Region => Message::new("hosting-region"),
            Self::PayAsYouGo => Message::new("hosting-pay-as-you-go"),
            Self::Ended => Message::new("hosting-ended"),
            Self::TermTooShort(days) => Message::new("hosting-term").with("days", days),
            Self::TooLittleLeft(days) => Message::new("hosting-left").with("days", days),
            Self::NoPublicAddress => Message::new("hosting-no-address"),
            Self::QuotaUsedUp(quota) => Message::new("hosting-quota").with("quota", quota),
        }
    }

    /// What to do about it.
    pub fn way_out(&self) -> Message {
        Message::new(match self {
            Self::InstanceNotFound => "hosting-instance-not-found-way",
            Self::NumberNotFound | Self::NumberNotYours => "hosting-number-not-found-way",
            Self::NumberUsed | Self::NumberRevoked | Self::NumberTwice => "hosting-number-used-way",
            Self::Product | Self::Region | Self::PayAsYouGo => "hosting-other-way",
            Self::Ended | Self::TermTooShort(_) | Self::TooLittleLeft(_) => "hosting-renew-way",
            Self::NoPublicAddress => "hosting-no-address-way",
            Self::QuotaUsedUp(_) => "hosting-quota-way",
        })
    }
}

impl Instance {
    /// Everything that keeps it from carrying one more website on a day, the gravest first.
    pub fn obstacles(&self, free: u32, reference: &Reference, today: NaiveDate) -> Vec<Obstacle> {
        let limits = reference.limits(today);
        let product = reference.product(&self.product, today);
        let mut found = Vec::new();
        if !product.is_some_and(|product| product.can_file) {
            found.push(Obstacle::Product);
        }
        if !reference.hosting_region(&self.region, today).is_some_and(|region| region.is_mainland()) {
            found.push(Obstacle::Region);
        }
        if self.billing != Billing::Subscription {
            found.push(Obstacle::PayAsYouGo);
        }
        let asked = product.and_then(|product| product.min_term_days).map_or(0, i64::from);
        let asked = asked.max(limits.instance_min_term_days);
        if self.released || self.ends_on < today {
            found.push(Obstacle::Ended);
        } else if self.ends_on < today + Days::new(limits.instance_min_left_days.unsigned_abs()) {
            found.push(Obstacle::TooLittleLeft(limits.instance_min_left_days));
        }
        if !self.was_bought_for(asked) {
            found.push(Obstacle::TermTooShort(asked));
        }
        if self.addresses.is_empty() {
            found.push(Obstacle::NoPublicAddress);
        }
        if free == 0 {
            found.push(Obstacle::QuotaUsedUp(self.quota));
        }
        found
    }

    /// A term of days; where the days are months, months of the calendar are enough: February makes three of them 89 days.
    fn was_bought_for(&self, days: i64) -> bool {
        let Some(end) = self.ends_on.succ_opt() else { return true };
        let months = if days % 30 == 0 { u32::try_from(days / 30).ok() } else { None };
        let by_months = months.and_then(|months| self.starts_on.checked_add_months(Months::new(months)));
        (end - self.starts_on).num_days() >= days || by_months.is_some_and(|due| due <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::book;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instance() -> Instance {
        Instance {
            id: InstanceId::new(),
            code: "i-example-1".into(),
            account: Some(AccountId::new()),
            product: "cloud_server".into(),
            region: "hangzhou".into(),
            addresses: vec![IpRange::parse("8.8.8.8").unwrap()],
            billing: Billing::Subscription,
            starts_on: day("2026-06-01"),
            ends_on: day("2027-05-31"),
            quota: 5,
            released: false,
        }
    }

    fn codes(instance: &Instance, free: u32) -> Vec<&'static str> {
        instance.obstacles(free, book(), day("2026-11-23")).iter().map(Obstacle::code).collect()
    }

    #[test]
    fn section_6_1_what_an_instance_must_be() {
        assert_eq!(codes(&instance(), 5), [""; 0]);
        let cases = [
            (Instance { product: "cdn".into(), ..instance() }, "A-PRODUCT"),
            (Instance { product: "unheard-of".into(), ..instance() }, "A-PRODUCT"),
            (Instance { region: "hongkong".into(), ..instance() }, "A-REGION"),
            (Instance { billing: Billing::PayAsYouGo, ..instance() }, "A-BILLING"),
            (Instance { ends_on: day("2026-11-22"), ..instance() }, "A-ENDED"),
            (Instance { released: true, ..instance() }, "A-ENDED"),
            (Instance { ends_on: day("2026-12-22"), ..instance() }, "A-LEFT"),
            (Instance { starts_on: day("2026-11-01"), ends_on: day("2027-01-28"), ..instance() }, "A-TERM"),
            (Instance { addresses: Vec::new(), ..instance() }, "A-ADDRESS"),
        ];
        for (instance, code) in cases {
            assert_eq!(codes(&instance, 1), [code], "{instance:?}");
        }
        assert_eq!(codes(&instance(), 0), ["A-QUOTA"]);
        assert_eq!(codes(&Instance { ends_on: day("2026-12-23"), ..instance() }, 1), [""; 0], "thirty days left");
    }

    #[test]
    fn three_months_of_the_calendar_are_a_term() {
        let february = Instance { starts_on: day("2026-12-01"), ends_on: day("2027-02-28"), ..instance() };
        assert!(february.was_bought_for(90));
        assert!(!Instance { ends_on: day("2027-02-27"), ..february }.was_bought_for(90));
    }

    #[test]
    fn every_obstacle_has_words_in_both_languages() {
        let all = [
            Obstacle::InstanceNotFound,
            Obstacle::NumberNotFound,
            Obstacle::NumberUsed,
            Obstacle::NumberRevoked,
            Obstacle::NumberNotYours,
            Obstacle::NumberTwice,
            Obstacle::Product,
            Obstacle::Region,
            Obstacle::PayAsYouGo,
            Obstacle::Ended,
            Obstacle::TermTooShort(90),
            Obstacle::TooLittleLeft(30),
            Obstacle::NoPublicAddress,
            Obstacle::QuotaUsedUp(5),
        ];
        for lang in crate::text::Lang::ALL {
            let tr = crate::text::Tr::new(lang);
            for obstacle in &all {
                for message in [obstacle.message(), obstacle.way_out()] {
                    assert!(!tr.message(&message).contains(message.key), "{}", message.key);
                }
            }
        }
    }
}
