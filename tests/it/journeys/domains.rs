//! A domain from the provider's own table: what is wrong is told beside the domain and mended before anything is sent; the
//! desk sees who said so and when. What nobody could look at is said, and stops nobody.

use beian::values::actor::Role;

use super::account::arrive;
use super::steps::desk::Officer;
use super::steps::filers::ORGANISATION;
use super::steps::{filing, reference};
use crate::support::program::Program;
use crate::support::stage::Stage;

/// The provider's system tells of the domain: since when its holder is verified, and until when it is registered.
fn register_domain(program: &Program, verified_on: &str, expires_on: &str) {
    let own = &ORGANISATION;
    let csv = format!(
        "domain,holder,certificate_kind,certificate_number,registrar,registered_on,verified_on,expires_on\n\
         garden-example.cn,{},1,91110000MA00000077,示例云,2020-01-01,{verified_on},{expires_on}\n",
        own.name
    );
    let file = program.file("domains.csv", csv);
    program.command(&["domains", "import", file.to_str().unwrap()]);
}

#[tokio::test]
async fn what_is_wrong_with_a_domain_is_mended_before_it_is_sent() {
    let Some(stage) = Stage::set("domains").await else { return };
    let own = &ORGANISATION;
    let mut chen = stage.desktop().await;
    arrive(&stage.program, &chen, own.email, own.mobile).await;
    filing::buy_a_server(&stage.program, own);
    register_domain(&stage.program, "", "2026-12-20");
    let path = filing::begin(&chen, own).await;
    filing::fill_section(&chen, &path, "access", &[("instance", own.instance)]).await;
    filing::fill_section(&chen, &path, "entity", own.entity).await;
    filing::fill_section(&chen, &path, "entity-person", own.entity_person).await;

    chen.fill_all(own.website).await;
    chen.press("site-save-continue").await;
    chen.sees_words("尚未完成实名认证").await;
    chen.sees_words("2026-12-20 到期").await;
    chen.look_both("website").await;

    register_domain(&stage.program, "2020-01-02", "2028-12-20");
    chen.press("site-save-continue").await;
    filing::fill_section(&chen, &path, "websites/1/person", own.website_person).await;
    filing::consent(&chen, &path).await;
    filing::upload(&chen, &stage.program, &path, own).await;
    chen.goto(&format!("{path}/check")).await;
    chen.sees_words("未能自动核对").await;
    chen.look_both("check").await;
    filing::submit(&chen, &path).await;

    let mut lin = Officer::on_duty(&stage, "lin", Role::Specialist).await;
    let case = reference(&path).to_owned();
    lin.claim(&case).await;
    lin.browser.goto(&format!("/cases/{case}?section=websites/1")).await;
    lin.browser.sees_words("取自本平台的域名登记").await;
    lin.browser.look_both("case").await;
}
