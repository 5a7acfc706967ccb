//! What happens to each filing, and when: sixty that stand somewhere today or are on record, and the earlier attempts and
//! abandoned drafts of the same applicants. What the clock does, it does while the story is played.

use chrono::{DateTime, FixedOffset, TimeDelta, Timelike, Utc};

use super::applicant;
use super::chance::Chance;
use crate::clock::china;
use crate::filing::state::StateCode;
use crate::values::FilingRef;

/// How many filings there are.
pub const COUNT: usize = 300;

/// One thing that happens to a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The type check is answered.
    Start,
    /// Some sections are filled in.
    FillSome,
    /// All sections are filled in.
    FillAll,
    /// The papers are uploaded.
    Upload,
    /// Handed in.
    Submit,
    /// A specialist takes it.
    Claim,
    /// The specialist looks, calls, marks.
    Review,
    /// The specialist asks for changes.
    RequestChanges,
    /// The applicant changes what was marked.
    Correct,
    /// The desk rejects.
    Reject,
    /// The desk accepts.
    Accept,
    /// The desk accepts and asks for paper.
    AskForPaper,
    /// The paper arrived.
    MailReceived,
    /// The bureau has it.
    Received,
    /// The persons in charge verified.
    Verified,
    /// They did not.
    NotVerified,
    /// The bureau approved.
    Approve,
    /// The bureau refused.
    Refuse,
    /// The applicant gives up.
    Withdraw,
    /// The lead withdraws it with a reason.
    WithdrawByLead,
}

/// Where a filing is to stand in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A draft that is being filled in.
    Draft,
    /// Waits for a specialist.
    Submitted,
    /// Waits again, corrected.
    Resubmitted,
    /// A specialist works on it.
    InReview,
    /// The same in round 2.
    InSecondReview,
    /// Back to the applicant.
    ChangesRequested,
    /// Rejected by the desk.
    Rejected,
    /// Refused by the bureau.
    Refused,
    /// Not verified by SMS.
    NotVerified,
    /// Paper is awaited.
    AwaitingMail,
    /// To be sent on.
    ReadyToSend,
    /// SMS are to be verified.
    Verifying,
    /// At the bureau.
    BureauReview,
    /// Approved at once.
    Approved,
    /// Approved after a correction.
    ApprovedInSecondRound,
    /// Given up as a draft.
    WithdrawnDraft,
    /// Given up after it was handed in.
    Withdrawn,
    /// Withdrawn by the lead.
    WithdrawnByLead,
    /// A draft that lay too long.
    ExpiredDraft,
    /// Corrections that never came.
    ExpiredCorrections,
}

/// Where the newest filing of each applicant stands, with how many of them.
const NEWEST: [(Ending, usize); 14] = [
    (Ending::Submitted, 8),
    (Ending::Resubmitted, 3),
    (Ending::InReview, 5),
    (Ending::InSecondReview, 2),
    (Ending::ChangesRequested, 6),
    (Ending::Rejected, 3),
    (Ending::Refused, 2),
    (Ending::NotVerified, 2),
    (Ending::AwaitingMail, 2),
    (Ending::ReadyToSend, 4),
    (Ending::Verifying, 3),
    (Ending::BureauReview, 5),
    (Ending::Approved, 11),
    (Ending::ApprovedInSecondRound, 4),
];
/// The others, four of each applicant.
const EARLIER: [(Ending, usize); 6] = [
    (Ending::Draft, 36),
    (Ending::WithdrawnDraft, 64),
    (Ending::ExpiredDraft, 80),
    (Ending::Withdrawn, 36),
    (Ending::WithdrawnByLead, 6),
    (Ending::ExpiredCorrections, 18),
];

/// Something that happens at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// When.
    pub at: DateTime<Utc>,
    /// To which filing, from 0.
    pub filing: usize,
    /// What.
    pub step: Step,
}

/// The filing of a number: whose it is and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Index of the applicant.
    pub applicant: usize,
    /// Where it ends.
    pub ending: Ending,
}

/// The reference of a filing by its number.
pub fn reference(seed: u64, filing: usize) -> FilingRef {
    FilingRef::from_bits(Chance::new(seed, 100_000 + filing as u64).bits())
}

