//! The SMS verification: who must enter which code where, by when; sent on once more when nobody did.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::TimeDelta;
use serde::Deserialize;

use crate::error::Result;
use crate::filing::service;
use crate::filing::state::{Event, RejectedBy, State};
use crate::filing::store::submissions;
use crate::filing::verification::{Receiver, minutes_left, receivers};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::{App, Applicant, Page, PostForm, render, see_other};
use crate::wizard::pages::standing;
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/sms.html")]
struct SmsPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    until: String,
    minutes: Option<i64>,
    wrong_tries: u32,
    receivers: Vec<Receiver>,
}

#[derive(Template)]
#[template(path = "wizard/sms_lapsed.html")]
struct LapsedPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    version: i32,
    /// Why it came back.
    why: String,
    opinion: String,
    /// From when it can be sent again; empty once it can.
    from: String,
    /// Nothing was changed since it came back.
    is_unchanged: bool,
}

/// The version of the filing that the page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendAgainForm {
    version: i32,
}

/// Who must enter which code where, by when; or, when nobody did in time, how to send the filing again.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let (scene, submission, now) = app
        .db
        .read(applicant.actor(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            let submission = submissions::find(tx, scene.filing.id, scene.filing.round).await?;
            Ok((scene, submission, tx.ctx.now))
        })
        .await?;
    let t = applicant.t();
    let limits = book().limits(scene.today);
    let (reference, above) = (scene.filing.reference.to_string(), standing::above(t, &scene.filing));
    match (scene.filing.state, submission) {
        (State::Verifying { until }, Some(submission)) => render(&SmsPage {
            page: Page::titled(&req, "wizard-sms-title"),
            t,
            reference,
            above,
            until: t.deadline(until),
            minutes: minutes_left(until, now),
            wrong_tries: u32::try_from(limits.sms_wrong_tries).unwrap_or_default(),
            receivers: receivers(t, &submission.frozen.application),
        }),
        (State::Rejected { by: RejectedBy::Sms, .. }, _) => {
            let from = scene.filing.state_since + TimeDelta::hours(limits.sms_send_again_hours);
            let opinion = scene.decision.as_ref().and_then(|decision| decision.opinion.clone());
            render(&LapsedPage {
                page: Page::titled(&req, "after-lapsed-title"),
                t,
                reference,
                above,
                version: scene.filing.version,
                why: why(t, &scene),
                opinion: opinion.unwrap_or_default(),
                from: if from <= now { String::new() } else { t.time(from) },
                is_unchanged: scene.filing.touched_at <= scene.filing.state_since,
            })
        }
        _ => Ok(see_other(paths::filing(&reference))),
    }
}

/// Why it came back, in the words of the catalogue; those of the common case where nobody said.
fn why(t: Tr, scene: &Scene) -> String {
    let findings = scene.decision.iter().flat_map(|decision| &decision.findings);
    let mut reasons = findings.filter_map(|finding| book().reason(&finding.reason));
    reasons.next().map_or_else(|| t.t("after-lapsed-why"), |reason| t.pick(&reason.zh, &reason.en).to_owned())
}

/// Sends the unchanged filing to the bureau again.
///
/// # Errors
/// `Refused` too early, or when something was changed: then it is submitted again.
pub async fn send_again(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<SendAgainForm>,
) -> Result<HttpResponse> {
    app.db
        .write(applicant.by(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            // The button pressed twice: it is on its way already.
            if scene.filing.state == State::ReadyToSend {
                return Ok(());
            }
            service::perform(tx, scene.filing.id, form.version, Event::SendAgain).await.map(|_| ())
        })
        .await?;
    Ok(see_other_with(&req, paths::filing(path.as_str()), "after-sent-again"))
}
