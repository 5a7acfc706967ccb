//! Rows that are swept many at a time: each sweep takes what is over, the query of its kind counts it, and the clock does it.

use beian::privacy::job;
use beian::privacy::kept::Kind;
use beian::privacy::store::swept_tables;
use beian::worker::Schedule;

use super::House;
use crate::support::people::an_account;

/// A row of each kind that is swept, which ended at `{at}` and is of `{owner}`.
const SWEPT: [(Kind, &str, &str); 24] = [
    (
        Kind::Lookups,
        "lookups",
        "(id, account_id, province, entity_hash, domain, asked_sealed, hint, waits, asked_at)
        values (gen_random_uuid(), {owner}, '110000', {some}, 'a.cn', '', 'unknown', true, {at})",
    ),
    (
        Kind::Lookups,
        "bureau_statuses",
        "(sort, key, is_filed, told_at) values ('domain', {some}, false, {at})",
    ),
    (
        Kind::Codes,
        "receiving_codes",
        "(code_hash, account_id, expires_at)
        select {some}, id, {at} from accounts where id not in (select account_id from receiving_codes) limit 1",
    ),
    (
        Kind::Holders,
        "service_numbers",
        "(number, instance_id, state, holder_email_hash, handed_at, closed_at)
        select gen_random_uuid(), id, 'expired', {some}, {at}, {at} from instances limit 1",
    ),
    (
        Kind::Holders,
        "instances",
        "(id, code, owner_email_hash, product, region, addresses, billing, starts_on, ends_on, quota, ended_at)
        select gen_random_uuid(), gen_random_uuid()::text, {some}, product, region, addresses, billing, starts_on, ends_on,
            quota, {at} from instances limit 1",
    ),
    (
        Kind::Domains,
        "domain_records",
        "(domain, holder_sealed, registrar, expires_on, imported_at)
        values (gen_random_uuid() || '.cn', '\\x01', 'test', ({at})::date, now())",
    ),
    (
        Kind::Exchanges,
        "barred",
        "(id, document_hash, source, removed_at) values (gen_random_uuid(), {some}, 'test', {at})",
    ),
    (
        Kind::Exchanges,
        "bureau_downloads",
        "(id, name, content_sealed, applied_at)
        values (gen_random_uuid(), gen_random_uuid()::text, '\\x01', {at})",
    ),
    (
        Kind::Exchanges,
        "bureau_download_parts",
        "(download_id, place, content_sealed)
        select id, 0, '\\x01' from bureau_downloads where (applied_at < now()) = ({at} < now()) limit 1",
    ),
    (
        Kind::Exchanges,
        "bureau_calls",
        "(id, upload_id, method, begun_at, ended_at)
        values (gen_random_uuid(), gen_random_uuid(), 'upload', {at}, {at})",
    ),
    (
        Kind::Exchanges,
        "bureau_calls",
        "(id, method, begun_at, ended_at) values (gen_random_uuid(), 'download', {at}, {at})",
    ),
    (
        Kind::Exchanges,
        "bureau_uploads",
        "(id, number, ids, filing_id, round, method, content_sealed, state, answered_at)
        select gen_random_uuid(), n, n * 1000, filings.id, 1, 'XZBA', '\\x01', 'accepted', {at}
            from filings, (select count(*) + 1 from bureau_uploads) numbers (n)",
    ),
    (
        Kind::Exchanges,
        "bureau_items",
        "(download_id, place, sort, outcome, words_sealed, decided_at)
        select id, (select count(*) from bureau_items), 'test', 'noted', '\\x01', {at} from bureau_downloads limit 1",
    ),
    (
        Kind::Exchanges,
        "bureau_tasks",
        "(id, download_id, place, sort, subject, content_sealed, outcome, answered_at, done_at)
        select gen_random_uuid(), id, (select count(*) from bureau_tasks), 'notice', 'test', '\\x01', 'seen', {at}, {at}
            from bureau_downloads limit 1",
    ),
    (
        Kind::Logs,
        "outbox",
        "(id, topic, payload, finished_at, outcome)
        values (gen_random_uuid(), 'test.step', '{}', {at}, 'done')",
    ),
    (
        Kind::Sessions,
        "sessions",
        "(id, token_hash, site, account_id, idle_until, ends_at)
        values (gen_random_uuid(), {some}, 'portal', {owner}, {at}, {at})",
    ),
    (
        Kind::Held,
        "held_posts",
        "(id, path, body_sealed, account_id, expires_at)
        values (gen_random_uuid(), '/', '\\x01', {owner}, {at})",
    ),
    (
        Kind::Links,
        "account_tokens",
        "(id, account_id, purpose, token_hash, expires_at)
        values (gen_random_uuid(), {owner}, 'confirm_email', {some}, {at})",
    ),
    (
        Kind::Links,
        "relay_tasks",
        "(id, filing_id, kind, target, token_hash, sent_by, state, expires_at)
        select gen_random_uuid(), id, 'paper', gen_random_uuid()::text, {some}, 'code', 'made', {at} from filings",
    ),
    (Kind::Facts, "domain_facts", "(domain, sort, wanted_at) values (gen_random_uuid() || '.cn', 'dns', {at})"),
    (Kind::Throttles, "throttles", "(scope, key_hash, failures, updated_at) values ('test', {some}, 1, {at})"),
    (
        Kind::Answers,
        "api_answers",
        "(token_id, key, body_hash, created_at)
        select id, gen_random_uuid()::text, {some}, {at} from api_tokens",
    ),
    (
        Kind::Secrets,
        "notices",
        "(id, account_id, kind, facts, language, created_at)
        values (gen_random_uuid(), {owner}, 'test', '{\"secret_sealed\": \"AA==\"}', 'zh-CN', {at})",
    ),
    (
        Kind::Logs,
        "deliveries",
        "(id, notice_id, channel, created_at)
        select gen_random_uuid(), id, 'mail', {at} from notices where id not in (select notice_id from deliveries) limit 1",
    ),
];

