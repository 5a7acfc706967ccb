//! Demo data as `beian demo load` writes them, read back from the database.

use std::collections::BTreeSet;

use beian::clock;
use beian::demo::load::outline;
use beian::filing::state::StateCode;

use crate::support::program::Program;

/// The seed that is loaded when none is given.
const SEED: u64 = 1;

#[actix_web::test]
async fn a_load_leaves_every_state_with_the_history_that_led_there() {
    let program = Program::start().await;
    let told = program.command(&["demo", "load"]);
    assert!(told.contains("Drawing the papers") && told.contains("100 %"), "each long step shows progress: {told}");
    assert!(told.contains("304 filings of 60 applicants"), "{told}");

    let filings = "select ref || ' ' || coalesce(entity_name, '-') || ' ' || state from filings";
    let mut found = program.database.texts(filings).await;
    let line = |filing: beian::demo::load::Outline| {
        format!("{} {} {}", filing.reference, filing.name.as_deref().unwrap_or("-"), filing.state)
    };
    let mut expected: Vec<String> = outline(SEED, clock::now()).into_iter().map(line).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "what the seed says and nothing else");
    let states: BTreeSet<&str> = found.iter().filter_map(|line| line.rsplit(' ').next()).collect();
    assert_eq!(states.len(), StateCode::ALL.len(), "every state: {states:?}");

    for (what, expected) in [
        ("select count(distinct province) from filings", "31"),
        ("select count(*) from accounts", "60"),
        ("select count(distinct role) from staff", "4"),
        // Who decided had looked, marked and ticked off; who was not reached was called three times.
        (
            "select count(*) from decisions d where side = 'provider' and not exists (select from marks m
                 where m.filing_id = d.filing_id and m.round = d.round)",
            "0",
        ),
        (
            "select count(*) from decisions d join reviews r using (filing_id, round)
             where d.kind = 'accepted' and (select count(*) from jsonb_object_keys(r.checklist)) <> 18",
            "0",
        ),
        (
            "select count(*) from decisions d where kind in ('changes_requested', 'rejected')
             and not exists (select from findings f where f.decision_id = d.id)",
            "0",
        ),
        (
            "select count(*) from decisions d join findings f on f.decision_id = d.id and f.reason_code = 'PER-11'
             where (select count(*) from calls c where c.filing_id = d.filing_id and c.result = 'no_answer') < 3",
            "0",
        ),
        // An accepted round has nothing marked; one that came back has.
        (
            "select count(*) from decisions d join marks m using (filing_id, round)
             where d.kind = 'accepted' and m.verdict = 'marked'",
            "0",
        ),
        (
            "select count(*) from decisions d where kind = 'changes_requested' and not exists (select from marks m
                 where m.filing_id = d.filing_id and m.round = d.round and m.verdict = 'marked')",
            "0",
        ),
        ("select count(*) from filing_events where happened_at > now()", "0"),
        ("select count(*) from audit_events where at_us > extract(epoch from now()) * 1000000", "0"),
        // Nobody gets hundreds of old mails; papers of open cases are read.
        ("select count(*) from outbox where finished_at is null and topic <> 'recognition.read'", "0"),
    ] {
        assert_eq!(program.database.text(&format!("select ({what})::text")).await, expected, "{what}");
    }
    for table in ["calls", "case_notes", "findings", "marks", "bureau_records", "entities", "websites", "reminders"] {
        let some = program.database.text(&format!("select (count(*) > 10)::text from {table}")).await;
        assert_eq!(some, "true", "{table}");
    }
    // Every value of every kind opens in its row and is sealed anew, while the program runs; what is searched is found.
    let told = program.command(&["keys", "rotate", "sealing", "--known-after-seconds", "0"]);
    assert!(told.contains("values are sealed with key 2 now") && !told.contains("opened by no key"), "{told}");
    program.command(&["keys", "retire", "sealing"]);
    program.command(&["keys", "rotate", "search"]);
    let told = program.command(&["keys", "status"]);
    assert!(
        told.contains("sealing: key 2; 0 values under an older one") && told.contains("search: search-2"),
        "{told}"
    );
    assert!(program.command(&["audit", "verify"]).starts_with("whole"));
    assert!(crate::rows::nobody_sees_a_row(&program.database).await > 30, "most tables have rows here");
    assert!(program.command(&["demo", "load"]).contains("There are data already"));
    let signs = program.command(&["demo", "sign-ins"]);
    assert!(signs.contains("portal-demo-2026") && signs.contains("lead"), "{signs}");
    // Every cell of the type check can be met: by what is looked up, and by a company that is on record here.
    for cell in ["E0 D1", "E3 D1", "E5 D4", "E1 or E2 D0", "E1 or E2 D4"] {
        assert!(signs.contains(cell), "{cell}: {signs}");
    }
}
