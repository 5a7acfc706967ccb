//! The order on a phone (2.6): the type check begins with the certificate and, for an individual, the verification; papers of
//! persons and their verification come with the step they belong to. The step of the materials asks only for the rest.

use actix_web::HttpRequest;

use crate::db::Tx;
use crate::error::Result;
use crate::filing::faces::is_face;
use crate::filing::needed::Needed;
use crate::filing::section::Part;
use crate::filing::service::faces;
use crate::material;
use crate::paths;
use crate::reference::material::Who;
use crate::reference::phone::Step;
use crate::web::{App, Applicant, device};
use crate::wizard::pages::step;
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

/// The part with which something comes on a phone; none for what comes with the materials.
fn part_of(scene: &Scene, needed: &Needed) -> Option<Part> {
    match (scene.step_on_phone(needed)?, needed.rule.who) {
        (Step::TypeCheckFirst | Step::TypeCheckNamed | Step::TypeCheck, _) => Some(Part::TYPE_CHECK),
        (Step::Person, Who::WebsitePerson) => {
            needed.website.and_then(|n| u32::try_from(n).ok()).map(Part::website_person)
        }
        (Step::Person, _) => Some(Part::ENTITY_PERSON),
    }
}

/// The papers with which the type check begins on a phone.
pub fn first_papers(scene: &Scene) -> impl Iterator<Item = Needed> {
    let papers = scene.needed().into_iter().filter(|needed| needed.required && needed.rule.has_camera());
    papers.filter(|needed| part_of(scene, needed) == Some(Part::TYPE_CHECK))
}

/// Where a phone goes next for what belongs to a part: first its papers, then the verification of its person, to which the
/// type check leads by itself while it is open. None where nothing of that is missing.
pub fn next_of(scene: &Scene, filled: &Filled, part: Part) -> Option<String> {
    if scene.filing.round > 0 {
        return None;
    }
    let reference = &scene.filing.reference;
    let is_next = |needed: &Needed| needed.required && part_of(scene, needed) == Some(part) && !filled.has(needed);
    let papers = scene.needed().into_iter().filter(|needed| needed.rule.has_camera());
    let paper = papers.filter(is_next).map(|needed| paths::filing_camera(reference, &needed.slot)).next();
    let face = || scene.faces().into_iter().map(|face| face.needed).find(is_next).filter(|_| scene.is_settled);
    paper.or_else(|| face().map(|needed| paths::filing_face(reference, &needed.slot)))
}

/// Where a phone goes on after the paper or the face of a place, as the filing stands.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn after_sent(app: &App, applicant: &Applicant, reference: &str, slot: &str) -> Result<Option<String>> {
    let load = async |tx: &mut Tx<'_>| {
        let scene = Scene::load(tx, applicant.account, reference).await?;
        let filled = Filled::load(tx, &scene).await?;
        Ok(after(&scene, &filled, slot))
    };
    app.db.read(applicant.actor(), load).await
}

/// Where it goes on: to what else belongs to its part, then as [`without`]. After the verification of an open type check come
/// its questions, whatever was put off. None after what came with the materials.
fn after(scene: &Scene, filled: &Filled, slot: &str) -> Option<String> {
    let next = next_of(scene, filled, part_of_slot(scene, slot)?).filter(|_| scene.is_settled || !is_face(slot));
    next.or_else(|| without(scene, slot))
}

/// Where a phone goes on without what belongs in a place, for now: to the questions of the type check while they are open,
/// without the verification to the rest of them, else on through the wizard. None for what comes with the materials, and
/// once the filing was handed in.
fn without(scene: &Scene, slot: &str) -> Option<String> {
    let part = part_of_slot(scene, slot).filter(|_| scene.filing.round == 0)?;
    let reference = &scene.filing.reference;
    if !scene.is_settled {
        return Some(if is_face(slot) { paths::filing_new_rest(reference) } else { paths::filing_new_of(reference) });
    }
    Some(step::next(scene, part))
}

/// The same as a link on the page of the place; empty where it is no phone that looks, and the type is settled.
pub fn later(req: &HttpRequest, scene: &Scene, slot: &str) -> String {
    let is_in_order = device::is_phone(req) || !scene.is_settled;
    without(scene, slot).filter(|_| is_in_order).unwrap_or_default()
}

fn part_of_slot(scene: &Scene, slot: &str) -> Option<Part> {
    let faces = scene.faces().into_iter().map(|face| face.needed);
    let found = scene.needed().into_iter().chain(faces).find(|needed| needed.holds(slot))?;
    part_of(scene, &found)
}

/// Where a phone goes on after the notice: to the first thing that is missing of the parts that are filled in.
pub fn after_notice(scene: &Scene, filled: &Filled) -> Option<String> {
    let parts = scene.drafts.parts().into_iter().filter(|part| *part == Part::TYPE_CHECK || scene.version(*part) > 0);
    let first = std::iter::once(Part::TYPE_CHECK).chain(parts).find_map(|part| next_of(scene, filled, part));
    first.or_else(|| (!scene.is_settled).then(|| paths::filing_new_of(&scene.filing.reference)))
}
