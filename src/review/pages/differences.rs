//! This round against the one before: texts piece by piece, pictures side by side.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use super::case;
use super::frame::Frame;
use super::reading::paper_title;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::Application;
use crate::filing::compare::{Piece, pieces};
use crate::filing::section::Target;
use crate::filing::state::Filing;
use crate::filing::store::submissions::{self, Submission};
use crate::paths::office;
use crate::reference::book;
use crate::review::content::{self, Field};
use crate::review::service::look;
use crate::review::service::marks::changed;
use crate::review::store::papers;
use crate::text::Tr;
use crate::values::filing_ref::FilingRef;
use crate::values::ids::MaterialId;
use crate::web::{App, Officer, Page, render};

struct Row {
    section: String,
    label: String,
    pieces: Vec<Piece>,
    answer: String,
}

struct Pictures {
    title: String,
    before: Vec<String>,
    after: Vec<String>,
    answer: String,
}

#[derive(Template)]
#[template(path = "review/differences.html")]
struct DifferencesPage {
    page: Page,
    t: Tr,
    frame: Frame,
    rows: Vec<Row>,
    papers: Vec<Pictures>,
    answers: Vec<(String, String)>,
    is_masked: bool,
    application_url: String,
}

struct Read {
    rows: Vec<Row>,
    papers: Vec<Pictures>,
    answers: Vec<(String, String)>,
}

/// The differences. Of a case that is another's, only that something changed.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    let t = officer.t();
    let (frame, read) = app
        .db
        .write(officer.by(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "differences").await?;
            if frame.is_mine {
                look::section_seen(tx, &filing, "differences").await?;
            }
            let read = read(tx, officer, &filing, frame.is_mine).await?;
            Ok((frame, read))
        })
        .await?;
    let title = t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-differences"));
    let page = Page::new(req, title);
    let Read { rows, papers, answers } = read;
    let application_url = office::case(reference);
    render(&DifferencesPage { page, t, is_masked: !frame.is_mine, frame, rows, papers, answers, application_url })
}

async fn read(tx: &mut Tx<'_>, officer: &Officer, filing: &Filing, is_full: bool) -> Result<Read> {
    let (t, today) = (officer.t(), china_day(tx.ctx.now));
    let nothing = || Read { rows: Vec::new(), papers: Vec::new(), answers: Vec::new() };
    let Some(after) = submissions::find(tx, filing.id, filing.round).await? else { return Ok(nothing()) };
    let Some(before) = submissions::find(tx, filing.id, filing.round.saturating_sub(1)).await? else {
        // A first round changes what is on record, or nothing.
        let rows = after.frozen.before.as_ref().map(|before| rows(t, before, &after, is_full, today));
        return Ok(Read { rows: rows.unwrap_or_default(), ..nothing() });
    };
    let rows = rows(t, &before.frozen.application, &after, is_full, today);
    let mut shown = Vec::new();
    for target in changed(tx, filing).await? {
        let Target::Paper(slot) = target else { continue };
        let title = paper_title(t, &slot, filing.days(today));
        let answer = after.frozen.answers.get(&Target::paper(&slot)).cloned().unwrap_or_default();
        let (before, after) = if is_full {
            (pictures(tx, officer, filing, &before, &slot).await?, pictures(tx, officer, filing, &after, &slot).await?)
        } else {
            (Vec::new(), Vec::new())
        };
        shown.push(Pictures { title, before, after, answer });
    }
    let told = rows.iter().map(|row| &row.label).collect::<Vec<_>>();
    let labels: BTreeMap<Target, String> =
        fields(t, &after.frozen.application, today).map(|(_, field)| (field.target, field.label)).collect();
    let answers = after
        .frozen
        .answers
        .iter()
        .filter(|_| is_full)
        .map(|(target, words)| (labels.get(target).cloned().unwrap_or_else(|| target.to_string()), words.clone()));
    let answers = answers.filter(|(label, _)| !told.contains(&label)).collect();
    Ok(Read { rows, papers: shown, answers })
}

fn fields(t: Tr, application: &Application, today: NaiveDate) -> impl Iterator<Item = (String, Field)> {
    content::groups(t, application, book(), today)
        .into_iter()
        .flat_map(|group| group.fields.into_iter().map(move |field| (group.title.clone(), field)))
}

fn rows(t: Tr, before: &Application, after: &Submission, is_full: bool, today: NaiveDate) -> Vec<Row> {
    let mut old: BTreeMap<Target, Field> =
        fields(t, before, today).map(|(_, field)| (field.target.clone(), field)).collect();
    let mut rows = Vec::new();
    let text = |field: &Field| match &field.masked {
        Some(masked) if !is_full => masked.clone(),
        _ => field.value.clone(),
    };
    for (section, field) in fields(t, &after.frozen.application, today) {
        let earlier = old.remove(&field.target);
        if earlier.as_ref().map(|earlier| &earlier.value) == Some(&field.value) {
            continue;
        }
        let answer = after.frozen.answers.get(&field.target).cloned().unwrap_or_default();
        let pieces = pieces(&earlier.as_ref().map(text).unwrap_or_default(), &text(&field));
        rows.push(Row { section, label: field.label, pieces, answer });
    }
    for field in old.into_values().filter(|field| !field.value.is_empty()) {
        rows.push(Row {
            section: String::new(),
            pieces: pieces(&text(&field), ""),
            label: field.label,
            answer: String::new(),
        });
    }
    rows
}

/// Addresses of the pictures of a slot in a round, with the key that opens them.
async fn pictures(
    tx: &mut Tx<'_>,
    officer: &Officer,
    filing: &Filing,
    round: &Submission,
    slot: &str,
) -> Result<Vec<String>> {
    let own = round.papers.get_key_value(slot).map(|(slot, ids)| (slot.clone(), ids.clone()));
    let list = papers::list(tx.conn, &own.into_iter().collect()).await?;
    let url = |id: MaterialId, page: i32| {
        let key = look::key(tx.sealer, officer.session, id, tx.ctx.now);
        format!("{}?key={key}", office::paper(&filing.reference, id, page))
    };
    Ok(list.iter().flat_map(|paper| (1..=paper.pages).map(|page| url(paper.id, page))).collect())
}
