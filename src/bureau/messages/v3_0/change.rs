//! BGBA: a change.

use super::parts::{Address, Approval, Attachment, Document, Person};
use super::record::record;

record! {
    /// The entity as it becomes.
    pub struct ChangedEntity {
        /// The bureau's id of the entity.
        entity_id: i64 = "Ztid";
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Filing number.
        number: String = "Baxh";
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
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// A domain; without an id of the bureau it is new.
    pub struct ChangedDomain {
        /// Our id of the domain.
        isp_domain: i64 = "IspYmid";
        /// The bureau's id of the domain.
        domain_id: Option<i64> = "Ymid";
        /// Domain name.
        name: String = "Ym";
    }
}

record! {
    /// A range of addresses; without an id of the bureau it is new.
    pub struct ChangedRange {
        /// Our id of the range.
        isp_range: i64 = "IspIpid";
        /// The bureau's id of the range.
        range_id: Option<i64> = "Ipid";
        /// First address.
        first: i64 = "Qsip";
        /// Last address.
        last: i64 = "Zzip";
    }
}

record! {
    /// An access as it becomes.
    pub struct ChangedAccess {
        /// The bureau's id of the access.
        access_id: i64 = "Jrid";
        /// Codes of the server locations.
        locations: Vec<i64> = "Wzfb" / "Fbdd";
        /// Codes of the access modes.
        modes: Vec<i64> = "Wzjrfs" / "Jrfs";
        /// Ranges of addresses.
        ranges: Vec<ChangedRange> = "Ip_xx";
    }
}

record! {
    /// A website as it becomes.
    pub struct ChangedWebsite {
        /// The bureau's id of the website.
        website_id: i64 = "Wzid";
        /// Names, joined by semicolons.
        name: String = "Wzmc";
        /// Approvals of trades.
        approvals: Vec<Approval> = "Nrlx" / "Nrlx_xx";
        /// Codes of the service contents.
        services: Vec<i64> = "Fwnr" / "Fwnr_id";
        /// Codes of the languages.
        languages: Vec<i64> = "Yylb" / "Yylb_id";
        /// Domains.
        domains: Vec<ChangedDomain> = "Ym_xx";
        /// Accesses.
        accesses: Vec<ChangedAccess> = "Jr_xx";
        /// Person in charge of the website.
        person: Person = "Wz_Fzr";
        /// Filing number.
        number: String = "Baxh";
        /// Home page.
        home_url: Option<String> = "Syurl";
        /// Remark.
        remark: Option<String> = "Wz_Bz";
    }
}

record! {
    /// A change: the whole filing again.
    pub struct Change {
        /// The entity.
        entity: ChangedEntity = "Zt_xx";
        /// The websites.
        websites: Vec<ChangedWebsite> = "Wz_xx";
        /// Attachments.
        attachments: Vec<Attachment> = "Fj" * "Fjxx";
        /// Hash of the filing password, in hex.
        password: Option<String> = "ICPmm";
    }
}
