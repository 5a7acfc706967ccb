//! The demo mailbox's page, its frame, its JSON, and its side of the SMS contract.

use beian::demo::mailbox::Message;
use beian::notify::Notice;
use beian::notify::client::{SIGNATURE_HEADER, SmsCall, sign};
use beian::notify::notice::Secret;
use beian::text::Lang;

use super::house::House;

async fn get(house: &House, path: &str) -> (u16, reqwest::header::HeaderMap, String) {
    let response = reqwest::get(format!("http://{}{path}", house.mail.http)).await.unwrap();
    (response.status().as_u16(), response.headers().clone(), response.text().await.unwrap())
}

#[actix_web::test]
async fn messages_are_listed_and_shown_without_power() {
    let house = House::open().await;
    let (_, _, empty) = get(&house, "/").await;
    assert!(empty.contains("还没有收到消息"));
    for n in 1..=2 {
        let person = house.person(n, Lang::Zh).await;
        let path = Secret::new(format!("/password/reset/token{n}"));
        house.tell(&person, Notice::ResetPassword { path, minutes: 60 }).await;
    }
    house.worker().run_until_idle().await.unwrap();

    let (status, headers, list) = get(&house, "/?lang=en").await;
    assert_eq!(status, 200);
    assert!(headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    assert!(list.contains("data-fresh") && list.contains("person1@example.cn") && list.contains("lang=\"en\""));
    let (_, _, filtered) = get(&house, "/?to=person2@example.cn").await;
    assert_eq!(filtered.matches("href=\"/messages/").count(), 1);

    let (_, _, shown) = get(&house, "/messages/1").await;
    assert!(shown.contains("<a href=\"http://127.0.0.1:8080/password/reset/token1\">"), "{shown}");
    assert!(!shown.contains("http-equiv") && shown.contains("sandbox="));
    let (_, headers, frame) = get(&house, "/messages/1/html").await;
    assert!(headers["content-security-policy"].to_str().unwrap().starts_with("sandbox "));
    assert!(frame.contains("<!doctype html>"));
    assert_eq!(get(&house, "/messages/99").await.0, 404);

    let (_, _, json) = get(&house, "/api/messages?to=person1@example.cn").await;
    let messages: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!((messages.len(), messages[0]["channel"].as_str()), (1, Some("mail")));
    house.close().await;
}

#[actix_web::test]
async fn an_sms_with_a_wrong_signature_is_not_taken() {
    let house = House::open().await;
    let call = SmsCall { to: "+8613800000000".into(), text: "x".into(), idempotency_key: "k".into() };
    let body = serde_json::to_vec(&call).unwrap();
    let now = beian::clock::now().timestamp();
    let secret = b"a secret of the tests only";
    let post = async |header: String, body: Vec<u8>| {
        let client = reqwest::Client::new();
        let sent = client.post(format!("http://{}/sms", house.mail.http)).header(SIGNATURE_HEADER, header).body(body);
        sent.send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(sign(b"another secret!!", now, &body), body.clone()).await, 401);
    assert_eq!(post(sign(secret, now - 600, &body), body.clone()).await, 401);
    assert_eq!(post(sign(secret, now, b"{}"), b"{}".to_vec()).await, 400);
    assert!(house.mail.mailbox.messages().is_empty());
    assert_eq!(post(sign(secret, now, &body), body.clone()).await, 200);
    assert_eq!(post(sign(secret, now, &body), body).await, 200);
    let messages: Vec<Message> = house.mail.mailbox.messages();
    assert_eq!(messages.len(), 1, "the same key is the same message");
    house.close().await;
}
