//! Facts of domains from real servers on loopback: honest ones, and ones that hang, lie, drown and lead astray.

mod cache;
mod home_page;
mod names;
mod registry;

use beian::facts::clients::Outside;
use beian::facts::jobs::LookUp;
use beian::facts::service::Brought;
use beian::facts::{Dns, HomePage, Registration, Sort, Why};
use beian::values::DomainName;

use crate::support::outside::Internet;

type Seen<T> = Result<(T, String), Why>;

async fn look(internet: &Internet, domain: &str, sort: Sort) -> Brought {
    let outside = Outside::new(internet.reach.clone()).unwrap();
    outside.look(&LookUp { domain: DomainName::parse(domain).unwrap(), sort }).await
}

async fn dns(internet: &Internet, domain: &str) -> Result<Dns, Why> {
    match look(internet, domain, Sort::Dns).await {
        Brought::Dns(seen) => seen.map(|(dns, _)| dns),
        other => panic!("{other:?}"),
    }
}

async fn registration(internet: &Internet, domain: &str) -> Seen<Option<Registration>> {
    match look(internet, domain, Sort::Registration).await {
        Brought::Registration(seen) => seen,
        other => panic!("{other:?}"),
    }
}

async fn home_page(internet: &Internet, domain: &str) -> Result<Option<HomePage>, Why> {
    match look(internet, domain, Sort::HomePage).await {
        Brought::HomePage(seen) => seen.map(|(page, _)| page),
        other => panic!("{other:?}"),
    }
}
