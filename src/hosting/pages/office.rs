//! The administrators' pages of instances and service numbers, with the catalogue of what can carry filings.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::view::{self, IssueForm, Sheet};
use crate::clock;
use crate::error::{Error, Result};
use crate::form::{self, Checker, FieldErrors, Form};
use crate::hosting::ServiceNumber;
use crate::hosting::service::show::{self, After, Use};
use crate::hosting::service::{Offer, numbers};
use crate::paths::office;
use crate::reference::{Product, book};
use crate::text::Tr;
use crate::values::{Email, Reason};
use crate::web::flash::see_other_with;
use crate::web::ui::StatusTag;
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// What is looked for: posted, so that a mail address never stands in an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    q: String,
    /// Where the page begins.
    after: String,
}

struct Row {
    url: String,
    code: String,
    facts: String,
    units: String,
    status: StatusTag,
}

#[derive(Template)]
#[template(path = "hosting/office_list.html")]
struct ListPage {
    page: Page,
    t: Tr,
    q: String,
    rows: Vec<Row>,
    /// It is not the first page.
    is_later: bool,
    /// Where the next one begins; empty where this is the last.
    next: String,
    heads: Vec<String>,
    products: Vec<Vec<String>>,
}

#[derive(Template)]
#[template(path = "hosting/office_instance.html")]
struct InstancePage {
    page: Page,
    t: Tr,
    sheet: Sheet,
    form: IssueForm,
    revoking: RevokeForm,
    errors: FieldErrors,
    /// For the forms of other numbers.
    no_errors: FieldErrors,
}

/// Why a number is revoked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RevokeForm {
    reason: String,
    /// The number it was sent for, to find its line again.
    #[serde(skip)]
    number: String,
}

impl Form for RevokeForm {
    type Valid = String;

    fn check(&self, c: &mut Checker<'_>) -> Option<String> {
        c.field("reason", Reason::parse(&self.reason)).map(|reason| reason.as_str().to_owned())
    }
}

/// The latest instances, and the catalogue.
pub async fn list(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    find(req, app, officer, PostForm(SearchForm::default())).await
}

/// Instances by a word, page by page.
pub async fn find(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    PostForm(search): PostForm<SearchForm>,
) -> Result<HttpResponse> {
    let (t, staff) = (officer.t(), officer.staff);
    let after = After::parse(&search.after);
    let is_later = after.is_some();
    let (found, next) = if Email::parse(&search.q).is_ok() {
        app.db.write(officer.by(), async |tx| show::search_owner(tx, staff, &search.q, after).await).await?
    } else {
        app.db.read(officer.actor(), async |tx| show::search(tx, &search.q, after).await).await?
    };
    let row = |offer: &Offer| Row {
        url: office::hosting_instance(&offer.instance.code),
        code: offer.instance.code.clone(),
        facts: view::facts(t, offer),
        units: t.a2("hosting-seen-quota", "taken", offer.units.taken(), "quota", offer.units.quota),
        status: view::offer_tag(t, offer),
    };
    let today = clock::china_day(clock::now());
    let heads = ["product", "code", "files", "term", "quota", "numbers"];
    render(&ListPage {
        page: Page::titled(&req, "hosting-office-title"),
        t,
        rows: found.iter().map(row).collect(),
        is_later,
        next: next.map(|next| next.to_string()).unwrap_or_default(),
        heads: heads.iter().map(|head| t.t(&format!("hosting-product-{head}"))).collect(),
        products: book().products(today).into_iter().map(|product| cells(t, product)).collect(),
        q: search.q,
    })
}

fn cells(t: Tr, product: &Product) -> Vec<String> {
    let yes = |yes: bool| t.t(if yes { "site-yes" } else { "site-no" });
    let term = product.min_term_days.map(|days| t.a1("hosting-days", "days", days));
    vec![
        t.pick(&product.zh, &product.en).to_owned(),
        product.code.clone(),
        yes(product.can_file),
        term.unwrap_or_default(),
        product.quota.map(|quota| quota.to_string()).unwrap_or_default(),
        yes(product.numbers),
    ]
}

/// One instance.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, code: Path<String>) -> Result<HttpResponse> {
    let shown = page(&req, &app, &officer, &code, IssueForm::default(), RevokeForm::default(), FieldErrors::new());
    render(&shown.await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    code: &str,
    form: IssueForm,
    revoking: RevokeForm,
    errors: FieldErrors,
) -> Result<InstancePage> {
    let t = officer.t();
    let card = app.db.read(officer.actor(), async |tx| show::card(tx, code).await).await?;
    // Cases are the reviewers'.
    let link = |_: &Use| None;
    Ok(InstancePage {
        page: Page::new(req, t.a1("hosting-instance-title", "code", code)),
        t,
        sheet: Sheet::of(t, &card, &link),
        form,
        revoking,
        errors,
        no_errors: FieldErrors::new(),
    })
}

/// Makes service numbers.
pub async fn issue(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    code: Path<String>,
    PostForm(form): PostForm<IssueForm>,
) -> Result<HttpResponse> {
    let errors = match form::check(&form, book(), clock::china_day(clock::now())) {
        Ok((count, email)) => {
            let made = app.db.write(officer.by(), async |tx| numbers::issue(tx, &code, count, email.as_ref()).await);
            match made.await {
                Ok(_) => return Ok(see_other_with(&req, office::hosting_instance(&*code), "hosting-issued")),
                Err(Error::Refused(message)) => FieldErrors::of("count", message),
                Err(other) => return Err(other),
            }
        }
        Err(errors) => errors,
    };
    render_invalid(&page(&req, &app, &officer, &code, form, RevokeForm::default(), errors).await?)
}

/// Revokes a service number.
pub async fn revoke(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    number: Path<String>,
    PostForm(form): PostForm<RevokeForm>,
) -> Result<HttpResponse> {
    let number = ServiceNumber::parse(&number).map_err(|_| Error::NotFound)?;
    let code = app.db.read(officer.actor(), async |tx| show::code_of(tx, number).await).await?;
    let reason = match form::check(&form, book(), clock::china_day(clock::now())) {
        Ok(reason) => reason,
        Err(errors) => {
            let form = RevokeForm { number: number.to_string(), ..form };
            let page = page(&req, &app, &officer, &code, IssueForm::default(), form, errors).await?;
            return render_invalid(&page);
        }
    };
    // A number that is in use meanwhile has no form to be shown again: the page of the refusal keeps the reason.
    app.db.write(officer.by(), async |tx| numbers::revoke(tx, number, &reason).await).await?;
    Ok(see_other_with(&req, office::hosting_instance(code), "hosting-revoked"))
}
