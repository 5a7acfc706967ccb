//! ZXSJ: what is cancelled.

use super::record::record;

record! {
    /// Something that is cancelled.
    pub struct Cancelled: alone {
        /// What is cancelled: 0 entity, 1 website, 2 access.
        kind: i64 = "Zxlb";
        /// The bureau's id of it.
        id: i64 = "Jlid";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}
