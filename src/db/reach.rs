//! Whose rows a transaction reaches. Row-level security (migration `row_rules`) lets an actor at their own rows alone; where
//! more is needed, the code says so here, by name: nothing else widens what a transaction sees.

use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use uuid::Uuid;

use super::Tx;
use super::kept::Kept;
use crate::error::Result;
use crate::values::ids::{AccountId, FilingId, StaffId};

#[derive(QueryableByName)]
struct Before {
    #[diesel(sql_type = Text)]
    reach: String,
}

const WIDEN: &str =
    "select coalesce(current_setting('beian.reach', true), '') as reach, set_config('beian.reach', 'all', true)";
const NARROW: &str = "select set_config('beian.reach', $1, true)";

/// Runs `work` with everybody's rows in reach: a check that asks whether somebody else has something, a record that passes to
/// another account. What it returns to its caller is all that gets out.
///
/// # Errors
/// What `work` returns.
pub async fn all<T>(
    conn: &mut AsyncPgConnection,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T>,
) -> Result<T> {
    let before: Before = Kept(sql_query(WIDEN)).get_result(conn).await?;
    let done = work(conn).await;
    narrow(conn, before, done).await
}

/// Brings back the reach of before; what was `done` meanwhile is handed on.
async fn narrow<T>(conn: &mut AsyncPgConnection, before: Before, done: Result<T>) -> Result<T> {
    match Kept(sql_query(NARROW).bind::<Text, _>(before.reach)).execute(conn).await {
        // After a refusal of the database nothing runs any more: what it said counts.
        Err(error) if done.is_ok() => Err(error.into()),
        _ => done,
    }
}

async fn set(conn: &mut AsyncPgConnection, name: &str, id: Uuid) -> Result<()> {
    let sql = "select set_config($1, $2, true)";
    Kept(sql_query(sql).bind::<Text, _>(name).bind::<Text, _>(id.to_string())).execute(conn).await?;
    Ok(())
}

impl Tx<'_> {
    /// [`all`] for what needs more than the connection.
    ///
    /// # Errors
    /// What `work` returns.
    pub async fn reach_all<T>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.ctx.actor.is_house() {
            return work(self).await;
        }
        let before: Before = Kept(sql_query(WIDEN)).get_result(self.conn).await?;
        let done = work(self).await;
        narrow(self.conn, before, done).await
    }

    /// From here on an account's rows are in reach: somebody who is not signed in proved that it is theirs.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reach_account(&mut self, id: AccountId) -> Result<()> {
        set(self.conn, "beian.account", id.uuid()).await
    }

    /// The same for a filing, of which somebody has a one-task link.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reach_filing(&mut self, id: FilingId) -> Result<()> {
        set(self.conn, "beian.filing", id.uuid()).await
    }

    /// The same for a member of staff who is not fully signed in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reach_staff(&mut self, id: StaffId) -> Result<()> {
        set(self.conn, "beian.staff", id.uuid()).await
    }
}
