//! What is kept of people ends when its time is over, each kind after its own; and what lives is kept.

mod accounts;
mod clips;
mod ends;
mod staff;
mod swept;

use std::collections::BTreeMap;

use beian::auth::session::Browser;
use beian::auth::store::{self as sessions, Owner};
use beian::db::Tx;
use beian::error::Error;
use beian::filing::state::Filing;
use beian::privacy::kept::Kind;
use beian::privacy::service::copy::{self, Content};
use beian::privacy::{job, service};
use beian::storage::Storage;
use beian::values::actor::Actor;
use beian::values::ids::{AccountId, MaterialId};
use serde_json::{Value, json};

use crate::support::database::{TestDb, sealer};
use crate::support::filings;
use crate::support::people::{an_account, drafts};

/// A database with a folder for files.
struct House {
    test_db: TestDb,
    storage: Storage,
    _folder: tempfile::TempDir,
}

impl House {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().join("files"), sealer()).unwrap();
        Self { test_db: TestDb::start().await, storage, _folder: folder }
    }

    /// The n-th account's filing with a paper, handed in or not.
    async fn a_filing(&self, owner: AccountId, n: u32, is_handed_in: bool) -> Filing {
        let forms = drafts(n);
        let draft = filings::a_draft(&self.test_db.db, owner, &forms).await;
        let filing = filings::load(&self.test_db.db, &draft.reference).await.unwrap();
        self.a_paper(&filing).await;
        if is_handed_in {
            filings::submit(&self.test_db.db, &filing, &forms, json!([])).await.unwrap();
        }
        filing
    }

    async fn a_paper(&self, filing: &Filing) {
        let id = MaterialId::new();
        let mut kept = Vec::new();
        for size in ["full", "thumb"] {
            kept.push(
                self.storage.put(b"a picture".to_vec(), format!("material/{id}/1/{size}").as_bytes()).await.unwrap(),
            );
        }
        let hex = |bytes: &[u8]| format!("'\\x{}'", data_encoding::HEXLOWER.encode(bytes));
        self.test_db
            .as_owner(&format!(
                "insert into materials (id, filing_id, slot, kind, content_hash, bytes)
                     values ('{id}', '{}', 'entity-certificate', 'entity_certificate', '\\x01', 9);
                 insert into material_pages values ('{id}', 1, '{}', {}, '{}', {}, 600, 400)",
                filing.id,
                kept[0].name,
                hex(&kept[0].key_wrapped),
                kept[1].name,
                hex(&kept[1].key_wrapped)
            ))
            .await;
    }

    /// What goes today, by kind.
    async fn gone(&self) -> String {
        let gone: BTreeMap<&str, usize> = job::run(&self.test_db.db, &self.storage).await.unwrap();
        gone.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join(", ")
    }

    /// What the query of each kind tells of that goes by the day.
    async fn over(&self) -> i64 {
        let mut over = 0;
        for kind in Kind::ALL.iter().filter(|kind| !kind.is_hourly()) {
            over += self.count_over(*kind).await;
        }
        over
    }

    async fn count_over(&self, kind: Kind) -> i64 {
        let count = async |tx: &mut Tx<'_>| service::count_over(tx, kind).await;
        self.test_db.db.read(Actor::Clock, count).await.unwrap()
    }

    async fn files(&self) -> usize {
        let mut count = 0;
        for folder in 0..=u8::MAX {
            count += self.storage.list_older(folder, std::time::Duration::ZERO).await.unwrap().len();
        }
        count
    }
}

