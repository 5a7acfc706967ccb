//! What an owner was told about a filing, and how it was delivered.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::try_join;
use uuid::Uuid;

use crate::error::Result;
use crate::notify::facts::Facts;
use crate::notify::notice::Channel;
use crate::schema::{deliveries, notices};
use crate::text::Lang;
use crate::values::ids::{AccountId, FilingId, NoticeId};

/// The latest notices of a filing that are shown. Each may have gone by every channel.
const MOST: i64 = 200;

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
    type Row = (Uuid, String, String, i32, Option<String>, Option<DateTime<Utc>>);
    let is_theirs = || notices::filing_id.eq(filing.uuid()).and(notices::account_id.eq(owner.uuid()));
    let mut first = conn;
    let rows = notices::table
        .filter(is_theirs())
        .select((notices::id, notices::facts, notices::language, notices::created_at))
        .order(notices::id.desc())
        .limit(MOST)
        .load(&mut first);
    let channels = i64::try_from(Channel::ALL.len()).context("channels")?;
    // By the filing and not by the ids: sent together, and planned once.
    let mut second = conn;
    let of_notices = deliveries::table
        .inner_join(notices::table)
        .filter(is_theirs())
        .select((
            deliveries::notice_id,
            deliveries::channel,
            deliveries::state,
            deliveries::attempts,
            deliveries::last_answer,
            deliveries::sent_at,
        ))
        .order((notices::id.desc(), deliveries::channel))
        .limit(MOST * channels)
        .load(&mut second);
    let (rows, of_notices): (Vec<Told>, Vec<Row>) = try_join(rows, of_notices).await?;
    let mut list = Vec::with_capacity(rows.len());
    for (id, facts, language, at) in rows {
        // A notice of a kind that is no more is left out rather than breaking the page.
        let Ok(facts) = serde_json::from_value(facts) else { continue };
        let own = of_notices.iter().filter(|row| row.0 == id);
        let deliveries = own.filter_map(|(_, channel, state, attempts, answer, sent_at)| {
            Some(Delivery {
                channel: Channel::from_code(channel)?,
                state: state.clone(),
                attempts: *attempts,
                answer: answer.clone(),
                sent_at: *sent_at,
            })
        });
        let deliveries = deliveries.collect();
        list.push(Sent {
            id: NoticeId::from_uuid(id),
            facts,
            lang: Lang::from_code(&language).unwrap_or_default(),
            at,
            deliveries,
        });
    }
    Ok(list)
}
