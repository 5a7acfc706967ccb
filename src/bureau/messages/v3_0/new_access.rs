//! XZJR: a new access of a website that is filed.

use super::parts::{Attachment, NewRange, WebsiteRef};
use super::record::record;

record! {
    /// A new access of a website that is filed.
    pub struct AddAccess {
        /// The website.
        website: WebsiteRef = "Wz_xx";
        /// Our id of the access.
        isp_access: i64 = "IspJrid";
        /// Codes of the server locations.
        locations: Vec<i64> = "Wzfb" / "Fbdd";
        /// Codes of the access modes.
        modes: Vec<i64> = "Wzjrfs" / "Jrfs";
        /// Ranges of addresses.
        ranges: Vec<NewRange> = "Ip_xx";
        /// Attachments.
        attachments: Vec<Attachment> = "Fj" * "Fjxx";
        /// Hash of the filing password, in hex.
        password: String = "ICPmm";
    }
}
