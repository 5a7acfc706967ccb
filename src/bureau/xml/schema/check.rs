//! Checks a tree against the rules.

use super::{Fault, Kind, Problem, Rule};
use crate::bureau::xml::{Element, Place};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Checks an element whose name fits its rule.
pub fn element(found: &Element, rule: &Rule, at: Place<'_>, faults: &mut Vec<Fault>) {
    let mut tell = |problem| faults.push(Fault { path: at.to_string(), problem });
    let strange = |(name, value): &(String, String)| {
        !(name == "xmlns:xsi" && value == INSTANCE
            || name.starts_with("xsi:")
            || (name == "version" && rule.name.ends_with("Data")))
    };
    if found.attributes.iter().any(strange) {
        tell(Problem::Attribute);
    }
    if rule.nil && matches!(found.get("xsi:nil"), Some("true" | "1")) {
        if !found.text.is_empty() || !found.children.is_empty() {
            tell(Problem::Text);
        }
        return;
    }
    match rule.kind {
        Kind::Any => {}
        Kind::Text { .. } | Kind::Number { .. } if !found.children.is_empty() => tell(Problem::Unknown),
        Kind::Text { least, most } => {
            let length = found.text.chars().count();
            if length < least {
                tell(Problem::Short(least));
            }
            if let Some(most) = most.filter(|most| length > *most) {
                tell(Problem::Long(most));
            }
        }
        Kind::Number { least, most } => match found.text.trim_matches([' ', '\t', '\n', '\r']).parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => {}
            Ok(_) => tell(Problem::Range(least, most)),
            Err(_) => tell(Problem::NotNumber),
        },
        Kind::All | Kind::Sequence | Kind::Choice => {
            if !found.text.trim().is_empty() {
                tell(Problem::Text);
            }
            inside(found, rule, at, faults);
        }
    }
}

fn inside(found: &Element, rule: &Rule, at: Place<'_>, faults: &mut Vec<Fault>) {
    let mut counts = vec![0_usize; rule.inner.len()];
    let mut reached = 0;
    let mut strangers = 0;
    for child in &found.children {
        let Some(index) = rule.inner.iter().position(|inner| inner.name == child.name) else {
            strangers += 1;
            let path = at.child(&child.name, 1).to_string();
            // The first few tell enough of a document that is something else altogether.
            if strangers <= 20 {
                faults.push(Fault { path, problem: Problem::Unknown });
            }
            continue;
        };
        counts[index] += 1;
        let inner = &rule.inner[index];
        let place = at.child(&child.name, counts[index]);
        if counts[index] == inner.most.saturating_add(1) {
            faults.push(Fault { path: place.to_string(), problem: Problem::TooMany });
        }
        if rule.kind == Kind::Sequence && index < reached {
            faults.push(Fault { path: place.to_string(), problem: Problem::Order });
        }
        reached = reached.max(index);
        element(child, inner, place, faults);
    }
    count(rule, &counts, at, faults);
}

fn count(rule: &Rule, counts: &[usize], at: Place<'_>, faults: &mut Vec<Fault>) {
    let present = counts.iter().filter(|count| **count > 0).count();
    if rule.kind == Kind::Choice {
        let needed = rule.inner.iter().all(|inner| inner.least > 0);
        if present > 1 {
            faults.push(Fault { path: at.to_string(), problem: Problem::TooMany });
        } else if present == 0 && needed {
            faults.push(Fault { path: at.to_string(), problem: Problem::Missing });
        }
        return;
    }
    for (inner, count) in rule.inner.iter().zip(counts) {
        if *count < inner.least {
            faults.push(Fault { path: at.child(&inner.name, 1).to_string(), problem: Problem::Missing });
        }
    }
}
