//! What people leave who never came: registrations that nobody confirmed. And that everything that is sealed has an end.

use std::collections::BTreeSet;

use beian::account::service::register;
use beian::account::store::{self, Registration};
use beian::admin::keys::{self, SEALED};
use beian::privacy::kept::Kind;
use beian::text::Lang;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;
use beian::values::{Email, Mobile};

use super::House;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_that_nobody_confirms_goes_after_its_days_with_all_it_left() {
    let house = House::start().await;
    let db = &house.test_db;
    let own = registered(&house, "lin@example.cn").await;
    db.as_owner("update accounts set email_confirmed_at = now()").await;
    let stranger = registered(&house, EMAIL).await;
    assert_eq!(left(&house).await, "2 2 2 2");
    for (made, changed, goes) in [("6", "6", ""), ("8", "6", ""), ("8", "8", "unconfirmed 1"), ("8", "8", "")] {
        let older = format!(
            "update accounts set created_at = now() - interval '{made} days', updated_at = now() - interval '{changed} days'"
        );
        db.as_owner(&older).await;
        assert_eq!(house.gone().await, goes, "{older}");
    }
    assert_eq!(left(&house).await, "1 1 1 1", "what {own} has");
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

/// By which kind what is sealed in a table goes, or why by none.
const ENDS: [(&str, Result<Kind, &str>); 35] = [
    ("account_tokens", Ok(Kind::Links)),
    ("accounts", Ok(Kind::Unconfirmed)),
    ("bureau_calls", Ok(Kind::Exchanges)),
    ("bureau_download_parts", Ok(Kind::Exchanges)),
    ("bureau_downloads", Ok(Kind::Exchanges)),
    ("bureau_items", Ok(Kind::Exchanges)),
    ("bureau_records", Ok(Kind::Decisions)),
    ("bureau_tasks", Ok(Kind::Exchanges)),
    ("bureau_uploads", Ok(Kind::Exchanges)),
    ("calls", Ok(Kind::Decisions)),
    ("case_notes", Ok(Kind::Decisions)),
    ("confirmations", Ok(Kind::Decisions)),
    ("decisions", Ok(Kind::Decisions)),
    ("domain_facts", Ok(Kind::Facts)),
    ("domain_records", Err("the provider's own table of domains: each import takes out what is no longer in it")),
    ("drafts", Ok(Kind::Drafts)),
    ("entities", Ok(Kind::Records)),
    ("face_checks", Ok(Kind::Faces)),
    ("findings", Ok(Kind::Decisions)),
    ("held_posts", Ok(Kind::Held)),
    ("lookups", Ok(Kind::Lookups)),
    ("marks", Ok(Kind::Abandoned)),
    ("material_pages", Ok(Kind::Papers)),
    ("material_readings", Ok(Kind::Papers)),
    ("materials", Ok(Kind::Papers)),
    ("notices", Ok(Kind::Secrets)),
    ("outbox", Ok(Kind::Logs)),
    ("sent_pictures", Ok(Kind::Papers)),
    ("service_numbers", Err("its holder goes when the account is closed")),
    ("sessions", Ok(Kind::Sessions)),
    ("staff", Err("everything goes when the login is disabled")),
    ("submissions", Ok(Kind::Papers)),
    ("upload_parts", Err("what did not come whole goes by the hour, when its own time is over")),
    ("uploads", Err("what did not come whole goes by the hour, when its own time is over")),
    ("websites", Ok(Kind::Records)),
];

#[test]
fn everything_that_is_sealed_has_an_end_or_a_reason() {
    let listed: BTreeSet<&str> = ENDS.iter().map(|(table, _)| *table).collect();
    let sealed: BTreeSet<&str> = SEALED.iter().map(|one| one.table).collect();
    assert_eq!(listed, sealed);
    assert_eq!(listed.len(), ENDS.len(), "each once");
    for (table, reason) in ENDS.iter().filter_map(|(table, end)| Some((table, end.err()?))) {
        assert!(reason.split(' ').count() > 5, "{table} says why");
    }
}
