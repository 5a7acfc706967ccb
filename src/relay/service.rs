//! Making a link, sending it, taking it back; and what its holder does: begin, agree, fail, finish.

use chrono::TimeDelta;
use futures_util::future::try_join;

use super::store::{self, NewLink};
use super::task::{self, Event, Kind, SentBy, State, Task};
use crate::audit::{self, Action, Subject};
use crate::auth::session::Token;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::Drafts;
use crate::filing::faces::is_face;
use crate::filing::needed::Needed;
use crate::filing::service::faces::{self, Verified};
use crate::filing::service::scene::Scene;
use crate::filing::service::touch_paper;
use crate::filing::state::Filing;
use crate::filing::store as filings;
use crate::filing::store::beside::{self, Beside};
use crate::liveness::check::Standing;
use crate::material::consent::{self, store::About};
use crate::notify::notice::Secret;
use crate::notify::{self, Notice};
use crate::paths;
use crate::reference::book;
use crate::reference::material::Who;
use crate::text::{Message, Reason};
use crate::values::ids::FilingId;
use crate::values::{Email, Mobile};

/// Where a link is sent.
#[derive(Debug, Clone)]
pub enum Address {
    /// By SMS.
    Mobile(Mobile),
    /// By mail.
    Mail(Email),
}

/// The task of a link with what its page needs. Of the filing nothing else is shown.
pub struct Found {
    /// The task.
    pub task: Task,
    /// The filing.
    pub scene: Scene,
    /// The paper that is asked; none where the filing does not take it any more.
    pub paper: Option<Needed>,
    /// Whose face it is, where a face is asked.
    pub face: Option<Verified>,
    /// Whether the phone that goes on with it agreed to the notice in force.
    pub has_consent: bool,
}

impl Found {
    /// The name of the notice that comes before what is asked.
    pub fn notice(&self) -> &'static str {
        about(&self.task).notice()
    }

    /// Whether whose face is asked for is found to be who they say.
    pub fn is_verified(&self) -> bool {
        self.face.as_ref().is_some_and(|own| own.standing == Standing::Matches)
    }
}

fn about(task: &Task) -> About {
    if is_face(&task.target) { About::Face } else { About::Papers }
}

/// What others can be asked for in a filing: faces of who is named, and papers that are one of their place and a thing to
/// photograph; all of it open to a change.
pub fn askable(scene: &Scene) -> Vec<Needed> {
    all(scene).filter(|needed| scene.editable.allows_paper(&needed.slot)).collect()
}

fn all(scene: &Scene) -> impl Iterator<Item = Needed> {
    let faces = scene.faces().into_iter().filter(|face| face.person.is_some()).map(|face| face.needed);
    scene.needed().into_iter().chain(faces).filter(Needed::can_be_asked)
}

/// The paper of a slot, which others can be asked for as long as the slot is open.
///
/// # Errors
/// `NotFound` for what the filing does not ask for, and for what nobody else is asked for.
pub fn paper_of(scene: &Scene, slot: &str) -> Result<Needed> {
    all(scene).find(|needed| needed.slot == slot).ok_or(Error::NotFound)
}

/// Makes the link of a task; the one before opens no more. Its secret is known only now.
///
/// # Errors
/// `Refused` where the paper is locked.
pub async fn make(tx: &mut Tx<'_>, scene: &Scene, paper: &Needed, sent_by: SentBy) -> Result<(Task, Token)> {
    if !scene.editable.allows_paper(&paper.slot) {
        return Err(Error::refused("filing-refused-locked"));
    }
    let token = Token::random()?;
    let life = TimeDelta::hours(book().limits(china_day(tx.ctx.now)).relay_link_hours);
    let link = NewLink {
        filing: scene.filing.id,
        kind: if paper.rule.is_face() { Kind::Face } else { Kind::Paper },
        target: &paper.slot,
        website: paper.website.and_then(|website| i32::try_from(website).ok()),
        sent_by,
        expires_at: tx.ctx.now + life,
    };
    let task = store::put_link(tx, &link, &token).await?;
    record(tx, Action::RelayLinkMade, &task, sent_by.code()).await?;
    Ok((task, token))
}

/// Makes the link and sends it.
///
/// # Errors
/// As [`make`].
pub async fn send(tx: &mut Tx<'_>, scene: &Scene, paper: &Needed, to: Address) -> Result<()> {
    let sent_by = match to {
        Address::Mobile(_) => SentBy::Sms,
        Address::Mail(_) => SentBy::Mail,
    };
    let (_, token) = make(tx, scene, paper, sent_by).await?;
    let hours = book().limits(china_day(tx.ctx.now)).relay_link_hours;
    let (mail_to, sms_to) = match to {
        Address::Mobile(mobile) => (None, Some(Secret::new(mobile.reveal()))),
        Address::Mail(email) => (Some(Secret::new(email.reveal())), None),
    };
    let notice = Notice::RelayLink {
        path: Secret::new(paths::help(&token.text())),
        mail_to,
        sms_to,
        paper_zh: paper.rule.zh.clone(),
        paper_en: paper.rule.en.clone(),
        is_face: paper.rule.is_face(),
        hours: u32::try_from(hours).unwrap_or_default(),
    };
    notify::service::tell(tx, scene.filing.owner, Some(scene.filing.id), notice).await?;
    Ok(())
}