/// Every filing with everything that happens to it, in the order of time.
pub fn tell(seed: u64, now: DateTime<Utc>) -> (Vec<Plan>, Vec<Scene>) {
    let mut chance = Chance::new(seed, 1);
    let newest = shuffled(&NEWEST, &mut chance);
    let earlier = shuffled(&EARLIER, &mut chance);
    let mut plans = Vec::with_capacity(COUNT);
    let mut scenes = Vec::new();
    for (applicant, ending) in (0..applicant::COUNT).zip(newest) {
        let mut told = Told { plans: &mut plans, scenes: &mut scenes, chance: &mut chance, now };
        let end = now - told.since(ending);
        let mut free_until = told.add(applicant, ending, end);
        for ending in earlier.iter().skip(applicant).step_by(applicant::COUNT).copied() {
            if ending.was_submitted() {
                // One open filing of an entity at a time; the clock ends one that is not corrected after 60 days.
                let idle = TimeDelta::days(if ending == Ending::ExpiredCorrections { 62 } else { 0 });
                let end = free_until - told.days(1, 12) - idle;
                free_until = told.add(applicant, ending, end);
            } else {
                let end = now - told.since(ending);
                told.add(applicant, ending, end);
            }
        }
    }
    scenes.sort_by_key(|scene| scene.at);
    (plans, scenes)
}

fn shuffled(counts: &[(Ending, usize)], chance: &mut Chance) -> Vec<Ending> {
    let mut all: Vec<Ending> = counts.iter().flat_map(|(ending, count)| vec![*ending; *count]).collect();
    for last in (1..all.len()).rev() {
        let other = usize::try_from(chance.below(last as u64 + 1)).unwrap_or(0);
        all.swap(last, other);
    }
    all
}

struct Told<'a> {
    plans: &'a mut Vec<Plan>,
    scenes: &'a mut Vec<Scene>,
    chance: &'a mut Chance,
    now: DateTime<Utc>,
}

impl Told<'_> {
    /// Adds a filing whose last step is at `end`. Returns when it began.
    fn add(&mut self, applicant: usize, ending: Ending, end: DateTime<Utc>) -> DateTime<Utc> {
        let filing = self.plans.len();
        self.plans.push(Plan { applicant, ending });
        let steps = ending.steps();
        let mut times = vec![end];
        for step in steps.iter().skip(1).rev() {
            let before = times[times.len() - 1] - self.gap(*step);
            times.push(before);
        }
        times.reverse();
        let mut last = None;
        for (step, at) in steps.iter().zip(times.iter().copied()) {
            let at = self.at_work(*step, at, last);
            self.scenes.push(Scene { at, filing, step: *step });
            last = Some(at);
        }
        times[0]
    }

    /// How long after the step before it a step comes.
    fn gap(&mut self, step: Step) -> TimeDelta {
        let minutes = match step {
            Step::Start => 0,
            Step::FillSome => self.chance.between(6, 25),
            Step::FillAll => self.chance.between(20, 600),
            Step::Upload => self.chance.between(8, 90),
            Step::Submit => self.chance.between(4, 40),
            Step::Claim => self.chance.between(60, 1900),
            Step::Review => self.chance.between(2, 9),
            Step::RequestChanges | Step::Reject | Step::Accept | Step::AskForPaper => self.chance.between(3, 14),
            Step::Correct => self.chance.between(90, 5000),
            Step::MailReceived => self.chance.between(3000, 9000),
            Step::Received => self.chance.between(200, 2200),
            Step::Verified => self.chance.between(15, 900),
            Step::NotVerified => 25 * 60,
            Step::Approve | Step::Refuse => self.chance.between(5 * 1440, 19 * 1440),
            Step::Withdraw | Step::WithdrawByLead => self.chance.between(300, 6000),
        };
        TimeDelta::minutes(minutes)
    }

    /// How long ago the last step was.
    fn since(&mut self, ending: Ending) -> TimeDelta {
        match ending {
            Ending::InReview | Ending::InSecondReview => TimeDelta::minutes(self.chance.between(8, 1500)),
            Ending::Submitted | Ending::Resubmitted => TimeDelta::minutes(self.chance.between(20, 4200)),
            Ending::Verifying => TimeDelta::minutes(self.chance.between(30, 1300)),
            Ending::ReadyToSend => TimeDelta::minutes(self.chance.between(40, 3000)),
            Ending::Draft => TimeDelta::minutes(self.chance.between(30, 6 * 1440)),
            Ending::Approved | Ending::ApprovedInSecondRound => self.days(1, 150),
            Ending::AwaitingMail => self.days(1, 15),
            Ending::WithdrawnDraft => self.days(2, 160),
            // The clock ended it after 90 days.
            Ending::ExpiredDraft => self.days(92, 240),
            _ => self.days(1, 20),
        }
    }

    fn days(&mut self, from: i64, to: i64) -> TimeDelta {
        TimeDelta::minutes(self.chance.between(from * 1440, to * 1440))
    }

    /// The desk and the bureau work from nine to six; nothing happens in the future or before what led to it.
    fn at_work(&mut self, step: Step, at: DateTime<Utc>, last: Option<DateTime<Utc>>) -> DateTime<Utc> {
        let local: DateTime<FixedOffset> = at.with_timezone(&china());
        let night = !(9..18).contains(&local.hour()) && step.is_by_office();
        let moved = local.with_hour(9 + local.hour() % 9).filter(|_| night).map_or(at, |moved| moved.to_utc());
        let moved = if moved < self.now { moved } else { at };
        last.map_or(moved, |last| moved.max(last + TimeDelta::minutes(1)))
    }
}

