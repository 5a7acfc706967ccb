//! Whose instances and numbers are when mail addresses change, go to others, or end with their accounts.

use beian::auth::throttle;
use beian::db::Tx;
use beian::hosting::service::numbers;
use beian::hosting::{Choice, Obstacle, ServiceNumber};
use beian::privacy::kept::Kind;
use beian::privacy::service as privacy;
use beian::values::ids::FilingId;

use super::*;
use crate::support::filings::a_customer;
use crate::support::guest::Guest;
use crate::support::program::Program;

const NUMBER: &str = "32a43232-a888-88e8-b9ec-00888be80000";
const OTHER: &str = "32a43232-a888-48e8-b9ec-00888be80001";

async fn moves(test_db: &TestDb, who: AccountId, address: &str) {
    let email = Email::parse(address).unwrap();
    let change = async |tx: &mut Tx<'_>| {
        assert!(beian::account::store::update_email(tx, who, &email).await?);
        service::adopt(tx, who).await
    };
    test_db.db.write(Actor::Applicant(who), change).await.unwrap();
}

async fn closes(test_db: &TestDb, who: AccountId) {
    let close = async |tx: &mut Tx<'_>| {
        service::leave(tx, who).await?;
        beian::account::store::close(tx, who).await
    };
    test_db.db.write(Actor::Applicant(who), close).await.unwrap();
}

/// A website of some filing took a unit of an instance for good.
async fn is_spent_on(test_db: &TestDb, code: &str, by: AccountId) {
    let filing = FilingId::new();
    test_db
        .as_owner(&format!(
            "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_hash, state)
                 values ('{filing}', 'BA-7K3M9QXT', '{by}', 'INITIAL', '110000', 4, '\\x01', 'draft');
             insert into instance_uses (filing_id, website, instance_id, state)
                 select '{filing}', 1, id, 'used' from instances where code = '{code}'"
        ))
        .await;
}

/// For whom a number is: an account, or the owner of its instance, or whoever confirms an address.
async fn holder(test_db: &TestDb, number: &str) -> String {
    let held = format!(
        "select coalesce(account_id::text, case when holder_email_hash is null then 'owner' else 'waits' end)
         from service_numbers where number = '{number}'"
    );
    test_db.text(&held).await
}

