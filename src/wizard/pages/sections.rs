//! The pages of the sections: which template, which choices.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use super::view::{ConflictLine, Locks, SectionView, Words};
use super::{access, found, operation, standing, type_check};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::{EntityForm, PersonForm, WebsiteForm};
use crate::filing::checks::Finding;
use crate::filing::corrections::Editable;
use crate::filing::section::{Part, Section, Target};
use crate::filing::service::printed::{self, PrintedPaper};
use crate::form::FieldErrors;
use crate::hosting::service::{self as hosting, Look, Offer};
use crate::material;
use crate::paths;
use crate::reference::codes::NO_PRE_APPROVAL;
use crate::reference::rules::choice::Mobile;
use crate::reference::{CertificateKind, PreApproval, Text, book};
use crate::text::Tr;
use crate::values::ids::AccountId;
use crate::web::ui::{Choice, SummaryRow};
use crate::web::viewer::Viewer;
use crate::web::{Page, render_with};
use crate::wizard::service::handover;
use crate::wizard::service::scene::Scene;

/// Domain inputs beyond those filled in.
const SPARE_DOMAINS: usize = 1;

/// What a page needs beyond the scene.
#[derive(Default)]
pub struct Extra {
    pub(super) offers: Vec<Offer>,
    findings: Vec<Finding>,
    pub(super) looks: Vec<Look>,
    printed: Vec<PrintedPaper>,
}

impl Extra {
    /// Loads it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(tx: &mut Tx<'_>, account: AccountId, scene: &Scene, part: Part) -> Result<Self> {
        let offers = match part.section() {
            Section::Access => hosting::offers(tx, account, Some(scene.filing.id)).await?,
            _ => Vec::new(),
        };
        let judged = handover::judge(tx, account, scene).await?;
        let findings = judged.findings.into_iter().filter(|finding| finding.part() == Some(part)).collect();
        let printed = printed_of(tx, scene).await?;
        Ok(Self { offers, findings, looks: judged.looks, printed })
    }

    /// Whether the filing could not be sent with this section.
    pub fn is_blocking(&self) -> bool {
        self.findings.iter().any(|finding| finding.blocking)
    }
}

/// What was read from the papers of a filing.
///
/// # Errors
/// When the database refuses.
pub async fn printed_of(tx: &mut Tx<'_>, scene: &Scene) -> Result<Vec<PrintedPaper>> {
    let papers = material::store::list_current(tx, scene.filing.id).await?;
    let papers = papers.iter().map(|paper| (paper.id, paper.slot.as_str(), paper.created_at));
    printed::printed(tx, &scene.drafts, papers).await
}

/// How a section is shown this time.
pub struct Showing {
    /// What is wrong with its fields.
    pub errors: FieldErrors,
    /// Whether the checks are told: once the section was saved.
    pub is_checked: bool,
    /// Version that the next save follows.
    pub version: i32,
    /// What another window saved.
    pub conflict: Option<Vec<ConflictLine>>,
    /// Status of the answer.
    pub status: StatusCode,
}

/// The group of text keys of a section's fields.
pub fn group(section: Section) -> &'static str {
    match section {
        Section::TypeCheck => "type-check",
        Section::Operation => "operation",
        Section::Access => "access",
        Section::Entity => "entity",
        Section::EntityPerson | Section::WebsitePerson => "person",
        Section::Website => "website",
        Section::Answers => "answers",
    }
}

/// The title of a part.
pub fn title(t: Tr, part: Part) -> String {
    let n = part.ordinal();
    match part.section() {
        Section::TypeCheck => t.t("wizard-task-type"),
        Section::Operation => t.t("wizard-task-operation"),
        Section::Access => t.t("wizard-access-title"),
        Section::Entity => t.t("wizard-entity-title"),
        Section::EntityPerson => t.t("wizard-entity-person-title"),
        Section::Website => t.a1("wizard-website-title", "n", n),
        Section::WebsitePerson => t.a1("wizard-website-person-title", "n", n),
        Section::Answers => t.t("wizard-corrections-title"),
    }
}

