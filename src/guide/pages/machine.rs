//! What machines ask for: health, robots, security contact.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;

use crate::auth::session::Site;
use crate::clock;
use crate::web::App;
use crate::web::state::SiteState;

/// Up or down, nothing else: which part it is stands at the port for metrics.
pub async fn health(app: Data<App>, state: Data<SiteState>) -> HttpResponse {
    if state.health.serves(&app).await {
        return text("ok\n".to_owned());
    }
    HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("down\n")
}

/// Public pages may be indexed, the rest not.
pub async fn robots(req: HttpRequest) -> HttpResponse {
    let is_portal = SiteState::of(&req).is_some_and(|state| state.site == Site::Portal);
    text(if is_portal {
        "User-agent: *\nDisallow: /account\nDisallow: /filings\nDisallow: /help/\nDisallow: /password\nDisallow: /verify-email\n".to_owned()
    } else {
        "User-agent: *\nDisallow: /\n".to_owned()
    })
}

/// Where to report a weakness (RFC 9116).
pub async fn security_txt(app: Data<App>) -> HttpResponse {
    let expires = (clock::now() + TimeDelta::days(180)).format("%Y-%m-%dT00:00:00Z");
    let config = &app.config;
    text(format!(
        "Contact: mailto:{}\nExpires: {expires}\nPreferred-Languages: zh, en\nCanonical: {}/.well-known/security.txt\n",
        config.provider.email, config.portal_origin
    ))
}

fn text(body: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(body)
}
