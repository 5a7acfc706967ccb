//! A file that goes up: how far it is, and by which names its results come.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::codes::{CancelKind, Operation};
use super::ledger::{Known, Ours};
use super::messages::IcpUpload;
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

/// What an upload is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A round of a case.
    Case(FilingId, u32),
    /// The papers of a round of a case that is on record, on their own.
    Papers(FilingId, u32),
    /// The answer to a piece of work that the bureau gave.
    Task(Uuid),
}

/// An upload without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Row id.
    pub id: Uuid,
    /// Its number; none once it is dropped.
    pub number: Option<i64>,
    /// The first id of its block, that of the entity; website n has n more.
    pub ids: i64,
    /// What it is about.
    pub about: About,
    /// The operation, as results name it.
    pub operation: Operation,
    /// How far it is.
    pub state: UploadState,
    /// The bureau had it and lost it, and gets it again.
    pub is_again: bool,
}

/// What results call an upload beside its block of ids (13.3): the operation, and what was sent of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The operation.
    pub operation: Operation,
    /// Filing numbers, ids of the bureau, and the domain of an answer about one.
    pub keys: Vec<String>,
}

impl Names {
    /// Those of a file with one operation; none of one with none that results come for.
    pub fn of(body: &IcpUpload) -> Option<Self> {
        let named = |operation, keys| Some(Self { operation, keys });
        if !body.new_filings.is_empty() {
            return named(Operation::NewFiling, Vec::new());
        }
        if let Some(added) = body.new_websites.first() {
            return named(Operation::NewWebsite, vec![added.entity.to_string()]);
        }
        if let Some(added) = body.new_accesses.first() {
            return named(Operation::NewAccess, vec![added.website.to_string()]);
        }
        if let Some(change) = body.changes.first() {
            return named(Operation::Change, vec![change.entity.entity_id.to_string(), change.entity.number.clone()]);
        }
        if !body.attachments.is_empty() {
            let owners: BTreeSet<String> = body.attachments.iter().map(|paper| paper.owner.id.to_string()).collect();
            return named(Operation::Attachments, owners.into_iter().collect());
        }
        // For the answer to a piece of work results have no operation: they call it a new filing, by what the work is about.
        let verified = body.verifications.first().map(|answer| answer.filing.entity.entity_id.to_string());
        let answered = verified.or_else(|| body.unfiled.first().map(|answer| answer.domain.trim().to_owned()));
        if let Some(key) = answered {
            return named(Operation::NewFiling, vec![key]);
        }
        let cancelled = body.cancellations.first()?;
        named(Operation::of_cancellation(CancelKind::of(cancelled.kind)?), vec![cancelled.id.to_string()])
    }
}

impl Upload {
    /// The case and the round it is about, if it is about one.
    pub fn case(&self) -> Option<(FilingId, u32)> {
        match self.about {
            About::Case(filing, round) => Some((filing, round)),
            About::Papers(..) | About::Task(_) => None,
        }
    }

    /// The filing it is about, if it is about one.
    pub fn filing(&self) -> Option<FilingId> {
        match self.about {
            About::Case(filing, _) | About::Papers(filing, _) => Some(filing),
            About::Task(_) => None,
        }
    }

    /// As the ledger sees it; none when it is done.
    pub fn ours(&self, waits: bool) -> Option<Ours> {
        let known = match self.state {
            UploadState::Fixed => Known::Unsent,
            UploadState::Sending | UploadState::Held => Known::Doubtful,
            UploadState::Accepted | UploadState::Dropped => return None,
        };
        Some(Ours { number: self.number?, known, waits })
    }

    /// Our ids of what a file brings that is new.
    pub fn ids_in(body: &IcpUpload) -> impl Iterator<Item = i64> {
        let sites = body.new_websites.iter().flat_map(|added| &added.websites);
        let filings = body.new_filings.iter().map(|filing| filing.entity.isp_entity);
        let accesses = body.new_accesses.iter().map(|added| added.isp_access);
        filings.chain(sites.map(|site| site.isp_website)).chain(accesses)
    }

    /// The block that an id stands in.
    pub fn block_of(id: i64) -> i64 {
        id.saturating_sub(id.rem_euclid(BLOCK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An id may be any number: it is what the bureau wrote.
    #[test]
    fn every_id_stands_in_a_block() {
        for (id, block) in [(0, 0), (999, 0), (1000, 1000), (1999, 1000), (-1, -1000), (i64::MIN, i64::MIN)] {
            assert_eq!(Upload::block_of(id), block, "{id}");
        }
        assert_eq!(Upload::block_of(i64::MAX) % BLOCK, 0);
    }
}
