//! HCJG: audits.

use super::record::record;

record! {
    /// An entity whose facts differ.
    pub struct EntityAudit: alone {
        /// The bureau's id of the entity.
        entity_id: i64 = "Ztid";
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Kind of the document.
        document_kind: i64 = "Zjlx";
        /// Number of the document.
        document_number: String = "Zjhm";
        /// What is wrong.
        wrong: Option<String> = "Cwyy";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// An access reported too much (1) or too little (2).
    pub struct AccessAudit: alone {
        /// The bureau's id of the website.
        website_id: i64 = "Wzid";
        /// Filing number of the website.
        number: String = "Wz_Baxh";
        /// Domain name.
        domain: Option<String> = "Ym";
        /// Address the domain leads to.
        resolves_to: Option<i64> = "Jxip";
        /// Unit that filed the access.
        filed_by: Option<i64> = "Bbisp";
        /// Outcome of the audit.
        outcome: i64 = "Hcjg";
        /// Time of the audit.
        audited_at: String = "Hcsj";
        /// The bureau's id of the access.
        access_id: Option<i64> = "Jrid";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// A website that lives (0) or is an empty shell (1).
    pub struct ShellAudit: alone {
        /// The bureau's id of the website.
        website_id: i64 = "Wzid";
        /// Filing number of the website.
        number: String = "Wz_Baxh";
        /// Outcome of the audit.
        outcome: i64 = "Hcjg";
        /// Time of the audit.
        audited_at: String = "Hcsj";
        /// Home page.
        home_url: Option<String> = "Syurl";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// A website checked for life.
    pub struct LivenessAudit: alone {
        /// The bureau's id of the website.
        website_id: i64 = "Wzid";
        /// Filing number of the website.
        number: String = "Wz_Baxh";
        /// Home page.
        home_url: Option<String> = "Syurl";
        /// Time of the audit.
        audited_at: String = "Hcsj";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// What an audit found.
    pub struct AuditLines {
        /// Entities whose facts differ.
        entities: Vec<EntityAudit> = "Zthc";
        /// Accesses reported too much or too little.
        accesses: Vec<AccessAudit> = "Jrhc";
        /// Websites that may be empty shells.
        shells: Vec<ShellAudit> = "Kkwzhc";
        /// Websites checked for life.
        liveness: Vec<LivenessAudit> = "Wzch";
    }
}

record! {
    /// An audit.
    pub struct Audit: alone {
        /// What it found.
        found: AuditLines = "Jgxx";
    }
}
