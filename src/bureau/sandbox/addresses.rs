//! Address data: ranges that are reported, changed and deleted, each with its result. Sources, and ranges a unit brought in,
//! are what accesses are compared with (1063).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::verdict::{text_of, told};
use super::world::World;
use crate::bureau::messages::{Download, DownloadBody};
use crate::bureau::xml::Element;

/// What a range is reported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RangeKind {
    /// Where addresses come from.
    Source,
    /// Whom they are given to.
    Allocation,
    /// Who announces them.
    Announcement,
    /// Brought in by the unit itself.
    Own,
}

/// A range on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The bureau's id.
    pub id: i64,
    /// The unit's id of it.
    pub isp: Option<i64>,
    /// Unit that reported it.
    pub unit: i64,
    /// What it is.
    pub kind: RangeKind,
    /// First address.
    pub first: i64,
    /// Last address.
    pub last: i64,
}

/// What is done to a record: the interface's code, and the part of a file.
const ACTS: [(i64, &str); 3] = [(NEW, "XZBA"), (CHANGED, "XGBA"), (DELETED, "SCBA")];
pub(super) const NEW: i64 = 1;
pub(super) const CHANGED: i64 = 2;
pub(super) const DELETED: i64 = 3;

/// Where a kind stands: its list and items for each of the acts, and its results.
type Place = (RangeKind, [(&'static str, &'static str); 3], &'static str);

/// In the order of the schema of results.
const PLACES: [Place; 4] = [
    (RangeKind::Source, [("Xzly", "Ly"), ("Xgly", "Ly_xx"), ("Scly", "Ly")], "Lyjg"),
    (RangeKind::Allocation, [("Xzfp", "Fpsy"), ("Xgfp", "Fpsy"), ("Scfp", "Fpsy")], "Fpjg"),
    (RangeKind::Announcement, [("Xzgbjs", "Jsxx"), ("Xggbjs", "Jsxx"), ("Scgbjs", "Jsxx")], "Gbjs"),
    (RangeKind::Own, [("Zdip", "Zdxx"), ("XgZd", "Zdxx"), ("Sczd", "Zdxx")], "Zdip"),
];

/// Fields an allocation must have, with the code for one that is missing, by how it is used (12.1).
const ALLOCATED: [(i64, &[(&str, i64)]); 3] = [
    (
        1,
        &[
            ("Syfs", 2032),
            ("Fprq", 2030),
            ("Dwmc", 2031),
            ("Dwxz", 2034),
            ("Shengid", 2037),
            ("Shiid", 2038),
            ("Xxdz", 2036),
            ("Lxrxm", 2040),
            ("Lxrdh", 2039),
            ("Lxrdzyj", 2042),
        ],
    ),
    (2, &[("Fpdx", 2047)]),
    (3, &[("Syfs", 2032), ("Fprq", 2030)]),
];

const SUCCESS: i64 = 2998;
const OTHER_SENDER: i64 = 5003;

fn number(item: &Element, name: &str) -> Option<i64> {
    item.child_text(name)?.parse().ok()
}

/// Whether a file names the unit that sent it.
pub(super) fn is_senders(unit: i64, file: &Element) -> bool {
    number(file, "Qqdwid") == Some(unit)
}

/// A line of a result of addresses or domains: they always have their text.
pub(super) fn result_line(code: i64, data: Option<&str>) -> Element {
    let (code, text) = if data.is_some() { told(code, None, data) } else { (code, text_of(code)) };
    let text: String = text.chars().take(255).collect();
    Element::with_children("Jgxx", vec![Element::with_text("Jgdm", code.to_string()), Element::with_text("Dmms", text)])
}

/// A result of an item: its lines, the bureau's id, what was asked for, the unit's id.
pub(super) fn result(name: &str, lines: Vec<Element>, id: Option<i64>, act: i64, item: &Element) -> Element {
    let mut children = lines;
    children.extend(id.map(|id| Element::with_text("Id", id.to_string())));
    children.push(Element::with_text("Czlx", act.to_string()));
    children.extend(number(item, "IspId").map(|isp| Element::with_text("IspId", isp.to_string())));
    Element::with_children(name, children)
}

impl World {
    /// Takes a file of addresses and puts the results up. Sources stand before what is allocated of them.
    pub(super) fn take_addresses(&mut self, unit: i64, file: &Element, now: DateTime<Utc>) {
        let is_senders = is_senders(unit, file);
        let mut results: Vec<(usize, Element)> = Vec::new();
        for (turn, (act, part)) in ACTS.into_iter().enumerate() {
            let Some(part) = file.child(part) else { continue };
            for place in [0, 3, 1, 2] {
                let (kind, names, name) = PLACES[place];
                let (list, item) = names[turn];
                for item in part.all(list).flat_map(|list| list.all(item)) {
                    let (id, codes) = match is_senders {
                        true => self.take_range(unit, kind, act, item),
                        false => (None, vec![OTHER_SENDER]),
                    };
                    let data = number(item, "Qsip").map(|first| first.to_string());
                    let fault = |code: &i64| result_line(*code, data.as_deref());
                    let lines = if codes.is_empty() {
                        vec![result_line(SUCCESS, None)]
                    } else {
                        codes.iter().map(fault).collect()
                    };
                    results.push((place, result(name, lines, id, act, item)));
                }
            }
        }
        if results.is_empty() {
            return;
        }
        results.sort_by_key(|(place, _)| *place);
        let told = results.into_iter().map(|(_, result)| result).collect();
        let body = Element::with_children("IP", vec![Element::with_children("BAJG", told)]);
        let download = Download { version: self.settings.version.clone(), body: DownloadBody::Ip(body) };
        self.put(unit, &download, now);
    }

    /// Does to a range what is asked for, or tells what is wrong with it; with the bureau's id of it.
    fn take_range(&mut self, unit: i64, kind: RangeKind, act: i64, item: &Element) -> (Option<i64>, Vec<i64>) {
        let asked = number(item, "Id");
        let known = self.ranges.iter().position(|range| Some(range.id) == asked && range.kind == kind);
        match (act, known) {
            (NEW, _) => {}
            (_, None) => return (asked, vec![2055]),
            (_, Some(at)) if self.ranges[at].unit != unit => return (asked, vec![2054]),
            (DELETED, Some(at)) => {
                self.ranges.remove(at);
                return (asked, Vec::new());
            }
            _ => {}
        }
        let (Some(first), Some(last)) = (number(item, "Qsip"), number(item, "Zzip")) else {
            return (asked, vec![2999]);
        };
        let new = Range { id: asked.unwrap_or(0), isp: number(item, "IspId"), unit, kind, first, last };
        let codes = self.range_faults(&new, item);
        if !codes.is_empty() {
            return (asked, codes);
        }
        match known {
            Some(at) => {
                let isp = self.ranges[at].isp;
                self.ranges[at] = Range { isp, ..new };
                (asked, codes)
            }
            None => {
                let id = self.next_id();
                self.ranges.push(Range { id, ..new });
                (Some(id), codes)
            }
        }
    }

    fn range_faults(&self, new: &Range, item: &Element) -> Vec<i64> {
        if new.first > new.last {
            return vec![2002];
        }
        let mut codes = Vec::new();
        let others = self.ranges.iter().filter(|range| range.id != new.id && range.kind == new.kind);
        let overlapping = others.filter(|range| range.first <= new.last && new.first <= range.last);
        let again = if new.kind == RangeKind::Announcement { 2004 } else { 2003 };
        // Another unit's range may be the source of this one, or what it was given on.
        let conflicts = |unit: i64| match new.kind {
            RangeKind::Source => number(item, "Lydw") != Some(unit),
            RangeKind::Own => true,
            RangeKind::Allocation | RangeKind::Announcement => false,
        };
        let code = |range: &Range| match range.unit == new.unit {
            true => Some(again),
            false => conflicts(range.unit).then_some(2056),
        };
        codes.extend(overlapping.filter_map(code).max());
        if new.kind == RangeKind::Allocation {
            let holds = |range: &(i64, i64)| range.0 <= new.first && new.last <= range.1;
            if !self.sources(new.unit).iter().any(holds) {
                codes.push(2005);
            }
            let used = number(item, "Fpfs");
            let asked = ALLOCATED.iter().find(|(way, _)| Some(*way) == used).map_or(&[][..], |(_, fields)| fields);
            codes.extend(asked.iter().filter(|(name, _)| item.child(name).is_none()).map(|(_, code)| *code));
        }
        let named = |name: &str| item.child("Lydw").is_some_and(|source| source.child(name).is_some());
        match (new.kind, number(item, "Ly_dwlx")) {
            (RangeKind::Own, Some(1)) if !named("Ly_dwid") => codes.push(2028),
            (RangeKind::Own, Some(0)) if !named("Ly_dwmc") => codes.push(2045),
            _ => {}
        }
        codes
    }

    /// The ranges a unit has addresses from: sources, and what it brought in.
    pub(super) fn sources(&self, unit: i64) -> Vec<(i64, i64)> {
        let of_unit = self.ranges.iter().filter(|range| range.unit == unit);
        let sources = of_unit.filter(|range| matches!(range.kind, RangeKind::Source | RangeKind::Own));
        sources.map(|range| (range.first, range.last)).collect()
    }
}
