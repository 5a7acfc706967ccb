//! The decision: what the marks suggest, what exactly the applicant will be told, sent once.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::case;
use super::case_ref;
use super::fields::reasons;
use super::frame::Frame;
use super::remarks::{Remark, remarks};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::state::Filing;
use crate::filing::store::submissions;
use crate::form::FieldErrors;
use crate::notify::facts::Facts;
use crate::notify::notice::{Channel, Secrets};
use crate::notify::render::{House, mail, sms};
use crate::notify::store::{Reach, load_filing_facts, load_reach};
use crate::paths::office;
use crate::reference::book;
use crate::reference::rules::choice::Mailing;
use crate::review::confirmation::Answer;
use crate::review::content;
use crate::review::mark::Recommendation;
use crate::review::service::decide::{self, Basis, Choice};
use crate::review::store::{load, papers};
use crate::staff::staff::named;
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::web::flash::see_other_with;
use crate::web::ui::{self, OptionGroup};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid, render_with};

/// Longest opinion.
const MOST: usize = 1000;

/// The decision as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    choice: String,
    paper: String,
    reason: Vec<String>,
    opinion: String,
    version: i32,
    stamp: String,
    /// Why a second person may confirm it, as typed into the form of that question.
    #[serde(skip)]
    why: String,
}

/// A mail and an SMS as they will go out.
struct Preview {
    /// The choice that shows it.
    when: &'static str,
    title: String,
    subject: String,
    text: String,
    sms: String,
    warning: String,
}

/// What stands in the way of an acceptance, and what a second person said of it.
struct Second {
    /// `none`, `waiting`, `confirmed` or `declined`.
    state: &'static str,
    text: String,
    words: String,
}

#[derive(Template)]
#[template(path = "review/decide.html")]
struct DecidePage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    recommendation: String,
    tone: &'static str,
    remarks: Vec<Remark>,
    open_items: Vec<String>,
    unverified: usize,
    left: usize,
    checklist_url: String,
    case_url: String,
    choices: Vec<ui::Choice>,
    papers: Vec<ui::Choice>,
    asks_paper: bool,
    reasons: Vec<OptionGroup>,
    reasons_more: Vec<OptionGroup>,
    opinion: String,
    why: String,
    previews: Vec<Preview>,
    second: Option<Second>,
    stamp: String,
}

/// The decision page, with what the address chose.
///
/// # Errors
/// `NotFound` when the reader may not see the case, `Refused` when it is not theirs.
pub async fn show(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: Query<DecideForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    render(&page(&req, &app, &officer, &reference, form.into_inner(), FieldErrors::default()).await?)
}

/// Decides. What changed since the page was shown is shown first.
///
/// # Errors
/// `Refused` by the rules.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<DecideForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let form = form.0;
    let (choice, opinion) = match read(&form) {
        Ok(read) => read,
        Err(errors) => {
            let page = page(&req, &app, &officer, &reference, form, errors).await?;
            return render_invalid(&page);
        }
    };
    let seen = (form.version, form.stamp.as_str());
    let done =
        app.db.write(officer.by(), async |tx| decide::decide(tx, &reference, seen, &choice, &opinion).await).await;
    match done {
        Ok(()) => Ok(see_other_with(&req, office::case(&reference), "review-decided")),
        Err(Error::Stale) => {
            let errors = FieldErrors::of("choice", Message::new("review-decide-changed"));
            let page = page(&req, &app, &officer, &reference, form, errors).await?;
            render_with(StatusCode::CONFLICT, &page)
        }
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("choice", message.clone());
            match page(&req, &app, &officer, &reference, form, errors).await {
                Ok(page) => render_invalid(&page),
                // The case is decided already, or another's: that is the news.
                Err(_) => Err(Error::Refused(message)),
            }
        }
        Err(error) => Err(error),
    }
}

/// The page again, as the question to a second person was not taken.
///
/// # Errors
/// `NotFound` when the reader may not see the case, `Refused` when it is not theirs.
pub async fn unasked(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    why: String,
    message: Message,
) -> Result<HttpResponse> {
    let form = DecideForm { why, ..DecideForm::default() };
    let page = page(req, app, officer, reference, form, FieldErrors::of("why", message)).await?;
    // Where nothing is marked there is nobody to ask, and no form.
    if page.second.is_some() { render_invalid(&page) } else { Err(Error::refused("review-confirm-nothing-marked")) }
}

