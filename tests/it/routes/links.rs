//! The one-task link of a filing.

use beian::db::Tx;
use beian::filing::service::scene;
use beian::relay::service;
use beian::relay::task::SentBy;
use beian::values::actor::Actor;

use super::cast::{Cast, Scene};

/// The paper that somebody is asked for.
const ASKED: &str = "entity-certificate";

/// What an address names it as.
pub fn asked() -> (&'static str, String) {
    ("slot", ASKED.to_owned())
}

impl Cast {
    /// The link by which somebody sends it.
    pub(super) async fn link(&self, scene: &Scene) -> String {
        let make = async |tx: &mut Tx<'_>| {
            let own = scene::Scene::load(tx, scene.owner, scene.id("ref")).await?;
            service::make(tx, &own, &service::paper_of(&own, ASKED)?, SentBy::Code).await
        };
        let made = self.world.test_db.db.write(Actor::Applicant(scene.owner), make).await;
        made.unwrap().1.text()
    }
}
