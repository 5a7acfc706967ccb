//! The line to the bureau: the worker and the sandbox as processes of their own, the database between them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use beian::auth::session::{Site, Stage};
use beian::bureau::messages::{Decision, IcpDownload, ItemResult, ResultLine, Results};
use beian::bureau::sandbox::{Settings, World};
use beian::filing::state::Filing;
use beian::filing::store::submissions;
use beian::storage::Storage;
use beian::values::actor::{Actor, Role};
use beian::values::ids::{FilingId, SubmissionId};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use super::Figure;
use super::support::accepted::Desk;
use super::support::database::{TestDb, sealer};
use super::support::people::a_person_of_staff;
use super::support::sandbox::Sandbox;
use super::support::sites::{Sites, Visitor};
use super::support::workplace::{Process, UNIT, Workplace};

/// Memory of the worker, in MiB.
const MEMORY: usize = 100;
/// Results in a file.
const IN_A_FILE: u64 = 100;
/// How the outage is shortened: the bureau is asked every two seconds instead of every minute, so that the turns without it hold
/// more looks than ten minutes.
const POLL: u32 = 2;
/// Turns with the bureau and without it, one after the other, so that what else the machine does slows both alike, and how long
/// each is. A page is asked a thousand times in them: of fewer, a few moments would make the 99th percentile.
const TURNS: usize = 10;
const TURN: Duration = Duration::from_secs(5);
/// Times of its usual 99th percentile that a page may take during the outage.
const SLOWER: f64 = 1.5;

/// A database, papers, and a desk that accepts.
struct Place {
    test: TestDb,
    desk: Desk,
    papers: PathBuf,
    folder: TempDir,
}

impl Place {
    async fn open() -> Self {
        beian::notify::client::install_crypto();
        let test = TestDb::start().await;
        let folder = TempDir::new().unwrap();
        let papers = folder.path().join("papers");
        let storage = Storage::open(papers.clone(), sealer()).unwrap();
        let desk = Desk::with_photographs(&test, test.db.clone(), storage).await;
        Self { test, desk, papers, folder }
    }

    /// So many cases, accepted one after the other.
    async fn accepted(&self, count: usize) -> Vec<Filing> {
        let mut cases = Vec::with_capacity(count);
        for n in 1..=u32::try_from(count).unwrap() {
            cases.push(self.desk.accepted(&self.test, n, |_| ()).await);
        }
        cases
    }

    fn worker(&self, sandbox: &Sandbox, poll_seconds: u32) -> (Workplace, Process) {
        let workplace = Workplace::new(&self.test, &self.papers, &sandbox.origin(), poll_seconds);
        let worker = workplace.start();
        (workplace, worker)
    }

