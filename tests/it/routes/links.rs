//! The one-task link of a filing, and a file that comes in pieces.

use beian::db::Tx;
use beian::filing::service::scene;
use beian::filing::store as filings;
use beian::relay::service;
use beian::relay::task::SentBy;
use beian::values::FilingRef;
use beian::values::actor::Actor;
use beian::web::resumable::{self, Announced, Holder, Purpose, Who};

use super::cast::{Cast, Scene};

/// The paper that somebody is asked for.
const ASKED: &str = "entity-certificate";
/// The one whose link takes pieces: a new link for the same paper would end the one before.
const IN_PIECES: &str = "entity-person-id-front";

/// The one whose picture is asked for.
const PICTURED: &str = "entity-person-id-back";

/// What an address names it as.
pub fn asked() -> (&'static str, String) {
    ("slot", ASKED.to_owned())
}

impl Cast {
    /// The link by which somebody sends it.
    pub(super) async fn link(&self, scene: &Scene) -> String {
        self.link_for(scene, ASKED).await
    }

    /// The same for a paper that comes in pieces.
    pub(super) async fn link_of_pieces(&self, scene: &Scene) -> String {
        self.link_for(scene, IN_PIECES).await
    }

    /// The same for a paper whose picture is asked for.
    pub(super) async fn link_of_picture(&self, scene: &Scene) -> String {
        self.link_for(scene, PICTURED).await
    }

    async fn link_for(&self, scene: &Scene, slot: &str) -> String {
        let make = async |tx: &mut Tx<'_>| {
            let own = scene::Scene::load(tx, scene.owner, scene.id("ref")).await?;
            service::make(tx, &own, &service::paper_of(&own, slot)?, SentBy::Code).await
        };
        let made = self.world.test_db.db.write(Actor::Applicant(scene.owner), make).await;
        made.unwrap().1.text()
    }

    /// The name of a file of which nothing has come yet.
    pub(super) async fn coming(&self, scene: &Scene) -> String {
        let reference = FilingRef::parse(scene.id("ref")).unwrap();
        let find = async |tx: &mut Tx<'_>| filings::load_owned(tx.conn, &reference, scene.owner).await;
        let filing = self.world.test_db.db.read(Actor::Applicant(scene.owner), find).await.unwrap().id;
        let holder = Holder { filing, who: Who::Account(scene.owner) };
        let announced = Announced { length: 9, target: ASKED.to_owned(), file_name: "photo.jpg".to_owned() };
        let (app, by) = (&self.sites.program.app, Actor::Applicant(scene.owner).into());
        let made = resumable::create(app, by, &holder, Purpose::Paper, &announced, |id| id.to_string()).await;
        made.unwrap().headers().get("location").unwrap().to_str().unwrap().to_owned()
    }
}
