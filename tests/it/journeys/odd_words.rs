//! Names and words that forms are rarely tried with: rare characters, signs of other scripts, invisible ones, long ones.
//! Each is met where it is typed, with advice; what was typed stays.

use beian::text::Lang;

use super::account::arrive;
use super::steps::filers::ORGANISATION;
use super::steps::filing;
use crate::support::browser::Browser;
use crate::support::stage::Stage;

/// Saves and expects to be told something; what was typed stays in the control.
async fn is_told(person: &Browser, field: &str, typed: &str, words: &str) {
    person.fill(field, typed).await;
    person.press("site-save-continue").await;
    person.sees("site-errors").await;
    person.sees_words(words).await;
    assert_eq!(person.value(field).await, typed, "{field} lost its words");
}

#[tokio::test]
async fn odd_words_are_met_where_they_are_typed() {
    let Some(stage) = Stage::set("odd-words").await else { return };
    let own = &ORGANISATION;
    let mut chen = stage.phone().await;
    arrive(&stage.program, &chen, own.email, own.mobile).await;

    chen.goto("/filings/new?kind=4&province=110000").await;
    chen.fill_all(own.type_check).await;
    // A Cyrillic а, and a character that no screen shows.
    chen.fill("domain", "gаrden-example.cn").await;
    chen.fill("entity_name", "北京\u{200b}示例花园有限公司").await;
    chen.press("wizard-new-submit").await;
    chen.sees_words("形似拉丁字母").await;
    chen.sees_words("U+200B").await;
    chen.look("type-check-look-alike").await;
    assert_eq!(chen.value("domain").await, "gаrden-example.cn");

    // The name as printed may hold what the bureau's system cannot: a warning, and a hundred characters.
    let name = format!("北京𠮷祥（示例·花园）{}有限公司", "很长".repeat(40));
    chen.fill("domain", "garden-example.cn").await;
    chen.fill("entity_name", &name).await;
    chen.press("wizard-new-submit").await;
    chen.sees("wizard-started").await;
    let path = chen.path().await;
    chen.sees_words(&name).await;
    chen.sees_words("1 项提醒").await;
    chen.look_both("filing-of-a-long-name").await;

    chen.goto(&format!("{path}/entity")).await;
    chen.fill_all(own.entity).await;
    is_told(&chen, "cert_address", "北京市海淀区示例路1号\u{1f33c}", "无法传送至管理局系统").await;
    is_told(&chen, "cert_address", "北京市海淀区示例路1号\u{202e}", "看不见的字符").await;
    is_told(&chen, "cert_address", &"北".repeat(201), "已超出 1 个").await;
    chen.look("entity-too-long").await;
    chen.fill("investor", &name).await;
    let longest = format!("北京市海淀区示例路1号{}", "院".repeat(189));
    filing::fill_section(&chen, &path, "entity", &[("cert_address", &longest)]).await;

    chen.fill_all(own.entity_person).await;
    is_told(&chen, "name", "陈小花\u{1f33c}", "不能含有").await;
    // One in another's own name is for the desk: a warning, no error.
    let (printed, script) = ("𠮷田·小花", "<script>alert(1)</script>");
    is_told(&chen, "name", script, "不能含有“<”").await;
    filing::fill_section(&chen, &path, "entity-person", &[("name", printed)]).await;

    chen.fill_all(own.website).await;
    is_told(&chen, "site_name", &"花".repeat(31), "已超出 1 个").await;
    is_told(&chen, "domains", "www.garden-example.cn", "不带 www").await;
    chen.look("website-told").await;

    chen.goto(&path).await;
    chen.sees_words("还有").await;
    chen.look("filing-in-progress").await;
    chen.goto(&format!("{path}/check")).await;
    chen.sees_words(&longest).await;
    chen.sees_words(printed).await;
    chen.speak(Lang::En).await;
    chen.look("check-of-long-words").await;
}
