//! What the layouts show around every page.

use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest};

use super::cookies::{self, Purpose};
use super::csrf;
use super::flash::{self, Flash};
use super::guard;
use super::post_form::Typed;
use super::state::{App, SiteState};
use super::viewer::Viewer;
use crate::auth::session::{Site, Stage, Who};
use crate::paths;
use crate::text::{Lang, Tr};
use crate::values::actor::Role;

/// The person in the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewerCard {
    /// Name of staff; for applicants the word for their account.
    pub name: String,
    /// Role in words; empty for applicants.
    pub role_label: String,
}

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// The word.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// Whether it is where we are.
    pub current: bool,
    /// A number beside it.
    pub badge: Option<i64>,
}

/// The provider, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProviderCard {
    /// Name.
    pub name: String,
    /// Phone of the desk.
    pub phone: String,
    /// Mail of the desk.
    pub email: String,
}

/// Layout data of a page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Title of the page, without the site's name.
    pub title: String,
    /// Language of the page.
    pub lang: Lang,
    /// Who is signed in.
    pub viewer: Option<ViewerCard>,
    /// Token for the forms of this page.
    pub csrf: String,
    /// A message from the page before.
    pub flash: Option<Flash>,
    /// Path and query of this page, for the language switch.
    pub here: String,
    /// What was typed, where this page answers a form: a refused one is shown in the other language as it stands.
    pub typed: String,
    /// The navigation.
    pub nav: Vec<NavItem>,
    /// The provider.
    pub provider: ProviderCard,
    /// Whether this is the demo.
    pub is_demo: bool,
    /// Large text for older people.
    pub large_text: bool,
    /// Dark or light back office; as the reader's system is, where nothing was chosen.
    pub dark: Option<bool>,
    /// The applicant's mobile is still to be confirmed, and this page is not about that.
    pub needs_mobile: bool,
    /// What stands here is shown this once, or to whom it is shown is not known: nothing is offered that would show the page anew,
    /// and without it.
    pub is_once: bool,
}

impl Page {
    /// The layout data of a page with a title that is already in words.
    pub fn new(req: &HttpRequest, title: impl Into<String>) -> Self {
        let viewer = Viewer::of(req);
        let t = viewer.t();
        let app = req.app_data::<Data<App>>();
        let site = SiteState::of(req).map_or(Site::Portal, |state| state.site);
        let session = viewer.session.as_ref();
        Self {
            title: title.into(),
            lang: viewer.lang,
            viewer: session.and_then(|session| card(&session.who, t)),
            csrf: app.and_then(|app| csrf::token(app.db.sealer(), &viewer.csrf_seed).ok()).unwrap_or_default(),
            flash: flash::take(req, t),
            here: here(req),
            typed: typed(req, &viewer),
            nav: nav(site, session.map(|session| &session.who), t, req.path()),
            provider: app.map(|app| provider(app, viewer.lang)).unwrap_or_default(),
            is_demo: app.is_some_and(|app| app.config.demo),
            large_text: session.is_some_and(|session| session.large_text)
                || cookies::value(req, Purpose::LargeText).as_deref() == Some("on"),
            dark: session.and_then(|session| session.dark),
            needs_mobile: session.is_some_and(|session| session.needs_mobile) && !is_about_contact(req.path()),
            is_once: viewer.csrf_seed.is_empty(),
        }
    }

    /// The same of a page that shows something once.
    pub fn once(self) -> Self {
        Self { is_once: true, ..self }
    }

    /// The layout data of a page whose title is a text key.
    pub fn titled(req: &HttpRequest, key: &str) -> Self {
        Self::new(req, Viewer::of(req).t().t(key))
    }
}

/// A form that was refused before anything was done: only that is refused in the same way when it is sent again.
fn typed(req: &HttpRequest, viewer: &Viewer) -> String {
    let extensions = req.extensions();
    let typed = extensions.get::<Typed>().filter(|_| !viewer.has_acted());
    typed.map(|typed| typed.0.clone()).unwrap_or_default()
}

