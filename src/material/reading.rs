//! Papers whose print is read: which they are, and the job that reads one.

use serde::{Deserialize, Serialize};

use crate::outbox::Job;
use crate::values::ids::{FilingId, MaterialId};
use crate::values::text_enum::text_enum;

text_enum! {
    /// What is printed on a paper that is read. The code is stored and never renamed.
    pub enum Document {
        /// A business licence or a certificate of a public institution: both name code, name and legal representative.
        Certificate = "certificate",
        /// The portrait side of a resident ID.
        IdFront = "id-front",
        /// Its other side.
        IdBack = "id-back",
    }
}

impl Document {
    /// What stands in a slot; none where nothing is read.
    pub fn of_slot(slot: &str) -> Option<Self> {
        match slot {
            "entity-certificate" => Some(Self::Certificate),
            _ if slot.ends_with("-person-id-front") => Some(Self::IdFront),
            _ if slot.ends_with("-person-id-back") => Some(Self::IdBack),
            _ => None,
        }
    }
}

/// Reads what is printed on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// The filing.
    pub filing: FilingId,
    /// The paper.
    pub material: MaterialId,
}

impl Job for Read {
    const TOPIC: &'static str = "recognition.read";

    /// Two lines of papers: however many come at once, hands are left for mails.
    fn order_key(&self) -> Option<String> {
        const LINES: u128 = 2;
        Some(format!("recognition/{}", self.material.uuid().as_u128() % LINES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_and_ids_of_persons_are_read() {
        for (slot, document) in [
            ("entity-certificate", Some(Document::Certificate)),
            ("entity-person-id-front", Some(Document::IdFront)),
            ("website-2-person-id-back", Some(Document::IdBack)),
            ("entity-person-letter", None),
            ("entity-other-1", None),
            ("bureau/1", None),
        ] {
            assert_eq!(Document::of_slot(slot), document, "{slot}");
        }
    }
}
