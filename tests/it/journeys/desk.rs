//! The back office: a specialist at the desk, with the mouse, with keys alone, on a phone.

use beian::staff::second_factor::SecondFactor;
use beian::values::actor::Role;

use crate::support::browser::Browser;
use crate::support::cases::{Office, PASSWORD, SECOND_FACTOR};
use crate::support::stage::Stage;

/// Signs somebody of the staff in, with password and second factor.
pub async fn sign_in_staff(person: &Browser, login: &str) {
    person.goto("/sign-in").await;
    person.fill("login", login).await;
    person.fill("password", PASSWORD).await;
    person.click("main form button:not([type=button])").await;
    person.find("input[name=code]").await;
    let factor = SecondFactor::new(SECOND_FACTOR, "tests", login).unwrap();
    person.fill("code", &factor.code_at(beian::clock::now()).0).await;
    person.click("main form button:not([type=button])").await;
    person.sees("review-desk-mine").await;
}

#[tokio::test]
async fn a_specialist_looks_around() {
    let Some(stage) = Stage::set("desk").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    office.hire("lin", Role::Specialist, &[]).await;
    for n in 1..=3 {
        office.case(n).await;
    }
    let mut lin = stage.office().await;
    sign_in_staff(&lin, "lin").await;
    lin.look_both("desk").await;
    lin.goto("/queue").await;
    lin.look_both("queue").await;
    lin.goto("/search").await;
    lin.look_both("search").await;
    lin.goto("/").await;
    lin.press("review-next").await;
    lin.sees("review-mine").await;
    let case = lin.path().await;
    lin.look_both("case").await;
    for section in ["entity", "entity-person", "websites/1", "papers"] {
        lin.goto(&format!("{case}?section={section}")).await;
        lin.look_both(&format!("case-{}", section.replace('/', "-"))).await;
    }
    for tab in ["checklist", "calls", "notes", "messages", "timeline", "bureau"] {
        lin.goto(&format!("{case}?tab={tab}")).await;
        lin.look_both(&format!("case-tab-{tab}")).await;
    }
    lin.goto(&format!("{case}/decide")).await;
    lin.look_both("decide").await;
}
