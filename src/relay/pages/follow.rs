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
    // No longer than a session lives without its owner.
    let ends = Instant::now() + Duration::from_secs(60 * minutes.unsigned_abs());
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events(Open { app, applicant, reference: path.into_inner(), follower, ends })))
}

async fn find(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(FilingId, String)> {
    let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
    let filing = filings::load_owned(tx.conn, &reference, applicant.account).await?;
    Ok((filing.id, service::stamped(tx, &filing).await?.1))
}

/// A line that is open: to whom, about what, until when.
struct Open {
    app: Data<App>,
    applicant: Applicant,
    reference: String,
    follower: Follower,
    ends: Instant,
}

/// Where the line is.
enum Line {
    /// The stamp is told: at first, now that nothing goes by unheard, and after a change.
    Tells(Open),
    Hears(Open),
    Over,
}

fn events(open: Open) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::unfold(Line::Tells(open), async |line| {
        let (text, next) = match line {
            // A database that does not answer ends the line without a word: the page asks again.
            Line::Tells(open) => match open.stamp().await.ok()? {
                Some(stamp) => (format!("retry: 3000\nevent: now\ndata: {stamp}\n\n"), Line::Hears(open)),
                None => (END.to_owned(), Line::Over),
            },
            Line::Hears(mut open) => match open.follower.hear(open.ends.min(Instant::now() + BEAT)).await {
                Heard::Change => (ALIVE.to_owned(), Line::Tells(open)),
                Heard::Nothing if Instant::now() < open.ends => (ALIVE.to_owned(), Line::Hears(open)),
                Heard::Nothing => (END.to_owned(), Line::Over),
                // So does a program that ends: the page asks the next one.
                Heard::End => return None,
            },
            Line::Over => return None,
        };
        Some((Ok(Bytes::from(text)), next))
    })
}

impl Open {
    /// The stamp of now; none where the session has ended by now, or the filing is no longer theirs.
    async fn stamp(&self) -> Result<Option<String>> {
        let Self { applicant, reference, .. } = self;
        let found = self.app.db.read(applicant.actor(), async |tx| {
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
}
