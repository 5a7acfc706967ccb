//! What a migration must not do to a table that people are using, or that the previous version still uses. Pure: it reads
//! SQL, and the names of the tables that were there before.

use std::collections::{BTreeMap, BTreeSet};

use super::sql::{Statement, after, holds, outside_brackets, parts, statements};

const INDEX: &str = "building an index stops everybody who writes: `create index concurrently`, alone in a migration whose \
    metadata.toml says run_in_transaction = false";
const ALONE: &str =
    "what runs concurrently must be alone in a migration whose metadata.toml says run_in_transaction = false";
const UNTIMED: &str = "outside of a transaction nothing ends its wait for a lock, and everybody else waits behind it: only what \
    runs concurrently belongs there";
const TYPE: &str = "another type writes the table anew, and the previous version reads the old one: add a column, fill it, drop \
    the old one a release later";
const NOT_NULL: &str = "the whole table is read while nobody can use it: `add constraint … check (… is not null) not valid` and \
    `validate constraint` first";
const REQUIRED: &str =
    "the previous version adds rows without it: give it a default, or let it be null until the next release";
const GONE: &str = "the previous version uses it: stop using it in this release, drop or rename it in the next";
const LOOSER: &str = "the previous version relies on it";
const CHECKED: &str = "every row is read while nobody can write: add it `not valid`, and `validate constraint` in a migration of \
    its own";
const UNIQUE: &str = "an index is built while nobody can use the table: `create unique index concurrently`, then \
    `add constraint … using index`";
const REWRITTEN: &str =
    "every row gets a value of its own, so the table is written anew: add it without, and fill it in portions";
const EVERY_ROW: &str = "every row is changed in one transaction: let a job do it in portions";
const HOLDS_UP: &str = "nobody can use the table meanwhile";
const HIDDEN: &str = "statements within a `do` block are not looked at: write them out";

/// What was there before these migrations.
pub struct Before {
    /// Tables of the previous version.
    pub tables: BTreeSet<String>,
    /// Those of them that stay small, whoever uses the program: reading one whole takes no time that anybody notices.
    pub small: BTreeSet<String>,
}

/// Reads migrations one after the other: what one has made, the next may use.
pub struct Reader<'a> {
    before: &'a Before,
    checks: BTreeMap<String, Statement>,
    never_null: BTreeSet<(String, String)>,
}

/// A statement that is refused.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its words.
    pub statement: String,
    /// Why, and what to do instead.
    pub why: &'static str,
}

impl<'a> Reader<'a> {
    pub fn new(before: &'a Before) -> Self {
        Self { before, checks: BTreeMap::new(), never_null: BTreeSet::new() }
    }

    /// What is refused of one migration.
    pub fn read(&mut self, sql: &str, in_transaction: bool) -> Vec<Fault> {
        let all = statements(sql);
        let mut faults = Vec::new();
        for statement in &all {
            let mut why = self.judge(statement);
            if holds(statement, "concurrently") && (in_transaction || all.len() > 1) {
                why.push(ALONE);
            }
            if !in_transaction && !holds(statement, "concurrently") {
                why.push(UNTIMED);
            }
            faults.extend(why.into_iter().map(|why| Fault { statement: statement.join(" "), why }));
        }
        faults
    }

    fn is_old(&self, table: &str) -> bool {
        self.before.tables.contains(table)
    }

    fn is_large(&self, table: &str) -> bool {
        self.is_old(table) && !self.before.small.contains(table)
    }

