//! Pages of the review desk.

mod acts;
mod beside;
mod bureau;
mod calls;
mod case;
mod checklist;
mod clip;
mod decide;
mod desk;
mod differences;
mod faces;
mod fields;
mod frame;
mod lookups;
mod marks;
mod messages;
mod notes;
mod paper;
mod printed;
mod queue;
mod reading;
mod remarks;
mod row;
mod search;
mod second;
mod seen;
mod server;
mod sites;
mod timeline;
mod verifications;
mod views;

pub use self::decide::DecideForm;
pub use self::marks::MarkForm;
use crate::error::{Error, Result};
use crate::paths::pattern;
use crate::values::filing_ref::FilingRef;
use crate::web::Routes;
use crate::web::access::{ALL_STAFF, LEADS, REVIEWERS};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    r.get(pattern::DESK, ALL_STAFF, desk::show);
    r.get(pattern::QUEUE, REVIEWERS, queue::show);
    r.post(pattern::QUEUE, REVIEWERS, queue::save);
    r.post(pattern::QUEUE_VIEWS, REVIEWERS, views::save);
    r.get(pattern::SITES, REVIEWERS, sites::show);
    r.get(pattern::VERIFICATIONS, REVIEWERS, verifications::show);
    r.get(pattern::SEARCH, REVIEWERS, search::show);
    r.post(pattern::SEARCH, REVIEWERS, search::find);
    r.get(pattern::LOOKUPS, REVIEWERS, lookups::list);
    r.get(pattern::LOOKUP, REVIEWERS, lookups::show);
    r.post(pattern::LOOKUP, REVIEWERS, lookups::save);
    r.post(pattern::NEXT_CASE, REVIEWERS, acts::next);
    r.get(pattern::CASE, REVIEWERS, case::show);
    r.post(pattern::CASE_CLAIM, REVIEWERS, acts::claim);
    r.post(pattern::CASE_RELEASE, REVIEWERS, acts::release);
    r.post(pattern::CASE_RECALL, REVIEWERS, acts::recall);
    r.post(pattern::CASE_SEND_AGAIN, REVIEWERS, acts::send_again);
    r.post(pattern::CASE_WITHDRAW, LEADS, timeline::withdraw);
    r.post(pattern::CASE_MAIL_RECEIVED, REVIEWERS, acts::mail_received);
    r.post(pattern::CASE_REVEAL, REVIEWERS, case::reveal);
    r.post(pattern::CASE_MARKS, REVIEWERS, marks::save);
    r.post(pattern::CASE_CHECKLIST, REVIEWERS, checklist::save);
    r.post(pattern::CASE_NOTES, REVIEWERS, notes::save);
    r.post(pattern::CASE_CALLS, REVIEWERS, calls::save);
    r.get(pattern::CASE_PAPER, REVIEWERS, paper::show);
    r.get(pattern::CASE_PAPER_THUMB, REVIEWERS, paper::thumb);
    r.get(pattern::CASE_PAPER_SENT, REVIEWERS, paper::sent);
    r.post(pattern::CASE_FACES, REVIEWERS, faces::save);
    r.get(pattern::CASE_CLIP, REVIEWERS, clip::show);
    r.get(pattern::CASE_DECIDE, REVIEWERS, decide::show);
    r.post(pattern::CASE_DECIDE, REVIEWERS, decide::save);
    r.get(pattern::CASE_SECOND, REVIEWERS, second::show);
    r.post(pattern::CASE_SECOND, REVIEWERS, second::save);
    r.post(pattern::CASE_BUREAU, REVIEWERS, bureau::save);
}

/// The case of an address.
fn case_ref(text: &str) -> Result<FilingRef> {
    FilingRef::parse(text).map_err(|_| Error::NotFound)
}
