//! Who of a case must be who they say: clip and picture of the ID side by side, what was asked, and the verdict with its reason.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::frame::Frame;
use super::reading::paper_title;
use super::{case, case_ref};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::service::faces::{self as verified, Verified};
use crate::filing::state::Filing;
use crate::filing::store::submissions;
use crate::form::FieldErrors;
use crate::liveness::check::{Check, Method, Verdict};
use crate::liveness::render;
use crate::material;
use crate::paths::office;
use crate::review::service::{faces, look};
use crate::review::store::{load, papers};
use crate::staff::staff::named;
use crate::text::{Message, Tr};
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::values::ids::FaceCheckId;
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, StatusTag};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// Longest reason of a verdict: it goes to the applicant with the mark.
const MOST: usize = 500;

/// A verdict as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VerdictForm {
    slot: String,
    /// The try; empty for an appointment that was held.
    check: String,
    verdict: String,
    words: String,
}

/// Somebody who must be verified.
struct Shown {
    slot: String,
    title: String,
    name: String,
    status: StatusTag,
    /// The try that counts; empty for none.
    check: String,
    method: String,
    actions: Vec<String>,
    digits: String,
    /// When it came, how long it is.
    facts: Vec<String>,
    /// Where clip and picture of the ID are; empty where there is none or the reader does not have the case.
    clip: String,
    document: String,
    /// What was said of it, and by whom.
    said: String,
    words: String,
    /// Tries before it.
    tries: Vec<String>,
    verdicts: Vec<Choice>,
    typed: String,
    /// Ids of the controls.
    verdict_id: String,
    words_id: String,
}

#[derive(Template)]
#[template(path = "review/faces.html")]
struct FacesPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    people: Vec<Shown>,
}

/// The view.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    render(&page(req, app, officer, reference, &VerdictForm::default(), FieldErrors::default()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    form: &VerdictForm,
    errors: FieldErrors,
) -> Result<FacesPage> {
    let t = officer.t();
    let read = async |tx: &mut Tx<'_>| {
        let (filing, frame) = case::open(tx, officer, reference, "faces").await?;
        let people = people(tx, officer, &filing, form).await?;
        // Whose case it is reads names: a look.
        if frame.is_mine && !people.is_empty() {
            look::section_seen(tx, &filing, "faces").await?;
        }
        Ok((frame, people))
    };
    let (frame, people) = app.db.write(officer.by(), read).await?;
    let section = t.t("review-case-faces");
    let page = Page::new(req, t.a2("review-case-title", "name", frame.name.as_str(), "section", section));
    Ok(FacesPage { page, t, errors, frame, people })
}

async fn people(tx: &mut Tx<'_>, officer: &Officer, filing: &Filing, form: &VerdictForm) -> Result<Vec<Shown>> {
    let is_mine = filing.state.reviewer() == Some(officer.staff);
    let Some(round) = submissions::find(tx, filing.id, filing.round).await? else { return Ok(Vec::new()) };
    let papers = papers::list(tx.conn, &round.papers).await?;
    let entity_person = &round.frozen.application.entity_person;
    let mut people = Vec::new();
    for own in verified::of_round(tx, filing).await? {
        let document = own.face.document_slot(entity_person);
        let document = papers.iter().find(|paper| paper.slot == document).filter(|_| is_mine);
        let document = document.map(|paper| {
            let key = look::key(tx.sealer, officer.session, paper.id, tx.ctx.now);
            format!("{}?key={key}", office::paper(&filing.reference, paper.id, 1))
        });
        let by = own.latest().and_then(|check| check.judged.as_ref()).and_then(|judged| judged.by);
        let by = match by {
            Some(id) => named(officer.t(), load::names(tx, &[id]).await?.remove(&id).unwrap_or_default()),
            None => String::new(),
        };
        let days = filing.days(china_day(tx.ctx.now));
        let title = paper_title(officer.t(), &own.face.needed.slot, days);
        people.push(shown(officer.t(), filing, &own, (title, by, document), is_mine, form));
    }
    Ok(people)
}

