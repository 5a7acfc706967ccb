//! The working days: what is known of holidays, and the form that adds the notice of a year.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use crate::admin::calendar::form::CalendarForm;
use crate::admin::calendar::service::{self, Outcome};
use crate::admin::calendar::store::{self, Decided};
use crate::admin::rules::service as decisions;
use crate::admin::rules::store::count;
use crate::clock;
use crate::error::{Error, Result};
use crate::form::{self, FieldErrors};
use crate::paths::office;
use crate::reference::book;
use crate::reference::calendar::{CalendarDay, DayKind};
use crate::staff::permission::DECIDES_RULES;
use crate::staff::staff::named;
use crate::text::{Message, Tr};
use crate::web::flash::see_other_with;
use crate::web::{App, Officer, Page, PostForm, render, render_with};

/// Filings named in a preview.
const MOST: usize = 50;

/// Days of one name that follow one another.
struct Row {
    name: String,
    days: String,
    kind: String,
    source: String,
}

/// What was decided at once.
struct Decision {
    days: String,
    by: String,
    at: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "admin/calendar.html")]
struct CalendarPage {
    page: Page,
    t: Tr,
    /// What is not known yet.
    provisional: String,
    rows: Vec<Row>,
    decisions: Vec<Decision>,
    /// Where days are added, for who may.
    add: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/calendar_days.html")]
struct DaysPage {
    page: Page,
    t: Tr,
    form: CalendarForm,
    errors: FieldErrors,
    /// What is wrong, line by line.
    faults: Vec<String>,
    /// Lines as they may be written.
    example: Vec<String>,
}

struct Moved {
    reference: String,
    state: String,
    now: String,
    then: String,
}

#[derive(Template)]
#[template(path = "admin/calendar_preview.html")]
struct PreviewPage {
    page: Page,
    t: Tr,
    form: CalendarForm,
    errors: FieldErrors,
    said: Vec<String>,
    counts: Vec<String>,
    rows: Vec<Moved>,
    seen: usize,
}

/// Shows what is known from this year on.
///
/// # Errors
/// When the database refuses.
pub async fn show(req: HttpRequest, officer: Officer, app: Data<App>) -> Result<HttpResponse> {
    let t = officer.t();
    decisions::refresh(&app.db).await?;
    let today = clock::china_day(clock::now());
    let decided = app.db.read(officer.actor(), async |tx| store::list(tx).await).await?;
    let known = book().calendar().last_known_year();
    render(&CalendarPage {
        page: Page::titled(&req, "calendar-title"),
        t,
        provisional: t.a1("calendar-provisional", "year", known.to_string()),
        rows: rows(t, today),
        decisions: by_decision(&decided).into_iter().rev().map(|own| decision(t, &own)).collect(),
        add: DECIDES_RULES.contains(&officer.role).then(office::calendar_days),
    })
}

/// Days that follow one another and are the same are one row.
fn rows(t: Tr, today: NaiveDate) -> Vec<Row> {
    let mut spans: Vec<(&CalendarDay, NaiveDate)> = Vec::new();
    for day in book().calendar().days_from(chrono::Datelike::with_ordinal(&today, 1).unwrap_or(today)) {
        match spans.last_mut() {
            Some((first, last))
                if last.succ_opt() == Some(day.date) && first.kind == day.kind && first.zh == day.zh =>
            {
                *last = day.date;
            }
            _ => spans.push((day, day.date)),
        }
    }
    let row = |(first, last): (&CalendarDay, NaiveDate)| Row {
        name: t.pick(&first.zh, &first.en).to_owned(),
        days: span(t, first.date, last),
        kind: t.t(kind_key(Some(first.kind))),
        source: book()
            .sources_of(&first.source, today)
            .iter()
            .map(|source| t.pick(&source.zh, &source.en))
            .collect::<Vec<_>>()
            .join(t.pick("；", "; ")),
    };
    spans.into_iter().map(row).collect()
}

fn span(t: Tr, first: NaiveDate, last: NaiveDate) -> String {
    if first == last { t.date(first) } else { t.a2("calendar-span", "first", t.date(first), "last", t.date(last)) }
}

fn kind_key(kind: Option<DayKind>) -> &'static str {
    match kind {
        Some(DayKind::Holiday) => "calendar-kind-holiday",
        Some(DayKind::Workday) => "calendar-kind-workday",
        None => "calendar-kind-plain",
    }
}

/// What one person decided at one time.
fn by_decision(decided: &[Decided]) -> Vec<Vec<&Decided>> {
    let key = |own: &Decided| -> (DateTime<Utc>, String) { (own.at, own.by.clone()) };
    let mut all: Vec<Vec<&Decided>> = Vec::new();
    for own in decided {
        match all.last_mut() {
            Some(group) if group.last().is_some_and(|last| key(last) == key(own)) => group.push(own),
            _ => all.push(vec![own]),
        }
    }
    all
}

