//! Who sees a picture, how it is served, and what becomes of files that somebody changed on the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use beian::values::ids::MaterialId;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::house::House;
use super::pictures;
use crate::support::people::drafts;
use crate::support::upload::Upload;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_its_owners_alone() {
    let house = House::open().await;
    let (owner, other) = (house.owner(1).await, house.owner(2).await);
    owner.gives("entity-certificate", &pictures::photo(1)).await;
    let id = house.text("select id::text from materials").await;
    let (full, thumb) = (owner.picture(&id), format!("{}/thumb", owner.picture(&id)));
    for address in [&full, &thumb] {
        let answer = owner.get(address).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "image/jpeg");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("cache-control").contains("no-store"), "{}", answer.header("cache-control"));
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        assert!(answer.header("content-security-policy").contains("sandbox"));
        assert_eq!(other.get(address).await.status, 404, "another account");
    }
    // Of one's own filing, but another's paper: the filing and the paper must belong together.
    assert_eq!(other.get(&other.picture(&id)).await.status, 404);
    let removal = |at: &str| format!("/filings/{at}/materials/{id}/remove");
    let restoring = |at: &str| format!("/filings/{at}/materials/{id}/restore");
    for reference in [owner.reference.to_string(), other.reference.to_string()] {
        assert_eq!(other.post(&removal(&reference), &[]).await.status, 404);
        assert_eq!(other.post(&restoring(&reference), &[]).await.status, 404);
    }
    assert_eq!(other.get(&owner.at("materials")).await.status, 404);
    assert_eq!(other.get(&owner.at("consent")).await.status, 404);
    let sneaked = Upload::default().file("entity-certificate", "a.jpg", &pictures::photo(9));
    assert_eq!(other.upload(&owner.at("materials"), sneaked).await.status, 404);
    for wrong in ["materials/x/pages/1", "materials/00000000-0000-7000-8000-000000000000/pages/1"] {
        assert_eq!(owner.get(&owner.at(wrong)).await.status, 404, "{wrong}");
    }
    assert_eq!(owner.get(&owner.at(&format!("materials/{id}/pages/2"))).await.status, 404);
    assert_eq!(owner.get(&owner.at(&format!("materials/{id}/pages/0"))).await.status, 404);
    assert_eq!(house.text("select count(*)::text from materials where removed_at is null").await, "1");
    // Evidence of the bureau's acts is for staff.
    house.sql(&format!("update materials set slot = 'bureau/{}'", MaterialId::new())).await;
    assert_eq!(owner.get(&full).await.status, 404);
    // Nobody at all is led to the sign-in.
    house.end_sessions().await;
    let visitor = owner.get(&full).await;
    assert!(visitor.location().starts_with("/sign-in"), "{visitor:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_disk_lie_sealed_bytes_that_nobody_else_reads() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    let same = pictures::photo(1);
    let form = Upload::default().file("entity-person-id-front", "front.jpg", &same).file(
        "entity-person-id-back",
        "back.jpg",
        &same,
    );
    let answer = owner.sends(form).await;
    answer.must_lead_to(&owner.at("materials"));
    owner.get(&owner.at("materials")).await.must_say("material-warned-same");
    let files = house.files();
    assert_eq!(files.len(), 4, "two papers, each with its picture and the small one");
    for file in &files {
        let (bytes, mode) = (fs::read(file).unwrap(), fs::metadata(file).unwrap().permissions().mode());
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        assert_eq!(file.file_name().unwrap().to_str().unwrap(), HEXLOWER.encode(&Sha256::digest(&bytes)));
        assert_eq!(bytes[0], 1, "the suite's number");
    }
    let hashes = "select count(distinct content_hash)::text from materials";
    assert_eq!(house.text(hashes).await, "1", "equal pictures are known by their keyed hash");
    let id = house.text("select id::text from materials where slot = 'entity-person-id-front'").await;
    let kept = owner.get(&owner.picture(&id)).await.bytes;
    let framed = [&(kept.len() as u64).to_be_bytes()[..], &kept].concat();
    for plain in [Sha256::digest(&kept), Sha256::digest(&framed), Sha256::digest(&same)] {
        let found =
            format!("select count(*)::text from materials where content_hash = '\\x{}'", HEXLOWER.encode(&plain));
        assert_eq!(house.text(&found).await, "0", "without the key nobody tries pictures against it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_changed_or_belongs_elsewhere_is_not_shown() {
    let house = House::open().await;
    let owner = house.owner(1).await;
    owner.gives("entity-person-id-front", &pictures::photo(1)).await;
    owner.gives("entity-person-id-back", &pictures::photo(2)).await;
    let of = async |column: &str, slot: &str| {
        let from = "from material_pages p join materials m on m.id = p.material_id";
        house.text(&format!("select p.{column}::text {from} where m.slot = 'entity-person-id-{slot}'")).await
    };
    let (front, back) = (of("material_id", "front").await, of("material_id", "back").await);
    let (front_file, back_file) = (of("object_name", "front").await, of("object_name", "back").await);
    let path = |name: &str| house.program.storage().join(&name[..2]).join(&name[2..4]).join(name);
    let whole = fs::read(path(&front_file)).unwrap();
    for at in [0, 1, 40, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(path(&front_file), flipped).unwrap();
        let answer = owner.get(&owner.picture(&front)).await;
        assert_eq!(answer.status, 500, "byte {at}");
        assert!(!answer.body.contains("photo") && !answer.body.contains(&front_file), "{}", answer.body);
    }
    // The other paper's bytes under this one's name.
    fs::write(path(&front_file), fs::read(path(&back_file)).unwrap()).unwrap();
    assert_eq!(owner.get(&owner.picture(&front)).await.status, 500);
    fs::write(path(&front_file), &whole).unwrap();
    assert_eq!(owner.get(&owner.picture(&front)).await.status, 200);
    // Rows that point at each other's files, with and without the keys.
    house.sql("alter table material_pages drop constraint material_pages_object_name_key").await;
    let swap = |columns: &str| {
        format!(
            "update material_pages p set {columns} from material_pages o
             where (p.material_id = '{front}' and o.material_id = '{back}')
                or (p.material_id = '{back}' and o.material_id = '{front}')"
        )
    };
    for columns in ["object_name = o.object_name", "key_wrapped = o.key_wrapped"] {
        house.sql(&swap(columns)).await;
        for id in [&front, &back] {
            assert_eq!(owner.get(&owner.picture(id)).await.status, 500, "{columns}");
        }
    }
    house.sql(&swap("object_name = o.object_name, key_wrapped = o.key_wrapped")).await;
    assert_eq!(owner.get(&owner.picture(&front)).await.status, 200, "all as it was");
    fs::remove_file(path(&front_file)).unwrap();
    assert_eq!(owner.get(&owner.picture(&front)).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_served_is_upright_and_tells_nothing_but_its_pixels() {
    const SECRET: &str = "39.9042N116.4074E-phone-of-Wang";
    let house = House::open().await;
    let owner = house.owner(1).await;
    let plain = pictures::red_left_blue_right(1200, 800);
    let turned = pictures::with_metadata(&plain, 6, SECRET);
    assert_eq!(turned.windows(SECRET.len()).filter(|part| *part == SECRET.as_bytes()).count(), 4);
    owner.gives("entity-certificate", &turned).await;
    let id = house.text("select id::text from materials").await;
    for address in [owner.picture(&id), format!("{}/thumb", owner.picture(&id))] {
        let bytes = owner.get(&address).await.bytes;
        assert!(!bytes.windows(6).any(|part| part == b"Exif\0\0"), "{address}");
        assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "{address}");
        let image = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert!(image.height() > image.width(), "turned by a quarter");
        let (x, y) = (image.width() / 2, image.height() / 8);
        let (top, bottom) = (image.get_pixel(x, y), image.get_pixel(x, y * 7));
        assert!(top.0[0] > 180 && top.0[2] < 90, "what was on the left is on top: {top:?}");
        assert!(bottom.0[2] > 180 && bottom.0[0] < 90, "{bottom:?}");
    }
    let size = "select width || 'x' || height from material_pages";
    assert_eq!(house.text(size).await, "800x1200");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_first_paper_stands_the_notice() {
    let house = House::open().await;
    let owner = house.newcomer(1, drafts(1)).await;
    let consent = owner.at("consent");
    owner.get(&owner.at("materials")).await.must_lead_to(&consent);
    let early = owner.give("entity-certificate", "a.jpg", &pictures::photo(1)).await;
    early.must_lead_to(&consent);
    assert!(house.files().is_empty(), "not kept before the consent");
    let page = owner.get(&consent).await;
    page.must_say("material-consent-agree");
    let version = page.hidden("version");
    let unticked = owner.post(&consent, &[("version", &version)]).await;
    assert_eq!(unticked.status, 422);
    unticked.must_say("material-consent-missing");
    assert_eq!(owner.post(&consent, &[("agree", "yes"), ("version", "0")]).await.status, 409, "another text");
    assert_eq!(house.text("select count(*)::text from consents where kind = 'identity_papers'").await, "0");
    for _ in 0..2 {
        owner.post(&consent, &[("agree", "yes"), ("version", &version)]).await.must_lead_to(&owner.at("materials"));
    }
    let given =
        "select account_id || ' ' || filing_id || ' ' || text_version from consents where kind = 'identity_papers'";
    assert_eq!(house.text(given).await, format!("{} {} {version}", owner.account, owner.id), "once");
    let audited = "select count(*)::text from audit_events where action = 'filing.consent_given'";
    assert_eq!(house.text(audited).await, "1");
    owner.gives("entity-certificate", &pictures::photo(1)).await;
    owner.get(&consent).await.must_say("material-consent-given");
    // A newer text in force asks anew before the next paper.
    house.sql("update consents set text_version = '0' where kind = 'identity_papers'").await;
    owner.get(&owner.at("materials")).await.must_lead_to(&consent);
    owner.post(&consent, &[("agree", "yes"), ("version", &version)]).await.must_lead_to(&owner.at("materials"));
    assert_eq!(
        house.text("select count(*)::text from consents where kind = 'identity_papers'").await,
        "2",
        "both kept"
    );
}
