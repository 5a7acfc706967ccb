//! The three services over HTTP: their WSDLs, and calls in envelopes.

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use futures_util::stream;

use super::faults::Fault;
use super::server::Site;
use crate::bureau::soap::{self, Request, Service, wsdl};
use crate::clock;

const XML: &str = "text/xml; charset=utf-8";

fn service(request: &HttpRequest) -> Option<Service> {
    Service::ALL.into_iter().find(|service| service.path() == request.path())
}

/// The WSDL of the service called, at the address it was asked at.
pub(super) async fn describe(request: HttpRequest) -> HttpResponse {
    let asked = request.query_string().split('&').any(|part| part.eq_ignore_ascii_case("wsdl"));
    let Some(service) = service(&request).filter(|_| asked) else {
        return HttpResponse::NotFound().body("?wsdl");
    };
    let connection = request.connection_info();
    let address = format!("{}://{}{}", connection.scheme(), connection.host(), service.path());
    HttpResponse::Ok().content_type(XML).body(wsdl(service, &address))
}

/// A call.
pub(super) async fn call(request: HttpRequest, site: Data<Site>, body: Bytes) -> HttpResponse {
    let (fault, slowness) = site.with(|world| (world.fault(), world.slowness()));
    tokio::time::sleep(slowness).await;
    match fault {
        Some(Fault::Hang) => return std::future::pending().await,
        Some(Fault::Error) => return HttpResponse::InternalServerError().body("internal error"),
        Some(Fault::Garbage) => return HttpResponse::Ok().content_type(XML).body("<html><body>网关超时"),
        Some(Fault::Cut) | None => {}
    }
    let service = service(&request);
    let site = site.into_inner();
    // Files of 50 MB are unpacked and read: not on the thread that serves the others.
    let answered = actix_web::web::block(move || answer(&site, service, &body)).await;
    let (status, envelope) = answered.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, String::new()));
    let mut response = HttpResponse::build(status);
    response.content_type(XML);
    if fault == Some(Fault::Cut) {
        let broken: Result<Bytes, std::io::Error> = Err(std::io::ErrorKind::ConnectionReset.into());
        return response.streaming(stream::iter([broken]));
    }
    response.body(envelope)
}

fn answer(site: &Site, service: Option<Service>, body: &[u8]) -> (StatusCode, String) {
    let request = Request::read(body).and_then(|request| {
        let fits = Some(request.call.method().service()) == service;
        if fits { Ok(request) } else { Err(soap::Fault::client("no such operation here")) }
    });
    match request {
        Ok(request) => {
            let method = request.call.method();
            let (answer, version) =
                site.with(|world| (world.call(request, clock::now()), world.settings.version.clone()));
            (StatusCode::OK, answer.to_envelope(method, &version))
        }
        Err(fault) => (StatusCode::INTERNAL_SERVER_ERROR, fault.to_envelope()),
    }
}
