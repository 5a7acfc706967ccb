//! A filing's page: a task list while it can be edited, the tracker afterwards; adding and removing websites.

use std::borrow::Cow;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::future::{try_join, try_join3};

use super::standing::{self, Panel};
use super::tasks::Tasks;
use super::{answers, told};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::WebsiteForm;
use crate::filing::corrections::Editable;
use crate::filing::kind::{Bureau, Kind, Websites};
use crate::filing::section::Part;
use crate::filing::service::{self, SavePart, Saved};
use crate::filing::state::{EventCode, Filing, State};
use crate::filing::store::beside::{self, Beside};
use crate::filing::times::{Span, Times};
use crate::filing::turn::{self, Turn};
use crate::hosting::finding::Finding;
use crate::material::material::Material;
use crate::notify::render::House;
use crate::reference::book;
use crate::registry::store as registry;
use crate::registry::website::Website;
use crate::relay::render::{Line, lines};
use crate::relay::service as links;
use crate::relay::task::Task;
use crate::text::Tr;
use crate::values::FilingRef;
use crate::values::ids::AccountId;
use crate::web::flash::see_other_with;
use crate::web::post_form::NoFields;
use crate::web::ui::{Link, StepMark, SummaryRow, TaskRow, TimelineItem};
use crate::web::{App, Applicant, Page, PostForm, render, see_other};
use crate::wizard::service::handover::{self, Judged};
use crate::wizard::service::papers::{self, Progress};
use crate::wizard::service::scene::Scene;
use crate::{clock, hosting, material, paths};

/// A fact on the side of the page.
pub struct Fact {
    /// What.
    pub label: String,
    /// How long, how much.
    pub value: String,
}

/// The answers of one section.
pub struct Group {
    /// Its name.
    pub title: String,
    /// Its answers.
    pub rows: Vec<SummaryRow>,
    /// Why they cannot be changed; empty where they can.
    pub note: String,
}

#[derive(Template)]
#[template(path = "wizard/filing.html")]
struct FilingPage {
    page: Page,
    t: Tr,
    reference: String,
    above: String,
    marks: Vec<StepMark>,
    panel: Panel,
    numbers: Vec<Fact>,
    tasks: Vec<TaskRow>,
    can_add_website: bool,
    answers: Vec<Group>,
    events: Vec<TimelineItem>,
    messages: Vec<told::Message>,
    times: Vec<Fact>,
    can_withdraw: bool,
    links: Vec<Link>,
    /// Who must do what that others can do on their phones.
    helpers: Vec<Line>,
    /// What tells that the filing or any of that changed; and the state in which the page is another one.
    stamp: String,
    state: &'static str,
}

/// What the page is made of.
struct Loaded {
    scene: Scene,
    work: Option<(Judged, Progress)>,
    servers: Vec<Finding>,
    beside: Beside,
    /// What it put on record, and whether something is there.
    recorded: (Vec<Website>, bool),
    helpers: Vec<Line>,
    stamp: String,
}

