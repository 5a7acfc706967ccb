//! The table of sessions.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Double, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel::{insert_into, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::session::{Browser, Desk, EndedBy, Found, Session, Site, Stage, Token, Who, Whose};
use super::staff_name::StoredName;
use crate::clock;
use crate::db::begun::Entry;
use crate::db::kept::Kept;
use crate::db::{Opened, Tx};
use crate::error::Result;
use crate::reference::{self, Limits};
use crate::schema::sessions;
use crate::sealing::Sealer;
use crate::text::Lang;
use crate::values::actor::Role;
use crate::values::ids::{AccountId, SessionId, StaffId};

/// Table and column under which the address of a session is sealed; the row is the session's id.
const ADDRESS_COLUMN: &str = "sessions.address";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bool)]
    live: bool,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    staff_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    login: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Bytea>)]
    name_sealed: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Bool>)]
    temporary: Option<bool>,
    #[diesel(sql_type = Text)]
    language: String,
    #[diesel(sql_type = Bool)]
    large_text: bool,
    #[diesel(sql_type = Nullable<Bool>)]
    dark: Option<bool>,
    #[diesel(sql_type = Bool)]
    needs_mobile: bool,
    #[diesel(sql_type = Nullable<Array<Nullable<Text>>>)]
    provinces: Option<Vec<Option<String>>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    queue_filter: Option<serde_json::Value>,
    #[diesel(embed)]
    opened: Opened,
    #[diesel(sql_type = Bool)]
    wrote: bool,
}

/// Looks a session up and tells the database that its owner acts from here on, where it lives and is past its code.
const FIND: &str =
    "select id, live, stage, account_id, staff_id, role, login, name, name_sealed, temporary, language, large_text, dark,
        needs_mobile, provinces, queue_filter, now() as now, search_layers_in_force() as layers,
        pg_current_xact_id_if_assigned() is not null as wrote,
        set_config('beian.actor_kind', case when not live then '' when account_id is not null then 'applicant'
            when stage = 'full' then 'staff' else '' end, true),
        set_config('beian.actor_id', case when live then coalesce(account_id, staff_id)::text else '' end, true)
    from session_of($1, $2, make_interval(secs => $3))";

/// What a token leads to, and who acts, in one statement. Where somebody acts, and no page by itself, it pushes the idle limit
/// forward, at most once a minute.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    mut conn: &AsyncPgConnection,
    sealer: &Sealer,
    site: Site,
    token: &Token,
    renews: bool,
) -> Result<Entry<Found>> {
    let idle = site.idle(reference::book().limits(clock::china_day(clock::now())));
    let sql = sql_query(FIND)
        .bind::<Text, _>(site.code())
        .bind::<Bytea, _>(token.hash())
        .bind::<Nullable<Double>, _>(renews.then(|| idle.as_seconds_f64()));
    let row: Option<Row> = Kept(sql).get_result(&mut conn).await.optional()?;
    let Some(row) = row else { return Ok(Entry { found: Found::None, acting: None, wrote: false }) };
    let (wrote, opened) = (row.wrote, row.opened);
    let found = match row.live {
        true => row.into_session(sealer).map_or(Found::None, Found::Live),
        false => row.ended().unwrap_or(Found::None),
    };
    let acting = match &found {
        Found::Live(session) if session.whose().is_some() => Some((session.actor(), opened)),
        _ => None,
    };
    Ok(Entry { found, acting, wrote })
}

