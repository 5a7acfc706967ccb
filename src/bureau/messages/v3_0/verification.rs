//! HSJG: the answer to a task of verification. Its persons name the mobile phone otherwise than everywhere else.

use super::parts::{Address, Approval, Document, KnownDomain, KnownRange};
use super::record::record;

record! {
    /// A person in charge.
    pub struct VerifiedPerson {
        /// Name.
        name: Option<String> = "Fzr_xm";
        /// Office phones, joined by semicolons.
        office_phone: Option<String> = "Fzr_dhhm";
        /// Mobile phones, joined by semicolons.
        mobile: Option<String> = "sjhm";
        /// E-mail addresses, joined by semicolons.
        email: String = "Fzr_dzyj";
        /// MSN account.
        msn: Option<String> = "Msn";
        /// QQ account.
        qq: Option<String> = "Qq";
        /// Kind of the document.
        document_kind: Option<i64> = "Fzr_zjlx";
        /// Number of the document.
        document_number: Option<String> = "Fzr_zjhm";
    }
}

record! {
    /// The entity verified.
    pub struct VerifiedEntity {
        /// The bureau's id of the entity.
        entity_id: i64 = "Ztid";
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Nature of the unit.
        nature: Option<i64> = "Dwxz";
        /// Postal address.
        address: Address = "Txdz";
        /// Investor or superior body.
        investor: Option<String> = "Tzr";
        /// The document that proves it.
        document: Document = "Zj";
        /// Person in charge of the entity.
        person: VerifiedPerson = "Fzr";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// An access verified.
    pub struct VerifiedAccess {
        /// The bureau's id of the access.
        access_id: i64 = "Jrid";
        /// Codes of the server locations.
        locations: Vec<i64> = "Wzfb" / "Fbdd";
        /// Codes of the access modes.
        modes: Vec<i64> = "Wzjrfs" / "Jrfs";
        /// Ranges of addresses.
        ranges: Vec<KnownRange> = "Ip_xx";
        /// Who files: 0 the sponsor, 1 the provider.
        filing_mode: i64 = "Bbfs";
    }
}

record! {
    /// A website verified.
    pub struct VerifiedWebsite {
        /// The bureau's id of the website.
        website_id: i64 = "Wzid";
        /// Names, joined by semicolons.
        name: String = "Wzmc";
        /// Approvals of trades.
        approvals: Vec<Approval> = "Nrlx" / "Nrlx_xx";
        /// Codes of the service contents.
        services: Vec<i64> = "Fwnr" / "Fwnr_id";
        /// Domains.
        domains: Vec<KnownDomain> = "Ym_xx";
        /// Accesses.
        accesses: Vec<VerifiedAccess> = "Jr_xx";
        /// Person in charge of the website.
        person: VerifiedPerson = "Wz_Fzr";
        /// Home page.
        home_url: Option<String> = "Syurl";
        /// Remark.
        remark: Option<String> = "Wz_Bz";
    }
}

record! {
    /// The filing verified.
    pub struct VerifiedFiling {
        /// The entity.
        entity: VerifiedEntity = "Zt_xx";
        /// The websites.
        websites: Vec<VerifiedWebsite> = "Wz_xx";
    }
}

record! {
    /// The result of a verification.
    pub struct Verification {
        /// 0 passed, 1 refused.
        outcome: i64 = "Hsjg";
        /// Who verified.
        verifier: String = "Hsrxm";
        /// Day of the verification.
        verified_on: String = "Hssj";
        /// Unit that reports.
        unit: i64 = "Bbdw";
        /// Opinion.
        opinion: String = "Hsyj";
        /// What is wrong.
        error: Option<String> = "Cwxx";
        /// The filing.
        filing: VerifiedFiling = "Baxx";
    }
}
