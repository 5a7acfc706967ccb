//! The table of tries.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{delete, insert_into, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::challenge::Challenge;
use super::check::{Check, Clip, Judged, Method, State, Verdict};
use super::client::{KeptClip, StoredClip};
use super::clip::{Container, Refused};
use super::vendor::Session;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::face_checks as t;
use crate::storage::StoredObject;
use crate::text::{Message, Reason};
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

/// The phone that a try is for.
pub struct OnPhone<'a> {
    /// What it shows that is to be done; none where it goes to a service.
    pub challenge: Option<&'a Challenge>,
    /// Hash of its secret.
    pub phone_hash: &'a [u8],
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

fn check(tx: &Tx<'_>, row: Row) -> Result<Check> {
    let natural = |number: i64| u64::try_from(number).context("negative count");
    let clip = match (row.bytes, row.container.as_deref().and_then(Container::from_code)) {
        (Some(bytes), Some(container)) => {
            let millis = row.millis.map(natural).transpose()?;
            Some(Clip { bytes: natural(bytes)?, container, millis, erased_at: row.erased_at })
        }
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

/// A try of a filing, which nobody else changes until the transaction ends; none where the filing has none such, or another took
/// its place.
///
/// # Errors
/// When the database refuses.
pub async fn lock(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId) -> Result<Option<Check>> {
    let own = t::table.select(Row::as_select()).filter(t::id.eq(id.uuid()).and(t::filing_id.eq(filing.uuid())));
    let row: Option<Row> = own.for_update().first(tx.conn).await.optional()?;
    row.map(|row| check(tx, row)).transpose()
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

/// Takes a try out that was begun and for which the service has no session; false where there is none such.
///
/// # Errors
/// When the database refuses.
pub async fn remove_unanswered(conn: &mut AsyncPgConnection, id: FaceCheckId) -> Result<bool> {
    let begun = t::table.filter(t::id.eq(id.uuid()).and(t::state.eq(State::Asked.code())));
    let rows = delete(begun.filter(t::vendor_url.is_null())).execute(conn).await?;
    Ok(rows == 1)
}

/// Writes that a try is begun once more, now.
///
/// # Errors
/// When the database refuses.
pub async fn update_asked(tx: &mut Tx<'_>, id: FaceCheckId) -> Result<()> {
    update(t::table.find(id.uuid())).set(t::asked_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    Ok(())
}

/// Records a try: with the version of the notice that was agreed to, and for which phone it is.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx<'_>,
    about: &About,
    (method, state): (Method, State),
    consent_version: Option<&str>,
    on: Option<&OnPhone<'_>>,
) -> Result<FaceCheckId> {
    let id = FaceCheckId::new();
    let challenge = on.and_then(|phone| phone.challenge).map(serde_json::to_value).transpose();
    let challenge = challenge.map_err(anyhow::Error::from)?;
    insert_into(t::table)
        .values((
            t::id.eq(id.uuid()),
            t::filing_id.eq(about.filing.uuid()),
            t::person_hash.eq(&about.person),
            t::slot.eq(&about.slot),
            t::round.eq(about.round),
            t::method.eq(method.code()),
            t::state.eq(state.code()),
            t::challenge.eq(challenge),
            t::phone_hash.eq(on.map(|phone| phone.phone_hash)),
            t::expires_at.eq(on.map(|phone| phone.expires_at)),
            t::consent_version.eq(consent_version),
            t::asked_at.eq(tx.ctx.now),
            t::given_at.eq(Some(tx.ctx.now).filter(|_| state == State::Given)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(id)
}

/// The refusal of what is there once for all, as what its sender is told.
fn refuse_taken(constraint: &str, told: Message, error: DieselError) -> Error {
    match &error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
            if info.constraint_name() == Some(constraint) =>
        {
            Error::Refused(told)
        }
        _ => error.into(),
    }
}

/// Writes what the service calls the session, its page, and until when its result is waited for.
///
/// # Errors
/// `Refused` where the service gave that name before.
pub async fn update_session(
    conn: &mut AsyncPgConnection,
    id: FaceCheckId,
    session: &Session,
    until: DateTime<Utc>,
) -> Result<()> {
    let taken = |error| refuse_taken("face_checks_vendor_session_key", Message::new("face-service-down"), error);
    update(t::table.find(id.uuid()))
        .set((
            t::vendor_session.eq(Some(&session.session)),
            t::vendor_url.eq(Some(&session.url)),
            t::expires_at.eq(Some(until)),
        ))
        .execute(conn)
        .await
        .map_err(taken)?;
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

/// The filing of a session that the service names with its try, and whether nobody has settled it; none where they do not belong
/// together.
///
/// # Errors
/// When the database refuses.
pub async fn find_told(
    conn: &mut AsyncPgConnection,
    session: &str,
    id: FaceCheckId,
) -> Result<Option<(FilingId, bool)>> {
    let own = t::table.filter(t::id.eq(id.uuid()).and(t::vendor_session.eq(Some(session))));
    let found: Option<(Uuid, String)> = own.select((t::filing_id, t::state)).first(conn).await.optional()?;
    Ok(found.map(|(filing, state)| (FilingId::from_uuid(filing), state == State::Asked.code())))
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
    let known = diesel::select(diesel::dsl::exists(t::table.filter(t::content_hash.eq(Some(&content)))));
    if tx.reach_all(async |tx| Ok(known.get_result::<bool>(tx.conn).await?)).await? {
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
            t::millis.eq(Some(size(kept.millis)?)),
            t::content_hash.eq(Some(content)),
        ))
        .execute(tx.conn)
        .await
        // Sent twice at one time.
        .map_err(|error| refuse_taken("face_checks_content", Refused::Known.message(), error))?;
    Ok(true)
}

/// Takes the keys of a person's clips away that nobody judged, as a later try counts; tells the files that nothing opens now.
///
/// # Errors
/// When the database refuses.
pub async fn erase_superseded(tx: &mut Tx<'_>, about: &About, by: FaceCheckId) -> Result<Vec<String>> {
    let own = t::table.filter(t::filing_id.eq(about.filing.uuid()).and(t::person_hash.eq(&about.person)));
    let kept = own.filter(t::state.eq(State::Given.code()).and(t::object_name.is_not_null()).and(t::id.ne(by.uuid())));
    let kept: Vec<(Uuid, Option<String>)> = kept.select((t::id, t::object_name)).for_update().load(tx.conn).await?;
    let (ids, names): (Vec<Uuid>, Vec<Option<String>>) = kept.into_iter().unzip();
    let gone =
        (t::object_name.eq(None::<String>), t::key_wrapped.eq(None::<Vec<u8>>), t::erased_at.eq(Some(tx.ctx.now)));
    update(t::table.filter(t::id.eq_any(ids))).set(gone).execute(tx.conn).await?;
    Ok(names.into_iter().flatten().collect())
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
    let own = t::table.filter(t::id.eq(id.uuid()).and(t::filing_id.eq(filing.uuid())));
    let (name, key, row): (Option<String>, Option<Vec<u8>>, Row) =
        own.select((t::object_name, t::key_wrapped, Row::as_select())).first(tx.conn).await?;
    match (name, key, check(tx, row)?.clip) {
        (Some(name), Some(key_wrapped), Some(clip)) => {
            Ok(StoredClip { id, object: StoredObject { name, key_wrapped }, clip })
        }
        _ => Err(Error::NotFound),
    }
}