/// The limits in force on the day of a transaction.
fn limits(tx: &Tx<'_>) -> &'static Limits {
    reference::book().limits(clock::china_day(tx.ctx.now))
}

impl Row {
    /// What is left of a session that has ended; nothing of one between password and code.
    fn ended(&self) -> Option<Found> {
        let whose = match (self.account_id, self.staff_id) {
            (Some(id), _) => Whose::Account(AccountId::from_uuid(id)),
            (None, Some(id)) if self.stage == "full" => Whose::Staff(StaffId::from_uuid(id)),
            _ => return None,
        };
        Some(Found::Ended(whose, SessionId::from_uuid(self.id)))
    }

    fn into_session(self, sealer: &Sealer) -> Option<Session> {
        let who = match (self.account_id, self.staff_id) {
            (Some(id), _) => Who::Applicant(AccountId::from_uuid(id)),
            (None, Some(id)) => {
                let name = StoredName { id, login: self.login?, plain: self.name?, sealed: self.name_sealed };
                Who::Staff {
                    id: StaffId::from_uuid(id),
                    role: Role::from_code(self.role.as_deref()?)?,
                    stage: if self.stage == "full" { Stage::Full } else { Stage::Code },
                    name: name.shown(sealer),
                    must_change_password: self.temporary?,
                    desk: Arc::new(Desk {
                        provinces: self.provinces.unwrap_or_default().into_iter().flatten().collect(),
                        filter: self.queue_filter.unwrap_or_default(),
                    }),
                }
            }
            (None, None) => return None,
        };
        Some(Session {
            id: SessionId::from_uuid(self.id),
            who,
            lang: Lang::from_code(&self.language).unwrap_or_default(),
            large_text: self.large_text,
            dark: self.dark,
            needs_mobile: self.needs_mobile,
        })
    }
}

/// Whose session begins.
#[derive(Debug, Clone, Copy)]
pub enum Owner {
    /// An applicant.
    Account(AccountId),
    /// Somebody of the staff, at a stage.
    Staff(StaffId, Stage),
}

/// Begins a session and returns its token: the only time it is known.
///
/// # Errors
/// When the database refuses.
pub async fn begin<'a>(tx: &mut Tx<'_>, owner: Owner, browser: impl Into<Browser<'a>>) -> Result<Token> {
    let Browser { device, address } = browser.into();
    let (token, id) = (Token::random()?, SessionId::new().uuid());
    let address = address.map(|address| tx.sealer.seal_text(ADDRESS_COLUMN, address, id.as_bytes())).transpose()?;
    let (site, account, staff, stage) = match owner {
        Owner::Account(id) => (Site::Portal, Some(id.uuid()), None, "full"),
        Owner::Staff(id, Stage::Full) => (Site::Office, None, Some(id.uuid()), "full"),
        Owner::Staff(id, Stage::Code) => (Site::Office, None, Some(id.uuid()), "code"),
    };
    let limits = limits(tx);
    insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::token_hash.eq(token.hash()),
            sessions::site.eq(site.code()),
            sessions::account_id.eq(account),
            sessions::staff_id.eq(staff),
            sessions::stage.eq(stage),
            sessions::device.eq(device.chars().take(200).collect::<String>()),
            sessions::address_sealed.eq(address),
            sessions::created_at.eq(tx.ctx.now),
            sessions::seen_at.eq(tx.ctx.now),
            sessions::idle_until.eq(tx.ctx.now + site.idle(limits)),
            sessions::ends_at.eq(tx.ctx.now + site.absolute(limits)),
        ))
        .execute(tx.conn)
        .await?;
    Ok(token)
}

/// Whose sessions end.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// One.
    One(SessionId),
    /// All of an account, but perhaps one.
    OfAccount(AccountId, Option<SessionId>),
    /// All of somebody of the staff, but perhaps one.
    OfStaff(StaffId, Option<SessionId>),
}

/// Ends sessions. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut Tx<'_>, which: Which, by: EndedBy) -> Result<usize> {
    let now = tx.ctx.now;
    // Where from is told of living ones alone.
    let change = (
        sessions::ended_at.eq(Some(now)),
        sessions::ended_by.eq(Some(by.code())),
        sessions::address_sealed.eq(None::<Vec<u8>>),
    );
    let open = sessions::ended_at.is_null();
    let nobody = Uuid::nil();
    let ended = match which {
        Which::One(id) => {
            diesel::update(sessions::table.filter(sessions::id.eq(id.uuid())).filter(open))
                .set(change)
                .execute(tx.conn)
                .await?
        }
        Which::OfAccount(id, but) => {
            let but = but.map_or(nobody, SessionId::uuid);
            let rows =
                sessions::table.filter(sessions::account_id.eq(id.uuid())).filter(sessions::id.ne(but)).filter(open);
            diesel::update(rows).set(change).execute(tx.conn).await?
        }
        Which::OfStaff(id, but) => {
            let but = but.map_or(nobody, SessionId::uuid);
            let rows =
                sessions::table.filter(sessions::staff_id.eq(id.uuid())).filter(sessions::id.ne(but)).filter(open);
            diesel::update(rows).set(change).execute(tx.conn).await?
        }
    };
    Ok(ended)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Brings the rows of whose session it was within reach: its cookie or token told them.
