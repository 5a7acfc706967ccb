//! The running program, portal, office and worker, with very many filings: what its pages cost beside a bare page, and that
//! ten times as many filings cost nothing.

use std::time::{Duration, Instant};

use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, StaffId};

use super::client::{Measured, Target, ask, ask_mixed};
use super::plans::{self, Plans};
use super::support::guest::Guest;
use super::support::program::Program;
use super::{Figure, bare, memory, soak};

/// Of a bare page's requests per second at least so many, and so many times its 99th percentile at most.
const SHARE: f64 = 0.4;
const SLOWER: f64 = 3.0;
/// Connections at a time.
const CONNECTIONS: usize = 32;
/// Measured so often; the median counts.
const ROUNDS: usize = 5;
/// How long each time.
const SPAN: Duration = Duration::from_secs(3);
/// The queue of a hundred times as many filings takes so many times as long at most.
const GROWTH: f64 = 1.3;
/// Memory in MiB after so many requests.
const MEMORY: usize = 120;
const MIXED: usize = 10_000;

/// A program with made-up filings, and somebody at each site.
pub struct Town {
    program: Program,
    office: Guest,
    cookies: [String; 2],
    filing: String,
    case: String,
}

impl Town {
    /// With as many filings as told, of which some are loaded first and the queue is measured.
    async fn open(few: usize, many: usize) -> (Self, Duration, Duration) {
        let program = Program::start().await;
        let mut took = load(&program, few);
        let town = Self::of(program).await;
        let before = town.queue_alone().await;
        took += load(&town.program, many);
        (town, took, before)
    }

    async fn of(program: Program) -> Self {
        let db = program.db();
        let id = |text: String| text.parse::<uuid::Uuid>().unwrap();
        let lin = id(program.database.text("select id::text from staff where login = 'lin'").await);
        let office = Guest::clerk(&program, &db, Actor::Staff(StaffId::from_uuid(lin), Role::Specialist)).await;
        let own = "from filings where state = 'submitted' and round = 1 order by id limit 1";
        let owner = id(program.database.text(&format!("select account_id::text {own}")).await);
        let reference = program.database.text(&format!("select ref {own}")).await;
        let portal = Guest::applicant(&program, &db, AccountId::from_uuid(owner)).await;
        Self {
            cookies: [portal.cookies(), office.cookies()],
            office,
            filing: format!("/filings/{reference}"),
            case: format!("/cases/{reference}"),
            program,
        }
    }

    fn at_portal(&self, path: &str) -> Target {
        Target::new(&self.program.portal, path, &*self.cookies[0])
    }

    fn at_office(&self, path: &str) -> Target {
        Target::new(&self.program.office, path, &*self.cookies[1])
    }

    fn queue(&self) -> Target {
        self.at_office("/queue?tab=unassigned")
    }

    /// The database tidies up after so many new rows as soon as it can, for minutes: that is over before anything is measured.
    async fn tidy(&self) {
        self.program.database.as_owner("vacuum analyze").await;
    }

    /// The queue asked by one person, the median of several medians.
    async fn queue_alone(&self) -> Duration {
        self.tidy().await;
        let mut all = Vec::new();
        for _ in 0..ROUNDS {
            all.push(ask(&self.queue(), 1, SPAN).await.half);
        }
        all.sort();
        all[ROUNDS / 2]
    }

    /// Everything that was promised of volume. `part` is for trying out the measurement itself.
    pub async fn measure(part: usize, soak: Option<u64>) -> Vec<Figure> {
        let (few, many) = (10_000 / part, 100_000 / part);
        let (mut town, took, before) = Self::open(few, many).await;
        let mut figures = vec![Figure::of("100,000 filings made up and loaded", took, Duration::from_secs(180))];
        figures.extend(town.beside_a_bare_page().await);
        figures.push(town.memory().await);
        if let Some(seconds) = soak {
            figures.extend(soak::asked(town.program.pid(), &town.mixed(), seconds).await);
        }
        multiply(&town.program).await;
        figures.push(town.grown(before).await);
        figures.push(town.search().await);
        figures.push(town.whole_reads().await);
        figures.push(town.start());
        figures
    }

    /// The soak alone, with as many filings as a few months bring.
    pub async fn soak(part: usize, seconds: u64) -> Vec<Figure> {
        let program = Program::start().await;
        load(&program, 10_000 / part);
        let town = Self::of(program).await;
        soak::asked(town.program.pid(), &town.mixed(), seconds).await
    }

