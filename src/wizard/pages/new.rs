//! The type check: who files, where, for which domain. The system states the type and why, or the conflict and its way out.
//! On a phone it begins with the photograph of the certificate, which a draft of an open type keeps: see `open.rs`; and for an
//! individual with the verification: see `named.rs`.

mod decide;
mod named;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use self::decide::{Decided, decide};
use super::on_phone;
use super::open::{self, Open, OpenView, Sent};
use super::outcome::{self, Verdict};
use super::outside;
use super::step::FILL;
use super::type_check::Choices;
use super::typed;
use super::view;
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{TypeCheck, TypeCheckForm, WebsiteForm};
use crate::filing::kind::Kind;
use crate::filing::lookup::Lookup;
use crate::filing::section::Section;
use crate::filing::service::{self, lookups};
use crate::form::{self, FieldErrors};
use crate::hosting::service as hosting;
use crate::paths;
use crate::reference::codes::NO_PRE_APPROVAL;
use crate::reference::{INDIVIDUAL, book};
use crate::text::{Message, Tr};
use crate::values::{DomainName, FilingRef};
use crate::web::cookies::{self, Prepared};
use crate::web::device;
use crate::web::flash::see_other_with;
use crate::web::ui::SummaryRow;
use crate::web::viewer::Viewer;
use crate::web::{App, Applicant, Page, PostForm, render, render_with, see_other};
use crate::wizard::service::scene::Scene;

/// Province and kind, chosen first. Not named at all they are carried over from the eligibility page; named but empty they
/// are to be chosen anew, and who sent the form without them is told so. Or a question that was asked: its answers need
/// not be typed again. Or a draft whose type is open.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    province: Option<String>,
    kind: Option<String>,
    lookup: Option<Uuid>,
    /// Empty where a link was followed.
    sent: String,
    draft: Option<String>,
    /// Not empty where a phone goes on without it.
    photograph: String,
    /// Not empty past the verification with which a phone begins.
    rest: String,
}

/// Questions that are shown above the form.
const LOOKUPS: i64 = 5;

/// What the button says that begins with the photograph of the certificate.
const PHOTOGRAPH: &str = "photograph";

/// The answers, and what to do with them.
pub struct NewForm {
    check: TypeCheckForm,
    /// Answers that came more than once, and not the same.
    doubled: FieldErrors,
    /// The kind that the result page offered; empty before it was shown.
    go_on: String,
    /// The draft whose type is open; empty where there is none.
    draft: String,
    /// The version of that draft which the page showed.
    version: String,
    /// What is done instead of deciding the type.
    then: String,
    /// What alone the page asked; empty where it asked everything.
    asks: String,
}

impl NewForm {
    /// As it came.
    ///
    /// # Errors
    /// `BadRequest` for fields that are none of it.
    pub fn of(fields: &[(String, String)]) -> Result<Self> {
        let (check, doubled) = typed::decode(Section::TypeCheck, &fields.iter().collect::<Vec<_>>())?;
        let steer = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
        Ok(Self {
            check: serde_json::from_value(check)?,
            doubled,
            go_on: steer("go_on").to_owned(),
            draft: steer("draft").to_owned(),
            version: steer("version").to_owned(),
            then: steer("then").to_owned(),
            asks: steer("asks").to_owned(),
        })
    }

    /// What is kept of it in a draft whose type is open.
    fn sent(&self) -> Sent<'_> {
        Sent {
            reference: &self.draft,
            expected: self.version.parse().unwrap_or_default(),
            typed: &self.check,
            names: self.asks == named::ASKS,
            fills: self.then == FILL,
        }
    }
}

#[derive(Template)]
#[template(path = "wizard/new.html")]
struct NewPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    form: TypeCheckForm,
    verdict: Option<Verdict>,
    lookups: Vec<outcome::Asked>,
    is_chosen: bool,
    answered: Vec<SummaryRow>,
    choices: Choices,
    /// Servers of the account that a filing can rest on now.
    servers: usize,
    /// Whether the certificate is photographed first.
    is_photographed_first: bool,
    /// Whether only whom it is about is asked, as the verification comes before the rest.
    is_named_first: bool,
    open: OpenView,
}

