//! Every point of an act: wherever its transaction writes, and where all is written and not kept yet. They are not named by hand:
//! the act is done once, and the database tells where. Whatever is added to it later is a point too.

use std::fmt;

use super::must_become;
use crate::bureau::gate::Hold;
use crate::support::guest::Answer;
use crate::support::program::Program;

/// Where all is written and the transaction is not kept yet.
const END: &str = "the end";

/// Notes where everybody writes, and lets those wait who write where they are to be held up.
const WATCH: &str = "
    create table places_written (id bigint generated always as identity, act bigint, kind text, place text);
    create table places_held (kind text, place text, mark text);
    create function stand_here() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare
        who text := coalesce(current_setting('beian.actor_kind', true), '');
        here text := case tg_level when 'ROW' then 'the end' else tg_table_name::text end;
    begin
        insert into places_written (act, kind, place) values (txid_current(), who, here);
        if exists (
            select from places_held h where h.kind = who and h.place = here and (h.mark is null or exists (
                select from places_written w where w.act = txid_current() and w.place = h.mark))
        ) then
            perform pg_advisory_xact_lock(4711);
        end if;
        return null;
    end $$;
    do $$ declare own text; begin
        for own in select table_name from information_schema.tables
            where table_schema = 'public' and table_type = 'BASE TABLE'
                and table_name not in ('places_written', 'places_held', '__diesel_schema_migrations')
        loop
            execute format('create trigger stands_here before insert or update or delete on %I
                for each statement execute function stand_here()', own);
        end loop;
    end $$;
    create constraint trigger stands_at_the_end after insert on audit_events deferrable initially deferred
        for each row execute function stand_here();";

/// How many wait where they are held up.
const STANDING: &str = "select count(*)::text from pg_locks
    where locktype = 'advisory' and classid = 0 and objid = 4711 and not granted
        and database = (select oid from pg_database where datname = current_database())";

/// Where an act of somebody stands.
#[derive(Debug, Clone)]
pub struct Point {
    kind: &'static str,
    place: String,
    /// What else the act has written by then, where others of the kind come by.
    mark: Option<String>,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "before {}", self.place)
    }
}

impl Point {
    /// Whether all is written: it may be kept although nobody is there any more.
    pub fn is_end(&self) -> bool {
        self.place == END
    }

    /// Holds up whoever of the same kind comes there.
    pub async fn hold(&self, program: &Program) -> Hold {
        let Self { kind, place, mark } = self;
        let mark = mark.as_ref().map_or("null".to_owned(), |mark| format!("'{mark}'"));
        let held = format!("delete from places_held; insert into places_held values ('{kind}', '{place}', {mark})");
        program.database.as_owner(&held).await;
        Hold::take(&program.database, "select pg_advisory_xact_lock(4711)").await
    }
}

/// Waits until somebody stands at the point that is held.
pub async fn is_reached(program: &Program) {
    must_become(program, STANDING, "1").await;
}

/// From here on it is noted where everybody writes.
pub async fn watch(program: &Program) {
    program.database.as_owner(WATCH).await;
}

/// From here on anew: an act that is done once follows.
pub async fn begin(program: &Program) {
    program.database.as_owner("delete from places_written").await;
}

/// The points of an act of somebody, in turn: it is done once, and writes to `most` among others.
pub async fn of(program: &Program, kind: &'static str, most: &[&str], act: impl Future<Output = Answer>) -> Vec<Point> {
    begin(program).await;
    let answer = act.await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    noted(program, kind, most).await
}

/// The same of work by the clock, which was done since it was begun. Much else is done by the clock: it is known by what it
/// writes first.
pub async fn of_work(program: &Program, most: &[&str]) -> Vec<Point> {
    let points = noted(program, "clock", most).await.into_iter().skip_while(|point| point.place != most[0]);
    points.map(|point| Point { mark: Some(most[0].to_owned()), ..point }).collect()
}

async fn noted(program: &Program, kind: &'static str, most: &[&str]) -> Vec<Point> {
    let all: Vec<String> = most.iter().map(|place| format!("'{place}'")).collect();
    let acts = format!(
        "select act from places_written where kind = '{kind}' and place in ({})
         group by act having count(distinct place) = {}",
        all.join(", "),
        most.len()
    );
    let writes = format!(
        "select place from places_written where act = (select min(act) from ({acts}) acts) group by place order by min(id)"
    );
    let places = program.database.texts(&writes).await;
    println!("its points: {}", places.join(", "));
    for place in most.iter().chain([&END]) {
        assert!(places.iter().any(|own| own == place), "{place} is not among {places:?}");
    }
    places.into_iter().map(|place| Point { kind, place, mark: None }).collect()
}
