//! The DNS: what a name leads to, and what a name server that does not answer is not.

use beian::facts::{Dns, Why};

use super::dns;
use crate::support::outside::{HERE, Internet, TRAP, Told, at};

#[actix_web::test]
async fn servers_and_addresses_of_both_versions_with_and_without_www() {
    let internet = Internet::start(&["example.cn"]).await;
    internet.told("example.cn", Told::Addresses(vec![at("192.0.2.1"), at("2001:db8::1")]));
    internet.told("www.example.cn", Told::Addresses(vec![at("192.0.2.1"), at("192.0.2.2")]));
    let seen = dns(&internet, "example.cn").await.unwrap();
    assert_eq!(seen.name_servers, ["ns1.example.cn", "ns2.example.cn"]);
    assert_eq!(seen.addresses, [at("192.0.2.1"), at("192.0.2.2"), at("2001:db8::1")]);
}

#[actix_web::test]
async fn a_name_that_is_not_there_leads_nowhere() {
    let internet = Internet::start(&["example.cn"]).await;
    assert_eq!(dns(&internet, "example.cn").await, Ok(Dns::default()));
    internet.told("example.com", Told::Addresses(vec![]));
    assert!(dns(&internet, "example.com").await.unwrap().addresses.is_empty());
}

#[actix_web::test]
async fn no_answer_is_no_fact() {
    let internet = Internet::start(&["example.cn"]).await;
    internet.told("example.cn", Told::Silence).told("example.com", Told::Broken);
    assert_eq!(dns(&internet, "example.cn").await, Err(Why::TimedOut));
    assert_eq!(dns(&internet, "example.com").await, Err(Why::Unreachable));
}

#[actix_web::test]
async fn private_addresses_are_told_but_not_called() {
    let internet = Internet::start(&["example.cn"]).await;
    internet.told("example.cn", Told::Addresses(vec![HERE, TRAP]));
    assert_eq!(dns(&internet, "example.cn").await.unwrap().addresses, [HERE, TRAP]);
    assert_eq!(internet.trapped(), 0);
}
