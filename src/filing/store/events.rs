//! The timeline: one row a change of state; and what the bureau did.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::insert_into;
use diesel::prelude::*;
use diesel::sql_types::{Array, Record, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::rows::{to_i32, to_u32};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::{BureauFact, EventCode, Filing, StateCode};
use crate::schema::{bureau_records, filing_events, materials};
use crate::values::actor::Actor;
use crate::values::ids::{DecisionId, FilingId, MaterialId, StaffId};

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// What happened.
    pub event: EventCode,
    /// Where the filing stood.
    pub from: StateCode,
    /// Where it stood then.
    pub to: StateCode,
    /// The round afterwards.
    pub round: u32,
    /// Kind of actor.
    pub actor_kind: String,
    /// Who of the staff.
    pub staff: Option<StaffId>,
    /// What was decided.
    pub decision: Option<DecisionId>,
    /// When.
    pub happened_at: DateTime<Utc>,
}

/// Adds a line to the timeline of a filing that stands where it stands now.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx<'_>,
    filing: &Filing,
    from: StateCode,
    event: EventCode,
    decision: Option<DecisionId>,
) -> Result<()> {
    insert_into(filing_events::table)
        .values((
            filing_events::id.eq(Uuid::now_v7()),
            filing_events::filing_id.eq(filing.id.uuid()),
            filing_events::event.eq(event.code()),
            filing_events::from_state.eq(from.code()),
            filing_events::to_state.eq(filing.state.code().code()),
            filing_events::round.eq(to_i32(filing.round)?),
            filing_events::actor_kind.eq(tx.ctx.actor.kind()),
            filing_events::staff_id.eq(staff(&tx.ctx.actor)),
            filing_events::decision_id.eq(decision.map(DecisionId::uuid)),
            filing_events::happened_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

fn staff(actor: &Actor) -> Option<Uuid> {
    match actor {
        Actor::Staff(id, _) => Some(id.uuid()),
        _ => None,
    }
}

/// The timeline of a filing, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn timeline(conn: &AsyncPgConnection, filing: FilingId) -> Result<Vec<TimelineEntry>> {
    type Row = (String, String, String, i32, String, Option<Uuid>, Option<Uuid>, DateTime<Utc>);
    use filing_events as t;
    let rows: Vec<Row> = t::table
        .select((
            t::event,
            t::from_state,
            t::to_state,
            t::round,
            t::actor_kind,
            t::staff_id,
            t::decision_id,
            t::happened_at,
        ))
        .filter(t::filing_id.eq(filing.uuid()))
        .order((t::happened_at, t::id))
        .load(&mut &*conn)
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for (event, from, to, round, actor_kind, staff, decision, happened_at) in rows {
        let known = (EventCode::from_code(&event), StateCode::from_code(&from), StateCode::from_code(&to));
        let (Some(event), Some(from), Some(to)) = known else { continue };
        entries.push(TimelineEntry {
            event,
            from,
            to,
            round: to_u32(round)?,
            actor_kind,
            staff: staff.map(StaffId::from_uuid),
            decision: decision.map(DecisionId::from_uuid),
            happened_at,
        });
    }
    Ok(entries)
}

/// What is selected beside a row of filings: what happened to it and when, oldest first, for [`known`].
pub(super) type OfRow = Array<Record<(Text, Timestamptz)>>;

/// What happened and when, by the code of the event.
pub(super) type Happened = (String, DateTime<Utc>);

/// [`OfRow`] in SQL.
pub(super) fn of_row() -> SqlLiteral<OfRow> {
    sql("array(select row(own.event, own.happened_at)
          from filing_events own where own.filing_id = filings.id order by own.happened_at, own.id)")
}

/// Those of their rows that are still known.
pub(super) fn known(rows: Vec<Happened>) -> Vec<(EventCode, DateTime<Utc>)> {
    rows.into_iter().filter_map(|(event, at)| Some((EventCode::from_code(&event)?, at))).collect()
}

/// Keeps what the bureau did, with date and evidence.
///
/// # Errors
/// When the database refuses.
pub async fn insert_bureau_record(tx: &mut Tx<'_>, filing: FilingId, event: &str, fact: &BureauFact) -> Result<()> {
    let id = Uuid::now_v7();
    let detail = match &fact.detail {
        Some(detail) => Some(tx.sealer.seal_text("bureau_records.detail", detail, id.as_bytes())?),
        None => None,
    };
    insert_into(bureau_records::table)
        .values((
            bureau_records::id.eq(id),
            bureau_records::filing_id.eq(filing.uuid()),
            bureau_records::round.eq(to_i32(fact.round)?),
            bureau_records::event.eq(event),
            bureau_records::happened_on.eq(fact.happened_on),
            bureau_records::detail_sealed.eq(detail),
            bureau_records::evidence_id.eq(fact.evidence.map(MaterialId::uuid)),
            bureau_records::staff_id.eq(staff(&tx.ctx.actor)),
            bureau_records::recorded_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Whether a paper belongs to a filing.
///
/// # Errors
/// When the database refuses.
pub async fn has_material(conn: &mut AsyncPgConnection, filing: FilingId, material: MaterialId) -> Result<bool> {
    let found: i64 = materials::table
        .filter(materials::id.eq(material.uuid()).and(materials::filing_id.eq(filing.uuid())))
        .count()
        .get_result(conn)
        .await?;
    Ok(found == 1)
}
