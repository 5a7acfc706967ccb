//! What the bureau sends of its own accord, as a form.

use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use super::{Fields, back_to, control, foreign, is_foreign};
use crate::bureau::codes::number_of;
use crate::bureau::sandbox::server::Site;
use crate::bureau::sandbox::world::World;
use crate::clock;

/// What can be sent.
const KINDS: [(&str, &str); 10] = [
    ("task", "核实任务 verification task"),
    ("notice", "通知 notice"),
    ("list-domain", "域名列入黑名单 list a domain"),
    ("unlist-domain", "域名移出黑名单 take a domain off"),
    ("list-entity", "主体列入黑名单 list an entity"),
    ("unlist-entity", "主体移出黑名单 take an entity off"),
    ("unfiled", "未备案网站 unfiled site"),
    ("over-reported", "核查：多报 audit: over-reported"),
    ("under-reported", "核查：少报 audit: under-reported"),
    ("tables", "代码表 code tables"),
];

/// What was typed, and what is wrong with it.
#[derive(Default)]
pub(super) struct OrderForm {
    pub(super) what: String,
    pub(super) unit: i64,
    pub(super) about: String,
    pub(super) words: String,
    pub(super) about_fault: &'static str,
    pub(super) words_fault: &'static str,
}

impl OrderForm {
    /// Kinds, and whether each is chosen.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        KINDS.iter().map(|(kind, label)| (*kind, *label, *kind == self.what))
    }
}

/// What is wrong with an order.
enum Fault {
    About(&'static str),
    Words(&'static str),
}

const NUMBER: Fault = Fault::About("没有这个备案号。There is no such number.");
const DOMAIN: Fault = Fault::About("请填域名。A domain is needed.");
const DOCUMENT: Fault = Fault::About("请填证件号码。The number of a document is needed.");
const ADDRESS: Fault = Fault::Words("请填 IPv4 地址。An IPv4 address is needed.");

/// Sends what is asked for.
pub async fn send(request: HttpRequest, site: Data<Site>, typed: Form<Fields>) -> HttpResponse {
    if is_foreign(&request) {
        return foreign();
    }
    let text = |name: &str| typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut form = OrderForm {
        what: text("what"),
        unit: text("unit").parse().unwrap_or(0),
        about: text("about"),
        words: text("words"),
        ..OrderForm::default()
    };
    let sent = site.with(|world| {
        let now = world.time(clock::now());
        order(world, &form, now)
    });
    match sent {
        Ok(()) => return back_to("/#exchanges"),
        Err(Fault::About(words)) => form.about_fault = words,
        Err(Fault::Words(words)) => form.words_fault = words,
    }
    control::with_faults(&site, None, form)
}

fn order(world: &mut World, form: &OrderForm, now: DateTime<Utc>) -> Result<(), Fault> {
    // The page offers only units there are.
    let unit = form.unit;
    let about = form.about.as_str();
    let or = |fine: bool, fault| if fine { Ok(()) } else { Err(fault) };
    let words = |other: &'static str| if form.words.is_empty() { other } else { &form.words };
    let is_known = world.record_of(about).is_some();
    match form.what.as_str() {
        "task" => {
            let entity = world.record_of(about).ok_or(NUMBER)?.filing.entity.entity_id;
            world.order_verification(unit, entity, now);
        }
        "notice" => {
            or(is_known, NUMBER)?;
            world.send_notice(unit, about, words("请整改"), now);
        }
        "list-domain" | "unlist-domain" => {
            or(!about.is_empty(), DOMAIN)?;
            world.list_domain(unit, about, form.what == "list-domain", now);
        }
        "list-entity" | "unlist-entity" => {
            or(!about.is_empty(), DOCUMENT)?;
            world.list_entity(unit, words("某单位"), (1, about), form.what == "list-entity", now);
        }
        "unfiled" => {
            or(!about.is_empty(), DOMAIN)?;
            let address = form.words.parse().map_err(|_| ADDRESS)?;
            world.tell_unfiled(unit, about, number_of(address), now);
        }
        "over-reported" => or(world.send_audit(unit, about, 1, now), NUMBER)?,
        "under-reported" => or(world.send_audit(unit, about, 2, now), NUMBER)?,
        _ => world.send_tables(unit, now),
    }
    Ok(())
}
