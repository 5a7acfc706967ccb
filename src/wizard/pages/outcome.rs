//! What the type check found, in words: the type and why, or the conflict and its way out; and what is being looked up.

use chrono::{NaiveDate, TimeDelta};

use super::means::{For, Means};
use crate::filing::application::TypeCheck;
use crate::filing::kind::Kind;
use crate::filing::lookup::Lookup;
use crate::filing::times::Times;
use crate::filing::type_check::{Block, Conflict, Offer, Outcome};
use crate::paths;
use crate::reference::book;
use crate::registry::lookup::EntityStatus;
use crate::text::Tr;
use crate::values::FilingRef;
use crate::web::ui::Link;

/// Something that is said.
pub struct Line {
    /// The words.
    pub text: String,
    /// A second conflict begins with it.
    pub is_title: bool,
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self { text, is_title: false }
    }
}

/// The result of the type check.
pub struct Verdict {
    /// `info` for a type, `warning` for a conflict.
    pub tone: &'static str,
    /// What it is.
    pub title: String,
    /// Why, and what follows.
    pub lines: Vec<Line>,
    /// What what can be begun means; none where nothing can.
    pub means: Option<Means>,
    /// The kind that the button begins.
    pub go_on: Option<Kind>,
    /// What the button says.
    pub button: String,
    /// Where it is settled.
    pub link: Option<Link>,
}

impl Verdict {
    /// Without its button where the device does not offer the kind: it says where that is done.
    pub fn offered_where(mut self, t: Tr, offers: impl Fn(Kind) -> bool) -> Self {
        if self.go_on.is_some_and(|kind| !offers(kind)) {
            self.go_on = None;
            self.lines.push(t.t("wizard-not-on-phone").into());
        }
        self
    }
}

/// The result in words. `record` is a filing of this account that stands on record.
pub fn verdict(
    t: Tr,
    outcome: Outcome,
    check: &TypeCheck,
    record: Option<&FilingRef>,
    (today, times): (NaiveDate, &Times),
) -> Verdict {
    match outcome {
        Outcome::Offered(offer) => offered(t, offer, check, (today, times)),
        Outcome::Conflict(block) => blocked(t, block, check, record, (today, times)),
        // Asked already; the page is not shown for it.
        Outcome::LookUp => Verdict {
            tone: "info",
            title: t.message(&outcome.message()),
            lines: Vec::new(),
            means: None,
            go_on: None,
            button: String::new(),
            link: None,
        },
    }
}

fn offered(t: Tr, offer: Offer, check: &TypeCheck, by: (NaiveDate, &Times)) -> Verdict {
    let mut lines: Vec<Line> = offer.reasons().iter().map(|reason| t.message(reason).into()).collect();
    if offer.must_be_confirmed {
        lines.push(t.t("wizard-type-confirmed").into());
    }
    if offer.is_assumed {
        lines.push(t.t("wizard-type-assumed").into());
    }
    Verdict {
        tone: "info",
        title: t.t(offer.kind.type_key()),
        lines,
        means: Some(means(t, offer.kind, check, offer.entity == EntityStatus::Here, by)),
        go_on: Some(offer.kind),
        button: t.t("wizard-type-begin"),
        link: None,
    }
}

fn means(t: Tr, kind: Kind, check: &TypeCheck, is_here: bool, (today, times): (NaiveDate, &Times)) -> Means {
    let TypeCheck { province, entity_kind, .. } = check;
    Means::of(t, For { kind, province, entity_kind, is_here }, today, times)
}

fn blocked(t: Tr, block: Block, check: &TypeCheck, record: Option<&FilingRef>, by: (NaiveDate, &Times)) -> Verdict {
    let mut lines: Vec<Line> = vec![t.message(&block.conflict.way_out()).into()];
    if let Some(and) = block.and {
        lines.push(Line { text: t.message(&and.message()), is_title: true });
        lines.push(t.message(&and.way_out()).into());
    }
    if let Some(then) = block.then {
        lines.push(t.a1("wizard-type-then", "kind", t.t(&then.key())).into());
    }
    let is_claim = block.conflict == Conflict::Claim;
    let link = match (block.conflict, record) {
        (Conflict::FiledHere, Some(record)) => {
            Some(Link::new(t.t("wizard-type-link-changes"), paths::filing_part(record, "changes")))
        }
        (Conflict::EntityBusy | Conflict::DomainBusy, _) => {
            Some(Link::new(t.t("wizard-type-link-filings"), paths::filings()))
        }
        _ => None,
    };
    Verdict {
        tone: "warning",
        title: t.message(&block.conflict.message()),
        lines,
        means: is_claim.then(|| means(t, Kind::Claim, check, false, by)),
        go_on: is_claim.then_some(Kind::Claim),
        button: if is_claim { t.t("wizard-type-claim") } else { String::new() },
        link,
    }
}

/// A question to a specialist, as its asker sees it.
pub struct Asked {
    /// What is looked up.
    pub title: String,
    /// Where it stands.
    pub text: String,
    /// Where it goes on once it is answered.
    pub url: Option<String>,
}

/// The questions of an account that matter still.
pub fn asked(t: Tr, lookups: &[Lookup]) -> Vec<Asked> {
    lookups.iter().filter(|lookup| lookup.waits).map(|lookup| one(t, lookup)).collect()
}

fn one(t: Tr, lookup: &Lookup) -> Asked {
    let hours = book().limits(crate::clock::china_day(lookup.asked_at)).lookup_hours;
    let by = lookup.asked_at + TimeDelta::hours(hours);
    let title =
        t.a2("wizard-lookup-of", "name", lookup.asked.entity_name.as_str(), "domain", lookup.asked.domain.as_str());
    if lookup.answer.is_some() {
        let url = format!("{}?lookup={}", paths::filing_new(), lookup.id);
        return Asked { title, text: t.t("wizard-lookup-answered"), url: Some(url) };
    }
    Asked { title, text: t.a2("wizard-lookup-waiting", "hours", hours, "by", t.time(by)), url: None }
}
