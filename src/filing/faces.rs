//! Who of a filing shows before a camera that they are who they say (真实性核验), by the matrix and the rules of the day. Pure.

use super::application::{Application, Content, Drafts, EntityName, Person, Recorded};
use super::checks::Facts;
use super::needed::Needed;
use super::papers;
use crate::liveness::vendor::Ask;
use crate::paths;
use crate::reference::material::Who;
use crate::reference::{Days, book};
use crate::values::ids::FaceCheckId;
use crate::values::{CertificateNumber, PersonName};

/// How the places end in which somebody's face is asked for.
const ENDING: &str = "-face";

/// Who somebody is, as far as a face can show it.
#[derive(Clone)]
pub struct Named {
    /// Name as on the ID.
    pub name: PersonName,
    /// Kind and number of the ID.
    pub certificate: CertificateNumber,
}

impl Named {
    fn of(person: &Person) -> Self {
        Self { name: person.name.clone(), certificate: person.certificate.clone() }
    }

    /// What a verification service is told of them for a try; nothing else of their filing. `portal` is the public origin,
    /// `here` the page there to which they come back.
    pub fn ask(&self, check: FaceCheckId, portal: &str, here: &str) -> Ask {
        Ask {
            check,
            name: self.name.reveal().to_owned(),
            kind: self.certificate.kind().code().to_owned(),
            number: self.certificate.reveal().to_owned(),
            return_url: format!("{portal}{here}"),
            callback_url: format!("{portal}{}", paths::face_results()),
        }
    }

    /// The individual of a type check: known before anything else is filled in.
    fn of_check(facts: &Facts<'_>) -> Option<Self> {
        match facts.named()? {
            (certificate, EntityName::Individual(name)) => Some(Self { name, certificate }),
            _ => None,
        }
    }
}

/// Somebody whose face is asked for.
#[derive(Clone)]
pub struct Face {
    /// The place, which is no paper's.
    pub needed: Needed,
    /// Who; none while their section is not filled in.
    pub person: Option<Named>,
}

impl Face {
    /// The place where the picture of their document lies.
    pub fn document_slot(&self, entity_person: &Person) -> String {
        let is_entity_person =
            self.person.as_ref().is_none_or(|person| person.certificate == entity_person.certificate);
        match self.needed.website {
            Some(n) if !is_entity_person => format!("website-{n}-person-id-front"),
            _ => "entity-person-id-front".to_owned(),
        }
    }
}

/// Whether a place is one where somebody's face is asked for.
pub fn is_face(slot: &str) -> bool {
    slot.ends_with(ENDING)
}

/// Everybody whose face is asked for, each once, however many websites they run.
pub fn asked(facts: &Facts<'_>) -> Vec<Face> {
    let mut faces: Vec<Face> = Vec::new();
    for slot in papers::asked(facts).into_iter().filter(|slot| slot.rule.is_face()) {
        let person = person(facts, slot.rule.who, slot.website);
        let is_known = |face: &Face| match (&face.person, &person) {
            (Some(known), Some(person)) => known.certificate == person.certificate,
            _ => false,
        };
        if !faces.iter().any(is_known) {
            faces.extend(Needed::of(slot, facts).map(|needed| Face { needed, person }));
        }
    }
    faces
}

/// Everybody of a round that was handed in: what was valid then is not judged again by the rules of another day.
pub fn handed_in(application: &Application, record: Option<Box<Recorded>>, days: Days) -> Vec<Face> {
    let drafts = Drafts { kind: application.kind, record, ..application.to_drafts() };
    asked(&Facts::new(&drafts, &Content::from(application), book(), days))
}

fn person(facts: &Facts<'_>, who: Who, website: Option<usize>) -> Option<Named> {
    let entity_person = facts.content.entity_person.as_ref().ok();
    if facts.filer.individual && entity_person.is_none() {
        return Named::of_check(facts);
    }
    let website = website.and_then(|n| facts.content.websites.get(n.checked_sub(1)?));
    let person = match (who, website) {
        (Who::WebsitePerson, Some(site)) => match &site.person {
            Ok(Some(own)) => Some(own),
            Ok(None) => entity_person,
            Err(_) => None,
        },
        _ => entity_person,
    };
    person.map(Named::of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::application::tests::{individual, organisation, today};
    use crate::filing::application::{EntityForm, NO, PersonForm, TypeCheckForm, WebsiteDraft, assemble};

    fn of(drafts: &Drafts) -> Vec<(String, Option<String>)> {
        let content = drafts.read(book(), today());
        let faces = asked(&Facts::new(drafts, &content, book(), today()));
        let name = |face: &Face| face.person.as_ref().map(|person| person.name.reveal().to_owned());
        faces.iter().map(|face| (face.needed.slot.clone(), name(face))).collect()
    }

    #[test]
    fn section_8_4_the_person_of_the_website_and_each_once() {
        let one = organisation();
        let entity_person = Some(one.entity_person.name.clone());
        assert_eq!(of(&one), [("website-1-face".to_owned(), entity_person.clone())]);
        let mut two = one.clone();
        two.websites.push(WebsiteDraft::clone(&one.websites[0]));
        assert_eq!(of(&two).len(), 1, "the same person runs both");
        two.websites[1].person.same_as_entity_person = NO.to_owned();
        assert_eq!(of(&two), [("website-1-face".to_owned(), entity_person), ("website-2-face".to_owned(), None)]);
        let alone = individual();
        assert_eq!(of(&alone).len(), 1, "individuals show themselves");
    }

    #[test]
    fn an_individual_is_known_by_the_type_check_alone() {
        let whole = individual();
        let begun = Drafts { entity_person: PersonForm::default(), entity: EntityForm::default(), ..whole.clone() };
        assert_eq!(of(&begun), of(&whole));
        assert!(of(&begun)[0].1.is_some());
        let named = TypeCheckForm { province: "440000".into(), entity_kind: "5".into(), ..TypeCheckForm::default() };
        let mut open = Drafts { type_check: named.naming(&begun.type_check), ..begun };
        assert_eq!(of(&open), of(&whole), "its other questions are not answered yet");
        open.type_check.cert_number = String::new();
        assert_eq!(of(&open)[0].1, None, "nobody is named yet");
    }

    #[test]
    fn whose_id_expired_since_it_was_handed_in_is_still_asked_for() {
        let drafts = organisation();
        let application = assemble(&drafts, book(), today()).unwrap();
        let later = Days { today: "2126-01-01".parse().unwrap(), ..Days::from(today()) };
        assert!(drafts.read(book(), later).entity_person.is_err(), "the ID has expired by then");
        let faces = handed_in(&application, None, later);
        assert_eq!(faces.len(), 1);
        assert!(faces[0].person.as_ref().is_some_and(|own| own.certificate == application.entity_person.certificate));
    }

    #[test]
    fn places_of_faces_are_known_by_their_name() {
        for (slot, is) in [("website-1-face", true), ("entity-person-face", true), ("website-1-backdrop", false)] {
            assert_eq!(is_face(slot), is, "{slot}");
            let rule = book().material_of_slot(slot, today()).unwrap();
            assert_eq!(rule.is_face(), is, "{slot}");
        }
    }
}