/// Shows a section.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render(req: &HttpRequest, scene: &Scene, part: Part, extra: Extra, showing: Showing) -> Result<HttpResponse> {
    let viewer = Viewer::of(req);
    let t = viewer.t();
    let page = Page::new(req, title(t, part));
    let view = view(t, scene, part, &extra, &showing);
    let Showing { errors, status, .. } = showing;
    match part.section() {
        Section::Operation => operation::render(req, page, view, errors, status, scene),
        Section::Access => render_with(status, &access::page(page, t, view, errors, scene, &extra)),
        Section::Entity => render_with(status, &entity(page, t, view, errors, scene)),
        Section::EntityPerson => {
            render_with(status, &person(page, t, view, errors, scene, part, scene.drafts.entity_person.clone()))
        }
        Section::Website => render_with(status, &website(page, t, view, errors, scene, part)?),
        Section::WebsitePerson => {
            let form = scene.drafts.website(part.ordinal()).map(|draft| draft.person.clone()).ok_or(Error::NotFound)?;
            render_with(status, &person(page, t, view, errors, scene, part, form))
        }
        Section::TypeCheck => render_with(status, &type_check::page(page, t, view, errors, scene)),
        Section::Answers => Err(Error::NotFound),
    }
}

fn view(t: Tr, scene: &Scene, part: Part, extra: &Extra, showing: &Showing) -> SectionView {
    let findings = extra.findings.iter().filter(|_| showing.is_checked);
    let below = match part.section() {
        Section::Access => t.t("wizard-access-below"),
        Section::TypeCheck => t.t("wizard-type-check-below"),
        _ => String::new(),
    };
    SectionView {
        t,
        overview: paths::filing(&scene.filing.reference),
        action: paths::filing_part(&scene.filing.reference, &part.to_string()),
        above: standing::above(t, &scene.filing),
        below,
        version: showing.version,
        conflict: showing.conflict.clone(),
        locks: Locks::new(part, scene.editable.clone(), remarks(t, scene)),
        settled: type_check::settled(t, scene),
        found: findings.map(|finding| found::line(t, scene, finding)).collect(),
        printed: super::printed::of_part(t, scene, part, &extra.printed),
        is_stopped: showing.status == StatusCode::UNPROCESSABLE_ENTITY && showing.errors.is_empty(),
    }
}

/// What the decision said, with the reason's words in the reader's language, also where the marked thing is changed.
pub fn remarks(t: Tr, scene: &Scene) -> Vec<(Target, Words)> {
    let findings = scene.decision.iter().flat_map(|decision| &decision.findings);
    let mut remarks = Vec::new();
    for finding in findings {
        let Some(target) = &finding.target else { continue };
        let title = book().reason(&finding.reason).map_or_else(String::new, |r| t.pick(&r.zh, &r.en).to_owned());
        let words = Words { title, text: finding.says(t) };
        let places = scene.opened.elsewhere(target);
        remarks.extend(places.map(|place| (place.clone(), words.clone())));
        remarks.push((target.clone(), words));
    }
    remarks
}

#[derive(Template)]
#[template(path = "wizard/entity.html")]
struct EntityPage {
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    form: EntityForm,
    individual: bool,
    frozen: Vec<SummaryRow>,
}

fn entity(page: Page, t: Tr, view: SectionView, errors: FieldErrors, scene: &Scene) -> EntityPage {
    let check = &scene.drafts.type_check;
    let kind = book().entity_kind(&check.entity_kind, scene.today).map_or("", |kind| t.pick(&kind.zh, &kind.en));
    let label = |name: &str| t.t(&super::view::field_key("type-check", name));
    let frozen = vec![
        SummaryRow::new(label("entity_name"), check.entity_name.clone()),
        SummaryRow::new(label("entity_kind"), kind),
        SummaryRow::new(label("cert_number"), check.cert_number.clone()),
    ];
    let individual = scene.drafts.filer().individual;
    EntityPage { page, t, view, errors, form: scene.drafts.entity.clone(), individual, frozen }
}

