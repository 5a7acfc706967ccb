//! What the database tells of its own accord: one connection that hears a channel, for everybody in this process.

use std::time::Duration;

use anyhow::Context as _;
use diesel::sql_query;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use futures_util::StreamExt as _;
use tokio::time::timeout;

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);
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
    let begin = async {
        let mut conn = AsyncPgConnection::establish(url).await.context("cannot reach the database")?;
        sql_query(format!("listen {channel}")).execute(&mut conn).await?;
        anyhow::Ok(conn)
    };
    let mut conn = timeout(ANSWER, begin).await.context("the database does not answer")??;
    let mut goes_on = heard(None);
    while goes_on {
        let next = {
            let mut told = std::pin::pin!(conn.notifications_stream());
            timeout(SILENCE, told.next()).await
        };
        goes_on = match next {
            Ok(Some(told)) => heard(Some(&told?.payload)),
            Ok(None) => anyhow::bail!("the line was closed"),
            Err(_) => {
                let alive = sql_query("select 1").execute(&mut conn);
                timeout(ANSWER, alive).await.context("the line is dead")??;
                heard(Some(""))
            }
        };
    }
    Ok(())
}
