//! What the machines of those who run the program ask, at an address of its own: metrics for Prometheus, and the health of
//! each part. Keep it off the internet.

pub mod figures;

use std::net::SocketAddr;

use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Data};
use actix_web::{App as Service, HttpResponse, HttpServer};
use anyhow::Context as _;
use serde_json::{Map, Value};

use self::figures::Figures;
use crate::app::Program;
use crate::web::App;
use crate::web::health::Report;

/// The text format of OpenMetrics.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The server, listening.
///
/// # Errors
/// When the address is taken.
pub fn serve(program: &Program, listen: SocketAddr) -> anyhow::Result<Server> {
    let app = Data::new(program.app.clone());
    let server = HttpServer::new(move || {
        Service::new()
            .app_data(app.clone())
            .route("/metrics", web::get().to(metrics))
            .route("/health", web::get().to(health))
    })
    .workers(1)
    .shutdown_timeout(1)
    .disable_signals()
    .bind(listen)
    .with_context(|| format!("cannot listen on {listen}"))?;
    Ok(server.run())
}

async fn metrics(app: Data<App>) -> HttpResponse {
    match Figures::read(&app).await.text() {
        Ok(text) => HttpResponse::Ok().insert_header((CONTENT_TYPE, OPEN_METRICS)).body(text),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// 200 when every part stands, otherwise 503; which part it is, nothing else.
async fn health(app: Data<App>) -> HttpResponse {
    let report = Report::of(&app).await;
    let status = if report.is_whole() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).insert_header((CACHE_CONTROL, "no-store")).json(told(&report))
}

fn told(report: &Report) -> Value {
    let word = |stands: bool| Value::from(if stands { "up" } else { "down" });
    let parts = report.parts().into_iter().map(|(part, stands)| (part.to_owned(), word(stands)));
    let all = Map::from_iter([("status".to_owned(), word(report.is_whole()))]);
    Value::Object(all.into_iter().chain(parts).collect())
}
