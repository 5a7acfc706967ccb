//! Data of domain registries: domains that are reported, changed and deleted, each with its result.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::addresses::{CHANGED, DELETED, NEW, is_senders, result, result_line};
use super::world::{World, local};
use crate::bureau::messages::{Download, DownloadBody};
use crate::bureau::xml::Element;
use crate::values::day::parse_day;

/// A domain on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The bureau's id.
    pub id: i64,
    /// Unit that reported it.
    pub unit: i64,
    /// The domain.
    pub name: String,
}

/// What is done: the interface's code, the part of a file, its items.
const ACTS: [(i64, &str, &str); 3] = [(NEW, "XZBA", "Xzxx"), (CHANGED, "XGBA", "Xzxx"), (DELETED, "SCBA", "Scxx")];

const SUCCESS: i64 = 3998;
/// The interface has no code for a domain that is there already, or is not there.
const OTHER: i64 = 3999;
const OTHER_UNITS: i64 = 3037;
const OTHER_SENDER: i64 = 5003;

impl World {
    /// Takes a file of domains and puts the results up.
    pub(super) fn take_domains(&mut self, unit: i64, file: &Element, now: DateTime<Utc>) {
        let is_senders = is_senders(unit, file);
        let mut results = Vec::new();
        for (act, part, item) in ACTS {
            for item in file.all(part).flat_map(|part| part.all(item)) {
                let (id, codes) = match is_senders {
                    true => self.take_domain(unit, act, item, now),
                    false => (None, vec![OTHER_SENDER]),
                };
                let fault = |code: &i64| result_line(*code, item.child_text("Ym"));
                let lines =
                    if codes.is_empty() { vec![result_line(SUCCESS, None)] } else { codes.iter().map(fault).collect() };
                results.push(result("Jg_xx", lines, id, act, item));
            }
        }
        if results.is_empty() {
            return;
        }
        let body = Element::with_children("YM", vec![Element::with_children("BAJG", results)]);
        let download = Download { version: self.settings.version.clone(), body: DownloadBody::Ym(body) };
        self.put(unit, &download, now);
    }

    fn take_domain(&mut self, unit: i64, act: i64, item: &Element, now: DateTime<Utc>) -> (Option<i64>, Vec<i64>) {
        let asked = item.child_text("Id").and_then(|id| id.parse::<i64>().ok());
        let name = item.child_text("Ym").unwrap_or_default().to_owned();
        let fits = |domain: &Domain| match asked {
            Some(id) => domain.id == id,
            None => domain.name.eq_ignore_ascii_case(&name),
        };
        let known = self.domains.iter().position(fits);
        match (act, known) {
            (_, Some(at)) if self.domains[at].unit != unit => return (asked, vec![OTHER_UNITS]),
            (NEW, Some(_)) | (CHANGED | DELETED, None) => return (asked, vec![OTHER]),
            (DELETED, Some(at)) => {
                let id = self.domains.remove(at).id;
                return (Some(id), Vec::new());
            }
            _ => {}
        }
        let codes = date_faults(item, now);
        if !codes.is_empty() {
            return (asked, codes);
        }
        let id = match known {
            Some(at) => {
                self.domains[at].name = name;
                self.domains[at].id
            }
            None => {
                let id = self.next_id();
                self.domains.push(Domain { id, unit, name });
                id
            }
        };
        (Some(id), codes)
    }
}

fn date_faults(item: &Element, now: DateTime<Utc>) -> Vec<i64> {
    let today = local(now).date_naive();
    let day = |name| parse_day(item.child_text(name).unwrap_or_default()).ok();
    let registered = match day("Zcsj") {
        None => Some(3031),
        Some(day) => (day > today).then_some(3035),
    };
    let ends = match day("Yxrq") {
        None => Some(3032),
        Some(day) => (day < today).then_some(3004),
    };
    registered.into_iter().chain(ends).collect()
}
