//! Plays the stories through the services that real filings go through, in one transaction. Its clock is set back to the
//! time of each scene: the one place where that is done. So states, timelines, decisions, registry and audit are what they
//! would be, and the audit is in the order of time.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, TimeDelta, Utc};

use super::applicant::Applicant;
use super::crew::Crew;
use super::desk::Case;
use super::story::{Ending, Plan, Scene, Step};
use super::{forms, hosts, story};
use crate::clock::china_day;
use crate::db::Tx;
use crate::demo::store;
use crate::error::{Error, Result};
use crate::filing::application::{Drafts, assemble};
use crate::filing::decision::Verdict;
use crate::filing::kind::Kind;
use crate::filing::section::Part;
use crate::filing::service::scene::Scene as Scenery;
use crate::filing::service::{self as filings, SavePart, StartFiling};
use crate::filing::state::{BureauFact, Event, Filing, Numbers};
use crate::filing::submission::{Handover, Readiness};
use crate::form::{Checker, Form as _};
use crate::hosting::Choice;
use crate::liveness;
use crate::material::client::Kept;
use crate::material::{Place, consent, service as materials};
use crate::reference::{Text, book};
use crate::values::actor::Actor;
use crate::values::ids::{AccountId, FilingId};
use crate::values::{EntityNumber, FilingRef, WebsiteNumber};

/// The papers of a filing: those it is handed in with, and the better photograph.
#[derive(Default)]
pub struct Folder {
    /// By slot.
    pub papers: BTreeMap<String, Kept>,
    /// Takes the place of the first, once that is marked.
    pub better: Option<Kept>,
    /// Proof of what the bureau did.
    pub evidence: Vec<Kept>,
}

/// A filing in the play.
struct Running {
    id: FilingId,
    reference: FilingRef,
    choice: Choice,
    corrected: bool,
}

/// Everything the play needs.
pub struct Stage<'a> {
    /// What the references are drawn by.
    pub seed: u64,
    /// The staff.
    pub crew: &'a Crew,
    /// The applicants.
    pub applicants: &'a [Applicant],
    /// Their accounts.
    pub accounts: &'a [AccountId],
    /// The filings.
    pub plans: &'a [Plan],
    /// Papers by filing.
    pub folders: BTreeMap<usize, Folder>,
    running: BTreeMap<usize, Running>,
}

impl<'a> Stage<'a> {
    /// Before the first scene.
    pub fn new(
        seed: u64,
        crew: &'a Crew,
        applicants: &'a [Applicant],
        accounts: &'a [AccountId],
        plans: &'a [Plan],
        folders: BTreeMap<usize, Folder>,
    ) -> Self {
        Self { seed, crew, applicants, accounts, plans, folders, running: BTreeMap::new() }
    }

    /// Plays everything up to `now`, the clock's part each morning.
    ///
    /// # Errors
    /// When a service refuses: then the story breaks a rule.
    pub async fn play(&mut self, tx: &mut Tx<'_>, scenes: &[Scene], progress: &dyn Fn(usize)) -> Result<()> {
        let now = tx.ctx.now;
        let mut morning = scenes.first().map_or(now, |scene| scene.at);
        for (count, scene) in scenes.iter().enumerate() {
            while morning < scene.at {
                self.keep_clock(tx, morning).await?;
                morning += TimeDelta::days(1);
            }
            let played = self.scene(tx, scene).await;
            played.map_err(|error| {
                let plan = self.plans[scene.filing];
                let words = match &error {
                    Error::Refused(message) => format!("{message:?}"),
                    other => format!("{other:?}"),
                };
                anyhow!("filing {} of {plan:?}, {:?}: {words}", scene.filing, scene.step)
            })?;
            store::settle_notices(tx, scene.at).await?;
            progress(count);
        }
        self.keep_clock(tx, now - TimeDelta::minutes(1)).await?;
        (tx.ctx.now, tx.ctx.actor) = (now, Actor::Operator);
        Ok(())
    }

    /// What the worker does by the clock: reminders and ends.
    async fn keep_clock(&self, tx: &mut Tx<'_>, at: DateTime<Utc>) -> Result<()> {
        (tx.ctx.now, tx.ctx.actor) = (at, Actor::Clock);
        for id in filings::idle::list_unwarned(tx, None).await? {
            filings::idle::warn(tx, id).await?;
        }
        for id in filings::idle::list_ended(tx, None).await? {
            filings::idle::end(tx, id).await?;
        }
        store::settle_notices(tx, at).await
    }

