//! The pictures that go up: made once, when a paper is stored, and seen exactly as they go.

use beian::auth::session::Site;
use beian::bureau::sandbox::Asked;
use beian::db::Tx;
use beian::filing::finding::Finding;
use beian::filing::section::Target;
use beian::filing::state::StateCode;
use beian::material::decoder::Decoder;
use beian::material::material::bound_to;
use beian::material::picture::PictureLimits;
use beian::material::sent::PICTURE_LIMIT;
use beian::material::{Size, store as materials};
use beian::paths;
use beian::values::actor::Actor;
use beian::values::ids::MaterialId;
use data_encoding::BASE64;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};

use super::house::House;
use super::operator::Operator;
use crate::material_pictures::pdf;
use crate::support::accepted::Desk;
use crate::support::filings::a_customer;
use crate::support::sites::Sites;

const MADE: &str = "select object_name from sent_pictures where object_name is not null";

#[actix_web::test]
async fn the_picture_that_goes_up_is_made_once_when_its_paper_is_stored_and_can_be_seen() {
    let house = House::with(Desk::of_gateway).await;
    let case = house.accepted(1).await;
    let wanted = house.test.texts("select payload::text from outbox where topic = 'bureau.reduce'").await;
    assert_eq!(wanted.len(), 3, "once for each paper");
    for job in &wanted {
        house.exchange().reduce(serde_json::from_str(job).unwrap()).await.unwrap();
    }
    let counted = "select count(object_name)::text || ' of ' || count(*)::text from sent_pictures";
    assert_eq!(house.test.text(counted).await, "1 of 3", "two are small enough as they are kept");
    let made = house.test.texts(MADE).await;
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Verifying, "{:?}", house.alarms().await);
    assert_eq!(house.test.texts(MADE).await, made, "neither who runs the job again nor who sends makes another");

    let sql = "select material_id::text from sent_pictures where object_name is not null";
    let paper = house.test.text(sql).await.parse().unwrap();
    let seen = house.db().write(house.specialist(), async |tx| {
        beian::material::service::open_page(tx, case.id, paper, 1, Size::Sent).await
    });
    let seen = beian::material::client::read(&house.storage(), &seen.await.unwrap()).await.unwrap();
    let sent = BASE64.encode(&seen);
    assert!(sent.len() <= PICTURE_LIMIT);
    let asked = house.bureau().cases[0].asked.clone();
    assert!(asked.pictures().iter().any(|(_, content)| *content == sent), "exactly this one went up");
    let looks = "select count(*)::text from audit_events where detail like '% sent'";
    assert_eq!(house.test.text(looks).await, "1", "the look is on record");

    let sites = Sites::start_with(&house.test, house.values());
    let path = paths::filing_material_sent(&case.reference, paper, 1);
    let owner = sites.applicant(case.owner).await;
    let page = sites.get(Site::Portal, &paths::filing_part(&case.reference, "materials"), &owner).await;
    let page = page.text().await.unwrap();
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let links: Vec<&str> = links.filter(|link| link.ends_with("/sent")).collect();
    assert!(links.len() == 3 && links.contains(&path.as_str()), "{page}");
    for link in links {
        let answer = sites.get(Site::Portal, link, &owner).await;
        assert_eq!(answer.status().as_u16(), 200, "{link}");
        assert_eq!(answer.headers()["content-type"], "image/jpeg");
        let jpeg = answer.bytes().await.unwrap();
        let text = jpeg.len().div_ceil(3) * 4;
        assert!(jpeg.starts_with(&[0xFF, 0xD8]) && text <= PICTURE_LIMIT, "{link}: {text} characters");
    }
    let shown = sites.get(Site::Portal, &path, &owner).await;
    assert_eq!(shown.status().as_u16(), 200);
    assert!(shown.bytes().await.unwrap() == seen, "the applicant sees exactly this one, too");
    let stranger = sites.applicant(a_customer(&house.test, house.db(), "stranger", 9, "").await).await;
    assert_eq!(sites.get(Site::Portal, &path, &stranger).await.status().as_u16(), 404);
    sites.stop().await;

    let needed = house.db().read(Actor::Clock, async |tx| materials::list_needed(tx, &made, beian::clock::now()).await);
    assert_eq!(needed.await.unwrap(), made, "the sweep leaves it");
}