/// The query of each kind counts what is over, and nothing once the work of the hour and of the day is done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_over_is_left_of_any_kind() {
    let house = House::start().await;
    let db = &house.test_db;
    let (owner, _) = (an_account(db, 1).await, an_account(db, 2).await);
    house.a_filing(owner, 1, false).await;
    db.as_owner("insert into api_tokens (id, name, token_hash, scopes) values (gen_random_uuid(), 'tests', sha256('x'), '{numbers}')")
        .await;
    for (kind, table, row) in SWEPT {
        let before = house.count_over(kind).await;
        for at in ["now() + interval '1 hour'", "now() - interval '500 days'"] {
            let row = row.replace("{at}", at).replace("{owner}", &format!("'{owner}'"));
            let row = row.replace("{some}", "sha256(gen_random_uuid()::text::bytea)");
            db.as_owner(&format!("insert into {table} {row}")).await;
        }
        assert_eq!(house.count_over(kind).await, before + 1, "{table}");
    }
    job::sweep_hourly(&db.db).await.unwrap();
    job::run(&db.db, &house.storage).await.unwrap();
    for kind in Kind::ALL {
        assert_eq!(house.count_over(*kind).await, 0, "{kind}");
    }
    for (_, table, _) in SWEPT {
        let left = db.text(&format!("select count(*)::text from {table}")).await;
        assert_ne!(left, "0", "what lives of {table} is kept");
    }
}

/// A sweep that no row is tried with may take nothing, and its query would not tell.
#[test]
fn every_sweep_is_tried_with_a_row() {
    for kind in Kind::ALL {
        for table in swept_tables(*kind) {
            assert!(SWEPT.iter().any(|(own, name, _)| own == kind && *name == table), "{kind}: {table}");
        }
    }
}

/// Nobody has to begin it: what is over by the day and by the hour goes as the clock tells.
#[actix_web::test]
async fn what_is_over_goes_by_the_clock() {
    let house = House::start().await;
    let db = &house.test_db;
    let owner = an_account(db, 1).await;
    let schedule = Schedule::standard(&house.storage);
    let left = "select concat_ws(' ', (select count(*) from drafts), (select count(*) from account_tokens))";
    for n in 1..=2 {
        house.a_filing(owner, n, false).await;
        db.as_owner(&format!(
            "update filings set state = 'withdrawn', state_since = now() - interval '8 days';
             insert into account_tokens (id, account_id, purpose, token_hash, expires_at)
                 values (gen_random_uuid(), '{owner}', 'confirm_email', sha256('{n}'), now() - interval '8 days');
             update schedule_runs set last_run_at = last_run_at - interval '1 day'"
        ))
        .await;
        assert_ne!(db.text(left).await, "0 0");
        schedule.run_due(&db.db).await.unwrap();
        assert_eq!(db.text(left).await, "0 0", "day {n}");
    }
}
