//! Drafts: what was typed, per part, valid or not, sealed.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Record, Text, Timestamptz};
use diesel::{delete, insert_into, update};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::rows::{to_i32, to_u32};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::section::{Part, Section};
use crate::schema::drafts;
use crate::values::ids::FilingId;

/// Table and column, for the sealing.
pub(crate) const GROUP: &str = "drafts.content";

/// A saved part.
#[derive(Clone, PartialEq)]
pub struct Draft {
    /// Where it belongs.
    pub part: Part,
    /// The fields as typed.
    pub content: Value,
    /// How many things are wrong with it.
    pub problems: u32,
    /// Whether it is filled in and nothing is wrong.
    pub is_complete: bool,
    /// Grows with every save; 0 before the first.
    pub version: i32,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// The number of its website when the filing was last handed in; none while that is new. A save leaves it as it is.
    pub handed_in_as: Option<u32>,
}

/// A part as it is kept, sealed.
pub(super) type Row = (String, i32, Vec<u8>, i32, bool, i32, DateTime<Utc>, Option<i32>);
/// What is selected beside a row of filings: its parts, for [`open`].
pub(super) type OfRow = Array<Record<(Text, Integer, Binary, Integer, Bool, Integer, Timestamptz, Nullable<Integer>)>>;

const COLUMNS: (
    drafts::section,
    drafts::ordinal,
    drafts::content_sealed,
    drafts::problems,
    drafts::is_complete,
    drafts::version,
    drafts::saved_at,
    drafts::handed_in_as,
) = (
    drafts::section,
    drafts::ordinal,
    drafts::content_sealed,
    drafts::problems,
    drafts::is_complete,
    drafts::version,
    drafts::saved_at,
    drafts::handed_in_as,
);

pub(crate) fn seal_row(filing: FilingId, part: Part) -> Vec<u8> {
    format!("{filing}/{}/{}", part.section().code(), part.ordinal()).into_bytes()
}

fn draft(tx: &Tx<'_>, filing: FilingId, row: Row) -> Result<Option<Draft>> {
    let (section, ordinal, sealed, problems, is_complete, version, saved_at, handed_in_as) = row;
    // A section that is no more is left out, not an error.
    let Some(section) = Section::from_code(&section) else { return Ok(None) };
    let Some(part) = Part::new(section, to_u32(ordinal)?) else { return Ok(None) };
    let content = tx.sealer.open_json(GROUP, &sealed, &seal_row(filing, part))?;
    let handed_in_as = handed_in_as.map(to_u32).transpose()?;
    Ok(Some(Draft { part, content, problems: to_u32(problems)?, is_complete, version, saved_at, handed_in_as }))
}

/// A part as last saved.
///
/// # Errors
/// When the database refuses or the content does not open.
pub async fn find(tx: &mut Tx<'_>, filing: FilingId, part: Part) -> Result<Option<Draft>> {
    let row: Option<Row> = drafts::table
        .select(COLUMNS)
        .find((filing.uuid(), part.section().code(), to_i32(part.ordinal())?))
        .first(tx.conn)
        .await
        .optional()?;
    row.map_or(Ok(None), |row| draft(tx, filing, row))
}

/// Those of some filings whose type check is open.
///
/// # Errors
/// When the database refuses.
pub async fn list_open(tx: &mut Tx<'_>, among: &[FilingId]) -> Result<Vec<FilingId>> {
    let among: Vec<uuid::Uuid> = among.iter().map(|id| id.uuid()).collect();
    let open = drafts::section.eq(Section::TypeCheck.code()).and(drafts::is_complete.eq(false));
    let query = drafts::table.filter(drafts::filing_id.eq_any(among)).filter(open).select(drafts::filing_id);
    let ids: Vec<uuid::Uuid> = query.load(tx.conn).await?;
    Ok(ids.into_iter().map(FilingId::from_uuid).collect())
}

/// Every part of a filing, in the order of the wizard.
///
/// # Errors
/// When the database refuses or a content does not open.
pub async fn list(tx: &Tx<'_>, filing: FilingId) -> Result<Vec<Draft>> {
    let own = drafts::table.select(COLUMNS).filter(drafts::filing_id.eq(filing.uuid()));
    open(tx, filing, own.load(&mut &*tx.conn).await?)
}

/// [`OfRow`] in SQL.
pub(super) fn of_row() -> SqlLiteral<OfRow> {
    sql("array(select row(own.section, own.ordinal, own.content_sealed, own.problems, own.is_complete, own.version,
            own.saved_at, own.handed_in_as)
          from drafts own where own.filing_id = filings.id)")
}

/// The parts of their rows, in the order of the wizard.
pub(super) fn open(tx: &Tx<'_>, filing: FilingId, rows: Vec<Row>) -> Result<Vec<Draft>> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(draft(tx, filing, row)?);
    }
    found.sort_by_key(|draft| draft.part);
    Ok(found)
}

/// Saves a part if it still has the version its editor saw (0 for a new one). False when somebody else saved.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx<'_>, filing: FilingId, expected: i32, draft: &Draft) -> Result<bool> {
    let key = (filing.uuid(), draft.part.section().code(), to_i32(draft.part.ordinal())?);
    let sealed = tx.sealer.seal_json(GROUP, &draft.content, &seal_row(filing, draft.part))?;
    let values = (
        drafts::content_sealed.eq(sealed),
        drafts::problems.eq(to_i32(draft.problems)?),
        drafts::is_complete.eq(draft.is_complete),
        drafts::version.eq(expected + 1),
        drafts::saved_at.eq(tx.ctx.now),
    );
    let rows = if expected == 0 {
        let (filing_id, section, ordinal) = key;
        let key = (drafts::filing_id.eq(filing_id), drafts::section.eq(section), drafts::ordinal.eq(ordinal));
        let number = drafts::handed_in_as.eq(draft.handed_in_as.map(to_i32).transpose()?);
        insert_into(drafts::table).values((key, values, number)).on_conflict_do_nothing().execute(tx.conn).await?
    } else {
        update(drafts::table.find(key).filter(drafts::version.eq(expected))).set(values).execute(tx.conn).await?
    };
    Ok(rows == 1)
}

/// The filing is handed in: from now on its websites are spoken of by the numbers they have.
///
/// # Errors
/// When the database refuses.
pub async fn number_as_handed_in(tx: &mut Tx<'_>, filing: FilingId) -> Result<()> {
    let of_websites = drafts::table.filter(drafts::filing_id.eq(filing.uuid()).and(drafts::ordinal.gt(0)));
    update(of_websites).set(drafts::handed_in_as.eq(drafts::ordinal.nullable())).execute(tx.conn).await?;
    Ok(())
}

/// Takes a part out.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx<'_>, filing: FilingId, part: Part) -> Result<()> {
    let key = (filing.uuid(), part.section().code(), to_i32(part.ordinal())?);
    delete(drafts::table.find(key)).execute(tx.conn).await?;
    Ok(())
}
