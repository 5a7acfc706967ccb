//! Once the number is there: the footer of each website, the filing with the public security bureau, the licence. Of the
//! websites that a filing put on record, or of all that the reader has, however they came.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;

use super::body;
use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::kind::Class;
use crate::filing::state::{Filing, State};
use crate::filing::store;
use crate::filing::watch::{self, Kept};
use crate::form::FieldErrors;
use crate::paths;
use crate::reference::province::ShownNumber;
use crate::reference::{Block, Text, book};
use crate::registry::service::{self, Income};
use crate::registry::store as registry;
use crate::registry::store::duties::{self, Ahead};
use crate::registry::website::Website;
use crate::text::{Message, Tr};
use crate::values::{FilingRef, LicenceNumber, PsbNumber};
use crate::web::flash::see_other_with;
use crate::web::ui::FindingLine;
use crate::web::{App, Applicant, Page, PostForm, render_with, see_other};
use crate::wizard::pages::standing;

/// A website with its number.
struct Site {
    name: String,
    number: String,
    /// What stands in the footer, and the code for it.
    shown: String,
    snippet: String,
    psb: Option<Psb>,
    /// What was typed as the number of the public security bureau.
    typed: String,
    field: String,
    licence: Licence,
}

/// What is known of the income of a website, and of its licence.
struct Licence {
    has_income: Option<bool>,
    number: String,
    typed: String,
    field: String,
    /// That its owner is reminded, and when next; empty where nothing is reminded of.
    next: String,
}

/// A website that is filed with the public security bureau.
struct Psb {
    number: String,
    day: String,
    url: String,
    snippet: String,
}

#[derive(Template)]
#[template(path = "wizard/next_steps.html")]
struct NextStepsPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    action: String,
    back: String,
    back_label: String,
    above: String,
    /// The number is news: the page is of the filing that brought it.
    is_news: bool,
    entity_number: String,
    websites: Vec<Site>,
    footer_title: String,
    footer: Vec<Block>,
    psb_until: String,
    psb: Vec<Block>,
    psb_left: usize,
    /// The last day has gone by.
    psb_is_late: bool,
    reminders: Vec<String>,
    /// What the daily look found, website by website.
    watched: Vec<FindingLine>,
    licence_title: String,
    licence: Vec<Block>,
}

/// What the form of a website posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NumberForm {
    /// The number of the website: places change when another one goes.
    website: String,
    psb_number: String,
    /// `yes` or `no`, from the forms of the licence.
    income: Option<String>,
    licence_number: String,
}

/// Websites on record with what is left to do.
struct Loaded {
    /// The filing that put them there, where the page is its.
    filing: Option<Filing>,
    /// Division code of their province.
    province: String,
    websites: Vec<Website>,
    ahead: Vec<Ahead>,
    watched: Vec<(String, serde_json::Value)>,
    today: NaiveDate,
}

impl Loaded {
    /// Of a filing, or of all that the reader has.
    async fn read(tx: &mut Tx<'_>, applicant: &Applicant, reference: Option<&str>) -> Result<Self> {
        let owner = applicant.account;
        let filing = match reference {
            Some(reference) => {
                let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
                Some(store::load_owned(tx.conn, &reference, owner).await?)
            }
            None => None,
        };
        let websites = match &filing {
            Some(filing) => registry::list_websites_of_filing(tx, filing.id, owner).await?,
            None => registry::list_websites_of_account(tx, owner).await?,
        };
        let province = match websites.first() {
            Some(website) => registry::load_entity(tx, website.entity).await?.province,
            None => String::new(),
        };
        let ahead = duties::list_ahead(tx.conn, owner, &websites).await?;
        let watched = registry::watch::of_websites(tx, &websites).await?;
        Ok(Self { filing, province, websites, ahead, watched, today: clock::china_day(tx.ctx.now) })
    }

    fn url(&self) -> String {
        let of_filing = |filing: &Filing| paths::filing_part(&filing.reference, "next-steps");
        self.filing.as_ref().map_or_else(paths::own_websites, of_filing)
    }

    /// Where the reader came from.
    fn back(&self) -> String {
        self.filing.as_ref().map_or_else(paths::filings, |filing| paths::filing(&filing.reference))
    }
}

