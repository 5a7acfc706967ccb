//! Accept, mark, take back: one field or paper, or all of a section that is still open.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Deserialize;

use super::case::{self, Conflict, Met, Place};
use super::case_ref;
use super::fields::{item_id, reason_words};
use super::reading::read;
use crate::clock::{self, china_day};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::section::Target;
use crate::form::FieldErrors;
use crate::reference::book;
use crate::review::mark::{Mark, Verdict};
use crate::review::service::marks::{self, Outcome};
use crate::review::service::{self};
use crate::review::store::load;
use crate::staff::staff::named;
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::web::{App, Officer, PostForm, see_other};

/// Longest words to an applicant on one item.
pub const MOST_WORDS: usize = 500;

/// What was said, and where on the case.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MarkForm {
    act: String,
    target: String,
    reason: String,
    words: String,
    version: i32,
    section: String,
    paper: String,
    page: i32,
}

impl MarkForm {
    fn place(&self) -> Place {
        Place { section: self.section.clone(), paper: self.paper.clone(), page: self.page, ..Place::default() }
    }
}

/// Says something of an item. Where somebody said something else meanwhile, both are shown.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<MarkForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let form = form.0;
    let place = form.place();
    let here = place.url(reference.as_str());
    if form.act == "accept-open" {
        accept_open(&app, &officer, &reference, &place).await?;
        return Ok(see_other(here));
    }
    let (target, verdict) = match said(&form, china_day(clock::now())) {
        Ok(said) => said,
        Err(errors) => {
            // Whose case it is comes first.
            app.db.write(officer.by(), async |tx| service::load_own_case(tx, &reference).await).await?;
            let met = Met { errors, mark: Some((form.target, form.reason, form.words)), ..Met::default() };
            return case::application(&req, &app, &officer, &reference, &place, met).await;
        }
    };
    let outcome = app
        .db
        .write(officer.by(), async |tx| {
            let outcome = match &verdict {
                Some(verdict) => marks::put(tx, &reference, &target, verdict, form.version).await?,
                None => marks::undo(tx, &reference, &target, form.version).await?,
            };
            match outcome {
                Outcome::Done if verdict == Some(Verdict::Accepted) => {
                    let filing = service::load_own_case(tx, &reference).await?;
                    let reading = read(tx, &officer, &filing, &place).await?;
                    Ok(Ok(reading.open_after(&target).unwrap_or_else(|| item_id(&target))))
                }
                Outcome::Done => Ok(Ok(item_id(&target))),
                Outcome::Conflict => Ok(Err(standing(tx, &reference, &target).await?)),
            }
        })
        .await;
    let ((by, current), errors) = match outcome {
        Ok(Ok(item)) => return Ok(see_other(format!("{here}#{item}"))),
        Ok(Err(standing)) => (standing, FieldErrors::new()),
        Err(Error::Refused(message)) => {
            let others = app.db.read(officer.actor(), async |tx| of_another(tx, &reference, &target).await).await?;
            let Some(standing) = others else { return Err(Error::Refused(message)) };
            (standing, FieldErrors::of("fields", message))
        }
        Err(error) => return Err(error),
    };
    let conflict = Some(conflict(officer.t(), &target, current.as_ref(), by, verdict.as_ref()));
    case::application(&req, &app, &officer, &reference, &place, Met { conflict, errors, ..Met::default() }).await
}

/// Where a colleague has the case by now, what is said of the item: it stands beside what was said here.
async fn of_another(tx: &mut Tx<'_>, reference: &FilingRef, target: &Target) -> Result<Option<(String, Option<Mark>)>> {
    let is_reviewed = service::load_case(tx, reference).await?.state.reviewer().is_some();
    if is_reviewed { standing(tx, reference, target).await.map(Some) } else { Ok(None) }
}

/// What is said of an item now, and by whom.
async fn standing(tx: &mut Tx<'_>, reference: &FilingRef, target: &Target) -> Result<(String, Option<Mark>)> {
    let current = marks::current(tx, reference, target).await?;
    let by = current.as_ref().map(|mark| mark.staff);
    let names = load::names(tx, by.as_slice()).await?;
    Ok((by.and_then(|id| names.get(&id).cloned()).unwrap_or_default(), current))
}

/// What the form says of which item; no verdict takes back. What is wrong stands by the id of its control.
fn said(form: &MarkForm, today: NaiveDate) -> Result<(Target, Option<Verdict>), FieldErrors> {
    let unclear = || FieldErrors::of("fields", Message::new("review-mark-unclear"));
    let target: Target = form.target.parse().map_err(|_| unclear())?;
    match form.act.as_str() {
        "accept" => Ok((target, Some(Verdict::Accepted))),
        "undo" => Ok((target, None)),
        "mark" => {
            let (mut errors, item) = (FieldErrors::new(), item_id(&target));
            if book().reasons(today).iter().all(|row| row.code != form.reason) {
                errors.add(format!("{item}-reason"), Message::new("review-reason-missing"));
            }
            match Paragraphs::<0, MOST_WORDS>::parse(&form.words) {
                Ok(words) if errors.is_empty() => {
                    let (reason, words) = (form.reason.clone(), words.as_str().to_owned());
                    Ok((target, Some(Verdict::Marked { reason, words })))
                }
                Ok(_) => Err(errors),
                Err(message) => {
                    errors.add(format!("{item}-words"), message);
                    Err(errors)
                }
            }
        }
        _ => Err(unclear()),
    }
}

async fn accept_open(app: &App, officer: &Officer, reference: &FilingRef, place: &Place) -> Result<()> {
    app.db
        .write(officer.by(), async |tx| {
            let filing = service::load_own_case(tx, reference).await?;
            let reading = read(tx, officer, &filing, place).await?;
            // Doubts are answered one by one.
            let open = reading.items.iter().filter(|item| item.state == "open");
            let targets: Vec<Target> = open.filter_map(|item| item.target.parse().ok()).collect();
            if targets.is_empty() { Ok(()) } else { marks::accept_open(tx, reference, &targets).await }
        })
        .await
}

fn conflict(t: Tr, target: &Target, current: Option<&Mark>, by: String, mine: Option<&Verdict>) -> Conflict {
    Conflict {
        label: target.to_string(),
        id: item_id(target),
        theirs: current.map(|mark| words(t, Some(&mark.verdict))).unwrap_or_else(|| words(t, None)),
        by: if current.is_some() { named(t, by) } else { by },
        mine: words(t, mine),
    }
}

fn words(t: Tr, verdict: Option<&Verdict>) -> String {
    match verdict {
        None => t.t("review-said-nothing"),
        Some(Verdict::Accepted) => t.t("review-said-accepted"),
        Some(Verdict::Marked { reason, words }) if words.is_empty() => format!("{reason} {}", reason_words(t, reason)),
        Some(Verdict::Marked { reason, words }) => format!("{reason} {}\n{words}", reason_words(t, reason)),
    }
}
