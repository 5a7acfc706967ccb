//! Questions what is on record of an entity and a domain: the list of those that wait, and the answer with its proof.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::audit::{self, Action, Event, Subject};
use crate::clock::china_day;
use crate::error::Result;
use crate::filing::lookup::{Answer, DOMAIN_ANSWERS, ENTITY_ANSWERS, Lookup, Trouble};
use crate::filing::service::lookups;
use crate::filing::store;
use crate::filing::type_check::{domain_key, entity_key};
use crate::form::FieldErrors;
use crate::paths::office;
use crate::reference::book;
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::text::{Message, Tr};
use crate::values::Paragraphs;
use crate::values::ids::LookupId;
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, SummaryRow};
use crate::web::{App, Officer, Page, PostForm, render, render_with};

/// Lines of the list.
const MOST: i64 = 100;

struct Row {
    url: String,
    name: String,
    domain: String,
    hint: String,
    since: String,
    waits: bool,
}

#[derive(Template)]
#[template(path = "review/lookups.html")]
struct ListPage {
    page: Page,
    t: Tr,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "review/lookup.html")]
struct LookupPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    id: String,
    asked: Vec<SummaryRow>,
    is_answered: bool,
    entity: Vec<Choice>,
    domain: Vec<Choice>,
    troubles: Vec<Choice>,
    note: String,
}

/// The questions that wait.
///
/// # Errors
/// When the database refuses.
pub async fn list(req: HttpRequest, app: Data<App>, officer: Officer) -> Result<HttpResponse> {
    let t = officer.t();
    let waiting = app
        .db
        .read(officer.actor(), async |tx| store::lookups::list_waiting(tx, &officer.desk.provinces, MOST).await)
        .await?;
    let row = |lookup: &Lookup| Row {
        url: office::lookup(lookup.id),
        name: match lookup.asked.entity_kind.as_str() {
            crate::reference::INDIVIDUAL => t.t("lookup-individual"),
            _ => lookup.asked.entity_name.clone(),
        },
        domain: lookup.asked.domain.clone(),
        hint: t.t(&format!("filing-already-filed-{}", lookup.hint.code())),
        since: t.time(lookup.asked_at),
        waits: lookup.waits,
    };
    let rows = waiting.iter().map(row).collect();
    render(&ListPage { page: Page::titled(&req, "lookup-list-title"), t, rows })
}

/// What was typed, and where.
#[derive(Debug, Default)]
struct Typed {
    entity: String,
    domain: String,
    troubles: Vec<String>,
    note: String,
}

impl Typed {
    fn of(fields: &[(String, String)]) -> Self {
        let one = |name: &str| fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
        Self {
            entity: one("entity").unwrap_or_default(),
            domain: one("domain").unwrap_or_default(),
            troubles: fields.iter().filter(|(own, _)| own == "troubles").map(|(_, value)| value.clone()).collect(),
            note: one("note").unwrap_or_default(),
        }
    }

    fn check(&self, errors: &mut FieldErrors) -> Option<(Answer, String)> {
        let entity = EntityStatus::from_code(&self.entity).filter(|status| ENTITY_ANSWERS.contains(status));
        if entity.is_none() {
            errors.add("entity", Message::new("lookup-entity-missing"));
        }
        let domain = DomainStatus::from_code(&self.domain).filter(|status| DOMAIN_ANSWERS.contains(status));
        if domain.is_none() {
            errors.add("domain", Message::new("lookup-domain-missing"));
        }
        let note = Paragraphs::<0, 1000>::parse(&self.note).map_err(|message| errors.add("note", message)).ok()?;
        if note.as_str().trim().is_empty() {
            errors.add("note", Message::new("lookup-note-missing"));
        }
        let troubles = self.troubles.iter().filter_map(|code| Trouble::from_code(code)).collect();
        let answer = Answer { entity: entity?, domain: domain?, troubles };
        if !answer.is_meant() {
            errors.add("domain", Message::new("lookup-contradiction"));
        }
        errors.is_empty().then(|| (answer, note.as_str().to_owned()))
    }
}

