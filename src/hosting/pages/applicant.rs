//! The applicant's instances and service numbers: what they can carry, which filing uses what.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::view::{self, IssueForm, Sheet};
use crate::clock;
use crate::error::{Error, Result};
use crate::form::{self, FieldErrors};
use crate::hosting::instance::names;
use crate::hosting::service::show::{self, Card, Use};
use crate::hosting::service::{self, numbers};
use crate::paths;
use crate::reference::book;
use crate::text::Tr;
use crate::values::ids::AccountId;
use crate::web::flash::see_other_with;
use crate::web::ui::StatusTag;
use crate::web::{App, Applicant, Page, PostForm, render, render_invalid, render_wait};

struct InstanceCard {
    url: String,
    code: String,
    facts: String,
    status: StatusTag,
}

struct ReceivedLine {
    number: String,
    facts: String,
    status: StatusTag,
}

#[derive(Template)]
#[template(path = "hosting/instances.html")]
struct ListPage {
    page: Page,
    t: Tr,
    instances: Vec<InstanceCard>,
    received: Vec<ReceivedLine>,
}

#[derive(Template)]
#[template(path = "hosting/instance.html")]
struct InstancePage {
    page: Page,
    t: Tr,
    sheet: Sheet,
    form: IssueForm,
    errors: FieldErrors,
}

/// Everything the account has.
pub async fn list(req: HttpRequest, app: Data<App>, applicant: Applicant) -> Result<HttpResponse> {
    let t = applicant.t();
    let account = applicant.account;
    let (offers, received) = app
        .db
        .read(applicant.actor(), async |tx| {
            Ok((service::offers(tx, account, None).await?, show::received(tx, account).await?))
        })
        .await?;
    let card = |offer: &service::Offer| InstanceCard {
        url: paths::instance(&offer.instance.code),
        code: offer.instance.code.clone(),
        facts: view::facts(t, offer),
        status: view::offer_tag(t, offer),
    };
    let today = clock::china_day(clock::now());
    let line = |one: &show::Received| {
        let own = &one.instance;
        let (product, region) = names(t, &own.product, &own.region, book(), today);
        let addresses = own.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(t.pick("、", ", "));
        ReceivedLine {
            number: one.number.number.to_string(),
            facts: format!("{product} · {region} · {addresses}"),
            status: view::state_tag(t, one.number.state),
        }
    };
    render(&ListPage {
        page: Page::titled(&req, "hosting-instances-title"),
        t,
        instances: offers.iter().map(card).collect(),
        received: received.iter().map(line).collect(),
    })
}

/// One instance.
pub async fn show(req: HttpRequest, app: Data<App>, applicant: Applicant, code: Path<String>) -> Result<HttpResponse> {
    render(&page(&req, &app, &applicant, &code, IssueForm::default(), FieldErrors::new()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    applicant: &Applicant,
    code: &str,
    form: IssueForm,
    errors: FieldErrors,
) -> Result<InstancePage> {
    let (t, account) = (applicant.t(), applicant.account);
    let card = app.db.read(applicant.actor(), async |tx| show::own_card(tx, account, code).await).await?;
    Ok(fill(req, t, account, &card, form, errors))
}

fn fill(
    req: &HttpRequest,
    t: Tr,
    account: AccountId,
    card: &Card,
    form: IssueForm,
    errors: FieldErrors,
) -> InstancePage {
    // Another's filing is no page of theirs.
    let link = |used: &Use| (used.owner == account).then(|| paths::filing(&used.reference));
    InstancePage {
        page: Page::new(req, t.a1("hosting-instance-title", "code", card.offer.instance.code.as_str())),
        t,
        sheet: Sheet::of(t, card, &link),
        form,
        errors,
    }
}

/// Makes service numbers.
pub async fn issue(
    req: HttpRequest,
    app: Data<App>,
    applicant: Applicant,
    code: Path<String>,
    PostForm(form): PostForm<IssueForm>,
) -> Result<HttpResponse> {
    let account = applicant.account;
    let checked = form::check(&form, book(), clock::china_day(clock::now()));
    let (count, email) = match checked {
        Ok(valid) => valid,
        Err(errors) => return render_invalid(&page(&req, &app, &applicant, &code, form, errors).await?),
    };
    let made =
        app.db.write(applicant.by(), async |tx| numbers::issue_own(tx, account, &code, count, email.as_ref()).await);
    match made.await {
        Ok(_) => Ok(see_other_with(&req, paths::instance(&*code), "hosting-issued")),
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("count", message);
            render_invalid(&page(&req, &app, &applicant, &code, form, errors).await?)
        }
        Err(Error::TooMany(seconds)) => {
            let errors = FieldErrors::of("email", view::must_wait(seconds));
            render_wait(&page(&req, &app, &applicant, &code, form, errors).await?, seconds)
        }
        Err(other) => Err(other),
    }
}
