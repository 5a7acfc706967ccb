//! BASJ: filings on record, with the ids and numbers of the bureau.

use super::parts::{Address, Approval, Document, Person};
use super::record::record;

record! {
    /// An entity on record.
    pub struct FiledEntity {
        /// Our id of the entity.
        isp_entity: Option<i64> = "IspZtid";
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
        /// Filing number.
        number: Option<String> = "Baxh";
        /// Who files: 0 the sponsor, 1 the provider.
        filing_mode: i64 = "Bbyhlx";
        /// Investor or superior body.
        investor: Option<String> = "Tzr";
        /// Time of the first filing.
        first_filed_at: String = "Scbbsj";
        /// Time of the last change.
        changed_at: String = "Zjxgsj";
        /// End of the certificate.
        certificate_until: Option<String> = "Zsyxq";
        /// Path of the certificate.
        certificate_path: Option<String> = "Zslj";
        /// Serial number of the certificate.
        certificate_serial: Option<String> = "Zsxh";
        /// Who reviewed.
        reviewer: Option<String> = "Shrxm";
        /// Time of the review.
        reviewed_at: Option<String> = "Shsj";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// A domain on record.
    pub struct FiledDomain {
        /// Our id of the domain.
        isp_domain: Option<i64> = "IspYmid";
        /// The bureau's id of the domain.
        domain_id: i64 = "Ymid";
        /// Domain name.
        name: String = "Ym";
    }
}

record! {
    /// A range of addresses on record.
    pub struct FiledRange {
        /// Our id of the range.
        isp_range: Option<i64> = "IspIpid";
        /// The bureau's id of the range.
        range_id: i64 = "Ipid";
        /// First address.
        first: i64 = "Qsip";
        /// Last address.
        last: i64 = "Zzip";
    }
}

record! {
    /// An access on record.
    pub struct FiledAccess {
        /// Our id of the access.
        isp_access: Option<i64> = "IspJrid";
        /// The bureau's id of the access.
        access_id: i64 = "Jrid";
        /// Id of the unit whose access it is.
        unit: i64 = "Ispid";
        /// Codes of the server locations.
        locations: Vec<i64> = "Wzfb" / "Fbdd";
        /// Codes of the access modes.
        modes: Vec<i64> = "Wzjrfs" / "Jrfs";
        /// Ranges of addresses.
        ranges: Vec<FiledRange> = "Ip_xx";
    }
}

record! {
    /// A website on record.
    pub struct FiledWebsite {
        /// Our id of the website.
        isp_website: Option<i64> = "IspWzid";
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
        domains: Vec<FiledDomain> = "Ym_xx";
        /// Accesses.
        accesses: Vec<FiledAccess> = "Jr_xx";
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
        /// Filing number.
        number: Option<String> = "Baxh";
    }
}

record! {
    /// A filing on record.
    pub struct Filing: alone {
        /// The entity.
        entity: FiledEntity = "Zt_xx";
        /// The websites.
        websites: Vec<FiledWebsite> = "Wz_xx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}
