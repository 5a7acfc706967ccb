//! Forms and addresses as no page of ours sends them: fields unknown, doubled, missing, huge and no text at all; signs that no
//! screen shows; headers of mails and other methods smuggled in; addresses of others to return to. Whatever the route does with
//! them, it does not fail, tells nothing of what it is made of, and leads nowhere else.

use std::collections::BTreeSet;

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, LOCATION, REFERER};

use super::calls::{address, body};
use super::*;
use crate::support::fields::Fields;
use crate::support::guest::FORM;
use crate::support::sites::{Body, Visitor};
use crate::support::upload::Upload;

const ELSEWHERE: &str = "elsewhere.example";
/// Bytes of a form that are read.
const MOST: usize = 64 * 1024;
/// Fields beside the files of a form with any: one of another name would end it.
const REPORTED: [&str; 6] = ["act", "happened_on", "words", "entity_number", "website_number", "version"];
/// What people and machines put into them.
const ODD: [&str; 6] = [
    "\u{202E}gpj.表\u{2066}",
    "а\u{200B}dmin\u{FEFF}",
    "a@example.cn\r\nBcc: b@example.cn",
    "xn--\u{0}--.例\u{3002}子",
    "'; drop table filings; --",
    "99999999999999999999",
];
/// Where a page may be asked to return to.
const RETURNS: [&str; 3] = ["next", "back", "from"];
/// Words that tell what we are made of.
const LEAKS: [&str; 6] = ["panicked", ".rs:", "diesel", "PostgreSQL", "postgres", "/src/"];

/// Fields that are huge at once, and how long each is: longer than any line may be.
const HUGE: (usize, usize) = (24, 260);

/// Forms of a route, each wrong in its own way; `known` are those it needs.
fn bodies(token: &str, known: &[(&str, &str)], fields: &Fields) -> Vec<(&'static str, Vec<u8>)> {
    let form = |fields: Vec<(&str, &str)>| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", token).extend_pairs(fields);
        form.finish().into_bytes()
    };
    // What a route needs it gets right: the rest must reach further than the first look.
    let others = |names: &BTreeSet<String>| -> Vec<String> {
        names.iter().filter(|name| !known.iter().any(|(own, _)| own == name)).cloned().collect()
    };
    let (texts, numbers) = (others(&fields.texts), others(&fields.numbers));
    let all = |value: &'static str| numbers.iter().map(move |name| (name.as_str(), value));
    let of_texts = |value: &'static str| texts.iter().map(move |name| (name.as_str(), value));
    let odd: Vec<(&str, &str)> =
        texts.iter().map(String::as_str).zip(ODD.into_iter().cycle()).chain(all("1")).collect();
    let zeros: Vec<(&str, &str)> = of_texts("a\0b").chain(all("0")).collect();
    let (at_once, length) = HUGE;
    let (long, longest) = ("备".repeat(length), "备".repeat(3000));
    let returns = RETURNS.map(|name| (name, "https://elsewhere.example/"));
    let slashes = RETURNS.map(|name| (name, "//elsewhere.example/\\"));
    let mut bodies = vec![
        ("nothing", form(vec![])),
        ("odd words", form([known, &odd].concat())),
        ("everything twice", form([known, known, &odd, &odd].concat())),
        ("zero bytes", form([known, &zeros].concat())),
        ("the largest numbers", form([known, &all("2147483647").collect::<Vec<_>>()].concat())),
        ("the least numbers", form([known, &all("-2147483648").collect::<Vec<_>>()].concat())),
        ("a huge field", form([known, &[("words", longest.as_str()), ("name", longest.as_str())]].concat())),
        ("an address to return to", form([known, &returns].concat())),
        ("one without its scheme", form([known, &slashes, &[("_method", "DELETE"), ("unknown", "x")]].concat())),
        ("no text", [form(known.to_vec()), b"&words=%FF%FE%00&name=%".to_vec()].concat()),
    ];
    for some in texts.chunks(at_once) {
        let some: Vec<(&str, &str)> = some.iter().map(|name| (name.as_str(), long.as_str())).collect();
        bodies.push(("fields that are too long", form([known, &some].concat())));
    }
    assert!(bodies.iter().all(|(_, body)| body.len() < MOST), "a form over the limit is not looked at");
    bodies
}

