//! The instance that carries a website on record.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::watch::Serving;
use crate::schema::instances;
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
