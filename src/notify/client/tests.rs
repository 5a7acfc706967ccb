//! Addresses of servers, addresses of people, headers and signatures.

use super::*;

fn mailer() -> Mailer {
    install_crypto();
    Mailer {
        transport: AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").build(),
        from: "示例云备案 <noreply@example.cn>".parse().unwrap(),
        reply_to: Mailbox::new(Some("示例云".into()), address("beian@example.cn").unwrap()),
    }
}

fn mail(subject: &str) -> Mail {
    Mail { subject: subject.into(), text: "正文".into(), html: "<p>正文</p>".into() }
}

#[tokio::test]
async fn every_form_of_server_address_builds_a_transport() {
    install_crypto();
    for url in ["smtps://u:p@mail.example.cn", "smtp+starttls://u:p@mail.example.cn", "smtp://127.0.0.1:8026"] {
        let url = transport_url(url).unwrap();
        assert!(AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).is_ok(), "{url}");
    }
}

#[test]
fn an_address_cannot_carry_a_second_one_or_a_header() {
    assert!(address("li.lei+beian@example.cn").is_ok());
    for text in [
        "a@example.cn\r\nBcc: b@example.cn",
        "a@example.cn,b@example.cn",
        "a@b@example.cn",
        "<a@example.cn>",
        "\"a b\"@example.cn",
        "a@example.cn\0",
        "李@example.cn",
        "a@exam\u{200b}ple.cn",
        "",
        "a",
    ] {
        assert!(address(text).is_err(), "{text:?}");
    }
}

#[tokio::test]
async fn headers_are_stable_across_repetitions_and_cannot_be_injected() {
    let id = OutboxId::new();
    let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let compose = || {
        let to = address("li@example.cn").unwrap();
        let nasty = mail("备案 BA-ABCD1234\r\nBcc: all@example.cn\r\n\r\nbody");
        String::from_utf8(mailer().compose(id, to, nasty, at).unwrap().formatted()).unwrap()
    };
    let (first, second) = (compose(), compose());
    let headers = |mail: &str| mail.split("\r\n\r\n").next().unwrap().to_owned();
    let stable = |mail: &str| {
        headers(mail).lines().filter(|line| !line.contains("boundary")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(stable(&first), stable(&second));
    let headers = headers(&first);
    assert!(headers.contains(&format!("Message-ID: <{id}@example.cn>")), "{headers}");
    assert!(headers.contains("Auto-Submitted: auto-generated") && headers.contains("Reply-To: "), "{headers}");
    assert!(headers.contains("Date: Fri, 15 Jan 2027 08:00:00 +0000"), "{headers}");
    assert!(!headers.lines().any(|line| line.starts_with("Bcc")), "{headers}");
    assert_eq!(headers.lines().filter(|line| line.starts_with("Subject:")).count(), 1);
    assert_eq!(headers.lines().filter(|line| line.starts_with("To:")).count(), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_asked_again_later() {
    let answer = mailer().send(OutboxId::new(), "li@example.cn", mail("x"), DateTime::UNIX_EPOCH).await;
    assert!(matches!(answer, Answer::TryAgain(_)), "{answer:?}");
    let answer = mailer().send(OutboxId::new(), "not an address", mail("x"), DateTime::UNIX_EPOCH).await;
    assert!(matches!(answer, Answer::Refused(_)), "{answer:?}");
}

#[test]
fn a_call_of_the_gateway_is_signed_over_time_and_body() {
    let (secret, body) = (b"0123456789abcdef".as_slice(), b"{}".as_slice());
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let header = sign(secret, now.timestamp(), body);
    // By another program: `printf '1800000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef`.
    let expected = "t=1800000000,v1=1313ae9c874eb1a0868ad0b65f841c4243c23fdcfad69a3ada227726fad9960e";
    assert_eq!(header, expected);
    assert!(is_signed(secret, now, &header, body));
    assert!(is_signed(secret, now + chrono::TimeDelta::minutes(4), &header, body));
    assert!(!is_signed(secret, now + chrono::TimeDelta::minutes(6), &header, body), "replayed later");
    assert!(!is_signed(secret, now, &header, b"{} "), "another body");
    assert!(!is_signed(b"another secret..", now, &header, body), "another secret");
    assert!(!is_signed(secret, now, "v1=00", body) && !is_signed(secret, now, "", body));
    assert_eq!(international("13800000000"), "+8613800000000");
    assert_eq!(international("+85200000000"), "+85200000000");
}

#[test]
fn the_settings_are_refused_with_their_names() {
    let settings = SmsSettings { url: "https://sms.example.cn".into(), secret_file: "/nonexistent".into() };
    install_crypto();
    assert!(SmsGateway::new(&settings).err().unwrap().to_string().contains("BEIAN_SMS_SECRET_FILE"));
}
