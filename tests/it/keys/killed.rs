//! A rotation is ended by kill -9 at each of its points: everything can be read afterwards, and run again it comes to its end.

use std::ops::RangeInclusive;
use std::time::Duration;

use beian::account::store as accounts;
use beian::db::Db;
use beian::sealing::Sealer;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use data_encoding::HEXLOWER;
use tempfile::TempDir;

use super::Operator;
use crate::bureau::gate::Hold;
use crate::support::database::TestDb;
use crate::support::filings;

const ROTATE: &str = "keys rotate sealing --known-after-seconds 0";

/// Domains whose holders take more pages than are looked at in one transaction, four a page.
const DOMAINS: usize = 400;
const HOLDER: [u8; 1700] = [b'x'; 1700];
const GROUP: &str = "domain_records.holder";

/// Rows after the first pages of a table that have any and are looked at together.
const SECOND: &str = "select from domain_records where (ctid::text::point)[0] >=
    (select (floor(min((ctid::text::point)[0]) / 64) + 1) * 64 from domain_records) for update";

/// Where the rotation stands when it is ended.
struct Point {
    what: &'static str,
    /// What holds it up there, and a statement that waits for it.
    rows: &'static str,
    waits: &'static str,
    /// Whether there is another key by then.
    has_key: bool,
    /// How many domains are sealed with it.
    sealed: RangeInclusive<usize>,
    /// What it says when it is run again.
    says: &'static str,
}

const POINTS: [Point; 4] = [
    Point {
        what: "nothing is written",
        rows: "lock table accounts in access exclusive mode",
        waits: "select count(*)",
        has_key: false,
        sealed: 0..=0,
        says: "values are sealed with key",
    },
    Point {
        what: "the key file is written, and no page sealed anew",
        rows: "lock table accounts in exclusive mode",
        waits: "update accounts",
        has_key: true,
        sealed: 0..=0,
        says: "values that an earlier rotation left are sealed with key",
    },
    Point {
        what: "between two pages of a table",
        rows: SECOND,
        waits: "update domain_records",
        has_key: true,
        sealed: 1..=DOMAINS - 1,
        says: "values that an earlier rotation left are sealed with key",
    },
    Point {
        what: "all is sealed anew, and nothing recorded",
        rows: "lock table audit_events in exclusive mode",
        waits: "audit_events",
        has_key: true,
        sealed: DOMAINS..=DOMAINS,
        says: "values are sealed with key",
    },
];

fn sealer(operator: &Operator) -> Sealer {
    Sealer::load(operator.file("BEIAN_KEY_FILE")).unwrap()
}

async fn put_in(test_db: &TestDb, sealer: &Sealer) {
    let row = |n: usize| {
        let domain = format!("d{n}.example.cn");
        let sealed = HEXLOWER.encode(&sealer.seal_bytes(GROUP, &HOLDER, domain.as_bytes()).unwrap());
        format!("('{domain}', '\\x{sealed}', 'a registrar', '2099-01-01')")
    };
    let rows: Vec<String> = (0..DOMAINS).map(row).collect();
    let sql = "insert into domain_records (domain, holder_sealed, registrar, expires_on) values";
    test_db.as_owner(&format!("{sql} {}", rows.join(", "))).await;
}

/// Opens everything with the keys of the file; how many domains are sealed with the newest.
async fn read_all(test_db: &TestDb, operator: &Operator, owner: AccountId, what: &str) -> usize {
    let sealer = sealer(operator);
    let mut newest = 0;
    let rows = test_db.texts("select domain || ' ' || encode(holder_sealed, 'hex') from domain_records").await;
    assert_eq!(rows.len(), DOMAINS);
    for row in rows {
        let (domain, sealed) = row.split_once(' ').unwrap();
        let sealed = HEXLOWER.decode(sealed.as_bytes()).unwrap();
        let opened = sealer.open_bytes(GROUP, &sealed, domain.as_bytes());
        assert!(opened.is_ok_and(|holder| holder == HOLDER), "{what}: {domain}");
        newest += usize::from(sealed.starts_with(&sealer.current().to_be_bytes()));
    }
    let db = Db::new(&test_db.url, 1, sealer).unwrap();
    let own = db.read(Actor::Applicant(owner), async |tx| accounts::load(tx, owner).await).await.unwrap();
    assert_eq!(own.email, "lin1@example.com", "{what}");
    newest
}

/// Waits until the database has noticed that whoever changed keys is gone.
async fn is_gone(test_db: &TestDb) {
    let locks = "select count(*)::text from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())";
    for _ in 0..500 {
        if test_db.text(locks).await == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("somebody still changes keys");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_killed_at_any_point_leaves_everything_readable_and_is_finished_when_it_is_run_again() {
    let (test_db, folder) = (TestDb::start().await, TempDir::new().unwrap());
    let operator = Operator::of(&test_db, &folder);
    put_in(&test_db, &sealer(&operator)).await;
    let owner = filings::a_customer(&test_db, &test_db.db, "lin", 1, "").await;
    operator.says("keys status", "sealing: key 1; 0 values under an older one");
    for Point { what, rows, waits, has_key, sealed, says } in POINTS {
        let before = sealer(&operator).current();
        let hold = Hold::take_from_owner(&test_db, rows).await;
        let mut rotation = operator.begins(ROTATE);
        hold.is_waited_for(waits).await;
        rotation.kill().unwrap();
        rotation.wait().unwrap();
        hold.give_back().await;
        is_gone(&test_db).await;
        assert_eq!(sealer(&operator).current() > before, has_key, "{what}");
        let newest = read_all(&test_db, &operator, owner, what).await;
        // Without another key the one before seals all of them.
        assert!(if has_key { sealed.contains(&newest) } else { newest == DOMAINS }, "{what}: {newest}");

        operator.says(ROTATE, says);
        operator.says("keys status", "; 0 values under an older one");
        operator.says("keys retire sealing", "keys went out of");
        assert_eq!(sealer(&operator).numbers().len(), 1, "{what}");
        assert_eq!(read_all(&test_db, &operator, owner, what).await, DOMAINS, "{what}");
    }
}
