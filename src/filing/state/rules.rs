//! The table of the machine, one function a row. Limits come from the dated reference data.

use chrono::{DateTime, TimeDelta, Utc};

use super::event::{Acceptance, BureauFact, Event, Numbers};
use super::refusal::Refusal;
use super::{Effect, Filing, RejectedBy, State, Transition};
use crate::clock::{china_day, end_of_china_day};
use crate::filing::decision::{DecisionKind, Verdict};
use crate::filing::expiry;
use crate::filing::kind::{Bureau, Class};
use crate::filing::submission::Readiness;
use crate::notify::notice::Notice;
use crate::reference::{self, Limits};
use crate::registry::number;
use crate::values::actor::{Actor, Role};
use crate::values::ids::StaffId;

type Outcome = Result<Transition, Refusal>;

fn ensure(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(refusal) }
}

fn limits(now: DateTime<Utc>) -> &'static Limits {
    reference::book().limits(china_day(now))
}

impl Filing {
    /// The one rule book: what an event leads to, or why it may not be.
    ///
    /// # Errors
    /// The refusal, for the person who tried.
    pub fn apply(&self, event: &Event, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        match event {
            Event::Submit(handover) => self.submit(&handover.readiness, actor),
            Event::Claim { provinces } => self.claim(provinces, actor),
            Event::Release => self.release(actor),
            Event::RequestChanges(verdict) => self.request_changes(verdict, actor),
            Event::Reject(verdict) => self.reject(verdict, actor),
            Event::Accept(acceptance) => self.accept(acceptance, actor, now),
            Event::MailReceived => self.mail_received(actor),
            Event::Recall => self.recall(actor),
            Event::Received(fact) => self.received(fact, actor, now),
            Event::Faulty(fact, verdict) => self.faulty(fact, verdict, actor, now),
            Event::Verified(fact) => self.verified(fact, actor, now),
            Event::NotVerified { fact, verdict, told } => self.not_verified(fact, verdict, *told, actor, now),
            Event::SendAgain => self.send_again(actor, now),
            Event::Approve(fact, numbers) => self.approve(fact, numbers.as_ref(), actor, now),
            Event::Refuse(fact, verdict) => self.refuse(fact, verdict, actor, now),
            Event::Withdraw { reason } => self.withdraw(reason, actor),
            Event::Expire => self.expire(actor, now),
        }
    }

    fn submit(&self, ready: &Readiness, actor: &Actor) -> Outcome {
        self.ensure_owner(actor)?;
        if !self.state.is_editable() {
            return Err(if self.state.is_final() { Refusal::WrongState } else { Refusal::AlreadySent });
        }
        ensure(ready.blocking == 0, Refusal::Blocking(ready.blocking))?;
        if matches!(self.state, State::ChangesRequested { .. }) {
            ensure(ready.unanswered == 0, Refusal::Unanswered(ready.unanswered))?;
            ensure(ready.not_marked == 0, Refusal::NotMarked(ready.not_marked))?;
        }
        let mut effects = vec![Effect::FreezeSubmission];
        if self.kind.profile().takes_instances {
            effects.push(Effect::HoldInstances);
        }
        effects.push(Effect::Notify(Notice::FilingSubmitted));
        let mut transition = self.to(State::Submitted, effects);
        transition.round = self.round + 1;
        Ok(transition)
    }

    fn claim(&self, provinces: &[String], actor: &Actor) -> Outcome {
        let (reviewer, _) = reviewing(actor)?;
        if let State::InReview { reviewer: holder } = self.state {
            return Err(if holder == reviewer { Refusal::WrongState } else { Refusal::AlreadyClaimed });
        }
        self.ensure_state(self.state == State::Submitted)?;
        ensure(provinces.is_empty() || provinces.contains(&self.province), Refusal::OtherProvince)?;
        Ok(self.to(State::InReview { reviewer }, [Effect::OpenReview(reviewer)]))
    }

    fn release(&self, actor: &Actor) -> Outcome {
        let (staff, role) = reviewing(actor)?;
        self.ensure_state(self.state.reviewer().is_some())?;
        ensure(self.state.reviewer() == Some(staff) || role == Role::Lead, Refusal::NotReviewer)?;
        Ok(self.to(State::Submitted, []))
    }

