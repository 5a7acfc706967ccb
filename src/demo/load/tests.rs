//! The made-up applicants pass every check a real one must pass.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::applicant::{self, Applicant};
use super::chance::Chance;
use super::{Outline, forms, hosts, later, many, on_record, outline, story};
use crate::filing::application::assemble;
use crate::filing::state::{EventCode, StateCode};
use crate::form;
use crate::hosting::{Choice, import};
use crate::reference::book;
use crate::registry::lookup::DomainStatus;
use crate::values::{Email, Mobile};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn applicants(seed: u64) -> Vec<Applicant> {
    (0..applicant::COUNT).map(|index| Applicant::invent(seed, index, book(), today())).collect()
}

#[test]
fn what_they_type_is_valid() {
    for applicant in applicants(1).into_iter().chain(applicants(2)) {
        for filing in 0..4 {
            let choice = hosts::choice(&applicant, filing);
            for slips in [None, Some(filing)] {
                let drafts = forms::typed(&applicant, &choice, slips);
                assemble(&drafts, book(), today()).unwrap_or_else(|problems| panic!("{applicant:?}: {problems:?}"));
            }
        }
        assert!(Email::parse(&applicant.email).is_ok() && Mobile::parse(&applicant.person.mobile).is_ok());
    }
}

#[test]
fn very_many_are_valid_too_and_share_no_number() {
    let indices = || (60..400).chain([9_999, 99_999, 999_999]);
    let all: Vec<Applicant> = indices().map(|index| many::applicant(1, index, today())).collect();
    for applicant in &all {
        let drafts = forms::typed(applicant, &Choice::Instance(hosts::instance(applicant)), None);
        assemble(&drafts, book(), today()).unwrap_or_else(|problems| panic!("{applicant:?}: {problems:?}"));
        assert!(Email::parse(&applicant.email).is_ok() && Mobile::parse(&applicant.person.mobile).is_ok());
    }
    let numbers: BTreeSet<&str> = all.iter().map(|applicant| applicant.number.as_str()).collect();
    assert_eq!(numbers.len(), all.len());
}

#[test]
fn the_story_of_each_of_very_many_leads_where_it_stands() {
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    for state in StateCode::ALL.iter().filter(|state| **state != StateCode::AwaitingMail) {
        let story = many::story(*state, now, &mut Chance::new(1, 1));
        assert_eq!((story[0].0, story[story.len() - 1].1), (EventCode::Start, *state));
        assert!(story.is_sorted_by(|one, next| one.2 < next.2), "{state:?}: {story:?}");
    }
}

#[test]
fn they_differ_and_live_in_every_province() {
    let all = applicants(1);
    let count = |values: BTreeSet<&str>| values.len();
    assert_eq!(count(all.iter().map(|applicant| applicant.province.as_str()).collect()), 31);
    assert_eq!(count(all.iter().map(|applicant| applicant.number.as_str()).collect()), all.len());
    assert_eq!(count(all.iter().map(|applicant| applicant.domain.as_str()).collect()), all.len());
    assert_eq!(count(all.iter().map(|applicant| applicant.email.as_str()).collect()), all.len());
    assert!(count(all.iter().map(|applicant| applicant.sort.entity_kind).collect()) >= 8);
    assert_eq!(all, applicants(1));
    assert_ne!(all, applicants(2));
}

#[test]
fn a_seed_gives_the_same_filings_again_and_another_seed_others() {
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let filings = outline(1, now);
    assert_eq!(filings, outline(1, now));
    let refs = |filings: &[Outline]| filings.iter().map(|filing| filing.reference.clone()).collect::<BTreeSet<_>>();
    assert_eq!(refs(&filings).len(), story::COUNT + later::KINDS.len());
    assert!(refs(&filings).is_disjoint(&refs(&outline(2, now))));
    // Whenever it is loaded.
    assert_eq!(filings, outline(1, now + chrono::TimeDelta::hours(31)));
}

#[test]
fn a_company_on_record_meets_every_cell_of_its_row() {
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let own = on_record(1, now).unwrap();
    assert_eq!(own.cells.iter().map(|(domain, _)| *domain).collect::<Vec<_>>(), DomainStatus::ALL);
    for (domain, form) in &own.cells {
        form::check(form, book(), today()).unwrap_or_else(|errors| panic!("{domain}: {errors:?}"));
        assert_eq!(form.cert_number, own.cells[0].1.cert_number);
    }
}

#[test]
fn what_they_bought_can_be_imported() {
    let all = applicants(1);
    let sheet = import::read(hosts::sheet(&all, today()).as_bytes(), book(), today()).unwrap();
    assert_eq!(sheet.instances.len(), all.len());
}

#[test]
fn their_domains_are_in_the_provider_s_table() {
    let rows = crate::facts::import::read(super::facts::sheet(&applicants(1), today()).as_bytes(), today()).unwrap();
    assert_eq!(rows.len(), applicant::COUNT / 3);
}
