//! What whoever sent a photograph by a link sees of it afterwards, and its owner on their pages.

use super::by_link::{link_to, ready, shows_nothing_else_of};
use super::house::House;
use super::pictures::{grey, photo};
use crate::support::guest::Guest;
use crate::support::upload::Upload;

const SLOT: &str = "entity-person-id-front";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sender_sees_the_picture_what_is_doubtful_of_it_and_the_way_on_of_the_owner() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let link = link_to(&owner, SLOT).await;
    let (phone, picture) = (ready(&house, &link).await, format!("{link}/picture"));
    assert_eq!(phone.get(&picture).await.status, 404, "nothing was sent yet");
    let form = Upload::default().file(SLOT, "photo.jpg", &grey());
    phone.upload(&link, form).await.must_lead_to(&link);

    let done = phone.get(&link).await;
    for key in ["relay-done-text", "relay-done-warned", "material-warned-grey", "relay-done-owner-check"] {
        done.must_say(key);
    }
    assert!(done.body.contains(&format!("<img src=\"{picture}\"")), "{}", done.body);
    shows_nothing_else_of(&owner, &done);
    let shown = phone.get(&picture).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    let other = Guest::at_portal(&house.program);
    assert_eq!(other.get(&picture).await.status, 404, "another phone with the link");
    owner.get(&owner.at("materials")).await.must_say("material-warned-grey");

    // What stands there now is the owner's.
    owner.gives(SLOT, &photo(2)).await;
    assert_eq!(phone.get(&picture).await.status, 404);
    let replaced = phone.get(&link).await;
    assert!(!replaced.body.contains(&picture) && !replaced.says("relay-done-warned"), "{}", replaced.body);

    house.submit(&owner).await;
    let submitted = phone.get(&link).await;
    submitted.must_say("relay-done-text");
    assert!(!submitted.says("relay-done-owner-check"), "nothing is left to submit: {}", submitted.body);
}
