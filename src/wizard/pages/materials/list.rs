//! The list of papers as it is shown: grouped by whom they prove, each place with its sketch, its paper and what to do.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::letter;
use crate::error::Result;
use crate::filing::corrections::Editable;
use crate::filing::intake::Errors;
use crate::filing::needed::Needed;
use crate::filing::section::Target;
use crate::filing::service::printed::PrintedPaper;
use crate::filing::store::submissions::Papers;
use crate::material::Material;
use crate::material::material::{free_place, same_pictures};
use crate::paths;
use crate::reference::book;
use crate::reference::material::{MaterialRule, Who};
use crate::text::Tr;
use crate::web::ui::{ErrorLine, FileInput, FindingLine, Sending, StatusTag};
use crate::web::viewer::Viewer;
use crate::web::{Page, render_with};
use crate::wizard::pages::view::Words;
use crate::wizard::pages::{printed, sections, standing};
use crate::wizard::service::scene::Scene;

/// What the page is made of.
pub struct Listing<'a> {
    /// The filing.
    pub scene: &'a Scene,
    /// The papers it needs or may have.
    pub needed: &'a [Needed],
    /// The papers it has.
    pub current: &'a [Material],
    /// Papers that were taken out and can be brought back.
    pub removed: &'a [Material],
    /// The papers of the round that the specialist spoke of, where they would stand now.
    pub meant: &'a Papers,
    /// What was read from them.
    pub printed: &'a [PrintedPaper],
    /// Whether the notice was agreed to.
    pub has_consent: bool,
}

/// Places of one person or thing.
struct Group {
    title: String,
    places: Vec<PlaceView>,
}

/// One place.
struct PlaceView {
    slot: String,
    label: String,
    hint: String,
    files: String,
    tag: StatusTag,
    sketch: &'static str,
    /// Where it is printed, if it is a letter.
    letter: Option<String>,
    remarks: Vec<Words>,
    errors: Vec<String>,
    sheets: Vec<Sheet>,
    removed: Vec<Removed>,
    is_locked: bool,
    /// The input that adds a paper, where one more may be added.
    input: Option<FileInput>,
}

/// A paper that is there.
struct Sheet {
    id: String,
    name: String,
    facts: String,
    pages: Vec<SheetPage>,
    warnings: Vec<String>,
    /// What became of reading it, and what it says otherwise than was typed.
    printed: String,
    differs: Vec<FindingLine>,
    can_remove: bool,
    replace: Option<FileInput>,
}

/// A paper that can be brought back.
struct Removed {
    id: String,
    facts: String,
}

/// One picture of it.
struct SheetPage {
    full: String,
    thumb: String,
    sent: Option<String>,
    label: String,
}

#[derive(Template)]
#[template(path = "wizard/materials.html")]
struct MaterialsPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    errors: Vec<ErrorLine>,
    groups: Vec<Group>,
    done: usize,
    total: usize,
    is_open: bool,
    has_consent: bool,
    is_correcting: bool,
    sending: Sending,
}

/// Shows the list.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render(req: &HttpRequest, listing: &Listing<'_>, errors: &Errors, status: StatusCode) -> Result<HttpResponse> {
    let t = Viewer::of(req).t();
    let scene = listing.scene;
    let view = View { t, listing, errors };
    let required: Vec<&Needed> = listing.needed.iter().filter(|needed| needed.required).collect();
    let page = MaterialsPage {
        page: Page::titled(req, "material-title"),
        t,
        reference: scene.filing.reference.to_string(),
        above: standing::above_open(t, &scene.filing, scene.is_of_no_kind),
        errors: lines(t, errors),
        groups: view.groups(),
        done: required.iter().filter(|needed| !view.papers(needed).is_empty()).count(),
        total: required.len(),
        is_open: scene.editable != Editable::Nothing,
        has_consent: listing.has_consent,
        is_correcting: matches!(scene.editable, Editable::Only(_)),
        sending: Sending::new(paths::filing_uploads(&scene.filing.reference), book().limits(scene.today)),
    };
    render_with(status, &page)
}

fn lines(t: Tr, errors: &Errors) -> Vec<ErrorLine> {
    errors.lines(t).map(|(slot, text)| ErrorLine { field: slot.to_owned(), text }).collect()
}

struct View<'a> {
    t: Tr,
    listing: &'a Listing<'a>,
    errors: &'a Errors,
}

