//! Whose face is asked for in a filing, and the clip of it.

use beian::db::Tx;
use beian::liveness::client::Receiving;
use beian::liveness::service;
use beian::liveness::store::About;
use beian::reference::book;
use beian::values::FilingRef;
use beian::values::actor::Actor;

use super::cast::{Cast, Scene};
use crate::support::clips::webm;
use crate::support::filings::{self, today};

const SLOT: &str = "website-1-face";

/// What an address names it as.
pub fn asked() -> (&'static str, String) {
    ("slot", SLOT.to_owned())
}

impl Cast {
    /// The try with a clip, as an address names it.
    pub(super) async fn clip(&self, scene: &Scene) -> (&'static str, String) {
        let (db, storage) = (&self.world.test_db.db, &self.sites.program.app.storage);
        let reference = FilingRef::parse(scene.id("ref")).unwrap();
        let filing = filings::load(db, &reference).await.unwrap().id;
        // Somebody else in each filing: one person draws no challenge without end.
        let about = About { filing, person: filing.to_string().into_bytes(), slot: SLOT.to_owned(), round: 1 };
        let by = Actor::Applicant(scene.owner);
        let check = db.write(by, async |tx| service::ask(tx, &about, b"a phone", "1").await).await.unwrap();
        let limits = book().limits(today());
        let mut receiving = Receiving::begin(storage, check, limits).await.unwrap();
        receiving.take(&webm(5000, &check.to_string())).await.unwrap();
        let kept = receiving.finish(limits).await.unwrap().unwrap();
        let give = async |tx: &mut Tx<'_>| service::give(tx, filing, check, &kept).await;
        db.write(by, give).await.unwrap().unwrap();
        ("check", check.to_string())
    }
}
