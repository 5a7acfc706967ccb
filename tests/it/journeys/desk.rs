//! The back office: a specialist at the desk, with the mouse, with keys alone, on a phone.

use beian::staff::second_factor::SecondFactor;
use beian::values::actor::Role;
use serde_json::json;

use crate::recognition::pages::papers_are_read;
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
    person.find("header form[action='/sign-out']").await;
}

#[tokio::test]
async fn a_specialist_looks_around() {
    let Some(stage) = Stage::set("desk").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    office.hire("lin", Role::Specialist, &[]).await;
    office.hire("zhou", Role::Specialist, &[]).await;
    let doubt = json!([
        { "code": "X07", "target": "entity.investor", "key": "filing-long-term", "args": [], "blocking": true },
    ]);
    let first = office.draft(1).await;
    papers_are_read(&stage.program, &first).await;
    office.submit_with(&first, doubt).await;
    for n in 2..=3 {
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
    // The place of what was read is framed on the paper.
    lin.find("svg.paper__frames polygon").await;
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
    let at_the_ministry = "update filings set state = 'verifying', until = now() + interval '5 hours'
        where id = (select id from filings where state = 'submitted' order by id limit 1)";
    stage.program.database.as_owner(at_the_ministry).await;
    lin.goto("/verifications").await;
    lin.look_both("verifications").await;
    says_it_differently_elsewhere(&stage, &mut lin, &case).await;
    asks_a_second_person(&stage, &mut lin, &case).await;
}

/// Another window marked the field meanwhile: both are shown, and nothing is overwritten.
async fn says_it_differently_elsewhere(stage: &Stage, lin: &mut Browser, case: &str) {
    lin.goto(&format!("{case}?section=entity")).await;
    let elsewhere = "insert into marks (filing_id, round, target, verdict, reason_code, staff_id, version, marked_at)
        select id, round, 'entity.cert_address', 'marked', 'ENT-03', reviewer_id, 1, now()
        from filings where reviewer_id is not null";
    stage.program.database.as_owner(elsewhere).await;
    lin.click("#item-entity-cert-address button[value='accept']").await;
    lin.sees("review-conflict-title").await;
    lin.look_both("conflict").await;
}

/// What blocks is confirmed by a colleague.
async fn asks_a_second_person(stage: &Stage, lin: &mut Browser, case: &str) {
    lin.goto(&format!("{case}/decide")).await;
    lin.press("review-second-ask").await;
    lin.fill("words", "主办单位来电确认，投资方就是本单位。").await;
    lin.press("review-second-send").await;
    lin.sees("review-second-waiting").await;
    let mut zhou = stage.office().await;
    sign_in_staff(&zhou, "zhou").await;
    zhou.goto(&format!("{case}/second")).await;
    zhou.look_both("second").await;
}

/// Presses a key or several, wherever the focus is, once the page takes keys.
pub async fn key(person: &Browser, key: &str) {
    person.find("html[data-keys]").await;
    person.keys(key).await;
}

/// Presses one key that leads to another page.
pub async fn key_to(person: &Browser, name: &str, holds: impl AsyncFn(String) -> bool) {
    key(person, name).await;
    person.waits_for(&format!("{name} leads nowhere"), async || holds(person.path().await).await).await;
}

/// Accepts everything, section by section, and answers the checklist; the decision page follows.
async fn goes_through(lin: &Browser) {
    loop {
        if lin.has("button[value='accept-open']").await {
            key(lin, "x").await;
            lin.waits_for("something stays open", async || {
                lin.has("html[data-keys]").await && !lin.has("button[value='accept-open']").await
            })
            .await;
        }
        let before = lin.path().await;
        key_to(lin, "s", async |path| path != before).await;
        if lin.path().await.ends_with("tab=checklist") {
            break;
        }
    }
    key(lin, "j").await;
    key(lin, &"a".repeat(18)).await;
    lin.waits_for("not answered", async || lin.find_all("input[value=yes]:checked").await.len() == 18).await;
    key_to(lin, "s", async |path| path.ends_with("/decide")).await;
}

/// Goes to the button that sends, and presses it.
async fn sends(lin: &Browser) {
    key(lin, "s").await;
    lin.keys("\u{E007}").await;
    lin.sees("review-decided").await;
}

#[tokio::test]
async fn a_specialist_works_ten_cases_by_keyboard() {
    let Some(stage) = Stage::set("keyboard").await else { return };
    let office = Office::with_drawn_papers(&stage.program).await;
    office.hire("lin", Role::Specialist, &[]).await;
    for n in 1..=10 {
        office.case(n).await;
    }
    let mut lin = stage.office().await;
    sign_in_staff(&lin, "lin").await;
    // From here on keys alone.
    for n in 1..=10 {
        let before = lin.path().await;
        key_to(&lin, "n", async |path| path.starts_with("/cases/") && path != before).await;
        let is_marked = n % 5 == 0;
        if n == 1 {
            tries_every_key(&mut lin).await;
        }
        if is_marked {
            // j to the first item, r opens its reasons, a few letters choose one, Ctrl and Enter saves.
            key(&lin, "j").await;
            key(&lin, "r").await;
            lin.waits_for("reasons", async || lin.has("[data-marking][open] select:focus").await).await;
            lin.keys("ENT-04").await;
            lin.keys("\u{E009}\u{E007}\u{E000}").await;
            lin.waits_for("not marked", async || lin.has(".case-field--marked").await).await;
            key_to(&lin, "d", async |path| path.ends_with("/decide")).await;
            key(&lin, "2").await;
        } else {
            goes_through(&lin).await;
            key(&lin, "1").await;
        }
        sends(&lin).await;
    }
    lin.goto("/").await;
    let done = lin.find(".figure--success .figure__value").await.text().await.unwrap();
    assert_eq!(done, "10", "the desk counts what was done");
    lin.look("desk-after-ten").await;
    let kinds = stage.program.database.texts("select kind from decisions order by decided_at").await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "accepted").count(), 8);
    assert_eq!(kinds.iter().filter(|kind| *kind == "changes_requested").count(), 2);
}

/// Steps, accepts, takes back, zooms and turns; reads what the keys do.
async fn tries_every_key(lin: &mut Browser) {
    let is = async |selector: &'static str| lin.waits_for(selector, async || lin.has(selector).await).await;
    key(lin, "j").await;
    is("#item-type-check-province.is-here").await;
    key(lin, "j").await;
    is("#item-type-check-city.is-here").await;
    key(lin, "k").await;
    is("#item-type-check-province.is-here").await;
    key(lin, "a").await;
    is("#item-type-check-province.case-field--accepted").await;
    is("#item-type-check-city.is-here").await;
    key(lin, "z").await;
    is(".paper.is-zoomed").await;
    key(lin, "t").await;
    is(".paper.is-zoomed.turn-1").await;
    key(lin, "?").await;
    is("dialog[open]").await;
    lin.look("keys").await;
    lin.keys("\u{E00C}").await;
    lin.waits_for("the help stays", async || !lin.has("dialog[open]").await).await;
}
