//! The review desk over HTTP, on the running program: queue, claim, marks, notes, calls, checklist, decision, bureau.

use beian::values::actor::Role;

use crate::support::cases::{Case, Office};
use crate::support::guest::{Answer, Guest, value_in, value_of};
use crate::support::program::Program;
use crate::support::upload::Upload;

mod bureau;
mod case;
mod decide;
mod forms;
mod held;
mod lookups;
mod many;
mod queue;

/// Words of the pages, in Chinese: what nobody chose otherwise is shown in.
fn words(key: &str) -> String {
    beian::text::Tr::new(beian::text::Lang::Zh).t(key)
}

/// Answers every item of the checklist.
pub async fn tick_checklist(clerk: &Guest, case: &Case) {
    let page = clerk.get(&format!("{}?tab=checklist", case.url())).await.page();
    let version = value_in(&page, &format!("{}/checklist", case.url()), "version");
    let codes: Vec<String> = (1..=18).map(|n| format!("R{n:02}")).collect();
    let mut fields: Vec<(&str, &str)> = codes.iter().map(|code| (code.as_str(), "yes")).collect();
    fields.push(("version", &version));
    let answer = clerk.post(&format!("{}/checklist", case.url()), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

/// Marks a field or paper with a reason.
async fn mark(clerk: &Guest, case: &Case, target: &str, reason: &str, own: &str) {
    let fields = [("act", "mark"), ("target", target), ("reason", reason), ("words", own), ("version", "0")];
    let answer = clerk.post(&format!("{}/marks", case.url()), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

/// One field of a section, as the page shows it.
fn field(page: &str, id: &str) -> String {
    let rest = page.split(&format!("id=\"item-{id}\" ")).nth(1).unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split("<div class=\"case-field ").next().unwrap_or_default().to_owned()
}

/// Decides on what the page shows.
async fn decide(clerk: &Guest, case: &Case, fields: &[(&str, &str)]) -> Answer {
    let page = clerk.get(&format!("{}/decide", case.url())).await.page();
    let (version, stamp) = (value_of(&page, "version"), value_of(&page, "stamp"));
    let mut all = vec![("version", version.as_str()), ("stamp", stamp.as_str())];
    all.extend(fields);
    clerk.post(&format!("{}/decide", case.url()), &all).await
}

/// How many events of an action the audit holds of a case.
async fn audited(program: &Program, case: &Case, action: &str) -> usize {
    let sql = format!(
        "select detail from audit_events where action = '{action}' and subject_id = '{}' order by seq",
        case.id
    );
    program.database.texts(&sql).await.len()
}
