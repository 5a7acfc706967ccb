//! WBACLJG: what was done about unfiled sites.

use super::record::record;

record! {
    /// What was done about an unfiled site.
    pub struct UnfiledHandling {
        /// Domain name.
        domain: String = "Ym";
        /// Its address.
        address: i64 = "IP";
        /// Unit of the carrier.
        carrier: i64 = "Yys";
        /// Unit of the access provider.
        provider: i64 = "Jrs";
        /// Province.
        province: i64 = "Shengid";
        /// Code of what was done.
        outcome: i64 = "Cljg";
        /// Opinion.
        opinion: String = "Clyj";
        /// Day of entry.
        entered_on: String = "Rbsj";
        /// Day it is due.
        due_on: String = "Clsx";
        /// Who reports.
        reporter: Option<String> = "Sbrxm";
        /// Phone of who reports.
        reporter_phone: Option<String> = "Sbrdh";
        /// E-mail of who reports.
        reporter_email: Option<String> = "Sbrdzyj";
    }
}
