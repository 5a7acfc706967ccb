//! What arrives, and what becomes of what does not.

use std::collections::BTreeSet;

use beian::demo::mailbox::Manners;
use beian::notify::Notice;
use beian::notify::notice::{Channel, Secret};
use beian::text::Lang;
use chrono::DateTime;

use super::house::House;

fn sent() -> Option<&'static str> {
    Some("sent")
}

fn state(delivery: &Option<(String, Option<String>)>) -> Option<&str> {
    delivery.as_ref().map(|(state, _)| state.as_str())
}

#[actix_web::test]
async fn a_mail_arrives_whole_with_its_headers() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let notice = house.tell(&person, Notice::ChangesRequested { count: 3 }).await;
    assert_eq!(house.worker().run_until_idle().await.unwrap(), 2);
    let mail = house.mail.wait(&person.email).await;
    assert_eq!(mail.subject, "备案 BA-TEST0001 待修改：请修改 3 处后重新提交");
    assert_eq!(mail.header("To"), Some("person1@example.cn"));
    assert_eq!(mail.header("From"), Some("示例云备案 <noreply@example.cn>"));
    assert_eq!(mail.header("Reply-To"), Some("示例云 <beian@example.cn>"));
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    assert!(mail.id.ends_with("@example.cn>"), "{}", mail.id);
    assert!(DateTime::parse_from_rfc2822(mail.header("Date").unwrap()).is_ok());
    assert!(mail.text.contains("http://127.0.0.1:8080/filings/BA-TEST0001/corrections"), "{}", mail.text);
    assert!(mail.html.unwrap().contains("示例（北京）科技有限公司"));
    let sms = house.mail.wait("+8613800000001").await;
    assert_eq!(sms.text, "【示例云】备案BA-TEST0001有3处需要修改，请登录修改后重新提交。");
    for channel in Channel::ALL {
        assert_eq!(state(&house.delivery(notice, channel).await), sent());
    }
    house.close().await;
}

#[actix_web::test]
async fn messages_speak_the_accounts_language() {
    let house = House::open().await;
    let person = house.person(1, Lang::En).await;
    let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    house.tell(&person, Notice::SmsNeeded { until }).await;
    house.worker().run_until_idle().await.unwrap();
    let mail = house.mail.wait(&person.email).await;
    assert_eq!(mail.subject, "Filing BA-TEST0001 needs SMS verification: complete it by 15 January 2027, 16:00");
    let sms = house.mail.wait("+8613800000001").await;
    assert_eq!(sms.text, "【示例云】BA-TEST0001: enter the MIIT code by 2027-01-15 16:00.");
    house.close().await;
}

#[actix_web::test]
async fn links_and_codes_lie_sealed_and_are_gone_once_sent() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let path = Secret::new("/verify-email/SECRETSECRET");
    let to = Some(Secret::new("new@example.cn"));
    let link = house.tell(&person, Notice::ConfirmEmail { path, to, hours: 24 }).await;
    let code = Notice::MobileCode { code: Secret::new("424242"), to: Some(Secret::new("13900000000")), minutes: 10 };
    let code = house.tell(&person, code).await;
    for notice in [link, code] {
        let facts = house.facts(notice).await;
        assert!(facts.contains("secret_sealed"));
        for secret in ["SECRET", "new@", "424242", "139"] {
            assert!(!facts.contains(secret), "{facts}");
        }
    }
    assert_eq!(house.count("select count(*) as count from outbox where payload::text ~ 'SECRET|424242|@'").await, 0);
    house.worker().run_until_idle().await.unwrap();
    let mail = house.mail.wait("new@example.cn").await;
    assert!(mail.text.contains("http://127.0.0.1:8080/verify-email/SECRETSECRET"));
    assert!(house.mail.wait("+8613900000000").await.text.contains("424242"));
    assert!(house.mail.mailbox.messages_to(&person.email).is_empty());
    for notice in [link, code] {
        assert!(!house.facts(notice).await.contains("secret_sealed"));
    }
    house.close().await;
}

