//! The type check: who files, where, for which domain. The system states the type and why, or the conflict and its way out.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::on_phone;
use super::outcome::{self, Verdict};
use super::outside;
use super::type_check::Choices;
use super::view;
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{TypeCheck, TypeCheckForm, WebsiteForm};
use crate::filing::kind::Kind;
use crate::filing::lookup::Lookup;
use crate::filing::service::{self, StartFiling, lookups};
use crate::filing::store;
use crate::filing::times::Times;
use crate::filing::type_check::{self, Conflict, Offer, Outcome};
use crate::form::{self, FieldErrors};
use crate::hosting::service as hosting;
use crate::paths;
use crate::reference::codes::NO_PRE_APPROVAL;
use crate::reference::{INDIVIDUAL, book};
use crate::registry::entity::entity_hash;
use crate::registry::lookup::EntityStatus;
use crate::registry::service::told::Registers;
use crate::registry::store as registry;
use crate::text::{Message, Tr};
use crate::values::{DomainName, FilingRef};
use crate::web::cookies::{self, Prepared};
use crate::web::device;
use crate::web::flash::see_other_with;
use crate::web::ui::SummaryRow;
use crate::web::viewer::Viewer;
use crate::web::{App, Applicant, Page, PostForm, render, render_with};
use crate::wizard::service::scene::Scene;

/// Province and kind, chosen first. Not named at all they are carried over from the eligibility page; named but empty they
/// are to be chosen anew, and who sent the form without them is told so. Or a question that was asked: its answers need
/// not be typed again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    province: Option<String>,
    kind: Option<String>,
    lookup: Option<Uuid>,
    /// Empty where a link was followed.
    sent: String,
}

/// Questions that are shown above the form.
const LOOKUPS: i64 = 5;

/// The answers, and what to do with them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewForm {
    #[serde(flatten)]
    check: TypeCheckForm,
    /// The kind that the result page offered; empty before it was shown.
    go_on: String,
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
    let (asked, servers) = app
        .db
        .read(applicant.actor(), async |tx| {
            let asked = lookups::list_current(tx, applicant.account, LOOKUPS).await?;
            Ok((asked, servers(tx, &applicant).await?))
        })
        .await?;
    let is_open = begin.province.is_none() && begin.kind.is_none();
    let kept = cookies::prepared(&req).unwrap_or_default();
    let domain = DomainName::parse(&kept.domain).map(|domain| domain.unicode()).unwrap_or_default();
    let kept = if is_open { kept } else { cookies::Prepared::default() };
    let Begin { province, kind, lookup, sent } = begin.into_inner();
    let again = asked.iter().find(|own| Some(own.id.uuid()) == lookup).map(|own| own.asked.clone());
    let form = again.unwrap_or_else(|| TypeCheckForm {
        province: province.unwrap_or(kept.province),
        entity_kind: kind.unwrap_or(kept.kind),
        already_filed: "none".to_owned(),
        domain,
        ..TypeCheckForm::default()
    });
    let errors = if sent.is_empty() { FieldErrors::new() } else { unchosen(&form) };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render_with(status, &page(&req, form, servers, errors, Told::Asked(&asked)))
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
    PostForm(form): PostForm<NewForm>,
) -> Result<HttpResponse> {
    let NewForm { check: form, go_on } = form;
    let today = clock::china_day(clock::now());
    let check = match form::check(&form, book(), today) {
        Ok(check) => check,
        Err(errors) => {
            let servers = app.db.read(applicant.actor(), async |tx| servers(tx, &applicant).await).await?;
            return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&req, form, servers, errors, Told::Asked(&[])));
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
        decide(tx, &applicant, &check, begins, answered.clone()).await
    };
    let decided = app.db.write(applicant.by(), work).await?;
    match decided {
        Decided::Begun(reference) => {
            let first = if is_phone { first_paper(&app, &applicant, &reference).await? } else { None };
            let next = first.unwrap_or_else(|| paths::filing(&reference));
            let started = see_other_with(&req, next, "wizard-started");
            Ok(cookies::forget_prepared(&req, started))
        }
        Decided::Asked => Ok(see_other_with(&req, paths::filing_new(), "wizard-lookup-asked")),
        Decided::Told { outcome, record, servers, times } => {
            let verdict = outcome::verdict(applicant.t(), outcome, &check, record.as_ref(), (today, &times));
            let verdict = verdict.offered_where(applicant.t(), offers);
            render(&page(&req, form, servers, FieldErrors::new(), Told::Verdict(Box::new(verdict))))
        }
    }
}

