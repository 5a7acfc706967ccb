//! The running program, portal, office and worker, with very many filings: what its pages cost beside a bare page, and that
//! ten times as many filings cost nothing.

use std::fs;
use std::time::{Duration, Instant};

use beian::values::actor::{Actor, Role};
use beian::values::ids::{AccountId, StaffId};

use super::client::{Measured, Target, ask, ask_mixed};
use super::support::guest::Guest;
use super::support::program::Program;
use super::{Figure, bare};

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

    /// The queue asked by one person, the median of several medians.
    async fn queue_alone(&self) -> Duration {
        self.program.database.as_owner("analyze").await;
        let mut all = Vec::new();
        for _ in 0..ROUNDS {
            all.push(ask(&self.queue(), 1, SPAN).await.half);
        }
        all.sort();
        all[ROUNDS / 2]
    }

    /// Sequential scans of big tables so far.
    async fn scans(&self) -> u64 {
        // What a connection did is told a little later.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let sql = "select coalesce(sum(seq_scan), 0)::text from pg_stat_user_tables where n_live_tup > 5000";
        self.program.database.text(sql).await.parse().unwrap()
    }

    /// Everything that was promised of volume. `part` is for trying out the measurement itself.
    pub async fn measure(part: usize, soak: Option<u64>) -> Vec<Figure> {
        let (few, many) = (10_000 / part, 100_000 / part);
        let (mut town, took, before) = Self::open(few, many).await;
        let mut figures = vec![Figure::of("100,000 filings made up and loaded", took, Duration::from_secs(180))];
        figures.extend(town.beside_a_bare_page().await);
        figures.push(town.memory().await);
        if let Some(seconds) = soak {
            figures.extend(town.soak(seconds).await);
        }
        multiply(&town.program).await;
        figures.extend(town.grown(before).await);
        figures.push(town.search().await);
        figures.push(town.start());
        figures
    }

    async fn beside_a_bare_page(&self) -> Vec<Figure> {
        let (handle, bare) = bare::serve(&superuser(&self.program.database.url));
        let pages = [("the queue page", self.queue()), ("the applicant's filing page", self.at_portal(&self.filing))];
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
        let found = held(self.program.pid(), "VmRSS").div_ceil(1024);
        Figure {
            what: "memory of portal, office, worker and mailbox after 10,000 mixed requests",
            found: format!("{found} MiB"),
            limit: format!("{MEMORY} MiB"),
            is_within: found <= MEMORY,
        }
    }

    /// Fifty requests a second for long: what is held a tenth into it is held at its end.
    async fn soak(&self, seconds: u64) -> Vec<Figure> {
        const PACE: f64 = 50.0;
        let pid = self.program.pid();
        let holds =
            || [held(pid, "VmRSS"), fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count(), held(pid, "Threads")];
        let count = |share: f64| (PACE * seconds as f64 * share) as usize;
        ask_mixed(&self.mixed(), count(0.1), 8, Some(PACE)).await;
        let before = holds();
        ask_mixed(&self.mixed(), count(0.9), 8, Some(PACE)).await;
        let after = holds();
        let names = ["memory in KiB", "descriptors", "threads"];
        // A tenth more memory is the noise of the allocator, a few descriptors are connections that come and go.
        let most = [before[0] * 11 / 10, before[1] + 5, before[2] + 1];
        let figure = |n: usize| Figure {
            what: ["memory after the soak", "descriptors after the soak", "threads after the soak"][n],
            found: format!("{} {}, from {}", after[n], names[n], before[n]),
            limit: most[n].to_string(),
            is_within: after[n] <= most[n],
        };
        (0..3).map(figure).collect()
    }

    /// The queue of a hundred times as many filings.
    async fn grown(&self, before: Duration) -> Vec<Figure> {
        let after = self.queue_alone().await;
        println!("the queue page alone: {before:.2?} with few filings, {after:.2?} with a hundred times as many");
        let scans = self.scans().await;
        let requests = 500;
        for path in [
            "/queue",
            "/queue?tab=mine",
            "/queue?tab=applicant",
            "/queue?tab=bureau",
            "/queue?tab=overdue",
            "/queue?tab=all",
        ] {
            ask_mixed(&[self.at_office(path)], requests / 5, 8, None).await;
        }
        ask_mixed(&[self.at_portal(&self.filing), self.at_portal("/filings")], requests, 8, None).await;
        let found = self.scans().await.saturating_sub(scans);
        vec![
            at_most(
                "time of the queue page with 1,000,000 filings beside 10,000",
                after.as_secs_f64() / before.as_secs_f64(),
                GROWTH,
            ),
            Figure {
                what: "sequential scans of big tables in 1,100 pages, the worker's among them",
                found: found.to_string(),
                limit: "20".to_owned(),
                is_within: found <= 20,
            },
        ]
    }

    /// Two characters of a name: some that most names have, some that few have, some that none has.
    async fn search(&self) -> Figure {
        const PIECES: [&str; 20] = [
            "有限", "公司", "示例", "青禾", "云岭", "软件", "茶业", "物流", "北京", "乌鲁", "拉萨", "白鹭", "竹里",
            "餐饮", "经营", "图书", "山水", "无有", "甲乙", "鲁木",
        ];
        let mut took = Vec::new();
        self.office.get("/search").await;
        for round in 0..10 {
            for piece in PIECES {
                let started = Instant::now();
                let answer = self.office.post("/search", &[("q", piece)]).await;
                assert_eq!(answer.status, 200, "{piece}: {}", answer.body);
                // The first time fills the server's memory.
                if round > 0 {
                    took.push(started.elapsed());
                }
            }
        }
        took.sort();
        let limit = Duration::from_millis(100);
        Figure::of("search by two characters among 1,000,000, the 95th percentile", took[took.len() * 95 / 100], limit)
    }

    fn start(&mut self) -> Figure {
        let took = (0..ROUNDS).map(|_| {
            self.program.end();
            let started = Instant::now();
            self.program.start_again();
            started.elapsed()
        });
        let took = median(took.map(|took| took.as_secs_f64()));
        Figure::of("from start to ready", Duration::from_secs_f64(took), Duration::from_secs(1))
    }
}

