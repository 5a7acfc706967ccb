//! The call of a verification service. It is signed; what it says beside that is not believed but asked for.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::error::{Error, Result};
use crate::liveness::service;
use crate::liveness::vendor::Told;
use crate::liveness::vendor::client::Vendor;
use crate::notify::client::SIGNATURE_HEADER;
use crate::web::post_form::collect;
use crate::web::state::service_of;
use crate::web::{App, Visitor};

/// The largest call, in bytes.
const MOST: usize = 4 << 10;

/// Takes note that a session is over.
///
/// # Errors
/// `NotFound` without a service, and for what is none of ours; `Forbidden` where the signature is wrong or old; `TooLarge` and
/// `BadRequest` for what is no call.
pub async fn take(req: HttpRequest, visitor: Visitor, app: Data<App>, body: Payload) -> Result<HttpResponse> {
    let vendor: &Vendor = service_of(&req)?;
    let body = collect(body.into_inner(), MOST).await?;
    let signature = req.headers().get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !vendor.is_from_it(signature, &body) {
        return Err(Error::Forbidden);
    }
    let told: Told = serde_json::from_slice(&body).map_err(|_| Error::BadRequest("not a call of the interface"))?;
    app.db.write(visitor.by(), async |tx| service::ask_result(tx, &told.session, told.check).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