    async fn beside_a_bare_page(&self) -> Vec<Figure> {
        self.tidy().await;
        let (handle, bare) = bare::serve(&superuser(&self.program.database.url));
        let pages = [("the queue page", self.queue()), ("the applicant's filing page", self.at_portal(&self.filing))];
        // As many as the bare page shows.
        let rows = self.office.get(&pages[0].1.path).await.body.matches("/cases/BA-").count();
        assert!(rows >= 25, "the queue shows {rows}");
        for target in [&bare, &pages[0].1, &pages[1].1] {
            ask(target, CONNECTIONS, SPAN / 3).await;
        }
        let mut ratios: [Vec<(f64, f64)>; 2] = Default::default();
        for _ in 0..ROUNDS {
            let own = ask(&bare, CONNECTIONS, SPAN).await;
            for ((what, page), ratios) in pages.iter().zip(&mut ratios) {
                let found = ask(page, CONNECTIONS, SPAN).await;
                tell(what, own, found);
                ratios.push((found.per_second / own.per_second, found.p99.as_secs_f64() / own.p99.as_secs_f64()));
            }
        }
        handle.stop(false).await;
        let [queue, filing] = ratios.map(|all| [median(all.iter().map(|r| r.0)), median(all.iter().map(|r| r.1))]);
        vec![
            at_least("requests per second of the queue page beside a bare page", queue[0], SHARE),
            at_most("99th percentile of the queue page beside a bare page", queue[1], SLOWER),
            at_least("requests per second of the applicant's filing page beside a bare page", filing[0], SHARE),
            at_most("99th percentile of the applicant's filing page beside a bare page", filing[1], SLOWER),
        ]
    }

    /// Pages of all sorts, as people go through them.
    fn mixed(&self) -> Vec<Target> {
        let portal = ["/", "/guide", "/records", "/filings", &self.filing, "/account"];
        let office = ["/", "/queue", "/queue?tab=all", "/queue?tab=overdue", &self.case, "/queue?tab=bureau"];
        let own = portal.map(|path| self.at_portal(path)).into_iter().chain(office.map(|path| self.at_office(path)));
        own.collect()
    }

    async fn memory(&self) -> Figure {
        ask_mixed(&self.mixed(), MIXED, 8, None).await;
        let found = memory::held(self.program.pid(), "VmRSS").div_ceil(1024);
        Figure {
            what: "memory of portal, office, worker and mailbox after 10,000 mixed requests",
            found: format!("{found} MiB"),
            limit: format!("{MEMORY} MiB"),
            is_within: found <= MEMORY,
        }
    }

    /// The queue of a hundred times as many filings.
    async fn grown(&self, before: Duration) -> Figure {
        let after = self.queue_alone().await;
        println!("the queue page alone: {before:.2?} with few filings, {after:.2?} with a hundred times as many");
        let growth = after.as_secs_f64() / before.as_secs_f64();
        at_most("time of the queue page with 1,000,000 filings beside 10,000", growth, GROWTH)
    }

    /// The pages that people ask for most, as often as told, and every search.
    async fn ask_all(&self, times: usize) {
        let tabs = ["", "?tab=mine", "?tab=applicant", "?tab=bureau", "?tab=overdue", "?tab=all"];
        let mut pages: Vec<Target> = tabs.iter().map(|tab| self.at_office(&format!("/queue{tab}"))).collect();
        pages.extend([self.at_office(&self.case), self.at_portal(&self.filing), self.at_portal("/filings")]);
        ask_mixed(&pages, pages.len() * times, 8, None).await;
        self.search_all().await;
    }

    /// Whether anything reads the whole of a big table while these pages are asked for, by the plans that the database's server
    /// tells. Where its log cannot be read nothing is shown: counters do not tell whose reads they count.
    async fn whole_reads(&mut self) -> Figure {
        const TIMES: usize = 100;
        const WHAT: &str = "sequential scans of big tables in the plans of queue, case, filing and search";
        let Some(mut told) = Plans::told() else {
            let found = "the server's log cannot be read".to_owned();
            return Figure { what: WHAT, found, limit: "0".to_owned(), is_within: false };
        };
        let superuser = superuser(&self.program.database.url);
        told.tell(&self.program.database, &superuser, true).await;
        self.again();
        told.begin();
        self.ask_all(TIMES).await;
        let big = plans::big_tables(&self.program.database).await;
        let (found, count) = told.whole_reads(&big);
        for (table, (times, statement)) in &found {
            println!("{table} is read whole {times} times, first by: {statement}");
        }
        told.tell(&self.program.database, &superuser, false).await;
        self.again();
        println!("{count} plans, big tables: {}", big.join(", "));
        let times: usize = found.values().map(|(times, _)| times).sum();
        Figure {
            what: WHAT,
            found: times.to_string(),
            limit: "0".to_owned(),
            // Where no plan was told nothing was measured.
            is_within: times == 0 && count > TIMES && !big.is_empty(),
        }
    }

    /// Ends the program and starts it again: with connections of its own anew.
    fn again(&mut self) -> Duration {
        self.program.end();
        let started = Instant::now();
        self.program.start_again();
        started.elapsed()
    }

