//! What the staff are called.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::update;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::auth::staff_name::{self, StoredName};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::staff;
use crate::values::ids::StaffId;

/// The name of somebody of the staff; empty where they left and were forgotten.
///
/// # Errors
/// `NotFound` when there is nobody; otherwise when the database refuses or the name does not open.
pub async fn load_name(tx: &mut Tx<'_>, id: StaffId) -> Result<String> {
    let name: StoredName = staff::table.find(id.uuid()).select(staff_name::COLUMNS).first(tx.conn).await?;
    Ok(name.open(tx.sealer)?)
}

/// The names of some of the staff; empty where they left and were forgotten.
///
/// # Errors
/// When the database refuses.
pub async fn load_names(tx: &mut Tx<'_>, ids: &[StaffId]) -> Result<HashMap<StaffId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let plain: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<StoredName> =
        staff::table.filter(staff::id.eq_any(plain)).select(staff_name::COLUMNS).load(tx.conn).await?;
    Ok(rows.into_iter().map(|name| (StaffId::from_uuid(name.id), name.shown(tx.sealer))).collect())
}

/// Seals the names that an earlier version wrote in plain. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn seal_plain_names(tx: &mut Tx<'_>) -> Result<usize> {
    let plain: Vec<(Uuid, String)> = staff::table
        .filter(staff::display_name.ne(staff::login).and(staff::forgotten_at.is_null()))
        .order(staff::id)
        .select((staff::id, staff::display_name))
        .for_update()
        .load(tx.conn)
        .await?;
    for (id, name) in &plain {
        let sealed = staff_name::seal(tx.sealer, *id, name)?;
        update(staff::table.find(*id))
            .set((staff::display_name.eq(staff::login), staff::display_name_sealed.eq(Some(sealed))))
            .execute(tx.conn)
            .await?;
    }
    Ok(plain.len())
}
