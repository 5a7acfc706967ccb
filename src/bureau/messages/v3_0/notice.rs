//! XGTZ: notices.

use super::record::record;

record! {
    /// A notice.
    pub struct Notice: alone {
        /// What must be corrected: 0 an entity, 1 a website.
        kind: i64 = "Tzlb";
        /// Filing number.
        number: Option<String> = "Baxh";
        /// The bureau's id of the entity or website.
        id: Option<i64> = "Jlid";
        /// Text of the notice.
        text: String = "Tznr";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}
