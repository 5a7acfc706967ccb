//! The clip in which somebody shows who they are: to the specialist who has the case, in parts as a player asks for them. Each
//! time is audited.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ContentEncoding, HeaderValue, RANGE,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, body::SizedStream};
use futures_util::stream;

use super::case_ref;
use crate::error::{Error, Result};
use crate::liveness::client::{self, next_piece};
use crate::liveness::service as faces;
use crate::review::service;
use crate::values::ids::FaceCheckId;
use crate::web::{App, Officer};

/// The clip, or the part of it that is asked for.
///
/// # Errors
/// `NotFound` for everybody who does not have the case, and once it is erased.
pub async fn show(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path.0)?;
    let id: FaceCheckId = path.1.parse().map_err(|_| Error::NotFound)?;
    let asked = req.headers().get(RANGE).and_then(|range| range.to_str().ok()).unwrap_or_default().to_owned();
    let clip = app
        .db
        .write(officer.by(), async |tx| {
            let filing = service::load_case(tx, &reference).await?;
            if filing.state.reviewer() != Some(officer.staff) {
                return Err(Error::NotFound);
            }
            faces::look(tx, filing.id, id).await
        })
        .await?;
    let bytes = clip.clip.bytes;
    let mut answer = HttpResponse::build(StatusCode::OK);
    answer
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .insert_header((ACCEPT_RANGES, HeaderValue::from_static("bytes")))
        .insert_header(ContentEncoding::Identity);
    let Ok(part) = client::range(&asked, bytes) else {
        return Ok(answer
            .status(StatusCode::RANGE_NOT_SATISFIABLE)
            .insert_header((CONTENT_RANGE, format!("bytes */{bytes}")))
            .finish());
    };
    if let Some(part) = &part {
        let told = format!("bytes {}-{}/{bytes}", part.start, part.end - 1);
        answer.status(StatusCode::PARTIAL_CONTENT).insert_header((CONTENT_RANGE, told));
    }
    let part = part.unwrap_or(0..bytes);
    let length = part.end - part.start;
    answer.insert_header((CONTENT_TYPE, clip.clip.container.mime()));
    let storage = app.storage.clone();
    let pieces = stream::try_unfold((storage, clip, part), |(storage, clip, left)| async move {
        let next = next_piece(&storage, &clip, left).await?;
        Ok::<_, Error>(next.map(|(bytes, left)| (Bytes::from(bytes), (storage, clip, left))))
    });
    Ok(answer.body(SizedStream::new(length, Box::pin(pieces))))
}
