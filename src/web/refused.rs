//! A look of staff that was refused is an event as one that was not: who wanted to see what, and never what it says.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;

use super::state::App;
use super::viewer::Viewer;
use crate::audit::{self, Action, Event, Subject};
use crate::auth::session::{Stage, Who};
use crate::values::FilingRef;

/// Where everything about a case lies: pages, reveals, papers, clips.
const CASES: &str = "/cases/{ref}";

/// Records the refusal of somebody of the staff at a case, in a transaction of its own: that of the look was rolled back.
pub(super) async fn note(app: &App, response: &ServiceResponse<BoxBody>, pattern: Option<&str>) {
    let is_refused = matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
    let Some(pattern) = pattern.filter(|pattern| is_refused && pattern.starts_with(CASES)) else { return };
    let request = response.request();
    let viewer = Viewer::of(request);
    let is_staff =
        viewer.session.as_ref().is_some_and(|session| matches!(session.who, Who::Staff { stage: Stage::Full, .. }));
    // What is no reference names nothing that could be looked at.
    // Who is refused at the door was not led to a page: the address alone says of which case.
    let Ok(reference) = FilingRef::parse(request.path().split('/').nth(2).unwrap_or_default()) else { return };
    if !is_staff {
        return;
    }
    let event = Event::new(Action::LookRefused, Subject::new("case", &reference));
    let event = event.detail(format!("{} {pattern} {}", request.method(), response.status().as_u16()));
    if let Err(error) = app.db.write(viewer.by(), async |tx| audit::record(tx, event).await).await {
        tracing::error!(%error, route = pattern, "a refused look is in no audit");
    }
}
