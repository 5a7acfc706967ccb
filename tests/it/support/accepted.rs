//! New filings as the desk has accepted them, with their papers: what goes to the bureau.

use beian::db::Db;
use beian::demo::papers::as_kept;
use beian::filing::application::{Drafts, NO, PersonForm};
use beian::filing::service as filing_service;
use beian::filing::state::{Acceptance, BureauFact, Event, Filing};
use beian::filing::store;
use beian::material::client::keep;
use beian::material::picture::{Picture, PictureLimits};
use beian::material::{Place, consent, service as materials};
use beian::reference::{Reference, Text, book};
use beian::storage::Storage;
use beian::values::actor::{Actor, Role};
use image::{Rgb, RgbImage};
use serde_json::json;

use super::database::TestDb;
use super::filings::{self, a_customer, today};
use super::people::{a_person_of_staff, drafts};

/// The desk, with papers for whoever files.
pub struct Desk {
    db: Db,
    storage: Storage,
    /// Who reviews.
    pub specialist: Actor,
    /// What holds for papers.
    book: Reference,
    papers: Vec<(&'static str, Picture)>,
}

/// The papers of a case, and those of who runs a website and not the entity.
const SLOTS: [&str; 5] = [
    "entity-certificate",
    "entity-person-id-front",
    "entity-person-id-back",
    "website-1-person-id-front",
    "website-1-person-id-back",
];

/// A picture of noise, too large to go up as it is.
fn noise(shift: u32) -> RgbImage {
    RgbImage::from_fn(1000, 700, |x, y| {
        let value = (x + shift).wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503);
        Rgb([(value >> 3) as u8, (value >> 9) as u8, (value >> 17) as u8])
    })
}

impl Desk {
    pub async fn open(test: &TestDb, db: Db, storage: Storage) -> Self {
        let plain = |shade: u8| RgbImage::from_pixel(1000, 700, Rgb([shade, 240, 240]));
        Self::with(test, db, storage, vec![noise(0), plain(10), plain(20)]).await
    }

    /// With five papers, all of which are too large to go up as they are: the website has a person of its own. What goes up
    /// is made once they are stored.
    #[allow(dead_code)] // for what measures
    pub async fn with_photographs(test: &TestDb, db: Db, storage: Storage) -> Self {
        Self::with(test, db, storage, (0..5).map(noise).collect()).await.of_gateway()
    }

    async fn with(test: &TestDb, db: Db, storage: Storage, images: Vec<RgbImage>) -> Self {
        let specialist = a_person_of_staff(test, "specialist", Role::Specialist, &[]).await;
        let limits = PictureLimits { kept_side: 1200, ..PictureLimits::default() };
        let papers = SLOTS.into_iter().zip(images.into_iter().map(|image| as_kept(image, &limits).unwrap())).collect();
        Self { db, storage, specialist, book: book().clone(), papers }
    }

    /// As in a program whose line to the bureau is on: what goes up is made of each paper once it is stored.
    #[allow(dead_code)]
    #[must_use]
    pub fn of_gateway(self) -> Self {
        Self { book: self.book.of_gateway(), ..self }
    }

    /// With another paper beside.
    #[allow(dead_code)]
    #[must_use]
    pub fn and(mut self, slot: &'static str, picture: Picture) -> Self {
        self.papers.push((slot, picture));
        self
    }

    /// The n-th case, accepted, with changed forms.
    pub async fn accepted(&self, test: &TestDb, n: u32, change: impl FnOnce(&mut Drafts)) -> Filing {
        let case = self.submitted(test, n, change).await;
        self.accept(&case).await;
        case
    }

    /// The same before anybody at the desk took it.
    pub async fn submitted(&self, test: &TestDb, n: u32, change: impl FnOnce(&mut Drafts)) -> Filing {
        let owner = a_customer(test, &self.db, "applicant", n, "").await;
        let mut forms = drafts(n);
        forms.entity_person.office_phone = "010-12345678".into();
        if self.papers.iter().any(|(slot, _)| slot.starts_with("website-1-person-")) {
            forms.websites[0].person = PersonForm {
                same_as_entity_person: NO.into(),
                name: "李小红".into(),
                is_legal_rep: NO.into(),
                cert_number: "32000019880703000X".into(),
                mobile: "13800000003".into(),
                email: "li@example.cn".into(),
                ..forms.entity_person.clone()
            };
        }
        change(&mut forms);
        let case = filings::a_draft(&self.db, owner, &forms).await;
        self.attach(&case).await;
        filings::submit(&self.db, &self.filing(&case).await, &forms, json!([])).await.unwrap();
        case
    }

    /// A case is taken and accepted.
    pub async fn accept(&self, case: &Filing) {
        let (id, version) = (case.id, self.filing(case).await.version);
        let claimed = self.db.write(self.specialist, async |tx| filing_service::claim(tx, id, version).await);
        claimed.await.unwrap();
        self.perform(case, Event::Accept(Acceptance::clean())).await;
    }

    /// An act of the bureau that the desk records by hand, with evidence.
    pub async fn record(&self, case: &Filing, event: impl FnOnce(BureauFact) -> Event) {
        let picture = self.papers[0].1.clone();
        let kept = keep(&self.storage, vec![picture]).await.unwrap();
        let evidence = self.db.write(self.specialist, async |tx| {
            Ok(materials::add(tx, book(), case.id, &Place::evidence(), &kept, None).await?.id())
        });
        let evidence = Some(evidence.await.unwrap());
        let round = self.filing(case).await.round;
        let fact = BureauFact { round, happened_on: today(), evidence, detail: None };
        self.perform(case, event(fact)).await;
    }

    /// A case as it stands.
    pub async fn filing(&self, case: &Filing) -> Filing {
        self.db.read(Actor::Clock, async |tx| store::load(tx.conn, case.id).await).await.unwrap()
    }

    async fn attach(&self, case: &Filing) {
        let mut kept = Vec::new();
        for (slot, picture) in &self.papers {
            kept.push((*slot, keep(&self.storage, vec![picture.clone()]).await.unwrap()));
        }
        let attached = self.db.write(Actor::Applicant(case.owner), async |tx| {
            let version = &book().text(Text::IDENTITY_CONSENT, today()).unwrap().version;
            consent::service::give(tx, case.owner, case.id, version).await?;
            for (slot, kept) in &kept {
                let place = Place::at(slot, book().material_of_slot(slot, today()).unwrap());
                materials::add(tx, &self.book, case.id, &place, kept, None).await?;
            }
            Ok(())
        });
        attached.await.unwrap();
    }

    async fn perform(&self, case: &Filing, event: Event) {
        let (id, version) = (case.id, self.filing(case).await.version);
        let done = self.db.write(self.specialist, async |tx| filing_service::perform(tx, id, version, event).await);
        done.await.unwrap();
    }
}