#[derive(Template)]
#[template(path = "wizard/person.html")]
struct PersonPage {
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    form: PersonForm,
    asks_same: bool,
    asks_legal_rep: bool,
    /// Who the legal representative is, where it is not this person.
    asks_who: bool,
    /// Name and ID of an individual: settled by the type check.
    settled: Vec<SummaryRow>,
    same: Vec<Choice>,
    legal_rep: Vec<Choice>,
    legal_rep_cert_kinds: Vec<Choice>,
    cert_kinds: Vec<Choice>,
    /// Where the mobile may be registered; empty where no rule asks.
    mobile_provinces: Vec<Choice>,
}

fn person(
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    scene: &Scene,
    part: Part,
    form: PersonForm,
) -> PersonPage {
    let individual = scene.drafts.filer().individual;
    let kinds = book().person_certificate_kinds(scene.today);
    let settled = if individual { settled(t, scene) } else { Vec::new() };
    PersonPage {
        settled,
        asks_same: part.section() == Section::WebsitePerson,
        asks_legal_rep: !individual,
        asks_who: part.section() == Section::EntityPerson,
        same: answers(t, "filing-person-same", "filing-person-other", &form.same_as_entity_person),
        legal_rep: yes_no(t, &form.is_legal_rep),
        legal_rep_cert_kinds: certificate_choices(t, &kinds, &form.legal_rep_cert_kind),
        cert_kinds: certificate_choices(t, &kinds, &form.cert_kind),
        mobile_provinces: mobile_provinces(t, scene, &form.mobile_province),
        page,
        t,
        view,
        errors,
        form,
    }
}

/// The provinces a mobile may be of, where a rule asks for one of the filing's own; and where it was said before.
fn mobile_provinces(t: Tr, scene: &Scene, current: &str) -> Vec<Choice> {
    let is_asked = matches!(scene.rules().mobile(), Mobile::Province | Mobile::ProvinceIfElsewhere);
    let provinces = if is_asked || !current.is_empty() { book().provinces(scene.today) } else { Vec::new() };
    provinces.iter().map(|row| Choice::new(row.code.clone(), t.pick(&row.zh, &row.en), current)).collect()
}

/// Yes and no.
pub fn yes_no(t: Tr, current: &str) -> Vec<Choice> {
    answers(t, "site-yes", "site-no", current)
}

fn answers(t: Tr, yes: &str, no: &str, current: &str) -> Vec<Choice> {
    vec![Choice::new("yes", t.t(yes), current), Choice::new("no", t.t(no), current)]
}

/// Who the individual is, as the type check settled it.
fn settled(t: Tr, scene: &Scene) -> Vec<SummaryRow> {
    let form = scene.drafts.entity_person();
    let label = |name: &str| t.t(&super::view::field_key("person", name));
    let kind = book().certificate_kind(&form.cert_kind, scene.today).map_or("", |kind| t.pick(&kind.zh, &kind.en));
    vec![
        SummaryRow::new(label("name"), form.name),
        SummaryRow::new(label("cert_kind"), kind),
        SummaryRow::new(label("cert_number"), form.cert_number),
    ]
}

/// Kinds of certificate as choices.
pub fn certificate_choices(t: Tr, kinds: &[&CertificateKind], current: &str) -> Vec<Choice> {
    kinds.iter().map(|kind| Choice::new(kind.code.clone(), t.pick(&kind.zh, &kind.en), current)).collect()
}

#[derive(Template)]
#[template(path = "wizard/website.html")]
struct WebsitePage {
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    form: WebsiteForm,
    domains: Vec<String>,
    contents: Vec<Choice>,
    languages: Vec<Choice>,
    approvals: Vec<ApprovalRow>,
    approvals_text: String,
    trades: Vec<Trade>,
    declaration: String,
    can_remove: bool,
    remove_url: String,
}

