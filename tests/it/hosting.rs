//! Instances and service numbers through their services, on a real database.

mod api;
mod ending;
mod holders;
mod quota;
mod take_in;

use beian::db::Db;
use beian::hosting::record::Fault;
use beian::hosting::{import, service};
use beian::reference::book;
use beian::values::Email;
use beian::values::actor::Actor;
use beian::values::ids::AccountId;

use crate::support::database::TestDb;
use crate::support::filings::today;
use crate::support::people::an_account;

const HEAD: &str = "type,instance,owner,product,region,addresses,billing,starts_on,ends_on,quota,number";

/// What an import of these lines says: how many came in, or what is wrong with each line and column.
async fn take_in(test_db: &TestDb, lines: &[&str]) -> Result<(usize, usize), Vec<(u64, String, &'static str)>> {
    let done = take_in_by(&test_db.db, lines).await.unwrap();
    let told = |fault: Fault| (fault.place, fault.member, fault.message.key);
    done.map_err(|faults| faults.into_iter().map(told).collect())
}

async fn take_in_by(db: &Db, lines: &[&str]) -> beian::error::Result<Result<(usize, usize), Vec<Fault>>> {
    let file = format!("{HEAD}\n{}\n", lines.join("\n"));
    let sheet = match import::read(file.as_bytes(), book(), today()) {
        Ok(sheet) => sheet,
        Err(faults) => return Ok(Err(faults)),
    };
    let done = db.write(Actor::Operator, async |tx| service::import(tx, &sheet).await).await?;
    Ok(done.map(|done| (done.instances, done.numbers)))
}

/// An account with a mail address that it confirmed.
async fn reachable(test_db: &TestDb, n: u32, address: &str) -> AccountId {
    let owner = an_account(test_db, n).await;
    let email = Email::parse(address).unwrap();
    let confirm = async |tx: &mut beian::db::Tx<'_>| beian::account::store::update_email(tx, owner, &email).await;
    test_db.db.write(Actor::Applicant(owner), confirm).await.unwrap();
    owner
}

/// A line of an instance with room for five websites.
fn instance(code: &str, owner: &str) -> String {
    format!("instance,{code},{owner},cloud_server,beijing,114.114.7.7,subscription,2026-01-01,2028-12-31,5,")
}
