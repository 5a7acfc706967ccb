//! A look of staff that was refused is an event as one that was not: who wanted to see what, and never what it says.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use uuid::Uuid;

use super::state::App;
use super::viewer::Viewer;
use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::{Stage, Who};
use crate::paths::pattern as p;
use crate::values::FilingRef;

/// Where personal data lie, or who did what: each with everything below it, and what the audit calls such a thing.
const WATCHED: [(&str, &str); 10] = [
    (p::CASE, "case"),
    (p::LOOKUPS, "lookup"),
    (p::EXCHANGE_FILE, "download"),
    (p::EXCHANGE_UPLOAD, "upload"),
    (p::BUREAU_TASKS, "task"),
    (p::EXCHANGE, "line"),
    (p::DELIVERY_JOB, "job"),
    (p::DELIVERIES, "delivery"),
    (p::STAFF, "staff"),
    (p::AUDIT, "audit"),
];

/// Records the refusal of somebody of the staff, in a transaction of its own: that of the look was rolled back.
pub(super) async fn note(app: &App, response: &ServiceResponse<BoxBody>, pattern: Option<&str>) {
    let is_refused = matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
    let Some(pattern) = pattern.filter(|_| is_refused) else { return };
    let request = response.request();
    let viewer = Viewer::of(request);
    let is_staff =
        viewer.session.as_ref().is_some_and(|session| matches!(session.who, Who::Staff { stage: Stage::Full, .. }));
    let Some(subject) = subject(pattern, request.path()).filter(|_| is_staff) else { return };
    let event = Event::new(Action::LookRefused, subject);
    let event = event.detail(format!("{} {pattern} {}", request.method(), response.status().as_u16()));
    if let Err(error) = app.db.write(viewer.by(), async |tx| audit::record(tx, event).await).await {
        tracing::error!(%error, route = pattern, "a refused look is in no audit");
    }
}

/// What an address is about. Who is refused at the door was not led to a page, so the address alone says it; what is no reference
/// and no id names nothing that could be looked at, and may be anything that was typed.
fn subject(pattern: &str, path: &str) -> Option<Subject> {
    let is_in = |room: &str| pattern.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let (_, kind) = WATCHED.into_iter().find(|(room, _)| is_in(room))?;
    let Some(place) = pattern.split('/').position(|part| part.starts_with('{')) else {
        // As what is done there is told.
        return Some(Subject::new(kind, if kind == "line" { "bureau" } else { "-" }));
    };
    let named = path.split('/').nth(place)?;
    match FilingRef::parse(named) {
        Ok(reference) => Some(Subject::new(kind, reference)),
        Err(_) => Some(Subject::new(kind, named.parse::<Uuid>().ok()?)),
    }
}
