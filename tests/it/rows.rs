//! Row-level security: the database itself keeps everybody to their own rows, behind the owner in each query.

use beian::account::store as accounts;
use beian::db::{Db, Tx};
use beian::error::{Error, Result};
use beian::values::Email;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, RelayTaskId};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use crate::filing::World;
use crate::support::database::{TestDb, sealer};
use crate::support::people::a_person_of_staff;

/// Tables without a rule, each with the reason: no rows of theirs tell of a person.
const OPEN: [(&str, &str); 9] = [
    ("bureau_codes", "the bureau's code tables"),
    ("bureau_known", "what is public at the bureau, by filing numbers"),
    ("bureau_line", "one row: how the line to the bureau stands"),
    ("case_times", "measured times of provinces and kinds"),
    ("filing_names", "pieces of organisations' names, which are public; a rule would keep the search from its index"),
    ("outbox_pauses", "topics that are held"),
    ("reference_rows", "rules and calendar, decided in the back office"),
    ("schedule_runs", "when periodic work last ran"),
    ("search_layers", "one number: how many keys search hashes were made with"),
];

/// Tables with a rule.
const RULED: &str =
    "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and relrowsecurity and relforcerowsecurity and exists (
        select from pg_policies where schemaname = 'public' and tablename = relname and policyname = 'rule'
            and roles = '{public}')
    order by 1";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

async fn count(tx: &mut Tx<'_>, table: &str) -> Result<i64> {
    let row: Count = sql_query(format!("select count(*) as count from {table}")).get_result(tx.conn).await?;
    Ok(row.count)
}

async fn counted(db: &Db, actor: Actor, table: &str) -> i64 {
    db.read(actor, async |tx| count(tx, table).await).await.unwrap()
}

async fn lines(db: &Db, actor: Actor, sql: &str) -> Vec<String> {
    let read = async |tx: &mut Tx<'_>| Ok(sql_query(sql).load::<Line>(tx.conn).await?);
    db.read(actor, read).await.unwrap().into_iter().map(|row| row.line).collect()
}

/// Whether a statement is let through, and how many rows it changed.
async fn tried(db: &Db, actor: Actor, sql: &str) -> Result<usize, String> {
    let run = async |tx: &mut Tx<'_>| Ok(sql_query(sql).execute(tx.conn).await?);
    db.write(actor, run).await.map_err(|error| format!("{error:?}"))
}

