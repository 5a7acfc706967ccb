//! What every request and every answer passes, before anybody else sees them.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpResponse};

use super::line::Line;
use super::{DoorLimits, Place};
use crate::clock;
use crate::reference::book;
use crate::web::upload::{Metered, Told, UploadLimits};

/// Seconds after which there may be room again.
const RETRY: &str = "5";

/// The middleware in front of all others.
///
/// # Errors
/// Never of its own.
pub async fn pass(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // Of a connection that was refused a request may have come all the same.
    let Some(line) = req.conn_data::<Place>().map(|place| Arc::clone(&place.line)) else {
        let busy = HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, RETRY)).force_close().finish();
        return Ok(req.into_response(busy));
    };
    let limits = line.limits;
    let turn = Turn::begin(line);
    meter(&mut req, &limits);
    let answer = next.call(req).await?;
    Ok(answer.map_into_boxed_body().map_body(|_, body| BoxBody::new(Taken { body, turn })))
}

/// Ends a body that is too long for any route of its kind, or too slow. Who reads it may set narrower limits.
fn meter(req: &mut ServiceRequest, limits: &DoorLimits) {
    let body = req.take_payload();
    if matches!(body, Payload::None) {
        return;
    }
    let today = book().limits(clock::china_day(clock::now()));
    let (most, pace) = match brings_files(req) {
        true => (UploadLimits::from(today).body_bytes(), limits.files),
        false => (today.form_bytes.max(today.api_bytes) as u64, limits.plain),
    };
    let declared = header(req, &CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let most = if declared.is_some_and(|length| length > most) { 0 } else { most };
    let payload = Box::pin(Metered::new(body, most, pace, Told::default()));
    req.set_payload(Payload::Stream { payload });
}

/// Whether a body is a form with files or a piece of a file. On a route that takes neither nobody reads it.
fn brings_files(req: &ServiceRequest) -> bool {
    let kind = header(req, &CONTENT_TYPE).and_then(|kind| kind.split(';').next()).map(str::trim);
    let known = ["multipart/form-data", "application/offset+octet-stream"];
    kind.is_some_and(|kind| known.iter().any(|known| kind.eq_ignore_ascii_case(known)))
}

fn header<'a>(req: &'a ServiceRequest, name: &HeaderName) -> Option<&'a str> {
    req.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The time from a request to the end of its answer.
struct Turn(Arc<Line>);

impl Turn {
    fn begin(line: Arc<Line>) -> Self {
        line.is_at_work();
        Self(line)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.awaits(0);
    }
}

/// The body of an answer: each part must be taken in its time.
struct Taken {
    body: BoxBody,
    turn: Turn,
}

impl MessageBody for Taken {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(cx);
        match &polled {
            Poll::Ready(Some(Ok(part))) => self.turn.0.awaits(part.len()),
            Poll::Ready(_) => {}
            Poll::Pending => self.turn.0.is_at_work(),
        }
        polled
    }
}