fn decision(t: Tr, group: &[&Decided]) -> Decision {
    let said = |own: &&Decided| {
        let kind = own.decision.day.as_ref().map(|day| day.kind);
        format!("{} {}", t.date(own.decision.date), t.t(kind_key(kind)))
    };
    let (first, last) = (group.first(), group.last());
    let days = match (first, last) {
        (Some(first), Some(last)) if group.len() > 3 => t.args(
            "calendar-days-between",
            [
                ("n", group.len().into()),
                ("first", t.date(first.decision.date).into()),
                ("last", t.date(last.decision.date).into()),
            ],
        ),
        _ => group.iter().map(said).collect::<Vec<_>>().join(t.pick("、", ", ")),
    };
    Decision {
        days,
        by: first.map(|own| named(t, own.by.clone())).unwrap_or_default(),
        at: first.map(|own| t.time(own.at)).unwrap_or_default(),
        reason: first.map(|own| own.reason.clone()).unwrap_or_default(),
    }
}

/// The form that adds days.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn days(req: HttpRequest, officer: Officer) -> Result<HttpResponse> {
    render(&days_page(&req, officer.t(), CalendarForm::default(), FieldErrors::new()))
}

fn days_page(req: &HttpRequest, t: Tr, form: CalendarForm, errors: FieldErrors) -> DaysPage {
    let faults = match form.read(book().calendar(), decisions::day_known(clock::now())) {
        Err(faults) if errors.get("days").is_some() => faults,
        _ => Vec::new(),
    };
    let said = |fault: crate::admin::calendar::form::Fault| {
        t.a2("calendar-fault", "line", fault.line, "what", t.message(&fault.message))
    };
    let faults = faults.into_iter().map(said).collect();
    let example = t.t("calendar-example-text").lines().map(str::to_owned).collect();
    DaysPage { page: Page::titled(req, "calendar-add"), t, form, errors, faults, example }
}

/// Tries, goes back to the form, or decides.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(calendar): PostForm<CalendarForm>,
) -> Result<HttpResponse> {
    let t = officer.t();
    decisions::refresh(&app.db).await?;
    if calendar.step == "edit" {
        return render(&days_page(&req, t, calendar, FieldErrors::new()));
    }
    let (days, reason) = match form::check(&calendar, book(), decisions::day_known(clock::now())) {
        Ok(valid) => valid,
        Err(errors) => {
            return render_with(StatusCode::UNPROCESSABLE_ENTITY, &days_page(&req, t, calendar, errors));
        }
    };
    let mut errors = FieldErrors::new();
    if calendar.step == "save" {
        let seen = calendar.seen.parse().map_err(|_| Error::BadRequest("no count of decisions"))?;
        match app.db.write(officer.by(), async |tx| service::decide(tx, seen, &days, &reason).await).await {
            Ok(()) => {
                decisions::refresh(&app.db).await?;
                return Ok(see_other_with(&req, office::calendar(), "calendar-decided"));
            }
            // Somebody else decided meanwhile: what this would do is looked at anew.
            Err(Error::Stale) => errors.add("", Message::new("rule-page-meanwhile")),
            Err(other) => return Err(other),
        }
    }
    let seen = app.db.read(officer.actor(), async |tx| count(tx.conn).await).await?;
    match service::try_out(&app.db, &days, MOST).await {
        Ok(outcome) => {
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
            render_with(status, &preview(&req, t, calendar, outcome, errors, seen))
        }
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("days", message);
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &days_page(&req, t, calendar, errors))
        }
        Err(other) => Err(other),
    }
}

fn preview(
    req: &HttpRequest,
    t: Tr,
    form: CalendarForm,
    outcome: Outcome,
    errors: FieldErrors,
    seen: usize,
) -> PreviewPage {
    let written = form.read(book().calendar(), decisions::day_known(clock::now())).unwrap_or_default();
    let said = written.iter().filter_map(|line| {
        let days = span(t, *line.dates.first()?, *line.dates.last()?);
        let kind = t.t(kind_key(line.what.as_ref().map(|(kind, _)| *kind)));
        let name = line.what.as_ref().map(|(_, [zh, en])| t.pick(zh.as_str(), en.as_str())).unwrap_or_default();
        Some([days, kind, name.to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    });
    let mut counts = vec![t.a1("calendar-counted", "n", outcome.counted), t.a1("calendar-moved", "n", outcome.moved)];
    if outcome.settled > 0 {
        counts.push(t.a1("calendar-settled", "n", outcome.settled));
    }
    let row = |(filing, [now, then]): &(crate::filing::state::Filing, [NaiveDate; 2])| Moved {
        reference: filing.reference.to_string(),
        state: t.t(filing.state.code().key()),
        now: t.date(*now),
        then: t.date(*then),
    };
    PreviewPage {
        page: Page::titled(req, "calendar-preview"),
        t,
        said: said.collect(),
        counts,
        rows: outcome.rows.iter().map(row).collect(),
        form,
        errors,
        seen,
    }
}
