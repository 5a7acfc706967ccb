//! Whatever is not a GET: without the token of this very session, or from another place, it is refused and does nothing.

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, ORIGIN};

use super::calls::{address, body};
use super::*;
use crate::support::sites::Visitor;

/// A request with everything right but one thing.
fn forgeries(
    cast: &Cast,
    route: &Route,
    scene: &Scene,
    own: &Visitor,
    other: &Visitor,
) -> Vec<(&'static str, RequestBuilder)> {
    let path = &address(&route.pattern, scene);
    let (token, stolen) = (own.token(), other.token());
    let request = || cast.sites.request(route.site, route.method.clone(), path, own);
    let bare = || cast.sites.bare(route.site, route.method.clone(), path, own);
    let origin = cast.sites.origin(route.site);
    let foreign = cast.sites.origin(if route.site == Site::Portal { Site::Office } else { Site::Portal });
    let body = body(&route.pattern, scene);
    let right = |request| body.put(request, Some(&token));
    vec![
        ("without a token", body.put(request(), None)),
        ("with another's token", body.put(request(), Some(&stolen))),
        ("with a broken token", body.put(request(), Some(&token[1..]))),
        ("from nowhere", right(bare())),
        ("from the other site's origin", right(bare().header(ORIGIN, foreign))),
        ("from an opaque origin", right(bare().header(ORIGIN, "null"))),
        ("from another site", right(bare().header(ORIGIN, origin).header("sec-fetch-site", "cross-site"))),
        ("from the other port", right(bare().header(ORIGIN, origin).header("sec-fetch-site", "same-site"))),
        ("from the address bar", right(bare().header("sec-fetch-site", "none"))),
    ]
}

async fn holds(site: Site) {
    let cast = Cast::start().await;
    for route in routes(site).iter().filter(|route| !route.is_safe()) {
        let insider = Who::at(site).iter().copied().find(|who| !route.is_closed_to(*who)).expect("somebody may");
        let scene = cast.scene(site, &route.pattern, false).await;
        let path = address(&route.pattern, &scene);
        let own = cast.visitor(site, insider, &scene).await;
        let other =
            cast.visitor(site, if insider == Who::Nobody { Who::Nobody } else { Who::at(site)[2] }, &scene).await;
        let before = cast.digest().await;
        for (name, request) in forgeries(&cast, route, &scene, &own, &other) {
            let answer = request.send().await.unwrap();
            let what = format!("{} {name}", route.name());
            assert_eq!(answer.status(), 403, "{what}");
            ensure_dressed(&answer, &what);
        }
        // A form of a type that no page of ours sends.
        let request = cast.sites.request(site, route.method.clone(), &path, &own).header(CONTENT_TYPE, "text/plain");
        let answer = request.body(format!("csrf={}", own.token())).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{} as text: {}", route.name(), answer.status());
        assert_eq!(before, cast.digest().await, "{} changed something", route.name());
    }
    cast.sites.stop().await;
}

#[actix_web::test]
async fn no_form_of_the_portal_is_taken_without_its_token_or_from_elsewhere() {
    holds(Site::Portal).await;
}

#[actix_web::test]
async fn no_form_of_the_back_office_is_taken_without_its_token_or_from_elsewhere() {
    holds(Site::Office).await;
}

#[actix_web::test]
async fn what_is_not_declared_is_not_there() {
    let cast = Cast::start().await;
    for site in [Site::Portal, Site::Office] {
        let declared = routes(site);
        for route in &declared {
            let scene = cast.scene(site, &route.pattern, false).await;
            let path = address(&route.pattern, &scene);
            for who in [Who::Nobody, Who::at(site)[1]] {
                let visitor = cast.visitor(site, who, &scene).await;
                for method in [Method::PUT, Method::DELETE, Method::PATCH] {
                    if declared.iter().any(|other| other.method == method && other.pattern == route.pattern) {
                        continue;
                    }
                    let what = format!("{method} {}", route.pattern);
                    let answer = cast.sites.request(site, method, &path, &visitor).send().await.unwrap();
                    assert_eq!(answer.status(), 404, "{what}");
                    ensure_dressed(&answer, &what);
                }
            }
        }
        let visitor = cast.sites.nobody(site);
        for path in ["/nothing", "/assets/..%2fCargo.toml", "/assets/.env", "/cases/x/y/z"] {
            let answer = cast.sites.get(site, path, &visitor).await;
            assert_eq!(answer.status(), 404, "{path}");
            ensure_dressed(&answer, path);
        }
    }
    cast.sites.stop().await;
}
