//! The table of tokens.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::{insert_into, update};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Caller, Listed, Scope};
use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::Token;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::api_tokens;
use crate::values::ids::TokenId;

/// Makes a token; its text is the caller's to show.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx<'_>, token: &Token, name: &str, scopes: &[Scope]) -> Result<TokenId> {
    let id = TokenId::new();
    let codes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
    insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(id.uuid()),
            api_tokens::name.eq(name),
            api_tokens::token_hash.eq(token.hash()),
            api_tokens::scopes.eq(&codes),
            api_tokens::created_at.eq(tx.ctx.now),
        ))
        .execute(tx.conn)
        .await?;
    let event = Event::new(Action::TokenMade, Subject::new("api_token", id)).detail(codes.join(" "));
    audit::record(tx, event).await?;
    Ok(id)
}

/// Every token, those that work first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<Listed>> {
    type Row = (Uuid, String, Vec<Option<String>>, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = api_tokens::table
        .order((api_tokens::revoked_at.is_not_null(), api_tokens::created_at.desc()))
        .limit(200)
        .select((
            api_tokens::id,
            api_tokens::name,
            api_tokens::scopes,
            api_tokens::created_at,
            api_tokens::last_used_at,
            api_tokens::revoked_at,
        ))
        .load(tx.conn)
        .await?;
    let listed = |(id, name, codes, created_at, last_used_at, revoked_at): Row| Listed {
        id: TokenId::from_uuid(id),
        name,
        scopes: scopes(codes),
        created_at,
        last_used_at,
        revoked_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Who calls with a token; none where it does not work. Its use is noted.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Caller>> {
    type Row = (Uuid, Vec<Option<String>>, Option<DateTime<Utc>>);
    let row: Option<Row> = api_tokens::table
        .filter(api_tokens::token_hash.eq(token.hash()).and(api_tokens::revoked_at.is_null()))
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