/// Takes a link back. One that is over already stays as it is.
///
/// # Errors
/// `NotFound` where none was made.
pub async fn revoke(tx: &mut Tx<'_>, filing: FilingId, slot: &str) -> Result<()> {
    let task = store::lock_by_target(tx.conn, filing, slot).await?;
    let Some(state) = task.state.after(Event::Revoke) else { return Ok(()) };
    store::update_state(tx, &task, state, None).await?;
    record(tx, Action::RelayLinkRevoked, &task, "").await
}

/// After a website was taken out: links for its papers, and for those of websites whose numbers change, are no more. Their
/// slots are of other persons now.
///
/// # Errors
/// When the database refuses.
pub async fn forget_from(tx: &mut Tx<'_>, filing: FilingId, website: u32) -> Result<()> {
    for task in store::remove_from(tx, filing, website).await? {
        record(tx, Action::RelayLinkRevoked, &task, "its website was taken out").await?;
    }
    Ok(())
}

/// After the section of a person was saved: links for the face and the papers of somebody who is not named there any more are no
/// more. What one person agreed to is not of the next.
///
/// # Errors
/// When the database refuses.
pub async fn forget_others(tx: &mut Tx<'_>, scene: &Scene, before: &Drafts) -> Result<()> {
    for task in store::list(tx.conn, scene.filing.id).await? {
        let Some(rule) = book().material_of_slot(&task.target, scene.days().rules) else { continue };
        let who = |drafts: &Drafts| named(drafts, rule.who, task.website);
        let is_other = who(before).is_some_and(|(name, number)| {
            let (named, numbered) = who(&scene.drafts).unwrap_or_default();
            // What is filled in now belongs to whoever was meant before.
            (!name.is_empty() && name != named) || (!number.is_empty() && number != numbered)
        });
        if is_other {
            store::remove(tx.conn, &task).await?;
            record(tx, Action::RelayLinkRevoked, &task, "somebody else is named").await?;
        }
    }
    Ok(())
}

/// Name and number of the document, as typed, of the person that a link is for.
fn named(drafts: &Drafts, who: Who, website: Option<u32>) -> Option<(String, String)> {
    let person = match who {
        Who::EntityPerson => drafts.entity_person(),
        Who::WebsitePerson if drafts.is_run_by_entity_person(website?) => drafts.entity_person(),
        Who::WebsitePerson => drafts.website(website?)?.person.clone(),
        Who::Entity | Who::Website => return None,
    };
    Some((person.name, person.cert_number))
}

/// The tasks of a filing, and what differs as soon as it is another one: its version, a task, or how far its people are verified.
///
/// # Errors
/// When the database refuses.
pub async fn stamped(tx: &Tx<'_>, filing: &Filing) -> Result<(Vec<Task>, String)> {
    let (tasks, faces) = try_join(store::list(&*tx.conn, filing.id), beside::faces(&*tx.conn, filing.id)).await?;
    let stamp = task::stamp(filing.version, &tasks, &faces, tx.ctx.now);
    Ok((tasks, stamp))
}

/// The same where it is there what is known beside the filing.
///
/// # Errors
/// When the database refuses.
pub async fn stamped_with(tx: &Tx<'_>, filing: &Filing, beside: &Beside) -> Result<(Vec<Task>, String)> {
    let tasks = if beside.has_tasks { store::list(&*tx.conn, filing.id).await? } else { Vec::new() };
    let stamp = task::stamp(filing.version, &tasks, &beside.faces, tx.ctx.now);
    Ok((tasks, stamp))
}

/// What a link leads to; none for one that is none.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Found>> {
    let Some(task) = store::find_by_token(tx, token).await? else { return Ok(None) };
    let filing = filings::load(tx.conn, task.filing).await?;
    let scene = Scene::of(tx, filing).await?;
    let paper = askable(&scene).into_iter().find(|needed| needed.slot == task.target);
    let face = match &paper {
        Some(paper) if paper.rule.is_face() => {
            faces::of_scene(tx, &scene).await?.into_iter().find(|own| own.face.needed.slot == paper.slot)
        }
        _ => None,
    };
    let has_consent = match book().text(about(&task).notice(), scene.today) {
        None => given(tx, &task).await?.is_some(),
        Some(text) => given(tx, &task).await?.is_some_and(|version| version == text.version),
    };
    Ok(Some(Found { task, scene, paper, face, has_consent }))
}

