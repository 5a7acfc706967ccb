//! The type check: who files, where, for which domain. The system states the type, or why it is another case.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{sections, view};
use crate::clock;
use crate::error::Result;
use crate::filing::application::{AlreadyFiled, TypeCheckForm};
use crate::filing::service::{self, StartFiling};
use crate::filing::type_check;
use crate::form::{self, FieldErrors};
use crate::paths;
use crate::reference::book;
use crate::registry::service::OwnRegistry;
use crate::text::Tr;
use crate::web::cookies;
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, FindingLine, SummaryRow};
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
    provinces: Vec<Choice>,
    entity_kinds: Vec<Choice>,
    cities: Vec<Choice>,
    cert_kinds: Vec<Choice>,
    already_filed: Vec<Choice>,
}

/// Asks for province and kind, then for the rest.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn show(req: HttpRequest, _: Applicant, begin: Query<Begin>) -> Result<HttpResponse> {
    let is_open = begin.province.is_none() && begin.kind.is_none();
    let kept = cookies::prepared(&req).filter(|_| is_open).unwrap_or_default();
    let Begin { province, kind } = begin.into_inner();
    let form = TypeCheckForm {
        province: province.unwrap_or(kept.province),
        entity_kind: kind.unwrap_or(kept.kind),
        already_filed: "none".to_owned(),
        ..TypeCheckForm::default()
    };
    render(&page(&req, form, FieldErrors::new(), Vec::new()))
}

fn page(req: &HttpRequest, form: TypeCheckForm, errors: FieldErrors, outcome: Vec<FindingLine>) -> NewPage {
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
    let filed = AlreadyFiled::ALL
        .iter()
        .map(|own| Choice::new(own.code(), t.t(&format!("filing-already-filed-{}", own.code())), &form.already_filed));
    NewPage {
        page: Page::titled(req, "wizard-new-title"),
        t,
        errors,
        outcome,
        is_chosen: province.is_some() && kind.is_some(),
        answered,
        provinces: book
            .provinces(today)
            .iter()
            .map(|p| Choice::new(p.code.clone(), t.pick(&p.zh, &p.en), &form.province))
            .collect(),
        entity_kinds: book
            .entity_kinds(today)
            .iter()
            .map(|k| Choice::new(k.code.clone(), t.pick(&k.zh, &k.en), &form.entity_kind))
            .collect(),
        cities: book
            .cities_of(&form.province, today)
            .iter()
            .map(|c| Choice::new(c.code.clone(), t.pick(&c.zh, &c.en), &form.city))
            .collect(),
        cert_kinds: sections::certificate_choices(
            t,
            &book.certificate_kinds_of(&form.entity_kind, today),
            &form.cert_kind,
        ),
        already_filed: filed.collect(),
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
                &page(&req, form, errors, Vec::new()),
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
                link: None,
            };
            render(&page(&req, form, FieldErrors::new(), vec![line]))
        }
    }
}
