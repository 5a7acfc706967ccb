//! The whole machine as one table: where, what, who, and what comes of it. A changed rule shows as a changed line.

use std::fmt::Write as _;

use super::*;

/// One outcome in few words.
fn outcome(filing: &Filing, event: &Event, actor: &Actor) -> String {
    match filing.apply(event, actor, now()) {
        Err(refusal) => refusal.to_string(),
        Ok(transition) => {
            let mut text = format!("-> {}", place(&transition.to));
            if transition.round != filing.round {
                write!(text, ", round {}", transition.round).unwrap();
            }
            if let Some(kind) = transition.decision {
                write!(text, ", decides {}", kind.code()).unwrap();
            }
            let effects: Vec<String> = transition.effects.iter().map(effect).collect();
            if !effects.is_empty() {
                write!(text, " [{}]", effects.join(", ")).unwrap();
            }
            text
        }
    }
}

fn place(state: &State) -> String {
    match state {
        State::Rejected { by, .. } => format!("rejected by {by:?}").to_lowercase(),
        State::InReview { reviewer } => format!("in_review by {}", person(*reviewer)),
        other => other.code().code().to_owned(),
    }
}

fn person(id: StaffId) -> &'static str {
    let known = PEOPLE.iter().find(|(_, actor)| actor.id() == Some(id.uuid()));
    known.map_or("nobody", |(name, _)| *name)
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::FreezeSubmission => "freeze the round".into(),
        Effect::HoldInstances => "hold instances".into(),
        Effect::FreeInstances => "free instances".into(),
        Effect::FreeAccount => "free account".into(),
        Effect::SpendInstances => "spend instances".into(),
        Effect::OpenReview(reviewer) => format!("open review of {}", person(*reviewer)),
        Effect::CloseReview => "close review".into(),
        Effect::RecordBureau => "record the bureau's act".into(),
        Effect::WriteRegistry => "write registry".into(),
        Effect::Notify(notice) => {
            format!("tell {}", serde_json::to_value(notice).unwrap()["kind"].as_str().unwrap())
        }
    }
}

/// Who meets which outcome: those of the largest group are the rest.
fn line(filing: &Filing, event: &Event) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (name, actor) in &PEOPLE {
        let outcome = outcome(filing, event, actor);
        match groups.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, names)) => names.push(name),
            None => groups.push((outcome, vec![name])),
        }
    }
    let largest = (0..groups.len()).max_by_key(|index| groups[*index].1.len()).unwrap();
    let rest = groups.remove(largest);
    let mut told: Vec<String> =
        groups.iter().map(|(outcome, names)| format!("{}: {outcome}", names.join(", "))).collect();
    told.push(format!("{}: {}", if groups.is_empty() { "everybody" } else { "the rest" }, rest.0));
    told.join("; ")
}

/// The kinds whose ways differ: each stands for those with its profile.
const WAYS: [Kind; 4] = [Kind::Initial, Kind::ChangeEntity, Kind::CancelAccess, Kind::Claim];

#[test]
fn every_state_meets_every_event_by_everybody() {
    for kind in WAYS {
        let mut table = String::new();
        for state in states() {
            let filing = Filing { kind, ..filing(state) };
            writeln!(table, "{}", place(&state)).unwrap();
            for event in events(&filing, now()) {
                writeln!(table, "  {:<16} {}", event.code().code(), line(&filing, &event)).unwrap();
            }
            writeln!(table).unwrap();
        }
        let name = match kind {
            Kind::Initial => "every_state_meets_every_event_by_everybody".to_owned(),
            other => format!("every_state_meets_every_event_by_everybody_{}", other.slug()),
        };
        insta::assert_snapshot!(name, table);
    }
}
