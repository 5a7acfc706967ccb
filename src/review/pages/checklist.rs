//! The checklist of a round.

use std::collections::BTreeMap;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::case;
use super::case_ref;
use super::frame::Frame;
use crate::clock::{self, china_day};
use crate::error::Result;
use crate::form::FieldErrors;
use crate::paths::office;
use crate::reference::book;
use crate::review::checklist::{Answer, Checklist, is_asked};
use crate::review::service;
use crate::review::store::reviews;
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::web::flash::see_other_with;
use crate::web::ui::Choice;
use crate::web::{App, Officer, Page, PostForm, render};

struct Line {
    code: String,
    name: String,
    check: String,
    choices: Vec<Choice>,
    answer: String,
}

impl Line {
    fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}

#[derive(Template)]
#[template(path = "review/checklist.html")]
struct ChecklistPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    lines: Vec<Line>,
    version: i32,
    open: usize,
}

/// The checklist: to be answered by who has the case, to be read by others.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    let t = officer.t();
    let (frame, review, today) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "checklist").await?;
            let review = reviews::find(tx.conn, filing.id, service::round(&filing)?).await?;
            Ok((frame, review, china_day(tx.ctx.now)))
        })
        .await?;
    let items = book().checklist(today);
    let open = review.checklist.open(&items).len();
    let line = |item: &&crate::reference::ChecklistItem| {
        let answer = review.checklist.get(&item.code);
        let current = answer.map_or("", Answer::code);
        Line {
            code: item.code.clone(),
            name: t.pick(&item.zh, &item.en).to_owned(),
            check: t.pick(&item.check_zh, &item.check_en).to_owned(),
            choices: Answer::ALL.iter().map(|one| Choice::new(one.code(), t.t(one.key()), current)).collect(),
            answer: answer.map_or_else(|| t.t("review-check-open"), |answer| t.t(answer.key())),
        }
    };
    let lines = items.iter().filter(|item| is_asked(item)).map(line).collect();
    let page =
        Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-checklist")));
    render(&ChecklistPage { page, t, errors: FieldErrors::default(), frame, lines, version: review.version, open })
}

/// Answers by code of the item, and the version they were given on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChecklistForm {
    version: i32,
    #[serde(flatten)]
    answers: BTreeMap<String, String>,
}

/// Saves the checklist.
///
/// # Errors
/// `Stale` when it was saved elsewhere.
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
    app.db.write(officer.by(), async |tx| service::save_checklist(tx, &reference, &list, seen).await).await?;
    let here = format!("{}?tab=checklist", office::case(&reference));
    Ok(see_other_with(&req, here, "review-checklist-saved"))
}
