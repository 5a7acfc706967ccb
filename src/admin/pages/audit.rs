//! The audit: who did and saw what. Filter, pages by position, the check of the whole chain.

use std::collections::HashMap;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::audit::store::{self as audit_store, Filter};
use crate::audit::{Action, Link, Verdict};
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::store as filings;
use crate::form::FieldErrors;
use crate::paths;
use crate::staff::staff::Login;
use crate::staff::store as staff_store;
use crate::text::{Message, Tr};
use crate::values::FilingRef;
use crate::values::day::parse_day;
use crate::values::ids::FilingId;
use crate::web::ui::{Choice, Pager};
use crate::web::{App, Officer, Page, render, render_invalid};

/// Events on one page.
const PAGE: i64 = 50;

/// What is looked for, as it was typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct AuditForm {
    action: String,
    person: String,
    subject: String,
    from: String,
    until: String,
    /// Older than this position.
    before: Option<i64>,
    /// Walk the whole chain.
    verify: Option<String>,
}

impl AuditForm {
    /// What narrows the list, by the names of the inputs.
    pub(super) fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("action", &self.action),
            ("person", &self.person),
            ("subject", &self.subject),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }
}

/// One event as it is read.
struct Row {
    seq: i64,
    at: String,
    at_iso: String,
    who: String,
    action: String,
    subject: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    page: Page,
    t: Tr,
    form: AuditForm,
    errors: FieldErrors,
    is_narrowed: bool,
    actions: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    verdict: Option<Verdict>,
}

/// Shows what fits the filter.
///
/// # Errors
/// When the database refuses.
pub async fn show(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    Query(form): Query<AuditForm>,
) -> Result<HttpResponse> {
    answer(&req, &officer, &app, form).await
}

/// The page of what was typed, whether it is a filter or not.
///
/// # Errors
/// When the database refuses.
pub(super) async fn answer(req: &HttpRequest, officer: &Officer, app: &App, form: AuditForm) -> Result<HttpResponse> {
    let t = officer.t();
    let find = async |tx: &mut Tx<'_>| {
        let mut names = names(tx, t).await?;
        let found = match filter(tx, &form).await? {
            Ok(filter) => Ok(audit_store::list(tx.conn, &filter, PAGE + 1).await?),
            Err(errors) => Err(errors),
        };
        if let Ok(links) = &found {
            names.extend(references(tx, links).await?);
        }
        let verdict = match form.verify {
            Some(_) => Some(audit_store::verify(tx.conn).await?),
            None => None,
        };
        Ok((names, found, verdict))
    };
    // The walk over the whole chain is many short looks.
    let db = if form.verify.is_some() { app.db.patient() } else { app.db.clone() };
    let (names, found, verdict) = db.read(officer.actor(), find).await?;
    let (links, errors) = match found {
        Ok(links) => (links, FieldErrors::new()),
        Err(errors) => (Vec::new(), errors),
    };
    let pager = pager(&form, &links);
    let limit = usize::try_from(PAGE).unwrap_or_default();
    let rows = links.iter().take(limit).map(|link| row(t, link, &names)).collect();
    let actions = actions(t, &form.action);
    let is_wrong = !errors.is_empty();
    let is_narrowed = form.fields().iter().any(|(_, value)| !value.is_empty());
    let page = Page::titled(req, "site-nav-audit");
    let page = AuditPage { page, t, form, errors, is_narrowed, actions, rows, pager, verdict };
    if is_wrong { render_invalid(&page) } else { render(&page) }
}

/// Names with logins by their ids, for the column of who; who was forgotten is told apart by the id alone.
pub(super) async fn names(tx: &mut Tx<'_>, t: Tr) -> Result<HashMap<Uuid, String>> {
    let known = staff_store::list(tx).await?.into_iter();
    let known = known.map(|member| (member.id.uuid(), format!("{} ({})", member.name, member.login)));
    let forgotten = staff_store::list_forgotten(tx).await?.into_iter();
    let forgotten = forgotten.map(|id| (id.uuid(), format!("{} {id}", t.t("staff-former"))));
    Ok(known.chain(forgotten).collect())
}

/// References of the filings that events are about, by their ids: what people quote.
async fn references(tx: &mut Tx<'_>, links: &[Link]) -> Result<HashMap<Uuid, String>> {
    let ids: Vec<FilingId> = links
        .iter()
        .filter(|link| link.subject_kind == "filing")
        .filter_map(|link| link.subject_id.parse().ok())
        .collect();
    let filings = filings::list_by_ids(tx.conn, &ids).await?;
    Ok(filings.into_iter().map(|filing| (filing.id.uuid(), filing.reference.to_string())).collect())
}

