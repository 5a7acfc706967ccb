//! What the bureau answers: kept call by call, and taken for no more than it says.

use beian::bureau::soap::Method;

use super::house::House;

/// An upload shows how it stands; each call about it is noted with its answer, and what the bureau wrote is sealed.
#[actix_web::test]
async fn each_call_about_a_file_is_kept_with_its_answer() {
    let house = House::open().await;
    house.prepared(1).await;
    house.bureau().switches.maintenance_up = true;
    house.work().await;
    assert_eq!(house.test.text("select answer_code::text from bureau_uploads").await, "901");
    house.cut(Some(Method::PreviousUpload));
    house.work().await;
    house.cut(None);
    assert_eq!(house.test.text("select answer_code::text from bureau_uploads").await, "901", "it waits, and why");
    house.bureau().switches.maintenance_up = false;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    house.work().await;
    let calls = "select string_agg(concat_ws(' ', method, code), ', ' order by begun_at, id) from bureau_calls";
    let told = "previous 0, upload 901, previous, previous 0, upload 0, acknowledge 0";
    assert_eq!(house.test.text(calls).await, told);
    let sealed = "select bool_and(message_sealed is not null and position('维护'::bytea in message_sealed) = 0)::text from bureau_calls where code = 901";
    assert_eq!(house.test.text(sealed).await, "true");
}

/// A file was stored and not confirmed. Only a bureau that has nothing has heard of it.
#[actix_web::test]
async fn an_answer_without_a_file_confirms_nothing_unless_it_says_that_there_is_none() {
    let house = House::with_a_file_unconfirmed().await;
    house.cut(None);
    let stands =
        "select (acknowledged_at is not null)::text || (select failures from bureau_line) from bureau_downloads";
    house.bureau().switches.always = 3;
    house.fetch().await;
    assert_eq!(house.test.text(stands).await, "false2", "it was called again, and not for ever");
    house.bureau().switches.always = 2;
    house.fetch().await;
    assert_eq!(house.test.text(stands).await, "true0");
}
