//! The table route by role: a changed rule shows as a changed line.

use std::collections::BTreeMap;

use super::calls::{address, body};
use super::*;
use crate::support::sites::Visitor;

/// What came of every call, and what should not have.
#[derive(Default)]
struct Table {
    rows: BTreeMap<(String, String), Vec<(Who, String)>>,
    faults: Vec<String>,
}

/// What a route is called with by each who calls it.
struct Prepared<'a> {
    route: &'a Route,
    scene: Scene,
    callers: Vec<(Who, Visitor)>,
}

impl<'a> Prepared<'a> {
    async fn new(cast: &Cast, route: &'a Route, is_fresh: bool, callers: impl Iterator<Item = Who>) -> Self {
        let scene = cast.scene(route.site, &route.pattern, is_fresh).await;
        let mut ready = Vec::new();
        for who in callers {
            ready.push((who, cast.visitor(route.site, who, &scene).await));
        }
        Self { route, scene, callers: ready }
    }

    /// Calls it as everybody in turn.
    async fn call(&self, cast: &Cast, table: &mut Table) {
        let Self { route, scene, callers } = self;
        let path = address(&route.pattern, scene);
        for (who, visitor) in callers {
            let answer = if route.is_safe() {
                cast.sites.request(route.site, route.method.clone(), &path, visitor).send().await.unwrap()
            } else {
                cast.sites.send(route.site, route.method.clone(), &path, visitor, body(&route.pattern, scene)).await
            };
            let what = format!("{} by {}", route.name(), who.name());
            ensure_dressed(&answer, &what);
            let outcome = outcome(&answer, scene);
            let is_fault = answer.status().is_server_error() || route.admits(*who) && answer.status() == 403;
            let is_shut = matches!(outcome.as_str(), "403" | "404" | "-> /sign-in" | "-> /sign-in/code" | "-> /");
            if is_fault || route.is_closed_to(*who) && !is_shut {
                table.faults.push(format!("{what}: {outcome}"));
            }
            table.rows.entry((route.pattern.clone(), route.method.to_string())).or_default().push((*who, outcome));
        }
    }
}

/// Calls every one and holds that none of them changes anything.
async fn call_unchanging(cast: &Cast, prepared: &[Prepared<'_>], table: &mut Table) {
    let mut before = cast.digest().await;
    for one in prepared {
        one.call(cast, table).await;
        let after = cast.digest().await;
        let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
        assert!(changed.is_empty(), "{} changed {changed:?}", one.route.name());
        before = after;
    }
}

async fn table(site: Site) -> String {
    let cast = Cast::start().await;
    let routes = routes(site);
    let mut table = Table::default();
    let mut prepared = Vec::new();
    for route in routes.iter().filter(|route| route.is_safe()) {
        prepared.push(Prepared::new(&cast, route, false, Who::at(site).iter().copied()).await);
    }
    call_unchanging(&cast, &prepared, &mut table).await;
    let mut prepared = Vec::new();
    for route in routes.iter().filter(|route| !route.is_safe()) {
        let outside = Who::at(site).iter().copied().filter(|who| route.is_closed_to(*who));
        prepared.push(Prepared::new(&cast, route, false, outside).await);
    }
    call_unchanging(&cast, &prepared, &mut table).await;
    for route in routes.iter().filter(|route| !route.is_safe()) {
        for who in Who::at(site).iter().copied().filter(|who| !route.is_closed_to(*who)) {
            Prepared::new(&cast, route, true, [who].into_iter()).await.call(&cast, &mut table).await;
        }
    }
    cast.sites.stop().await;
    assert!(table.faults.is_empty(), "{:#?}", table.faults);
    show(&routes, &table)
}

/// A route a paragraph: its rule, then who meets what.
fn show(routes: &[Route], table: &Table) -> String {
    let mut text = String::new();
    for route in routes {
        let outcomes = &table.rows[&(route.pattern.clone(), route.method.to_string())];
        let mut groups: Vec<(&String, Vec<&str>)> = Vec::new();
        for who in Who::at(route.site) {
            let (_, outcome) = outcomes.iter().find(|(known, _)| known == who).expect("everybody calls");
            match groups.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, names)) => names.push(who.name()),
                None => groups.push((outcome, vec![who.name()])),
            }
        }
        text.push_str(&format!("{} {} [{}]\n", route.method, route.pattern, words(route.rule)));
        match groups.as_slice() {
            [(outcome, _)] => text.push_str(&format!("  {outcome} everybody\n")),
            _ => {
                groups.iter().for_each(|(outcome, names)| text.push_str(&format!("  {outcome} {}\n", names.join(", "))))
            }
        }
    }
    text
}

#[actix_web::test]
async fn every_route_of_the_portal_by_everybody() {
    insta::assert_snapshot!(table(Site::Portal).await);
}

#[actix_web::test]
async fn every_route_of_the_back_office_by_everybody() {
    insta::assert_snapshot!(table(Site::Office).await);
}
