//! Who works on what: the filter that a specialist left, names of colleagues, the load of the team.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{sql_query, update};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::auth::staff_name::StoredName;
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::Result;
use crate::review::queue::Filter;
use crate::schema::staff;
pub use crate::staff::store::load_names as names;
use crate::values::ids::StaffId;

/// Keeps the filter of the queue.
///
/// # Errors
/// When the database refuses.
pub async fn update_filter(conn: &mut AsyncPgConnection, id: StaffId, filter: &Filter) -> Result<()> {
    update(staff::table.find(id.uuid()))
        .set(staff::queue_filter.eq(serde_json::to_value(filter).map_err(anyhow::Error::from)?))
        .execute(conn)
        .await?;
    Ok(())
}

/// What a colleague has in hand.
#[derive(Debug, Clone)]
pub struct Load {
    /// Name.
    pub name: String,
    /// Open cases.
    pub open: i64,
    /// Since when they have the oldest one.
    pub oldest: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    login: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Nullable<Bytea>)]
    display_name_sealed: Option<Vec<u8>>,
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    oldest: Option<DateTime<Utc>>,
}

/// The load of everybody who reviews, the fullest desk first. Reads the index over cases in review.
///
/// # Errors
/// When the database refuses.
pub async fn team(tx: &mut Tx<'_>) -> Result<Vec<Load>> {
    let rows: Vec<Row> = Kept(sql_query(
        "select s.id, s.login, s.display_name, s.display_name_sealed, coalesce(f.open, 0) as open, f.oldest
         from staff s
         left join (select reviewer_id, count(*) as open, min(state_since) as oldest
                    from filings where reviewer_id is not null group by reviewer_id) f on f.reviewer_id = s.id
         where s.disabled_at is null and s.role in ('specialist', 'lead')
         order by open desc, s.login
         limit 50",
    ))
    .load(tx.conn)
    .await?;
    let load = |row: Row| {
        let Row { id, login, display_name: plain, display_name_sealed: sealed, open, oldest } = row;
        Load { name: StoredName { id, login, plain, sealed }.shown(tx.sealer), open, oldest }
    };
    Ok(rows.into_iter().map(load).collect())
}

/// How many cases somebody decided since an instant.
///
/// # Errors
/// When the database refuses.
pub async fn done_since(conn: &mut AsyncPgConnection, id: StaffId, since: DateTime<Utc>) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let found: Count = Kept(
        sql_query(
            "select count(*) as count from (
             select 1 from reviews where reviewer_id = $1 and finished_at >= $2 limit 1000) done",
        )
        .bind::<SqlUuid, _>(id.uuid())
        .bind::<Timestamptz, _>(since),
    )
    .get_result(conn)
    .await?;
    Ok(found.count)
}

/// How much of the bureau's work waits for an answer, of these provinces (empty means all) or of none that is told, and how
/// much of that is overdue on a day.
///
/// # Errors
/// When the database refuses.
pub async fn bureau_work(conn: &mut AsyncPgConnection, provinces: &[String], today: NaiveDate) -> Result<(i64, i64)> {
    use crate::schema::bureau_tasks as t;
    let open = || {
        let open = t::table.filter(t::done_at.is_null().and(t::answered_at.is_null())).into_boxed();
        match provinces {
            [] => open,
            _ => open.filter(t::province.is_null().or(t::province.eq_any(provinces))),
        }
    };
    let overdue = open().filter(t::due_on.lt(today));
    Ok((open().count().get_result(conn).await?, overdue.count().get_result(conn).await?))
}
