//! Demo data as `beian demo load` writes them, read back from the database.

use std::collections::BTreeSet;

use beian::clock;
use beian::demo::load::outline;
use beian::filing::service::scene::Scene;
use beian::filing::state::StateCode;
use beian::filing::store;
use beian::registry::store as registry;
use beian::values::actor::{Actor, Role};
use beian::values::ids::StaffId;
use reqwest::Method;

use crate::support::guest::Guest;
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
    let papers = "select count(*)::text from materials";
    let before = program.database.text(papers).await;
    let more = program.command(&["demo", "load", "--filings", "600"]);
    assert!(more.contains("There are data already") && more.contains("296 filings were added."), "{more}");
    assert_eq!(program.database.text(papers).await, before, "papers are shared, none is drawn for them");
    many_are_whole(&program).await;
    full_lists_keep_their_budget(&program).await;
    let signs = program.command(&["demo", "sign-ins"]);
    assert!(signs.contains("portal-demo-2026") && signs.contains("lead"), "{signs}");
    // Every cell of the type check can be met: by what is looked up, and by a company that is on record here.
    for cell in ["E0 D1", "E3 D1", "E5 D4", "E1 or E2 D0", "E1 or E2 D4"] {
        assert!(signs.contains(cell), "{cell}: {signs}");
    }
}

/// Those that were added to measure with stand as services would have left them.
async fn many_are_whole(program: &Program) {
    for (what, expected) in [
        ("select count(*) from filings", "600"),
        ("select count(distinct entity_hash) - count(*) from entities", "0"),
        // Whoever handed in shows papers: those of a told one.
        (
            "select count(*) from submissions s join filings f on f.id = s.filing_id join instances i using (account_id)
             where i.code > 'ecs-demo-060' and not exists (select from submission_materials m
                 join materials p on p.id = m.material_id where m.submission_id = s.id and p.filing_id <> f.id)",
            "0",
        ),
        ("select count(*) from filings f where round > 0 and (select count(*) from submissions s where s.filing_id = f.id) < 1", "0"),
        (
            "select count(*) from filings f where state in ('in_review', 'changes_requested', 'rejected')
             and not exists (select from reviews r where r.filing_id = f.id and r.round = f.round)",
            "0",
        ),
        (
            "select count(*) from filings f where state <> (select to_state from filing_events e where e.filing_id = f.id
             order by happened_at desc, id desc limit 1)",
            "0",
        ),
    ] {
        assert_eq!(program.database.text(&format!("select ({what})::text")).await, expected, "{what}");
    }
    // What is sealed opens under its row: its owner's page shows the answers, the desk finds it by its words.
    let of_many = "select f.id::text from filings f join instances i on i.account_id = f.account_id
         where i.code > 'ecs-demo-060' and f.state in ('submitted', 'approved') order by f.id";
    let db = program.db();
    for id in program.database.texts(of_many).await {
        let id = id.parse().unwrap();
        let read = db.read(Actor::Clock, async |tx| {
            let filing = store::load(tx.conn, id).await?;
            let entities = registry::list_entities(tx, filing.owner).await?;
            let round = store::submissions::find(tx, id, 1).await?.is_some();
            let scene = Scene::of(tx, filing).await?;
            Ok((entities.len(), round, scene.drafts.type_check.entity_name.is_empty(), scene.filing.state.code()))
        });
        let (on_record, round, is_nameless, state) = read.await.unwrap();
        assert_eq!((on_record, round, is_nameless), (usize::from(state == StateCode::Approved), true, false));
    }
}

/// Lists with as many rows as a page takes, compressed: journeys look at pages with a few.
async fn full_lists_keep_their_budget(program: &Program) {
    const MOST: usize = 25 * 1024;
    let db = program.db();
    for (login, role, lists) in [
        ("lin", Role::Specialist, &["/", "/queue?tab=all"][..]),
        ("admin", Role::Administrator, &["/mail", "/settings/staff", "/settings/provinces"][..]),
        ("auditor", Role::Auditor, &["/audit"][..]),
    ] {
        let id = program.database.text(&format!("select id::text from staff where login = '{login}'")).await;
        let who = Actor::Staff(StaffId::from_uuid(id.parse().unwrap()), role);
        let guest = Guest::clerk(program, &db, who).await;
        for list in lists {
            let answer = guest.send(Method::GET, list, &[("accept-encoding", "gzip")], "").await;
            let is_compressed = answer.headers.get("content-encoding").is_some_and(|by| by == "gzip");
            assert!(answer.status == 200 && is_compressed, "{list}: {}", answer.status);
            assert!(answer.bytes.len() <= MOST, "{list} has {} bytes", answer.bytes.len());
        }
        if login == "lin" {
            let rows = guest.get(lists[1]).await.body.matches("/cases/BA-").count();
            assert!(rows >= 25, "the queue shows {rows}");
        }
    }
}
