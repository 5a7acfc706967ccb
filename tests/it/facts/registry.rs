//! WHOIS and RDAP: who holds a domain until when, and answers that tell nothing.

use beian::facts::Why;
use serde_json::{Value, json};

use super::registration;
use crate::support::outside::{HERE, Internet, Reply, TRAP, Told, http, json as rdap, redirect};

const CNNIC: &str = "Domain Name: example.cn\r\nDomain Status: ok\r\nRegistrant: 示例（北京）科技有限公司\r\n\
    Sponsoring Registrar: 阿里云计算有限公司（万网）\r\nRegistration Time: 2020-01-01 00:00:00\r\n\
    Expiration Time: 2028-01-01 00:00:00\r\n";
const VERISIGN: &str = "   Domain Name: EXAMPLE.COM\r\n   Registrar WHOIS Server: whois.registrar.example\r\n   \
    Registry Expiry Date: 2028-01-01T00:00:00Z\r\n   Registrar: DNSPod, Inc.\r\n";
const RDAP: &str = "https://rdap.verisign.com/com/v1/domain/example.com";
/// Of a registry that has no WHOIS.
const RDAP_ALONE: &str = "https://rdap.tucowsregistry.net/rdap/domain/example.link";

async fn world() -> Internet {
    let internet = Internet::start(&["rdap.verisign.com", "rdap.tucowsregistry.net"]).await;
    for name in ["whois.cnnic.cn", "whois.verisign-grs.com", "whois.registrar.example"] {
        internet.name(name);
    }
    internet.name("rdap.verisign.com").name("rdap.tucowsregistry.net");
    internet
}

/// What RDAP says of a name it does not know.
fn unknown() -> Reply {
    rdap("404 Not Found", &json!({"errorCode": 404}))
}

fn object(name: &str) -> Value {
    json!({
        "objectClassName": "domain",
        "ldhName": name,
        "events": [{"eventAction": "expiration", "eventDate": "2028-01-01T00:00:00Z"}],
        "entities": [{"roles": ["registrar"], "vcardArray": ["vcard", [["fn", {}, "text", "GoDaddy.com, LLC"]]]}],
    })
}

#[actix_web::test]
async fn the_registry_of_cn_is_asked_by_whois() {
    let internet = world().await;
    internet.whois("example.cn", CNNIC);
    let (found, from) = registration(&internet, "example.cn").await.unwrap();
    let found = found.unwrap();
    assert_eq!(from, "whois.cnnic.cn");
    assert_eq!(found.holder.unwrap().reveal(), "示例（北京）科技有限公司");
    assert_eq!(found.expires_on, "2028-01-01".parse().ok());
}

#[actix_web::test]
async fn a_name_nobody_registered_is_a_fact() {
    let internet = world().await;
    internet.whois("example.cn", "No matching record.\r\n");
    assert_eq!(registration(&internet, "example.cn").await, Ok((None, "whois.cnnic.cn".into())));
    internet.whois("domain example.com", "No match for \"EXAMPLE.COM\".\r\n").web(RDAP, unknown());
    assert_eq!(registration(&internet, "example.com").await, Ok((None, "whois.verisign-grs.com".into())));
    internet.web(RDAP_ALONE, unknown());
    assert_eq!(registration(&internet, "example.link").await, Ok((None, "rdap.tucowsregistry.net".into())));
}

#[actix_web::test]
async fn a_name_is_nobodys_only_where_a_registry_says_so() {
    let internet = world().await;
    internet.web(RDAP, unknown());
    for (whois, why) in [
        (Reply::Silence, Why::TimedOut),
        (Reply::Bytes(b"Query rate exceeded".to_vec()), Why::Refused),
        (Reply::Bytes(Vec::new()), Why::Unreadable),
    ] {
        internet.whois_says("domain example.com", whois);
        assert_eq!(registration(&internet, "example.com").await, Err(why));
    }
    // Any web server answers so to an address it does not have.
    internet.web(RDAP_ALONE, http("404 Not Found", "Content-Type: text/html\r\n", "<h1>Not Found</h1>"));
    assert_eq!(registration(&internet, "example.link").await, Err(Why::Unreadable));
}

