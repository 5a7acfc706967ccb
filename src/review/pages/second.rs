//! The second person: what is to be accepted although something blocks, why, and the answer.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::case;
use super::case_ref;
use super::decide;
use super::frame::Frame;
use super::remarks::{Remark, remarks};
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::paths::office;
use crate::review::confirmation::{Answer, Confirmation};
use crate::review::service::{confirmation, decide as decision};
use crate::review::store::load;
use crate::staff::staff::named;
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::web::flash::see_other_with;
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// Longest words of question and answer.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "review/second.html")]
struct SecondPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    remarks: Vec<Remark>,
    id: String,
    by: String,
    at: String,
    why: String,
    words: String,
}

/// What is posted: the question of the reviewer, or the answer of the second person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SecondForm {
    act: String,
    id: String,
    words: String,
    version: i32,
    stamp: String,
}

/// The question, for whom it is put to.
///
/// # Errors
/// `NotFound` when nothing is asked of this reader.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, path: Path<String>) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    render(&page(&req, &app, &officer, &reference, String::new(), FieldErrors::new()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    words: String,
    errors: FieldErrors,
) -> Result<SecondPage> {
    let t = officer.t();
    let (frame, remarks, asked, by) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "").await?;
            let basis = decision::basis(tx, &filing).await?;
            let stamp = basis.stamp();
            let open = |asked: &Confirmation| asked.waits(&stamp) && asked.asked_by != officer.staff;
            let asked = basis.confirmation.clone().filter(open).ok_or(Error::NotFound)?;
            let remarks = remarks(tx, t, &filing, &basis).await?;
            let by = load::names(tx, &[asked.asked_by]).await?.remove(&asked.asked_by);
            Ok((frame, remarks, asked, named(t, by.unwrap_or_default())))
        })
        .await?;
    let title = t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-second-title"));
    Ok(SecondPage {
        page: Page::new(req, title),
        t,
        errors,
        frame,
        remarks,
        id: asked.id.to_string(),
        by,
        at: t.time(asked.asked_at),
        why: asked.reason,
        words,
    })
}

/// Asks, or answers.
///
/// # Errors
/// `Refused` by the rules, `Stale` when the marks changed or somebody answered already.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<SecondForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let form = form.0;
    if form.act == "ask" {
        let words = match Paragraphs::<1, MOST>::parse(&form.words) {
            Ok(words) => words,
            Err(message) => return decide::unasked(&req, &app, &officer, &reference, form.words, message).await,
        };
        let seen = (form.version, form.stamp.as_str());
        app.db.write(officer.by(), async |tx| confirmation::ask(tx, &reference, seen, words.as_str()).await).await?;
        return Ok(see_other_with(&req, office::case_part(&reference, "decide"), "review-second-asked"));
    }
    let (id, answer, words) = match read(&form) {
        Ok(read) => read,
        Err(message) => {
            let errors = FieldErrors::of("words", message);
            return render_invalid(&page(&req, &app, &officer, &reference, form.words, errors).await?);
        }
    };
    app.db.write(officer.by(), async |tx| confirmation::answer(tx, &reference, id, answer, &words).await).await?;
    Ok(see_other_with(&req, office::case(&reference), "review-second-answered"))
}

/// The answer of the second person.
fn read(form: &SecondForm) -> Result<(Uuid, Answer, String), Message> {
    let unclear = || Message::new("review-second-unclear");
    let id = form.id.parse().map_err(|_| unclear())?;
    let words = Paragraphs::<0, MOST>::parse(&form.words)?;
    match (form.act.as_str(), words.as_str()) {
        ("confirm", words) => Ok((id, Answer::Confirmed, words.to_owned())),
        ("decline", "") => Err(Message::new("review-second-words-missing")),
        ("decline", words) => Ok((id, Answer::Declined, words.to_owned())),
        _ => Err(unclear()),
    }
}