    fn judge(&mut self, statement: &Statement) -> Vec<&'static str> {
        let table = |words: &[String]| words.iter().find(|word| !is_filler(word)).cloned().unwrap_or_default();
        if let Some(rest) = after(statement, "alter table") {
            let from = rest.iter().position(|word| !is_filler(word)).map_or(rest.len(), |at| at + 1);
            let table = table(rest);
            return parts(&rest[from..]).into_iter().filter_map(|action| self.action(&table, action)).collect();
        }
        let why =
            if let Some(rest) = after(statement, "create index").or_else(|| after(statement, "create unique index")) {
                let on = rest.iter().position(|word| word == "on").map_or(rest, |at| &rest[at + 1..]);
                (self.is_large(&table(on)) && !holds(rest, "concurrently")).then_some(INDEX)
            } else if let Some(rest) = after(statement, "drop table").or_else(|| after(statement, "truncate")) {
                parts(rest).iter().any(|part| self.is_old(&table(part))).then_some(GONE)
            } else if after(statement, "drop function").or_else(|| after(statement, "drop view")).is_some()
                || after(statement, "alter function").is_some_and(|rest| holds(rest, "rename to"))
            {
                Some(GONE)
            } else if let Some(rest) = after(statement, "update").or_else(|| after(statement, "delete from")) {
                (self.is_large(&table(rest)) && !holds(&outside_brackets(rest), "where")).then_some(EVERY_ROW)
            } else if let Some(rest) = after(statement, "lock").or_else(|| after(statement, "cluster")) {
                self.is_old(&table(rest)).then_some(HOLDS_UP)
            } else if let Some(rest) = after(statement, "vacuum full").or_else(|| after(statement, "reindex")) {
                (!holds(rest, "concurrently")).then_some(HOLDS_UP)
            } else if after(statement, "do").is_some() {
                let body = statement.iter().find_map(|word| word.strip_prefix('$')).unwrap_or_default();
                let hides = ["alter table", "create index", "drop ", "rename ", "truncate "];
                hides.iter().any(|words| body.contains(words)).then_some(HIDDEN)
            } else {
                None
            };
        why.into_iter().collect()
    }

    /// One action of `alter table`.
    fn action(&mut self, table: &str, action: &[String]) -> Option<&'static str> {
        if !self.is_old(table) {
            return None;
        }
        let (first, rest) = action.split_first()?;
        match first.as_str() {
            "add" => match constraint(rest) {
                Some((name, words)) => self.add_constraint(table, name, words),
                None => self.add_column(table, rest),
            },
            "alter" => self.alter_column(table, rest),
            "drop" | "rename" if rest.first().is_some_and(|word| word == "constraint") => None,
            "drop" | "rename" => Some(GONE),
            "validate" => {
                let never = rest.get(1).and_then(|name| self.checks.get(name)).and_then(|words| never_null(words));
                self.never_null.extend(never.map(|column| (table.to_owned(), column)));
                None
            }
            "set" if rest.first().is_some_and(|word| word == "schema") => Some(GONE),
            "set" if rest.first().is_some_and(|word| matches!(word.as_str(), "logged" | "unlogged" | "tablespace")) => {
                Some(HOLDS_UP)
            }
            _ => None,
        }
    }

    fn add_constraint(&mut self, table: &str, name: Option<&String>, words: &[String]) -> Option<&'static str> {
        let sort = words.first().map_or("", String::as_str);
        if matches!(sort, "unique" | "primary" | "exclude") {
            return (self.is_large(table) && !holds(words, "using index")).then_some(UNIQUE);
        }
        if holds(words, "not valid") {
            self.checks.extend(name.map(|name| (name.clone(), words.to_vec())));
            return None;
        }
        self.is_large(table).then_some(CHECKED)
    }

    fn add_column(&self, table: &str, words: &[String]) -> Option<&'static str> {
        const OWN_VALUE: [&str; 5] = ["gen_random_uuid", "random", "clock_timestamp", "nextval", "stored"];
        let outside = outside_brackets(words);
        let has = |phrase| holds(&outside, phrase);
        let has_value = has("default") || has("generated") || outside.iter().any(|word| word.ends_with("serial"));
        if has("not null") && !has_value {
            return Some(REQUIRED);
        }
        let own_value = outside.iter().any(|word| OWN_VALUE.contains(&word.as_str()) || word.ends_with("serial"));
        match () {
            () if !self.is_large(table) => None,
            () if own_value || has("as identity") => Some(REWRITTEN),
            () if has("unique") || has("primary key") => Some(UNIQUE),
            // Every row is read even where none has a value yet.
            () if has("check") || has("references") => Some(CHECKED),
            () => None,
        }
    }

    fn alter_column(&self, table: &str, words: &[String]) -> Option<&'static str> {
        let words = after(words, "column").unwrap_or(words);
        let (column, words) = words.split_first()?;
        let is_known = self.never_null.contains(&(table.to_owned(), column.clone()));
        match () {
            () if after(words, "type").or_else(|| after(words, "set data type")).is_some() => Some(TYPE),
            () if after(words, "set not null").is_some() && !is_known => Some(NOT_NULL),
            () if after(words, "drop not null").or_else(|| after(words, "drop default")).is_some() => Some(LOOSER),
            () => None,
        }
    }
}

fn is_filler(word: &str) -> bool {
    matches!(word, "if" | "not" | "exists" | "only" | "table" | "concurrently" | "*")
}

/// A constraint that is added: its name, and what it says; none where a column is.
fn constraint(words: &[String]) -> Option<(Option<&String>, &[String])> {
    if let Some(named) = after(words, "constraint") {
        let (name, words) = named.split_first()?;
        return Some((Some(name), words));
    }
    let sorts = ["check", "unique", "primary", "foreign", "exclude"];
    words.first().is_some_and(|word| sorts.contains(&word.as_str())).then_some((None, words))
}

/// The column of which a check says no more than that it is never null.
fn never_null(words: &[String]) -> Option<String> {
    match words {
        [check, open, column, is, not, null, close, ..]
            if [check, open, is, not, null, close].map(String::as_str) == ["check", "(", "is", "not", "null", ")"] =>
        {
            Some(column.clone())
        }
        _ => None,
    }
}

