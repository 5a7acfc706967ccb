//! Every declared route of both sites, by everybody, with real ids: who may, what a form needs, that reading changes
//! nothing, that every answer is dressed.

mod calls;
pub(crate) mod cast;
mod exchange;
mod faces;
mod forms;
mod held;
mod hostile;
mod hosting;
mod links;
mod matrix;
mod owners;
mod programs;
mod standing;
mod typed;

use actix_web::http::Method as Known;
use beian::app;
use beian::auth::session::Site;
use beian::paths;
use beian::values::actor::Role;
use beian::web::Access;
use reqwest::{Method, Response};

use self::cast::{Cast, Scene, Who};
use crate::support::sources;

/// A declared route.
struct Route {
    site: Site,
    method: Method,
    pattern: String,
    rule: Access,
}

impl Route {
    /// Whether its rule lets somebody in; what they see there is another question.
    fn admits(&self, who: Who) -> bool {
        match self.rule {
            Access::Public => true,
            Access::Applicant => matches!(who, Who::Owner | Who::Stranger),
            Access::StaffCode => who == Who::HalfWay,
            Access::Program(_) | Access::Signed => false,
            Access::Staff(roles) => who.role().is_some_and(|role| roles.contains(&role)),
        }
    }

    /// Whether it is about one filing, which some who are let in must not find.
    fn is_about_a_filing(&self) -> bool {
        self.pattern.contains("{ref}")
    }

    /// What must change nothing by this person: the rule keeps them out, or the filing is none of theirs.
    fn is_closed_to(&self, who: Who) -> bool {
        !self.admits(who) || self.is_about_a_filing() && matches!(who, Who::Stranger | Who::Elsewhere)
    }

    /// Whether it only tells.
    fn is_safe(&self) -> bool {
        matches!(self.method, Method::GET | Method::OPTIONS)
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.pattern)
    }
}

/// The routes of a site for people, in a steady order; those for programs have a table of their own, and what is
/// signed has tests where it belongs.
fn routes(site: Site) -> Vec<Route> {
    let declared = app::routes(site);
    let mut routes: Vec<Route> = declared
        .rules()
        .iter()
        .filter(|(_, rule)| !matches!(rule, Access::Program(_) | Access::Signed))
        .map(|((method, pattern), rule)| Route {
            site,
            method: if *method == Known::GET { Method::GET } else { method.as_str().parse().unwrap() },
            pattern: pattern.clone(),
            rule: *rule,
        })
        .collect();
    routes.sort_by(|a, b| (&a.pattern, a.method.as_str()).cmp(&(&b.pattern, b.method.as_str())));
    assert!(routes.len() > 25, "the routes are not read");
    routes
}

fn words(rule: Access) -> String {
    match rule {
        Access::Public => "anybody".into(),
        Access::Applicant => "applicants".into(),
        Access::StaffCode => "staff before the code".into(),
        Access::Signed => "who signs".into(),
        Access::Program(scope) => format!("programs for {scope}"),
        Access::Staff(roles) if roles.len() == Role::ALL.len() => "staff".into(),
        Access::Staff(roles) => roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(", "),
    }
}

/// An answer in few words: a status, or where it leads. Ids are put back into their places.
fn outcome(response: &Response, scene: &Scene) -> String {
    let status = response.status().as_u16();
    // What was made just now has an address that nobody knew before.
    let leads = response.headers().get("location").filter(|_| status != 201);
    let Some(to) = leads.and_then(|to| to.to_str().ok()) else {
        return status.to_string();
    };
    let path = to.split('?').next().unwrap_or_default();
    let mut path = path.to_owned();
    for (name, value) in &scene.ids {
        path = path.replace(value, &format!("{{{name}}}"));
    }
    // Secrets of links that were made a moment ago.
    let segments = path.split('/').map(|segment| if segment.len() == 43 { "{token}" } else { segment });
    let path = segments.collect::<Vec<_>>().join("/");
    if status == 303 { format!("-> {path}") } else { format!("{status} -> {path}") }
}

/// What every answer bears, whatever it is.
fn ensure_dressed(response: &Response, what: &str) {
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    // Pictures and clips have no script, no form and no base at all.
    let is_closed = ["form-action 'self'", "base-uri 'none'"].iter().all(|own| policy.contains(own));
    assert!(is_closed || policy.contains("sandbox"), "{what}: {policy}");
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        assert_eq!(header(name), "same-origin", "{what}: {name}");
    }
    assert!(header("permissions-policy").contains("geolocation=()"), "{what}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    let path = response.url().path();
    let is_secret = paths::SECRET.iter().any(|begin| path.starts_with(begin));
    assert_eq!(header("referrer-policy"), if is_secret { "strict-origin" } else { "same-origin" }, "{what}");
    let is_asset = path.starts_with("/assets/") && response.status() == 200;
    let kept = header("cache-control");
    assert!(if is_asset { kept.contains("immutable") } else { kept == "no-store" }, "{what}: {kept}");
    for cookie in response.headers().get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{what}: {cookie}");
    }
}

#[test]
fn addresses_that_let_somebody_in_are_known_and_stand_in_no_log_of_the_proxy() {
    for route in [Site::Portal, Site::Office].into_iter().flat_map(routes) {
        let is_known = paths::SECRET.iter().any(|begin| route.pattern.starts_with(begin));
        assert_eq!(is_known, route.pattern.contains("{token}"), "{}", route.pattern);
    }
    let readme = std::fs::read_to_string(sources::root().join("README.md")).unwrap();
    let begins = paths::SECRET.map(|begin| begin.trim_matches('/')).join("|");
    let (_, location) = readme.split_once(&format!("location ~ ^/({begins})/ {{")).expect("the proxy knows them");
    assert!(location.split('}').next().is_some_and(|lines| lines.contains("access_log off;")));
}
