//! Parts that several messages share.

use super::record::{choice, record};

record! {
    /// An address: codes of its regions, and the rest.
    pub struct Address {
        /// Province.
        province: i64 = "Shengid";
        /// City.
        city: Option<i64> = "Shiid";
        /// County.
        county: Option<i64> = "Xianid";
        /// Postal address within it.
        street: Option<String> = "Xxdz";
    }
}

record! {
    /// A document that proves an entity.
    pub struct Document {
        /// Kind of the document.
        kind: i64 = "Zjlx";
        /// Number of the document.
        number: String = "Zjhm";
        /// Address printed on the document.
        residence: String = "Zjzs";
    }
}

record! {
    /// A person in charge.
    pub struct Person {
        /// Name.
        name: Option<String> = "Fzr_xm";
        /// Office phones, joined by semicolons.
        office_phone: Option<String> = "Fzr_dhhm";
        /// Mobile phones, joined by semicolons.
        mobile: Option<String> = "Fzr_sjhm";
        /// E-mail addresses, joined by semicolons.
        email: Option<String> = "Fzr_dzyj";
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
    /// An approval of a trade.
    pub struct Approval {
        /// Code of the trade.
        trade: i64 = "Nrlx_id";
        /// Number of the approval.
        number: String = "Qzsph";
        /// Scans, JPEG in base64.
        scans: Vec<String> = "Spwj";
    }
}

record! {
    /// A range of addresses, new to the bureau.
    pub struct NewRange {
        /// Our id of the range.
        isp_range: i64 = "IspIpid";
        /// First address.
        first: i64 = "Qsip";
        /// Last address.
        last: i64 = "Zzip";
    }
}

record! {
    /// A range of addresses the bureau knows.
    pub struct KnownRange {
        /// The bureau's id of the range.
        range_id: i64 = "Ipid";
        /// First address.
        first: i64 = "Qsip";
        /// Last address.
        last: i64 = "Zzip";
    }
}

record! {
    /// A domain, new to the bureau.
    pub struct NewDomain {
        /// Our id of the domain.
        isp_domain: i64 = "IspYmid";
        /// Domain name.
        name: String = "Ym";
    }
}

record! {
    /// A domain the bureau knows.
    pub struct KnownDomain {
        /// The bureau's id of the domain.
        domain_id: i64 = "Ymid";
        /// Domain name.
        name: String = "Ym";
    }
}

record! {
    /// An access, new to the bureau.
    pub struct NewAccess {
        /// Our id of the access.
        isp_access: i64 = "IspJrid";
        /// Codes of the server locations.
        locations: Vec<i64> = "Wzfb" / "Fbdd";
        /// Codes of the access modes.
        modes: Vec<i64> = "Wzjrfs" / "Jrfs";
        /// Ranges of addresses.
        ranges: Vec<NewRange> = "Ip_xx";
    }
}

record! {
    /// A website, new to the bureau.
    pub struct NewWebsite {
        /// Our id of the website.
        isp_website: i64 = "IspWzid";
        /// Names, joined by semicolons.
        name: String = "Wzmc";
        /// Approvals of trades.
        approvals: Vec<Approval> = "Nrlx" / "Nrlx_xx";
        /// Codes of the service contents.
        services: Vec<i64> = "Fwnr" / "Fwnr_id";
        /// Codes of the languages.
        languages: Vec<i64> = "Yylb" / "Yylb_id";
        /// Domains.
        domains: Vec<NewDomain> = "Ym_xx";
        /// Accesses.
        accesses: Vec<NewAccess> = "Jr_xx";
        /// Person in charge of the website.
        person: Person = "Wz_Fzr";
        /// Home page.
        home_url: Option<String> = "Syurl";
        /// Remark.
        remark: Option<String> = "Wz_Bz";
    }
}

record! {
    /// An attachment of something the bureau may know.
    pub struct Attachment {
        /// Format of the file.
        format: i64 = "Fjwjgs";
        /// What it is for.
        purpose: i64 = "Fjyt";
        /// The file in base64.
        content: String = "Fjnr";
        /// Whose it is.
        owner: Owner = "Fjssdx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// Whose an attachment is.
    pub struct Owner {
        /// 1 an entity's, 2 a website's.
        kind: i64 = "Ssdxlx";
        /// Which one.
        id: OwnerId = "Ssdxbs";
    }
}

choice! {
    /// Which one, by an id or by its filing number.
    pub enum OwnerId {
        /// The bureau's id; of a website that is new, ours.
        Id(i64) = "Jlid",
        /// The filing number.
        Number(String) = "Baxh",
    }
}

choice! {
    /// An entity on record, by number or by id.
    pub enum EntityRef {
        /// Its filing number.
        Number(String) = "Ztbah",
        /// The bureau's id.
        Id(i64) = "Ztid",
    }
}

impl std::fmt::Display for EntityRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => f.write_str(number),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl std::fmt::Display for OwnerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => f.write_str(number),
            Self::Id(id) => id.fmt(f),
        }
    }
}

choice! {
    /// A website on record, by number or by id.
    pub enum WebsiteRef {
        /// Its filing number.
        Number(String) = "Wzbah",
        /// The bureau's id.
        Id(i64) = "Wzid",
    }
}

impl std::fmt::Display for WebsiteRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => f.write_str(number),
            Self::Id(id) => id.fmt(f),
        }
    }
}