    async fn scene(&mut self, tx: &mut Tx<'_>, scene: &Scene) -> Result<()> {
        let number = scene.filing;
        let plan = self.plans[number];
        let (applicants, accounts) = (self.applicants, self.accounts);
        let (applicant, account) = (&applicants[plan.applicant], accounts[plan.applicant]);
        tx.ctx.now = scene.at;
        tx.ctx.actor = Actor::Applicant(account);
        if scene.step == Step::Start {
            return self.start(tx, number, applicant, account).await;
        }
        let running = self.running.get(&number).context("a story without a beginning")?;
        let filing = crate::filing::store::load(tx.conn, running.id).await?;
        tx.ctx.actor = match scene.step {
            Step::WithdrawByLead => self.crew.lead(),
            step if step.is_by_office() => {
                let own = filing.state.reviewer().or(filing.last_reviewer);
                let next = self.crew.specialist(&filing.province, number);
                own.map_or(next, |id| Actor::Staff(id, crate::values::actor::Role::Specialist))
            }
            _ => Actor::Applicant(account),
        };
        let slips = (plan.ending.has_slips() && !running.corrected).then_some(number);
        let drafts = forms::typed(applicant, &running.choice, slips);
        match scene.step {
            Step::Start => Ok(()),
            Step::FillSome => fill(tx, &filing, &drafts, &[Part::ACCESS, Part::ENTITY]).await,
            Step::FillAll => {
                let parts = [Part::ENTITY, Part::ENTITY_PERSON, Part::website(1), Part::website_person(1)];
                fill(tx, &filing, &drafts, &parts).await
            }
            Step::Upload => self.upload(tx, &filing).await,
            Step::Submit => submit(tx, &filing, &drafts).await,
            Step::Claim => self.case(number, &filing).take(tx).await,
            Step::Review => self.case(number, &filing).review(tx).await,
            Step::RequestChanges | Step::Reject | Step::Accept | Step::AskForPaper => {
                self.case(number, &filing).decide(tx).await
            }
            Step::Correct => self.correct(tx, &filing, applicant).await,
            step => {
                let event = self.event(tx, &filing, step).await?;
                filings::perform(tx, filing.id, filing.version, event).await.map(|_| ())
            }
        }
    }

    async fn start(&mut self, tx: &mut Tx<'_>, number: usize, applicant: &Applicant, account: AccountId) -> Result<()> {
        store::register(tx, account).await?;
        let type_check = {
            let mut checker = Checker::new(book(), china_day(tx.ctx.now));
            let valid = applicant.type_check().check(&mut checker);
            valid.ok_or_else(|| anyhow!("type check of applicant {}: {:?}", applicant.index, checker.errors()))?
        };
        let reference = story::reference(self.seed, number);
        let begin = StartFiling::new(Kind::Initial, type_check);
        filings::start_as(tx, account, reference.clone(), begin).await?;
        let filing = crate::filing::store::load_owned(tx.conn, &reference, account).await?;
        let choice = hosts::choice(applicant, number);
        self.running.insert(number, Running { id: filing.id, reference, choice, corrected: false });
        Ok(())
    }

    async fn upload(&mut self, tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
        let version = book().text(Text::IDENTITY_CONSENT, china_day(tx.ctx.now)).context("no notice of consent")?;
        consent::service::give(tx, filing.owner, filing.id, &version.version).await?;
        let number = self.number_of(filing)?;
        let papers = self.folders.get(&number).map(|folder| &folder.papers).context("no papers")?;
        for (slot, kept) in papers {
            add(tx, filing, slot, kept).await?;
        }
        Ok(())
    }

    async fn correct(&mut self, tx: &mut Tx<'_>, filing: &Filing, applicant: &Applicant) -> Result<()> {
        let number = self.number_of(filing)?;
        let running = self.running.get_mut(&number).context("not running")?;
        running.corrected = true;
        let drafts = forms::typed(applicant, &running.choice, None);
        fill(tx, filing, &drafts, &[Part::ENTITY, Part::website(1)]).await?;
        let folder = self.folders.get(&number).context("no papers")?;
        if let (Some(better), Some(slot)) = (&folder.better, folder.papers.keys().next()) {
            filings::touch_paper(tx, filing.owner, &running.reference, slot).await?;
            add(tx, filing, slot, better).await?;
        }
        Ok(())
    }

    fn number_of(&self, filing: &Filing) -> Result<usize> {
        let found = self.running.iter().find(|(_, running)| running.id == filing.id);
        Ok(found.map(|(number, _)| *number).context("not running")?)
    }

