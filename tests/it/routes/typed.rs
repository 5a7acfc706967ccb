//! Whatever form of either site is refused: every word that was typed into it, and every choice, stands in the form of the page
//! that answers. Each form is filled as its page shows it, with one thing wrong at a time.

use std::collections::BTreeSet;

use beian::filing::kind::Kind;
use beian::paths::pattern;
use reqwest::header::CONTENT_TYPE;

use super::calls::address;
use super::*;
use crate::support::forms::{Control, Form, posted};
use crate::support::sites::{Body, Visitor};
use crate::support::upload::Upload;

/// Longer than any line or text may be, and short enough for a form.
const HUGE: usize = 3000;

/// What is typed, shown to nobody again, and why; passwords are besides, and must stand nowhere.
const NEVER_SHOWN: [(&str, &str); 2] = [
    ("code", "a one-time code that was refused helps nobody but who looks over a shoulder"),
    ("recovery", "a recovery code opens the account as a password does"),
];

/// The one thing that is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    /// A field is too long.
    Huge(String),
    /// A field is left out.
    Missing(String),
    /// Nothing but that the words are none that a form waits for: of many that is wrong enough.
    Nothing,
}

/// A form as somebody fills it.
#[derive(Default)]
struct Filled {
    /// What is sent.
    fields: Vec<(String, String)>,
    /// What of it must stand in the answer.
    words: Vec<(String, String)>,
    /// What of it must not.
    secrets: Vec<String>,
}

impl Filled {
    fn of(form: &Form, wrong: &Wrong) -> Self {
        let mut filled = Self::default();
        for (place, control) in form.controls.iter().enumerate().filter(|(_, control)| control.name != "csrf") {
            let Some(value) = value(form, place, wrong) else { continue };
            let field = (control.name.clone(), value);
            let is_shown = NEVER_SHOWN.iter().all(|(name, _)| *name != control.name);
            if control.kind == "password" {
                filled.secrets.extend(Some(field.1.clone()).filter(|secret| !secret.is_empty()));
            } else if control.kind != "hidden" && is_shown && !field.1.is_empty() {
                filled.words.push(field.clone());
            }
            filled.fields.push(field);
        }
        filled
    }

    /// What of it stands in none of these forms: in the best of them.
    fn lost(&self, forms: &[Form]) -> Option<Vec<String>> {
        let lost = |form: &Form| -> Vec<String> {
            let mut stands = form.sends();
            let mut is_lost = |word: &&(String, String)| match stands.iter().position(|own| own == *word) {
                Some(at) => {
                    stands.swap_remove(at);
                    false
                }
                None => true,
            };
            let lost = self.words.iter().filter(|word| is_lost(word));
            lost.map(|(name, value)| format!("{name}={}", value.chars().take(20).collect::<String>())).collect()
        };
        forms.iter().map(lost).min_by_key(Vec::len)
    }
}

/// What is put into one control: a word of its own, what is chosen already, else the last there is to choose. None for nothing.
fn value(form: &Form, place: usize, wrong: &Wrong) -> Option<String> {
    let control = &form.controls[place];
    let name = &control.name;
    let is_named = |others: &[Control]| others.iter().any(|other| other.name == *name);
    let (is_first, is_last) = (!is_named(&form.controls[..place]), !is_named(&form.controls[place + 1..]));
    let is_missing = *wrong == Wrong::Missing(name.clone());
    Some(match control.kind.as_str() {
        "file" => return None,
        "hidden" => control.value.clone(),
        "radio" if is_missing || !is_last => return None,
        "checkbox" if is_missing => return None,
        "radio" | "checkbox" => control.value.clone(),
        _ if is_missing => String::new(),
        "select" if control.value.is_empty() => control.options.last().cloned().unwrap_or_default(),
        "select" => control.value.clone(),
        "password" => format!("Secret-of-{name}"),
        _ if is_first && *wrong == Wrong::Huge(name.clone()) => "备".repeat(HUGE),
        "email" => format!("word{place}@example.cn"),
        "tel" => format!("1380000{place:04}"),
        _ => format!("留字{place}"),
    })
}

/// The names of what somebody fills in.
fn names(form: &Form) -> BTreeSet<String> {
    let is_filled = |control: &&Control| !matches!(control.kind.as_str(), "hidden" | "file");
    form.controls.iter().filter(is_filled).map(|control| control.name.clone()).collect()
}

