//! The type check: who files, where, for which domain. The system states the type, or why it is another case.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::type_check::Choices;
use super::view;
use crate::clock;
use crate::error::Result;
use crate::filing::application::TypeCheckForm;
use crate::filing::service::{self, StartFiling};
use crate::filing::type_check;
use crate::form::{self, FieldErrors};
use crate::hosting::service as hosting;
use crate::paths;
use crate::reference::{INDIVIDUAL, book};
use crate::registry::service::OwnRegistry;
use crate::text::Tr;
use crate::web::cookies;
use crate::web::flash::see_other_with;
use crate::web::ui::{FindingLine, SummaryRow};
use crate::web::viewer::Viewer;
use crate::web::{App, Applicant, Page, PostForm, render, render_with};

/// Province and kind, chosen first. Not named at all they are carried over from the eligibility page; named but empty they
/// are to be chosen anew.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    province: Option<String>,
    kind: Option<String>,
}

#[derive(Template)]
#[template(path = "wizard/new.html")]
struct NewPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    form: TypeCheckForm,
    outcome: Vec<FindingLine>,
    is_chosen: bool,
    answered: Vec<SummaryRow>,
    choices: Choices,
    /// Servers of the account that a filing can rest on now.
    servers: usize,
}

impl NewPage {
    /// The hint of a field, with the sample of a person's papers where a person files.
    fn hint(&self, name: &str) -> String {
        let key = format!("{}-hint", view::field_key("type-check", name));
        let of_person =
            if self.form.entity_kind == INDIVIDUAL { self.t.maybe(&format!("{key}-individual")) } else { None };
        of_person.unwrap_or_else(|| self.t.t(&key))
    }
}

/// Asks for province and kind, then for the rest.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, begin: Query<Begin>) -> Result<HttpResponse> {
    let is_open = begin.province.is_none() && begin.kind.is_none();
    let kept = cookies::prepared(&req).filter(|_| is_open).unwrap_or_default();
    let Begin { province, kind } = begin.into_inner();
    let form = TypeCheckForm {
        province: province.unwrap_or(kept.province),
        entity_kind: kind.unwrap_or(kept.kind),
        already_filed: "none".to_owned(),
        ..TypeCheckForm::default()
    };
    let servers = servers(&app, &applicant).await?;
    render(&page(&req, form, servers, FieldErrors::new(), Vec::new()))
}

/// How many servers the filing could rest on: told at once, as it cannot be sent without one or a service number. Which one
/// is chosen for each website, once there are websites.
async fn servers(app: &App, applicant: &Applicant) -> Result<usize> {
    let offers = app.db.read(applicant.actor(), async |tx| hosting::offers(tx, applicant.account, None).await).await?;
    Ok(offers.iter().filter(|offer| offer.obstacles.is_empty()).count())
}

fn page(
    req: &HttpRequest,
    form: TypeCheckForm,
    servers: usize,
    errors: FieldErrors,
    outcome: Vec<FindingLine>,
) -> NewPage {
    let t = Viewer::of(req).t();
    let today = clock::china_day(clock::now());
    let book = book();
    let province = book.province(&form.province, today);
    let kind = book.entity_kind(&form.entity_kind, today);
    let label = |name: &str| t.t(&view::field_key("type-check", name));
    let change = paths::filing_new_with("", "");
    let mut answered = Vec::new();
    if let (Some(province), Some(kind)) = (province, kind) {
        answered
            .push(SummaryRow::new(label("province"), t.pick(&province.zh, &province.en)).with_change(change.clone()));
        answered.push(SummaryRow::new(label("entity_kind"), t.pick(&kind.zh, &kind.en)).with_change(change));
    }
    NewPage {
        page: Page::titled(req, "wizard-new-title"),
        t,
        errors,
        outcome,
        is_chosen: province.is_some() && kind.is_some(),
        answered,
        servers,
        choices: Choices::of(t, &form, today),
        form,
    }
}

/// Begins the filing, or says why it is another case.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<TypeCheckForm>,
) -> Result<HttpResponse> {
    let today = clock::china_day(clock::now());
    let check = match form::check(&form, book(), today) {
        Ok(check) => check,
        Err(errors) => {
            return render_with(
                actix_web::http::StatusCode::UNPROCESSABLE_ENTITY,
                &page(&req, form, servers(&app, &applicant).await?, errors, Vec::new()),
            );
        }
    };
    let province = form.province.clone();
    let outcome = app
        .db
        .write(applicant.by(), async |tx| {
            let known = service::known(tx, applicant.account, &check, &OwnRegistry).await?;
            let outcome = type_check::decide(&known, &province, book(), today);
            let Some(kind) = outcome.kind() else { return Ok(Err(outcome)) };
            Ok(Ok(service::start(tx, applicant.account, StartFiling { kind, type_check: check.clone() }).await?))
        })
        .await?;
    match outcome {
        Ok(reference) => {
            let started = see_other_with(&req, paths::filing(&reference), "wizard-started");
            Ok(cookies::forget_prepared(&req, started))
        }
        Err(outcome) => {
            let t = applicant.t();
            let line = FindingLine {
                tone: "warning",
                code: String::new(),
                title: t.message(&outcome.message()),
                text: t.message(&outcome.way_out()),
                note: String::new(),
                link: None,
            };
            render(&page(&req, form, servers(&app, &applicant).await?, FieldErrors::new(), vec![line]))
        }
    }
}
