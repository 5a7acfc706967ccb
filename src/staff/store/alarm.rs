//! Where somebody of the staff is told of new devices.

use anyhow::Context as _;
use data_encoding::BASE64;
use diesel::prelude::*;
use diesel::update;
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::error::Result;
use crate::notify::notice::Secret;
use crate::schema::staff;
use crate::text::Lang;
use crate::values::Email;
use crate::values::ids::StaffId;

const EMAIL_COLUMN: &str = "staff.email";

/// An address for alarms.
pub struct AlarmMail {
    /// The address.
    pub to: Secret,
    /// The language of its owner.
    pub lang: Lang,
    /// The address as it lies in the table, in base64: what a job carries that must reach it whatever is changed meanwhile.
    pub sealed: String,
}

/// Stores where somebody is told of new devices, or nowhere.
///
/// # Errors
/// When the database refuses.
pub async fn update_alarm_mail(tx: &mut Tx<'_>, id: StaffId, email: Option<&Email>) -> Result<()> {
    let row = id.uuid();
    let sealed = email.map(|email| tx.sealer.seal_text(EMAIL_COLUMN, email.reveal(), row.as_bytes())).transpose()?;
    update(staff::table.find(row)).set(staff::email_sealed.eq(sealed)).execute(tx.conn).await?;
    Ok(())
}

/// Where somebody is told of new devices; none where they gave no address.
///
/// # Errors
/// When the database refuses or the address does not open.
pub async fn find_alarm_mail(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<AlarmMail>> {
    let row: Option<(Option<Vec<u8>>, String)> = staff::table
        .filter(staff::id.eq(id.uuid()).and(staff::disabled_at.is_null()))
        .select((staff::email_sealed, staff::language))
        .first(tx.conn)
        .await
        .optional()?;
    let Some((Some(sealed), language)) = row else { return Ok(None) };
    open(tx, id, &sealed, &language).map(Some)
}

/// The address that a job carries; also of a login that was disabled since.
///
/// # Errors
/// When there is nobody, the database refuses or the address does not open, as its key is out of use.
pub async fn open_alarm_mail(tx: &mut Tx<'_>, id: StaffId, sealed: &str) -> Result<AlarmMail> {
    let language: String = staff::table.find(id.uuid()).select(staff::language).first(tx.conn).await?;
    open(tx, id, &BASE64.decode(sealed.as_bytes()).context("an address in a job")?, &language)
}

fn open(tx: &Tx<'_>, id: StaffId, sealed: &[u8], language: &str) -> Result<AlarmMail> {
    let to = Secret::new(tx.sealer.open_text(EMAIL_COLUMN, sealed, id.uuid().as_bytes())?);
    Ok(AlarmMail { to, lang: Lang::from_code(language).unwrap_or_default(), sealed: BASE64.encode(sealed) })
}