/// Every way in which a form is wrong, those first that nothing comes of.
fn wrongs(form: &Form) -> Vec<Wrong> {
    let is_line = |name: &String| {
        let mut own = form.controls.iter().filter(|control| control.name == *name);
        own.any(|control| !matches!(control.kind.as_str(), "hidden" | "radio" | "checkbox" | "select" | "password"))
    };
    let names = names(form);
    let huge = names.iter().filter(|name| is_line(name)).cloned().map(Wrong::Huge);
    let missing = names.iter().cloned().map(Wrong::Missing);
    huge.chain(missing).chain([Wrong::Nothing]).collect()
}

/// A route whose forms are filled, and who fills them on which page.
struct Walk<'a> {
    cast: &'a Cast,
    route: &'a Route,
    visitor: Visitor,
    /// The address of the page that shows the forms.
    page: String,
    /// The address they go to.
    path: String,
    faults: Vec<String>,
    /// Whether one was refused in which words stood.
    has_held: bool,
}

impl<'a> Walk<'a> {
    async fn begin(cast: &'a Cast, route: &'a Route) -> Self {
        let insider = Who::at(route.site).iter().copied().find(|who| !route.is_closed_to(*who)).expect("somebody may");
        let mut scene = match route.pattern.as_str() {
            // The bureau's acts are recorded once it has the case.
            pattern::CASE_BUREAU => cast.scene(Site::Portal, pattern::FILING_SMS, true).await,
            // What was settled is asked again once it is marked.
            own @ pattern::FILING_TYPE_CHECK => cast.standing_at(own).await,
            pattern::FILING_OPERATION => cast.standing_at(pattern::FILING_NEXT_STEPS).await,
            own => cast.scene(route.site, own, true).await,
        };
        let visitor = cast.visitor(route.site, insider, &scene).await;
        if route.pattern == pattern::FILING_OPERATION {
            // One begins at the record.
            let kind = Kind::CancelEntity.code();
            let begin = Body::Form(vec![("kind", kind), ("website", ""), ("understood", "yes")]);
            let cancel = address(pattern::FILING_CANCEL, &scene);
            let begun = cast.sites.post(Site::Portal, &cancel, &visitor, begin).await;
            assert_eq!(begun.status(), 303, "nothing is begun");
            let reference = begun.headers()["location"].to_str().unwrap().rsplit('/').next().unwrap().to_owned();
            scene.ids = vec![("ref", reference)];
        }
        let page = page(cast, route, &scene, &visitor).await;
        let path = address(&route.pattern, &scene);
        Self { cast, route, visitor, page, path, faults: Vec::new(), has_held: false }
    }

    /// The forms of a page that go to the route and in which something is filled in.
    fn own(&self, page: &str) -> Vec<Form> {
        let is_own = |form: &Form| form.action.split('?').next() == Some(self.path.as_str()) && !names(form).is_empty();
        posted(page).into_iter().filter(is_own).collect()
    }

    /// The same as they stand now.
    async fn shown(&self) -> Vec<Form> {
        let answer = self.cast.sites.get(self.route.site, &self.page, &self.visitor).await;
        self.own(&answer.text().await.unwrap())
    }

    /// Every form once, as several of a page ask the same of each of its things.
    async fn go(&mut self) {
        let mut known = BTreeSet::new();
        for form in self.shown().await {
            if !known.insert(names(&form)) {
                continue;
            }
            let buttons: Vec<Option<(String, String)>> = match form.buttons.as_slice() {
                [] => vec![None],
                buttons => buttons.iter().cloned().map(Some).collect(),
            };
            for button in buttons {
                for wrong in wrongs(&form) {
                    // What was taken all the same may have changed it, or left nothing to fill in.
                    let Some(now) = self.shown().await.into_iter().find(|now| names(now) == names(&form)) else {
                        break;
                    };
                    self.try_out(&now, button.as_ref(), &wrong).await;
                }
            }
        }
    }

    async fn try_out(&mut self, form: &Form, button: Option<&(String, String)>, wrong: &Wrong) {
        let filled = Filled::of(form, wrong);
        let named = button.filter(|(name, _)| !name.is_empty());
        let fields = filled.fields.iter().chain(named).map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = fields.collect();
        let request = self.cast.sites.request(self.route.site, Method::POST, &form.action, &self.visitor);
        let token = self.visitor.token();
        let request = if form.has_files {
            let kind = format!("multipart/form-data; boundary={}", Upload::BOUNDARY);
            request.header(CONTENT_TYPE, kind).body(Upload::of(&fields).with_token(&token))
        } else {
            Body::Form(fields).put(request, Some(&token))
        };
        let answer = request.send().await.unwrap();
        let (status, page) = (answer.status().as_u16(), answer.text().await.unwrap());
        let what = format!("{} by {button:?} with {wrong:?}: {status}", self.route.name());
        // Its page keeps nothing: no form of ours is to lead there, whatever is typed into it.
        if status == 400 {
            self.faults.push(format!("{what}, is no form"));
        }
        if filled.secrets.iter().any(|secret| page.contains(secret)) {
            self.faults.push(format!("{what}, shows a password"));
        }
        if !(400..500).contains(&status) {
            return;
        }
        match filled.lost(&self.own(&page)) {
            Some(lost) if lost.is_empty() => self.has_held |= status == 422 && !filled.words.is_empty(),
            Some(lost) => self.faults.push(format!("{what}, lost {lost:?}")),
            None if status == 422 => self.faults.push(format!("{what}, shows no form")),
            // The page of an error, which has words of its own for what was typed.
            None => {}
        }
    }
}

