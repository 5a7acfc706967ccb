//! Applicants who go on whatever breaks: they save, send papers and hand in one filing after the other; and a reviewer who takes
//! and turns down what came. They keep count of what was answered.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

use beian::values::actor::Role;
use futures_util::future::{join, join_all};

use super::{Count, numbers};
use crate::papers::pictures;
use crate::support::cases::{Case, Office};
use crate::support::guest::{Answer, Guest, value_in, value_of};
use crate::support::program::Program;
use crate::support::upload::Upload;

/// Applicants, and filings of each. The last one is saved on until the end.
const APPLICANTS: usize = 2;
const EACH: usize = 12;
/// The papers that are sent, in turn: no two that follow one another are the same.
const PHOTOGRAPHS: u8 = 4;
const CERTIFICATE: &str = "entity-certificate";
/// Before anybody asks again who was not answered.
const PAUSE: Duration = Duration::from_millis(20);

/// What became of a filing.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    saves: Count,
    papers: Count,
    submits: Count,
    claims: Count,
    rejections: Count,
}

/// A filing with its owner, who is signed in.
struct Own {
    case: Case,
    guest: Guest,
    counts: RefCell<Counts>,
    turn: RefCell<u64>,
}

/// All of them.
pub struct Home {
    filings: Vec<Own>,
    photographs: Vec<Vec<u8>>,
    /// Which filing each applicant is at.
    at: [usize; APPLICANTS],
    reviewer: Guest,
    /// What was handed in and is not decided.
    waiting: RefCell<VecDeque<usize>>,
    /// Answers that were neither good nor busy.
    odd: RefCell<Vec<String>>,
}

impl Home {
    /// With every filing filled in, none handed in.
    pub async fn open(program: &Program) -> Self {
        let office = Office::of(program).await;
        let mut filings = Vec::new();
        // The desk has the first numbers.
        for n in 101..=100 + u32::try_from(APPLICANTS * EACH).unwrap() {
            let case = office.draft(n).await;
            let guest = Guest::applicant(program, &office.db, case.owner).await;
            filings.push(Own { case, guest, counts: RefCell::default(), turn: RefCell::default() });
        }
        Self {
            filings,
            photographs: (1..=PHOTOGRAPHS).map(|n| pictures::photo(n * 40)).collect(),
            at: std::array::from_fn(|n| n * EACH),
            reviewer: office.clerk("wang", Role::Specialist, &[]).await,
            waiting: RefCell::default(),
            odd: RefCell::default(),
        }
    }

    /// They work until an instant.
    pub async fn work(&mut self, until: Instant) {
        let (home, mut at) = (&*self, self.at);
        let applicants = join_all(at.iter_mut().map(|at| home.apply(at, until)));
        join(applicants, home.review(until)).await;
        self.at = at;
    }

    /// One applicant goes on with the filing at hand.
    async fn apply(&self, at: &mut usize, until: Instant) {
        while Instant::now() < until {
            let own = &self.filings[*at];
            // How it stands is read anew: nobody knows what became of an act without an answer.
            let page = own.guest.try_get(&own.at("check")).await;
            match page.as_ref().map(|page| page.status) {
                Some(200) => {}
                Some(303) => {
                    let to = page.as_ref().map(Answer::location).unwrap_or_default();
                    assert_eq!(to, own.url(), "whoever handed in is led to the filing");
                    self.waiting.borrow_mut().push_back(*at);
                    *at += 1;
                    continue;
                }
                _ => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            }
            let turn = own.turn.replace_with(|turn| *turn + 1);
            let is_last = (*at + 1).is_multiple_of(EACH);
            match turn {
                1 | 3 => self.give(own, turn).await,
                4.. if !is_last => self.submit(own, &page.unwrap().body).await,
                _ => self.save(own, turn).await,
            }
        }
    }

    /// Saves a step with other words than before.
    async fn save(&self, own: &Own, turn: u64) {
        let here = own.at("entity");
        let Some(page) = own.guest.try_get(&here).await.filter(|page| page.status == 200) else { return };
        let (version, form) = (value_in(&page.body, &here, "version"), &own.case.forms.entity);
        let mailing = format!("示例路1号{turn}室");
        let fields: [(&str, &str); 6] = [
            ("version", &version),
            ("cert_address", &form.cert_address),
            ("cert_valid_from", &form.cert_valid_from),
            ("cert_long_term", &form.cert_long_term),
            ("mailing_address", &mailing),
            ("investor", &form.investor),
        ];
        let answer = own.guest.try_post(&here, &fields).await;
        self.note("save", answer, &mut own.counts.borrow_mut().saves);
    }

    /// Sends another picture of the certificate.
    async fn give(&self, own: &Own, turn: u64) {
        let picture = &self.photographs[usize::try_from(turn / 2).unwrap() % self.photographs.len()];
        let form = Upload::default().file(CERTIFICATE, "photo.jpg", picture);
        let answer = own.guest.try_upload(&own.at("materials"), form).await;
        self.note("paper", answer, &mut own.counts.borrow_mut().papers);
    }

    async fn submit(&self, own: &Own, page: &str) {
        let here = own.at("check");
        let version = value_in(page, &here, "version");
        let answer = own.guest.try_post(&here, &[("version", &version), ("declared", "yes")]).await;
        self.note("submit", answer, &mut own.counts.borrow_mut().submits);
    }

