//! Who must do what for a filing, and how far each is, as its owner reads it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::service::askable;
use super::task::{Over, State, Task};
use crate::filing::needed::Needed;
use crate::filing::service::scene::Scene;
use crate::liveness::check::Standing;
use crate::liveness::render::tag;
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

/// What is there of what somebody is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum There {
    /// Whether the paper is.
    Paper(bool),
    /// How far the person is.
    Face(Standing),
}

impl There {
    /// Among the papers that are there, and how far everybody is by their places.
    pub fn of(needed: &Needed, papers: &[Material], faces: &BTreeMap<String, Standing>) -> Self {
        let paper = || Self::Paper(papers.iter().any(|paper| needed.holds(&paper.slot)));
        faces.get(&needed.slot).map_or_else(paper, |standing| Self::Face(*standing))
    }

    fn is_enough(self) -> bool {
        match self {
            Self::Paper(is_there) => is_there,
            Self::Face(standing) => standing.may_be_sent(),
        }
    }
}

/// The lines of a filing: what it needs of what others can be asked for, and what others were asked for; beside the papers
/// that are there, and how far everybody is who shows their face.
pub fn lines(
    t: Tr,
    scene: &Scene,
    (current, faces): (&[Material], &BTreeMap<String, Standing>),
    tasks: &[Task],
    now: DateTime<Utc>,
) -> Vec<Line> {
    let task = |needed: &Needed| tasks.iter().find(|task| task.target == needed.slot);
    let shown = askable(scene).into_iter().filter(|needed| needed.required || task(needed).is_some());
    shown.map(|needed| line(t, scene, &needed, There::of(&needed, current, faces), task(&needed), now)).collect()
}

/// One of them.
pub fn line(t: Tr, scene: &Scene, needed: &Needed, there: There, task: Option<&Task>, now: DateTime<Utc>) -> Line {
    let (status, hint) = standing(t, there, task, now);
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
fn standing(t: Tr, there: There, task: Option<&Task>, now: DateTime<Utc>) -> (StatusTag, String) {
    let none = String::new;
    // A paper that was taken out again is asked anew.
    let task = task.filter(|task| task.state != State::Done || there.is_enough());
    if let There::Face(standing) = there
        && standing != Standing::Missing
        && (standing.may_be_sent() || task.is_none_or(|task| task.over(now).is_some()))
    {
        let done = task.filter(|task| task.state == State::Done);
        return (tag(t, standing), done.map(|task| t.time(task.changed_at)).unwrap_or_default());
    }
    let Some(task) = task else {
        let is_there = there.is_enough();
        let there = || StatusTag::success(t.t("material-state-there"));
        return (if is_there { there() } else { StatusTag::neutral(t.t("relay-state-none")) }, none());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::now;
    use crate::values::ids::{FilingId, RelayTaskId};

    fn task(state: State) -> Task {
        let now = now();
        Task {
            id: RelayTaskId::new(),
            filing: FilingId::new(),
            target: "website-1-face".into(),
            website: Some(1),
            state,
            reason: None,
            phone_hash: None,
            expires_at: now + chrono::TimeDelta::hours(1),
            begun_at: None,
            changed_at: now,
        }
    }

    #[test]
    fn the_line_of_a_face_tells_how_far_the_person_is_and_that_of_a_paper_that_it_is_there() {
        let t = Tr::default();
        let (face, paper) = (There::Face, There::Paper);
        for (there, state, expected) in [
            (paper(false), None, "relay-state-none"),
            (paper(true), None, "material-state-there"),
            (paper(true), Some(State::Done), "relay-state-done"),
            (paper(false), Some(State::Done), "relay-state-none"),
            (face(Standing::Missing), None, "relay-state-none"),
            (face(Standing::Missing), Some(State::Made), "relay-state-made"),
            (face(Standing::Waiting), None, "face-standing-waiting"),
            (face(Standing::Waiting), Some(State::Done), "face-standing-waiting"),
            (face(Standing::Matches), Some(State::Done), "face-standing-matches"),
            (face(Standing::Matches), Some(State::Made), "face-standing-matches"),
            (face(Standing::Differs), Some(State::Done), "face-standing-differs"),
            (face(Standing::Unclear), Some(State::Revoked), "face-standing-unclear"),
            // Asked again: how far that is says more.
            (face(Standing::Unclear), Some(State::Opened), "relay-state-opened"),
        ] {
            let task = state.map(task);
            let (status, _) = standing(t, there, task.as_ref(), now());
            assert_eq!(status.label, t.t(expected), "{there:?} {state:?}");
        }
    }
}
