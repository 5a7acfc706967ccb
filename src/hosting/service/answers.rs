//! Requests with a key of their own: the same request again gets the same answer and does nothing.

use serde_json::Value;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hosting::store::answers;
use crate::values::ids::TokenId;

/// A request by its key.
#[derive(Debug, Clone)]
pub struct Keyed<'a> {
    /// Whose it is.
    pub token: TokenId,
    /// The key, chosen by the caller.
    pub key: &'a str,
    /// SHA-256 of its body.
    pub digest: &'a [u8],
}

/// Does `work` once for a key. Says whether the answer is one of before.
///
/// # Errors
/// `Refused` when the key came with another body before; what `work` returns, and then the key is free again.
pub async fn once(
    tx: &mut Tx<'_>,
    keyed: &Keyed<'_>,
    work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<Value>,
) -> Result<(Value, bool)> {
    if answers::insert(tx, keyed.token, keyed.key, keyed.digest).await? {
        let answer = work(tx).await?;
        answers::update(tx, keyed.token, keyed.key, &answer).await?;
        return Ok((answer, false));
    }
    let (digest, answer) = answers::load(tx, keyed.token, keyed.key).await?;
    if digest != keyed.digest {
        return Err(Error::refused("hosting-refused-key"));
    }
    Ok((answer, true))
}
