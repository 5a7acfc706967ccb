//! The table of staff.

mod alarm;
mod forgotten;
mod name;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Uuid as SqlUuid};
use diesel::{insert_into, sql_query, update};
use diesel_async::RunQueryDsl;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use self::alarm::{AlarmMail, find_alarm_mail, open_alarm_mail, update_alarm_mail};
pub use self::forgotten::{forget, list_forgotten, was_given};
pub use self::name::{load_name, load_names, seal_plain_names};
use super::staff::{Credentials, Login, Member, Profile};
use crate::auth::staff_name::{self, StoredName};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::staff;
use crate::sealing::Sealer;
use crate::values::actor::Role;
use crate::values::ids::StaffId;

const TOTP_COLUMN: &str = "staff.totp";

/// The living login, for a sign-in.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_login(tx: &mut Tx<'_>, login: &Login) -> Result<Option<Credentials>> {
    tx.reach_all(async |tx| credentials(tx, None, Some(login.as_str())).await).await
}

/// What a signed-in person's password is checked against.
///
/// # Errors
/// [`Error::NotFound`] when the login was disabled.
pub async fn load_credentials(tx: &mut Tx<'_>, id: StaffId) -> Result<Credentials> {
    credentials(tx, Some(id), None).await?.ok_or(Error::NotFound)
}

async fn credentials(tx: &mut Tx<'_>, id: Option<StaffId>, login: Option<&str>) -> Result<Option<Credentials>> {
    let mut query = staff::table.filter(staff::disabled_at.is_null()).into_boxed();
    if let Some(id) = id {
        query = query.filter(staff::id.eq(id.uuid()));
    }
    if let Some(login) = login {
        query = query.filter(staff::login.eq(login.to_owned()));
    }
    let row: Option<(Uuid, String, String, bool)> = query
        .select((staff::id, staff::login, staff::password_hash, staff::totp_confirmed_at.is_not_null()))
        .first(tx.conn)
        .await
        .optional()?;
    Ok(row.map(|(id, login, password_hash, has_second_factor)| Credentials {
        id: StaffId::from_uuid(id),
        login,
        password_hash,
        has_second_factor,
    }))
}

#[derive(Queryable)]
struct Row {
    name: StoredName,
    role: String,
    provinces: Vec<Option<String>>,
    has_temporary_password: bool,
    has_second_factor: bool,
    version: i32,
    disabled_at: Option<DateTime<Utc>>,
}

impl Row {
    fn open(self, sealer: &Sealer) -> Result<Member> {
        Ok(Member {
            id: StaffId::from_uuid(self.name.id),
            role: Role::from_code(&self.role).ok_or_else(|| anyhow::anyhow!("unknown role {}", self.role))?,
            login: self.name.login.clone(),
            name: self.name.shown(sealer),
            provinces: self.provinces.into_iter().flatten().collect(),
            has_temporary_password: self.has_temporary_password,
            has_second_factor: self.has_second_factor,
            version: self.version,
            disabled_at: self.disabled_at,
        })
    }
}

macro_rules! member_columns {
    () => {
        (
            staff_name::COLUMNS,
            staff::role,
            staff::provinces,
            staff::password_is_temporary,
            staff::totp_confirmed_at.is_not_null(),
            staff::version,
            staff::disabled_at,
        )
    };
}

/// All staff, the disabled last, without who was forgotten.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Member>> {
    let rows: Vec<Row> = staff::table
        .filter(staff::forgotten_at.is_null())
        .order((staff::disabled_at.is_not_null(), staff::role, staff::login))
        .limit(500)
        .select(member_columns!())
        .load(tx.conn)
        .await?;
    rows.into_iter().map(|row| row.open(tx.sealer)).collect()
}

/// One of the staff.
///
/// # Errors
/// [`Error::NotFound`] when there is nobody, or when they left and were forgotten.
pub async fn load(tx: &mut Tx<'_>, id: StaffId) -> Result<Member> {
    let known = staff::table.filter(staff::id.eq(id.uuid()).and(staff::forgotten_at.is_null()));
    let row: Row = known.select(member_columns!()).first(tx.conn).await?;
    row.open(tx.sealer)
}

