//! What the database tells of its own accord: one connection that hears a channel, for everybody in this process.

use std::time::Duration;

use anyhow::Context as _;
use diesel::sql_query;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use futures_util::StreamExt as _;

/// How long it may be silent before the line is tried: a peer that vanished says nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// Listens on a channel and hands on what is told, until `heard` wants no more. First of all it hands on nothing, which
/// means that anything may have happened before.
///
/// # Errors
/// When the line is lost.
pub async fn listen(
    url: &str,
    channel: &'static str,
    mut heard: impl FnMut(Option<&str>) -> bool,
) -> anyhow::Result<()> {
    let mut conn = AsyncPgConnection::establish(url).await.context("cannot reach the database")?;
    sql_query(format!("listen {channel}")).execute(&mut conn).await?;
    let mut goes_on = heard(None);
    while goes_on {
        let next = {
            let mut told = std::pin::pin!(conn.notifications_stream());
            tokio::time::timeout(SILENCE, told.next()).await
        };
        goes_on = match next {
            Ok(Some(told)) => heard(Some(&told?.payload)),
            Ok(None) => anyhow::bail!("the line was closed"),
            Err(_) => {
                sql_query("select 1").execute(&mut conn).await?;
                heard(Some(""))
            }
        };
    }
    Ok(())
}