/// Each step makes something older, short of its time and then beyond it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_goes_when_its_time_is_over_and_not_before() {
    let house = House::start().await;
    let db = &house.test_db;
    let owner = an_account(db, 1).await;
    let other = an_account(db, 2).await;
    let third = an_account(db, 3).await;
    let written = house.a_filing(owner, 1, false).await;
    let left = house.a_filing(other, 2, true).await;
    let approved = house.a_filing(third, 3, true).await;
    db.as_owner(&format!(
        "update filings set state = 'withdrawn' where id in ('{}', '{}');
         update filings set state = 'approved', state_since = now() - interval '3 years' where id = '{}';
         insert into entities (id, account_id, entity_number, province, kind, name, entity_hash, details_sealed, filed_on)
             select gen_random_uuid(), account_id, '京ICP备2026000001号', '110000', 4, '示例', entity_hash, '', current_date
             from filings where id = '{}';
         insert into lookups (id, account_id, province, entity_hash, domain, asked_sealed, hint, waits, entity_status,
             domain_status, staff_id, answered_at) select gen_random_uuid(), '{owner}', '110000', '\\x01', 'a.cn', '', 'unknown', true,
             null, null, null, null;
         insert into receiving_codes (code_hash, account_id, expires_at) values ('\\x01', '{owner}', now());
         update outbox set finished_at = now(), outcome = 'done'",
        written.id, left.id, approved.id, approved.id
    ))
    .await;
    assert_eq!(house.files().await, 6);
    let ended = |filing: &Filing, days: u32| {
        format!("update filings set state_since = now() - interval '{days} days' where id = '{}'", filing.id)
    };
    let cancelled = |age: &str| format!("update entities set cancelled_on = current_date - interval '{age}'");
    for (older, goes) in [
        (ended(&written, 6), ""),
        (ended(&written, 8), "drafts 1"),
        (ended(&written, 8), ""),
        (ended(&left, 179), ""),
        (ended(&left, 181), "abandoned 1"),
        // The record lives.
        (ended(&approved, 2000), ""),
        (cancelled("1 year"), ""),
        (cancelled("2 years 1 day"), "decisions 1, papers 1"),
        (ended(&left, 1900), "decisions 1"),
        (cancelled("4 years"), ""),
        (cancelled("5 years 1 day"), "records 1"),
        ("update lookups set asked_at = now() - interval '89 days'".to_owned(), ""),
        ("update lookups set asked_at = now() - interval '91 days'".to_owned(), "lookups 1"),
        ("update receiving_codes set created_at = now() - interval '99 days', expires_at = now() - interval '89 days'".to_owned(), ""),
        ("update receiving_codes set expires_at = now() - interval '91 days'".to_owned(), "codes 1"),
    ] {
        db.as_owner(&older).await;
        let told = (house.over().await > 0, house.gone().await, house.over().await);
        assert_eq!(told, (!goes.is_empty(), goes.to_owned(), 0), "{older}");
    }
    assert_eq!(house.files().await, 0);
    let rows = "select ((select count(*) from drafts) + (select count(*) from submissions) + (select count(*) from material_pages)
        + (select count(*) from filing_marks) + (select count(*) from notices) + (select count(*) from entities))::text";
    assert_eq!(db.text(rows).await, "0");
    for filing in [&written, &left, &approved] {
        assert!(matches!(filings::load(&db.db, &filing.reference).await, Err(Error::NotFound)));
    }
    let reports = "select string_agg(detail, '; ' order by seq) from audit_events where action = 'retention.run'";
    let told = "drafts 1; abandoned 1; decisions 1, papers 1; decisions 1; records 1; lookups 1; codes 1";
    assert_eq!(db.text(reports).await, told);
}