/// All of it; nothing while the type is open, which has a page of its own.
async fn load(tx: &mut Tx<'_>, t: Tr, (filing, mut beside): (Filing, Beside)) -> Result<Option<Loaded>> {
    let (shared, id, owner): (&Tx<'_>, _, _) = (&*tx, filing.id, filing.owner);
    // Sent together, in one way to the database and back, where there is anything to ask at all.
    let of_it = try_join3(
        current(shared, &filing),
        links::stamped_with(shared, &filing, &beside),
        recorded(shared, &filing, owner),
    );
    let (papers, (tasks, stamp), recorded) = of_it.await?;
    let typed = beside.take_typed(tx, id)?;
    let scene = Scene::with(tx, filing, typed).await?;
    if !scene.is_settled {
        return Ok(None);
    }
    let servers = if beside.has_findings { hosting::service::findings(tx, id).await? } else { Vec::new() };
    let work = work(tx, owner, &scene, &papers).await?;
    let helpers = helpers(tx, t, (&scene, &papers, work.as_ref()), &tasks).await?;
    Ok(Some(Loaded { scene, work, servers, beside, recorded, helpers, stamp }))
}

/// The filing's page.
///
/// # Errors
/// `NotFound` for another's filing.
pub async fn show(req: HttpRequest, applicant: Applicant, app: Data<App>, path: Path<String>) -> Result<HttpResponse> {
    let t = applicant.t();
    let reference = FilingRef::parse(&path).map_err(|_| Error::NotFound)?;
    let owner = applicant.account;
    let loaded = app
        .db
        .read_from(
            applicant.actor(),
            async |conn| beside::load_owned(conn, &reference, owner).await,
            async |tx, found| load(tx, t, found).await,
        )
        .await?;
    let Some(loaded) = loaded else { return Ok(see_other(paths::filing_new_of(path.as_str()))) };
    let Loaded { scene, work, servers, beside, recorded, helpers, stamp } = loaded;
    let (websites, has_record) = recorded;
    let filing = &scene.filing;
    let reference = filing.reference.to_string();
    let part = |end: &str| paths::filing_part(&reference, end);
    let is_open = work.is_some();
    let tasks = work.map(|(judged, papers)| Tasks::of(t, &scene, &judged, papers));
    let panel = match &tasks {
        Some(tasks) if filing.state == State::Draft => tasks.panel(t, &reference),
        _ => standing::panel(t, filing, scene.rules().bureau_days(book().limits(scene.today)), part),
    };
    render(&FilingPage {
        page: Page::new(&req, name(t, &scene)),
        t,
        above: standing::above_open(t, filing, scene.is_of_no_kind),
        marks: standing::marks(t, filing),
        panel,
        can_add_website: is_open && scene.drafts.website_count() < most_websites(&scene),
        answers: if is_open { Vec::new() } else { answers::groups(t, &scene, false) },
        events: story(t, &beside.events, &servers),
        messages: told::messages(t, &House::of(&app.config), &beside.told)?,
        numbers: numbers(t, &websites),
        times: kept(t, &scene).into_iter().chain(times(t, &scene, beside.times)).collect(),
        can_withdraw: standing::may_withdraw(filing),
        links: if has_record { record_links(t, part) } else { Vec::new() },
        tasks: tasks.map(|tasks| tasks.rows).unwrap_or_default(),
        helpers,
        stamp,
        state: filing.state.code().code(),
        reference,
    })
}

/// What is left to do and how far its papers are, while everything can be changed.
async fn work(
    tx: &mut Tx<'_>,
    owner: AccountId,
    scene: &Scene,
    current: &[Material],
) -> Result<Option<(Judged, Progress)>> {
    if scene.editable != Editable::Everything {
        return Ok(None);
    }
    Ok(Some((handover::judge(tx, owner, scene).await?, papers::progress(scene, current))))
}

/// The papers that stand, while any can be changed.
async fn current(tx: &Tx<'_>, filing: &Filing) -> Result<Vec<Material>> {
    if filing.state.is_editable() { material::store::list_current(tx, filing.id).await } else { Ok(Vec::new()) }
}

/// The websites that a filing put on record, and whether something of its owner's is still there; nothing before it is approved.
async fn recorded(tx: &Tx<'_>, filing: &Filing, owner: AccountId) -> Result<(Vec<Website>, bool)> {
    if filing.state != State::Approved {
        return Ok((Vec::new(), false));
    }
    let websites = registry::list_websites_of_filing(tx, filing.id, owner);
    let (websites, own) = try_join(websites, registry::list_entities(tx, owner)).await?;
    Ok((websites, own.iter().any(|entity| entity.cancelled_on.is_none())))
}

/// What others can be asked for, nothing where nothing is open.
async fn helpers(
    tx: &mut Tx<'_>,
    t: Tr,
    (scene, current, work): (&Scene, &[Material], Option<&(Judged, Progress)>),
    tasks: &[Task],
) -> Result<Vec<Line>> {
    if scene.editable == Editable::Nothing {
        return Ok(Vec::new());
    }
    let faces = match work {
        Some((judged, _)) => Cow::Borrowed(&judged.faces),
        None => Cow::Owned(service::faces::standings(tx, scene).await?),
    };
    Ok(lines(t, scene, (current, &faces), tasks, tx.ctx.now))
}

/// What can be done with what is on record.
pub(super) fn record_links(t: Tr, part: impl Fn(&str) -> String) -> Vec<Link> {
    let ways =
        [("record-link-changes", "changes"), ("record-link-cancel", "cancel"), ("record-link-transfer", "transfer")];
    let ways = ways.iter().map(|(key, end)| Link::new(t.t(key), part(end)));
    std::iter::once(websites_link(t)).chain(ways).collect()
}

/// The way to the websites on record and what is left to do for them.
pub(super) fn websites_link(t: Tr) -> Link {
    Link::new(t.t("record-link-websites"), paths::own_websites())
}

/// The name on top: an individual's while it is a draft, and as little of it as below once it was handed in.
fn name(t: Tr, scene: &Scene) -> String {
    let typed = scene.drafts.type_check.entity_name.trim();
    let is_shown = scene.filing.state == State::Draft && !typed.is_empty();
    if is_shown { typed.to_owned() } else { standing::name(t, &scene.filing) }
}

fn most_websites(scene: &Scene) -> u32 {
    let kind = scene.filing.kind;
    if kind.profile().websites != Websites::Typed {
        // A record is worked on as it is.
        return 0;
    }
    if kind == Kind::Access {
        // An access is of the one website whose number is asked.
        return 1;
    }
    let filer = scene.drafts.filer();
    u32::try_from(book().websites_per_filing(filer.individual, &scene.rules(), scene.today)).unwrap_or(u32::MAX)
}

/// What the bureau gave: the number of the entity, and of each website.
fn numbers(t: Tr, websites: &[Website]) -> Vec<Fact> {
    let entity = websites.first().map(|site| (t.t("wizard-number-entity"), site.entity_number()));
    let own = websites.iter().map(|site| (site.name.clone(), site.number.as_str()));
    entity.into_iter().chain(own).map(|(label, number)| Fact { label, value: number.to_owned() }).collect()
}

/// Until when a filing is kept that waits for its owner, and what begins that time anew.
fn kept(t: Tr, scene: &Scene) -> Option<Fact> {
    let until = standing::kept_until(&scene.filing)?;
    let label = if scene.filing.round > 0 { "wizard-kept-corrections" } else { "wizard-kept-draft" };
    Some(Fact { label: t.t(label), value: t.a1("wizard-kept-value", "day", t.date(until)) })
}

/// How long things take, from own cases or by the rules; while somebody else has the filing, by when an answer is expected.
/// Nothing once it is over.
fn times(t: Tr, scene: &Scene, measured: Times) -> Vec<Fact> {
    let Some(province) = scene.province().filter(|_| !scene.filing.state.is_final()) else { return Vec::new() };
    let expected = standing::expectation(t, &scene.filing, scene.today).map(|(label, value)| Fact { label, value });
    let own = |span: Option<Span>, otherwise: String| span.map_or(otherwise, |span| span.words(t));
    let target = book().limits(scene.today).review_target_working_days;
    let target = t.a1("wizard-times-provider-value", "days", target);
    let provider = Fact { label: t.t("wizard-times-provider"), value: own(measured.review, target) };
    let bureau = (scene.filing.kind.profile().bureau == Bureau::Review).then(|| {
        let most = t.a1("wizard-times-bureau-value", "days", scene.rules().bureau_days(book().limits(scene.today)));
        Fact {
            label: t.a1("wizard-times-bureau", "province", t.pick(&province.zh, &province.en)),
            value: own(measured.bureau, most),
        }
    });
    let likely = likely(&scene.filing, measured).filter(|day| *day >= scene.today);
    let likely = likely
        .map(|day| Fact { label: t.t("wizard-times-likely"), value: t.a1("wizard-times-by", "day", t.date(day)) });
    expected.into_iter().chain(likely).chain([provider]).chain(bureau).collect()
}

/// The day by which nine in ten of such filings had their answer.
fn likely(filing: &Filing, measured: Times) -> Option<NaiveDate> {
    let (from, span) = match Turn::of(filing.state.code()) {
        Turn::Desk if turn::is_review(filing.state.code()) => (filing.submitted_at?, measured.review?),
        Turn::Bureau => (filing.state_since, measured.bureau?),
        _ => return None,
    };
    Some(clock::china_day(from.checked_add_signed(span.most)?))
}

/// What happened to the filing and to its servers, the latest first.
fn story(t: Tr, events: &[(EventCode, DateTime<Utc>)], servers: &[Finding]) -> Vec<TimelineItem> {
    let own = events.iter().rev().map(|(event, at)| (*at, t.t(event.key())));
    let mut all: Vec<_> = servers.iter().flat_map(|found| found.story(t)).chain(own).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(at, title)| TimelineItem::new(t, at, title)).collect()
}

