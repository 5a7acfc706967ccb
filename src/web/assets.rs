//! Built styles and scripts: served under the hash of their content, so that browsers keep them for good, and as they were
//! compressed when they were built: better than can be done for every answer.

use std::path::Path;

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, VARY};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context as _;

use super::state::App;
use crate::error::{Error, Result};
use crate::paths;

/// Reads `manifest.json` of the built assets: name in the sources to hashed name.
///
/// # Errors
/// When there is none: the assets were not built.
pub fn load(folder: &Path) -> anyhow::Result<()> {
    let file = folder.join("manifest.json");
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}: build the styles with `make assets`", file.display()))?;
    paths::set_assets(serde_json::from_str(&text).with_context(|| format!("{} is no manifest", file.display()))?);
    Ok(())
}

/// Serves one asset.
///
/// # Errors
/// [`Error::NotFound`] for a name that is not in the folder.
pub async fn show(req: HttpRequest, app: Data<App>, name: web::Path<String>) -> Result<HttpResponse> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let kind = content_type(&name).filter(|_| plain && !name.starts_with('.')).ok_or(Error::NotFound)?;
    let folder = &app.config.assets_dir;
    let mut response = HttpResponse::Ok();
    response.content_type(kind).insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    if takes_gzip(&req)
        && let Ok(packed) = tokio::fs::read(folder.join(format!("{name}.gz"))).await
    {
        return Ok(response
            .insert_header((CONTENT_ENCODING, "gzip"))
            .insert_header((VARY, "accept-encoding"))
            .body(packed));
    }
    let bytes = tokio::fs::read(folder.join(name.as_str())).await.map_err(|_| Error::NotFound)?;
    Ok(response.body(bytes))
}

fn takes_gzip(req: &HttpRequest) -> bool {
    let accepted = req.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| one.trim() == "gzip")
}

fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "woff2" => "font/woff2",
        _ => return None,
    })
}