fn load(program: &Program, count: usize) -> Duration {
    let started = Instant::now();
    program.command(&["demo", "load", "--filings", &count.to_string()]);
    started.elapsed()
}

/// Nine copies of every filing, with their names: what the queue and the search read.
async fn multiply(program: &Program) {
    let columns = "select string_agg(quote_ident(column_name::text), ', ') from information_schema.columns
         where table_name = 'filings' and is_generated = 'NEVER' and column_name not in ('id', 'ref', 'entity_hash')";
    let columns = program.database.text(columns).await;
    let of_filing = columns.split(", ").map(|column| format!("f.{column}")).collect::<Vec<_>>().join(", ");
    let copied = format!(
        "create table copies as select f.id as source, g, (left(f.id::text, 14) || '7' || substr(m, 1, 3) || '-8' || substr(m, 4, 3)
             || '-' || substr(m, 7, 12))::uuid as id, m
         from filings f, generate_series(1, 9) g, lateral (select md5(f.id::text || g) as m) hashed;
         insert into filings (id, ref, entity_hash, {columns})
             select c.id, 'BA-' || upper(substr(md5(m), 1, 8)), decode(m, 'hex'), {of_filing}
             from copies c join filings f on f.id = c.source on conflict do nothing;
         drop index filing_names_bigrams;
         insert into filing_names select c.id, n.bigrams from copies c join filing_names n on n.filing_id = c.source
             join filings f on f.id = c.id;
         create index filing_names_bigrams on filing_names using gin (bigrams);
         drop table copies"
    );
    program.database.as_owner(&copied).await;
    for table in ["filings", "filing_names"] {
        program.database.as_owner(&format!("vacuum analyze {table}")).await;
    }
    println!("{} filings", program.database.text("select count(*)::text from filings").await);
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

fn at_least(what: &'static str, found: f64, limit: f64) -> Figure {
    Figure { what, found: format!("{found:.2}"), limit: format!("{limit} at least"), is_within: found >= limit }
}

fn at_most(what: &'static str, found: f64, limit: f64) -> Figure {
    Figure { what, found: format!("{found:.2}"), limit: format!("{limit}"), is_within: found <= limit }
}

/// A number of the state of a process.
fn held(pid: u32, what: &str) -> usize {
    let all = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = all.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
