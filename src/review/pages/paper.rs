//! The pictures of papers: to who has the case, or with the key of a reveal. Every look is audited.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::case_ref;
use crate::error::{Error, Result};
use crate::material::material::Size;
use crate::material::{client, service as material};
use crate::review::service::{self, look};
use crate::values::ids::MaterialId;
use crate::web::{App, Officer};

/// The key of a reveal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Key {
    key: String,
}

/// A picture as it was kept.
pub async fn show(
    app: Data<App>,
    officer: Officer,
    path: Path<(String, String, i32)>,
    key: Query<Key>,
) -> Result<HttpResponse> {
    serve(&app, &officer, path.into_inner(), Size::Full, &key.key).await
}

/// The small picture.
pub async fn thumb(
    app: Data<App>,
    officer: Officer,
    path: Path<(String, String, i32)>,
    key: Query<Key>,
) -> Result<HttpResponse> {
    serve(&app, &officer, path.into_inner(), Size::Thumb, &key.key).await
}

/// The picture that the bureau's system gets.
pub async fn sent(
    app: Data<App>,
    officer: Officer,
    path: Path<(String, String, i32)>,
    key: Query<Key>,
) -> Result<HttpResponse> {
    serve(&app, &officer, path.into_inner(), Size::Sent, &key.key).await
}

async fn serve(
    app: &App,
    officer: &Officer,
    (reference, id, page): (String, String, i32),
    size: Size,
    key: &str,
) -> Result<HttpResponse> {
    let reference = case_ref(&reference)?;
    let id: MaterialId = id.parse().map_err(|_| Error::NotFound)?;
    let picture = app
        .db
        .write(officer.by(), async |tx| {
            let filing = service::load_case(tx, &reference).await?;
            let is_mine = filing.state.reviewer() == Some(officer.staff);
            let may = is_mine
                || look::is_key(tx.sealer, officer.session, id, tx.ctx.now, key)
                || material::is_evidence(tx, filing.id, id).await?;
            if !may {
                return Err(Error::NotFound);
            }
            material::open_page(tx, filing.id, id, page, size).await
        })
        .await?;
    let bytes = client::read(&app.storage, &picture).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("image/jpeg")))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .body(bytes))
}
