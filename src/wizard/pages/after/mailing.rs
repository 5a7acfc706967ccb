//! Paper by post, where the province asks for it: what to send where, by when, and how it was sent.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::decision::DecisionKind;
use crate::filing::mailing::{Mailing, MailingForm, awaited_until};
use crate::filing::service::mailing;
use crate::filing::state::State;
use crate::filing::store::{decisions, mailings, submissions};
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::pages::standing;
use crate::wizard::service::scene::Scene;

#[derive(Template)]
#[template(path = "wizard/mailing.html")]
struct MailingPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    reference: String,
    above: String,
    until: String,
    /// That the day has passed, and what follows.
    late: String,
    /// What the specialist asked for, in own words.
    words: String,
    papers: Vec<String>,
    address: String,
    /// What was told already, and when.
    told: Option<(String, String)>,
    form: MailingForm,
}

/// A filing that waits for its paper.
struct Loaded {
    scene: Scene,
    told: Option<(Mailing, DateTime<Utc>)>,
    words: String,
    papers: Vec<String>,
}

async fn load(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Loaded> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    let (id, round) = (scene.filing.id, scene.filing.round);
    let told = mailings::find(tx.conn, id, round).await?;
    let accepted = decisions::list(tx, id).await?.into_iter().rev();
    let words = accepted
        .filter(|decision| decision.round == round && decision.kind == DecisionKind::Accepted)
        .find_map(|decision| decision.opinion);
    let t = applicant.t();
    let label = |slot: &String| {
        let rule = book().material_of_slot(slot, scene.days().rules)?;
        Some(t.pick(&rule.zh, &rule.en).to_owned())
    };
    let submission = submissions::find(tx, id, round).await?;
    let mut papers: Vec<String> =
        submission.iter().flat_map(|submission| submission.papers.keys()).filter_map(label).collect();
    papers.dedup();
    Ok(Loaded { told, words: words.unwrap_or_default(), papers, scene })
}

/// What to send where; how it was sent can be told and changed until the desk has it.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    let form = match &loaded.told {
        Some((mailing, _)) => MailingForm::from(mailing),
        None => MailingForm { sent_on: loaded.scene.today.to_string(), ..MailingForm::default() },
    };
    page(&req, &applicant, &app, loaded, form, FieldErrors::new())
}

fn page(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    loaded: Loaded,
    form: MailingForm,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let t = applicant.t();
    let Loaded { scene, told, words, papers } = loaded;
    let State::AwaitingMail { until } = scene.filing.state else {
        return Ok(see_other(paths::filing(&scene.filing.reference)));
    };
    let (deadline, today) = (clock::china_day(until), scene.today);
    let transit = book().limits(today).mailing_transit_days;
    let awaited = told.as_ref().map(|(mailing, _)| awaited_until(deadline, Some(mailing.sent_on), transit));
    let late = match awaited.filter(|day| *day > deadline) {
        _ if today <= deadline => String::new(),
        Some(day) => t.a1("after-mailing-late-on-way", "day", t.date(day)),
        None => t.t("after-mailing-late"),
    };
    let told = told.map(|(mailing, at)| {
        let what = t.a2("after-mailing-told", "courier", mailing.courier.as_str(), "number", mailing.number.as_str());
        (what, t.a2("after-mailing-told-at", "day", t.date(mailing.sent_on), "time", t.time(at)))
    });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = MailingPage {
        page: Page::titled(req, "after-mailing-title"),
        t,
        errors,
        reference: scene.filing.reference.to_string(),
        above: standing::above(t, &scene.filing),
        until: t.day(until),
        late,
        words,
        papers,
        address: app.config.provider.address.clone(),
        told,
        form,
    };
    render_with(status, &page)
}

/// Keeps courier and number.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where no paper is awaited.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<MailingForm>,
) -> Result<HttpResponse> {
    let loaded = app.db.read(applicant.actor(), async |tx| load(tx, &applicant, &path).await).await?;
    let since = loaded.scene.filing.first_submitted_at.map_or(loaded.scene.today, clock::china_day);
    let mailing = match form.check(since, loaded.scene.today) {
        Ok(mailing) => mailing,
        Err(errors) => return page(&req, &applicant, &app, loaded, form, errors),
    };
    let reference = &loaded.scene.filing.reference;
    app.db.write(applicant.by(), async |tx| mailing::tell(tx, applicant.account, reference, &mailing).await).await?;
    Ok(see_other_with(&req, paths::filing_part(reference, "mailing"), "after-mailing-saved"))
}
