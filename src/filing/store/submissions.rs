//! Rounds as they were handed in: content sealed, papers by id, never changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::rows::{to_i32, to_u32};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::section::{number_without, renumbered_slot};
use crate::filing::submission::Frozen;
use crate::material::material::{DROPPED, EVIDENCE};
use crate::schema::{filings, material_pages, materials, submission_materials, submissions};
use crate::values::ids::{FilingId, SubmissionId};

/// Table and column, for the sealing.
pub(crate) const GROUP: &str = "submissions.content";

/// A frozen round.
#[derive(Clone)]
pub struct Submission {
    /// Row id.
    pub id: SubmissionId,
    /// Which round.
    pub round: u32,
    /// The content.
    pub frozen: Frozen,
    /// What the checks said.
    pub findings: Value,
    /// Version of the declaration.
    pub declaration: String,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// The papers, by slot.
    pub papers: Papers,
}

/// Papers by slot.
pub type Papers = BTreeMap<String, BTreeSet<Uuid>>;

/// Freezes a round.
///
/// # Errors
/// When the round was frozen before or the database refuses.
pub async fn insert(
    tx: &mut Tx<'_>,
    filing: FilingId,
    round: u32,
    frozen: &Frozen,
    findings: &Value,
    declaration: &str,
) -> Result<SubmissionId> {
    let id = SubmissionId::new();
    insert_into(submissions::table)
        .values((
            submissions::id.eq(id.uuid()),
            submissions::filing_id.eq(filing.uuid()),
            submissions::round.eq(to_i32(round)?),
            submissions::content_sealed.eq(tx.sealer.seal_json(GROUP, frozen, id.uuid().as_bytes())?),
            submissions::findings.eq(findings),
            submissions::declaration_version.eq(declaration),
            submissions::submitted_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    let mut rows = Vec::new();
    for (slot, materials) in current_papers(tx.conn, filing).await? {
        rows.extend(materials.into_iter().map(|material| {
            (
                submission_materials::submission_id.eq(id.uuid()),
                submission_materials::material_id.eq(material),
                submission_materials::slot.eq(slot.clone()),
            )
        }));
    }
    insert_into(submission_materials::table).values(rows).execute(tx.conn).await?;
    Ok(id)
}

/// The papers a filing has now: neither taken out nor replaced by a later one.
///
/// # Errors
/// When the database refuses.
pub async fn current_papers(conn: &mut AsyncPgConnection, filing: FilingId) -> Result<Papers> {
    let rows: Vec<(String, Uuid, Option<Uuid>)> = materials::table
        .select((materials::slot, materials::id, materials::replaces))
        .filter(materials::filing_id.eq(filing.uuid()).and(materials::removed_at.is_null()))
        .filter(materials::slot.not_like(format!("{EVIDENCE}%")))
        .load(conn)
        .await?;
    let replaced: BTreeSet<Uuid> = rows.iter().filter_map(|(_, _, old)| *old).collect();
    Ok(by_slot(rows.into_iter().filter(|(_, id, _)| !replaced.contains(id)).map(|(slot, id, _)| (slot, id)).collect()))
}

/// How many pages stand in each slot.
///
/// # Errors
/// When the database refuses.
pub async fn count_pages(conn: &mut AsyncPgConnection, papers: &Papers) -> Result<BTreeMap<String, usize>> {
    let ids: Vec<Uuid> = papers.values().flatten().copied().collect();
    let of_papers = material_pages::table.filter(material_pages::material_id.eq_any(&ids));
    let by_paper = of_papers.group_by(material_pages::material_id).select((material_pages::material_id, count_star()));
    let pages: Vec<(Uuid, i64)> = by_paper.load(conn).await?;
    let of = |id: &Uuid| pages.iter().find(|(own, _)| own == id).map_or(0, |(_, count)| *count);
    let count = |ids: &BTreeSet<Uuid>| usize::try_from(ids.iter().map(of).sum::<i64>()).unwrap_or(usize::MAX);
    Ok(papers.iter().map(|(slot, ids)| (slot.clone(), count(ids))).collect())
}

/// After a website was taken out: its papers go with it, those of later websites move up, taken out ones too, so that each
/// can come back to where it belongs. Rounds keep their own slots.
///
/// # Errors
/// When the database refuses.
pub async fn renumber_papers(tx: &mut Tx<'_>, filing: FilingId, removed: u32) -> Result<()> {
    type Row = (Uuid, String, Option<DateTime<Utc>>);
    let rows: Vec<Row> = materials::table
        .select((materials::id, materials::slot, materials::removed_at))
        .filter(materials::filing_id.eq(filing.uuid()))
        .filter(materials::slot.like("website-%"))
        .load(tx.conn)
        .await?;
    for (id, slot, removed_at) in rows {
        match renumbered_slot(&slot, |n| number_without(removed, n)) {
            Some(moved) => update(materials::table.find(id)).set(materials::slot.eq(moved)).execute(tx.conn).await?,
            None => {
                let gone = (
                    materials::slot.eq(format!("{DROPPED}{slot}")),
                    materials::removed_at.eq(removed_at.or(Some(tx.ctx.now))),
                );
                update(materials::table.find(id)).set(gone).execute(tx.conn).await?
            }
        };
    }
    Ok(())
}

fn by_slot(rows: Vec<(String, Uuid)>) -> Papers {
    let mut papers = Papers::new();
    for (slot, id) in rows {
        papers.entry(slot).or_default().insert(id);
    }
    papers
}

/// Opens the content of a round.
///
/// # Errors
/// When it does not open.
pub(super) fn open(tx: &Tx<'_>, id: Uuid, sealed: &[u8]) -> Result<Frozen> {
    Ok(tx.sealer.open_json(GROUP, sealed, id.as_bytes())?)
}

/// A frozen round with its papers; none when there is no such round.
///
/// # Errors
/// When the database refuses or the content does not open.
pub async fn find(tx: &mut Tx<'_>, filing: FilingId, round: u32) -> Result<Option<Submission>> {
    type Row = (Uuid, i32, Vec<u8>, Value, String, DateTime<Utc>);
    let row: Option<Row> = submissions::table
        .select((
            submissions::id,
            submissions::round,
            submissions::content_sealed,
            submissions::findings,
            submissions::declaration_version,
            submissions::submitted_at,
        ))
        .filter(submissions::filing_id.eq(filing.uuid()).and(submissions::round.eq(to_i32(round)?)))
        .first(tx.conn)
        .await
        .optional()?;
    let Some((id, round, sealed, findings, declaration, submitted_at)) = row else { return Ok(None) };
    let papers: Vec<(String, Uuid)> = submission_materials::table
        .select((submission_materials::slot, submission_materials::material_id))
        .filter(submission_materials::submission_id.eq(id))
        .load(tx.conn)
        .await?;
    Ok(Some(Submission {
        id: SubmissionId::from_uuid(id),
        round: to_u32(round)?,
        frozen: open(tx, id, &sealed)?,
        findings,
        declaration,
        submitted_at,
        papers: by_slot(papers),
    }))
}

/// The content of a frozen round alone; none when there is no such round.
///
/// # Errors
/// When the database refuses or the content does not open.
pub async fn find_frozen(tx: &mut Tx<'_>, filing: FilingId, round: u32) -> Result<Option<Frozen>> {
    let own = submissions::filing_id.eq(filing.uuid()).and(submissions::round.eq(to_i32(round)?));
    let query = submissions::table.select((submissions::id, submissions::content_sealed)).filter(own);
    let row: Option<(Uuid, Vec<u8>)> = query.first(tx.conn).await.optional()?;
    row.map(|(id, sealed)| open(tx, id, &sealed)).transpose()
}

/// The content of the current round of each of some filings.
///
/// # Errors
/// When the database refuses or a content does not open.
pub async fn current(tx: &mut Tx<'_>, some: &[FilingId]) -> Result<BTreeMap<FilingId, Frozen>> {
    let ids: Vec<Uuid> = some.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Uuid, Vec<u8>)> = submissions::table
        .inner_join(filings::table)
        .select((filings::id, submissions::id, submissions::content_sealed))
        .filter(filings::id.eq_any(ids).and(submissions::round.eq(filings::round)))
        .load(tx.conn)
        .await?;
    rows.into_iter().map(|(filing, id, sealed)| Ok((FilingId::from_uuid(filing), open(tx, id, &sealed)?))).collect()
}