#[actix_web::test]
async fn a_slow_registrar_takes_nothing_from_the_registry() {
    let internet = world().await;
    internet.whois("domain example.com", VERISIGN).whois_says("example.com", Reply::Silence);
    let (found, from) = registration(&internet, "example.com").await.unwrap();
    assert_eq!(from, "whois.verisign-grs.com");
    assert_eq!(found.unwrap().expires_on, "2028-01-01".parse().ok());
}

#[actix_web::test]
async fn com_is_asked_by_rdap_and_its_holder_at_the_registrar() {
    let internet = world().await;
    internet.web(RDAP, rdap("200 OK", &object("EXAMPLE.COM"))).whois("domain example.com", VERISIGN);
    internet.whois("example.com", "Domain Name: example.com\r\nRegistrant Organization: 示例公司\r\n");
    let (found, from) = registration(&internet, "example.com").await.unwrap();
    let found = found.unwrap();
    assert_eq!(from, "rdap.verisign.com");
    assert_eq!(found.registrar.as_deref(), Some("GoDaddy.com, LLC"), "the first answer holds");
    assert_eq!(found.holder.unwrap().reveal(), "示例公司");
    assert_eq!(internet.questions().len(), 3);
}

#[actix_web::test]
async fn whois_stands_in_where_rdap_fails() {
    let internet = world().await;
    internet.whois("domain example.com", VERISIGN);
    for bad in [
        http("500 Internal Server Error", "", ""),
        http("200 OK", "", "{"),
        rdap("200 OK", &object("other.com")),
        redirect("https://rdap.verisign.com/elsewhere"),
        Reply::Silence,
        Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n{".to_vec()),
    ] {
        internet.web(RDAP, bad);
        let (found, from) = registration(&internet, "example.com").await.unwrap();
        assert_eq!(from, "whois.verisign-grs.com");
        assert_eq!(found.unwrap().registrar.as_deref(), Some("DNSPod, Inc."));
    }
    assert!(!internet.questions().iter().any(|asked| asked.ends_with("elsewhere")), "no redirect is followed");
}

#[actix_web::test]
async fn what_cannot_be_read_in_time_and_size_is_no_fact() {
    let internet = world().await;
    for (reply, why) in [
        (Reply::Silence, Why::TimedOut),
        (Reply::Endless(Vec::new()), Why::TooLong),
        (Reply::Bytes(b"Query rate exceeded".to_vec()), Why::Refused),
        (Reply::Bytes(Vec::new()), Why::Unreadable),
        (Reply::Bytes(vec![0xff; 2000]), Why::Unreadable),
        (Reply::Bytes(CNNIC.replace("example.cn", "other.cn").into()), Why::Unreadable),
    ] {
        internet.whois_says("example.cn", reply);
        assert_eq!(registration(&internet, "example.cn").await, Err(why));
    }
    assert_eq!(registration(&internet, "example.yoga").await, Err(Why::NoServer));
    internet.told("whois.cnnic.cn", Told::Addresses(vec![]));
    assert_eq!(registration(&internet, "example.cn").await, Err(Why::Unreachable));
}

#[actix_web::test]
async fn a_referral_leads_nowhere_that_is_not_public() {
    let internet = world().await;
    internet.whois("domain example.com", VERISIGN);
    for told in [Told::Addresses(vec![TRAP]), Told::Turns(vec![vec![HERE], vec![TRAP]]), Told::Broken] {
        internet.told("whois.registrar.example", told);
        let (found, _) = registration(&internet, "example.com").await.unwrap();
        assert_eq!(found.unwrap().expires_on, "2028-01-01".parse().ok(), "the registry's answer holds");
    }
    internet.whois("domain example.com", VERISIGN.replace("whois.registrar.example", "127.0.0.2"));
    assert!(registration(&internet, "example.com").await.is_ok());
    internet.told("whois.cnnic.cn", Told::Addresses(vec![TRAP]));
    assert_eq!(registration(&internet, "example.cn").await, Err(Why::NotPublic));
    assert_eq!(internet.trapped(), 0);
}
