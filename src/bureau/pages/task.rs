//! A piece of work that the bureau gives: what it is, masked until somebody says why they look, and its answer.

mod asked;

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use self::asked::Asked;
use super::place::Place;
use super::tasks::status;
use super::{code, time};
use crate::bureau::fault::Fault;
use crate::bureau::replies::Verified;
use crate::bureau::service::tasks as service;
use crate::bureau::store::codes::{self, Code};
use crate::bureau::store::tasks::{self, SEEN, Task};
use crate::bureau::tables::UNFILED_OUTCOMES;
use crate::bureau::view;
use crate::bureau::work::{Reply, Sort};
use crate::bureau::xml::Element;
use crate::clock::china_day;
use crate::config::BureauSettings;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths::office;
use crate::reference::book;
use crate::staff;
use crate::text::{Message, Tr};
use crate::values::{Paragraphs, Reason};
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render_with};

/// What is done with a piece of work.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TaskForm {
    act: String,
    outcome: String,
    opinion: String,
    wrong: String,
    province: String,
    mobile: String,
    city: String,
    /// One of each website that is asked about.
    services: Vec<String>,
    reason: String,
}

/// What is asked for its answer.
enum Ask {
    /// It is answered.
    Nothing,
    /// What was found, and what the bureau left out.
    Verified(Vec<Choice>, Asked),
    /// What was done, by the bureau's table where it is kept; the province where the bureau named none.
    Handled(Vec<Choice>, Vec<Choice>),
    Seen,
}

#[derive(Template)]
#[template(path = "bureau/task.html")]
struct TaskPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    url: String,
    /// The list it was opened from.
    back: String,
    facts: Vec<(String, String)>,
    status: StatusTag,
    is_open: bool,
    is_mine: bool,
    ask: Ask,
    /// What the interface does not take of the answer.
    faults: Vec<String>,
    /// What the bureau said of an answer that it did not take.
    refused: Vec<String>,
    form: TaskForm,
    content: Option<String>,
    is_masked: bool,
}

/// How the page is shown.
#[derive(Default)]
struct Shown {
    form: TaskForm,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// In full, and why.
    reason: Option<String>,
}

fn id(path: &Path<String>) -> Result<Uuid> {
    path.parse().map_err(|_| Error::NotFound)
}

/// The page, its content masked.
pub async fn show(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    place: Query<Place>,
) -> Result<HttpResponse> {
    page(&req, &app, &officer, &place, id(&path)?, Shown::default()).await
}

/// Takes it in hand, answers it, or shows it in full.
pub async fn act(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    place: Query<Place>,
    PostForm(form): PostForm<TaskForm>,
) -> Result<HttpResponse> {
    let id = id(&path)?;
    let (told, url) = match form.act.as_str() {
        "claim" | "return" => {
            let is_mine = form.act == "claim";
            app.db.write(officer.by(), async |tx| service::claim(tx, id, is_mine).await).await?;
            (if is_mine { "task-is-claimed" } else { "task-is-returned" }, place.at(office::bureau_task(id)))
        }
        "answer" | "seen" => {
            if let Some(shown) = answer(&app, &officer, id, form).await? {
                return page(&req, &app, &officer, &place, id, shown).await;
            }
            ("task-is-answered", place.url())
        }
        "reveal" => {
            // What was typed of the answer stays.
            let mut shown = Shown { form, ..Shown::default() };
            match Reason::parse(&shown.form.reason) {
                Ok(reason) => shown.reason = Some(reason.as_str().to_owned()),
                Err(message) => shown.errors.add("reason", message),
            }
            return page(&req, &app, &officer, &place, id, shown).await;
        }
        _ => return Err(Error::NotFound),
    };
    Ok(see_other_with(&req, url, told))
}

