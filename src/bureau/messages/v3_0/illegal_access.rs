//! FFJRHMD: illegal accesses.

use super::record::record;

record! {
    /// An entry of the list of illegal accesses.
    pub struct IllegalAccess: alone {
        /// The bureau's id.
        id: i64 = "Id";
        /// Domain name.
        domain: String = "Ym";
        /// Its address.
        address: i64 = "Ip";
        /// Unit of the direct access provider.
        provider: i64 = "Zjjrz";
        /// Province.
        province: i64 = "Szs";
        /// Time of this detection.
        seen_at: String = "Dqjcsj";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}