/// The paper with which a phone begins.
async fn first_paper(app: &App, applicant: &Applicant, reference: &FilingRef) -> Result<Option<String>> {
    let load = async |tx: &mut Tx<'_>| {
        let scene = Scene::load(tx, applicant.account, reference.as_str()).await?;
        let filled = on_phone::Filled::load(tx, &scene).await?;
        Ok(on_phone::after_notice(&scene, &filled))
    };
    app.db.read(applicant.actor(), load).await
}

enum Decided {
    Begun(FilingRef),
    /// A specialist looks it up.
    Asked,
    /// The type or the conflict.
    Told {
        outcome: Outcome,
        /// A filing of this account that stands on record.
        record: Option<FilingRef>,
        servers: usize,
        /// How long others took.
        times: Times,
    },
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

async fn decide(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    check: &TypeCheck,
    begins: impl Fn(Kind) -> bool,
    answered: Option<WebsiteForm>,
) -> Result<Decided> {
    let account = applicant.account;
    let known = service::known(tx, account, check, &Registers).await?;
    let outcome = type_check::decide(&known, &check.province, book(), clock::china_day(tx.ctx.now));
    match outcome {
        Outcome::LookUp => {
            lookups::ask(tx, account, check, true).await?;
            Ok(Decided::Asked)
        }
        Outcome::Offered(offer) if begins(offer.kind) => begin(tx, applicant, check, offer, answered).await,
        Outcome::Conflict(block) if block.conflict == Conflict::Claim && begins(Kind::Claim) => {
            let hash = entity_hash(tx.sealer, &check.entity_key());
            let Some(entity) = registry::find_entity(tx, &hash).await?.filter(|own| own.account.is_none()) else {
                return told(tx, applicant, check, outcome, None).await;
            };
            let begin = StartFiling { entity: Some(entity.id), ..StartFiling::new(Kind::Claim, check.clone()) };
            Ok(Decided::Begun(service::start(tx, account, begin).await?))
        }
        Outcome::Offered(_) | Outcome::Conflict(_) => {
            let record = store::find_latest_approved(tx.conn, account).await?;
            told(tx, applicant, check, outcome, record).await
        }
    }
}

async fn told(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    check: &TypeCheck,
    outcome: Outcome,
    record: Option<FilingRef>,
) -> Result<Decided> {
    let kind = if let Outcome::Offered(offer) = &outcome { offer.kind } else { Kind::Claim };
    let times = store::times::of(tx.conn, &check.province, kind).await?;
    Ok(Decided::Told { outcome, record, servers: servers(tx, applicant).await?, times })
}

async fn begin(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    check: &TypeCheck,
    offer: Offer,
    answered: Option<WebsiteForm>,
) -> Result<Decided> {
    let account = applicant.account;
    let own = match offer.entity {
        EntityStatus::Here => {
            let hash = entity_hash(tx.sealer, &check.entity_key());
            registry::find_entity(tx, &hash).await?.map(|entity| entity.id)
        }
        _ => None,
    };
    let begin = StartFiling { entity: own, answered, ..StartFiling::new(offer.kind, check.clone()) };
    let reference = service::start(tx, account, begin).await?;
    if offer.is_assumed && own.is_none() {
        lookups::ask(tx, account, check, false).await?;
    }
    Ok(Decided::Begun(reference))
}
