//! Acts of one button: take a case, give it back, take an acceptance back, record that paper arrived.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::case_ref;
use crate::error::{Error, Result};
use crate::filing::service as filing;
use crate::filing::state::Event;
use crate::paths;
use crate::review::service::{self, Claimed};
use crate::staff::staff::named;
use crate::text::Message;
use crate::web::flash::{see_other_failed, see_other_with};
use crate::web::{App, Officer, PostForm, see_other};

/// The version of the case the button was shown with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    version: i32,
}

/// Takes a case. Who comes second learns who was first.
pub async fn claim(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    _form: PostForm<Seen>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    match app.db.write(officer.by(), async |tx| service::claim(tx, &reference).await).await? {
        Claimed::Mine => Ok(see_other_with(&req, paths::office::case(&reference), "review-claimed")),
        Claimed::Taken(name) => {
            Err(Error::Refused(Message::new("review-taken").with("name", named(officer.t(), name))))
        }
    }
}

/// Takes the case that waits longest.
pub async fn next(req: HttpRequest, app: Data<App>, officer: Officer, _form: PostForm<Seen>) -> Result<HttpResponse> {
    Ok(match app.db.write(officer.by(), async |tx| service::claim_next(tx).await).await? {
        Some(reference) => see_other(paths::office::case(&reference)),
        None => see_other_failed(&req, paths::home(), "review-nothing-waits"),
    })
}

/// Gives a case back to the queue.
pub async fn release(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<Seen>,
) -> Result<HttpResponse> {
    act(&req, &app, &officer, &path, &form, Event::Release, "review-released").await
}

/// Takes an acceptance back before anything is sent on.
pub async fn recall(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<Seen>,
) -> Result<HttpResponse> {
    act(&req, &app, &officer, &path, &form, Event::Recall, "review-recalled").await
}

/// Records that the paper arrived.
pub async fn mail_received(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<Seen>,
) -> Result<HttpResponse> {
    act(&req, &app, &officer, &path, &form, Event::MailReceived, "review-mail-received").await
}

/// Sends a filing that nobody verified on again, unchanged.
pub async fn send_again(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<Seen>,
) -> Result<HttpResponse> {
    act(&req, &app, &officer, &path, &form, Event::SendAgain, "review-sent-again").await
}

/// Lets one thing happen to a case as it was seen, and says so on its page.
async fn act(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    path: &str,
    form: &PostForm<Seen>,
    event: Event,
    said: &'static str,
) -> Result<HttpResponse> {
    let reference = case_ref(path)?;
    let version = form.0.version;
    app.db
        .write(officer.by(), async |tx| {
            let case = service::load_case(tx, &reference).await?;
            filing::perform(tx, case.id, version, event).await
        })
        .await?;
    Ok(see_other_with(req, paths::office::case(&reference), said))
}
