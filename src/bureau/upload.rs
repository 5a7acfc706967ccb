//! A file that goes up: how far it is, and which ids of ours stand in it.

use uuid::Uuid;

use super::ledger::{Known, Ours};
use crate::values::ids::FilingId;
use crate::values::text_enum::text_enum;

text_enum! {
    /// How far an upload is. The code is stored and never renamed.
    pub enum UploadState {
        /// Written and numbered.
        Fixed = "fixed",
        /// A call was begun.
        Sending = "sending",
        /// Nobody can tell whether it arrived: somebody has to look.
        Held = "held",
        /// The bureau has it.
        Accepted = "accepted",
        /// Nobody waited for it any more.
        Dropped = "dropped",
    }
}

/// Our ids in one upload: a block for each.
pub const BLOCK: i64 = 1000;

/// An upload without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Row id.
    pub id: Uuid,
    /// Its number; none once it is dropped.
    pub number: Option<i64>,
    /// The first id of its block, that of the entity; website n has n more.
    pub ids: i64,
    /// Whose it is.
    pub filing: FilingId,
    /// Which round of it.
    pub round: u32,
    /// How far it is.
    pub state: UploadState,
}

impl Upload {
    /// As the ledger sees it; none when it is done.
    pub fn ours(&self, waits: bool) -> Option<Ours> {
        let known = match self.state {
            UploadState::Fixed => Known::Unsent,
            UploadState::Sending | UploadState::Held => Known::Doubtful,
            UploadState::Accepted | UploadState::Dropped => return None,
        };
        Some(Ours { number: self.number?, known, waits })
    }

    /// The block that an id stands in.
    pub fn block_of(id: i64) -> i64 {
        id - id.rem_euclid(BLOCK)
    }
}