fn shown(
    t: Tr,
    filing: &Filing,
    own: &Verified,
    (title, by, document): (String, String, Option<String>),
    is_mine: bool,
    form: &VerdictForm,
) -> Shown {
    let latest = own.latest();
    let slot = own.face.needed.slot.clone();
    let name = own.face.person.as_ref();
    let name =
        name.map(|person| if is_mine { person.name.reveal().to_owned() } else { person.name.masked().to_string() });
    let clip = latest.filter(|check| is_mine && check.clip.as_ref().is_some_and(|clip| clip.erased_at.is_none()));
    let judged = latest.and_then(|check| check.judged.as_ref());
    let is_typed = form.slot == slot;
    let chosen = if is_typed { form.verdict.as_str() } else { "" };
    let title = match own.face.needed.website {
        Some(n) => format!("{} · {title}", t.a1("wizard-website-title", "n", n)),
        None => title,
    };
    Shown {
        title,
        name: name.unwrap_or_default(),
        status: render::tag(t, own.standing),
        check: latest.map(|check| check.id.to_string()).unwrap_or_default(),
        method: latest.map(|check| t.t(render::method(check.method))).unwrap_or_default(),
        actions: latest.map(|check| render::actions(t, check)).unwrap_or_default(),
        digits: latest.map(render::digits).unwrap_or_default(),
        facts: latest.map(|check| facts(t, check)).unwrap_or_default(),
        clip: clip.map(|check| office::clip(&filing.reference, check.id)).unwrap_or_default(),
        document: document.unwrap_or_default(),
        said: match judged {
            Some(judged) => t.a2("face-judged", "time", t.time(judged.at), "by", or_vendor(t, by)),
            None => String::new(),
        },
        words: judged.map(|judged| judged.words.clone()).unwrap_or_default(),
        tries: render::tries(t, &own.checks),
        verdicts: if is_mine {
            Verdict::ALL.iter().map(|one| Choice::new(one.code(), t.t(one.key()), chosen)).collect()
        } else {
            Vec::new()
        },
        typed: if is_typed { form.words.clone() } else { String::new() },
        verdict_id: format!("verdict-{slot}"),
        words_id: format!("words-{slot}"),
        slot,
    }
}

fn or_vendor(t: Tr, by: String) -> String {
    if by.is_empty() { t.t("face-method-vendor") } else { by }
}

/// When a try came, how long its clip is, that it is gone.
fn facts(t: Tr, check: &Check) -> Vec<String> {
    let given = check.given_at.map(|at| t.a1("face-fact-given", "time", t.time(at)));
    let length = check.clip.as_ref().map(|clip| match clip.millis {
        Some(millis) => t.a1("face-fact-length", "seconds", format!("{}.{}", millis / 1000, millis % 1000 / 100)),
        None => t.t("face-fact-length-unknown"),
    });
    let erased = check.clip.as_ref().and_then(|clip| clip.erased_at);
    let erased = erased.map(|at| t.a1("face-fact-erased", "time", t.time(at)));
    let waits = check.method == Method::Appointment && check.judged.is_none();
    let waits = waits.then(|| t.t("face-fact-appointment"));
    given.into_iter().chain(length).chain(erased).chain(waits).collect()
}

/// Says whether it is the person.
///
/// # Errors
/// `Refused` when the case is another's; `NotFound` for what is not of this case.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<VerdictForm>,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let form = form.0;
    let check: Option<FaceCheckId> = match form.check.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let mut errors = FieldErrors::default();
    let verdict = Verdict::from_code(&form.verdict);
    if verdict.is_none() {
        errors.add(format!("verdict-{}", form.slot), Message::new("face-verdict-missing"));
    }
    let words = Paragraphs::<0, MOST>::parse(&form.words);
    let needs_words = check.is_none() || verdict != Some(Verdict::Matches);
    match &words {
        Err(message) => errors.add(format!("words-{}", form.slot), message.clone()),
        Ok(words) if needs_words && words.as_str().is_empty() => {
            errors.add(format!("words-{}", form.slot), Message::new("face-words-missing"));
        }
        Ok(_) => {}
    }
    let (Some(verdict), Ok(words), true) = (verdict, words, errors.is_empty()) else {
        return render_invalid(&page(&req, &app, &officer, &reference, &form, errors).await?);
    };
    let words = words.as_str().to_owned();
    let judge = async |tx: &mut Tx<'_>| faces::judge(tx, &reference, &form.slot, check, verdict, &words).await;
    let gone = app.db.write(officer.by(), judge).await?;
    material::client::discard(&app.storage, &gone).await;
    Ok(see_other_with(&req, office::case_tab(&reference, "faces"), "face-judged-saved"))
}
