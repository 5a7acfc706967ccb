//! A filing as its editor sees it: what was typed, what may be changed, what was said of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::filing::application::{Drafts, WebsiteDraft, WebsiteForm};
use crate::filing::checks::Facts;
use crate::filing::corrections::{Editable, Opened};
use crate::filing::decision::Decision;
use crate::filing::faces::{self, Face};
use crate::filing::kind::Websites;
use crate::filing::needed::{Needed, needed_by};
use crate::filing::section::{Part, Section};
use crate::filing::service::Known;
use crate::filing::state::{Filing, State};
use crate::filing::store::drafts::Draft;
use crate::filing::{service, store};
use crate::form::FieldErrors;
use crate::reference::phone::Step;
use crate::reference::{Days, Province, RuleSet, book};
use crate::values::FilingRef;
use crate::values::ids::AccountId;

/// How a part was last saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedPart {
    /// Version of the draft.
    pub version: i32,
    /// When it was saved.
    pub at: DateTime<Utc>,
}

/// A filing with everything its pages need.
pub struct Scene {
    /// The filing.
    pub filing: Filing,
    /// What was typed, and what is on record.
    pub drafts: Drafts,
    /// Parts that were saved at least once.
    pub saved: BTreeMap<Part, SavedPart>,
    /// What may be changed now.
    pub editable: Editable,
    /// What its remarks open, while nothing else is.
    pub opened: Opened,
    /// Whether its type is settled: of a draft that began with a photograph it is open until the type check is answered.
    pub is_settled: bool,
    /// Whether nobody ever decided its type: it is open, or was when the filing ended.
    pub is_of_no_kind: bool,
    /// The decision the applicant reacts to.
    pub decision: Option<Decision>,
    /// The day, in China.
    pub today: NaiveDate,
}

impl Scene {
    /// Loads the filing of an account.
    ///
    /// # Errors
    /// `NotFound` for another's filing.
    pub async fn load(tx: &mut Tx<'_>, account: AccountId, reference: &str) -> Result<Self> {
        let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
        let filing = store::load_owned(tx.conn, &reference, account).await?;
        Self::of(tx, filing).await
    }

    /// The same, and nobody else changes the filing until the transaction ends: what is looked at is what is handed in.
    ///
    /// # Errors
    /// As [`Scene::load`].
    pub async fn load_locked(tx: &mut Tx<'_>, account: AccountId, reference: &str) -> Result<Self> {
        let reference = FilingRef::parse(reference).map_err(|_| Error::NotFound)?;
        let filing = service::lock_owned(tx, account, &reference).await?;
        Self::of(tx, filing).await
    }