async fn open(req: &HttpRequest, applicant: &Applicant, app: &App, reference: Option<&str>) -> Result<HttpResponse> {
    let loaded = app.db.read(applicant.actor(), async |tx| Loaded::read(tx, applicant, reference).await).await?;
    let opens = |filing: &Filing| filing.state == State::Approved && filing.kind.profile().class == Class::Opening;
    if loaded.websites.is_empty() || !loaded.filing.as_ref().is_none_or(opens) {
        return Ok(see_other(loaded.back()));
    }
    page(req, applicant.t(), &loaded, None, FieldErrors::new())
}

/// Footer, filing with the public security bureau, licence.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    open(&req, &applicant, &app, Some(path.as_str())).await
}

/// The same of all websites that the reader has on record.
///
/// # Errors
/// When the database refuses.
pub async fn own_websites(req: HttpRequest, applicant: Applicant, app: Data<App>) -> Result<HttpResponse> {
    open(&req, &applicant, &app, None).await
}

/// Keeps the number the public security bureau gave, or what is said of income and licence; the reminders follow.
///
/// # Errors
/// `NotFound` for another's filing or a website it has not.
pub async fn save(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    PostForm(form): PostForm<NumberForm>,
) -> Result<HttpResponse> {
    keep(&req, &applicant, &app, Some(path.as_str()), &form).await
}

/// The same of a website that the reader has on record.
///
/// # Errors
/// `NotFound` for a website the reader has not.
pub async fn save_own(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    PostForm(form): PostForm<NumberForm>,
) -> Result<HttpResponse> {
    keep(&req, &applicant, &app, None, &form).await
}

async fn keep(
    req: &HttpRequest,
    applicant: &Applicant,
    app: &App,
    reference: Option<&str>,
    form: &NumberForm,
) -> Result<HttpResponse> {
    let loaded = app.db.read(applicant.actor(), async |tx| Loaded::read(tx, applicant, reference).await).await?;
    let mut places = (1..).zip(&loaded.websites);
    let (n, website) = places.find(|(_, site)| site.number == form.website).ok_or(Error::NotFound)?;
    let told = match read(form, n) {
        Ok(told) => told,
        Err((field, message)) => {
            return page(req, applicant.t(), &loaded, Some(form), FieldErrors::of(field, message));
        }
    };
    app.db
        .write(applicant.by(), async |tx| {
            let today = clock::china_day(tx.ctx.now);
            match &told {
                Told::Psb(number) => service::record_psb(tx, applicant.account, website.id, number, today).await,
                Told::Income(income) => {
                    let limits = book().limits(today);
                    service::record_income(tx, applicant.account, website, income, limits).await
                }
            }
        })
        .await?;
    let saved = if matches!(told, Told::Psb(_)) { "after-psb-saved" } else { "after-licence-saved" };
    Ok(see_other_with(req, loaded.url(), saved))
}

/// What a form tells of a website.
enum Told {
    Psb(PsbNumber),
    Income(Income),
}

/// What was posted, or what is wrong with which field.
fn read(form: &NumberForm, n: usize) -> std::result::Result<Told, (String, Message)> {
    match form.income.as_deref() {
        None => PsbNumber::parse(&form.psb_number).map(Told::Psb).map_err(|message| (field(n), message)),
        Some("yes") if form.licence_number.trim().is_empty() => Ok(Told::Income(Income::Earns(None))),
        Some("yes") => LicenceNumber::parse(&form.licence_number)
            .map(|number| Told::Income(Income::Earns(Some(number))))
            .map_err(|message| (licence_field(n), message)),
        Some(_) => Ok(Told::Income(Income::None)),
    }
}

fn licence_field(website: usize) -> String {
    format!("licence-{website}")
}

fn field(website: usize) -> String {
    format!("psb-{website}")
}