/// With an actor nobody named, the serving role sees no row of a ruled table. Returns how many tables have rows to be seen.
pub async fn nobody_sees_a_row(test_db: &TestDb) -> usize {
    let mut full = 0;
    for table in test_db.texts(RULED).await {
        let some = test_db.text(&format!("select exists (select from {table})::text")).await;
        full += usize::from(some == "true");
        // Divides by zero where there is a row.
        let look = format!("select 1 / (case when exists (select from {table}) then 0 else 1 end)");
        assert_eq!(test_db.as_nobody(&look).await, Ok(()), "{table} shows rows to nobody");
    }
    full
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_has_its_rule_or_a_reason_to_have_none() {
    let test_db = TestDb::start().await;
    let ruled = test_db.texts(RULED).await;
    let all = test_db
        .texts(
            "select table_name::text from information_schema.tables
             where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '__diesel_schema_migrations'",
        )
        .await;
    for table in &all {
        let is_open = OPEN.iter().any(|(open, _)| open == table);
        assert!(
            ruled.contains(table) != is_open,
            "{table} {}: give it one in its migration with keep_rows (see row_rules), or name it here with the reason",
            if is_open { "has a rule and is named here" } else { "has no rule" }
        );
    }
    for (table, why) in OPEN {
        assert!(all.iter().any(|own| own == table) && !why.is_empty(), "{table} is no table");
    }
    // Views run as their owner, whom the rules let pass.
    let views =
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')";
    assert_eq!(test_db.texts(views).await, Vec::<String>::new(), "a view shows all rows of its tables");
    // Whoever owns a function that runs as its owner passes too: each of them fixes where it looks for names.
    let loose = "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
        and not coalesce(proconfig::text like '%search_path=public, pg_temp%', false)";
    assert_eq!(test_db.texts(loose).await, Vec::<String>::new());
}

/// A query for each rule that divides by zero where the rule shows a row, whatever that row holds.
const SHOWS: &str = "select format('select 1 / (case when coalesce((%s), false) then 0 else 1 end)
        from (select (null::public.%I).*) %I', qual, tablename, tablename)
    from pg_policies where schemaname = 'public' and qual is not null and roles <> '{beian_owner}'";

/// Also those of tables that hold no row yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_rule_of_any_table_shows_a_row_to_nobody() {
    let test_db = TestDb::start().await;
    let rules = test_db.texts(SHOWS).await;
    assert!(rules.len() >= test_db.texts(RULED).await.len(), "{rules:?}");
    let mut shows = 0;
    for rule in &rules {
        assert_eq!(test_db.as_nobody(rule).await, Ok(()), "{rule}");
        shows += usize::from(test_db.as_serving(rule).await == Err("22012".to_owned()));
    }
    assert!(shows > 40, "to somebody they do: {shows} of {}", rules.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_actor_nothing_is_seen_or_written() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.submit(&case).await.unwrap();
    assert!(nobody_sees_a_row(&world.test_db).await > 10);
    let denied = Err("42501".to_owned());
    for sql in [
        "insert into throttles (scope, key_hash, failures) values ('x', 'x', 1)",
        "insert into outbox (id, topic, payload) values (gen_random_uuid(), 'x', '{}')",
        "insert into accounts (id, email_sealed, email_hash, password_hash) values (gen_random_uuid(), 'x', 'x', 'x')",
        "insert into audit_events (seq, at_us, actor_kind, action, subject_kind, subject_id, prev_hash, hash)
             values (1000, 0, '', 'x', 'x', 'x', '', '')",
    ] {
        assert_eq!(world.test_db.as_nobody(sql).await, denied, "{sql}");
    }
    let changed = "update filings set entity_name = 'x'";
    assert_eq!(world.test_db.as_nobody(changed).await, Ok(()));
    let named = "select count(*)::text from filings where entity_name = 'x'";
    assert_eq!(world.test_db.text(named).await, "0", "a change finds no row");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_applicants_on_one_connection_see_their_own() {
    let world = World::start().await;
    let (first, second) = (world.a_draft(1).await, world.a_draft(2).await);
    world.submit(&first).await.unwrap();
    let db = Db::new(&world.test_db.url, 1, sealer()).unwrap();
    for _ in 0..2 {
        for case in [&first, &second] {
            let own = vec![case.id.to_string()];
            for sql in [
                "select id::text as line from filings",
                "select distinct filing_id::text as line from drafts",
                "select distinct filing_id::text as line from filing_events",
            ] {
                assert_eq!(lines(&db, case.applicant(), sql).await, own, "{sql}");
            }
            let accounts = lines(&db, case.applicant(), "select id::text as line from accounts").await;
            assert_eq!(accounts, [case.owner.to_string()]);
        }
    }
    for table in ["submissions", "filing_marks", "filing_domains"] {
        assert!(counted(&db, first.applicant(), table).await > 0, "{table}");
        assert_eq!(counted(&db, second.applicant(), table).await, 0, "{table}");
    }
    for table in ["staff", "audit_events", "outbox", "case_notes", "bureau_downloads"] {
        assert_eq!(counted(&db, first.applicant(), table).await, 0, "{table} is for none of them");
    }
    assert_eq!(counted(&db, Actor::Visitor, "filings").await, 0);
    assert_eq!(counted(&db, Actor::Applicant(AccountId::new()), "filings").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_writes_into_what_is_anothers() {
    let world = World::start().await;
    let (own, other) = (world.a_draft(1).await, world.a_draft(2).await);
    let db = &world.test_db.db;
    let into_it = |id: String| {
        format!("insert into drafts (filing_id, section, ordinal, content_sealed) values ('{id}', 'entity', 99, 'x')")
    };
    for sql in [
        into_it(other.id.to_string()),
        format!("update filings set account_id = '{}' where id = '{}'", other.owner, own.id),
        format!(
            "insert into notices (id, account_id, kind, facts, language) values (gen_random_uuid(), '{}', 'x', '{{}}', 'en')",
            other.owner
        ),
        format!(
            "insert into audit_events (seq, at_us, actor_kind, actor_id, action, subject_kind, subject_id, prev_hash, hash)
             values (1000, 0, 'applicant', '{}', 'x', 'x', 'x', '', '')",
            other.owner
        ),
    ] {
        let refused = tried(db, own.applicant(), &sql).await.unwrap_err();
        assert!(refused.contains("row-level security"), "{sql}: {refused}");
    }
    for sql in ["update filings set entity_name = 'x'", "update accounts set language = 'en'", "delete from drafts"] {
        assert!(tried(db, other.applicant(), sql).await.unwrap() > 0, "{sql} finds its own");
    }
    for (sql, found) in [
        (format!("select count(*)::text from filings where id = '{}' and entity_name = 'x'", own.id), "0"),
        (format!("select count(*)::text from accounts where id = '{}' and language = 'en'", own.owner), "0"),
        (format!("select (count(*) > 0)::text from drafts where filing_id = '{}'", own.id), "true"),
        (format!("select count(*)::text from drafts where filing_id = '{}'", other.id), "0"),
    ] {
        assert_eq!(world.test_db.text(&sql).await, found, "{sql}");
    }
    assert_eq!(tried(db, own.applicant(), &into_it(own.id.to_string())).await, Ok(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_a_link_sees_the_filing_of_the_link() {
    let world = World::start().await;
    let (case, other) = (world.a_draft(1).await, world.a_draft(2).await);
    let task = Uuid::now_v7();
    world
        .test_db
        .as_owner(&format!(
            "insert into relay_tasks (id, filing_id, kind, target, token_hash, sent_by, state, expires_at)
             values ('{task}', '{}', 'paper', 'entity/certificate', 'x', 'code', 'made', now() + interval '1 day')",
            case.id
        ))
        .await;
    let db = &world.test_db.db;
    let helper = Actor::Helper(RelayTaskId::from_uuid(task));
    assert_eq!(lines(db, helper, "select id::text as line from filings").await, [case.id.to_string()]);
    assert_eq!(lines(db, helper, "select distinct filing_id::text as line from drafts").await, [case.id.to_string()]);
    for table in ["accounts", "notices", "sessions"] {
        assert_eq!(counted(db, helper, table).await, 0, "{table}");
    }
    let into_other = format!(
        "insert into materials (id, filing_id, slot, kind, content_hash, bytes)
         values (gen_random_uuid(), '{}', 'entity/certificate', 'x', 'x', 1)",
        other.id
    );
    assert!(tried(db, helper, &into_other).await.unwrap_err().contains("row-level security"));
    assert_eq!(counted(db, Actor::Helper(RelayTaskId::new()), "filings").await, 0);
    // Before it begins there is the link alone.
    let shown = async |tx: &mut Tx<'_>| {
        tx.reach_filing(case.id).await?;
        count(tx, "filings").await
    };
    assert_eq!(db.read(Actor::Visitor, shown).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_house_sees_cases_and_few_of_it_the_audit() {
    let world = World::start().await;
    let case = world.a_draft(1).await;
    world.a_draft(2).await;
    world.submit(&case).await.unwrap();
    let db = &world.test_db.db;
    let auditor = a_person_of_staff(&world.test_db, "auditor", Role::Auditor, &[]).await;
    let administrator = a_person_of_staff(&world.test_db, "administrator", Role::Administrator, &[]).await;
    world.test_db.as_owner("insert into outbox (id, topic, payload) values (gen_random_uuid(), 'none', '{}')").await;
    let jobs: i64 = world.test_db.text("select count(*)::text from outbox").await.parse().unwrap();
    for actor in [world.specialist, world.lead, Actor::Clock, Actor::Bureau, Actor::Operator] {
        for table in ["filings", "accounts"] {
            assert_eq!(counted(db, actor, table).await, 2, "{table}: {actor:?}");
        }
        assert!(counted(db, actor, "drafts").await > 0, "{actor:?}");
        assert_eq!(counted(db, actor, "outbox").await, jobs, "{actor:?}");
    }
    for (actor, reads) in [
        (auditor, true),
        (administrator, true),
        (Actor::Clock, true),
        (Actor::Operator, true),
        (world.specialist, false),
        (world.lead, false),
        (Actor::Bureau, false),
        (case.applicant(), false),
        (Actor::Visitor, false),
    ] {
        assert_eq!(counted(db, actor, "audit_events").await > 0, reads, "{actor:?}");
    }
    // Who reads nothing of it takes up its end all the same.
    let verdict = db.read(Actor::Operator, async |tx| beian::audit::store::verify(tx.conn).await).await.unwrap();
    assert!(matches!(verdict, beian::audit::Verdict::Whole { .. }), "{verdict:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_reaches_further_comes_back() {
    let world = World::start().await;
    let (own, _) = (world.a_draft(1).await, world.a_draft(2).await);
    let look = async |tx: &mut Tx<'_>| {
        assert_eq!(count(tx, "filings").await?, 1);
        let within = tx
            .reach_all(async |tx| {
                assert_eq!(tx.reach_all(async |tx| count(tx, "filings").await).await?, 2);
                count(tx, "filings").await
            })
            .await?;
        assert_eq!(within, 2, "what was within something wider leaves that as it was");
        assert_eq!(count(tx, "filings").await?, 1);
        let refused = tx.reach_all(async |_| Err::<(), _>(Error::NotFound)).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        count(tx, "filings").await
    };
    assert_eq!(world.test_db.db.read(own.applicant(), look).await.unwrap(), 1);
    // Somebody who is not signed in finds an account by its address, and sees none.
    let email = lines(&world.test_db.db, own.applicant(), "select id::text as line from accounts").await;
    assert_eq!(email.len(), 1);
    let nobody = async |tx: &mut Tx<'_>| {
        assert!(accounts::find_by_email(tx, &Email::parse("nobody@example.com").unwrap()).await?.is_none());
        count(tx, "accounts").await
    };
    assert_eq!(world.test_db.db.read(Actor::Visitor, nobody).await.unwrap(), 0);
}