/// The filter of what was typed, or what is wrong with it. A person is a login, or the id of an account.
pub(super) async fn filter(tx: &mut Tx<'_>, form: &AuditForm) -> Result<std::result::Result<Filter, FieldErrors>> {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut errors = FieldErrors::new();
    let mut filter = Filter {
        action: text(&form.action).filter(|code| Action::from_code(code).is_some()),
        before: form.before,
        ..Filter::default()
    };
    if let Some(person) = text(&form.person) {
        filter.actor_id = find_person(tx, &person).await?;
        if filter.actor_id.is_none() {
            errors.add("person", Message::new("admin-audit-person-unknown"));
        }
    }
    if let Some(subject) = text(&form.subject) {
        filter.subjects = find_subjects(tx, subject).await?;
    }
    let mut day = |name: &'static str, typed: &str| match text(typed).map(|typed| parse_day(&typed)) {
        Some(Ok(day)) => Some(day),
        Some(Err(message)) => {
            errors.add(name, message);
            None
        }
        None => None,
    };
    let (from, until) = (day("from", &form.from), day("until", &form.until));
    filter.from_us = from.map(|day| midnight(day).timestamp_micros());
    filter.until_us =
        until.and_then(|day| day.checked_add_days(Days::new(1))).map(|next| midnight(next).timestamp_micros());
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        errors.add("until", Message::new("admin-audit-until-before-from"));
    }
    Ok(if errors.is_empty() { Ok(filter) } else { Err(errors) })
}

async fn find_person(tx: &mut Tx<'_>, typed: &str) -> Result<Option<Uuid>> {
    if let Ok(id) = typed.parse() {
        return Ok(Some(id));
    }
    match Login::parse(typed) {
        Ok(login) => Ok(staff_store::find_member(tx, &login).await?.map(|member| member.id.uuid())),
        Err(_) => Ok(None),
    }
}

/// The ids of what was typed: the reference of a filing, under which refused looks at it stand too, a login, or any id as it
/// stands in the audit.
async fn find_subjects(tx: &mut Tx<'_>, typed: String) -> Result<Vec<String>> {
    if let Ok(reference) = FilingRef::parse(&typed) {
        let filing = filings::find_by_ref(tx.conn, &reference).await?;
        let id = filing.map(|filing| filing.id.to_string());
        return Ok(id.into_iter().chain([reference.to_string()]).collect());
    }
    let member = match Login::parse(&typed) {
        Ok(login) => staff_store::find_member(tx, &login).await?,
        Err(_) => None,
    };
    Ok(vec![member.map_or(typed, |member| member.id.to_string())])
}

/// The first moment of a day in China.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    clock::china_at(day, NaiveTime::MIN)
}

fn row(t: Tr, link: &Link, names: &HashMap<Uuid, String>) -> Row {
    let at = DateTime::from_timestamp_micros(link.at_us).unwrap_or_default();
    let detail: Vec<&str> =
        [link.detail.as_str(), link.reason.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    Row {
        seq: link.seq,
        at: t.time(at),
        at_iso: at.to_rfc3339(),
        who: who(t, link, names),
        action: action_label(t, &link.action),
        subject: format!("{} {}", subject_label(t, &link.subject_kind), name_of(&link.subject_id, names)),
        detail: detail.join(" · "),
    }
}

pub(super) fn who(t: Tr, link: &Link, names: &HashMap<Uuid, String>) -> String {
    let kind = t.t(&format!("admin-actor-{}", link.actor_kind));
    match link.actor_id {
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| format!("{kind} {id}")),
        None => kind,
    }
}

fn name_of(id: &str, names: &HashMap<Uuid, String>) -> String {
    id.parse().ok().and_then(|id: Uuid| names.get(&id).cloned()).unwrap_or_else(|| id.to_owned())
}

/// An action in words; one of a later program by its code.
pub(super) fn action_label(t: Tr, code: &str) -> String {
    t.maybe(&format!("admin-action-{}", code.replace(['.', '_'], "-"))).unwrap_or_else(|| code.to_owned())
}

fn subject_label(t: Tr, kind: &str) -> String {
    t.maybe(&format!("admin-subject-{kind}")).unwrap_or_else(|| kind.to_owned())
}

fn actions(t: Tr, current: &str) -> Vec<Choice> {
    let mut actions: Vec<Choice> =
        Action::ALL.iter().map(|action| Choice::new(action.code(), action_label(t, action.code()), current)).collect();
    actions.sort_by(|a, b| a.value.cmp(&b.value));
    actions
}

fn pager(form: &AuditForm, links: &[Link]) -> Pager {
    let is_more = i64::try_from(links.len()).unwrap_or_default() > PAGE;
    let last = usize::try_from(PAGE - 1).ok().and_then(|last| links.get(last)).map(|link| link.seq);
    Pager {
        newer: form.before.is_some().then(|| address(form, None)),
        older: last.filter(|_| is_more).map(|seq| address(form, Some(seq))),
    }
}

fn address(form: &AuditForm, before: Option<i64>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form.fields() {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    format!("{}?{}", paths::office::audit(), query.finish())
}