/// Keeps the answer; what is wrong with it, if something is.
async fn answer(app: &App, officer: &Officer, id: Uuid, form: TaskForm) -> Result<Option<Shown>> {
    let task = app.db.read(officer.actor(), async |tx| service::load(tx, id).await).await?;
    let mut errors = FieldErrors::new();
    // Of what the bureau does not take an answer to, no other is given.
    let reply = if form.act == "seen" { Reply::Seen } else { task.sort.reply() };
    let faults = match reply {
        Reply::Seen => {
            let Some(words) = words::<1000>(&form.opinion, "opinion", &mut errors) else {
                return Ok(Some(Shown { form, errors, ..Shown::default() }));
            };
            app.db.write(officer.by_perhaps(), async |tx| service::seen(tx, id, &words).await).await?;
            Vec::new()
        }
        Reply::Verified => {
            let asked = app
                .db
                .read(officer.actor(), async |tx| {
                    let content = tasks::find_content(tx, id).await?;
                    Asked::load(tx, officer.t(), content.as_ref(), &form).await
                })
                .await?;
            let Some(found) = verified(&form, &asked, &mut errors) else {
                return Ok(Some(Shown { form, errors, ..Shown::default() }));
            };
            let us = settings(app)?;
            app.db.write(officer.by_perhaps(), async |tx| service::verified(tx, us, id, &found).await).await?
        }
        Reply::Handled => {
            let asked = app
                .db
                .read(officer.actor(), async |tx| {
                    let content = tasks::find_content(tx, id).await?;
                    Ok((codes::list_current(tx.conn, UNFILED_OUTCOMES).await?, !names_province(content.as_ref())))
                })
                .await?;
            let Some(done) = handled(&form, &asked.0, asked.1, &mut errors) else {
                return Ok(Some(Shown { form, errors, ..Shown::default() }));
            };
            let us = settings(app)?;
            app.db.write(officer.by_perhaps(), async |tx| service::handled(tx, us, id, done.clone()).await).await?
        }
    };
    if faults.is_empty() {
        officer.note_act();
        return Ok(None);
    }
    Ok(Some(Shown { form, faults, ..Shown::default() }))
}

fn settings(app: &App) -> Result<&BureauSettings> {
    app.config.bureau.as_ref().ok_or_else(|| Error::refused("task-line-off"))
}

/// Words of at most so many characters, on one line or several.
fn words<const MOST: usize>(text: &str, field: &str, errors: &mut FieldErrors) -> Option<String> {
    let parsed = Paragraphs::<0, MOST>::parse(text).map_err(|message| errors.add(field, message)).ok()?;
    Some(parsed.as_str().trim().to_owned())
}

fn verified(form: &TaskForm, asked: &Asked, errors: &mut FieldErrors) -> Option<Verified> {
    let passed = match form.outcome.as_str() {
        "passed" => Some(true),
        "refused" => Some(false),
        _ => {
            errors.add("outcome", Message::new("task-outcome-missing"));
            None
        }
    };
    let opinion = opinion::<1000>(form, errors);
    let wrong = words::<2000>(&form.wrong, "wrong", errors).filter(|text| !text.is_empty());
    if passed == Some(false) && wrong.is_none() && errors.get("wrong").is_none() {
        errors.add("wrong", Message::new("task-wrong-missing"));
    }
    let given = asked.given(form, errors);
    let (passed, opinion) = (passed?, opinion?);
    errors.is_empty().then_some(Verified { passed, opinion, wrong, given })
}

fn opinion<const MOST: usize>(form: &TaskForm, errors: &mut FieldErrors) -> Option<String> {
    let opinion = words::<MOST>(&form.opinion, "opinion", errors)?;
    if opinion.is_empty() {
        errors.add("opinion", Message::new("task-opinion-missing"));
    }
    Some(opinion).filter(|text| !text.is_empty())
}

fn handled(
    form: &TaskForm,
    known: &BTreeMap<i64, Code>,
    asks_province: bool,
    errors: &mut FieldErrors,
) -> Option<service::Done> {
    // It is typed where the bureau's table was not fetched yet.
    let is_typed = known.is_empty();
    let is_one = |code: &i64| if is_typed { (1..=999).contains(code) } else { known.contains_key(code) };
    let outcome = form.outcome.trim().parse().ok().filter(is_one);
    if outcome.is_none() {
        errors.add("outcome", Message::new(if is_typed { "task-outcome-number" } else { "task-outcome-missing" }));
    }
    let province = form.province.parse().ok();
    if asks_province && province.is_none() {
        errors.add("province", Message::new("task-province-missing"));
    }
    let opinion = opinion::<255>(form, errors);
    let (outcome, opinion) = (outcome?, opinion?);
    errors.is_empty().then_some(service::Done { outcome, opinion, province })
}

