//! The page that photographs one paper: for what it is there, what it takes, and that no other page may open the camera.

use super::by_link::{link_to, ready};
use super::house::{House, words};
use super::pictures::photo;
use crate::support::guest::Guest;
use crate::support::people::drafts;
use crate::support::upload::Upload;

const SLOT: &str = "entity-person-id-front";

fn camera(slot: &str) -> String {
    format!("materials/{slot}/camera")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_is_photographed_on_a_page_of_its_own() {
    let house = House::open().await;
    let newcomer = house.newcomer(1, drafts(1)).await;
    newcomer.get(&newcomer.at(&camera(SLOT))).await.must_lead_to(&newcomer.at("consent"));
    let owner = house.owner(2).await;
    for (slot, frame) in [(SLOT, "card"), ("entity-certificate", "page"), ("entity-other-3", "page")] {
        let page = owner.get(&owner.at(&camera(slot))).await;
        page.must_say("camera-open");
        assert!(page.page().contains(&format!("data-frame=\"{frame}\"")), "{slot}");
    }
    for slot in ["website-1-real-name", "website-9-other-1", "no-such-place"] {
        assert_eq!(owner.get(&owner.at(&camera(slot))).await.status, 404, "{slot}");
    }

    let here = owner.at(&camera(SLOT));
    owner.get(&here).await.page();
    let nothing = owner.upload(&here, Upload::default()).await;
    assert_eq!(nothing.status, 422);
    nothing.must_say("relay-nothing-chosen");
    for (slot, bytes, key) in [
        (SLOT, &b"no picture"[..], "material-refused-unknown-type"),
        ("entity-certificate", &photo(1)[..], "material-not-needed"),
    ] {
        let refused = owner.upload(&here, Upload::default().file(slot, "photo.jpg", bytes)).await;
        assert_eq!(refused.status, 422, "{key}");
        refused.must_say(key);
    }
    let taken = owner.upload(&here, Upload::default().file(SLOT, "photo.jpg", &photo(1))).await;
    taken.must_lead_to(&format!("{}#{SLOT}", owner.at("materials")));
    owner.get(&owner.at("materials")).await.must_say("material-uploaded");
    assert_eq!(house.text("select string_agg(slot, ' ') from materials").await, SLOT);
    // Where papers came with their step, the materials ask for the rest.
    let phone = Guest::clone(&owner);
    phone.takes_a_phone();
    let rest = phone.get(&owner.at("materials")).await.page();
    let asks = |slot: &str| rest.contains(&format!("for=\"{slot}-file\">{}<", words("material-choose")));
    for (slot, is_asked) in [(SLOT, false), ("entity-person-id-back", true), ("entity-certificate", true)] {
        assert_eq!(asks(slot), is_asked, "{slot}: {rest}");
    }

    house.submit(&owner).await;
    owner.get(&here).await.must_lead_to(&owner.at("materials"));
    assert_eq!(owner.upload(&here, Upload::default().file(SLOT, "photo.jpg", &photo(2))).await.status, 409);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_pages_that_photograph_may_open_the_camera() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let link = link_to(&owner, SLOT).await;
    let phone = ready(&house, &link).await;
    for (page, may) in [
        (owner.get(&owner.at(&camera(SLOT))).await, true),
        (phone.get(&link).await, true),
        (owner.get(&owner.at("materials")).await, false),
        (owner.get("/filings").await, false),
    ] {
        let policy = if may { "camera=(self), " } else { "camera=(), " };
        assert!(page.header("permissions-policy").starts_with(policy), "{page:?}");
    }
}
