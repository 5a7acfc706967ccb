//! Somebody who only looks: the public pages, and what is said where nothing is.

use crate::support::stage::Stage;

#[tokio::test]
async fn a_visitor_reads_what_everybody_may_read() {
    let Some(stage) = Stage::set("visitor").await else { return };
    let mut visitor = stage.desktop().await;

    visitor.goto("/").await;
    visitor.look_both("start").await;

    visitor.goto("/check").await;
    visitor.look_both("check").await;

    visitor.goto("/guide").await;
    visitor.look_both("guide").await;

    visitor.goto("/guide/provinces/440000").await;
    visitor.look_both("province").await;

    visitor.goto("/nothing-here").await;
    visitor.sees("site-error-not-found-title").await;
    visitor.look_both("not-found").await;
}
