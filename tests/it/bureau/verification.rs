//! A task of verification that leaves out what its answer must tell: the form asks for it.

use beian::bureau::gbk;
use beian::paths::office;
use beian::values::actor::Role;

use super::house::{House, UNIT};
use super::operator::Operator;
use super::work::on_record;

/// A text without each of some elements.
fn without(text: &str, elements: &[&str]) -> String {
    elements.iter().fold(text.to_owned(), |text, element| {
        let (start, end) = (format!("<{element}>"), format!("</{element}>"));
        let mut parts = text.split(&start);
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |kept, part| kept + part.split_once(&end).expect("the end of the element").1)
    })
}

/// A house to which a task came without some elements, and the page of the task.
async fn asked_without(elements: &[&str]) -> (House, String) {
    let house = on_record().await;
    {
        let mut bureau = house.bureau();
        let entity = bureau.records[0].filing.entity.entity_id;
        assert!(bureau.order_verification(UNIT, entity, beian::clock::now()));
        let text = &mut bureau.outgoing.last_mut().unwrap().text;
        assert!(["<Fzr_sjhm>", "<Shiid>", "<Fwnr>"].iter().all(|element| text.contains(element)), "{text}");
        *text = without(text, elements);
    }
    house.work().await;
    let id = house.test.text("select id::text from bureau_tasks").await;
    (house, office::bureau_task(id))
}

#[actix_web::test]
async fn what_a_task_leaves_out_is_asked_for_and_goes_up_with_its_answer() {
    let (house, task) = asked_without(&["Fzr_sjhm", "Shiid", "Fwnr"]).await;
    let officer = Operator::who_is(&house, Role::Specialist).await;
    let page = officer.get(&task).await;
    for words in ["主体负责人手机号码", "主体通信地址所在市", "example1.cn 的服务内容"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    // What is missing or wrong stands beside its field, and what was typed stays.
    let typed = |mobile: &'static str, city: &'static str, services: &'static str| {
        [
            ("act", "answer"),
            ("outcome", "passed"),
            ("opinion", "信息属实"),
            ("mobile", mobile),
            ("city", city),
            ("services", services),
        ]
    };
    let (status, again) = officer.post(&task, &typed("138", "", "")).await;
    assert_eq!(status, 422, "{again}");
    for beside in ["mobile-error", "city-error", "services-1-error", "请选择所在市", "请选择服务内容"] {
        assert!(again.contains(beside), "{beside}: {again}");
    }
    assert!(again.contains(r#"value="138""#) && again.contains("信息属实"), "{again}");
    assert!(again.contains(r#"name="_typed""#), "the other language asks with what was typed: {again}");
    let (status, again) = officer.post(&task, &typed("13800000002", "310100", "1")).await;
    assert!(status == 422 && again.contains("city-error"), "a city of another province: {again}");
    let chosen = r#"<option value="1" selected>"#;
    assert!(again.contains(chosen) && again.contains(r#"value="13800000002""#), "{again}");
    house.test.as_owner("update staff set language = 'en'").await;
    let (_, english) = officer.post(&task, &typed("13800000002", "", "1")).await;
    for words in ["Mobile number of the entity", "Choose the city", "Service content of example1.cn"] {
        assert!(english.contains(words), "{words}: {english}");
    }
    assert_eq!(house.test.text("select count(*)::text from bureau_uploads where method = 'HSJG'").await, "0");

    assert_eq!(officer.post(&task, &typed("138 0000 0002", "110100", "1")).await.0, 303);
    officer.leave().await;
    house.work().await;
    assert_eq!(house.uploads(), [1, 2], "{:?}", house.alarms().await);
    let sent = gbk::decode(&house.bureau().uploads[1].bytes).unwrap();
    for element in
        ["<sjhm>13800000002</sjhm>", "<Shiid>110100</Shiid>", "<Fwnr><Fwnr_id>1</Fwnr_id></Fwnr>", "<Hsjg>0</Hsjg>"]
    {
        assert!(sent.contains(element), "{element}: {sent}");
    }
    house.work().await;
    let done = "select concat_ws(' ', outcome, done_at is not null) from bureau_tasks";
    assert_eq!(house.test.text(done).await, "passed t");
    assert!(!house.alarms().await.iter().any(|told| told.contains("5001")), "{:?}", house.alarms().await);
}

/// Nothing is asked that the bureau told, and nothing that it told is written over.
#[actix_web::test]
async fn what_a_task_tells_is_not_asked_for() {
    let (house, task) = asked_without(&["Fwnr"]).await;
    let told = |house: &House| {
        let filing = house.bureau().records[0].filing.clone();
        (filing.entity.person.mobile.unwrap(), filing.entity.address.city.unwrap())
    };
    let (mobile, city) = told(&house);
    let officer = Operator::who_is(&house, Role::Specialist).await;
    let page = officer.get(&task).await;
    assert!(page.contains(r#"id="services-1""#), "{page}");
    assert!(!page.contains(r#"name="mobile""#) && !page.contains(r#"name="city""#), "{page}");
    let typed = [
        ("act", "answer"),
        ("outcome", "passed"),
        ("opinion", "信息属实"),
        ("mobile", "13999999999"),
        ("city", "310100"),
        ("services", "2"),
    ];
    assert_eq!(officer.post(&task, &typed).await.0, 303);
    officer.leave().await;
    house.work().await;
    let sent = gbk::decode(&house.bureau().uploads[1].bytes).unwrap();
    assert!(sent.contains(&format!("<sjhm>{mobile}</sjhm>")) && sent.contains(&format!("<Shiid>{city}</Shiid>")));
    assert!(sent.contains("<Fwnr_id>2</Fwnr_id>") && !sent.contains("13999999999"), "{sent}");
}
