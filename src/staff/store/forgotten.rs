//! Who left the staff, once nobody needs to know their name: what they did stays, under their id.

use diesel::prelude::*;
use diesel::{delete, update};
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use super::{update_alarm_mail, update_factor, update_password};
use crate::auth::device;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{queue_views, staff};
use crate::staff::staff::Login;
use crate::values::ids::StaffId;

/// Forgets who a disabled login was: every column that tells is emptied here, and the filters they kept go. Where the login stood
/// there is a mark of a device from then on, by which [`was_given`] knows it.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx<'_>, id: StaffId) -> Result<()> {
    let row = id.uuid();
    let login: String = staff::table.find(row).select(staff::login).first(tx.conn).await?;
    // Gone since it was disabled, unless a password was reset after that.
    update_password(tx, id, "", true).await?;
    update_factor(tx, id, None).await?;
    update_alarm_mail(tx, id, None).await?;
    delete(queue_views::table.filter(queue_views::staff_id.eq(row))).execute(tx.conn).await?;
    update(staff::table.find(row))
        .set((
            // Longer than any login that is typed.
            staff::login.eq(device::mark(tx.sealer, &login)?),
            staff::display_name.eq(""),
            staff::display_name_sealed.eq(None::<Vec<u8>>),
            staff::queue_filter.eq(json!({})),
            staff::forgotten_at.eq(Some(tx.ctx.now)),
            staff::version.eq(staff::version + 1),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Whether a login was that of somebody who was forgotten, as long as marks of their devices count: their browsers would be known
/// as those of whoever got it next.
///
/// # Errors
/// When the database refuses.
pub async fn was_given(tx: &mut Tx<'_>, login: &Login) -> Result<bool> {
    let marks: Vec<String> =
        staff::table.filter(staff::forgotten_at.is_not_null()).select(staff::login).load(tx.conn).await?;
    Ok(marks.iter().any(|mark| device::counter(tx.sealer, login.as_str(), Some(mark.as_str())).is_known))
}

/// Who was forgotten.
///
/// # Errors
/// When the database refuses.
pub async fn list_forgotten(tx: &mut Tx<'_>) -> Result<Vec<StaffId>> {
    let ids: Vec<Uuid> = staff::table.filter(staff::forgotten_at.is_not_null()).select(staff::id).load(tx.conn).await?;
    Ok(ids.into_iter().map(StaffId::from_uuid).collect())
}