/// The page that shows the forms of a route: its own, or that of what it is about.
async fn page(cast: &Cast, route: &Route, scene: &Scene, visitor: &Visitor) -> String {
    let path = |pattern: &str| address(pattern, scene);
    match route.pattern.as_str() {
        pattern::FILING_NEW => format!("{}?kind=4&province=110000", path(pattern::FILING_NEW)),
        pattern::RULE => format!("{}?sort=domain-days", path(pattern::RULE)),
        pattern::QUEUE_VIEWS => format!("{}?tab=all&whose=organisation", path(pattern::QUEUE)),
        pattern::CASE_WITHDRAW => paths::office::case_tab(scene.id("ref"), "timeline"),
        pattern::CASE_NOTES => paths::office::case_tab(scene.id("ref"), "notes"),
        pattern::CASE_CALLS => paths::office::case_tab(scene.id("ref"), "calls"),
        pattern::CASE_FACES => paths::office::case_tab(scene.id("ref"), "faces"),
        pattern::CASE_CHECKLIST => paths::office::case_tab(scene.id("ref"), "checklist"),
        pattern::CASE_BUREAU => paths::office::case_tab(scene.id("ref"), "bureau"),
        pattern::CASE_SECOND => {
            // A second person is asked where something is marked.
            let mark = [("act", "mark"), ("target", "entity.investor"), ("section", "entity"), ("reason", "ENT-03")];
            let marks = path(pattern::CASE_MARKS);
            let answer = cast.sites.post(Site::Office, &marks, visitor, Body::Form(mark.to_vec())).await;
            assert_eq!(answer.status(), 303, "nothing is marked");
            path(pattern::CASE_DECIDE)
        }
        pattern::HOSTING_REVOKE => {
            let of_instance = cast.scene(Site::Office, pattern::HOSTING_INSTANCE, false).await;
            address(pattern::HOSTING_INSTANCE, &of_instance)
        }
        own => {
            let routes = routes(route.site);
            let is_above = |page: &&Route| {
                let rest = own.strip_prefix(page.pattern.trim_end_matches('/'));
                page.method == Method::GET && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let nearest = routes.iter().filter(is_above).max_by_key(|page| page.pattern.len());
            path(&nearest.expect("a site has a first page").pattern)
        }
    }
}

/// Walks through all forms of a site; at least so many routes refuse one that words stand in.
async fn hold(site: Site, least: usize) {
    let cast = Cast::start().await;
    let (mut held, mut faults) = (BTreeSet::new(), Vec::new());
    for route in routes(site).iter().filter(|route| route.method == Method::POST) {
        let mut walk = Walk::begin(&cast, route).await;
        walk.go().await;
        faults.append(&mut walk.faults);
        if walk.has_held {
            held.insert(route.pattern.clone());
        }
    }
    cast.sites.stop().await;
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(held.len() >= least, "forms are not found on their pages: only those of {held:#?}");
}

#[actix_web::test]
async fn no_refusal_of_the_portal_loses_a_word() {
    hold(Site::Portal, 20).await;
}

#[actix_web::test]
async fn no_refusal_of_the_back_office_loses_a_word() {
    hold(Site::Office, 20).await;
}

/// Its form is gone with what it was about: why it was filled in is not.
#[actix_web::test]
async fn a_revocation_that_comes_too_late_keeps_its_reason() {
    let cast = Cast::start().await;
    let scene = cast.scene(Site::Office, pattern::HOSTING_REVOKE, true).await;
    let visitor = cast.visitor(Site::Office, Who::Administrator, &scene).await;
    let path = address(pattern::HOSTING_REVOKE, &scene);
    let revoke = || cast.sites.post(Site::Office, &path, &visitor, Body::Form(vec![("reason", "客户已经退订")]));
    assert_eq!(revoke().await.status(), 303);
    let late = revoke().await;
    assert_eq!(late.status(), 409);
    assert!(late.text().await.unwrap().contains("<span class=\"answer__line\">客户已经退订</span>"));
    cast.sites.stop().await;
}
