//! Instances and service numbers through their services, on a real database.

mod api;
mod ending;
mod quota;
mod take_in;

use beian::hosting::{import, service};
use beian::reference::book;
use beian::values::actor::Actor;

use crate::support::database::TestDb;
use crate::support::filings::today;

const HEAD: &str = "type,instance,owner,product,region,addresses,billing,starts_on,ends_on,quota,number";

/// What an import of these lines says: how many came in, or what is wrong with each line and column.
async fn take_in(test_db: &TestDb, lines: &[&str]) -> Result<(usize, usize), Vec<(u64, String, &'static str)>> {
    let file = format!("{HEAD}\n{}\n", lines.join("\n"));
    let told = |faults: Vec<beian::hosting::record::Fault>| {
        faults.into_iter().map(|fault| (fault.place, fault.member, fault.message.key)).collect::<Vec<_>>()
    };
    let sheet = import::read(file.as_bytes(), book(), today()).map_err(told)?;
    let done = test_db.db.write(Actor::Operator, async |tx| service::import(tx, &sheet).await).await.unwrap();
    done.map(|done| (done.instances, done.numbers)).map_err(told)
}

/// A line of an instance with room for five websites.
fn instance(code: &str, owner: &str) -> String {
    format!("instance,{code},{owner},cloud_server,beijing,114.114.7.7,subscription,2026-01-01,2028-12-31,5,")
}
