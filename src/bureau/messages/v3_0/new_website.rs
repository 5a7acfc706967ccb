//! XZWZ: new websites of an entity that is filed.

use super::parts::{Attachment, EntityRef, NewWebsite};
use super::record::record;

record! {
    /// New websites of an entity that is filed.
    pub struct AddWebsites {
        /// The entity.
        entity: EntityRef = "Zt_xx";
        /// The websites.
        websites: Vec<NewWebsite> = "Wz_xx";
        /// Attachments.
        attachments: Vec<Attachment> = "Fj" * "Fjxx";
        /// Hash of the filing password, in hex.
        password: Option<String> = "ICPmm";
    }
}
