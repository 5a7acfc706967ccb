//! The control page: rules, switches, clock, state, orders, and what went over the wire.

use actix_web::http::header::{CONTENT_DISPOSITION, ContentType};
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::orders::OrderForm;
use super::switches::{self, SwitchForm};
use super::{Fields, back_to, faulty, foreign, is_foreign, page};
use crate::bureau::sandbox::server::Site;
use crate::bureau::sandbox::world::{LogLine, World, local};
use crate::clock;

/// Exchanges on the page.
const SHOWN: usize = 60;

/// Hours the clock may be moved at once.
const HOURS: i64 = 24 * 400;

struct Line {
    at: String,
    unit: i64,
    what: String,
    code: i64,
}

#[derive(Template)]
#[template(path = "bureau/sandbox/control.html")]
struct Control {
    time: String,
    ahead: i64,
    seed: u64,
    sequences: Vec<(i64, i64)>,
    waiting_cases: usize,
    waiting_files: usize,
    records: usize,
    switches: SwitchForm,
    order: OrderForm,
    units: Vec<i64>,
    log: Vec<Line>,
}

/// Shows the page.
pub async fn show(site: Data<Site>) -> HttpResponse {
    page(&site.with(|world| control(world, None, OrderForm::default())))
}

/// The page with what was typed and what is wrong with it.
pub(super) fn with_faults(site: &Site, switches: Option<SwitchForm>, order: OrderForm) -> HttpResponse {
    faulty(&site.with(|world| control(world, switches, order)))
}

fn control(world: &World, switches: Option<SwitchForm>, order: OrderForm) -> Control {
    let time = |at| local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let line = |line: &LogLine| Line { at: time(line.at), unit: line.unit, what: line.what.clone(), code: line.code };
    Control {
        time: time(world.time(clock::now())),
        ahead: world.ahead,
        seed: world.settings.seed,
        sequences: world.sequences.iter().map(|(unit, last)| (*unit, *last)).collect(),
        waiting_cases: world.cases.iter().filter(|case| case.stage.waits()).count(),
        waiting_files: world.outgoing.iter().filter(|file| file.confirmed_at.is_none()).count() + world.drafts.len(),
        records: world.records.len(),
        switches: switches.unwrap_or_else(|| switches::form(&world.rules, &world.switches)),
        order,
        units: world.settings.units.iter().map(|unit| unit.id).collect(),
        log: world.log.iter().rev().take(SHOWN).map(line).collect(),
    }
}

/// Sets rules and switches.
pub async fn switch(request: HttpRequest, site: Data<Site>, typed: Form<Fields>) -> HttpResponse {
    if is_foreign(&request) {
        return foreign();
    }
    let form = site.with(|world| switches::set(&mut world.rules, &mut world.switches, &typed));
    if form.is_right() { back_to("/") } else { with_faults(&site, Some(form), OrderForm::default()) }
}

/// Moves the clock forward.
pub async fn forward(request: HttpRequest, site: Data<Site>, typed: Form<Fields>) -> HttpResponse {
    if is_foreign(&request) {
        return foreign();
    }
    // Buttons send it, nobody types it.
    let hours = typed.get("hours").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    site.with(|world| world.ahead += hours.clamp(0, HOURS) * 3600);
    site.tick();
    back_to("/")
}

/// Forgets everything but settings, rules and switches.
pub async fn reset(request: HttpRequest, site: Data<Site>) -> HttpResponse {
    if is_foreign(&request) {
        return foreign();
    }
    site.with(World::reset);
    back_to("/")
}

/// The state, to be kept and loaded by `--state`.
pub async fn state(site: Data<Site>) -> HttpResponse {
    match site.with(|world| world.saved(clock::now())) {
        Ok(text) => HttpResponse::Ok()
            .content_type(ContentType::json())
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"bureau-sandbox.json\""))
            .body(text),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}
