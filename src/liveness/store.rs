//! The table of tries.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::challenge::Challenge;
use super::check::{Check, Clip, Judged, Method, Reason, State, Verdict};
use super::client::{KeptClip, StoredClip};
use super::clip::Container;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::face_checks as t;
use crate::storage::StoredObject;
use crate::values::actor::Actor;
use crate::values::ids::{FaceCheckId, FilingId, StaffId};

/// Table and column under which the words of a verdict are sealed; the row is the try's id.
const WORDS: &str = "face_checks.words";
/// What the keyed hash of a clip is made for.
const CONTENT: &str = "face clip";

#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
struct Row {
    id: Uuid,
    filing_id: Uuid,
    person_hash: Vec<u8>,
    slot: String,
    round: i32,
    method: String,
    state: String,
    challenge: Option<serde_json::Value>,
    phone_hash: Option<Vec<u8>>,
    expires_at: Option<DateTime<Utc>>,
    consent_version: Option<String>,
    vendor_url: Option<String>,
    reason: Option<serde_json::Value>,
    asked_at: DateTime<Utc>,
    given_at: Option<DateTime<Utc>>,
    bytes: Option<i64>,
    container: Option<String>,
    millis: Option<i64>,
    erased_at: Option<DateTime<Utc>>,
    judged_by: Option<Uuid>,
    judged_at: Option<DateTime<Utc>>,
    words_sealed: Option<Vec<u8>>,
}

/// What a try is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The filing.
    pub filing: FilingId,
    /// Keyed hash of the person.
    pub person: Vec<u8>,
    /// The place in the filing.
    pub slot: String,
    /// The round it is for.
    pub round: i32,
}

/// What is shown on a phone.
pub struct NewChallenge<'a> {
    /// What is to be done.
    pub challenge: &'a Challenge,
    /// Hash of the phone's secret.
    pub phone_hash: &'a [u8],
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// The notice that was agreed to.
    pub consent_version: &'a str,
}

fn check(tx: &Tx<'_>, row: Row) -> Result<Check> {
    let natural = |number: i64| u64::try_from(number).context("negative count");
    let clip = match (row.bytes, row.container.as_deref().and_then(Container::from_code)) {
        (Some(bytes), Some(container)) => Some(Clip {
            bytes: natural(bytes)?,
            container,
            millis: row.millis.map(natural).transpose()?,
            erased_at: row.erased_at,
        }),
        _ => None,
    };
    let words = row.words_sealed.map(|sealed| tx.sealer.open_text(WORDS, &sealed, row.id.as_bytes())).transpose()?;
    let judged = row.judged_at.map(|at| Judged {
        by: row.judged_by.map(StaffId::from_uuid),
        at,
        words: words.unwrap_or_default(),
    });
    Ok(Check {
        id: FaceCheckId::from_uuid(row.id),
        filing: FilingId::from_uuid(row.filing_id),
        person: row.person_hash,
        slot: row.slot,
        round: row.round,
        method: Method::from_code(&row.method).context("unknown method of a verification")?,
        state: State::from_code(&row.state).context("unknown state of a verification")?,
        challenge: row.challenge.map(serde_json::from_value).transpose()?,
        phone_hash: row.phone_hash,
        expires_at: row.expires_at,
        consent_version: row.consent_version,
        vendor_url: row.vendor_url,
        reason: row.reason.and_then(|reason| serde_json::from_value(reason).ok()),
        asked_at: row.asked_at,
        given_at: row.given_at,
        clip,
        judged,
    })
}

/// The tries of a filing, the earliest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>, filing: FilingId) -> Result<Vec<Check>> {
    let own = t::table.select(Row::as_select()).filter(t::filing_id.eq(filing.uuid()));
    let rows: Vec<Row> = own.order((t::asked_at, t::id)).load(tx.conn).await?;
    rows.into_iter().map(|row| check(tx, row)).collect()
}

/// A try of a filing, which nobody else changes until the transaction ends.
///
/// # Errors
/// `NotFound` when the filing has no such try.
pub async fn lock(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId) -> Result<Check> {
    let own = t::table.select(Row::as_select()).filter(t::id.eq(id.uuid()).and(t::filing_id.eq(filing.uuid())));
    let row: Row = own.for_update().first(tx.conn).await?;
    check(tx, row)
}

