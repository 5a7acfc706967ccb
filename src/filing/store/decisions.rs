//! Decisions with their remarks. Opinions and own words may name persons: sealed.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::rows::{to_i32, to_u32};
use crate::db::Tx;
use crate::db::kept::OfRows;
use crate::error::Result;
use crate::filing::decision::{Decision, DecisionKind, Verdict};
use crate::filing::finding::Finding;
use crate::schema::{decisions, findings};
use crate::values::actor::Actor;
use crate::values::ids::{DecisionId, FilingId, StaffId};

const OPINION: &str = "decisions.opinion";
const WORDS: &str = "findings.words";

fn sealed(tx: &Tx<'_>, group: &str, text: Option<&str>, id: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(text.map(|text| tx.sealer.seal_text(group, text, id.as_bytes())).transpose()?)
}

fn opened(tx: &Tx<'_>, group: &str, sealed: Option<Vec<u8>>, id: Uuid) -> Result<Option<String>> {
    Ok(sealed.map(|bytes| tx.sealer.open_text(group, &bytes, id.as_bytes())).transpose()?)
}

/// Records a decision.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx<'_>,
    filing: FilingId,
    round: u32,
    kind: DecisionKind,
    verdict: &Verdict,
    confirmed_by: Option<StaffId>,
) -> Result<()> {
    let id = verdict.id.uuid();
    let staff = match tx.ctx.actor {
        Actor::Staff(staff, _) => Some(staff.uuid()),
        _ => None,
    };
    insert_into(decisions::table)
        .values((
            decisions::id.eq(id),
            decisions::filing_id.eq(filing.uuid()),
            decisions::round.eq(to_i32(round)?),
            decisions::kind.eq(kind.code()),
            decisions::side.eq(kind.side().code()),
            decisions::staff_id.eq(staff),
            decisions::opinion_sealed.eq(sealed(tx, OPINION, verdict.opinion.as_deref(), id)?),
            decisions::confirmed_by.eq(confirmed_by.map(StaffId::uuid)),
            decisions::decided_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    let mut rows = Vec::with_capacity(verdict.findings.len());
    for finding in &verdict.findings {
        let row = Uuid::now_v7();
        rows.push((
            findings::id.eq(row),
            findings::decision_id.eq(id),
            findings::target.eq(finding.target.as_ref().map(ToString::to_string)),
            findings::reason_code.eq(&finding.reason),
            findings::bureau_code.eq(finding.code),
            findings::words_sealed.eq(sealed(tx, WORDS, finding.words.as_deref(), row)?),
        ));
    }
    if !rows.is_empty() {
        let count = rows.len();
        OfRows(insert_into(findings::table).values(rows), count).execute(tx.conn).await?;
    }
    Ok(())
}

/// The decisions on a filing, oldest first, with their remarks.
///
/// # Errors
/// When the database refuses or a text does not open.
pub async fn list(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<Decision>> {
    type Row = (Uuid, i32, String, Option<Uuid>, Option<Uuid>, Option<Vec<u8>>, DateTime<Utc>);
    type Remark = (Uuid, Uuid, Option<String>, String, Option<i64>, Option<Vec<u8>>);
    let rows: Vec<Row> = decisions::table
        .select((
            decisions::id,
            decisions::round,
            decisions::kind,
            decisions::staff_id,
            decisions::confirmed_by,
            decisions::opinion_sealed,
            decisions::decided_at,
        ))
        .filter(decisions::filing_id.eq(filing.uuid()))
        .order((decisions::decided_at, decisions::id))
        .load(tx.conn)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
    let remarks: Vec<Remark> = findings::table
        .select((
            findings::id,
            findings::decision_id,
            findings::target,
            findings::reason_code,
            findings::bureau_code,
            findings::words_sealed,
        ))
        .filter(findings::decision_id.eq_any(ids))
        .order(findings::id)
        .load(tx.conn)
        .await?;
    let mut list = Vec::with_capacity(rows.len());
    for (id, round, kind, staff, confirmed_by, opinion, decided_at) in rows {
        list.push(Decision {
            id: DecisionId::from_uuid(id),
            round: to_u32(round)?,
            kind: DecisionKind::from_code(&kind).context("unknown kind of decision")?,
            staff: staff.map(StaffId::from_uuid),
            confirmed_by: confirmed_by.map(StaffId::from_uuid),
            opinion: opened(tx, OPINION, opinion, id)?,
            decided_at,
            findings: Vec::new(),
        });
    }
    for (id, decision, target, reason, code, words) in remarks {
        let target = target.and_then(|text| text.parse().ok());
        let finding = Finding { target, reason, code, words: opened(tx, WORDS, words, id)? };
        if let Some(decision) = list.iter_mut().find(|own| own.id.uuid() == decision) {
            decision.findings.push(finding);
        }
    }
    Ok(list)
}

/// One decision with its remarks.
///
/// # Errors
/// `NotFound` when the filing has no such decision.
pub async fn load(tx: &mut Tx<'_>, filing: FilingId, id: DecisionId) -> Result<Decision> {
    list(tx, filing).await?.into_iter().find(|decision| decision.id == id).ok_or(crate::error::Error::NotFound)
}
