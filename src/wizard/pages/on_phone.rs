//! The order on a phone (2.6): certificates, papers of persons and their verification come with the step they belong to. The
//! step of the materials asks only for the rest.

use crate::db::Tx;
use crate::error::Result;
use crate::filing::needed::Needed;
use crate::filing::section::Part;
use crate::filing::service::faces;
use crate::material;
use crate::paths;
use crate::reference::book;
use crate::reference::material::Who;
use crate::reference::phone::After;
use crate::wizard::service::scene::Scene;

/// The places of a filing in which something is already.
pub struct Filled(Vec<String>);

impl Filled {
    /// Those of a filing as it stands.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(tx: &mut Tx<'_>, scene: &Scene) -> Result<Self> {
        let papers = material::store::list_current(tx, scene.filing.id).await?;
        let faces = faces::standings(tx, scene).await?.into_iter();
        let faces = faces.filter(|(_, standing)| standing.may_be_sent()).map(|(slot, _)| slot);
        Ok(Self(papers.into_iter().map(|paper| paper.slot).chain(faces).collect()))
    }

    fn has(&self, needed: &Needed) -> bool {
        self.0.iter().any(|slot| needed.holds(slot))
    }
}

/// The part after which something comes on a phone; none for what comes with the materials.
fn part_of(scene: &Scene, needed: &Needed) -> Option<Part> {
    match (book().comes_on_phone(&needed.rule.slot, scene.today)?, needed.rule.who) {
        (After::TypeCheck, _) => Some(Part::TYPE_CHECK),
        (After::Person, Who::WebsitePerson) => {
            needed.website.and_then(|n| u32::try_from(n).ok()).map(Part::website_person)
        }
        (After::Person, _) => Some(Part::ENTITY_PERSON),
    }
}

/// Where a phone goes next for what belongs to a part: first its papers, then the verification of its person. None where
/// nothing of that is missing.
pub fn next_of(scene: &Scene, filled: &Filled, part: Part) -> Option<String> {
    if scene.filing.round > 0 {
        return None;
    }
    let reference = &scene.filing.reference;
    let is_next = |needed: &Needed| needed.required && part_of(scene, needed) == Some(part) && !filled.has(needed);
    let papers = scene.needed().into_iter().filter(|needed| needed.rule.has_camera());
    let paper = papers.filter(is_next).map(|needed| paths::filing_camera(reference, &needed.slot)).next();
    let faces = || scene.faces().into_iter().map(|face| face.needed).find(is_next);
    paper.or_else(|| faces().map(|needed| paths::filing_face(reference, &needed.slot)))
}

/// Where a phone goes on after the paper of a place: to what else belongs to its part, then to the next part. None after a
/// paper that came with the materials.
pub fn after_paper(scene: &Scene, filled: &Filled, slot: &str) -> Option<String> {
    let needed = scene.needed();
    let part = part_of(scene, needed.iter().find(|needed| needed.holds(slot))?)?;
    let next_part = || scene.after(part).map(|next| paths::filing_part(&scene.filing.reference, &next.to_string()));
    next_of(scene, filled, part).or_else(next_part).filter(|_| scene.filing.round == 0)
}

/// Where a phone goes on after the notice: to the first thing that is missing of the parts that are filled in.
pub fn after_notice(scene: &Scene, filled: &Filled) -> Option<String> {
    let parts = scene.drafts.parts().into_iter().filter(|part| *part == Part::TYPE_CHECK || scene.version(*part) > 0);
    std::iter::once(Part::TYPE_CHECK).chain(parts).find_map(|part| next_of(scene, filled, part))
}
