//! The marks of a round. Own words may name persons: sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::{delete, insert_into, update};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::section::Target;
use crate::review::mark::{Mark, Verdict};
use crate::schema::marks;
use crate::values::ids::{FilingId, StaffId};

const WORDS: &str = "marks.words";

type Row = (String, String, Option<String>, Option<Vec<u8>>, Uuid, i32, DateTime<Utc>);

/// The row a text is sealed for.
fn row_name(filing: FilingId, round: i32, target: &str) -> Vec<u8> {
    format!("{filing} {round} {target}").into_bytes()
}

fn mark(tx: &Tx<'_>, filing: FilingId, round: i32, row: Row) -> Result<Option<Mark>> {
    let (text, verdict, reason, words, staff, version, at) = row;
    let Ok(target) = text.parse::<Target>() else { return Ok(None) };
    let verdict = match (verdict.as_str(), reason) {
        ("marked", Some(reason)) => {
            let open = |bytes: Vec<u8>| tx.sealer.open_text(WORDS, &bytes, &row_name(filing, round, &text));
            Verdict::Marked { reason, words: words.map(open).transpose()?.unwrap_or_default() }
        }
        _ => Verdict::Accepted,
    };
    Ok(Some(Mark { target, verdict, staff: StaffId::from_uuid(staff), version, at }))
}

/// The marks of a round.
///
/// # Errors
/// When the database refuses or a text does not open.
pub async fn list(tx: &mut Tx<'_>, filing: FilingId, round: i32) -> Result<Vec<Mark>> {
    let rows: Vec<Row> = marks::table
        .filter(marks::filing_id.eq(filing.uuid()).and(marks::round.eq(round)))
        .select((
            marks::target,
            marks::verdict,
            marks::reason_code,
            marks::words_sealed,
            marks::staff_id,
            marks::version,
            marks::marked_at,
        ))
        .order(marks::target)
        .load(tx.conn)
        .await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.extend(mark(tx, filing, round, row)?);
    }
    Ok(list)
}

/// Writes a mark over the one of this version; 0 where there was none. False when there is another one by now.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    tx: &mut Tx<'_>,
    (filing, round): (FilingId, i32),
    target: &Target,
    verdict: &Verdict,
    staff: StaffId,
    seen: i32,
) -> Result<bool> {
    let text = target.to_string();
    let (reason, words) = match verdict {
        Verdict::Accepted => (None, None),
        Verdict::Marked { reason, words } if words.is_empty() => (Some(reason), None),
        Verdict::Marked { reason, words } => {
            (Some(reason), Some(tx.sealer.seal_text(WORDS, words, &row_name(filing, round, &text))?))
        }
    };
    let said = (
        marks::verdict.eq(verdict.code()),
        marks::reason_code.eq(reason),
        marks::words_sealed.eq(words),
        marks::staff_id.eq(staff.uuid()),
        marks::marked_at.eq(tx.ctx.now),
    );
    let rows = if seen == 0 {
        let key = (marks::filing_id.eq(filing.uuid()), marks::round.eq(round), marks::target.eq(&text));
        insert_into(marks::table).values((key, said)).on_conflict_do_nothing().execute(tx.conn).await?
    } else {
        let own = marks::table.filter(
            marks::filing_id
                .eq(filing.uuid())
                .and(marks::round.eq(round))
                .and(marks::target.eq(&text))
                .and(marks::version.eq(seen)),
        );
        update(own).set((said, marks::version.eq(marks::version + 1))).execute(tx.conn).await?
    };
    Ok(rows == 1)
}

/// Takes a mark back. False when there is another one by now.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx<'_>, (filing, round): (FilingId, i32), target: &Target, seen: i32) -> Result<bool> {
    let own = marks::table.filter(
        marks::filing_id
            .eq(filing.uuid())
            .and(marks::round.eq(round))
            .and(marks::target.eq(target.to_string()))
            .and(marks::version.eq(seen)),
    );
    Ok(delete(own).execute(tx.conn).await? == 1)
}
