//! What an owner was told about a filing, and how it was delivered.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::notify::facts::Facts;
use crate::notify::notice::Channel;
use crate::schema::{deliveries, notices};
use crate::text::Lang;
use crate::values::ids::{AccountId, FilingId, NoticeId};

/// The latest notices of a filing that are shown. Each may have gone by every channel.
const MOST: usize = 200;

/// A notice with its deliveries.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Row id.
    pub id: NoticeId,
    /// What was told.
    pub facts: Facts,
    /// In which language.
    pub lang: Lang,
    /// When.
    pub at: DateTime<Utc>,
    /// By which channels.
    pub deliveries: Vec<Delivery>,
}

/// One delivery.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Mail or SMS.
    pub channel: Channel,
    /// `waiting`, `sent`, `refused` or `failed`.
    pub state: String,
    /// Tries.
    pub attempts: i32,
    /// What the server said last.
    pub answer: Option<String>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
}

/// What the owner of a filing was told about it, newest first: not what others were told of a record that went to them.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &AsyncPgConnection, filing: FilingId, owner: AccountId) -> Result<Vec<Sent>> {
    type Told = (Uuid, serde_json::Value, String, DateTime<Utc>);
    let most = MOST * Channel::ALL.len();
    // A notice comes once for each of its deliveries, or once where it has none.
    let rows: Vec<(Told, Option<Row>)> = notices::table
        .left_join(deliveries::table)
        .filter(notices::filing_id.eq(filing.uuid()).and(notices::account_id.eq(owner.uuid())))
        .select((
            (notices::id, notices::facts, notices::language, notices::created_at),
            (
                deliveries::channel,
                deliveries::state,
                deliveries::attempts,
                deliveries::last_answer,
                deliveries::sent_at,
            )
                .nullable(),
        ))
        .order((notices::id.desc(), deliveries::channel))
        .limit(i64::try_from(most).context("channels")?)
        .load(&mut &*conn)
        .await?;
    let mut list: Vec<Sent> = Vec::new();
    for ((id, facts, language, at), row) in rows {
        let id = NoticeId::from_uuid(id);
        if list.last().is_none_or(|before| before.id != id) {
            // A notice of a kind that is no more is left out rather than breaking the page.
            let Ok(facts) = serde_json::from_value(facts) else { continue };
            let lang = Lang::from_code(&language).unwrap_or_default();
            list.push(Sent { id, facts, lang, at, deliveries: Vec::new() });
        }
        if let Some(sent) = list.last_mut() {
            sent.deliveries.extend(row.and_then(delivery));
        }
    }
    list.truncate(MOST);
    Ok(list)
}

type Row = (String, String, i32, Option<String>, Option<DateTime<Utc>>);

fn delivery((channel, state, attempts, answer, sent_at): Row) -> Option<Delivery> {
    Some(Delivery { channel: Channel::from_code(&channel)?, state, attempts, answer, sent_at })
}
