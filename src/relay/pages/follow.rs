//! What changes of a filing while its page is open: told at once, or asked for from time to time where that is cut off.
//! Only the stamp is told; the page fetches what changed.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentEncoding, ContentType};
use actix_web::web::{Bytes, Data, Path, Query};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tokio::time::{Duration, Instant};

use crate::auth::store as sessions;
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::store as filings;
use crate::reference::book;
use crate::relay::live::client::{Follower, Heard, Live};
use crate::relay::service;
use crate::values::FilingRef;
use crate::values::ids::FilingId;
use crate::web::{App, Applicant};

/// Told where there is nothing more to follow.
const END: &str = "event: end\ndata:\n\n";
/// Told on a silent line, so that nobody on the way takes it for dead, and the page knows when it is.
const ALIVE: &str = "event: beat\ndata:\n\n";
/// How often; `follow.js` waits for two of them.
const BEAT: Duration = Duration::from_secs(20);

/// Whether only the state of now is asked for.
#[derive(Deserialize)]
pub struct Once {
    once: Option<String>,
}

/// The stamp of the filing and its tasks, and again after each change, while the session lives; or the stamp alone.
///
/// # Errors
/// `NotFound` for another's filing, `Busy` where too many follow, or too many of one account.
pub async fn show(
    applicant: Applicant,
    app: Data<App>,
    live: Data<Live>,
    path: Path<String>,
    query: Query<Once>,
) -> Result<HttpResponse> {
    let load = async |tx: &mut Tx<'_>| find(tx, &applicant, &path).await;
    let (filing, stamp) = app.db.read(applicant.actor(), load).await?;
    if query.once.is_some() {
        return Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body(stamp));
    }
    let follower = live.follow(applicant.account, filing).ok_or(Error::Busy(5))?;
    let minutes = book().limits(clock::china_day(clock::now())).portal_idle_minutes;
    let idle = Duration::from_secs(60 * minutes.unsigned_abs());
    let reference = path.into_inner();
    let stamp = async move || stamp_of(&app, &applicant, &reference).await;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events(Open { stamp, follower, idle })))
}

async fn find(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(FilingId, String)> {
    let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
    let filing = filings::load_owned(tx.conn, &reference, applicant.account).await?;
    Ok((filing.id, service::stamped(tx, &filing).await?.1))
}

/// The stamp of now; none where the session has ended by now, or the filing is no longer theirs.
async fn stamp_of(app: &App, applicant: &Applicant, reference: &str) -> Result<Option<String>> {
    let found = app.db.read(applicant.actor(), async |tx| {
        if !sessions::is_living(tx, applicant.session).await? {
            return Ok(None);
        }
        find(tx, applicant, reference).await.map(|(_, stamp)| Some(stamp))
    });
    match found.await {
        Err(Error::NotFound) => Ok(None),
        found => found,
    }
}

/// A line that is open: what it tells, about what, and how long a session lives without its owner.
struct Open<S> {
    stamp: S,
    follower: Follower,
    idle: Duration,
}

/// Where the line is.
enum Line<S> {
    /// The stamp is told: at first, now that nothing goes by unheard, after a change, and after a silence in which the
    /// session may have ended, unless its owner is at work in another window.
    Tells(Open<S>),
    /// Until that time, where nothing changes.
    Hears(Open<S>, Instant),
    Over,
}

fn events<S: AsyncFn() -> Result<Option<String>>>(open: Open<S>) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::unfold(Line::Tells(open), async |line| {
        let (text, next) = match line {
            // A database that does not answer ends the line without a word: the page asks again.
            Line::Tells(open) => match (open.stamp)().await.ok()? {
                Some(stamp) => {
                    let until = Instant::now() + open.idle;
                    (format!("retry: 3000\nevent: now\ndata: {stamp}\n\n"), Line::Hears(open, until))
                }
                None => (END.to_owned(), Line::Over),
            },
            Line::Hears(mut open, until) => match open.follower.hear(until.min(Instant::now() + BEAT)).await {
                Heard::Nothing if Instant::now() < until => (ALIVE.to_owned(), Line::Hears(open, until)),
                Heard::Change | Heard::Nothing => (ALIVE.to_owned(), Line::Tells(open)),
                // So does a program that ends: the page asks the next one.
                Heard::End => return None,
            },
            Line::Over => return None,
        };
        Some((Ok(Bytes::from(text)), next))
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;
    use std::rc::Rc;

    use futures_util::StreamExt as _;

    use super::*;
    use crate::values::ids::AccountId;

    /// Of a session that lives no time without its owner, so that nothing waits: each silence is as long as it may be.
    #[tokio::test]
    async fn a_silent_line_goes_on_while_the_session_lives_and_ends_with_it() {
        let lives = Rc::new(Cell::new(true));
        let asked = Rc::clone(&lives);
        let stamp = async move || Ok::<_, Error>(asked.get().then(|| "7-1".to_owned()));
        let live = Live::new("postgres://nobody@127.0.0.1:1/none");
        let follower = live.follow(AccountId::new(), FilingId::new()).unwrap();
        let mut line = pin!(events(Open { stamp, follower, idle: Duration::ZERO }));
        for (still, told) in [
            (true, Some("event: now\ndata: 7-1")),
            (true, Some("event: beat")),
            (true, Some("event: now\ndata: 7-1")),
            (false, Some("event: beat")),
            (false, Some("event: end")),
            (false, None),
        ] {
            lives.set(still);
            let said = line.next().await.map(|text| String::from_utf8(text.unwrap().to_vec()).unwrap());
            assert_eq!(said.as_deref().map(|said| told.is_some_and(|told| said.contains(told))), told.map(|_| true));
        }
    }
}
