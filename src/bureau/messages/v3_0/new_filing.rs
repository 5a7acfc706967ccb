//! XZBA: a new filing.

use super::parts::{Address, Document, NewWebsite, Person};
use super::record::record;

record! {
    /// The entity of a new filing.
    pub struct NewEntity {
        /// Our id of the entity.
        isp_entity: i64 = "IspZtid";
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Nature of the unit.
        nature: Option<i64> = "Dwxz";
        /// Investor or superior body.
        investor: Option<String> = "Tzr";
        /// Postal address.
        address: Address = "Txdz";
        /// The document that proves it.
        document: Document = "Zj";
        /// Person in charge of the entity.
        person: Person = "Fzr";
        /// Who files: 0 the sponsor, 1 the provider.
        filing_mode: i64 = "Bbfs";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// An attachment of a new filing.
    pub struct NewAttachment {
        /// Format of the file.
        format: i64 = "Fjwjgs";
        /// What it is for.
        purpose: i64 = "Fjyt";
        /// The file in base64.
        content: String = "Fjnr";
        /// Whose it is.
        owner: NewOwner = "Fjssdx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// Whose an attachment of a new filing is: by our id.
    pub struct NewOwner {
        /// 1 an entity's, 2 a website's.
        kind: i64 = "Ssdxlx";
        /// Our id of it.
        id: i64 = "Ssdxbs";
    }
}

record! {
    /// A new filing.
    pub struct NewFiling {
        /// The entity.
        entity: NewEntity = "Zt_xx";
        /// The websites.
        websites: Vec<NewWebsite> = "Wz_xx";
        /// Attachments.
        attachments: Vec<NewAttachment> = "Fj" * "Fjxx";
    }
}
