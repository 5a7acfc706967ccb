//! The file of a link that comes in pieces. The form of its page names it once it is whole, and it is looked at then.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::upload::holder;
use super::view::Step;
use super::{Opened, count, open};
use crate::clock;
use crate::error::{Error, Result};
use crate::paths;
use crate::reference::book;
use crate::web::resumable::{self, Holder, Purpose};
use crate::web::{App, ClientAddress, Visitor};

/// Tells how a file comes here, whatever the link: who only asks is told nothing of it.
pub async fn offer() -> HttpResponse {
    resumable::offer(book().limits(clock::china_day(clock::now())).upload_bytes as u64)
}

/// Takes note of the file that is to come.
///
/// # Errors
/// `Forged` without the right token, `NotFound` where the link is none or not as far, `TooMany` after many links that were none
/// and after many files that came to nothing, and as in `resumable`.
pub async fn begin(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    token: Path<String>,
) -> Result<HttpResponse> {
    resumable::ensure_ours(&req, &app)?;
    let (opened, holder) = own(&req, &visitor, &app, client, &token).await?;
    let most = book().limits(opened.found.scene.today).upload_bytes;
    let announced = match resumable::announced(&req, most as u64) {
        Ok(announced) => announced,
        Err(answer) => return Ok(*answer),
    };
    if announced.target != opened.found.task.target {
        return Err(Error::refused("material-not-needed"));
    }
    // What is announced is taken from what the filing's owner may send in a day, whether it comes or not.
    count(&visitor, &app, &opened).await?;
    let by = visitor.by_helper(opened.found.task.id);
    let address = |id| paths::help_upload(&token, id);
    resumable::create(&app, by, &holder, Purpose::Paper, &announced, address).await
}

/// Tells how much of it has come.
///
/// # Errors
/// As in [`begin`].
pub async fn tell(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (token, id) = path.into_inner();
    let (_, holder) = own(&req, &visitor, &app, client, &token).await?;
    resumable::tell(&req, &app, &holder, &id).await
}

/// Takes the next piece of it.
///
/// # Errors
/// As in [`begin`].
pub async fn append(
    req: HttpRequest,
    visitor: Visitor,
    app: Data<App>,
    client: ClientAddress,
    path: Path<(String, String)>,
    body: Payload,
) -> Result<HttpResponse> {
    let (token, id) = path.into_inner();
    resumable::ensure_ours(&req, &app)?;
    let (opened, holder) = own(&req, &visitor, &app, client, &token).await?;
    resumable::append(&req, &app, visitor.by_helper(opened.found.task.id), &holder, &id, body).await
}

/// The task of a link that has come as far as its file, on the phone that goes on with it.
async fn own(
    req: &HttpRequest,
    visitor: &Visitor,
    app: &App,
    client: ClientAddress,
    token: &str,
) -> Result<(Opened, Holder)> {
    let opened = open(req, visitor, app, client, token).await?.ok_or(Error::NotFound)?;
    let phone = opened.phone.clone().filter(|_| opened.step == Step::Photo).ok_or(Error::NotFound)?;
    let holder = holder(&opened, &phone);
    Ok((opened, holder))
}
