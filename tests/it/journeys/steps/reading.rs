//! What was read from papers, on the pages of their owner.

use serde_json::json;

use crate::recognition::pages::{field, read};
use crate::support::browser::Browser;
use crate::support::program::Program;

/// What was read from a paper stands on the page of its section, and fills what is empty at the press of a button.
pub async fn are_read(program: &Program, chen: &mut Browser, path: &str) {
    let reference = super::reference(path);
    let id = program.database.text(&format!("select id::text from filings where ref = '{reference}'")).await;
    let fields = json!([field("name", "别的有限公司"), field("address", "北京市海淀区示例路1号2层")]);
    read(program, id.parse().unwrap(), "entity-certificate", fields).await;
    let here = format!("{path}/entity");
    chen.goto(&here).await;
    chen.fill("cert_address", "").await;
    chen.press("site-save-later").await;
    chen.leaves(&here).await;
    chen.goto(&here).await;
    chen.sees("printed-title").await;
    chen.look_both("entity-read").await;
    chen.click("button[name=then][value=fill]").await;
    chen.sees("printed-filled").await;
    assert_eq!(chen.value("cert_address").await, "北京市海淀区示例路1号2层");
    chen.goto(&format!("{path}/materials")).await;
    chen.look_both("papers-read").await;
}
