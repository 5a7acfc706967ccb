//! Rows that only the demo reads or writes: secrets of its staff, and whether anything is there yet.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::staff;

/// Column under which a second factor is sealed; the row is the staff id.
pub const TOTP_COLUMN: &str = "staff.totp";

/// A member of the staff with the secret of the second factor.
pub struct SecondFactor {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// The shared secret.
    pub secret: Vec<u8>,
}

/// Staff with an enrolled second factor.
///
/// # Errors
/// When the database refuses or a secret does not open.
pub async fn list_second_factors(tx: &mut Tx<'_>) -> Result<Vec<SecondFactor>> {
    let rows: Vec<(Uuid, String, String, Option<Vec<u8>>)> = staff::table
        .select((staff::id, staff::login, staff::display_name, staff::totp_sealed))
        .filter(staff::disabled_at.is_null().and(staff::totp_sealed.is_not_null()))
        .order(staff::created_at)
        .load(tx.conn)
        .await?;
    let mut factors = Vec::with_capacity(rows.len());
    for (id, login, name, sealed) in rows {
        let Some(sealed) = sealed else { continue };
        let secret = tx.sealer.open_bytes(TOTP_COLUMN, &sealed, id.as_bytes())?;
        factors.push(SecondFactor { login, name, secret });
    }
    Ok(factors)
}
