//! Instances as the back office looks for them: the latest first, page by page. A page reads as many rows as it shows,
//! however many there are.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Row;
use crate::clock::read_micros;
use crate::error::Result;
use crate::hosting::instance::Instance;
use crate::hosting::record::read_code;
use crate::schema::instances;
use crate::values::ids::AccountId;

/// As many as a page shows.
const PAGE: usize = 50;

/// Where a page begins: after the last instance of the one before. What is told anew meanwhile moves to the front and shifts
/// nothing behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    told_at: DateTime<Utc>,
    code: String,
}

impl After {
    /// Reads what an address says.
    pub fn parse(text: &str) -> Option<Self> {
        let (micros, code) = text.split_once('.')?;
        Some(Self { told_at: read_micros(micros)?, code: read_code(code)? })
    }
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.told_at.timestamp_micros(), self.code)
    }
}

/// Instances of a page, and where the next one begins.
pub(in crate::hosting) type Found = (Vec<Instance>, Option<After>);

/// Those whose name begins so.
pub(in crate::hosting) async fn list_by_start(
    conn: &mut AsyncPgConnection,
    start: &str,
    after: Option<After>,
) -> Result<Found> {
    // Not `like`: of rows with a rule no index answers that.
    let starts = sql::<Bool>("starts_with(code, ").bind::<Text, _>(start.to_owned()).sql(")");
    list(conn, instances::table.filter(starts).into_boxed(), after).await
}

/// Those of an owner, by account or by the mail address they wait for.
pub(in crate::hosting) async fn list_of_owner(
    conn: &mut AsyncPgConnection,
    account: Option<AccountId>,
    hash: Vec<u8>,
    after: Option<After>,
) -> Result<Found> {
    let waits = instances::account_id.is_null().and(instances::owner_email_hash.eq(Some(hash)));
    let owned = instances::account_id.is_not_null().and(instances::account_id.eq(account.map(AccountId::uuid)));
    list(conn, instances::table.filter(waits.or(owned)).into_boxed(), after).await
}

async fn list(
    conn: &mut AsyncPgConnection,
    mut query: instances::BoxedQuery<'_, Pg>,
    after: Option<After>,
) -> Result<Found> {
    if let Some(After { told_at, code }) = after {
        let beside = instances::imported_at.lt(told_at).or(instances::code.gt(code));
        // In this form the index finds where the page begins.
        query = query.filter(instances::imported_at.le(told_at).and(beside));
    }
    let mut rows: Vec<(Row, DateTime<Utc>)> = query
        .order((instances::imported_at.desc(), instances::code))
        .limit(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
        .select((Row::as_select(), instances::imported_at))
        .load(conn)
        .await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|(row, told_at)| After { told_at: *told_at, code: row.code.clone() });
    let found: Result<Vec<Instance>> = rows.into_iter().map(|(row, _)| Instance::try_from(row)).collect();
    Ok((found?, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let after = After::parse("1796000000123456.i-a.b").unwrap();
        assert_eq!((after.code.as_str(), after.to_string().as_str()), ("i-a.b", "1796000000123456.i-a.b"));
        for text in ["", "i-a", "x.i-a", ".", "99999999999999999999.i-a", "-300000000000000000.i-a", "1.i\0a", "1.'"] {
            assert_eq!(After::parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_place_is_read_as_it_is_written_or_none(text in "-?[0-9]{0,20}\\.[A-Za-z0-9._\u{0}\u{4e00}-]{0,140}") {
            if let Some(after) = After::parse(&text) {
                proptest::prop_assert_eq!(After::parse(&after.to_string()), Some(after));
            }
        }
    }
}
