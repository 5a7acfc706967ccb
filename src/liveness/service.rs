//! What is done to show who somebody is: begin, send, fail, ask for an appointment; judge, look. That the filing may be
//! changed, and by whom, is the caller's to know.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;

use super::challenge::Challenge;
use super::check::{self, Check, Method, Stale, Standing, State, Verdict};
use super::client::{KeptClip, StoredClip};
use super::clip::Refused;
use super::jobs::AskResult;
use super::store::{self, About, OnPhone};
use super::vendor::Session;
use crate::audit::{self, Action, Event, Subject};
use crate::auth::throttle::{self, Scope};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::material::store::lock_filing;
use crate::outbox;
use crate::reference::book;
use crate::sealing::Sealer;
use crate::text::{Message, Reason};
use crate::values::ids::{FaceCheckId, FilingId};

/// The keyed hash of a person: by the number of their document, and their name.
pub fn person_hash(sealer: &Sealer, name: &str, number: &str) -> Vec<u8> {
    sealer.search_hash("face person", format!("{name}\n{number}").as_bytes()).to_vec()
}

/// Draws a challenge and shows it on a phone, in place of the one before.
///
/// # Errors
/// `Refused` for somebody who is verified, and after too many failed tries or clips within a day; `TooMany` after many
/// challenges.
pub async fn ask(tx: &mut Tx<'_>, about: &About, phone_hash: &[u8], consent_version: &str) -> Result<FaceCheckId> {
    let before = store::list(tx, about.filing).await?;
    unverified(&before, &about.person)?;
    ensure_tries(&before, about, tx.ctx.now)?;
    ensure_room(&before, about, tx.ctx.now)?;
    let limits = book().limits(china_day(tx.ctx.now));
    throttle::attempt(tx, Scope::FaceChallenge, &HEXLOWER.encode(&about.person)).await?;
    let challenge = Challenge::draw(limits.face_actions)?;
    let expires_at = tx.ctx.now + TimeDelta::minutes(limits.face_challenge_minutes);
    store::remove_begun(tx.conn, about).await?;
    let shown = OnPhone { challenge: Some(&challenge), phone_hash, expires_at };
    let how = (Method::Recorded, State::Asked);
    let id = store::insert(tx, about, how, Some(consent_version), Some(&shown)).await?;
    record(tx, Action::FaceAsked, about.filing, id, &about.slot).await?;
    Ok(id)
}

/// Holds that somebody is not verified yet.
///
/// # Errors
/// `Refused` where they are.
pub async fn ensure_unverified(tx: &mut Tx<'_>, about: &About) -> Result<()> {
    unverified(&store::list(tx, about.filing).await?, &about.person)
}

/// The latest try counts: another would undo what was found.
fn unverified(before: &[Check], person: &[u8]) -> Result<()> {
    match check::standing(before, person) {
        Standing::Matches => Err(Error::refused("face-refused-verified")),
        _ => Ok(()),
    }
}

fn ensure_tries(before: &[Check], about: &About, now: DateTime<Utc>) -> Result<()> {
    let (failed, most) = (check::failed(before, &about.person, now), book().limits(china_day(now)).face_tries);
    if failed >= most {
        return Err(Error::Refused(Message::new("face-refused-tries").with("tries", most)));
    }
    Ok(())
}

/// Each may be as large as a film: nobody fills the disk with them.
fn ensure_room(before: &[Check], about: &About, now: DateTime<Utc>) -> Result<()> {
    let most = book().limits(china_day(now)).face_clips;
    if check::clips(before, &about.person, now) >= most {
        return Err(Error::Refused(Message::new("face-refused-clips").with("clips", most)));
    }
    Ok(())
}

