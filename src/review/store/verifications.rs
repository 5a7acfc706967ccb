//! Running verifications by SMS, and those that lapsed and can be sent again.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::error::Result;
use crate::filing::decision::DecisionKind;
use crate::filing::state::{Filing, StateCode};
use crate::filing::store;
use crate::schema::{decisions, filings};
use crate::values::ids::FilingId;

/// Filings whose persons in charge are to verify within these provinces (empty means all), those with the least time first.
///
/// # Errors
/// When the database refuses.
pub async fn list_running(conn: &mut AsyncPgConnection, provinces: &[String], limit: i64) -> Result<Vec<Filing>> {
    let mut query = filings::table.filter(filings::state.eq(StateCode::Verifying.code())).into_boxed();
    if !provinces.is_empty() {
        query = query.filter(filings::province.eq_any(provinces));
    }
    let ids = query.select(filings::id).order((filings::until, filings::id)).limit(limit).load(conn).await?;
    by_ids(conn, ids).await
}

/// Filings that came back as nobody verified, those that lie longest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_lapsed(conn: &mut AsyncPgConnection, provinces: &[String], limit: i64) -> Result<Vec<Filing>> {
    let mut query = filings::table
        .inner_join(decisions::table.on(filings::decision_id.eq(decisions::id.nullable())))
        .filter(filings::state.eq(StateCode::Rejected.code()))
        .filter(decisions::kind.eq(DecisionKind::NotVerified.code()))
        .into_boxed();
    if !provinces.is_empty() {
        query = query.filter(filings::province.eq_any(provinces));
    }
    let ids = query.select(filings::id).order((filings::state_since, filings::id)).limit(limit).load(conn).await?;
    by_ids(conn, ids).await
}

async fn by_ids(conn: &mut AsyncPgConnection, ids: Vec<Uuid>) -> Result<Vec<Filing>> {
    let ids: Vec<FilingId> = ids.into_iter().map(FilingId::from_uuid).collect();
    store::list_by_ids(conn, &ids).await
}