impl View<'_> {
    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<((Who, Option<usize>), Group)> = Vec::new();
        for needed in self.listing.needed {
            let key = (needed.rule.who, needed.website);
            let place = self.place(needed);
            match groups.iter_mut().find(|(own, _)| *own == key) {
                Some((_, group)) => group.places.push(place),
                None => groups.push((key, Group { title: self.title(key), places: vec![place] })),
            }
        }
        groups.sort_by_key(|((who, website), _)| (website.unwrap_or(0), *who as u8));
        let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
        let spare = self.spare();
        if !spare.is_empty() {
            groups.push(Group { title: self.t.t("material-group-unneeded"), places: spare });
        }
        groups
    }

    fn title(&self, (who, website): (Who, Option<usize>)) -> String {
        let n = website.unwrap_or(1);
        match who {
            Who::Entity => self.t.t("material-group-entity"),
            Who::EntityPerson if self.listing.scene.drafts.filer().individual => self.t.t("material-group-self"),
            Who::EntityPerson => self.t.t("material-group-entity-person"),
            Who::Website => self.t.a1("material-group-website", "n", n),
            Who::WebsitePerson => self.t.a1("material-group-website-person", "n", n),
        }
    }

    /// The papers that stand in the places of a rule.
    fn papers(&self, needed: &Needed) -> Vec<&Material> {
        self.listing.current.iter().filter(|paper| needed.holds(&paper.slot)).collect()
    }

    fn place(&self, needed: &Needed) -> PlaceView {
        let (t, rule) = (self.t, needed.rule);
        let papers = self.papers(needed);
        let free = if rule.is_repeatable() {
            free_place(rule, needed.website.unwrap_or(1), self.listing.current).slot
        } else {
            needed.slot.clone()
        };
        let adds = papers.is_empty() || rule.is_repeatable();
        let input = (adds && self.is_open(&free)).then(|| self.input(rule, &free, "material-choose"));
        let sheets: Vec<Sheet> = papers.iter().map(|paper| self.sheet(rule, paper)).collect();
        let remarks = self.remarks(needed);
        PlaceView {
            slot: needed.slot.clone(),
            label: t.pick(&rule.zh, &rule.en).to_owned(),
            hint: t.pick(&rule.hint_zh, &rule.hint_en).to_owned(),
            tag: self.tag(needed, &sheets, &remarks),
            files: needed.files(t),
            sketch: &rule.sample,
            letter: letter::link(self.listing.scene, needed),
            is_locked: input.is_none() && sheets.iter().all(|sheet| !sheet.can_remove),
            errors: self.errors.of(t, &needed.slot),
            removed: self.removed(needed),
            remarks,
            sheets,
            input,
        }
    }

    fn removed(&self, needed: &Needed) -> Vec<Removed> {
        let t = self.t;
        let own = self.listing.removed.iter().filter(|paper| needed.holds(&paper.slot) && self.is_open(&paper.slot));
        own.filter_map(|paper| {
            let at = t.time(paper.removed_at?);
            let facts = match &paper.file_name {
                Some(name) => t.a2("material-removed-named", "file", name.reveal(), "time", at),
                None => t.a1("material-removed-at", "time", at),
            };
            Some(Removed { id: paper.id.to_string(), facts })
        })
        .collect()
    }

    fn tag(&self, needed: &Needed, sheets: &[Sheet], remarks: &[Words]) -> StatusTag {
        let t = self.t;
        if !remarks.is_empty() {
            return StatusTag::warning(t.t("material-state-marked"));
        }
        match (sheets, needed.required) {
            ([], true) => StatusTag::neutral(t.t("material-state-missing")),
            ([], false) => StatusTag::plain(t.t("site-optional")),
            (sheets, _) if sheets.iter().any(|sheet| !sheet.warnings.is_empty()) => {
                StatusTag::warning(t.t("material-state-warned"))
            }
            _ => StatusTag::success(t.t("material-state-there")),
        }
    }

    fn is_open(&self, slot: &str) -> bool {
        self.listing.scene.editable.allows_paper(slot)
    }

    /// What the specialist said, as long as the paper is the one that was meant; or why it is asked for now.
    fn remarks(&self, needed: &Needed) -> Vec<Words> {
        let here = self.papers(needed);
        let is_meant = |slot: &str| {
            let meant = self.listing.meant.get(slot);
            here.is_empty() || here.iter().any(|paper| meant.is_some_and(|ids| ids.contains(&paper.id.uuid())))
        };
        let own = |target: &Target| match target {
            Target::Paper(slot) => needed.holds(slot) && is_meant(slot),
            _ => false,
        };
        let said = sections::remarks(self.t, self.listing.scene).into_iter().filter(|(target, _)| own(target));
        said.map(|(_, words)| words).chain(self.asked_since(needed)).collect()
    }

    /// Why a paper is asked for that the round before did not need, or may show somebody else now.
    fn asked_since(&self, needed: &Needed) -> Option<Words> {
        let opened = &self.listing.scene.opened;
        let (title, text) = match (opened.asked.contains(&needed.slot), self.papers(needed).is_empty()) {
            (true, true) => ("material-asked-since", "material-asked-since-text"),
            (false, false) if opened.besides.contains(&Target::paper(&needed.slot)) => {
                ("material-of-another", "material-of-another-text")
            }
            _ => return None,
        };
        Some(Words { title: self.t.t(title), text: self.t.t(text) })
    }

    fn input(&self, rule: &MaterialRule, slot: &str, key: &str) -> FileInput {
        FileInput::of(rule, slot, self.t.t(key))
    }

    fn sheet(&self, rule: &MaterialRule, paper: &Material) -> Sheet {
        let (t, reference) = (self.t, &self.listing.scene.filing.reference);
        let mut warnings: Vec<String> = paper.warnings.iter().map(|warning| t.message(&warning.message())).collect();
        if same_pictures(self.listing.current).contains(&paper.id) {
            warnings.push(t.t("material-warned-same"));
        }
        let label = t.pick(&rule.zh, &rule.en);
        let total = paper.pages.len();
        let page = |page: &crate::material::material::Page| SheetPage {
            full: paths::filing_material(reference, paper.id, page.number),
            thumb: paths::filing_material_thumb(reference, paper.id, page.number),
            sent: page.is_made.then(|| paths::filing_material_sent(reference, paper.id, page.number)),
            label: match total {
                1 => t.a1("material-view", "paper", label),
                _ => t.a2("material-view-page", "paper", label, "n", page.number),
            },
        };
        let is_open = self.is_open(&paper.slot);
        let read = self.listing.printed.iter().find(|printed| printed.material == paper.id);
        let read = read.filter(|read| is_open || read.outcome.is_some());
        if read.is_some_and(|read| read.is_upside_down) {
            warnings.push(t.t("material-warned-upside-down"));
        }
        let at = t.time(paper.created_at);
        Sheet {
            id: paper.id.to_string(),
            name: paper.file_name.as_ref().map_or_else(String::new, |name| name.reveal().to_owned()),
            facts: match total {
                1 => t.a1("material-at", "time", at),
                _ => t.a2("material-at-pages", "time", at, "pages", total),
            },
            pages: paper.pages.iter().map(page).collect(),
            warnings,
            printed: read.map(|read| printed::of_paper(t, label, read)).unwrap_or_default(),
            differs: read
                .map(|read| printed::differing(t, self.listing.scene, std::slice::from_ref(read)))
                .unwrap_or_default(),
            can_remove: is_open,
            replace: is_open.then(|| self.input(rule, &paper.slot, "material-replace")),
        }
    }

    /// Papers that what is filled in now does not ask for.
    fn spare(&self) -> Vec<PlaceView> {
        let t = self.t;
        let needed = self.listing.needed;
        let unasked = self.listing.current.iter().filter(|paper| !needed.iter().any(|own| own.holds(&paper.slot)));
        unasked
            .filter_map(|paper| {
                let rule = book().material_of_slot(&paper.slot, self.listing.scene.days().rules)?;
                let sheet = Sheet { replace: None, ..self.sheet(rule, paper) };
                Some(PlaceView {
                    slot: paper.slot.clone(),
                    label: t.pick(&rule.zh, &rule.en).to_owned(),
                    hint: t.t("material-unneeded"),
                    tag: StatusTag::neutral(t.t("material-state-unneeded")),
                    files: String::new(),
                    sketch: &rule.sample,
                    letter: None,
                    remarks: Vec::new(),
                    errors: Vec::new(),
                    is_locked: !sheet.can_remove,
                    sheets: vec![sheet],
                    removed: Vec::new(),
                    input: None,
                })
            })
            .collect()
    }
}
