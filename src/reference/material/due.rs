//! Which papers are due in one filing: each condition of the matrix against what is known of it.

use chrono::NaiveDate;

use super::{Condition, MaterialFacts, MaterialRule, MaterialSlot, Need, PersonFacts, WebsiteFacts};
use crate::reference::Reference;
use crate::reference::rules::choice::{Face, LegalRep, Residence};
use crate::reference::rules::{Applicant, RuleSet};

pub(in crate::reference) fn slots<'r>(
    book: &'r Reference,
    facts: &MaterialFacts<'_>,
    on: NaiveDate,
) -> Vec<MaterialSlot<'r>> {
    if book.province(facts.province, on).is_none() {
        return Vec::new();
    }
    let MaterialFacts { entity_kind, province, filing_kind, .. } = *facts;
    let rules = book.rules(&Applicant { province, entity_kind, filing_kind }, on);
    let asked = book.materials(entity_kind, on).into_iter();
    let asked: Vec<_> =
        asked.filter(|rule| rule.is_in(facts.columns) && (!rule.by_province || rules.asks_paper(&rule.slot))).collect();
    let judge = Judge { book, facts, rules, on };
    let mut slots = Vec::new();
    for rule in asked {
        if rule.is_per_website() {
            let due =
                facts.websites.iter().enumerate().filter(|(_, website)| judge.holds(rule.condition, Some(website)));
            slots.extend(due.map(|(index, _)| slot(rule, Some(index + 1))));
        } else if judge.holds(rule.condition, None) {
            slots.push(slot(rule, None));
        }
    }
    slots
}

fn slot(rule: &MaterialRule, website: Option<usize>) -> MaterialSlot<'_> {
    let name = rule.slot_name(website.unwrap_or(1), 1);
    MaterialSlot { slot: name, rule, website, required: rule.need != Need::Optional }
}

struct Judge<'a> {
    book: &'a Reference,
    facts: &'a MaterialFacts<'a>,
    rules: RuleSet<'a>,
    on: NaiveDate,
}

impl Judge<'_> {
    fn holds(&self, condition: Condition, website: Option<&WebsiteFacts<'_>>) -> bool {
        let facts = self.facts;
        let entity_person = facts.entity_person.as_ref();
        let website_person = website.and_then(|website| website.person.as_ref());
        match condition {
            Condition::Always => true,
            Condition::EntityPersonId => facts.proves_entity_person,
            Condition::TwoSidedId => {
                facts.proves_entity_person && entity_person.is_none_or(|person| self.is_two_sided(person))
            }
            Condition::LiveFace => self.rules.face() == Face::Live,
            Condition::BackdropPhoto => self.rules.face() == Face::Backdrop,
            Condition::NameChanged => facts.name_changed,
            Condition::PhoneLost => facts.phone_lost,
            Condition::OtherWebsitePerson => website_person.is_some(),
            Condition::OtherWebsitePersonTwoSided => website_person.is_some_and(|person| self.is_two_sided(person)),
            Condition::EntityPersonNotLegalRep => {
                let asks = self.rules.legal_rep() != LegalRep::Free;
                asks && entity_person.is_some_and(|person| !person.is_legal_rep)
            }
            Condition::WebsitePersonNotLegalRep => website_person.is_some_and(|person| !person.is_legal_rep),
            Condition::IdFromElsewherePermit => facts.id_from_elsewhere && self.rules.residence() == Residence::Permit,
            Condition::IdFromElsewhereProof => {
                facts.id_from_elsewhere && self.rules.residence() == Residence::PermitOrProof
            }
            Condition::EntityPersonYoung => entity_person.is_some_and(|person| self.is_young(person, false)),
            Condition::WebsitePersonYoung => website_person.is_some_and(|person| self.is_young(person, true)),
            Condition::DomainCertificateAsked => {
                self.rules.domain_certificate_from().is_some_and(|from| self.domains() >= from as usize)
            }
            Condition::PreApprovalChosen => website.is_some_and(|website| website.pre_approval),
            Condition::PreApprovalWord => {
                website.is_some_and(|website| website.pre_approval_word) && self.rules.takes_approval_letter()
            }
            Condition::ConstructionPlanAsked => {
                let websites = facts.websites_on_record + facts.websites.len();
                self.rules.plan_from().is_some_and(|from| websites >= from as usize)
            }
            Condition::ManyDomains => self.rules.statement_above().is_some_and(|above| self.domains() > above as usize),
        }
    }

    fn is_two_sided(&self, person: &PersonFacts<'_>) -> bool {
        self.book.certificate_kind(person.certificate_kind, self.on).is_some_and(|kind| kind.sides == 2)
    }

    fn is_young(&self, person: &PersonFacts<'_>, of_website: bool) -> bool {
        person.age.zip(self.rules.age_from(of_website)).is_some_and(|(age, asked)| age < asked.usual)
    }

    fn domains(&self) -> usize {
        self.facts.websites.iter().map(|website| website.domains).sum()
    }
}
