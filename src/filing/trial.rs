//! A rule tried before it holds: which filings it would touch, and how. Only the rules of its sort are run, those before the
//! change against those after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::application::{Content, Drafts};
use super::checks::{Facts, Finding, Told, differs, is_about, is_about_kind, leads_to_papers, run_rules, told_by};
use super::elsewhere::Elsewhere;
use super::papers;
use super::section::{Part, Target};
use crate::facts::DomainFacts;
use crate::reference::rules::Severity;
use crate::reference::{Applicant, Days, Reference, Rule};
use crate::text::{Lang, Message};

/// Two books that differ in one rule, and the day from which they do.
#[derive(Clone)]
pub struct Trial {
    before: &'static Reference,
    after: Arc<Reference>,
    day: NaiveDate,
    /// Word of the sort of the rule.
    sort: &'static str,
}

/// How a filing is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// This would be found.
    Found(Finding),
    /// This would be found no more.
    Gone(Finding),
    /// This paper would be asked for: its names in both languages.
    Paper([String; 2]),
    /// This paper would be asked for no more.
    PaperGone([String; 2]),
    /// A person looks at it, or something happens on its way.
    ByPerson,
}

/// A filing as it is tried on.
#[derive(Clone)]
pub struct Opened {
    /// What was typed.
    pub drafts: Drafts,
    /// The same as read, where it was handed in so; otherwise it is read here.
    pub content: Option<Content>,
}

/// What is known beside what a filing says.
#[derive(Default)]
pub struct Beside {
    /// What was seen of its domains.
    pub domains: Vec<DomainFacts>,
    /// What stands in other filings here; none where that was not looked up.
    pub elsewhere: Option<Elsewhere>,
}

/// What the change means for applicants of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What tells how their filings are touched.
    pub told: Told,
    before: Vec<Rule>,
    after: Vec<Rule>,
}

impl Trial {
    /// A change of a rule of a sort.
    pub fn new(before: &'static Reference, after: Arc<Reference>, day: NaiveDate, sort: &'static str) -> Self {
        Self { before, after, day, sort }
    }

    /// What the change means for an applicant; nothing where it is not for them, or another rule holds against it.
    pub fn plan(&self, applicant: &Applicant<'_>) -> Option<Plan> {
        let own = |book: &Reference| -> Vec<Rule> {
            let rules = book.rules(applicant, self.day);
            rules.iter().filter(|rule| rule.sort.word() == self.sort).cloned().collect()
        };
        let (before, after) = (own(self.before), own(&self.after));
        let said = |rules: &[Rule]| -> Vec<_> {
            let words = |rule: &Rule| Lang::ALL.map(|lang| rule.own_words(lang).map(str::to_owned));
            rules.iter().map(|rule| (rule.sort.clone(), rule.severity, words(rule))).collect()
        };
        if said(&before) == said(&after) {
            return None;
        }
        let first =
            before.iter().chain(&after).next().filter(|rule| is_about_kind(&rule.sort, applicant.filing_kind))?;
        let informs = before.iter().chain(&after).all(|rule| rule.severity == Severity::Informs);
        let told = told_by(&first.sort);
        let tells_anyway = matches!(told, Told::ByPerson | Told::ByRecord) || leads_to_papers(&first.sort);
        Some(Plan { told: if informs && !tells_anyway { Told::Otherwise } else { told }, before, after })
    }

    /// Reads what was only typed.
    pub fn read(&self, opened: &mut Opened) {
        if opened.content.is_none() {
            opened.content = Some(opened.drafts.read(self.before, self.days()));
        }
    }

    fn days(&self) -> Days {
        Days { today: self.day, rules: self.day }
    }

    /// How a filing is touched; nothing if it is not.
    pub fn how(&self, plan: &Plan, opened: &Opened, beside: &Beside) -> Vec<How> {
        let drafts = &opened.drafts;
        match plan.told {
            Told::Otherwise => return vec![How::ByPerson],
            Told::ByReading => return self.read_anew(drafts),
            Told::ByContent | Told::ByRecord | Told::ByPerson | Told::ByDomains | Told::ByOthers | Told::BySites => {}
        }
        let read;
        let content = match &opened.content {
            Some(content) => content,
            None => {
                read = drafts.read(self.before, self.days());
                &read
            }
        };
        let facts = Facts::new(drafts, content, self.before, self.days());
        let mut rules = plan.before.iter().chain(&plan.after);
        if plan.told == Told::ByPerson {
            return Vec::from_iter(rules.any(|rule| is_about(&rule.sort, &facts)).then_some(How::ByPerson));
        }
        if plan.told == Told::ByRecord {
            let told = |rules: &[Rule]| Vec::from_iter(differs(rules, &facts));
            return differences(&told(&plan.before), &told(&plan.after));
        }
        let asks_papers = rules.any(|rule| leads_to_papers(&rule.sort));
        let look = |book: &Reference, rules: &[Rule]| {
            let facts = Facts::new(drafts, content, book, self.days()).with_domains(&beside.domains);
            let facts = match &beside.elsewhere {
                Some(elsewhere) => facts.with_elsewhere(elsewhere),
                None => facts,
            };
            let papers = if asks_papers { required(&facts) } else { Papers::new() };
            (run_rules(rules, &facts), papers)
        };
        let (before, papers_before) = look(self.before, &plan.before);
        let (after, papers_after) = look(&self.after, &plan.after);
        let without = |own: &Papers, other: &Papers| -> Vec<[String; 2]> {
            own.iter().filter(|(slot, _)| !other.contains_key(*slot)).map(|(_, names)| names.clone()).collect()
        };
        let mut how = differences(&before, &after);
        how.extend(without(&papers_after, &papers_before).into_iter().map(How::Paper));
        how.extend(without(&papers_before, &papers_after).into_iter().map(How::PaperGone));
        how
    }

    /// Fields that are right by one book and wrong by the other.
    fn read_anew(&self, drafts: &Drafts) -> Vec<How> {
        let look = |book: &Reference| -> Vec<Finding> {
            let errors = drafts.read(book, self.days()).errors(Part::ENTITY);
            let finding = |(name, message): (&str, &Message)| {
                Finding::blocking("V", Target::field(Part::ENTITY, name), message.clone())
            };
            errors.iter().map(finding).collect()
        };
        differences(&look(self.before), &look(&self.after))
    }
}

fn differences(before: &[Finding], after: &[Finding]) -> Vec<How> {
    let found = after.iter().filter(|finding| !before.contains(finding)).cloned().map(How::Found);
    let gone = before.iter().filter(|finding| !after.contains(finding)).cloned().map(How::Gone);
    found.chain(gone).collect()
}

/// The names of papers in both languages, by slot.
type Papers = BTreeMap<String, [String; 2]>;

/// The papers and verifications that a filing cannot be sent without.
fn required(facts: &Facts<'_>) -> Papers {
    let asked = papers::asked(facts).into_iter().filter(|slot| slot.required);
    asked.map(|slot| (slot.slot, [slot.rule.zh.clone(), slot.rule.en.clone()])).collect()
}

#[cfg(test)]
mod tests;