    /// The reviewer takes what was handed in and turns it down.
    async fn review(&self, until: Instant) {
        while Instant::now() < until {
            let next = self.waiting.borrow().front().copied();
            let Some(n) = next else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let own = &self.filings[n];
            let case = own.case.url();
            let Some(page) = self.reviewer.try_get(&case).await.filter(|page| page.status == 200) else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let can = |act: &str| page.body.contains(&format!("action=\"{case}/{act}\""));
            if can("claim") {
                let answer = self.reviewer.try_post(&format!("{case}/claim"), &[]).await;
                self.note("claim", answer, &mut own.counts.borrow_mut().claims);
            } else if can("release") {
                self.reject(own).await;
            } else {
                self.waiting.borrow_mut().pop_front();
            }
        }
    }

    async fn reject(&self, own: &Own) {
        let here = format!("{}/decide", own.case.url());
        let Some(page) = self.reviewer.try_get(&here).await.filter(|page| page.status == 200) else { return };
        let (version, stamp) = (value_of(&page.body, "version"), value_of(&page.body, "stamp"));
        let fields: [(&str, &str); 4] =
            [("choice", "reject"), ("reason", "ENT-02"), ("version", &version), ("stamp", &stamp)];
        let answer = self.reviewer.try_post(&here, &fields).await;
        self.note("reject", answer, &mut own.counts.borrow_mut().rejections);
    }

    fn note(&self, act: &str, answer: Option<Answer>, count: &mut Count) {
        let told = answer.as_ref().map_or(0, |answer| answer.status);
        if !count.hear(answer.as_ref()) {
            self.odd.borrow_mut().push(format!("{act}: {told}"));
        }
    }

    /// They work on until each act was answered at least once, for ten seconds at most.
    pub async fn work_until_each_was_answered(&mut self) {
        for _ in 0..20 {
            if self.answered().iter().all(|done| *done > 0) {
                return;
            }
            self.work(Instant::now() + Duration::from_millis(500)).await;
        }
    }

    /// Saves, papers, submits, claims and rejections that were answered.
    fn answered(&self) -> [u64; 5] {
        self.filings.iter().fold([0_u64; 5], |all, own| {
            let counts = own.counts.borrow();
            let acts = [counts.saves, counts.papers, counts.submits, counts.claims, counts.rejections];
            std::array::from_fn(|act| all[act] + acts[act].done)
        })
    }

    /// Holds that what was answered as done is there, that nothing is there twice, and that something was done of each.
    pub async fn holds(&self, program: &Program) {
        assert_eq!(*self.odd.borrow(), Vec::<String>::new(), "answers that nobody should get here\n{}", program.log());
        for own in &self.filings {
            own.holds(program).await;
        }
        let all = self.answered();
        println!("saves, papers, submits, claims, rejections that were answered: {all:?}");
        assert!(all.iter().all(|done| *done > 0), "{all:?}");
    }
}

impl Own {
    fn url(&self) -> String {
        format!("/filings/{}", self.case.reference)
    }

    /// An address below the filing.
    fn at(&self, part: &str) -> String {
        format!("{}/{part}", self.url())
    }

    async fn holds(&self, program: &Program) {
        let (id, counts) = (self.case.id, *self.counts.borrow());
        let audited = |what: &str| format!("(select count(*) from audit_events where subject_id = '{id}' and {what})");
        let event = |code: &str| {
            let events = format!("(select count(*) from filing_events where filing_id = '{id}' and event = '{code}')");
            vec![events, audited(&format!("detail like '{code}: %'"))]
        };
        let told = |kind: &str| format!("(select count(*) from notices where filing_id = '{id}' and kind = '{kind}')");
        let row = |table: &str| format!("(select count(*) from {table} where filing_id = '{id}')");
        // What is there from the beginning is no act: the first save and the first paper.
        let saved =
            format!("(select version - 1 from drafts where filing_id = '{id}' and section = 'entity' and ordinal = 0)");
        let save = vec![saved, audited("action = 'filing.draft_saved' and detail = 'entity'") + " - 1"];
        let of_slot = format!("filing_id = '{id}' and slot = '{CERTIFICATE}'");
        let papers = format!("(select count(*) from materials where {of_slot}) - 1");
        let of_paper = format!("material_id in (select id from materials where {of_slot})");
        let pages = format!("(select count(*) from material_pages where {of_paper}) - 1");
        let added = audited(&format!("action = 'material.added' and detail like '% {CERTIFICATE}'")) + " - 1";
        let submits = [event("submit"), vec![row("submissions"), told("filing_submitted")]].concat();
        let rejections = [event("reject"), vec![row("decisions"), told("filing_rejected")]].concat();
        for (what, count, counted) in [
            ("saved", counts.saves, save),
            ("papers", counts.papers, vec![papers, pages, added]),
            ("handed in", counts.submits, submits),
            ("claimed", counts.claims, event("claim")),
            ("rejected", counts.rejections, rejections),
        ] {
            let (range, found) = (count.range(), numbers(program, &counted).await);
            let is_one = found.iter().all(|number| *number == found[0]);
            assert!(
                is_one && range.contains(&found[0]),
                "{} {what}: {found:?}, answered {range:?}",
                self.case.reference
            );
            assert!(found[0] <= 1 || ["saved", "papers"].contains(&what), "{} {what} twice", self.case.reference);
        }
        // The last picture is whole.
        let last = format!("select id::text from materials where {of_slot} order by created_at desc, id desc limit 1");
        let paper = program.database.text(&last).await;
        let picture = self.guest.get(&self.at(&format!("materials/{paper}/pages/1"))).await;
        assert_eq!(picture.status, 200, "{}: its last paper", self.case.reference);
    }
}
