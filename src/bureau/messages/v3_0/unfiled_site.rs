//! WBAWZLB: sites without a filing.

use super::record::record;

record! {
    /// A site without a filing.
    pub struct UnfiledSite: alone {
        /// The bureau's id.
        id: i64 = "Id";
        /// Domain name.
        domain: String = "Wzym_mc";
        /// Codes of the languages.
        languages: Vec<i64> = "Yylb" / "Yylb_id";
        /// Its address.
        address: i64 = "IP";
        /// Time of this detection.
        seen_at: Option<String> = "Dqjcsj";
        /// How often it was detected.
        times: Option<i64> = "Jccs";
        /// Province.
        province: Option<i64> = "Sssh";
        /// Time of the first detection.
        first_seen_at: Option<String> = "Scjcsj";
        /// Unit of the access provider.
        provider: Option<i64> = "Jrs";
        /// Unit of the carrier.
        carrier: i64 = "Yys";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}