/// Adds a website.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` where it is locked or full.
pub async fn add_website(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<String>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let part = app.db.write(applicant.by(), async |tx| add(tx, &applicant, &path).await).await?;
    Ok(see_other_with(&req, paths::filing_part(path.as_str(), &part.to_string()), "wizard-website-added"))
}

async fn add(tx: &mut Tx<'_>, applicant: &Applicant, reference: &str) -> Result<Part> {
    let scene = Scene::load(tx, applicant.account, reference).await?;
    scene.ensure_settled()?;
    if scene.drafts.website_count() >= most_websites(&scene) {
        return Err(Error::refused("wizard-websites-full"));
    }
    // The first one may stand unsaved: it must be there before a second follows it.
    for ordinal in 1..=scene.drafts.website_count() + 1 {
        let part = Part::website(ordinal);
        if scene.version(part) > 0 {
            continue;
        }
        let form = scene.drafts.website(ordinal).map_or_else(WebsiteForm::default, |draft| draft.website.clone());
        let content = serde_json::to_value(form).map_err(anyhow::Error::from)?;
        let save = SavePart { part, expected: 0, content, problems: 1, is_complete: false };
        if let Saved::Stale(_) = service::save_part(tx, applicant.account, &scene.filing.reference, save).await? {
            return Err(Error::Stale);
        }
    }
    Ok(Part::website(scene.drafts.website_count() + 1))
}

/// Removes a website.
///
/// # Errors
/// `NotFound` for another's filing, `Refused` for the only one.
pub async fn remove_website(
    req: HttpRequest,
    applicant: Applicant,
    app: Data<App>,
    path: Path<(String, u32)>,
    _: PostForm<NoFields>,
) -> Result<HttpResponse> {
    let (reference, ordinal) = path.into_inner();
    app.db
        .write(applicant.by(), async |tx| {
            let scene = Scene::load(tx, applicant.account, &reference).await?;
            service::remove_website(tx, applicant.account, &scene.filing.reference, ordinal).await?;
            links::forget_from(tx, scene.filing.id, ordinal).await
        })
        .await?;
    Ok(see_other_with(&req, paths::filing(&reference), "wizard-website-removed"))
}