fn number(holder: &str, number: &str) -> String {
    format!("number,i-a,{holder},,,,,,,,{number}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_of_before_comes_in_after_an_account_was_closed() {
    let test_db = TestDb::start().await;
    let li = reachable(&test_db, 1, "li@example.cn").await;
    let file = [instance("i-a", "li@example.cn"), number("li@example.cn", NUMBER)];
    let file = [file[0].as_str(), &file[1]];
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)));
    is_spent_on(&test_db, "i-a", li).await;
    test_db.as_owner("update service_numbers set state = 'in_use'").await;
    closes(&test_db, li).await;
    for again in ["what is nobody's waits for the address again", "and once more"] {
        assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)), "{again}");
        let waits = "select (account_id is null and owner_email_hash is not null)::text from instances
            where code = 'i-a'";
        assert_eq!(test_db.text(waits).await, "true", "{again}");
    }
    assert_eq!(holder(&test_db, NUMBER).await, "owner");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_stays_whose_it_is_when_addresses_change() {
    let test_db = TestDb::start().await;
    let li = reachable(&test_db, 1, "li@example.cn").await;
    let wang = reachable(&test_db, 2, "wang@example.cn").await;
    let file = [instance("i-a", "li@example.cn"), number("wang@example.cn", NUMBER)];
    let file = [file[0].as_str(), &file[1]];
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)));
    moves(&test_db, wang, "wang.new@example.cn").await;
    moves(&test_db, li, "li.new@example.cn").await;
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)));
    assert_eq!(holder(&test_db, NUMBER).await, wang.to_string(), "it was handed to just that address");
    assert_eq!(take_in(&test_db, &[&number("li@example.cn", OTHER)]).await, Ok((0, 1)));
    assert_eq!(holder(&test_db, OTHER).await, "owner", "the former address of the instance's owner names them");
    // An unused number goes where a file says; that it comes back is told as that.
    for (to, then) in [("zhao@example.cn", "waits"), ("LI@example.cn", "owner"), ("wang.new@example.cn", "wang")] {
        assert_eq!(take_in(&test_db, &[&number(to, NUMBER)]).await, Ok((0, 1)));
        let expected = if then == "wang" { wang.to_string() } else { then.to_owned() };
        assert_eq!(holder(&test_db, NUMBER).await, expected, "{to}");
    }
    let events = "select string_agg(action, ' ' order by seq) from audit_events
        where subject_kind = 'service_number' and subject_id = '";
    let told = "service_number.issued service_number.handed service_number.taken_back service_number.handed";
    assert_eq!(test_db.text(&format!("{events}{NUMBER}'")).await, told);
    // In use: what names nobody says nothing, also once its account is closed; what names somebody else is refused.
    test_db.as_owner(&format!("update service_numbers set state = 'in_use' where number = '{NUMBER}'")).await;
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)));
    closes(&test_db, wang).await;
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)));
    assert_eq!(holder(&test_db, NUMBER).await, wang.to_string());
    let taken = Err(vec![(2, "number".to_owned(), "hosting-import-number-taken")]);
    assert_eq!(take_in(&test_db, &[&number("li.new@example.cn", NUMBER)]).await, taken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_another_accounts_by_now_names_that_account() {
    let test_db = TestDb::start().await;
    let li = reachable(&test_db, 1, "li@example.cn").await;
    let line = instance("i-a", "li@example.cn");
    assert_eq!(take_in(&test_db, &[&line]).await, Ok((1, 0)));
    moves(&test_db, li, "li.new@example.cn").await;
    let stranger = reachable(&test_db, 2, "li@example.cn").await;
    assert_eq!(take_in(&test_db, &[&number("li@example.cn", NUMBER)]).await, Ok((0, 1)));
    assert_eq!(holder(&test_db, NUMBER).await, stranger.to_string());
    let taken = Err(vec![(2, "owner".to_owned(), "hosting-import-owner-taken")]);
    assert_eq!(take_in(&test_db, &[&line]).await, taken, "with a number promised on it");
    test_db.as_owner("delete from service_numbers").await;
    assert_eq!(take_in(&test_db, &[&line]).await, Ok((1, 0)));
    let owner = "select account_id::text from instances where code = 'i-a'";
    assert_eq!(test_db.text(owner).await, stranger.to_string());
}

/// More than a page lists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_very_many_instances_files_on_the_last_and_leaves_them_all() {
    let test_db = TestDb::start().await;
    let li = reachable(&test_db, 1, "li@example.cn").await;
    test_db
        .as_owner(&format!(
            "insert into instances (id, code, account_id, product, region, addresses, billing, starts_on, ends_on, quota)
                 select gen_random_uuid(), 'i-m' || lpad(n::text, 3, '0'), '{li}', 'cloud_server', 'beijing',
                     '{{114.114.7.7}}', 'subscription', current_date - 30, current_date + 700, 5
                 from generate_series(1, 520) as n;
             insert into service_numbers (number, instance_id)
                 select '{NUMBER}', id from instances where code = 'i-m520'"
        ))
        .await;
    let last = Choice::Number(ServiceNumber::parse(NUMBER).unwrap());
    for choice in [Choice::Instance("i-m520".into()), last] {
        let look = async |tx: &mut Tx<'_>| service::look(tx, li, FilingId::new(), &[(1, choice.clone())]).await;
        let looks = test_db.db.read(Actor::Applicant(li), look).await.unwrap();
        assert_eq!(looks[0].obstacles, Vec::<Obstacle>::new(), "{choice:?}");
    }
    closes(&test_db, li).await;
    assert_eq!(test_db.text("select count(*)::text from instances where account_id is not null").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_handed_on_many_numbers_waits_and_loses_nothing_typed() {
    let program = Program::start().await;
    let db = program.db();
    let owner = a_customer(&program.database, &db, "owner", 1, "").await;
    let guest = Guest::applicant(&program, &db, owner).await;
    let by = Actor::Applicant(owner);
    let made = db.write(by, async |tx| numbers::issue_own(tx, owner, "i-1", 1, None).await).await.unwrap();
    let count = async |tx: &mut Tx<'_>| {
        for _ in 0..62 {
            throttle::count(tx, throttle::Scope::NumbersAccount, &owner.to_string()).await?;
        }
        Ok(())
    };
    db.write(by, count).await.unwrap();
    let typed = [("email", "wang@example.cn"), ("count", "2"), ("confirmed", "yes")];
    let hand = format!("/service-numbers/{}/hand", made[0]);
    for answer in
        [guest.submit_to("/instances/i-1", "/instances/i-1/numbers", &typed).await, guest.submit(&hand, &typed).await]
    {
        assert_eq!(answer.status, 429);
        assert!(answer.retry_after().is_some_and(|seconds| seconds > 60), "{answer:?}");
        assert!(answer.body.contains("value=\"wang@example.cn\"") && answer.body.contains("href=\"#email\""));
        answer.must_say_words("授权备案服务号的次数较多");
    }
    // What stays with the owner is no mail to anybody.
    let own = guest.submit_to("/instances/i-1", "/instances/i-1/numbers", &[("count", "2")]).await;
    own.must_lead_to("/instances/i-1");
}

/// The query that tells whether anything is over and left, and the work that takes it.
async fn forgets(test_db: &TestDb) -> (usize, i64) {
    let sweep = async |tx: &mut Tx<'_>| privacy::sweep(tx, Kind::Holders).await;
    let count = async |tx: &mut Tx<'_>| privacy::count_over(tx, Kind::Holders).await;
    let gone = test_db.db.write(Actor::Clock, sweep).await.unwrap();
    (gone, test_db.db.read(Actor::Clock, count).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn for_whom_a_number_was_that_is_over_is_forgotten_and_the_file_of_before_comes_in() {
    let test_db = TestDb::start().await;
    let zhao = reachable(&test_db, 1, "zhao@example.cn").await;
    let file = [instance("i-a", "li@example.cn"), number("wang@example.cn", NUMBER), number("zhao@example.cn", OTHER)];
    let file = [file[0].as_str(), &file[1], &file[2]];
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 2)));
    let revoke = async |tx: &mut Tx<'_>| numbers::revoke(tx, ServiceNumber::parse(NUMBER).unwrap(), "a slip").await;
    test_db.db.write(Actor::Operator, revoke).await.unwrap();
    let used = format!("update service_numbers set state = 'used', closed_at = now() where number = '{OTHER}'");
    test_db.as_owner(&used).await;
    for (days, gone, left) in [(179, 0, "2"), (181, 2, "0"), (400, 0, "0")] {
        test_db.as_owner(&format!("update service_numbers set closed_at = now() - interval '{days} days'")).await;
        assert_eq!(forgets(&test_db).await, (gone, 0), "{days}");
        let kept = "select count(*)::text from service_numbers
            where num_nonnulls(holder_sealed, holder_email_hash) > 0";
        assert_eq!(test_db.text(kept).await, left, "{days}");
    }
    let events = "select string_agg(action, ' ' order by seq) from audit_events where subject_kind = 'service_number'";
    let told = "service_number.issued service_number.issued service_number.revoked";
    let as_it_is = async |when: &str| {
        for _ in 0..2 {
            assert_eq!(take_in(&test_db, &file).await, Ok((1, 2)), "{when}");
        }
        assert_eq!(holder(&test_db, NUMBER).await, "owner", "{when}");
        assert_eq!(holder(&test_db, OTHER).await, zhao.to_string(), "{when}");
        assert_eq!(test_db.text(events).await, told, "{when}");
    };
    as_it_is("they are forgotten").await;
    reachable(&test_db, 2, "wang@example.cn").await;
    as_it_is("the address is an account's by now").await;
    moves(&test_db, zhao, "zhao.new@example.cn").await;
    as_it_is("the account has another address").await;
}