/// An approval is taken as a PDF too; the interface takes photographs alone.
#[actix_web::test]
async fn a_paper_that_came_as_a_pdf_goes_up_as_a_photograph() {
    let decoder = Decoder::new(env!("CARGO_BIN_EXE_beian").into());
    let file = pdf::of_pages(1);
    let page = decoder.decode(file.as_slice(), &PictureLimits::default(), true).await.unwrap().remove(0);
    let house = House::with(|desk| desk.of_gateway().and("website-1-pre-approval", page)).await;
    let case = house
        .accepted_with(1, |forms| {
            let website = &mut forms.websites[0].website;
            website.pre_approval = vec!["1".into()];
            website.approval_number = vec!["国新网许可证编号1012006001".into()];
            website.approval_authority = vec!["国家互联网信息办公室".into()];
            website.approval_until = vec!["2030-01-01".into()];
        })
        .await;
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Verifying, "{:?}", house.alarms().await);
    let Asked::Filing(filing) = house.bureau().cases[0].asked.clone() else { panic!("no new filing") };
    let scans: Vec<&String> = filing.websites[0].approvals.iter().flat_map(|approval| &approval.scans).collect();
    assert_eq!(scans.len(), 1);
    let photograph = BASE64.decode(scans[0].as_bytes()).unwrap();
    assert!(image::load_from_memory_with_format(&photograph, ImageFormat::Jpeg).is_ok());
}

/// What a dry run says of a picture is what follows: back to the desk at first, and no more once that accepted it so.
#[actix_web::test]
async fn a_dry_run_judges_pictures_as_the_line_does() {
    const SLOT: &str = "entity-person-id-front";
    let house = House::with(Desk::of_gateway).await;
    let case = house.accepted(1).await;
    let paper = house.test.text(&format!("select id::text from materials where slot = '{SLOT}'")).await;
    let paper: MaterialId = paper.parse().unwrap();
    let mut small = Vec::new();
    JpegEncoder::new_with_quality(&mut small, 85).encode_image(&RgbImage::new(300, 200)).unwrap();
    let made = house.storage().put(small, &bound_to(paper, 1, Size::Sent)).await.unwrap();
    let record = async |tx: &mut Tx<'_>| materials::insert_sent(tx.conn, paper, 1, Some(&made)).await;
    assert!(house.db().write(Actor::Bureau, record).await.unwrap());
    for job in house.test.texts("select payload::text from outbox where topic = 'bureau.reduce'").await {
        house.exchange().reduce(serde_json::from_str(&job).unwrap()).await.unwrap();
    }

    let operator = Operator::of(&house).await;
    let number = case.reference.to_string();
    let rehearse =
        async || operator.post(&paths::office::exchange(), &[("act", "rehearse"), ("case", number.as_str())]).await;
    let (status, shown) = rehearse().await;
    assert!(status == 200 && shown.contains("MAT-15") && shown.contains("备案会因下列问题退回初审"), "{shown}");
    house.work().await;
    assert_eq!(house.state(&case).await, StateCode::Submitted);
    let findings = house.decisions(&case).await.pop().unwrap().findings;
    assert_eq!(findings, [Finding::on(Target::Paper(SLOT.to_owned()), "MAT-15")]);
    house.accept(&case).await;
    let (status, shown) = rehearse().await;
    assert!(status == 200 && shown.contains("MAT-15") && shown.contains("初审已知下列问题并通过"), "{shown}");
    assert!(shown.contains("XZBA") && !shown.contains("备案会因下列问题退回初审"), "{shown}");
    operator.leave().await;
}
