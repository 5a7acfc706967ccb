//! Who agreed to the notice on identity papers or on faces, for which filing, in which version, when.

use chrono::{DateTime, Utc};
use diesel::insert_into;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::reference::Text;
use crate::schema::consents;
use crate::values::ids::{AccountId, FilingId, RelayTaskId};

/// What was agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Identity papers are kept and looked at.
    Papers,
    /// A face is recorded.
    Face,
    /// Name and document go to a verification service, which records the face.
    FaceService,
}

impl About {
    fn code(self) -> &'static str {
        match self {
            Self::Papers => "identity_papers",
            Self::Face => "face",
            Self::FaceService => "face_service",
        }
    }

    /// The name of the notice that is agreed to.
    pub fn notice(self) -> &'static str {
        match self {
            Self::Papers => Text::IDENTITY_CONSENT,
            Self::Face => Text::FACE_CONSENT,
            Self::FaceService => Text::FACE_SERVICE_CONSENT,
        }
    }
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Version of the notice.
    pub version: String,
    /// When.
    pub given_at: DateTime<Utc>,
}

/// The latest consent for a filing: of its owner, or of whoever has a link.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    conn: &mut AsyncPgConnection,
    about: About,
    filing: FilingId,
    link: Option<RelayTaskId>,
) -> Result<Option<Consent>> {
    let row: Option<(String, DateTime<Utc>)> = consents::table
        .select((consents::text_version, consents::given_at))
        .filter(consents::filing_id.eq(filing.uuid()).and(consents::kind.eq(about.code())))
        .filter(consents::relay_task_id.is_not_distinct_from(link.map(RelayTaskId::uuid)))
        .order(consents::given_at.desc())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(version, given_at)| Consent { version, given_at }))
}

/// Records a consent: of the owner of a filing, or of whoever has a link.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    about: About,
    (account, filing): (AccountId, FilingId),
    link: Option<RelayTaskId>,
    version: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    insert_into(consents::table)
        .values((
            consents::id.eq(Uuid::now_v7()),
            consents::account_id.eq(account.uuid()),
            consents::filing_id.eq(filing.uuid()),
            consents::kind.eq(about.code()),
            consents::text_version.eq(version),
            consents::given_at.eq(now),
            consents::relay_task_id.eq(link.map(RelayTaskId::uuid)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
