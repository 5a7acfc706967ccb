//! What is asked together with a filing, beside what each store tells of its own.

use super::*;
use beian::db::Tx;
use beian::filing::store::{beside, drafts, events};
use beian::notify::store::told;

#[tokio::test]
async fn what_stands_beside_a_filing_is_what_its_stores_tell() {
    let world = World::start().await;
    let case = world.at_bureau(1).await;
    world.verifying(2).await;
    let compare = async |tx: &mut Tx<'_>| {
        let (filing, mut found) = beside::load_owned(tx.conn, &case.reference, case.owner).await?;
        assert_eq!(filing.id, case.id);
        assert_eq!((found.has_findings, found.has_tasks), (false, false));
        assert_eq!(found.faces, beside::faces(tx.conn, case.id).await?);

        let typed = found.take_typed(tx, case.id)?;
        assert!(typed.len() > 2 && typed == drafts::list(tx, case.id).await?, "what was typed");

        let timeline = events::timeline(tx.conn, case.id).await?;
        let timeline: Vec<_> = timeline.into_iter().map(|entry| (entry.event, entry.happened_at)).collect();
        assert!(timeline.len() > 3 && found.events == timeline, "what happened: {timeline:?}");

        let list = told::list(tx.conn, case.id, case.owner).await?;
        assert!(
            list.len() > 1 && list.iter().all(|own| !own.deliveries.is_empty()),
            "what its owner was told: {list:?}"
        );
        assert!(list.is_sorted_by(|newer, older| newer.at >= older.at), "newest first");
        assert_eq!(format!("{:?}", found.told), format!("{list:?}"));
        Ok(())
    };
    world.db().read(case.applicant(), compare).await.unwrap();
    let another = async |tx: &mut Tx<'_>| beside::load_owned(tx.conn, &case.reference, AccountId::new()).await;
    let refused = world.db().read(Actor::Operator, another).await;
    assert!(matches!(refused, Err(Error::NotFound)), "another's is not found");
}
