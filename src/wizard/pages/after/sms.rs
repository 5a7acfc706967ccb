//! The SMS verification: who must enter which code where, by when; sent on once more when nobody did.

use std::collections::BTreeMap;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::TimeDelta;
use serde::Deserialize;

use crate::error::Result;
use crate::filing::application::Application;
use crate::filing::kind::Sms;
use crate::filing::service;
use crate::filing::state::{Event, RejectedBy, State};
use crate::filing::store::submissions;
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::values::personal::Masked;
use crate::web::flash::see_other_with;
use crate::web::{App, Applicant, Page, PostForm, render, see_other};
use crate::wizard::pages::standing;
use crate::wizard::service::scene::Scene;

/// A mobile that receives a code, with those it belongs to.
struct Receiver {
    mobile: String,
    persons: Vec<String>,
}

#[derive(Template)]
#[template(path = "wizard/sms.html")]
struct SmsPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    until: String,
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
    let (scene, submission) = app
        .db
        .read(applicant.actor(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &path).await?;
            let submission = submissions::find(tx, scene.filing.id, scene.filing.round).await?;
            Ok((scene, submission))
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
            until: t.time(until),
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
                opinion: opinion.unwrap_or_default(),
                from: if from <= crate::clock::now() { String::new() } else { t.time(from) },
                is_unchanged: scene.filing.touched_at <= scene.filing.state_since,
            })
        }
        _ => Ok(see_other(paths::filing(&reference))),
    }
}

/// The mobiles in the order of the application; one that serves several persons stands once.
fn receivers(t: Tr, application: &Application) -> Vec<Receiver> {
    let mut order: Vec<&str> = Vec::new();
    let mut persons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let sms = application.kind.profile().sms;
    let entity = (t.t("wizard-task-entity-person"), &application.entity_person);
    let entity = matches!(sms, Sms::EntityPerson | Sms::Everybody).then_some(entity);
    let websites = (1_u32..).zip(&application.websites).map(|(ordinal, website)| {
        (t.a1("wizard-task-website-person", "n", ordinal), application.website_person(website))
    });
    let websites = websites.filter(|_| matches!(sms, Sms::WebsitePersons | Sms::Everybody));
    for (role, person) in entity.into_iter().chain(websites) {
        let mobile = person.mobile.reveal();
        if !order.contains(&mobile) {
            order.push(mobile);
        }
        let name = Masked::name(person.name.reveal());
        persons.entry(mobile).or_default().push(t.a2("after-person", "name", name.as_str(), "role", role));
    }
    let receiver = |mobile: &str| Receiver {
        mobile: Masked::phone(mobile).to_string(),
        persons: persons.get(mobile).cloned().unwrap_or_default(),
    };
    order.into_iter().map(receiver).collect()
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