    fn request_changes(&self, verdict: &Verdict, actor: &Actor) -> Outcome {
        self.ensure_reviewer(actor)?;
        ensure(verdict.findings.iter().any(|finding| finding.target.is_some()), Refusal::NothingMarked)?;
        let count = u32::try_from(verdict.findings.len()).unwrap_or(u32::MAX);
        Ok(self
            .to(
                State::ChangesRequested { decision: verdict.id },
                [Effect::CloseReview, Effect::Notify(Notice::ChangesRequested { count })],
            )
            .deciding(DecisionKind::ChangesRequested))
    }

    fn reject(&self, verdict: &Verdict, actor: &Actor) -> Outcome {
        self.ensure_reviewer(actor)?;
        ensure(!verdict.findings.is_empty(), Refusal::NoReason)?;
        Ok(self
            .to(self.rejected(verdict, RejectedBy::Desk), [Effect::CloseReview, Effect::Notify(Notice::FilingRejected)])
            .deciding(DecisionKind::Rejected))
    }

    fn accept(&self, acceptance: &Acceptance, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        let reviewer = self.ensure_reviewer(actor)?;
        ensure(acceptance.checklist_done, Refusal::ChecklistOpen)?;
        ensure(acceptance.unverified == 0, Refusal::Unverified(acceptance.unverified))?;
        let overridden = acceptance.second.is_some_and(|second| second != reviewer);
        ensure(acceptance.blocking == 0 || overridden, Refusal::NeedsSecond)?;
        if self.kind.profile().bureau == Bureau::None {
            let mut done = self.done(None).deciding(DecisionKind::Accepted);
            done.effects.insert(0, Effect::CloseReview);
            return Ok(done);
        }
        let (to, notice) = if acceptance.paper_asked {
            let until = end_of_china_day(china_day(now) + TimeDelta::days(limits(now).mailing_days));
            (State::AwaitingMail { until }, Notice::MailNeeded { until })
        } else {
            (State::ReadyToSend, Notice::FilingAccepted)
        };
        Ok(self.to(to, [Effect::CloseReview, Effect::Notify(notice)]).deciding(DecisionKind::Accepted))
    }

    fn mail_received(&self, actor: &Actor) -> Outcome {
        reviewing(actor)?;
        self.ensure_state(matches!(self.state, State::AwaitingMail { .. }))?;
        Ok(self.to(State::ReadyToSend, []))
    }

    fn recall(&self, actor: &Actor) -> Outcome {
        let (staff, role) = reviewing(actor)?;
        self.ensure_state(matches!(self.state, State::ReadyToSend | State::AwaitingMail { .. }))?;
        ensure(self.last_reviewer == Some(staff) || role == Role::Lead, Refusal::NotReviewer)?;
        ensure(self.upload_begun_at.is_none(), Refusal::UploadBegun)?;
        Ok(self.to(
            State::InReview { reviewer: staff },
            [Effect::OpenReview(staff), Effect::Notify(Notice::FilingRecalled)],
        ))
    }

    fn received(&self, fact: &BureauFact, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        self.ensure_bureau(fact, actor, now, self.state == State::ReadyToSend)?;
        // Its system tells what became of a notice, too; by hand that is over.
        if self.kind.profile().bureau == Bureau::Notice && *actor != Actor::Bureau {
            return Ok(self.recorded(self.done(None)));
        }
        let (to, notice) = if self.needs_sms(china_day(now)) {
            let until = fact.at(now) + TimeDelta::hours(limits(now).sms_hours);
            // Nobody is asked for codes whose time was over when it was told here.
            let notice = if until > now { Notice::SmsNeeded { until } } else { Notice::SentToBureau };
            (State::Verifying { until }, notice)
        } else {
            (State::BureauReview, Notice::SentToBureau)
        };
        Ok(self.to(to, [Effect::RecordBureau, Effect::Notify(notice)]))
    }