impl NewPage {
    /// The page of a draft whose type is open.
    fn of(mut self, open: Option<&Open>) -> Self {
        self.open = open.map(|open| open.view(self.t)).unwrap_or_default();
        self
    }

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
    let Begin { province, kind, lookup, sent, draft, photograph, rest } = begin.into_inner();
    let known = fresh(&req, province, kind);
    let load = async |tx: &mut Tx<'_>| {
        let asked = lookups::list_current(tx, applicant.account, LOOKUPS).await?;
        let again = asked.iter().find(|own| Some(own.id.uuid()) == lookup).map(|own| own.asked.clone());
        let open = match (&draft, &again) {
            (Some(reference), _) => Some(Open::load(tx, &applicant, reference).await?),
            (None, Some(asked)) => Open::of_question(tx, &applicant, asked).await?,
            (None, None) => Open::begun(tx, &applicant, &known).await?,
        };
        Ok((asked, again, open, servers(tx, &applicant).await?))
    };
    let (asked, again, open, servers) = app.db.read(applicant.actor(), load).await?;
    let is_rest = !rest.is_empty() || again.is_some();
    let open = open.map(|open| open.at(is_rest));
    if let Some(open) = open.as_ref().filter(|open| open.scene.is_settled) {
        return Ok(see_other(open.url()));
    }
    let is_fresh = again.is_none() && open.is_none();
    let is_named_first = open.as_ref().is_some_and(|open| named::comes_first(&req, open));
    let form = again.or_else(|| open.as_ref().map(|open| open.scene.drafts.type_check.clone()));
    let found_out = known.domain.clone();
    let mut form = form.unwrap_or(known);
    if form.domain.is_empty() {
        form.domain = found_out;
    }
    let errors = if sent.is_empty() { FieldErrors::new() } else { unchosen(&form) };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let first = is_fresh && photograph.is_empty() && begins_with_photograph(&req, &form);
    let page = page(&req, form, servers, errors, Told::Asked(&asked)).of(open.as_ref());
    render_with(status, &NewPage { is_photographed_first: first, is_named_first, ..page })
}

/// What is known before anything is typed.
fn fresh(req: &HttpRequest, province: Option<String>, kind: Option<String>) -> TypeCheckForm {
    let kept = cookies::prepared(req).unwrap_or_default();
    let domain = DomainName::parse(&kept.domain).map(|domain| domain.unicode()).unwrap_or_default();
    let kept = if province.is_none() && kind.is_none() { kept } else { Prepared::default() };
    TypeCheckForm {
        province: province.unwrap_or(kept.province),
        entity_kind: kind.unwrap_or(kept.kind),
        already_filed: "none".to_owned(),
        domain,
        ..TypeCheckForm::default()
    }
}

fn begins_with_photograph(req: &HttpRequest, form: &TypeCheckForm) -> bool {
    let today = clock::china_day(clock::now());
    device::is_phone(req) && book().begins_with_photograph(form.entity_kind == INDIVIDUAL, today)
}

/// What is still to be chosen of province and kind.
fn unchosen(form: &TypeCheckForm) -> FieldErrors {
    let (book, today) = (book(), clock::china_day(clock::now()));
    let mut errors = FieldErrors::new();
    if book.province(&form.province, today).is_none() {
        errors.add("province", Message::new("filing-province-empty"));
    }
    if book.entity_kind(&form.entity_kind, today).is_none() {
        errors.add("kind", Message::new("filing-entity-kind-empty"));
    }
    errors
}

/// How many servers the filing could rest on: told at once, as it cannot be sent without one or a service number. Which one
/// is chosen for each website, once there are websites.
async fn servers(tx: &mut Tx<'_>, applicant: &Applicant) -> Result<usize> {
    let offers = hosting::offers(tx, applicant.account, None).await?;
    Ok(offers.iter().filter(|offer| offer.obstacles().is_empty()).count())
}

/// What is told above the form.
enum Told<'a> {
    /// Questions that were asked.
    Asked(&'a [Lookup]),
    /// The type or the conflict.
    Verdict(Box<Verdict>),
}

fn page(req: &HttpRequest, form: TypeCheckForm, servers: usize, errors: FieldErrors, told: Told<'_>) -> NewPage {
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
    let (verdict, lookups) = match told {
        Told::Asked(lookups) => (None, outcome::asked(t, lookups)),
        Told::Verdict(verdict) => (Some(*verdict), Vec::new()),
    };
    NewPage {
        page: Page::titled(req, "wizard-new-title"),
        t,
        errors,
        lookups,
        verdict,
        is_chosen: province.is_some() && kind.is_some(),
        answered,
        servers,
        choices: Choices::of(t, &form, today),
        form,
        is_photographed_first: false,
        is_named_first: false,
        open: OpenView::default(),
    }
}