/// Records a clip whose file is kept, in place of those of the person that nobody judged; tells their files, which the caller
/// discards once this is written. On `Err` inside, the caller discards the new file and the try has failed.
///
/// # Errors
/// `Refused` where the challenge was answered or replaced meanwhile, its time is over for long, or the person is verified; then
/// the caller discards the new file too.
pub async fn give(
    tx: &mut Tx<'_>,
    filing: FilingId,
    id: FaceCheckId,
    kept: &KeptClip,
) -> Result<Result<Vec<String>, Refused>> {
    let check = store::lock(tx, filing, id).await?;
    let check = check.filter(|check| check.method == Method::Recorded && check.state == State::Asked);
    let Some(check) = check else { return Err(Error::Refused(Stale::Used.message())) };
    // In time it was when its first byte came: a slow line is nobody's fault, within reason.
    let spare = TimeDelta::minutes(book().limits(china_day(tx.ctx.now)).face_spare_minutes);
    if check.is_late(tx.ctx.now, spare) {
        return Err(Error::Refused(Stale::Expired.message()));
    }
    unverified(&store::list(tx, filing).await?, &check.person)?;
    if !store::update_given(tx, id, kept).await? {
        fail(tx, filing, id, &Refused::Known.message()).await?;
        return Ok(Err(Refused::Known));
    }
    let told = format!("{} {} {} bytes {} ms", check.slot, kept.container, kept.bytes, kept.millis);
    let about = About { filing, person: check.person, slot: check.slot, round: check.round };
    let gone = store::erase_superseded(tx, &about, id).await?;
    record(tx, Action::FaceGiven, filing, id, &told).await?;
    Ok(Ok(gone))
}

/// Records that what was sent could not be taken, or that the service ended a session without a result: the challenge is used
/// up. One that was replaced meanwhile is no more.
///
/// # Errors
/// When the database refuses.
pub async fn fail(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId, why: &Message) -> Result<()> {
    let check = store::lock(tx, filing, id).await?;
    if check.is_some_and(|check| check.state == State::Asked) {
        store::update_failed(tx.conn, id, &Reason::from(why)).await?;
        record(tx, Action::FaceFailed, filing, id, why.key).await?;
    }
    Ok(())
}

/// Records that a person wants an appointment instead of clips that nobody judged; tells the try, and the files of those, which
/// the caller discards once this is written. A second time changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn ask_appointment(tx: &mut Tx<'_>, about: &About) -> Result<(FaceCheckId, Vec<String>)> {
    let before = store::list(tx, about.filing).await?;
    let latest = check::latest(&before, &about.person);
    if let Some(waits) = latest.filter(|own| own.method == Method::Appointment && own.state == State::Given) {
        return Ok((waits.id, Vec::new()));
    }
    store::remove_begun(tx.conn, about).await?;
    let id = store::insert(tx, about, (Method::Appointment, State::Given), None, None).await?;
    let gone = store::erase_superseded(tx, about, id).await?;
    record(tx, Action::FaceAppointment, about.filing, id, &about.slot).await?;
    Ok((id, gone))
}

/// Begins at the service, in place of what was begun before, by the version of its notice that was agreed to: on a phone with a
/// link, by the hash of its secret, or without one for the owner of the filing. A try that the service has not answered is begun
/// again, as of now: should it have a session for it already, it is the same one. Which kind of certificate it was begun with is
/// kept nowhere: of the same name and number it is the same person.
///
/// # Errors
/// As [`ask`].
pub async fn begin_session(
    tx: &mut Tx<'_>,
    about: &About,
    phone_hash: Option<&[u8]>,
    consent_version: &str,
) -> Result<FaceCheckId> {
    let before = store::list(tx, about.filing).await?;
    unverified(&before, &about.person)?;
    ensure_tries(&before, about, tx.ctx.now)?;
    throttle::attempt(tx, Scope::FaceChallenge, &HEXLOWER.encode(&about.person)).await?;
    let is_same = |own: &&Check| {
        let is_about = own.person == about.person && own.slot == about.slot && own.round == about.round;
        let is_theirs = own.phone_hash.as_deref() == phone_hash;
        own.is_unanswered() && is_about && is_theirs && own.consent_version.as_deref() == Some(consent_version)
    };
    let id = if let Some(unanswered) = before.iter().find(is_same) {
        store::update_asked(tx, unanswered.id).await?;
        unanswered.id
    } else {
        store::remove_begun(tx.conn, about).await?;
        let expires_at = tx.ctx.now + session_life(tx);
        let on = phone_hash.map(|phone_hash| OnPhone { challenge: None, phone_hash, expires_at });
        store::insert(tx, about, (Method::Vendor, State::Asked), Some(consent_version), on.as_ref()).await?
    };
    record(tx, Action::FaceAsked, about.filing, id, &about.slot).await?;
    Ok(id)
}

/// The service will not begin: that is no try of the person. A session that it began by another press meanwhile goes on.
///
/// # Errors
/// When the database refuses.
pub async fn drop_session(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId, why: &Message) -> Result<()> {
    if store::remove_unanswered(tx.conn, id).await? {
        record(tx, Action::FaceFailed, filing, id, why.key).await?;
    }
    Ok(())
}

