//! ZXBA: a cancellation.

use super::record::record;

record! {
    /// A cancellation.
    pub struct Cancellation {
        /// What is cancelled: 0 entity, 1 website, 2 access.
        kind: i64 = "Zxlb";
        /// The bureau's id of it.
        id: i64 = "Jlid";
        /// Code of the reason.
        reason: i64 = "Zxly";
        /// The reason in words.
        reason_text: Option<String> = "Zxlybz";
        /// Hash of the filing password, in hex.
        password: Option<String> = "ICPmm";
    }
}
