//! The owner stands in each query: at sites to which the database shows every row, no route of the portal finds, changes or
//! lists what is another's. That the database keeps the rows back as well is shown in `rows`.

use beian::db::Tx;
use beian::schema::filings;
use beian::values::actor::Actor;
use diesel::QueryDsl as _;
use diesel_async::RunQueryDsl as _;

use super::calls::{address, body};
use super::*;
use crate::support::sites::Visitor;

async fn called(cast: &Cast, route: &Route, scene: &Scene, visitor: &Visitor) -> Response {
    let path = address(&route.pattern, scene);
    if route.is_safe() {
        return cast.sites.request(route.site, route.method.clone(), &path, visitor).send().await.unwrap();
    }
    cast.sites.send(route.site, route.method.clone(), &path, visitor, body(&route.pattern, scene)).await
}

/// The same thing of somebody, named as part of a filing.
fn within(scene: &Scene, reference: &str) -> Scene {
    let mut scene = scene.clone();
    for (_, value) in scene.ids.iter_mut().filter(|(name, _)| *name == "ref") {
        *value = reference.to_owned();
    }
    scene
}

/// Those of applicants, as far as they name something or do not.
fn of_applicants(names_something: bool) -> impl Iterator<Item = Route> {
    let is_asked = move |route: &Route| route.pattern.contains('{') == names_something;
    routes(Site::Portal).into_iter().filter(|route| matches!(route.rule, Access::Applicant)).filter(is_asked)
}

#[actix_web::test]
async fn what_is_anothers_is_not_found_where_the_database_shows_every_row() {
    let cast = Cast::seeing_every_row().await;
    let count = async |tx: &mut Tx<'_>| Ok(filings::table.count().get_result::<i64>(tx.conn).await?);
    let seen = cast.sites.program.app.db.read(Actor::Applicant(cast.stranger), count).await.unwrap();
    assert!(seen > 2, "the database keeps rows back: {seen}");
    let own = format!("select ref from filings where account_id = '{}'", cast.stranger);
    let own = cast.world.test_db.text(&own).await;
    let mut prepared = Vec::new();
    for route in of_applicants(true) {
        let scene = cast.scene(route.site, &route.pattern, false).await;
        prepared.push((route, scene));
    }
    assert!(prepared.len() > 50, "the routes are not read");
    let stranger = cast.sites.applicant(cast.stranger).await;
    let before = cast.digest().await;
    for (route, scene) in &prepared {
        let status = called(&cast, route, scene, &stranger).await.status();
        // To throw away a form that is not there is no fault.
        let is_thrown_away = route.pattern == paths::pattern::HELD && !route.is_safe();
        assert!(status == 404 || is_thrown_away, "{}: {status}", route.name());
        if route.is_about_a_filing() && route.pattern.contains("{id}") {
            let status = called(&cast, route, &within(scene, &own), &stranger).await.status();
            assert!(status.is_client_error(), "{} within a filing of their own: {status}", route.name());
        }
        assert_eq!(cast.digest().await, before, "{} changed something", route.name());
    }
    cast.sites.stop().await;
}

#[actix_web::test]
async fn lists_hold_their_readers_own_where_the_database_shows_every_row() {
    let cast = Cast::seeing_every_row().await;
    let test_db = &cast.world.test_db;
    let scene = cast.scene(Site::Portal, &paths::filings(), false).await;
    let draft = format!("select ref from filings where account_id = '{}'", scene.owner);
    let list = cast.sites.get(Site::Portal, &paths::filings(), &cast.sites.applicant(scene.owner).await).await;
    assert!(list.text().await.unwrap().contains(&test_db.text(&draft).await), "a list names what it holds");
    let others = |column: &str, table: &str| {
        format!("select {column} from {table} where account_id is not null and account_id <> '{}'", cast.stranger)
    };
    let references = test_db.texts(&others("ref", "filings")).await;
    let instances = test_db.texts(&others("code", "instances")).await;
    assert!(references.len() > 1 && instances.len() > 1);
    let stranger = cast.sites.applicant(cast.stranger).await;
    for route in of_applicants(false).filter(Route::is_safe) {
        let page = cast.sites.get(route.site, &route.pattern, &stranger).await.text().await.unwrap();
        let told =
            references.iter().cloned().chain(instances.iter().map(|code| format!("{}\"", paths::instance(code))));
        for told in told {
            assert!(!page.contains(&told), "{} shows {told}", route.name());
        }
    }
    cast.sites.stop().await;
}
