//! The order on a phone (2.6): certificates and papers of persons are photographed with the step they belong to. The step of
//! the materials asks only for the rest.

use crate::filing::needed::Needed;
use crate::filing::section::Part;
use crate::material::Material;
use crate::paths;
use crate::reference::book;
use crate::reference::material::Who;
use crate::reference::phone::After;
use crate::wizard::service::scene::Scene;

/// The part after which a paper comes on a phone; none for those that come with the materials.
fn part_of(scene: &Scene, needed: &Needed) -> Option<Part> {
    match (book().comes_on_phone(&needed.rule.slot, scene.today)?, needed.rule.who) {
        (After::TypeCheck, _) => Some(Part::TYPE_CHECK),
        (After::Person, Who::WebsitePerson) => {
            needed.website.and_then(|n| u32::try_from(n).ok()).map(Part::website_person)
        }
        (After::Person, _) => Some(Part::ENTITY_PERSON),
    }
}

/// Where the next paper of a part is photographed, as far as one is still missing.
pub fn next_paper(scene: &Scene, current: &[Material], part: Part) -> Option<String> {
    if scene.filing.round > 0 {
        return None;
    }
    let is_missing = |needed: &Needed| !current.iter().any(|paper| needed.holds(&paper.slot));
    let comes = |needed: &Needed| needed.required && needed.rule.has_camera() && part_of(scene, needed) == Some(part);
    let next = scene.needed().into_iter().find(|needed| comes(needed) && is_missing(needed))?;
    Some(paths::filing_camera(&scene.filing.reference, &next.slot))
}

/// Where a phone goes on after the paper of a slot: to the next paper of its part, then to the next part. None after a paper
/// that came with the materials.
pub fn after_paper(scene: &Scene, current: &[Material], slot: &str) -> Option<String> {
    let needed = scene.needed();
    let part = part_of(scene, needed.iter().find(|needed| needed.holds(slot))?)?;
    let next_part = || scene.after(part).map(|next| paths::filing_part(&scene.filing.reference, &next.to_string()));
    next_paper(scene, current, part).or_else(next_part).filter(|_| scene.filing.round == 0)
}

/// Where a phone goes on after the notice: to the first paper that is missing of the parts that are filled in.
pub fn after_notice(scene: &Scene, current: &[Material]) -> Option<String> {
    let filled = scene.drafts.parts().into_iter().filter(|part| *part == Part::TYPE_CHECK || scene.version(*part) > 0);
    std::iter::once(Part::TYPE_CHECK).chain(filled).find_map(|part| next_paper(scene, current, part))
}
