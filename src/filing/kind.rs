//! The kinds of filing and what each asks of the way to the bureau.

use crate::values::text_enum::text_enum;

text_enum! {
    /// A kind of filing. The code is stored and never renamed.
    pub enum Kind {
        /// 首次备案: neither entity nor domain is on record.
        Initial = "INITIAL",
    }
}

impl Kind {
    /// Whether the persons in charge verify by SMS before the bureau reviews.
    pub fn needs_sms(self) -> bool {
        match self {
            Self::Initial => true,
        }
    }
}
