//! Mail to another machine: the real worker, a server with a certificate of its own, TLS from the first byte or after
//! STARTTLS. Without TLS, or with a stranger's certificate, neither mail nor password leaves.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use beian::notify::Notice;
use beian::notify::notice::Channel;
use beian::text::Lang;
use tempfile::TempDir;

use super::house::House;
use crate::support::sources;
use crate::support::tls_mail::{Tls, TlsMail, USER};

/// `beian work` with its settings, until it is dropped.
struct Work {
    child: Child,
    _folder: TempDir,
}

impl Work {
    fn start(house: &House, smtp_url: &str, trusts: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let file = |name: &str, content: &str| write(folder.path(), name, content);
        let key = format!("1:{}", "5a".repeat(32));
        let settings = [
            ("BEIAN_DEMO", "1".to_owned()),
            ("DATABASE_URL", house.test.url.clone()),
            ("BEIAN_PORTAL_ORIGIN", "http://127.0.0.1:8080".to_owned()),
            ("BEIAN_OFFICE_ORIGIN", "http://127.0.0.1:8081".to_owned()),
            ("BEIAN_KEY_FILE", file("key", &key)),
            ("BEIAN_PEPPER_FILE", file("pepper", "a pepper of the tests, long enough to be taken")),
            ("BEIAN_SMS_SECRET_FILE", file("sms", "a secret of the tests only")),
            ("BEIAN_STORAGE_DIR", folder.path().join("papers").to_str().unwrap().to_owned()),
            ("BEIAN_ASSETS_DIR", sources::root().join("static/dist").to_str().unwrap().to_owned()),
            ("BEIAN_SMTP_URL", smtp_url.to_owned()),
            ("BEIAN_SMS_URL", format!("http://{}/sms", house.mail.http)),
            ("BEIAN_MAIL_FROM", "示例云备案 <noreply@example.cn>".to_owned()),
            ("BEIAN_PROVIDER_NAME_ZH", "示例云".to_owned()),
            ("BEIAN_PROVIDER_NAME_EN", "Example Cloud".to_owned()),
            ("BEIAN_PROVIDER_PHONE", "400-000-0000".to_owned()),
            ("BEIAN_PROVIDER_EMAIL", "beian@example.cn".to_owned()),
            ("BEIAN_HASH_MEMORY_KIB", "1024".to_owned()),
            ("SSL_CERT_FILE", file("trusted.pem", trusts)),
        ];
        let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
        command.arg("work").env_clear().envs(settings).stdout(Stdio::null()).stderr(Stdio::null());
        Self { child: command.spawn().unwrap(), _folder: folder }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What became of a mail once its server was tried: its state and the answer.
async fn tried(house: &House, smtp_url: &str, trusts: &str) -> (String, String) {
    let person = house.person(1, Lang::En).await;
    let notice = house.tell(&person, Notice::FilingSubmitted).await;
    let _work = Work::start(house, smtp_url, trusts);
    for _ in 0..600 {
        if let Some((state, Some(answer))) = house.delivery(notice, Channel::Mail).await {
            return (state, answer);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the worker tried nothing");
}

fn url(scheme: &str, host: &str, server: &TlsMail) -> String {
    let (user, password) = USER;
    format!("{scheme}://{user}:{password}@{host}:{}", server.port)
}

#[actix_web::test]
async fn mail_goes_by_tls_from_the_first_byte() {
    let house = House::open().await;
    let server = TlsMail::start(Tls::AtOnce).await;
    let (state, answer) = tried(&house, &url("smtps", "localhost", &server), &server.certificate).await;
    assert_eq!(state, "sent", "{answer}");
    let mails = server.seen.mails.borrow().clone();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("To: person1@example.cn") && mails[0].contains("Message-ID: <"), "{}", mails[0]);
    assert!(server.seen.readable.borrow().is_empty());
    house.close().await;
}

#[actix_web::test]
async fn mail_goes_after_starttls_and_nothing_before_it() {
    let house = House::open().await;
    let server = TlsMail::start(Tls::OnCommand).await;
    let (state, answer) = tried(&house, &url("smtp+starttls", "localhost", &server), &server.certificate).await;
    assert_eq!(state, "sent", "{answer}");
    assert_eq!(server.seen.mails.borrow().len(), 1);
    let readable = server.seen.readable.borrow().clone();
    assert_eq!(readable.len(), 2, "{readable:?}");
    assert!(readable[0].starts_with("EHLO ") && readable[1] == "STARTTLS", "{readable:?}");
    house.close().await;
}

#[actix_web::test]
async fn a_server_without_tls_gets_neither_mail_nor_password() {
    let house = House::open().await;
    let server = TlsMail::start(Tls::Never).await;
    let (state, answer) = tried(&house, &url("smtp+starttls", "localhost", &server), &server.certificate).await;
    assert_eq!(state, "waiting", "{answer}");
    assert!(server.seen.mails.borrow().is_empty());
    let readable = server.seen.readable.borrow().clone();
    assert!(readable.iter().all(|line| line.starts_with("EHLO ") || line == "QUIT"), "{readable:?}");
    house.close().await;
}

#[actix_web::test]
async fn a_certificate_nobody_trusts_or_of_another_name_gets_nothing() {
    let (trusted, stranger) = (TlsMail::start(Tls::AtOnce).await, TlsMail::start(Tls::AtOnce).await);
    for (host, trusts) in [("localhost", &stranger.certificate), ("127.0.0.1", &trusted.certificate)] {
        let house = House::open().await;
        let (state, answer) = tried(&house, &url("smtps", host, &trusted), trusts).await;
        assert_eq!(state, "waiting", "{host}: {answer}");
        assert!(answer.to_lowercase().contains("certificate"), "the desk can tell why: {answer}");
        assert!(trusted.seen.mails.borrow().is_empty());
        house.close().await;
    }
}
