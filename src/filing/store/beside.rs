//! What is known beside a filing and stands in tables of others, a row or none each: asked together with the filing, as its page
//! is asked for again and again.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::rows::{self, FilingRow};
use super::times::{BUREAU, REVIEW, span};
use crate::db::kept::Kept;
use crate::error::{Error, Result};
use crate::filing::state::Filing;
use crate::filing::times::{Span, Times};
use crate::liveness::check::State;
use crate::schema::{decisions as decisions_t, filings, reviews};
use crate::values::FilingRef;
use crate::values::ids::{AccountId, FilingId};

/// What is known beside a filing.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// Whether an instance ever ended under it.
    pub has_findings: bool,
    /// Whether anybody was ever asked for something of it by a link.
    pub has_tasks: bool,
    /// How far the tries are that somebody can judge or has judged: a line each, of which and its state.
    pub faces: Vec<String>,
    /// How long others of its kind took in its province.
    pub times: Times,
}

type Own = Nullable<Array<BigInt>>;
type Columns = (SqlLiteral<Bool>, SqlLiteral<Bool>, SqlLiteral<Array<Text>>, SqlLiteral<Own>, SqlLiteral<Own>);
type Row = (bool, bool, Vec<String>, Option<Vec<i64>>, Option<Vec<i64>>);

/// What is selected of a row of filings. No value stands in it but codes of ours.
fn columns() -> Columns {
    let times = |stage: &str| {
        sql(&format!(
            "(select array[cases, half_seconds, most_seconds] from case_times own
              where own.stage = '{stage}' and own.province = filings.province and own.kind = filings.kind)"
        ))
    };
    let has = |table: &str| sql(&format!("exists (select from {table} own where own.filing_id = filings.id)"));
    (has("instance_findings"), has("relay_tasks"), tries(), times(REVIEW), times(BUREAU))
}

fn tries() -> SqlLiteral<Array<Text>> {
    let [asked, failed] = [State::Asked, State::Failed].map(State::code);
    sql(&format!(
        "array(select own.id::text || ' ' || own.state from face_checks own
          where own.filing_id = filings.id and own.state not in ('{asked}', '{failed}'))"
    ))
}

fn beside((has_findings, has_tasks, faces, review, bureau): Row) -> Beside {
    let of = |own: Option<Vec<i64>>| -> Option<Span> {
        let [cases, half, most]: [i64; 3] = own?.try_into().ok()?;
        span(cases, half, most)
    };
    Beside { has_findings, has_tasks, faces, times: Times { review: of(review), bureau: of(bureau) } }
}

/// A filing of an account by its reference, with what is known beside it. Another's is not found.
///
/// # Errors
/// `NotFound` when there is none of this account.
pub async fn load_owned(conn: &AsyncPgConnection, reference: &FilingRef, owner: AccountId) -> Result<(Filing, Beside)> {
    let this = filings::ref_.eq(reference.as_str()).and(filings::erased_at.is_null());
    let query = whole!(columns()).filter(this);
    let (row, decided, reviewer, own): (FilingRow, Option<String>, Option<Uuid>, Row) =
        Kept(query).get_result(&mut &*conn).await?;
    let filing = rows::filing((row, decided, reviewer))?;
    if filing.owner == owner { Ok((filing, beside(own))) } else { Err(Error::NotFound) }
}

/// [`Beside::faces`] of a filing that is there already: who follows it asks for nothing else, again and again.
///
/// # Errors
/// `NotFound` when there is no such filing.
pub async fn faces(conn: &AsyncPgConnection, id: FilingId) -> Result<Vec<String>> {
    let query = filings::table.filter(filings::id.eq(id.uuid())).select(tries());
    Ok(Kept(query).get_result(&mut &*conn).await?)
}