    /// The same where it is known whose the filing is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(tx: &mut Tx<'_>, filing: Filing) -> Result<Self> {
        let typed = store::drafts::list(tx, filing.id).await?;
        Self::with(tx, filing, typed).await
    }

    /// The same where what was typed is there already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn with(tx: &mut Tx<'_>, filing: Filing, typed: Vec<Draft>) -> Result<Self> {
        let decision = service::decision(tx, &filing, &typed).await?;
        let record = service::record::recorded(tx, &filing).await?;
        let known = Known { decision: decision.as_ref(), typed: &typed, record: record.as_ref() };
        let editable = service::editable_by(tx, &filing, known).await?;
        let opened = match &editable {
            Editable::Only(opened) => opened.clone(),
            _ => Opened::default(),
        };
        let mut drafts = Drafts { kind: filing.kind, record: record.map(Box::new), ..Drafts::default() };
        let check = typed.iter().find(|draft| draft.part == Part::TYPE_CHECK);
        let is_of_no_kind = filing.round == 0 && check.is_some_and(|check| !check.is_complete);
        let is_settled = !is_of_no_kind || filing.state != State::Draft;
        let mut saved = BTreeMap::new();
        for draft in typed {
            saved.insert(draft.part, SavedPart { version: draft.version, at: draft.saved_at });
            // Without the error, which may quote what was typed.
            if drafts.put(draft.part, draft.content).is_err() {
                tracing::warn!(part = %draft.part, "draft does not fit its form any more");
            }
        }
        prefill(&mut drafts, &saved);
        let today = clock::china_day(tx.ctx.now);
        Ok(Self { filing, drafts, saved, editable, opened, is_settled, is_of_no_kind, decision, today })
    }

    /// Whether a part is one of this filing's.
    pub fn has(&self, part: Part) -> bool {
        self.drafts.parts().contains(&part)
    }

    /// Whether anything of a part can be changed now: it is asked, and open. What the type check settled stands until
    /// somebody looked at it, and what it found on record stays as it is there. While the type is open nothing else is.
    pub fn is_open(&self, part: Part) -> bool {
        let is_asked = if part == Part::TYPE_CHECK {
            self.filing.state != State::Draft && self.drafts.record.is_none()
        } else {
            self.is_settled && self.drafts.asks(part.section())
        };
        is_asked && self.editable.allows_part(part)
    }

    /// Refuses what comes after the type check while that is open.
    ///
    /// # Errors
    /// `Refused` then.
    pub fn ensure_settled(&self) -> Result<()> {
        if self.is_settled { Ok(()) } else { Err(Error::refused("filing-refused-open")) }
    }

    /// The version of a part, 0 before it was saved.
    pub fn version(&self, part: Part) -> i32 {
        self.saved.get(&part).map_or(0, |saved| saved.version)
    }

    /// What is wrong with the fields of a part.
    pub fn errors(&self, part: Part) -> FieldErrors {
        self.drafts.check(part, book(), self.days())
    }

    /// The days the filing is judged by.
    pub fn days(&self) -> Days {
        self.filing.days(self.today)
    }

    /// The rules that hold for the filing.
    pub fn rules(&self) -> RuleSet<'static> {
        self.drafts.filer().rules(book(), self.days().rules)
    }

    /// The province of the filing.
    pub fn province(&self) -> Option<&'static Province> {
        book().province(&self.filing.province, self.today)
    }

    /// The papers it needs or may have, by what is filled in so far.
    pub fn needed(&self) -> Vec<Needed> {
        let content = self.drafts.read(book(), self.days());
        needed_by(&Facts::new(&self.drafts, &content, book(), self.days()))
    }

    /// The step with which something comes on a phone; none where it comes with the materials.
    pub fn step_on_phone(&self, needed: &Needed) -> Option<Step> {
        book().comes_on_phone(&needed.rule.slot, self.drafts.filer().individual, self.today)
    }

    /// Those whose face is asked for, by what is filled in so far: while the type is open, who is verified before its questions
    /// are answered.
    pub fn faces(&self) -> Vec<Face> {
        let content = self.drafts.read(book(), self.days());
        let mut faces = faces::asked(&Facts::new(&self.drafts, &content, book(), self.days()));
        faces.retain(|face| self.is_settled || self.step_on_phone(&face.needed) == Some(Step::TypeCheckNamed));
        faces
    }

    /// The part to fill in after this one; none after the last.
    pub fn after(&self, part: Part) -> Option<Part> {
        let parts = self.drafts.parts();
        let at = parts.iter().position(|own| *own == part)?;
        parts.into_iter().skip(at + 1).find(|own| self.drafts.asks(own.section()))
    }
}

/// What the type check or the record settled need not be typed again.
fn prefill(drafts: &mut Drafts, saved: &BTreeMap<Part, SavedPart>) {
    drafts.borrow_record();
    if drafts.kind.profile().websites == Websites::Typed {
        if drafts.websites.is_empty() {
            drafts.websites.push(WebsiteDraft::default());
        }
        if !saved.contains_key(&Part::website(1)) {
            drafts.websites[0].website = WebsiteForm::beginning(&drafts.type_check.domain);
        }
    }
    drafts.entity_person = drafts.entity_person();
}

/// The part that a URL below a filing names.
///
/// # Errors
/// `NotFound` for what is no part.
pub fn part_of(section: Section, ordinal: u32) -> Result<Part> {
    Part::new(section, ordinal).ok_or(Error::NotFound)
}
