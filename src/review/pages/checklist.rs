//! The checklist of a round.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::case;
use super::case_ref;
use super::frame::Frame;
use crate::clock::{self, china_day};
use crate::error::{Error, Result};
use crate::paths::office;
use crate::reference::{ChecklistItem, book};
use crate::review::checklist::{Answer, Checklist, is_asked};
use crate::review::service;
use crate::review::store::{calls, reviews};
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::web::flash::see_other_with;
use crate::web::ui::Choice;
use crate::web::{App, Officer, Page, PostForm, render, render_with};

/// The item that calls answer.
const CALLS: &str = "R09";

struct Line {
    code: String,
    name: String,
    check: String,
    /// What the case knows of it; empty for nothing.
    facts: String,
    choices: Vec<Choice>,
    answer: String,
    is_answered: bool,
}

impl Line {
    fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}

/// An item that was answered elsewhere meanwhile, and otherwise.
struct Both {
    title: String,
    theirs: String,
    mine: String,
}

#[derive(Template)]
#[template(path = "review/checklist.html")]
struct ChecklistPage {
    page: Page,
    t: Tr,
    frame: Frame,
    lines: Vec<Line>,
    conflict: Vec<Both>,
    version: i32,
    open: usize,
}

/// The checklist: to be answered by who has the case, to be read by others.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    render(&page(req, app, officer, reference, None).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    mine: Option<&Checklist>,
) -> Result<ChecklistPage> {
    let t = officer.t();
    let (frame, review, called, today) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "checklist").await?;
            let round = service::round(&filing)?;
            let review = reviews::find(tx.conn, filing.id, round).await?;
            let called = calls::list(tx, filing.id).await?.iter().filter(|call| call.round == round).count();
            Ok((frame, review, called, china_day(tx.ctx.now)))
        })
        .await?;
    let items = book().checklist(today);
    let asked = || items.iter().filter(|item| is_asked(item));
    // What was just typed stays in the form; what stands meanwhile is shown beside it.
    let shown = mine.unwrap_or(&review.checklist);
    let line = |item: &&ChecklistItem| {
        let answer = shown.get(&item.code);
        let current = answer.map_or("", Answer::code);
        let facts = if item.code == CALLS { t.a1("review-check-calls", "count", called) } else { String::new() };
        Line {
            code: item.code.clone(),
            name: t.pick(&item.zh, &item.en).to_owned(),
            check: t.pick(&item.check_zh, &item.check_en).to_owned(),
            facts,
            choices: Answer::ALL.iter().map(|one| Choice::new(one.code(), t.t(one.key()), current)).collect(),
            answer: words(t, answer),
            is_answered: answer.is_some(),
        }
    };
    let both = |item: &&ChecklistItem| {
        let (theirs, mine) = (review.checklist.get(&item.code), shown.get(&item.code));
        let title = format!("{} {}", item.code, t.pick(&item.zh, &item.en));
        (theirs != mine).then(|| Both { title, theirs: words(t, theirs), mine: words(t, mine) })
    };
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-checklist")));
    Ok(ChecklistPage {
        lines: asked().map(line).collect(),
        conflict: asked().filter_map(both).collect(),
        open: shown.open(&items).len(),
        version: review.version,
        page,
        t,
        frame,
    })
}

fn words(t: Tr, answer: Option<Answer>) -> String {
    answer.map_or_else(|| t.t("review-check-open"), |answer| t.t(answer.key()))
}

/// Answers by code of the item, and the version they were given on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChecklistForm {
    version: i32,
    #[serde(flatten)]
    answers: BTreeMap<String, String>,
}

/// Saves the checklist. Complete, it leads on to the decision; saved elsewhere meanwhile, both are shown.
///
/// # Errors
/// `Refused` when the case is another's.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<ChecklistForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let mut list = Checklist::default();
    for item in book().checklist(china_day(clock::now())) {
        list.set(&item.code, form.0.answers.get(&item.code).and_then(|code| Answer::from_code(code)));
    }
    let seen = form.0.version;
    let saved = app.db.write(officer.by(), async |tx| service::save_checklist(tx, &reference, &list, seen).await).await;
    match saved {
        Ok(0) => Ok(see_other_with(&req, office::case_part(&reference, "decide"), "review-checklist-saved")),
        Ok(_) => Ok(see_other_with(&req, office::case_tab(&reference, "checklist"), "review-checklist-saved")),
        Err(Error::Stale) => {
            let page = page(&req, &app, &officer, &reference, Some(&list)).await?;
            render_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}