fn page(
    req: &HttpRequest,
    t: Tr,
    loaded: &Loaded,
    form: Option<&NumberForm>,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let Loaded { filing, province, websites, ahead, watched, today } = loaded;
    let (today, limits) = (*today, book().limits(*today));
    // The day of the website that has the least time left.
    let least = websites.iter().min_by_key(|site| (site.psb_number.is_some(), site.filed_on));
    let psb_until = least.map_or(today, |site| site.filed_on) + TimeDelta::days(limits.psb_days);
    let province = book().province(province, today);
    let shows_entity = province.is_some_and(|province| province.shown_number == ShownNumber::Entity);
    let entity_number = websites.first().map_or("", Website::entity_number).to_owned();
    let site = |(n, site): (usize, &Website)| {
        let shown = if shows_entity { entity_number.clone() } else { site.number.clone() };
        Site {
            name: site.name.clone(),
            number: site.number.clone(),
            snippet: footer(t, site, &shown, today),
            shown,
            psb: site.psb_number.as_deref().map(|number| psb(t, site, number, today)),
            licence: licence(t, site, n, form, ahead),
            typed: match form.filter(|form| form.website == site.number && form.income.is_none()) {
                Some(form) => form.psb_number.clone(),
                None => site.psb_number.clone().unwrap_or_default(),
            },
            field: field(n),
        }
    };
    let mut reminders: Vec<String> = ahead.iter().filter(|own| !own.is_licence).map(|own| t.day(own.due_at)).collect();
    reminders.dedup();
    let text = |name| book().text(name, today);
    let title = |name| text(name).map_or_else(String::new, |text| text.title(t.lang).to_owned());
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = NextStepsPage {
        page: Page::titled(req, if filing.is_some() { "wizard-next-steps-title" } else { "wizard-own-websites-title" }),
        t,
        errors,
        action: loaded.url(),
        back: loaded.back(),
        back_label: t.t(if filing.is_some() { "wizard-back-to-filing" } else { "site-nav-filings" }),
        above: match filing {
            Some(filing) => standing::above(t, filing),
            None => t.a1("record-of-entity", "number", entity_number.as_str()),
        },
        is_news: filing.is_some(),
        psb_left: websites.iter().filter(|site| site.psb_number.is_none()).count(),
        psb_is_late: today > psb_until,
        websites: (1..).zip(websites).map(site).collect(),
        entity_number,
        footer_title: title(Text::FOOTER),
        footer: body(t, text(Text::FOOTER)),
        psb_until: t.date(psb_until),
        psb: body(t, text(Text::PSB)),
        reminders,
        watched: watched.iter().flat_map(|(number, found)| watched_lines(t, number, found)).collect(),
        licence_title: title(Text::LICENCE),
        licence: body(t, text(Text::LICENCE)),
    };
    render_with(status, &page)
}

/// What was found of one website, under its number.
fn watched_lines(t: Tr, number: &str, found: &serde_json::Value) -> Vec<FindingLine> {
    let line = |kept: &Kept| FindingLine {
        tone: "warning",
        code: kept.code.clone(),
        title: kept.what.words(t),
        text: kept.way.words(t),
        note: format!("{number} · {}", kept.seen.words(t)),
        link: None,
    };
    watch::kept(found).iter().map(line).collect()
}

/// The code of the foot: the number with its link, and once there is one that of the public security bureau beside it.
fn footer(t: Tr, site: &Website, shown: &str, today: NaiveDate) -> String {
    let own = filled(t, Text::FOOTER_SNIPPET, today, &[("number", shown)]);
    let psb = site.psb_number.as_deref().map(|number| psb(t, site, number, today).snippet);
    std::iter::once(own).chain(psb).collect::<Vec<_>>().join("\n")
}

fn licence(t: Tr, site: &Website, n: usize, form: Option<&NumberForm>, ahead: &[Ahead]) -> Licence {
    let number = site.licence_number.clone().unwrap_or_default();
    let next = ahead.iter().find(|own| own.is_licence && own.website == site.id);
    Licence {
        has_income: site.has_income,
        typed: match form.filter(|form| form.website == site.number && form.income.is_some()) {
            Some(form) => form.licence_number.clone(),
            None => number.clone(),
        },
        number,
        field: licence_field(n),
        next: next.map(|own| t.a1("after-licence-reminder", "day", t.day(own.due_at))).unwrap_or_default(),
    }
}

fn psb(t: Tr, site: &Website, number: &str, today: NaiveDate) -> Psb {
    let code = PsbNumber::parse(number).map_or_else(|_| String::new(), |number| number.code().to_owned());
    Psb {
        number: number.to_owned(),
        day: site.psb_filed_on.map_or_else(String::new, |day| t.date(day)),
        url: filled(t, Text::PSB_LINK, today, &[("code", &code)]),
        snippet: filled(t, Text::PSB_SNIPPET, today, &[("code", &code), ("number", number)]),
    }
}

fn filled(t: Tr, name: &str, today: NaiveDate, values: &[(&str, &str)]) -> String {
    book().text(name, today).map_or_else(String::new, |text| text.filled(t.lang, values))
}
