//! What is known beside a filing and stands in tables of others: asked together with the filing, as its page is asked for again
//! and again.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::drafts::{self, Draft};
use super::events;
use super::rows::{self, DECIDED, FilingRow};
use super::times;
use crate::db::Tx;
use crate::db::kept::Kept;
use crate::error::Result;
use crate::filing::state::{EventCode, Filing};
use crate::filing::times::Times;
use crate::liveness::check::State;
use crate::notify::store::told::{self, Sent};
use crate::schema::filings;
use crate::values::FilingRef;
use crate::values::ids::{AccountId, FilingId};

/// What is known beside a filing.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Whether an instance ever ended under it.
    pub has_findings: bool,
    /// Whether anybody was ever asked for something of it by a link.
    pub has_tasks: bool,
    /// How far the tries are that somebody can judge or has judged: a line each, of which and its state.
    pub faces: Vec<String>,
    /// How long others of its kind took in its province.
    pub times: Times,
    /// What happened to it and when, oldest first.
    pub events: Vec<(EventCode, DateTime<Utc>)>,
    /// What its owner was told, newest first.
    pub told: Vec<Sent>,
    /// What was typed, sealed.
    typed: Vec<drafts::Row>,
}

impl Beside {
    /// What was typed, in the order of the wizard; a second time nothing.
    ///
    /// # Errors
    /// When a content does not open.
    pub fn take_typed(&mut self, tx: &Tx<'_>, filing: FilingId) -> Result<Vec<Draft>> {
        drafts::open(tx, filing, std::mem::take(&mut self.typed))
    }
}

type Flags = (SqlLiteral<Bool>, SqlLiteral<Bool>, SqlLiteral<Array<Text>>);
type Lists =
    (SqlLiteral<times::OfRow>, SqlLiteral<drafts::OfRow>, SqlLiteral<events::OfRow>, SqlLiteral<told::OfFiling>);
type FlagsRow = (bool, bool, Vec<String>);
type ListsRow = (Vec<times::Row>, Vec<drafts::Row>, Vec<events::Happened>, Vec<told::Row>);

/// What is selected of a row of filings. No value stands in it but codes of ours.
fn columns() -> (Flags, Lists) {
    let has = |table: &str| sql(&format!("exists (select from {table} own where own.filing_id = filings.id)"));
    let flags = (has("instance_findings"), has("relay_tasks"), tries());
    (flags, (times::of_row(), drafts::of_row(), events::of_row(), told::of_filing()))
}

fn tries() -> SqlLiteral<Array<Text>> {
    let [asked, failed] = [State::Asked, State::Failed].map(State::code);
    sql(&format!(
        "array(select own.id::text || ' ' || own.state from face_checks own
          where own.filing_id = filings.id and own.state not in ('{asked}', '{failed}'))"
    ))
}

fn beside(((has_findings, has_tasks, faces), (times, typed, events, told)): (FlagsRow, ListsRow)) -> Beside {
    let times = times::known(&times);
    Beside { has_findings, has_tasks, faces, times, events: events::known(events), told: told::known(told), typed }
}

/// A filing of an account by its reference, with what is known beside it. Another's is not found. It does not tell who reviewed
/// its round, which is nothing for its owner.
///
/// # Errors
/// `NotFound` when there is none of this account.
pub async fn load_owned(conn: &AsyncPgConnection, reference: &FilingRef, owner: AccountId) -> Result<(Filing, Beside)> {
    let this = filings::ref_.eq(reference.as_str()).and(filings::erased_at.is_null());
    // Of another's nothing is even read.
    let own = this.and(filings::account_id.eq(owner.uuid()));
    let query = filings::table.filter(own).select((FilingRow::as_select(), sql::<Nullable<Text>>(DECIDED), columns()));
    let (row, decided, own): (FilingRow, Option<String>, (FlagsRow, ListsRow)) =
        Kept(query).get_result(&mut &*conn).await?;
    Ok((rows::filing((row, decided, None))?, beside(own)))
}

/// [`Beside::faces`] of a filing that is there already: who follows it asks for nothing else, again and again.
///
/// # Errors
/// `NotFound` when there is no such filing.
pub async fn faces(conn: &AsyncPgConnection, id: FilingId) -> Result<Vec<String>> {
    let query = filings::table.filter(filings::id.eq(id.uuid())).select(tries());
    Ok(Kept(query).get_result(&mut &*conn).await?)
}
