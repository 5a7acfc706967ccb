//! What specialists do in a case, through the desk's own services: take it, look, call, mark, tick off, note, decide.

use std::collections::BTreeSet;

use anyhow::{Context as _, anyhow};

use super::forms;
use super::story::{Ending, Step};
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::finding::Finding;
use crate::filing::section::{Part, Target};
use crate::filing::service::faces as verified;
use crate::filing::state::Filing;
use crate::filing::store::submissions;
use crate::liveness::check as face;
use crate::reference::book;
use crate::review::call::{CallResult, Called};
use crate::review::checklist::{Answer, is_asked};
use crate::review::content;
use crate::review::mark::Verdict;
use crate::review::service::decide::{self, Choice};
use crate::review::service::faces;
use crate::review::service::marks::{self, Outcome};
use crate::review::service::{self as desk, Claimed, look};
use crate::review::store::reviews;
use crate::text::{Lang, Tr};

/// Items of the checklist that apply to none of the demo's filings: no approval is needed.
const NOT_NEEDED: [&str; 1] = ["R15"];
/// How an appointment went: the demo invents no clip of a face.
const HELD: &str = "视频通话核对，本人持身份证原件，与证件照片一致。";
/// What specialists tell each other.
const NOTES: [&str; 6] = [
    "证件住所与公示系统逐字核对过，一致。",
    "申请人说网站十天内上线，暂时打不开属正常。",
    "同一主体去年备过案，已注销，不影响本次。",
    "负责人上午多在开会，下午两点后方便接电话。",
    "域名实名信息今天上午刚更新，已刷新确认。",
    "客户催办过一次，已告知按顺序处理。",
];

/// What a round leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Nothing yet: it is being worked on.
    Open,
    /// Accepted; with paper asked for or without.
    Accept {
        /// By post.
        paper: bool,
    },
    /// Back for changes.
    Changes,
    /// Rejected.
    Reject,
}

impl Ending {
    /// What a round of a filing with this ending leads to.
    pub fn outlook(self, round: u32) -> Outlook {
        let steps = self.steps();
        let leads = |step: Step| steps.contains(&step);
        if round == 1 && leads(Step::RequestChanges) {
            return Outlook::Changes;
        }
        match (leads(Step::Reject), leads(Step::AskForPaper), leads(Step::Accept)) {
            (true, ..) => Outlook::Reject,
            (_, true, _) => Outlook::Accept { paper: true },
            (_, _, true) => Outlook::Accept { paper: false },
            _ => Outlook::Open,
        }
    }
}

/// A case in the hands of the specialist who acts.
pub struct Case<'a> {
    /// The filing as it stands.
    pub filing: &'a Filing,
    /// Its number: what differs between cases goes by it.
    pub number: usize,
    /// What the round leads to.
    pub outlook: Outlook,
    /// The slot of the paper that is photographed badly, where one is.
    pub first_slot: &'a str,
}