/// A question with what was typed by its asker, to be shown: that somebody looks is audited.
async fn look(app: &App, officer: &Officer, id: LookupId) -> Result<Lookup> {
    app.db
        .write(officer.by(), async |tx| {
            let lookup = lookups::load(tx, id).await?;
            audit::record(tx, Event::new(Action::SectionSeen, Subject::new("lookup", id))).await?;
            Ok(lookup)
        })
        .await
}

/// One question.
///
/// # Errors
/// `NotFound` for a question there is not.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, id: Path<Uuid>) -> Result<HttpResponse> {
    let lookup = look(&app, &officer, LookupId::from_uuid(*id)).await?;
    render(&page(&req, officer.t(), &lookup, &Typed::default(), FieldErrors::new()))
}

fn page(req: &HttpRequest, t: Tr, lookup: &Lookup, typed: &Typed, errors: FieldErrors) -> LookupPage {
    let asked = &lookup.asked;
    let today = china_day(lookup.asked_at);
    let label = |name: &str| t.t(&format!("filing-field-type-check-{name}"));
    let pick = |found: Option<(&str, &str)>| found.map_or_else(String::new, |(zh, en)| t.pick(zh, en).to_owned());
    let province = book().province(&asked.province, today).map(|row| (row.zh.as_str(), row.en.as_str()));
    let kind = book().entity_kind(&asked.entity_kind, today).map(|row| (row.zh.as_str(), row.en.as_str()));
    let cert = book().certificate_kind(&asked.cert_kind, today).map(|row| (row.zh.as_str(), row.en.as_str()));
    let hint = t.t(&format!("filing-already-filed-{}", lookup.hint.code()));
    LookupPage {
        page: Page::titled(req, "lookup-title"),
        t,
        errors,
        id: lookup.id.to_string(),
        asked: vec![
            SummaryRow::new(label("entity-name"), asked.entity_name.clone()),
            SummaryRow::new(label("entity-kind"), pick(kind)),
            SummaryRow::new(label("cert-kind"), pick(cert)),
            SummaryRow::new(label("cert-number"), asked.cert_number.clone()),
            SummaryRow::new(label("province"), pick(province)),
            SummaryRow::new(label("domain"), asked.domain.clone()),
            SummaryRow::new(t.t("lookup-hint"), hint),
        ],
        is_answered: lookup.answer.is_some(),
        entity: ENTITY_ANSWERS
            .iter()
            .map(|status| Choice::new(status.code(), t.t(entity_key(*status)), &typed.entity))
            .collect(),
        domain: DOMAIN_ANSWERS
            .iter()
            .map(|status| Choice::new(status.code(), t.t(domain_key(*status)), &typed.domain))
            .collect(),
        troubles: Trouble::ALL
            .iter()
            .map(|trouble| {
                let code = trouble.code();
                let chosen = if typed.troubles.iter().any(|own| own == code) { code } else { "" };
                Choice::new(code, t.t(trouble.key()), chosen)
            })
            .collect(),
        note: typed.note.clone(),
    }
}

/// Keeps the answer.
///
/// # Errors
/// `NotFound` for a question there is not; `Refused` for one that was answered.
pub async fn save(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    id: Path<Uuid>,
    PostForm(fields): PostForm<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id = LookupId::from_uuid(*id);
    let typed = Typed::of(&fields);
    let mut errors = FieldErrors::new();
    let checked = typed.check(&mut errors);
    let Some((answer, note)) = checked else {
        let lookup = look(&app, &officer, id).await?;
        let page = page(&req, officer.t(), &lookup, &typed, errors);
        return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    app.db.write(officer.by(), async |tx| lookups::answer(tx, id, &answer, &note).await).await?;
    Ok(see_other_with(&req, office::lookups(), "lookup-saved"))
}
