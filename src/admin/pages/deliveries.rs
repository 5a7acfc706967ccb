//! Mails and SMS with their state: what failed first, send again, hold a channel.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::admin::delivery::{Delivery, STATES};
use crate::admin::service;
use crate::admin::store::{self, DeadJob, MOST_COUNTED};
use crate::error::{Error, Result};
use crate::form::FieldErrors;
use crate::notify::answer::shown;
use crate::notify::jobs::topic;
use crate::notify::notice::Channel;
use crate::notify::render::subject;
use crate::outbox;
use crate::paths::office;
use crate::text::{Message, Tr};
use crate::values::ids::OutboxId;
use crate::web::flash::see_other_with;
use crate::web::ui::{Link, Pager, StatusTag, Tab};
use crate::web::{App, Officer, Page, PostForm, render, render_invalid};

/// Lines of a page.
const LINES: i64 = 30;

/// Which state, from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    state: String,
    before: Option<Uuid>,
}

struct Row {
    subject: String,
    case: Option<Link>,
    channel: String,
    status: StatusTag,
    attempts: i32,
    answer: String,
    at: String,
    next: String,
    resend: Option<String>,
}

struct Held {
    code: &'static str,
    name: String,
    is_held: bool,
}

struct Dead {
    what: String,
    error: String,
    at: String,
    url: String,
}

#[derive(Template)]
#[template(path = "admin/deliveries.html")]
struct DeliveriesPage {
    page: Page,
    t: Tr,
    errors: FieldErrors,
    opens_cases: bool,
    /// The bureau's system has a page of its own.
    has_bureau: bool,
    state: &'static str,
    empty: String,
    tabs: Vec<Tab>,
    channels: Vec<Held>,
    dead: Vec<Dead>,
    rows: Vec<Row>,
    pager: Pager,
}

/// The deliveries in a state.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, place: Query<Place>) -> Result<HttpResponse> {
    render(&page(&req, &app, &officer, &place, FieldErrors::new()).await?)
}

/// The deliveries again, as a button said too little.
async fn unclear(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    field: &str,
    key: &'static str,
) -> Result<HttpResponse> {
    let errors = FieldErrors::of(field, Message::new(key));
    render_invalid(&page(req, app, officer, &Place::default(), errors).await?)
}

async fn page(
    req: &HttpRequest,
    app: &App,
    officer: &Officer,
    place: &Place,
    errors: FieldErrors,
) -> Result<DeliveriesPage> {
    let t = officer.t();
    let state = STATES.into_iter().find(|state| *state == place.state).unwrap_or(STATES[0]);
    let before = place.before;
    let (counts, mut list, dead, held) = app
        .db
        .read(officer.actor(), async |tx| {
            let mut counts = Vec::new();
            for state in STATES {
                counts.push((state, store::count(tx.conn, state).await?));
            }
            let list = store::list(tx.conn, state, before, LINES + 1).await?;
            Ok((counts, list, store::dead(tx.conn).await?, store::paused(tx.conn).await?))
        })
        .await?;
    let is_more = list.len() > LINES as usize;
    list.truncate(LINES as usize);
    let here = format!("{}?state={state}", office::deliveries());
    let next = list.last().filter(|_| is_more).map(|last| format!("{here}&before={}", last.id));
    let tab = |(name, count): &(&str, i64)| Tab {
        label: t.t(&format!("delivery-{name}")),
        url: format!("{}?state={name}", office::deliveries()),
        count: Some(*count).filter(|count| *count < MOST_COUNTED),
        current: *name == state,
    };
    let channel = |channel: &Channel| Held {
        code: channel.code(),
        name: t.t(&format!("delivery-channel-{}", channel.code())),
        is_held: held.iter().any(|own| own == topic(*channel)),
    };
    Ok(DeliveriesPage {
        page: Page::titled(req, "delivery-list-title"),
        t,
        errors,
        opens_cases: officer.role.reviews(),
        has_bureau: app.config.bureau.is_some(),
        state,
        empty: t.t(&format!("delivery-empty-{state}")),
        tabs: counts.iter().map(tab).collect(),
        channels: Channel::ALL.iter().map(channel).collect(),
        dead: dead.into_iter().map(|job| dead_row(t, job)).collect(),
        rows: list.iter().map(|delivery| row(t, delivery)).collect(),
        pager: Pager { newer: before.map(|_| here), older: next },
    })
}

