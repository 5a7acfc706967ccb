//! What was bought comes in by a file: all or nothing, and the same twice changes nothing.

use super::*;
use crate::support::people::an_account;

const NUMBER: &str = "32a43232-a888-88e8-b9ec-00888be80000";

async fn audited(test_db: &TestDb) -> String {
    let told = "select coalesce(string_agg(action || ' ' || subject_id || ' ' || detail, '; ' order by seq), '')
        from audit_events where action like 'instance.%'";
    test_db.text(told).await
}

/// Page by page every instance once, though one is told anew in between and they all came at one instant.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_and_twenty_instances_are_read_in_three_pages() {
    let test_db = TestDb::start().await;
    let lines: Vec<String> = (0..120).map(|n| instance(&format!("i-{n:03}"), "wang@example.cn")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(take_in(&test_db, &lines).await, Ok((120, 0)));
    for word in ["", "i-", "wang@example.cn"] {
        let (mut after, mut seen, mut pages) = (None, Vec::new(), 0);
        loop {
            let page = async |tx: &mut beian::db::Tx<'_>| service::show::search(tx, word, after.clone()).await;
            let (offers, next) = test_db.db.read(Actor::Clock, page).await.unwrap();
            seen.extend(offers.into_iter().map(|offer| offer.instance.code));
            pages += 1;
            let renewed = instance(&format!("i-0{pages}0"), "wang@example.cn").replace("2028", "2030");
            take_in(&test_db, &[&renewed]).await.unwrap();
            after = next;
            if after.is_none() {
                break;
            }
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((pages, count, seen.len()), (3, 120, 120), "{word}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_file_twice_changes_nothing_and_a_change_is_audited_by_its_members() {
    let test_db = TestDb::start().await;
    let file = [instance("i-a", "li@example.cn"), instance("i-b", "wang@example.cn")];
    let lines = [file[0].as_str(), file[1].as_str(), &format!("number,i-a,,,,,,,,,{NUMBER}")];
    assert_eq!(take_in(&test_db, &lines).await, Ok((2, 1)));
    assert_eq!(audited(&test_db).await, "instance.added i-a ; instance.added i-b ");
    assert_eq!(take_in(&test_db, &lines).await, Ok((2, 1)));
    let renewed = file[1].replace("2028-12-31", "2029-12-31").replace(",5,", ",4,");
    assert_eq!(take_in(&test_db, &[lines[0], &renewed, lines[2]]).await, Ok((2, 1)));
    assert_eq!(audited(&test_db).await, "instance.added i-a ; instance.added i-b ; instance.changed i-b ends_on quota");
    let rows = "select string_agg(code || ' ' || ends_on || ' ' || quota, '; ' order by code) from instances";
    assert_eq!(test_db.text(rows).await, "i-a 2028-12-31 5; i-b 2029-12-31 4");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_one_fault_nothing_comes_in_and_each_is_told_with_line_and_column() {
    let test_db = TestDb::start().await;
    let owner = an_account(&test_db, 1).await;
    let number = format!("number,i-1,,,,,,,,,{NUMBER}");
    assert_eq!(take_in(&test_db, &[&number]).await, Ok((0, 1)));
    // One unit of it is taken, one is promised, and the number is in use.
    test_db
        .as_owner(&format!(
            "update service_numbers set state = 'in_use';
             insert into service_numbers (number, instance_id, account_id, handed_at)
                 select gen_random_uuid(), id, '{owner}', now() from instances;
             insert into filings (id, ref, account_id, kind, province, entity_kind, entity_hash, state)
                 values ('{NUMBER}', 'BA-7K3M9QXT', '{owner}', 'INITIAL', '110000', 4, '\\x01', 'draft');
             insert into instance_uses (filing_id, website, instance_id, state)
                 select '{NUMBER}', 1, id, 'held' from instances"
        ))
        .await;
    let good = instance("i-good", "li@example.cn");
    let moved = instance("i-1", "li@example.cn");
    let small = moved.replace(",5,", ",1,");
    let (lost, elsewhere) = (number.replace("i-1", "i-none"), number.replace("number,i-1", "number,i-good"));
    let faults = take_in(&test_db, &[&good, &small, &lost, &elsewhere]).await;
    let told = |all: &[(u64, &str, &'static str)]| {
        Err(all.iter().map(|(line, column, key)| (*line, (*column).to_owned(), *key)).collect::<Vec<_>>())
    };
    // The same number on two lines is a slip already.
    assert_eq!(faults, told(&[(5, "number", "hosting-import-twice")]));
    let faults = take_in(&test_db, &[&good, &small, &number.replace("i-1", "i-none")]).await;
    let expected = [(3, "quota", "hosting-import-quota-taken"), (4, "instance", "hosting-import-no-instance")];
    assert_eq!(faults, told(&expected));
    let faults = take_in(&test_db, &[&good, &moved, &number.replace("number,i-1", "number,i-good")]).await;
    let expected = [(3, "owner", "hosting-import-owner-taken"), (4, "number", "hosting-import-number-moved")];
    assert_eq!(faults, told(&expected));
    let faults = take_in(&test_db, &[&good, &number.replace("number,i-1,", "number,i-1,li@example.cn")]).await;
    assert_eq!(faults, told(&[(3, "number", "hosting-import-number-taken")]));
    assert_eq!(test_db.text("select string_agg(code, ' ') from instances").await, "i-1", "nothing came in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_for_a_mail_address_waits_for_its_account() {
    let test_db = TestDb::start().await;
    let file = [instance("i-a", "li@example.cn"), format!("number,i-a,wang@example.cn,,,,,,,,{NUMBER}")];
    assert_eq!(take_in(&test_db, &[&file[0], &file[1]]).await, Ok((1, 1)));
    let holder = "select (account_id is not null) || ' ' || (holder_email_hash is not null) from service_numbers";
    assert_eq!(test_db.text(holder).await, "false true");
    let owner = an_account(&test_db, 2).await;
    let hash = "(select holder_email_hash from service_numbers)";
    test_db.as_owner(&format!("update accounts set email_hash = {hash}, email_confirmed_at = now()")).await;
    let account = beian::values::ids::AccountId::from_uuid(owner.uuid());
    let offers = test_db.db.write(Actor::Applicant(account), async |tx| {
        let hash = hex(tx);
        service::adopt(tx, account, &hash).await
    });
    assert_eq!(offers.await.unwrap(), 0);
    assert_eq!(test_db.text(holder).await, "true false");
}

/// The hash of the address the number was handed to.
fn hex(tx: &beian::db::Tx<'_>) -> Vec<u8> {
    let email = beian::values::Email::parse("wang@example.cn").unwrap();
    beian::account::store::email_hash(tx.sealer, &email)
}
