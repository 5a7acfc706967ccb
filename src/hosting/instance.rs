//! Instances: what was bought, and what keeps one from carrying a filing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::service_number::ServiceNumber;
use crate::reference::Reference;
use crate::text::{Message, Tr};
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

/// The names of a product and a region in the reader's language; the code of one that the book does not know.
pub fn names<'a>(t: Tr, product: &'a str, region: &'a str, book: &'a Reference, on: NaiveDate) -> (&'a str, &'a str) {
    (
        book.product(product, on).map_or(product, |row| t.pick(&row.zh, &row.en)),
        book.hosting_region(region, on).map_or(region, |row| t.pick(&row.zh, &row.en)),
    )
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
    /// An address that is not the provider's.
    ForeignAddress,
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
            Self::ForeignAddress => "A-FOREIGN",
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
            Self::ForeignAddress => Message::new("hosting-foreign-address"),
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
            Self::ForeignAddress => "hosting-foreign-address-way",
            Self::QuotaUsedUp(_) => "hosting-quota-way",
        })
    }
}

impl Instance {
    /// Given back, or past the last day of its term.
    pub fn has_ended(&self, today: NaiveDate) -> bool {
        self.released || self.ends_on < today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            Obstacle::ForeignAddress,
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
