//! What the gateway is told by its settings: hours, addresses, the version of the interface.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use beian::bureau::client::{CallFailed, Gateway, StatusLine};
use beian::bureau::jobs::{Fetch, Prepare, Send};
use beian::bureau::sandbox::World;
use beian::bureau::service;
use beian::config::Config;
use beian::config::bureau::Hours;
use beian::filing::state::StateCode;
use beian::notify::client::install_crypto;
use beian::registry::lookup::{Question, Told};
use beian::registry::service::told::Outside as _;
use beian::values::FilingPassword;
use beian::values::actor::Actor;
use chrono::Timelike as _;
use futures_util::future::join_all;
use tempfile::TempDir;

use super::house::{self, House, sandbox};
use crate::support::database::KEY;
use crate::support::{http, program};

async fn look(house: &House, hours: Hours) -> String {
    house.db().write(Actor::Clock, async |tx| service::look(tx, hours).await).await.unwrap();
    let wanted = "select count(*)::text from outbox where topic = 'bureau.send' and finished_at is null";
    house.test.text(wanted).await
}

#[actix_web::test]
async fn outside_the_hours_nothing_goes_up_and_news_are_fetched_all_the_same() {
    let house = House::open().await;
    let case = house.prepared(1).await;
    let hour = beian::clock::now().with_timezone(&beian::clock::china()).hour();
    let later: Hours = format!("{}-{}", (hour + 2) % 24, (hour + 3) % 24).parse().unwrap();
    assert_eq!(look(&house, later).await, "0");
    let resting = house.another(|settings| settings.hours = later);
    assert!(resting.next().await.unwrap().is_none());
    // Somebody who runs the job by hand changes nothing about it.
    resting.send(Send {}).await.unwrap();
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::ReadyToSend, vec![]));
    resting.fetch(Fetch {}).await.unwrap();
    let fetched = "select (last_contact_at is not null)::text from bureau_line";
    assert_eq!(house.test.text(fetched).await, "true");

    assert_eq!(look(&house, Hours::default()).await, "1");
    assert!(house.exchange().next().await.unwrap().is_some());
    house.work().await;
    assert_eq!((house.state(&case).await, house.uploads()), (StateCode::Verifying, vec![1]));
}

/// The methods that were called.
fn called(world: &World) -> Vec<String> {
    world.log.iter().map(|line| line.what.clone()).filter(|what| what.starts_with("isp_")).collect()
}

#[actix_web::test]
async fn each_service_is_asked_at_its_own_address_and_files_name_the_version_that_was_set() {
    let house = House::open().await;
    let ((status, status_at), (password, password_at)) = (sandbox(), sandbox());
    let more = [
        ("BEIAN_BUREAU_STATUS_URL", format!("http://{status_at}/BeianStatusWebService/queryBeianStatus")),
        ("BEIAN_BUREAU_PASSWORD_URL", format!("http://{password_at}/BeianStatusWebService/verifyBamm")),
        ("BEIAN_BUREAU_VERSION", "V.3.1".to_owned()),
    ];
    let folder = TempDir::new().unwrap();
    let values: BTreeMap<String, String> = program::settings(&house.test.url, &folder, KEY, http::free_ports())
        .into_iter()
        .chain(house.values())
        .chain(more)
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let checked_at = |told: &str| {
        let mut values = values.clone();
        values.insert("BEIAN_BUREAU_PASSWORD_URL".to_owned(), told.to_owned());
        Config::from_values(&values).unwrap().bureau.unwrap().password_url
    };
    assert_eq!(checked_at("off"), None, "it is not asked");
    assert!(checked_at("").is_some_and(|url| url.ends_with("/BeianStatusWebService/verifyBamm")), "beside the first");
    let own = Config::from_values(&values).unwrap().bureau.unwrap();
    let exchange = house.another(|settings| settings.clone_from(&own));

    let case = house.accepted(1).await;
    exchange.prepare(Prepare { filing: case.id }).await.unwrap();
    exchange.send(Send {}).await.unwrap();
    let file = String::from_utf8_lossy(&house.bureau().uploads[0].bytes).into_owned();
    assert!(file.contains(r#"<UploadData version="V.3.1">"#), "{}", file.chars().take(200).collect::<String>());
    let line = StatusLine::new(&own, true).unwrap().unwrap();
    let told = line.ask(&[Question::Domain("example9.cn".into())]).await;
    assert_eq!(told, [Some(Told { is_filed: false, entity_number: None })]);
    let typed = FilingPassword::parse("888888").unwrap();
    exchange.gateway().verify_password("京ICP备00000001号", &typed).await.unwrap();

    assert_eq!(called(&house.bureau()), ["isp_querypreviousupload", "isp_upload"]);
    assert_eq!(called(&status.world()), ["isp_querybeianstatus"]);
    assert_eq!(called(&password.world()), ["isp_verifybamm"]);
}

/// However many call at once: the bureau asks for a moderate rate.
#[actix_web::test]
async fn calls_begin_a_while_apart_and_one_without_a_turn_never_leaves() {
    install_crypto();
    let (_, at) = sandbox();
    let folder = TempDir::new().unwrap();
    let mut own = house::settings(&folder, &format!("http://{at}"));
    own.gap = Duration::from_millis(200);
    let gateway = Gateway::new(&own).unwrap();
    let begun = Instant::now();
    let all = join_all((0..3).map(|_| gateway.download())).await;
    assert!(all.iter().all(|one| one.as_ref().is_ok_and(|answer| answer.code == 2)), "{all:?}");
    assert!(begun.elapsed() >= Duration::from_millis(400), "{:?}", begun.elapsed());

    (own.gap, own.patience) = (Duration::from_secs(600), Duration::from_millis(200));
    let gateway = Gateway::new(&own).unwrap();
    // Whether it is answered in time or not, the next has to wait.
    let _ = gateway.download().await;
    let late = gateway.download().await;
    assert!(matches!(&late, Err(CallFailed::NotReached(why)) if why == "no turn"), "{late:?}");
}