/// Takes out what a person began and did not do: one at a time.
///
/// # Errors
/// When the database refuses.
pub async fn remove_begun(conn: &mut AsyncPgConnection, about: &About) -> Result<()> {
    let begun = t::table.filter(t::filing_id.eq(about.filing.uuid()).and(t::person_hash.eq(&about.person)));
    delete(begun.filter(t::state.eq(State::Asked.code()))).execute(conn).await?;
    Ok(())
}

/// Records that a challenge is shown.
///
/// # Errors
/// When the database refuses.
pub async fn insert_challenge(tx: &mut Tx<'_>, about: &About, new: &NewChallenge<'_>) -> Result<FaceCheckId> {
    let id = FaceCheckId::new();
    insert_into(t::table)
        .values((
            t::id.eq(id.uuid()),
            t::filing_id.eq(about.filing.uuid()),
            t::person_hash.eq(&about.person),
            t::slot.eq(&about.slot),
            t::round.eq(about.round),
            t::method.eq(Method::Recorded.code()),
            t::state.eq(State::Asked.code()),
            t::challenge.eq(Some(serde_json::to_value(new.challenge).map_err(anyhow::Error::from)?)),
            t::phone_hash.eq(Some(new.phone_hash)),
            t::expires_at.eq(Some(new.expires_at)),
            t::consent_version.eq(Some(new.consent_version)),
            t::asked_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(id)
}

/// Records that an appointment is wanted.
///
/// # Errors
/// When the database refuses.
pub async fn insert_appointment(tx: &mut Tx<'_>, about: &About) -> Result<FaceCheckId> {
    let id = FaceCheckId::new();
    insert_into(t::table)
        .values((
            t::id.eq(id.uuid()),
            t::filing_id.eq(about.filing.uuid()),
            t::person_hash.eq(&about.person),
            t::slot.eq(&about.slot),
            t::round.eq(about.round),
            t::method.eq(Method::Appointment.code()),
            t::state.eq(State::Given.code()),
            t::asked_at.eq(tx.ctx.now),
            t::given_at.eq(Some(tx.ctx.now)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(id)
}

/// Records that a session at the service is begun.
///
/// # Errors
/// When the database refuses.
pub async fn insert_session(tx: &mut Tx<'_>, about: &About) -> Result<FaceCheckId> {
    let id = FaceCheckId::new();
    insert_into(t::table)
        .values((
            t::id.eq(id.uuid()),
            t::filing_id.eq(about.filing.uuid()),
            t::person_hash.eq(&about.person),
            t::slot.eq(&about.slot),
            t::round.eq(about.round),
            t::method.eq(Method::Vendor.code()),
            t::state.eq(State::Asked.code()),
            t::asked_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    Ok(id)
}

/// Writes what the service calls the session, and its page.
///
/// # Errors
/// When the database refuses.
pub async fn update_session(conn: &mut AsyncPgConnection, id: FaceCheckId, session: &str, url: &str) -> Result<()> {
    update(t::table.find(id.uuid()))
        .set((t::vendor_session.eq(Some(session)), t::vendor_url.eq(Some(url))))
        .execute(conn)
        .await?;
    Ok(())
}

/// The session of a try that nobody has settled; none where there is none.
///
/// # Errors
/// When the database refuses.
pub async fn find_session(conn: &mut AsyncPgConnection, filing: FilingId, id: FaceCheckId) -> Result<Option<String>> {
    let open = t::table.filter(t::id.eq(id.uuid()).and(t::filing_id.eq(filing.uuid())));
    let open = open.filter(t::state.eq(State::Asked.code()));
    let found: Option<Option<String>> = open.select(t::vendor_session).first(conn).await.optional()?;
    Ok(found.flatten())
}

/// The filing of a session that the service names with its try; none where they do not belong together.
///
/// # Errors
/// When the database refuses.
pub async fn find_filing(conn: &mut AsyncPgConnection, session: &str, id: FaceCheckId) -> Result<Option<FilingId>> {
    let own = t::table.filter(t::id.eq(id.uuid()).and(t::vendor_session.eq(Some(session))));
    let found: Option<Uuid> = own.select(t::filing_id).first(conn).await.optional()?;
    Ok(found.map(FilingId::from_uuid))
}

/// Writes that a session came to its end.
///
/// # Errors
/// When the database refuses.
pub async fn update_ended(tx: &mut Tx<'_>, id: FaceCheckId) -> Result<()> {
    let ended = (t::state.eq(State::Given.code()), t::given_at.eq(Some(tx.ctx.now)));
    update(t::table.find(id.uuid())).set(ended).execute(tx.conn).await?;
    Ok(())
}

/// Writes that a clip is there; false where the same clip was sent before, by whomever.
///
/// # Errors
/// When the database refuses.
pub async fn update_given(tx: &mut Tx<'_>, id: FaceCheckId, kept: &KeptClip) -> Result<bool> {
    let content = tx.sealer.search_hash(CONTENT, &kept.digest).to_vec();
    let known = t::table.filter(t::content_hash.eq(Some(&content)));
    if diesel::select(diesel::dsl::exists(known)).get_result(tx.conn).await? {
        return Ok(false);
    }
    let size = |number: u64| i64::try_from(number).context("clip beyond the column");
    update(t::table.find(id.uuid()))
        .set((
            t::state.eq(State::Given.code()),
            t::given_at.eq(Some(tx.ctx.now)),
            t::object_name.eq(Some(&kept.object.name)),
            t::key_wrapped.eq(Some(&kept.object.key_wrapped)),
            t::bytes.eq(Some(size(kept.bytes)?)),
            t::container.eq(Some(kept.container.code())),
            t::millis.eq(kept.millis.map(size).transpose()?),
            t::content_hash.eq(Some(content)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(true)
}

/// Takes the keys of a person's earlier clips away that nobody judged: the later one counts. The sweep removes their files.
///
/// # Errors
/// When the database refuses.
pub async fn erase_superseded(tx: &mut Tx<'_>, by: &Check) -> Result<()> {
    let own = t::table.filter(t::filing_id.eq(by.filing.uuid()).and(t::person_hash.eq(&by.person)));
    let kept =
        own.filter(t::state.eq(State::Given.code()).and(t::object_name.is_not_null()).and(t::id.ne(by.id.uuid())));
    let gone =
        (t::object_name.eq(None::<String>), t::key_wrapped.eq(None::<Vec<u8>>), t::erased_at.eq(Some(tx.ctx.now)));
    update(kept).set(gone).execute(tx.conn).await?;
    Ok(())
}

/// Writes why a try failed.
///
/// # Errors
/// When the database refuses.
pub async fn update_failed(conn: &mut AsyncPgConnection, id: FaceCheckId, reason: &Reason) -> Result<()> {
    let reason = serde_json::to_value(reason).map_err(anyhow::Error::from)?;
    update(t::table.find(id.uuid()))
        .set((t::state.eq(State::Failed.code()), t::reason.eq(Some(reason))))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes what is said of a try, by whoever acts.
///
/// # Errors
/// When the database refuses.
pub async fn update_judged(tx: &mut Tx<'_>, id: FaceCheckId, verdict: Verdict, words: &str) -> Result<()> {
    let by = if let Actor::Staff(id, _) = tx.ctx.actor { Some(id.uuid()) } else { None };
    let sealed = match words {
        "" => None,
        words => Some(tx.sealer.seal_text(WORDS, words, id.uuid().as_bytes())?),
    };
    update(t::table.find(id.uuid()))
        .set((
            t::state.eq(verdict.state().code()),
            t::judged_by.eq(by),
            t::judged_at.eq(Some(tx.ctx.now)),
            t::words_sealed.eq(sealed),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Where the clip of a try lies, with what is known of it.
///
/// # Errors
/// `NotFound` when the filing has no such clip, or none any more.
pub async fn load_clip(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId) -> Result<StoredClip> {
    type Place = (Option<String>, Option<Vec<u8>>);
    let own = || t::table.filter(t::id.eq(id.uuid()).and(t::filing_id.eq(filing.uuid())));
    let (name, key): Place = own().select((t::object_name, t::key_wrapped)).first(tx.conn).await?;
    let row: Row = own().select(Row::as_select()).first(tx.conn).await?;
    match (name, key, check(tx, row)?.clip) {
        (Some(name), Some(key_wrapped), Some(clip)) => {
            Ok(StoredClip { id, object: StoredObject { name, key_wrapped }, clip })
        }
        _ => Err(Error::NotFound),
    }
}