    /// Waits until a query counts so many.
    async fn until(&self, sql: &str, count: usize, workplace: &Workplace) {
        let started = Instant::now();
        loop {
            let found = self.test.text(&format!("select ({sql})::text")).await;
            if found == count.to_string() {
                return;
            }
            let told = self.test.texts("select last_error from outbox where outcome = 'dead'").await;
            let is_over = started.elapsed() > Duration::from_secs(900) || !told.is_empty();
            assert!(!is_over, "{found} of {count}: {told:?}\n{}", workplace.log());
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
}

fn memory(what: &'static str, worker: &Process) -> Figure {
    let found = worker.most_memory().div_ceil(1024);
    Figure { what, found: format!("{found} MiB"), limit: format!("{MEMORY} MiB"), is_within: found <= MEMORY }
}

/// Cases with five photographs each, from the moment the worker begins until all are on record. The bureau is asked as often
/// as the program asks it by itself, and approves at once.
pub async fn upload_and_decide(count: usize) -> Vec<Figure> {
    let place = Place::open().await;
    place.accepted(count).await;
    let mut sandbox = Sandbox::new(place.folder.path(), &["--approve-all"]);
    sandbox.start().await;
    let started = Instant::now();
    let (workplace, worker) = place.worker(&sandbox, 60);
    place.until("select count(*) from filings where state = 'approved'", count, &workplace).await;
    let took = started.elapsed();
    let numbers: Vec<i64> = (1..).take(count).collect();
    assert_eq!(sandbox.sequences(), numbers, "each once, and in order");
    vec![
        Figure::of("1,000 filings with five photographs each uploaded and decided", took, Duration::from_secs(300)),
        memory("memory of the worker meanwhile", &worker),
    ]
}

/// Results of cases that are at the bureau: every other one is refused with an opinion, or has two faults.
pub async fn apply_results(count: usize) -> Vec<Figure> {
    let place = Place::open().await;
    let first = place.accepted(1).await.remove(0);
    copy(&place.test, &first, count).await;
    // Mails are another's matter.
    place
        .test
        .as_owner(
            "insert into outbox_pauses (topic, paused_by) select topic, (select id from staff limit 1)
             from unnest(array['notice.mail', 'notice.sms']) topic",
        )
        .await;
    let mut sandbox = Sandbox::new(place.folder.path(), &[]);
    std::fs::write(place.folder.path().join("bureau.json"), results(count)).unwrap();
    sandbox.start().await;
    let (workplace, worker) = place.worker(&sandbox, 60);
    place.until("select count(*) from bureau_items where outcome = 'applied'", count, &workplace).await;
    let took = "select extract(epoch from max(i.decided_at) - min(d.received_at))::text from bureau_items i, bureau_downloads d";
    let took = Duration::from_secs_f64(place.test.text(took).await.parse().unwrap());
    vec![
        Figure::of("10,000 results applied, 100 in a file", took, Duration::from_secs(60)),
        memory("memory of the worker meanwhile", &worker),
    ]
}

/// The state of a bureau that has results for every case.
fn results(count: usize) -> Vec<u8> {
    let now = beian::clock::now();
    let mut world = World::new(Settings::default());
    world.rules.per_file = IN_A_FILE;
    for ids in (1..=i64::try_from(count).unwrap()).map(|n| n * 1000) {
        let results = if ids % 2000 == 0 {
            let decision = Decision {
                reviewed_at: now.with_timezone(&beian::clock::china()).format("%F %T").to_string(),
                opinion: Some("证件照片不清晰，请重新提交。".into()),
                operation: Some(1),
                id: Some(ids),
                ..Decision::default()
            };
            Results { decisions: vec![decision], ..Results::default() }
        } else {
            let line = |code: i64, text: &str| ResultLine { code, text: Some(text.into()) };
            let lines = vec![line(1004, "无效域名。错误数据：example1.cn"), line(1020, "网站名称冲突")];
            let result = ItemResult { lines, operation: 1, key: Some(ids.to_string()), remark: None };
            Results { results: vec![result], ..Results::default() }
        };
        world.publish(UNIT, IcpDownload { results: Some(results), ..IcpDownload::default() }, now);
    }
    world.saved(now).unwrap()
}

/// Copies an accepted case until there are as many as wanted, each at the bureau under its number; the first one stays away.
async fn copy(test: &TestDb, first: &Filing, count: usize) {
    let (client, connection) = tokio_postgres::connect(&test.owner_url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let submission = test
        .db
        .read(Actor::Clock, async |tx| submissions::find(tx, first.id, first.round.max(1)).await)
        .await
        .unwrap()
        .unwrap();
    let mut made = 0;
    while made < count {
        let portion = super::PORTION.min(count - made);
        copy_portion(&client, first, &submission, made, portion).await;
        made += portion;
    }
    let rest = format!(
        "update bureau_line set next_number = {0} + 1, next_ids = ({0} + 1) * 1000, is_in_step = true, synced_at = now();
         update filings set state = 'withdrawn' where id = '{1}'; analyze filings; analyze submissions; analyze bureau_uploads",
        count, first.id
    );
    client.batch_execute(&rest).await.unwrap();
}

async fn copy_portion(client: &Client, first: &Filing, from: &submissions::Submission, made: usize, portion: usize) {
    let numbers: Vec<i64> = (made + 1..=made + portion).map(|n| i64::try_from(n).unwrap()).collect();
    let filings: Vec<FilingId> = numbers.iter().map(|_| FilingId::new()).collect();
    let keys: Vec<String> = filings.iter().map(FilingId::to_string).collect();
    let references: Vec<String> = (made + 1..=made + portion).map(super::reference).collect();
    let hashes: Vec<String> = numbers.iter().map(|n| format!("\\x{n:08x}")).collect();
    let columns = "select string_agg(quote_ident(column_name::text), ', ') from information_schema.columns
         where table_name = 'filings' and is_generated = 'NEVER'";
    let columns: String = client.query_one(columns, &[]).await.unwrap().get(0);
    let copied = format!(
        "insert into filings ({columns}) select {columns} from (
             select (jsonb_populate_record(f, jsonb_build_object('id', n.id, 'ref', n.ref, 'entity_hash', n.hash,
                 'state', 'verifying', 'until', now() + interval '1 day', 'upload_begun_at', now()))).*
             from filings f, unnest($1::text[], $2::text[], $3::text[]) n (id, ref, hash) where f.id = $4::text::uuid) copy"
    );
    client.execute(copied.as_str(), &[&keys, &references, &hashes, &first.id.to_string()]).await.unwrap();

    let ids: Vec<SubmissionId> = filings.iter().map(|_| SubmissionId::new()).collect();
    let rounds: Vec<String> = ids.iter().map(SubmissionId::to_string).collect();
    let seal =
        |id: &SubmissionId| sealer().seal_json("submissions.content", &from.frozen, id.uuid().as_bytes()).unwrap();
    let sealed: Vec<Vec<u8>> = ids.iter().map(seal).collect();
    let submitted = "insert into submissions (id, filing_id, round, content_sealed, declaration_version)
         select n.id::uuid, n.filing::uuid, $4::int8::int4, n.sealed, $5
         from unnest($1::text[], $2::text[], $3::bytea[]) n (id, filing, sealed)";
    let round = i64::from(from.round);
    client.execute(submitted, &[&rounds, &keys, &sealed, &round, &from.declaration]).await.unwrap();

    let uploaded = "insert into bureau_uploads (id, number, ids, filing_id, round, method, state, fixed_at, sent_at,
             answered_at, answer_code)
         select gen_random_uuid(), n.number, n.number * 1000, n.filing::uuid, $3::int8::int4, 'XZBA', 'accepted', now(), now(),
             now(), 0
         from unnest($1::int8[], $2::text[]) n (number, filing)";
    client.execute(uploaded, &[&numbers, &keys, &round]).await.unwrap();
}

/// Pages while the bureau is away, against the same pages while it is there; then what waited goes up in order.
pub async fn outage(count: usize, turns: usize) -> Vec<Figure> {
    let place = Place::open().await;
    let mut sandbox = Sandbox::new(place.folder.path(), &[]);
    sandbox.start().await;
    let (workplace, worker) = place.worker(&sandbox, POLL);
    let sites = Sites::start(&place.test);
    let seen = place.desk.accepted(&place.test, 0, |_| ()).await;
    place.until("select count(*) from filings where state = 'verifying'", 1, &workplace).await;
    // The page of the line is for leads.
    let lead = a_person_of_staff(&place.test, "lead", Role::Lead, &[]).await;
    let pages = Pages {
        applicant: sites.applicant(seen.owner).await,
        officer: sites.staff(lead, Stage::Full).await,
        sites,
        reference: seen.reference.to_string(),
    };
    sandbox.stop();
    place.accepted(count).await;
    place.until("select count(*) from bureau_uploads where state = 'fixed'", count, &workplace).await;
    let (mut usual, mut away) = (Took::default(), Took::default());
    // Whatever is made once is made.
    pages.ask(&mut Took::default()).await;
    for _ in 0..turns {
        // Usual is: the same files wait, and the bureau is there, though the line stands still.
        place.test.as_owner("update bureau_line set stopped_at = now()").await;
        sandbox.start().await;
        pages.ask(&mut usual).await;
        sandbox.stop();
        place.test.as_owner("update bureau_line set stopped_at = null").await;
        pages.ask(&mut away).await;
    }
    let (usual, away) = (usual.percentiles(), away.percentiles());
    let failures: usize = place.test.text("select failures::text from bureau_line").await.parse().unwrap();
    assert!(failures > 0, "nobody noticed the outage");
    sandbox.start().await;
    let started = Instant::now();
    place.until("select count(*) from filings where state = 'verifying'", count + 1, &workplace).await;
    let drained = started.elapsed();
    let numbers: Vec<i64> = (1..).take(count + 1).collect();
    assert_eq!(sandbox.sequences(), numbers, "in order");
    let sent = place.test.texts("select number::text from bureau_uploads order by sent_at").await;
    assert!(sent.iter().map(|number| number.parse::<i64>().unwrap()).eq(numbers), "in order: {sent:?}");
    let worst =
        usual.iter().zip(&away).map(|(usual, away)| (away.1.as_secs_f64() / usual.1.as_secs_f64(), usual, away));
    let (ratio, usual, away) = worst.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap();
    println!("the page that suffers most: {}, {:.2?} usually, {:.2?} during the outage", usual.0, usual.1, away.1);
    println!("{count} filings that waited went up within {drained:.2?}, asked every {POLL} s");
    let slower = Figure {
        what: "99th percentile of a page while the bureau is away",
        found: format!("{ratio:.2} times"),
        limit: format!("{SLOWER} times its usual one"),
        is_within: ratio <= SLOWER,
    };
    pages.sites.stop().await;
    vec![slower, memory("memory of the worker meanwhile", &worker)]
}

/// The outage as it is promised.
pub fn outage_turns(part: usize) -> usize {
    TURNS / part.min(5)
}

/// How long each page took, each time.
#[derive(Default)]
struct Took(BTreeMap<String, Vec<Duration>>);

impl Took {
    /// The 99th percentile of each page.
    fn percentiles(self) -> Vec<(String, Duration)> {
        let percentile = |mut took: Vec<Duration>| {
            took.sort();
            took[took.len() * 99 / 100]
        };
        self.0.into_iter().map(|(path, took)| (path, percentile(took))).collect()
    }
}

struct Pages {
    sites: Sites,
    applicant: Visitor,
    officer: Visitor,
    reference: String,
}

impl Pages {
    /// Asks each page in turn for a while.
    async fn ask(&self, all: &mut Took) {
        let pages = [
            (Site::Portal, "/filings".to_owned(), &self.applicant),
            (Site::Portal, format!("/filings/{}", self.reference), &self.applicant),
            (Site::Office, "/queue".to_owned(), &self.officer),
            (Site::Office, format!("/cases/{}", self.reference), &self.officer),
            (Site::Office, "/bureau".to_owned(), &self.officer),
        ];
        let started = Instant::now();
        while started.elapsed() < TURN {
            for (site, path, visitor) in &pages {
                let asked = Instant::now();
                let answer = self.sites.get(*site, path, visitor).await;
                let status = answer.status().as_u16();
                answer.bytes().await.unwrap();
                all.0.entry(path.clone()).or_default().push(asked.elapsed());
                assert_eq!(status, 200, "{path}");
            }
        }
    }
}
