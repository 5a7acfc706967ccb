//! HSRW: tasks of verification.

use super::parts::{Address, Approval, Document, KnownDomain, KnownRange, Person};
use super::record::record;

record! {
    /// The entity to verify.
    pub struct TaskEntity {
        /// The bureau's id of the entity.
        entity_id: i64 = "Ztid";
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Nature of the unit.
        nature: Option<i64> = "Dwxz";
        /// Postal address.
        address: Address = "Txdz";
        /// The document that proves it.
        document: Document = "Zj";
        /// Person in charge of the entity.
        person: Person = "Fzr";
        /// Investor or superior body.
        investor: Option<String> = "Tzr";
        /// Who files: 0 the sponsor, 1 the provider.
        filing_mode: i64 = "Bbyhlx";
        /// Time of the first filing.
        first_filed_at: String = "Scbbsj";
        /// Time of the last change.
        changed_at: Option<String> = "Zjxgsj";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// An access to verify.
    pub struct TaskAccess {
        /// The bureau's id of the access.
        access_id: i64 = "Jrid";
        /// Codes of the server locations.
        locations: Vec<i64> = "Wzfb" / "Fbdd";
        /// Codes of the access modes.
        modes: Vec<i64> = "Wzjrfs" / "Jrfs";
        /// Ranges of addresses.
        ranges: Vec<KnownRange> = "Ip_xx";
        /// Account that files: a user, or the provider's unit.
        filer: i64 = "Bbyhid";
        /// Who files: 0 the sponsor, 1 the provider.
        filing_mode: i64 = "Bbyhlx";
    }
}

record! {
    /// A website to verify.
    pub struct TaskWebsite {
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
        domains: Vec<KnownDomain> = "Ym_xx";
        /// Accesses.
        accesses: Vec<TaskAccess> = "Jr_xx";
        /// Person in charge of the website.
        person: Person = "Wz_Fzr";
        /// Home page.
        home_url: Option<String> = "Syurl";
        /// Remark.
        remark: Option<String> = "Wz_Bz";
        /// Time of the first filing.
        first_filed_at: Option<String> = "Scbbsj";
        /// Time of the last change.
        changed_at: Option<String> = "Zjxgsj";
    }
}

record! {
    /// A filing to verify.
    pub struct Task: alone {
        /// The entity.
        entity: TaskEntity = "Zt_xx";
        /// The websites.
        websites: Vec<TaskWebsite> = "Wz_xx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}
