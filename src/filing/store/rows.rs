//! The row of a filing in plain SQL types, and both ways to the domain.

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::error::Result;
use crate::filing::kind::Kind;
use crate::filing::state::{Filing, RejectedBy, State, StateCode};
use crate::schema::filings;
use crate::values::FilingRef;
use crate::values::ids::{AccountId, DecisionId, EntityId, FilingId, StaffId, WebsiteId};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = filings, treat_none_as_null = true)]
pub(super) struct FilingRow {
    id: Uuid,
    #[diesel(column_name = ref_)]
    reference: String,
    account_id: Uuid,
    kind: String,
    province: String,
    entity_kind: i32,
    entity_name: Option<String>,
    entity_hash: Vec<u8>,
    entity_id: Option<Uuid>,
    website_id: Option<Uuid>,
    state: String,
    reviewer_id: Option<Uuid>,
    decision_id: Option<Uuid>,
    until: Option<DateTime<Utc>>,
    upload_begun_at: Option<DateTime<Utc>>,
    round: i32,
    version: i32,
    warned_at: Option<DateTime<Utc>>,
    first_submitted_at: Option<DateTime<Utc>>,
    submitted_at: Option<DateTime<Utc>>,
    state_since: DateTime<Utc>,
    touched_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
}

/// A row with the kind of its decision and the reviewer of its round.
pub(super) type Loaded = (FilingRow, Option<String>, Option<Uuid>);

/// Who rejected it, asked for no other row, where the whole decision is not wanted.
pub(super) const DECIDED: &str = "case when filings.state = 'rejected'
    then (select kind from decisions where decisions.id = filings.decision_id) end";

/// A count as the database keeps it.
pub(super) fn to_i32(count: u32) -> Result<i32> {
    Ok(i32::try_from(count).context("count beyond the column")?)
}

/// A count read from the database.
pub(super) fn to_u32(count: i32) -> Result<u32> {
    Ok(u32::try_from(count).context("negative count")?)
}

/// The filing of a row.
pub(super) fn filing((row, decided, last_reviewer): Loaded) -> Result<Filing> {
    let state =
        state(&row, decided.as_deref()).with_context(|| format!("filing {} stands in no known state", row.id))?;
    Ok(Filing {
        id: FilingId::from_uuid(row.id),
        reference: FilingRef::parse(&row.reference).map_err(|_| anyhow!("filing {} has no reference", row.id))?,
        owner: AccountId::from_uuid(row.account_id),
        kind: Kind::from_code(&row.kind).context("unknown kind of filing")?,
        province: row.province,
        entity_kind: row.entity_kind,
        entity_name: row.entity_name,
        entity_hash: row.entity_hash,
        entity: row.entity_id.map(EntityId::from_uuid),
        website: row.website_id.map(WebsiteId::from_uuid),
        state,
        round: to_u32(row.round)?,
        version: row.version,
        last_reviewer: last_reviewer.map(StaffId::from_uuid),
        upload_begun_at: row.upload_begun_at,
        warned_at: row.warned_at,
        first_submitted_at: row.first_submitted_at,
        submitted_at: row.submitted_at,
        state_since: row.state_since,
        touched_at: row.touched_at,
        created_at: row.created_at,
    })
}

fn state(row: &FilingRow, decided: Option<&str>) -> Option<State> {
    let decision = row.decision_id.map(DecisionId::from_uuid);
    Some(match StateCode::from_code(&row.state)? {
        StateCode::Draft => State::Draft,
        StateCode::Submitted => State::Submitted,
        StateCode::InReview => State::InReview { reviewer: StaffId::from_uuid(row.reviewer_id?) },
        StateCode::ChangesRequested => State::ChangesRequested { decision: decision? },
        StateCode::Rejected => State::Rejected { decision: decision?, by: RejectedBy::from_code(decided?)? },
        StateCode::AwaitingMail => State::AwaitingMail { until: row.until? },
        StateCode::ReadyToSend => State::ReadyToSend,
        StateCode::Verifying => State::Verifying { until: row.until? },
        StateCode::BureauReview => State::BureauReview,
        StateCode::Approved => State::Approved,
        StateCode::Withdrawn => State::Withdrawn,
        StateCode::Expired => State::Expired,
    })
}

impl From<&Filing> for FilingRow {
    fn from(filing: &Filing) -> Self {
        Self {
            id: filing.id.uuid(),
            reference: filing.reference.as_str().to_owned(),
            account_id: filing.owner.uuid(),
            kind: filing.kind.code().to_owned(),
            province: filing.province.clone(),
            entity_kind: filing.entity_kind,
            entity_name: filing.entity_name.clone(),
            entity_hash: filing.entity_hash.clone(),
            entity_id: filing.entity.map(EntityId::uuid),
            website_id: filing.website.map(WebsiteId::uuid),
            state: filing.state.code().code().to_owned(),
            reviewer_id: filing.state.reviewer().map(StaffId::uuid),
            decision_id: filing.state.decision().map(DecisionId::uuid),
            until: filing.state.until(),
            upload_begun_at: filing.upload_begun_at,
            round: i32::try_from(filing.round).unwrap_or(i32::MAX),
            version: filing.version,
            warned_at: filing.warned_at,
            first_submitted_at: filing.first_submitted_at,
            submitted_at: filing.submitted_at,
            state_since: filing.state_since,
            touched_at: filing.touched_at,
            created_at: filing.created_at,
        }
    }
}