/// One of the staff by login, disabled or not.
///
/// # Errors
/// When the database refuses.
pub async fn find_member(tx: &mut Tx<'_>, login: &Login) -> Result<Option<Member>> {
    let row: Option<Row> = staff::table
        .filter(staff::login.eq(login.as_str()))
        .select(member_columns!())
        .first(tx.conn)
        .await
        .optional()?;
    row.map(|row| row.open(tx.sealer)).transpose()
}

/// Writes a new login with a temporary password. False when the login is taken.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, id: StaffId, login: &Login, profile: &Profile, hash: &str) -> Result<bool> {
    let sealed = staff_name::seal(tx.sealer, id.uuid(), &profile.name)?;
    let rows = insert_into(staff::table)
        .values((
            staff::id.eq(id.uuid()),
            staff::login.eq(login.as_str()),
            staff::display_name.eq(login.as_str()),
            staff::display_name_sealed.eq(Some(sealed)),
            staff::role.eq(profile.role.code()),
            staff::provinces.eq(&profile.provinces),
            staff::password_hash.eq(hash),
        ))
        .on_conflict(staff::login)
        .do_nothing()
        .execute(tx.conn)
        .await?;
    Ok(rows == 1)
}

/// Changes name, role and provinces of the version that was seen.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it.
pub async fn update_profile(tx: &mut Tx<'_>, id: StaffId, version: i32, profile: &Profile) -> Result<()> {
    let sealed = staff_name::seal(tx.sealer, id.uuid(), &profile.name)?;
    let rows = update(staff::table.filter(staff::id.eq(id.uuid()).and(staff::version.eq(version))))
        .set((
            staff::display_name.eq(staff::login),
            staff::display_name_sealed.eq(Some(sealed)),
            staff::role.eq(profile.role.code()),
            staff::provinces.eq(&profile.provinces),
            staff::version.eq(staff::version + 1),
        ))
        .execute(tx.conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Disables a login: what it signed in with goes, and where its owner was told.
///
/// # Errors
/// When the database refuses.
pub async fn disable(tx: &mut Tx<'_>, id: StaffId) -> Result<()> {
    update_password(tx, id, "", true).await?;
    update_factor(tx, id, None).await?;
    update_alarm_mail(tx, id, None).await?;
    update_disabled_at(tx, id, Some(tx.ctx.now)).await
}

/// Lets a disabled login sign in again, with a temporary password.
///
/// # Errors
/// When the database refuses.
pub async fn enable(tx: &mut Tx<'_>, id: StaffId, hash: &str) -> Result<()> {
    update_password(tx, id, hash, true).await?;
    update_disabled_at(tx, id, None).await
}

async fn update_disabled_at(tx: &mut Tx<'_>, id: StaffId, at: Option<DateTime<Utc>>) -> Result<()> {
    update(staff::table.find(id.uuid()))
        .set((staff::disabled_at.eq(at), staff::version.eq(staff::version + 1)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Sets a password; a temporary one must be changed first thing.
///
/// # Errors
/// When the database refuses.
pub async fn update_password(tx: &mut Tx<'_>, id: StaffId, hash: &str, is_temporary: bool) -> Result<()> {
    update(staff::table.find(id.uuid()))
        .set((staff::password_hash.eq(hash), staff::password_is_temporary.eq(is_temporary)))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Stores the same password's hash by today's parameters.
///
/// # Errors
/// When the database refuses.
pub async fn update_hash(tx: &mut Tx<'_>, id: StaffId, hash: &str) -> Result<()> {
    update(staff::table.find(id.uuid())).set(staff::password_hash.eq(hash)).execute(tx.conn).await?;
    Ok(())
}

/// The administrators who can sign in, locked until the transaction ends: nobody else changes their number meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn lock_administrators(tx: &mut Tx<'_>) -> Result<Vec<StaffId>> {
    let ids: Vec<Uuid> = staff::table
        .filter(staff::role.eq(Role::Administrator.code()).and(staff::disabled_at.is_null()))
        .order(staff::id)
        .select(staff::id)
        .for_update()
        .load(tx.conn)
        .await?;
    Ok(ids.into_iter().map(StaffId::from_uuid).collect())
}

/// A stored second factor.
pub struct StoredFactor {
    /// The secret.
    pub secret: Vec<u8>,
    /// It was enrolled.
    pub is_confirmed: bool,
    /// The last step that was used.
    pub last_step: Option<i64>,
}

/// The second factor of somebody.
///
/// # Errors
/// When the database refuses.
pub async fn find_factor(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<StoredFactor>> {
    let row: Option<(Option<Vec<u8>>, bool, Option<i64>)> = staff::table
        .filter(staff::id.eq(id.uuid()).and(staff::disabled_at.is_null()))
        .select((staff::totp_sealed, staff::totp_confirmed_at.is_not_null(), staff::totp_last_step))
        .first(tx.conn)
        .await
        .optional()?;
    let Some((Some(sealed), is_confirmed, last_step)) = row else { return Ok(None) };
    let secret = tx.sealer.open_bytes(TOTP_COLUMN, &sealed, id.uuid().as_bytes())?;
    Ok(Some(StoredFactor { secret, is_confirmed, last_step }))
}

/// Stores a second factor, still to be enrolled, or takes it away; the codes for the lost one go with it.
///
/// # Errors
/// When the database refuses.
pub async fn update_factor(tx: &mut Tx<'_>, id: StaffId, secret: Option<&[u8]>) -> Result<()> {
    let row = id.uuid();
    let sealed = secret.map(|secret| tx.sealer.seal_bytes(TOTP_COLUMN, secret, row.as_bytes())).transpose()?;
    update(staff::table.find(row))
        .set((
            staff::totp_sealed.eq(sealed),
            staff::totp_confirmed_at.eq(None::<DateTime<Utc>>),
            staff::totp_last_step.eq(None::<i64>),
            staff::recovery_hashes.eq(Vec::<Option<Vec<u8>>>::new()),
        ))
        .execute(tx.conn)
        .await?;
    Ok(())
}

/// Uses a step up: exactly one caller gets it. The first one enrols the factor.
///
/// # Errors
/// When the database refuses.
pub async fn take_step(tx: &mut Tx<'_>, id: StaffId, step: i64) -> Result<bool> {
    let later = staff::totp_last_step.is_null().or(staff::totp_last_step.lt(step));
    let rows =
        update(staff::table.filter(staff::id.eq(id.uuid()).and(later)))
            .set((
                staff::totp_last_step.eq(Some(step)),
                staff::totp_confirmed_at.eq(diesel::dsl::sql::<
                    diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>,
                >("coalesce(totp_confirmed_at, now())")),
            ))
            .execute(tx.conn)
            .await?;
    Ok(rows == 1)
}

/// What is kept of a code, bound to whose it is.
fn recovery_hash(id: StaffId, code: &str) -> Vec<u8> {
    Sha256::digest(format!("recovery code {id} {code}")).to_vec()
}

/// Keeps codes for a lost phone, in place of those before.
///
/// # Errors
/// When the database refuses.
pub async fn update_recovery_codes(tx: &mut Tx<'_>, id: StaffId, codes: &[String]) -> Result<()> {
    let hashes: Vec<Option<Vec<u8>>> = codes.iter().map(|code| Some(recovery_hash(id, code))).collect();
    update(staff::table.find(id.uuid())).set(staff::recovery_hashes.eq(hashes)).execute(tx.conn).await?;
    Ok(())
}

/// Uses a code for a lost phone up: exactly one caller gets it.
///
/// # Errors
/// When the database refuses.
pub async fn take_recovery_code(tx: &mut Tx<'_>, id: StaffId, code: &str) -> Result<bool> {
    let hash = recovery_hash(id, code);
    let rows = sql_query(
        "update staff set recovery_hashes = array_remove(recovery_hashes, $2)
         where id = $1 and disabled_at is null and totp_confirmed_at is not null and $2 = any(recovery_hashes)",
    )
    .bind::<SqlUuid, _>(id.uuid())
    .bind::<Bytea, _>(hash)
    .execute(tx.conn)
    .await?;
    Ok(rows == 1)
}

/// How many codes for a lost phone are left.
///
/// # Errors
/// [`Error::NotFound`] when there is nobody.
pub async fn count_recovery_codes(tx: &mut Tx<'_>, id: StaffId) -> Result<usize> {
    let hashes: Vec<Option<Vec<u8>>> =
        staff::table.find(id.uuid()).select(staff::recovery_hashes).first(tx.conn).await?;
    Ok(hashes.len())
}
