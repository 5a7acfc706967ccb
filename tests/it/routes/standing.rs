//! Filings that stand where their owners have pages of their own: sent back, asked for papers, with the bureau, on record.

use beian::filing::decision::Verdict;
use beian::filing::finding::Finding;
use beian::filing::state::{Acceptance, Event};
use beian::paths::pattern;
use beian::values::actor::Actor;

use super::cast::{Cast, Scene};
use crate::filing::{fact, numbers};

impl Cast {
    /// A filing that stands where its owner has a certain page.
    pub(super) async fn standing_at(&self, pattern: &str) -> Scene {
        let (case, mut ids) = self.draft_of().await;
        let world = &self.world;
        world.submit(&case).await.unwrap();
        world.claim(&case).await;
        let accept =
            || Event::Accept(Acceptance { paper_asked: pattern == pattern::FILING_MAILING, ..Acceptance::clean() });
        let mark = match pattern {
            pattern::FILING_CORRECTIONS => Some(("entity.cert_address", "ENT-03")),
            pattern::FILING_TYPE_CHECK => Some(("type-check.entity_name", "ENT-01")),
            _ => None,
        };
        if let Some((item, reason)) = mark {
            let marked = Finding::on(item.parse().unwrap(), reason);
            let changes = Event::RequestChanges(Verdict::new(vec![marked], None));
            world.perform(world.specialist, &case, changes).await.unwrap();
        } else {
            world.perform(world.specialist, &case, accept()).await.unwrap();
        }
        if matches!(pattern, pattern::FILING_SMS | pattern::FILING_NEXT_STEPS) {
            world.perform(Actor::Bureau, &case, Event::Received(fact(1))).await.unwrap();
        }
        if pattern == pattern::FILING_NEXT_STEPS {
            let given = numbers(self.next.get(), 1);
            ids.push(("website", given.websites[0].to_string()));
            world.perform(Actor::Bureau, &case, Event::Approve(fact(1), Some(given))).await.unwrap();
        }
        Scene { ids, owner: case.owner }
    }
}