    /// Two characters of a name: some that most names have, some that few have, some that none has. How long each took.
    async fn search_all(&self) -> Vec<Duration> {
        const PIECES: [&str; 20] = [
            "有限", "公司", "示例", "青禾", "云岭", "软件", "茶业", "物流", "北京", "乌鲁", "拉萨", "白鹭", "竹里",
            "餐饮", "经营", "图书", "山水", "无有", "甲乙", "鲁木",
        ];
        let mut took = Vec::new();
        self.office.get("/search").await;
        for piece in PIECES {
            let started = Instant::now();
            let answer = self.office.post("/search", &[("q", piece)]).await;
            assert_eq!(answer.status, 200, "{piece}: {}", answer.body);
            took.push(started.elapsed());
        }
        took
    }

    async fn search(&self) -> Figure {
        // The first time fills the server's memory.
        self.search_all().await;
        let mut took = Vec::new();
        for _ in 1..10 {
            took.extend(self.search_all().await);
        }
        took.sort();
        let limit = Duration::from_millis(100);
        Figure::of("search by two characters among 1,000,000, the 95th percentile", took[took.len() * 95 / 100], limit)
    }

    fn start(&mut self) -> Figure {
        let took = median((0..ROUNDS).map(|_| self.again().as_secs_f64()));
        Figure::of("from start to ready", Duration::from_secs_f64(took), Duration::from_secs(1))
    }
}

fn load(program: &Program, count: usize) -> Duration {
    let started = Instant::now();
    program.command(&["demo", "load", "--filings", &count.to_string()]);
    started.elapsed()
}

/// Nine copies of every filing with what queue, desk and search read of it: its names, who reviewed it, whether its server
/// ended. Rounds, papers and timeline, which a page reads of one filing alone by its key, are not copied.
async fn multiply(program: &Program) {
    const OF_FILING: [&str; 2] = ["reviews", "instance_findings"];
    let columns = async |table: &str, without: &str| {
        let sql = format!(
            "select string_agg(quote_ident(column_name::text), ', ') from information_schema.columns
             where table_schema = 'public' and table_name = '{table}' and is_generated = 'NEVER'
                 and column_name not in ({without})"
        );
        program.database.text(&sql).await
    };
    let own = columns("filings", "'id', 'ref', 'entity_hash'").await;
    let mut copied = format!(
        "create table copies as select f.id as source, g, (left(f.id::text, 14) || '7' || substr(m, 1, 3) || '-8' || substr(m, 4, 3)
             || '-' || substr(m, 7, 12))::uuid as id, m
         from filings f, generate_series(1, 9) g, lateral (select md5(f.id::text || g) as m) hashed;
         insert into filings (id, ref, entity_hash, {own})
             select c.id, 'BA-' || upper(substr(md5(m), 1, 8)), decode(m, 'hex'), {}
             from copies c join filings f on f.id = c.source on conflict do nothing;
         delete from copies c where not exists (select from filings f where f.id = c.id);
         drop index filing_names_bigrams;
         insert into filing_names select c.id, n.bigrams from copies c join filing_names n on n.filing_id = c.source;
         create index filing_names_bigrams on filing_names using gin (bigrams);",
        of("f", &own)
    );
    for table in OF_FILING {
        let own = columns(table, "'filing_id'").await;
        copied += &format!(
            "insert into {table} (filing_id, {own}) select c.id, {}
                 from copies c join {table} r on r.filing_id = c.source on conflict do nothing;",
            of("r", &own)
        );
    }
    program.database.as_owner(&(copied + "drop table copies")).await;
    for table in ["filings", "filing_names"].iter().chain(&OF_FILING) {
        program.database.as_owner(&format!("vacuum analyze {table}")).await;
    }
    println!("{} filings", program.database.text("select count(*)::text from filings").await);
}

/// Columns of a table by its short name.
fn of(table: &str, columns: &str) -> String {
    columns.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
}

/// The same database as a superuser.
fn superuser(url: &str) -> String {
    url.replace("user=beian&", "user=postgres&")
}

fn tell(what: &str, bare: Measured, found: Measured) {
    println!(
        "{what}: {:.0} requests per second, 99 % within {:.1?}; a bare page: {:.0}, {:.1?}",
        found.per_second, found.p99, bare.per_second, bare.p99
    );
}

/// The one in the middle.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

pub fn at_least(what: &'static str, found: f64, limit: f64) -> Figure {
    Figure { what, found: format!("{found:.2}"), limit: format!("{limit} at least"), is_within: found >= limit }
}

fn at_most(what: &'static str, found: f64, limit: f64) -> Figure {
    Figure { what, found: format!("{found:.2}"), limit: format!("{limit}"), is_within: found <= limit }
}
