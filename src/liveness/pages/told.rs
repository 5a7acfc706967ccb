//! The call of a verification service. It is signed; what it says beside that is not believed but asked for.

use actix_web::web::{Data, Payload};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web::Bytes};

use crate::error::{Error, Result};
use crate::liveness::service;
use crate::liveness::vendor::Told;
use crate::liveness::vendor::client::Vendor;
use crate::notify::client::SIGNATURE_HEADER;
use crate::web::{App, Visitor};

/// The largest call.
const MOST: usize = 4 << 10;

/// Takes note that a session is over.
///
/// # Errors
/// `NotFound` without a service, and for what is none of ours; `Forbidden` where the signature is wrong or old.
pub async fn take(req: HttpRequest, visitor: Visitor, app: Data<App>, body: Payload) -> Result<HttpResponse> {
    let settings = app.config.face.as_ref().ok_or(Error::NotFound)?;
    let length = req.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_none_or(|length| length > MOST) {
        return Err(Error::TooLarge);
    }
    let body = Bytes::from_request(&req, &mut body.into_inner()).await;
    let body = body.map_err(|_| Error::BadRequest("no body"))?;
    let signature = req.headers().get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !Vendor::new(settings)?.is_from_it(signature, &body) {
        return Err(Error::Forbidden);
    }
    let told: Told = serde_json::from_slice(&body).map_err(|_| Error::BadRequest("not a call of the interface"))?;
    app.db.write(visitor.by(), async |tx| service::ask_result(tx, &told.session, told.check).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
