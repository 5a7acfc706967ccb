//! What the operator is told is kept in no language, and read in that of whoever reads it.

use beian::paths::office;

use super::house::{House, UNIT};
use super::operator::Operator;

/// Both pages on which the operator is told of the line say some words.
async fn both_say(operator: &Operator, words: &str) {
    for page in [office::exchange(), office::deliveries()] {
        let shown = operator.get(&page).await;
        assert!(shown.contains(words), "{page} does not say {words:?}: {shown}");
    }
}

#[actix_web::test]
async fn an_alarm_is_read_in_the_readers_language_and_what_was_kept_in_words_as_it_is() {
    let house = House::open().await;
    house.prepared(1).await;
    house.bureau().settings.units[0].password = "another".into();
    house.work().await;
    let kept = house.test.text("select last_error from outbox where outcome = 'dead'").await;
    assert!(kept.contains(r#""key":"exchange-alarm-stands-still""#) && !kept.contains("stands still"), "{kept}");
    let operator = Operator::of(&house).await;
    both_say(&operator, "已暂停上报，需人工恢复。").await;
    both_say(&operator, "代码 5，").await;
    house.test.as_owner("update staff set language = 'en'").await;
    both_say(&operator, "The line stands still until it is let go on.").await;
    both_say(&operator, "code 5, ").await;
    // By a program before.
    let before = "upload 7 was not taken: code 5, wrong password";
    house.test.as_owner(&format!("update outbox set last_error = '{before}' where outcome = 'dead'")).await;
    both_say(&operator, before).await;
    operator.leave().await;
}

#[actix_web::test]
async fn why_a_file_cannot_be_read_is_told_in_the_readers_language() {
    let house = House::open().await;
    house.bureau().send_tables(UNIT, beian::clock::now());
    house.bureau().outgoing[0].text = "<!DOCTYPE a><a/>".into();
    house.work().await;
    let operator = Operator::of(&house).await;
    let id = house.test.text("select id::text from bureau_downloads").await;
    let of_file = async || operator.get(&office::exchange_file(&id)).await;
    both_say(&operator, "含有文档类型声明。").await;
    assert!(of_file().await.contains("含有文档类型声明。"));
    house.test.as_owner("update staff set language = 'en'").await;
    both_say(&operator, "It declares a document type.").await;
    assert!(of_file().await.contains("It declares a document type."));
    // By a program before.
    let before =
        "update bureau_downloads set trouble = 'document type'; update bureau_items set reason = 'document type'";
    house.test.as_owner(before).await;
    let page = of_file().await;
    assert!(page.contains("document type") && !page.contains("Not understood"), "{page}");
    operator.leave().await;
}
