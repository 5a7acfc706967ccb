//! Pages of the line to the bureau.

mod call;
mod codes;
mod exchange;
mod file;
mod papers;
mod place;
mod rehearsal;
mod task;
mod tasks;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use chrono::{DateTime, Utc};

use crate::bureau::left::{code, why, why_of};
use crate::bureau::result_code;
use crate::bureau::store::overview::UploadAbout;
use crate::paths::{office, pattern};
use crate::text::Tr;
use crate::values::actor::Role;
use crate::web::access::{ALL_STAFF, REVIEWERS};
use crate::web::ui::Link;
use crate::web::{Access, Routes};

/// The routes of these pages.
pub fn routes(r: &mut Routes) {
    const OPERATORS: Access = Access::Staff(&[Role::Lead, Role::Administrator]);
    r.get(pattern::EXCHANGE, OPERATORS, exchange::show);
    r.post(pattern::EXCHANGE, OPERATORS, exchange::act);
    r.get(pattern::EXCHANGE_FILE, OPERATORS, file::show);
    r.post(pattern::EXCHANGE_FILE, OPERATORS, file::act);
    r.get(pattern::EXCHANGE_UPLOAD, OPERATORS, file::show_upload);
    r.post(pattern::EXCHANGE_UPLOAD, OPERATORS, file::act_on_upload);
    r.get(pattern::BUREAU_CODES, ALL_STAFF, codes::show);
    r.get(pattern::CASE_BUREAU_PAPERS, REVIEWERS, papers::show);
    r.post(pattern::CASE_BUREAU_PAPERS, REVIEWERS, papers::act);
    r.get(pattern::BUREAU_TASKS, REVIEWERS, tasks::show);
    r.get(pattern::BUREAU_TASK, REVIEWERS, task::show);
    r.post(pattern::BUREAU_TASK, REVIEWERS, task::act);
}

/// A file to keep, which no browser keeps of its own accord.
fn attached(name: &str, content: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/xml"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(content)
}

fn case(reference: String) -> Link {
    let url = office::case(&reference);
    Link::new(reference, url)
}

/// What an upload is about, and where that is.
fn about(about: UploadAbout) -> Link {
    match about {
        UploadAbout::Case(reference) => case(reference),
        UploadAbout::Task(id, subject) => Link::new(subject, office::bureau_task(id)),
    }
}

fn time(t: Tr, at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| t.t("exchange-never"), |at| t.time(at))
}

/// The code of an answer with what it means.
fn answer(t: Tr, code: i64) -> String {
    match result_code::of_call(code) {
        Some(row) => format!("{code} {}", t.pick(&row.zh, &row.en)),
        None => code.to_string(),
    }
}
