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
use crate::notify::jobs::topic;
use crate::notify::notice::Channel;
use crate::notify::render::subject;
use crate::paths::office;
use crate::text::Tr;
use crate::web::flash::see_other_with;
use crate::web::ui::{Link, Pager, StatusTag, Tab};
use crate::web::{App, Officer, Page, PostForm, render};

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
    resend: Option<String>,
}

struct Held {
    code: &'static str,
    name: String,
    is_held: bool,
}

struct Dead {
    topic: String,
    error: String,
    at: String,
}

#[derive(Template)]
#[template(path = "admin/deliveries.html")]
struct DeliveriesPage {
    page: Page,
    t: Tr,
    tabs: Vec<Tab>,
    channels: Vec<Held>,
    dead: Vec<Dead>,
    rows: Vec<Row>,
    pager: Pager,
}

/// The deliveries in a state.
pub async fn show(req: HttpRequest, app: Data<App>, officer: Officer, place: Query<Place>) -> Result<HttpResponse> {
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
    let page = DeliveriesPage {
        page: Page::titled(&req, "delivery-list-title"),
        t,
        tabs: counts.iter().map(tab).collect(),
        channels: Channel::ALL.iter().map(channel).collect(),
        dead: dead.into_iter().map(|job| dead_row(t, job)).collect(),
        rows: list.iter().map(|delivery| row(t, delivery)).collect(),
        pager: Pager { newer: before.map(|_| here), older: next },
    };
    render(&page)
}

fn dead_row(t: Tr, job: DeadJob) -> Dead {
    Dead { topic: job.topic, error: job.error, at: job.at.map(|at| t.time(at)).unwrap_or_default() }
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
        answer: delivery.answer.clone().unwrap_or_default(),
        at: t.time(delivery.sent_at.unwrap_or(delivery.created_at)),
        resend: delivery.can_be_sent_again().then(|| office::delivery_resend(delivery.id)),
    }
}

/// Nothing but the token.
#[derive(Debug, Default, Deserialize)]
pub struct Empty {}

/// Sends one again.
pub async fn resend(
    req: HttpRequest,
    app: Data<App>,
    officer: Officer,
    path: Path<String>,
    _form: PostForm<Empty>,
) -> Result<HttpResponse> {
    let id: Uuid = path.parse().map_err(|_| Error::NotFound)?;
    app.db.write(officer.by(), async |tx| service::resend(tx, id).await).await?;
    Ok(see_other_with(&req, office::deliveries(), "delivery-again"))
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
    let channel = Channel::from_code(&form.0.channel).ok_or(Error::BadRequest("channel"))?;
    let is_held = form.0.act == "hold";
    app.db.write(officer.by(), async |tx| service::hold(tx, channel, is_held).await).await?;
    let key = if is_held { "delivery-channel-held" } else { "delivery-channel-goes-on" };
    Ok(see_other_with(&req, office::deliveries(), key))
}