fn read(form: &DecideForm) -> Result<(Choice, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let reasons: Vec<String> = form.reason.iter().filter(|code| book().reason(code).is_some()).cloned().collect();
    let choice = match form.choice.as_str() {
        "accept" => Some(Choice::Accept { paper: form.paper == "yes" }),
        "changes" => Some(Choice::RequestChanges),
        "reject" => Some(Choice::Reject { reasons }),
        _ => None,
    };
    if choice.is_none() {
        errors.add("choice", Message::new("review-decide-choice-missing"));
    }
    if matches!(&choice, Some(Choice::Reject { reasons }) if reasons.is_empty()) {
        errors.add("reason", Message::new("review-decide-reason-missing"));
    }
    let opinion = Paragraphs::<0, MOST>::parse(&form.opinion);
    if let Err(message) = &opinion {
        errors.add("opinion", message.clone());
    }
    match (choice, opinion) {
        (Some(choice), Ok(opinion)) if errors.is_empty() => Ok((choice, opinion.as_str().to_owned())),
        _ => Err(errors),
    }
}

struct Found {
    frame: Frame,
    basis: Basis,
    remarks: Vec<Remark>,
    left: usize,
    previews: Vec<Preview>,
    mailing: Mailing,
    second: Option<Second>,
    today: chrono::NaiveDate,
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    form: DecideForm,
    errors: FieldErrors,
) -> Result<DecidePage> {
    let t = officer.t();
    let house = House::of(&app.config);
    let found = app.db.read(officer.actor(), async |tx| find(tx, officer, reference, &house, &form).await).await?;
    let marked = found.basis.blocking();
    let recommendation = Recommendation::from_counts(marked, found.left);
    let suggested = match recommendation {
        Recommendation::Accept if found.basis.open_items.is_empty() && found.basis.unverified == 0 => "accept",
        Recommendation::RequestChanges => "changes",
        _ => "",
    };
    let current = if form.choice.is_empty() { suggested } else { form.choice.as_str() };
    let paper = match form.paper.as_str() {
        "" => "no",
        typed => typed,
    };
    let choices = ["accept", "changes", "reject"].map(|code| {
        ui::Choice::new(code, t.t(&format!("review-choice-{code}")), current)
            .with_hint(t.t(&format!("review-choice-{code}-hint")))
    });
    let title = t.a2("review-case-title", "name", found.frame.name.as_str(), "section", t.t("review-decide-title"));
    Ok(DecidePage {
        page: Page::new(req, title),
        t,
        errors,
        recommendation: t.t(recommendation.key()),
        tone: if recommendation == Recommendation::Accept { "success" } else { "turn" },
        checklist_url: office::case_tab(reference, "checklist"),
        case_url: office::case(reference),
        choices: choices.into(),
        papers: ["no", "yes"].map(|code| ui::Choice::new(code, t.t(&format!("review-paper-{code}")), paper)).into(),
        asks_paper: found.mailing == Mailing::InCases,
        reasons: reasons(t, "", form.reason.first().map_or("", String::as_str), found.today),
        reasons_more: reasons(t, "", form.reason.get(1).map_or("", String::as_str), found.today),
        opinion: form.opinion,
        why: form.why,
        stamp: found.basis.stamp(),
        unverified: found.basis.unverified,
        open_items: found.basis.open_items,
        remarks: found.remarks,
        left: found.left,
        previews: found.previews,
        second: found.second,
        frame: found.frame,
    })
}

async fn find(
    tx: &mut Tx<'_>,
    officer: &Officer,
    reference: &FilingRef,
    house: &House,
    form: &DecideForm,
) -> Result<Found> {
    let t = officer.t();
    let (filing, frame) = case::open(tx, officer, reference, "").await?;
    if !frame.is_mine {
        return Err(crate::filing::state::Refusal::NotReviewer.into());
    }
    let basis = decide::basis(tx, &filing).await?;
    let today = china_day(tx.ctx.now);
    Ok(Found {
        frame,
        left: left(tx, t, &filing, &basis).await?,
        remarks: remarks(tx, t, &filing, &basis).await?,
        previews: previews(tx, t, &filing, &basis, house, form).await?,
        mailing: filing.rules(book(), today).mailing(),
        second: second(tx, t, &basis).await?,
        basis,
        today,
    })
}