    fn faulty(&self, fact: &BureauFact, verdict: &Verdict, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        self.ensure_bureau(fact, actor, now, self.state == State::ReadyToSend || self.may_be_decided(actor))?;
        ensure(!verdict.findings.is_empty() || verdict.opinion.is_some(), Refusal::NoReason)?;
        Ok(self.to(State::Submitted, [Effect::RecordBureau]).deciding(DecisionKind::Faulty))
    }

    fn verified(&self, fact: &BureauFact, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        self.ensure_bureau(fact, actor, now, matches!(self.state, State::Verifying { .. }))?;
        Ok(self.to(State::BureauReview, [Effect::RecordBureau, Effect::Notify(Notice::BureauReview)]))
    }

    fn not_verified(
        &self,
        fact: &BureauFact,
        verdict: &Verdict,
        told: bool,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Outcome {
        self.ensure_bureau(fact, actor, now, matches!(self.state, State::Verifying { .. }))?;
        if let (false, Some(until)) = (told, self.state.until()) {
            ensure(until <= now, Refusal::TooEarly(until))?;
        }
        Ok(self
            .to(self.rejected(verdict, RejectedBy::Sms), [Effect::RecordBureau, Effect::Notify(Notice::SmsLapsed)])
            .deciding(DecisionKind::NotVerified))
    }

    fn send_again(&self, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        match actor {
            Actor::Applicant(_) => self.ensure_owner(actor)?,
            _ => reviewing(actor).map(|_| ())?,
        }
        self.ensure_state(matches!(self.state, State::Rejected { by: RejectedBy::Sms, .. }))?;
        let from = self.state_since + TimeDelta::hours(limits(now).sms_send_again_hours);
        ensure(from <= now, Refusal::TooEarly(from))?;
        ensure(self.touched_at <= self.state_since, Refusal::ChangedSince)?;
        Ok(self.to(State::ReadyToSend, []))
    }

    fn approve(&self, fact: &BureauFact, numbers: Option<&Numbers>, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        self.ensure_bureau(fact, actor, now, self.may_be_decided(actor))?;
        let gives = self.kind.profile().gives_numbers;
        let fit = numbers.is_some_and(|given| number::fit(&self.province, &given.entity, &given.websites));
        ensure(fit == gives && numbers.is_some() == gives, Refusal::NumbersMisfit)?;
        Ok(self.recorded(self.done(numbers)))
    }

    /// The bureau has it and may decide. It may so after nobody verified, too; where that is sent again its system tells what
    /// became of the file before, while nobody at the desk can have heard of the next.
    fn may_be_decided(&self, actor: &Actor) -> bool {
        match self.state {
            State::BureauReview | State::Verifying { .. } | State::Rejected { by: RejectedBy::Sms, .. } => true,
            State::ReadyToSend => *actor == Actor::Bureau,
            _ => false,
        }
    }

    /// The end everybody hoped for: the record is written, what was held is spent.
    fn done(&self, numbers: Option<&Numbers>) -> Transition {
        let mut effects = Vec::new();
        if self.kind.profile().takes_instances {
            effects.push(Effect::SpendInstances);
        }
        // After whatever locks: it writes the audit, which one at a time does until its end.
        effects.push(Effect::WriteRegistry);
        let opened = numbers.filter(|_| self.kind.profile().class == Class::Opening);
        effects.push(Effect::Notify(match opened {
            Some(numbers) => Notice::FilingApproved {
                entity_number: numbers.entity.to_string(),
                website_numbers: numbers.websites.iter().map(ToString::to_string).collect(),
            },
            None => Notice::OperationDone { operation: self.kind.slug().to_owned() },
        }));
        self.to(State::Approved, effects)
    }

    /// The same as an act of the bureau, which is kept with date and evidence.
    fn recorded(&self, mut transition: Transition) -> Transition {
        transition.effects.insert(0, Effect::RecordBureau);
        transition
    }

    fn refuse(&self, fact: &BureauFact, verdict: &Verdict, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        self.ensure_bureau(fact, actor, now, self.may_be_decided(actor))?;
        ensure(verdict.opinion.is_some() || !verdict.findings.is_empty(), Refusal::NoReason)?;
        Ok(self
            .to(
                self.rejected(verdict, RejectedBy::Bureau),
                [Effect::RecordBureau, Effect::Notify(Notice::BureauRefused)],
            )
            .deciding(DecisionKind::Refused))
    }

    fn withdraw(&self, reason: &str, actor: &Actor) -> Outcome {
        match actor {
            Actor::Applicant(_) => self.ensure_owner(actor)?,
            Actor::Staff(_, Role::Lead) => ensure(!reason.trim().is_empty(), Refusal::NoReason)?,
            _ => return Err(Refusal::NotAllowed),
        }
        let sent = matches!(self.state, State::Verifying { .. } | State::BureauReview);
        self.ensure_state(!sent && !self.state.is_final())?;
        ensure(self.state != State::ReadyToSend || self.upload_begun_at.is_none(), Refusal::UploadBegun)?;
        Ok(self.ending(State::Withdrawn, Notice::FilingWithdrawn))
    }

    fn expire(&self, actor: &Actor, now: DateTime<Utc>) -> Outcome {
        ensure(*actor == Actor::Clock, Refusal::NotAllowed)?;
        let term = expiry::Term::of(self, limits(now)).ok_or(Refusal::WrongState)?;
        ensure(term.ends_at <= now, Refusal::TooEarly(term.ends_at))?;
        ensure(term.may_end(self.warned_at, now), Refusal::NotWarned)?;
        Ok(self.ending(State::Expired, Notice::FilingExpired))
    }

    /// Ends without approval: what it held is free again.
    fn ending(&self, to: State, notice: Notice) -> Transition {
        let mut effects = Vec::new();
        if self.state.reviewer().is_some() {
            effects.push(Effect::CloseReview);
        }
        if self.kind.profile().takes_instances {
            effects.push(Effect::FreeInstances);
        }
        effects.extend([Effect::FreeAccount, Effect::Notify(notice)]);
        self.to(to, effects)
    }

    fn to(&self, to: State, effects: impl IntoIterator<Item = Effect>) -> Transition {
        let effects = effects.into_iter().collect();
        Transition { from: self.state, to, round: self.round, decision: None, effects }
    }

    fn rejected(&self, verdict: &Verdict, by: RejectedBy) -> State {
        State::Rejected { decision: verdict.id, by }
    }

    fn ensure_state(&self, holds: bool) -> Result<(), Refusal> {
        ensure(holds, Refusal::WrongState)
    }

    fn ensure_owner(&self, actor: &Actor) -> Result<(), Refusal> {
        match actor {
            Actor::Applicant(id) => ensure(*id == self.owner, Refusal::NotYours),
            _ => Err(Refusal::NotAllowed),
        }
    }

    fn ensure_reviewer(&self, actor: &Actor) -> Result<StaffId, Refusal> {
        let (staff, _) = reviewing(actor)?;
        match self.state {
            State::InReview { reviewer } => ensure(reviewer == staff, Refusal::NotReviewer).map(|()| staff),
            _ => Err(Refusal::WrongState),
        }
    }

    /// The bureau's gateway, or a specialist by hand with date and evidence, of the current round.
    fn ensure_bureau(
        &self,
        fact: &BureauFact,
        actor: &Actor,
        now: DateTime<Utc>,
        state_fits: bool,
    ) -> Result<(), Refusal> {
        let by_hand = *actor != Actor::Bureau;
        if by_hand {
            reviewing(actor)?;
        }
        self.ensure_state(state_fits)?;
        ensure(fact.round == self.round, Refusal::OtherRound)?;
        ensure(fact.happened_on <= china_day(now), Refusal::InFuture)?;
        ensure(self.may_have_happened(fact.happened_on), Refusal::BeforeSubmission)?;
        ensure(!by_hand || fact.evidence.is_some(), Refusal::NoEvidence)
    }
}

/// Somebody of the staff who works on cases.
fn reviewing(actor: &Actor) -> Result<(StaffId, Role), Refusal> {
    match actor {
        Actor::Staff(id, role) if role.reviews() => Ok((*id, *role)),
        _ => Err(Refusal::NotAllowed),
    }
}

impl Transition {
    /// The same, recording a decision.
    fn deciding(mut self, kind: DecisionKind) -> Self {
        self.decision = Some(kind);
        self
    }
}
