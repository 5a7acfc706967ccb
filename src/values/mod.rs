//! Parsed value types: a value that exists was checked when it was typed. Errors are text keys, never sentences.
//!
//! `parse` takes what a person typed and is the only way in. Reading a stored value back does not parse it again: rules
//! tighten and the suffix list moves, yet a frozen submission must stay readable. Forms therefore hold text, never values.

pub mod actor;
pub mod address;
pub mod certificate;
pub mod credit_code;
pub mod day;
pub mod domain_name;
pub mod email;
pub mod filing_password;
pub mod filing_ref;
pub mod free_text;
pub mod gbk;
pub mod home_url;
pub mod icp_number;
pub mod id_number;
pub mod ids;
pub mod ip_address;
pub mod one_time_code;
pub mod org_name;
pub mod organisation_code;
pub mod password;
pub mod person_name;
pub mod personal;
pub mod phone;
pub mod qr_picture;
pub mod site_name;
pub mod text_enum;
mod text_value;
mod typed;

#[cfg(test)]
mod tests;

pub use address::Address;
pub use certificate::{CertificateKind, CertificateNumber};
pub use credit_code::CreditCode;
pub use domain_name::DomainName;
pub use email::Email;
pub use filing_password::FilingPassword;
pub use filing_ref::FilingRef;
pub use free_text::{Line, Paragraphs, Reason};
pub use home_url::HomeUrl;
pub use icp_number::{EntityNumber, LicenceNumber, PsbNumber, WebsiteNumber};
pub use id_number::IdNumber;
pub use ip_address::{IpRange, PublicIp};
pub use org_name::OrgName;
pub use organisation_code::OrganisationCode;
pub use password::NewPassword;
pub use person_name::PersonName;
pub use personal::Masked;
pub use phone::{Mobile, Phone};
pub use qr_picture::QrPicture;
pub use site_name::SiteName;