/// The same of a form with files. No file of a place that takes one: it would be decoded, which others look at.
fn multiparts(token: &str, known: &[(&str, &str)]) -> Vec<(&'static str, Vec<u8>)> {
    let usual: Vec<(&str, &str)> = REPORTED.into_iter().zip(ODD.into_iter().cycle()).collect();
    let report =
        |words: &'static str| [("act", "refused"), ("happened_on", "2026-11-01"), ("words", words), ("version", "1")];
    let huge = "备".repeat(3000);
    let of = |fields: &[&[(&str, &str)]]| Upload::of(&fields.concat());
    let forms = [
        ("nothing", Upload::default()),
        ("odd words", of(&[known, &usual])),
        ("everything twice", of(&[known, known, &usual, &usual]).file("paper", "", b"").file("paper", "", b"")),
        ("what nobody asked for", of(&[known, &[("_method", "DELETE")]]).file("nowhere", "../../a.jpg", b"x")),
        ("a huge field", of(&[known, &[("words", huge.as_str())]])),
        ("zero bytes", of(&[known, &report("a\0b")])),
        ("words that turn around", of(&[known, &report(ODD[0])])),
    ];
    forms.into_iter().map(|(how, form)| (how, form.with_token(token))).collect()
}

/// Questions in an address, and what stands in headers beside it.
const QUESTIONS: [&str; 6] = [
    "next=https%3A%2F%2Felsewhere.example%2F&back=%2F%2Felsewhere.example&from=%5C%5Celsewhere.example",
    "q=%E2%80%AE%27%3B--%25_&page=99999999999999999999&after=%FF%FE&sort=x&state=x&day=2026-99-99",
    "q=%00&after=%00&page=-1&id=x",
    "tab=done&after=-300000000000000000.01900000-0000-7000-8000-000000000001&before=-9223372036854775808&page=2147483647",
    "q=i&after=-300000000000000000.i-a&zoom=255&turn=255&page=-2147483648",
    "page=1&page=2&q=a&q=b&lang=xx&unknown=%0D%0ASet-Cookie%3A%20a%3Db",
];

async fn holds(request: RequestBuilder, what: &str) {
    let request = request.header("x-http-method-override", "DELETE").header("x-forwarded-host", ELSEWHERE);
    let answer = request.header(REFERER, format!("https://{ELSEWHERE}/")).send().await.unwrap();
    assert!(!answer.status().is_server_error(), "{what}: {}", answer.status());
    ensure_dressed(&answer, what);
    assert!(!answer.headers().contains_key("server") && !answer.headers().contains_key("x-powered-by"), "{what}");
    if let Some(to) = answer.headers().get(LOCATION) {
        let to = to.to_str().unwrap();
        assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{what} leads to {to}");
    }
    assert!(
        answer.headers().get_all("set-cookie").iter().all(|cookie| !cookie.as_bytes().starts_with(b"a=")),
        "{what}"
    );
    if answer.status().is_client_error() {
        let page = answer.text().await.unwrap();
        let told = LEAKS.iter().find(|leak| page.contains(**leak));
        assert_eq!(told, None, "{what}");
    }
}

async fn hold(site: Site) {
    let (cast, fields) = (Cast::start().await, Fields::of_all());
    for route in routes(site) {
        let insider = Who::at(site).iter().copied().find(|who| !route.is_closed_to(*who)).expect("somebody may");
        // What is taken in all the same must not be in the way of the routes after it.
        let scene = cast.scene(site, &route.pattern, !route.is_safe()).await;
        let path = address(&route.pattern, &scene);
        let visitor: Visitor = cast.visitor(site, insider, &scene).await;
        let request = |path: &str| cast.sites.request(site, route.method.clone(), path, &visitor);
        if route.method == Method::GET {
            for question in QUESTIONS {
                holds(request(&format!("{path}?{question}")), &format!("{} with {question}", route.name())).await;
            }
            continue;
        }
        let (kind, bodies) = match body(&route.pattern, &scene) {
            Body::Form(known) => (FORM.to_owned(), bodies(&visitor.token(), &known, &fields)),
            Body::Multipart(known) => {
                let kind = format!("multipart/form-data; boundary={}", Upload::BOUNDARY);
                (kind, multiparts(&visitor.token(), known))
            }
            Body::Pieces(_) => continue,
        };
        for (how, body) in bodies {
            let request = request(&path).header(CONTENT_TYPE, kind.as_str()).body(body);
            holds(request, &format!("{} with {how}", route.name())).await;
        }
    }
    cast.sites.stop().await;
}

#[actix_web::test]
async fn nothing_sent_to_the_portal_makes_it_fail_or_tell_or_lead_away() {
    hold(Site::Portal).await;
}

#[actix_web::test]
async fn nothing_sent_to_the_back_office_makes_it_fail_or_tell_or_lead_away() {
    hold(Site::Office).await;
}