    /// What a step makes happen.
    async fn event(&mut self, tx: &mut Tx<'_>, filing: &Filing, step: Step) -> Result<Event> {
        let number = self.number_of(filing)?;
        Ok(match step {
            Step::MailReceived => Event::MailReceived,
            Step::Withdraw => Event::Withdraw { reason: String::new() },
            Step::WithdrawByLead => {
                Event::Withdraw { reason: "客户来电说明改由分公司办理，请求撤回。".to_owned() }
            }
            _ => {
                let fact = self.fact(tx, filing, number).await?;
                match step {
                    Step::Received => Event::Received(fact),
                    Step::Verified => Event::Verified(fact),
                    Step::NotVerified => {
                        Event::NotVerified { fact, verdict: Verdict::new(Vec::new(), None), told: true }
                    }
                    Step::Refuse => Event::Refuse(fact, forms::refusal()),
                    _ => Event::Approve(fact, Some(numbers(filing, number)?)),
                }
            }
        })
    }

    /// The case as the desk has it.
    fn case<'c>(&'c self, number: usize, filing: &'c Filing) -> Case<'c> {
        let slot = self.folders.get(&number).and_then(|folder| folder.papers.keys().next());
        let outlook = self.plans[number].ending.outlook(filing.round);
        Case { filing, number, outlook, first_slot: slot.map_or("", String::as_str) }
    }

    /// What the bureau did, with its proof.
    async fn fact(&mut self, tx: &mut Tx<'_>, filing: &Filing, number: usize) -> Result<BureauFact> {
        let kept = self.folders.get_mut(&number).and_then(|folder| folder.evidence.pop()).context("no evidence")?;
        let evidence = materials::add(tx, book(), filing.id, &Place::evidence(), &kept, None).await?.id();
        Ok(BureauFact {
            round: filing.round,
            happened_on: china_day(tx.ctx.now),
            evidence: Some(evidence),
            detail: None,
        })
    }
}

impl Ending {
    /// Whether the first round had something to mark.
    pub fn has_slips(self) -> bool {
        self.steps().contains(&Step::RequestChanges)
    }

    /// How often the bureau did something.
    pub fn acts_of_bureau(self) -> usize {
        let by_bureau = |step: &Step| {
            matches!(step, Step::Received | Step::Verified | Step::NotVerified | Step::Approve | Step::Refuse)
        };
        self.steps().into_iter().filter(by_bureau).count()
    }
}

async fn add(tx: &mut Tx<'_>, filing: &Filing, slot: &str, kept: &Kept) -> Result<()> {
    let today = china_day(tx.ctx.now);
    let rule = book().material_of_slot(slot, today).context("a slot without a rule")?;
    let place = Place::at(slot, rule);
    materials::add(tx, book(), filing.id, &place, kept, None).await.map(|_| ())
}

/// Saves parts as typed, as the wizard does.
async fn fill(tx: &mut Tx<'_>, filing: &Filing, drafts: &Drafts, parts: &[Part]) -> Result<()> {
    let today = china_day(tx.ctx.now);
    for part in parts {
        let errors = drafts.check(*part, book(), today);
        let existing = crate::filing::store::drafts::find(tx, filing.id, *part).await?;
        let save = SavePart {
            part: *part,
            expected: existing.map_or(0, |draft| draft.version),
            content: drafts.get(*part).map_err(anyhow::Error::from)?,
            problems: u32::try_from(errors.iter().count()).unwrap_or(u32::MAX),
            is_complete: errors.is_empty(),
        };
        filings::save_part(tx, filing.owner, &filing.reference, save).await?;
    }
    Ok(())
}

async fn submit(tx: &mut Tx<'_>, filing: &Filing, drafts: &Drafts) -> Result<()> {
    let today = china_day(tx.ctx.now);
    // The demo invents no clip of a face: everybody asks for an appointment, as whoever will not be recorded does.
    let scene = Scenery::of(tx, filing.clone()).await?;
    for own in filings::faces::of_scene(tx, &scene).await? {
        if let Some(about) = own.about.filter(|_| !own.standing.may_be_sent()) {
            liveness::service::ask_appointment(tx, &about).await?;
        }
    }
    let application = assemble(drafts, book(), today).map_err(|problems| anyhow!("{problems:?}"))?;
    let declaration = book().text(Text::DECLARATION, today).context("no declaration")?.version.clone();
    let handover =
        Handover { readiness: Readiness::default(), application, findings: serde_json::json!([]), declaration };
    filings::submit(tx, filing.id, filing.version, handover).await.map(|_| ())
}

/// Numbers as the bureau of the province gives them, of a range that it does not.
fn numbers(filing: &Filing, number: usize) -> Result<Numbers> {
    let prefix = book().province(&filing.province, china_day(filing.created_at)).context("no province")?.prefix.clone();
    let entity = format!("{prefix}ICP备2026{:06}号", 900_001 + number);
    let website = format!("{entity}-1");
    let parsed = (EntityNumber::parse(&entity), WebsiteNumber::parse(&website));
    match parsed {
        (Ok(entity), Ok(website)) => Ok(Numbers { entity, websites: vec![website] }),
        _ => Err(anyhow!("{entity} is no number").into()),
    }
}