/// The version of the notice that was agreed to on the phone that goes on with a task.
async fn given(tx: &mut Tx<'_>, task: &Task) -> Result<Option<String>> {
    let latest = consent::store::find(tx.conn, about(task), task.filing, Some(task.id)).await?;
    let own = latest.filter(|consent| task.begun_at.is_some_and(|begun| begun <= consent.given_at));
    Ok(own.map(|consent| consent.version))
}

/// A phone begins, or goes on in place of another where it says so. A second time changes nothing, nor does it where the link
/// was replaced meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut Tx<'_>, token: &Token, phone: &Token, moves: bool) -> Result<()> {
    let Some(task) = store::lock_by_token(tx.conn, token).await? else { return Ok(()) };
    if task.over(tx.ctx.now).is_some() || task.is_held_by(Some(&phone.hash())) {
        return Ok(());
    }
    let (event, action) = if moves { (Event::Move, Action::RelayMoved) } else { (Event::Begin, Action::RelayBegun) };
    // Another phone was quicker: the page says so.
    let Some(state) = task.state.after(event) else { return Ok(()) };
    store::update_phone(tx, &task, state, phone).await?;
    record(tx, action, &task, "").await
}

/// The task a phone goes on with; none where it does not, or where that is over or replaced meanwhile.
async fn held(tx: &mut Tx<'_>, token: &Token, phone: &Token) -> Result<Option<Task>> {
    let task = store::lock_by_token(tx.conn, token).await?;
    Ok(task.filter(|task| task.over(tx.ctx.now).is_none() && task.is_held_by(Some(&phone.hash()))))
}

/// Whoever holds the phone agrees to a version of the notice, once.
///
/// # Errors
/// When the database refuses.
pub async fn agree(tx: &mut Tx<'_>, found: &Found, token: &Token, phone: &Token, version: &str) -> Result<()> {
    // First the filing, then the task: the order of everybody who changes both.
    let filing = filings::load_for_update(tx.conn, found.task.filing).await?;
    let Some(task) = held(tx, token, phone).await? else { return Ok(()) };
    if given(tx, &task).await?.is_some_and(|given| given == version) {
        return Ok(());
    }
    consent::service::give_by_link(tx, about(&task), (filing.owner, task.filing), task.id, version).await?;
    match task.state.after(Event::Agree) {
        Some(state) => store::update_state(tx, &task, state, None).await,
        // It was agreed to in an earlier version.
        None => Ok(()),
    }
}

/// What was sent was refused: the owner's page tells why.
///
/// # Errors
/// When the database refuses.
pub async fn fail(tx: &mut Tx<'_>, token: &Token, phone: &Token, why: &Message) -> Result<()> {
    let Some(task) = held(tx, token, phone).await? else { return Ok(()) };
    let Some(state) = task.state.after(Event::Fail) else { return Ok(()) };
    store::update_state(tx, &task, state, Some(&Reason::from(why))).await?;
    record(tx, Action::RelayFailed, &task, why.key).await
}

/// Opens the filing for the paper of a link: only its own slot, only by the phone that goes on with it, and once.
///
/// # Errors
/// `Refused` where the link is over or the slot locked.
pub async fn open_slot(
    tx: &mut Tx<'_>,
    filing: &Filing,
    (token, phone): (&Token, &Token),
    slot: &str,
) -> Result<Filing> {
    // In the order of `agree`.
    let filing = touch_paper(tx, filing.owner, &filing.reference, slot).await?;
    let task = held(tx, token, phone).await?;
    let may = task.is_some_and(|task| task.target == slot && task.state.after(Event::Finish).is_some());
    if may { Ok(filing) } else { Err(Error::refused("relay-refused-over")) }
}

/// The paper stands: the task is done.
///
/// # Errors
/// `Refused` where the link is over.
pub async fn finish(tx: &mut Tx<'_>, token: &Token) -> Result<()> {
    let task = store::lock_by_token(tx.conn, token).await?;
    let task = task.filter(|task| task.state.after(Event::Finish) == Some(State::Done));
    let Some(task) = task else { return Err(Error::refused("relay-refused-over")) };
    store::update_state(tx, &task, State::Done, None).await?;
    record(tx, Action::RelayDone, &task, "").await
}

async fn record(tx: &mut Tx<'_>, action: Action, task: &Task, more: &str) -> Result<()> {
    let detail = format!("{} {} {more}", task.id, task.target);
    audit::record(tx, audit::Event::new(action, Subject::filing(task.filing)).detail(detail.trim_end())).await
}
