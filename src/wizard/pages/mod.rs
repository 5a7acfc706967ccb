//! The applicant's pages.

mod access;
mod after;
mod answers;
mod check;
mod claim;
mod corrections;
mod declared;
mod found;
mod list;
mod materials;
mod means;
mod new;
mod on_phone;
mod operation;
mod outcome;
mod outside;
mod overview;
mod printed;
mod receive;
mod record;
mod sections;
mod server;
mod standing;
mod step;
mod tasks;
mod told;
mod type_check;
pub mod view;
mod withdraw;

use crate::paths::pattern as p;
use crate::web::{Access, Routes};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    let own = Access::Applicant;
    r.get(p::FILINGS, own, list::show);
    r.get(p::FILING_NEW, own, new::show);
    r.post(p::FILING_NEW, own, new::save);
    r.get(p::RECEIVE, own, receive::show);
    r.post(p::RECEIVE, own, receive::save);
    r.get(p::OWN_WEBSITES, own, after::own_websites);
    r.post(p::OWN_WEBSITES, own, after::save_own);
    r.get(p::FILING, own, overview::show);
    r.post(p::FILING_WEBSITES, own, overview::add_website);
    r.post(p::FILING_WEBSITE_REMOVE, own, overview::remove_website);
    r.get(p::FILING_TYPE_CHECK, own, step::show_type_check);
    r.post(p::FILING_TYPE_CHECK, own, step::save_type_check);
    r.get(p::FILING_OPERATION, own, step::show_operation);
    r.post(p::FILING_OPERATION, own, step::save_operation);
    r.get(p::FILING_CHANGES, own, record::changes);
    r.post(p::FILING_CHANGES, own, record::start_change);
    r.get(p::FILING_CANCEL, own, record::cancel);
    r.post(p::FILING_CANCEL, own, record::start_cancel);
    r.get(p::FILING_CLAIM, own, claim::show);
    r.post(p::FILING_CLAIM, own, claim::save);
    r.get(p::FILING_TRANSFER, own, record::transfer);
    r.post(p::FILING_TRANSFER, own, record::start_transfer);
    r.get(p::FILING_ACCESS, own, step::show_access);
    r.post(p::FILING_ACCESS, own, step::save_access);
    r.get(p::FILING_ENTITY, own, step::show_entity);
    r.post(p::FILING_ENTITY, own, step::save_entity);
    r.get(p::FILING_ENTITY_PERSON, own, step::show_entity_person);
    r.post(p::FILING_ENTITY_PERSON, own, step::save_entity_person);
    r.get(p::FILING_WEBSITE, own, step::show_website);
    r.post(p::FILING_WEBSITE, own, step::save_website);
    r.get(p::FILING_WEBSITE_PERSON, own, step::show_website_person);
    r.post(p::FILING_WEBSITE_PERSON, own, step::save_website_person);
    r.get(p::FILING_CHECK, own, check::show);
    r.post(p::FILING_CHECK, own, check::save);
    r.get(p::FILING_CORRECTIONS, own, corrections::show);
    r.post(p::FILING_CORRECTIONS, own, corrections::save);
    r.get(p::FILING_WITHDRAW, own, withdraw::show);
    r.post(p::FILING_WITHDRAW, own, withdraw::save);
    materials::routes(r);
    after::routes(r);
}
