//! The figures that are promised, measured on an optimised build with a real database: `make bench`. Each is told beside its
//! limit; one that is over makes the command fail.

// What cannot be set up ends the measurement.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_macros, missing_docs)]

#[path = "../tests/it/support"]
#[allow(dead_code)] // tests take the rest
mod support {
    pub mod accepted;
    pub mod clips;
    pub mod database;
    pub mod filings;
    pub mod guest;
    pub mod http;
    pub mod people;
    pub mod photographs;
    pub mod program;
    pub mod rules;
    pub mod sandbox;
    pub mod sites;
    pub mod sources;
    pub mod upload;
    pub mod workplace;
}
#[path = "figures/bare.rs"]
mod bare;
#[path = "figures/beside.rs"]
mod beside;
#[path = "figures/client.rs"]
mod client;
#[path = "figures/clips.rs"]
mod clips;
#[path = "figures/followers.rs"]
mod followers;
#[path = "figures/large.rs"]
mod large;
#[path = "figures/line.rs"]
mod line;
#[path = "figures/memory.rs"]
mod memory;
#[path = "figures/outage.rs"]
mod outage;
#[path = "figures/photo.rs"]
mod photo;
#[path = "figures/plans.rs"]
mod plans;
#[path = "figures/reading.rs"]
mod reading;
#[path = "figures/results.rs"]
mod results;
#[path = "figures/soak.rs"]
mod soak;
#[path = "figures/volume.rs"]
mod volume;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use beian::admin::rules::service as rules;
use beian::auth::api_token::{self, NewToken, Scope};
use beian::auth::session::{Site, Token};
use beian::db::By;
use beian::filing::section::Part;
use beian::filing::service::trial::Wanted;
use beian::filing::type_check::{self, Known};
use beian::reference::book;
use beian::registry::lookup::{DomainStatus, EntityStatus};
use beian::values::actor::{Actor, Role};
use beian::values::ids::{FilingId, SubmissionId};
use beian::wizard::service::{handover, scene::Scene};
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use outage::Away;
use support::database::{TestDb, sealer};
use support::filings::{a_draft, parts, today};
use support::people::{a_person_of_staff, an_account, application, drafts};
use support::rules::of_beijing;
use support::sites::Sites;

/// Open filings on which a change of a rule is tried.
const FILINGS: usize = 100_000;
/// Instances that a billing system sends.
const INSTANCES: usize = 10_000;
/// Rows of one statement, and instances of one call.
const PORTION: usize = 1_000;

/// Pages that follow a filing at one time.
const FOLLOWERS: usize = 500;
/// Cases of the line to the bureau: sent and decided, with results, and waiting during an outage.
const LINE: [usize; 3] = [1_000, 10_000, 100];
/// Photographs of certificates.
const PHOTOGRAPHS: usize = 40;

/// Photographs of 12 megapixels.
const PHOTOS: usize = 8;

/// What was measured.
struct Figure {
    what: &'static str,
    found: String,
    limit: String,
    is_within: bool,
}

impl Figure {
    /// A time and its limit.
    fn of(what: &'static str, took: Duration, limit: Duration) -> Self {
        Self { what, found: format!("{took:.2?}"), limit: format!("{limit:?}"), is_within: took <= limit }
    }

    /// Tells it; whether it is within its limit.
    fn tell(&self) -> bool {
        let Self { what, found, limit, is_within } = self;
        println!("{what}: {found}, {} {limit}", if *is_within { "within" } else { "OVER" });
        *is_within
    }
}

/// To try out the measurement itself: `BEIAN_BENCH` names the one group that is measured, `BEIAN_BENCH_PART` the part of the
/// promised size on which.
#[allow(clippy::disallowed_methods)]
fn asked() -> (String, usize) {
    let part = std::env::var("BEIAN_BENCH_PART").ok().and_then(|part| part.parse().ok());
    (std::env::var("BEIAN_BENCH").unwrap_or_default(), part.unwrap_or(1))
}

/// For how many seconds the running program is asked fifty times a second: 3600 are promised, none are usual.
#[allow(clippy::disallowed_methods)]
fn soak_seconds() -> Option<u64> {
    std::env::var("BEIAN_BENCH_SOAK").ok().and_then(|seconds| seconds.parse().ok())
}