/// How many fields and papers nobody looked at.
async fn left(tx: &mut Tx<'_>, t: Tr, filing: &Filing, basis: &Basis) -> Result<usize> {
    let round = submissions::find(tx, filing.id, filing.round).await?.ok_or(Error::NotFound)?;
    let groups = content::groups(t, &round.frozen.application, book(), china_day(tx.ctx.now));
    let slots: Vec<String> = papers::list(tx.conn, &round.papers).await?.into_iter().map(|paper| paper.slot).collect();
    let targets = content::targets(&groups, &slots);
    Ok(targets.iter().filter(|target| basis.marks.iter().all(|mark| mark.target != **target)).count())
}

/// What a second person said of accepting it all the same; none where nothing stands in the way.
async fn second(tx: &mut Tx<'_>, t: Tr, basis: &Basis) -> Result<Option<Second>> {
    if basis.blocking() == 0 {
        return Ok(None);
    }
    // A word on other marks than these counts for nothing.
    let asked = basis.confirmation.as_ref().filter(|asked| asked.stamp == basis.stamp());
    let Some(given) = asked.and_then(|asked| asked.given.as_ref()) else {
        let (state, key) = match asked {
            Some(_) => ("waiting", "review-second-waiting"),
            None => ("none", "review-second-none"),
        };
        return Ok(Some(Second { state, text: t.t(key), words: String::new() }));
    };
    let name = load::names(tx, &[given.by]).await?.remove(&given.by).unwrap_or_default();
    let name = named(t, name);
    let (state, key) = match given.answer {
        Answer::Confirmed => ("confirmed", "review-second-confirmed"),
        Answer::Declined => ("declined", "review-second-declined"),
    };
    Ok(Some(Second { state, text: t.a1(key, "name", name), words: given.words.clone() }))
}

/// The messages of each choice that the rules allow now, rendered from the very notice the decision would cause.
async fn previews(
    tx: &mut Tx<'_>,
    t: Tr,
    filing: &Filing,
    basis: &Basis,
    house: &House,
    form: &DecideForm,
) -> Result<Vec<Preview>> {
    let reach = load_reach(tx, filing.owner).await?;
    let about = load_filing_facts(tx, filing.id).await?;
    let any = vec!["ENT-01".to_owned()];
    let ways = [
        (("choice-accept", "review-preview-accept"), Choice::Accept { paper: false }),
        (("choice-accept", "review-preview-accept-paper"), Choice::Accept { paper: true }),
        (("choice-changes", "review-preview-changes"), Choice::RequestChanges),
        (("choice-reject", "review-preview-reject"), Choice::Reject { reasons: any }),
    ];
    let mut previews = Vec::new();
    for (name, choice) in ways {
        let mut event = decide::event(&choice, basis, &form.opinion);
        if let crate::filing::state::Event::Accept(acceptance) = &mut event {
            // Checklist and second person may still follow: the words are the same.
            (acceptance.checklist_done, acceptance.blocking) = (true, 0);
        }
        let Ok(Some(notice)) = decide::notice(tx, filing, &event) else { continue };
        let channels = notice.channels(reach.wishes);
        let facts = Facts { notice, filing: Some(about.clone()), secret_sealed: None };
        previews.push(preview(t, house, &reach, name, &channels, &facts)?);
    }
    Ok(previews)
}

fn preview(
    t: Tr,
    house: &House,
    reach: &Reach,
    (when, title): (&'static str, &str),
    channels: &[Channel],
    facts: &Facts,
) -> Result<Preview> {
    let none = Secrets::default();
    let mail = mail(house, reach.lang, facts, &none)?;
    let goes_by_sms = channels.contains(&Channel::Sms) && reach.is_mobile_fit;
    let warning = if reach.is_closed {
        t.t("review-preview-closed")
    } else if reach.is_email_refused {
        t.t("review-preview-mail-refused")
    } else if channels.contains(&Channel::Sms) && !reach.is_mobile_fit {
        t.t("review-preview-no-sms")
    } else {
        String::new()
    };
    let sms = if goes_by_sms { sms(house, reach.lang, facts, &none) } else { String::new() };
    Ok(Preview { when, title: t.t(title), subject: mail.subject, text: mail.text, sms, warning })
}
