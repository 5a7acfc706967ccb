//! A file that cannot be used: the words beside its place, and nothing left behind.

use beian::text::{Lang, Message, Tr};

use super::house::House;
use super::pictures;
use crate::material_pictures::pdf;
use crate::support::upload::Upload;

/// Files, where they are sent, and the refusal.
pub fn table() -> Vec<(&'static str, &'static str, Vec<u8>, Message)> {
    let good = pictures::photo(90);
    let large = vec![0xFF; (10 << 20) + 1];
    let plain = Message::new;
    vec![
        ("a text", "note.jpg", b"not a picture at all".to_vec(), plain("material-refused-unknown-type")),
        (
            "a web page",
            "photo.jpg",
            b"<html><script>alert(1)</script>".to_vec(),
            plain("material-refused-unknown-type"),
        ),
        ("a program", "photo.jpg", b"\x7FELF\x02\x01\x01".to_vec(), plain("material-refused-unknown-type")),
        ("no bytes", "photo.jpg", Vec::new(), plain("material-refused-empty")),
        ("one byte too many", "photo.jpg", large, plain("material-refused-too-large").with("limit", 10)),
        ("half a picture", "photo.jpg", good[..good.len() / 2].to_vec(), plain("material-refused-broken")),
        (
            "a header of 42 million pixels",
            "photo.jpg",
            pictures::with_size(&good, 6500),
            plain("material-refused-too-many-pixels").with("limit", 40),
        ),
        (
            "a small picture",
            "photo.jpg",
            pictures::of_size(1200, 390),
            plain("material-refused-too-small").with("side", 390).with("least", 400),
        ),
        ("a phone's HEIC", "IMG_0001.HEIC", pictures::heic(), plain("material-refused-heic")),
        ("a PDF", "licence.pdf", pdf::of_pages(1), plain("material-refused-pdf-not-taken")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_used_is_refused_beside_its_place_and_leaves_nothing() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let zh = Tr::new(Lang::Zh);
    for (what, name, bytes, refusal) in table() {
        let answer = owner.give("entity-certificate", name, &bytes).await;
        assert_eq!(answer.status, 422, "{what}");
        let told = zh.a2("material-file-problem", "file", name, "problem", zh.message(&refusal));
        assert!(answer.says_words(&told), "{what}: {told}\n{}", answer.body);
        // In the summary on top, and beside its place.
        assert!(answer.body.matches(&zh.message(&refusal)).count() >= 2, "{what}");
        assert_eq!(house.files(), Vec::<std::path::PathBuf>::new(), "{what} leaves a file");
    }
    for (what, bytes, refusal) in [
        ("a password", pdf::with_password(), "material-refused-pdf-encrypted"),
        ("a header only", b"%PDF-1.7\n".to_vec(), "material-refused-pdf-broken"),
    ] {
        let answer = owner.give("website-1-real-name", "letter.pdf", &bytes).await;
        assert_eq!(answer.status, 422, "{what}");
        answer.must_say(refusal);
    }
    assert!(house.files().is_empty());
    for table in ["materials", "material_pages"] {
        assert_eq!(house.text(&format!("select count(*)::text from {table}")).await, "0", "{table}");
    }
    assert_eq!(house.text("select count(*)::text from audit_events where action like 'material.%'").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_file_meets_its_own_fate() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let form = Upload::default()
        .file("entity-certificate", "certificate.jpg", b"no picture")
        .file("entity-person-id-front", "front.jpg", &pictures::photo(1))
        .file("entity-person-id-back", "", b"")
        .file("website-1-person-letter", "letter.jpg", &pictures::photo(2));
    let answer = owner.sends(form).await;
    assert_eq!(answer.status, 422);
    answer.must_say("material-refused-unknown-type");
    answer.must_say("material-not-needed");
    assert_eq!(house.text("select slot from materials").await, "entity-person-id-front");
    assert_eq!(house.files().len(), 2, "a picture and its small one");
    // Nothing chosen at all, and a place that no page has.
    let nothing = owner.sends(Upload::default().file("entity-certificate", "", b"")).await;
    assert_eq!(nothing.status, 422);
    nothing.must_say("material-nothing-chosen");
    assert_eq!(owner.give("nowhere", "a.jpg", &pictures::photo(3)).await.status, 400);
    assert_eq!(house.files().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_type_is_told_by_the_content() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let pixels: Vec<u8> = (0..1000 * 700).flat_map(|at: u32| [(at % 251) as u8, (at % 83) as u8, 40]).collect();
    let form = Upload::default()
        .file_of("entity-certificate", "page.html", "text/html", &pictures::png(&pixels, 1000, 700))
        .file_of("website-1-real-name", "photo.jpg", "image/jpeg", &pdf::of_pages(2));
    owner.sends(form).await.must_lead_to(&owner.at("materials"));
    let pages = house.text("select count(*)::text from material_pages p join materials m on m.id = p.material_id where m.slot = 'website-1-real-name'");
    assert_eq!(pages.await, "2", "a PDF becomes a picture a page");
    let id = house.text("select id::text from materials where slot = 'entity-certificate'").await;
    let picture = owner.get(&owner.picture(&id)).await;
    assert_eq!(picture.header("content-type"), "image/jpeg");
    assert_eq!(&picture.bytes[..3], b"\xFF\xD8\xFF");
}
