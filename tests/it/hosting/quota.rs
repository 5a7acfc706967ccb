//! However many come at once: an instance never carries more than was sold.

use beian::db::Tx;
use beian::error::Error;
use beian::filing::application::AccessForm;
use beian::hosting::service::numbers;
use beian::values::ids::InstanceId;
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::support::database::sealer;
use crate::support::filings;
use crate::support::people::drafts;

const COMERS: u32 = 200;
const QUOTA: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_submit_at_once_and_as_many_hold_a_unit_as_there_are() {
    let test_db = TestDb::start().await;
    let db = Db::new(&test_db.url, 24, sealer()).unwrap();
    let instance = InstanceId::new();
    test_db
        .as_owner(&format!(
            "insert into instances (id, code, product, region, addresses, billing, starts_on, ends_on, quota)
             values ('{instance}', 'i-shared', 'cloud_server', 'beijing', '{{114.114.7.7}}', 'subscription',
                 current_date - 30, current_date + 700, {QUOTA})"
        ))
        .await;
    // More numbers than units: what an import of another system may have left behind.
    let mut waiting = Vec::new();
    for n in 1..=COMERS {
        let owner = an_account(&test_db, n).await;
        let number = Uuid::now_v7();
        test_db
            .as_owner(&format!(
                "insert into service_numbers (number, instance_id, account_id, handed_at)
                 values ('{number}', '{instance}', '{owner}', now())"
            ))
            .await;
        let mut forms = drafts(n);
        forms.access = AccessForm {
            instance: vec![String::new()],
            service_number: vec![number.to_string()],
            ..AccessForm::default()
        };
        let draft = filings::a_draft(&db, owner, &forms).await;
        waiting.push((filings::load(&db, &draft.reference).await.unwrap(), forms));
    }
    let submit = async |(filing, forms)| {
        loop {
            match filings::submit(&db, &filing, &forms, json!([])).await {
                Ok(_) => return "in",
                Err(Error::Refused(message)) => return message.key,
                // All connections are taken for a moment: the applicant presses again.
                Err(Error::Busy(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    };
    let answers: Vec<&str> = stream::iter(waiting).map(submit).buffer_unordered(COMERS as usize).collect().await;
    let count = |word: &str| answers.iter().filter(|answer| **answer == word).count();
    assert_eq!((count("in"), count("hosting-quota")), (QUOTA, COMERS as usize - QUOTA));
    assert_eq!(
        test_db.text("select count(*)::text from instance_uses where state <> 'freed'").await,
        QUOTA.to_string()
    );
    let states = "select string_agg(state || ' ' || n, ', ' order by state)
        from (select state, count(*) as n from service_numbers group by state) counted";
    assert_eq!(test_db.text(states).await, format!("in_use {QUOTA}, unused {}", COMERS as usize - QUOTA));
    let submitted = "select count(*)::text from filings where state = 'submitted'";
    assert_eq!(test_db.text(submitted).await, QUOTA.to_string());
}

/// What somebody does to an instance beside others; true where it was done, false where it was refused.
async fn press(act: impl AsyncFn() -> Result<(), Error>) -> bool {
    loop {
        match act().await {
            Ok(()) => return true,
            Err(Error::Refused(_) | Error::TooMany(_)) => return false,
            // All connections are taken for a moment.
            Err(Error::Busy(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Its owner makes numbers, hands them on and files on it while the provider tells it anew: what is held and promised stays
/// within what was sold, and nobody waits for anybody for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_makes_and_hands_on_numbers_files_and_renews_at_once_stays_within_the_quota() {
    let test_db = TestDb::start().await;
    let db = &Db::new(&test_db.url, 24, sealer()).unwrap();
    let owner = reachable(&test_db, 1, "li@example.cn").await;
    let by = Actor::Applicant(owner);
    let mail = |n: usize| Email::parse(&format!("customer{n}@example.cn")).unwrap();
    test_db.as_owner(&format!("update instances set quota = {QUOTA} where code = 'i-1'")).await;
    let kept = db.write(by, async |tx| numbers::issue_own(tx, owner, "i-1", 3, None).await).await.unwrap();
    // Both can be done: of those who come at once the quota alone refuses some.
    let (number, to) = (kept[0], mail(0));
    db.write(by, async |tx| numbers::hand(tx, owner, number, &to).await).await.unwrap();
    db.write(by, async |tx| numbers::issue_own(tx, owner, "i-1", 1, Some(&to)).await).await.unwrap();
    let mut waiting = Vec::new();
    for n in 1..=12 {
        let mut forms = drafts(n);
        forms.access = AccessForm { instance: vec!["i-1".into()], ..AccessForm::default() };
        let draft = filings::a_draft(db, owner, &forms).await;
        waiting.push((filings::load(db, &draft.reference).await.unwrap(), forms));
    }
    let file = stream::iter(&waiting)
        .map(|(filing, forms)| press(async move || filings::submit(db, filing, forms, json!([])).await.map(|_| ())));
    let hand = stream::iter(0..12).map(|n| {
        let (number, to) = (kept[n % 3], mail(n));
        press(async move || db.write(by, async |tx| numbers::hand(tx, owner, number, &to).await).await)
    });
    let issue = stream::iter(0..12).map(|n| {
        let to = mail(n);
        press(async move || {
            let made = async |tx: &mut Tx<'_>| numbers::issue_own(tx, owner, "i-1", 1, Some(&to)).await;
            db.write(by, made).await.map(|_| ())
        })
    });
    let renew = stream::iter(0..12).map(|n| {
        let line = instance("i-1", "li@example.cn").replace("-12-31", &format!("-12-{}", n + 10));
        press(async move || take_in_by(db, &[&line]).await.map(|done| assert!(done.is_ok(), "{done:?}")))
    });
    let (filed, handed, issued, _) = tokio::join!(
        file.buffer_unordered(6).collect::<Vec<bool>>(),
        hand.buffer_unordered(6).collect::<Vec<bool>>(),
        issue.buffer_unordered(6).collect::<Vec<bool>>(),
        renew.buffer_unordered(6).collect::<Vec<bool>>(),
    );
    let held = "select count(*)::text from instance_uses where state <> 'freed'";
    assert_eq!(test_db.text(held).await, filed.iter().filter(|done| **done).count().to_string());
    // What one holds may be handed to another: that takes no unit.
    assert!(handed.contains(&true));
    let made = "select count(*)::text from service_numbers";
    let issued = issued.iter().filter(|done| **done).count();
    assert_eq!(test_db.text(made).await, (kept.len() + 1 + issued).to_string());
    let taken = "select ((select count(*) from instance_uses where state <> 'freed')
        + (select count(*) from service_numbers where state = 'unused' and handed_at is not null))::text";
    assert_eq!(test_db.text(taken).await, QUOTA.to_string(), "all that was sold and no more");
}

/// The life of a number: unused, in use, used; or expired, or revoked. What contradicts itself the database refuses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn illegal_states_of_instances_and_numbers_fail_a_check() {
    let test_db = TestDb::start().await;
    let owner = an_account(&test_db, 1).await;
    let number = Uuid::now_v7();
    let insert = format!(
        "insert into service_numbers (number, instance_id) select '{number}', id from instances where code = 'i-1'"
    );
    test_db.as_owner(&insert).await;
    let set = |what: &str| format!("update service_numbers set {what} where number = '{number}'");
    let illegal = [
        "state = 'lost'",
        "state = 'used'",
        "closed_at = now()",
        &format!("account_id = '{owner}'"),
        &format!("account_id = '{owner}', holder_email_hash = '\\x01', handed_at = now()"),
        "handed_at = now()",
        "holder_sealed = '\\x01'",
        "state = 'in_use', holder_email_hash = '\\x01', handed_at = now()",
    ];
    for what in illegal {
        assert_eq!(test_db.as_serving(&set(what)).await.unwrap_err(), "23514", "{what}");
    }
    // In use it keeps its holder; once spent it stays spent.
    test_db.as_serving(&set("state = 'in_use'")).await.unwrap();
    let handed = format!("account_id = '{owner}', handed_at = now()");
    assert_eq!(test_db.as_serving(&set(&handed)).await.unwrap_err(), "23514");
    test_db.as_serving(&set("state = 'used', closed_at = now()")).await.unwrap();
    for what in ["state = 'unused', closed_at = null", "state = 'revoked'"] {
        assert_eq!(test_db.as_serving(&set(what)).await.unwrap_err(), "23514", "{what}");
    }
    let released = "update instances set released_at = now()";
    assert_eq!(test_db.as_serving(released).await.unwrap_err(), "23514", "released, but it runs");
    let again = insert.replace(&number.to_string(), &Uuid::now_v7().to_string());
    test_db
        .as_serving(
            &again.replace(") select", ", state, closed_at) select").replace("', id", "', id, 'revoked', now()"),
        )
        .await
        .unwrap();
}