/// A number of an account that its instance took along into its end comes back to that account.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_whose_address_was_forgotten_stays_the_accounts_when_its_instance_runs_again() {
    let test_db = TestDb::start().await;
    let zhao = reachable(&test_db, 1, "zhao@example.cn").await;
    let file = [instance("i-a", "li@example.cn"), number("zhao@example.cn", NUMBER)];
    let file = [file[0].as_str(), &file[1]];
    assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)));
    moves(&test_db, zhao, "zhao.new@example.cn").await;
    let release = async |tx: &mut Tx<'_>| service::ending::release(tx, "i-a").await;
    test_db.db.write(Actor::Operator, release).await.unwrap();
    test_db.as_owner("update service_numbers set closed_at = now() - interval '181 days'").await;
    assert_eq!(forgets(&test_db).await, (1, 0));
    for again in ["runs", "and the same twice"] {
        assert_eq!(take_in(&test_db, &file).await, Ok((1, 1)), "{again}");
        assert_eq!(test_db.text("select state from service_numbers").await, "unused", "{again}");
        assert_eq!(holder(&test_db, NUMBER).await, zhao.to_string(), "{again}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_an_instance_was_that_is_over_is_forgotten_until_it_runs_again() {
    let test_db = TestDb::start().await;
    let runs = instance("i-a", "li@example.cn");
    let past = runs.replace("2028-12-31", "2026-02-01");
    assert_eq!(take_in(&test_db, &[&past]).await, Ok((1, 0)));
    let waits = "select (owner_email_hash is not null)::text from instances where code = 'i-a'";
    for (days, gone, then) in [(179, 0, "true"), (181, 1, "false")] {
        let ended = format!("update instances set ended_at = now() - interval '{days} days' where code = 'i-a'");
        test_db.as_owner(&ended).await;
        assert_eq!(forgets(&test_db).await, (gone, 0), "{days}");
        assert_eq!(test_db.text(waits).await, then, "{days}");
    }
    let events = "select string_agg(action, ' ' order by seq) from audit_events where action like 'instance.%'";
    for _ in 0..2 {
        assert_eq!(take_in(&test_db, &[&past]).await, Ok((1, 0)), "the file of before");
        assert_eq!(test_db.text(waits).await, "false");
        assert_eq!(test_db.text(events).await, "instance.added");
    }
    // What else is told of it does not bring its owner back.
    assert_eq!(take_in(&test_db, &[&past.replace(",5,", ",4,")]).await, Ok((1, 0)));
    assert_eq!(test_db.text(waits).await, "false");
    assert_eq!(take_in(&test_db, &[&runs]).await, Ok((1, 0)));
    assert_eq!(test_db.text(waits).await, "true", "it runs again, for the address of the file");
}
