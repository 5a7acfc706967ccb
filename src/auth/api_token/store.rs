//! The table of tokens.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Caller, Listed, NewToken, Scope};
use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::Token;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::api_tokens;
use crate::values::ids::TokenId;

/// Makes a token; its text is the caller's to show.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, token: &Token, new: &NewToken) -> Result<TokenId> {
    let id = TokenId::new();
    let codes: Vec<&str> = new.scopes.iter().map(|scope| scope.code()).collect();
    insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(id.uuid()),
            api_tokens::name.eq(&new.name),
            api_tokens::token_hash.eq(token.hash()),
            api_tokens::scopes.eq(&codes),
            api_tokens::created_at.eq(tx.ctx.now),
            api_tokens::ends_on.eq(new.ends_on),
        ))
        .execute(tx.conn)
        .await?;
    let until = new.ends_on.map(|day| format!(" until {day}")).unwrap_or_default();
    let event = Event::new(Action::TokenMade, Subject::new("api_token", id)).detail(codes.join(" ") + &until);
    audit::record(tx, event).await?;
    Ok(id)
}

/// Every token, those that work first; of these the latest.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Listed>> {
    type Times = (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<NaiveDate>);
    type Row = (Uuid, String, Vec<Option<String>>, Times);
    let is_over = api_tokens::ends_on.is_not_null().and(api_tokens::ends_on.lt(china_day(tx.ctx.now)));
    let rows: Vec<Row> = api_tokens::table
        .order((api_tokens::revoked_at.is_not_null(), is_over, api_tokens::created_at.desc()))
        .limit(200)
        .select((
            api_tokens::id,
            api_tokens::name,
            api_tokens::scopes,
            (api_tokens::created_at, api_tokens::last_used_at, api_tokens::revoked_at, api_tokens::ends_on),
        ))
        .load(tx.conn)
        .await?;
    let listed = |(id, name, codes, (created_at, last_used_at, revoked_at, ends_on)): Row| Listed {
        id: TokenId::from_uuid(id),
        name,
        scopes: scopes(codes),
        created_at,
        last_used_at,
        revoked_at,
        ends_on,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Who calls with a token; none where it does not work. Its use is noted.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Caller>> {
    type Row = (Uuid, Vec<Option<String>>, Option<DateTime<Utc>>);
    let runs = api_tokens::ends_on.is_null().or(api_tokens::ends_on.ge(china_day(tx.ctx.now)));
    let row: Option<Row> = api_tokens::table
        .filter(api_tokens::token_hash.eq(token.hash()).and(api_tokens::revoked_at.is_null()).and(runs))
        .select((api_tokens::id, api_tokens::scopes, api_tokens::last_used_at))
        .first(tx.conn)
        .await
        .optional()?;
    let Some((id, codes, last_used_at)) = row else { return Ok(None) };
    if last_used_at.is_none_or(|last| tx.ctx.now - last >= TimeDelta::minutes(1)) {
        update(api_tokens::table.find(id)).set(api_tokens::last_used_at.eq(tx.ctx.now)).execute(tx.conn).await?;
    }
    Ok(Some(Caller { token: TokenId::from_uuid(id), scopes: scopes(codes) }))
}

/// Revokes a token; one that is revoked already stays so.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn revoke(tx: &mut Tx<'_>, id: TokenId) -> Result<()> {
    let working = api_tokens::table.filter(api_tokens::id.eq(id.uuid()).and(api_tokens::revoked_at.is_null()));
    if update(working).set(api_tokens::revoked_at.eq(tx.ctx.now)).execute(tx.conn).await? == 0 {
        let known: i64 = api_tokens::table.filter(api_tokens::id.eq(id.uuid())).count().get_result(tx.conn).await?;
        return if known == 0 { Err(Error::NotFound) } else { Ok(()) };
    }
    audit::record(tx, Event::new(Action::TokenRevoked, Subject::new("api_token", id))).await
}

fn scopes(codes: Vec<Option<String>>) -> Vec<Scope> {
    codes.into_iter().flatten().filter_map(|code| Scope::from_code(&code)).collect()
}