///
/// # Errors
/// When the database refuses.
pub async fn reach(tx: &mut Tx<'_>, whose: Whose) -> Result<()> {
    match whose {
        Whose::Account(id) => tx.reach_account(id).await,
        Whose::Staff(id) => tx.reach_staff(id).await,
    }
}

/// Sessions that ended lately, counted back from a page that may still be open: no more than these are looked at.
const MOST_ENDED: i64 = 20;

/// The sessions of somebody that ended or ran out within the last minutes, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn ended_lately(tx: &mut Tx<'_>, whose: Whose, minutes: i64) -> Result<Vec<SessionId>> {
    let (account, staff) = whose.columns();
    let found: Vec<Id> = sql_query(
        "select id from sessions where (account_id = $1 or staff_id = $2) and stage = 'full'
             and least(ended_at, idle_until, ends_at) between now() - make_interval(mins => $3::int) and now()
         order by least(ended_at, idle_until, ends_at) desc limit $4",
    )
    .bind::<Nullable<SqlUuid>, _>(account)
    .bind::<Nullable<SqlUuid>, _>(staff)
    .bind::<BigInt, _>(minutes)
    .bind::<BigInt, _>(MOST_ENDED)
    .load(tx.conn)
    .await?;
    Ok(found.into_iter().map(|row| SessionId::from_uuid(row.id)).collect())
}

/// A session in its owner's list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Row id.
    pub id: Uuid,
    /// Browser and system, as far as it said.
    pub device: String,
    /// Where from; empty where that is not known.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
}

/// Where a session is from, as its row has it; empty where that is not known any more.
///
/// # Errors
/// When it does not open.
pub fn open_address(sealer: &Sealer, id: Uuid, sealed: Option<&[u8]>) -> Result<String> {
    let open = |sealed| sealer.open_text(ADDRESS_COLUMN, sealed, id.as_bytes());
    Ok(sealed.map(open).transpose()?.unwrap_or_default())
}

/// Living sessions of an account, the latest first.
///
/// # Errors
/// When the database refuses or an address does not open.
pub async fn list_of_account(tx: &mut Tx<'_>, id: AccountId) -> Result<Vec<Listed>> {
    list(tx, Which::OfAccount(id, None)).await
}

/// Living sessions of somebody of the staff, the latest first.
///
/// # Errors
/// When the database refuses or an address does not open.
pub async fn list_of_staff(tx: &mut Tx<'_>, id: StaffId) -> Result<Vec<Listed>> {
    list(tx, Which::OfStaff(id, None)).await
}

/// Whether a session lives.
///
/// # Errors
/// When the database refuses.
pub async fn is_living(tx: &mut Tx<'_>, id: SessionId) -> Result<bool> {
    Ok(!list(tx, Which::One(id)).await?.is_empty())
}

async fn list(tx: &mut Tx<'_>, of: Which) -> Result<Vec<Listed>> {
    let mut living = sessions::table
        .filter(sessions::ended_at.is_null().and(sessions::stage.eq("full")))
        .filter(sessions::idle_until.gt(diesel::dsl::now))
        .filter(sessions::ends_at.gt(diesel::dsl::now))
        .into_boxed();
    living = match of {
        Which::One(id) => living.filter(sessions::id.eq(id.uuid())),
        Which::OfAccount(id, _) => living.filter(sessions::account_id.eq(id.uuid())),
        Which::OfStaff(id, _) => living.filter(sessions::staff_id.eq(id.uuid())),
    };
    type Columns = (Uuid, String, Option<Vec<u8>>, DateTime<Utc>, DateTime<Utc>);
    let rows: Vec<Columns> = living
        .order(sessions::seen_at.desc())
        .limit(50)
        .select((sessions::id, sessions::device, sessions::address_sealed, sessions::created_at, sessions::seen_at))
        .load(tx.conn)
        .await?;
    let open = |(id, device, sealed, created_at, seen_at): Columns| -> Result<Listed> {
        let address = open_address(tx.sealer, id, sealed.as_deref())?;
        Ok(Listed { id, device, address, created_at, seen_at })
    };
    rows.into_iter().map(open).collect()
}