/// A trade that needs an approval: who gives it, and what it looks like.
struct Trade {
    name: String,
    rows: Vec<(&'static str, String)>,
}

struct ApprovalRow {
    choices: Vec<Choice>,
    number: String,
    authority: String,
    until: String,
}

fn website(
    page: Page,
    t: Tr,
    view: SectionView,
    errors: FieldErrors,
    scene: &Scene,
    part: Part,
) -> Result<WebsitePage> {
    let form = scene.drafts.website(part.ordinal()).map(|draft| draft.website.clone()).ok_or(Error::NotFound)?;
    let filer = scene.drafts.filer();
    let (today, rules) = (scene.today, scene.rules());
    let several = |chosen: &[String], code: u64, zh: &str, en: &str| {
        let code = code.to_string();
        let current = if chosen.contains(&code) { code.as_str() } else { "" };
        Choice::new(code.clone(), t.pick(zh, en), current)
    };
    let contents = book().service_contents_for(filer.individual, &rules, today);
    let contents = contents.iter().map(|c| several(&form.service_content, c.code, &c.zh, &c.en)).collect();
    let languages = book().languages(today).iter().map(|c| several(&form.languages, c.code, &c.zh, &c.en)).collect();
    let mut domains: Vec<String> = form.domains.iter().filter(|domain| !domain.trim().is_empty()).cloned().collect();
    let one_only = rules.domains_per_website() == Some(1);
    domains.resize(domains.len().max(1) + if one_only { 0 } else { SPARE_DOMAINS }, String::new());
    let mut approvals: Vec<ApprovalRow> = form
        .approval_rows()
        .iter()
        .map(|row| approval(t, scene, row.trade, row.number, row.authority, row.until))
        .collect();
    // One row to fill in, and one more beside real approvals, up to five.
    let has_approval = form.pre_approval.iter().any(|trade| !trade.is_empty() && trade != NO_PRE_APPROVAL);
    if approvals.is_empty() || (approvals.len() < 5 && has_approval) {
        approvals.push(approval(t, scene, "", "", "", ""));
    }
    let declares = rules.asks_declaration();
    let declaration = book().text(Text::PERSONAL_WEBSITE, today).filter(|_| declares).map(|text| text.zh.clone());
    Ok(WebsitePage {
        approvals_text: approvals.iter().map(|row| super::view::chosen(&row.choices)).collect::<Vec<_>>().join("、"),
        trades: trades(t, today),
        declaration: declaration.unwrap_or_default(),
        can_remove: scene.drafts.website_count() > 1 && scene.editable == Editable::Everything,
        remove_url: paths::filing_part(&scene.filing.reference, &format!("{part}/remove")),
        page,
        t,
        view,
        errors,
        form,
        domains,
        contents,
        languages,
        approvals,
    })
}

fn trades(t: Tr, today: NaiveDate) -> Vec<Trade> {
    let of = |own: &PreApproval| {
        let rows = [
            ("wizard-trade-authority", t.pick(&own.authority_zh, &own.authority_en)),
            ("wizard-trade-document", t.pick(&own.document_zh, &own.document_en)),
            ("wizard-trade-number", own.example.as_str()),
        ];
        let rows = rows.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key, text.to_owned()));
        Trade { name: t.pick(&own.zh, &own.en).to_owned(), rows: rows.collect() }
    };
    let asked = book().pre_approvals(today).into_iter().filter(|own| own.code != NO_PRE_APPROVAL);
    asked.map(of).collect()
}

fn approval(t: Tr, scene: &Scene, trade: &str, number: &str, authority: &str, until: &str) -> ApprovalRow {
    let trades = book().pre_approvals(scene.today);
    ApprovalRow {
        choices: trades.iter().map(|own| Choice::new(own.code.clone(), t.pick(&own.zh, &own.en), trade)).collect(),
        number: number.to_owned(),
        authority: authority.to_owned(),
        until: until.to_owned(),
    }
}
