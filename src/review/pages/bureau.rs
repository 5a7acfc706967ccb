//! The bureau by hand: what it did so far, and recording its next act with date and evidence.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use super::frame::Frame;
use super::{case, case_ref};
use crate::auth::allowance;
use crate::clock::{self, china_day};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::checks::{Finding, Gap};
use crate::filing::state::{Filing, Numbers, Refusal, State};
use crate::filing::store::submissions;
use crate::filing::verification::{Receiver, minutes_left, receivers};
use crate::form::FieldErrors;
use crate::material::client::{self, Kept};
use crate::material::decoder::Decoder;
use crate::material::material::{FileName, Place};
use crate::material::{picture::PictureLimits, refusal, service as material};
use crate::paths::office;
use crate::reference::book;
use crate::registry::store as registry;
use crate::review::service;
use crate::review::service::bureau::{self, Act, Report};
use crate::review::service::recheck::recheck;
use crate::review::store::{bureau as records, load};
use crate::staff::staff::all_named;
use crate::text::{Message, Tr};
use crate::values::day::parse_day;
use crate::values::filing_ref::FilingRef;
use crate::values::free_text::Paragraphs;
use crate::values::{EntityNumber, WebsiteNumber};
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, FindingLine, Link, TimelineItem};
use crate::web::upload::{Part, Untaken, Upload, UploadLimits, UploadedFile};
use crate::web::{App, Officer, Page, render, render_invalid, render_with};

/// Longest opinion of the bureau.
const MOST: usize = 2000;
/// The fields beside the file.
const TEXTS: &[&str] = &["act", "happened_on", "words", "entity_number", "website_number", "version"];

/// A report as typed.
#[derive(Debug, Clone, Default)]
struct ReportForm {
    act: String,
    happened_on: String,
    words: String,
    entity_number: String,
    website_numbers: Vec<String>,
    version: i32,
}

struct Record {
    item: TimelineItem,
    evidence: Option<Link>,
}

struct Website {
    label: String,
    id: String,
    number: String,
}

#[derive(Template)]
#[template(path = "review/bureau.html")]
struct BureauPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    frame: Frame,
    /// What is seen of the case before it is sent on; none where it is not about to be.
    now: Option<Vec<FindingLine>>,
    /// Who is to verify, and for how long still.
    verifying: Option<(Option<i64>, Vec<Receiver>)>,
    /// Its papers can be sent once more: it is on record, and the bureau's system is connected.
    sends_papers: bool,
    acts: Vec<Choice>,
    can_approve: bool,
    happened_on: String,
    words: String,
    entity_number: String,
    prefix: String,
    websites: Vec<Website>,
    records: Vec<Record>,
}

