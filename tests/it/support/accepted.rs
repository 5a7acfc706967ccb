//! New filings as the desk has accepted them, with their papers: what goes to the bureau.

use beian::db::Db;
use beian::demo::papers::as_kept;
use beian::filing::application::Drafts;
use beian::filing::service as filing_service;
use beian::filing::state::{Acceptance, BureauFact, Event, Filing};
use beian::filing::store;
use beian::material::client::keep;
use beian::material::picture::{Picture, PictureLimits};
use beian::material::{Place, consent, service as materials};
use beian::reference::{Text, book};
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
    papers: Vec<(&'static str, Picture)>,
}

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
        Self::with(test, db, storage, [noise(0), plain(10), plain(20)]).await
    }

    /// With papers all of which are too large to go up as they are.
    #[allow(dead_code)] // for what measures
    pub async fn with_photographs(test: &TestDb, db: Db, storage: Storage) -> Self {
        Self::with(test, db, storage, [noise(0), noise(1), noise(2)]).await
    }

    async fn with(test: &TestDb, db: Db, storage: Storage, images: [RgbImage; 3]) -> Self {
        let specialist = a_person_of_staff(test, "specialist", Role::Specialist, &[]).await;
        let limits = PictureLimits { kept_side: 1200, ..PictureLimits::default() };
        let slots = ["entity-certificate", "entity-person-id-front", "entity-person-id-back"];
        let papers = slots.into_iter().zip(images.map(|image| as_kept(image, &limits).unwrap())).collect();
        Self { db, storage, specialist, papers }
    }

    /// The n-th case, accepted, with changed forms.
    pub async fn accepted(&self, test: &TestDb, n: u32, change: impl FnOnce(&mut Drafts)) -> Filing {
        let owner = a_customer(test, &self.db, "applicant", n, "").await;
        let mut forms = drafts(n);
        forms.entity_person.office_phone = "010-12345678".into();
        change(&mut forms);
        let case = filings::a_draft(&self.db, owner, &forms).await;
        self.attach(&case).await;
        filings::submit(&self.db, &self.filing(&case).await, &forms, json!([])).await.unwrap();
        self.accept(&case).await;
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
                materials::add(tx, book(), case.id, &place, kept, None).await?;
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
