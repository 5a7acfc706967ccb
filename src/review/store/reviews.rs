//! The review of a round: its checklist.

use diesel::prelude::*;
use diesel::update;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Result;
use crate::review::checklist::Checklist;
use crate::schema::reviews;
use crate::values::ids::{FilingId, StaffId};

/// The review of a round.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// What was checked.
    pub checklist: Checklist,
    /// Grows with every change.
    pub version: i32,
    /// Who reviews or reviewed it.
    pub reviewer: Option<StaffId>,
}

/// The review of a round; an empty one where nobody began.
///
/// # Errors
/// When the database refuses.
pub async fn find(conn: &mut AsyncPgConnection, filing: FilingId, round: i32) -> Result<Review> {
    let row: Option<(serde_json::Value, i32, uuid::Uuid)> = reviews::table
        .find((filing.uuid(), round))
        .select((reviews::checklist, reviews::version, reviews::reviewer_id))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map_or_else(Review::default, |(checklist, version, reviewer)| Review {
        checklist: serde_json::from_value(checklist).unwrap_or_default(),
        version,
        reviewer: Some(StaffId::from_uuid(reviewer)),
    }))
}

/// Saves the checklist over the version that was seen. False when somebody else saved in between.
///
/// # Errors
/// When the database refuses.
pub async fn update_checklist(
    conn: &mut AsyncPgConnection,
    filing: FilingId,
    round: i32,
    checklist: &Checklist,
    seen: i32,
) -> Result<bool> {
    let own = reviews::table
        .filter(reviews::filing_id.eq(filing.uuid()).and(reviews::round.eq(round)).and(reviews::version.eq(seen)));
    let rows = update(own)
        .set((
            reviews::checklist.eq(serde_json::to_value(checklist).map_err(anyhow::Error::from)?),
            reviews::version.eq(reviews::version + 1),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}