/// The service has begun: the person goes to its page. Should it never tell that it is over, it is asked by itself.
///
/// # Errors
/// `Stale` where another try took its place meanwhile, `Refused` where the service called another session the same.
pub async fn begun(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId, session: &Session) -> Result<()> {
    store::lock(tx, filing, id).await?.ok_or(Error::Stale)?;
    let until = tx.ctx.now + session_life(tx);
    store::update_session(tx.conn, id, session, until).await?;
    ask_later(tx, filing, id).await
}

fn session_life(tx: &Tx<'_>) -> TimeDelta {
    TimeDelta::hours(book().limits(china_day(tx.ctx.now)).face_session_hours)
}

/// The service has no result yet: it is asked again, as long as one is waited for.
///
/// # Errors
/// When the database refuses.
pub async fn wait(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId) -> Result<()> {
    let check = store::lock(tx, filing, id).await?;
    if check.is_some_and(|check| check.is_at_service(tx.ctx.now)) {
        ask_later(tx, filing, id).await?;
    }
    Ok(())
}

async fn ask_later(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId) -> Result<()> {
    let later = tx.ctx.now + TimeDelta::minutes(book().limits(china_day(tx.ctx.now)).face_ask_minutes);
    outbox::enqueue_once_at(tx, &AskResult { filing, check: id }, later).await
}

/// The service tells that a session is over: it is asked how. Told again, it is asked again.
///
/// # Errors
/// `NotFound` for a session that is none of ours.
pub async fn ask_result(tx: &mut Tx<'_>, session: &str, id: FaceCheckId) -> Result<()> {
    tx.reach_all(async |tx| {
        let (filing, is_open) = store::find_told(tx.conn, session, id).await?.ok_or(Error::NotFound)?;
        if is_open {
            outbox::enqueue_once(tx, &AskResult { filing, check: id }).await?;
        }
        Ok(())
    })
    .await
}

/// The service says how a session ended. What is settled stays, and who was verified meanwhile stays verified.
///
/// # Errors
/// `NotFound` when there is no such filing.
pub async fn settle(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId, verdict: Verdict) -> Result<()> {
    // First the filing, then the try: the order of everybody who changes both. What becomes of a filing and what is found of its
    // people come one after the other.
    lock_filing(tx.conn, filing).await?;
    let check = store::lock(tx, filing, id).await?;
    let check = check.filter(|check| check.method == Method::Vendor && check.state == State::Asked);
    let Some(check) = check else { return Ok(()) };
    if let Err(Error::Refused(why)) = unverified(&store::list(tx, filing).await?, &check.person) {
        return fail(tx, filing, id, &why).await;
    }
    store::update_ended(tx, id).await?;
    judge(tx, filing, id, verdict, "").await
}

/// Says whether it is the person. Said again, the later word counts; the audit keeps both.
///
/// # Errors
/// `NotFound` when the filing has no such try; `Refused` where there is nothing to judge.
pub async fn judge(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId, verdict: Verdict, words: &str) -> Result<()> {
    let check = store::lock(tx, filing, id).await?.ok_or(Error::NotFound)?;
    if !check.can_be_judged() {
        return Err(Error::refused("face-refused-judge"));
    }
    store::update_judged(tx, id, verdict, words).await?;
    let subject = Subject::filing(filing);
    let detail = format!("{id} {} {} {verdict}", check.slot, check.method);
    audit::record(tx, Event::new(Action::FaceJudged, subject).detail(detail)).await
}

/// Where the clip of a try lies, for staff who may see it. The look is recorded: run it with `Db::write`.
///
/// # Errors
/// `NotFound` when there is no such clip, or none any more.
pub async fn look(tx: &mut Tx<'_>, filing: FilingId, id: FaceCheckId) -> Result<StoredClip> {
    let clip = store::load_clip(tx, filing, id).await?;
    record(tx, Action::FaceSeen, filing, id, "").await?;
    Ok(clip)
}

async fn record(tx: &mut Tx<'_>, action: Action, filing: FilingId, id: FaceCheckId, more: &str) -> Result<()> {
    let detail = format!("{id} {more}");
    audit::record(tx, Event::new(action, Subject::filing(filing)).detail(detail.trim_end())).await
}