impl Step {
    /// Whether somebody at work does it, or records it.
    pub fn is_by_office(self) -> bool {
        !matches!(
            self,
            Self::Start | Self::FillSome | Self::FillAll | Self::Upload | Self::Submit | Self::Correct | Self::Withdraw
        )
    }
}

impl Ending {
    /// The state a filing is in then.
    pub fn state(self) -> StateCode {
        match self {
            Self::Draft => StateCode::Draft,
            Self::Submitted | Self::Resubmitted => StateCode::Submitted,
            Self::InReview | Self::InSecondReview => StateCode::InReview,
            Self::ChangesRequested => StateCode::ChangesRequested,
            Self::Rejected | Self::Refused | Self::NotVerified => StateCode::Rejected,
            Self::AwaitingMail => StateCode::AwaitingMail,
            Self::ReadyToSend => StateCode::ReadyToSend,
            Self::Verifying => StateCode::Verifying,
            Self::BureauReview => StateCode::BureauReview,
            Self::Approved | Self::ApprovedInSecondRound => StateCode::Approved,
            Self::WithdrawnDraft | Self::Withdrawn | Self::WithdrawnByLead => StateCode::Withdrawn,
            Self::ExpiredDraft | Self::ExpiredCorrections => StateCode::Expired,
        }
    }

    /// Whether it was handed in at least once.
    pub fn was_submitted(self) -> bool {
        !matches!(self, Self::Draft | Self::WithdrawnDraft | Self::ExpiredDraft)
    }

    /// Everything that happens on the way there.
    pub fn steps(self) -> Vec<Step> {
        use Step::{
            Accept, Approve, AskForPaper, Claim, Correct, FillAll, FillSome, MailReceived, NotVerified, Received,
            Refuse, Reject, RequestChanges, Review, Start, Submit, Upload, Verified, Withdraw, WithdrawByLead,
        };
        let submitted = [Start, FillSome, FillAll, Upload, Submit];
        let changes = [Claim, Review, RequestChanges];
        let accepted = [Claim, Review, Accept];
        let again = [Correct, Submit];
        let after = |parts: &[&[Step]]| [&submitted, parts.concat().as_slice()].concat();
        match self {
            Self::Draft | Self::ExpiredDraft => vec![Start, FillSome],
            Self::WithdrawnDraft => vec![Start, FillSome, Withdraw],
            Self::Submitted => submitted.to_vec(),
            Self::Resubmitted => after(&[&changes, &again]),
            Self::InReview => after(&[&[Claim, Review]]),
            Self::InSecondReview => after(&[&changes, &again, &[Claim, Review]]),
            Self::ChangesRequested | Self::ExpiredCorrections => after(&[&changes]),
            Self::Rejected => after(&[&[Claim, Review, Reject]]),
            Self::Refused => after(&[&accepted, &[Received, Verified, Refuse]]),
            Self::NotVerified => after(&[&accepted, &[Received, NotVerified]]),
            Self::AwaitingMail => after(&[&[Claim, Review, AskForPaper]]),
            Self::ReadyToSend => after(&[&accepted]),
            Self::Verifying => after(&[&accepted, &[Received]]),
            Self::BureauReview => after(&[&[Claim, Review, AskForPaper, MailReceived, Received, Verified]]),
            Self::Approved => after(&[&accepted, &[Received, Verified, Approve]]),
            Self::ApprovedInSecondRound => after(&[&changes, &again, &accepted, &[Received, Verified, Approve]]),
            Self::Withdrawn => after(&[&[Claim, Review, Reject, Withdraw]]),
            Self::WithdrawnByLead => after(&[&[WithdrawByLead]]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn three_hundred_filings_five_of_each_applicant_in_the_past() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let (plans, scenes) = tell(1, now);
        assert_eq!(plans.len(), COUNT);
        let mut of_applicant: BTreeMap<usize, usize> = BTreeMap::new();
        plans.iter().for_each(|plan| *of_applicant.entry(plan.applicant).or_default() += 1);
        assert!(of_applicant.len() == applicant::COUNT && of_applicant.values().all(|count| *count == 5));
        assert!(scenes.iter().all(|scene| scene.at < now));
        assert!(scenes.is_sorted_by_key(|scene| scene.at));
        assert_eq!(tell(1, now), (plans, scenes));
    }

    #[test]
    fn steps_of_a_filing_keep_their_order() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let (plans, scenes) = tell(3, now);
        for (filing, plan) in plans.iter().enumerate() {
            let told: Vec<Step> =
                scenes.iter().filter(|scene| scene.filing == filing).map(|scene| scene.step).collect();
            assert_eq!(told, plan.ending.steps());
        }
    }
}
