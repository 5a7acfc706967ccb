//! What everybody and every machine may ask for: the public pages in both languages, files for machines, assets, and the
//! pages of errors, asked plainly of the running program.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use beian::clock;
use beian::paths;
use beian::reference::book;
use beian::text::{Lang, Tr};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::program::Program;

/// An answer with its headers.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// Asks a site; `more` is whole header lines and, after an empty one, a body.
fn ask(origin: &str, method: &str, path: &str, more: &str) -> Answer {
    let host = origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let (headers, body) = more.split_once("\n\n").unwrap_or((more, ""));
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for line in headers.lines().filter(|line| !line.is_empty()) {
        text.push_str(&format!("{line}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    // A server that has said enough stops reading.
    let _ = stream.write_all(text.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

fn get(origin: &str, path: &str, lang: Lang) -> Answer {
    ask(origin, "GET", path, &format!("Cookie: beian-language={}", lang.code()))
}

/// Tags of sources as the data write them; readers get names.
const RAW: [&str; 7] = ["tencent", "huawei", "aliyun", "weixin", "code tables", "law:", "std:"];

#[tokio::test]
async fn every_province_and_topic_has_a_page_in_both_languages() {
    let program = Program::start().await;
    let today = clock::now().date_naive();
    let provinces = book().provinces(today);
    assert_eq!(provinces.len(), 31);
    for lang in Lang::ALL {
        for province in &provinces {
            let page = get(&program.portal, &paths::guide_province(&province.code), lang);
            assert_eq!(page.status, 200, "{}", province.en);
            assert!(page.body.contains(lang.pick(&province.zh, &province.en)), "{}", province.en);
            assert!(page.body.contains(&Tr::new(lang).t("guide-sources-note")), "{} tells no source", province.en);
            let found = RAW.iter().find(|tag| page.body.contains(**tag));
            assert_eq!(found, None, "{} shows a tag", province.en);
        }
        for topic in book().guide_topics(today) {
            let page = get(&program.portal, &paths::guide_topic(&topic.id), lang);
            assert_eq!(page.status, 200, "{}", topic.id);
            assert_eq!(RAW.iter().find(|tag| page.body.contains(**tag)), None, "{}", topic.id);
        }
    }
    assert_eq!(get(&program.portal, "/guide/provinces/990000", Lang::Zh).status, 404);
    assert_eq!(get(&program.portal, "/guide/nothing", Lang::Zh).status, 404);
}

#[tokio::test]
async fn machines_find_their_files() {
    let program = Program::start().await;
    for origin in [&program.portal, &program.office] {
        let health = get(origin, "/health", Lang::Zh);
        assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));
        assert_eq!(health.header("cache-control"), Some("no-store"));
    }
    let robots = get(&program.portal, "/robots.txt", Lang::Zh).body;
    assert!(robots.starts_with("User-agent: *\n") && robots.contains("\nDisallow: /filings\n"), "{robots}");
    assert_eq!(get(&program.office, "/robots.txt", Lang::Zh).body, "User-agent: *\nDisallow: /\n");
    holds_to_rfc_9116(&get(&program.portal, "/.well-known/security.txt", Lang::Zh));
}

/// Contact at least once, Expires exactly once, in the future and within a year, plain text in UTF-8.
fn holds_to_rfc_9116(file: &Answer) {
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
    let field = |name: &str| -> Vec<&str> {
        file.body.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
    };
    assert!(field("Contact").iter().all(|contact| contact.starts_with("mailto:")) && !field("Contact").is_empty());
    let [expires] = field("Expires")[..] else { panic!("Expires once: {}", file.body) };
    let left = expires.parse::<DateTime<Utc>>().unwrap() - clock::now();
    assert!(left > TimeDelta::days(30) && left < TimeDelta::days(366), "{expires}");
    assert!(field("Canonical")[0].ends_with("/.well-known/security.txt"));
}

#[tokio::test]
async fn assets_are_hashed_and_kept_for_good() {
    let program = Program::start().await;
    let pages = [(&program.portal, "/"), (&program.office, "/sign-in")];
    let mut assets = BTreeSet::new();
    for (origin, path) in pages {
        let page = get(origin, path, Lang::Zh).body;
        let named = page.split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned);
        assets.extend(named.map(|asset| (origin.clone(), asset)));
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("<script>"), "{path}");
    }
    assert!(assets.len() >= 7, "{assets:?}");
    for (origin, asset) in assets {
        let answer = get(&origin, &asset, Lang::Zh);
        assert_eq!(answer.status, 200, "{asset}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{asset}");
    }
    assert_eq!(get(&program.portal, "/assets/../Cargo.toml", Lang::Zh).status, 404);
    assert_eq!(get(&program.portal, "/assets/portal.css", Lang::Zh).status, 404);
}

/// What happened, that nothing is lost, what to do, and a number to quote: for every refusal that can be provoked plainly.
#[tokio::test]
async fn errors_are_told_in_both_languages_on_both_sites() {
    let program = Program::start().await;
    let form = "Content-Type: application/x-www-form-urlencoded";
    let long = format!("email={}", "a".repeat(70_000));
    for lang in Lang::ALL {
        let t = Tr::new(lang);
        let code = lang.code();
        let cookie = format!("Cookie: beian-language={code}; office-language={code}");
        for origin in [&program.portal, &program.office] {
            let own = format!("{cookie}\nOrigin: {origin}\n{form}");
            let foreign = format!("{cookie}\nOrigin: http://elsewhere.example\n{form}");
            let cases = [
                (404, "not-found", ask(origin, "GET", "/nothing-here", &cookie)),
                (403, "forged", ask(origin, "POST", "/sign-in", &format!("{foreign}\n\nlogin=a"))),
                (403, "forged", ask(origin, "POST", "/sign-in", &format!("{own}\n\nlogin=a"))),
                (413, "too-large", ask(origin, "POST", "/sign-in", &format!("{own}\n\n{long}"))),
            ];
            for (status, name, answer) in cases {
                assert_eq!(answer.status, status, "{name} at {origin}: {}", answer.head);
                assert_eq!(answer.header("cache-control"), Some("no-store"));
                for part in ["title", "text", "advice"] {
                    let words = t.t(&format!("site-error-{name}-{part}"));
                    assert!(answer.body.contains(&words), "{name} at {origin} does not say {words:?}");
                }
                let number = t.a1("site-error-number", "number", "");
                let start = number.split(['。', '.']).next().unwrap().trim();
                assert!(answer.body.contains(start), "{name} at {origin} has no number to quote");
            }
        }
    }
}
