//! What a provider's own systems tell of an instance or a service number, in a file or over the interface: as written, and
//! as read. Both ways share every rule and every word.

use chrono::NaiveDate;

use super::instance::Billing;
use super::service_number::ServiceNumber;
use crate::form::{Checker, Form};
use crate::reference::Limits;
use crate::text::Message;
use crate::values::day::parse_day;
use crate::values::email::Email;
use crate::values::ip_address::IpRange;

const LONGEST_CODE: usize = 64;

/// Something with its place in what was sent: the line of a file, the index in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// Where it stands.
    pub place: u64,
    /// What stands there.
    pub row: T,
}

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: u64,
    /// The column or member; empty where the whole of it is meant.
    pub member: String,
    /// What is wrong with it.
    pub message: Message,
}

impl Fault {
    /// A fault of one member.
    pub fn new(place: u64, member: impl Into<String>, message: Message) -> Self {
        Self { place, member: member.into(), message }
    }
}

/// An instance as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceForm {
    /// The provider's name of it.
    pub instance: String,
    /// Mail address of its owner.
    pub owner: String,
    /// Code of the product.
    pub product: String,
    /// Code of the region.
    pub region: String,
    /// Public addresses.
    pub addresses: Vec<String>,
    /// How it is paid for.
    pub billing: String,
    /// First day of the term.
    pub starts_on: String,
    /// Last day of it.
    pub ends_on: String,
    /// Websites it may carry; empty for what its product carries.
    pub quota: String,
}

/// An instance as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceRow {
    /// The provider's name of it.
    pub code: String,
    /// Mail address of its owner.
    pub owner: Email,
    /// Code of the product.
    pub product: String,
    /// Code of the region.
    pub region: String,
    /// Public addresses.
    pub addresses: Vec<IpRange>,
    /// How it is paid for.
    pub billing: Billing,
    /// First day of the term.
    pub starts_on: NaiveDate,
    /// Last day of it.
    pub ends_on: NaiveDate,
    /// Websites it may carry.
    pub quota: u32,
}

/// A service number as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberForm {
    /// The number.
    pub number: String,
    /// The provider's name of its instance.
    pub instance: String,
    /// Mail address of the account it is for; empty for that of the instance.
    pub owner: String,
}

/// A service number as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// The number.
    pub number: ServiceNumber,
    /// The provider's name of its instance.
    pub instance: String,
    /// Mail address of the account it is for, if that is not the instance's.
    pub owner: Option<Email>,
}

impl Form for InstanceForm {
    type Valid = InstanceRow;

    fn check(&self, c: &mut Checker<'_>) -> Option<InstanceRow> {
        let (book, today) = (c.reference(), c.today());
        let code = told(c, "instance", &self.instance, "hosting-import-code", read_code);
        let owner = told(c, "owner", &self.owner, "hosting-import-email", |text| Email::parse(text).ok());
        let product = told(c, "product", &self.product, "hosting-import-product", |text| book.product(text, today));
        let region = told(c, "region", &self.region, "hosting-import-region", |text| book.hosting_region(text, today));
        let addresses = c.list("addresses", &self.addresses, |text| {
            IpRange::parse(text).map_err(|_| Message::new("hosting-import-address").with("value", text))
        });
        let billing = told(c, "billing", &self.billing, "hosting-import-billing", Billing::from_code);
        let starts_on = told(c, "starts_on", &self.starts_on, "hosting-import-day", |text| parse_day(text).ok());
        let ends_on = told(c, "ends_on", &self.ends_on, "hosting-import-day", |text| parse_day(text).ok());
        if let (Some(starts), Some(ends)) = (starts_on, ends_on) {
            c.require("ends_on", starts <= ends, Message::new("hosting-import-days-order"));
        }
        let by_product = product.map(|product| if product.can_file { product.quota } else { Some(0) });
        let quota = match (self.quota.trim(), by_product) {
            ("", Some(None)) => {
                c.error("quota", Message::new("hosting-import-quota-missing"));
                None
            }
            // An unknown product is told already.
            ("", given) => given.flatten(),
            (text, _) => {
                let most = book.limits(today).instance_quota;
                let read = text.parse().ok().filter(|quota| *quota <= most);
                let wrong = || Message::new("hosting-import-quota").with("value", text).with("most", most);
                c.field("quota", read.ok_or_else(wrong))
            }
        };
        Some(InstanceRow {
            code: code?,
            owner: owner?,
            product: product?.code.clone(),
            region: region?.code.clone(),
            addresses: addresses?,
            billing: billing?,
            starts_on: starts_on?,
            ends_on: ends_on?,
            quota: quota?,
        })
    }
}

impl Form for NumberForm {
    type Valid = NumberRow;

    fn check(&self, c: &mut Checker<'_>) -> Option<NumberRow> {
        let number = told(c, "number", &self.number, "hosting-import-number", |text| ServiceNumber::parse(text).ok());
        let instance = told(c, "instance", &self.instance, "hosting-import-code", read_code);
        let owner = match self.owner.trim() {
            "" => Some(None),
            text => told(c, "owner", text, "hosting-import-email", |text| Email::parse(text).ok()).map(Some),
        };
        Some(NumberRow { number: number?, instance: instance?, owner: owner? })
    }
}

/// Reads how many service numbers are to be made.
///
/// # Errors
/// What may be asked for.
pub fn read_count(text: &str, limits: &Limits) -> Result<u32, Message> {
    let most = limits.numbers_at_once;
    let count = text.trim().parse().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| Message::new("hosting-count-wrong").with("most", most))
}

/// Reads the provider's name of an instance: it stands in addresses, so it keeps to letters, digits, dots, hyphens and
/// underscores, a letter or digit first.
pub fn read_code(text: &str) -> Option<String> {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_fine = text.len() <= LONGEST_CODE
        && text.chars().all(sign)
        && text.starts_with(|first: char| first.is_ascii_alphanumeric());
    is_fine.then(|| text.to_owned())
}

/// A member that must be there and be read; what is wrong with it repeats what was written.
fn told<T>(
    c: &mut Checker<'_>,
    member: &'static str,
    text: &str,
    key: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        c.error(member, Message::new("hosting-import-empty").with("column", member));
        return None;
    }
    c.field(member, read(text).ok_or_else(|| Message::new(key).with("value", text).with("column", member)))
}
