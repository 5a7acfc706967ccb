//! Notes of the desk on a case: for colleagues, never shown to the applicant. Sealed.

use chrono::{DateTime, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::case_notes;
use crate::values::ids::{FilingId, StaffId};

const WORDS: &str = "case_notes.words";

/// A note.
#[derive(Debug, Clone)]
pub struct Note {
    /// Who wrote it.
    pub staff: StaffId,
    /// The words.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes a note.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, filing: FilingId, staff: StaffId, words: &str) -> Result<()> {
    let id = Uuid::now_v7();
    insert_into(case_notes::table)
        .values((
            case_notes::id.eq(id),
            case_notes::filing_id.eq(filing.uuid()),
            case_notes::staff_id.eq(staff.uuid()),
            case_notes::words_sealed.eq(tx.sealer.seal_text(WORDS, words, id.as_bytes())?),
            case_notes::created_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// The notes on a case, newest first.
///
/// # Errors
/// When the database refuses or a text does not open.
pub async fn list(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<Note>> {
    let rows: Vec<(Uuid, Uuid, Vec<u8>, DateTime<Utc>)> = case_notes::table
        .filter(case_notes::filing_id.eq(filing.uuid()))
        .select((case_notes::id, case_notes::staff_id, case_notes::words_sealed, case_notes::created_at))
        .order((case_notes::created_at.desc(), case_notes::id.desc()))
        .limit(200)
        .load(tx.conn)
        .await?;
    let open = |(id, staff, sealed, at): (Uuid, Uuid, Vec<u8>, DateTime<Utc>)| {
        let words = tx.sealer.open_text(WORDS, &sealed, id.as_bytes())?;
        Ok(Note { staff: StaffId::from_uuid(staff), words, at })
    };
    rows.into_iter().map(open).collect()
}