#[actix_web::test]
async fn a_refused_address_is_marked_and_the_other_channel_goes() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let refused = BTreeSet::from([person.email.clone()]);
    house.mail.mailbox.set_manners(Manners { refused, ..Manners::default() });
    let notice = house.tell(&person, Notice::ChangesRequested { count: 1 }).await;
    house.worker().run_until_idle().await.unwrap();
    let (state_of_mail, answer) = house.delivery(notice, Channel::Mail).await.unwrap();
    assert_eq!(state_of_mail, "refused");
    let answer = answer.unwrap();
    assert!(answer.starts_with("550 5.1.1") && !answer.contains('@'), "{answer}");
    assert_eq!(state(&house.delivery(notice, Channel::Sms).await), sent());
    assert_eq!(house.count("select count(*) as count from accounts where email_refused_at is not null").await, 1);

    // From now on nothing goes there, and news that would go by mail alone goes by SMS.
    let later = house.tell(&person, Notice::SentToBureau).await;
    assert_eq!(house.delivery(later, Channel::Mail).await, None);
    house.worker().run_until_idle().await.unwrap();
    assert_eq!(house.mail.wait("+8613800000001").await.text, "【示例云】备案BA-TEST0001有新进展，请登录查看。");

    // What the person asks for is tried all the same, and getting through clears the mark.
    house.mail.mailbox.set_manners(Manners::default());
    house.tell(&person, Notice::ResetPassword { path: Secret::new("/password/reset/x"), minutes: 60 }).await;
    house.worker().run_until_idle().await.unwrap();
    house.mail.wait(&person.email).await;
    assert_eq!(house.count("select count(*) as count from accounts where email_refused_at is not null").await, 0);
    house.close().await;
}

#[actix_web::test]
async fn news_by_mail_alone_falls_back_to_sms_when_the_mail_is_refused() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let refused = BTreeSet::from([person.email.clone()]);
    house.mail.mailbox.set_manners(Manners { refused, ..Manners::default() });
    let notice = house.tell(&person, Notice::BureauReview).await;
    house.worker().run_until_idle().await.unwrap();
    assert_eq!(state(&house.delivery(notice, Channel::Mail).await), Some("refused"));
    assert_eq!(state(&house.delivery(notice, Channel::Sms).await), sent());
    house.close().await;
}

#[actix_web::test]
async fn an_address_that_was_changed_meanwhile_is_not_marked() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let refused = BTreeSet::from(["former@example.cn".to_owned()]);
    house.mail.mailbox.set_manners(Manners { refused, ..Manners::default() });
    let to = Secret::new("former@example.cn");
    let notice =
        house.tell(&person, Notice::EmailChanged { undo_path: Secret::new("/account/undo/x"), to, hours: 72 }).await;
    house.worker().run_until_idle().await.unwrap();
    assert_eq!(state(&house.delivery(notice, Channel::Mail).await), Some("refused"));
    assert_eq!(house.count("select count(*) as count from accounts where email_refused_at is not null").await, 0);
    house.close().await;
}

#[actix_web::test]
async fn a_busy_server_is_asked_again_and_a_code_that_is_too_late_is_not_sent() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    house.mail.mailbox.set_manners(Manners { busy: 2, ..Manners::default() });
    let notice = house.tell(&person, Notice::FilingSubmitted).await;
    let worker = house.worker();
    for expected in ["waiting", "waiting", "sent"] {
        worker.run_until_idle().await.unwrap();
        assert_eq!(state(&house.delivery(notice, Channel::Mail).await), Some(expected));
        house.time_passes().await;
    }
    assert_eq!(house.mail.mailbox.messages().len(), 1);

    let code = Notice::MobileCode { code: Secret::new("424242"), to: None, minutes: 10 };
    let code = house.tell(&person, code).await;
    house.test.as_owner("update notices set created_at = created_at - interval '11 minutes'").await;
    worker.run_until_idle().await.unwrap();
    let expected = ("failed".to_owned(), Some("notify-answer-too-late".to_owned()));
    assert_eq!(house.delivery(code, Channel::Sms).await, Some(expected));
    assert_eq!(house.mail.mailbox.messages().len(), 1);
    house.close().await;
}

#[actix_web::test]
async fn a_closed_account_is_left_in_peace() {
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    house.test.as_owner("update accounts set closed_at = now()").await;
    house.tell(&person, Notice::FilingExpired).await;
    assert_eq!(house.worker().run_until_idle().await.unwrap(), 0);
    house.close().await;
}

#[actix_web::test]
async fn nothing_is_told_of_what_was_rolled_back() {
    use beian::error::Error;
    use beian::notify::service::tell;
    use beian::values::actor::Actor;
    let house = House::open().await;
    let person = house.person(1, Lang::Zh).await;
    let outcome = house
        .test
        .db
        .write(Actor::Clock, async |tx| {
            tell(tx, person.account, Some(person.filing), Notice::FilingSubmitted).await?;
            Err::<(), _>(Error::Stale)
        })
        .await;
    assert!(outcome.is_err());
    assert_eq!(house.count("select count(*) as count from notices").await, 0);
    assert_eq!(house.worker().run_until_idle().await.unwrap(), 0);
    house.close().await;
}
