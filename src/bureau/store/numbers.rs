//! Filing numbers by the bureau's ids.

use diesel::sql_types::{BigInt, Text};
use diesel::{OptionalExtension as _, QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::kept::Kept;
use crate::error::Result;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Text)]
    number: String,
}

/// The number of the entity or website that the bureau calls so.
///
/// # Errors
/// When the database refuses.
pub async fn find(conn: &mut AsyncPgConnection, id: i64) -> Result<Option<String>> {
    first(conn, "select number from bureau_known where bureau_id = $1", id).await
}

/// The number of the website with an access that the bureau calls so.
///
/// # Errors
/// When the database refuses.
pub async fn find_of_access(conn: &mut AsyncPgConnection, id: i64) -> Result<Option<String>> {
    let sql = "select number from bureau_known
        where parts -> 'accesses' @> jsonb_build_array(jsonb_build_object('id', $1))";
    first(conn, sql, id).await
}

async fn first(conn: &mut AsyncPgConnection, sql: &str, id: i64) -> Result<Option<String>> {
    let found: Option<Number> = Kept(sql_query(sql).bind::<BigInt, _>(id)).get_result(conn).await.optional()?;
    Ok(found.map(|row| row.number))
}
