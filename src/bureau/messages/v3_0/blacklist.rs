//! HMDLB: blacklists.

use super::record::record;

record! {
    /// A document on the list.
    pub struct ListedDocument {
        /// Kind of the document.
        kind: i64 = "Zjlx";
        /// Number of the document.
        number: String = "Zjhm";
    }
}

record! {
    /// An entity on the list.
    pub struct ListedEntity {
        /// Name of the unit or person.
        name: String = "Dwmc";
        /// Nature of the unit.
        nature: Option<i64> = "Dwxz";
        /// The document that proves it.
        document: ListedDocument = "Zj";
    }
}

record! {
    /// An entry of an entity.
    pub struct EntityEntry: alone {
        /// The entity.
        entity: Option<ListedEntity> = "Zt_xx";
        /// 0 added, 1 changed, 2 removed.
        operation: i64 = "Czlx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// A domain on the list.
    pub struct ListedDomain {
        /// Domain name.
        name: String = "Ym";
    }
}

record! {
    /// A website on the list.
    pub struct ListedWebsite {
        /// Names, joined by semicolons.
        name: String = "Wzmc";
        /// Domains.
        domains: Vec<ListedDomain> = "Ym_xx";
        /// Home page.
        home_url: Option<String> = "Syurl";
    }
}

record! {
    /// An entry of a website.
    pub struct WebsiteEntry: alone {
        /// The website.
        website: ListedWebsite = "Wz_xx";
        /// 0 added, 1 changed, 2 removed.
        operation: i64 = "Czlx";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// Entries of the blacklists.
    pub struct Blacklists {
        /// Entities.
        entities: Vec<EntityEntry> = "Zthmdxxs";
        /// Websites.
        websites: Vec<WebsiteEntry> = "Wzhmdxxs";
    }
}