/// Whether the bureau names the province of a site without a filing.
fn names_province(content: Option<&Element>) -> bool {
    content.and_then(|site| site.child("Sssh")).is_some()
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    place: &Place,
    id: Uuid,
    shown: Shown,
) -> Result<HttpResponse> {
    let t = officer.t();
    let (task, content, facts, ask, refused) = app
        .db
        .write(officer.by_look(shown.reason.is_some()), async |tx| {
            let task = service::load(tx, id).await?;
            let content = tasks::find_content(tx, id).await?;
            if let Some(reason) = shown.reason.as_deref().filter(|_| content.is_some()) {
                service::revealed(tx, id, reason).await?;
            }
            let facts = facts(tx, t, &task).await?;
            let ask = ask(tx, t, &task, content.as_ref(), &shown.form).await?;
            let refused = refused(tx, t, &task).await?;
            Ok((task, content, facts, ask, refused))
        })
        .await?;
    let is_good = shown.errors.is_empty() && shown.faults.is_empty();
    let is_masked = shown.reason.is_none();
    let text = |piece: &Element| if is_masked { view::masked_piece(piece) } else { view::full_piece(piece) };
    let page = TaskPage {
        page: Page::new(req, t.t(&format!("task-sort-{}", task.sort.code()))),
        t,
        errors: shown.errors,
        url: place.at(office::bureau_task(id)),
        back: place.url(),
        status: status(t, &task, china_day(crate::clock::now())),
        is_open: task.answered_at.is_none(),
        is_mine: task.claimed_by == Some(officer.staff),
        facts,
        ask,
        faults: shown.faults.iter().map(|fault| code(t, &fault.code.to_string())).collect(),
        refused,
        form: shown.form,
        content: content.as_ref().map(text),
        is_masked,
    };
    render_with(if is_good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

async fn facts(tx: &mut Tx<'_>, t: Tr, task: &Task) -> Result<Vec<(String, String)>> {
    let mut facts = vec![
        (t.t("task-head-subject"), task.subject.clone()),
        (t.t("task-head-received"), t.time(task.received_at)),
        (t.t("task-head-due"), task.due_on.map(|day| t.date(day)).unwrap_or_default()),
    ];
    if let Some(staff) = task.answered_by.or(task.claimed_by) {
        let name = staff::store::load_names(tx, &[staff]).await?.remove(&staff).unwrap_or_default();
        facts.push((t.t("task-head-who"), staff::staff::named(t, name)));
    }
    if let (Some(outcome), Some(at)) = (&task.outcome, task.answered_at) {
        facts.push((t.t("task-head-outcome"), outcome_words(tx, t, task.sort, outcome).await?));
        facts.push((t.t("task-head-words"), tasks::find_words(tx, task.id).await?.unwrap_or_default()));
        facts.push((t.t("task-head-answered"), t.time(at)));
        facts.push((t.t("task-head-done"), time(t, task.done_at)));
    }
    Ok(facts)
}

/// What the bureau said of an answer that it did not take: its words, or what its code means.
async fn refused(tx: &mut Tx<'_>, t: Tr, task: &Task) -> Result<Vec<String>> {
    if task.answered_at.is_some() {
        return Ok(Vec::new());
    }
    let words = tasks::find_words(tx, task.id).await?.unwrap_or_default();
    let line = |line: &str| if line.parse::<i64>().is_ok() { code(t, line) } else { line.to_owned() };
    Ok(words.lines().map(str::trim).map(line).collect())
}

async fn outcome_words(tx: &mut Tx<'_>, t: Tr, sort: Sort, outcome: &str) -> Result<String> {
    if sort.reply() != Reply::Handled || outcome == SEEN {
        return Ok(t.t(&format!("task-outcome-{outcome}")));
    }
    let known = codes::list_current(tx.conn, UNFILED_OUTCOMES).await?;
    let own = outcome.parse().ok().and_then(|code: i64| known.get(&code));
    Ok(own.map_or_else(|| outcome.to_owned(), |own| format!("{outcome} {}", own.name)))
}

async fn ask(tx: &mut Tx<'_>, t: Tr, task: &Task, content: Option<&Element>, form: &TaskForm) -> Result<Ask> {
    if task.answered_at.is_some() {
        return Ok(Ask::Nothing);
    }
    match task.sort.reply() {
        Reply::Seen => Ok(Ask::Seen),
        Reply::Verified => {
            let choice = |code: &str| Choice::new(code, t.t(&format!("task-outcome-{code}")), &form.outcome);
            let asked = Asked::load(tx, t, content, form).await?;
            Ok(Ask::Verified(vec![choice("passed"), choice("refused")], asked))
        }
        Reply::Handled => {
            let known = codes::list_current(tx.conn, UNFILED_OUTCOMES).await?;
            let outcomes = known.values().map(|own| Choice::new(own.code.to_string(), &own.name, &form.outcome));
            let names_province = names_province(content);
            let today = china_day(tx.ctx.now);
            let provinces = book().provinces(today).into_iter().filter(|_| !names_province);
            let provinces = provinces.map(|row| Choice::new(&row.code, t.pick(&row.zh, &row.en), &form.province));
            Ok(Ask::Handled(outcomes.collect(), provinces.collect()))
        }
    }
}
