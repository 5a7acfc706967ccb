//! Who must do what for a filing, and how far each is, as its owner reads it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::service::askable;
use super::task::{Over, State, Task};
use crate::filing::needed::Needed;
use crate::filing::service::scene::Scene;
use crate::material::Material;
use crate::paths;
use crate::reference::MaterialRule;
use crate::reference::material::Who;
use crate::text::Tr;
use crate::web::ui::StatusTag;

/// What one person must do.
pub struct Line {
    /// Names it among the lines of its page: the slot of its paper.
    pub id: String,
    /// Who: the role in the filing.
    pub who: String,
    /// What.
    pub what: String,
    /// Both.
    pub label: String,
    /// The page where it is handed on.
    pub url: String,
    /// How far it is.
    pub status: StatusTag,
    /// Why the last try failed, until when the link opens, or nothing.
    pub hint: String,
}

/// The lines of a filing: what it needs of what others can be asked for, and what others were asked for; beside the papers
/// that are there, and the places of those who showed their face.
pub fn lines(
    t: Tr,
    scene: &Scene,
    (current, faces): (&[Material], &BTreeSet<String>),
    tasks: &[Task],
    now: DateTime<Utc>,
) -> Vec<Line> {
    let task = |needed: &Needed| tasks.iter().find(|task| task.target == needed.slot);
    let shown = askable(scene).into_iter().filter(|needed| needed.required || task(needed).is_some());
    shown
        .map(|needed| {
            let has_paper = faces.contains(&needed.slot) || current.iter().any(|paper| needed.holds(&paper.slot));
            line(t, scene, &needed, has_paper, task(&needed), now)
        })
        .collect()
}

/// One of them.
pub fn line(t: Tr, scene: &Scene, needed: &Needed, has_paper: bool, task: Option<&Task>, now: DateTime<Utc>) -> Line {
    let (status, hint) = standing(t, has_paper, task, now);
    let (who, what) = (who(t, scene, needed), what(t, needed.rule));
    let says_who = what.starts_with(&who);
    let both = || t.a2("relay-line", "who", who.as_str(), "what", what.as_str());
    Line {
        id: needed.slot.clone(),
        label: if says_who { what.clone() } else { both() },
        who,
        what,
        url: paths::filing_help(&scene.filing.reference, &needed.slot),
        status,
        hint,
    }
}

/// The role of whom a paper is asked of.
pub fn who(t: Tr, scene: &Scene, needed: &Needed) -> String {
    let n = needed.website.unwrap_or(1);
    match needed.rule.who {
        Who::Entity => t.t("material-group-entity"),
        Who::EntityPerson if scene.drafts.filer().individual => t.t("material-group-self"),
        Who::EntityPerson => t.t("material-group-entity-person"),
        Who::Website => t.a1("material-group-website", "n", n),
        Who::WebsitePerson => t.a1("material-group-website-person", "n", n),
    }
}

/// What is asked: the name of the paper.
pub fn what(t: Tr, rule: &MaterialRule) -> String {
    t.pick(&rule.zh, &rule.en).to_owned()
}

/// How far it is, and what is to be known of it.
fn standing(t: Tr, has_paper: bool, task: Option<&Task>, now: DateTime<Utc>) -> (StatusTag, String) {
    let none = String::new;
    // A paper that was taken out again is asked anew.
    let task = task.filter(|task| task.state != State::Done || has_paper);
    let Some(task) = task else {
        let there = || StatusTag::success(t.t("material-state-there"));
        return (if has_paper { there() } else { StatusTag::neutral(t.t("relay-state-none")) }, none());
    };
    let until = || t.a1("relay-until", "time", t.time(task.expires_at));
    match (task.over(now), task.state) {
        (Some(Over::Done), _) => (StatusTag::success(t.t("relay-state-done")), t.time(task.changed_at)),
        (Some(Over::Revoked), _) => (StatusTag::neutral(t.t("relay-state-revoked")), none()),
        (Some(Over::Expired), _) => (StatusTag::warning(t.t("relay-state-expired")), none()),
        (None, State::Opened) => (StatusTag::info(t.t("relay-state-opened")), until()),
        (None, State::InProgress) => (StatusTag::info(t.t("relay-state-in-progress")), until()),
        (None, State::Failed) => {
            let reason = task.reason.as_ref().and_then(|reason| t.stored(&reason.key, &reason.args));
            (StatusTag::error(t.t("relay-state-failed")), reason.unwrap_or_default())
        }
        (None, State::Made | State::Done | State::Revoked) => (StatusTag::info(t.t("relay-state-made")), until()),
    }
}