/// What went up to the bureau goes with its filing. Nobody looks any more at what was held of one that ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_for_the_bureau_go_with_their_filing_or_when_their_time_is_over() {
    let house = House::start().await;
    let db = &house.test_db;
    for (number, state) in [(1, "held"), (2, "accepted")] {
        let owner = an_account(db, number).await;
        let filing = house.a_filing(owner, number, true).await;
        db.as_owner(&format!(
            "insert into bureau_uploads (id, number, ids, filing_id, round, method, content_sealed, state, answered_at)
                 values (gen_random_uuid(), {number}, {number}000, '{}', 1, 'XZBA', '\\x01', '{state}', now())",
            filing.id
        ))
        .await;
    }
    let long_ago = "update bureau_uploads set answered_at = now() - interval '101 days' where state = 'held'";
    for (older, goes, left) in [
        (long_ago, "", "2"),
        ("update filings set state = 'withdrawn'", "exchanges 1", "1"),
        ("update filings set state_since = now() - interval '181 days'", "abandoned 2", "0"),
    ] {
        db.as_owner(older).await;
        assert_eq!(house.gone().await, goes, "{older}");
        let kept = "select count(*)::text from bureau_uploads where content_sealed is not null";
        assert_eq!(db.text(kept).await, left, "{older}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_cannot_go_stops_no_other_and_what_lives_cannot_go_at_all() {
    let house = House::start().await;
    let db = &house.test_db;
    let owner = an_account(db, 1).await;
    let stuck = house.a_filing(owner, 1, false).await;
    let other = house.a_filing(owner, 2, false).await;
    for filing in [&stuck, &other] {
        let refused = db.as_serving(&format!("select erase_filing('{}')", filing.id)).await;
        assert_eq!(refused.unwrap_err(), "23514", "it lives");
    }
    assert_eq!(db.as_serving("select erase_pictures(array(select id from materials))").await.unwrap_err(), "42501");
    assert_eq!(db.as_serving(&format!("select erase_account('{owner}')")).await.unwrap_err(), "23514");
    db.as_owner(&format!(
        "update filings set state = 'expired', state_since = now() - interval '8 days';
         create function stay() returns trigger language plpgsql as $$ begin raise exception 'stay'; end $$;
         create trigger stay before delete on drafts for each row when (old.filing_id = '{}') execute function stay()",
        stuck.id
    ))
    .await;
    assert_eq!(house.gone().await, "drafts 1");
    assert!(filings::load(&db.db, &stuck.reference).await.is_ok());
    assert!(filings::load(&db.db, &other.reference).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_closed_where_nothing_of_it_lives() {
    let house = House::start().await;
    let db = &house.test_db;
    let owner = filings::a_customer(db, &db.db, "lin", 1, "").await;
    let by = Actor::Applicant(owner);
    let filing = house.a_filing(owner, 1, true).await;
    let close = async || db.db.write(by, async |tx| service::close(tx, owner).await).await;
    assert!(matches!(close().await, Err(Error::Refused(_))), "a filing of it lives");
    for address in [Some("192.0.2.7"), None] {
        let browser = || Browser { device: "a phone", address };
        db.db.write(by, async |tx| sessions::begin(tx, Owner::Account(owner), browser()).await).await.unwrap();
    }
    let parts = db.db.write(by, async |tx| copy::take(tx, owner).await).await.unwrap();
    let names: Vec<&str> = parts.iter().map(|part| part.name.rsplit('/').next().unwrap()).collect();
    assert_eq!((names.len(), &names[..2]), (3, &["account.json", "filing.json"][..]));
    assert!(names[2].starts_with("entity-certificate-") && names[2].ends_with("-1.jpg"), "{}", names[2]);
    let Content::Json(own) = &parts[0].content else { panic!("no account") };
    assert_eq!((&own["email"], &own["servers"][0]["id"]), (&json!("lin1@example.com"), &json!("i-1")));
    let Content::Json(written) = &parts[1].content else { panic!("no filing") };
    assert_eq!(written["handed_in"][0]["round"], json!(1));
    // What happened around it, and how long what is kept.
    assert_eq!((&written["links"], &written["uploads_under_way"]), (&json!([]), &json!([])));
    let sessions: Vec<&Value> = own["sessions"].as_array().unwrap().iter().map(|one| &one["address"]).collect();
    assert_eq!(sessions, [&json!("192.0.2.7"), &json!("")], "where from, while a session lives");
    assert!(own["messages"].is_array());
    let logs = own["kept"].as_array().unwrap().iter().find(|kept| kept["kept_for"] == "200 days").unwrap();
    assert_eq!(logs["ground_en"], json!(["Cybersecurity Law, article 21"]));
    assert!(written["written"].as_array().unwrap().len() > 3);

    db.as_owner("update filings set state = 'withdrawn'").await;
    db.as_owner(
        "insert into entities (id, account_id, entity_number, province, kind, name, entity_hash, details_sealed, filed_on)
         select gen_random_uuid(), id, '京ICP备2026000001号', '110000', 4, '示例', '\\x01', '', current_date from accounts",
    )
    .await;
    assert!(matches!(close().await, Err(Error::Refused(_))), "a record of it lives");
    db.as_owner("update entities set cancelled_on = current_date").await;
    let files = close().await.unwrap();
    assert_eq!(files.len(), 2);
    assert!(matches!(close().await, Err(Error::NotFound)), "once");
    let left = "select (select count(*) from drafts) || ' ' || (select count(*) from material_pages) || ' '
        || (select count(*) from instances where account_id is not null) || ' ' || (select string_agg(kind, ' ') from notices)";
    assert_eq!(db.text(left).await, "0 0 0 account_closed");
    assert!(filings::load(&db.db, &filing.reference).await.is_err());
}
