//! Requests for a second person's word, and the answers. Reasons and words may name persons: sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::{insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::StateCode;
use crate::review::confirmation::{Answer, Confirmation, Given};
use crate::schema::{confirmations, filings};
use crate::values::ids::{FilingId, StaffId};

const REASON: &str = "confirmations.reason";
const WORDS: &str = "confirmations.words";

type Asked = (Uuid, String, Uuid, Vec<u8>, DateTime<Utc>);
type Answered = (Option<String>, Option<Uuid>, Option<Vec<u8>>, Option<DateTime<Utc>>);

/// The latest request in a round.
///
/// # Errors
/// When the database refuses or a text does not open.
pub async fn find(tx: &mut Tx<'_>, filing: FilingId, round: i32) -> Result<Option<Confirmation>> {
    use confirmations as t;
    let row: Option<(Asked, Answered)> = t::table
        .filter(t::filing_id.eq(filing.uuid()).and(t::round.eq(round)))
        .select((
            (t::id, t::stamp, t::asked_by, t::reason_sealed, t::asked_at),
            (t::answer, t::answered_by, t::words_sealed, t::answered_at),
        ))
        .order((t::asked_at.desc(), t::id.desc()))
        .first(tx.conn)
        .await
        .optional()?;
    let Some(((id, stamp, asked_by, reason, asked_at), answered)) = row else { return Ok(None) };
    let open = |group, sealed: &[u8]| tx.sealer.open_text(group, sealed, id.as_bytes());
    let given = match answered {
        (Some(code), Some(by), words, Some(at)) => Answer::from_code(&code)
            .map(|answer| -> Result<Given> {
                let words = words.map(|sealed| open(WORDS, &sealed)).transpose()?.unwrap_or_default();
                Ok(Given { answer, by: StaffId::from_uuid(by), words, at })
            })
            .transpose()?,
        _ => None,
    };
    let reason = open(REASON, &reason)?;
    Ok(Some(Confirmation { id, stamp, asked_by: StaffId::from_uuid(asked_by), reason, asked_at, given }))
}

/// Asks. What waits already is asked anew, for what is marked now.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    tx: &mut Tx<'_>,
    (filing, round): (FilingId, i32),
    by: StaffId,
    stamp: &str,
    reason: &str,
) -> Result<()> {
    use confirmations as t;
    let open: Option<Uuid> = t::table
        .filter(t::filing_id.eq(filing.uuid()).and(t::answer.is_null()))
        .select(t::id)
        .first(tx.conn)
        .await
        .optional()?;
    let id = open.unwrap_or_else(Uuid::now_v7);
    let asked = (
        t::round.eq(round),
        t::stamp.eq(stamp),
        t::asked_by.eq(by.uuid()),
        t::reason_sealed.eq(tx.sealer.seal_text(REASON, reason, id.as_bytes())?),
        t::asked_at.eq(tx.ctx.now),
    );
    if open.is_some() {
        update(t::table.find(id)).set(asked).execute(tx.conn).await?;
    } else {
        let key = (t::id.eq(id), t::filing_id.eq(filing.uuid()));
        insert_into(t::table).values((key, asked)).execute(tx.conn).await?;
    }
    Ok(())
}

/// Answers what waits. False when somebody answered before.
///
/// # Errors
/// When the database refuses.
pub async fn answer(tx: &mut Tx<'_>, id: Uuid, by: StaffId, answer: Answer, words: &str) -> Result<bool> {
    use confirmations as t;
    let words = match words {
        "" => None,
        words => Some(tx.sealer.seal_text(WORDS, words, id.as_bytes())?),
    };
    let rows = update(t::table.filter(t::id.eq(id).and(t::answer.is_null())))
        .set((
            t::answer.eq(answer.code()),
            t::answered_by.eq(by.uuid()),
            t::words_sealed.eq(words),
            t::answered_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// A case that waits for a second person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which case.
    pub filing: FilingId,
    /// Who asked.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: DateTime<Utc>,
}

/// Cases of these provinces (empty means all) that wait for the word of anybody but `me`, longest first. A request of
/// somebody who has the case no more waits for nobody.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting(
    conn: &mut AsyncPgConnection,
    me: StaffId,
    provinces: &[String],
    limit: i64,
) -> Result<Vec<Waiting>> {
    use confirmations as t;
    let rows: Vec<(Uuid, Uuid, DateTime<Utc>)> = t::table
        .inner_join(filings::table)
        .filter(t::answer.is_null().and(t::round.eq(filings::round)).and(t::asked_by.ne(me.uuid())))
        .filter(filings::state.eq(StateCode::InReview.code()).and(filings::reviewer_id.eq(t::asked_by.nullable())))
        .filter(provinces.is_empty().into_sql::<Bool>().or(filings::province.eq_any(provinces.to_vec())))
        .select((t::filing_id, t::asked_by, t::asked_at))
        .order((t::asked_at, t::id))
        .limit(limit)
        .load(conn)
        .await?;
    let waiting = |(filing, by, asked_at)| Waiting {
        filing: FilingId::from_uuid(filing),
        asked_by: StaffId::from_uuid(by),
        asked_at,
    };
    Ok(rows.into_iter().map(waiting).collect())
}
