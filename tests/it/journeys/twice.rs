//! Impatient hands: a second press, two posts at once, Back after sending. A filing is sent once.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use super::account::arrive;
use super::steps::filers::ORGANISATION;
use super::steps::{filing, reference};
use crate::support::browser::Browser;
use crate::support::stage::Stage;

/// What the browser would post from the check page, with its cookies.
struct Post {
    origin: String,
    path: String,
    cookies: String,
    body: String,
}

impl Post {
    async fn of(person: &Browser, origin: &str, path: &str) -> Self {
        let hidden = async |name: &str| {
            let field = person.find(&format!("form[action='{path}'] input[name={name}]")).await;
            field.attr("value").await.unwrap().unwrap_or_default()
        };
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &hidden("csrf").await)
            .append_pair("version", &hidden("version").await)
            .append_pair("declared", "yes")
            .finish();
        let cookies = person.session.client.get_all_cookies().await.unwrap();
        let cookies: Vec<String> = cookies.iter().map(|own| format!("{}={}", own.name(), own.value())).collect();
        Self { origin: origin.to_owned(), path: path.to_owned(), cookies: cookies.join("; "), body }
    }

    /// Sends it; the head of the answer.
    fn send(&self) -> String {
        let host = self.origin.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nCookie: {}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
            self.path,
            self.origin,
            self.cookies,
            self.body.len(),
            self.body
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split("\r\n\r\n").next().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn a_filing_is_sent_once_however_often_it_is_posted() {
    let Some(stage) = Stage::set("twice").await else { return };
    let own = &ORGANISATION;
    let chen = stage.desktop().await;
    arrive(&stage.program, &chen, own.email, own.mobile).await;
    let path = filing::begin(&chen, own).await;
    filing::buy_a_server(&stage.program, own);
    filing::fill(&chen, &path, own).await;
    filing::consent(&chen, &path).await;
    filing::upload(&chen, &stage.program, &path, own).await;

    let check = format!("{path}/check");
    chen.goto(&check).await;
    // Another page of hers runs no scripts and hears of nothing.
    let mut deaf = stage.scriptless().await;
    for cookie in chen.session.client.get_all_cookies().await.unwrap() {
        deaf.carry(cookie.name(), cookie.value());
    }
    deaf.goto(&check).await;
    let post = Post::of(&chen, &stage.program.portal, &check).await;
    let answers: Vec<String> = thread::scope(|scope| {
        let sending: Vec<_> = (0..4).map(|_| scope.spawn(|| post.send())).collect();
        sending.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let said = |key: &str| answers.iter().filter(|answer| answer.contains(key)).count();
    assert!(answers.iter().all(|answer| answer.starts_with("HTTP/1.1 303")), "{answers:#?}");
    assert_eq!((said("wizard-check-sent"), said("wizard-check-already")), (1, 3), "{answers:#?}");
    let rounds = stage.program.database.text("select count(*)::text from submissions").await;
    assert_eq!(rounds, "1");

    // The page that was open all the while goes on by itself; the one that heard of nothing is pressed once more.
    chen.sees("wizard-panel-submitted-title").await;
    assert_eq!(chen.path().await, path);
    deaf.fill("declared", "yes").await;
    deaf.press("wizard-check-submit").await;
    deaf.sees("wizard-check-already").await;
    deaf.look("already-sent").await;
    deaf.session.client.back().await.unwrap();
    deaf.sees("wizard-panel-submitted-title").await;
    assert_eq!(deaf.path().await, path, "Back leads to the filing, not to a page that could send again");
    let told = stage.program.messages(own.email).into_iter().filter(|mail| mail.subject.contains(reference(&path)));
    assert_eq!(told.count(), 1);
}
