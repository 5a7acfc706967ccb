//! Files about filings: each result its own, or several gathered into one, as a live bureau may.

use chrono::{DateTime, Utc};

use super::world::World;
use crate::bureau::messages::{Download, IcpDownload, Results};

impl World {
    /// Puts a file about filings up for a unit, or lays it to what is gathered for the unit.
    pub fn publish(&mut self, unit: i64, body: IcpDownload, now: DateTime<Utc>) {
        let most = self.rules.per_file;
        if most <= 1 || !is_gathered(&body) {
            // What came before stays before.
            self.close(unit, now);
            return self.put(unit, &Download::icp(&self.settings.version, body), now);
        }
        let draft = self.drafts.entry(unit).or_default();
        lay(draft, body);
        if size(draft) as u64 >= most {
            self.close(unit, now);
        }
    }

    /// Puts up what is gathered for a unit.
    pub fn close(&mut self, unit: i64, now: DateTime<Utc>) {
        if let Some(body) = self.drafts.remove(&unit) {
            self.put(unit, &Download::icp(&self.settings.version, body), now);
        }
    }

    /// Puts up what is gathered for anyone: nothing gathered is saved.
    pub fn close_all(&mut self, now: DateTime<Utc>) {
        for unit in self.drafts.keys().copied().collect::<Vec<_>>() {
            self.close(unit, now);
        }
    }
}

/// Results and what they put on record are gathered; whatever a person orders goes by itself.
fn is_gathered(body: &IcpDownload) -> bool {
    body.results.is_some() || !body.filings.is_empty() || !body.cancelled.is_empty()
}

fn lay(draft: &mut IcpDownload, body: IcpDownload) {
    draft.filings.extend(body.filings);
    draft.cancelled.extend(body.cancelled);
    if let Some(more) = body.results {
        let results = draft.results.get_or_insert_with(Results::default);
        results.results.extend(more.results);
        results.decisions.extend(more.decisions);
    }
}

fn size(body: &IcpDownload) -> usize {
    let results = body.results.as_ref().map_or(0, |results| results.results.len() + results.decisions.len());
    results.max(body.filings.len() + body.cancelled.len())
}