fn provider(app: &App, lang: Lang) -> ProviderCard {
    let provider = &app.config.provider;
    ProviderCard {
        name: lang.pick(&provider.name_zh, &provider.name_en).to_owned(),
        phone: provider.phone.clone(),
        email: provider.email.clone(),
    }
}

fn card(who: &Who, t: Tr) -> Option<ViewerCard> {
    match who {
        Who::Applicant(_) => Some(ViewerCard { name: t.t("site-account"), role_label: String::new() }),
        Who::Staff { name, role, stage: Stage::Full, .. } => {
            Some(ViewerCard { name: name.clone(), role_label: t.t(&format!("site-role-{}", role.code())) })
        }
        Who::Staff { .. } => None,
    }
}

/// Pages of the account itself tell of the unconfirmed mobile in their own words.
fn is_about_contact(path: &str) -> bool {
    path.starts_with(&paths::account()) || path == paths::verify_mobile()
}

/// Where the language switch comes back to. Forms are posted to the address of their page.
fn here(req: &HttpRequest) -> String {
    guard::asked_for(req.uri().path_and_query().map_or("/", |whole| whole.as_str())).to_owned()
}

fn nav(site: Site, who: Option<&Who>, t: Tr, path: &str) -> Vec<NavItem> {
    // The line to the bureau is reached from the messages; the work it brings has its own place, from which who has no
    // business with the line reaches its tables.
    let is_of_line = |role: &Role| matches!(role, Role::Lead | Role::Administrator);
    let is_work = path.starts_with(&paths::office::bureau_tasks());
    let path = match who {
        _ if is_work || !path.starts_with(&paths::office::exchange()) => path.to_owned(),
        Some(Who::Staff { role, .. }) if !is_of_line(role) => paths::office::bureau_tasks(),
        _ => paths::office::deliveries(),
    };
    let item = |key: &str, url: String| {
        let current = path == url || (url != "/" && path.starts_with(&format!("{url}/")));
        NavItem { label: t.t(key), url, current, badge: None }
    };
    match (site, who) {
        (Site::Portal, Some(_)) => vec![
            item("site-nav-filings", paths::filings()),
            item("site-nav-instances", paths::instances()),
            item("site-nav-guide", paths::guide()),
            item("site-nav-records", paths::records()),
            item("site-nav-account", paths::account()),
        ],
        (Site::Portal, None) => vec![
            item("site-nav-check", paths::check()),
            item("site-nav-guide", paths::guide()),
            item("site-nav-records", paths::records()),
        ],
        (Site::Office, Some(Who::Staff { role, stage: Stage::Full, .. })) => office_nav(*role, item),
        (Site::Office, _) => Vec::new(),
    }
}

fn office_nav(role: Role, item: impl Fn(&str, String) -> NavItem) -> Vec<NavItem> {
    let mut nav = vec![item("site-nav-desk", paths::home())];
    if role.reviews() {
        nav.push(item("site-nav-queue", paths::office::queue()));
        nav.push(item("site-nav-lookups", paths::office::lookups()));
        nav.push(item("site-nav-sites", paths::office::sites()));
        nav.push(item("site-nav-sms", paths::office::verifications()));
        nav.push(item("site-nav-bureau-tasks", paths::office::bureau_tasks()));
    }
    if matches!(role, Role::Lead | Role::Administrator) {
        nav.push(item("site-nav-deliveries", paths::office::deliveries()));
    }
    if role == Role::Administrator {
        nav.push(item("site-nav-staff", paths::office::staff()));
        nav.push(item("site-nav-hosting", paths::office::hosting()));
    }
    if matches!(role, Role::Auditor | Role::Administrator) {
        nav.push(item("site-nav-audit", paths::office::audit()));
    }
    nav.push(item("site-nav-rules", paths::office::rules()));
    nav.push(item("site-nav-me", paths::office::me()));
    nav
}
