//! Clips of faces, which are the first of a filing to go.

use beian::db::Tx;
use beian::error::Error;
use beian::liveness::check::Verdict;
use beian::liveness::client::{Receiving, next_piece};
use beian::liveness::service as faces;
use beian::liveness::store::{self, About};
use beian::privacy::service::copy::{self, Content};
use beian::reference::book;
use beian::values::actor::Actor;
use beian::values::ids::{FaceCheckId, FilingId};
use serde_json::json;

use super::House;
use crate::support::clips::webm;
use crate::support::filings;

/// The try of somebody whose clip is there.
async fn given(house: &House, by: Actor, filing: FilingId) -> FaceCheckId {
    let db = &house.test_db.db;
    let about = About { filing, person: vec![7; 32], slot: "website-1-face".into(), round: 1 };
    let check = db.write(by, async |tx| faces::ask(tx, &about, b"phone", "1").await).await.unwrap();
    let limits = book().limits(filings::today());
    let mut receiving = Receiving::begin(&house.storage, check, limits).await.unwrap();
    receiving.take(&webm(5000, "a face")).await.unwrap();
    let kept = receiving.finish(limits).await.unwrap().unwrap();
    db.write(by, async |tx| faces::give(tx, filing, check, &kept).await).await.unwrap().unwrap();
    check
}

/// A face goes before everything else of its filing, whatever became of that; what was found stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clips_of_faces_go_first() {
    let house = House::start().await;
    let db = &house.test_db;
    let owner = filings::a_customer(db, &db.db, "lin", 1, "").await;
    let filing = house.a_filing(owner, 1, true).await;
    let by = Actor::Applicant(owner);
    let check = given(&house, by, filing.id).await;
    let judge = async |tx: &mut Tx<'_>| faces::judge(tx, filing.id, check, Verdict::Matches, "").await;
    db.db.write(Actor::Clock, judge).await.unwrap();
    let clip = async || {
        let load = async |tx: &mut Tx<'_>| store::load_clip(tx, filing.id, check).await;
        let clip = db.db.read(Actor::Clock, load).await?;
        next_piece(&house.storage, &clip, 0..1).await
    };
    assert_eq!(clip().await.unwrap().unwrap().0, [0x1A]);
    let parts = db.db.write(by, async |tx| copy::take(tx, owner).await).await.unwrap();
    let Content::Json(written) = &parts[1].content else { panic!("no filing") };
    let told = &written["verified"][0];
    assert_eq!((&told["state"], &told["method"]), (&json!("matches"), &json!("recorded")));
    assert_eq!(parts.len(), 3, "the clip is not in the copy");

    let since = |days: u32| format!("update filings set state_since = now() - interval '{days} days'");
    for (older, goes) in [
        // As long as it runs it is needed; then for a month.
        (since(400), ""),
        (format!("update filings set state = 'approved'; {}", since(29)), ""),
        (since(31), "faces 1"),
        (since(60), ""),
    ] {
        db.as_owner(&older).await;
        assert_eq!(house.gone().await, goes, "{older}");
    }
    assert!(matches!(clip().await, Err(Error::NotFound)));
    let left = "select state || ' ' || (object_name is null and key_wrapped is null) || ' ' || (erased_at is not null) from face_checks";
    assert_eq!(db.text(left).await, "matches true true");
    assert_eq!(house.files().await, 2, "the papers stay");

    db.as_owner(
        "update filings set state = 'withdrawn', state_since = now() - interval '181 days';
         update face_checks set vendor_session = 's-1', vendor_url = 'https://face.example/s-1'",
    )
    .await;
    assert_eq!(house.gone().await, "abandoned 1");
    let whose = "select (person_hash = '' and vendor_session is null and vendor_url is null)::text from face_checks";
    assert_eq!(db.text(whose).await, "true", "what was found is nobody's then");
}

/// Of a draft that was given up, as where its type check ended in a conflict, nothing waits as long as that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clip_of_a_draft_goes_with_it() {
    let house = House::start().await;
    let db = &house.test_db;
    let owner = filings::a_customer(db, &db.db, "lin", 1, "").await;
    let filing = house.a_filing(owner, 1, false).await;
    let check = given(&house, Actor::Applicant(owner), filing.id).await;
    for (days, goes) in [(6, ""), (8, "drafts 1")] {
        let older = format!("update filings set state = 'withdrawn', state_since = now() - interval '{days} days'");
        db.as_owner(&older).await;
        assert_eq!(house.gone().await, goes, "{days}");
    }
    let load = async |tx: &mut Tx<'_>| store::load_clip(tx, filing.id, check).await;
    assert!(matches!(db.db.read(Actor::Clock, load).await, Err(Error::NotFound)));
    assert_eq!(house.files().await, 0);
    let left = "select (person_hash = '' and key_wrapped is null and erased_at is not null)::text from face_checks";
    assert_eq!(db.text(left).await, "true");
}