/// Begins the filing, or says what it is first. A first filing, which most are, begins at once; of any other type the
/// applicant sees what it is and why, and agrees.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    begin: Query<Begin>,
    PostForm(fields): PostForm<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let form = NewForm::of(&fields)?;
    if form.then == PHOTOGRAPH {
        return photograph(&req, (&app, &applicant), form).await;
    }
    if form.asks == named::ASKS {
        return named::save(&req, &app, &applicant, &form).await;
    }
    let open = Open::kept(&app, &applicant, form.sent()).await?.map(|open| open.at(!begin.rest.is_empty()));
    let NewForm { check: form, go_on, then, doubled, .. } = form;
    match &open {
        Some(open) if open.scene.is_settled => return Ok(see_other(open.url())),
        Some(open) if open.conflict.is_some() => {
            let form = open.scene.drafts.type_check.clone();
            return again(&req, (&app, &applicant), form, (StatusCode::CONFLICT, FieldErrors::new()), Some(open)).await;
        }
        Some(open) if then == FILL && doubled.is_empty() => {
            return Ok(see_other_with(&req, open.url(), "printed-filled"));
        }
        _ => {}
    }
    let settles = open.as_ref().map(Open::settles);
    let today = clock::china_day(clock::now());
    let check = match form::check(&form, book(), today) {
        Ok(check) if doubled.is_empty() => check,
        checked => {
            // What else is wrong with an answer is told once it is known which one was meant.
            let wrong = (StatusCode::UNPROCESSABLE_ENTITY, doubled.and(checked.err().unwrap_or_default()));
            return again(&req, (&app, &applicant), form, wrong, open.as_ref()).await;
        }
    };
    let is_plain = cookies::prepared(&req).is_some_and(|kept| kept.is_plain && is_about(&kept, &check));
    let answered = is_plain.then(|| without_approval(&check));
    let is_phone = device::is_phone(&req);
    let offers = |kind: Kind| !is_phone || book().is_on_phone(kind.code(), today);
    let told = outside::ask(&req, &app, &applicant, &check).await?;
    let work = async |tx: &mut Tx<'_>| {
        service::keep_told(tx, &check, &told).await?;
        let begins = |kind: Kind| offers(kind) && (kind == Kind::Initial || go_on == kind.code());
        decide(tx, &applicant, &check, begins, (answered.clone(), settles)).await
    };
    let decided = app.db.write(applicant.by(), work).await?;
    match decided {
        Decided::Begun(reference) => {
            let first = if is_phone { first_paper(&app, &applicant, &reference).await? } else { None };
            let next = first.unwrap_or_else(|| paths::filing(&reference));
            let started = see_other_with(&req, next, "wizard-started");
            Ok(cookies::forget_prepared(&req, started))
        }
        Decided::Asked => {
            Ok(see_other_with(&req, open.map_or_else(paths::filing_new, |open| open.url()), "wizard-lookup-asked"))
        }
        Decided::Told { outcome, record, servers, times } => {
            let verdict = outcome::verdict(applicant.t(), outcome, &check, record.as_ref(), (today, &times));
            let verdict = verdict.offered_where(applicant.t(), offers);
            let told = Told::Verdict(Box::new(verdict));
            render(&page(&req, form, servers, FieldErrors::new(), told).of(open.as_ref()))
        }
    }
}

/// The page again with what was typed: what is wrong with it, or what was saved elsewhere beside it.
async fn again(
    req: &HttpRequest,
    (app, applicant): (&App, &Applicant),
    form: TypeCheckForm,
    (status, errors): (StatusCode, FieldErrors),
    open: Option<&Open>,
) -> Result<HttpResponse> {
    let servers = app.db.read(applicant.actor(), async |tx| servers(tx, applicant).await).await?;
    render_with(status, &page(req, form, servers, errors, Told::Asked(&[])).of(open))
}

/// Begins with the photograph of the certificate; says what has to be chosen before.
async fn photograph(
    req: &HttpRequest,
    (app, applicant): (&App, &Applicant),
    NewForm { check: form, doubled, .. }: NewForm,
) -> Result<HttpResponse> {
    let begun = if doubled.is_empty() { open::begin(app, applicant, &form).await? } else { Err(doubled) };
    match begun {
        Ok(there) => Ok(see_other_with(req, there, "wizard-open-begun")),
        Err(errors) => {
            let servers = app.db.read(applicant.actor(), async |tx| servers(tx, applicant).await).await?;
            let page = page(req, form, servers, errors, Told::Asked(&[]));
            let page = NewPage { is_photographed_first: true, ..page };
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// What a phone is sent to first of what belongs to the type check.
async fn first_paper(app: &App, applicant: &Applicant, reference: &FilingRef) -> Result<Option<String>> {
    let load = async |tx: &mut Tx<'_>| {
        let scene = Scene::load(tx, applicant.account, reference.as_str()).await?;
        let filled = on_phone::Filled::load(tx, &scene).await?;
        Ok(on_phone::after_notice(&scene, &filled))
    };
    app.db.read(applicant.actor(), load).await
}

/// Whether what was found out before was about this very filing: another website may well need an approval.
fn is_about(kept: &Prepared, check: &TypeCheck) -> bool {
    let fits = |kept: &str, own: &str| kept.is_empty() || kept == own;
    kept.province == check.province && fits(&kept.kind, &check.entity_kind) && fits(&kept.domain, check.domain.as_str())
}

/// The first website of somebody who said before that it needs no approval.
fn without_approval(check: &TypeCheck) -> WebsiteForm {
    let pre_approval = vec![NO_PRE_APPROVAL.to_owned()];
    WebsiteForm { pre_approval, ..WebsiteForm::beginning(&check.domain.unicode()) }
}
