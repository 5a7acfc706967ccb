//! What was bought comes in by a file: all or nothing, and the same twice changes nothing.

use super::*;

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
    reachable(&test_db, 2, "li@example.cn").await;
    let faults = take_in(&test_db, &[&good, &number.replace("number,i-1,", "number,i-1,li@example.cn")]).await;
    assert_eq!(faults, told(&[(3, "number", "hosting-import-number-taken")]));
    assert_eq!(
        test_db.text("select string_agg(code, ' ' order by code) from instances").await,
        "i-1 i-2",
        "nothing came in"
    );
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
    let adopt = async |tx: &mut beian::db::Tx<'_>| service::adopt(tx, owner).await;
    test_db.db.write(Actor::Applicant(owner), adopt).await.unwrap();
    assert_eq!(test_db.text(holder).await, "true false");
}

/// What is told again of an instance: whose it stays, and whether it runs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_told_again_changes_what_it_says_and_nothing_else() {
    let test_db = TestDb::start().await;
    let owner = an_account(&test_db, 1).await;
    let address = |to: &'static str| {
        let email = Email::parse(to).unwrap();
        let db = &test_db.db;
        async move {
            let confirm = async |tx: &mut beian::db::Tx<'_>| {
                beian::account::store::update_email(tx, owner, &email).await?;
                service::adopt(tx, owner).await
            };
            db.write(Actor::Applicant(owner), confirm).await.unwrap();
        }
    };
    address("li@example.cn").await;
    let (line, number) = (instance("i-a", "li@example.cn"), format!("number,i-a,wang@example.cn,,,,,,,,{NUMBER}"));
    assert_eq!(take_in(&test_db, &[&line, &number]).await, Ok((1, 1)));
    let stands = "select (account_id is not null) || ' ' || (ended_at is not null) || ' ' || quota || ' '
        || (select state || ' ' || (handed_at is not null) from service_numbers) from instances where code = 'i-a'";
    assert_eq!(test_db.text(stands).await, "true false 5 unused true");
    let release = async |tx: &mut beian::db::Tx<'_>| service::ending::release(tx, "i-a").await;
    let past = line.replace("2028-12-31", "2026-10-31");
    // The address its owner had, and the one they have now, both name them.
    address("li.new@example.cn").await;
    let of_now = line.replace("li@", "li.new@");
    let plain = number.replace("wang@example.cn", "");
    for (what, told, then) in [
        ("with the former address it stays theirs", [line.as_str(), number.as_str()], "true false 5 unused true"),
        ("with the new one too", [of_now.as_str(), number.as_str()], "true false 5 unused true"),
        ("a number without an owner stays whose it is", [of_now.as_str(), plain.as_str()], "true false 5 unused true"),
    ] {
        assert_eq!(take_in(&test_db, &told).await, Ok((1, 1)), "{what}");
        assert_eq!(test_db.text(stands).await, then, "{what}");
    }
    test_db.db.write(Actor::Operator, release).await.unwrap();
    for (what, told, then) in [
        ("told with a term that is over it stays ended", past.clone(), "true true 5 expired true"),
        ("and so with less room", past.replace(",5,", ",1,"), "true true 1 expired true"),
        ("with a term that runs it runs again", of_now.clone(), "true false 5 unused true"),
    ] {
        assert_eq!(take_in(&test_db, &[&told]).await, Ok((1, 0)), "{what}");
        assert_eq!(test_db.text(stands).await, then, "{what}");
    }
    // More was promised than is sold now: that hinders no renewal, only a further cut.
    test_db.as_owner("update instances set quota = 0 where code = 'i-a'").await;
    assert_eq!(take_in(&test_db, &[&of_now.replace(",5,", ",0,").replace("2028", "2029")]).await, Ok((1, 0)));
    test_db.as_owner("update instances set quota = 2 where code = 'i-a'").await;
    let cut = take_in(&test_db, &[&of_now.replace(",5,", ",0,")]).await;
    assert_eq!(cut, Err(vec![(2, "quota".to_owned(), "hosting-import-quota-taken")]));
    let events = "select string_agg(action, ' ' order by seq) from audit_events where subject_kind = 'service_number'";
    assert_eq!(test_db.text(events).await, "service_number.issued");
}