/// The bureau's acts.
///
/// # Errors
/// `NotFound` when the reader may not see the case.
pub async fn show(req: &HttpRequest, app: &App, officer: &Officer, reference: &FilingRef) -> Result<HttpResponse> {
    let form = ReportForm { happened_on: china_day(clock::now()).to_string(), ..ReportForm::default() };
    render(&page(req, app, officer, reference, form, FieldErrors::default()).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    form: ReportForm,
    errors: FieldErrors,
) -> Result<BureauPage> {
    let t = officer.t();
    let (filing, frame, (now, verifying), names, known, list, staff) = app
        .db
        .read(officer.actor(), async |tx| {
            let (filing, frame) = case::open(tx, officer, reference, "bureau").await?;
            let now = recheck(tx, &filing).await?;
            let round = submissions::find(tx, filing.id, filing.round).await?;
            let known = known_numbers(tx, &filing, round.as_ref()).await?;
            let verifying = filing.state.until().zip(round.as_ref()).filter(|_| filing.state.is_verifying());
            let verifying = verifying
                .map(|(until, round)| (minutes_left(until, tx.ctx.now), receivers(t, &round.frozen.application)));
            let websites = round.map(|round| round.frozen.application.websites).unwrap_or_default();
            let names: Vec<String> = websites.iter().map(|site| site.details.name.to_string()).collect();
            let list = records::list(tx, filing.id).await?;
            let ids: Vec<_> = list.iter().filter_map(|record| record.staff).collect();
            let staff = all_named(t, load::names(tx, &ids).await?);
            Ok((filing, frame, (now, verifying), names, known, list, staff))
        })
        .await?;
    let record = |record: records::Record| Record {
        evidence: record.evidence.map(|id| Link::new(t.t("review-bureau-evidence"), office::paper(reference, id, 1))),
        item: TimelineItem {
            title: Act::from_code(&record.event).map_or_else(|| record.event.clone(), |act| t.t(act.key())),
            at: t.date(record.happened_on),
            at_iso: record.happened_on.to_string(),
            by: record.staff.and_then(|id| staff.get(&id).cloned()).unwrap_or_else(|| t.t("review-actor-bureau")),
            text: record.detail.unwrap_or_default(),
        },
    };
    let possible = Act::possible(&filing.state);
    let title = t.a2("review-case-title", "name", frame.name.as_str(), "section", t.t("review-case-bureau"));
    Ok(BureauPage {
        page: Page::new(req, title),
        t,
        errors,
        verifying,
        sends_papers: app.config.bureau.is_some() && filing.state == State::Approved,
        acts: possible.iter().map(|act| Choice::new(act.code(), t.t(act.key()), &form.act)).collect(),
        can_approve: possible.contains(&Act::Approved) && filing.kind.profile().gives_numbers,
        prefix: prefix(&filing),
        websites: websites(t, &names, if form.website_numbers.is_empty() { &known.1 } else { &form.website_numbers }),
        happened_on: form.happened_on,
        words: form.words,
        entity_number: if form.entity_number.is_empty() { known.0 } else { form.entity_number },
        records: list.into_iter().map(record).collect(),
        now: now.map(|(findings, gaps)| {
            findings.iter().map(|finding| line(t, finding)).chain(gaps.iter().map(|gap| unchecked(t, gap))).collect()
        }),
        frame,
    })
}

/// The numbers that are known before the bureau decides: of an entity on record, and what the applicant gave.
async fn known_numbers(
    tx: &mut Tx<'_>,
    filing: &Filing,
    round: Option<&submissions::Submission>,
) -> Result<(String, Vec<String>)> {
    let operation = round.and_then(|round| round.frozen.application.operation.as_ref());
    let entity = match filing.entity {
        Some(id) => registry::load_entity(tx, id).await?.number,
        None => operation.and_then(|own| own.entity_number.as_ref()).map(ToString::to_string).unwrap_or_default(),
    };
    let website = operation.and_then(|own| own.website_number.as_ref()).map(ToString::to_string);
    Ok((entity, website.into_iter().collect()))
}

fn line(t: Tr, finding: &Finding) -> FindingLine {
    FindingLine {
        tone: if finding.blocking { "error" } else { "warning" },
        code: finding.code.to_owned(),
        title: t.message(&finding.message),
        text: String::new(),
        note: finding.evidence.as_ref().map(|evidence| t.message(evidence)).unwrap_or_default(),
        link: None,
    }
}

fn unchecked(t: Tr, gap: &Gap) -> FindingLine {
    FindingLine {
        tone: "info",
        code: gap.code.to_owned(),
        title: t.message(&gap.message),
        text: String::new(),
        note: String::new(),
        link: None,
    }
}

fn prefix(filing: &Filing) -> String {
    let row = book().province(&filing.province, china_day(clock::now()));
    row.map(|row| row.prefix.clone()).unwrap_or_default()
}

fn websites(t: Tr, names: &[String], numbers: &[String]) -> Vec<Website> {
    let website = |(index, name): (usize, &String)| Website {
        label: t.a2("review-bureau-number-of", "label", t.t("review-bureau-website-number"), "name", name.as_str()),
        id: format!("website_number-{index}"),
        number: numbers.get(index).cloned().unwrap_or_default(),
    };
    names.iter().enumerate().map(website).collect()
}

/// Records an act.
///
/// # Errors
/// `Stale` when the case changed since the page was shown.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    decoder: Data<Decoder>,
    officer: Officer,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse> {
    let reference = case_ref(&path)?;
    let today = china_day(clock::now());
    let (form, file, over) = receive(&req, (&app, &officer), payload, today).await?;
    let mut errors = FieldErrors::default();
    let filing = app.db.read(officer.actor(), async |tx| service::load_case(tx, &reference).await).await?;
    let report = check(&form, &filing, today, &mut errors);
    over.into_iter().for_each(|over| errors.add("evidence", over));
    // Nothing is kept for a report that cannot be recorded.
    let kept = match (errors.is_empty(), file) {
        (_, None) => {
            errors.add("evidence", Message::new("review-bureau-evidence-missing"));
            None
        }
        (false, Some(_)) => None,
        (true, Some(file)) => {
            keep(&app, &decoder, &file, today).await?.map_err(|error| errors.add("evidence", error)).ok()
        }
    };
    let (Some(report), Some((kept, name))) = (report, kept) else {
        return invalid(&req, &app, &officer, &reference, form, errors).await;
    };
    let done = record(&app, &officer, &reference, form.version, report, &kept, name.as_ref()).await;
    if done.is_err() {
        client::discard(&app.storage, &kept.names()).await;
    }
    match done {
        Ok(()) => {
            let here = office::case_tab(&reference, "bureau");
            Ok(see_other_with(&req, here, "review-bureau-recorded"))
        }
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("act", message);
            invalid(&req, &app, &officer, &reference, form, errors).await
        }
        Err(Error::Stale) => {
            let errors = FieldErrors::of("act", Message::new("review-bureau-changed"));
            let page = page(&req, &app, &officer, &reference, form, errors).await?;
            render_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

async fn invalid(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    form: ReportForm,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    render_invalid(&page(req, app, officer, reference, form, errors).await?)
}

async fn record(
    app: &App,
    officer: &Officer,
    reference: &FilingRef,
    version: i32,
    report: Report,
    kept: &Kept,
    name: Option<&FileName>,
) -> Result<()> {
    app.db
        .write(officer.by(), async |tx| {
            let filing = service::load_case(tx, reference).await?;
            let evidence = material::add(tx, book(), filing.id, &Place::evidence(), kept, name).await?.id();
            let report = Report { evidence: Some(evidence), ..report };
            bureau::record(tx, reference, version, report).await
        })
        .await
}

/// What was sent; also, if it is more than a day's of whoever sends it, what says so.
async fn receive(
    req: &HttpRequest,
    (app, officer): (&App, &Officer),
    payload: Payload,
    today: NaiveDate,
) -> Result<(ReportForm, Option<UploadedFile>, Option<Message>)> {
    let mut limits = UploadLimits::from(book().limits(today));
    limits.files = 1;
    let upload = Upload::begin(req, payload, limits, TEXTS).await?;
    let (form, file, sent) = upload.whole(async |rest: u64| spend(app, officer, rest).await, read).await?;
    match spend(app, officer, sent).await {
        Ok(()) => Ok((form, file, None)),
        Err(Error::Refused(over)) => Ok((form, file, Some(over))),
        Err(error) => Err(error),
    }
}

async fn spend(app: &App, officer: &Officer, sent: u64) -> Result<()> {
    app.db.write(officer.by(), async |tx: &mut Tx<'_>| allowance::spend_of_staff(tx, officer.staff, sent).await).await
}

async fn read(upload: &mut Upload) -> Result<(ReportForm, Option<UploadedFile>, u64)> {
    let (mut form, mut file, mut sent) = (ReportForm::default(), None, 0);
    while let Some(part) = upload.next().await? {
        match part {
            Part::File(own) => {
                sent += own.sent;
                file = Some(own);
            }
            Part::Text(name, text) => match name.as_str() {
                "act" => form.act = text,
                "happened_on" => form.happened_on = text,
                "words" => form.words = text,
                "entity_number" => form.entity_number = text,
                "website_number" => form.website_numbers.push(text),
                // Whatever is no version is none that anybody saw.
                _ => form.version = text.parse().unwrap_or_default(),
            },
        }
    }
    Ok((form, file, sent))
}

/// The report, as far as its fields are right; what is not stands in the errors.
fn check(form: &ReportForm, filing: &Filing, today: NaiveDate, errors: &mut FieldErrors) -> Option<Report> {
    let act = Act::from_code(&form.act);
    if act.is_none() {
        errors.add("act", Message::new("review-bureau-act-missing"));
    }
    let happened_on = parse_day(&form.happened_on).map_err(|message| errors.add("happened_on", message)).ok();
    match happened_on {
        Some(day) if day > today => errors.add("happened_on", Refusal::InFuture.message()),
        Some(day) if !filing.may_have_happened(day) => {
            errors.add("happened_on", Refusal::BeforeSubmission.message());
        }
        _ => {}
    }
    let words = Paragraphs::<0, MOST>::parse(&form.words).map_err(|message| errors.add("words", message)).ok();
    let needs_words = matches!(act, Some(Act::Refused | Act::Faulty));
    if needs_words && words.as_ref().is_some_and(|words| words.as_str().is_empty()) {
        errors.add("words", Message::new("review-bureau-words-missing"));
    }
    let gives_numbers = filing.kind.profile().gives_numbers;
    let numbers = if act == Some(Act::Approved) && gives_numbers { Some(numbers(form, errors)?) } else { None };
    Some(Report { act: act?, happened_on: happened_on?, evidence: None, words: words?.as_str().to_owned(), numbers })
}

fn numbers(form: &ReportForm, errors: &mut FieldErrors) -> Option<Numbers> {
    let entity = EntityNumber::parse(&form.entity_number).map_err(|message| errors.add("entity_number", message)).ok();
    let mut websites = Vec::new();
    for (index, text) in form.website_numbers.iter().enumerate() {
        match WebsiteNumber::parse(text) {
            Ok(number) => websites.push(number),
            Err(message) => errors.add(format!("website_number-{index}"), message),
        }
    }
    let entity = entity?;
    (websites.len() == form.website_numbers.len()).then_some(Numbers { entity, websites })
}

/// Makes pictures of the evidence and keeps them.
async fn keep(
    app: &App,
    decoder: &Decoder,
    file: &UploadedFile,
    today: NaiveDate,
) -> Result<Result<(Kept, Option<FileName>), Message>> {
    let limits = book().limits(today);
    let bytes = match &file.content {
        Ok(bytes) => bytes,
        Err(Untaken::Busy) => return Err(Error::Busy(5)),
        Err(Untaken::TooLarge | Untaken::TooMany) => {
            let limit = (limits.upload_bytes >> 20) as u64;
            return Ok(Err(refusal::Refusal::TooLarge { limit }.message()));
        }
    };
    match decoder.decode(bytes.as_ref(), &PictureLimits::from(limits), true).await {
        Ok(pictures) => Ok(Ok((client::keep(&app.storage, pictures).await?, FileName::parse(&file.name)))),
        Err(Error::Refused(message)) => Ok(Err(message)),
        Err(error) => Err(error),
    }
}
