//! Home pages: opened as a visitor would, within the domain, within time and size, and never inside anybody's network.

use beian::facts::Why;

use super::home_page;
use crate::support::outside::{HERE, Internet, Reply, TRAP, Told, at, http, page, redirect};

const HOSTS: [&str; 3] = ["example.cn", "www.example.cn", "m.example.cn"];
const HTML: &str = "<html lang=\"zh-CN\"><title>示例网站</title><p>欢迎</p>\
    <a href=\"https://beian.miit.gov.cn/\">京ICP备2026000001号-1</a></html>";

#[actix_web::test]
async fn a_page_is_opened_over_tls_and_read() {
    let internet = Internet::start(&HOSTS).await;
    internet.name("example.cn").web("https://example.cn/", page(HTML));
    let seen = home_page(&internet, "example.cn").await.unwrap().unwrap();
    assert_eq!((seen.url.as_str(), seen.status), ("https://example.cn/", 200));
    assert_eq!((seen.title.as_str(), seen.language.as_deref()), ("示例网站", Some("zh-CN")));
    assert_eq!(seen.number.as_deref(), Some("京ICP备2026000001号-1"));
    assert!(seen.links_to_ministry && seen.opens() && !seen.is_cut);
}

#[actix_web::test]
async fn www_and_plain_http_are_tried_too() {
    let internet = Internet::start(&["other.example"]).await;
    internet.name("www.example.cn").web("http://www.example.cn/", page(HTML));
    let seen = home_page(&internet, "example.cn").await.unwrap().unwrap();
    assert_eq!(seen.url, "http://www.example.cn/", "a certificate of another name opens nothing");
}

#[actix_web::test]
async fn a_site_may_be_open_at_www_alone() {
    let internet = Internet::start(&HOSTS).await;
    internet.name("example.cn").name("www.example.cn");
    for status in ["404 Not Found", "503 Service Unavailable"] {
        internet.web("https://example.cn/", http(status, "", ""));
        for scheme in ["https", "http"] {
            let url = format!("{scheme}://www.example.cn/");
            internet.web("https://www.example.cn/", Reply::Silence).web(&url, page(HTML));
            assert_eq!(home_page(&internet, "example.cn").await.unwrap().unwrap().url, url);
        }
        internet.web("https://www.example.cn/", http("404 Not Found", "", ""));
        let seen = home_page(&internet, "example.cn").await.unwrap().unwrap();
        assert_eq!(seen.url, "https://example.cn/", "closed at both");
    }
}

#[actix_web::test]
async fn a_name_that_leads_nowhere_has_no_page() {
    let internet = Internet::start(&HOSTS).await;
    assert_eq!(home_page(&internet, "example.cn").await, Ok(None));
}

#[actix_web::test]
async fn redirects_are_followed_within_the_domain_alone() {
    let internet = Internet::start(&HOSTS).await;
    internet.name("example.cn").name("m.example.cn").name("other.cn");
    internet.web("https://example.cn/", redirect(&internet.url("http", "m.example.cn/start?a=1")));
    internet.web("http://m.example.cn/start?a=1", page(HTML));
    let seen = home_page(&internet, "example.cn").await.unwrap().unwrap();
    assert_eq!(seen.url, "http://m.example.cn/start");
    for away in [
        internet.url("http", "other.cn/"),
        internet.url("http", "notexample.cn/"),
        internet.url("http", "127.0.0.1/"),
        internet.url("http", "127.0.0.2/"),
        format!("http://example.cn:{}/", internet.reach.whois_port),
        "http://[::ffff:127.0.0.2]/".to_owned(),
        "http://0x7f000002/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        internet.web("https://example.cn/", redirect(&away));
        let seen = home_page(&internet, "example.cn").await.unwrap().unwrap();
        assert!(seen.leaves_to.is_some() && seen.opens(), "{away}");
    }
    assert!(!internet.questions().iter().any(|asked| asked.contains("other.cn") || asked.contains("127.0.0")));
    assert_eq!(internet.trapped(), 0);
}

#[actix_web::test]
async fn pages_that_hang_drown_or_go_round_in_circles() {
    let internet = Internet::start(&HOSTS).await;
    internet.name("example.cn");
    internet.web("https://example.cn/", redirect("/a")).web("https://example.cn/a", redirect("/"));
    internet.web("http://example.cn/", Reply::Silence);
    assert_eq!(home_page(&internet, "example.cn").await, Err(Why::Unreadable));
    internet.web("https://example.cn/", Reply::Silence);
    assert_eq!(home_page(&internet, "example.cn").await, Err(Why::TimedOut));
    let start = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{HTML}");
    internet.web("https://example.cn/", Reply::Endless(start.into_bytes()));
    let seen = home_page(&internet, "example.cn").await.unwrap().unwrap();
    assert_eq!(seen.title, "示例网站", "the beginning is enough");
    assert!(seen.is_cut);
    internet.web("https://example.cn/", http("404 Not Found", "", "")).web("http://example.cn/", page(HTML));
    assert!(!home_page(&internet, "example.cn").await.unwrap().unwrap().opens(), "as a visitor sees it");
}

#[actix_web::test]
async fn no_name_leads_into_a_network_that_is_not_the_internet() {
    let internet = Internet::start(&HOSTS).await;
    for address in [
        "127.0.0.2",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.2",
        "::127.0.0.2",
        "64:ff9b::7f00:2",
        "2002:7f00:2::",
        "fe80::1",
        "fc00::1",
        "fd00::1",
        "ff02::1",
    ] {
        internet.told("example.cn", Told::Addresses(vec![at(address)]));
        assert_eq!(home_page(&internet, "example.cn").await, Err(Why::NotPublic), "{address}");
    }
    internet.name("example.cn").told("m.example.cn", Told::Addresses(vec![TRAP]));
    internet.web("https://example.cn/", redirect(&internet.url("https", "m.example.cn/")));
    internet.web("http://example.cn/", redirect(&internet.url("http", "m.example.cn/")));
    assert_eq!(home_page(&internet, "example.cn").await, Err(Why::NotPublic), "nor by a detour");
    assert_eq!(internet.trapped(), 0);
}

#[actix_web::test]
async fn a_name_that_changes_between_look_and_call_gains_nothing() {
    let internet = Internet::start(&HOSTS).await;
    for turns in 1..6 {
        let mut lists = vec![vec![HERE]; turns];
        lists.push(vec![TRAP]);
        internet.told("example.cn", Told::Turns(lists));
        let _ = home_page(&internet, "example.cn").await;
        internet.told("example.cn", Told::Turns(vec![vec![HERE, TRAP], vec![TRAP, HERE]]));
        let _ = home_page(&internet, "example.cn").await;
    }
    assert_eq!(internet.trapped(), 0);
}
