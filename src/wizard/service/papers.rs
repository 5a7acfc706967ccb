//! Which papers a filing needs, and how many are there.

use crate::filing::checks::Facts;
use crate::filing::papers;
use crate::material::material::Material;
use crate::reference::book;
use crate::wizard::service::scene::Scene;

/// How many of the needed papers are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Papers of any kind.
    pub there: usize,
    /// Needed and there.
    pub done: usize,
    /// Needed.
    pub total: usize,
    /// Papers whose pictures are doubtful.
    pub warned: usize,
}

/// Counts the papers that stand.
pub fn progress(scene: &Scene, current: &[Material]) -> Progress {
    let content = scene.drafts.read(book(), scene.days());
    let facts = Facts::new(&scene.drafts, &content, book(), scene.days());
    let slots = papers::needed(&facts);
    let required = || slots.iter().filter(|slot| slot.required);
    Progress {
        there: current.len(),
        done: required().filter(|slot| current.iter().any(|paper| paper.slot == slot.slot)).count(),
        total: required().count(),
        warned: current.iter().filter(|paper| !paper.warnings.is_empty()).count(),
    }
}
