//! Papers that come in pieces. The form of their page names them once they are whole, and they are looked at then.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{holder, load};
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::store;
use crate::paths;
use crate::reference::book;
use crate::values::FilingRef;
use crate::web::resumable::{self, Holder, Purpose};
use crate::web::{App, Applicant};

/// Tells how files come here.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn offer(applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    own(&applicant, &app, &path).await?;
    Ok(resumable::offer(book().limits(clock::china_day(clock::now())).upload_bytes as u64))
}

/// Takes note of a file that is to come into an open slot.
///
/// # Errors
/// `Forged` without the right token, `NotFound` for another's filing, `Refused` where its slot is not open, and as in `resumable`.
pub async fn begin(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    resumable::ensure_ours(&req, &app)?;
    let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    let most = book().limits(clock::china_day(clock::now())).upload_bytes;
    let announced = match resumable::announced(&req, most as u64) {
        Ok(announced) => announced,
        Err(answer) => return Ok(*answer),
    };
    if !loaded.takes(&announced.target) {
        return Err(Error::refused("filing-refused-locked"));
    }
    let filing = &loaded.scene.filing;
    let address = |id| paths::filing_upload(&filing.reference, id);
    let holder = holder(&applicant, filing.id);
    resumable::create(&app, applicant.by(), &holder, Purpose::Paper, &announced, address).await
}

/// Tells how much of it has come.
///
/// # Errors
/// `NotFound` for another's filing, and as in `resumable`.
pub async fn tell(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (reference, id) = path.into_inner();
    let holder = own(&applicant, &app, &reference).await?;
    resumable::tell(&req, &app, &holder, &id).await
}

/// Takes the next piece of it.
///
/// # Errors
/// `NotFound` for another's filing, and as in `resumable`.
pub async fn append(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String)>,
    body: Payload,
) -> Result<HttpResponse> {
    let (reference, id) = path.into_inner();
    resumable::ensure_ours(&req, &app)?;
    let holder = own(&applicant, &app, &reference).await?;
    resumable::append(&req, &app, applicant.by(), &holder, &id, body).await
}

async fn own(applicant: &Applicant, app: &App, reference: &str) -> Result<Holder> {
    let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
    let load = async |tx: &mut Tx<'_>| store::load_owned(tx.conn, &reference, applicant.account).await;
    let filing = app.db.read(applicant.actor(), load).await?;
    Ok(holder(applicant, filing.id))
}
