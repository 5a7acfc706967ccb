//! A website that moves to another entity, and one filed elsewhere that comes here too.

use beian::registry::lookup::{DomainStatus, EntityStatus};

use super::account::arrive;
use super::record::{ask, begin};
use super::steps::filers::{Filer, ORGANISATION};
use super::steps::on_record::{self, Registrar, numbers};
use super::steps::{filing, reference};
use crate::support::stage::Stage;

const OWN: &Filer = &ORGANISATION;

#[tokio::test]
async fn a_website_moves_to_another_company() {
    let Some(stage) = Stage::set("migration").await else { return };
    let desk = Registrar::enter(&stage.program).await;
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, OWN.email, OWN.mobile).await;
    let from = desk.newest_account(&stage.program).await;
    let first = desk.on_record(&stage.program, from, 1).await;
    let mut lin = stage.desktop().await;
    arrive(&stage.program, &lin, "lin@example.com", "13800138000").await;
    let to = desk.newest_account(&stage.program).await;
    let second = desk.on_record(&stage.program, to, 2).await;
    lin.goto("/filings/receive").await;
    lin.press("record-receive-make").await;
    lin.sees("record-receive-code").await;
    let code = lin.find("#receiving-code").await.text().await.unwrap();

    let sent = begin(&mut chen, &first, "transfer", "migrate", "migrate").await;
    chen.goto(&format!("{sent}/operation")).await;
    chen.fill_all(&[("receiving_code", "0000-0000-0000"), ("reason", "业务转到关联公司")]).await;
    chen.press("site-save-continue").await;
    chen.sees("filing-operation-code-unknown").await;
    chen.look("no-such-code").await;
    filing::fill_section(&chen, &sent, "operation", &[("receiving_code", &code)]).await;
    filing::submit(&chen, &sent).await;
    desk.go_through(reference(&sent), Some(numbers(2, &[2]))).await;
    chen.goto(&sent).await;
    chen.sees("wizard-panel-done-title").await;
    chen.look("moved").await;
    lin.goto(&format!("{second}/changes")).await;
    lin.sees_words("京ICP备2026000002号-2").await;
    lin.look("received").await;
}

#[tokio::test]
async fn a_website_filed_elsewhere_comes_here_too() {
    let Some(stage) = Stage::set("access").await else { return };
    let desk = Registrar::enter(&stage.program).await;
    let mut wu = stage.desktop().await;
    arrive(&stage.program, &wu, OWN.email, OWN.mobile).await;
    let account = desk.newest_account(&stage.program).await;
    desk.an_instance(&stage.program, account, 4).await;
    ask(&wu, 4, "example4.cn", "domain").await;
    wu.sees("wizard-lookup-asked").await;
    desk.answers(EntityStatus::Elsewhere, DomainStatus::Elsewhere).await;
    wu.goto("/filings/new").await;
    wu.press("wizard-lookup-go-on").await;
    wu.press("wizard-new-submit").await;
    wu.sees("filing-type-access").await;
    wu.look("found").await;
    wu.press("wizard-type-begin").await;
    wu.sees("wizard-started").await;
    let path = wu.path().await;
    let number = "京ICP备2026000004号";
    let differs = [("entity_number", number), ("website_number", &format!("{number}-1")), ("differs", "yes")];
    filing::fill_section(&wu, &path, "operation", &differs).await;
    wu.goto(&format!("{path}/check")).await;
    wu.sees("filing-record-differs-later").await;
    wu.look_both("differs").await;
    filing::fill_section(&wu, &path, "access", &[("instance", "i-4")]).await;
    on_record::fill_entity(&wu, &path, 4).await;
    on_record::fill_website(&wu, &path, 4).await;
    filing::consent(&wu, &path).await;
    filing::upload(&wu, &stage.program, &path, OWN).await;
    filing::submit(&wu, &path).await;
    desk.go_through(reference(&path), Some(numbers(4, &[1]))).await;
    wu.goto(&path).await;
    wu.sees("wizard-panel-approved-title").await;
    wu.look("approved").await;
}
