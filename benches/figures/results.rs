//! Results of ten thousand cases, as many as a file may hold: told, stored and applied.

use std::time::Duration;

use beian::bureau::messages::{
    Decision, Download, DownloadBody, Filing as Filed, IcpDownload, ItemResult, ResultLine, Results,
};
use beian::bureau::sandbox::{Settings, World};
use beian::bureau::xml::{self, Limits};
use beian::filing::state::Filing;
use beian::filing::store::submissions;
use beian::filing::submission::Frozen;
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, FilingId, SubmissionId};
use tokio_postgres::{Client, NoTls};

use super::Figure;
use super::line::Place;
use super::memory::Watch;
use super::support::database::{TestDb, sealer};
use super::support::sandbox::Sandbox;
use super::support::workplace::UNIT;

/// Results in a file.
const IN_A_FILE: u64 = 100;
/// Files of the bureau as the reference has them, one a line.
const SAMPLES: &str = include_str!("../../src/bureau/messages/v3_0/tests/samples.txt");

/// Results of cases that are at the bureau: a third is approved and on record, a third refused with an opinion, a third has
/// two faults.
pub async fn apply(count: usize) -> Vec<Figure> {
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
    let watch = Watch::over(worker);
    place.until("select count(*) from bureau_items where outcome = 'applied'", count, &workplace).await;
    let took = "select extract(epoch from max(i.decided_at) - min(d.received_at))::text from bureau_items i, bureau_downloads d";
    let took = Duration::from_secs_f64(place.test.text(took).await.parse().unwrap());
    vec![Figure::of("10,000 results applied, 100 in a file", took, Duration::from_secs(60)), watch.figure()]
}

/// The state of a bureau that has results for every case.
fn results(count: usize) -> Vec<u8> {
    let now = beian::clock::now();
    let mut world = World::new(Settings::default());
    world.rules.per_file = IN_A_FILE;
    let sample = filed();
    for n in 1..=i64::try_from(count).unwrap() {
        let body = match n % 3 {
            0 => IcpDownload { filings: vec![on_record(&sample, n)], ..IcpDownload::default() },
            1 => {
                let decision = Decision {
                    reviewed_at: now.with_timezone(&beian::clock::china()).format("%F %T").to_string(),
                    opinion: Some("证件照片不清晰，请重新提交。".into()),
                    operation: Some(1),
                    id: Some(n * 1000),
                    ..Decision::default()
                };
                told(Results { decisions: vec![decision], ..Results::default() })
            }
            _ => {
                let line = |code: i64, text: &str| ResultLine { code, text: Some(text.into()) };
                let lines = vec![line(1004, "无效域名。错误数据：example1.cn"), line(1020, "网站名称冲突")];
                let key = Some((n * 1000).to_string());
                let result = ItemResult { lines, operation: 1, key, remark: None };
                told(Results { results: vec![result], ..Results::default() })
            }
        };
        world.publish(UNIT, body, now);
    }
    world.saved(now).unwrap()
}

fn told(results: Results) -> IcpDownload {
    IcpDownload { results: Some(results), ..IcpDownload::default() }
}

/// A record as the reference has it.
pub fn filed() -> Filed {
    let sample = SAMPLES.lines().find(|line| line.contains("<BASJ>")).unwrap();
    let document = xml::read_inner(sample, &Limits::default()).unwrap();
    let DownloadBody::Icp(mut body) = Download::read(document).unwrap().0.body else { panic!("no filings") };
    body.filings.remove(0)
}

/// The record of the n-th case, with our ids and the bureau's.
fn on_record(sample: &Filed, n: i64) -> Filed {
    let (ours, theirs) = (n * 1000, 330_000_000_000 + n * 10);
    let mut filed = sample.clone();
    let entity = &mut filed.entity;
    (entity.isp_entity, entity.entity_id) = (Some(ours), theirs);
    entity.number = Some(format!("京ICP备{n:08}号"));
    let site = &mut filed.websites[0];
    (site.isp_website, site.website_id) = (Some(ours + 1), theirs + 1);
    site.number = Some(format!("京ICP备{n:08}号-1"));
    let domain = &mut site.domains[0];
    (domain.isp_domain, domain.domain_id, domain.name) = (Some(ours + 1), theirs + 2, format!("example{n}.cn"));
    let access = &mut site.accesses[0];
    (access.isp_access, access.access_id, access.unit) = (Some(ours + 1), theirs + 3, UNIT);
    (access.ranges[0].isp_range, access.ranges[0].range_id) = (Some(ours + 1), theirs + 4);
    filed
}

/// What the n-th case asks for: as the first one, with a domain of its own.
fn of_its_own(frozen: &str, n: i64) -> Frozen {
    serde_json::from_str(&frozen.replace("example1.cn", &format!("example{n}.cn"))).unwrap()
}

/// Copies an accepted case until there are as many as wanted, each of an account of its own and at the bureau under its
/// number; the first one stays away.
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
        let owners = copy_accounts(&client, first, made, portion).await;
        copy_portion(&client, first, &submission, (made, &owners)).await;
        made += portion;
    }
    let rest = format!(
        "update bureau_line set next_number = {0} + 1, next_ids = ({0} + 1) * 1000, is_in_step = true, synced_at = now();
         update filings set state = 'withdrawn' where id = '{1}'; analyze filings; analyze submissions; analyze bureau_uploads",
        count, first.id
    );
    client.batch_execute(&rest).await.unwrap();
}

/// Accounts as that of a case, each with one filing to come.
async fn copy_accounts(client: &Client, first: &Filing, made: usize, portion: usize) -> Vec<String> {
    let ids: Vec<String> = (0..portion).map(|_| AccountId::new().to_string()).collect();
    let hashes: Vec<String> = (made + 1..=made + portion).map(|n| format!("\\x{n:08x}")).collect();
    let copied = "insert into accounts select copy.* from (
             select (jsonb_populate_record(a, jsonb_build_object('id', n.id, 'email_hash', n.hash, 'mobile_hash', n.hash,
                 'entity_hash', n.hash))).*
             from accounts a, unnest($1::text[], $2::text[]) n (id, hash) where a.id = $3::text::uuid) copy";
    client.execute(copied, &[&ids, &hashes, &first.owner.to_string()]).await.unwrap();
    ids
}

async fn copy_portion(
    client: &Client,
    first: &Filing,
    from: &submissions::Submission,
    (made, owners): (usize, &[String]),
) {
    let portion = owners.len();
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
                 'account_id', n.owner, 'state', 'verifying', 'until', now() + interval '1 day', 'upload_begun_at', now()))).*
             from filings f, unnest($1::text[], $2::text[], $3::text[], $5::text[]) n (id, ref, hash, owner)
             where f.id = $4::text::uuid) copy"
    );
    client.execute(copied.as_str(), &[&keys, &references, &hashes, &first.id.to_string(), &owners]).await.unwrap();

    let ids: Vec<SubmissionId> = filings.iter().map(|_| SubmissionId::new()).collect();
    let rounds: Vec<String> = ids.iter().map(SubmissionId::to_string).collect();
    let frozen = serde_json::to_string(&from.frozen).unwrap();
    let seal = |(id, n): (&SubmissionId, &i64)| {
        sealer().seal_json("submissions.content", &of_its_own(&frozen, *n), id.uuid().as_bytes()).unwrap()
    };
    let sealed: Vec<Vec<u8>> = ids.iter().zip(&numbers).map(seal).collect();
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
