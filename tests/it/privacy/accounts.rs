//! What people leave who never came: registrations that nobody confirmed.

use beian::account::service::register;
use beian::account::store::{self, Registration};
use beian::admin::keys;
use beian::privacy::kept::Kind;
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use beian::values::{Email, Mobile};

use super::{House, ends};

const EMAIL: &str = "stranger@example.cn";

/// Somebody registers an address, perhaps a stranger's.
async fn registered(house: &House, email: &str) -> AccountId {
    let (email, mobile) = (Email::parse(email).unwrap(), Mobile::parse("13800138000").unwrap());
    let new = Registration { email: &email, mobile: &mobile, password_hash: "made with an old pepper", lang: Lang::Zh };
    house.test_db.db.write(Actor::Visitor, async |tx| register(tx, &new).await).await.unwrap();
    let newest = "select id::text from accounts order by id desc limit 1";
    house.test_db.text(newest).await.parse().unwrap()
}

/// Accounts that hold anything of a person, passwords under an old pepper, links, letters.
async fn left(house: &House) -> String {
    let old = async |tx: &mut beian::db::Tx<'_>| keys::store::count_older_passwords(tx.conn, "the newest").await;
    let passwords = house.test_db.db.read(Actor::Operator, old).await.unwrap();
    let rows = "select concat_ws(' ',
        (select count(*) from accounts where num_nonnulls(mobile_sealed, mobile_hash, nullif(password_hash, '')) > 0),
        (select count(*) from account_tokens), (select count(*) from notices))";
    format!("{passwords} {}", house.test_db.text(rows).await)
}

/// What the columns hold of an account that go with it, each by its name.
async fn told_of(house: &House, account: AccountId) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    for column in ends::forgotten_with(Kind::Unconfirmed) {
        let held = format!("select coalesce({column}::text, '') from accounts where id = '{account}'");
        told.push((column, house.test_db.text(&held).await));
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_that_nobody_confirms_goes_after_its_days_with_all_it_left() {
    let house = House::start().await;
    let db = &house.test_db;
    let own = registered(&house, "lin@example.cn").await;
    db.as_owner("update accounts set email_confirmed_at = now()").await;
    let stranger = registered(&house, EMAIL).await;
    assert_eq!(left(&house).await, "2 2 2 2");
    db.as_owner("update accounts set entity_hash = '\\x02'").await;
    let before = told_of(&house, stranger).await;
    assert!(before.iter().all(|(_, held)| !held.is_empty()), "{before:?}");
    for (made, changed, goes) in [("6", "6", ""), ("8", "6", ""), ("8", "8", "unconfirmed 1"), ("8", "8", "")] {
        let older = format!(
            "update accounts set created_at = now() - interval '{made} days', updated_at = now() - interval '{changed} days'"
        );
        db.as_owner(&older).await;
        assert_eq!(house.gone().await, goes, "{older}");
    }
    assert_eq!(left(&house).await, "1 1 1 1", "what {own} has");
    for (was, is) in before.iter().zip(told_of(&house, stranger).await) {
        assert_ne!(*was, is, "it is there still");
    }
    let told =
        format!("select detail from audit_events where action = 'retention.erased' and subject_id = '{stranger}'");
    assert_eq!(db.text(&told).await, "unconfirmed: 0 files");
    assert_ne!(registered(&house, EMAIL).await, stranger, "its address is free");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_whose_address_is_anothers_goes_at_once_with_all_it_left() {
    let house = House::start().await;
    let db = &house.test_db;
    let own = registered(&house, "lin@example.cn").await;
    db.as_owner("update accounts set email_confirmed_at = now()").await;
    registered(&house, EMAIL).await;
    let email = Email::parse(EMAIL).unwrap();
    let taken = db.db.write(Actor::Applicant(own), async |tx| store::update_email(tx, own, &email).await).await;
    assert!(taken.unwrap());
    assert_eq!(left(&house).await, "1 1 1 1");
}
