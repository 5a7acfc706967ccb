//! What an owner was told about a filing, and how it was delivered.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{self as t, Array, Jsonb, Nullable, Record, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::kept::Kept;
use crate::error::Result;
use crate::notify::facts::Facts;
use crate::notify::notice::Channel;
use crate::schema::notices;
use crate::text::Lang;
use crate::values::ids::{AccountId, FilingId, NoticeId};

/// The latest notices of a filing that are shown.
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

/// A notice as it is kept, with its deliveries.
pub type Row = (Uuid, serde_json::Value, String, DateTime<Utc>, Vec<Delivered>);
/// A delivery as it is kept.
pub type Delivered = (String, String, i32, Option<String>, Option<DateTime<Utc>>);
type OfNotice = Array<Record<(Text, Text, t::Integer, Nullable<Text>, Nullable<Timestamptz>)>>;
/// What is selected beside a row of filings: what its owner was told, for [`known`].
pub type OfFiling = Array<Record<(t::Uuid, Jsonb, Text, Timestamptz, OfNotice)>>;

/// [`OfNotice`] in SQL.
const DELIVERIES: &str = "array(select row(own.channel, own.state, own.attempts, own.last_answer, own.sent_at)
      from deliveries own where own.notice_id = notices.id order by own.channel)";

/// [`OfFiling`] in SQL.
pub fn of_filing() -> SqlLiteral<OfFiling> {
    sql(&format!(
        "array(select row(notices.id, notices.facts, notices.language, notices.created_at, {DELIVERIES})
          from notices where notices.filing_id = filings.id and notices.account_id = filings.account_id
          order by notices.id desc limit {MOST})"
    ))
}

/// What the owner of a filing was told about it, newest first: not what others were told of a record that went to them.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &AsyncPgConnection, filing: FilingId, owner: AccountId) -> Result<Vec<Sent>> {
    let own = notices::table
        .filter(notices::filing_id.eq(filing.uuid()).and(notices::account_id.eq(owner.uuid())))
        .select((notices::id, notices::facts, notices::language, notices::created_at, sql::<OfNotice>(DELIVERIES)))
        .order(notices::id.desc())
        .limit(i64::try_from(MOST).context("notices")?);
    Ok(known(Kept(own).load(&mut &*conn).await?))
}

/// The notices of their rows. One of a kind that is no more is left out rather than breaking the page.
pub fn known(rows: Vec<Row>) -> Vec<Sent> {
    let notice = |(id, facts, language, at, deliveries): Row| {
        Some(Sent {
            id: NoticeId::from_uuid(id),
            facts: serde_json::from_value(facts).ok()?,
            lang: Lang::from_code(&language).unwrap_or_default(),
            at,
            deliveries: deliveries.into_iter().filter_map(delivery).collect(),
        })
    };
    rows.into_iter().filter_map(notice).collect()
}

fn delivery((channel, state, attempts, answer, sent_at): Delivered) -> Option<Delivery> {
    Some(Delivery { channel: Channel::from_code(&channel)?, state, attempts, answer, sent_at })
}
