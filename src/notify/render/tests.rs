//! Every notice in both languages, and texts that try to break out of their line.

use super::*;
use crate::notify::facts::FilingFacts;
use crate::notify::notice::{BySms, Topic, samples};

fn house() -> House {
    House {
        provider: Provider {
            name_zh: "示例云计算公司".into(),
            name_en: "Example Cloud".into(),
            phone: "400-000-0000".into(),
            email: "beian@example.cn".into(),
            address: String::new(),
        },
        portal_origin: "https://beian.example.cn".into(),
    }
}

fn facts(notice: Notice) -> Facts {
    let filing =
        FilingFacts { reference: "BA-ABCD1234".into(), name: Some("示例（北京）科技有限公司".into()) };
    Facts { notice, filing: Some(filing), secret_sealed: None }
}

fn is_whole(text: &str) -> bool {
    !text.is_empty() && !text.contains("{$") && !text.contains("{ $") && !text.contains("notify-")
}

#[test]
fn every_notice_has_a_whole_mail_in_both_languages() {
    for lang in Lang::ALL {
        for notice in samples() {
            let (kind, secrets) = (notice.kind(), notice.secrets());
            let Mail { subject, text, html } = mail(&house(), lang, &facts(notice), &secrets).unwrap();
            for part in [&subject, &text, &html] {
                assert!(is_whole(part), "{kind} in {lang:?}: {part}");
            }
            let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(
                is_chinese(&subject),
                lang == Lang::Zh || ["psb_reminder", "licence_reminder", "site_findings"].contains(&kind),
                "{kind}: {subject}"
            );
            assert!(!subject.contains('\n') && subject.chars().count() <= 90, "{kind}: {subject}");
            let links = text.matches("https://beian.example.cn/").count();
            assert_eq!(links, usize::from(kind != "mobile_code"), "one clear action: {kind}\n{text}");
            assert!(!html.contains("<img") && !html.contains("<script"), "no tracking");
            assert!(text.lines().all(|line| !line.starts_with(' ')), "{kind}:\n{text}");
        }
    }
}

/// Every message as people read it: a changed word shows as a changed line.
#[test]
fn every_notice_in_words() {
    for lang in Lang::ALL {
        let mut all = String::new();
        for notice in samples() {
            let (mut facts, secrets) = (facts(notice.clone()), notice.secrets());
            facts.filing = facts.filing.filter(|_| notice.is_about_filing());
            let Mail { subject, text, .. } = mail(&house(), lang, &facts, &secrets).unwrap();
            let by_sms = notice.by_sms();
            all += &format!("==== {} (by SMS: {by_sms:?})\n{subject}\n\n{text}\n", notice.kind());
            if by_sms != BySms::Never {
                all += &format!("\nSMS: {}\n\n", sms(&house(), lang, &facts, &secrets));
            }
        }
        insta::assert_snapshot!(lang.code(), all);
    }
}

#[test]
fn who_is_told_of_sign_ins_elsewhere_reads_so_in_both_languages() {
    let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    for (lang, time) in [(Lang::Zh, "2027年1月15日 16:00"), (Lang::En, "15 January 2027, 16:00")] {
        let Mail { subject, text, html } = alarms_moved(&house(), lang, at).unwrap();
        assert!([&subject, &text, &html].into_iter().all(|part| is_whole(part)), "{subject}\n{text}");
        assert!(text.contains(time) && text.contains("https://beian.example.cn/me\n"), "{text}");
    }
}

/// A record that came from another account has no filing of the reader's.
#[test]
fn a_notice_of_a_website_without_a_filing_leads_to_the_own_websites() {
    for notice in samples() {
        if matches!(notice, Notice::PsbReminder { .. } | Notice::LicenceReminder { .. } | Notice::SiteFindings { .. }) {
            let facts = Facts { filing: None, ..facts(notice) };
            let Mail { text, .. } = mail(&house(), Lang::Zh, &facts, &Secrets::default()).unwrap();
            assert!(text.contains("https://beian.example.cn/filings/websites\n"), "{text}");
        }
    }
}

#[test]
fn an_sms_fits_one_message_in_both_languages() {
    for lang in Lang::ALL {
        for notice in samples() {
            let secrets = notice.secrets();
            let text = sms(&house(), lang, &facts(notice.clone()), &secrets);
            let length = text.chars().count();
            // A link takes more than one message by itself.
            let most = if matches!(notice, Notice::RelayLink { .. }) { 134 } else { 70 };
            assert!(is_whole(&text) && length <= most, "{} in {lang:?}: {length} {text}", notice.kind());
            assert!(text.starts_with("【示例云计算公司】"));
            let has_words = text != sms(&house(), lang, &facts(Notice::PasswordChanged), &Secrets::default());
            // Steps between have the words for any news of a filing.
            let own_words = match notice.by_sms() {
                BySms::Always => true,
                BySms::Chosen(topic) => topic != Topic::Progress,
                BySms::Never => false,
            };
            assert_eq!(has_words, own_words, "{}", notice.kind());
        }
    }
}

#[test]
fn shown_again_a_notice_keeps_its_link_and_code_to_itself() {
    for lang in Lang::ALL {
        for notice in samples() {
            let secrets = notice.secrets();
            if secrets.is_empty() {
                continue;
            }
            let again = mail(&house(), lang, &facts(notice.clone()), &Secrets::default()).unwrap();
            let again_sms = sms(&house(), lang, &facts(notice.clone()), &Secrets::default());
            for part in [&again.text, &again.html, &again.subject, &again_sms] {
                assert!(!part.contains("AAAA") && !part.contains("424242"), "{}: {part}", notice.kind());
            }
            if secrets.path.is_some() {
                assert!(again.text.contains(&Tr::new(lang).t("notify-link-gone")));
            }
        }
    }
}

#[test]
fn stored_texts_stay_on_their_line_and_out_of_the_html() {
    let mut facts = facts(Notice::FilingSubmitted);
    let nasty = "甲公司\r\nBcc: all@example.cn\u{202e}<script>";
    facts.filing = Some(FilingFacts { reference: nasty.into(), name: Some(nasty.into()) });
    let mail = mail(&house(), Lang::Zh, &facts, &Secrets::default()).unwrap();
    assert!(!mail.subject.contains(['\r', '\n', '\u{202e}']), "{}", mail.subject);
    assert!(!mail.text.lines().any(|line| line.starts_with("Bcc")), "{}", mail.text);
    assert!(!mail.html.contains("<script>"));
    assert_eq!(one_line(" a\r\n\r\nb\0c\u{2028}d "), "a b c d");
}
