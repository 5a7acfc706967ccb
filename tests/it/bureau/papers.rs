//! The papers of a case that is on record go once more on their own, and what the bureau says of them is seen.

use beian::auth::session::{Site, Stage};
use beian::bureau::codes::Operation;
use beian::bureau::messages::{IcpDownload, ItemResult, ResultLine, Results};
use beian::filing::state::StateCode;
use beian::paths::office;
use beian::values::actor::Role;

use super::house::{House, UNIT};
use crate::support::people::a_person_of_staff;
use crate::support::sites::{Body, Sites};

#[actix_web::test]
async fn papers_go_again_on_their_own_and_leave_the_case_as_it_is() {
    let house = House::open().await;
    let (case, elsewhere) = (house.accepted(1).await, house.accepted(2).await);
    house.work().await;
    house.bureau().approve(1, None, beian::clock::now());
    house.work().await;

    let sites = Sites::start_with(&house.test, house.values());
    let officer = a_person_of_staff(&house.test, "papers", Role::Specialist, &[]).await;
    let other = a_person_of_staff(&house.test, "other", Role::Specialist, &["440000"]).await;
    let (officer, other) = (sites.staff(officer, Stage::Full).await, sites.staff(other, Stage::Full).await);
    let page = office::case_part(&case.reference, "bureau/papers");
    let get = async |path: &str| sites.get(Site::Office, path, &officer).await.text().await.unwrap();
    let post = async |path: &str, reason: &'static str| {
        let answer = sites.post(Site::Office, path, &officer, Body::Form(vec![("reason", reason)])).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert!(get(&office::case_tab(&case.reference, "bureau")).await.contains(&page), "the case leads there");
    assert_eq!(sites.get(Site::Office, &page, &other).await.status().as_u16(), 404, "of another province");
    let waiting = office::case_part(&elsewhere.reference, "bureau/papers");
    assert!(get(&waiting).await.contains("备案通过且有材料时"), "nothing is on record yet");
    assert!(post(&waiting, "管局来电").await.1.contains("备案通过且有材料时"));

    let (status, again) = post(&page, " ").await;
    assert!(status == 422 && again.contains("请填写此项") && again.contains("京ICP备00000001号-1"), "{again}");
    assert_eq!(post(&page, "管局来电要求重新提交").await.0, 303);
    assert!(post(&page, "管局来电要求重新提交").await.1.contains("正在上报"), "not twice at a time");
    house.work().await;
    let methods = "select string_agg(method, ' ' order by number) from bureau_uploads";
    assert_eq!(house.test.text(methods).await, "XZBA XZBA XZHYD");
    house.work().await;
    let shown = get(&page).await;
    assert!(shown.contains("材料已入库") && shown.contains("已接收"), "{shown}");
    assert_eq!(house.alarms().await, Vec::<String>::new());

    // It refuses them with an opinion, which is kept sealed and shown.
    let line = ResultLine { code: 1002, text: Some("核验单未盖章".into()) };
    let operation = Operation::Attachments.code();
    let result = ItemResult { lines: vec![line], operation, key: Some("京ICP备00000001号".into()), remark: None };
    let results = Results { results: vec![result], ..Results::default() };
    house.bureau().publish(UNIT, IcpDownload { results: Some(results), ..IcpDownload::default() }, beian::clock::now());
    house.work().await;
    let shown = get(&page).await;
    assert!(shown.contains("1002 ") && shown.contains("核验单未盖章"), "{shown}");
    let in_clear = "select count(*)::text from bureau_items where position('核验单未盖章'::bytea in words_sealed) > 0";
    assert_eq!(house.test.text(in_clear).await, "0");

    // The bureau has no such number any more: somebody looks, and the case stays as it is.
    house.bureau().records.clear();
    assert_eq!(post(&page, "再次提交").await.0, 303);
    house.work().await;
    house.work().await;
    assert!(get(&page).await.contains("1058 "), "{:?}", house.alarms().await);
    assert!(house.alarms().await.iter().any(|told| told.contains("1058")));
    assert_eq!(house.state(&case).await, StateCode::Approved);
    let reasons = "select string_agg(reason, ' ' order by seq) from audit_events where detail = 'papers again'";
    assert_eq!(house.test.text(reasons).await, "管局来电要求重新提交 再次提交");
    sites.stop().await;
}
