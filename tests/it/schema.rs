//! The database itself: migrations up and down, the compiled schema against it, what the serving role may do.

use beian::db::migrate;

use crate::support::database::{SERVING, TestDb};

const TABLES: &str = "select table_name::text from information_schema.tables
    where table_schema = 'public' and table_name <> '__diesel_schema_migrations' order by 1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrations_go_up_and_down_and_up_again() {
    let test_db = TestDb::unmigrated().await;
    let ran = migrate::up(&test_db.owner_url, SERVING).await.unwrap();
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    assert_eq!(ran.len(), folders.count(), "two migrations of one number: only one of them ran");
    let tables = test_db.texts(TABLES).await;
    assert!(tables.contains(&"filings".to_owned()));
    assert!(migrate::up(&test_db.owner_url, SERVING).await.unwrap().is_empty(), "nothing is left to run");
    assert_eq!(migrate::down(&test_db.owner_url).await.unwrap(), ran.len());
    assert!(test_db.texts(TABLES).await.is_empty(), "down leaves a table behind");
    let left =
        "select proname::text from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = 'public'";
    assert!(test_db.texts(left).await.is_empty(), "down leaves a function behind");
    assert_eq!(migrate::up(&test_db.owner_url, SERVING).await.unwrap(), ran);
    assert_eq!(test_db.texts(TABLES).await, tables);
}

/// Functions of ours, a line each.
pub const FUNCTIONS: &str = "select 'function ' || p.oid::regprocedure::text from pg_proc p
    where p.pronamespace = 'public'::regnamespace order by 1";

/// What `schema.rs` says, a line a column: `table.column type`, with `?` where it may be null.
pub fn compiled_schema() -> Vec<String> {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema.rs")).unwrap();
    let mut lines = Vec::new();
    for table in source.split("diesel::table! {").skip(1) {
        let body = table.trim_start();
        let (name, rest) = body.split_once(' ').unwrap();
        let mut sql_name = None;
        for line in rest.lines().map(str::trim) {
            if let Some(own) = line.strip_prefix("#[sql_name = \"") {
                sql_name = own.strip_suffix("\"]").map(str::to_owned);
            } else if let Some((column, kind)) = line.split_once(" -> ") {
                let kind = kind.trim_end_matches(',');
                let column = sql_name.take().unwrap_or_else(|| column.to_owned());
                lines.push(match kind.strip_prefix("Nullable<") {
                    Some(inner) => format!("{name}.{column} {}?", inner.strip_suffix('>').unwrap()),
                    None => format!("{name}.{column} {kind}"),
                });
            } else if line == "}" {
                break;
            }
        }
    }
    lines.sort();
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_compiled_schema_is_that_of_the_database() {
    let test_db = TestDb::start().await;
    let sql = "select table_name || '.' || column_name || ' ' ||
            case udt_name when 'uuid' then 'Uuid' when 'text' then 'Text' when 'bytea' then 'Bytea' when 'int4' then 'Int4'
                when 'int8' then 'Int8' when 'bool' then 'Bool' when 'timestamptz' then 'Timestamptz' when 'date' then 'Date'
                when 'jsonb' then 'Jsonb' when '_text' then 'Array<Nullable<Text>>'
                when '_bytea' then 'Array<Nullable<Bytea>>'
                when '_date' then 'Array<Nullable<Date>>' else udt_name end ||
            case is_nullable when 'YES' then '?' else '' end
        from information_schema.columns
        where table_schema = 'public' and table_name <> '__diesel_schema_migrations'";
    let mut real = test_db.texts(sql).await;
    real.sort();
    let compiled = compiled_schema();
    assert!(compiled.len() > 200, "schema.rs is not read");
    let missing: Vec<_> = real.iter().filter(|line| !compiled.contains(line)).collect();
    let gone: Vec<_> = compiled.iter().filter(|line| !real.contains(line)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in schema.rs: {missing:?}; only in schema.rs: {gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_serving_role_owns_nothing_and_cannot_change_what_is_final() {
    const DENIED: &str = "42501";
    let test_db = TestDb::start().await;
    // A copy of a database takes no rights on the database itself along.
    migrate::up(&test_db.owner_url, SERVING).await.unwrap();
    let owned = "select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'beian'
        union all select datname::text from pg_database d join pg_roles r on r.oid = d.datdba where r.rolname = 'beian'
        union all select nspname::text from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname = 'beian'";
    assert_eq!(test_db.texts(owned).await, Vec::<String>::new());
    let strong = "select rolname::text from pg_roles where rolname in ('beian', 'beian_owner')
        and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole)";
    assert_eq!(test_db.texts(strong).await, Vec::<String>::new());
    for sql in [
        "update audit_events set reason = 'x'",
        "delete from audit_events",
        "truncate audit_events",
        "alter table audit_events disable trigger all",
        "drop table audit_events",
        "update submissions set findings = '[]'",
        "delete from submissions",
        "update decisions set kind = 'accepted'",
        "delete from filing_events",
        "delete from filings",
        "truncate filings",
        "delete from accounts",
        "create table mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "create function mine() returns int language sql as 'select 1'",
        "create view mine as select 1",
        "create sequence mine",
        "insert into __diesel_schema_migrations (version) values ('x')",
        "update decisions set confirmed_by = null",
        "delete from confirmations",
        "delete from __diesel_schema_migrations",
    ] {
        assert_eq!(test_db.as_serving(sql).await, Err(DENIED.to_owned()), "{sql}");
    }
    // The owner is stopped by the trigger.
    test_db
        .as_owner(
            "insert into audit_events (seq, at_us, actor_kind, action, subject_kind, subject_id, prev_hash, hash)
             values (1, 0, 'clock', 'x', 'x', 'x', '', '')",
        )
        .await;
    let owner = "do $$ begin update audit_events set reason = 'x'; raise 'changed'; exception when raise_exception then
        if sqlerrm <> 'audit_events is append only' then raise; end if; end $$";
    test_db.as_owner(owner).await;
}
