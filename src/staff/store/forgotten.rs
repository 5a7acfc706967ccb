//! Who left the staff, once nobody needs to know their name: what they did stays, under their id.

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel::{delete, update};
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use super::{update_alarm_mail, update_factor, update_password};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{queue_views, staff};
use crate::staff::staff::Login;
use crate::values::ids::StaffId;

/// What a login of somebody who was forgotten is proved under.
const FORMER: &str = "former login";

/// Forgets who a disabled login was: every column that tells is emptied here, and the filters they kept go. Where the login stood
/// there is a proof of it from then on, by which [`was_given`] knows it.
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
            staff::login.eq(HEXLOWER.encode(&tx.sealer.proof(FORMER, login.as_bytes()))),
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

/// Whether a login was that of somebody who was forgotten. Marks of devices name the login: the browsers of the one would be
/// known as those of the next. The key that proves it is that of the marks, so that it is free again once they count no more.
///
/// # Errors
/// When the database refuses.
pub async fn was_given(tx: &mut Tx<'_>, login: &Login) -> Result<bool> {
    let former: Vec<String> =
        staff::table.filter(staff::forgotten_at.is_not_null()).select(staff::login).load(tx.conn).await?;
    let is_it = |proof: &String| {
        let proof = HEXLOWER.decode(proof.as_bytes()).unwrap_or_default();
        tx.sealer.is_proof(FORMER, login.as_str().as_bytes(), &proof)
    };
    Ok(former.iter().any(is_it))
}

/// Who was forgotten.
///
/// # Errors
/// When the database refuses.
pub async fn list_forgotten(tx: &mut Tx<'_>) -> Result<Vec<StaffId>> {
    let ids: Vec<Uuid> = staff::table.filter(staff::forgotten_at.is_not_null()).select(staff::id).load(tx.conn).await?;
    Ok(ids.into_iter().map(StaffId::from_uuid).collect())
}
