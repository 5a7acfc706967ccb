//! The desk: approves or refuses a case, by hand or by rule, and puts the result on record with ids and numbers.

use chrono::{DateTime, Utc};

use super::case::{Asked, Case, Stage};
use super::verdict::told;
use super::world::{Record, World, local};
use crate::bureau::codes::{CancelKind, ReviewOutcome};
use crate::bureau::messages::{Cancellation, Cancelled, Decision, Filing, IcpDownload, Results};

/// Opinion of a rule that refuses.
const BY_RULE: &str = "所填信息不符合备案要求，请核实后重新提交";

impl World {
    /// Approves a case; `false` if there is none that waits. A late decision counts: a lapsed case may be approved, too.
    pub fn approve(&mut self, number: usize, opinion: Option<&str>, now: DateTime<Utc>) -> bool {
        let Some(case) = self.waiting_case(number) else { return false };
        let Some(mut body) = self.carry_out(&case, now) else {
            return self.refuse(number, "备案数据已变化，无法办理", now);
        };
        self.set_stage(number, Stage::Approved, now);
        self.tell_decision(&case, ReviewOutcome::Approved, opinion, now);
        body.results = None;
        self.publish(case.unit, body, now);
        true
    }

    /// Refuses a case with an opinion; `false` if there is none that waits.
    pub fn refuse(&mut self, number: usize, opinion: &str, now: DateTime<Utc>) -> bool {
        let Some(case) = self.waiting_case(number) else { return false };
        self.set_stage(number, Stage::Refused(opinion.to_owned()), now);
        self.tell_decision(&case, ReviewOutcome::Refused, Some(opinion), now);
        true
    }

    /// Returns a case with a result code, as a check does; `false` if there is none that waits.
    pub fn return_with(&mut self, number: usize, code: i64, data: Option<&str>, now: DateTime<Utc>) -> bool {
        let Some(case) = self.waiting_case(number) else { return false };
        let line = told(code, None, data);
        self.set_stage(number, Stage::Refused(format!("{code} {}", line.1)), now);
        self.tell_results(&case, vec![line], now);
        true
    }

    fn waiting_case(&self, number: usize) -> Option<Case> {
        self.case(number).filter(|case| case.stage.waits()).cloned()
    }

    /// Decides the cases that a rule decides and whose time has come.
    pub fn decide_by_rules(&mut self, now: DateTime<Utc>) {
        let delay = std::time::Duration::from_secs(self.rules.delay);
        let due = |case: &&Case| case.stage == Stage::Review && case.since + delay <= now;
        let due: Vec<usize> = self.cases.iter().filter(due).map(|case| case.number).collect();
        for number in due {
            let word = self.rules.refuse_word.clone();
            let named = |case: &Case| case.asked.words().iter().any(|text| text.contains(&word));
            if !word.is_empty() && self.case(number).is_some_and(named) {
                self.refuse(number, BY_RULE, now);
            } else if self.rules.approve_all {
                let percent = self.rules.refuse_percent;
                if self.chance.percent(percent) {
                    self.refuse(number, BY_RULE, now);
                } else {
                    self.approve(number, None, now);
                }
            }
        }
    }

    fn tell_decision(&mut self, case: &Case, outcome: ReviewOutcome, opinion: Option<&str>, now: DateTime<Utc>) {
        let decision = Decision {
            reviewer: Some("审核员".to_owned()),
            reviewed_at: stamp(now),
            opinion: opinion.filter(|opinion| !opinion.is_empty()).map(|opinion| opinion.chars().take(1024).collect()),
            approved: outcome.code(),
            operation: Some(case.asked.operation().code()),
            id: Some(case.asked.id()),
            ..Decision::default()
        };
        let results = Results { results: Vec::new(), decisions: vec![decision] };
        self.publish(case.unit, IcpDownload { results: Some(results), ..IcpDownload::default() }, now);
    }

    /// Puts on record what was asked for; what is to be told of it, or `None` if it is no longer possible.
    fn carry_out(&mut self, case: &Case, now: DateTime<Utc>) -> Option<IcpDownload> {
        if self.is_taken(&case.asked) {
            return None;
        }
        let filing = match &case.asked {
            Asked::Filing(filing) => self.file(case.unit, filing, now),
            Asked::Websites(added) => self.add_websites(case.unit, added, now)?,
            Asked::Access(added) => self.add_access(case.unit, added, now)?,
            Asked::Change(change) => self.change_filing(change, now)?,
            Asked::Cancel(cancellation) => return self.cancel(cancellation),
        };
        Some(IcpDownload { filings: vec![filing], ..IcpDownload::default() })
    }

    fn cancel(&mut self, cancellation: &Cancellation) -> Option<IcpDownload> {
        let id = cancellation.id;
        let before = count(&self.records);
        match CancelKind::of(cancellation.kind)? {
            CancelKind::Entity => self.records.retain(|record| record.filing.entity.entity_id != id),
            CancelKind::Website => {
                for record in &mut self.records {
                    record.filing.websites.retain(|site| site.website_id != id);
                }
            }
            CancelKind::Access => {
                for site in self.records.iter_mut().flat_map(|record| &mut record.filing.websites) {
                    site.accesses.retain(|access| access.access_id != id);
                }
            }
        }
        let cancelled = Cancelled { kind: cancellation.kind, id, remark: None };
        (count(&self.records) < before).then(|| IcpDownload { cancelled: vec![cancelled], ..IcpDownload::default() })
    }

    /// A filing of a record, by the entity's id.
    pub fn filing(&self, entity: i64) -> Option<&Filing> {
        self.records.iter().find(|record| record.filing.entity.entity_id == entity).map(|record| &record.filing)
    }
}

fn count(records: &[Record]) -> usize {
    let sites = || records.iter().flat_map(|record| &record.filing.websites);
    records.len() + sites().count() + sites().map(|site| site.accesses.len()).sum::<usize>()
}

/// A time as downloads write it.
pub(super) fn stamp(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%d %H:%M:%S").to_string()
}
