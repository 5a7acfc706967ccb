//! What changes of a filing while its page is open: told at once, or asked for from time to time where that is cut off.
//! Only that something changed is told; the page fetches what.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentEncoding, ContentType};
use actix_web::web::{Bytes, Data, Path, Query};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tokio::time::{Duration, Instant};

use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::store as filings;
use crate::reference::book;
use crate::relay::live::client::{Follower, Heard, Live};
use crate::relay::{service, store};
use crate::values::FilingRef;
use crate::values::ids::FilingId;
use crate::web::{App, Applicant};

/// How often a silent line carries something, so that nobody on the way takes it for dead.
const BEAT: Duration = Duration::from_secs(20);

/// Whether only the state of now is asked for.
#[derive(Deserialize)]
pub struct Once {
    once: Option<String>,
}

/// The stamp of the filing and its tasks, and from then on each change; or the stamp alone.
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
    // Looked at again now that nothing goes by unheard.
    let (_, stamp) = app.db.read(applicant.actor(), load).await?;
    let minutes = book().limits(clock::china_day(clock::now())).portal_idle_minutes;
    // No longer than a session lives without its owner.
    let ends = Instant::now() + Duration::from_secs(60 * minutes.unsigned_abs());
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events(follower, stamp, ends)))
}

async fn find(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<(FilingId, String)> {
    let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
    let filing = filings::load_owned(tx.conn, &reference, applicant.account).await?;
    let tasks = store::list(tx.conn, filing.id).await?;
    Ok((filing.id, service::stamp(tx, &filing, &tasks).await?))
}

/// Where the line is.
enum Line {
    Begins(Follower, String),
    Goes(Follower),
    Over,
}

fn events(follower: Follower, stamp: String, ends: Instant) -> impl Stream<Item = Result<Bytes, Error>> {
    stream::unfold(Line::Begins(follower, stamp), move |line| async move {
        let (text, next) = match line {
            Line::Begins(follower, stamp) => {
                (format!("retry: 3000\nevent: now\ndata: {stamp}\n\n"), Line::Goes(follower))
            }
            Line::Goes(mut follower) => match follower.hear(ends.min(Instant::now() + BEAT)).await {
                Heard::Change => ("event: change\ndata:\n\n".to_owned(), Line::Goes(follower)),
                Heard::Nothing if Instant::now() < ends => (":\n\n".to_owned(), Line::Goes(follower)),
                Heard::Nothing => ("event: end\ndata:\n\n".to_owned(), Line::Over),
                // The program ends: without a word, so that the page asks the next one.
                Heard::End => return None,
            },
            Line::Over => return None,
        };
        Some((Ok(Bytes::from(text)), next))
    })
}
