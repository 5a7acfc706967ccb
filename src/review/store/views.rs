//! Filters of the queue that somebody named.

use diesel::prelude::*;
use diesel::{delete, insert_into};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::auth::staff_name::{self, StoredName};
use crate::db::Tx;
use crate::error::Result;
use crate::review::queue::{Filter, Tab};
use crate::schema::{queue_views, staff};
use crate::sealing::Sealer;
use crate::values::ids::StaffId;

/// The most that one person keeps.
pub const MOST: i64 = 20;

/// A named filter.
#[derive(Debug, Clone)]
pub struct View {
    /// Row id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The tab it opens.
    pub tab: Tab,
    /// The filter.
    pub filter: Filter,
    /// Colleagues see it too.
    pub is_shared: bool,
    /// Whose it is, where it is a colleague's.
    pub by: Option<String>,
}

/// The own ones, then those that colleagues share.
///
/// # Errors
/// When the database refuses.
pub async fn list(conn: &AsyncPgConnection, sealer: &Sealer, me: StaffId) -> Result<Vec<View>> {
    use queue_views as t;
    type Row = (Uuid, Uuid, String, String, serde_json::Value, bool, StoredName);
    let rows: Vec<Row> = t::table
        .inner_join(staff::table)
        .filter(t::staff_id.eq(me.uuid()).or(t::is_shared.and(staff::disabled_at.is_null())))
        .select((t::id, t::staff_id, t::name, t::tab, t::filter, t::is_shared, staff_name::COLUMNS))
        .order((t::staff_id.ne(me.uuid()), t::name, t::id))
        .limit(5 * MOST)
        .load(&mut &*conn)
        .await?;
    let view = |(id, owner, name, tab, filter, is_shared, by): Row| View {
        id,
        name,
        tab: Tab::from_code(&tab).unwrap_or_default(),
        filter: serde_json::from_value(filter).unwrap_or_default(),
        is_shared,
        by: (owner != me.uuid()).then(|| by.shown(sealer)),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How many somebody keeps.
///
/// # Errors
/// When the database refuses.
pub async fn count(conn: &mut AsyncPgConnection, me: StaffId) -> Result<i64> {
    Ok(queue_views::table.filter(queue_views::staff_id.eq(me.uuid())).count().get_result(conn).await?)
}

/// Keeps a filter under a name; a second one of that name takes its place.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    tx: &mut Tx<'_>,
    me: StaffId,
    name: &str,
    (tab, filter): (Tab, &Filter),
    is_shared: bool,
) -> Result<()> {
    use queue_views as t;
    let said = (
        t::tab.eq(tab.code()),
        t::filter.eq(serde_json::to_value(filter).map_err(anyhow::Error::from)?),
        t::is_shared.eq(is_shared),
    );
    insert_into(t::table)
        .values((t::id.eq(Uuid::now_v7()), t::staff_id.eq(me.uuid()), t::name.eq(name), said.clone()))
        .on_conflict((t::staff_id, t::name))
        .do_update()
        .set(said)
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Takes one's own away.
///
/// # Errors
/// When the database refuses.
pub async fn remove(conn: &mut AsyncPgConnection, me: StaffId, id: Uuid) -> Result<()> {
    let own = queue_views::table.filter(queue_views::id.eq(id).and(queue_views::staff_id.eq(me.uuid())));
    delete(own).execute(conn).await?;
    Ok(())
}
