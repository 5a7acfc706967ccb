//! What the daily look at a website on record needs of instances and filings.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::state::StateCode;
use crate::filing::watch::Serving;
use crate::schema::{filings, instances, submissions};
use crate::values::ids::{AccountId, EntityId, FilingId, WebsiteId};
use crate::values::ip_address::IpRange;

/// An instance by the provider's name of it, as it stands now; none where it is not known here.
///
/// # Errors
/// When the database refuses.
pub async fn find_serving(tx: &mut Tx<'_>, code: &str) -> Result<Option<Serving>> {
    type Row = (String, Vec<Option<String>>, NaiveDate, Option<DateTime<Utc>>);
    let row: Option<Row> = instances::table
        .filter(instances::code.eq(code))
        .select((instances::code, instances::addresses, instances::ends_on, instances::released_at))
        .first(tx.conn)
        .await
        .optional()?;
    Ok(row.map(|(code, addresses, ends_on, released_at)| Serving {
        code,
        addresses: addresses.into_iter().flatten().filter_map(|text| IpRange::parse(&text).ok()).collect(),
        ends_on,
        is_released: released_at.is_some(),
    }))
}

/// The filing that put a website on record, where it is of this account: a record may have come from another.
///
/// # Errors
/// When the database refuses.
pub async fn filing_of(tx: &mut Tx<'_>, filing: Option<FilingId>, account: AccountId) -> Result<Option<FilingId>> {
    let Some(filing) = filing else { return Ok(None) };
    let own = filings::table.find(filing.uuid()).filter(filings::account_id.eq(account.uuid()));
    let found: i64 = own.count().get_result(tx.conn).await?;
    Ok((found == 1).then_some(filing))
}

/// What the approved filings of a website were told and the desk looked at.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Holders of domains: the domain, and the name as it was shown.
    pub holders: Vec<(String, String)>,
    /// Words of trades that need an approval.
    pub words: Vec<String>,
}

/// What the approved filings of a website were told.
///
/// # Errors
/// When the database refuses.
pub async fn judged(tx: &mut Tx<'_>, entity: EntityId, website: WebsiteId, filing: Option<FilingId>) -> Result<Judged> {
    let ids: Vec<uuid::Uuid> = filing.into_iter().map(FilingId::uuid).collect();
    let of_website = filings::entity_id.eq(entity.uuid()).and(filings::website_id.eq(website.uuid())).assume_not_null();
    let found: Vec<Value> = submissions::table
        .inner_join(filings::table)
        .filter(submissions::round.eq(filings::round))
        .filter(filings::id.eq_any(ids).or(of_website))
        .filter(filings::state.eq(StateCode::Approved.code()))
        .select(submissions::findings)
        .load(tx.conn)
        .await?;
    let told = |code: &'static str| {
        found.iter().filter_map(Value::as_array).flatten().filter(move |finding| finding["code"] == code)
    };
    let arg = |finding: &Value, name: &str| {
        let args = finding["args"].as_array()?;
        Some(args.iter().find(|arg| arg[0] == name)?[1].as_str()?.to_owned())
    };
    Ok(Judged {
        holders: told("D6").filter_map(|own| Some((arg(own, "domain")?, arg(own, "holder")?))).collect(),
        words: told("X20").filter_map(|own| arg(own, "word")).collect(),
    })
}