fn dead_row(t: Tr, job: DeadJob) -> Dead {
    let channel = Channel::ALL.into_iter().find(|channel| topic(*channel) == job.topic);
    let topic = match channel {
        Some(channel) => t.t(&format!("delivery-channel-{}", channel.code())),
        None if job.topic.starts_with("bureau.") => t.t(&outbox::topic_key(&job.topic)),
        None => job.topic,
    };
    let subject = job.facts.map(|facts| subject(t.lang, &facts));
    Dead {
        what: subject
            .map_or(topic.clone(), |subject| t.a2("delivery-dead-message", "channel", topic, "subject", subject)),
        error: t.kept(&job.error).unwrap_or_else(|| shown(t, &job.error)),
        at: job.at.map(|at| t.time(at)).unwrap_or_default(),
        url: office::delivery_job(job.id),
    }
}

fn row(t: Tr, delivery: &Delivery) -> Row {
    let word = t.t(&format!("delivery-{}", delivery.state));
    let filing = delivery.facts.filing.as_ref();
    Row {
        subject: subject(t.lang, &delivery.facts),
        case: filing.map(|filing| Link::new(&filing.reference, office::case(&filing.reference))),
        channel: t.t(&format!("delivery-channel-{}", delivery.channel.code())),
        status: match delivery.state.as_str() {
            "sent" => StatusTag::success(word),
            "waiting" => StatusTag::info(word),
            _ => StatusTag::error(word),
        },
        attempts: delivery.attempts,
        answer: delivery.answer.as_deref().map(|answer| shown(t, answer)).unwrap_or_default(),
        at: t.time(delivery.sent_at.unwrap_or(delivery.created_at)),
        next: delivery.next_at.map(|at| t.a1("delivery-next", "at", t.time(at))).unwrap_or_default(),
        resend: delivery.can_be_sent_again().then(|| office::delivery_resend(delivery.id)),
    }
}

/// From which list it was asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResendForm {
    state: String,
}

/// Sends one again, and shows the same list.
pub async fn resend(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<ResendForm>,
) -> Result<HttpResponse> {
    let id: Uuid = path.parse().map_err(|_| Error::NotFound)?;
    app.db.write(officer.by(), async |tx| service::resend(tx, id).await).await?;
    let state = STATES.into_iter().find(|state| *state == form.0.state).unwrap_or(STATES[0]);
    Ok(see_other_with(&req, format!("{}?state={state}", office::deliveries()), "delivery-again"))
}

/// What becomes of a job that was given up.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct JobForm {
    act: String,
}

/// Runs a job again that was given up, or lets it be.
pub async fn job(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    form: PostForm<JobForm>,
) -> Result<HttpResponse> {
    let id = OutboxId::from_uuid(path.parse().map_err(|_| Error::NotFound)?);
    let key = match form.0.act.as_str() {
        "again" => {
            app.db.write(officer.by(), async |tx| service::run_again(tx, id).await).await?;
            "delivery-job-again"
        }
        "dismiss" => {
            app.db.write(officer.by(), async |tx| service::dismiss(tx, id).await).await?;
            "delivery-job-dismissed"
        }
        _ => return unclear(&req, &app, &officer, "act", "delivery-job-unclear").await,
    };
    Ok(see_other_with(&req, office::deliveries(), key))
}

/// A channel and whether it is held.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    channel: String,
    act: String,
}

/// Holds a channel or lets it go on.
pub async fn hold(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    form: PostForm<HoldForm>,
) -> Result<HttpResponse> {
    let (Some(channel), "hold" | "resume") = (Channel::from_code(&form.0.channel), form.0.act.as_str()) else {
        return unclear(&req, &app, &officer, "channel", "delivery-channel-missing").await;
    };
    let is_held = form.0.act == "hold";
    app.db.write(officer.by(), async |tx| service::hold(tx, channel, is_held).await).await?;
    let key = if is_held { "delivery-channel-held" } else { "delivery-channel-goes-on" };
    Ok(see_other_with(&req, office::deliveries(), key))
}
