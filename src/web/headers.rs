//! Security headers of every answer.

use actix_web::HttpResponse;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};

use crate::paths;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Lets a page open the camera; no other page may.
pub fn with_camera(response: HttpResponse) -> HttpResponse {
    permitting(response, "camera=(self), geolocation=(), microphone=()")
}

/// Lets a page open camera and microphone.
pub fn with_recorder(response: HttpResponse) -> HttpResponse {
    permitting(response, "camera=(self), geolocation=(), microphone=(self)")
}

fn permitting(mut response: HttpResponse, what: &'static str) -> HttpResponse {
    response.headers_mut().insert(PERMISSIONS, HeaderValue::from_static(what));
    response
}

/// Sets what the answer does not set itself. Pages are never stored; assets say so themselves.
pub fn set<B>(response: &mut ServiceResponse<B>, https: bool) {
    // Proxies log where a request comes from. Of a secret address the origin alone is told: without it forms have none.
    let is_secret = paths::SECRET.iter().any(|begin| response.request().path().starts_with(begin));
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(CONTENT_SECURITY_POLICY, POLICY);
    default(X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(REFERRER_POLICY, if is_secret { "strict-origin" } else { "same-origin" });
    default(CACHE_CONTROL, "no-store");
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    default(PERMISSIONS, "camera=(), geolocation=(), microphone=()");
    if https {
        default(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}
