//! The pictures of a paper, for the owner of its filing alone.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::error::{Error, Result};
use crate::filing::store;
use crate::material::{self, Size, client};
use crate::values::FilingRef;
use crate::values::ids::MaterialId;
use crate::web::{self, App, Applicant};

/// The picture as it was kept.
///
/// # Errors
/// `NotFound` for another's.
pub async fn show(applicant: Applicant, app: Data<App>, path: Path<(String, String, i32)>) -> Result<HttpResponse> {
    serve(applicant, app, path.into_inner(), Size::Full).await
}

/// The small picture.
///
/// # Errors
/// `NotFound` for another's.
pub async fn show_thumb(
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String, i32)>,
) -> Result<HttpResponse> {
    serve(applicant, app, path.into_inner(), Size::Thumb).await
}

/// The picture that the bureau's system gets.
///
/// # Errors
/// `NotFound` for another's, and where none goes up.
pub async fn show_sent(
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, String, i32)>,
) -> Result<HttpResponse> {
    serve(applicant, app, path.into_inner(), Size::Sent).await
}

async fn serve(
    applicant: Applicant,
    app: Data<App>,
    (reference, id, page): (String, String, i32),
    size: Size,
) -> Result<HttpResponse> {
    let reference = FilingRef::parse(&reference).map_err(|_| Error::NotFound)?;
    let id: MaterialId = id.parse().map_err(|_| Error::NotFound)?;
    let picture = app
        .db
        .read(applicant.actor(), async |tx| {
            let filing = store::load_owned(tx.conn, &reference, applicant.account).await?;
            material::service::open_page(tx, filing.id, id, page, size).await
        })
        .await?;
    let jpeg = client::read(&app.storage, &picture).await?;
    Ok(web::picture(jpeg))
}