fn before() -> Before {
    let names = |names: [&str; 2]| names.map(str::to_owned).into();
    Before { tables: names(["filings", "staff"]), small: ["staff".to_owned()].into() }
}

fn whys(migrations: &[(&str, bool)]) -> Vec<&'static str> {
    let before = before();
    let mut reader = Reader::new(&before);
    migrations.iter().flat_map(|(sql, is_apart)| reader.read(sql, !is_apart)).map(|fault| fault.why).collect()
}

#[test]
fn what_holds_people_up_or_breaks_the_previous_version_is_refused() {
    for (sql, why) in [
        ("create index on filings (ref)", INDEX),
        ("CREATE UNIQUE INDEX IF NOT EXISTS a ON public.filings (ref)", INDEX),
        ("create index concurrently a on filings (ref)", ALONE),
        ("alter table filings alter column ref type varchar", TYPE),
        ("alter table only filings add a text, alter ref set data type varchar", TYPE),
        ("alter table filings alter ref set not null", NOT_NULL),
        ("alter table staff alter login set not null", NOT_NULL),
        ("alter table filings add column a text not null", REQUIRED),
        ("alter table staff add a text not null check (a <> '')", REQUIRED),
        ("alter table if exists filings drop column ref", GONE),
        ("alter table filings rename column ref to reference", GONE),
        ("alter table filings rename to cases", GONE),
        ("alter table filings set schema other", GONE),
        ("drop table if exists news, filings cascade", GONE),
        ("truncate filings", GONE),
        ("drop function erase_filing(uuid)", GONE),
        ("alter table filings alter state drop default", LOOSER),
        ("alter table filings alter state drop not null", LOOSER),
        ("alter table filings drop constraint a, add constraint a check (state in ('x', 'y'))", CHECKED),
        ("alter table filings add constraint a foreign key (owner) references accounts (id)", CHECKED),
        ("alter table filings add a text check (a in ('x', 'y'))", CHECKED),
        ("alter table filings add a uuid references accounts (id)", CHECKED),
        ("alter table filings add constraint a unique (ref)", UNIQUE),
        ("alter table filings add a text unique", UNIQUE),
        ("alter table filings add a uuid not null default gen_random_uuid()", REWRITTEN),
        ("alter table filings add a bigserial", REWRITTEN),
        ("alter table filings add a text generated always as (lower(ref)) stored", REWRITTEN),
        ("update filings set state = 'x' from (select 1 where true) other", EVERY_ROW),
        ("delete from filings", EVERY_ROW),
        ("lock table filings", HOLDS_UP),
        ("vacuum full filings", HOLDS_UP),
        ("alter table filings set unlogged", HOLDS_UP),
        ("do $$ begin alter table filings drop column ref; end $$", HIDDEN),
    ] {
        assert_eq!(whys(&[(sql, false)]), [why], "{sql}");
    }
    assert_eq!(whys(&[("alter table filings add a text", true)]), [UNTIMED]);
    assert_eq!(
        whys(&[("create index concurrently a on filings (ref); alter table filings add a text", true)]),
        [ALONE, UNTIMED]
    );
    // Not null by a check that was never validated.
    let unproven = "alter table filings add constraint a check (ref is not null) not valid; \
        alter table filings alter ref set not null";
    assert_eq!(whys(&[(unproven, false)]), [NOT_NULL]);
}

#[test]
fn what_nobody_notices_is_let_through() {
    for migrations in [
        &[("create table news (id uuid primary key); create index on news (id); drop table news", false)][..],
        &[("create index concurrently if not exists a on filings (ref)", true)],
        &[("create index on staff (login); alter table staff add constraint a check (login <> '')", false)],
        &[(
            "alter table filings add a text, add b int not null default 0, add c timestamptz not null default now()",
            false,
        )],
        &[("alter table staff add a text check (a in ('x', 'y')), add b uuid references accounts (id)", false)],
        &[("alter table filings drop constraint a, add constraint a check (state in ('x', 'y')) not valid", false)],
        &[("alter table filings add constraint a unique using index b", false)],
        &[
            ("alter table filings add constraint a check (ref is not null) not valid", false),
            ("alter table filings validate constraint a", false),
            ("alter table filings alter ref set not null", false),
        ],
        &[("update filings set state = 'x' where state = 'y'; delete from staff", false)],
        &[("create or replace function f() returns int language sql as $$ select 1; drop table filings; $$", false)],
        &[("alter table filings alter state set default 'x', enable row level security", false)],
        &[("comment on table filings is 'alter table filings drop column ref'; -- drop table filings", false)],
        &[("do $$ begin perform 1; end $$", false)],
    ] {
        assert_eq!(whys(migrations), Vec::<&str>::new(), "{migrations:?}");
    }
}