#[actix_web::main]
async fn main() -> ExitCode {
    let (group, part) = asked();
    let is_asked = |name: &str| group.is_empty() || group == name;
    let [sent, results, waiting] = LINE.map(|size| size / part);
    let mut all_within = true;
    if is_asked("filings") {
        all_within &= tell_all(&[check_a_type(), check_a_filing().await]);
    }
    if is_asked("instances") {
        all_within &= tell_all(&[take_in_instances().await]);
    }
    if is_asked("rules") {
        all_within &= tell_all(&try_rules().await);
    }
    if is_asked("followers") {
        all_within &= tell_all(&followers::follow(FOLLOWERS / part).await);
    }
    if is_asked("reading") {
        all_within &= tell_all(&reading::read((PHOTOGRAPHS / part).max(1)).await);
        all_within &= tell_all(&beside::ask_while_reading(PHOTOGRAPHS / part).await);
    }
    if is_asked("photo") {
        all_within &= tell_all(&[photo::keep_some((PHOTOS / part).max(1)).await]);
    }
    if is_asked("volume") {
        all_within &= tell_all(&volume::Town::measure(part, soak_seconds()).await);
    }
    // An hour, so by its name alone.
    if group == "soak" {
        all_within &= tell_all(&volume::Town::soak(part, soak_seconds().unwrap_or(3600)).await);
    }
    if is_asked("clips") {
        all_within &= tell_all(&[clips::seal().await]);
    }
    let is_asked_of_line = |name: &str| is_asked("line") || group == name;
    if is_asked_of_line("sent") {
        all_within &= tell_all(&line::upload_and_decide(sent).await);
    }
    if is_asked_of_line("results") {
        all_within &= tell_all(&results::apply(results).await);
    }
    if is_asked_of_line("outage") {
        for away in [Away::Gone, Away::Hangs] {
            all_within &= tell_all(&outage::outage(waiting, outage::turns(part), away).await);
        }
    }
    if is_asked_of_line("large") {
        all_within &= tell_all(&large::fetch().await);
    }
    if all_within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tells every figure; whether all are within their limits.
fn tell_all(figures: &[Figure]) -> bool {
    figures.iter().filter(|figure| !figure.tell()).count() == 0
}

/// The slowest of all cells of the table, each the mean of many.
fn check_a_type() -> Figure {
    const ROUNDS: u32 = 10_000;
    let pairs =
        EntityStatus::ALL.iter().flat_map(|entity| DomainStatus::ALL.iter().map(move |domain| (entity, domain)));
    let slowest = pairs.map(|(entity, domain)| {
        let known = Known { entity: Some(*entity), domain: Some(*domain), ..Known::default() };
        let started = Instant::now();
        for _ in 0..ROUNDS {
            black_box(type_check::decide(black_box(&known), "440000", book(), today()));
        }
        started.elapsed() / ROUNDS
    });
    Figure::of("type check", slowest.max().unwrap(), Duration::from_millis(1))
}

/// The median of a filing with every section filled in, from the database to what the check page says.
async fn check_a_filing() -> Figure {
    const ROUNDS: usize = 500;
    let test_db = TestDb::start().await;
    let owner = an_account(&test_db, 1).await;
    let filing = a_draft(&test_db.db, owner, &drafts(1)).await;
    let reference = filing.reference.to_string();
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let judged = test_db.db.read(Actor::Applicant(owner), async |tx| {
            let scene = Scene::load(tx, owner, &reference).await?;
            handover::judge(tx, owner, &scene).await
        });
        black_box(judged.await.unwrap().findings);
        took.push(started.elapsed());
    }
    took.sort();
    Figure::of("full pre-check of a filing", took[ROUNDS / 2], Duration::from_millis(5))
}

/// Over HTTP, in calls of a thousand.
async fn take_in_instances() -> Figure {
    let test_db = TestDb::start().await;
    an_account(&test_db, 1).await;
    let token = Token::random().unwrap();
    let new = NewToken { name: "计费系统".into(), scopes: Scope::ALL.to_vec(), ends_on: None };
    test_db.db.write(Actor::Operator, async |tx| api_token::store::insert(tx, &token, &new).await).await.unwrap();
    let sites = Sites::start(&test_db);
    let calls: Vec<Value> = (0..INSTANCES / PORTION).map(portion_of_instances).collect();
    let started = Instant::now();
    for call in &calls {
        let nobody = sites.nobody(Site::Office);
        let request = sites.bare(Site::Office, Method::POST, "/api/v1/instances", &nobody);
        let request = request.header(AUTHORIZATION, format!("Bearer {}", api_token::text(&token)));
        assert_eq!(request.json(call).send().await.unwrap().status(), 200);
    }
    let took = started.elapsed();
    assert_eq!(
        test_db.text("select count(*)::text from instances where code like 'i-%-%'").await,
        INSTANCES.to_string()
    );
    sites.stop().await;
    Figure::of("10,000 instances by REST", took, Duration::from_secs(10))
}

fn portion_of_instances(portion: usize) -> Value {
    let instance = |n: usize| {
        json!({
            "id": format!("i-{portion}-{n}"), "owner": format!("owner{}@example.cn", n % 300), "product": "cloud_server",
            "region": "beijing", "addresses": ["114.114.7.7"], "billing": "subscription", "starts_on": "2026-01-01",
            "ends_on": "2038-12-31",
        })
    };
    json!({ "instances": (0..PORTION).map(instance).collect::<Vec<_>>() })
}

