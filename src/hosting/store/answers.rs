//! The table of answers to requests with a key.

use diesel::prelude::*;
use diesel::{insert_into, update as change};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::api_answers;
use crate::values::ids::TokenId;

/// Takes a key. Two requests that come at once wait for each other here; false when it was taken before.
pub(in crate::hosting) async fn insert(tx: &mut Tx<'_>, token: TokenId, key: &str, digest: &[u8]) -> Result<bool> {
    let values = (
        api_answers::token_id.eq(token.uuid()),
        api_answers::key.eq(key),
        api_answers::body_hash.eq(digest),
        api_answers::created_at.eq(tx.ctx.now),
    );
    Ok(insert_into(api_answers::table).values(values).on_conflict_do_nothing().execute(tx.conn).await? == 1)
}

/// Keeps the answer.
pub(in crate::hosting) async fn update(tx: &mut Tx<'_>, token: TokenId, key: &str, answer: &Value) -> Result<()> {
    let row = api_answers::table.find((token.uuid(), key));
    change(row).set(api_answers::answer.eq(answer)).execute(tx.conn).await?;
    Ok(())
}

/// What was answered, and the hash of what was asked.
pub(in crate::hosting) async fn load(tx: &mut Tx<'_>, token: TokenId, key: &str) -> Result<(Vec<u8>, Value)> {
    let row: (Vec<u8>, Option<Value>) = api_answers::table
        .find((token.uuid(), key))
        .select((api_answers::body_hash, api_answers::answer))
        .first(tx.conn)
        .await?;
    Ok((row.0, row.1.unwrap_or_default()))
}
