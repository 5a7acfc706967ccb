//! Do I need a filing, and what for: a few short questions, and a list for this very case.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::kind::Kind;
use crate::filing::store::times;
use crate::filing::times::Times;
use crate::form::FieldErrors;
use crate::guide::answers::{Answers, Case, Holding, OTHER, Place, Purpose};
use crate::guide::list::{List, list};
use crate::guide::pages::province::as_of;
use crate::paths;
use crate::reference::{Source, book};
use crate::text::Tr;
use crate::web::cookies::{self, Prepared};
use crate::web::ui::Choice;
use crate::web::{App, Page, Visitor, render_with};

#[derive(Template)]
#[template(path = "guide/check.html")]
struct CheckPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    who: Vec<Choice>,
    provinces: Vec<Choice>,
    server: Vec<Choice>,
    domain: Vec<Choice>,
    named: String,
    content: Vec<Choice>,
    result: Option<Outcome>,
}

/// The list with what stands around it.
struct Outcome {
    list: List,
    /// Whose list it is: the answers in short.
    case: String,
    /// The day whose rules it tells.
    day: String,
    start_url: String,
    province: String,
    province_url: String,
    sources: Vec<&'static Source>,
    as_of: String,
}

/// The questions, and below them the list once they are answered.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn show(req: HttpRequest, visitor: Visitor, app: Data<App>, answers: Query<Answers>) -> Result<HttpResponse> {
    let t = visitor.t();
    let today = clock::china_day(clock::now());
    let (case, errors) = match answers.read(book(), today) {
        Ok(case) => (case, FieldErrors::new()),
        Err(errors) => (None, errors),
    };
    let times = match &case {
        // Where the database does not answer there are the estimates.
        Some(case) => {
            let measured = async |tx: &mut Tx<'_>| times::of(tx.conn, &case.province.code, Kind::Initial).await;
            app.db.read(visitor.actor(), measured).await.unwrap_or_default()
        }
        None => Times::default(),
    };
    let result = case.as_ref().map(|case| outcome(t, case, today, &times));
    let prepared = case.filter(|case| case.server != Place::Abroad).map(|case| Prepared {
        province: case.province.code.clone(),
        kind: case.kind.unwrap_or_default().to_owned(),
        is_plain: case.content == Purpose::Plain,
        domain: case.name.map(|name| name.as_str().to_owned()).unwrap_or_default(),
    });
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&req, t, &answers, errors, result, today);
    let answer = render_with(status, &page)?;
    Ok(match prepared {
        Some(prepared) => cookies::prepare(&req, answer, &prepared),
        None => answer,
    })
}

fn page(
    req: &HttpRequest,
    t: Tr,
    answers: &Answers,
    errors: FieldErrors,
    result: Option<Outcome>,
    today: NaiveDate,
) -> CheckPage {
    let choice =
        |name: &str, code: &str, current: &str| Choice::new(code, t.t(&format!("guide-check-{name}-{code}")), current);
    let kind = |code: &str| Choice::new(code, kind_name(t, code, today), &answers.who);
    let kinds = book().asked_kinds(today).into_iter().map(|kind| kind.code.as_str());
    let provinces = book().provinces(today);
    CheckPage {
        page: Page::titled(req, "guide-check-title"),
        t,
        errors,
        who: kinds.chain([OTHER]).map(kind).collect(),
        provinces: provinces
            .into_iter()
            .map(|p| Choice::new(p.code.clone(), t.pick(&p.zh, &p.en), &answers.province))
            .collect(),
        server: Place::ALL.iter().map(|place| choice("server", place.code(), &answers.server)).collect(),
        domain: Holding::ALL.iter().map(|holding| choice("domain", holding.code(), &answers.domain)).collect(),
        named: answers.name.clone(),
        content: Purpose::ALL.iter().map(|purpose| choice("content", purpose.code(), &answers.content)).collect(),
        result,
    }
}

/// The name of a kind of entity, by the reference data.
fn kind_name(t: Tr, code: &str, today: NaiveDate) -> String {
    match book().entity_kind(code, today) {
        Some(kind) => t.pick(&kind.zh, &kind.en).to_owned(),
        None => t.t("guide-check-who-other"),
    }
}

fn outcome(t: Tr, case: &Case<'static>, today: NaiveDate, times: &Times) -> Outcome {
    let province = t.pick(&case.province.zh, &case.province.en).to_owned();
    let sources = book().sources_of(&case.province.source, today);
    Outcome {
        list: list(t, book(), case, today, times),
        case: [kind_name(t, case.kind.unwrap_or(OTHER), today), province.clone()].join(" · "),
        day: t.a1("guide-check-day", "day", t.date(today)),
        start_url: paths::filing_new_with(case.kind.unwrap_or_default(), &case.province.code),
        province,
        province_url: paths::guide_province(&case.province.code),
        as_of: as_of(t, &sources),
        sources,
    }
}
