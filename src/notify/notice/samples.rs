//! One notice of every kind, for tests of texts and layouts.

use chrono::DateTime;

use super::{Notice, Secret};

/// One of every kind, for tests of texts and layouts.
pub(crate) fn samples() -> Vec<Notice> {
    let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let on = until.date_naive();
    let path = || Secret::new("/verify-email/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let numbers = (1..=10).map(|n| format!("京ICP备2026000001号-{n}")).collect();
    vec![
        Notice::FilingSubmitted,
        Notice::ChangesRequested { count: 12 },
        Notice::FilingRejected,
        Notice::FilingAccepted,
        Notice::MailNeeded { until },
        Notice::SentToBureau,
        Notice::SmsNeeded { until },
        Notice::SmsReminder { until },
        Notice::CodeReminder { until, to: Secret::new("13800000000") },
        Notice::SmsLapsed,
        Notice::BureauReview,
        Notice::BureauRefused,
        Notice::FilingApproved { entity_number: "京ICP备2026000001号".into(), website_numbers: numbers },
        Notice::OperationDone { operation: "cancel-website".into() },
        Notice::RecordReceived { website: true },
        Notice::CancelledByBureau { number: "京ICP备2026000001号-1".into(), what: "website".into() },
        Notice::LookupAnswered,
        Notice::FilingWithdrawn,
        Notice::FilingExpiring { on, paper: false },
        Notice::FilingExpiring { on, paper: true },
        Notice::FilingExpired,
        Notice::FilingRecalled,
        Notice::PsbReminder { website_number: "京ICP备2026000001号-1".into(), deadline: on },
        Notice::LicenceReminder { website_number: "京ICP备2026000001号-1".into() },
        Notice::SiteFindings { website_number: "京ICP备2026000001号-1".into(), count: 2 },
        Notice::ServerEnded { instance: "i-example-1".into() },
        for_a_paper(),
        for_a_face(),
        Notice::NumberHanded { number: "32a43232-a888-88e8-b9ec-00888be80000".into() },
        Notice::NumberHanded {
            number: "32a43232-a888-88e8-b9ec-00888be80000 32a43232-a888-48e8-b9ec-00888be80001".into(),
        },
        Notice::ConfirmEmail { path: path(), to: None, hours: 24 },
        Notice::EmailChanged { undo_path: path(), to: Secret::new("old@example.cn"), hours: 72 },
        Notice::MobileCode { code: Secret::new("424242"), to: None, minutes: 10 },
        Notice::MobileChanged { undo_path: path(), to: Secret::new("13800000000"), hours: 72 },
        Notice::ResetPassword { path: path(), minutes: 60 },
        Notice::PasswordChanged,
        Notice::NewDevice { device: "Firefox · Windows".into(), at: until, office: false },
        Notice::AccountExists,
        Notice::AccountClosed { to: Secret::new("old@example.cn") },
    ]
}

fn for_a_paper() -> Notice {
    Notice::RelayLink {
        path: Secret::new("/help/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        mail_to: Some(Secret::new("legal@example.cn")),
        sms_to: None,
        paper_zh: "主体负责人证件国徽面或背面".into(),
        paper_en: "ID of the entity person, back".into(),
        is_face: false,
        hours: 72,
    }
}

fn for_a_face() -> Notice {
    Notice::RelayLink {
        path: Secret::new("/help/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        mail_to: None,
        sms_to: Some(Secret::new("13800000000")),
        paper_zh: "网站负责人真实性核验".into(),
        paper_en: "Verification of the website person".into(),
        is_face: true,
        hours: 72,
    }
}