/// Changes of rules of Beijing on as many filings of Beijing, half of them handed in, each opened and judged: by what was
/// typed, by a certificate that leads to a paper, and by what was seen of the domains.
async fn try_rules() -> Vec<Figure> {
    let test_db = TestDb::start().await;
    let owner = an_account(&test_db, 1).await;
    let first = a_draft(&test_db.db, owner, &drafts(1)).await;
    copy(&test_db, first.id).await;
    let admin = a_person_of_staff(&test_db, "admin", Role::Administrator, &[]).await;
    let wanted = Wanted { after: None, most: 20, counts: true };
    let tomorrow = today().succ_opt().unwrap();
    let mut figures = Vec::new();
    for (what, id, sort, value) in [
        ("a rule on phones tried on 100,000 open filings", "beijing-phones", "phones", "9/9"),
        ("a rule on ages, the same", "beijing-age", "age-from", "60"),
        ("a rule on domains, the same", "beijing-domain-days", "domain-days", "365"),
    ] {
        let rule = of_beijing(id, sort, value, tomorrow);
        let started = Instant::now();
        let outcome = rules::try_out(&test_db.db, By::new(admin, Uuid::now_v7()), &rule, wanted).await.unwrap();
        let took = started.elapsed();
        assert_eq!((outcome.concerned, outcome.unread), (FILINGS, 0));
        // Of the domains nothing was seen here: that rule touches none.
        assert!(outcome.touched == 0 || outcome.handed_in > FILINGS / 3, "{} handed in", outcome.handed_in);
        figures.push(Figure::of(what, took, Duration::from_secs(10)));
    }
    figures
}

/// Copies a draft until there are as many as wanted, every second portion handed in: each row sealed for itself, as the
/// wizard does.
async fn copy(test_db: &TestDb, first: FilingId) {
    let (client, connection) = tokio_postgres::connect(&test_db.owner_url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let forms = drafts(1);
    let mut all = parts(&forms);
    all.push((Part::TYPE_CHECK, json!(forms.type_check)));
    let mut made = 1;
    while made < FILINGS {
        let portion = PORTION.min(FILINGS - made);
        let ids: Vec<FilingId> = (0..portion).map(|_| FilingId::new()).collect();
        let keys: Vec<String> = ids.iter().map(FilingId::to_string).collect();
        let references: Vec<String> = (made..made + portion).map(reference).collect();
        if made / PORTION % 2 == 1 {
            copy_handed_in(&client, first, &keys, &references).await;
            made += portion;
            continue;
        }
        let filings =
            "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_name, entity_hash, state)
            select new.id::uuid, new.ref, account_id, kind, province, entity_kind, entity_name, entity_hash, 'draft'
            from filings, unnest($1::text[], $2::text[]) new (id, ref) where filings.id = $3::text::uuid";
        client.execute(filings, &[&keys, &references, &first.to_string()]).await.unwrap();
        for (part, content) in &all {
            let (section, ordinal) = (part.section().code(), i32::try_from(part.ordinal()).unwrap());
            let row = |id: &FilingId| format!("{id}/{section}/{ordinal}");
            let seal = |id: &FilingId| sealer().seal_json("drafts.content", content, row(id).as_bytes()).unwrap();
            let sealed: Vec<Vec<u8>> = ids.iter().map(seal).collect();
            let drafts = "insert into drafts (filing_id, section, ordinal, content_sealed, is_complete)
                select id::uuid, $3, $4, sealed, true from unnest($1::text[], $2::bytea[]) new (id, sealed)";
            client.execute(drafts, &[&keys, &sealed, &section, &ordinal]).await.unwrap();
        }
        made += portion;
    }
    client.batch_execute("analyze filings; analyze drafts; analyze submissions").await.unwrap();
}

/// A portion of copies that wait for the desk, each of an entity of its own: of one entity one filing is open.
async fn copy_handed_in(client: &Client, first: FilingId, keys: &[String], references: &[String]) {
    let content = json!({ "application": application(&drafts(1)) });
    let filings =
        "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_name, entity_hash, state,
            round, first_submitted_at, submitted_at)
        select new.id::uuid, new.ref, account_id, kind, province, entity_kind, entity_name, decode(md5(new.id), 'hex'),
            'submitted', 1, now(), now()
        from filings, unnest($1::text[], $2::text[]) new (id, ref) where filings.id = $3::text::uuid";
    client.execute(filings, &[&keys, &references, &first.to_string()]).await.unwrap();
    let ids: Vec<SubmissionId> = keys.iter().map(|_| SubmissionId::new()).collect();
    let seal = |id: &SubmissionId| sealer().seal_json("submissions.content", &content, id.uuid().as_bytes()).unwrap();
    let sealed: Vec<Vec<u8>> = ids.iter().map(seal).collect();
    let ids: Vec<String> = ids.iter().map(SubmissionId::to_string).collect();
    let rounds = "insert into submissions (id, filing_id, round, content_sealed, declaration_version)
        select own::uuid, filing::uuid, 1, sealed, '1' from unnest($1::text[], $2::text[], $3::bytea[]) new (own, filing, sealed)";
    client.execute(rounds, &[&ids, &keys, &sealed]).await.unwrap();
}

/// A reference for the n-th copy.
fn reference(n: usize) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let place = |k: u32| char::from(ALPHABET[n / 32_usize.pow(k) % 32]);
    format!("BA-{}", (0..8).rev().map(place).collect::<String>())
}