impl Case<'_> {
    /// Takes it, and calls.
    ///
    /// # Errors
    /// When somebody else has it.
    pub async fn take(&self, tx: &mut Tx<'_>) -> Result<()> {
        match desk::claim(tx, &self.filing.reference).await? {
            Claimed::Mine => {}
            Claimed::Taken(name) => return Err(anyhow!("{name} has it").into()),
        }
        if self.is_hard_to_reach() || self.number.is_multiple_of(5) {
            self.call(tx, CallResult::NoAnswer, "响铃一分钟，无人接听。").await?;
        }
        Ok(())
    }

    /// Looks at everything and says what there is to say.
    ///
    /// # Errors
    /// When a service refuses.
    pub async fn review(&self, tx: &mut Tx<'_>) -> Result<()> {
        for part in [Part::ENTITY_PERSON, Part::website_person(1)] {
            look::section_seen(tx, self.filing, &part.to_string()).await?;
        }
        self.mark(tx).await?;
        self.tick_off(tx).await?;
        match self.outlook {
            Outlook::Reject if self.is_hard_to_reach() => {
                self.call(tx, CallResult::NoAnswer, "再次致电，仍无人接听。").await?;
            }
            Outlook::Open if self.number.is_multiple_of(2) => {
                self.call(tx, CallResult::CallBack, "对方在开会，约下午三点后再拨。").await?;
            }
            Outlook::Open => {}
            _ => self.call(tx, CallResult::Confirmed, "本人确认办理备案，信息无误。").await?,
        }
        if self.number.is_multiple_of(3) {
            desk::write_note(tx, &self.filing.reference, NOTES[self.number / 3 % NOTES.len()]).await?;
        }
        Ok(())
    }

    /// Decides, on what was said.
    ///
    /// # Errors
    /// When a rule refuses.
    pub async fn decide(&self, tx: &mut Tx<'_>) -> Result<()> {
        let (choice, opinion) = match self.outlook {
            Outlook::Accept { paper } => {
                self.verify(tx).await?;
                (Choice::Accept { paper }, "")
            }
            Outlook::Changes => (Choice::RequestChanges, ""),
            Outlook::Reject => {
                let (reason, words) = forms::rejection(self.number);
                if self.is_hard_to_reach() {
                    self.call(tx, CallResult::NoAnswer, "第三次致电，仍无人接听。").await?;
                }
                (Choice::Reject { reasons: vec![reason.to_owned()] }, words)
            }
            Outlook::Open => return Err(anyhow!("nothing is decided here").into()),
        };
        let stamp = decide::basis(tx, self.filing).await?.stamp();
        decide::decide(tx, &self.filing.reference, (self.filing.version, &stamp), &choice, opinion).await
    }

    /// Holds the appointments that were asked for.
    async fn verify(&self, tx: &mut Tx<'_>) -> Result<()> {
        for own in verified::of_round(tx, self.filing).await? {
            let slot = &own.face.needed.slot;
            let check = own.latest().map(|check| check.id);
            faces::judge(tx, &self.filing.reference, slot, check, face::Verdict::Matches, HELD).await?;
        }
        Ok(())
    }

    fn is_hard_to_reach(&self) -> bool {
        self.outlook == Outlook::Reject && forms::rejection(self.number).0 == forms::NOT_REACHED
    }

    async fn call(&self, tx: &mut Tx<'_>, result: CallResult, words: &str) -> Result<()> {
        desk::record_call(tx, &self.filing.reference, Called::EntityPerson, result, words.to_owned()).await
    }

    /// Marks what is wrong and accepts the rest: all of it before a decision, some of it on the way there.
    async fn mark(&self, tx: &mut Tx<'_>) -> Result<()> {
        let reference = &self.filing.reference;
        let round = submissions::find(tx, self.filing.id, self.filing.round).await?.context("no such round")?;
        let application = &round.frozen.application;
        let groups = content::groups(Tr::new(Lang::Zh), application, book(), china_day(tx.ctx.now));
        let mut fine: BTreeSet<Target> = content::targets(&groups, round.papers.keys());
        if self.outlook == Outlook::Changes {
            for finding in forms::marked(self.number, self.first_slot) {
                let Finding { target: Some(target), reason, words, .. } = finding else { continue };
                let verdict = Verdict::Marked { reason, words: words.unwrap_or_default() };
                if marks::put(tx, reference, &target, &verdict, 0).await? != Outcome::Done {
                    return Err(anyhow!("{target} is marked already").into());
                }
                fine.remove(&target);
            }
        }
        if matches!(self.outlook, Outlook::Open | Outlook::Reject) {
            fine.retain(|target| matches!(target, Target::Paper(_) | Target::Field(Part::ENTITY, _)));
        }
        marks::accept_open(tx, reference, &fine.into_iter().collect::<Vec<_>>()).await
    }

    async fn tick_off(&self, tx: &mut Tx<'_>) -> Result<()> {
        let items = book().checklist(china_day(tx.ctx.now));
        let asked = items.iter().filter(|item| is_asked(item));
        let count = match self.outlook {
            Outlook::Accept { .. } => items.len(),
            Outlook::Changes => 12,
            Outlook::Reject => 9,
            Outlook::Open => 5,
        };
        let review = reviews::find(tx.conn, self.filing.id, self.filing.round.cast_signed()).await?;
        let mut list = review.checklist;
        for item in asked.take(count) {
            let is_needed = !NOT_NEEDED.contains(&item.code.as_str());
            list.set(&item.code, Some(if is_needed { Answer::Yes } else { Answer::NotNeeded }));
        }
        desk::save_checklist(tx, &self.filing.reference, &list, review.version).await.map(|_| ())
    }
}
